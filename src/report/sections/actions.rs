//! What is open, by who has to do something.

use std::cmp::Reverse;

use hashbrown::{HashMap, HashSet};

use crate::archive::{Archive, ArchivedError};
use crate::ledger::Symbol;
use crate::payload::{ErrorOrImpact, ErrorOrigin};
use crate::reference::actions::{self, in_words};
use crate::reference::error_codes;
use crate::report::Named;
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
pub(in crate::report) struct Tally {
    pub open: u64,
    users: HashSet<Symbol>,
    codes: HashSet<Option<Symbol>>,
    pub jobs: HashSet<usize>,
    occurrences: u64,
}

/// What is open by who has to do something, the most pressing first.
pub(in crate::report) fn tally_actions(archive: &Archive) -> Vec<(Option<&'static str>, Tally)> {
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
    order
}

pub(super) fn actions<'a>(context: &SectionContext<'a>) -> Body<'a> {
    listed(context, tally_actions(context.archive))
        .text("action", "what", |_, (action, _)| action_cell(*action))
        .name("title", "title", |_, (action, _)| Cell::text(Some(&in_words(*action).title)))
        .text("todo", "what to do", |_, (action, _)| Cell::text(Some(&in_words(*action).todo)))
        .text("who", "who", |_, (action, _)| Cell::text(Some(&in_words(*action).who)))
        .number("open", "open", |_, (_, tally)| Cell::Count(tally.open))
        .number("users", "users", |_, (_, tally)| Cell::Count(tally.users.len() as u64))
        .number("codes", "codes", |_, (_, tally)| Cell::Count(tally.codes.len() as u64))
        .number("jobs", "jobs", |_, (_, tally)| Cell::Count(tally.jobs.len() as u64))
        .number("occurrences", "occurrences", |_, (_, tally)| Cell::Count(tally.occurrences))
        .noted(
            "What is open, and who has to act. Open: people still to be moved. What was made good since is not \
             counted.",
        )
}

/// An action by its id, of which people read the title.
pub(in crate::report) fn action_cell(action: Option<&str>) -> Cell {
    let Some(id) = action else { return Cell::Missing };
    let shown = actions::lookup(id).map_or(id, |known| &known.title).to_owned();
    Cell::Named(Named { id: id.to_owned(), shown })
}

impl Archive {
    /// Whether something was not made good since. What a validation said has not happened.
    fn is_open(&self, error: &ArchivedError) -> bool {
        error.source != ErrorOrigin::Validation && !self.is_made_good(error)
    }
}
