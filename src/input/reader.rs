//! A file's bytes, whole or in blocks of lines.
//!
//! In: a path or standard input. Out: its bytes, and what they are as text. A file over the limit is
//! not read whole; if it consists of lines it can still be streamed. Nothing is memory-mapped: a file
//! that shrinks meanwhile would kill the process.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use memchr::memrchr;

/// How much of a file is read before it is asked whether it is a stream of lines.
const FIRST_BYTES: usize = 1 << 20;

/// How much is asked for at once.
const CHUNK: usize = 1 << 16;

/// Where files are read into, one after another, so that many small ones need one allocation.
#[derive(Debug, Default)]
pub struct Buffer {
    /// Zeroed once; what lies behind `filled` is from an earlier file.
    bytes: Vec<u8>,
    filled: usize,
}

impl Buffer {
    /// What was read.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }

    /// Gives away what was read.
    pub fn take(&mut self) -> Vec<u8> {
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.truncate(self.filled);
        self.filled = 0;
        bytes
    }
}

impl From<Vec<u8>> for Buffer {
    fn from(bytes: Vec<u8>) -> Buffer {
        Buffer { filled: bytes.len(), bytes }
    }
}

/// What reading brought.
#[derive(Debug)]
pub enum Content {
    /// All of it is in the buffer.
    Whole,
    /// It is larger than the limit: the beginning is in the buffer, the rest still to be read.
    Larger(Box<dyn ReadSend>),
}

/// A reader that may change threads.
pub trait ReadSend: Read + Send {}
impl<R: Read + Send> ReadSend for R {}

impl std::fmt::Debug for dyn ReadSend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a reader")
    }
}

/// Reads a file into `buffer`, up to the limit.
pub fn file(path: &Path, limit: u64, buffer: &mut Buffer) -> io::Result<Content> {
    from(File::open(path)?, limit, buffer)
}

/// Reads standard input into `buffer`.
pub fn stdin(limit: u64, buffer: &mut Buffer) -> io::Result<Content> {
    from(io::stdin(), limit, buffer)
}

/// Reads what a reader gives into `buffer`, up to the limit.
pub fn from(
    input: impl Read + Send + 'static,
    limit: u64,
    buffer: &mut Buffer,
) -> io::Result<Content> {
    buffer.filled = 0;
    on(input, limit, buffer)
}

/// Reads on behind what is in `buffer`, up to the limit of all of it.
pub fn on(
    input: impl Read + Send + 'static,
    limit: u64,
    buffer: &mut Buffer,
) -> io::Result<Content> {
    let mut input = Patient(input);
    // `read_to_end` would ask for the size first: one call more for each of many small files.
    loop {
        if buffer.filled as u64 > limit {
            return Ok(Content::Larger(Box::new(input)));
        }
        if buffer.bytes.len() - buffer.filled < CHUNK {
            let length = (buffer.bytes.len() * 2).max(2 * CHUNK);
            let more = length - buffer.bytes.len();
            make_room(&mut buffer.bytes, more)?;
            buffer.bytes.resize(length, 0);
        }
        match input.read(&mut buffer.bytes[buffer.filled..]) {
            Ok(0) => return Ok(Content::Whole),
            Ok(read) => buffer.filled += read,
            Err(error) => return Err(error),
        }
    }
}

/// A reader that reads again where a signal came between: not all that read from it would.
struct Patient<R>(R);

impl<R: Read> Read for Patient<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.0.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read,
            }
        }
    }
}

/// Makes room for so many bytes more. What is read is as large as whoever wrote it likes, so that
/// there may be none; and where there is not twice of it, there may be enough.
pub fn make_room(bytes: &mut Vec<u8>, more: usize) -> io::Result<()> {
    Ok(bytes.try_reserve(more).or_else(|_| bytes.try_reserve_exact(more))?)
}

/// So much memory has to be left for what is small beside the archive.
const SPARE_PIECES: usize = 32;
const SPARE_PIECE_BYTES: usize = 64 << 10;

/// Decoding a text takes up to so many times its size.
const DECODED_BYTES_A_BYTE: usize = 4;

/// An error where hardly any memory is left. Most of what takes memory can't say that it got none, and
/// would end the run without a word.
///
/// It is asked for in pieces: where a large one is given back, the C library of Linux keeps all that is
/// no larger from then on, some 30 MB in a run.
pub fn room() -> io::Result<()> {
    let mut pieces = Vec::with_capacity(SPARE_PIECES);
    for _ in 0..SPARE_PIECES {
        let mut piece = Vec::<u8>::new();
        piece.try_reserve_exact(SPARE_PIECE_BYTES)?;
        pieces.push(piece);
    }
    Ok(())
}

