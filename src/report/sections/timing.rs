//! How long steps and executions took.

use std::collections::BTreeMap;

use crate::ledger::Packed;
use crate::report::sections::{SectionContext, number, text};
use crate::report::{Cell, Section, Term};
use crate::stats::{Spread, Timed, Timing};

/// The row of whole executions, in the place of a step's name.
const WHOLE_EXECUTION: Term = Term::new("(job)", "(job)");

/// A step's name (none inside for one without a name, none at all for whole executions) and figures.
type Line<'a> = (Option<Option<&'a str>>, &'a Timing, Spread);

pub(super) fn step_timing(material: &SectionContext<'_>) -> Section {
    let SectionContext { archive, figures, .. } = *material;
    let mut by_job: BTreeMap<(bool, Option<&str>), Vec<Line<'_>>> = BTreeMap::new();
    for ((job, timed), timing) in &figures.timing {
        let job = archive.name(*job);
        let step = match timed {
            Timed::Job => None,
            Timed::Step(step) => Some(archive.name(*step)),
        };
        let Some(spread) = timing.durations.spread() else {
            continue;
        };
        by_job.entry((job.is_none(), job)).or_default().push((step, timing, spread));
    }
    let mut rows = Vec::new();
    for ((_, job), mut timings) in by_job {
        // Whole executions first, then the steps that took most.
        timings.sort_by(|(a, _, x), (b, _, y)| {
            (a.is_some(), -x.total, a).cmp(&(b.is_some(), -y.total, b))
        });
        let of_steps = timings.iter().filter(|(step, ..)| step.is_some());
        let whole: i128 = of_steps.map(|(_, _, spread)| spread.total).sum();
        for (step, timing, spread) in timings {
            let share = match step {
                // An execution's time is its steps' time: all of it.
                None => share(spread.total, spread.total),
                Some(_) => share(spread.total, whole),
            };
            let step = step.map_or(Cell::Term(WHOLE_EXECUTION), Cell::id);
            rows.push(row(Cell::text(job), step, timing, &spread, share));
        }
    }
    Section {
        id: "step_timing",
        title: "Step timing",
        note: String::from(
            "How long the steps of each kind of job took, and in the rows (job) whole executions; what is in progress \
             is left out. Failed ones have the exit code FAILED. Percentiles are nearest-rank: values that occurred. p95 needs 20 values, p99 needs 100. \
             The share is that of the time of all steps of these jobs.",
        ),
        columns: vec![
            text("job_name", "job name"),
            text("step", "step"),
            number("count", "count"),
            number("failed", "failed"),
            number("min_ms", "min"),
            number("mean_ms", "mean"),
            number("stddev_ms", "std dev"),
            number("p50_ms", "p50"),
            number("p90_ms", "p90"),
            number("p95_ms", "p95"),
            number("p99_ms", "p99"),
            number("max_ms", "max"),
            number("total_ms", "total"),
            number("share", "share"),
        ],
        rows,
    }
}

fn row(job: Cell, step: Cell, timing: &Timing, spread: &Spread, share: Cell) -> Vec<Cell> {
    vec![
        job,
        step,
        Cell::Count(spread.count),
        Cell::Count(timing.failed),
        Cell::Duration(spread.min.into()),
        Cell::Duration(spread.mean),
        Cell::Duration(spread.stddev),
        Cell::Duration(spread.p50.into()),
        Cell::Duration(spread.p90.into()),
        Cell::duration(spread.p95),
        Cell::duration(spread.p99),
        Cell::Duration(spread.max.into()),
        Cell::Duration(spread.total),
        share,
    ]
}

/// A share of time. Its parts in nanoseconds say nothing to people, so it is a plain fraction.
fn share(part: i128, whole: i128) -> Cell {
    if whole <= 0 { Cell::Missing } else { Cell::Fraction(part as f64 / whole as f64) }
}

pub(super) fn slowest_steps(material: &SectionContext<'_>) -> Section {
    let SectionContext { archive, figures, .. } = *material;
    let row = |slow: &crate::stats::SlowStep| {
        let job = archive.jobs.get(slow.job)?;
        let step = job.executions.get(slow.execution)?.steps.get(slow.step)?;
        Some(vec![
            Cell::id(archive.job_id(job)),
            Cell::text(archive.name(job.name)),
            Cell::id(archive.name(step.name)),
            Cell::duration(step.elapsed.map(Packed::get)),
            Cell::time(step.started),
            Cell::id(
                step.exit_code.as_ref().map(|code| code.word(|&symbol| archive.names.text(symbol))),
            ),
            Cell::text(Some(archive.file_name(job.file))),
        ])
    };
    Section {
        id: "slowest_steps",
        title: "Slowest steps",
        note: String::from("The steps that took longest; those in progress are left out."),
        columns: vec![
            text("job", "job"),
            text("job_name", "job name"),
            text("step", "step"),
            number("elapsed_ms", "elapsed"),
            text("started", "started (UTC)"),
            text("exit_code", "exit code"),
            text("file", "file"),
        ],
        rows: figures.slowest.iter().filter_map(row).collect(),
    }
}
