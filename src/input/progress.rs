//! How far an audit has come.
//!
//! In: what the threads that read have read. Out: the same, for whoever watches, and how much there
//! is in all. The size of what has not been opened yet is taken to be like that of what has, because
//! to ask for the size of each of many small files would cost more than a watcher is worth.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::input::reader::ReadSend;
use crate::input::roots::Roots;
use crate::input::walk::discover;

/// Counters that many threads add to and one may watch.
#[derive(Debug, Default)]
pub struct Progress {
    /// How many files there are; 0 until they have been counted.
    expected: AtomicU64,
    opened: AtomicU64,
    /// The size of those that were opened.
    bytes: AtomicU64,
    read: AtomicU64,
}

/// How far an audit has come at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// How many files were opened.
    pub files: u64,
    /// How many bytes were read.
    pub bytes: u64,
    /// About how many there are in all; none while nobody has counted the files.
    pub of: Option<u64>,
}

impl Progress {
    /// Counts the files, so that it can be told how much is left.
    pub fn count(&self, paths: &[PathBuf], follow: bool) {
        let files = discover(&Roots::of(paths), follow).count() as u64;
        self.expected.store(files, Ordering::Relaxed);
    }

    /// How far it has come.
    pub fn seen(&self) -> Seen {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let (files, size, bytes) = (get(&self.opened), get(&self.bytes), get(&self.read));
        let left = get(&self.expected).saturating_sub(files);
        let like_these = u128::from(size) * u128::from(left) / u128::from(files.max(1));
        let of = size.saturating_add(u64::try_from(like_these).unwrap_or(u64::MAX));
        Seen { files, bytes, of: (get(&self.expected) > 0).then_some(of.max(bytes)) }
    }

    /// A file of that size was opened.
    pub(crate) fn open(&self, size: u64) {
        self.opened.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(size, Ordering::Relaxed);
    }

    /// So many bytes were read.
    pub(crate) fn read(&self, bytes: u64) {
        self.read.fetch_add(bytes, Ordering::Relaxed);
    }

    /// The same reader, whose bytes are counted.
    pub(crate) fn watch(self: &Arc<Progress>, inner: Box<dyn ReadSend>) -> Box<dyn ReadSend> {
        Box::new(Watched { inner, progress: Arc::clone(self) })
    }
}

struct Watched {
    inner: Box<dyn ReadSend>,
    progress: Arc<Progress>,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.progress.read(read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_taken_to_be_like_what_was_opened() {
        let progress = Progress::default();
        progress.open(100);
        progress.read(60);
        assert_eq!(progress.seen(), Seen { files: 1, bytes: 60, of: None });
        progress.expected.store(4, Ordering::Relaxed);
        assert_eq!(progress.seen().of, Some(400));
        progress.open(300);
        assert_eq!(progress.seen().of, Some(800));
        progress.open(u64::MAX / 2);
        assert_eq!(progress.seen().files, 3);
    }
}
