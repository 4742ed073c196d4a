//! The files.

use hashbrown::HashMap;

use crate::archive::Link;
use crate::export::table::{Table, rows};
use crate::export::tables::Export;
use crate::export::value::Value;
use crate::ledger::{FileId, FileRecord};

/// A file, and how many findings are about it and the records in it.
struct Row<'e> {
    of: &'e Export<'e>,
    id: FileId,
    file: &'e FileRecord,
    findings: u64,
}

pub(super) fn files<'e>(of: &'e Export<'e>) -> Table<'e> {
    let archive = of.archive;
    let files: Vec<(FileId, &FileRecord)> = archive.chosen_files().collect();
    let mut findings: HashMap<&str, u64> = HashMap::new();
    for (&file, kept) in &archive.kept {
        *findings.entry(archive.found_name(file)).or_default() +=
            kept.counts().map(|(_, count)| count).sum::<u64>();
    }
    rows(files.len(), move |at| {
        let (id, file) = files[at];
        Row { of, id, file, findings: findings.get(&*file.name).copied().unwrap_or_default() }
    })
    .text("file", "its name as shown everywhere", |row: &Row<'_>| Value::text(Some(&row.file.name)))
    .always()
    .distinct()
    .text("kind", "what it holds", |row| Value::word(row.file.kind.name()))
    .always()
    .integer("bytes", "its size", |row| Value::count(row.file.bytes))
    .always()
    .distinct()
    .integer("payloads", "how many payloads were read from it", |row| {
        Value::count(row.file.payloads)
    })
    .always()
    .text("fate", "used or set-aside", |row| {
        Value::word(if row.file.is_used() { "used" } else { "set-aside" })
    })
    .always()
    .text("reason", "the rule by which it was set aside", |row| {
        Value::known(row.file.set_aside.map(|rule| rule.name()))
    })
    .text("link", "by what its errors were linked to their jobs", |row| {
        Value::known(row.of.archive.links.get(&row.id).copied().map(Link::name))
    })
    .text("job", "the job in it, where it is just one and has an id", |row| {
        let job = row.file.one_job();
        job.map_or(Value::Null, |key| match key.as_uuid() {
            Some(uuid) => Value::Uuid(uuid),
            None => Value::told(row.of.archive.job_name(key)),
        })
    })
    .integer("findings", "how many findings are about it", |row| Value::count(row.findings))
    .always()
    .under("files")
}
