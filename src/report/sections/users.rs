//! Whom it hit, and who has to do what about it.

use std::cmp::Reverse;

use hashbrown::{HashMap, HashSet};

use crate::archive::{Archive, ArchivedError, User};
use crate::ledger::{JobRecord, Symbol};
use crate::payload::{ErrorOrImpact, ErrorOrigin};
use crate::reference::error_codes;
use crate::report::sections::{Body, Cell, Section, SectionContext, listed, made};

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

pub(super) fn actions<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let archive = context.archive;
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
    let moved = archive.users.iter().filter(|user| user.moved_later == Some(true)).count();
    let moved = match moved {
        0 => String::new(),
        1 => String::from(" 1 user whose move failed was moved later and is counted all the same."),
        _ => format!(
            " {moved} users whose move failed were moved later and are counted all the same."
        ),
    };
    listed(context, order)
        .text("action", "action", |_, (action, _)| Cell::id(*action))
        .number("users", "users", |_, (_, tally)| Cell::Count(tally.users.len() as u64))
        .number("codes", "codes", |_, (_, tally)| Cell::Count(tally.codes.len() as u64))
        .number("jobs", "jobs", |_, (_, tally)| Cell::Count(tally.jobs.len() as u64))
        .number("occurrences", "occurrences", |_, (_, tally)| Cell::Count(tally.occurrences))
        .noted(format!(
            "Who has to do something about all errors, and about the impacts that ask for it; jobaudit explain ACTION \
             says what. A dash: the code is not in the catalogue.{moved}"
        ))
}

pub(super) fn users<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let users = &context.archive.users;
    made(context, users.len(), move |at| &users[at])
        .text("user", "user", |c, user| Cell::id(c.archive.name(Some(user.user))))
        .number("jobs", "jobs", |_, user| Cell::Count(user.jobs))
        .number("failed_jobs", "failed jobs", |_, user| Cell::Count(user.failed_jobs))
        .text("last_job", "last job", |c, user| {
            let job = user.last_job.and_then(|job| c.archive.jobs.get(job));
            Cell::id(job.and_then(|job| c.archive.job_id(job)))
        })
        .text("last_seen", "last seen (UTC)", |_, user| Cell::time(user.last_seen))
        .text("last_code", "last code", |c, user| Cell::id(c.archive.name(user.last_error.code)))
        .text("action", "action", |c, user| Cell::id(action(c.archive, &user.last_error)))
        .text("moved_later", "moved later", |_, user| {
            user.moved_later.map_or(Cell::Missing, Cell::Flag)
        })
        .noted(
            "Users with errors, those still to be moved first. The last job is the last that names the user, the \
             code that of the last error. Moved later: a job that started after the last failed one names the \
             user with impacts and no error, or a job that names the user was executed again and left nothing \
             failed. A dash: what failed was no move.",
        )
}

/// A user who still has to be moved.
struct Open<'a> {
    user: &'a User,
    error: ArchivedError,
    job: Option<&'a JobRecord>,
}

/// The users who still have to be moved, as a list to work through: no section of a report, but a
/// table of its own.
pub(in crate::report) fn retry_list(archive: &Archive) -> Section<'_> {
    let open = archive.users.iter().filter_map(|user| {
        let error = user.open_error?;
        Some(Open { user, error, job: error.job.and_then(|job| archive.jobs.get(job)) })
    });
    listed(archive, open)
        .text("user", "user", |archive, row| Cell::id(archive.name(Some(row.user.user))))
        .text("email", "e-mail", |archive, row| Cell::id(archive.name(row.user.email)))
        .text("last_code", "last code", |archive, row| Cell::id(archive.name(row.error.code)))
        .text("last_error", "last error", |archive, row| {
            let known = archive.name(row.error.code).and_then(error_codes::lookup);
            let words = archive.name(row.error.message);
            Cell::text(words.or_else(|| known.map(|known| known.summary.as_str())))
        })
        .text("action", "action", |archive, row| Cell::id(action(archive, &row.error)))
        .text("last_job", "last job", |archive, row| {
            Cell::id(row.job.and_then(|job| archive.job_id(job)))
        })
        .text("org", "organisation", |archive, row| {
            Cell::id(row.job.and_then(|job| archive.name(job.org)))
        })
        .text("last_failed", "last failed (UTC)", |_, row| {
            Cell::time(row.job.and_then(JobRecord::when))
        })
        .number("failed_jobs", "failed jobs", |_, row| Cell::Count(row.user.failed_moves.max(1)))
        .text("file", "file", |archive, row| Cell::text(Some(archive.file_name(row.error.file))))
        .noted("Users whose last move failed and whom no later job or execution moved.")
        .under("retry_list", "Users still to be moved")
}
