//! Tables for a terminal, or for a plain text file.
//!
//! In: a report and the look of the place where it will be read. Out: text in which no line is wider
//! than the terminal and no value is cut: what does not fit is wrapped, or continues in a block of
//! columns below. Where there is no terminal a table is as wide as it needs to be, so that a pipe
//! gets one line a row. Text from the archive is shown with its control characters spelled out.

use std::io::{self, Write};

use tabled::builder::Builder;
use tabled::settings::formatting::AlignmentStrategy;
use tabled::settings::object::{Columns, Rows, Segment};
use tabled::settings::style::HorizontalLine;
use tabled::settings::{Alignment, Color, Padding, Style};

use crate::render::Look;
use crate::render::bar;
use crate::render::escape::visible;
use crate::render::head::Head;
use crate::render::human::words;
use crate::render::layout::{Block, COLUMN_GAP, Need, arrange, keys, need};
use crate::render::wrap::wrap;
use crate::report::{Align, Cell, Report, Section, SemanticColor};

/// The narrowest terminal that is laid out for; narrower ones get lines of this width.
const NARROWEST_TERMINAL: usize = 20;

/// Writes a report: what it is, then its sections.
pub fn write(report: &Report<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let pen = Pen::new(look);
    let head = Head::of(report);
    pen.lines(&head.title, Some(&Color::BOLD), out)?;
    for line in &head.origin {
        pen.lines(line, None, out)?;
    }
    if let Some(verdict) = &head.verdict {
        pen.lines(verdict, Some(&Color::BOLD), out)?;
    }
    if let Some(details) = &head.details {
        pen.lines(details, None, out)?;
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
        self.lines(section.title, Some(&Color::BOLD), out)?;
        if !section.note.is_empty() {
            self.lines(&section.note, Some(&Color::DIMMED), out)?;
        }
        writeln!(out)?;
        if section.rows.is_empty() {
            return writeln!(out, "(none)");
        }
        let show = |cell| visible(&words(cell)).into_owned();
        let rows: Vec<Vec<Cell>> = section.rows.iter().collect();
        let texts: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(show).collect()).collect();
        for (at, block) in self.blocks(section, &rows, &texts).iter().enumerate() {
            if at > 0 {
                writeln!(out)?;
            }
            self.draw(section, (&rows, &texts), block, out)?;
        }
        Ok(())
    }

    /// Writes a sentence, wrapped to the terminal.
    fn lines(&self, text: &str, color: Option<&Color>, out: &mut dyn Write) -> io::Result<()> {
        let text = visible(text);
        let lines = self.terminal.map_or_else(|| vec![&*text], |terminal| wrap(&text, terminal));
        for line in lines {
            match color.filter(|_| self.color) {
                Some(color) => writeln!(out, "{}{line}{}", color.get_prefix(), color.get_suffix())?,
                None => writeln!(out, "{line}")?,
            }
        }
        Ok(())
    }

    fn blocks(
        &self,
        section: &Section<'_>,
        rows: &[Vec<Cell>],
        texts: &[Vec<String>],
    ) -> Vec<Block> {
        let needs: Vec<Need> = section
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let is_text = |cell: &Cell| {
                    matches!(cell, Cell::Text(_) | Cell::Id(_) | Cell::Named(_) | Cell::Term(_))
                };
                let words = rows.iter().any(|row| is_text(&row[at]));
                need(column, texts.iter().map(|row| row[at].as_str()), words)
            })
            .collect();
        match self.terminal {
            Some(terminal) => arrange(&needs, keys(&section.columns, texts), terminal),
            None => {
                let columns = needs.iter().map(|need| need.most).enumerate();
                vec![Block { columns: columns.collect() }]
            }
        }
    }

    /// Draws some columns of a section as one table.
    fn draw(
        &self,
        section: &Section<'_>,
        (rows, texts): (&[Vec<Cell>], &[Vec<String>]),
        block: &Block,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let fold = |(text, limit): (&str, usize)| match self.terminal {
            Some(_) => wrap(text, limit).join("\n"),
            None => text.to_owned(),
        };
        let mut table = Builder::with_capacity(texts.len() + 1, block.columns.len());
        let titles = block.columns.iter().map(|&(at, limit)| (section.columns[at].title, limit));
        table.push_record(titles.map(fold));
        for (row, cells) in texts.iter().zip(rows) {
            table.push_record(block.columns.iter().map(|&(at, limit)| match &cells[at] {
                // A picture is as wide as there is room.
                Cell::Bar(bar) => bar::draw(bar, limit),
                _ => fold((row[at].as_str(), limit)),
            }));
        }

        let mut table = table.build();
        let rule = HorizontalLine::new('─');
        table
            .with(Style::empty().horizontals([(1, rule)]))
            .with(Padding::new(0, COLUMN_GAP, 0, 0))
            .modify(Columns::last(), Padding::zero())
            .modify(Segment::all(), AlignmentStrategy::PerLine)
            .modify(Rows::first(), Alignment::bottom());
        for (place, &(at, _)) in block.columns.iter().enumerate() {
            if section.columns[at].align == Align::Right {
                table.modify(Columns::one(place), Alignment::right());
            }
            if self.color {
                for (row, cells) in rows.iter().enumerate() {
                    if let Some(color) = alarm(&cells[at]) {
                        table.modify((row + 1, place), color);
                    }
                }
            }
        }
        for line in table.to_string().lines() {
            writeln!(out, "{}", line.trim_end_matches(' '))?;
        }
        Ok(())
    }
}

/// The colour of our own words for what went wrong; the words say it too.
fn alarm(cell: &Cell) -> Option<Color> {
    let Cell::Term(term) = cell else { return None };
    match SemanticColor::of_word(term.id)? {
        SemanticColor::Bad => Some(Color::FG_RED),
        SemanticColor::Stopped => Some(Color::FG_MAGENTA),
        SemanticColor::Warn => Some(Color::FG_YELLOW),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::{self, NASTY, column};
    use crate::render::wrap::width;
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
            "\u{1b}[1mSection\u{1b}[22m",
            "\u{1b}[2mA row is a row.\u{1b}[22m",
            "\u{1b}[31merror\u{1b}[39m",
            "\u{1b}[33mwarning\u{1b}[39m",
        ] {
            assert!(colored.contains(part), "{colored:?}");
        }
        let mut stripped = colored;
        for code in ["1", "22", "2", "31", "33", "39"] {
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
