//! The users with errors, and those who are still to be moved.

use crate::archive::{ArchivedError, Person};
use crate::export::table::{Table, rows};
use crate::export::tables::Export;
use crate::export::value::Value;
use crate::ledger::JobRecord;
use crate::reference::error_codes;
use crate::report::{Open, open};

/// A user with errors.
struct User<'e> {
    of: &'e Export<'e>,
    user: &'e Person,
}

impl<'e> User<'e> {
    fn last_error(&self) -> Option<&'e ArchivedError> {
        self.user.last_error.map(|at| &self.of.archive.errors[at])
    }
}

pub(super) fn users<'e>(of: &'e Export<'e>) -> Table<'e> {
    let users: Vec<&Person> = of.archive.people.with_errors().collect();
    rows(users.len(), move |at| User { of, user: users[at] })
        .text("user", "the id, or what the errors call the user", |row: &User<'_>| {
            row.of.name(Some(row.user.user))
        })
        .always()
        .text("email", "the e-mail address", |row| {
            row.of.name(row.of.archive.address(row.user.user))
        })
        .text("name", "what the user is called", |row| {
            row.of.name(row.of.archive.identities.name(row.user.user))
        })
        .text("state", "what became of the newest attempt to move the user", |row| {
            Value::word(row.user.state.name())
        })
        .always()
        .integer("jobs", "jobs that name the user", |row| Value::count(row.user.jobs))
        .always()
        .integer("failed_jobs", "those of them with an error of the user", |row| {
            Value::count(row.user.failed_jobs)
        })
        .always()
        .text("last_job", "the last job that names the user, as in jobs", |row| {
            let job = row.user.last_job.and_then(|job| row.of.archive.jobs.get(job));
            job.map_or(Value::Null, |job| row.of.job_key(job))
        })
        .time("last_seen", "when that started", |row| Value::time(row.user.last_seen))
        .text("last_code", "the code of the last error", |row| {
            row.of.name(row.last_error().and_then(|error| error.code))
        })
        .text("action", "who has to do something about that", |row| {
            let error = row.last_error();
            let action = |error: &ArchivedError| {
                error_codes::action(row.of.archive.name(error.code), error.http)
            };
            Value::known(error.and_then(action))
        })
        .flag("moved_later", "whether a later job moved the user", |row| {
            row.user.moved_later.map_or(Value::Null, Value::Flag)
        })
        .under("users")
}

/// Somebody who is still to be moved, or several of one job whom no file names.
struct Left<'e> {
    of: &'e Export<'e>,
    open: Open<'e>,
}

impl<'e> Left<'e> {
    fn job(&self) -> Option<&'e JobRecord> {
        self.open.job.and_then(|job| self.of.archive.jobs.get(job))
    }
}

pub(super) fn still_to_move<'e>(of: &'e Export<'e>) -> Table<'e> {
    let all = open(of.archive);
    rows(all.len(), move |at| Left { of, open: all[at] })
        .text("user", "the person; null where no file names those of a job", |row: &Left<'_>| {
            row.of.name(row.open.person.map(|person| person.user))
        })
        .text("email", "the e-mail address", |row| {
            let person = row.open.person;
            row.of.name(person.and_then(|person| row.of.archive.address(person.user)))
        })
        .text("name", "what the person is called", |row| {
            let name = |person: &Person| row.of.archive.identities.name(person.user);
            row.of.name(row.open.person.and_then(name))
        })
        .text("org", "the organisation of the job", |row| {
            row.of.name(row.job().and_then(|job| job.org))
        })
        .text("location", "the target location", |row| {
            let target = row.open.person.and_then(|person| person.location);
            row.of.name(target.or(row.job().and_then(|job| job.location)))
        })
        .text("state", "what became of the newest attempt", |row| {
            Value::word(row.open.state.name())
        })
        .always()
        .integer("tries", "how often somebody tried", |row| {
            Value::integer(row.open.person.map(|person| person.tries))
        })
        .time("last_try", "when the newest attempt was made", |row| {
            Value::time(row.job().and_then(JobRecord::when))
        })
        .text("last_code", "the code of the error that stopped it", |row| {
            row.of.name(row.open.code)
        })
        .text("why", "why, in words", |row| Value::told(row.open.why(row.of.archive)))
        .text("todo", "what has to be done, in words", |row| {
            Value::told(row.open.todo(row.of.archive))
        })
        .integer("people", "how many people the row is: they add up to people_to_move", |row| {
            Value::count(row.open.people)
        })
        .always()
        .text("job", "the job of the newest attempt, as in jobs", |row| {
            row.job().map_or(Value::Null, |job| row.of.job_key(job))
        })
        .text("file", "the file that says so", |row| {
            Value::text(row.open.file.map(|file| row.of.archive.file_name(file)))
        })
        .text("action", "who has to do something; null where the code is unknown", |row| {
            Value::known(row.open.action)
        })
        .under("still_to_move")
}
