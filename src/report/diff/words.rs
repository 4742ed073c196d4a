//! The words of a comparison.
//!
//! What may have become of people, jobs, findings and files: each with its id for machines, and in the sentence with
//! its number.

use crate::report::Term;

/// Of people, jobs and findings.
pub(super) const NEW: Term = Term::new("new", "new");
/// Of jobs: the same moment, and another content. Of files: other bytes.
pub(super) const ALTERED: Term = Term::new("altered", "altered");

/// Of people, who were still to be moved on one of the sides.
pub(super) const MOVED: Term = Term::new("moved", "moved");
pub(super) const FAILED_AGAIN: Term = Term::new("failed-again", "failed again");
pub(super) const STILL_OPEN: Term = Term::new("still-open", "still open");
pub(super) const NO_LONGER_KNOWN: Term = Term::new("gone", "no longer known");

/// Of jobs.
pub(super) const GONE: Term = Term::new("gone", "gone");
pub(super) const FINISHED: Term = Term::new("finished", "finished");
pub(super) const RERUN: Term = Term::new("rerun", "run again");
/// The same job at a later moment, and nothing of the above.
pub(super) const UPDATED: Term = Term::new("updated", "updated");
/// The newest status that was known is not there any more.
pub(super) const OLDER: Term = Term::new("older", "an older status");

/// Of findings.
pub(super) const FIXED: Term = Term::new("fixed", "fixed");
pub(super) const SAME: Term = Term::new("same", "same");

/// Of files.
pub(super) const ADDED: Term = Term::new("added", "added");
pub(super) const REMOVED: Term = Term::new("removed", "removed");

/// How something is counted: one of it, and several.
pub(super) type Counted = (&'static str, &'static str);

pub(super) const PEOPLE_MOVED: Counted = ("person moved", "people moved");
pub(super) const NEW_FAILURES: Counted = ("new failure", "new failures");
pub(super) const PEOPLE_FAILED_AGAIN: Counted = ("person failed again", "people failed again");
pub(super) const PEOPLE_NEWLY_OPEN: Counted = ("newly under way", "newly under way");
pub(super) const PEOPLE_NO_LONGER_KNOWN: Counted = ("no longer known", "no longer known");
pub(super) const PEOPLE_STILL_OPEN: Counted = ("still open", "still open");

pub(super) const NEW_JOBS: Counted = ("new job", "new jobs");
pub(super) const JOBS_FINISHED: Counted = ("job finished", "jobs finished");
pub(super) const JOBS_RERUN: Counted = ("job was run again", "jobs were run again");
pub(super) const JOBS_GONE: Counted = ("job is gone", "jobs are gone");
pub(super) const JOBS_ALTERED: Counted = ("job changed its past", "jobs changed their past");
pub(super) const JOBS_OLDER: Counted =
    ("job went back to an older status", "jobs went back to an older status");
pub(super) const JOBS_BROKEN: Counted = ("job is no longer fine", "jobs are no longer fine");

pub(super) const FINDINGS_FIXED: Counted = ("finding fixed", "findings fixed");
pub(super) const NEW_FINDINGS: Counted = ("new finding", "new findings");
/// The same behind those that were fixed.
pub(super) const NEW_ONES: Counted = ("new", "new");
pub(super) const NEW_ERRORS: Counted =
    ("new finding of severity error", "new findings of severity error");
