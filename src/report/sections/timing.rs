//! How long steps and executions took.

use std::collections::BTreeMap;

use crate::ledger::{JobRecord, Packed, StepRecord};
use crate::report::Term;
use crate::report::sections::{Body, Cell, SectionContext, listed, made};
use crate::stats::{SlowStep, Spread, Timed, Timing};

/// The row of whole executions, in the place of a step's name.
const WHOLE_EXECUTION: Term = Term::new("(job)", "(job)");

/// How long a step of a job took, or whole executions.
struct Line<'a> {
    job: Option<&'a str>,
    /// A step's name, none inside for one without a name; none at all for whole executions.
    step: Option<Option<&'a str>>,
    timing: &'a Timing,
    spread: Spread,
    /// What the time of all steps of such jobs comes to.
    whole: i128,
}

pub(super) fn step_timing<'a>(context: &SectionContext<'a>) -> Body<'a> {
    listed(context, lines(context))
        .text("job_name", "job name", |_, line| Cell::text(line.job))
        .text("step", "step", |_, line| line.step.map_or(Cell::Term(WHOLE_EXECUTION), Cell::id))
        .number("count", "count", |_, line| Cell::Count(line.spread.count))
        .number("failed", "failed", |_, line| Cell::Count(line.timing.failed))
        .number("min_ms", "min", |_, line| Cell::Duration(line.spread.min.into()))
        .number("mean_ms", "mean", |_, line| Cell::Duration(line.spread.mean))
        .number("stddev_ms", "std dev", |_, line| Cell::Duration(line.spread.stddev))
        .number("p50_ms", "p50", |_, line| Cell::Duration(line.spread.p50.into()))
        .number("p90_ms", "p90", |_, line| Cell::Duration(line.spread.p90.into()))
        .number("p95_ms", "p95", |_, line| Cell::duration(line.spread.p95))
        .number("p99_ms", "p99", |_, line| Cell::duration(line.spread.p99))
        .number("max_ms", "max", |_, line| Cell::Duration(line.spread.max.into()))
        .number("total_ms", "total", |_, line| Cell::Duration(line.spread.total))
        .number("share", "share", |_, line| share(line))
        .noted(
            "How long the steps of each kind of job took, and in the rows (job) whole executions. Running steps are \
             left out. Percentiles are nearest-rank: values that occurred. p95 needs 20 values, p99 needs 100. \
             The share is that of the time of all steps of these jobs.",
        )
}

/// By job; whole executions first, then the steps that took most.
fn lines<'c>(context: &'c SectionContext<'_>) -> Vec<Line<'c>> {
    let archive = context.archive;
    let mut by_job: BTreeMap<(bool, Option<&str>), Vec<Line<'_>>> = BTreeMap::new();
    for ((job, timed), timing) in &context.figures.timing {
        let job = archive.name(*job);
        let step = match timed {
            Timed::Job => None,
            Timed::Step(step) => Some(archive.name(*step)),
        };
        let Some(spread) = timing.durations.spread() else { continue };
        let line = Line { job, step, timing, spread, whole: 0 };
        by_job.entry((job.is_none(), job)).or_default().push(line);
    }
    for lines in by_job.values_mut() {
        lines.sort_by_key(|line| (line.step.is_some(), -line.spread.total, line.step));
        let of_steps = lines.iter().filter(|line| line.step.is_some());
        let whole = of_steps.map(|line| line.spread.total).sum();
        lines.iter_mut().for_each(|line| line.whole = whole);
    }
    by_job.into_values().flatten().collect()
}

/// A share of time. Its parts in nanoseconds say nothing to people, so it is a plain fraction.
fn share(line: &Line<'_>) -> Cell {
    let part = line.spread.total;
    // An execution's time is its steps' time: all of it.
    let whole = if line.step.is_none() { part } else { line.whole };
    // Where a clock was set back, a sum of times is no whole of which another is a share.
    if whole <= 0 || part < 0 || part > whole {
        Cell::Missing
    } else {
        Cell::Fraction(part as f64 / whole as f64)
    }
}

/// A step and its job.
type Slow<'a> = (&'a JobRecord, &'a StepRecord);

pub(super) fn slowest_steps<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let (archive, slowest) = (context.archive, context.figures.slowest.clone());
    let step = move |at: usize| -> Slow<'a> {
        let SlowStep { job, execution, step, .. } = slowest[at];
        let job = &archive.jobs[job];
        (job, &job.executions[execution].steps[step])
    };
    made(context, context.figures.slowest.len(), step)
        .text("job", "job", |c, (job, _)| Cell::id(c.archive.job_id(job)))
        .text("job_name", "job name", |c, (job, _)| Cell::text(c.archive.name(job.name)))
        .text("step", "step", |c, (_, step)| Cell::id(c.archive.name(step.name)))
        .number("elapsed_ms", "elapsed", |_, (_, step)| {
            Cell::duration(step.elapsed.map(Packed::get))
        })
        .text("started", "started (UTC)", |_, (_, step)| Cell::time(step.started))
        .text("exit_code", "outcome", |c, (_, step)| {
            c.archive.exit_code_cell(step.exit_code.as_ref())
        })
        .text("file", "file", |c, (job, _)| Cell::text(Some(c.archive.file_name(job.file))))
        .noted("The steps that took longest; those in progress are left out.")
}
