//! The ledger: a row for each job, as its newest snapshot shows it.

use crate::ledger::{ExecutionRecord, JobRecord};
use crate::payload::Accounting;
use crate::report::sections::{Body, Cell, SectionContext, errors_and_impacts, made};

/// A job, where each of its items stands, and how many errors and impacts it has.
struct Row<'a> {
    job: &'a JobRecord,
    items: Accounting,
    counts: Option<[u64; 2]>,
}

impl<'a> Row<'a> {
    fn newest(&self) -> Option<&'a ExecutionRecord> {
        self.job.newest()
    }

    fn duration(&self, nanos: fn(&ExecutionRecord) -> Option<i128>) -> Cell {
        Cell::duration(self.newest().and_then(nanos))
    }
}

pub(super) fn jobs<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let counts = errors_and_impacts(context.archive);
    let jobs = &context.archive.jobs;
    let named = |items, moves| context.items(items, moves);
    made(context, jobs.len(), move |at| Row {
        job: &jobs[at],
        items: jobs[at].accounting(),
        counts: counts[at],
    })
        .text("job", "job", |c, row| Cell::id(c.archive.job_id(row.job)))
        .text("job_name", "job name", |c, row| Cell::text(c.archive.name(row.job.name)))
        .text("org", "organisation", |c, row| c.archive.thing_cell(row.job.org))
        .name("org_name", "organisation name", |c, row| {
            Cell::text(c.archive.name(row.job.org.and_then(|org| c.archive.identities.thing(org))))
        })
        .text("runner", "runner", |c, row| {
            row.job.runner.map_or(Cell::Missing, |runner| c.archive.person_cell(runner))
        })
        .name("runner_name", "runner name", |c, row| {
            let runner = row.job.runner.map(|runner| c.archive.who(runner));
            Cell::text(c.archive.name(runner.and_then(|who| c.archive.identities.name(who))))
        })
        .text("location_name", "location", |c, row| {
            let location = row.job.location;
            let name = location.and_then(|location| c.archive.identities.thing(location));
            Cell::text(c.archive.name(name.or(location)))
        })
        .text("instance", "instance", |_, row| {
            Cell::integer(row.job.instance.map(|number| number.get()))
        })
        .text("created", "created (UTC)", |_, row| Cell::time(row.job.created()))
        .text("started", "started (UTC)", |_, row| Cell::time(row.job.started()))
        .text("ended", "ended (UTC)", |_, row| Cell::time(row.newest().and_then(|run| run.ended)))
        .text("status", "status", |c, row| Cell::id(c.archive.status(row.job.status.as_ref())))
        .name("exit_code", "exit code", |c, row| Cell::id(c.archive.exit_code(row.job.exit_code.as_ref())))
        .text("outcome", "outcome", |_, row| Cell::outcome(row.job.outcome))
        .number("elapsed_ms", "elapsed", |_, row| {
            row.duration(|run| run.elapsed.map(|elapsed| elapsed.get().into()))
        })
        .number("wall_ms", "wall clock", |_, row| row.duration(ExecutionRecord::wall))
        .number("queue_ms", "queue", |_, row| row.duration(ExecutionRecord::queue))
        .number("overhead_ms", "overhead", |_, row| row.duration(ExecutionRecord::overhead))
        .number("executions", "executions", |_, row| Cell::Count(row.job.executions.len() as u64))
        .number("steps", "steps", |_, row| {
            let steps = row.job.executions.iter().map(|run| run.steps.len() as u64);
            Cell::Count(steps.sum())
        })
        .number("items_requested", named("items requested", "moves requested"), |_, row| {
            Cell::count(row.items.requested)
        })
        .number("items_done", named("items done", "moves done"), |_, row| {
            Cell::count(row.items.done)
        })
        .number("items_failed", named("items failed", "moves failed"), |_, row| {
            Cell::count(row.items.failed)
        })
        .number("items_pending", named("items pending", "moves pending"), |_, row| {
            Cell::count(row.items.pending)
        })
        .number("items_skipped", named("items skipped", "moves skipped"), |_, row| {
            Cell::count(row.items.skipped)
        })
        .number("items_under_way", named("items under way", "moves under way"), |_, row| {
            Cell::count(row.items.under_way)
        })
        .number(
            "items_unaccounted",
            named("items not accounted for", "moves not accounted for"),
            |_, row| Cell::count(row.items.unaccounted),
        )
        .number("errors", "errors", |_, row| Cell::count(row.counts.map(|[errors, _]| errors)))
        .number("impacts", "impacts", |_, row| Cell::count(row.counts.map(|[_, impacts]| impacts)))
        .number("findings", "findings", |_, row| Cell::Count(row.job.findings.into()))
        .text("file", "file", |c, row| Cell::text(Some(c.archive.file_name(row.job.file))))
        .noted(
            "Each job once, by start. Times and durations are the newest execution's; queue is from creation to start, \
             overhead what the clock shows beyond the steps' time.",
        )
}
