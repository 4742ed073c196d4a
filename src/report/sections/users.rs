//! Whom it hit, and who has to do what about it.

use std::cmp::Reverse;

use hashbrown::{HashMap, HashSet};

use crate::archive::{Archive, ArchivedError, User};
use crate::ledger::Symbol;
use crate::payload::{ErrorOrImpact, ErrorOrigin};
use crate::reference::error_codes;
use crate::report::sections::{SectionContext, number, text};
use crate::report::{Cell, Section};

/// Who has to do something about an error; none where its code is not in the catalogue.
pub(super) fn action(archive: &Archive, item: &ArchivedError) -> Option<&'static str> {
    error_codes::action(archive.name(item.code), item.http)
}

/// What asks for somebody to do something, and who has to: all errors, and the impacts that do.
pub(in crate::report) fn asking(
    archive: &Archive,
) -> impl Iterator<Item = (&ArchivedError, Option<&'static str>)> {
    let mut known = HashMap::new();
    let items = archive.errors.iter().filter(|item| item.source != ErrorOrigin::Validation);
    let with_action = items.map(move |item| {
        (item, *known.entry((item.code, item.http)).or_insert_with(|| action(archive, item)))
    });
    // A side effect that nobody has to do anything about is nothing to do.
    with_action.filter(|(item, action)| {
        item.kind != ErrorOrImpact::Impact || action.is_some_and(|action| action != "none")
    })
}

/// What asks for one action.
#[derive(Default)]
struct Tally {
    users: HashSet<Symbol>,
    codes: HashSet<Option<Symbol>>,
    jobs: HashSet<usize>,
    occurrences: u64,
}

pub(super) fn actions(material: &SectionContext<'_>) -> Section {
    let archive = material.archive;
    let mut tallies: HashMap<Option<&str>, Tally> = HashMap::new();
    for (item, action) in asking(archive) {
        let tally = tallies.entry(action).or_default();
        tally.users.extend(item.user);
        tally.codes.insert(item.code);
        tally.jobs.extend(item.job);
        tally.occurrences += 1;
    }
    let mut order: Vec<_> = tallies.into_iter().collect();
    order.sort_by_key(|(action, tally)| {
        let nothing = *action == Some("none");
        (nothing, Reverse(tally.users.len()), Reverse(tally.occurrences), *action)
    });
    let rows = order.into_iter().map(|(action, tally)| {
        vec![
            Cell::id(action),
            Cell::Count(tally.users.len() as u64),
            Cell::Count(tally.codes.len() as u64),
            Cell::Count(tally.jobs.len() as u64),
            Cell::Count(tally.occurrences),
        ]
    });
    let moved = archive.users.iter().filter(|user| user.moved_later == Some(true)).count();
    let moved = match moved {
        0 => String::new(),
        1 => String::from(" 1 user whose move failed was moved later and is counted all the same."),
        _ => format!(
            " {moved} users whose move failed were moved later and are counted all the same."
        ),
    };
    Section {
        id: "actions",
        title: "Actions",
        note: format!(
            "Who has to do something about all errors, and about the impacts that ask for it; jobaudit explain ACTION \
             says what. A dash: the code is not in the catalogue.{moved}"
        ),
        columns: vec![
            text("action", "action"),
            number("users", "users"),
            number("codes", "codes"),
            number("jobs", "jobs"),
            number("occurrences", "occurrences"),
        ],
        rows: rows.collect(),
    }
}

pub(super) fn users(material: &SectionContext<'_>) -> Section {
    let archive = material.archive;
    let row = |user: &User| {
        let last_job = user.last_job.and_then(|job| archive.jobs.get(job));
        vec![
            Cell::id(archive.name(Some(user.user))),
            Cell::Count(user.jobs),
            Cell::Count(user.failed_jobs),
            Cell::id(last_job.and_then(|job| archive.job_id(job))),
            Cell::time(user.last_seen),
            Cell::id(archive.name(user.last_error.code)),
            Cell::id(action(archive, &user.last_error)),
            user.moved_later.map_or(Cell::Missing, Cell::Flag),
        ]
    };
    Section {
        id: "users",
        title: "Users",
        note: String::from(
            "Users with errors, those still to be moved first. The last job is the last that names the user, the \
             code that of the last error. Moved later: a job that started after the last failed one names the \
             user with impacts and no error, or a job that names the user was executed again and left nothing \
             failed. A dash: what failed was no move.",
        ),
        columns: vec![
            text("user", "user"),
            number("jobs", "jobs"),
            number("failed_jobs", "failed jobs"),
            text("last_job", "last job"),
            text("last_seen", "last seen (UTC)"),
            text("last_code", "last code"),
            text("action", "action"),
            text("moved_later", "moved later"),
        ],
        rows: archive.users.iter().map(row).collect(),
    }
}

/// The users who still have to be moved, as a list to work through: no section of a report, but a
/// table of its own.
pub(in crate::report) fn retry_list(archive: &Archive) -> Section {
    let users = archive.users.iter();
    let open = users.filter_map(|user| user.open_error.map(|error| (user, error)));
    let row = |(user, error): (&User, ArchivedError)| {
        let job = error.job.and_then(|job| archive.jobs.get(job));
        let known = archive.name(error.code).and_then(error_codes::lookup);
        let words = archive.name(error.message);
        vec![
            Cell::id(archive.name(Some(user.user))),
            Cell::id(archive.name(user.email)),
            Cell::id(archive.name(error.code)),
            Cell::text(words.or_else(|| known.map(|known| known.summary.as_str()))),
            Cell::id(action(archive, &error)),
            Cell::id(job.and_then(|job| archive.job_id(job))),
            Cell::id(job.and_then(|job| archive.name(job.org))),
            Cell::time(job.and_then(|job| job.when())),
            Cell::Count(user.failed_moves.max(1)),
            Cell::text(Some(archive.file_name(error.file))),
        ]
    };
    Section {
        id: "retry_list",
        title: "Users still to be moved",
        note: String::from(
            "Users whose last move failed and whom no later job or execution moved.",
        ),
        columns: vec![
            text("user", "user"),
            text("email", "e-mail"),
            text("last_code", "last code"),
            text("last_error", "last error"),
            text("action", "action"),
            text("last_job", "last job"),
            text("org", "organisation"),
            text("last_failed", "last failed (UTC)"),
            number("failed_jobs", "failed jobs"),
            text("file", "file"),
        ],
        rows: open.map(row).collect(),
    }
}
