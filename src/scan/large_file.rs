//! A file that is larger than what is read whole.
//!
//! In: its beginning and what is left to read. Out: the same as of any file. What consists of lines or
//! of elements goes on in parts, in bounded memory; any other document has to be held, up to the limit.
//! What this program wrote is known first: it says nothing, and so no size of it is too large.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use twox_hash::xxhash3_128::Hasher;

use crate::carrier;
use crate::decode::csv::Dialect;
use crate::decode::csv::tells::no_errors_file;
use crate::findings::Finding;
use crate::findings::rule::Rule;
use crate::input::encoding;
use crate::input::own_report;
use crate::input::reader::{self, Buffer, ReadSend};
use crate::input::sniff::{self, Shape};
use crate::input::walk::{Input, Origin};
use crate::ledger::{FileEnd, FileId, Ledger};
use crate::scan::ndjson::Stream;
use crate::scan::{Scanner, json_array, large_text, ndjson, size_of};

/// Held by who holds a large document: however many threads there are, one is in memory at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

impl Scanner<'_> {
    /// A file of which only the beginning is in the buffer. Gives its end, or none where it was posted.
    pub(super) fn large_file(
        &mut self,
        input: &Input,
        file: FileId,
        buffer: &mut Buffer,
        rest: Box<dyn ReadSend>,
    ) -> io::Result<Option<FileEnd>> {
        let head = first_lines(buffer.bytes());
        let shape = sniff::shape(&head);
        if shape == Shape::OwnReport || own_report::is_packed_table(buffer.bytes(), &[]) {
            let size = match size_of(input) {
                Some(size) => size,
                None => buffer.bytes().len() as u64 + io::copy(&mut { rest }, &mut io::sink())?,
            };
            return Ok(Some(self.own_report(size)));
        }
        let limit = self.config.max_file_size;
        let parts = Parts::of(shape, &head).filter(|parts| {
            // What has JSON between its rows is no table: it is read as a whole, where that may be held.
            let is_mixed = matches!(parts, Parts::Rows(_)) && carrier::may_be_mixed(&head);
            !is_mixed || size_of(input).is_some_and(|size| size > limit)
        });
        if let Some(parts) = parts.filter(|_| encoding::is_streamable(buffer.bytes())) {
            return self.on_its_own(|own| own.in_parts(input, parts, buffer.take(), rest));
        }
        self.large_document(input, file, buffer.take(), rest).map(Some)
    }

    /// A file of lines or elements, with a ledger of its own: if it can't be read to its end or is set
    /// aside, it counts for nothing.
    fn in_parts(
        &mut self,
        input: &Input,
        parts: Parts,
        beginning: Vec<u8>,
        rest: Box<dyn ReadSend>,
    ) -> (io::Result<Option<FileEnd>>, bool) {
        let read = beginning.len();
        let (rest, digest) = Digest::of(&beginning, rest);
        let (beginning, mark) = encoding::without_mark(beginning);
        let length_of_mark = (read - beginning.len()) as u64;
        let file = self.ledger.open_in_container(&input.name, input.container_len);
        let end = match parts {
            Parts::Rows(dialect) => self.large_table(file, &dialect, beginning, rest),
            parts => self.large_stream(input, file, parts, beginning, rest),
        };
        let mut end = match end {
            Ok(end) => end,
            Err(error) => return (Err(error), false),
        };
        end.bytes += length_of_mark;
        self.note(&mut end, mark);
        if end.set_aside.is_some() {
            return (Ok(Some(end)), false);
        }
        self.ledger.close_file(file, end);
        self.ledger.note_digest(file, digest.finish());
        (Ok(None), true)
    }

    fn large_table(
        &mut self,
        file: FileId,
        dialect: &Dialect,
        beginning: Vec<u8>,
        rest: Box<dyn ReadSend>,
    ) -> io::Result<FileEnd> {
        let limits = (self.config.max_file_size, self.options.keep.per_rule);
        let (ledger, words) = (&mut self.ledger, self.options.words);
        let (bytes, table) = ndjson::table(dialect, beginning, rest, limits, |error| {
            ledger.add_error(file, &error, words);
        })?;
        Ok(self.table_end(bytes, table))
    }

    /// Lines of JSON, the elements of an array, or any text with payloads in it.
    fn large_stream(
        &mut self,
        input: &Input,
        file: FileId,
        parts: Parts,
        beginning: Vec<u8>,
        rest: Box<dyn ReadSend>,
    ) -> io::Result<FileEnd> {
        let (context, options) = (self.context(), self.options);
        let mut all = std::mem::take(&mut self.ledger);
        all.make_room();
        let all = Mutex::new(all);
        let each = |begins: u64, part: Ledger| {
            let begins = u32::try_from(begins).unwrap_or(u32::MAX);
            all.lock().unwrap_or_else(PoisonError::into_inner).merge_part(file, begins, part);
        };
        let stream = Stream { input, context, options, tells_faults: true, each };
        let end = match parts {
            Parts::Lines => ndjson::lines(beginning, rest, &stream),
            Parts::Text(reason) => large_text::text(beginning, rest, reason, &stream),
            _ => json_array::elements(beginning, rest, &stream),
        };
        self.ledger = all.into_inner().unwrap_or_else(PoisonError::into_inner);
        end
    }

    /// Any other document has to be held whole, up to the limit.
    fn large_document(
        &mut self,
        input: &Input,
        file: FileId,
        mut bytes: Vec<u8>,
        mut rest: Box<dyn ReadSend>,
    ) -> io::Result<FileEnd> {
        let limit = self.config.max_file_size;
        let size = size_of(input);
        let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        // What is known to be too large is not worth reading, nor is how much more there is.
        if size.is_none_or(|size| size <= limit) {
            let room = limit.saturating_sub(bytes.len() as u64).saturating_add(1);
            rest.by_ref().take(room).read_to_end(&mut bytes)?;
            if bytes.len() as u64 <= limit {
                reader::room_to_decode(bytes.len())?;
                return Ok(self.text(file, &bytes));
            }
        }
        if own_report::is_parquet(&bytes) {
            let (end, read) = end_of(input, &bytes, rest)?;
            if own_report::is_packed_table(&bytes, &end) {
                return Ok(self.own_report(size.unwrap_or(read)));
            }
        }
        let message = match size {
            Some(size) => format!("{size} bytes, the limit is {limit} (--max-file-size)"),
            None => format!("more than {limit} bytes, the limit (--max-file-size)"),
        };
        let size = size.unwrap_or(bytes.len() as u64);
        Ok(self.foreign(size, Finding::of_file(Rule::TooLarge, message)))
    }
}

