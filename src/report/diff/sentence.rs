//! What changed, in one sentence, and what became worse.

use crate::payload::{Timestamp, Zone};
use crate::report::diff::findings::FindingChange;
use crate::report::diff::jobs::JobChange;
use crate::report::diff::people::PeopleChanges;
use crate::report::diff::{Sides, findings, jobs, people};
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
            moved: people(people::MOVED, None),
            new_failures: people(people::NEW, Some(true)),
            newly_open: people(people::NEW, Some(false)),
            failed_again: people(people::FAILED_AGAIN, None),
            still_open: users.still_open,
            no_longer_known: people(people::GONE, None),
            jobs_new: jobs(jobs::NEW),
            jobs_gone: jobs(jobs::GONE),
            jobs_finished: jobs(jobs::FINISHED),
            jobs_rerun: jobs(jobs::RERUN),
            jobs_altered: jobs(jobs::ALTERED),
            jobs_older: jobs(jobs::OLDER),
            jobs_broken: changed.iter().filter(|of| of.is_broken).count() as u64,
            findings_new: findings(findings::NEW),
            findings_fixed: findings(findings::FIXED),
            errors_new: found.iter().filter(|of| of.is_new_error()).map(|of| of.count).sum(),
        }
    }

    /// `Since 2026-01-31: 3 people moved, 5 new failures, 43 still open; 1 job changed its past; 2 findings fixed, 4 new.`
    pub fn sentence(&self, zone: Zone) -> String {
        let mut people = said([
            (self.moved, "person moved", "people moved"),
            (self.new_failures, "new failure", "new failures"),
            (self.failed_again, "failed again", "failed again"),
            (self.newly_open, "newly under way", "newly under way"),
            (self.no_longer_known, "no longer known", "no longer known"),
        ]);
        let has_changed = !people.is_empty();
        if self.still_open > 0 {
            people.push(counted(self.still_open, "still open", "still open"));
        }
        if !self.people_are_known {
            people = vec![String::from("people can't be told, for the pseudonyms are others")];
        }
        let jobs = said([
            (self.jobs_new, "new job", "new jobs"),
            (self.jobs_finished, "job finished", "jobs finished"),
            (self.jobs_rerun, "job was run again", "jobs were run again"),
            (self.jobs_gone, "job is gone", "jobs are gone"),
            (self.jobs_altered, "job changed its past", "jobs changed their past"),
            (
                self.jobs_older,
                "job went back to an older status",
                "jobs went back to an older status",
            ),
        ]);
        let mut findings = said([(self.findings_fixed, "finding fixed", "findings fixed")]);
        match (self.findings_new, findings.is_empty()) {
            (0, _) => {}
            (new, true) => findings.push(counted(new, "new finding", "new findings")),
            (new, false) => findings.push(counted(new, "new", "new")),
        }
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
            (self.new_failures, "new failure", "new failures"),
            (self.failed_again, "person failed again", "people failed again"),
            (self.jobs_broken, "job is no longer fine", "jobs are no longer fine"),
            (self.jobs_altered, "job changed its past", "jobs changed their past"),
            (
                self.jobs_older,
                "job went back to an older status",
                "jobs went back to an older status",
            ),
            (self.jobs_gone, "job is gone", "jobs are gone"),
            (self.errors_new, "new finding of severity error", "new findings of severity error"),
        ]);
        if worse.is_empty() { worse } else { vec![and_list(&worse)] }
    }
}

/// What there is any of, with its number.
fn said<const N: usize>(parts: [(u64, &str, &str); N]) -> Vec<String> {
    let parts = parts.into_iter().filter(|(count, ..)| *count > 0);
    parts.map(|(count, one, many)| counted(count, one, many)).collect()
}
