//! Which snapshot of a job counts.
//!
//! In: the snapshots of each job that a ledger keeps. Out: one record a job, completed by the others of its moment, and
//! a finding for each that disagrees and is not older.

use std::cmp::Reverse;

use crate::archive::copies::Copies;
use crate::archive::cross_file_rules::CrossFileFindings;
use crate::archive::job_name;
use crate::findings::rule::Rule;
use crate::findings::shortened;
use crate::ledger::FileRecord;
use crate::ledger::interner::Names;
use crate::ledger::job::{FileId, JobKey, JobRecord};
use crate::ledger::snapshots::Jobs;
use crate::payload::Outcome;

/// Each job once, in no order, and how many snapshots do not count.
pub(super) fn newest_snapshots(
    jobs: Jobs,
    rank: &[FileId],
    known: (&[FileRecord], &Copies, &Names),
    cross_file: &mut CrossFileFindings<'_>,
) -> (Vec<JobRecord>, u64) {
    let (_, copies, _) = known;
    let mut superseded = jobs.older;
    let (mut records, others) = jobs.into_parts();
    let ranked = |file: FileId| rank[file.0 as usize];
    let put_in_order = |record: &mut JobRecord| {
        record.key = record.key.in_file(ranked);
        record.file = ranked(record.file);
    };
    records.iter_mut().for_each(put_in_order);
    for (at, mut others) in others {
        superseded += others.len() as u64;
        others.iter_mut().for_each(put_in_order);
        settle(&mut records[at as usize], others, known, cross_file);
    }
    // A job without an id is told from another one by its file alone, which for a copy is too much.
    let before = records.len();
    records.retain(|record| {
        !matches!(record.key, JobKey::Unnamed(..)) || !copies.contains_key(&record.file)
    });
    superseded += (before - records.len()) as u64;
    (records, superseded)
}

/// One record out of the snapshots of one moment, and of those that do not say theirs: the most complete, completed
/// by the others, and of several that are as complete the one that says less was done, whatever the files are called.
/// Where a moment cannot be read, one of a finished job is the newer; else the one counts that says less was done.
fn settle(
    record: &mut JobRecord,
    mut others: Vec<JobRecord>,
    (files, copies, names): (&[FileRecord], &Copies, &Names),
    cross_file: &mut CrossFileFindings<'_>,
) {
    let is_older =
        |record: &JobRecord| record.moment().is_none() && record.outcome == Outcome::InProgress;
    let moment = record.moment();
    let is_mixed = others.iter().any(|other| other.moment() != moment);
    let order = |record: &JobRecord| {
        let is_copy = copies.contains_key(&record.file);
        let completeness = (record.moment().is_none(), Reverse(record.completeness()));
        let items = record.items();
        let success = (record.outcome == Outcome::Succeeded, items.done, Reverse(items.failed));
        let less = is_mixed.then_some(success);
        (is_older(record), less, completeness, success, is_copy, record.file, record.position)
    };
    others.sort_by_key(order);
    if let Some(first) = others.first_mut().filter(|first| order(first) < order(record)) {
        std::mem::swap(record, first);
        others.sort_by_key(order);
    }
    let (moment, was_older) = (record.moment(), is_older(record));
    for other in others {
        let is_of_moment = other.moment() == moment;
        if !is_of_moment && is_older(&other) {
            continue;
        }
        let disagreement = record.complete(&other);
        if let Some(what) = disagreement.filter(|_| is_older(&other) == was_older) {
            let id = job_name(record.key, names)
                .map_or(String::from("without an id"), |id| shortened(&id));
            let file = files[record.file.0 as usize].shown_name();
            let when = match moment {
                _ if !is_of_moment => "and one of them does not say when",
                None => "and neither says when",
                Some(_) => "at the same moment",
            };
            let message =
                format!("job {id} has another {what} here than in {file}, {when}; that one counts");
            record.findings += cross_file.add(other.file, Rule::ConflictingSnapshots, message);
        }
    }
}
