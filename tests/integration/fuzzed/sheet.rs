//! A report whose every text is somebody else's, and how its texts must look.

use std::fmt::Write;
use std::sync::Arc;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use jobaudit::render::{self, Format, Look};
use jobaudit::report::{Align, Cell, Column, Filter, Report, Section};

/// A report made of some texts.
pub struct Sheet {
    pub report: Report<'static>,
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
        let column = |id, align| Column::new(id, id, align);
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
            ends_in_total: false,
        };
        let report = Report {
            title: title.clone(),
            generator: String::from("jobaudit"),
            as_of: None,
            zone: jobaudit::payload::Zone::default(),
            filters: vec![Filter { name: "org", values: vec![filter.clone()] }],
            inputs: None,
            verdict: None,
            head: None,
            brief: None,
            gates: std::sync::Arc::default(),
            history: None,
            ledger: None,
            command: None,
            config: None,
            sentence: None,
            sections: vec![Arc::new(section)],
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

/// A text as a cell for people shows it: what would look like a word of the program, or like another text
/// without the blanks around it, stands in quotes.
pub fn in_a_cell(text: &str) -> String {
    let own = ["(total)", "(job)", "—", "–", "-"].contains(&text.trim_matches('"'));
    match own || text.starts_with(' ') || text.ends_with(' ') {
        true => spelled(&format!("\"{text}\"")),
        false => spelled(text),
    }
}

/// A text with all that can't be seen spelled out, character by character, and with what looks like
/// such a spelling by itself told apart.
pub fn spelled(text: &str) -> String {
    let all: Vec<char> = text.chars().collect();
    let odd = odd_forms(&all);
    let mut shown = String::new();
    for (at, &c) in all.iter().enumerate() {
        let beside = |at: Option<usize>| at.and_then(|at| all.get(at)).copied().unwrap_or(' ');
        let (before, after) = (beside(at.checked_sub(1)), beside(Some(at + 1)));
        let hidden = match c {
            '\\' => all[at + 1..].starts_with(&['u', '{']),
            ' ' => at > 0 && before == ' ',
            _ if odd[at] => true,
            '\u{200c}' | '\u{200d}' => !(joins(before) && joins(after)),
            '\u{fe0e}' | '\u{fe0f}' => !joins(before),
            '\u{1161}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7fb}' => {
                !matches!(before, '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7fb}')
            }
            c => is_unseen(c) || is_like_nothing(c),
        };
        match hidden {
            true => write!(shown, "\\u{{{:x}}}", u32::from(c)).expect("a string"),
            false => shown.push(c),
        }
    }
    shown
}

/// Of each character whether it makes the text another one than its composed form: all behind the first of those
/// that belong together, and that one where it has no such form by itself.
fn odd_forms(all: &[char]) -> Vec<bool> {
    let composed = |part: &[char]| part.iter().copied().nfc().eq(part.iter().copied());
    let begins = |c: char| {
        !is_combining_mark(c)
            && canonical_combining_class(c) == 0
            && (!('\u{80}'..).contains(&c) || is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes)
    };
    let mut odd = Vec::new();
    for part in all.chunk_by(|_, next| !begins(*next)) {
        let is_odd = !composed(part);
        odd.push(is_odd && !composed(&part[..1]));
        odd.extend(part[1..].iter().map(|_| is_odd));
    }
    odd
}

/// What a spelled text was.
pub fn unspelled(shown: &str) -> String {
    let mut parts = shown.split("\\u{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('}').expect("the end of a spelling");
        let number = u32::from_str_radix(number, 16).expect("a number");
        text.push(char::from_u32(number).expect("a character"));
        text.push_str(rest);
    }
    text
}

/// Whether a character can change with a joiner or selector beside it.
fn joins(c: char) -> bool {
    let joiner = matches!(c, '\u{200c}' | '\u{200d}' | '\u{3000}');
    c >= '\u{590}' && !joiner && !is_unseen(c) && !is_like_nothing(c)
}

/// Spaces that are none, fillers and selectors: seen as nothing, or as a plain space.
fn is_like_nothing(c: char) -> bool {
    const ALIKE: [(u32, u32); 19] = [
        (0xa0, 0xa0),
        (0xad, 0xad),
        (0x34f, 0x34f),
        (0x115f, 0x1160),
        (0x1680, 0x1680),
        (0x17b4, 0x17b5),
        (0x180b, 0x180f),
        (0x2000, 0x200a),
        (0x202f, 0x202f),
        (0x205f, 0x205f),
        (0x2800, 0x2800),
        (0x3164, 0x3164),
        (0xffa0, 0xffa0),
        (0xfe00, 0xfe0d),
        (0xfff0, 0xfff8),
        (0x1bca0, 0x1bca3),
        (0x1d173, 0x1d17a),
        (0xe0080, 0xe00ff),
        (0xe0100, 0xe0fff),
    ];
    ALIKE.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)))
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
