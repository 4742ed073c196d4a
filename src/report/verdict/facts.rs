//! What the verdict is made of.
//!
//! In: an archive. Out: how many moves and people there are and what became of them, and what the other jobs left,
//! from which follows the word.

use std::collections::HashSet;

use crate::archive::{Archive, AttentionReason, PersonState};
use crate::ledger::JobRecord;
use crate::payload::{Accounting, Outcome};
use crate::report::sections::SectionContext;
use crate::report::verdict::{VerdictWord, is_move};
use crate::stats::Outcomes;

/// Jobs that move people and say nothing of how many.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Blind {
    pub running: u64,
    /// Failed, were stopped, or came to an unknown end.
    pub failed: u64,
    pub silent: u64,
}

impl Blind {
    /// Counts a job that moves people.
    pub fn add(&mut self, job: &JobRecord) {
        let requested = job.told().requested;
        match (requested.unwrap_or(0), job.outcome) {
            (1.., _) => {}
            (_, Outcome::InProgress) => self.running += 1,
            (_, Outcome::Failed | Outcome::Stopped | Outcome::Undetermined) => self.failed += 1,
            _ if requested.is_none() => self.silent += 1,
            _ => {}
        }
    }

    pub fn is_none(self) -> bool {
        self.running + self.failed + self.silent == 0
    }
}

/// How many people of a plan are named by nothing else, so that nobody knows whether they were asked for.
fn planned_untold(archive: &Archive) -> u64 {
    let planned: HashSet<_> = archive.plan.iter().flatten().map(|planned| planned.user).collect();
    let untold = archive.people.named.iter().filter(|person| {
        planned.contains(&person.user)
            && person.tries == 0
            && person.state == PersonState::Unknown
            && person.jobs == 0
    });
    untold.count() as u64
}

/// What the verdict is made of.
#[derive(Debug)]
pub(super) struct Facts {
    pub jobs: u64,
    pub move_jobs: u64,
    /// Whether any job of any kind counts what it worked on.
    pub is_counted: bool,
    pub moves: Accounting,
    pub people: u64,
    /// How many of these no file names.
    pub unnamed: u64,
    /// How many are some of those whom files name, and none tells which.
    pub among_named: u64,
    /// How many of these were planned and never requested.
    pub not_requested: u64,
    /// How many of these were left by jobs that are not in progress.
    pub left: u64,
    /// People of whom nobody knows what became of them, though they were asked to be moved.
    pub untold: u64,
    pub blind: Blind,
    /// The jobs that move nobody: how they came out, those that left something, those that run.
    pub others: Outcomes,
    pub others_open: u64,
    pub others_running: u64,
    /// Those of them that claim a success against their own figures.
    pub others_contradicted: u64,
    /// Files in which there may be jobs that could not be read. Whose they would be nobody knows, so that
    /// those count too that belong to no job that was chosen.
    pub unread: u64,
    /// Lists of jobs that go on behind what was saved of them.
    pub cut_lists: u64,
    /// People of a plan of whom no file tells anything.
    pub planned_untold: u64,
    /// Whether only some of the jobs were chosen.
    pub is_part: bool,
}

impl Facts {
    pub fn of(context: &SectionContext<'_>) -> Facts {
        let archive = context.archive;
        let (mut moves, mut others) = (Outcomes::default(), Outcomes::default());
        let mut blind = Blind::default();
        let (mut others_open, mut others_running, mut others_contradicted) = (0, 0, 0);
        for (at, job) in archive.jobs.iter().enumerate() {
            let is_running = job.outcome == Outcome::InProgress;
            if is_move(job) {
                moves.count(job.outcome, &job.told());
                blind.add(job);
                continue;
            }
            others.add(job);
            let is_contradicted = job.outcome == Outcome::Succeeded
                && archive.has_reason(at, AttentionReason::SuccessContradicted);
            let left = job.accounting().not_done().unwrap_or(0) > 0;
            others_running += u64::from(is_running);
            others_contradicted += u64::from(is_contradicted);
            let is_open = job.outcome != Outcome::Succeeded || is_contradicted || left;
            others_open += u64::from(is_open && !is_running);
        }
        let people = &archive.people;
        let of_running = |job: Option<usize>| {
            job.is_some_and(|job| archive.jobs[job].outcome == Outcome::InProgress)
        };
        let named_left = people.to_move().filter(|person| !of_running(person.last_try));
        let unnamed_left = people.unnamed.iter().filter(|unnamed| !of_running(unnamed.job));
        Facts {
            jobs: moves.jobs() + others.jobs(),
            move_jobs: moves.jobs(),
            is_counted: [&moves, &others].iter().any(|all| all.items != Accounting::default()),
            moves: moves.items,
            people: people.to_move_count(),
            unnamed: people.to_move_unnamed() - people.to_move_among_named(),
            among_named: people.to_move_among_named(),
            not_requested: people.not_requested(),
            left: named_left.count() as u64 + unnamed_left.map(|left| left.people).sum::<u64>(),
            untold: people.untold(),
            blind,
            others,
            others_open,
            others_running,
            others_contradicted,
            cut_lists: archive.cut_job_lists(),
            planned_untold: planned_untold(archive),
            is_part: archive.left_out.jobs > 0,
            unread: archive.files.iter().filter(|file| file.may_have_held_a_job()).count() as u64,
        }
    }

    /// Whether it is known that nobody is left of whom no number tells.
    pub fn leave_nobody(&self) -> bool {
        self.blind.is_none()
            && self.untold + self.unread + self.cut_lists + self.planned_untold == 0
    }

    pub fn word(&self) -> VerdictWord {
        let Blind { running, failed, silent } = self.blind;
        if !self.is_counted {
            VerdictWord::CannotBeJudged
        } else if self.left + self.untold + failed + silent + self.others_open > 0 {
            VerdictWord::ActionNeeded
        } else if self.people + running + self.others_running > 0 {
            VerdictWord::UnderWay
        } else if self.unread + self.cut_lists + self.planned_untold > 0 {
            VerdictWord::CannotBeJudged
        } else {
            VerdictWord::Done
        }
    }
}
