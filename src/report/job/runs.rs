//! A job's executions and steps, as they are written.

use crate::ledger::Detail;
use crate::report::job::View;
use crate::report::sections::{number, text};
use crate::report::{Cell, Section};

impl View<'_> {
    pub(super) fn executions(&self) -> Section {
        let names = &self.archive.names;
        let runs = self.job.executions.iter().zip(1..);
        let rows = runs.map(|(run, number)| {
            let nanos = |value: Option<i128>| value.map_or(Cell::Missing, Cell::Duration);
            vec![
                Cell::Count(number),
                run.id.map_or(Cell::Missing, |number| Cell::Integer(number.get())),
                Cell::time(run.created),
                Cell::time(run.started),
                Cell::time(run.ended),
                Cell::id(run.status.as_ref().map(|s| s.word(|&symbol| names.text(symbol)))),
                Cell::id(run.exit_code.as_ref().map(|c| c.word(|&symbol| names.text(symbol)))),
                nanos(run.elapsed.map(|elapsed| elapsed.get().into())),
                nanos(run.wall()),
                nanos(run.queue()),
                nanos(run.overhead()),
            ]
        });
        Section {
            id: "executions",
            title: "Executions",
            note: String::from(
                "Queue is from creation to start, overhead what the clock shows beyond the steps' time.",
            ),
            columns: vec![
                number("execution", "no."),
                number("id", "id"),
                text("created", "created (UTC)"),
                text("started", "started (UTC)"),
                text("ended", "ended (UTC)"),
                text("status", "status"),
                text("exit_code", "exit code"),
                number("elapsed_ms", "elapsed"),
                number("wall_ms", "wall clock"),
                number("queue_ms", "queue"),
                number("overhead_ms", "overhead"),
            ],
            rows: rows.collect(),
        }
    }

    pub(super) fn all_steps(&self) -> Section {
        let names = &self.archive.names;
        // The ids are told apart only where the payload has as many steps.
        let fits = |detail: &&Detail| {
            let runs = self.job.executions.iter().map(|run| run.steps.len());
            runs.eq(detail.step_ids.iter().map(Vec::len))
        };
        let detail = self.newest().find(fits);
        let mut rows = Vec::new();
        for (at, run) in self.job.executions.iter().enumerate() {
            for (nth, step) in run.steps.iter().enumerate() {
                let id = detail.and_then(|detail| detail.step_ids[at][nth]);
                let elapsed = step.elapsed.map(|elapsed| i128::from(elapsed.get()));
                rows.push(vec![
                    Cell::text(self.name(step.name)),
                    Cell::Count(at as u64 + 1),
                    id.map_or(Cell::Missing, Cell::Integer),
                    Cell::time(step.started),
                    Cell::time(step.ended),
                    Cell::id(step.status.as_ref().map(|s| s.word(|&symbol| names.text(symbol)))),
                    Cell::id(step.exit_code.as_ref().map(|c| c.word(|&symbol| names.text(symbol)))),
                    Cell::duration(elapsed),
                ]);
            }
        }
        Section {
            id: "steps",
            title: "Steps",
            note: String::from("All steps of all executions, as they are written."),
            columns: vec![
                text("step", "step"),
                number("execution", "no."),
                number("id", "id"),
                text("started", "started (UTC)"),
                text("ended", "ended (UTC)"),
                text("status", "status"),
                text("exit_code", "exit code"),
                number("elapsed_ms", "elapsed"),
            ],
            rows,
        }
    }
}
