//! How long jobs of a size take, to plan the next wave.
//!
//! In: jobs. Out: for each name and size of job how long their newest executions took, in all and for each
//! item. What has not finished, and what counts nothing, tells nothing.

use std::collections::BTreeMap;

use crate::ledger::{JobRecord, Symbol};
use crate::stats::Durations;

/// How many items a job worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobSize {
    /// 1
    One,
    /// 2-10
    Few,
    /// 11-50
    Some,
    /// 51-100
    Many,
    /// Over 100, more than a request of moves may hold.
    More,
}

impl JobSize {
    /// The size of a job of so many items; none of a job without any.
    pub fn of(items: u64) -> Option<JobSize> {
        Some(match items {
            0 => return None,
            1 => JobSize::One,
            2..=10 => JobSize::Few,
            11..=50 => JobSize::Some,
            51..=100 => JobSize::Many,
            _ => JobSize::More,
        })
    }

    /// As it is shown.
    pub const fn name(self) -> &'static str {
        match self {
            JobSize::One => "1",
            JobSize::Few => "2-10",
            JobSize::Some => "11-50",
            JobSize::Many => "51-100",
            JobSize::More => "over 100",
        }
    }
}

/// How long jobs of one name and size took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Throughput {
    /// How many jobs there are.
    pub jobs: u64,
    /// How many items they worked on.
    pub items: u64,
    /// How long each took.
    pub durations: Durations,
    /// How long each took for one of its items.
    pub for_item: Durations,
}

/// The throughput of jobs, by name and size.
pub fn throughput(jobs: &[JobRecord]) -> BTreeMap<(Option<Symbol>, JobSize), Throughput> {
    let mut all: BTreeMap<_, Throughput> = BTreeMap::new();
    for job in jobs.iter().filter(|job| job.outcome.is_finished()) {
        let items = job.items().requested.unwrap_or(0);
        let elapsed = job.newest().and_then(|run| run.elapsed).map(|elapsed| elapsed.get());
        if let (Some(size), Some(elapsed)) = (JobSize::of(items), elapsed) {
            let of = all.entry((job.name, size)).or_default();
            of.jobs += 1;
            of.items += items;
            of.durations.add(elapsed);
            of.for_item.add(elapsed / i64::try_from(items).unwrap_or(i64::MAX));
        }
    }
    all
}
