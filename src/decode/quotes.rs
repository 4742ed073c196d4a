//! A quote that was never closed.
//!
//! In: the bytes of a table, as they pass. Out: whether the table ends inside quotes, and on which
//! line these began. The csv crate accepts that in silence, and one stray quote then swallows all
//! rows behind it.

/// Follows the quotes of a table.
#[derive(Debug)]
pub struct Quotes {
    delimiter: u8,
    state: State,
    line: u64,
    opened: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first byte of a cell, where alone a quote opens.
    Start,
    Plain,
    Quoted,
    /// Behind a quote inside quotes: their end, or the first half of a doubled one.
    Closing,
}

impl Quotes {
    /// At the beginning of a table.
    pub fn new(delimiter: u8) -> Quotes {
        Quotes { delimiter, state: State::Start, line: 1, opened: 1 }
    }

    /// Follows more bytes.
    pub fn pass(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.state = match (self.state, byte) {
                (State::Quoted, b'"') => State::Closing,
                (State::Quoted, _) => State::Quoted,
                (State::Closing, b'"') => State::Quoted,
                (State::Start, b'"') => {
                    self.opened = self.line;
                    State::Quoted
                }
                (_, b'\n' | b'\r') => State::Start,
                (_, byte) if byte == self.delimiter => State::Start,
                _ => State::Plain,
            };
            self.line += u64::from(byte == b'\n');
        }
    }

    /// The line on which quotes began that never ended.
    pub fn open_since(&self) -> Option<u64> {
        (self.state == State::Quoted).then_some(self.opened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_quotes_that_never_end_are_open() {
        for (text, expected) in [
            ("a,b\n", None),
            ("a,\"b\"\n", None),
            ("a,\"b\"\"c\"", None),
            ("a,\"b\nc\"\n", None),
            ("a,b\"c\n", None),
            ("a,\"b\n", Some(1)),
            ("a,b\nc,\"d\ne,f\n", Some(2)),
            ("a,\"b\"\"", Some(1)),
            ("a;\"b", None),
            ("", None),
        ] {
            let mut quotes = Quotes::new(b',');
            quotes.pass(text.as_bytes());
            assert_eq!(quotes.open_since(), expected, "{text:?}");
        }
    }
}
