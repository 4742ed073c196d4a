//! The steps.

use std::ops::Deref;

use crate::archive::{Step, Steps};
use crate::export::table::{Table, rows};
use crate::export::tables::Export;
use crate::export::value::Value;
use crate::stats::of_step;

/// A step of an export.
struct Row<'e> {
    of: &'e Export<'e>,
    step: Step<'e>,
}

impl<'e> Deref for Row<'e> {
    type Target = Step<'e>;

    fn deref(&self) -> &Step<'e> {
        &self.step
    }
}

pub(super) fn steps<'e>(of: &'e Export<'e>) -> Table<'e> {
    let steps = Steps::of(&of.archive.jobs);
    rows(steps.len(), move |row| Row { of, step: steps.get(row) })
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
        .text("step", "its name", |row| row.of.name(row.step.step.name))
        .text("status", "the status of the batch", |row| {
            Value::text(row.of.archive.status(row.step.step.status.as_ref()))
        })
        .text("exit_code", "the exit code", |row| {
            Value::text(row.of.archive.exit_code(row.step.step.exit_code.as_ref()))
        })
        .text("outcome", "what came of it, as far as it has come", |row| {
            Value::word(of_step(row.step.step).name())
        })
        .always()
        .time("started", "when it started", |row| Value::time(row.step.step.started))
        .time("ended", "when it ended", |row| Value::time(row.step.step.ended))
        .duration("elapsed_ns", "how long it took", |row| {
            Value::integer(row.step.step.elapsed.map(|elapsed| elapsed.get()))
        })
        .distinct()
        .text("file", "the file of the snapshot that counts", |row| row.of.file_name(row.job.file))
        .always()
        .text("month", "the month (UTC) of the job", |row| row.of.months.value(row.at))
        .under("steps")
}
