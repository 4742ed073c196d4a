//! Rows that are quoted as a whole.
//!
//! In: the bytes of a table each of whose rows is one quoted field, `"ann,19605,""No, never"""`, as they pass. Out: the
//! rows in it. A spreadsheet saves it so where all of a table went into its first column, and leaves the other
//! columns empty behind it. Lines stay where they were.

use std::io::{self, Read};

/// What an empty column leaves behind a row.
fn is_empty_column(byte: u8) -> bool {
    matches!(byte, b',' | b';' | b'\t' | b' ' | b'\r')
}

/// A reader that takes the quotes off each row; it hands all else on as it is.
pub(super) struct WholeRows<R> {
    input: R,
    state: State,
}

#[derive(Clone, Copy)]
enum State {
    /// At the begin of a line.
    Start,
    /// In a row that is not quoted.
    Bare,
    Quoted,
    /// Behind a quote inside the quotes: their end, or the first half of a doubled one.
    Closing,
    /// Behind the row.
    Behind,
}

impl<R: Read> WholeRows<R> {
    pub fn new(input: R) -> WholeRows<R> {
        WholeRows { input, state: State::Start }
    }

    /// Takes the quotes out of a buffer, and says how many bytes are left.
    fn pass(&mut self, buffer: &mut [u8]) -> usize {
        let mut kept = 0;
        for at in 0..buffer.len() {
            let byte = buffer[at];
            let (state, is_kept) = match (self.state, byte) {
                (State::Start, b'"') => (State::Quoted, false),
                (State::Quoted, b'"') => (State::Closing, false),
                (State::Quoted, _) => (State::Quoted, true),
                (State::Closing, b'"') => (State::Quoted, true),
                (_, b'\n') => (State::Start, true),
                (State::Closing | State::Behind, byte) => (State::Behind, !is_empty_column(byte)),
                (State::Start | State::Bare, _) => (State::Bare, true),
            };
            self.state = state;
            if is_kept {
                buffer[kept] = byte;
                kept += 1;
            }
        }
        kept
    }
}

impl<R: Read> Read for WholeRows<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.input.read(buffer)?;
            let kept = self.pass(&mut buffer[..read]);
            if kept > 0 || read == 0 {
                return Ok(kept);
            }
        }
    }
}

/// The beginning of a text without these quotes, if its first rows have them.
pub(super) fn of(text: &str) -> Option<String> {
    let mut whole = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty()).take(SAMPLE) {
        let line = line.trim_start_matches('\u{feff}');
        if is_whole(line) {
            whole += 1;
        } else if whole > 1 {
            // A cell within may have lines.
            break;
        } else if line.contains('"') || line.trim_matches([',', ';', '\t', ' ']).contains(MARKS) {
            return None;
        }
    }
    if whole < 2 {
        return None;
    }
    let (mut rows, text) = (Vec::new(), text.trim_start_matches('\u{feff}'));
    WholeRows::new(text.as_bytes()).read_to_end(&mut rows).ok()?;
    String::from_utf8(rows).ok()
}

/// So many rows are looked at.
const SAMPLE: usize = 5;

/// What may part the fields within.
const MARKS: [char; 4] = [',', ';', '\t', '|'];

/// Whether a line is one quoted field with fields in it.
fn is_whole(line: &str) -> bool {
    let row = line.trim_end_matches(|c: char| c.is_ascii() && is_empty_column(c as u8));
    let inner = row.strip_prefix('"').and_then(|row| row.strip_suffix('"'));
    inner.is_some_and(|inner| inner.contains(MARKS) && !inner.replace("\"\"", "").contains('"'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::csv::read_in_pieces;

    #[test]
    fn the_quotes_around_rows_are_taken_off_wherever_a_read_stops() {
        for (text, expected) in [
            ("\"a,b\"\n\"c,d\"\n", "a,b\nc,d\n"),
            ("\"a,\"\"b, c\"\"\"\r\nd\r\n", "a,\"b, c\"\nd\r\n"),
            ("\"a;b\",,,\n\"c;\"\"x\ny\"\"\";;\n", "a;b\nc;\"x\ny\"\n"),
            ("\n\n\"a,b\"", "\n\na,b"),
            ("\"a,b\" x\n", "a,bx\n"),
            ("", ""),
        ] {
            for size in 1..5 {
                let all = read_in_pieces(WholeRows::new(text.as_bytes()), size);
                assert_eq!(String::from_utf8_lossy(&all), expected, "{text:?} {size}");
            }
        }
    }

    #[test]
    fn only_tables_whose_rows_are_all_quoted_so_are_read_so() {
        for text in [
            "\"User,Code\"\n\"a,1\"\n",
            "\u{feff}\"User;Code\";;\n\"a;1\";;\n",
            "\"User,Message\"\n\"a,b\"\n\"a,\"\"b\nc\"\"\"\n",
            "Errors of wave 2\n\n\"User\tMessage\"\n\"a\t\"\"no\"\"\"\n",
        ] {
            assert!(of(text).is_some(), "{text:?}");
        }
        for text in [
            "\"User\",\"Code\"\n\"a\",\"1\"\n",
            "\"User,Code\"\n",
            "User,Code\n\"a,b\",1\n\"a,b\",2\n",
            "\"a, b\", c\n\"a, b\", c\n",
            "\"a, \"b\"\n\"a, \"b\"\n",
            "",
        ] {
            assert_eq!(of(text), None, "{text:?}");
        }
    }
}
