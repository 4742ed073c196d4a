//! People who may be one person whom files name in two ways.
//!
//! In: people, each with what files say of them. Out: of whom it cannot be told whether they are the same, since
//! one file has an address and another an id, and nothing has both. So who seems to be left may have been moved, or
//! be counted twice; that is said with the number of people, and never netted.

use hashbrown::{HashMap, HashSet};

use crate::archive::Archive;
use crate::archive::identity::Telling;
use crate::archive::people::job_people::{Fate, JobPeople};
use crate::archive::people::mention::Mention;
use crate::archive::people::{Person, Unnamed};
use crate::ledger::interner::Symbol;

/// In which ways a person is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct KnownBy {
    best: Telling,
    has_address: bool,
    has_name: bool,
}

impl KnownBy {
    /// Whether two people may be one: nothing that is known of the one would have to be known of the other as well.
    fn may_be(self, other: KnownBy) -> bool {
        let (more, less) = if self.best < other.best { (self, other) } else { (other, self) };
        match less.best {
            _ if more.best == less.best => false,
            Telling::Address => !more.has_address,
            Telling::Name => !more.has_name,
            Telling::Id | Telling::Number => true,
        }
    }
}

/// In which ways people are known, by organisation.
pub(super) type Ways = HashMap<Option<Symbol>, HashSet<KnownBy>>;

/// What jobs that started after one that left somebody of the same organisation moved.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MovedLater {
    /// How many people whom no file names.
    pub unnamed: u64,
    /// How many whom files name otherwise than somebody who is left.
    pub alike: u64,
}

impl Archive {
    fn known_by(&self, person: Symbol) -> KnownBy {
        let best = Telling::of(self.names.text(person));
        KnownBy {
            best,
            has_address: best == Telling::Address || self.identities.email(person).is_some(),
            has_name: self.identities.name(person).is_some(),
        }
    }

    /// In which ways those are known who are still to be moved, by organisation. Whoever belongs to no job is said to be
    /// in doubt anyway.
    pub(super) fn ways_of_left(&self, people: &[Person]) -> Ways {
        let mut ways = Ways::new();
        for person in people.iter().filter(|person| person.is_to_move) {
            if let Some(job) = person.last_try {
                let of_org = ways.entry(self.jobs[job].org).or_default();
                of_org.insert(self.known_by(person.user));
            }
        }
        ways
    }

    /// How many of those who are still to be moved may be somebody else of them.
    pub(super) fn alike(&self, people: &[Person], ways: &Ways) -> u64 {
        if ways.values().all(|ways| ways.len() < 2) {
            return 0;
        }
        let left = people.iter().filter(|person| person.is_to_move).filter(|person| {
            let of_org = person.last_try.and_then(|job| ways.get(&self.jobs[job].org));
            let known = self.known_by(person.user);
            of_org.is_some_and(|ways| ways.iter().any(|way| way.may_be(known)))
        });
        left.count() as u64
    }

    /// How many moves were made later that nobody can tell from those that are left.
    pub(super) fn moved_later(
        &self,
        (people, ways): (&[Person], &Ways),
        unnamed: &[Unnamed],
        mentions: &[Mention],
        jobs: &[JobPeople],
    ) -> MovedLater {
        // The first job of each organisation that left somebody.
        let left = people.iter().filter(|person| person.is_to_move).filter_map(|p| p.last_try);
        let left = left.chain(unnamed.iter().filter_map(|unnamed| unnamed.job));
        let mut first: HashMap<Option<Symbol>, usize> = HashMap::new();
        for job in left {
            let earliest = first.entry(self.jobs[job].org).or_insert(job);
            *earliest = job.min(*earliest);
        }
        let mut later = MovedLater::default();
        if first.is_empty() {
            return later;
        }
        let is_later = |job: usize| {
            let earliest = first.get(&self.jobs[job].org).is_some_and(|first| *first < job);
            earliest && self.is_move(job)
        };
        let mut known_done = vec![0; self.jobs.len()];
        for mention in mentions {
            let Some(job) = mention.job().filter(|job| jobs[*job].fate(mention) == Fate::Done)
            else {
                continue;
            };
            known_done[job] += 1;
            if let Some(ways) = ways.get(&self.jobs[job].org).filter(|_| is_later(job)) {
                let known = self.known_by(mention.user);
                later.alike += u64::from(ways.iter().any(|way| way.may_be(known)));
            }
        }
        let done = self.jobs.iter().enumerate().filter(|(job, _)| is_later(*job));
        later.unnamed = done
            .map(|(job, record)| record.items().done.unwrap_or(0).saturating_sub(known_done[job]))
            .sum();
        later
    }

    /// Of how many people of a plan whom files seem not to name it cannot be told whether they are among those whom
    /// files name otherwise: no more than there are of these. Whom errors name beside a request for as many people as
    /// the job counts, is one of those of the request.
    pub(super) fn planned_alike(&self, mentions: &[Mention]) -> u64 {
        let Some(plan) = &self.plan else { return 0 };
        let planned: HashSet<Symbol> = plan.iter().map(|planned| planned.user).collect();
        let new = planned.iter().filter(|person| !self.mentioned.contains(*person));
        let ways: HashSet<KnownBy> = new.map(|person| self.known_by(*person)).collect();
        let mut requested = vec![0_u64; self.jobs.len()];
        for job in mentions.iter().filter(|one| one.request.is_some()).filter_map(Mention::job) {
            requested[job] += 1;
        }
        let is_another = |mention: &&Mention| {
            let all_asked = |job: usize| self.jobs[job].told().requested == Some(requested[job]);
            mention.request.is_some() || !mention.job().is_some_and(all_asked)
        };
        let tried = mentions.iter().filter(is_another).map(|mention| mention.user);
        let tried: HashSet<Symbol> = tried.filter(|user| self.mentioned.contains(user)).collect();
        let alike = tried.difference(&planned).filter(|person| {
            let known = self.known_by(**person);
            ways.iter().any(|way| way.may_be(known))
        });
        alike.count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_may_be_one_where_nothing_that_is_known_of_them_differs() {
        let id = KnownBy { best: Telling::Id, has_address: false, has_name: false };
        let with_address = KnownBy { has_address: true, ..id };
        let address = KnownBy { best: Telling::Address, has_address: true, has_name: false };
        let name = KnownBy { best: Telling::Name, has_address: false, has_name: false };
        let with_name = KnownBy { has_name: true, ..address };
        for (one, other, expected) in [
            (id, address, true),
            (with_address, address, false),
            (id, id, false),
            (address, name, true),
            (with_name, name, false),
            (id, name, true),
        ] {
            assert_eq!(one.may_be(other), expected, "{one:?} {other:?}");
            assert_eq!(other.may_be(one), expected, "{other:?} {one:?}");
        }
    }
}
