//! The sections of a report: one function each.
//!
//! In: the archive and its figures. Out: a table of typed cells. The list below is the only place
//! that knows them all; a new section is a function and a line here.

mod actions;
mod attention;
mod errors;
mod files;
mod jobs;
mod outcomes;
mod still_to_move;
mod summary;
mod timing;
mod users;

use hashbrown::HashSet;

use crate::archive::Archive;
use crate::payload::{ErrorOrImpact, Family, Items};
use crate::report::{Align, Column, Section};
use crate::stats::{Dimension, Figures};

pub(super) use actions::asking;
pub(super) use users::retry_list;

/// What a section is made from.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct SectionContext<'a> {
    pub archive: &'a Archive,
    pub figures: &'a Figures,
    pub by: Dimension,
    /// Whether all jobs move users, so that their items are moves.
    pub only_moves: bool,
    /// Whether there are jobs of several kinds: families, or names where nobody knows the family.
    pub several: bool,
    /// Whether jobs of several families count items.
    pub mixed: bool,
    /// Whose errors there are.
    pub failing: ErrorScope,
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
                " Errors of several kinds of job are added up here, such as those of moves and of numbers; \
                 --job-name keeps them apart."
            }
            ErrorScope::Moves | ErrorScope::Other => "",
        }
    }
}

impl<'a> SectionContext<'a> {
    pub fn of(archive: &'a Archive, figures: &'a Figures, by: Dimension) -> SectionContext<'a> {
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
            only_moves,
            several: kinds.any(|kind| Some(kind) != first_kind),
            failing: ErrorScope::of(archive, only_moves),
            mixed: counting.any(|job| Some(job.family) != first),
        }
    }

    /// What the items are called: moves where all jobs move users.
    pub fn items(&self, items: &'static str, moves: &'static str) -> &'static str {
        if self.only_moves { moves } else { items }
    }

    /// What there is to say of figures that take jobs of several kinds together.
    fn warning_of_jobs(&self) -> &'static str {
        if self.several {
            " Jobs of several kinds are taken together here; --job-name keeps them apart."
        } else {
            ""
        }
    }

    /// The same where their items are added up as well.
    fn warning(&self) -> &'static str {
        if self.mixed {
            " Jobs of several kinds are taken together here, and what they count is added up, such as moves and \
             numbers; by job name they are apart."
        } else {
            self.warning_of_jobs()
        }
    }

    /// The same where only the last row is such a sum.
    fn warning_of_total(&self) -> &'static str {
        match (self.several, self.mixed) {
            (_, true) => {
                " The row (total) takes jobs of several kinds together and adds up what they count, such as moves and \
                 numbers."
            }
            (true, false) => " The row (total) takes jobs of several kinds together.",
            (false, false) => "",
        }
    }
}

/// A section that a report can have.
struct Kind {
    id: &'static str,
    /// Whether it is there without being asked for; the long ones are not.
    usual: bool,
    build: fn(&SectionContext<'_>) -> Section,
}

/// All sections, in reading order.
static KINDS: [Kind; 15] = [
    Kind { id: "summary", usual: true, build: summary::summary },
    Kind { id: "failure_rates", usual: true, build: outcomes::failure_rates },
    Kind { id: "exit_codes", usual: true, build: outcomes::exit_codes },
    Kind { id: "statuses", usual: true, build: outcomes::statuses },
    Kind { id: "step_timing", usual: true, build: timing::step_timing },
    Kind { id: "slowest_steps", usual: true, build: timing::slowest_steps },
    Kind { id: "error_codes", usual: true, build: errors::error_codes },
    Kind { id: "actions", usual: true, build: actions::actions },
    Kind { id: "users", usual: false, build: users::users },
    Kind { id: "still_to_move", usual: true, build: still_to_move::still_to_move },
    Kind { id: "timeline", usual: true, build: outcomes::timeline },
    Kind { id: "attention", usual: true, build: attention::attention },
    Kind { id: "findings", usual: true, build: files::findings },
    Kind { id: "files", usual: true, build: files::files },
    Kind { id: "jobs", usual: false, build: jobs::jobs },
];

/// Which section of a report, by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionId(usize);

impl SectionId {
    /// All sections, in reading order.
    pub fn all() -> impl Iterator<Item = SectionId> {
        (0..KINDS.len()).map(SectionId)
    }

    /// The sections that a report has without being asked.
    pub fn usual() -> impl Iterator<Item = SectionId> {
        SectionId::all().filter(|id| KINDS[id.0].usual)
    }

    /// The section of that name.
    pub fn from_name(name: &str) -> Option<SectionId> {
        SectionId::all().find(|id| id.name() == name)
    }

    /// The stable name.
    pub fn name(self) -> &'static str {
        KINDS[self.0].id
    }

    pub(super) fn build(self, material: &SectionContext<'_>) -> Section {
        (KINDS[self.0].build)(material)
    }
}

/// How many errors and impacts each job has; none where no file is known to hold them.
pub(in crate::report) fn errors_and_impacts(archive: &Archive) -> Vec<Option<[u64; 2]>> {
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

pub(in crate::report) const fn text(id: &'static str, title: &'static str) -> Column {
    Column { id, title, align: Align::Left }
}

pub(in crate::report) const fn number(id: &'static str, title: &'static str) -> Column {
    Column { id, title, align: Align::Right }
}
