//! The jobs.

use crate::export::table::{Table, rows};
use crate::export::tables::Export;
use crate::export::value::Value;
use crate::ledger::{ExecutionRecord, JobRecord};
use crate::payload::Accounting;

/// A job, by its position, and where each of its items stands.
struct Row<'e> {
    of: &'e Export<'e>,
    at: usize,
    job: &'e JobRecord,
    items: Accounting,
}

impl<'e> Row<'e> {
    fn newest(&self) -> Option<&'e ExecutionRecord> {
        self.job.newest()
    }

    fn duration(&self, nanos: fn(&ExecutionRecord) -> Option<i128>) -> Value<'e> {
        Value::integer(self.newest().and_then(nanos))
    }

    fn counted(&self, which: usize) -> Value<'e> {
        Value::integer(self.of.errors_and_impacts[self.at].map(|counts| counts[which]))
    }
}

pub(super) fn jobs<'e>(of: &'e Export<'e>) -> Table<'e> {
    let jobs = &of.archive.jobs;
    rows(jobs.len(), move |at| Row { of, at, job: &jobs[at], items: jobs[at].accounting() })
        .text("job", "the id; of a job without one its file and its place there, with a # between them", |row: &Row<'_>| {
            row.of.job_key(row.job)
        })
        .always()
        .distinct()
        .flag("has_id", "whether that is an id", |row| {
            Value::Flag(row.of.archive.job_id(row.job).is_some())
        })
        .always()
        .text("job_name", "the name, moveusers", |row| row.of.name(row.job.name))
        .text("family", "what kind of job it is, as this program knows it", |row| {
            Value::word(row.job.family.name())
        })
        .always()
        .text("org", "the organisation that it was run for", |row| row.of.name(row.job.org))
        .text("org_name", "what that is called", |row| row.of.thing_name(row.job.org))
        .text("source_org", "the organisation of whoever ran it", |row| {
            row.of.name(row.job.source_org)
        })
        .text("runner", "who ran it", |row| row.of.name(row.job.runner))
        .text("runner_name", "what the runner is called", |row| {
            let archive = row.of.archive;
            let who = row.job.runner.map(|runner| archive.who(runner));
            row.of.name(who.and_then(|who| archive.identities.name(who)))
        })
        .text("location", "the location as the payload has it, a name or an id", |row| {
            row.of.name(row.job.location)
        })
        .text("location_name", "what the location is called, else the same as location", |row| {
            let location = row.job.location;
            let name = location.and_then(|location| row.of.archive.identities.thing(location));
            row.of.name(name.or(location))
        })
        .integer("instance", "the number that the service gave it", |row| {
            Value::integer(row.job.instance.map(|number| number.get()))
        })
        .distinct()
        .time("created", "when its first execution was created", |row| {
            Value::time(row.job.created())
        })
        .time("started", "when its newest execution started", |row| Value::time(row.job.started()))
        .time("ended", "when its newest execution ended", |row| {
            Value::time(row.newest().and_then(|run| run.ended))
        })
        .time("last_updated", "the newest lastUpdated in it", |row| {
            Value::time(row.job.last_updated)
        })
        .time("csv_expires", "until when its errors file can be fetched", |row| {
            Value::time(row.job.csv_expiry)
        })
        .text("status", "the status of the batch", |row| {
            Value::text(row.of.archive.status(row.job.status.as_ref()))
        })
        .text("exit_code", "the exit code", |row| {
            Value::text(row.of.archive.exit_code(row.job.exit_code.as_ref()))
        })
        .text("outcome", "what came of it: succeeded, with-errors, pending-orders, failed, stopped, in-progress or undetermined", |row| {
            Value::word(row.job.outcome.name())
        })
        .always()
        .duration("elapsed_ns", "how long the steps of the newest execution took", |row| {
            row.duration(|run| run.elapsed.map(|elapsed| elapsed.get().into()))
        })
        .distinct()
        .duration("wall_ns", "from start to end", |row| row.duration(ExecutionRecord::wall))
        .distinct()
        .duration("queue_ns", "from creation to start", |row| row.duration(ExecutionRecord::queue))
        .duration("overhead_ns", "what the clock shows beyond the time of the steps", |row| {
            row.duration(ExecutionRecord::overhead)
        })
        .integer("executions", "how many executions it has", |row| {
            Value::count(row.job.executions.len())
        })
        .always()
        .integer("steps", "how many steps these have", |row| {
            Value::count(row.job.executions.iter().map(|run| run.steps.len()).sum::<usize>())
        })
        .always()
        .integer("items_requested", "items that were asked for", |row| {
            Value::integer(row.items.requested)
        })
        .integer("items_done", "those that are done", |row| Value::integer(row.items.done))
        .integer("items_failed", "those that failed", |row| Value::integer(row.items.failed))
        .integer("items_pending", "those that wait for a number order", |row| {
            Value::integer(row.items.pending)
        })
        .integer("items_skipped", "those that were skipped", |row| {
            Value::integer(row.items.skipped)
        })
        .integer("items_under_way", "those of a job in progress that nothing tells of yet", |row| {
            Value::integer(row.items.under_way)
        })
        .integer("items_unaccounted", "those of a finished job that nothing tells of", |row| {
            Value::integer(row.items.unaccounted)
        })
        .integer("items_overcounted", "counted beyond those that were asked for", |row| {
            Value::integer(row.items.overcounted)
        })
        .integer("errors", "errors of it; null where no file is known to hold them", |row| {
            row.counted(0)
        })
        .integer("impacts", "impacts of it, in the same way", |row| row.counted(1))
        .integer("findings", "findings about it", |row| Value::count(row.job.findings))
        .always()
        .text("file", "the file of the snapshot that counts", |row| {
            row.of.file_name(row.job.file)
        })
        .always()
        .integer("place", "where it stands in that file: the line of a stream, or the number in a list, from 0", |row| {
            let file = row.of.archive.file(row.job.file);
            Value::integer(file.map(|file| row.job.place_in(file.kind)))
        })
        .distinct()
        .text("month", "the month (UTC) in which it started, else was created", |row| {
            row.of.months.value(row.at)
        })
        .under("jobs")
}
