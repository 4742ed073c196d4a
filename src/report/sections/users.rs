//! The users of whom a file tells an error, and the list of those who are still to be moved.

use crate::archive::{Archive, Person};
use crate::report::open::{Open, open};
use crate::report::sections::actions::action;
use crate::report::sections::still_to_move::state;
use crate::report::sections::{SectionContext, number, text};
use crate::report::{Cell, Section};

pub(super) fn users(context: &SectionContext<'_>) -> Section {
    let archive = context.archive;
    let row = |user: &Person| {
        let last_job = user.last_job.and_then(|job| archive.jobs.get(job));
        let last_error = user.last_error.map(|at| &archive.errors[at]);
        vec![
            archive.person_cell(user.user),
            Cell::id(archive.name(archive.address(user.user))),
            Cell::text(archive.name(archive.identities.name(user.user))),
            state(user.state),
            Cell::Count(user.jobs),
            Cell::Count(user.failed_jobs),
            Cell::id(last_job.and_then(|job| archive.job_id(job))),
            Cell::time(user.last_seen),
            Cell::id(archive.name(last_error.and_then(|error| error.code))),
            Cell::id(last_error.and_then(|error| action(archive, error))),
            user.moved_later.map_or(Cell::Missing, Cell::Flag),
        ]
    };
    Section {
        id: "users",
        title: "Users",
        note: String::from(
            "Users with errors, those still to be moved first. The last job is the last that names the user, the \
             code that of the last error. State: what became of the newest attempt to move the user. Moved later: a \
             later job moved the user, or a job that names the user was executed again and left nothing \
             failed. \u{2014}: not a user move, or unknown.",
        ),
        columns: vec![
            text("user", "user"),
            text("email", "e-mail"),
            text("name", "name"),
            text("state", "state"),
            number("jobs", "jobs"),
            number("failed_jobs", "failed jobs"),
            text("last_job", "last job"),
            text("last_seen", "last seen (UTC)"),
            text("last_code", "last code"),
            text("action", "action"),
            text("moved_later", "moved later"),
        ],
        rows: archive.people.with_errors().map(row).collect(),
    }
}

/// The users who still have to be moved, as a list to work through: no section of a report, but a
/// table of its own.
pub(in crate::report) fn retry_list(archive: &Archive) -> Section {
    let open = open(archive).into_iter().filter_map(|open| Some((open.person?, open)));
    let row = |(person, open): (&Person, Open<'_>)| {
        let job = open.job.and_then(|job| archive.jobs.get(job));
        let request = archive.requested(person.user);
        let asked = |of: fn(&crate::archive::RequestedUser) -> Option<crate::ledger::Symbol>| {
            request.and_then(of)
        };
        vec![
            Cell::id(archive.name(Some(person.user))),
            Cell::id(archive.name(archive.address(person.user))),
            Cell::text(archive.name(archive.identities.name(person.user))),
            Cell::id(archive.name(person.location)),
            Cell::id(archive.name(asked(|asked| asked.number))),
            Cell::id(archive.name(asked(|asked| asked.extension))),
            Cell::text(open.why(archive)),
            Cell::text(open.todo(archive)),
            Cell::id(open.action),
            Cell::id(archive.name(open.code)),
            Cell::id(job.and_then(|job| archive.job_id(job))),
            Cell::time(job.and_then(|job| job.when())),
            Cell::text(open.file.map(|file| archive.file_name(file))),
        ]
    };
    Section {
        id: "retry_list",
        title: "Users still to be moved",
        note: String::from("Users whose newest attempt did not succeed."),
        columns: vec![
            text("user", "user"),
            text("email", "e-mail"),
            text("name", "name"),
            text("location", "target location"),
            text("number", "number"),
            text("extension", "extension"),
            text("why", "why"),
            text("todo", "what to do"),
            text("action", "action"),
            text("last_code", "last code"),
            text("last_job", "last job"),
            text("last_try", "last try (UTC)"),
            text("file", "file"),
        ],
        rows: open.map(row).collect(),
    }
}
