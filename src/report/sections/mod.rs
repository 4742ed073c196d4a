//! The sections of a report: one function each.
//!
//! In: the archive and its figures. Out: a table of typed cells. [`SECTIONS`] is the only place that
//! knows them all, and where each stands in every format: a new section is a file and a row there, a new
//! column a line in its file.

mod actions;
mod attention;
mod error_list;
mod errors;
mod files;
mod gates;
mod jobs;
mod outcomes;
mod plan;
mod step_list;
mod still_to_move;
mod summary;
mod throughput;
mod timing;
mod trend;
mod users;

use std::sync::Arc;

use hashbrown::HashSet;

use crate::archive::Archive;
use crate::payload::{ErrorOrImpact, Family, Items, Zone};
use crate::report::table::made;
pub(super) use crate::report::table::{Body, listed};
use crate::report::{Cell, Section};
use crate::stats::{Dimension, Figures};

pub(super) use actions::{action_cell, asking, tally_actions};
pub(crate) use attention::{detail as attention_detail, in_order as attention_in_order};
pub(crate) use errors::kind as kind_of_error;
pub use gates::GateResult;
pub(super) use still_to_move::state as state_cell;
pub(super) use summary::{MEASURES, Measure, MeasureKind};
pub use trend::TrendRow;
pub(super) use trend::body as trend_body;
pub(super) use users::retry_list;

/// What a section is made from.
#[derive(Clone, Debug)]
pub(in crate::report) struct SectionContext<'a> {
    pub archive: &'a Archive,
    pub figures: Arc<Figures>,
    pub by: Dimension,
    /// In which zone people read times.
    pub zone: Zone,
    /// Whether all jobs move users, so that their items are moves.
    pub only_moves: bool,
    /// Whether there are jobs of several kinds: families, or names where nobody knows the family.
    pub several: bool,
    /// Whether jobs of several families count items.
    pub mixed: bool,
    /// Whose errors there are.
    pub failing: ErrorScope,
    /// The limits that were to be kept, and whether they were.
    pub gates: Vec<GateResult>,
    /// What this audit and those before it came to.
    pub trend: Vec<TrendRow>,
}

/// What kinds of job have errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum ErrorScope {
    /// Those that move users, and nothing else.
    Moves,
    /// One other kind.
    Other,
    /// Several.
    Several,
}

impl ErrorScope {
    fn of(archive: &Archive, only_moves: bool) -> ErrorScope {
        let errors = archive.errors.iter().filter(|item| item.kind == ErrorOrImpact::Error);
        let jobs: HashSet<usize> = errors.filter_map(|item| item.job).collect();
        let jobs = jobs.into_iter().map(|job| &archive.jobs[job]);
        let kinds: HashSet<_> = jobs.map(|job| (job.family, job.name)).collect();
        let mut families: Vec<Family> = kinds.iter().map(|(family, _)| *family).collect();
        families.sort_unstable();
        families.dedup();
        // Families that nobody knows are told apart by name.
        let unknown = kinds.iter().filter(|(family, _)| *family == Family::Unknown).count();
        match families[..] {
            [] if only_moves => ErrorScope::Moves,
            [Family::MOVE_USERS] => ErrorScope::Moves,
            [Family::Unknown] if unknown > 1 => ErrorScope::Several,
            [] | [_] => ErrorScope::Other,
            _ => ErrorScope::Several,
        }
    }

    /// What there is to say of errors that are added up.
    pub fn warning(self) -> &'static str {
        match self {
            ErrorScope::Several => {
                " These errors are of several kinds of job, such as moves and numbers."
            }
            ErrorScope::Moves | ErrorScope::Other => "",
        }
    }
}

impl<'a> SectionContext<'a> {
    pub fn of(archive: &'a Archive, figures: Arc<Figures>, by: Dimension) -> SectionContext<'a> {
        let mut counting = archive.jobs.iter().filter(|job| job.items() != Items::default());
        let first = counting.next().map(|job| job.family);
        let only_moves = !archive.jobs.is_empty()
            && archive.jobs.iter().all(|job| job.family == Family::MOVE_USERS);
        let mut kinds = archive
            .jobs
            .iter()
            .map(|job| (job.family, if job.family == Family::Unknown { job.name } else { None }));
        let first_kind = kinds.next();
        SectionContext {
            archive,
            figures,
            by,
            zone: Zone::default(),
            only_moves,
            several: kinds.any(|kind| Some(kind) != first_kind),
            failing: ErrorScope::of(archive, only_moves),
            mixed: counting.any(|job| Some(job.family) != first),
            gates: Vec::new(),
            trend: Vec::new(),
        }
    }

    /// What the items are called: moves where all jobs move users.
    pub fn items(&self, items: &'static str, moves: &'static str) -> &'static str {
        if self.only_moves { moves } else { items }
    }

