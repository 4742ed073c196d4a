//! Tables for a terminal, or for a plain text file.
//!
//! In: a report and the look of the place where it will be read. Out: text in which no line is wider
//! than the terminal and no value is cut: what does not fit is wrapped, or continues in a block of
//! columns below. Where there is no terminal a table is as wide as it needs to be, so that a pipe
//! gets one line a row. Text from the archive is shown with its control characters spelled out.

use std::borrow::Cow;
use std::io::{self, Write};

use tabled::builder::Builder;
use tabled::settings::formatting::AlignmentStrategy;
use tabled::settings::object::{Columns, Rows, Segment};
use tabled::settings::style::HorizontalLine;
use tabled::settings::{Alignment, Padding, Style};

use crate::render::Look;
use crate::render::bar;
use crate::render::escape::visible;
use crate::render::head::Head;
use crate::render::human::words;
use crate::render::ink::Ink;
use crate::render::layout::{Block, COLUMN_GAP, Contents, Keys, Need, arrange};
use crate::render::wrap::{width, wrap};
use crate::report::{Align, Cell, Report, Section, SemanticColor};

/// The narrowest terminal that is laid out for; narrower ones get lines of this width.
const NARROWEST_TERMINAL: usize = 20;

/// How many rows are laid out together: a table of a million rows is never held whole.
const ROWS_AT_ONCE: usize = 256;

/// Writes a report: what it is, then its sections.
pub fn write(report: &Report<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let pen = Pen::new(look);
    let head = Head::of(report);
    pen.lines(&head.title, Ink::Heading, out)?;
    for line in &head.origin {
        pen.lines(line, Ink::Word(SemanticColor::Plain), out)?;
    }
    if let Some(verdict) = &head.verdict {
        pen.lines(verdict, Ink::Heading, out)?;
    }
    if let Some(details) = &head.details {
        pen.lines(details, Ink::Word(SemanticColor::Plain), out)?;
    }
    for section in &report.sections {
        // Two lines, because one already parts the blocks of a section.
        out.write_all(b"\n\n")?;
        pen.section(section, out)?;
    }
    Ok(())
}

/// Writes one section: its title, its note, its rows.
pub fn write_section(section: &Section<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    Pen::new(look).section(section, out)
}

/// What every line is drawn with.
struct Pen {
    color: bool,
    /// The columns of the terminal, if it is one.
    terminal: Option<usize>,
}

impl Pen {
    fn new(look: &Look) -> Pen {
        Pen {
            color: look.color,
            terminal: look.width.map(|columns| columns.max(NARROWEST_TERMINAL)),
        }
    }

