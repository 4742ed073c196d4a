//! What is compressed or lies in an archive.
//!
//! In: a source whose bytes begin like a container. Out: the same for each file in it as if it lay in
//! a folder. An archive is no file of its own, as a folder is none; only one that is empty, damaged or
//! over a limit is a file that was set aside. The entries of a ZIP archive are independent, and each
//! thread takes the next one; those of tar come one behind the other, and are handed out in batches
//! while the next batch is unpacked.

mod seven_zip;
mod tar;
mod zip;

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use crate::findings::Finding;
use crate::findings::rule::Rule;
use crate::input::container::{self, Budget, Container, Directory, Fault, Limits, Store};
use crate::input::reader::{self, Buffer, Content, ReadSend};
use crate::input::walk::{Input, Origin};
use crate::ledger::{FileEnd, FileId};
use crate::scan::{Scanner, size_of};

/// Up to this size it is cheaper to copy what is packed than to give its buffer away.
const COPY_UP_TO_BYTES: usize = 1 << 16;

/// So much tells a container.
const MAGIC_BYTES: u64 = 512;

/// In what a file lies.
#[derive(Clone, Debug, Default)]
pub(super) struct Nesting {
    /// In how many containers; a compressed archive is one.
    depth: u32,
    /// Whether the innermost is a compressed file.
    compressed: bool,
    /// What the outermost may hold.
    budget: Option<Arc<Budget>>,
    /// Whether the innermost only carries files that lie in a folder elsewhere, so that they lie in nothing.
    carries: bool,
}

impl Nesting {
    /// In what the files of the innermost lie.
    fn of_files(&self) -> Nesting {
        if self.carries { Nesting::default() } else { self.clone() }
    }
}

impl<'r> Scanner<'r> {
    /// Scans what a container holds, of which the beginning is in the buffer. Gives the end of the file
    /// that it is: a compressed one is the file in it, an archive is one only where something is wrong.
    pub(super) fn container(
        &mut self,
        input: &Input,
        file: FileId,
        container: Container,
        content: Content,
        buffer: &mut Buffer,
        nesting: &Nesting,
    ) -> io::Result<Option<FileEnd>> {
        let begun = buffer.bytes().len() as u64;
        let size = match content {
            Content::Whole => Some(begun),
            Content::Larger(_) => size_of(input),
        };
        let carries = self.config.stdin_carries_files
            && matches!(input.origin, Origin::Stdin)
            && container == Container::Tar;
        let adds = !(carries || nesting.compressed && container == Container::Tar);
        let depth = nesting.depth + u32::from(adds);
        if depth > self.deepest() {
            return Ok(Some(self.archive_end(input, Err(self.too_deep(depth).into()), size)));
        }
        let (limits, size_of_it) =
            if carries { (Limits::NONE, None) } else { (self.config.limits, size) };
        let budget = nesting.budget.clone();
        let budget = budget.unwrap_or_else(|| Arc::new(Budget::new(limits, size_of_it)));
        let inside = Nesting {
            depth,
            compressed: container.is_single(),
            budget: Some(Arc::clone(&budget)),
            carries,
        };
        if container.is_single() {
            let packed = container::unpacked(container, packed(content, buffer), &budget, depth);
            return Ok(self.compressed(input, file, packed, &inside));
        }
        // Of an archive over a limit nothing counts, nor of one whose bytes are not those that were packed.
        let walked = self.on_its_own(|own| {
            let walked = match container {
                Container::Tar => own.tar(input, packed(content, buffer), &inside),
                Container::Zip => own.zip(input, content, buffer, &inside),
                Container::SevenZip => own.seven_zip(input, content, buffer, &inside),
                Container::Gzip | Container::Zstandard | Container::Bzip2 | Container::Xz => Ok(0),
            };
            let spoils = |error| Fault::of(error).is_some_and(|fault| fault.spoils);
            let counts = budget.over().is_none() && !matches!(&walked, Err(error) if spoils(error));
            (walked, counts)
        });
        let walked = match budget.over() {
            Some(fault) => Err(fault.clone().into()),
            None => walked,
        };
        if let (true, Err(error)) = (carries, &walked) {
            // Whoever sent it has failed, and what was sent is no archive.
            self.problems.push(format!("{}: {error}", input.name));
        }
        Ok(match walked {
            Ok(1..) => None,
            end => Some(self.archive_end(input, end, size)),
        })
    }

    /// What a file is packed in, of which the beginning or all of it is in the buffer. A ZIP archive may
    /// have something in front of it: only its end tells.
    pub(super) fn container_of(
        &self,
        input: &Input,
        content: &Content,
        buffer: &Buffer,
    ) -> io::Result<Option<Container>> {
        if let Some(known) = Container::of(buffer.bytes()) {
            return Ok(Some(known));
        }
        let is_zip = match (content, &input.origin) {
            (Content::Whole, _) => Directory::ends_in(buffer.bytes()),
            (Content::Larger(_), Origin::File(path)) if has_zeros(buffer.bytes()) => {
                Directory::ends(&Store::file(path)?)
            }
            (Content::Larger(_), _) => false,
        };
        Ok(is_zip.then_some(Container::Zip))
    }

