//! Why something failed, and what came along with them.

use std::cmp::Reverse;

use hashbrown::{HashMap, HashSet};

use crate::archive::{Archive, ArchivedError};
use crate::ledger::Symbol;
use crate::payload::{ErrorOrImpact, ErrorOrigin};
use crate::reference::error_codes;
use crate::report::Term;
use crate::report::sections::actions::action_cell;
use crate::report::sections::{Body, Cell, ErrorScope, SectionContext, listed};

/// What is counted of one code.
#[derive(Default)]
struct Tally {
    occurrences: u64,
    users: HashSet<Symbol>,
    jobs: HashSet<usize>,
    /// Who has to do something; of an unknown code what the HTTP status code of any of them says.
    action: Option<&'static str>,
}

/// What is told apart, in this order; each has shares of its own.
const KINDS: [Term; 4] = [
    Term::new(ErrorOrImpact::Error.name(), "error"),
    Term::new(ErrorOrImpact::Impact.name(), "impact"),
    Term::new("validation-error", "error in a validation"),
    Term::new("validation-impact", "impact in a validation"),
];

/// Whether an item stopped something or came along with it, and whether a validation says so.
pub(crate) fn kind(item: &ArchivedError) -> Term {
    let validated = usize::from(item.source == ErrorOrigin::Validation);
    KINDS[2 * validated + usize::from(item.kind == ErrorOrImpact::Impact)]
}

/// A code of a kind, and how often it occurred.
struct Row<'a> {
    kind: Term,
    code: Option<&'a str>,
    tally: Tally,
    /// How often all codes of the kind occurred, and how often those down to this one.
    whole: u64,
    so_far: u64,
}

impl Row<'_> {
    fn known(&self) -> Option<&'static error_codes::KnownCode> {
        self.code.and_then(error_codes::lookup)
    }
}

pub(super) fn error_codes<'a>(context: &SectionContext<'a>) -> Body<'a> {
    listed(context, tallied(context.archive))
        .text("code", "code", |_, row| Cell::id(row.code))
        .text("kind", "kind", |_, row| Cell::Term(row.kind))
        .text("area", "area", |_, row| Cell::text(row.known().map(|known| known.area.as_str())))
        .text("action", "what to do", |_, row| action_cell(row.tally.action))
        .text("summary", "summary", |_, row| {
            Cell::text(row.known().map(|known| known.summary.as_str()))
        })
        .number("occurrences", "occurrences", |_, row| Cell::Count(row.tally.occurrences))
        .number("users", "users", |_, row| Cell::Count(row.tally.users.len() as u64))
        .number("jobs", "jobs", |_, row| Cell::Count(row.tally.jobs.len() as u64))
        .number("share", "share", |_, row| Cell::share(row.tally.occurrences, row.whole))
        .number("cumulative_share", "cumulative", |_, row| Cell::share(row.so_far, row.whole))
        .noted(format!(
            "{} Shares are within errors \
             and within impacts. Users and jobs are those that the errors files tell. What a validation said would \
             happen stands apart and is in no other figure.{}",
            match context.failing {
                ErrorScope::Moves => {
                    "Errors stop a user's move; impacts come along with one and are no failures."
                }
                ErrorScope::Other | ErrorScope::Several => {
                    "Errors stop what a job works on, such as a user's move; impacts come along with it and are no \
                     failures."
                }
            },
            context.failing.warning()
        ))
}

/// Each code by kind, the most frequent first.
fn tallied(archive: &Archive) -> Vec<Row<'_>> {
    let mut tallies: HashMap<(Term, Option<Symbol>), Tally> = HashMap::new();
    for item in &archive.errors {
        let tally = tallies.entry((kind(item), item.code)).or_default();
        tally.occurrences += 1;
        tally.users.extend(item.user.filter(|user| archive.is_person(*user)));
        tally.jobs.extend(item.job);
        tally.action =
            tally.action.or_else(|| error_codes::action(archive.name(item.code), item.http));
    }
    let rows = tallies.into_iter().map(|((kind, code), tally)| Row {
        kind,
        code: archive.name(code),
        tally,
        whole: 0,
        so_far: 0,
    });
    let mut rows: Vec<Row<'_>> = rows.collect();
    let rank = |kind| KINDS.iter().position(|known| *known == kind);
    rows.sort_by_key(|row| {
        (rank(row.kind), Reverse(row.tally.occurrences), row.code.is_none(), row.code)
    });
    for of_kind in rows.chunk_by_mut(|one, other| one.kind == other.kind) {
        let whole = of_kind.iter().map(|row| row.tally.occurrences).sum();
        let mut so_far = 0;
        for row in of_kind {
            so_far += row.tally.occurrences;
            (row.whole, row.so_far) = (whole, so_far);
        }
    }
    rows
}
