//! How much may come out of an archive.
//!
//! In: limits, and what comes out while it does. Out: a fault as soon as it is too much. A budget is
//! that of the outermost archive, however many lie in it, and all threads share it.

use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use crate::input::container::Fault;
use crate::input::reader::ReadSend;

/// What an archive may hold, with all that lies in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// So many entries.
    pub entries: u64,
    /// So many bytes, unpacked.
    pub size: u64,
    /// So many times its own size, once more than [`Limits::ALWAYS_ALLOWED`] bytes have come out.
    pub ratio: u64,
    /// So many archives within each other, itself included.
    pub depth: u32,
}

impl Limits {
    /// So much may come out of an archive however small it is.
    pub const ALWAYS_ALLOWED: u64 = 16 << 20;

    /// Those of what is not unpacked but sent.
    pub const NONE: Limits =
        Limits { entries: u64::MAX, size: u64::MAX, ratio: u64::MAX, depth: Limits::DEEPEST };

    /// A `depth` beyond this is taken for this: each archive within another one takes a piece of the stack.
    pub const DEEPEST: u32 = 32;
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { entries: 1_000_000, size: 64 << 30, ratio: 1000, depth: 4 }
    }
}

/// What is left of the limits of one archive.
#[derive(Debug)]
pub struct Budget {
    limits: Limits,
    /// Its own size, where that is known.
    packed: Option<u64>,
    entries: AtomicU64,
    bytes: AtomicU64,
    over: OnceLock<Fault>,
}

impl Budget {
    /// Nothing has come out yet of an archive of that size.
    pub fn new(limits: Limits, packed: Option<u64>) -> Budget {
        Budget {
            limits,
            packed,
            entries: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            over: OnceLock::new(),
        }
    }

    /// The limit that was passed, if one was: then nothing of the archive counts, because how far
    /// it came by then is a matter of chance.
    pub fn over(&self) -> Option<&Fault> {
        self.over.get()
    }

    /// One more entry.
    pub fn entry(&self) -> Result<(), Fault> {
        let before = self.entries.fetch_add(1, Ordering::Relaxed);
        if before < self.limits.entries {
            return Ok(());
        }
        let most = self.limits.entries;
        self.exceed(format!("it holds more than {most} entries, the limit (--max-archive-entries)"))
    }

    /// So many more bytes.
    fn spend(&self, bytes: u64) -> Result<(), Fault> {
        let all = self.bytes.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if all > self.limits.size {
            let most = self.limits.size;
            return self.exceed(format!(
                "it unpacks to more than {most} bytes, the limit (--max-archive-size)"
            ));
        }
        let most = self.packed.map_or(u64::MAX, |size| size.saturating_mul(self.limits.ratio));
        if all > Limits::ALWAYS_ALLOWED && all > most {
            let ratio = self.limits.ratio;
            return self.exceed(format!(
                "it unpacks to more than {ratio} times its size, the limit (--max-archive-ratio)"
            ));
        }
        Ok(())
    }

    /// Reads all that comes out of a decoder, if that is no more than so many bytes.
    pub(super) fn read(&self, input: &mut dyn Read, limit: u64) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        let mut piece = vec![0; 1 << 16];
        loop {
            let read = input.read(&mut piece).map_err(Fault::in_decoder)?;
            if read == 0 {
                return Ok(content);
            }
            self.spend(read as u64)?;
            if (content.len() + read) as u64 > limit {
                let message =
                    format!("a file in a 7z archive is read up to {limit} bytes (--max-file-size)");
                return Err(Fault::limit(message).into());
            }
            content.extend(&piece[..read]);
        }
    }

    fn exceed(&self, message: String) -> Result<(), Fault> {
        Err(self.over.get_or_init(|| Fault::limit(message)).clone())
    }
}

/// What comes out of a decoder, counted; an error of it is a fault of what it reads.
pub(super) struct Metered<R> {
    inner: R,
    budget: Arc<Budget>,
}

impl<R: ReadSend + 'static> Metered<R> {
    pub fn boxed(inner: R, budget: &Arc<Budget>) -> Box<dyn ReadSend> {
        Box::new(Metered { inner, budget: Arc::clone(budget) })
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(fault) = self.budget.over() {
            return Err(fault.clone().into());
        }
        let read = self.inner.read(buffer).map_err(Fault::in_decoder)?;
        self.budget.spend(read as u64)?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_is_reached_and_not_passed() {
        let limits = Limits { entries: 2, size: 40 << 20, ratio: 3, depth: 1 };
        let budget = Budget::new(limits, None);
        assert!(budget.entry().is_ok() && budget.entry().is_ok());
        assert!(budget.spend(40 << 20).is_ok());
        assert_eq!(budget.over(), None);
        assert!(budget.entry().is_err());
        assert!(budget.over().is_some_and(|fault| fault.message.contains("2 entries")));

        let small = Budget::new(limits, Some(1));
        assert!(small.spend(Limits::ALWAYS_ALLOWED).is_ok());
        assert!(small.spend(1).is_err_and(|fault| fault.message.contains("3 times")));

        let large = Budget::new(limits, Some(10 << 20));
        assert!(large.spend(30 << 20).is_ok());
        assert!(large.spend(1).is_err());
        let unknown = Budget::new(limits, None);
        assert!(
            unknown.spend(u64::MAX).is_err_and(|fault| fault.message.contains("max-archive-size"))
        );
    }

    #[test]
    fn once_over_nothing_more_comes_out() {
        let budget = Arc::new(Budget::new(Limits { size: 10, ..Limits::default() }, None));
        let mut endless = Metered::boxed(io::repeat(1), &budget);
        assert!(endless.read(&mut [0; 10]).is_ok());
        assert!(endless.read(&mut [0; 1]).is_err());
        let mut other = Metered::boxed(io::repeat(1), &budget);
        let error = other.read(&mut [0; 1]).expect_err("over");
        assert_eq!(Fault::of(&error), budget.over());
    }
}
