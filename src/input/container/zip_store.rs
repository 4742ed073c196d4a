//! Bytes that can be read at any place, in memory or in a file.
//!
//! In: the bytes of an archive. Out: any part of them, as often as it is asked for, by any thread: the directory of
//! a ZIP stands at its end, and its entries are unpacked side by side.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

/// How much of an archive is read at once.
pub(super) const CHUNK: u64 = 1 << 16;

/// Bytes that can be read at any place.
#[derive(Clone, Debug)]
pub enum Store {
    /// In memory.
    Memory(Arc<Vec<u8>>),
    /// In a file, and how many they are.
    File(Arc<File>, u64),
}

impl Store {
    /// The bytes of a file.
    pub fn file(path: &Path) -> io::Result<Store> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok(Store::File(Arc::new(file), size))
    }

    pub(super) fn len(&self) -> u64 {
        match self {
            Store::Memory(bytes) => bytes.len() as u64,
            Store::File(_, len) => *len,
        }
    }

    /// Reads what there is at a place; a signal in between is no fault.
    pub(super) fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.read_once_at(at, buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read,
            }
        }
    }

    fn read_once_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Store::Memory(bytes) => {
                let from = usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
                (&bytes[from..]).read(buffer)
            }
            #[cfg(unix)]
            Store::File(file, _) => std::os::unix::fs::FileExt::read_at(&**file, buffer, at),
            #[cfg(windows)]
            Store::File(file, _) => std::os::windows::fs::FileExt::seek_read(&**file, buffer, at),
        }
    }

    pub(super) fn part(&self, from: u64, to: u64) -> BufReader<Part> {
        let room = to.saturating_sub(from).clamp(64, CHUNK);
        let part = Part { store: self.clone(), at: from, end: to };
        BufReader::with_capacity(usize::try_from(room).unwrap_or_default(), part)
    }
}

/// A part of a store, read from its beginning.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) store: Store,
    pub(super) at: u64,
    pub(super) end: u64,
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        let read = self.store.read_at(self.at, &mut buffer[..most])?;
        self.at += read as u64;
        Ok(read)
    }
}
