//! A table of any size on its way to the reader of rows.
//!
//! In: the bytes of a table. Out: those below the lines that stand above it, with the last quote closed. The quotes
//! are followed as they pass, so that what is wrong with them has a place, and a row of any length is refused
//! before it is held.

use std::io::{self, Read};

use crate::decode::csv::quotes::Quotes;

/// Where so many lines end.
pub(super) fn behind_lines(bytes: &[u8], lines: u64) -> usize {
    let Some(last) = lines.checked_sub(1) else { return 0 };
    let nth = usize::try_from(last).unwrap_or(usize::MAX);
    memchr::memchr_iter(b'\n', bytes).nth(nth).map_or(bytes.len(), |at| at + 1)
}

/// What ends a table whose last quotes are open, so that every row ends with its line.
pub(super) const CLOSING_QUOTE: &[u8] = b"\"\n";

/// A reader whose quotes are followed, and closed in the end.
pub(super) struct Watched<R> {
    pub input: R,
    /// How many lines above the table are still to be passed over.
    pub above: u64,
    /// None where quotes mean nothing.
    pub quotes: Option<Quotes>,
    /// What is left to be read of [`CLOSING_QUOTE`].
    pub close: &'static [u8],
    /// How long a row may be.
    pub longest: u64,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut read = self.input.read(buffer)?;
        while self.above > 0 && read > 0 {
            let ends = memchr::memchr_iter(b'\n', &buffer[..read]).count() as u64;
            let start = behind_lines(&buffer[..read], self.above);
            self.above = self.above.saturating_sub(ends);
            buffer.copy_within(start..read, 0);
            read -= start;
            if read == 0 {
                read = self.input.read(buffer)?;
            }
        }
        let Some(quotes) = &mut self.quotes else { return Ok(read) };
        if read == 0 && quotes.open_since().is_some() {
            return self.close.read(buffer);
        }
        quotes.pass(&buffer[..read]);
        if quotes.row_length() > self.longest {
            let which = match quotes.open_since() {
                Some(spot) => format!("cell whose quote opens on line {}", spot.line),
                None => format!("row on line {}", quotes.now().line),
            };
            let message =
                format!("the {which} is longer than the limit for one document (--max-file-size)");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(read)
    }
}
