//! JSON whose lines a terminal broke where its window ended: what transcripts and copies of a window hold.
//!
//! In: a text in which there is no whole JSON. Out: the same with each line of the longest length joined to the next.

use super::{Part, Record};
use crate::findings::location::lines;

/// No window is narrower.
const MIN_WIDTH: usize = 40;

/// The text with these lines joined; nothing where no line is broken so.
pub(super) fn open(text: &str) -> Vec<Part<'_>> {
    let bare = |line: &str| line.trim_end_matches(['\n', '\r']).chars().count();
    let Some(width) = lines(text).map(bare).max().filter(|width| *width >= MIN_WIDTH) else {
        return Vec::new();
    };
    // One line alone is as long as it is; where a window ends shows from two on.
    if lines(text).filter(|line| bare(line) == width).count() < 2 {
        return Vec::new();
    }
    let mut record = Record::default();
    for (number, line) in (0..).zip(lines(text)) {
        record.lines.push((record.text.len(), number));
        let is_broken = bare(line) == width;
        record.text.push_str(if is_broken { line.trim_end_matches(['\n', '\r']) } else { line });
    }
    let is_changed = record.text.len() < text.trim_end_matches(['\n', '\r']).len();
    if is_changed { vec![Part::Record(record)] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> Option<(String, String)> {
        open(text).pop().map(|part| match part {
            Part::Record(record) => (record.text.clone(), record.name_at(MIN_WIDTH + 8, "/a", 1)),
            Part::Text(text) => (text.to_owned(), String::new()),
        })
    }

    #[test]
    fn lines_that_a_window_broke_are_joined() {
        let long = format!("{{\"a\":\"{}\"}}", "é".repeat(100));
        for end in ["\n", "\r\n"] {
            let broken: Vec<String> = long
                .chars()
                .collect::<Vec<_>>()
                .chunks(MIN_WIDTH)
                .map(|c| c.iter().collect())
                .collect();
            let text = format!("PS> x{end}{}{end}PS>{end}", broken.join(end));
            let expected = format!("PS> x{end}{long}{end}PS>{end}");
            let (text, name) = joined(&text).expect("a record");
            assert_eq!((text, &*name), (expected, "2/a"));
        }
        for text in
            ["", "{\n\"a\": 1\n}\n", &format!("x\n{}\nz\n", "y".repeat(50)), &"y".repeat(50)]
        {
            assert_eq!(joined(text), None, "{text:?}");
        }
    }
}
