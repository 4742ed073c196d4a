//! Who is still to be moved on one of the sides, so that the other one can ask for it.

use hashbrown::HashMap;

use crate::archive::{Archive, Person, PersonState};
use crate::ledger::{JobRecord, Symbol};
use crate::payload::Outcome;
use crate::report::diff::{JobId, Side};
use crate::report::open::{Open, open};

/// The texts that a person is known by.
fn texts<'a>(archive: &'a Archive, person: &Person) -> impl Iterator<Item = String> + use<'a> {
    let address = archive.address(person.user);
    let all = [Some(person.user), address].into_iter().flatten();
    all.map(|text| archive.names.text(text).to_lowercase())
}

/// The people of an archive by the texts that each is known by.
fn index(archive: &Archive) -> HashMap<String, &Person> {
    let mut all = HashMap::new();
    for person in &archive.people.named {
        all.extend(texts(archive, person).map(|text| (text, person)));
    }
    all
}

/// Whether the people of both sides can be told: pseudonyms of two salts have nobody in common.
pub(super) fn are_the_same(base: &Archive, new: &Archive) -> bool {
    let is_told = !base.is_redacted() && !new.is_redacted();
    if is_told || base.people.named.is_empty() || new.people.named.is_empty() {
        return true;
    }
    let known = index(base);
    new.people.named.iter().any(|one| texts(new, one).any(|text| known.contains_key(&text)))
}

/// How many people of a job are open.
#[derive(Clone, Copy, Default)]
pub(super) struct Count {
    pub all: u64,
    /// Those whose newest attempt failed.
    pub failed: u64,
}

impl Count {
    fn add(&mut self, other: Count) {
        self.all += other.all;
        self.failed += other.failed;
    }
}

/// How many people somebody stands for who is open in a job, of which `named` are open by name. Of a job in progress
/// its counts say how many have failed.
fn count(open: &Open<'_>, job: Option<&JobRecord>, named: Count) -> Count {
    let all = open.people;
    let in_progress = job.filter(|job| job.outcome == Outcome::InProgress);
    let failed = match in_progress.filter(|_| open.person.is_none()).map(JobRecord::items) {
        _ if !is_failure(open.state) => 0,
        None => all,
        Some(items) => {
            let failed = items.failed.unwrap_or(0).saturating_add(items.skipped.unwrap_or(0));
            failed.saturating_sub(named.failed).min(all)
        }
    };
    Count { all, failed }
}

/// What is open on a side.
pub(super) struct Opened<'a> {
    pub side: Side<'a>,
    pub by_user: HashMap<Symbol, Open<'a>>,
    /// The jobs with people whom no file names, and how many.
    pub unnamed: HashMap<JobId, Count>,
    /// How many people of each job are open, named or not.
    pub of_jobs: HashMap<JobId, Count>,
    people: HashMap<String, &'a Person>,
}

impl<'a> Opened<'a> {
    pub fn of(side: Side<'a>) -> Opened<'a> {
        let mut all = Opened {
            side,
            by_user: HashMap::new(),
            unnamed: HashMap::new(),
            of_jobs: HashMap::new(),
            people: index(side.archive),
        };
        for open in open(side.archive) {
            if let Some(job) = side.job_id(open.job) {
                // Those with names come first.
                let of_job = all.of_jobs.entry(job.clone()).or_default();
                let count = count(&open, side.job(open.job), *of_job);
                of_job.add(count);
                if open.person.is_none() {
                    all.unnamed.entry(job).or_default().add(count);
                }
            }
            if let Some(person) = open.person {
                all.by_user.insert(person.user, open);
            }
        }
        all
    }

    pub fn person(&self, archive: &Archive, person: &Person) -> Option<&'a Person> {
        texts(archive, person).find_map(|text| self.people.get(&text).copied())
    }

    /// How many people of a job are open here whom no file names.
    pub fn unnamed(&self, job: Option<&JobId>) -> Count {
        job.and_then(|job| self.unnamed.get(job)).copied().unwrap_or_default()
    }

    /// The newest attempt: which job, and which run of it.
    pub fn attempt(&self, person: &Person) -> Option<(JobId, usize)> {
        let job = self.side.job(person.last_try)?;
        Some((self.side.id_of(job), job.executions.len()))
    }

    pub fn code(&self, user: Symbol) -> Option<&'a str> {
        self.side.archive.name(self.by_user.get(&user).and_then(|open| open.code))
    }
}

/// Whether an attempt failed, and is not only under way.
pub(super) fn is_failure(state: PersonState) -> bool {
    matches!(state, PersonState::Failed | PersonState::Skipped | PersonState::Unknown)
}
