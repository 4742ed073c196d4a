//! The steps.

use crate::export::table::{Table, rows};
use crate::export::tables::{Export, Parts};
use crate::export::value::Value;
use crate::ledger::{ExecutionRecord, JobRecord, StepRecord};
use crate::stats::of_step;

/// A step, and where it belongs.
struct Row<'e> {
    of: &'e Export<'e>,
    at: usize,
    job: &'e JobRecord,
    run: &'e ExecutionRecord,
    /// Which execution of the job, and which step of the execution.
    nth: (usize, usize),
    step: &'e StepRecord,
}

pub(super) fn steps<'e>(of: &'e Export<'e>) -> Table<'e> {
    let jobs = &of.archive.jobs;
    let parts = Parts::of(of.archive, |job| job.executions.iter().map(|run| run.steps.len()).sum());
    rows(parts.len, move |row| {
        let (at, mut nth) = parts.find(row);
        let job = &jobs[at];
        let mut of_run = 0;
        while nth >= job.executions[of_run].steps.len() {
            nth -= job.executions[of_run].steps.len();
            of_run += 1;
        }
        let run = &job.executions[of_run];
        Row { of, at, job, run, nth: (of_run, nth), step: &run.steps[nth] }
    })
    .text("job", "the job, as in jobs", |row: &Row<'_>| row.of.job_key(row.job))
    .always()
    .key()
    .text("job_name", "its name", |row| row.of.name(row.job.name))
    .text("org", "the organisation that it was run for", |row| row.of.name(row.job.org))
    .integer("execution", "the id of its execution", |row| {
        Value::integer(row.run.id.map(|id| id.get()))
    })
    .distinct()
    .integer("execution_number", "the number of its execution in the job, from 1", |row| {
        Value::count(row.nth.0 + 1)
    })
    .always()
    .integer("step_number", "its number in the execution, from 1", |row| {
        Value::count(row.nth.1 + 1)
    })
    .always()
    .text("step", "its name", |row| row.of.name(row.step.name))
    .text("status", "the status of the batch", |row| {
        Value::text(row.of.archive.status(row.step.status.as_ref()))
    })
    .text("exit_code", "the exit code", |row| {
        Value::text(row.of.archive.exit_code(row.step.exit_code.as_ref()))
    })
    .text("outcome", "what came of it, as far as it has come", |row| {
        Value::word(of_step(row.step).name())
    })
    .always()
    .time("started", "when it started", |row| Value::time(row.step.started))
    .time("ended", "when it ended", |row| Value::time(row.step.ended))
    .duration("elapsed_ns", "how long it took", |row| {
        Value::integer(row.step.elapsed.map(|elapsed| elapsed.get()))
    })
    .distinct()
    .text("file", "the file of the snapshot that counts", |row| row.of.file_name(row.job.file))
    .always()
    .text("month", "the month (UTC) of the job", |row| row.of.months.value(row.at))
    .under("steps")
}
