//! A job's executions and steps, as they are written.

use crate::ledger::{Detail, ExecutionRecord, StepRecord};
use crate::report::job::View;
use crate::report::table::listed;
use crate::report::{Cell, Section};

/// A step with the number of its execution and its own id.
struct Row<'a> {
    execution: u64,
    id: Option<i64>,
    step: &'a StepRecord,
}

impl<'a> View<'a> {
    pub(super) fn executions(&self) -> Section<'static> {
        listed(self.archive, (1..).zip(&self.job.executions))
            .number("execution", "no.", |_, (number, _)| Cell::Count(*number))
            .number("id", "id", |_, (_, run)| Cell::integer(run.id.map(|number| number.get())))
            .text("created", "created (UTC)", |_, (_, run)| Cell::time(run.created))
            .text("started", "started (UTC)", |_, (_, run)| Cell::time(run.started))
            .text("ended", "ended (UTC)", |_, (_, run)| Cell::time(run.ended))
            .text("status", "status", |archive, (_, run)| {
                Cell::id(archive.status(run.status.as_ref()))
            })
            .text("exit_code", "exit code", |archive, (_, run)| {
                Cell::id(archive.exit_code(run.exit_code.as_ref()))
            })
            .number("elapsed_ms", "elapsed", |_, (_, run)| {
                Cell::duration(run.elapsed.map(|elapsed| elapsed.get()))
            })
            .number("wall_ms", "wall clock", |_, (_, run)| Cell::duration(run.wall()))
            .number("queue_ms", "queue", |_, (_, run)| Cell::duration(run.queue()))
            .number("overhead_ms", "overhead", |_, (_, run)| Cell::duration(run.overhead()))
            .noted("Queue is from creation to start, overhead what the clock shows beyond the steps' time.")
            .under("executions", "Executions")
    }

    pub(super) fn all_steps(&self) -> Section<'static> {
        // The ids are told apart only where the payload has as many steps.
        let fits = |detail: &&Detail| {
            let runs = self.job.executions.iter().map(|run| run.steps.len());
            runs.eq(detail.step_ids.iter().map(Vec::len))
        };
        let detail = self.newest().find(fits);
        let of_run = |(at, run): (usize, &'a ExecutionRecord)| {
            let ids = detail.map(|detail| detail.step_ids[at].as_slice()).unwrap_or_default();
            let ids = ids.iter().copied().chain(std::iter::repeat(None));
            let rows = run.steps.iter().zip(ids);
            rows.map(move |(step, id)| Row { execution: at as u64 + 1, id, step })
        };
        listed(self.archive, self.job.executions.iter().enumerate().flat_map(of_run))
            .text("step", "step", |archive, row| Cell::text(archive.name(row.step.name)))
            .number("execution", "no.", |_, row| Cell::Count(row.execution))
            .number("id", "id", |_, row| Cell::integer(row.id))
            .text("started", "started (UTC)", |_, row| Cell::time(row.step.started))
            .text("ended", "ended (UTC)", |_, row| Cell::time(row.step.ended))
            .text("status", "status", |archive, row| {
                Cell::id(archive.status(row.step.status.as_ref()))
            })
            .text("exit_code", "exit code", |archive, row| {
                Cell::id(archive.exit_code(row.step.exit_code.as_ref()))
            })
            .number("elapsed_ms", "elapsed", |_, row| {
                Cell::duration(row.step.elapsed.map(|elapsed| elapsed.get()))
            })
            .noted("All steps of all executions, as they are written.")
            .under("job_steps", "Steps")
    }
}
