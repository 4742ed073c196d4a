//! Lines that end alike.
//!
//! In: the bytes of a table, as they pass. Out: the same with one line feed at the end of every line,
//! the last one too. The csv crate counts lines by line feeds, and some systems end them with a
//! carriage return alone.

use std::io::{self, Read};

/// A reader that ends every line with one line feed, the last one too.
pub(super) struct LineFeeds<R> {
    input: R,
    /// The last byte that was read.
    last: u8,
}

/// Adds a whole text whose lines end so.
pub(super) fn add(text: &str, bytes: &mut Vec<u8>) -> io::Result<()> {
    if memchr::memchr(b'\r', text.as_bytes()).is_some() {
        return LineFeeds::new(text.as_bytes()).read_to_end(bytes).map(|_| ());
    }
    // Nearly always there is nothing to be changed.
    bytes.extend_from_slice(text.as_bytes());
    if !text.is_empty() && !text.ends_with('\n') {
        bytes.push(b'\n');
    }
    Ok(())
}

impl<R> LineFeeds<R> {
    /// Begins to read.
    pub fn new(input: R) -> LineFeeds<R> {
        LineFeeds { input, last: b'\n' }
    }
}

impl<R: Read> Read for LineFeeds<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.input.read(buffer)?;
            if read == 0 {
                let ended = matches!(self.last, b'\n' | b'\r') || buffer.is_empty();
                if !ended {
                    (buffer[0], self.last) = (b'\n', b'\n');
                }
                return Ok(usize::from(!ended));
            }
            let before = std::mem::replace(&mut self.last, buffer[read - 1]);
            if before != b'\r' && memchr::memchr(b'\r', &buffer[..read]).is_none() {
                return Ok(read);
            }
            let (mut kept, mut previous) = (0, before);
            for at in 0..read {
                let byte = buffer[at];
                if !(byte == b'\n' && previous == b'\r') {
                    buffer[kept] = if byte == b'\r' { b'\n' } else { byte };
                    kept += 1;
                }
                previous = byte;
            }
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_one_line_feed_wherever_a_read_stops() {
        for (text, expected) in [
            ("a\r\nb\rc\nd", "a\nb\nc\nd\n"),
            ("\r\r\n\n\r", "\n\n\n\n"),
            ("", ""),
            ("a\r", "a\n"),
            ("a\nb", "a\nb\n"),
            ("a\n", "a\n"),
        ] {
            for size in 1..5 {
                let mut input = LineFeeds::new(text.as_bytes());
                let (mut all, mut buffer) = (Vec::new(), vec![0; size]);
                loop {
                    let read = input.read(&mut buffer).expect("bytes in memory");
                    all.extend(&buffer[..read]);
                    if read == 0 {
                        break;
                    }
                }
                assert_eq!(String::from_utf8_lossy(&all), expected, "{text:?} {size}");
            }
            let mut whole = Vec::new();
            add(text, &mut whole).expect("bytes in memory");
            assert_eq!(String::from_utf8_lossy(&whole), expected, "{text:?}");
        }
    }
}
