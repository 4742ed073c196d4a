//! Files that are copies of others: `errors (1).csv`, `job - Copy.json`, a second folder.
//!
//! In: the files of an archive, what those of errors say, and their links. Out: each copy with the file
//! that counts in its place. Files of errors are the same where their errors are, unless they belong to
//! two jobs: a job that was tried again may fail in the same way. Files of jobs are the same where their
//! bytes are.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::archive::contents::Contents;
use crate::archive::link::Linked;
use crate::ledger::job::FileId;
use crate::ledger::{FileRecord, Holds};
use crate::payload::PayloadKind;

/// Copies, and the files that count in their place.
pub(super) type Copies = BTreeMap<FileId, FileId>;

/// The copies among files of errors whose jobs are known now.
pub(super) fn of_errors(contents: &Contents, linked: &Linked, files: &[FileRecord]) -> Copies {
    let link = |file: &FileId| linked.files.get(file).and_then(|link| link.job);
    let job = |file: &FileId| link(file).map(|(job, _)| job);
    let mut copies = Copies::new();
    for mut same in contents.same() {
        // The best known first; a copy is called longer than what it is a copy of.
        same.sort_by_key(|file| {
            let how = link(file).map(|(_, how)| how);
            (how.is_none(), how, name_order(*file, files))
        });
        copies.extend(among(same.into_iter().map(|file| (file, job(&file)))));
    }
    copies
}

/// The copies among things that say the same, in their order and with their jobs, each with the first that counts in
/// its place: of the same job, or any where its own is not known.
pub(super) fn among<T: Copy>(same: impl Iterator<Item = (T, Option<usize>)>) -> Vec<(T, T)> {
    let mut first = None;
    let mut of_jobs: HashMap<usize, T> = HashMap::new();
    let mut copies = Vec::new();
    for (one, job) in same {
        match job.map_or(first, |job| of_jobs.get(&job).copied()) {
            Some(original) => copies.push((one, original)),
            None => {
                first = first.or(Some(one));
                of_jobs.extend(job.map(|job| (job, one)));
            }
        }
    }
    copies
}

/// The copies among files of jobs, and among lists of names.
pub(super) fn of_bytes(files: &[FileRecord]) -> Copies {
    let numbered = files.par_iter().enumerate();
    let mut all: Vec<(NonZeroU64, u64, FileId)> = numbered
        .filter_map(|(at, file)| {
            let digest = file
                .digest
                .filter(|_| file.holds != Holds::Nothing || file.kind == PayloadKind::Directory)?;
            Some((digest, file.bytes, FileId(u32::try_from(at).unwrap_or(u32::MAX))))
        })
        .collect();
    all.par_sort_unstable();
    let mut copies = Copies::new();
    let same = all.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1));
    for same in same.filter(|same| same.len() > 1) {
        let mut same: Vec<FileId> = same.iter().map(|(.., file)| *file).collect();
        same.sort_by_key(|file| name_order(*file, files));
        copies.extend(same[1..].iter().map(|copy| (*copy, same[0])));
    }
    copies
}

/// The shortest name first, then by name.
pub(super) fn name_order(file: FileId, files: &[FileRecord]) -> (usize, FileId) {
    (files.get(file.0 as usize).map_or(usize::MAX, |file| file.name.len()), file)
}
