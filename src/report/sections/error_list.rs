//! The errors and impacts, one by one.

use crate::archive::{Archive, ArchivedError};
use crate::ledger::JobRecord;
use crate::reference::error_codes;
use crate::report::sections::actions::{action, action_cell};
use crate::report::sections::errors::kind;
use crate::report::sections::{Body, Cell, SectionContext, made};

pub(super) fn errors<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let errors = &context.archive.errors;
    made(context, errors.len(), move |at| &errors[at])
        .text("job", "job", |c, error| {
            Cell::id(job(c.archive, error).and_then(|job| c.archive.job_id(job)))
        })
        .text("job_name", "job name", |c, error| {
            Cell::text(c.archive.name(job(c.archive, error).and_then(|job| job.name)))
        })
        .text("user", "user", |c, error| {
            error.user.map_or(Cell::Missing, |user| c.archive.person_cell(user))
        })
        .name("email", "e-mail", |c, error| {
            Cell::id(c.archive.name(error.user.and_then(|user| c.archive.address(user))))
        })
        .text("kind", "kind", |_, error| Cell::Term(kind(error)))
        .text("code", "code", |c, error| Cell::id(c.archive.name(error.code)))
        .text("area", "area", |c, error| {
            let known = c.archive.name(error.code).and_then(error_codes::lookup);
            Cell::text(known.map(|known| known.area.as_str()))
        })
        .text("action", "action", |c, error| {
            action_cell(action(c.archive, error))
        })
        .text("http_status", "HTTP status", |_, error| {
            Cell::integer(error.http.map(i64::from))
        })
        .text("message", "message", |c, error| Cell::text(c.archive.name(error.message)))
        .text("when", "when (UTC)", |c, error| {
            Cell::time(job(c.archive, error).and_then(JobRecord::when))
        })
        .text("file", "file", |c, error| Cell::text(Some(c.archive.file_name(error.file))))
        .text("row", "row", |_, error| Cell::integer(error.row.map(i64::from)))
        .noted(
            "Every error and impact once, by file. When: the start of its job. Row: the row of its table, or its \
             number in a list.",
        )
}

fn job<'a>(archive: &'a Archive, error: &ArchivedError) -> Option<&'a JobRecord> {
    error.job.and_then(|job| archive.jobs.get(job))
}
