//! Jobs one by one: which of them left something, and the worst of them in full.
//!
//! In: the jobs of an archive. Out: a [`JobList`] of those with problems and a [`JobDetail`] for each of the
//! worst, in one order: what came out worst first, then by how much of theirs is not done.

mod detail;
mod list;

pub use detail::{Fact, FactValue, JobDetail, JobError, JobFinding, Stretch, StretchSpan};
pub use list::{JobList, ListedJob};

use std::cmp::Reverse;

use crate::archive::Archive;
use crate::ledger::JobRecord;
use crate::payload::Outcome;

/// The positions of all jobs, the worst first.
pub(super) fn worst_first(archive: &Archive) -> Vec<usize> {
    let mut has_reason = vec![false; archive.jobs.len()];
    for item in &archive.attention {
        has_reason[item.job] = true;
    }
    let mut order: Vec<usize> = (0..archive.jobs.len()).collect();
    order.sort_by_key(|&at| {
        let job = &archive.jobs[at];
        (rank(job), Reverse(not_done(job)), !has_reason[at], at)
    });
    order
}

fn rank(job: &JobRecord) -> u8 {
    match job.outcome {
        Outcome::Failed => 0,
        Outcome::Stopped => 1,
        Outcome::WithErrors => 2,
        Outcome::Undetermined => 3,
        Outcome::PendingOrders => 4,
        Outcome::InProgress => 5,
        Outcome::Succeeded => 6,
    }
}

fn not_done(job: &JobRecord) -> u64 {
    job.accounting().not_done().unwrap_or(0)
}