/// The same of what decoding so long a text takes. Of a small one that is always there.
pub fn room_to_decode(bytes: usize) -> io::Result<()> {
    const LARGE: usize = 1 << 20;
    if bytes < LARGE { Ok(()) } else { room_for(bytes.saturating_mul(DECODED_BYTES_A_BYTE)) }
}

/// The same of so many bytes.
pub fn room_for(bytes: usize) -> io::Result<()> {
    Ok(Vec::<u8>::new().try_reserve_exact(bytes)?)
}

/// Text that arrives in blocks of whole lines.
#[derive(Debug)]
pub struct Lines {
    input: Box<dyn ReadSend>,
    /// What was read and not yet handed out, and room behind it.
    rest: Vec<u8>,
    filled: usize,
    size: usize,
    ended: bool,
}

impl Lines {
    /// Streams `beginning` and what follows it in blocks of about `size` bytes.
    pub fn new(beginning: Vec<u8>, input: Box<dyn ReadSend>, size: usize) -> Lines {
        Lines { input, filled: beginning.len(), rest: beginning, size, ended: false }
    }

    /// The next block, ending behind a line feed or with the file; none at the end. A line longer
    /// than `most` is an error: it would have to be held whole. The room of `spare`, a block that
    /// nobody needs any more, is used again.
    pub fn next_block(&mut self, most: u64, mut spare: Vec<u8>) -> io::Result<Option<Vec<u8>>> {
        loop {
            if let Some(end) = self.end_of_block() {
                // Bytes that were written before need not be zeroed again.
                let rest = &self.rest[end..self.filled];
                spare.resize(spare.len().max(rest.len()), 0);
                spare[..rest.len()].copy_from_slice(rest);
                self.filled = rest.len();
                let mut block = std::mem::replace(&mut self.rest, spare);
                block.truncate(end);
                return Ok((!block.is_empty()).then_some(block));
            }
            if self.filled >= self.size && self.filled as u64 > most {
                let message = "a line is longer than the limit for one document (--max-file-size)";
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
            }
            self.fill()?;
        }
    }

    /// Where a block can end that is large enough.
    fn end_of_block(&self) -> Option<usize> {
        let text = &self.rest[..self.filled];
        if self.ended {
            return Some(text.len());
        }
        if text.len() < self.size {
            return None;
        }
        // A carriage return at the very end may be half of a pair.
        let last_return = || memrchr(b'\r', text.split_last()?.1);
        memrchr(b'\n', text).or_else(last_return).map(|at| at + 1)
    }

    /// Reads until a block is full, and a good piece more of a line that is longer than that.
    fn fill(&mut self) -> io::Result<()> {
        room()?;
        let wanted = self.size.max(self.filled + FIRST_BYTES);
        if self.rest.len() < wanted {
            let more = wanted - self.rest.len();
            make_room(&mut self.rest, more)?;
            self.rest.resize(wanted, 0);
        }
        while self.filled < wanted {
            match self.input.read(&mut self.rest[self.filled..wanted]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(read) => self.filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_end_with_lines_and_lose_nothing() -> io::Result<()> {
        let all = "one\ntwo\nthree\n\nfour".repeat(50);
        for (size, mark) in [(1, '\n'), (3, '\n'), (7, '\r'), (64, '\n'), (64, '\r'), (4096, '\n')]
        {
            let all = all.replace('\n', &mark.to_string());
            let (head, tail) = all.as_bytes().split_at(5);
            let mut lines =
                Lines::new(head.to_vec(), Box::new(io::Cursor::new(tail.to_vec())), size);
            let mut joined = Vec::new();
            while let Some(block) = lines.next_block(1 << 20, Vec::new())? {
                joined.extend(block);
                assert!(joined.ends_with(&[mark as u8]) || joined.len() == all.len());
            }
            assert_eq!(joined, all.as_bytes(), "{size}");
        }
        Ok(())
    }

    #[test]
    fn a_line_without_end_is_refused() {
        let mut lines = Lines::new(Vec::new(), Box::new(io::repeat(b'x')), 16);
        assert!(lines.next_block(1 << 21, Vec::new()).is_err());
    }
}
