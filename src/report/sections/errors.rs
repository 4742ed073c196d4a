//! Why something failed, and what came along with them.

use std::cmp::Reverse;

use hashbrown::{HashMap, HashSet};

use crate::archive::ArchivedError;
use crate::ledger::Symbol;
use crate::payload::{ErrorOrImpact, ErrorOrigin};
use crate::reference::error_codes;
use crate::report::sections::{ErrorScope, SectionContext, number, text};
use crate::report::{Cell, Section, Term};

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

fn kind(item: &ArchivedError) -> Term {
    let validated = usize::from(item.source == ErrorOrigin::Validation);
    KINDS[2 * validated + usize::from(item.kind == ErrorOrImpact::Impact)]
}

pub(super) fn error_codes(material: &SectionContext<'_>) -> Section {
    let archive = material.archive;
    let mut tallies: HashMap<(Term, Option<Symbol>), Tally> = HashMap::new();
    for item in &archive.errors {
        let tally = tallies.entry((kind(item), item.code)).or_default();
        tally.occurrences += 1;
        tally.users.extend(item.user);
        tally.jobs.extend(item.job);
        tally.action =
            tally.action.or_else(|| error_codes::action(archive.name(item.code), item.http));
    }
    let named = tallies.iter().map(|((kind, code), tally)| ((*kind, archive.name(*code)), tally));
    let mut order: Vec<_> = named.collect();
    order.sort_by_key(|((_, code), tally)| (Reverse(tally.occurrences), code.is_none(), *code));
    let mut rows = Vec::with_capacity(order.len());
    for kind in KINDS {
        let of_kind = || order.iter().filter(move |((k, _), _)| *k == kind);
        let whole: u64 = of_kind().map(|(_, tally)| tally.occurrences).sum();
        let mut so_far = 0;
        for ((_, code), tally) in of_kind() {
            so_far += tally.occurrences;
            let known = code.and_then(error_codes::lookup);
            rows.push(vec![
                Cell::id(*code),
                Cell::Term(kind),
                Cell::text(known.map(|known| known.area.as_str())),
                Cell::text(tally.action),
                Cell::text(known.map(|known| known.summary.as_str())),
                Cell::Count(tally.occurrences),
                Cell::Count(tally.users.len() as u64),
                Cell::Count(tally.jobs.len() as u64),
                Cell::share(tally.occurrences, whole),
                Cell::share(so_far, whole),
            ]);
        }
    }
    Section {
        id: "error_codes",
        title: "Error codes",
        note: format!(
            "{} Shares are within errors \
             and within impacts. Users and jobs are those that the errors files tell. What a validation said would \
             happen stands apart and is in no other figure.{}",
            match material.failing {
                ErrorScope::Moves => {
                    "Errors stop a user's move; impacts come along with one and are no failures."
                }
                ErrorScope::Other | ErrorScope::Several => {
                    "Errors stop what a job works on, such as a user's move; impacts come along with it and are no \
                     failures."
                }
            },
            material.failing.warning()
        ),
        columns: vec![
            text("code", "code"),
            text("kind", "kind"),
            text("area", "area"),
            text("action", "action"),
            text("summary", "summary"),
            number("occurrences", "occurrences"),
            number("users", "users"),
            number("jobs", "jobs"),
            number("share", "share"),
            number("cumulative_share", "cumulative"),
        ],
        rows,
    }
}
