//! How far the reasons of what failed are known.
//!
//! In: the jobs and their errors. Out: a sentence. Counts say how much failed, errors say why, and an
//! errors file that nobody saved makes the difference.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::Symbol;
use crate::payload::ErrorOrImpact;
use crate::report::grouped;
use crate::report::sections::SectionContext;

/// For how many of the failures somebody saved the reason; none where nothing failed.
pub(super) fn known(context: &SectionContext<'_>) -> Option<String> {
    let archive = context.archive;
    let mut named: BTreeMap<usize, BTreeSet<(Option<Symbol>, usize)>> = BTreeMap::new();
    for (at, error) in archive.errors.iter().enumerate() {
        if let (Some(job), ErrorOrImpact::Error) = (error.job, error.kind) {
            // Errors of somebody who is not named are of somebody else each.
            let apart = if error.user.is_some() { 0 } else { at };
            named.entry(job).or_default().insert((error.user, apart));
        }
    }
    let (mut failed, mut known) = (0_u128, 0_u128);
    for (at, job) in archive.jobs.iter().enumerate() {
        let of_job = u128::from(job.items().failed.unwrap_or(0));
        failed += of_job;
        known += of_job.min(named.get(&at).map_or(0, |people| people.len() as u128));
    }
    let what = context.items("items", "moves");
    match (failed, known) {
        (0, _) => None,
        (1, 1) => Some(String::from("The reason of the one failure is known.")),
        (all, known) if all == known => {
            Some(format!("The reason is known for all {} failed {what}.", grouped(all)))
        }
        (all, 0) => Some(format!("No reason was saved for the {} failed {what}.", grouped(all))),
        (all, known) => Some(format!(
            "A reason is known for {} of {} failed {what}; for the others no reason was saved.",
            grouped(known),
            grouped(all)
        )),
    }
}
