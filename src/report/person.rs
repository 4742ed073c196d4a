//! One person in full.
//!
//! In: an archive and a person. Out: the sections about that person: who it is and what is left to do, and
//! everything that happened, the oldest first.

use crate::archive::{Archive, Attempt, JobRequest, PersonState, RequestedUser};
use crate::ledger::{FileId, JobRecord, Symbol};
use crate::payload::{ErrorOrImpact, ErrorOrigin};
use crate::reference::{actions, error_codes};
use crate::report::open::open;
use crate::report::sections::{kind_of_error, state_cell};
use crate::report::table::listed;
use crate::report::{Cell, Section, Term};

/// The sections of a person.
pub(super) fn of_person(archive: &Archive, person: Symbol) -> Vec<Section<'static>> {
    vec![facts(archive, person), attempts(archive, person)]
}

/// Who it is, and what is left to do.
fn facts(archive: &Archive, user: Symbol) -> Section<'static> {
    let person = archive.people.named.iter().find(|person| person.user == user);
    let open = open(archive).into_iter().find(|open| open.person.is_some_and(|p| p.user == user));
    let asked = archive.requested().get(&user).copied();
    let last = person.and_then(|person| person.last_try).map(|job| &archive.jobs[job]);
    let count = |count: Option<u64>| Cell::count(count);
    let planned = archive.plan.as_ref().map(|plan| plan.iter().any(|one| one.user == user));
    let target = person.and_then(|person| person.location);
    let mut facts = vec![
        ("user", "user", Cell::id(archive.name(Some(user)))),
        ("email", "e-mail", Cell::id(archive.name(archive.address(user)))),
        ("name", "name", Cell::text(archive.name(archive.identities.name(user)))),
        ("org", "organisation", archive.thing_cell(last.and_then(|job| job.org))),
        ("location", "target location", archive.thing_cell(target)),
        ("number", "number", Cell::id(archive.name(asked.and_then(|asked| asked.number)))),
        ("extension", "extension", Cell::id(archive.name(asked.and_then(|asked| asked.extension)))),
        ("state", "state", person.map_or(Cell::Missing, |person| state_cell(person.state))),
        (
            "to_move",
            "still to be moved",
            person.map_or(Cell::Missing, |p| Cell::Flag(p.is_to_move)),
        ),
        ("planned", "planned", planned.map_or(Cell::Missing, Cell::Flag)),
        ("tries", "tries", count(person.map(|person| person.tries))),
        ("failed_jobs", "failed jobs", count(person.map(|person| person.failed_jobs))),
        ("last_try", "last try (UTC)", Cell::time(last.and_then(JobRecord::when))),
        ("why", "why", Cell::text(open.and_then(|open| open.why(archive)))),
        ("todo", "what to do", Cell::text(open.and_then(|open| open.todo(archive)))),
    ];
    facts.retain(|(.., cell)| *cell != Cell::Missing);
    listed(&(), facts)
        .text("fact", "fact", |(), (id, title, _)| Cell::Term(Term::new(id, title)))
        .text("value", "value", |(), (.., cell)| cell.clone())
        .noted("State: what became of the newest attempt to move the person.")
        .under("person", "Person")
}

/// Something that happened: an error or impact of an attempt, or an attempt without any.
struct Row {
    attempt: Attempt,
    error: Option<usize>,
}

impl Row {
    fn job<'a>(&self, archive: &'a Archive) -> Option<&'a JobRecord> {
        self.attempt.job.map(|job| &archive.jobs[job])
    }

    fn request<'a>(&self, archive: &'a Archive) -> Option<&'a JobRequest> {
        self.attempt.request.map(|at| &archive.requests[at])
    }

    /// The file that tells of it.
    fn file(&self, archive: &Archive) -> Option<FileId> {
        let of_request = || self.request(archive).map(|request| request.file);
        let of_error = self.error.map(|at| archive.errors[at].file);
        of_error.or_else(of_request).or_else(|| self.job(archive).map(|job| job.file))
    }

    /// What became of the person; nothing where only a validation speaks.
    fn state(&self, archive: &Archive) -> Option<PersonState> {
        let is_said = |at: usize| archive.errors[at].source != ErrorOrigin::Validation;
        self.error.is_none_or(is_said).then_some(self.attempt.state)
    }

    /// What to do about an error that nothing has made good since.
    fn todo(&self, archive: &Archive) -> Option<String> {
        let error = &archive.errors[self.error?];
        if archive.is_made_good(error) {
            return None;
        }
        let known = archive.name(error.code).and_then(error_codes::lookup);
        let action = error_codes::action(archive.name(error.code), error.http);
        let of_action = || action.and_then(actions::lookup).map(|known| &known.todo);
        known.map(|known| &known.todo).or_else(of_action).cloned()
    }
}

/// Everything that happened.
fn attempts(archive: &Archive, person: Symbol) -> Section<'static> {
    let rows = archive.attempts(person).into_iter().flat_map(|attempt| {
        let errors: Vec<Option<usize>> = match attempt.errors.is_empty() {
            true => vec![None],
            false => attempt.errors.iter().copied().map(Some).collect(),
        };
        errors.into_iter().map(move |error| Row { attempt: attempt.clone(), error })
    });
    let asked = move |archive: &Archive, row: &Row| -> Option<RequestedUser> {
        let users = &row.request(archive)?.users;
        users.iter().find(|asked| asked.user == person).copied()
    };
    listed(archive, rows)
        .text("started", "started (UTC)", |archive, row| {
            Cell::time(row.job(archive).and_then(JobRecord::when))
        })
        .text("job", "job", |archive, row| archive.job_cell(row.job(archive)))
        .text("job_name", "job name", |archive, row| {
            Cell::text(row.job(archive).and_then(|job| archive.name(job.name)))
        })
        .text("location", "target location", move |archive, row| {
            archive.short_thing_cell(asked(archive, row).and_then(|asked| asked.location))
        })
        .text("state", "outcome", |archive, row| {
            row.state(archive).map_or(Cell::Missing, state_cell)
        })
        .text("kind", "kind", |archive, row| {
            row.error.map_or(Cell::Missing, |at| Cell::Term(kind_of_error(&archive.errors[at])))
        })
        .text("code", "code", |archive, row| {
            Cell::id(row.error.and_then(|at| archive.name(archive.errors[at].code)))
        })
        .text("message", "message", |archive, row| {
            let error = row.error.map(|at| &archive.errors[at]);
            let words = error.and_then(|error| archive.name(error.message));
            let known = || {
                let known = error.and_then(|error| error_codes::lookup(archive.name(error.code)?));
                known.map(|known| known.summary.as_str())
            };
            Cell::text(words.or_else(known))
        })
        .text("todo", "what to do", |archive, row| Cell::text(row.todo(archive)))
        .text("made_good", "made good", |archive, row| {
            let errors = row.error.map(|at| &archive.errors[at]);
            let stopping = errors.filter(|error| error.kind == ErrorOrImpact::Error);
            stopping.map_or(Cell::Missing, |error| Cell::Flag(archive.is_made_good(error)))
        })
        .text("file", "file", |archive, row| archive.file_cell(row.file(archive)))
        .noted(
            "Each job that a file names the person in, the oldest first, with a line for each error. What belongs \
             to no job stands at the top. Made good: the person was moved since.",
        )
        .under("attempts", "What happened")
}