    /// What there is to say of figures that take jobs of several kinds together.
    fn warning_of_jobs(&self) -> &'static str {
        if self.several { " These totals mix jobs of several kinds." } else { "" }
    }

    /// The same where their items are added up as well.
    fn warning(&self) -> &'static str {
        if self.mixed {
            " These totals mix moves, numbers and other items; the failure rates by job name keep them apart."
        } else {
            self.warning_of_jobs()
        }
    }

    /// The same where only the last row is such a sum.
    fn warning_of_total(&self) -> &'static str {
        match (self.several, self.mixed) {
            (_, true) => " The row (total) mixes moves, numbers and other items.",
            (true, false) => " The row (total) mixes jobs of several kinds.",
            (false, false) => "",
        }
    }
}

/// A section that a report can have, and where it stands.
struct Listing {
    id: &'static str,
    title: &'static str,
    /// Where managers read it, in HTML and Markdown.
    chapter: ChapterId,
    /// The order of the sheets in a workbook, the first first.
    sheet: u16,
    /// Whether it is there without being asked for; the long ones are not.
    usual: bool,
    body: for<'a> fn(&SectionContext<'a>) -> Body<'a>,
}

/// A question of managers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum ChapterId {
    /// What to do next.
    Next,
    /// Who still has to be moved.
    Left,
    /// Whether the limits were kept that were set.
    Limits,
    /// Why items failed.
    Why,
    /// How the jobs came out.
    Outcome,
    /// How it went over time.
    Time,
    /// How long it took.
    Timing,
    /// What is still open.
    Open,
    /// Whether the figures can be trusted.
    Trust,
    /// All figures.
    All,
}

impl ChapterId {
    /// All chapters, in reading order.
    pub const ALL: [ChapterId; 10] = [
        ChapterId::Next,
        ChapterId::Left,
        ChapterId::Limits,
        ChapterId::Why,
        ChapterId::Outcome,
        ChapterId::Time,
        ChapterId::Timing,
        ChapterId::Open,
        ChapterId::Trust,
        ChapterId::All,
    ];
}

/// All sections, in reading order.
#[rustfmt::skip]
static SECTIONS: [Listing; 21] = [
    Listing { id: "summary", title: "Summary", chapter: ChapterId::All, sheet: 22, usual: true, body: summary::summary },
    Listing { id: "failure_rates", title: "Failure rates", chapter: ChapterId::Outcome, sheet: 40, usual: true, body: outcomes::failure_rates },
    Listing { id: "exit_codes", title: "Exit codes", chapter: ChapterId::Outcome, sheet: 100, usual: true, body: outcomes::exit_codes },
    Listing { id: "statuses", title: "Statuses", chapter: ChapterId::Outcome, sheet: 110, usual: true, body: outcomes::statuses },
    Listing { id: "step_timing", title: "Step timing", chapter: ChapterId::Timing, sheet: 60, usual: true, body: timing::step_timing },
    Listing { id: "slowest_steps", title: "Slowest steps", chapter: ChapterId::Timing, sheet: 70, usual: true, body: timing::slowest_steps },
    Listing { id: "error_codes", title: "Error codes", chapter: ChapterId::Why, sheet: 30, usual: true, body: errors::error_codes },
    Listing { id: "actions", title: "What to do", chapter: ChapterId::Next, sheet: 20, usual: true, body: actions::actions },
    Listing { id: "users", title: "Users", chapter: ChapterId::Next, sheet: 90, usual: false, body: users::users },
    Listing { id: "still_to_move", title: "Still to be moved", chapter: ChapterId::Left, sheet: 15, usual: true, body: still_to_move::still_to_move },
    Listing { id: "errors", title: "Errors and impacts", chapter: ChapterId::Why, sheet: 17, usual: false, body: error_list::errors },
    Listing { id: "steps", title: "Steps", chapter: ChapterId::Timing, sheet: 145, usual: false, body: step_list::steps },
    Listing { id: "throughput", title: "Throughput", chapter: ChapterId::Timing, sheet: 65, usual: true, body: throughput::throughput },
    Listing { id: "plan", title: "Plan", chapter: ChapterId::Left, sheet: 21, usual: false, body: plan::plan },
    Listing { id: "gates", title: "Limits", chapter: ChapterId::Limits, sheet: 19, usual: false, body: gates::gates },
    Listing { id: "timeline", title: "Over time", chapter: ChapterId::Time, sheet: 50, usual: true, body: outcomes::timeline },
    Listing { id: "trend", title: "Trend", chapter: ChapterId::Time, sheet: 55, usual: false, body: trend::trend },
    Listing { id: "attention", title: "Jobs that need attention", chapter: ChapterId::Open, sheet: 80, usual: true, body: attention::attention },
    Listing { id: "findings", title: "Findings", chapter: ChapterId::Trust, sheet: 120, usual: true, body: files::findings },
    Listing { id: "files", title: "Files", chapter: ChapterId::Trust, sheet: 130, usual: true, body: files::files },
    Listing { id: "jobs", title: "Jobs", chapter: ChapterId::All, sheet: 18, usual: false, body: jobs::jobs },
];

