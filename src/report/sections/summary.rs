//! The figures of the whole archive, one a row.

use crate::findings::rule::Severity;
use crate::payload::{ErrorOrImpact, ErrorOrigin, Outcome};
use crate::report::sections::{SectionContext, number, text};
use crate::report::{Cell, Section, Term};

pub(super) fn summary(material: &SectionContext<'_>) -> Section {
    let SectionContext { archive, figures, .. } = *material;
    let total = &figures.total;
    let items = total.items;
    let files = archive.files_found().count() as u64;
    let used = archive.files_used() as u64;
    let payloads = archive.files_found().map(|(file, _)| file.payloads).sum();
    let of = |outcome| Cell::Count(total.of(outcome));
    // What a validation said has not happened.
    let said = || archive.errors.iter().filter(|item| item.source != ErrorOrigin::Validation);
    let errors = |kind| Cell::Count(said().filter(|item| item.kind == kind).count() as u64);
    let mut users: Vec<_> = said()
        .filter(|item| item.kind == ErrorOrImpact::Error)
        .filter_map(|item| item.user)
        .collect();
    users.sort_unstable();
    users.dedup();
    let elapsed = (total.jobs() > 0).then(|| figures.elapsed_total());
    let item_failure_rate =
        total.item_failures().map_or(Cell::Missing, |(failed, all)| Cell::share(failed, all));
    let measures = [
        ("files_found", "files found", Cell::Count(files)),
        ("files_used", "files used", Cell::Count(used)),
        ("files_set_aside", "files set aside", Cell::Count(files - used)),
        ("payloads", "payloads", Cell::Count(payloads)),
        ("snapshots_superseded", "snapshots superseded", Cell::Count(archive.superseded)),
        ("jobs", "jobs", Cell::Count(total.jobs())),
        ("finished", "finished", Cell::Count(total.finished())),
        ("succeeded", "succeeded", of(Outcome::Succeeded)),
        ("with_errors", "with errors", of(Outcome::WithErrors)),
        ("pending_orders", "pending orders", of(Outcome::PendingOrders)),
        ("failed", "failed", of(Outcome::Failed)),
        ("stopped", "stopped", of(Outcome::Stopped)),
        ("in_progress", "in progress", of(Outcome::InProgress)),
        ("undetermined", "undetermined", of(Outcome::Undetermined)),
        ("failure_rate", "failure rate", Cell::share(total.failures(), total.finished())),
        (
            "items_requested",
            material.items("items requested", "moves requested"),
            Cell::count(items.requested),
        ),
        ("items_done", material.items("items done", "moves done"), Cell::count(items.done)),
        ("items_failed", material.items("items failed", "moves failed"), Cell::count(items.failed)),
        (
            "items_pending",
            material.items("items pending", "moves pending"),
            Cell::count(items.pending),
        ),
        (
            "items_skipped",
            material.items("items skipped", "moves skipped"),
            Cell::count(items.skipped),
        ),
        (
            "item_failure_rate",
            material.items("item failure rate", "move failure rate"),
            item_failure_rate,
        ),
        ("first_start", "first start (UTC)", Cell::time(figures.first_start)),
        ("last_end", "last end (UTC)", Cell::time(figures.last_end)),
        ("elapsed_total_ms", "elapsed in total", Cell::duration(elapsed)),
        ("errors", "errors", errors(ErrorOrImpact::Error)),
        ("impacts", "impacts", errors(ErrorOrImpact::Impact)),
        ("users_with_errors", "users with errors", Cell::Count(users.len() as u64)),
        ("findings_error", "findings: error", Cell::Count(archive.findings.count(Severity::Error))),
        (
            "findings_warning",
            "findings: warning",
            Cell::Count(archive.findings.count(Severity::Warning)),
        ),
        ("findings_info", "findings: info", Cell::Count(archive.findings.count(Severity::Info))),
    ];
    Section {
        id: "summary",
        title: "Summary",
        note: format!(
            "Failure rate is failed and stopped jobs out of finished ones. Items are what jobs work on: \
             user moves, numbers, users. Files, payloads and findings are the whole archive's, \
             whatever jobs were filtered. A dash is unknown, which is not zero.{}",
            material.warning()
        ),
        columns: vec![text("measure", "measure"), number("value", "value")],
        rows: measures
            .into_iter()
            .map(|(id, title, value)| vec![Cell::Term(Term { id, title }), value])
            .collect(),
    }
}
