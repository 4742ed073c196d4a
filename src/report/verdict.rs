//! What came of it all: a word, a sentence, and what else there is to say.
//!
//! In: an archive and its figures. Out: a [`Verdict`], whose numbers are those of the sections. It claims
//! nothing that the files do not say: whoever may not have been moved is never left out of it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::archive::{AttentionReason, PersonState};
use crate::findings::{in_a_sentence, shortened};
use crate::ledger::JobRecord;
use crate::payload::{Accounting, ErrorOrImpact, Family, Outcome, Timestamp};
use crate::report::grouped;
use crate::report::open::missing;
use crate::report::sections::{SectionContext, asking, errors_and_impacts};
use crate::report::shown_text::presentable;
use crate::stats::Outcomes;

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
    /// No job counts what it worked on, or there is none.
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
        Verdict { word, sentence: facts.sentence(word), details: details(context, &facts, word) }
    }
}

/// How many people are still to be moved; none where nobody is known to be left, and jobs that move people
/// do not say how many they left, or there is no job at all.
pub(in crate::report) fn people_to_move(context: &SectionContext<'_>) -> Option<u64> {
    let archive = context.archive;
    let people = archive.people.to_move_count();
    let all_count = || {
        let mut blind = Blind::default();
        archive.jobs.iter().filter(|job| is_move(job)).for_each(|job| blind.add(job));
        blind.is_none()
    };
    let is_known = people > 0 || !archive.jobs.is_empty() && all_count();
    is_known.then_some(people)
}

/// Jobs that move people and say nothing of how many.
#[derive(Clone, Copy, Debug, Default)]
struct Blind {
    running: u64,
    /// Failed, were stopped, or came to an unknown end.
    failed: u64,
    silent: u64,
}

impl Blind {
    /// Counts a job that moves people.
    fn add(&mut self, job: &JobRecord) {
        match (job.items().requested.unwrap_or(0), job.outcome) {
            (1.., _) => {}
            (_, Outcome::InProgress) => self.running += 1,
            (_, Outcome::Failed | Outcome::Stopped | Outcome::Undetermined) => self.failed += 1,
            _ if job.items().requested.is_none() => self.silent += 1,
            _ => {}
        }
    }

    fn is_none(self) -> bool {
        self.running + self.failed + self.silent == 0
    }
}

/// What the verdict is made of.
#[derive(Debug)]
struct Facts {
    jobs: u64,
    move_jobs: u64,
    /// Whether any job of any kind counts what it worked on.
    is_counted: bool,
    moves: Accounting,
    people: u64,
    unnamed: u64,
    /// How many of these were planned and never requested.
    not_requested: u64,
    /// How many of these were left by jobs that are not in progress.
    left: u64,
    /// People of whom nobody knows what became of them, though they were asked to be moved.
    untold: u64,
    blind: Blind,
    /// The jobs that move nobody: how they came out, those that left something, those that run.
    others: Outcomes,
    others_open: u64,
    others_running: u64,
    /// Those of them that claim a success against their own figures.
    others_contradicted: u64,
}

