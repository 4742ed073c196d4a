//! The errors and impacts.

use crate::archive::{ArchivedError, Link};
use crate::export::table::{Table, rows};
use crate::export::tables::Export;
use crate::export::value::Value;
use crate::ledger::JobRecord;
use crate::reference::error_codes;
use crate::report::kind_of_error;

/// An error, and its job where that is known.
struct Row<'e> {
    of: &'e Export<'e>,
    error: &'e ArchivedError,
    job: Option<&'e JobRecord>,
}

pub(super) fn errors<'e>(of: &'e Export<'e>) -> Table<'e> {
    let archive = of.archive;
    rows(archive.errors.len(), move |at| {
        let error = &archive.errors[at];
        Row { of, error, job: error.job.and_then(|job| archive.jobs.get(job)) }
    })
    .text("job", "the job, as in jobs; null where nothing tells which", |row: &Row<'_>| {
        row.job.map_or(Value::Null, |job| row.of.job_key(job))
    })
    .text("job_name", "its name", |row| row.of.name(row.job.and_then(|job| job.name)))
    .text("org", "the organisation that it was run for", |row| {
        row.of.name(row.job.and_then(|job| job.org))
    })
    .text("user", "whom it is about", |row| row.of.name(row.error.user))
    .text("email", "the user's e-mail address", |row| {
        row.of.name(row.error.user.and_then(|user| row.of.archive.address(user)))
    })
    .text("kind", "error or impact; of a validation validation-error or validation-impact", |row| {
        Value::word(kind_of_error(row.error).id)
    })
    .always()
    .text("code", "the code", |row| row.of.name(row.error.code))
    .text("area", "what the code is about", |row| {
        let known = row.of.archive.name(row.error.code).and_then(error_codes::lookup);
        Value::text(known.map(|known| known.area.as_str()))
    })
    .text("action", "who has to do something", |row| {
        Value::known(error_codes::action(row.of.archive.name(row.error.code), row.error.http))
    })
    .integer("http_status", "the HTTP status code that the item got", |row| {
        Value::integer(row.error.http)
    })
    .text("message", "the words", |row| row.of.name(row.error.message))
    .time("when", "when its job started, else was created", |row| {
        Value::time(row.job.and_then(JobRecord::when))
    })
    .text("link", "by what its file was linked to the job", |row| {
        Value::known(row.of.archive.links.get(&row.error.file).copied().map(Link::name))
    })
    .text("file", "the file that it stands in", |row| row.of.file_name(row.error.file))
    .always()
    .integer("row", "the row of a table, or the number in a list", |row| {
        Value::integer(row.error.row)
    })
    .distinct()
    .text("month", "the month (UTC) of the job", |row| {
        row.error.job.map_or(Value::Null, |job| row.of.months.value(job))
    })
    .under("errors")
}
