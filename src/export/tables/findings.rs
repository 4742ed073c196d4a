//! The findings, as far as they were kept one by one.

use crate::export::table::{Table, rows};
use crate::export::tables::Export;
use crate::export::value::Value;
use crate::report::{PlacedFinding, Validation};

/// A finding, and the job that it is about.
struct Row<'e> {
    finding: PlacedFinding<'e>,
    job: Option<String>,
}

pub(super) fn findings<'e>(of: &'e Export<'e>) -> Table<'e> {
    let validation = Validation::of(of.archive);
    let all: Vec<PlacedFinding<'_>> = validation.findings().collect();
    let job = (!all.is_empty()).then(|| validation.jobs());
    rows(all.len(), move |at| {
        let finding = all[at].clone();
        Row { job: job.as_ref().and_then(|job| job(&finding)), finding }
    })
    .text("rule", "the rule", |row: &Row<'_>| Value::word(row.finding.rule.name()))
    .always()
    .text("severity", "error, warning or info", |row| Value::word(row.finding.severity.name()))
    .always()
    .text("file", "the file", |row| Value::Text(row.finding.file.clone()))
    .always()
    .integer("line", "the line, from 1; null where the whole file is meant", |row| {
        Value::integer(row.finding.line)
    })
    .integer("column", "the column in characters, from 1", |row| Value::integer(row.finding.column))
    .text("pointer", "a JSON pointer, or the row and the column of a table", |row| {
        let pointer = row.finding.pointer.clone().filter(|pointer| !pointer.is_empty());
        pointer.map_or(Value::Null, Value::Text)
    })
    .text("message", "what was found and what was expected", |row| {
        Value::Text(row.finding.message.clone())
    })
    .always()
    .text("job", "the job that it is about, where it has an id", |row| Value::told(row.job.clone()))
    .under("findings")
}
