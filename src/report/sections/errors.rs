//! Why something failed, and what came along with them.

use std::cmp::Reverse;

use crate::archive::{Archive, ArchivedError};
use crate::payload::{ErrorOrImpact, ErrorOrigin};
use crate::reference::error_codes;
use crate::report::Term;
use crate::report::sections::actions::action_cell;
use crate::report::sections::{Body, Cell, ErrorScope, SectionContext, made};

/// What is told apart, in this order; each has shares of its own.
const KINDS: [Term; 4] = [
    Term::new(ErrorOrImpact::Error.name(), "error"),
    Term::new(ErrorOrImpact::Impact.name(), "impact"),
    Term::new("validation-error", "error in a validation"),
    Term::new("validation-impact", "impact in a validation"),
];

/// Whether an item stopped something or came along with it, and whether a validation says so.
pub(crate) fn kind(item: &ArchivedError) -> Term {
    KINDS[usize::from(rank(item))].clone()
}

fn rank(item: &ArchivedError) -> u8 {
    let validated = u8::from(item.source == ErrorOrigin::Validation);
    2 * validated + u8::from(item.kind == ErrorOrImpact::Impact)
}

/// A code of a kind, and how often it occurred. There may be as many as errors, so it is small.
#[derive(Clone, Copy)]
struct Row<'a> {
    /// Its place among [`KINDS`].
    kind: u8,
    code: Option<&'a str>,
    occurrences: u64,
    users: u32,
    jobs: u32,
    /// Who has to do something; of an unknown code what the HTTP status code of any of them says.
    action: Option<&'static str>,
    /// How often all codes of the kind occurred, and how often those down to this one.
    whole: u64,
    so_far: u64,
}

impl Row<'_> {
    fn kind(&self) -> Term {
        KINDS[usize::from(self.kind)].clone()
    }

    fn known(&self) -> Option<&'static error_codes::KnownCode> {
        self.code.and_then(error_codes::lookup)
    }
}

pub(super) fn error_codes<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let rows = tallied(context.archive);
    made(context, rows.len(), move |at| rows[at])
        .text("code", "code", |_, row| Cell::id(row.code))
        .text("kind", "kind", |_, row| Cell::Term(row.kind()))
        .text("area", "area", |_, row| Cell::text(row.known().map(|known| known.area.as_str())))
        .text("action", "what to do", |_, row| action_cell(row.action))
        .text("summary", "summary", |_, row| {
            Cell::text(row.known().map(|known| known.summary.as_str()))
        })
        .number("occurrences", "occurrences", |_, row| Cell::Count(row.occurrences))
        .number("users", "users", |_, row| Cell::Count(row.users.into()))
        .number("jobs", "jobs", |_, row| Cell::Count(row.jobs.into()))
        .number("share", "share", |_, row| Cell::share(row.occurrences, row.whole))
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
    let errors = &archive.errors;
    let of = |at: &u32| &errors[*at as usize];
    let mut order: Vec<u32> = (0..errors.len() as u32).collect();
    order.sort_by_key(|at| (rank(of(at)), of(at).code));
    let mut rows: Vec<Row<'_>> = Vec::new();
    for alike in order.chunk_by(|a, b| (rank(of(a)), of(a).code) == (rank(of(b)), of(b).code)) {
        let items = || alike.iter().map(of);
        let code = archive.name(items().next().and_then(|item| item.code));
        let users = items().filter_map(|item| item.user.filter(|user| archive.is_person(*user)));
        rows.push(Row {
            kind: items().next().map_or(0, rank),
            code,
            occurrences: alike.len() as u64,
            users: different(users),
            jobs: different(items().filter_map(|item| item.job)),
            action: items().find_map(|item| error_codes::action(code, item.http)),
            whole: 0,
            so_far: 0,
        });
    }
    rows.sort_by_key(|row| (row.kind, Reverse(row.occurrences), row.code.is_none(), row.code));
    for of_kind in rows.chunk_by_mut(|one, other| one.kind == other.kind) {
        let whole = of_kind.iter().map(|row| row.occurrences).sum();
        let mut so_far = 0;
        for row in of_kind {
            so_far += row.occurrences;
            (row.whole, row.so_far) = (whole, so_far);
        }
    }
    rows
}

/// How many different ones there are.
fn different<T: Ord>(all: impl Iterator<Item = T>) -> u32 {
    let mut all: Vec<T> = all.collect();
    all.sort_unstable();
    all.dedup();
    all.len() as u32
}
