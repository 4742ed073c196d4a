//! The jobs that somebody has to look at.

use crate::archive::AttentionItem;
use crate::report::sections::{SectionContext, text};
use crate::report::{Cell, Section, Term};

pub(super) fn attention(material: &SectionContext<'_>) -> Section {
    let archive = material.archive;
    let row = |attention_item: &AttentionItem| {
        let job = &archive.jobs[attention_item.job];
        let reason = attention_item.reason;
        let detail = if attention_item.file == job.file {
            attention_item.detail.clone()
        } else {
            format!("{} {}", archive.file_name(attention_item.file), attention_item.detail)
        };
        vec![
            Cell::id(archive.job_id(job)),
            Cell::Term(Term { id: reason.name(), title: reason.title() }),
            Cell::Text(detail),
            Cell::time(attention_item.since),
            Cell::text(Some(archive.file_name(job.file))),
        ]
    };
    let mut attention: Vec<&AttentionItem> = archive.attention.iter().collect();
    // They are by job, and so by start.
    attention.sort_by_key(|attention_item| attention_item.reason);
    Section {
        id: "attention",
        title: "Jobs to look at",
        note: String::from(
            "Jobs that failed, were stopped, hang, came to an unknown end, wait for number orders, or whose counts and errors do not add \
             up; a job may have several reasons.",
        ),
        columns: vec![
            text("job", "job"),
            text("reason", "reason"),
            text("detail", "detail"),
            text("since", "since (UTC)"),
            text("file", "file"),
        ],
        rows: attention.into_iter().map(row).collect(),
    }
}
