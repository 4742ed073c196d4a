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
    // How many steps there are before each execution that has any, to find the one that a row is about.
    let mut runs: Vec<(usize, u32, u32)> = Vec::with_capacity(jobs.len());
    let mut count = 0;
    for (of, job) in jobs.iter().enumerate() {
        for (nth, run) in job.executions.iter().enumerate().filter(|(_, run)| !run.steps.is_empty())
        {
            runs.push((count, of as u32, nth as u32));
            count += run.steps.len();
        }
    }
    made(context, count, move |at| {
        let (first, of, nth) = runs[runs.partition_point(|(first, ..)| *first <= at) - 1];
        let job = &jobs[of as usize];
        let run = &job.executions[nth as usize];
        Row { job, run, step: &run.steps[at - first] }
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
