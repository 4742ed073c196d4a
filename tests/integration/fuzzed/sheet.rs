//! A report whose every text is somebody else's, and how its texts must look.

use std::fmt::Write;

use jobaudit::render::{self, Format, Look};
use jobaudit::report::{Align, Cell, Column, Filter, Report, Section};

/// A report made of some texts.
pub struct Sheet {
    pub report: Report,
    pub title: String,
    pub filter: String,
    /// The texts of each row.
    pub rows: Vec<[String; 2]>,
}

impl Sheet {
    /// The texts are separated by a byte that is in none: the title, a filter, then the cells.
    pub fn of(data: &[u8]) -> Sheet {
        let mut texts =
            data.split(|byte| *byte == 0xff).map(|text| String::from_utf8_lossy(text).into_owned());
        let title = texts.next().unwrap_or_default();
        let filter = texts.next().unwrap_or_default();
        let mut rows = Vec::new();
        while let Some(text) = texts.next() {
            rows.push([text, texts.next().unwrap_or_default()]);
        }
        Sheet::with(title, filter, rows)
    }

    fn with(title: String, filter: String, rows: Vec<[String; 2]>) -> Sheet {
        let column = |id, align| Column { id, title: id, align };
        let cells = |[text, id]: &[String; 2]| {
            vec![Cell::Text(text.clone()), Cell::Id(id.clone()), Cell::Count(7)]
        };
        let section = Section {
            id: "texts",
            title: "Texts",
            note: String::from("A row is two texts."),
            columns: vec![
                column("text", Align::Left),
                column("id", Align::Left),
                column("count", Align::Right),
            ],
            rows: rows.iter().map(cells).collect(),
        };
        let report = Report {
            title: title.clone(),
            generator: String::from("jobaudit"),
            as_of: None,
            filters: vec![Filter { name: "org", values: vec![filter.clone()] }],
            brief: None,
            sections: vec![section],
        };
        Sheet { report, title, filter, rows }
    }

    /// The same with a harmless word for every text.
    pub fn harmless(&self) -> Sheet {
        let word = || String::from("x");
        Sheet::with(word(), word(), self.rows.iter().map(|_| [word(), word()]).collect())
    }

    /// The report in a format.
    pub fn written(&self, format: Format, look: &Look) -> Vec<u8> {
        let mut out = Vec::new();
        render::write(&self.report, format, look, &mut out).expect("a report");
        out
    }

    /// The same as text.
    pub fn text(&self, format: Format, look: &Look) -> String {
        String::from_utf8(self.written(format, look)).expect("UTF-8")
    }
}

/// A text with all that can't be seen spelled out, character by character.
pub fn spelled(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            '\r' => shown.push_str("\\r"),
            '\0' => shown.push_str("\\0"),
            c if is_unseen(c) => write!(shown, "\\u{{{:x}}}", u32::from(c)).expect("a string"),
            c => shown.push(c),
        }
    }
    shown
}

/// Controls of either set, marks of direction, invisible characters but for the two joiners, tags,
/// ends of lines, and what is no character.
pub fn is_unseen(c: char) -> bool {
    const UNSEEN: [(u32, u32); 14] = [
        (0x00, 0x1f),
        (0x7f, 0x9f),
        (0x61c, 0x61c),
        (0x200b, 0x200b),
        (0x200e, 0x200f),
        (0x2028, 0x2029),
        (0x202a, 0x202e),
        (0x2060, 0x2065),
        (0x2066, 0x2069),
        (0x206a, 0x206f),
        (0xfeff, 0xfeff),
        (0xfff9, 0xfffb),
        (0xfffe, 0xffff),
        (0xe0000, 0xe007f),
    ];
    UNSEEN.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)))
}

/// Fails where a text has something unseen but ends of lines.
pub fn can_be_seen(text: &str) {
    let unseen = text.chars().find(|c| *c != '\n' && is_unseen(*c));
    assert_eq!(unseen, None, "{text:?}");
}