/// What a file consists of that is read in parts.
enum Parts {
    /// The rows of an errors file, written so.
    Rows(Dialect),
    /// Documents one a line.
    Lines,
    /// The elements of an array.
    Elements,
    /// A text with payloads in it, or a table with payloads in its cells; without any it is set aside for that
    /// reason.
    Text(Finding),
}

impl Parts {
    /// The parts of a file of that shape that begins so; nothing where it is one document.
    fn of(shape: Shape, head: &str) -> Option<Parts> {
        let looks_like = |what: &str| {
            Parts::Text(Finding::of_file(Rule::UnknownPayload, format!("it looks like {what}")))
        };
        Some(match shape {
            Shape::Table => {
                let dialect = Dialect::of_table(head);
                match no_errors_file(head, &dialect) {
                    Some(reason) => Parts::Text(reason),
                    None => Parts::Rows(dialect),
                }
            }
            Shape::Text => Dialect::find(head).map_or(looks_like("a text"), Parts::Rows),
            Shape::Foreign(what) => looks_like(what),
            Shape::JsonLines => Parts::Lines,
            Shape::Json if head.trim_start().starts_with('[') => Parts::Elements,
            _ => return None,
        })
    }
}

/// The last bytes of a file that may be a table of this program, and up to where it was read.
fn end_of(
    input: &Input,
    beginning: &[u8],
    mut rest: Box<dyn ReadSend>,
) -> io::Result<(Vec<u8>, u64)> {
    const LEN: usize = own_report::METADATA_LEN;
    if let Origin::File(path) = &input.origin {
        let mut file = File::open(path)?;
        let from = file.seek(SeekFrom::End(0))?.saturating_sub(LEN as u64);
        file.seek(SeekFrom::Start(from))?;
        let mut end = Vec::new();
        let read = file.read_to_end(&mut end)?;
        return Ok((end, from + read as u64));
    }
    let mut end = beginning[beginning.len().saturating_sub(LEN)..].to_vec();
    let mut size = beginning.len() as u64;
    loop {
        end.drain(..end.len().saturating_sub(LEN));
        let read = rest.by_ref().take(LEN as u64).read_to_end(&mut end)?;
        size += read as u64;
        if read == 0 {
            return Ok((end, size));
        }
    }
}

/// The digest of a file while it is read.
struct Digest(Arc<Mutex<Hasher>>);

impl Digest {
    /// Of what was read, and of what will be read of the rest.
    fn of(beginning: &[u8], rest: Box<dyn ReadSend>) -> (Box<dyn ReadSend>, Digest) {
        let mut hasher = Hasher::new();
        hasher.write(beginning);
        let hasher = Arc::new(Mutex::new(hasher));
        (Box::new(Digested { inner: rest, hasher: Arc::clone(&hasher) }), Digest(hasher))
    }

    fn finish(&self) -> u128 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).finish_128()
    }
}

/// A reader of which a digest is made.
struct Digested {
    inner: Box<dyn ReadSend>,
    hasher: Arc<Mutex<Hasher>>,
}

impl Read for Digested {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hasher.lock().unwrap_or_else(PoisonError::into_inner).write(&buffer[..read]);
        Ok(read)
    }
}

/// The first lines as text, for their shape.
fn first_lines(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(1 << 20)];
    String::from_utf8_lossy(head).trim_start_matches('\u{feff}').to_owned()
}
