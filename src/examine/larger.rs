//! A file that is larger than what is read whole.
//!
//! In: its beginning and what is left to read. Out: the same as of any file. What consists of lines or
//! of elements goes on in parts, in bounded memory; any other document has to be held, up to the limit.

use std::io::{self, Read};
use std::sync::{Mutex, PoisonError};

use super::{Examiner, array, size_of, stream};
use crate::classify::{self, Shape};
use crate::discover::Source;
use crate::finding::Finding;
use crate::ledger::{FileEnd, FileId, Ledger};
use crate::read::{self, Buffer, ReadSend};
use crate::rule::Rule;

impl Examiner<'_> {
    /// A file of which only the beginning is in the buffer.
    pub(super) fn larger(
        &mut self,
        source: &Source,
        file: FileId,
        buffer: &mut Buffer,
        mut rest: Box<dyn ReadSend>,
    ) -> io::Result<Option<FileEnd>> {
        let head = first_lines(buffer.bytes());
        let shape = classify::shape(&head);
        let is_array = shape == Shape::Json && head.trim_start().starts_with('[');
        let in_parts = is_array || matches!(shape, Shape::JsonLines | Shape::Table);
        if in_parts && read::is_streamable(buffer.bytes()) {
            let read = buffer.bytes().len();
            let (beginning, mark) = read::without_mark(buffer.take());
            let length_of_mark = (read - beginning.len()) as u64;
            // In a ledger of its own: a file that can't be read to its end counts for nothing.
            let mut ledger = Ledger::default();
            let part = ledger.open_in_archive(&source.name, source.archive);
            let mut end = match shape {
                Shape::JsonLines | Shape::Json => {
                    let all = Mutex::new(ledger);
                    let each = |of: Ledger| {
                        all.lock().unwrap_or_else(PoisonError::into_inner).merge_part(part, of);
                    };
                    let (longest, judgement) = (self.max_file_size, self.judgement);
                    let end = if is_array {
                        array::elements(beginning, rest, longest, judgement, each)?
                    } else {
                        stream::lines(beginning, rest, longest, judgement, each)?
                    };
                    ledger = all.into_inner().unwrap_or_else(PoisonError::into_inner);
                    end
                }
                _ => {
                    let (bytes, table) =
                        stream::table(&head, beginning, rest, self.max_file_size, |item| {
                            ledger.add_item(part, &item, self.judgement.words)
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
        let mut bytes = buffer.take();
        let room = self.max_file_size.saturating_sub(bytes.len() as u64).saturating_add(1);
        (&mut rest).take(room).read_to_end(&mut bytes)?;
        if bytes.len() as u64 <= self.max_file_size {
            return Ok(Some(self.whole(file, &bytes)));
        }
        // How much more there is, is not worth reading.
        let limit = self.max_file_size;
        let size = size_of(source).unwrap_or(bytes.len() as u64);
        let message = match size_of(source) {
            Some(size) => format!("{size} bytes, the limit is {limit} (--max-file-size)"),
            None => format!("more than {limit} bytes, the limit (--max-file-size)"),
        };
        Ok(Some(self.foreign(size, Finding::of_file(Rule::TooLarge, message))))
    }
}

/// The first lines as text, for their shape.
fn first_lines(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(1 << 20)];
    String::from_utf8_lossy(head).trim_start_matches('\u{feff}').to_owned()
}
