//! The users of whom a file tells an error, and the list of those who are still to be moved.

use crate::archive::{Archive, ArchivedError, Person};
use crate::ledger::JobRecord;
use crate::report::open::open;
use crate::report::sections::actions::{action, action_cell};
use crate::report::sections::still_to_move::{job, state};
use crate::report::sections::{Body, Cell, Section, SectionContext, listed, made};

pub(super) fn users<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let users: Vec<&Person> = context.archive.people.with_errors().collect();
    made(context, users.len(), move |at| users[at])
        .text("user", "user", |c, user| c.archive.person_cell(user.user))
        .name("email", "e-mail", |c, user| Cell::id(c.archive.name(c.archive.address(user.user))))
        .name("name", "name", |c, user| {
            Cell::text(c.archive.name(c.archive.identities.name(user.user)))
        })
        .text("state", "state", |_, user| state(user.state))
        .number("jobs", "jobs", |_, user| Cell::Count(user.jobs))
        .number("failed_jobs", "failed jobs", |_, user| Cell::Count(user.failed_jobs))
        .text("last_job", "last job", |c, user| {
            let job = user.last_job.and_then(|job| c.archive.jobs.get(job));
            Cell::id(job.and_then(|job| c.archive.job_id(job)))
        })
        .text("last_seen", "last seen (UTC)", |_, user| Cell::time(user.last_seen))
        .text("last_code", "last code", |c, user| {
            Cell::id(c.archive.name(last_error(c.archive, user).and_then(|error| error.code)))
        })
        .text("action", "action", |c, user| {
            action_cell(last_error(c.archive, user).and_then(|error| action(c.archive, error)))
        })
        .text("moved_later", "moved later", |_, user| {
            user.moved_later.map_or(Cell::Missing, Cell::Flag)
        })
        .noted(
            "Users with errors, those still to be moved first. The last job is the last that names the user, the \
             code that of the last error. State: what became of the newest attempt to move the user. Moved later: a \
             later job moved the user, or a job that names the user was executed again and left nothing \
             failed; where nothing stands, it was no user move, or nobody knows.",
        )
}

fn last_error<'a>(archive: &'a Archive, user: &Person) -> Option<&'a ArchivedError> {
    user.last_error.map(|at| &archive.errors[at])
}

/// The users who still have to be moved, as a list to work through: no section of a report, but a
/// table of its own.
pub(in crate::report) fn retry_list<'a>(archive: &'a Archive, action: Option<&str>) -> Section<'a> {
    let open = open(archive).into_iter().filter(|open| open.is_asked_for(action));
    let requested = archive.requested();
    let open = open.filter_map(|open| {
        let person = open.person?;
        Some((person, requested.get(&person.user).copied(), open))
    });
    listed(archive, open)
        .text("user", "user", |archive, (person, ..)| Cell::id(archive.name(Some(person.user))))
        .text("email", "e-mail", |archive, (person, ..)| {
            Cell::id(archive.name(archive.address(person.user)))
        })
        .text("name", "name", |archive, (person, ..)| {
            Cell::text(archive.name(archive.identities.name(person.user)))
        })
        .text("location", "target location", |archive, (person, ..)| {
            Cell::id(archive.name(person.location))
        })
        .text("number", "number", |archive, (_, asked, _)| {
            Cell::id(archive.name(asked.and_then(|asked| asked.number)))
        })
        .text("extension", "extension", |archive, (_, asked, _)| {
            Cell::id(archive.name(asked.and_then(|asked| asked.extension)))
        })
        .text("why", "why", |archive, (.., open)| Cell::text(open.why(archive)))
        .text("todo", "what to do", |archive, (.., open)| Cell::text(open.todo(archive)))
        .text("action", "action", |_, (.., open)| Cell::id(open.action))
        .text("last_code", "last code", |archive, (.., open)| Cell::id(archive.name(open.code)))
        .text("last_job", "last job", |archive, (.., open)| {
            Cell::id(job(archive, open).and_then(|job| archive.job_id(job)))
        })
        .text("last_try", "last try (UTC)", |archive, (.., open)| {
            Cell::time(job(archive, open).and_then(JobRecord::when))
        })
        .text("file", "file", |archive, (.., open)| {
            Cell::text(open.file.map(|file| archive.file_name(file)))
        })
        .noted("Users whose newest attempt did not succeed.")
        .under("retry_list", "Users still to be moved")
}
