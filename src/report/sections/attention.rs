//! The jobs that somebody has to look at.

use crate::archive::{Archive, AttentionItem};
use crate::report::Term;
use crate::report::sections::{Body, Cell, SectionContext, made};

/// By reason, and of one reason by job, and so by start.
pub(crate) fn in_order(archive: &Archive) -> Vec<&AttentionItem> {
    let mut order: Vec<&AttentionItem> = archive.attention.iter().collect();
    order.sort_by_key(|item| item.reason);
    order
}

/// What is the matter, in words.
pub(crate) fn detail(archive: &Archive, item: &AttentionItem) -> String {
    if item.file == archive.jobs[item.job].file {
        item.detail.clone()
    } else {
        format!("{} {}", archive.file_name(item.file), item.detail)
    }
}

pub(super) fn attention<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let order = in_order(context.archive);
    made(context, order.len(), move |at| order[at])
        .text("job", "job", |c, item| Cell::id(c.archive.job_id(&c.archive.jobs[item.job])))
        .text("reason", "reason", |_, item| {
            Cell::Term(Term::new(item.reason.name(), item.reason.title()))
        })
        .text("detail", "detail", |c, item| Cell::Text(detail(c.archive, item)))
        .text("since", "since (UTC)", |_, item| Cell::time(item.since))
        .text("file", "file", |c, item| {
            Cell::text(Some(c.archive.file_name(c.archive.jobs[item.job].file)))
        })
        .noted(
            "Jobs that failed, were stopped, hang, came to an unknown end, wait for number orders, or whose counts and errors do not add \
             up; a job may have several reasons.",
        )
}
