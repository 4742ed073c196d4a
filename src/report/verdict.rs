//! What came of it all: a word, a sentence, and what else there is to say.
//!
//! In: an archive and its figures. Out: a [`Verdict`], whose numbers are those of the sections. It claims
//! nothing that the files do not say: whoever may not have been moved is never left out of it.

mod details;
mod facts;
mod sentence;

use serde::{Deserialize, Serialize};

use crate::ledger::JobRecord;
use crate::payload::Family;
use crate::report::grouped;
use crate::report::sections::SectionContext;
use crate::report::verdict::details::details;
use crate::report::verdict::facts::Facts;

/// What came of it all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Verdict {
    /// In a word.
    pub word: VerdictWord,
    /// In one sentence.
    pub sentence: String,
    /// What else there is to say; nothing where that is all.
    pub details: String,
}

/// What came of it all, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VerdictWord {
    /// Nobody is left to be moved, and no other job left anything.
    Done,
    /// Somebody has to do something.
    #[serde(rename = "Action needed")]
    ActionNeeded,
    /// All that is missing is in jobs that are in progress.
    #[serde(rename = "Under way")]
    UnderWay,
    /// No job counts what it worked on, or there is none; or all are done that could be read, and others
    /// could not.
    #[serde(rename = "Cannot be judged")]
    CannotBeJudged,
}

impl VerdictWord {
    /// All of them.
    pub const ALL: [VerdictWord; 4] = [
        VerdictWord::Done,
        VerdictWord::ActionNeeded,
        VerdictWord::UnderWay,
        VerdictWord::CannotBeJudged,
    ];

    /// As it is shown.
    pub const fn title(self) -> &'static str {
        match self {
            VerdictWord::Done => "Done",
            VerdictWord::ActionNeeded => "Action needed",
            VerdictWord::UnderWay => "Under way",
            VerdictWord::CannotBeJudged => "Cannot be judged",
        }
    }
}

impl Verdict {
    /// Judges an archive.
    pub(super) fn of(context: &SectionContext<'_>) -> Verdict {
        let facts = Facts::of(context);
        let word = facts.word();
        let sentence = facts.sentence(word);
        let details = details(context, &facts, (word, &sentence));
        Verdict { word, sentence, details }
    }
}

/// How many people are still to be moved; none where nobody is known to be left and somebody may be all the same:
/// jobs that move people do not say how many they left, files could not be read, or there is no job at all.
pub(in crate::report) fn people_to_move(context: &SectionContext<'_>) -> Option<u64> {
    let archive = context.archive;
    let people = archive.people.to_move_count();
    let is_known = people > 0 || !archive.jobs.is_empty() && Facts::of(context).leave_nobody();
    is_known.then_some(people)
}

/// How many jobs somebody has to look at.
pub(super) fn jobs_to_look_at(context: &SectionContext<'_>) -> u64 {
    let mut jobs: Vec<usize> = context.archive.attention.iter().map(|item| item.job).collect();
    jobs.dedup();
    jobs.len() as u64
}

/// Whether a job moves users.
pub(super) fn is_move(job: &JobRecord) -> bool {
    job.family == Family::MOVE_USERS
}

pub(in crate::report) fn number(count: u64) -> String {
    grouped(count.into())
}

pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// What there is any of, counted.
fn counted_each<const N: usize>(kinds: [(u64, &str, &str); N]) -> Vec<String> {
    let some = kinds.into_iter().filter(|(count, ..)| *count > 0);
    some.map(|(count, one, many)| counted(count, one, many)).collect()
}

/// `a, b and c`
pub(crate) fn and_list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// With a capital letter in front.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(letters).collect()
}
