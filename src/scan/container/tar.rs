//! A tar archive, batch by batch.
//!
//! In: a reader of it. Out: each of its files. One thread unpacks, the others look at what has been
//! unpacked, and no more of it waits than two batches.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::findings::rule::Rule;
use crate::input::container::{Budget, EntryNames, Fault, Kind, Tar};
use crate::input::reader::{Buffer, Content, ReadSend};
use crate::input::walk::{Input, Origin};
use crate::scan::Scanner;
use crate::scan::container::{Nesting, together};

/// How many files of a tar archive wait for a thread together, and how many bytes of them.
const BATCH: (usize, usize) = (512, 16 << 20);

impl Scanner<'_> {
    /// Scans the files of a tar archive, and says how many there are.
    pub(super) fn tar(
        &mut self,
        source: &Input,
        input: Box<dyn ReadSend>,
        nesting: &Nesting,
    ) -> io::Result<u64> {
        let Some(budget) = &nesting.budget else { return Ok(0) };
        let of_files = &nesting.of_files();
        let mut walk = Walk {
            tar: Tar::new(input),
            archive: source,
            budget: Arc::clone(budget),
            names: EntryNames::default(),
            whole: self.whole_size(),
            files: 0,
        };
        loop {
            let mut batch = walk.batch();
            while matches!(batch.then, Then::More) {
                let (next, problems) =
                    rayon::join(|| walk.batch(), || self.scan_batch(batch.files, of_files));
                self.problems.extend(problems);
                batch = next;
            }
            let problems = self.scan_batch(batch.files, of_files);
            self.problems.extend(problems);
            match batch.then {
                Then::More => {}
                Then::Large(large) => self.large(&walk, &large, of_files)?,
                Then::End => return Ok(walk.files),
                Then::Fault(error) => return Err(error),
            }
        }
    }

    /// Scans a file of a tar archive that is too large to wait with others. If the archive ends
    /// within it, it counts for nothing, and the archive is what is at fault.
    fn large(&mut self, walk: &Walk<'_>, source: &Input, nesting: &Nesting) -> io::Result<()> {
        let fault = Arc::default();
        let contents = FaultKept { inner: walk.tar.contents(), fault: Arc::clone(&fault) };
        self.on_its_own(|own| {
            own.entry(source, nesting, || Ok(Box::new(contents)));
            let fault = fault.lock().unwrap_or_else(PoisonError::into_inner).take();
            let counts = fault.is_none();
            (fault.map_or(Ok(()), |fault| Err(within(source, fault))), counts)
        })
    }

    /// Scans files that have been unpacked, by many threads.
    fn scan_batch(&self, files: Vec<(Input, Vec<u8>)>, nesting: &Nesting) -> Vec<String> {
        let scan = |mut scanner: Self, (input, bytes): (Input, Vec<u8>)| {
            scanner.scan(&input, nesting, |_, buffer| {
                *buffer = Buffer::from(bytes);
                Ok(Content::Whole)
            });
            scanner
        };
        let found = files.into_par_iter().fold(|| self.another(), scan).map(Scanner::finish);
        found.reduce(Vec::new, together)
    }
}

/// A fault of an archive, and the file at which it was met.
fn within(source: &Input, error: io::Error) -> io::Error {
    match Fault::of(&error) {
        Some(fault) if fault.rule == Rule::ArchiveBroken => {
            let (_, name) = source.name.split_at(source.container_len);
            let message = format!("{}; that was in {name}, which does not count", fault.message);
            Fault { message, ..fault.clone() }.into()
        }
        _ => error,
    }
}

/// A reader that keeps its fault.
struct FaultKept {
    inner: Box<dyn ReadSend>,
    fault: Arc<Mutex<Option<io::Error>>>,
}

impl Read for FaultKept {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer).inspect_err(|error| {
            let kept = match (Fault::of(error), error.raw_os_error()) {
                (Some(fault), _) => fault.clone().into(),
                (None, Some(code)) => io::Error::from_raw_os_error(code),
                (None, None) => error.kind().into(),
            };
            if kept.kind() != io::ErrorKind::Interrupted {
                *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
            }
        })
    }
}

/// A tar archive that is being read.
struct Walk<'a> {
    tar: Tar,
    archive: &'a Input,
    budget: Arc<Budget>,
    names: EntryNames,
    /// The size up to which a file waits with others.
    whole: u64,
    files: u64,
}

/// Files of a tar archive that wait for a thread.
struct Batch {
    files: Vec<(Input, Vec<u8>)>,
    then: Then,
}

/// What comes behind a batch.
enum Then {
    More,
    /// A file that is too large to wait.
    Large(Input),
    End,
    Fault(io::Error),
}

impl Walk<'_> {
    fn batch(&mut self) -> Batch {
        let (most, room) = BATCH;
        let (mut files, mut bytes) = (Vec::new(), 0);
        while files.len() < most && bytes < room {
            match self.next() {
                Ok(Some((source, Some(read)))) => {
                    bytes += read.len();
                    files.push((source, read));
                }
                Ok(Some((source, None))) => return Batch { files, then: Then::Large(source) },
                Ok(None) => return Batch { files, then: Then::End },
                Err(error) => return Batch { files, then: Then::Fault(error) },
            }
        }
        Batch { files, then: Then::More }
    }

    /// The next file, and its bytes unless it is too large to wait.
    fn next(&mut self) -> io::Result<Option<(Input, Option<Vec<u8>>)>> {
        loop {
            let Some(entry) = self.tar.next_entry()? else { return Ok(None) };
            self.budget.entry()?;
            let (origin, is_file) = match entry.kind {
                Kind::Folder => continue,
                Kind::Special(what) => (Origin::Special(what), false),
                Kind::Unread(why) => (Origin::Unreadable(Fault::broken(why).into()), false),
                Kind::File => (Origin::Container, true),
            };
            self.files += 1;
            let source = self.archive.in_container(&self.names.unique(entry.name), origin);
            if is_file && entry.size > self.whole {
                return Ok(Some((source, None)));
            }
            let mut bytes = Vec::new();
            if is_file {
                let read = self.tar.contents().read_to_end(&mut bytes);
                read.map_err(|error| within(&source, error))?;
            }
            return Ok(Some((source, Some(bytes))));
        }
    }
}
