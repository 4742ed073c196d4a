//! The users of an archive: who failed where, and who is still to be moved.
//!
//! In: the errors and impacts of all jobs. Out: a [`User`] for each that has an error. A payload
//! names no users, so that a successful move leaves a trace only where something came along with
//! it: a user is taken as moved by a job that names it with impacts and no error and has not failed,
//! or by the execution that repeated a job and left no item of it failed.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::archive::{Archive, ArchivedError};
use crate::ledger::JobRecord;
use crate::ledger::interner::Symbol;
use crate::payload::{ErrorOrImpact, ErrorOrigin, Family, Outcome, Timestamp};

/// A user with errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User {
    /// An id, an e-mail address or a name.
    pub user: Symbol,
    /// The e-mail address, where some file says it beside an id.
    pub email: Option<Symbol>,
    /// How many jobs name the user.
    pub jobs: u64,
    /// How many of them with an error.
    pub failed_jobs: u64,
    /// How many of those move users.
    pub failed_moves: u64,
    /// The last of them, with an error or not, as a position in [`Archive::jobs`].
    pub last_job: Option<usize>,
    /// When that one started.
    pub last_seen: Option<Timestamp>,
    /// The last error.
    pub last_error: ArchivedError,
    /// The last error of a move that no later one made good; none where all were, or where no error
    /// is one of a move.
    pub open_error: Option<ArchivedError>,
    /// Whether all moves that failed were made good; none where no error is one of a move.
    pub moved_later: Option<bool>,
}

/// When users were last moved, as far as jobs tell.
pub(super) fn moved(jobs: &[JobRecord], items: &[ArchivedError]) -> HashMap<Symbol, Timestamp> {
    // Of each job and user, whether it has an error.
    let mut named: HashMap<(usize, Symbol), bool> = HashMap::new();
    for item in items {
        if let Some(key) = item.job.zip(item.user) {
            *named.entry(key).or_default() |= item.kind == ErrorOrImpact::Error;
        }
    }
    let mut moved = HashMap::new();
    for ((job, user), failed) in named {
        let job = &jobs[job];
        if failed && !healed(job) {
            continue;
        }
        let done = matches!(
            job.outcome,
            Outcome::Succeeded | Outcome::WithErrors | Outcome::PendingOrders
        );
        if let Some(when) = job.when().filter(|_| done && job.family == Family::MOVE_USERS) {
            let last = moved.entry(user).or_insert(when);
            *last = when.max(*last);
        }
    }
    moved
}

/// Whether a job was executed again and left no item failed, so that its errors are the earlier
/// execution's.
fn healed(job: &JobRecord) -> bool {
    job.executions.len() > 1 && job.outcome == Outcome::Succeeded && job.items().failed == Some(0)
}

impl Archive {
    /// Looks who has errors; to be done again whenever jobs or items have changed.
    pub(super) fn find_users(&mut self) {
        self.users = self.users_with_errors();
    }

    fn users_with_errors(&self) -> Vec<User> {
        let mut order: Vec<usize> = (0..self.errors.len())
            .filter(|&at| self.errors[at].source != ErrorOrigin::Validation)
            .filter(|&at| self.errors[at].user.is_some())
            .collect();
        // Jobs stand by their start. What belongs to none comes first, so that it is not the last.
        order.par_sort_unstable_by_key(|&at| (self.errors[at].user, self.errors[at].job, at));
        let of_user = order.par_chunk_by(|&a, &b| self.errors[a].user == self.errors[b].user);
        let mut users: Vec<User> = of_user.filter_map(|items| self.user(items)).collect();
        users.par_sort_by_key(|user| {
            let moved = user.moved_later.map_or(1, |moved| if moved { 2 } else { 0 });
            let name = self.names.text(user.user);
            (moved, Reverse(user.failed_jobs), Reverse(user.last_seen), name)
        });
        users
    }

    /// What these errors and impacts say of one user; none where there is no error.
    fn user(&self, items: &[usize]) -> Option<User> {
        let items = || items.iter().map(|&at| self.errors[at]);
        let errors = || items().filter(|item| item.kind == ErrorOrImpact::Error);
        let last_error = errors().next_back()?;
        let jobs = items().filter_map(|item| item.job).collect::<BTreeSet<_>>();
        let failed = errors().filter_map(|item| item.job).collect::<BTreeSet<_>>();
        let is_move = |job: &&usize| self.jobs[**job].family == Family::MOVE_USERS;
        let user = last_error.user?;
        let moves = || errors().filter(|item| self.is_move(item));
        let open_error = moves().rfind(|item| self.is_open(item));
        let last_job = jobs.last().copied();
        Some(User {
            user,
            email: self.emails.get(&user).copied(),
            jobs: jobs.len() as u64,
            failed_jobs: failed.len() as u64,
            failed_moves: failed.iter().filter(is_move).count() as u64,
            last_job,
            last_seen: last_job.and_then(|job| self.jobs[job].when()),
            last_error,
            open_error,
            moved_later: moves().next().map(|_| open_error.is_none()),
        })
    }

    /// How many errors of moves name no user, so that it cannot be told who is still to be moved.
    pub fn errors_of_nobody(&self) -> u64 {
        let errors = self.errors.iter().filter(|item| item.kind == ErrorOrImpact::Error);
        let nameless = errors
            .filter(|item| item.user.is_none() && item.source != ErrorOrigin::Validation)
            .filter(|item| self.is_move(item) && self.is_open(item));
        nameless.count() as u64
    }

    /// Whether an error is that of a user's move; of one whose job is unknown it is taken to be.
    fn is_move(&self, error: &ArchivedError) -> bool {
        error.job.is_none_or(|job| self.jobs[job].family == Family::MOVE_USERS)
    }

    /// Whether a user has not been moved since.
    fn is_open(&self, error: &ArchivedError) -> bool {
        let Some(job) = error.job.map(|job| &self.jobs[job]) else { return true };
        let moved = error.user.and_then(|user| self.moved.get(&user));
        !healed(job) && moved.zip(job.when()).is_none_or(|(moved, failed)| *moved <= failed)
    }
}