    /// Scans what a compressed file holds. It keeps its name and has another size.
    fn compressed(
        &mut self,
        input: &Input,
        file: FileId,
        packed: Box<dyn ReadSend>,
        nesting: &Nesting,
    ) -> Option<FileEnd> {
        let inside = Input::inside_of(input);
        let mut unpacked = std::mem::take(&mut self.unpacked);
        let content = read_unpacked(packed, self.whole_size(), &mut unpacked);
        let end = self.content(&inside, file, content, &mut unpacked, nesting);
        self.unpacked = unpacked;
        end
    }

    /// An archive that is read at any place.
    fn store(&self, input: &Input, content: Content, buffer: &mut Buffer) -> io::Result<Store> {
        match (content, &input.origin) {
            (Content::Larger(_), Origin::File(path)) => Store::file(path),
            (content, _) => self.in_memory(content, buffer),
        }
    }

    /// An archive that can't be read at any place where it is: one in another one, or from standard
    /// input. It has the limit of a document.
    fn in_memory(&self, content: Content, buffer: &mut Buffer) -> io::Result<Store> {
        let mut bytes = buffer.take();
        if let Content::Larger(rest) = content {
            reader::room()?;
            let room =
                self.config.max_file_size.saturating_sub(bytes.len() as u64).saturating_add(1);
            rest.take(room).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > self.config.max_file_size {
                return Err(Fault::limit(format!(
                    "a ZIP or 7z archive on standard input or in another archive is read up to {} bytes \
                     (--max-file-size)",
                    self.config.max_file_size
                ))
                .into());
            }
        }
        Ok(Store::Memory(Arc::new(bytes)))
    }

    /// Scans one file of an archive.
    fn entry(
        &mut self,
        input: &Input,
        nesting: &Nesting,
        open: impl FnOnce() -> io::Result<Box<dyn ReadSend>>,
    ) {
        let limit = self.whole_size();
        self.scan(input, nesting, |_, buffer| {
            open().and_then(|input| reader::from(input, limit, buffer))
        });
    }

    /// The end of an archive without files, or of one that can't be read to its own end.
    fn archive_end(&mut self, input: &Input, end: io::Result<u64>, size: Option<u64>) -> FileEnd {
        match end {
            Ok(_) => {
                let message = "an archive without any file in it";
                self.foreign(size.unwrap_or(0), Finding::of_file(Rule::EmptyFile, message))
            }
            Err(error) => {
                let end = self.unreadable(input, &error);
                FileEnd { bytes: size.unwrap_or(end.bytes), ..end }
            }
        }
    }

    /// How many archives may lie within each other.
    fn deepest(&self) -> u32 {
        self.config.limits.depth.min(Limits::DEEPEST)
    }

    fn too_deep(&self, depth: u32) -> Fault {
        let limit = self.deepest();
        Fault::limit(format!(
            "it lies in {} others, the limit of archives within each other is {limit} \
             (--max-archive-depth)",
            depth - 1
        ))
    }

    /// A scanner with the same settings that posts to the same ledger.
    fn another(&self) -> Scanner<'r> {
        Scanner::new(self.config, self.roots, self.shared)
    }
}

/// All problems of two threads.
fn together(mut problems: Vec<String>, more: Vec<String>) -> Vec<String> {
    problems.extend(more);
    problems
}

/// Reads what comes out of a compressed file. Of an archive only the beginning: where it is cut
/// short, the files before that count.
fn read_unpacked(
    input: Box<dyn ReadSend>,
    limit: u64,
    unpacked: &mut Buffer,
) -> io::Result<Content> {
    match reader::from(input, MAGIC_BYTES.min(limit), unpacked)? {
        Content::Larger(rest) if Container::of(unpacked.bytes()) != Some(Container::Tar) => {
            reader::on(rest, limit, unpacked)
        }
        content => Ok(content),
    }
}

/// What is in the buffer, and what follows.
fn packed(content: Content, buffer: &mut Buffer) -> Box<dyn ReadSend> {
    match content {
        // The buffer is of use to many small files that follow.
        Content::Whole if buffer.bytes().len() <= COPY_UP_TO_BYTES => {
            Box::new(Cursor::new(buffer.bytes().to_vec()))
        }
        Content::Whole => Box::new(Cursor::new(buffer.take())),
        Content::Larger(rest) => Box::new(Cursor::new(buffer.take()).chain(rest)),
    }
}

/// Whether bytes begin like no text, as a program does that unpacks itself.
fn has_zeros(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1 << 12)].contains(&0)
}