/// Which section of a report, by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionId(usize);

impl SectionId {
    /// The figures of the whole archive.
    pub const SUMMARY: SectionId = SectionId(0);
    /// Who was meant to be moved.
    pub const PLAN: SectionId = SectionId(13);
    /// The limits that were to be kept.
    pub const GATES: SectionId = SectionId(14);
    /// What earlier audits came to.
    pub const TREND: SectionId = SectionId(16);

    /// All sections, in reading order.
    pub fn all() -> impl Iterator<Item = SectionId> {
        (0..SECTIONS.len()).map(SectionId)
    }

    /// The sections that a report has without being asked.
    pub fn usual() -> impl Iterator<Item = SectionId> {
        SectionId::all().filter(|id| id.listing().usual)
    }

    /// The section of that name.
    pub fn from_name(name: &str) -> Option<SectionId> {
        SectionId::all().find(|id| id.name() == name)
    }

    /// The stable name.
    pub fn name(self) -> &'static str {
        self.listing().id
    }

    /// Its place among the sheets of a workbook.
    pub fn sheet(self) -> u16 {
        self.listing().sheet
    }

    /// The sections of a chapter, by their names.
    pub(super) fn of_chapter(chapter: ChapterId) -> Vec<&'static str> {
        let listings = SECTIONS.iter().filter(|listing| listing.chapter == chapter);
        listings.map(|listing| listing.id).collect()
    }

    pub(super) fn build<'a>(self, context: &SectionContext<'a>) -> Section<'a> {
        let Listing { id, title, body, .. } = *self.listing();
        body(context).under(id, title)
    }

    fn listing(self) -> &'static Listing {
        &SECTIONS[self.0]
    }
}

/// How many errors and impacts a job has; none where no file is known to hold them.
pub(in crate::report) fn errors_and_impacts_of(archive: &Archive, job: usize) -> Option<[u64; 2]> {
    let own = archive.errors.iter().filter(|error| error.job == Some(job));
    let mut counts = archive.sources.iter().any(|source| source.job == job).then_some([0; 2]);
    for error in own {
        counts.get_or_insert_default()[usize::from(error.kind == ErrorOrImpact::Impact)] += 1;
    }
    counts
}

/// How many errors and impacts each job has; none where no file is known to hold them.
pub(crate) fn errors_and_impacts(archive: &Archive) -> Vec<Option<[u64; 2]>> {
    let mut counts: Vec<Option<[u64; 2]>> = vec![None; archive.jobs.len()];
    for source in &archive.sources {
        counts[source.job] = Some([0; 2]);
    }
    for item in &archive.errors {
        if let Some(count) = item.job.and_then(|job| counts.get_mut(job)) {
            count.get_or_insert_default()[usize::from(item.kind == ErrorOrImpact::Impact)] += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_with_a_constant_are_those_of_that_name() {
        let known = [SectionId::SUMMARY, SectionId::PLAN, SectionId::GATES, SectionId::TREND];
        assert_eq!(known.map(SectionId::name), ["summary", "plan", "gates", "trend"]);
    }
}
