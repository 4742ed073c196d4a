//! What else there is to say, behind the verdict's sentence.
//!
//! In: an archive and the facts. Out: whole sentences: people whom no file names, errors files that were never saved,
//! what may be counted twice, what failed in jobs that move nobody, and what somebody has to look at.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::findings::{in_a_sentence, shortened};
use crate::payload::{ErrorOrImpact, Family, Outcome, Timestamp};
use crate::report::open::missing;
use crate::report::sections::{SectionContext, asking, errors_and_impacts};
use crate::report::shown_text::presentable;
use crate::report::verdict::facts::Facts;
use crate::report::verdict::{
    VerdictWord, and_list, capitalised, counted, counted_each, is_move, jobs_to_look_at, number,
};

/// What else there is to say.
pub(super) fn details(
    context: &SectionContext<'_>,
    facts: &Facts,
    (word, sentence): (VerdictWord, &str),
) -> String {
    let mut said = Vec::new();
    said.extend(unnamed(facts));
    said.extend(missing_files(context));
    said.extend(moved_later(context));
    said.extend(alike(context));
    said.extend(without_job(context));
    said.extend(overcounted(facts).filter(|_| !facts.tells_attempts()));
    // Where nobody is left, the sentence has said it.
    if facts.people > 0 && !facts.blind.is_none() {
        said.extend(facts.but().map(|but| format!("{}.", capitalised(&but))));
    }
    // The same of what is in doubt.
    let doubts = match word {
        VerdictWord::ActionNeeded => facts.more_to_do(),
        _ => facts.doubts(),
    };
    let doubts = doubts.filter(|doubts| facts.jobs > 0 && !sentence.contains(doubts));
    said.extend(doubts.map(|doubts| format!("{}.", capitalised(&doubts))));
    let failures = other_failures(context, facts.move_jobs > 0);
    if !failures.is_empty() {
        let others = if facts.move_jobs > 0 { "Other jobs: " } else { "" };
        said.push(format!("{others}{}.", and_list(&failures)));
    }
    let left = counted_each([
        (jobs_to_look_at(context), "job needs attention", "jobs need attention"),
        (impacts_to_act_on(context), "impact asks for action", "impacts ask for action"),
    ]);
    if !left.is_empty() {
        said.push(format!("{}.", and_list(&left)));
    }
    if left.is_empty() && word == VerdictWord::Done {
        let who = if facts.is_part { "the chosen jobs tell" } else { "this archive tells" };
        said.push(format!("Nothing is left to do, as far as {who}."));
    }
    said.join(" ")
}

/// How many of those who are still to be moved no file names, and of how many none tells which of the named they are.
fn unnamed(facts: &Facts) -> Option<String> {
    let named = facts.people - facts.unnamed - facts.among_named;
    let unnamed = match (facts.unnamed, named + facts.among_named) {
        (0, _) => None,
        (1, 0) => Some(String::from("They are not named in any file")),
        (_, 0) => Some(String::from("None of them is named in any file")),
        (1, _) => Some(String::from("1 of them is named in no file")),
        (unnamed, _) => Some(format!("{} of them are named in no file", number(unnamed))),
    };
    let among = match (facts.among_named, named, facts.unnamed) {
        (0, ..) => None,
        (_, 0, 0) => Some(String::from("Files name them only among others")),
        (among, _, 0) => {
            Some(format!("{} named only among others", counted(among, "of them is", "of them are")))
        }
        (among, ..) => Some(format!("{} only among others", number(among))),
    };
    let said: Vec<String> = unnamed.into_iter().chain(among).collect();
    (!said.is_empty()).then(|| format!("{}.", said.join(", ")))
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
            "{} in errors without a job may be among the unnamed.",
            counted(named, "person", "people")
        )),
    }
}

/// That some of those who are still to be moved may have been moved by a job that names nobody, or names them
/// otherwise.
fn moved_later(context: &SectionContext<'_>) -> Option<String> {
    let people = &context.archive.people;
    let (unnamed, alike) = (people.moved_later_unnamed, people.moved_later_alike);
    let later = unnamed + alike;
    let how = match (unnamed, alike) {
        (_, 0) => "not known by name",
        (0, _) => "known by an id and not by an address, or otherwise",
        _ => "not known by name, or otherwise",
    };
    (later > 0 && people.to_move_count() > 0).then(|| {
        format!(
            "They may include people whom a later job moved: {} {how}.",
            counted(later, "of those is", "of those are")
        )
    })
}

/// That people may be counted twice, since files name them in two ways.
fn alike(context: &SectionContext<'_>) -> Option<String> {
    let alike = context.archive.people.alike;
    (alike > 0).then(|| {
        format!(
            "{} of them may be fewer people: some are named by an id, others by an address.",
            number(alike)
        )
    })
}

fn overcounted(facts: &Facts) -> Option<String> {
    match facts.moves.overcounted.unwrap_or(0) {
        0 => None,
        1 => Some(String::from("1 move more is counted than was requested.")),
        more => Some(format!("{} moves more are counted than were requested.", number(more))),
    }
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
    /// Items that neither failed nor are done, of jobs that have ended.
    left: u64,
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
        let left = (self.left > 0).then(|| {
            let items = self.family.item_noun(self.left);
            let are = if self.left == 1 { "is" } else { "are" };
            format!("{} {items}{of_name} {are} open", number(self.left))
        });
        let errors = (self.errors > 0)
            .then(|| format!("{} in {own}{}", counted(self.errors, "error", "errors"), noun(2)));
        [jobs, items, left, errors].into_iter().flatten()
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
        if job.outcome != Outcome::InProgress {
            let not_done = job.accounting().not_done().unwrap_or(0);
            failures.left += not_done.saturating_sub(items.failed.unwrap_or(0));
        }
        let errors = counts.map_or(0, |[errors, _]| errors);
        failures.errors += if items.failed.is_none() { errors } else { 0 };
    }
    let is_any = |all: &Failures| all.jobs + all.items + all.left + all.errors > 0;
    by_name.retain(|_, failures| is_any(failures));
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
