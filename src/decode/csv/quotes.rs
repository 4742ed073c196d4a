//! Quotes that do not do what whoever wrote them meant.
//!
//! In: the bytes of a table, as they pass, with line feeds for line ends. Out: whether the table
//! ends inside quotes, and where they began, and each quote that ends before its cell does. The csv
//! crate accepts both in silence, and one stray quote then swallows all rows behind it.

use memchr::{memchr, memchr_iter, memchr2};

/// Follows the quotes of a table.
#[derive(Debug)]
pub struct Quotes {
    delimiter: u8,
    state: State,
    now: Spot,
    opened: Spot,
    /// How many bytes the row has so far.
    length: u64,
    /// Where text follows the quote that closes a cell: so many of the first, and how many more.
    pub broken: Vec<Spot>,
    most: usize,
    pub more: u64,
}

/// A cell of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Its row, from 1, where empty lines are none.
    pub row: u64,
    /// Its position in the row, from 0.
    pub cell: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// At the beginning of a line, which may turn out to be empty.
    Line,
    /// Before the first byte of a cell, where alone a quote opens.
    Start,
    Plain,
    Quoted,
    /// Behind a quote inside quotes: their end, or the first half of a doubled one.
    Closing,
}

impl Quotes {
    /// Before the row of a table that begins there, of whose broken quotes so many are kept.
    pub fn new(delimiter: u8, (line, row): (u64, u64), most: usize) -> Quotes {
        let now = Spot { line, row, cell: 0 };
        Quotes {
            delimiter,
            state: State::Line,
            now,
            opened: now,
            length: 0,
            broken: Vec::new(),
            most,
            more: 0,
        }
    }

    /// Follows more bytes.
    pub fn pass(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        loop {
            // Most bytes change nothing.
            let same = match self.state {
                State::Quoted => memchr(b'"', rest),
                State::Plain => memchr2(self.delimiter, b'\n', rest),
                State::Line | State::Start | State::Closing => Some(0),
            };
            let (passed, tail) = rest.split_at(same.unwrap_or(rest.len()));
            self.length += passed.len() as u64;
            // Elsewhere a line feed is looked at by itself.
            if self.state == State::Quoted {
                self.now.line += memchr_iter(b'\n', passed).count() as u64;
            }
            let Some((&byte, tail)) = tail.split_first() else { return };
            rest = tail;
            self.state = match (self.state, byte) {
                (State::Quoted, b'"') => State::Closing,
                (State::Quoted, _) => State::Quoted,
                (State::Closing, b'"') => State::Quoted,
                (State::Line | State::Start, b'"') => {
                    self.opened = self.now;
                    State::Quoted
                }
                (State::Line, b'\n') => State::Line,
                (_, b'\n') => {
                    (self.now.row, self.now.cell) = (self.now.row + 1, 0);
                    State::Line
                }
                (_, byte) if byte == self.delimiter => {
                    self.now.cell += 1;
                    State::Start
                }
                (State::Closing, _) => {
                    if self.broken.len() < self.most {
                        self.broken.push(self.opened);
                    } else {
                        self.more += 1;
                    }
                    State::Plain
                }
                _ => State::Plain,
            };
            let ends = self.state == State::Line;
            self.length = if ends { 0 } else { self.length + 1 };
            self.now.line += u64::from(byte == b'\n');
        }
    }

    /// How long the row is so far, in bytes.
    pub fn row_length(&self) -> u64 {
        self.length
    }

    /// Where the row is.
    pub fn now(&self) -> Spot {
        self.now
    }

    /// Where quotes began that never ended.
    pub fn open_since(&self) -> Option<Spot> {
        (self.state == State::Quoted).then_some(self.opened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(text: &str) -> Quotes {
        let mut quotes = Quotes::new(b',', (1, 1), usize::MAX);
        quotes.pass(text.as_bytes());
        quotes
    }

    fn spot(line: u64, row: u64, cell: usize) -> Spot {
        Spot { line, row, cell }
    }

    #[test]
    fn only_quotes_that_never_end_are_open() {
        for (text, expected) in [
            ("a,b\n", None),
            ("a,\"b\"\n", None),
            ("a,\"b\"\"c\"", None),
            ("a,\"b\nc\"\n", None),
            ("a,b\"c\n", None),
            ("a,\"b\n", Some(spot(1, 1, 1))),
            ("a,b\n\nc,\"d\ne,f\n", Some(spot(3, 2, 1))),
            ("a,\"b\"\"", Some(spot(1, 1, 1))),
            ("a;\"b", None),
            ("", None),
        ] {
            assert_eq!(passed(text).open_since(), expected, "{text:?}");
            assert_eq!(passed(text).broken, [], "{text:?}");
        }
    }

    #[test]
    fn what_follows_a_closing_quote_is_told() {
        for (text, expected) in [
            ("a,\"b\" c\n", vec![spot(1, 1, 1)]),
            ("\"a\"b,\"c\"d\n", vec![spot(1, 1, 0), spot(1, 1, 1)]),
            ("x\n\"a\nb\"c,\"d\"\n", vec![spot(2, 2, 0)]),
        ] {
            assert_eq!(passed(text).broken, expected, "{text:?}");
        }
    }
}
