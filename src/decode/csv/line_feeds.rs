//! Lines that end alike.
//!
//! In: the bytes of a table, as they pass. Out: the same with one line feed at the end of every line, the last one
//! too. The csv crate counts lines by line feeds, and some systems end them with a carriage return alone. Within
//! the quotes of a cell a carriage return and a line feed stay what they are.

use std::io::{self, Read};

/// A reader that ends every line with one line feed, the last one too.
pub(super) struct LineFeeds<R> {
    input: R,
    state: State,
    /// What parts cells that may be quoted; none where quotes mean nothing.
    delimiter: Option<u8>,
    /// The last byte that was given.
    last: u8,
    /// Whether a carriage return was read of which only the next byte tells what it is.
    held: bool,
    /// What was read already.
    ready: Option<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first byte of a cell, where alone a quote opens.
    Start,
    Plain,
    Quoted,
    /// Behind a quote inside quotes: their end, or the first half of a doubled one.
    Closing,
}

impl State {
    fn behind(self, byte: u8, delimiter: Option<u8>) -> State {
        match (self, byte, delimiter) {
            (_, _, None) => State::Plain,
            (State::Start | State::Closing, b'"', _) => State::Quoted,
            (State::Quoted, b'"', _) => State::Closing,
            (State::Quoted, ..) => State::Quoted,
            (_, b'\n', _) => State::Start,
            (_, byte, Some(delimiter)) if byte == delimiter => State::Start,
            _ => State::Plain,
        }
    }
}

/// Adds a whole text whose lines end so.
pub(super) fn add(text: &str, delimiter: Option<u8>, bytes: &mut Vec<u8>) -> io::Result<()> {
    if memchr::memchr(b'\r', text.as_bytes()).is_some() {
        return LineFeeds::new(text.as_bytes(), delimiter).read_to_end(bytes).map(|_| ());
    }
    // Nearly always there is nothing to be changed.
    bytes.extend_from_slice(text.as_bytes());
    if !text.is_empty() && !text.ends_with('\n') {
        bytes.push(b'\n');
    }
    Ok(())
}

impl<R: Read> LineFeeds<R> {
    /// Begins to read a table with that mark between its cells; none where quotes mean nothing.
    pub fn new(input: R, delimiter: Option<u8>) -> LineFeeds<R> {
        let state = if delimiter.is_some() { State::Start } else { State::Plain };
        LineFeeds { input, state, delimiter, last: b'\n', held: false, ready: None }
    }

    /// Reads a byte behind a carriage return that was held, and gives the one before it.
    fn one(&mut self) -> io::Result<u8> {
        let mut next = [0];
        let read = self.input.read(&mut next)?;
        let [next] = next;
        let is_feed = read > 0 && next == b'\n';
        self.held = read > 0 && next == b'\r';
        if is_feed && self.state != State::Quoted {
            self.state = self.state.behind(b'\n', self.delimiter);
            return Ok(b'\n');
        }
        let first = if is_feed { b'\r' } else { b'\n' };
        self.state = self.state.behind(first, self.delimiter);
        if read > 0 && !self.held {
            self.state = self.state.behind(next, self.delimiter);
            self.ready = Some(next);
        }
        Ok(first)
    }

    /// Makes the lines in a buffer end alike, none of which goes on behind it, and says how many bytes they are.
    fn pass(&mut self, buffer: &mut [u8]) -> usize {
        let (mut kept, mut at) = (0, 0);
        while at < buffer.len() {
            let rest = &buffer[at..];
            // Most bytes change nothing.
            let same = match (self.state, self.delimiter) {
                (_, None) => memchr::memchr(b'\r', rest),
                (State::Quoted, _) => memchr::memchr2(b'"', b'\r', rest),
                (State::Plain, Some(delimiter)) => memchr::memchr3(delimiter, b'\n', b'\r', rest),
                (State::Start | State::Closing, _) => Some(0),
            };
            let run = same.unwrap_or(rest.len());
            if kept < at {
                buffer.copy_within(at..at + run, kept);
            }
            (kept, at) = (kept + run, at + run);
            let Some(&byte) = buffer.get(at) else { break };
            at += 1;
            let is_pair = byte == b'\r' && buffer.get(at) == Some(&b'\n');
            if is_pair && self.state != State::Quoted {
                continue;
            }
            let byte = if byte == b'\r' && !is_pair { b'\n' } else { byte };
            self.state = self.state.behind(byte, self.delimiter);
            buffer[kept] = byte;
            kept += 1;
        }
        kept
    }
}

impl<R: Read> Read for LineFeeds<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let ready = match self.ready.take() {
                None if self.held && buffer.len() == 1 => Some(self.one()?),
                ready => ready,
            };
            if let Some(ready) = ready {
                (buffer[0], self.last) = (ready, ready);
                return Ok(1);
            }
            let from = usize::from(self.held);
            let read = self.input.read(&mut buffer[from..])?;
            if read == 0 {
                let lacks_end = self.held || self.last != b'\n';
                if lacks_end {
                    (buffer[0], self.last, self.held) = (b'\n', b'\n', false);
                }
                return Ok(usize::from(lacks_end));
            }
            if self.held {
                buffer[0] = b'\r';
            }
            let end = from + read;
            self.held = buffer[end - 1] == b'\r';
            let kept = self.pass(&mut buffer[..end - usize::from(self.held)]);
            if kept > 0 {
                self.last = buffer[kept - 1];
                return Ok(kept);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::csv::read_in_pieces;

    #[test]
    fn every_line_ends_in_a_line_feed_wherever_a_read_stops() {
        for (text, expected) in [
            ("a\r\nb\rc\nd", "a\nb\nc\nd\n"),
            ("\r\r\n\n\r", "\n\n\n\n"),
            ("", ""),
            ("a\r", "a\n"),
            ("a\nb", "a\nb\n"),
            ("a\n", "a\n"),
            ("a,\"b\r\nc\rd\"\r\n\"e\"\"\r\n\"\r\n", "a,\"b\r\nc\nd\"\n\"e\"\"\r\n\"\n"),
            ("a \"b\r\nc\",\r\n\"", "a \"b\nc\",\n\"\n"),
        ] {
            for size in 1..5 {
                let all = read_in_pieces(LineFeeds::new(text.as_bytes(), Some(b',')), size);
                assert_eq!(String::from_utf8_lossy(&all), expected, "{text:?} {size}");
            }
            let mut whole = Vec::new();
            add(text, Some(b','), &mut whole).expect("bytes in memory");
            assert_eq!(String::from_utf8_lossy(&whole), expected, "{text:?}");
        }
    }

    #[test]
    fn where_quotes_mean_nothing_all_lines_end_alike() {
        let mut all = String::new();
        LineFeeds::new(&b"|\"a\r\nb\r\n"[..], None)
            .read_to_string(&mut all)
            .expect("bytes in memory");
        assert_eq!(all, "|\"a\nb\n");
    }
}
