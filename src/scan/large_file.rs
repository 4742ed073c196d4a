//! A file that is larger than what is read whole.
//!
//! In: its beginning and what is left to read. Out: the same as of any file. What consists of lines or
//! of elements goes on in parts, in bounded memory; any other document has to be held, up to the limit.

use std::io::{self, Read};
use std::sync::{Mutex, PoisonError};

use crate::findings::Finding;
use crate::findings::rule::Rule;
use crate::input::encoding;
use crate::input::reader::{Buffer, ReadSend};
use crate::input::sniff::{self, Shape};
use crate::input::walk::Input;
use crate::ledger::{FileEnd, FileId, Ledger};
use crate::scan::{Scanner, json_array, ndjson, size_of};

impl Scanner<'_> {
    /// A file of which only the beginning is in the buffer.
    pub(super) fn larger(
        &mut self,
        source: &Input,
        file: FileId,
        buffer: &mut Buffer,
        mut rest: Box<dyn ReadSend>,
    ) -> io::Result<Option<FileEnd>> {
        let head = first_lines(buffer.bytes());
        let shape = sniff::shape(&head);
        let is_array = shape == Shape::Json && head.trim_start().starts_with('[');
        let in_parts = is_array || matches!(shape, Shape::JsonLines | Shape::Table);
        if in_parts && encoding::is_streamable(buffer.bytes()) {
            let read = buffer.bytes().len();
            let (beginning, mark) = encoding::without_mark(buffer.take());
            let length_of_mark = (read - beginning.len()) as u64;
            // In a ledger of its own: a file that can't be read to its end counts for nothing.
            let mut ledger = Ledger::default();
            let part = ledger.open_in_archive(&source.name, source.archive);
            let mut end = match shape {
                Shape::JsonLines | Shape::Json => {
                    let all = Mutex::new(ledger);
                    let each = |begins: u64, of: Ledger| {
                        let begins = u32::try_from(begins).unwrap_or(u32::MAX);
                        let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                        all.merge_part(part, begins, of);
                    };
                    let (context, options) = (self.context(), self.options);
                    let end = if is_array {
                        json_array::elements(beginning, rest, context, options, each)?
                    } else {
                        ndjson::lines(beginning, rest, context, options, each)?
                    };
                    ledger = all.into_inner().unwrap_or_else(PoisonError::into_inner);
                    end
                }
                _ => {
                    let limits = (self.config.max_file_size, self.options.keep.most_of_a_text());
                    let (bytes, table) = ndjson::table(&head, beginning, rest, limits, |item| {
                        ledger.add_error(part, &item, self.options.words)
                    })?;
                    self.table_end(bytes, table)
                }
            };
            end.bytes += length_of_mark;
            end.findings.extend(self.wanted(mark));
            if end.set_aside.is_some() {
                return Ok(Some(end));
            }
            ledger.close_file(part, end);
            self.books.post(ledger);
            return Ok(None);
        }
        let limit = self.config.max_file_size;
        let size = size_of(source);
        let mut bytes = buffer.take();
        // What is known to be too large is not worth reading, nor is how much more there is.
        if size.is_none_or(|size| size <= limit) {
            let room = limit.saturating_sub(bytes.len() as u64).saturating_add(1);
            (&mut rest).take(room).read_to_end(&mut bytes)?;
            if bytes.len() as u64 <= limit {
                return Ok(Some(self.whole(file, &bytes)));
            }
        }
        let message = match size {
            Some(size) => format!("{size} bytes, the limit is {limit} (--max-file-size)"),
            None => format!("more than {limit} bytes, the limit (--max-file-size)"),
        };
        let size = size.unwrap_or(bytes.len() as u64);
        Ok(Some(self.foreign(size, Finding::of_file(Rule::TooLarge, message))))
    }
}

/// The first lines as text, for their shape.
fn first_lines(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(1 << 20)];
    String::from_utf8_lossy(head).trim_start_matches('\u{feff}').to_owned()
}
