//! Who was meant to be moved.
//!
//! In: a list of people, and what the archive knows of them. Out: those of the list who are still to be moved
//! because nobody ever asked for it. That is only known where no attempt is left of which no file says whose it
//! was: as many people as there are such attempts may have been moved without a trace.

use hashbrown::{HashMap, HashSet};
use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::archive::people::{Person, PersonState, Unnamed};
use crate::ledger::interner::Symbol;

/// Somebody who was meant to be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Planned {
    /// The text that the person is known by everywhere.
    pub user: Symbol,
    /// Where the person was to be moved to, as the list says it.
    pub location: Option<Symbol>,
}

/// Attempts of which no file says whose they were, by organisation; none where a job does not say how many
/// there were.
pub(super) type Anonymous = HashMap<Option<Symbol>, Option<u64>>;

impl Archive {
    /// How many attempts of each organisation are nobody's, of jobs in which the files name so many people.
    pub(super) fn anonymous(&self, named: impl Fn(usize) -> u64) -> Anonymous {
        let mut anonymous = Anonymous::new();
        for (at, job) in self.jobs.iter().enumerate().filter(|(at, _)| self.is_move(*at)) {
            let all = anonymous.entry(job.org).or_insert(Some(0));
            let rest = job.items().requested.map(|requested| requested.saturating_sub(named(at)));
            *all = all.zip(rest).map(|(all, rest)| all + rest);
        }
        anonymous
    }

    /// Adds to the people whom files name those of the plan whom none names; of these, whoever was certainly
    /// never asked for is still to be moved.
    pub(super) fn add_planned(&self, people: &mut Vec<Person>, unnamed: &mut Vec<Unnamed>) {
        let Some(plan) = &self.plan else { return };
        let known: HashSet<Symbol> =
            people.iter().filter(|person| person.tries > 0).map(|person| person.user).collect();
        let is_new = |planned: &&Planned| {
            !known.contains(&planned.user) && !self.mentioned.contains(&planned.user)
        };
        let mut seen = HashSet::new();
        let new: Vec<&Planned> =
            plan.iter().filter(is_new).filter(|planned| seen.insert(planned.user)).collect();
        let orgs: HashSet<Option<Symbol>> = self.jobs.iter().map(|job| job.org).collect();
        let anonymous = orgs.iter().map(|org| self.anonymous.get(org).copied().unwrap_or(Some(0)));
        let anonymous = anonymous.reduce(|a, b| a.zip(b).map(|(a, b)| a + b)).unwrap_or(Some(0));
        // Whom files name by an id may be whom the plan names by an address.
        let anonymous = anonymous.map(|anonymous| anonymous + self.planned_alike);
        let is_certain = anonymous == Some(0);
        let had: HashMap<Symbol, usize> =
            people.iter().enumerate().map(|(at, person)| (person.user, at)).collect();
        for planned in &new {
            let state = if is_certain { PersonState::NotRequested } else { PersonState::Unknown };
            match had.get(&planned.user) {
                // An error of another kind of job names the person.
                Some(&at) => {
                    (people[at].state, people[at].is_to_move) = (state, is_certain);
                }
                None => people.push(Person::planned(planned.user, state, is_certain)),
            }
        }
        // At least so many were never asked for, whoever they are.
        let never = anonymous.map_or(0, |anonymous| (new.len() as u64).saturating_sub(anonymous));
        if !is_certain && never > 0 {
            unnamed.push(Unnamed {
                job: None,
                file: None,
                people: never,
                state: PersonState::NotRequested,
                are_named: true,
                code: None,
            });
        }
    }
}
