//! The jobs that somebody has to look at.

use crate::report::Term;
use crate::report::sections::{Body, Cell, SectionContext, made};

pub(super) fn attention<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let all = &context.archive.attention;
    // They are by job, and so by start.
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|&at| all[at].reason);
    made(context, order.len(), move |at| &all[order[at]])
        .text("job", "job", |c, item| Cell::id(c.archive.job_id(&c.archive.jobs[item.job])))
        .text("reason", "reason", |_, item| {
            Cell::Term(Term::new(item.reason.name(), item.reason.title()))
        })
        .text("detail", "detail", |c, item| {
            Cell::Text(if item.file == c.archive.jobs[item.job].file {
                item.detail.clone()
            } else {
                format!("{} {}", c.archive.file_name(item.file), item.detail)
            })
        })
        .text("since", "since (UTC)", |_, item| Cell::time(item.since))
        .text("file", "file", |c, item| {
            Cell::text(Some(c.archive.file_name(c.archive.jobs[item.job].file)))
        })
        .noted(
            "Jobs that failed, were stopped, hang, came to an unknown end, wait for number orders, or whose counts and errors do not add \
             up; a job may have several reasons.",
        )
}
