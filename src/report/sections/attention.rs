//! The jobs that somebody has to look at.

use crate::archive::AttentionItem;
use crate::report::sections::{SectionContext, text};
use crate::report::{Cell, Section, Term};

pub(super) fn attention(material: &SectionContext<'_>) -> Section {
    let archive = material.archive;
    let row = |concern: &AttentionItem| {
        let job = &archive.jobs[concern.job];
        let reason = concern.reason;
        let detail = if concern.file == job.file {
            concern.detail.clone()
        } else {
            format!("{} {}", archive.file_name(concern.file), concern.detail)
        };
        vec![
            Cell::id(archive.job_id(job)),
            Cell::Term(Term { id: reason.name(), title: reason.title() }),
            Cell::Text(detail),
            Cell::time(concern.since),
            Cell::text(Some(archive.file_name(job.file))),
        ]
    };
    let mut concerns: Vec<&AttentionItem> = archive.concerns.iter().collect();
    // They are by job, and so by start.
    concerns.sort_by_key(|concern| concern.reason);
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
        rows: concerns.into_iter().map(row).collect(),
    }
}
