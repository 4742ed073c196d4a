//! 7-Zip archives.
//!
//! In: an archive that can be read at any place, in memory or in a file. Out: its files, one after another
//! with all that is in them: they are compressed together, so that none can be read before those that
//! stand before it.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use sevenz_rust2::{ArchiveEntry, ArchiveReader, Error, Password};

use crate::input::container::zip_store::Store;
use crate::input::container::{Budget, Fault, Kind};

/// How much memory a window may take, in KiB: what `7z -mx=9` writes needs half of it.
const WINDOW_KIB: usize = 128 << 10;

/// An archive that is being read.
pub struct SevenZip {
    reader: ArchiveReader<Reader>,
}

/// A file of an archive.
#[derive(Debug)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// What is in it, or why that is not known.
    pub content: io::Result<Vec<u8>>,
}

impl SevenZip {
    /// Reads what an archive holds.
    ///
    /// # Errors
    ///
    /// Where it is damaged, encrypted, or needs more memory than there is for it.
    pub fn open(store: Store) -> io::Result<SevenZip> {
        let reader = Reader { store, at: 0 };
        let opened = ArchiveReader::new_with_memory_limit(reader, Password::empty(), WINDOW_KIB);
        let mut reader = opened.map_err(in_archive)?;
        // The threads are all taken by files.
        reader.set_thread_count(1);
        Ok(SevenZip { reader })
    }

    /// Gives each file to `each`, with up to `limit` bytes in it.
    ///
    /// # Errors
    ///
    /// Where the archive can't be read to its end.
    pub fn files(
        mut self,
        limit: u64,
        budget: &Arc<Budget>,
        mut each: impl FnMut(File),
    ) -> io::Result<()> {
        let mut over = None;
        let read = self.reader.for_each_entries(|entry, input| {
            if entry.is_directory() || entry.is_anti_item {
                return Ok(true);
            }
            if let Err(fault) = budget.entry() {
                over = Some(fault);
                return Err(Error::Other("over a limit".into()));
            }
            let content = budget.read(input, limit);
            let goes_on = budget.over().is_none();
            let name = entry.name().to_owned();
            if content
                .as_ref()
                .is_err_and(|error| Fault::of(error).is_none_or(|fault| fault.spoils))
            {
                return Err(Error::Io(
                    content.err().unwrap_or_else(|| io::Error::other("")),
                    "".into(),
                ));
            }
            each(File { name, kind: kind(entry), content });
            match goes_on {
                true => Ok(true),
                false => Err(Error::Other("over a limit".into())),
            }
        });
        match (over.as_ref().or(budget.over()), read) {
            (Some(fault), _) => Err(fault.clone().into()),
            (None, read) => read.map_err(in_archive),
        }
    }
}

/// What an entry is, by the rights of Unix in the upper half of its attributes.
fn kind(entry: &ArchiveEntry) -> Kind {
    let rights = entry.windows_attributes >> 16;
    match rights >> 12 {
        0o12 if entry.has_windows_attributes => {
            Kind::Special("a symbolic link in an archive; it is not followed")
        }
        0o1 | 0o2 | 0o6 | 0o14 if entry.has_windows_attributes => {
            Kind::Special("a device in an archive")
        }
        _ => Kind::File,
    }
}

/// What the decoder says, as a fault of the archive.
fn in_archive(error: Error) -> io::Error {
    match error {
        Error::Io(error, _) | Error::FileOpen(error, _) => Fault::in_decoder(error),
        Error::PasswordRequired | Error::MaybeBadPassword(_) => {
            Fault::broken("it is encrypted; unpack it with its password").into()
        }
        Error::UnsupportedCompressionMethod(method) => {
            let message = format!("it is packed by {method}, which is not read; unpack it first");
            Fault::broken(message).into()
        }
        Error::MaxMemLimited { actaul_kb, .. } => {
            let message = format!("unpacking it takes {actaul_kb} KiB of memory; unpack it first");
            Fault::broken(message).into()
        }
        other => Fault::damaged(other).into(),
    }
}

/// A store that is read from a place on.
struct Reader {
    store: Store,
    at: u64,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.store.read_at(self.at, buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.store.len().checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
