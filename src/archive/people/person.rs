//! Somebody whom files name, those whom none names, and how many there are of each.
//!
//! In: nothing; [`people`](super) fills them. Out: what every report of people reads.

use serde::{Deserialize, Serialize};

use crate::ledger::interner::Symbol;
use crate::ledger::job::FileId;
use crate::payload::Timestamp;

/// What became of somebody's newest attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PersonState {
    /// The move failed.
    Failed,
    /// It was skipped.
    Skipped,
    /// Nobody asked for it.
    NotRequested,
    /// It waits for a number order.
    Pending,
    /// The job is still in progress.
    UnderWay,
    /// No file tells.
    Unknown,
    /// The person was moved.
    Done,
}

impl PersonState {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            PersonState::Failed => "failed",
            PersonState::Skipped => "skipped",
            PersonState::NotRequested => "not-requested",
            PersonState::Pending => "pending",
            PersonState::UnderWay => "under-way",
            PersonState::Unknown => "unknown",
            PersonState::Done => "done",
        }
    }

    /// As people read it.
    pub const fn title(self) -> &'static str {
        match self {
            PersonState::Failed => "failed",
            PersonState::Skipped => "skipped",
            PersonState::NotRequested => "not requested",
            PersonState::Pending => "waits for a number order",
            PersonState::UnderWay => "under way",
            PersonState::Unknown => "unknown",
            PersonState::Done => "moved",
        }
    }
}

/// Somebody whom a file names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Person {
    /// The id; an address, number or name where nobody has an id.
    pub user: Symbol,
    /// What became of the newest attempt.
    pub state: PersonState,
    /// Whether that person is still to be moved. Of an unknown state it may be known all the same.
    pub is_to_move: bool,
    /// Whether nobody knows what became of the newest attempt: a request names the person that started no job
    /// of the archive, and nothing newer is known; or nothing says which of two jobs was the later one.
    pub is_untold: bool,
    /// How many jobs name the person.
    pub jobs: u64,
    /// How many of them with an error.
    pub failed_jobs: u64,
    /// How many of those move users.
    pub failed_moves: u64,
    /// How often it was tried to move the person, as far as files tell.
    pub tries: u64,
    /// The last job that names the person, as a position in [`Archive::jobs`](crate::archive::Archive::jobs).
    pub last_job: Option<usize>,
    /// When that one started.
    pub last_seen: Option<Timestamp>,
    /// The job of the newest attempt.
    pub last_try: Option<usize>,
    /// The last error, as a position in [`Archive::errors`](crate::archive::Archive::errors).
    pub last_error: Option<usize>,
    /// The error of the newest attempt, of somebody who is still to be moved.
    pub open_error: Option<usize>,
    /// Whether all moves that failed were made good; none where none failed, or nobody knows.
    pub moved_later: Option<bool>,
    /// Where the person was last asked to be moved to.
    pub location: Option<Symbol>,
}

impl Person {
    /// Somebody of whom only a plan tells.
    pub(in crate::archive) fn planned(
        user: Symbol,
        state: PersonState,
        is_to_move: bool,
    ) -> Person {
        Person {
            user,
            state,
            is_to_move,
            is_untold: false,
            jobs: 0,
            failed_jobs: 0,
            failed_moves: 0,
            tries: 0,
            last_job: None,
            last_seen: None,
            last_try: None,
            last_error: None,
            open_error: None,
            moved_later: None,
            location: None,
        }
    }
}

/// People of one job of whom no file tells who they are, and who are still to be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Unnamed {
    /// The job, as a position in [`Archive::jobs`](crate::archive::Archive::jobs); none where only a file of errors tells of them.
    pub job: Option<usize>,
    /// The file that tells of them; none where only a plan does.
    pub file: Option<FileId>,
    /// How many they are.
    pub people: u64,
    /// What became of them; unknown where it is not the same of all.
    pub state: PersonState,
    /// Whether they are some of those whom a file names, and none tells which.
    pub are_named: bool,
    /// The code of their errors, where all have the same.
    pub code: Option<Symbol>,
}

/// Everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct People {
    /// Those whom a file names; who is still to be moved comes first, among them who failed most often.
    pub named: Vec<Person>,
    /// Those whom none names, by job.
    pub unnamed: Vec<Unnamed>,
    /// How many moves were made, by jobs that started after one that left somebody of the same
    /// organisation, of people whom no file names.
    pub moved_later_unnamed: u64,
    /// How many such moves were made of people whom files name otherwise than somebody who is left.
    pub moved_later_alike: u64,
    /// How many of those who are left by name may be somebody else of them: one file has an address, another an id.
    pub alike: u64,
}

impl People {
    /// Those who are still to be moved, by name.
    pub fn to_move(&self) -> impl Iterator<Item = &Person> {
        self.named.iter().filter(|person| person.is_to_move)
    }

    /// How many are still to be moved whom a file names.
    pub fn to_move_named(&self) -> u64 {
        self.to_move().count() as u64
    }

    /// How many are still to be moved of whom no file tells who they are.
    pub fn to_move_unnamed(&self) -> u64 {
        self.unnamed.iter().map(|unnamed| unnamed.people).sum()
    }

    /// How many of these are some of those whom files name.
    pub fn to_move_among_named(&self) -> u64 {
        let among = self.unnamed.iter().filter(|unnamed| unnamed.are_named);
        among.map(|unnamed| unnamed.people).sum()
    }

    /// How many are still to be moved.
    pub fn to_move_count(&self) -> u64 {
        self.to_move_named() + self.to_move_unnamed()
    }

    /// How many were planned and never requested.
    pub fn not_requested(&self) -> u64 {
        let is_one = |state| state == PersonState::NotRequested;
        let named = self.to_move().filter(|person| is_one(person.state)).count() as u64;
        let unnamed = self.unnamed.iter().filter(|unnamed| is_one(unnamed.state));
        named + unnamed.map(|unnamed| unnamed.people).sum::<u64>()
    }

    /// How many were asked to be moved of whom no file tells what became.
    pub fn untold(&self) -> u64 {
        self.named.iter().filter(|person| person.is_untold).count() as u64
    }

    /// Those of whom a file tells an error.
    pub fn with_errors(&self) -> impl Iterator<Item = &Person> {
        self.named.iter().filter(|person| person.last_error.is_some())
    }
}
