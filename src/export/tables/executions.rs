//! The executions.

use crate::export::table::{Table, rows};
use crate::export::tables::{Export, Parts};
use crate::export::value::Value;
use crate::ledger::{ExecutionRecord, JobRecord};
use crate::stats::of_run;

/// An execution, by its position, and its job.
struct Row<'e> {
    of: &'e Export<'e>,
    at: usize,
    job: &'e JobRecord,
    nth: usize,
    run: &'e ExecutionRecord,
}

pub(super) fn executions<'e>(of: &'e Export<'e>) -> Table<'e> {
    let jobs = &of.archive.jobs;
    let parts = Parts::of(of.archive, |job| job.executions.len());
    rows(parts.len, move |row| {
        let (at, nth) = parts.find(row);
        Row { of, at, job: &jobs[at], nth, run: &jobs[at].executions[nth] }
    })
    .text("job", "the job, as in jobs", |row: &Row<'_>| row.of.job_key(row.job))
    .always()
    .key()
    .text("job_name", "its name", |row| row.of.name(row.job.name))
    .text("org", "the organisation that it was run for", |row| row.of.name(row.job.org))
    .integer("execution", "the id of the execution", |row| {
        Value::integer(row.run.id.map(|id| id.get()))
    })
    .distinct()
    .integer("execution_number", "its number in the job, from 1", |row| Value::count(row.nth + 1))
    .always()
    .flag("newest", "whether it is the one that jobs tells of", |row| {
        Value::Flag(row.job.newest as usize == row.nth)
    })
    .always()
    .time("created", "when it was created", |row| Value::time(row.run.created))
    .time("started", "when it started", |row| Value::time(row.run.started))
    .time("ended", "when it ended", |row| Value::time(row.run.ended))
    .text("status", "the status of the batch", |row| {
        Value::text(row.of.archive.status(row.run.status.as_ref()))
    })
    .text("exit_code", "the exit code", |row| {
        Value::text(row.of.archive.exit_code(row.run.exit_code.as_ref()))
    })
    .text("outcome", "what came of it, as far as it has come", |row| {
        Value::word(of_run(row.run).name())
    })
    .always()
    .duration("elapsed_ns", "how long its steps took", |row| {
        Value::integer(row.run.elapsed.map(|elapsed| elapsed.get()))
    })
    .distinct()
    .duration("wall_ns", "from start to end", |row| Value::integer(row.run.wall()))
    .distinct()
    .duration("queue_ns", "from creation to start", |row| Value::integer(row.run.queue()))
    .duration("overhead_ns", "what the clock shows beyond the time of the steps", |row| {
        Value::integer(row.run.overhead())
    })
    .integer("steps", "how many steps it has", |row| Value::count(row.run.steps.len()))
    .always()
    .text("file", "the file of the snapshot that counts", |row| row.of.file_name(row.job.file))
    .always()
    .text("month", "the month (UTC) of the job", |row| row.of.months.value(row.at))
    .under("executions")
}
