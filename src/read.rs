//! A file's bytes as text.
//!
//! In: a path or standard input. Out: UTF-8 text, with a finding where it was something else:
//! Windows tools write UTF-16 and byte order marks. A file over the limit is not read whole; if it
//! consists of lines it can still be streamed. Nothing is memory-mapped: a file that shrinks
//! meanwhile would kill the process.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::str::Utf8Error;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::{memchr_iter, memchr2, memrchr};

use crate::classify::{self, Shape};
use crate::finding::Finding;
use crate::json::Places;
use crate::rule::Rule;

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
            buffer.bytes.resize((buffer.bytes.len() * 2).max(2 * CHUNK), 0);
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

/// How some bytes are encoded, by their byte order mark or, for UTF-16, by their zeros.
pub fn encoding(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    if bytes.starts_with(b"\xff\xfe\0\0") {
        // UTF-32, which nobody writes and nothing here reads.
        return None;
    }
    if let Some(found) = Encoding::for_bom(bytes) {
        return Some(found);
    }
    match bytes {
        [first, 0, second, 0, ..] if first.is_ascii() && *first != 0 && *second != 0 => {
            Some((UTF_16LE, 0))
        }
        [0, first, 0, second, ..] if first.is_ascii() && *first != 0 && *second != 0 => {
            Some((UTF_16BE, 0))
        }
        _ => None,
    }
}

/// Bytes as text, with a finding where they were not plain UTF-8.
///
/// # Errors
///
/// The finding that says what the bytes are, where they are no text.
pub fn text(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<Finding>), Finding> {
    if let Some((encoding, mark)) = encoding(bytes) {
        let (text, _, damaged) = encoding.decode(bytes);
        let marked = if mark > 0 { "with a byte order mark" } else { "without a byte order mark" };
        let damage = if damaged { "; what was not valid is shown as U+FFFD" } else { "" };
        let message = format!("{} {marked}, decoded{damage}", encoding.name());
        return Ok((text, Some(Finding::of_file(Rule::Encoding, message))));
    }
    match utf8(bytes) {
        Ok(text) if !text.contains('\0') || is_damaged_text(text) => {
            Ok((Cow::Borrowed(text), None))
        }
        Err(error) if !bytes.contains(&0) && classify::binary(bytes) == "binary data" => {
            let (text, _, _) = WINDOWS_1252.decode(bytes);
            // In Windows-1252 a byte is a character.
            let valid = &bytes[..error.valid_up_to()];
            let ascii_before =
                text.char_indices().nth(valid.len()).map_or(text.len(), |(at, _)| at);
            let place = Places::new(&text, (1, 1)).of(&text[ascii_before..]);
            let finding = Finding::at(
                Rule::Encoding,
                place,
                "not valid UTF-8 from here, read as Windows-1252",
            );
            Ok((text, Some(finding)))
        }
        _ => Err(Finding::of_file(Rule::UnknownPayload, classify::binary(bytes))),
    }
}

/// Bytes that are UTF-8; nearly all are, and that is found out by vectors.
pub fn utf8(bytes: &[u8]) -> Result<&str, Utf8Error> {
    simdutf8::basic::from_utf8(bytes).or_else(|_| std::str::from_utf8(bytes))
}

/// Whether a text holds NUL and is a text all the same: JSON, or a table with a clean header.
fn is_damaged_text(text: &str) -> bool {
    let first = lines(text.trim_start()).next().unwrap_or_default();
    first.starts_with(['{', '['])
        || (!first.contains('\0') && classify::shape(first) == Shape::Table)
}

/// The beginning of a stream without its byte order mark, and a finding where there was one.
pub fn without_mark(mut beginning: Vec<u8>) -> (Vec<u8>, Option<Finding>) {
    if !beginning.starts_with(b"\xef\xbb\xbf") {
        return (beginning, None);
    }
    beginning.drain(..3);
    (beginning, Some(Finding::of_file(Rule::Encoding, "UTF-8 with a byte order mark, decoded")))
}

/// Whether a file too large to be read whole can be streamed: lines of UTF-8.
pub fn is_streamable(beginning: &[u8]) -> bool {
    encoding(beginning).is_none_or(|(encoding, _)| encoding == UTF_8)
}

/// How many lines end in some bytes: at a line feed, or a carriage return that none follows.
pub fn line_ends(bytes: &[u8]) -> u64 {
    let alone = |&at: &usize| bytes.get(at + 1) != Some(&b'\n');
    let returns = memchr_iter(b'\r', bytes).filter(alone).count();
    (memchr_iter(b'\n', bytes).count() + returns) as u64
}

/// The lines of a text, each with its end: a line feed, a carriage return, or both.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = memchr2(b'\n', b'\r', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
        let pair = rest[..end].ends_with('\r') && rest[end..].starts_with('\n');
        let (line, after) = rest.split_at(end + usize::from(pair));
        rest = after;
        (!line.is_empty()).then_some(line)
    })
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
    fn windows_encodings_become_text_and_are_said() {
        let utf16: Vec<u8> = "{\"a\":\"é\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let with_mark = [&b"\xff\xfe"[..], &utf16].concat();
        for (bytes, said) in [
            (&with_mark[..], Some("UTF-16LE with a byte order mark, decoded")),
            (&utf16[..], Some("UTF-16LE without a byte order mark, decoded")),
            (b"\xef\xbb\xbf{\"a\":\"\xc3\xa9\"}", Some("UTF-8 with a byte order mark, decoded")),
            (b"{\"a\":\"\xe9\"}", Some("not valid UTF-8 from here, read as Windows-1252")),
            ("{\"a\":\"é\"}".as_bytes(), None),
        ] {
            let (text, finding) = text(bytes).expect("text");
            assert_eq!(
                (text.as_ref(), finding.as_ref().map(|f| f.message.as_str())),
                ("{\"a\":\"é\"}", said)
            );
        }
    }

    #[test]
    fn a_table_that_holds_a_nul_is_a_text_however_its_lines_end() {
        for end in ["\n", "\r\n", "\r"] {
            let table = format!("user,code{end}a,\0{end}");
            assert_eq!(
                text(table.as_bytes()).map(|(text, _)| text),
                Ok((&*table).into()),
                "{end:?}"
            );
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_named() {
        for (bytes, said) in [
            (&b"7z\xbc\xaf\x27\x1c\x00\xff"[..], "a 7-Zip archive; unpack it first"),
            (b"\x00\x01\x02\xff", "binary data"),
        ] {
            assert_eq!(text(bytes).expect_err("no text").message, said);
        }
    }

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
    fn lines_end_as_any_system_writes_them() {
        for (text, ends) in [("", 0), ("a", 0), ("a\nb\n", 2), ("a\r\nb\rc\n\r", 4)] {
            assert_eq!(line_ends(text.as_bytes()), ends, "{text:?}");
            assert_eq!(lines(text).collect::<String>(), text);
            assert_eq!(
                lines(text).filter(|line| line.ends_with(['\n', '\r'])).count() as u64,
                ends
            );
        }
    }

    #[test]
    fn a_line_without_end_is_refused() {
        let mut lines = Lines::new(Vec::new(), Box::new(io::repeat(b'x')), 16);
        assert!(lines.next_block(1 << 21, Vec::new()).is_err());
    }
}
