//! What files of errors say, as one number each.
//!
//! In: errors in the order of their files. Out: which files say the same, whatever the order and the
//! encoding in which they say it: the same table may have been saved again by a spreadsheet.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap};
use rayon::prelude::*;

use crate::ledger::ArchivedError;
use crate::ledger::job::FileId;

/// What is said by more than one file.
#[derive(Debug, Default)]
pub(super) struct Contents(HashMap<FileId, u64>);

impl Contents {
    /// Of errors in the order of their files.
    pub fn of(errors: &[ArchivedError]) -> Contents {
        let hasher = DefaultHashBuilder::default();
        let by_file = errors.par_chunk_by(|one, other| one.file == other.file);
        let all: Vec<(FileId, u64)> =
            by_file.map(|errors| (errors[0].file, content(errors, &hasher))).collect();
        let mut times: HashMap<u64, u32> = HashMap::new();
        all.iter().for_each(|(_, content)| *times.entry(*content).or_default() += 1);
        Contents(all.into_iter().filter(|(_, content)| times[content] > 1).collect())
    }

    /// What a file says, if another one says it too.
    pub fn get(&self, file: FileId) -> Option<u64> {
        self.0.get(&file).copied()
    }

    /// The files that say the same, together.
    pub fn same(&self) -> impl Iterator<Item = Vec<FileId>> {
        let mut same: HashMap<u64, Vec<FileId>> = HashMap::new();
        self.0.iter().for_each(|(file, content)| same.entry(*content).or_default().push(*file));
        same.into_values()
    }
}

/// All errors of a file as a number.
fn content(errors: &[ArchivedError], hasher: &DefaultHashBuilder) -> u64 {
    let of_one = |error: &ArchivedError| {
        let ArchivedError { user, kind, code, words, entry, named_job, source, .. } = *error;
        hasher.hash_one((user, kind, code, words, entry, named_job, source))
    };
    let sum = errors.iter().map(of_one).fold(0, u64::wrapping_add);
    hasher.hash_one((errors.len(), sum))
}
