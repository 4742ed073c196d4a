//! The head of a report on a terminal: at most a screen.
//!
//! In: a report. Out: its head in lines. What does not fit on a screen is counted, and the last lines say how to
//! get the tables.

use std::io::{self, Write};

use crate::render::escape::visible;
use crate::render::head::{HeadInWords, section};
use crate::render::human::words;
use crate::render::ink::Ink;
use crate::render::pen::Pen;
use crate::render::wrap::width;
use crate::report::{
    Align, Cell, Column, Figure, Head, Left, Report, SemanticColor, VerdictWord, counted, grouped,
};

/// How many things to do, and how many people, are listed.
const MAX_ACTIONS: usize = 5;
const MAX_PEOPLE: usize = 5;
/// The width that figures are set in where there is no terminal.
const WIDTH_WITHOUT_TERMINAL: usize = 80;

/// How to get what is not in the head.
const TABLES: &str =
    "--all shows all tables, --section ID one, -o audit.html writes a file (--help)";

/// Writes the head of a report; where no section follows, it says how to get them.
pub(super) fn write(report: &Report<'_>, pen: &Pen, out: &mut dyn Write) -> io::Result<()> {
    let plain = Ink::Word(SemanticColor::Plain);
    let head = HeadInWords::of(report);
    pen.lines(&head.title, Ink::Heading, out)?;
    for line in head.whose.iter().chain(&head.origin) {
        pen.lines(line, plain, out)?;
    }
    if let Some((word, sentence)) = head.verdict {
        writeln!(out)?;
        pen.opened(word.title(), color_of(word), &format!(": {sentence}"), out)?;
    }
    let Some(of_report) = report.head.as_ref().filter(|head| !head.is_excerpt()) else {
        return Ok(());
    };
    if let Some(details) = head.details {
        pen.lines(details, plain, out)?;
    }
    let head = of_report;
    writeln!(out)?;
    figures(&head.figures, pen, out)?;
    actions(head, pen, out)?;
    left(head, pen, out)?;
    if report.sections.iter().all(|section| section.id == "gates") {
        writeln!(out)?;
        pen.lines(TABLES, Ink::Aside, out)?;
    }
    Ok(())
}

/// The colour of a verdict.
fn color_of(word: VerdictWord) -> Ink {
    match word {
        VerdictWord::Done | VerdictWord::UnderWay => Ink::Heading,
        VerdictWord::ActionNeeded => Ink::Strong(SemanticColor::Bad),
        VerdictWord::CannotBeJudged => Ink::Strong(SemanticColor::Warn),
    }
}

/// The figures, two in a line where there is room.
fn figures(figures: &[Figure], pen: &Pen, out: &mut dyn Write) -> io::Result<()> {
    let said = |figure: &Figure| format!("{}: {}", figure.title, words(&figure.value.into()));
    let all: Vec<String> = figures.iter().map(said).collect();
    let column = all.iter().map(|text| width(text)).max().unwrap_or(0) + 3;
    let room = pen.terminal.unwrap_or(WIDTH_WITHOUT_TERMINAL);
    let in_a_line = if 2 * column <= room { 2 } else { 1 };
    for (figures, texts) in figures.chunks(in_a_line).zip(all.chunks(in_a_line)) {
        for (at, (figure, text)) in figures.iter().zip(texts).enumerate() {
            let is_last = at + 1 == texts.len();
            let space = if is_last { 0 } else { column - width(text) };
            write!(out, "{}{:space$}", Ink::Word(figure.tone).on(text, pen.color), "")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn actions(head: &Head, pen: &Pen, out: &mut dyn Write) -> io::Result<()> {
    let columns = [
        ("todo", "What to do next", Align::Left),
        ("who", "who", Align::Left),
        ("open", "people", Align::Right),
    ];
    let rows = head.actions.iter().take(MAX_ACTIONS).map(|action| {
        let open = if action.open == 0 { Cell::Missing } else { Cell::Count(action.open) };
        vec![Cell::text(Some(&action.todo)), Cell::text(Some(&action.who)), open]
    });
    let more = match head.actions.len().saturating_sub(MAX_ACTIONS) {
        0 => None,
        1 => Some(String::from("and 1 more thing to do")),
        more => Some(format!("and {} more things to do", grouped(more as u128))),
    };
    table(&columns, rows.collect(), more, pen, out)
}

fn left(head: &Head, pen: &Pen, out: &mut dyn Write) -> io::Result<()> {
    let columns = [
        ("who", "Who still has to be moved", Align::Left),
        ("organisation", "organisation", Align::Left),
        ("last_try", "last try", Align::Left),
    ];
    let named = head.left.iter().filter(|left| left.who.is_some());
    let shown: Vec<&Left> = named.take(MAX_PEOPLE).collect();
    let rows = shown.iter().map(|left| {
        let day = left.last_try.map(|time| time.day());
        let cells = [&left.who, &left.organisation, &day];
        cells.map(|cell| Cell::text(cell.clone())).to_vec()
    });
    let more_named = head.named_people - shown.len() as u64;
    let unnamed = head.people_left() - head.named_people;
    let people = |count: u64| counted(count, "person", "people");
    let more = match (shown.len(), more_named, unnamed) {
        (_, 0, 0) => None,
        (_, more, 0) => Some(format!("and {} more", grouped(more.into()))),
        (0, _, unnamed) => {
            writeln!(out)?;
            let line = format!("Who still has to be moved: {} not known by name", people(unnamed));
            return pen.lines(&line, Ink::Heading, out);
        }
        (_, 0, unnamed) => Some(format!("and {} not known by name", people(unnamed))),
        (_, more, unnamed) => Some(format!(
            "and {} more, and {} not known by name",
            grouped(more.into()),
            people(unnamed)
        )),
    };
    table(&columns, rows.collect(), more, pen, out)
}

/// A table whose first column is called what it is about, and what there is beside its rows.
fn table(
    columns: &[(&'static str, &'static str, Align)],
    rows: Vec<Vec<Cell>>,
    more: Option<String>,
    pen: &Pen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = columns.iter().map(|&(id, title, align)| Column::new(id, title, align)).collect();
    let Some(section) = section("", "", String::new(), columns, rows) else { return Ok(()) };
    writeln!(out)?;
    pen.table(&section, out)?;
    match more {
        Some(more) => pen.lines(&visible(&more), Ink::Aside, out),
        None => Ok(()),
    }
}
