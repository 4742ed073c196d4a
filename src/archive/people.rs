//! The people of an archive: who was moved, who was not, and how many of these no file names.
//!
//! In: the jobs, with their errors, impacts and requests. Out: a [`Person`] for everybody whom a file
//! names, with what became of the newest attempt, and for each job the number of those whom none names.
//!
//! A payload counts attempts and names nobody. So each job's attempts that are not done, less the people
//! whom its errors name, are people without a name. Whoever is named without an error was moved where all
//! of that job's failures are named, and where they are not, nobody knows.

mod alike;
mod job_people;
mod mention;
mod person;

pub use person::{People, Person, PersonState, Unnamed};

use std::cmp::Reverse;

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use crate::archive::identity::Telling;
use crate::archive::people::job_people::{Fate, JobPeople, is_healed};
use crate::archive::people::mention::{At, Mention, Nameless};
use crate::archive::requests::RequestedUser;
use crate::archive::{Archive, ArchivedError, AttentionReason};
use crate::ledger::interner::Symbol;
use crate::payload::{Family, Timestamp};

/// Whether somebody was moved in one of two jobs, and was not in the other.
fn is_other(one: Fate, other: Fate) -> bool {
    let is_left = |fate| matches!(fate, Fate::NotDone(_));
    one == Fate::Done && is_left(other) || is_left(one) && other == Fate::Done
}

/// Of people who are some of those whom a request or errors name, though no file tells which, only as many are left as
/// there are of these whom no newer job names.
fn leave_open(jobs: &mut [JobPeople], people: &[Person]) {
    let mut open = vec![0; jobs.len()];
    for person in people.iter().filter(|person| person.state == PersonState::Unknown) {
        if let Some(job) = person.last_try {
            open[job] += 1;
        }
    }
    for (job, open) in jobs.iter_mut().zip(open).filter(|(job, _)| job.are_named) {
        job.unnamed = job.unnamed.min(open);
    }
}

impl Archive {
    /// Looks who was moved; to be done again whenever jobs, errors or requests have changed.
    pub(super) fn find_people(&mut self) {
        let (people, _) = self.people_and_moves(&self.mentions());
        self.people = people;
    }

    /// Looks who was moved and when each was last, and remembers whom files name and how many attempts are
    /// nobody's, before jobs are left out.
    pub(super) fn find_people_and_moves(&mut self) {
        let mentions = self.mentions();
        self.remember_attempts(&mentions);
        (self.people, self.moved) = self.people_and_moves(&mentions);
    }

    fn remember_attempts(&mut self, mentions: &[Mention]) {
        let mut named = vec![0; self.jobs.len()];
        for mention in mentions {
            if let Some(job) = mention.job() {
                named[job] += 1;
            }
        }
        let tried = mentions.iter().filter(|mention| {
            mention.job().is_some_and(|job| self.is_move(job)) || mention.request.is_some()
        });
        self.mentioned = tried.map(|mention| mention.user).collect();
        self.anonymous = self.anonymous(|job| named[job]);
        self.planned_alike = self.planned_alike(mentions);
    }

    /// Everybody, and when each was last moved as far as jobs tell.
    fn people_and_moves(&self, mentions: &[Mention]) -> (People, HashMap<Symbol, Timestamp>) {
        let nameless = self.nameless();
        let named = self.named(mentions, &nameless);
        let jobs = self.jobs.par_iter().zip(&named);
        let mut jobs: Vec<JobPeople> =
            jobs.map(|(job, named)| JobPeople::of(job, *named)).collect();
        let moved = self.moves(mentions, &jobs);
        let of_person = mentions.par_chunk_by(|a, b| a.user == b.user);
        let mut all: Vec<Person> = of_person.filter_map(|of| self.person(of, &jobs)).collect();
        leave_open(&mut jobs, &all);
        let mut unnamed = self.unnamed(&jobs, &nameless);
        self.add_planned(&mut all, &mut unnamed);
        self.put_in_order(&mut all);
        let ways = self.ways_of_left(&all);
        let later = self.moved_later((&all, &ways), &unnamed, mentions, &jobs);
        let people = People {
            moved_later_unnamed: later.unnamed,
            moved_later_alike: later.alike,
            alike: self.alike(&all, &ways),
            named: all,
            unnamed,
        };
        (people, moved)
    }

    /// Who is still to be moved comes first, and among them who failed most often.
    pub(super) fn put_in_order(&self, people: &mut [Person]) {
        people.par_sort_by_key(|person| {
            let rank = match (person.is_to_move, person.moved_later) {
                (true, _) => 0,
                (false, None) => 1,
                (false, Some(_)) => 2,
            };
            let name = self.names.text(person.user);
            (rank, Reverse(person.failed_jobs), Reverse(person.last_seen), name)
        });
    }