    fn section(&self, section: &Section<'_>, out: &mut dyn Write) -> io::Result<()> {
        let section = &section.for_people();
        self.lines(section.title, Ink::Heading, out)?;
        if !section.note.is_empty() {
            self.lines(&section.note, Ink::Aside, out)?;
        }
        writeln!(out)?;
        if section.rows.is_empty() {
            return writeln!(out, "(none)");
        }
        for (at, block) in self.blocks(section).iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            self.draw(section, block, out)?;
        }
        Ok(())
    }

    /// Writes a sentence, wrapped to the terminal.
    fn lines(&self, text: &str, ink: Ink, out: &mut dyn Write) -> io::Result<()> {
        for line in self.folded(&visible(text), usize::MAX) {
            writeln!(out, "{}", ink.on(line, self.color))?;
        }
        Ok(())
    }

    /// A text in lines of a column, and of no more than the terminal; without one it stays as it is.
    fn folded<'t>(&self, text: &'t str, limit: usize) -> Vec<&'t str> {
        self.terminal.map_or_else(|| vec![text], |terminal| wrap(text, limit.min(terminal)))
    }

    /// Which columns stand side by side, found out by a first look at all rows.
    fn blocks(&self, section: &Section<'_>) -> Vec<Block> {
        let mut contents = vec![Contents::default(); section.columns.len()];
        let mut keys = Keys::of(&section.columns);
        for row in section.rows.iter() {
            let texts: Vec<String> =
                row.iter().map(|cell| visible(&words(cell)).into_owned()).collect();
            for ((contents, text), cell) in contents.iter_mut().zip(&texts).zip(&row) {
                contents.add(text, is_words(cell));
            }
            if self.terminal.is_some() {
                keys.add(&texts);
            }
        }
        let columns = contents.iter().zip(&section.columns);
        let needs: Vec<Need> = columns.map(|(contents, column)| contents.need(column)).collect();
        match self.terminal {
            Some(terminal) => arrange(&needs, keys.count(), terminal),
            None => {
                let columns = needs.iter().map(|need| need.most).enumerate();
                vec![Block { columns: columns.collect() }]
            }
        }
    }

    /// Draws some columns of a section as one table, some rows at a time, so that not all are kept.
    fn draw(&self, section: &Section<'_>, block: &Block, out: &mut dyn Write) -> io::Result<()> {
        let title = |&(at, limit): &(usize, usize)| self.folded(section.columns[at].title, limit);
        let titles: Vec<Vec<&str>> = block.columns.iter().map(title).collect();
        let widths = self.widths(section, block, &titles);
        let mut rows = section.rows.iter().peekable();
        let mut header = Some(&*titles);
        while rows.peek().is_some() {
            let batch: Vec<Vec<Cell>> = rows.by_ref().take(ROWS_AT_ONCE).collect();
            self.draw_batch((section, block, &widths), header.take(), &batch, out)?;
        }
        Ok(())
    }

    /// Draws some rows, the first of which is as wide as all are.
    fn draw_batch(
        &self,
        (section, block, widths): (&Section<'_>, &Block, &[usize]),
        header: Option<&[Vec<&str>]>,
        rows: &[Vec<Cell>],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let columns = &block.columns;
        let align = |place: usize| section.columns[columns[place].0].align;
        let mut records: Vec<Vec<String>> = Vec::with_capacity(rows.len() + 1);
        records.extend(header.map(|titles| titles.iter().map(|lines| lines.join("\n")).collect()));
        records.extend(rows.iter().map(|row| {
            let cell = |&(at, limit): &(usize, usize)| {
                self.folded(&shown(&row[at], limit), limit).join("\n")
            };
            columns.iter().map(cell).collect()
        }));
        if let Some(first) = records.first_mut() {
            for (place, (text, width)) in first.iter_mut().zip(widths).enumerate() {
                spread(text, *width, align(place));
            }
        }
        let mut table = Builder::from_iter(records).build();
        let rule = HorizontalLine::new('─');
        match header {
            Some(_) => table.with(Style::empty().horizontals([(1, rule)])),
            None => table.with(Style::empty()),
        };
        table
            .with(Padding::new(0, COLUMN_GAP, 0, 0))
            .modify(Columns::last(), Padding::zero())
            .modify(Segment::all(), AlignmentStrategy::PerLine);
        if header.is_some() {
            table.modify(Rows::first(), Alignment::bottom());
        }
        for place in (0..columns.len()).filter(|&place| align(place) == Align::Right) {
            table.modify(Columns::one(place), Alignment::right());
        }
        if self.color {
            let first = usize::from(header.is_some());
            for (nth, row) in rows.iter().enumerate() {
                for (place, &(at, _)) in columns.iter().enumerate() {
                    if let Some(ink) = alarm(&row[at]).filter(|ink| ink.is_colored()) {
                        table.modify((first + nth, place), ink.color());
                    }
                }
            }
        }
        for line in table.to_string().lines() {
            writeln!(out, "{}", line.trim_end_matches(' '))?;
        }
        Ok(())
    }

    /// How wide the columns of a block come to be, of which it is known how wide they may be.
    fn widths(&self, section: &Section<'_>, block: &Block, titles: &[Vec<&str>]) -> Vec<usize> {
        let columns = &block.columns;
        let is_drawn = |&(at, _): &(usize, usize)| section.columns[at].align == Align::Drawn;
        // Where nothing is wrapped, all but pictures are as wide as that.
        if self.terminal.is_none() && !columns.iter().any(is_drawn) {
            return columns.iter().map(|&(_, limit)| limit).collect();
        }
        let widest = |lines: &[&str]| lines.iter().map(|line| width(line)).max().unwrap_or(0);
        let mut widths: Vec<usize> = titles.iter().map(|lines| widest(lines)).collect();
        for row in section.rows.iter() {
            for (known, &(at, limit)) in widths.iter_mut().zip(columns) {
                let text = shown(&row[at], limit);
                *known = widest(&self.folded(&text, limit)).max(*known);
            }
        }
        widths
    }
}

