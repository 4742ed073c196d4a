//! Which job an error belongs to.
//!
//! In: the jobs, the files, and the items read from errors files and error lists. Out: for each item
//! its job and how that is known, and for each of their files what there is to say about its link. A
//! [`Link`] is taken from the strongest evidence there is; evidence that points at two jobs is none.
//! What a validation said belongs to no job: nothing was moved.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use crate::archive::contents::Contents;
use crate::archive::link_index::{LinkIndex, Wanted};
pub use crate::archive::link_kind::Link;
pub(super) use crate::archive::link_kind::{FileLink, Known};
use crate::ledger::interner::{Names, Symbol};
use crate::ledger::job::{FileId, JobKey, JobRecord};
use crate::ledger::{ArchivedError, FileRecord};
use crate::payload::{ErrorOrigin, PayloadKind};

/// Items with their jobs, and files with theirs.
#[derive(Debug, Default)]
pub(super) struct Linked {
    /// For each item its job.
    pub items: Vec<Known>,
    /// For each file of errors its job.
    pub files: BTreeMap<FileId, FileLink>,
}

/// The files whose jobs are to be found: those that hold errors, or should, and those of requests.
pub(super) fn wanted(files: &[FileRecord], errors: &[ArchivedError]) -> BTreeSet<FileId> {
    let with_errors = errors.iter().filter(|error| error.source != ErrorOrigin::Validation);
    let mut wanted: BTreeSet<FileId> = with_errors.map(|error| error.file).collect();
    let numbered = || files.iter().zip(0..).map(|(file, at)| (file, FileId(at)));
    // Where errors stand in records of a file, these are to be linked, and all else of it says nothing.
    let records = numbered().filter(|(file, _)| is_of_errors(file));
    let carriers: HashSet<FileId> =
        records.filter_map(|(record, _)| carrier(record, files)).collect();
    let says = |(file, id): &(&FileRecord, FileId)| is_of_errors(file) && !carriers.contains(id);
    wanted.extend(numbered().filter(says).map(|(_, id)| id));
    wanted
}

fn is_of_errors(file: &FileRecord) -> bool {
    matches!(file.kind, PayloadKind::ErrorsCsv | PayloadKind::ErrorList)
}

/// The file of errors that a record is in.
pub(super) fn carrier(record: &FileRecord, files: &[FileRecord]) -> Option<FileId> {
    record.carrier_len?;
    let name = record.found_name();
    let at = files.binary_search_by(|file| (*file.name).cmp(name)).ok()?;
    files.get(at).filter(|file| is_of_errors(file))?;
    u32::try_from(at).ok().map(FileId)
}

/// What may tell the jobs of these files and of what is tracked.
pub(super) fn index<'a>(
    jobs: &'a [JobRecord],
    (files, contents, folder): (&'a [FileRecord], &Contents, &'a str),
    names: &'a Names,
    wanted: &BTreeSet<FileId>,
    tracking_ids: &HashSet<Symbol>,
) -> LinkIndex<'a> {
    let asked: Vec<&FileRecord> = wanted.iter().map(|id| &files[id.0 as usize]).collect();
    let tracking_ids = tracking_ids.iter().map(|symbol| names.text(*symbol));
    LinkIndex::of(jobs, (files, contents, folder), names, &Wanted::of(&asked, tracking_ids))
}

/// Links items to jobs, by what they and their files say.
pub(super) fn link(
    files: &[FileRecord],
    items: &[ArchivedError],
    names: &Names,
    wanted: BTreeSet<FileId>,
    evidence: &LinkIndex<'_>,
) -> Linked {
    let mut linked = Linked::default();
    if wanted.is_empty() {
        linked.items = vec![None; items.len()];
        return linked;
    }
    linked.items.reserve_exact(items.len());
    let of_file = |id: FileId| (id, evidence.of_file(&files[id.0 as usize]));
    linked.files = wanted.into_par_iter().map(of_file).collect();
    let mut by_tracking: HashMap<_, Known> = HashMap::new();
    for of_file in items.chunk_by(|a, b| a.file == b.file) {
        let mut file = linked.files.get_mut(&of_file[0].file);
        for item in of_file {
            let Some(file) = file.as_mut().filter(|_| item.source != ErrorOrigin::Validation)
            else {
                linked.items.push(None);
                continue;
            };
            let tracked = item.tracking_id.and_then(|symbol| {
                *by_tracking.entry(symbol).or_insert_with(|| evidence.tracked(names.text(symbol)))
            });
            let known = match item.named_job {
                // A job that is not in the archive is no other one.
                Some(id) => evidence.job(JobKey::Uuid(id)).map(|job| (job, Link::Row)),
                None => file.job.into_iter().chain(tracked).min_by_key(|(_, link)| *link),
            };
            file.items += 1;
            file.lost += u64::from(known.is_none());
            linked.items.push(known);
        }
    }
    linked
}
