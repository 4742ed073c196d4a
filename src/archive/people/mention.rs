//! Whom the files name in which job, and the errors that name nobody.
//!
//! In: the errors, impacts and requests of an archive. Out: one [`Mention`] for a person in a job, and by job how
//! many there are: what it is judged by who was moved.

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use crate::archive::requests::JobRequest;
use crate::archive::{Archive, ArchivedError};
use crate::ledger::interner::Symbol;
use crate::ledger::job::FileId;
use crate::payload::{ErrorOrImpact, ErrorOrigin};

/// What the files say of one person in one job.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    pub user: Symbol,
    /// None comes first: what belongs to no job is not the last.
    pub job: Option<At>,
    /// The last error, as a position among the errors.
    pub error: Option<At>,
    /// The last error that is one of a move.
    pub move_error: Option<At>,
    pub has_impact: bool,
    /// The location that was asked for, if a request names the person.
    pub request: Option<Option<Symbol>>,
}

/// A position in a list that fits into memory, in half of the room: there is a mention for each error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At(u32);

impl At {
    pub fn of(position: usize) -> At {
        At(u32::try_from(position).unwrap_or(u32::MAX))
    }

    pub fn position(self) -> usize {
        self.0 as usize
    }
}

impl Mention {
    /// The job.
    pub fn job(&self) -> Option<usize> {
        self.job.map(At::position)
    }

    fn merge(&mut self, other: &Mention) {
        self.error = self.error.max(other.error);
        self.move_error = self.move_error.max(other.move_error);
        self.has_impact |= other.has_impact;
        self.request = self.request.or(other.request);
    }
}

/// Errors that name nobody, as positions, by job; or by file where the job is not known.
pub(super) type Nameless = HashMap<(Option<usize>, Option<FileId>), Vec<usize>>;

/// Whom the files name in a job.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Named {
    pub with_errors: u32,
    pub requested: u32,
    pub requested_without_errors: u32,
    /// By a request or an impact.
    pub without_errors: u32,
    /// Errors that name nobody.
    pub nameless: u32,
}

impl Archive {
    /// Whether an error is that of a user's move: its job moves users, or where the job is not known, it
    /// speaks of one.
    pub(super) fn is_of_move(&self, error: &ArchivedError) -> bool {
        error.job.map_or(error.is_of_moves_by_itself, |job| self.is_move(job))
    }

    /// Whom the files name, by person and job.
    pub(super) fn mentions(&self) -> Vec<Mention> {
        let said = self.errors.iter().enumerate();
        let said = said.filter(|(_, item)| item.source != ErrorOrigin::Validation);
        let requested = self.requests.iter().map(|request| request.users.len()).sum::<usize>();
        let mut all = Vec::with_capacity(self.errors.len() + requested);
        all.extend(said.filter_map(|(at, item)| {
            let error = (item.kind == ErrorOrImpact::Error).then(|| At::of(at));
            Some(Mention {
                user: item.user?,
                job: item.job.map(At::of),
                error,
                move_error: error.filter(|_| self.is_of_move(item)),
                has_impact: error.is_none(),
                request: None,
            })
        }));
        for JobRequest { job, users, .. } in &self.requests {
            all.extend(users.iter().map(|asked| Mention {
                user: asked.user,
                job: job.map(At::of),
                error: None,
                move_error: None,
                has_impact: false,
                request: Some(asked.location),
            }));
        }
        all.par_sort_by_key(|mention| (mention.user, mention.job));
        all.dedup_by(|next, first| {
            let is_same = (next.user, next.job) == (first.user, first.job);
            if is_same {
                first.merge(next);
            }
            is_same
        });
        all
    }

    /// For each job whom the files name in it.
    pub(super) fn named(&self, mentions: &[Mention], nameless: &Nameless) -> Vec<Named> {
        let mut named = vec![Named::default(); self.jobs.len()];
        for mention in mentions {
            let Some(job) = mention.job() else { continue };
            let named = &mut named[job];
            named.with_errors += u32::from(mention.error.is_some());
            named.without_errors += u32::from(mention.error.is_none());
            named.requested += u32::from(mention.request.is_some());
            named.requested_without_errors +=
                u32::from(mention.request.is_some() && mention.error.is_none());
        }
        for (job, nameless) in nameless {
            if let (Some(job), _) = *job {
                named[job].nameless += u32::try_from(nameless.len()).unwrap_or(u32::MAX);
            }
        }
        named
    }

    /// The errors of moves that name nobody, by job, or by file where the job is not known: of an error
    /// list each item once.
    pub(super) fn nameless(&self) -> Nameless {
        let mut seen = HashSet::new();
        let mut all = Nameless::new();
        for (at, item) in self.errors.iter().enumerate() {
            let is_one = item.kind == ErrorOrImpact::Error
                && item.user.is_none()
                && item.source != ErrorOrigin::Validation
                && self.is_of_move(item);
            if !is_one {
                continue;
            }
            let key = (item.job, item.job.is_none().then_some(item.file));
            if item.entry.is_none_or(|entry| seen.insert((key, entry))) {
                all.entry(key).or_default().push(at);
            }
        }
        all
    }
}
