//! The steps of all executions, one by one.

use crate::ledger::{ExecutionRecord, JobRecord, StepRecord};
use crate::report::sections::{Body, Cell, SectionContext, made};
use crate::stats::of_step;

/// A step, and where it belongs.
struct Row<'a> {
    job: &'a JobRecord,
    run: &'a ExecutionRecord,
    step: &'a StepRecord,
}

pub(super) fn steps<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let jobs = &context.archive.jobs;
    // How many steps there are before each job, to find the one that a row is about.
    let mut before = Vec::with_capacity(jobs.len());
    let mut count = 0;
    for job in jobs {
        before.push(count);
        count += job.executions.iter().map(|run| run.steps.len()).sum::<usize>();
    }
    made(context, count, move |at| {
        let of = before.partition_point(|first| *first <= at) - 1;
        let (job, mut nth) = (&jobs[of], at - before[of]);
        let mut runs = job.executions.iter();
        let run = runs.find(|run| {
            let is_here = nth < run.steps.len();
            nth -= if is_here { 0 } else { run.steps.len() };
            is_here
        });
        let run = run.unwrap_or(&job.executions[0]);
        Row { job, run, step: &run.steps[nth] }
    })
    .text("job", "job", |c, row| Cell::id(c.archive.job_id(row.job)))
    .text("job_name", "job name", |c, row| Cell::text(c.archive.name(row.job.name)))
    .text("execution", "execution", |_, row| Cell::integer(row.run.id.map(|id| id.get())))
    .text("step", "step", |c, row| Cell::id(c.archive.name(row.step.name)))
    .text("status", "status", |c, row| Cell::id(c.archive.status(row.step.status.as_ref())))
    .name("exit_code", "exit code", |c, row| {
        Cell::id(c.archive.exit_code(row.step.exit_code.as_ref()))
    })
    .text("outcome", "outcome", |_, row| Cell::outcome(of_step(row.step)))
    .text("started", "started (UTC)", |_, row| Cell::time(row.step.started))
    .text("ended", "ended (UTC)", |_, row| Cell::time(row.step.ended))
    .number("elapsed_ms", "elapsed", |_, row| {
        Cell::duration(row.step.elapsed.map(|elapsed| elapsed.get()))
    })
    .text("file", "file", |c, row| Cell::text(Some(c.archive.file_name(row.job.file))))
    .noted("Every step of every execution, by job.")
}
