//! The figures of the whole archive, one a row.

use crate::findings::rule::Severity;
use crate::payload::{ErrorOrImpact, ErrorOrigin, Outcome};
use crate::report::Term;
use crate::report::open::missing;
use crate::report::sections::outcomes::item_failure_rate;
use crate::report::sections::{Body, Cell, SectionContext, listed};
use crate::report::verdict::{jobs_to_look_at, people_to_move};

pub(super) fn summary<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let (archive, figures) = (context.archive, &context.figures);
    let total = &figures.total;
    let (items, people) = (total.items, &archive.people);
    let files = archive.chosen_files().count() as u64;
    let used = archive.files_used() as u64;
    let payloads = archive.chosen_files().map(|(_, file)| file.payloads).sum();
    let of = |outcome| Cell::Count(total.of(outcome));
    // What a validation said has not happened.
    let said = || archive.errors.iter().filter(|item| item.source != ErrorOrigin::Validation);
    let errors = |kind| Cell::Count(said().filter(|item| item.kind == kind).count() as u64);
    let to_move = people_to_move(context);
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
            context.items("items requested", "moves requested"),
            Cell::count(items.requested),
        ),
        ("items_done", context.items("items done", "moves done"), Cell::count(items.done)),
        ("items_failed", context.items("items failed", "moves failed"), Cell::count(items.failed)),
        (
            "items_pending",
            context.items("items pending", "moves pending"),
            Cell::count(items.pending),
        ),
        (
            "items_skipped",
            context.items("items skipped", "moves skipped"),
            Cell::count(items.skipped),
        ),
        (
            "item_failure_rate",
            context.items("item failure rate", "move failure rate"),
            item_failure_rate(total),
        ),
        ("first_start", "first start (UTC)", Cell::time(figures.first_start)),
        ("last_end", "last end (UTC)", Cell::time(figures.last_end)),
        ("elapsed_total_ms", "elapsed in total", Cell::duration(figures.elapsed_total())),
        ("errors", "errors", errors(ErrorOrImpact::Error)),
        ("impacts", "impacts", errors(ErrorOrImpact::Impact)),
        (
            "users_with_errors",
            "users with errors",
            Cell::Count(people.with_errors().count() as u64),
        ),
        ("findings_error", "findings: error", Cell::Count(archive.findings.count(Severity::Error))),
        (
            "findings_warning",
            "findings: warning",
            Cell::Count(archive.findings.count(Severity::Warning)),
        ),
        ("findings_info", "findings: info", Cell::Count(archive.findings.count(Severity::Info))),
        (
            "items_under_way",
            context.items("items under way", "moves under way"),
            Cell::count(items.under_way),
        ),
        (
            "items_unaccounted",
            context.items("items not accounted for", "moves not accounted for"),
            Cell::count(items.unaccounted),
        ),
        (
            "items_overcounted",
            context.items("items beyond those requested", "moves beyond those requested"),
            Cell::count(items.overcounted),
        ),
        (
            "items_not_done",
            context.items("items not done", "moves not done"),
            Cell::count(items.not_done()),
        ),
        ("people_to_move", "people still to be moved", Cell::count(to_move)),
        (
            "people_to_move_named",
            "of these, known by name",
            Cell::count(to_move.map(|_| people.to_move_named())),
        ),
        (
            "errors_files_missing",
            "errors files missing",
            Cell::Count(missing(archive).len() as u64),
        ),
        ("jobs_to_look_at", "jobs to look at", Cell::Count(jobs_to_look_at(context))),
    ];
    listed(context, measures)
        .text("measure", "measure", |_, (id, title, _)| Cell::Term(Term::new(id, title)))
        .number("value", "value", |_, (.., value)| value.clone())
        .noted(format!(
            "Failure rate is failed and stopped jobs out of finished ones. Items are what jobs work on: \
             user moves, numbers, users. \u{2014} means unknown, not zero.{}",
            context.warning()
        ))
}