    /// For each job whether it tells of everybody whom its request names: all who are not done are named.
    pub(super) fn are_told(&self) -> Vec<bool> {
        let named = self.named(&self.mentions(), &self.nameless());
        let jobs = self.jobs.iter().zip(&named);
        jobs.map(|(job, named)| JobPeople::of(job, *named).requested == Fate::Done).collect()
    }

    /// What became of a person in each job that names the person; those without a job come first.
    pub(super) fn states_of(&self, person: Symbol) -> Vec<(Option<usize>, PersonState)> {
        let mentions = self.mentions();
        let named = self.named(&mentions, &self.nameless());
        let state = |mention: &Mention| match mention.job() {
            Some(job) => match JobPeople::of(&self.jobs[job], named[job]).fate(mention) {
                Fate::Done => PersonState::Done,
                Fate::NotDone(state) => state,
                Fate::Unknown | Fate::Untold => PersonState::Unknown,
            },
            None if mention.error.is_some() => PersonState::Failed,
            None => PersonState::Unknown,
        };
        let of_person = mentions.iter().filter(|mention| mention.user == person);
        of_person.map(|mention| (mention.job(), state(mention))).collect()
    }

    /// Where each person stands among those whom files or a plan name.
    pub(crate) fn people_by_name(&self) -> HashMap<Symbol, usize> {
        self.people.named.iter().enumerate().map(|(at, person)| (person.user, at)).collect()
    }

    /// Whether an error was made good: by a later execution of its job, or because its user was moved since.
    pub fn is_made_good(&self, error: &ArchivedError) -> bool {
        let Some(job) = error.job.map(|job| &self.jobs[job]) else { return false };
        let moved = error.user.and_then(|user| self.moved.get(&user));
        let is_of_move = job.family == Family::MOVE_USERS;
        is_healed(job) || is_of_move && moved.zip(job.when()).is_some_and(|(moved, at)| *moved > at)
    }

    /// Whether somebody has to look at a job for that reason.
    pub fn has_reason(&self, job: usize, reason: AttentionReason) -> bool {
        let first = self.attention.partition_point(|item| item.job < job);
        let of_job = self.attention[first..].iter().take_while(|item| item.job == job);
        of_job.map(|item| item.reason).any(|known| known == reason)
    }

    /// What was last asked for each person.
    pub fn requested(&self) -> HashMap<Symbol, &RequestedUser> {
        let mut last = HashMap::new();
        for asked in self.requests.iter().rev().flat_map(|request| &request.users) {
            last.entry(asked.user).or_insert(asked);
        }
        last
    }

    /// The text that a person is known by everywhere, whom a file calls so.
    pub fn who(&self, text: Symbol) -> Symbol {
        self.identities.person(text)
    }

    /// A person's e-mail address.
    pub fn address(&self, person: Symbol) -> Option<Symbol> {
        let is_one = || Telling::of(self.names.text(person)) == Telling::Address;
        self.identities.email(person).or_else(|| is_one().then_some(person))
    }

    /// Whether a text stands for a person, and not for a number of somebody.
    pub fn is_person(&self, user: Symbol) -> bool {
        !self.numbers.contains(&user)
    }

    /// The users of errors who are phone numbers.
    pub(super) fn phone_numbers(&self) -> HashSet<Symbol> {
        let users: HashSet<Symbol> = self.errors.iter().filter_map(|error| error.user).collect();
        let is_number = |user: &Symbol| Telling::of(self.names.text(*user)) == Telling::Number;
        users.into_iter().filter(is_number).collect()
    }

    pub(super) fn is_move(&self, job: usize) -> bool {
        self.jobs[job].family == Family::MOVE_USERS
    }

    /// When each was last moved, as far as jobs tell.
    fn moves(&self, mentions: &[Mention], jobs: &[JobPeople]) -> HashMap<Symbol, Timestamp> {
        let mut moved = HashMap::new();
        for mention in mentions {
            let Some(job) = mention.job().filter(|job| self.is_move(*job)) else { continue };
            if let Some(when) = self.jobs[job].when()
                && jobs[job].fate(mention) == Fate::Done
            {
                let last = moved.entry(mention.user).or_insert(when);
                *last = when.max(*last);
            }
        }
        moved
    }

