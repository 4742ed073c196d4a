//! What is compressed or lies in an archive.
//!
//! In: a source whose bytes begin like a container. Out: the same for each file in it as if it lay in
//! a folder. An archive is no file of its own, as a folder is none; only one that is empty, damaged or
//! over a limit is a file that was set aside. The entries of a ZIP archive are independent, and each
//! thread takes the next one; those of tar come one behind the other, and are handed out in batches
//! while the next batch is unpacked.

mod tar;
mod zip;

use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::findings::Finding;
use crate::findings::rule::Rule;
use crate::input::container::{self, Budget, Container, Fault};
use crate::input::reader::{self, Buffer, Content, ReadSend};
use crate::input::walk::{Input, Origin};
use crate::scan::{READ_WHOLE_BYTES, Scanner, SharedLedger, size_of};

/// Up to this size it is cheaper to copy what is packed than to give its buffer away.
const COPY_UP_TO_BYTES: usize = 1 << 16;

/// So much tells an archive.
const MAGIC_BYTES: u64 = 512;

/// What lies around a source.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    /// How many archives; a compressed archive is one.
    depth: u32,
    /// Whether the innermost is a compressed file.
    compressed: bool,
    /// What the outermost may hold.
    budget: Option<Arc<Budget>>,
}

fn together(mut problems: Vec<String>, more: Vec<String>) -> Vec<String> {
    problems.extend(more);
    problems
}

impl<'r> Scanner<'r> {
    /// The same content, counted for whoever watches.
    pub(super) fn watched(&self, source: &Input, content: Content, buffer: &Buffer) -> Content {
        let begun = buffer.bytes().len() as u64;
        let (size, content) = match content {
            Content::Whole => (begun, Content::Whole),
            Content::Larger(rest) => {
                let size = size_of(source).unwrap_or(begun);
                (size, Content::Larger(self.config.progress.watch(rest)))
            }
        };
        self.config.progress.open(size);
        self.config.progress.read(begun);
        content
    }

    /// Up to which size a file is read whole.
    pub(super) fn whole_size(&self) -> u64 {
        READ_WHOLE_BYTES.min(self.config.max_file_size)
    }

    /// Looks at a file.
    pub(super) fn look_at(
        &mut self,
        source: &Input,
        content: Option<io::Result<Content>>,
        buffer: &mut Buffer,
    ) {
        self.guarded(source, |examiner, file| examiner.look(source, content, file, buffer));
    }

    /// Looks at what has been read of a source: a file, or what one is packed in.
    pub(super) fn look_into(
        &mut self,
        source: &Input,
        content: Option<io::Result<Content>>,
        buffer: &mut Buffer,
        layer: &Layer,
    ) {
        match content {
            Some(Ok(content)) => match Container::of(buffer.bytes()) {
                Some(container) => self.unpack(source, container, content, buffer, layer),
                None => self.look_at(source, Some(Ok(content)), buffer),
            },
            other => self.look_at(source, other, buffer),
        }
    }

