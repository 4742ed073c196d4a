//! The figures of the whole archive, one a row.
//!
//! [`MEASURES`] is the only place that knows them all: a new one is a row there.

use crate::archive::Archive;
use crate::findings::rule::Severity;
use crate::payload::{Accounting, ErrorOrImpact, ErrorOrigin, Outcome};
use crate::report::Term;
use crate::report::open::missing;
use crate::report::sections::outcomes::item_failure_rate;
use crate::report::sections::{Body, Cell, SectionContext, listed};
use crate::report::verdict::{jobs_to_look_at, people_to_move};
use crate::stats::Outcomes;

/// A figure of the whole archive.
#[derive(Debug)]
pub(in crate::report) struct Measure {
    /// The stable name, `people_to_move`.
    pub id: &'static str,
    pub title: &'static str,
    /// The title where all items are moves of users, if that is another one.
    of_moves: Option<&'static str>,
    pub kind: MeasureKind,
    pub value: fn(&SectionContext<'_>) -> Cell,
}

/// What the value of a measure is, where it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum MeasureKind {
    /// A number of things.
    Count,
    /// A part of a whole.
    Share,
    /// A duration.
    Duration,
    /// A moment.
    Time,
}

impl Measure {
    /// What people call it, where these jobs are.
    pub fn title(&self, context: &SectionContext<'_>) -> &'static str {
        context.items(self.title, self.of_moves.unwrap_or(self.title))
    }

    const fn new(
        id: &'static str,
        title: &'static str,
        kind: MeasureKind,
        value: fn(&SectionContext<'_>) -> Cell,
    ) -> Measure {
        Measure { id, title, of_moves: None, kind, value }
    }

    /// A measure of items, which have a name of their own where all of them are moves.
    const fn of_items(
        id: &'static str,
        [title, moves]: [&'static str; 2],
        kind: MeasureKind,
        value: fn(&SectionContext<'_>) -> Cell,
    ) -> Measure {
        Measure { id, title, of_moves: Some(moves), kind, value }
    }
}

/// All measures, in reading order.
#[rustfmt::skip]
pub(in crate::report) static MEASURES: [Measure; 39] = {
    use MeasureKind::{Count, Duration, Share, Time};
    [
        Measure::new("files_found", "files found", Count, |c| Cell::Count(files(c.archive))),
        Measure::new("files_used", "files used", Count, |c| Cell::Count(files_used(c.archive))),
        Measure::new("files_set_aside", "files set aside", Count, |c| Cell::Count(files(c.archive) - files_used(c.archive))),
        Measure::new("payloads", "payloads", Count, |c| Cell::Count(c.archive.chosen_files().map(|(_, file)| file.payloads).sum())),
        Measure::new("snapshots_superseded", "snapshots superseded", Count, |c| Cell::count(c.archive.superseded)),
        Measure::new("jobs", "jobs", Count, |c| Cell::Count(total(c).jobs())),
        Measure::new("finished", "finished", Count, |c| Cell::Count(total(c).finished())),
        Measure::new("succeeded", "succeeded", Count, |c| outcome(c, Outcome::Succeeded)),
        Measure::new("with_errors", "with errors", Count, |c| outcome(c, Outcome::WithErrors)),
        Measure::new("pending_orders", "pending orders", Count, |c| outcome(c, Outcome::PendingOrders)),
        Measure::new("failed", "failed", Count, |c| outcome(c, Outcome::Failed)),
        Measure::new("stopped", "stopped", Count, |c| outcome(c, Outcome::Stopped)),
        Measure::new("in_progress", "in progress", Count, |c| outcome(c, Outcome::InProgress)),
        Measure::new("undetermined", "undetermined", Count, |c| outcome(c, Outcome::Undetermined)),
        Measure::new("failure_rate", "failure rate", Share, |c| Cell::share(total(c).failures(), total(c).finished())),
        Measure::of_items("items_requested", ["items requested", "moves requested"], Count, |c| Cell::count(items(c).requested)),
        Measure::of_items("items_done", ["items done", "moves done"], Count, |c| Cell::count(items(c).done)),
        Measure::of_items("items_failed", ["items failed", "moves failed"], Count, |c| Cell::count(items(c).failed)),
        Measure::of_items("items_pending", ["items pending", "moves pending"], Count, |c| Cell::count(items(c).pending)),
        Measure::of_items("items_skipped", ["items skipped", "moves skipped"], Count, |c| Cell::count(items(c).skipped)),
        Measure::of_items("item_failure_rate", ["item failure rate", "move failure rate"], Share, |c| item_failure_rate(total(c))),
        Measure::new("first_start", "first start (UTC)", Time, |c| Cell::time(c.figures.first_start)),
        Measure::new("last_end", "last end (UTC)", Time, |c| Cell::time(c.figures.last_end)),
        Measure::new("elapsed_total_ms", "elapsed in total", Duration, |c| Cell::duration(c.figures.elapsed_total())),
        Measure::new("errors", "errors", Count, |c| said(c.archive, ErrorOrImpact::Error)),
        Measure::new("impacts", "impacts", Count, |c| said(c.archive, ErrorOrImpact::Impact)),
        Measure::new("users_with_errors", "users with errors", Count, |c| Cell::Count(c.archive.people.with_errors().count() as u64)),
        Measure::new("findings_error", "findings: errors", Count, |c| Cell::Count(c.archive.findings.count(Severity::Error))),
        Measure::new("findings_warning", "findings: warnings", Count, |c| Cell::Count(c.archive.findings.count(Severity::Warning))),
        Measure::new("findings_info", "findings: notes", Count, |c| Cell::Count(c.archive.findings.count(Severity::Info))),
        Measure::of_items("items_under_way", ["items under way", "moves under way"], Count, |c| Cell::count(items(c).under_way)),
        Measure::of_items("items_unaccounted", ["items not accounted for", "moves not accounted for"], Count, |c| Cell::count(items(c).unaccounted)),
        Measure::of_items("items_overcounted", ["items beyond those requested", "moves beyond those requested"], Count, |c| Cell::count(items(c).overcounted)),
        Measure::of_items("items_not_done", ["items not done", "moves not done"], Count, |c| Cell::count(items(c).not_done())),
        Measure::new("people_to_move", "people still to be moved", Count, |c| Cell::count(people_to_move(c))),
        Measure::new("people_to_move_named", "of these, known by name", Count, |c| Cell::count(people_to_move(c).map(|_| c.archive.people.to_move_named()))),
        Measure::new("errors_files_missing", "errors files missing", Count, |c| Cell::Count(missing(c.archive).len() as u64)),
        Measure::new("jobs_to_look_at", "jobs that need attention", Count, |c| Cell::Count(jobs_to_look_at(c))),
        Measure::new("findings_accepted", "findings: accepted", Count, |c| Cell::Count(c.archive.accepted.count())),
    ]
};

fn total<'c>(context: &'c SectionContext<'_>) -> &'c Outcomes {
    &context.figures.total
}

fn items(context: &SectionContext<'_>) -> Accounting {
    context.figures.total.items
}

fn outcome(context: &SectionContext<'_>, outcome: Outcome) -> Cell {
    Cell::Count(total(context).of(outcome))
}

fn files(archive: &Archive) -> u64 {
    archive.chosen_files().count() as u64
}

fn files_used(archive: &Archive) -> u64 {
    archive.files_used() as u64
}

/// Errors or impacts, without what a validation said, which has not happened.
fn said(archive: &Archive, kind: ErrorOrImpact) -> Cell {
    let said = archive.errors.iter().filter(|item| item.source != ErrorOrigin::Validation);
    Cell::Count(said.filter(|item| item.kind == kind).count() as u64)
}

pub(super) fn summary<'a>(context: &SectionContext<'a>) -> Body<'a> {
    listed(context, MEASURES.iter().map(|measure| (measure, (measure.value)(context))))
        .text("measure", "measure", |c, (measure, _)| {
            Cell::Term(Term::new(measure.id, measure.title(c)))
        })
        .number("value", "value", |_, (_, value)| value.clone())
        .noted(format!(
            "Failure rate is failed and stopped jobs out of finished ones. Items are what jobs work on: \
             user moves, numbers, users. Where nothing but a dash stands, nobody knows: that is not zero.{}",
            context.warning()
        ))
}
