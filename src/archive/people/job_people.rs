//! What a job tells of its people, by its counts and by whom files name.
//!
//! In: a job and how many of its people are named. Out: what became of those whom its request or its impacts name,
//! and how many are left whom nobody names.

use crate::archive::people::PersonState;
use crate::archive::people::mention::{Mention, Named};
use crate::ledger::JobRecord;
use crate::payload::{Accounting, Outcome};

/// What became of some people of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Done,
    NotDone(PersonState),
    Unknown,
    /// The job is no evidence of anything.
    Untold,
}

/// What a job tells of its people.
#[derive(Clone, Copy, Debug)]
pub(super) struct JobPeople {
    /// Of those whom errors name.
    pub with_errors: Fate,
    /// Of those whom its request names, without an error.
    pub requested: Fate,
    /// Of those whom only impacts name.
    pub impacted: Fate,
    /// How many of it no file names, who are still to be moved.
    pub unnamed: u64,
    /// What became of these.
    pub unnamed_state: PersonState,
    /// Whether they are some of those whom its request or its errors name.
    pub are_named: bool,
}

impl JobPeople {
    pub fn of(job: &JobRecord, named: Named) -> JobPeople {
        let accounting = job.told();
        let fate_of_errors =
            fate_of_errors(job, accounting.not_done(), u64::from(named.with_errors));
        let are_of_now = matches!(fate_of_errors, Fate::NotDone(_));
        let with_errors = if are_of_now { u64::from(named.with_errors) } else { 0 };
        let rest = accounting.not_done().map(|not_done| not_done.saturating_sub(with_errors));
        let rest_state = state_of_rest(&accounting, with_errors);
        let is_done = matches!(
            job.outcome,
            Outcome::Succeeded | Outcome::WithErrors | Outcome::PendingOrders
        );
        let others = u64::from(named.requested_without_errors);
        let has_begun = job.outcome != Outcome::InProgress || accounting.requested > Some(0);
        let fits = Some(named.requested.into()) == accounting.requested;
        // Errors of more people than failed speak against the counts.
        let agrees = accounting.not_done().is_some_and(|not_done| with_errors <= not_done);
        // Where more would be done than the job counts, errors name people otherwise than the request does.
        let have_room = accounting.done.is_none_or(|done| others <= done);
        // Whoever is named in a job that moved nobody was not moved, if it counts as many.
        let moved_nobody = moves_nobody(&accounting);
        let named_without = u64::from(named.without_errors);
        let none_of_them = moved_nobody && rest.is_some_and(|rest| rest >= named_without);
        let counts_nobody = accounting.requested == Some(0) && accounting.done == Some(0);
        let are_in_errors = fate_of_errors == Fate::Unknown && named.with_errors > 0;
        let mut deduced = 0;
        let requested = match rest {
            // A job that has just begun counts nobody yet.
            _ if !has_begun => Fate::NotDone(PersonState::UnderWay),
            // One that failed before it counted anybody moved nobody.
            _ if job.outcome == Outcome::Failed && counts_nobody => {
                Fate::NotDone(PersonState::Failed)
            }
            Some(_) if none_of_them => {
                deduced = named_without;
                Fate::NotDone(rest_state)
            }
            Some(0) if fits && agrees && !moved_nobody && have_room => Fate::Done,
            // Whoever is left is one of those whom errors of an earlier run name.
            Some(_) if are_in_errors && fits && have_room && !moved_nobody => Fate::Done,
            Some(rest) if fits && rest >= others => {
                deduced = others;
                Fate::NotDone(rest_state)
            }
            Some(0) | None => Fate::Untold,
            Some(_) => Fate::Unknown,
        };
        let all_but_failed = Accounting { failed: None, ..accounting }.not_done();
        let impacted = match rest {
            Some(_) if none_of_them => Fate::NotDone(rest_state),
            Some(rest) if moved_nobody && rest > 0 => Fate::Unknown,
            Some(0) if (agrees || is_done) && !moved_nobody => Fate::Done,
            Some(0) => Fate::Untold,
            Some(_) if is_done && all_but_failed.unwrap_or(0) == 0 => Fate::Done,
            Some(_) => Fate::Unknown,
            None if is_done => Fate::Done,
            None => Fate::Untold,
        };
        let unnamed = match rest {
            Some(rest) => rest - deduced,
            None if !are_of_now => 0,
            None => named.nameless.into(),
        };
        let unnamed_state = if rest.is_some() { rest_state } else { PersonState::Failed };
        let are_named = fits && requested == Fate::Unknown || are_in_errors;
        let with_errors = fate_of_errors;
        JobPeople { with_errors, requested, impacted, unnamed, unnamed_state, are_named }
    }

    /// What became of somebody, as far as this job tells.
    pub fn fate(&self, mention: &Mention) -> Fate {
        let of_request = mention.request.map_or(Fate::Untold, |_| self.requested);
        if mention.error.is_some() {
            return match (self.with_errors, of_request) {
                (Fate::Unknown, Fate::NotDone(_)) => of_request,
                (of_error, _) => of_error,
            };
        }
        match (of_request, self.impacted) {
            (Fate::NotDone(_) | Fate::Done, _) => of_request,
            (_, of_impact) if mention.has_impact && of_impact != Fate::Untold => of_impact,
            _ => of_request,
        }
    }
}

/// What became of those whom errors name. Of a job that was executed again they may be of an earlier execution: that
/// is so where it left no item failed, or fewer than there are errors.
fn fate_of_errors(job: &JobRecord, not_done: Option<u64>, with_errors: u64) -> Fate {
    let is_healed = is_healed(job);
    match not_done {
        None | Some(0) if is_healed => Fate::Done,
        Some(not_done) if is_healed || job.executions.len() > 1 && not_done < with_errors => {
            Fate::Unknown
        }
        _ => Fate::NotDone(PersonState::Failed),
    }
}

/// Whether a job was executed again and left no item failed, so that its errors are the earlier
/// execution's.
pub(super) fn is_healed(job: &JobRecord) -> bool {
    job.executions.len() > 1
        && job.outcome == Outcome::Succeeded
        && job.items().failed == Some(0)
        && !moves_nobody(&job.accounting())
}

/// Whether a job was asked for something and counts nothing that was done.
fn moves_nobody(accounting: &Accounting) -> bool {
    accounting.done == Some(0) && accounting.requested > Some(0)
}

/// What became of a job's attempts that are not done, beside so many that failed; unknown where it is
/// not the same of all.
fn state_of_rest(accounting: &Accounting, named: u64) -> PersonState {
    let failed = accounting.failed.map(|failed| failed.saturating_sub(named));
    let states = [
        (failed, PersonState::Failed),
        (accounting.pending, PersonState::Pending),
        (accounting.skipped, PersonState::Skipped),
        (accounting.under_way, PersonState::UnderWay),
        (accounting.unaccounted, PersonState::Unknown),
    ];
    let mut some = states.into_iter().filter(|(count, _)| *count > Some(0));
    match (some.next(), some.next()) {
        (Some((_, state)), None) => state,
        _ => PersonState::Unknown,
    }
}
