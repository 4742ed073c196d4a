//! What happened to one person.
//!
//! In: an archive and a person. Out: each job that a file names the person in, the oldest first, with what
//! became of the person there; and who is meant by a text that files use of somebody.

use std::collections::BTreeSet;

use crate::archive::Archive;
use crate::archive::people::PersonState;
use crate::ledger::interner::Symbol;

/// A job, or something without one, that names a person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// The job, as a position in [`Archive::jobs`]; none where what files say belongs to no job.
    pub job: Option<usize>,
    /// What became of the person there.
    pub state: PersonState,
    /// What stopped it and what came along with it, as positions in [`Archive::errors`].
    pub errors: Vec<usize>,
    /// The request that asked for it, as a position in [`Archive::requests`].
    pub request: Option<usize>,
}

impl Archive {
    /// What happened to a person: those without a job first, then by the start of the job.
    pub fn attempts(&self, person: Symbol) -> Vec<Attempt> {
        let states = self.states_of(person);
        let attempt = |(job, state): (Option<usize>, PersonState)| {
            let errors = self.errors.iter().enumerate();
            let is_of = |asked: Symbol| asked == person;
            let mut requests = self.requests.iter().enumerate();
            let errors = errors.filter(|(_, error)| error.job == job && error.user == Some(person));
            let request = requests.find(|(_, request)| {
                request.job == job && request.users.iter().any(|asked| is_of(asked.user))
            });
            Attempt {
                job,
                state,
                errors: errors.map(|(at, _)| at).collect(),
                request: request.map(|(at, _)| at),
            }
        };
        let mut all: Vec<Attempt> = states.into_iter().map(attempt).collect();
        // What only a validation says is no attempt and worth knowing.
        let is_known = |at: &usize| all.iter().any(|attempt| attempt.errors.contains(at));
        let errors = self.errors.iter().enumerate();
        let of_person = errors.filter(|(_, error)| error.user == Some(person));
        let others = of_person.map(|(at, _)| at).filter(|at| !is_known(at));
        let others: Vec<usize> = others.collect();
        if !others.is_empty() {
            let state = PersonState::Unknown;
            all.insert(0, Attempt { job: None, state, errors: others, request: None });
        }
        all
    }

    /// Everybody whom an error, a request or a plan names, and whom files call so as well.
    pub fn people_called(&self, is_meant: impl Fn(&str) -> bool) -> BTreeSet<Symbol> {
        let asked = || self.requests.iter().flat_map(|request| &request.users);
        let named = self.people.named.iter().map(|person| person.user);
        let with_errors = self.errors.iter().filter_map(|error| error.user);
        let all: BTreeSet<Symbol> =
            named.chain(with_errors).chain(asked().map(|asked| asked.user)).collect();
        let is_meant = |text: Symbol| is_meant(self.names.text(text));
        let aliases = self.identities.people();
        let aliases = aliases.filter(|(text, person)| all.contains(person) && is_meant(*text));
        let numbers = asked()
            .filter(|asked| [asked.number, asked.extension].into_iter().flatten().any(is_meant));
        let themselves = all.iter().copied().filter(|person| is_meant(*person));
        let found = aliases.map(|(_, person)| person).chain(numbers.map(|asked| asked.user));
        found.chain(themselves).collect()
    }
}
