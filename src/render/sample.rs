//! A report for the renderers' tests: every kind of cell, and what people put into names.

use std::sync::Arc;

use crate::payload::Timestamp;
use crate::report::{Align, Cell, Column, Filter, Report, Rows, Section, Term};

/// Texts that try to break a table, a terminal or a spreadsheet.
pub const NASTY: [&str; 12] = [
    "a|b\\|c `code` <b>x</b> &amp; *star* _under_ [l](http://x.y) ~~no~~ $x$",
    "line one\nline two\r\nthree\tfour",
    "\u{1b}[31mred\u{1b}[0m \u{9b}2J \u{0}",
    "invoice\u{202e}gpj.exe \u{2066}x\u{2069}",
    "移行ジョブの概要移行ジョブの概要移行ジョブの概要移行ジョブの概要移行ジョブの概要",
    "👩‍🔬👨‍👩‍👧‍👦🇩🇪☺️ team 👩‍🔬👨‍👩‍👧‍👦🇩🇪☺️👩‍🔬👨‍👩‍👧‍👦🇩🇪☺️👩‍🔬👨‍👩‍👧‍👦🇩🇪☺️👩‍🔬👨‍👩‍👧‍👦🇩🇪☺️👩‍🔬👨‍👩‍👧‍👦🇩🇪☺️",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "=cmd|' /C calc'!A0",
    "+49 30 1234567",
    "e\u{301}\u{301}\u{301} \"quoted\", comma; لا \u{17d8}",
    "archive/2023/05/30/moveusers/ZDA3ZWIyZTMtZDFhNC00ZmUyLTljM2QtY2VjZmM4MWYzZjEy/snapshot-0001.json",
    "",
];

/// A column that is set to the left, or to the right.
pub fn column(id: &'static str, title: &'static str, align: Align) -> Column {
    Column::new(id, title, align)
}

/// A section of one row a nasty text, with every kind of cell.
pub fn kinds() -> Section<'static> {
    let time = Timestamp::parse("2023-05-30T13:04:00.469Z");
    Section {
        id: "kinds",
        title: "Kinds of cells",
        note: "A row is a text; p95 < max, and <b>nothing</b> is markup.".into(),
        columns: vec![
            column("text", "text", Align::Left),
            column("code", "code", Align::Left),
            column("severity", "severity", Align::Left),
            column("jobs", "jobs", Align::Right),
            column("instance", "instance", Align::Right),
            column("bytes", "size", Align::Right),
            column("failure_rate", "failure rate", Align::Right),
            column("failure_rate_low", "failure rate low", Align::Right),
            column("p95_ms", "p95", Align::Right),
            column("since", "since", Align::Left),
            column("missing", "missing", Align::Right),
        ],
        rows: (0u64..)
            .zip(NASTY)
            .map(|(at, text)| {
                vec![
                    Cell::text(Some(text)),
                    Cell::id(Some(format!("00{at}"))),
                    Cell::Term(Term::new("with_errors", "with errors")),
                    Cell::Count(1240 * at),
                    Cell::Integer(-1),
                    Cell::Bytes(1900),
                    Cell::share(21, 1240),
                    Cell::Fraction(0.25),
                    Cell::Duration(2_752_500_000),
                    Cell::time(time),
                    Cell::Missing,
                ]
            })
            .collect(),
        ends_in_total: false,
    }
}

/// A report of [`kinds`] alone.
pub fn one_section() -> Report<'static> {
    Report {
        title: "Webex Calling job audit".into(),
        generator: "jobaudit 0.1.0".into(),
        as_of: Timestamp::parse("2023-05-30T13:04:00.469Z"),
        inputs: None,
        zone: crate::payload::Zone::default(),
        verdict: None,
        head: None,
        brief: None,
        gates: Arc::default(),
        history: None,
        ledger: None,
        command: None,
        config: None,
        sentence: None,
        filters: vec![
            Filter { name: "since", values: vec!["2023-05-01".into()] },
            Filter { name: "org", values: vec!["a|b".into(), "\u{202e}c".into()] },
        ],
        sections: vec![Arc::new(kinds())],
    }
}

/// A report of [`kinds`] and of a section without a row.
pub fn report() -> Report<'static> {
    let mut report = one_section();
    report.sections.push(Arc::new(Section {
        id: "empty",
        title: "Nothing here",
        note: "A row is something that does not exist.".into(),
        columns: vec![column("thing", "thing", Align::Left)],
        rows: Rows::from_iter([]),
        ends_in_total: false,
    }));
    report
}
