//! The jobs that somebody has to look at.

use crate::archive::AttentionItem;
use crate::export::table::{Table, rows};
use crate::export::tables::Export;
use crate::export::value::Value;
use crate::ledger::JobRecord;
use crate::report::{attention_detail, attention_in_order};

/// A reason to look at a job.
struct Row<'e> {
    of: &'e Export<'e>,
    item: &'e AttentionItem,
    job: &'e JobRecord,
}

pub(super) fn attention<'e>(of: &'e Export<'e>) -> Table<'e> {
    let all = attention_in_order(of.archive);
    rows(all.len(), move |at| Row { of, item: all[at], job: &of.archive.jobs[all[at].job] })
        .text("job", "the job, as in jobs", |row: &Row<'_>| row.of.job_key(row.job))
        .always()
        .key()
        .text("reason", "the reason: a rule, or what came of the job", |row| {
            Value::word(row.item.reason.name())
        })
        .always()
        .text("detail", "what is the matter, in words", |row| {
            Value::told(Some(attention_detail(row.of.archive, row.item)))
        })
        .time("since", "since when", |row| Value::time(row.item.since))
        .text("file", "the file of the snapshot that counts", |row| row.of.file_name(row.job.file))
        .always()
        .under("attention")
}
