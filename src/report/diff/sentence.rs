//! What changed, in one sentence, and what became worse.

use crate::payload::{Timestamp, Zone};
use crate::report::diff::Sides;
use crate::report::diff::findings::FindingChange;
use crate::report::diff::jobs::JobChange;
use crate::report::diff::people::PeopleChanges;
use crate::report::diff::words::{self, Counted};
use crate::report::{Term, and_list, counted};

/// How much changed.
pub(super) struct Counts {
    since: Option<Timestamp>,
    people_are_known: bool,
    moved: u64,
    new_failures: u64,
    newly_open: u64,
    failed_again: u64,
    still_open: u64,
    no_longer_known: u64,
    jobs_new: u64,
    jobs_gone: u64,
    jobs_finished: u64,
    jobs_rerun: u64,
    jobs_altered: u64,
    jobs_older: u64,
    jobs_broken: u64,
    findings_new: u64,
    findings_fixed: u64,
    errors_new: u64,
}

impl Counts {
    pub fn of(
        sides: Sides<'_>,
        users: &PeopleChanges,
        changed: &[JobChange],
        found: &[FindingChange],
    ) -> Counts {
        let people = |change: Term, failed: Option<bool>| -> u64 {
            let wanted = users.rows.iter().filter(|row| row.change == change);
            let wanted = wanted.filter(|row| failed.is_none_or(|failed| row.is_failure == failed));
            wanted.map(|row| row.people).sum()
        };
        let jobs = |change| changed.iter().filter(|of| of.change == change).count() as u64;
        let findings = |change: Term| -> u64 {
            found.iter().filter(|of| of.change == change).map(|of| of.count).sum()
        };
        Counts {
            since: sides.base.archive.as_of,
            people_are_known: users.is_known,
            moved: people(words::MOVED, None),
            new_failures: people(words::NEW, Some(true)),
            newly_open: people(words::NEW, Some(false)),
            failed_again: people(words::FAILED_AGAIN, None),
            still_open: users.still_open,
            no_longer_known: people(words::NO_LONGER_KNOWN, None),
            jobs_new: jobs(words::NEW),
            jobs_gone: jobs(words::GONE),
            jobs_finished: jobs(words::FINISHED),
            jobs_rerun: jobs(words::RERUN),
            jobs_altered: jobs(words::ALTERED),
            jobs_older: jobs(words::OLDER),
            jobs_broken: changed.iter().filter(|of| of.is_broken).count() as u64,
            findings_new: findings(words::NEW),
            findings_fixed: findings(words::FIXED),
            errors_new: found.iter().filter(|of| of.is_new_error()).map(|of| of.count).sum(),
        }
    }

    /// `Since 2026-01-31: 3 people moved, 5 new failures, 43 still open; 1 job changed its past; 2 findings fixed, 4 new.`
    pub fn sentence(&self, zone: Zone) -> String {
        let mut people = said([
            (self.moved, words::PEOPLE_MOVED),
            (self.new_failures, words::NEW_FAILURES),
            (self.failed_again, words::PEOPLE_FAILED_AGAIN),
            (self.newly_open, words::PEOPLE_NEWLY_OPEN),
            (self.no_longer_known, words::PEOPLE_NO_LONGER_KNOWN),
        ]);
        let has_changed = !people.is_empty();
        people.extend(said([(self.still_open, words::PEOPLE_STILL_OPEN)]));
        if !self.people_are_known {
            people = vec![String::from("people can't be told, for the pseudonyms are others")];
        }
        let jobs = said([
            (self.jobs_new, words::NEW_JOBS),
            (self.jobs_finished, words::JOBS_FINISHED),
            (self.jobs_rerun, words::JOBS_RERUN),
            (self.jobs_gone, words::JOBS_GONE),
            (self.jobs_altered, words::JOBS_ALTERED),
            (self.jobs_older, words::JOBS_OLDER),
        ]);
        let mut findings = said([(self.findings_fixed, words::FINDINGS_FIXED)]);
        let new = if findings.is_empty() { words::NEW_FINDINGS } else { words::NEW_ONES };
        findings.extend(said([(self.findings_new, new)]));
        let since = match self.since {
            Some(time) => format!("Since {}", time.clock_in(zone).day()),
            None => String::from("Since then"),
        };
        if !has_changed && self.people_are_known && jobs.is_empty() && findings.is_empty() {
            people.insert(0, String::from("no person, job or finding has changed"));
        }
        let parts = [people, jobs, findings].into_iter().filter(|part| !part.is_empty());
        let parts: Vec<String> = parts.map(|part| part.join(", ")).collect();
        format!("{since}: {}.", parts.join("; "))
    }

    /// What became worse, a few words each.
    pub fn regressions(&self) -> Vec<String> {
        let worse = said([
            (self.new_failures, words::NEW_FAILURES),
            (self.failed_again, words::PEOPLE_FAILED_AGAIN),
            (self.jobs_broken, words::JOBS_BROKEN),
            (self.jobs_altered, words::JOBS_ALTERED),
            (self.jobs_older, words::JOBS_OLDER),
            (self.jobs_gone, words::JOBS_GONE),
            (self.errors_new, words::NEW_ERRORS),
        ]);
        if worse.is_empty() { worse } else { vec![and_list(&worse)] }
    }
}

/// What there is any of, with its number.
fn said<const N: usize>(parts: [(u64, Counted); N]) -> Vec<String> {
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    parts.map(|(count, (one, many))| counted(count, one, many)).collect()
}