impl Facts {
    fn of(context: &SectionContext<'_>) -> Facts {
        let archive = context.archive;
        let (mut moves, mut others) = (Outcomes::default(), Outcomes::default());
        let mut blind = Blind::default();
        let (mut others_open, mut others_running, mut others_contradicted) = (0, 0, 0);
        for (at, job) in archive.jobs.iter().enumerate() {
            let is_running = job.outcome == Outcome::InProgress;
            if is_move(job) {
                moves.add(job);
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
            unnamed: people.to_move_unnamed(),
            not_requested: people.not_requested(),
            left: named_left.count() as u64 + unnamed_left.map(|left| left.people).sum::<u64>(),
            untold: people.untold(),
            blind,
            others,
            others_open,
            others_running,
            others_contradicted,
        }
    }

    fn word(&self) -> VerdictWord {
        let Blind { running, failed, silent } = self.blind;
        if !self.is_counted {
            VerdictWord::CannotBeJudged
        } else if self.left + self.untold + failed + silent + self.others_open > 0 {
            VerdictWord::ActionNeeded
        } else if self.people + running + self.others_running > 0 {
            VerdictWord::UnderWay
        } else {
            VerdictWord::Done
        }
    }

    fn sentence(&self, word: VerdictWord) -> String {
        if self.jobs == 0 {
            return match self.people {
                people if people > 0 && people == self.not_requested => String::from(
                    "No job was found, and nobody who was meant to be moved was requested.",
                ),
                0 => String::from("No job was found, so nothing can be judged."),
                1 => String::from(
                    "No job was found, but an errors file tells of 1 person who could not be moved.",
                ),
                people => format!(
                    "No job was found, but errors files tell of {} people who could not be moved.",
                    number(people)
                ),
            };
        }
        if self.move_jobs == 0 {
            return format!("No job in this archive moves people: {}.", self.other_jobs());
        }
        let requested = self.moves.requested.unwrap_or(0);
        let but = self.but();
        match (self.people, requested) {
            (0, 0) => match but {
                Some(but) => format!("{}.", capitalised(&but)),
                None if self.move_jobs == 1 => {
                    String::from("The one job that moves people had nobody to move.")
                }
                None => {
                    format!("{} jobs that move people had nobody to move.", number(self.move_jobs))
                }
            },
            (0, _) if self.tells_attempts() => {
                let whoever = if self.moves.not_done() == self.moves.failed {
                    "whoever failed was moved later"
                } else {
                    "whoever was left over was moved later"
                };
                let attempts = self.attempts();
                match but {
                    Some(but) => {
                        format!("Everybody named was moved in the end ({attempts}), but {but}.")
                    }
                    None => format!("Everybody has been moved: {attempts}, and {whoever}."),
                }
            }
            (0, _) => {
                let done = match requested {
                    1 => String::from("The one move that was requested is done"),
                    2 => String::from("Both requested moves are done"),
                    _ => format!("All {} requested moves are done", number(requested)),
                };
                match but {
                    Some(but) => format!("{done}, but {but}."),
                    None => format!("{done}."),
                }
            }
            (people, _) => {
                let who = match (word, people) {
                    (VerdictWord::UnderWay, 1) => String::from("1 person is not moved yet"),
                    (VerdictWord::UnderWay, _) => {
                        format!("{} people are not moved yet", number(people))
                    }
                    (_, 1) => String::from("1 person still has to be moved"),
                    _ => format!("{} people still have to be moved", number(people)),
                };
                match requested {
                    0 => format!("{who}."),
                    _ => format!("{who}: {}.", self.attempts()),
                }
            }
        }
    }

    /// Whether the sentence tells what became of each attempt.
    fn tells_attempts(&self) -> bool {
        let requested = self.moves.requested.unwrap_or(0);
        requested > 0 && (self.people > 0 || self.moves.not_done().unwrap_or(0) > 0)
    }

    /// The attempts, and what became of each: `of 20 move attempts, 18 are done and 2 failed`.
    fn attempts(&self) -> String {
        let Accounting { requested, done, overcounted, .. } = self.moves;
        let (requested, done) = (requested.unwrap_or(0), done.unwrap_or(0));
        let is_one = requested == 1 && overcounted.unwrap_or(0) == 0;
        let mut parts = Vec::new();
        if !is_one || done > 0 {
            parts.push(match done {
                0 => String::from("none is done"),
                1 => String::from("1 is done"),
                done => format!("{} are done", number(done)),
            });
        }
        let others = [
            (self.moves.failed, "failed", "failed"),
            (self.moves.pending, "waits for a number order", "wait for number orders"),
            (self.moves.skipped, "was skipped", "were skipped"),
            (self.moves.under_way, "is under way", "are under way"),
            (self.moves.unaccounted, "is not accounted for", "are not accounted for"),
        ];
        let others = others.into_iter().filter_map(|(count, one, many)| {
            let count = count.filter(|count| *count > 0)?;
            Some(if is_one { one.to_owned() } else { counted(count, one, many) })
        });
        parts.extend(others);
        if is_one {
            return format!("the one move that was requested {}", and_list(&parts));
        }
        let beyond = match overcounted.unwrap_or(0) {
            0 => String::new(),
            1 => String::from(" (1 more than was requested)"),
            more => format!(" ({} more than were requested)", number(more)),
        };
        format!("of {} move attempts, {}{beyond}", number(requested), and_list(&parts))
    }

    /// What stands against calling it done, to follow "but".
    fn but(&self) -> Option<String> {
        let Blind { running, failed, silent } = self.blind;
        let is_one = self.move_jobs == 1;
        let jobs = |count: u64| match (count, is_one) {
            (1, true) => String::from("the one job that moves people"),
            (1, false) => String::from("1 job that moves people"),
            (count, _) => format!("{} jobs that move people", number(count)),
        };
        Some(if failed > 0 {
            let they = if failed == 1 { "it" } else { "they" };
            let failed_jobs =
                if failed == 1 { "failed or was stopped" } else { "failed or were stopped" };
            format!("{} {failed_jobs} before {they} counted anybody", jobs(failed))
        } else if silent > 0 {
            let (does, it) = if silent == 1 { ("does", "it") } else { ("do", "they") };
            format!("{} {does} not say how many {it} moved", jobs(silent))
        } else if self.untold > 0 {
            match self.untold {
                1 => String::from("it is unknown what became of 1 person whose move was requested"),
                people => format!(
                    "it is unknown what became of {} people whose move was requested",
                    number(people)
                ),
            }
        } else if self.others_open > 0 {
            match self.others_open {
                1 => String::from("another job needs attention"),
                _ => String::from("other jobs need attention"),
            }
        } else if running > 0 {
            let (is, does) = if running == 1 { ("is", "does") } else { ("are", "do") };
            format!("{} {is} still running and {does} not say yet how many", jobs(running))
        } else if self.others_running > 0 {
            match self.others_running {
                1 => String::from("another job is still running"),
                _ => String::from("other jobs are still running"),
            }
        } else {
            return None;
        })
    }

    /// How the jobs came out that move nobody.
    fn other_jobs(&self) -> String {
        let total = &self.others;
        let contradicted = self.others_contradicted;
        let parts = [
            (total.of(Outcome::Succeeded).saturating_sub(contradicted), "succeeded", "succeeded"),
            (
                contradicted,
                "claims success against its own figures",
                "claim success against their own figures",
            ),
            (total.of(Outcome::WithErrors), "finished with errors", "finished with errors"),
            (total.of(Outcome::PendingOrders), "waits for number orders", "wait for number orders"),
            (total.failures(), "failed or was stopped", "failed or were stopped"),
            (total.of(Outcome::InProgress), "is still running", "are still running"),
            (total.of(Outcome::Undetermined), "came to an unknown end", "came to an unknown end"),
        ];
        let some = parts.into_iter().filter(|(count, ..)| *count > 0);
        if total.jobs() == 1 {
            return some.map(|(_, one, _)| format!("the one job {one}")).collect();
        }
        let said: Vec<String> = some.map(|(count, one, many)| counted(count, one, many)).collect();
        format!("of {} jobs, {}", number(total.jobs()), and_list(&said))
    }
}

/// What else there is to say.
fn details(context: &SectionContext<'_>, facts: &Facts, word: VerdictWord) -> String {
    let mut said = Vec::new();
    said.extend(unnamed(facts));
    said.extend(missing_files(context));
    said.extend(moved_later(context));
    said.extend(without_job(context));
    said.extend(overcounted(facts).filter(|_| !facts.tells_attempts()));
    said.extend(planned(context));
    // Where nobody is left, the sentence has said it.
    if facts.people > 0 && !facts.blind.is_none() {
        said.extend(facts.but().map(|but| format!("{}.", capitalised(&but))));
    }
    let failures = other_failures(context, facts.move_jobs > 0);
    if !failures.is_empty() {
        let others = if facts.move_jobs > 0 { "Other jobs: " } else { "" };
        said.push(format!("{others}{}.", and_list(&failures)));
    }
    let left = [
        (jobs_to_look_at(context), "job needs attention", "jobs need attention"),
        (impacts_to_act_on(context), "impact asks for action", "impacts ask for action"),
    ];
    let left = left.into_iter().filter(|(count, ..)| *count > 0);
    let left: Vec<String> = left.map(|(count, one, many)| counted(count, one, many)).collect();
    if !left.is_empty() {
        said.push(format!("{}.", and_list(&left)));
    }
    if left.is_empty() && word == VerdictWord::Done {
        said.push(String::from("Nothing is left to do, as far as this archive tells."));
    }
    said.join(" ")
}

fn unnamed(facts: &Facts) -> Option<String> {
    match (facts.unnamed, facts.people - facts.unnamed) {
        (0, _) => None,
        (1, 0) => Some(String::from("They are not named in any file.")),
        (_, 0) => Some(String::from("None of them is named in any file.")),
        (1, _) => Some(String::from("1 of them is not named in any file.")),
        (unnamed, _) => Some(format!("{} of them are not named in any file.", number(unnamed))),
    }
}

/// What is known of errors files that were never saved.
fn missing_files(context: &SectionContext<'_>) -> Option<String> {
    let archive = context.archive;
    let missing = missing(archive);
    let files = missing.len() as u64;
    let unnamed = archive.people.unnamed.iter();
    let unnamed =
        unnamed.filter(|unnamed| unnamed.job.is_some_and(|job| missing.contains_key(&job)));
    let people: u64 = unnamed.map(|unnamed| unnamed.people).sum();
    let people = match people {
        0 => String::new(),
        people => format!(" ({})", counted(people, "person", "people")),
    };
    let expired = missing.values().filter(|missing| missing.is_expired).count() as u64;
    let open = missing.values().filter(|missing| !missing.is_expired);
    let first: Option<Timestamp> = open.filter_map(|missing| missing.expiry).min();
    let fetch = match (files - expired, first) {
        (0, _) => None,
        (_, None) => Some(String::from("can still be asked for")),
        (1, Some(day)) => Some(format!("expires on {}", day.day())),
        (_, Some(day)) => Some(format!("the first expires on {}", day.day())),
    };
    Some(match (files, expired, fetch) {
        (0, ..) => return None,
        (1, 0, Some(fetch)) => format!("1 errors file was never saved{people}; it {fetch}."),
        (1, ..) => format!("1 errors file was never saved{people} and has expired."),
        (_, 0, Some(fetch)) => {
            format!("{} errors files were never saved{people}; {fetch}.", number(files))
        }
        (2, 1, Some(fetch)) => {
            format!("2 errors files were never saved{people}; 1 has expired, the other {fetch}.")
        }
        (_, _, Some(fetch)) => format!(
            "{} errors files were never saved{people}; {} expired, of the others {fetch}.",
            number(files),
            counted(expired, "has", "have")
        ),
        (_, _, None) => {
            format!("{} errors files were never saved{people} and have expired.", number(files))
        }
    })
}

/// That people may be counted twice: errors without a job name some who are still to be moved, and jobs
/// without errors have others whom no file names.
fn without_job(context: &SectionContext<'_>) -> Option<String> {
    let people = &context.archive.people;
    let named = people.to_move().filter(|person| person.jobs == 0 && person.open_error.is_some());
    match named.count() as u64 {
        0 => None,
        _ if people.to_move_unnamed() == 0 => None,
        named => Some(format!(
            "{} in errors that belong to no job, and may be among those whom no file names.",
            counted(named, "person is named", "people are named")
        )),
    }
}

/// That some of those who are still to be moved may have been moved by a job that names nobody.
fn moved_later(context: &SectionContext<'_>) -> Option<String> {
    let people = &context.archive.people;
    let later = people.moved_later_unnamed;
    (later > 0 && people.to_move_count() > 0).then(|| {
        format!(
            "They may include people whom a later job moved: {} not named in any file.",
            counted(later, "of those who were moved later is", "of those who were moved later are")
        )
    })
}

/// What nobody knows of those who were meant to be moved.
fn planned(context: &SectionContext<'_>) -> Option<String> {
    let people = context.archive.people.named.iter();
    let unknown = people.filter(|person| {
        person.tries == 0 && person.state == PersonState::Unknown && person.jobs == 0
    });
    match unknown.count() as u64 {
        0 => None,
        1 => Some(String::from("No file tells what became of 1 person who was meant to be moved.")),
        count => Some(format!(
            "No file tells what became of {} people who were meant to be moved.",
            number(count)
        )),
    }
}

fn overcounted(facts: &Facts) -> Option<String> {
    match facts.moves.overcounted.unwrap_or(0) {
        0 => None,
        1 => Some(String::from("1 move more is counted than was requested.")),
        more => Some(format!("{} moves more are counted than were requested.", number(more))),
    }
}

/// How many jobs somebody has to look at.
pub(super) fn jobs_to_look_at(context: &SectionContext<'_>) -> u64 {
    let mut jobs: Vec<usize> = context.archive.attention.iter().map(|item| item.job).collect();
    jobs.dedup();
    jobs.len() as u64
}

/// How many impacts ask for somebody to do something.
fn impacts_to_act_on(context: &SectionContext<'_>) -> u64 {
    let impacts = asking(context.archive).filter(|(item, _)| item.kind == ErrorOrImpact::Impact);
    impacts.count() as u64
}

/// What is said of one job that failed or was stopped, and of several.
const FAILED: [&str; 2] = ["failed or was stopped", "failed or were stopped"];

/// So many kinds of job are named.
const MAX_KINDS_NAMED: usize = 3;

/// What failed in jobs of one name.
#[derive(Default)]
struct Failures {
    family: Family,
    jobs: u64,
    items: u64,
    /// Of jobs that count no items.
    errors: u64,
}

impl Failures {
    /// In words: those of a documented kind of job have nouns, others only their name.
    fn said(&self, name: &str) -> impl Iterator<Item = String> {
        let (own, of_name) = match self.family {
            Family::Unknown => {
                let name = in_a_sentence(name);
                (format!("{name} "), format!(" of {name}"))
            }
            Family::Known(_) => (String::new(), String::new()),
        };
        let noun = |count| self.family.job_noun(count);
        let jobs = (self.jobs > 0).then(|| {
            let failed = FAILED[usize::from(self.jobs != 1)];
            format!("{} {own}{} {failed}", number(self.jobs), noun(self.jobs))
        });
        let items = (self.items > 0).then(|| {
            let items = self.family.item_noun(self.items);
            format!("{} {items}{of_name} failed", number(self.items))
        });
        let errors = (self.errors > 0)
            .then(|| format!("{} in {own}{}", counted(self.errors, "error", "errors"), noun(2)));
        [jobs, items, errors].into_iter().flatten()
    }
}

/// What failed in jobs that move nobody, by their names. What they count is never added up.
fn other_failures(context: &SectionContext<'_>, has_moves: bool) -> Vec<String> {
    let archive = context.archive;
    let mut by_name: BTreeMap<&str, Failures> = BTreeMap::new();
    for (job, counts) in archive.jobs.iter().zip(errors_and_impacts(archive)) {
        if is_move(job) {
            continue;
        }
        let items = job.items();
        let failures = by_name.entry(archive.name(job.name).unwrap_or("unnamed")).or_default();
        failures.family = job.family;
        failures.jobs += u64::from((has_moves || context.several) && job.outcome.is_failure());
        failures.items += items.failed.unwrap_or(0);
        let errors = counts.map_or(0, |[errors, _]| errors);
        failures.errors += if items.failed.is_none() { errors } else { 0 };
    }
    by_name.retain(|_, failures| failures.jobs + failures.items + failures.errors > 0);
    let mut order: Vec<_> = by_name.into_iter().collect();
    order.sort_by_key(|(_, failures)| Reverse((failures.jobs, failures.items, failures.errors)));
    let more = order.len().saturating_sub(MAX_KINDS_NAMED) as u64;
    let named = order.iter().take(MAX_KINDS_NAMED);
    let said = named.flat_map(|(name, failures)| {
        failures.said(&presentable(&shortened(name))).collect::<Vec<_>>()
    });
    let more = (more > 0)
        .then(|| counted(more, "more kind of job had failures", "more kinds of job had failures"));
    said.chain(more).collect()
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
