//! What is open, by who has to do something.

use std::cmp::Reverse;

use hashbrown::{HashMap, HashSet};

use crate::archive::{Archive, ArchivedError};
use crate::ledger::Symbol;
use crate::payload::{ErrorOrImpact, ErrorOrigin};
use crate::reference::{actions, error_codes};
use crate::report::open::open;
use crate::report::sections::{Body, Cell, SectionContext, listed};

/// Who has to do something about an error; none where its code is not in the catalogue.
pub(super) fn action(archive: &Archive, error: &ArchivedError) -> Option<&'static str> {
    error_codes::action(archive.name(error.code), error.http)
}

/// What asks for somebody to do something and was not made good, and who has to: errors, and the impacts
/// that do.
pub(in crate::report) fn asking(
    archive: &Archive,
) -> impl Iterator<Item = (&ArchivedError, Option<&'static str>)> {
    let mut known = HashMap::new();
    let errors = archive.errors.iter().filter(|error| archive.is_open(error));
    let with_action = errors.map(move |error| {
        let action =
            known.entry((error.code, error.http)).or_insert_with(|| action(archive, error));
        (error, *action)
    });
    // A side effect that nobody has to do anything about is nothing to do.
    with_action.filter(|(error, action)| {
        error.kind != ErrorOrImpact::Impact || action.is_some_and(|action| action != actions::NONE)
    })
}

/// What asks for one action.
#[derive(Default)]
struct Tally {
    open: u64,
    users: HashSet<Symbol>,
    codes: HashSet<Option<Symbol>>,
    jobs: HashSet<usize>,
    occurrences: u64,
}

pub(super) fn actions<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let archive = context.archive;
    let mut tallies: HashMap<Option<&str>, Tally> = HashMap::new();
    for (error, action) in asking(archive) {
        let tally = tallies.entry(action).or_default();
        tally.users.extend(error.user.filter(|user| archive.is_person(*user)));
        tally.codes.insert(error.code);
        tally.jobs.extend(error.job);
        tally.occurrences += 1;
    }
    for open in open(archive) {
        let tally = tallies.entry(open.action).or_default();
        tally.open += open.people;
        tally.users.extend(open.person.map(|person| person.user));
        tally.jobs.extend(open.job);
    }
    let mut order: Vec<_> = tallies.into_iter().collect();
    order.sort_by_key(|(action, tally)| {
        // Who failed and why is to be known before anything else is done.
        let rank = match *action {
            Some(actions::FETCH_ERRORS) => 0,
            Some(actions::WAIT) => 2,
            Some(actions::NONE) => 3,
            _ => 1,
        };
        (rank, Reverse(tally.open), Reverse(tally.occurrences), *action)
    });
    listed(context, order)
        .text("action", "action", |_, (action, _)| Cell::id(*action))
        .text("title", "what", |_, (action, _)| Cell::text(Some(in_words(*action).0)))
        .text("todo", "what to do", |_, (action, _)| Cell::text(Some(in_words(*action).1)))
        .number("open", "open", |_, (_, tally)| Cell::Count(tally.open))
        .number("users", "users", |_, (_, tally)| Cell::Count(tally.users.len() as u64))
        .number("codes", "codes", |_, (_, tally)| Cell::Count(tally.codes.len() as u64))
        .number("jobs", "jobs", |_, (_, tally)| Cell::Count(tally.jobs.len() as u64))
        .number("occurrences", "occurrences", |_, (_, tally)| Cell::Count(tally.occurrences))
        .noted(
            "What is open, by who has to act. Open: people still to be moved. What was made good since is not \
             counted. \u{2014}: an error code that this version does not know.",
        )
}

/// What an action is called, and what there is to do.
fn in_words(action: Option<&'static str>) -> (&'static str, &'static str) {
    match action.and_then(actions::lookup) {
        Some(known) => (&known.title, &known.todo),
        None => ("Error code unknown", "Look the code up, or ask support what it means."),
    }
}

impl Archive {
    /// Whether something was not made good since. What a validation said has not happened.
    fn is_open(&self, error: &ArchivedError) -> bool {
        error.source != ErrorOrigin::Validation && !self.is_made_good(error)
    }
}
