//! JSON in the cells of a table: what a database, a search or a spreadsheet exports with a column of answers.
//!
//! In: a text that is no table of errors. Out: the JSON in each cell in quotes, under the line that it begins on.

use memchr::memchr;

use super::{Part, Record};
use crate::findings::location;

/// What a cell with JSON begins with.
const BEGINNINGS: [&[u8]; 2] = [b"\"{", b"\"["];

/// The cells in which JSON may stand.
pub(super) fn open(text: &str) -> Vec<Part<'_>> {
    let bytes = text.as_bytes();
    let (mut parts, mut from) = (Vec::new(), 0);
    let (mut counted, mut line) = (0, 0);
    while let Some(at) = memchr(b'"', &bytes[from..]).map(|at| from + at) {
        from = at + 1;
        let is_cell = BEGINNINGS.iter().any(|begin| bytes[at..].starts_with(begin));
        // A mark or a line end stands before a cell, and no part of a word.
        let before = bytes[..at].last();
        if !is_cell
            || before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"\\\"".contains(byte))
        {
            continue;
        }
        let Some(end) = end_of_cell(bytes, at + 1) else { break };
        from = end + 1;
        let text = text[at + 1..end].replace("\"\"", "\"");
        line += location::line_ends(&bytes[counted..at]);
        counted = at;
        parts.push(Part::Record(Record { text, name: String::new(), lines: vec![(0, line)] }));
    }
    parts
}

/// Where the quote stands that closes a cell: one that is not doubled.
fn end_of_cell(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let at = from + memchr(b'"', &bytes[from..])?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_end_with_a_quote_that_is_not_doubled() {
        let text = "id,body\n1,\"{\"\"a\"\":\n\"\"b\"\"}\"\n2;\"[1]\"\r\n3,{\"a\":\"{}\"}\n4,\"x\"\n5,\"{\"\"a";
        let cells = open(text).into_iter().map(|part| match part {
            Part::Record(record) => (record.name_at(0, "", 1), record.text),
            Part::Text(text) => (String::from("in place"), text.to_owned()),
        });
        let expected = [("2", "{\"a\":\n\"b\"}"), ("4", "[1]"), ("5", "{}")];
        assert_eq!(
            cells.collect::<Vec<_>>(),
            expected.map(|(name, text)| (name.into(), text.into()))
        );
    }
}
