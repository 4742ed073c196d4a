//! The one ledger that all threads post to.
//!
//! In: ledgers of some files each. Out: the ledger of all. A thread posts what it has as soon as
//! that is worth the while, so that an archive is in memory once and not once for each thread.

use std::sync::{Mutex, PoisonError};

use crate::ledger::Ledger;

/// What posts so much will post more.
const MANY_ENTRIES: usize = 1_024;

/// The ledger of a run.
#[derive(Debug, Default)]
pub struct SharedLedger(Mutex<Ledger>);

impl SharedLedger {
    /// Adds a ledger of other files.
    pub fn post(&self, ledger: Ledger) {
        // A panic elsewhere leaves nothing half done: what is posted is whole.
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.entries() == 0 && ledger.entries() >= MANY_ENTRIES {
            all.make_room();
        }
        *all = std::mem::take(&mut *all).merge(ledger);
    }

    /// All that was posted.
    pub fn into_ledger(self) -> Ledger {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
