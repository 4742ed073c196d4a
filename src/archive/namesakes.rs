//! People of several organisations who are called alike.
//!
//! In: whom errors name, and the organisations of their jobs. Out: the same with a symbol for each person. An id, an
//! e-mail address and a number with its country are one person's everywhere; a name and an extension are one
//! person's only within an organisation. Where no organisation is known, one of that name is the first.

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use crate::archive::identity::{Identities, Telling};
use crate::archive::link::Linked;
use crate::ledger::interner::{Names, Symbol};
use crate::ledger::{ArchivedError, JobRecord, Title};

/// Whether a text tells a person only among those of one organisation.
pub(super) fn is_local(text: &str) -> bool {
    match Telling::of(text) {
        Telling::Id | Telling::Address => false,
        Telling::Number => !text.starts_with('+'),
        Telling::Name => true,
    }
}

/// Errors, as positions, that name somebody by a local text which files say of a person, with that text.
pub(super) struct Called(Vec<(usize, Symbol)>);

impl Called {
    /// Puts people in the place of all texts that files say of them, and notes where these are local.
    pub fn resolve(errors: &mut [ArchivedError], identities: &Identities, names: &Names) -> Called {
        let resolved = errors.par_iter_mut().enumerate().filter_map(|(at, error)| {
            let text = error.user?;
            let person = identities.person(text);
            error.user = Some(person);
            (person != text && is_local(names.text(text))).then_some((at, text))
        });
        Called(resolved.collect())
    }

    /// Takes back whoever is known to be of another organisation than the job.
    pub fn take_back(
        self,
        errors: &mut [ArchivedError],
        (jobs, linked): (&[JobRecord], &Linked),
        titles: &HashSet<Title>,
    ) {
        if self.0.is_empty() {
            return;
        }
        let org_of = |at: usize| jobs[linked.items[at]?.0].org;
        let by_name: HashSet<usize> = self.0.iter().map(|(at, _)| *at).collect();
        let mut homes: HashMap<Symbol, HashSet<Symbol>> = HashMap::new();
        for title in titles {
            if let Some(org) = title.org {
                homes.entry(title.id).or_default().insert(org);
            }
        }
        for (at, error) in errors.iter().enumerate().filter(|(at, _)| !by_name.contains(at)) {
            if let Some((user, org)) = error.user.zip(org_of(at)) {
                homes.entry(user).or_default().insert(org);
            }
        }
        for (at, text) in self.0 {
            let known = errors[at].user.and_then(|user| homes.get(&user)).zip(org_of(at));
            if known.is_some_and(|(homes, org)| !homes.contains(&org)) {
                errors[at].user = Some(text);
            }
        }
    }
}

/// Tells those apart who are called alike and are of several organisations.
pub(super) fn tell_apart(errors: &mut [ArchivedError], jobs: &[JobRecord], names: &mut Names) {
    let mut orgs = jobs.iter().filter_map(|job| job.org);
    let first = orgs.next();
    if orgs.all(|org| Some(org) == first) {
        return;
    }
    let mut met: HashSet<Symbol> = HashSet::new();
    let mut people: HashMap<(Symbol, Symbol), Symbol> = HashMap::new();
    for error in errors {
        let org = error.job.and_then(|job| jobs[job].org);
        let Some((user, org)) = error.user.zip(org) else { continue };
        if !is_local(names.text(user)) {
            continue;
        }
        let person = people.entry((user, org)).or_insert_with(|| {
            let text = names.text(user).to_owned();
            if met.insert(user) { user } else { names.add(&text) }
        });
        error.user = Some(*person);
    }
}