    /// What is said of one person. A number that no job was to move with its user is nobody.
    fn person(&self, mentions: &[Mention], jobs: &[JobPeople]) -> Option<Person> {
        let user = mentions[0].user;
        let is_try = |mention: &&Mention| match mention.job() {
            Some(job) => self.is_move(job),
            None => mention.move_error.is_some() || mention.request.is_some(),
        };
        let tries = || mentions.iter().filter(is_try);
        let told = tries().filter_map(|mention| {
            let fate = match mention.job() {
                Some(job) => jobs[job].fate(mention),
                None if mention.move_error.is_some() => Fate::NotDone(PersonState::Failed),
                None => Fate::Unknown,
            };
            (fate != Fate::Untold).then_some((mention, fate))
        });
        let told: Vec<(&Mention, Fate)> = told.collect();
        // What belongs to no job may be newer than all others.
        let lost = told.first().filter(|(mention, fate)| {
            mention.job().is_none() && *fate == Fate::NotDone(PersonState::Failed)
        });
        let newest = lost.or(told.last()).copied();
        let is_open = newest.is_some_and(|newest| {
            told.iter()
                .any(|other| self.may_be_newer(*other, newest) && is_other(other.1, newest.1))
        });
        let (state, is_to_move) = match newest {
            Some(_) if is_open => (PersonState::Unknown, false),
            Some((mention, fate)) if self.was_moved_since(mention) && fate != Fate::Done => {
                (PersonState::Done, false)
            }
            Some((_, Fate::Done)) => (PersonState::Done, false),
            Some((_, Fate::NotDone(state))) => (state, true),
            Some((_, Fate::Unknown | Fate::Untold)) | None => (PersonState::Unknown, false),
        };
        let failures = || mentions.iter().filter(|mention| mention.error.is_some());
        let of_moves = |mention: &&Mention| mention.job().is_some_and(|job| self.is_move(job));
        let has_failed = tries().any(|mention| mention.move_error.is_some());
        let last_job = mentions.last().and_then(|mention| mention.job());
        let in_jobs = |mention: &&Mention| mention.job().is_some();
        if !self.is_person(user) && tries().next().is_none() {
            return None;
        }
        Some(Person {
            user,
            state,
            is_to_move,
            is_untold: is_open
                || newest.is_some_and(|(mention, fate)| {
                    mention.job().is_none() && fate == Fate::Unknown
                }),
            jobs: mentions.iter().filter(in_jobs).count() as u64,
            failed_jobs: failures().filter(in_jobs).count() as u64,
            failed_moves: failures().filter(of_moves).count() as u64,
            tries: tries().count() as u64,
            last_job,
            last_seen: last_job.and_then(|job| self.jobs[job].when()),
            last_try: newest.and_then(|(mention, _)| mention.job()),
            last_error: failures().next_back().and_then(|mention| mention.error).map(At::position),
            open_error: newest
                .filter(|_| is_to_move)
                .and_then(|(mention, _)| mention.move_error)
                .map(At::position),
            moved_later: match (has_failed, state) {
                (false, _) => None,
                (true, PersonState::Done) => Some(true),
                (true, _) if is_to_move => Some(false),
                (true, _) => None,
            },
            location: mentions.iter().rev().find_map(|mention| mention.request?),
        })
    }

    /// Whether nothing says which of two jobs was the later one: they started at the same moment, or one does not
    /// say when.
    fn may_be_newer(&self, (other, _): (&Mention, Fate), (newest, _): (&Mention, Fate)) -> bool {
        let Some((other, newest)) = other.job().zip(newest.job()) else { return false };
        let times = self.jobs[other].when().zip(self.jobs[newest].when());
        other != newest && times.is_none_or(|(other, newest)| other == newest)
    }

    /// Whether a job that is not among those that were chosen moved the person since.
    fn was_moved_since(&self, mention: &Mention) -> bool {
        let tried = mention.job().and_then(|job| self.jobs[job].when());
        let moved = self.moved.get(&mention.user);
        moved.zip(tried).is_some_and(|(moved, tried)| *moved > tried)
    }

    /// Those whom no file names, by job.
    fn unnamed(&self, jobs: &[JobPeople], nameless: &Nameless) -> Vec<Unnamed> {
        let code = |key| {
            let mut codes = nameless.get(&key)?.iter().map(|at| self.errors[*at].code);
            let first = codes.next()??;
            codes.all(|code| code == Some(first)).then_some(first)
        };
        let of_jobs =
            jobs.iter().enumerate().filter(|(job, of)| self.is_move(*job) && of.unnamed > 0);
        let of_jobs = of_jobs.map(|(job, of)| Unnamed {
            job: Some(job),
            file: Some(self.jobs[job].file),
            people: of.unnamed,
            state: of.unnamed_state,
            are_named: of.are_named,
            code: code((Some(job), None)),
        });
        let mut all: Vec<Unnamed> = of_jobs.collect();
        let lost = nameless.iter().filter_map(|(key, of)| Some((*key, key.1?, of)));
        let mut lost: Vec<Unnamed> = lost
            .map(|(key, file, of)| Unnamed {
                job: None,
                file: Some(file),
                people: of.len() as u64,
                state: PersonState::Failed,
                are_named: false,
                code: code(key),
            })
            .collect();
        lost.sort_by_key(|unnamed| unnamed.file);
        all.extend(lost);
        all
    }
}