/// Makes the first line of a text so wide, on the side where there is room.
fn spread(text: &mut String, to: usize, align: Align) {
    let end = text.find('\n').unwrap_or(text.len());
    let space = " ".repeat(to.saturating_sub(width(&text[..end])));
    text.insert_str(if align == Align::Right { 0 } else { end }, &space);
}

/// A cell as it is shown in a column of that width.
fn shown(cell: &Cell, limit: usize) -> Cow<'_, str> {
    match cell {
        // A picture is as wide as there is room.
        Cell::Bar(bar) => bar::draw(bar, limit).into(),
        _ => match words(cell) {
            Cow::Borrowed(text) => visible(text),
            Cow::Owned(text) => visible(&text).into_owned().into(),
        },
    }
}

fn is_words(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(_) | Cell::Id(_) | Cell::Named(_) | Cell::Term(_))
}

/// The colour of our own words for what went wrong; the words say it too.
fn alarm(cell: &Cell) -> Option<Ink> {
    let Cell::Term(term) = cell else { return None };
    SemanticColor::of_word(term.id).map(Ink::Word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::{self, NASTY, column};
    use crate::report::{Column, Term};
    use proptest::prelude::*;
    use std::sync::Arc;

    fn written(report: &Report<'_>, look: Look) -> String {
        let mut out = Vec::new();
        write(report, &look, &mut out).expect("a table");
        String::from_utf8(out).expect("UTF-8")
    }

    fn at(terminal: usize) -> Look {
        Look { width: Some(terminal), ..Look::default() }
    }

    fn section(columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Report<'static> {
        let section = Section {
            id: "s",
            title: "Section",
            note: "A row is a row.".into(),
            columns,
            rows: rows.into_iter().collect(),
            ends_in_total: false,
        };
        Report { sections: vec![Arc::new(section)], ..sample::one_section() }
    }

    /// The table alone, without what stands above it.
    fn drawn(report: &Report<'_>, look: Look) -> String {
        let mut out = Vec::new();
        write_section(&report.sections[0], &look, &mut out).expect("a table");
        String::from_utf8(out).expect("UTF-8").split_once("\n\n").expect("a table").1.to_owned()
    }

    /// Whether the letters of a text are in a column of another, top to bottom, whatever is between.
    fn is_within(text: &str, table: &str) -> bool {
        let mut found = table.chars();
        text.chars().filter(|c| *c != ' ').all(|c| found.any(|f| f == c))
    }

    #[test]
    fn a_report_says_what_it_is_first() {
        let text = written(&sample::report(), at(80));
        let start = "Webex Calling job audit\nFilters: --since 2023-05-01, --org a|b, --org \\u{202e}c\n\
                     As of 2023-05-30 13:04:00 UTC\n\n\nKinds of cells\nA row is a text; p95";
        assert!(text.starts_with(start), "{text}");
        assert!(
            text.ends_with(
                "\n\n\nNothing here\nA row is something that does not exist.\n\n(none)\n"
            ),
            "{text}"
        );
    }

    #[test]
    fn a_table_that_fits_is_drawn_once_and_numbers_line_up() {
        let columns =
            vec![column("group", "group", Align::Left), column("jobs", "jobs", Align::Right)];
        let rows = vec![
            vec![Cell::text(Some("moveusers")), Cell::Count(1240)],
            vec![Cell::text(Some("x")), Cell::Missing],
        ];
        let expected = "group       jobs\n────────────────\nmoveusers  1,240\nx              —\n";
        assert_eq!(drawn(&section(columns.clone(), rows.clone()), at(80)), expected);
        assert_eq!(drawn(&section(columns, rows), Look::default()), expected);
    }

    #[test]
    fn columns_that_do_not_fit_continue_below_with_their_key() {
        let mut columns = vec![column("g", "group", Align::Left)];
        columns.extend([column("n", "items requested", Align::Right); 3]);
        let mut row = vec![Cell::text(Some("moveusers"))];
        row.extend([Cell::Count(1), Cell::Count(22), Cell::Count(333_333_333)]);
        assert_eq!(
            drawn(&section(columns, vec![row]), at(32)),
            "               items      items\n\
             group      requested  requested\n\
             ───────────────────────────────\n\
             moveusers          1         22\n\
             \n\
             group      items requested\n\
             ──────────────────────────\n\
             moveusers      333,333,333\n"
        );
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_no_value_is_lost() {
        let report = sample::report();
        for terminal in [20, 21, 40, 79, 80, 81, 132, 400] {
            let text = written(&report, at(terminal));
            for line in text.lines() {
                assert!(width(line) <= terminal, "{terminal}: {line}");
                assert_eq!(line.trim_end(), line);
            }
            for row in report.sections[0].rows.iter() {
                for cell in &row {
                    assert!(is_within(&visible(&words(cell)), &text), "{terminal}: {cell:?}");
                }
            }
        }
    }

    #[test]
    fn without_a_terminal_a_row_is_a_line_and_nothing_is_wrapped() {
        let text = written(&sample::one_section(), Look::default());
        for text_of_a_cell in NASTY {
            assert!(text.contains(&*visible(text_of_a_cell)), "{text}");
        }
        assert_eq!(text.lines().count(), 10 + NASTY.len());
    }

    #[test]
    fn nothing_from_the_archive_reaches_the_terminal_as_a_command() {
        let text = written(&sample::report(), at(80));
        assert!(!text.chars().any(|c| c != '\n' && c.is_control() || c == '\u{202e}'));
    }

    #[test]
    fn colour_changes_no_word_and_stands_only_where_it_is_asked_for() {
        let columns =
            vec![column("severity", "severity", Align::Left), column("n", "count", Align::Right)];
        let term = |id, title| vec![Cell::Term(Term::new(id, title)), Cell::Count(1)];
        let report = section(
            columns,
            vec![term("error", "error"), term("warning", "warning"), term("info", "info")],
        );
        let plain = written(&report, at(80));
        let colored = written(&report, Look { color: true, ..at(80) });
        assert!(!plain.contains('\u{1b}'));
        for part in [
            "\u{1b}[1mSection\u{1b}[0m",
            "\u{1b}[2mA row is a row.\u{1b}[0m",
            "\u{1b}[31merror\u{1b}[0m",
            "\u{1b}[33mwarning\u{1b}[0m",
        ] {
            assert!(colored.contains(part), "{colored:?}");
        }
        let mut stripped = colored;
        for code in ["0", "1", "2", "31", "33"] {
            stripped = stripped.replace(&format!("\u{1b}[{code}m"), "");
        }
        assert_eq!(stripped, plain);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_table_fits_any_terminal(
            rows in prop::collection::vec(prop::collection::vec(("\\PC{0,50}", any::<u64>()), 10), 1..4),
            terminal in 20usize..120,
        ) {
            let columns = [column("t", "a text", Align::Left), column("n", "a number", Align::Right)].repeat(10);
            let cells = |row: Vec<(String, u64)>| {
                row.into_iter().flat_map(|(text, number)| [Cell::Text(text), Cell::Count(number)]).collect()
            };
            let report = section(columns, rows.into_iter().map(cells).collect());
            let text = written(&report, at(terminal));
            for line in text.lines() {
                prop_assert!(width(line) <= terminal, "{}", line);
            }
            for cell in report.sections[0].rows.iter().flatten() {
                prop_assert!(is_within(&visible(&words(&cell)), &text), "{:?}", cell);
            }
        }
    }
}
