//! What a job is, and what it counts.

use std::collections::BTreeSet;

use crate::report::job::View;
use crate::report::sections::errors_and_impacts_of;
use crate::report::table::listed;
use crate::report::{Cell, Section, Term};

impl View<'_> {
    pub(super) fn header(&self) -> Section<'static> {
        let (job, archive) = (self.job, self.archive);
        let run = job.newest();
        let word = |text: Option<&str>| Cell::id(text);
        let nanos = |value: Option<i128>| value.map_or(Cell::Missing, Cell::Duration);
        let items = errors_and_impacts_of(archive, self.at);
        let status = job.status.as_ref().map(|s| s.word(|&symbol| archive.names.text(symbol)));
        let exit = job.exit_code.as_ref().map(|c| c.word(|&symbol| archive.names.text(symbol)));
        let steps: usize = job.executions.iter().map(|run| run.steps.len()).sum();
        let mut facts = vec![
            ("job", "job", Cell::id(archive.job_id(job))),
            ("job_name", "job name", Cell::text(self.name(job.name))),
            ("outcome", "outcome", Cell::Term(Term::new(job.outcome.name(), job.outcome.title()))),
            ("status", "status", word(status)),
            ("exit_code", "exit code", word(exit)),
            (
                "runner",
                "run by user",
                job.runner.map_or(Cell::Missing, |runner| archive.person_cell(runner)),
            ),
            ("source_org", "run by organisation", archive.thing_cell(job.source_org)),
            ("org", "for customer", archive.thing_cell(job.org)),
            ("location", "location", archive.thing_cell(job.location)),
            (
                "instance",
                "instance",
                job.instance.map_or(Cell::Missing, |number| Cell::Integer(number.get())),
            ),
            ("tracking_id", "tracking id", word(self.first(|d| d.tracking_id.as_deref()))),
            ("created", "created (UTC)", Cell::time(job.created())),
            ("started", "started (UTC)", Cell::time(job.started())),
            ("ended", "ended (UTC)", Cell::time(run.and_then(|run| run.ended))),
            ("last_updated", "last updated (UTC)", Cell::time(job.last_updated)),
            (
                "elapsed_ms",
                "elapsed",
                nanos(run.and_then(|run| run.elapsed).map(|elapsed| elapsed.get().into())),
            ),
            ("wall_ms", "wall clock", nanos(run.and_then(|run| run.wall()))),
            ("queue_ms", "queue", nanos(run.and_then(|run| run.queue()))),
            ("overhead_ms", "overhead", nanos(run.and_then(|run| run.overhead()))),
            ("executions", "executions", Cell::Count(job.executions.len() as u64)),
            ("steps", "steps", Cell::Count(steps as u64)),
            ("errors", "errors", Cell::count(items.map(|[errors, _]| errors))),
            ("impacts", "impacts", Cell::count(items.map(|[_, impacts]| impacts))),
            ("csv_file", "errors file", word(self.first(|d| d.csv_file.as_deref()))),
            ("csv_expiry", "errors file expires (UTC)", Cell::time(job.csv_expiry)),
        ];
        let fields = self.newest().flat_map(|detail| &detail.fields);
        let mut known = BTreeSet::new();
        for (name, value) in fields.filter(|(name, _)| known.insert(*name)) {
            facts.push((name, name, Cell::Text(value.clone())));
        }
        // That nobody knows how many errors there were is worth saying.
        facts.retain(|(id, _, cell)| *cell != Cell::Missing || ["errors", "impacts"].contains(id));
        listed(&(), facts)
            .text("fact", "fact", |(), (id, title, _)| Cell::Term(Term::new(id, title)))
            .text("value", "value", |(), (.., cell)| cell.clone())
            .noted(
                "As its newest snapshot shows it; times and durations are the newest execution's.",
            )
            .under("job", "Job")
    }

    /// What it counts, as items and under the payload's own names.
    pub(super) fn counts(&self) -> Section<'static> {
        let items = self.job.items();
        let shared = [
            ("items_requested", "items requested", items.requested),
            ("items_done", "items done", items.done),
            ("items_failed", "items failed", items.failed),
            ("items_pending", "items pending", items.pending),
            ("items_skipped", "items skipped", items.skipped),
        ];
        let shared = shared.into_iter().filter_map(|(id, title, count)| {
            Some((Cell::Term(Term::new(id, title)), Cell::Count(count?)))
        });
        let own = self.first(|detail| (!detail.counts.is_empty()).then_some(&detail.counts));
        let own = own
            .into_iter()
            .flatten()
            .map(|(name, count)| (Cell::Text(name.clone()), Cell::Integer(*count)));
        listed(&(), shared.chain(own))
            .text("count", "count", |(), (name, _)| name.clone())
            .number("value", "value", |(), (_, count)| count.clone())
            .noted("Items in the terms that all jobs share, then the counts as the payload names them.")
            .under("counts", "Counts")
    }
}
