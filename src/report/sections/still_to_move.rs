//! Who is still to be moved: by name where a file names them, by number where none does.

use crate::archive::{Archive, PersonState};
use crate::ledger::JobRecord;
use crate::report::Term;
use crate::report::open::{Open, open};
use crate::report::sections::{Body, Cell, SectionContext, made};

pub(super) fn still_to_move<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let open = open(context.archive);
    made(context, open.len(), move |at| open[at])
        .text("user", "user", |c, row| {
            row.person.map_or(Cell::Missing, |person| c.archive.person_cell(person.user))
        })
        .name("email", "e-mail", |c, row| {
            let address = row.person.and_then(|person| c.archive.address(person.user));
            Cell::id(c.archive.name(address))
        })
        .name("name", "name", |c, row| {
            let name = row.person.and_then(|person| c.archive.identities.name(person.user));
            Cell::text(c.archive.name(name))
        })
        .text("org", "organisation", |c, row| {
            c.archive.short_thing_cell(job(c.archive, row).and_then(|job| job.org))
        })
        .text("location", "location", |c, row| {
            let target = row.person.and_then(|person| person.location);
            c.archive.short_thing_cell(target.or(job(c.archive, row).and_then(|job| job.location)))
        })
        .text("state", "state", |_, row| state(row.state))
        .number("tries", "tries", |_, row| Cell::count(row.person.map(|person| person.tries)))
        .text("last_try", "last try (UTC)", |c, row| {
            Cell::time(job(c.archive, row).and_then(JobRecord::when))
        })
        .text("last_code", "last code", |c, row| Cell::id(c.archive.name(row.code)))
        .text("why", "why", |c, row| Cell::text(row.why(c.archive)))
        .text("todo", "what to do", |c, row| Cell::text(row.todo(c.archive)))
        .number("people", "people", |_, row| Cell::Count(row.people))
        .text("job", "job", |c, row| c.archive.job_cell(job(c.archive, row)))
        .text("file", "file", |c, row| c.archive.file_cell(row.file))
        .noted(
            "People whose newest attempt did not succeed. Where no file names those of a job, they are one row with \
             their number.",
        )
}

/// The job of the newest attempt.
pub(super) fn job<'a>(archive: &'a Archive, open: &Open<'_>) -> Option<&'a JobRecord> {
    open.job.and_then(|job| archive.jobs.get(job))
}

/// What became of somebody's newest attempt.
pub(in crate::report) fn state(state: PersonState) -> Cell {
    Cell::Term(Term::new(state.name(), state.title()))
}
