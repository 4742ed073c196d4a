//! The ledger: a row for each job, as its newest snapshot shows it.

use crate::ledger::JobRecord;
use crate::report::sections::{SectionContext, errors_and_impacts, number, text};
use crate::report::{Cell, Section, Term};

pub(super) fn jobs(material: &SectionContext<'_>) -> Section {
    let archive = material.archive;
    let counts = errors_and_impacts(archive);
    let row = |(job, counts): (&JobRecord, Option<[u64; 2]>)| {
        let name = |symbol| Cell::text(archive.name(symbol));
        let run = job.newest();
        let nanos = |value: Option<i128>| value.map_or(Cell::Missing, Cell::Duration);
        let steps: usize = job.executions.iter().map(|run| run.steps.len()).sum();
        vec![
            Cell::id(archive.job_id(job)),
            name(job.name),
            Cell::id(archive.name(job.org)),
            Cell::id(archive.name(job.runner)),
            job.instance.map_or(Cell::Missing, |number| Cell::Integer(number.get())),
            Cell::time(job.created()),
            Cell::time(job.started()),
            Cell::time(run.and_then(|run| run.ended)),
            Cell::id(
                job.status.as_ref().map(|status| status.word(|&symbol| archive.names.text(symbol))),
            ),
            Cell::id(
                job.exit_code.as_ref().map(|code| code.word(|&symbol| archive.names.text(symbol))),
            ),
            Cell::Term(Term { id: job.outcome.name(), title: job.outcome.title() }),
            nanos(run.and_then(|run| run.elapsed).map(|elapsed| elapsed.get().into())),
            nanos(run.and_then(|run| run.wall())),
            nanos(run.and_then(|run| run.queue())),
            nanos(run.and_then(|run| run.overhead())),
            Cell::Count(job.executions.len() as u64),
            Cell::Count(steps as u64),
            Cell::count(job.items().requested),
            Cell::count(job.items().done),
            Cell::count(job.items().failed),
            Cell::count(job.items().pending),
            Cell::count(job.items().skipped),
            Cell::count(job.accounting().under_way),
            Cell::count(job.accounting().unaccounted),
            Cell::count(counts.map(|[errors, _]| errors)),
            Cell::count(counts.map(|[_, impacts]| impacts)),
            Cell::Count(job.findings.into()),
            Cell::text(Some(archive.file_name(job.file))),
        ]
    };
    Section {
        id: "jobs",
        title: "Jobs",
        note: String::from(
            "Each job once, by start. Times and durations are the newest execution's; queue is from creation to start, \
             overhead what the clock shows beyond the steps' time.",
        ),
        columns: vec![
            text("job", "job"),
            text("job_name", "job name"),
            text("org", "organisation"),
            text("runner", "runner"),
            text("instance", "instance"),
            text("created", "created (UTC)"),
            text("started", "started (UTC)"),
            text("ended", "ended (UTC)"),
            text("status", "status"),
            text("exit_code", "exit code"),
            text("outcome", "outcome"),
            number("elapsed_ms", "elapsed"),
            number("wall_ms", "wall clock"),
            number("queue_ms", "queue"),
            number("overhead_ms", "overhead"),
            number("executions", "executions"),
            number("steps", "steps"),
            number("items_requested", material.items("items requested", "moves requested")),
            number("items_done", material.items("items done", "moves done")),
            number("items_failed", material.items("items failed", "moves failed")),
            number("items_pending", material.items("items pending", "moves pending")),
            number("items_skipped", material.items("items skipped", "moves skipped")),
            number("items_under_way", material.items("items under way", "moves under way")),
            number(
                "items_unaccounted",
                material.items("items not accounted for", "moves not accounted for"),
            ),
            number("errors", "errors"),
            number("impacts", "impacts"),
            number("findings", "findings"),
            text("file", "file"),
        ],
        rows: archive.jobs.iter().zip(counts).map(row).collect(),
    }
}
