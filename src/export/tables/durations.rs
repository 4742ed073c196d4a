//! How often each duration occurs: with it, sums, means and percentiles can be had by any group, exactly.

use std::cmp::Ordering;

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::export::table::{Table, rows};
use crate::export::tables::Export;
use crate::export::value::Value;
use crate::ledger::{Packed, Symbol};
use crate::payload::Outcome;
use crate::stats::{Level, Timed, of_run, of_step};

/// What took how long.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    job_name: Option<Symbol>,
    timed: Timed,
    /// A job of that month.
    month: Option<u32>,
    outcome: Outcome,
    nanos: i64,
}

struct Row<'e> {
    of: &'e Export<'e>,
    key: Key,
    count: u64,
}

/// How often each occurs, in no order. What is in progress has no duration yet.
fn counted(of: &Export<'_>) -> HashMap<Key, u64> {
    let merged = |mut all: HashMap<Key, u64>, other: HashMap<Key, u64>| {
        other.into_iter().for_each(|(key, count)| *all.entry(key).or_default() += count);
        all
    };
    let jobs = of.archive.jobs.par_iter().enumerate().with_min_len(1024);
    let counts = jobs.fold(HashMap::new, |mut counts, (at, job)| {
        let month = of.months.of_jobs[at];
        let mut add = |timed, nanos: Option<Packed>, outcome| {
            if let Some(nanos) = nanos.filter(|_| outcome != Outcome::InProgress) {
                let key = Key { job_name: job.name, timed, month, outcome, nanos: nanos.get() };
                *counts.entry(key).or_default() += 1;
            }
        };
        for run in &job.executions {
            add(Timed::Job, run.elapsed, of_run(run));
            let steps = run.steps.iter();
            steps.for_each(|step| add(Timed::Step(step.name), step.elapsed, of_step(step)));
        }
        counts
    });
    counts.reduce(HashMap::new, |one, other| match one.len() >= other.len() {
        true => merged(one, other),
        false => merged(other, one),
    })
}

/// By names, not by their numbers, which depend on the order of arrival.
fn in_order(of: &Export<'_>, a: &Key, b: &Key) -> Ordering {
    let archive = of.archive;
    let step = |key: &Key| match key.timed {
        Timed::Job => (false, None),
        Timed::Step(step) => (true, archive.name(step)),
    };
    let month = |key: &Key| key.month.map(|month| &of.months.names[month as usize]);
    let names = |key: &Key| archive.name(key.job_name);
    (names(a).cmp(&names(b)))
        .then_with(|| step(a).cmp(&step(b)))
        .then_with(|| month(a).cmp(&month(b)))
        .then_with(|| a.outcome.name().cmp(b.outcome.name()))
        .then_with(|| a.nanos.cmp(&b.nanos))
}

pub(super) fn durations<'e>(of: &'e Export<'e>) -> Table<'e> {
    let mut all: Vec<(Key, u64)> = counted(of).into_iter().collect();
    all.par_sort_unstable_by(|a, b| in_order(of, &a.0, &b.0));
    rows(all.len(), move |at| Row { of, key: all[at].0, count: all[at].1 })
        .text("job_name", "the name of the jobs", |row: &Row<'_>| row.of.name(row.key.job_name))
        .text("level", "execution or step", |row| {
            Value::word(match row.key.timed {
                Timed::Job => Level::Execution.name(),
                Timed::Step(_) => Level::Step.name(),
            })
        })
        .always()
        .text("step", "the name of the step", |row| match row.key.timed {
            Timed::Job => Value::Null,
            Timed::Step(step) => row.of.name(step),
        })
        .text("month", "the month (UTC) of the jobs", |row| {
            let month = row.key.month.and_then(|month| row.of.months.names.get(month as usize));
            Value::text(month.map(String::as_str))
        })
        .text("outcome", "what came of it", |row| Value::word(row.key.outcome.name()))
        .always()
        .duration("elapsed_ns", "how long it took", |row| Value::Integer(row.key.nanos))
        .always()
        .distinct()
        .integer("count", "how often that occurs", |row| Value::count(row.count))
        .always()
        .under("durations")
}
