//! Tables for a terminal, or for a plain text file.
//!
//! In: a report and the look of the place where it will be read. Out: its head, then its sections. Where there is
//! no terminal a table is as wide as it needs to be, so that a pipe gets one line a row. Text from the archive
//! is shown with its control characters spelled out.

use std::io::{self, Write};

use crate::render::Look;
use crate::render::pen::Pen;
use crate::render::terminal_head;
use crate::report::{Report, Section};

/// Writes a report: what it is, then its sections.
pub fn write(report: &Report<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let pen = Pen::new(look);
    terminal_head::write(report, &pen, out)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::escape::visible;
    use crate::render::human::words;
    use crate::render::sample::{self, NASTY, column};
    use crate::render::wrap::width;
    use crate::report::{Align, Cell, Column, Term};
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
        let start = "Webex Calling job audit\nFilters: started from 2023-05-01; organisation a|b or \\u{202e}c\n\
                     Judged as of 2023-05-30 13:04:00 UTC\n\n\nKinds of cells\nA row is a text; p95";
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
        columns.extend((0..3).map(|_| column("n", "items requested", Align::Right)));
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
            let pair = |_| [column("t", "a text", Align::Left), column("n", "a number", Align::Right)];
            let columns: Vec<_> = (0..10).flat_map(pair).collect();
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