    /// Looks at what a container holds, of which the beginning is in the buffer.
    pub(super) fn unpack(
        &mut self,
        source: &Input,
        container: Container,
        content: Content,
        buffer: &mut Buffer,
        layer: &Layer,
    ) {
        let begun = buffer.bytes().len() as u64;
        let size = match content {
            Content::Whole => Some(begun),
            Content::Larger(_) => size_of(source),
        };
        let depth = layer.depth + u32::from(!(layer.compressed && container == Container::Tar));
        if depth > self.config.limits.depth {
            let most = self.config.limits.depth;
            let fault = Fault::limit(format!(
                "it lies in {} others, the limit of archives within each other is {most} \
                 (--max-archive-depth)",
                depth - 1
            ));
            return self.end_archive(source, Err(fault.into()), size);
        }
        let budget = layer.budget.clone();
        let budget = budget.unwrap_or_else(|| Arc::new(Budget::new(self.config.limits, size)));
        let compressed = container.is_single();
        let inside = Layer { depth, compressed, budget: Some(Arc::clone(&budget)) };
        if compressed {
            let input = container::unpacked(container, input(content, buffer), &budget);
            // It keeps its name and has another size.
            let Input { name, named, archive, .. } = source;
            let (name, origin) = (name.clone(), Origin::Archive);
            let source = &Input { name, origin, named: *named, archive: *archive };
            let mut unpacked = std::mem::take(&mut self.unpacked);
            let limit = self.whole_size();
            let content =
                catch_unwind(AssertUnwindSafe(|| read_unpacked(input, limit, &mut unpacked)));
            match content {
                Ok(content) => self.look_into(source, Some(content), &mut unpacked, &inside),
                Err(panic) => self.guarded(source, |_, _| std::panic::resume_unwind(panic)),
            }
            self.unpacked = unpacked;
            return;
        }
        // In books of its own: of an archive over a limit nothing counts, nor of one whose bytes are
        // not those that were packed.
        let books = SharedLedger::default();
        let mut own = self.another(&books);
        let walked = catch_unwind(AssertUnwindSafe(|| match container {
            Container::Tar => own.tar(source, input(content, buffer), &inside),
            _ => own.zip(source, content, buffer, &inside),
        }));
        if let Some(fault) = budget.over() {
            return self.end_archive(source, Err(fault.clone().into()), size);
        }
        let spoils = |error| Fault::of(error).is_some_and(|fault| fault.spoils);
        if !matches!(&walked, Ok(Err(error)) if spoils(error)) {
            self.problems.extend(own.finish());
            self.books.post(books.into_ledger());
        }
        match walked {
            Ok(end) => self.end_archive(source, end, size),
            Err(panic) => self.guarded(source, |_, _| std::panic::resume_unwind(panic)),
        }
    }

    /// Ends an archive that holds so many files. It is a file only where something is wrong with it.
    fn end_archive(&mut self, source: &Input, end: io::Result<u64>, size: Option<u64>) {
        match end {
            Ok(0) => self.guarded(source, |examiner, _| {
                let message = "an archive without any file in it";
                let finding = Finding::of_file(Rule::EmptyFile, message);
                Some(examiner.foreign(size.unwrap_or(0), finding))
            }),
            Ok(_) => {}
            Err(error) => self.guarded(source, |examiner, _| {
                let mut end = examiner.unreadable(source, &error);
                end.bytes = size.unwrap_or(end.bytes);
                Some(end)
            }),
        }
    }

    /// An examiner with the same settings that posts to these books.
    fn another<'b>(&self, books: &'b SharedLedger) -> Scanner<'b>
    where
        'r: 'b,
    {
        Scanner::new(self.config, books)
    }

    /// Looks at one file of an archive.
    fn entry(
        &mut self,
        source: &Input,
        open: impl FnOnce() -> io::Result<Box<dyn ReadSend>>,
        layer: &Layer,
    ) {
        let mut buffer = std::mem::take(&mut self.buffer);
        let limit = self.whole_size();
        let read = || open().and_then(|input| reader::from(input, limit, &mut buffer));
        match catch_unwind(AssertUnwindSafe(read)) {
            Ok(content) => self.look_into(source, Some(content), &mut buffer, layer),
            Err(panic) => self.guarded(source, |_, _| std::panic::resume_unwind(panic)),
        }
        self.buffer = buffer;
        self.post_what_is_enough();
    }
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
fn input(content: Content, buffer: &mut Buffer) -> Box<dyn ReadSend> {
    match content {
        // The buffer is of use to many small files that follow.
        Content::Whole if buffer.bytes().len() <= COPY_UP_TO_BYTES => {
            Box::new(Cursor::new(buffer.bytes().to_vec()))
        }
        Content::Whole => Box::new(Cursor::new(buffer.take())),
        Content::Larger(rest) => Box::new(Cursor::new(buffer.take()).chain(rest)),
    }
}
