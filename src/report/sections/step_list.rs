//! The steps of all executions, one by one.

use crate::archive::Steps;
use crate::report::sections::{Body, Cell, SectionContext, made};
use crate::stats::of_step;

pub(super) fn steps<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let steps = Steps::of(&context.archive.jobs);
    made(context, steps.len(), move |at| steps.get(at))
        .text("job", "job", |c, row| Cell::id(c.archive.job_id(row.job)))
        .text("job_name", "job name", |c, row| Cell::text(c.archive.name(row.job.name)))
        .text("execution", "execution", |_, row| Cell::integer(row.run.id.map(|id| id.get())))
        .text("step", "step", |c, row| Cell::id(c.archive.name(row.step.name)))
        .text("status", "status", |c, row| Cell::id(c.archive.status(row.step.status.as_ref())))
        .name("exit_code", "exit code", |c, row| {
            Cell::id(c.archive.exit_code(row.step.exit_code.as_ref()))
        })
        .text("outcome", "outcome", |_, row| Cell::outcome(of_step(row.step)))
        .text("started", "started (UTC)", |_, row| Cell::time(row.step.started))
        .text("ended", "ended (UTC)", |_, row| Cell::time(row.step.ended))
        .number("elapsed_ms", "elapsed", |_, row| {
            Cell::duration(row.step.elapsed.map(|elapsed| elapsed.get()))
        })
        .text("file", "file", |c, row| Cell::text(Some(c.archive.file_name(row.job.file))))
        .noted("Every step of every execution, by job.")
}
