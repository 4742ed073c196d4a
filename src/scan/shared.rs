//! The one ledger that all threads post to.
//!
//! In: ledgers of some files each. Out: the ledger of all. A thread posts what it has as soon as
//! that is worth the while, so that an archive is in memory once and not once for each thread.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::input::reader;
use crate::ledger::Ledger;

/// What posts so much will post more.
const MANY_ENTRIES: usize = 1_024;

/// The ledger of a run.
#[derive(Debug, Default)]
pub struct SharedLedger {
    all: Mutex<Ledger>,
    is_out_of_memory: AtomicBool,
}

impl SharedLedger {
    /// Adds a ledger of other files.
    pub fn post(&self, ledger: Ledger) {
        // A panic elsewhere leaves nothing half done: what is posted is whole.
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.entries() == 0 && ledger.entries() >= MANY_ENTRIES {
            all.make_room();
        }
        *all = std::mem::take(&mut *all).merge(ledger);
        if reader::room().is_err() {
            self.is_out_of_memory.store(true, Ordering::Relaxed);
        }
    }

    /// Whether there is hardly any memory left for more.
    pub fn is_out_of_memory(&self) -> bool {
        self.is_out_of_memory.load(Ordering::Relaxed)
    }

    /// All that was posted.
    pub fn into_ledger(self) -> Ledger {
        self.all.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
