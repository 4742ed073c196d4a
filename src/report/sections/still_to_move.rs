//! Who is still to be moved: by name where a file names them, by number where none does.

use crate::archive::PersonState;
use crate::report::open::{Open, open};
use crate::report::sections::{SectionContext, number, text};
use crate::report::{Cell, Section, Term};

pub(super) fn still_to_move(context: &SectionContext<'_>) -> Section {
    let archive = context.archive;
    let row = |open: &Open<'_>| {
        let job = open.job.and_then(|job| archive.jobs.get(job));
        let person = open.person;
        let location = person.and_then(|person| person.location);
        let user = person.map(|person| person.user);
        vec![
            person.map_or(Cell::Missing, |person| archive.person_cell(person.user)),
            Cell::id(archive.name(user.and_then(|user| archive.address(user)))),
            Cell::text(archive.name(user.and_then(|user| archive.identities.name(user)))),
            archive.thing_cell(job.and_then(|job| job.org)),
            archive.thing_cell(location.or(job.and_then(|job| job.location))),
            state(open.state),
            person.map_or(Cell::Missing, |person| Cell::Count(person.tries)),
            Cell::time(job.and_then(|job| job.when())),
            Cell::id(archive.name(open.code)),
            Cell::text(open.why(archive)),
            Cell::text(open.todo(archive)),
            Cell::Count(open.people),
            Cell::id(job.and_then(|job| archive.job_id(job))),
            Cell::text(open.file.map(|file| archive.file_name(file))),
        ]
    };
    Section {
        id: "still_to_move",
        title: "Still to be moved",
        note: String::from(
            "People whose newest attempt did not succeed. Where no file names those of a job, they are one row with \
             their number.",
        ),
        columns: vec![
            text("user", "user"),
            text("email", "e-mail"),
            text("name", "name"),
            text("org", "organisation"),
            text("location", "location"),
            text("state", "state"),
            number("tries", "tries"),
            text("last_try", "last try (UTC)"),
            text("last_code", "last code"),
            text("why", "why"),
            text("todo", "what to do"),
            number("people", "people"),
            text("job", "job"),
            text("file", "file"),
        ],
        rows: open(archive).iter().map(row).collect(),
    }
}

/// What became of somebody's newest attempt.
pub(super) fn state(state: PersonState) -> Cell {
    Cell::Term(Term::new(state.name(), state.title()))
}
