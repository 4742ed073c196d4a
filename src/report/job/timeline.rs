//! A job's executions and steps in time.
//!
//! In: a job. Out: a section with a row for each part of each execution, drawn to the scale of that
//! execution, from its creation to its end: a job that was run again may have waited for days in
//! between, beside which nothing could be seen.

use crate::archive::Archive;
use crate::ledger::{ExecutionRecord, JobRecord};
use crate::payload::{Outcome, Timestamp};
use crate::report::sections::{number, text};
use crate::report::{Align, Bar, Cell, Column, Phase, Section, Span, Term};
use crate::stats::{of_run, of_step};

/// The timeline of a job.
pub(super) fn timeline(archive: &Archive, job: &JobRecord) -> Section {
    let mut rows = Vec::new();
    let mut scales = Vec::new();
    for (at, run) in job.executions.iter().enumerate() {
        // What still runs is seen up to where the job was last looked at.
        let drawing = Drawing::of(run, job.last_updated);
        scales.extend(drawing.as_ref().map(|drawing| (at, drawing.whole)));
        drawing.unwrap_or_default().draw(archive, run, at, &mut rows);
    }
    let scale = match scales[..] {
        [] => String::new(),
        [_] => String::from(" The bar is as wide as the time from creation to end."),
        _ => String::from(" Each execution has its own scale, from its creation to its end."),
    };
    Section {
        id: "timeline",
        title: "Timeline",
        note: format!(
            "What ran when: █ at work, ░ waiting. Offsets are from the execution's creation.{scale}"
        ),
        columns: vec![
            number("execution", "no."),
            text("part", "part"),
            number("offset_ms", "offset"),
            number("elapsed_ms", "elapsed"),
            text("outcome", "outcome"),
            Column { id: "bar", title: "time", align: Align::Drawn },
        ],
        rows,
    }
}

/// The scale of one execution.
#[derive(Default)]
struct Drawing {
    begin: Option<Timestamp>,
    /// Nanoseconds.
    whole: i128,
    /// The steps, from start to end.
    steps: Vec<Option<(Timestamp, Timestamp)>>,
    /// When the execution ended, or was last looked at.
    end: Option<Timestamp>,
}

impl Drawing {
    fn of(run: &ExecutionRecord, last_updated: Option<Timestamp>) -> Option<Drawing> {
        let running = of_run(run) == Outcome::InProgress;
        let seen = last_updated.filter(|_| running);
        let steps = run.steps.iter().map(|step| {
            let start = step.started?;
            let by_elapsed = || start.plus(step.elapsed?.get());
            let ended = step
                .ended
                .or_else(|| if of_step(step) == Outcome::InProgress { seen } else { by_elapsed() });
            Some((start, ended.unwrap_or(start).max(start)))
        });
        let steps: Vec<_> = steps.collect();
        let starts = steps.iter().flatten().map(|(start, _)| *start);
        let ends = steps.iter().flatten().map(|(_, end)| *end);
        let begin = [run.created, run.started].into_iter().flatten().chain(starts).min()?;
        let last = [run.started, run.ended, seen].into_iter().flatten().chain(ends).max()?;
        let whole = last.nanos_since(begin);
        let end = run.ended.or(seen);
        Some(Drawing { begin: Some(begin), whole, steps, end })
    }

    fn span(&self, start: Timestamp, end: Timestamp, phase: Phase) -> Span {
        let since = |time: Timestamp| self.begin.map_or(0, |begin| time.nanos_since(begin));
        Span { start: since(start), end: since(end), phase }
    }

    fn draw(&self, archive: &Archive, run: &ExecutionRecord, at: usize, rows: &mut Vec<Vec<Cell>>) {
        let row =
            |part: Cell, elapsed: Option<i128>, outcome: Option<Outcome>, spans: Vec<Span>| {
                let offset = spans.first().map(|span| span.start);
                let outcome = outcome.map(|outcome| Term::new(outcome.name(), outcome.title()));
                let bar = if spans.is_empty() {
                    Cell::Missing
                } else {
                    Cell::Bar(Bar { whole: self.whole, spans })
                };
                vec![
                    Cell::Count(at as u64 + 1),
                    part,
                    offset.map_or(Cell::Missing, Cell::Duration),
                    elapsed.map_or(Cell::Missing, Cell::Duration),
                    outcome.map_or(Cell::Missing, Cell::Term),
                    bar,
                ]
            };
        let queue = run.created.zip(run.started).filter(|(created, started)| created <= started);
        let queue = queue.map(|(created, started)| self.span(created, started, Phase::Waiting));
        let wall =
            run.started.zip(self.end).map(|(start, end)| self.span(start, end, Phase::Running));
        let spans = queue.into_iter().chain(wall).collect();
        let part = Cell::Term(Term::new("(execution)", "(execution)"));
        rows.push(row(part, wall.map(|span| span.end - span.start), Some(of_run(run)), spans));
        if let Some(span) = queue {
            let part = Cell::Term(Term::new("(queue)", "(queue)"));
            rows.push(row(part, Some(span.end - span.start), None, vec![span]));
        }
        for (nth, step) in run.steps.iter().enumerate() {
            let span = self.steps.get(nth).copied().flatten();
            let span = span.map(|(start, end)| self.span(start, end, Phase::Running));
            let part = Cell::text(archive.name(step.name));
            let elapsed = step.elapsed.map(|elapsed| elapsed.get().into());
            rows.push(row(part, elapsed, Some(of_step(step)), span.into_iter().collect()));
        }
        if let Some(overhead) = run.overhead().filter(|_| !run.steps.is_empty()) {
            let part = Cell::Term(Term::new("(overhead)", "(overhead)"));
            rows.push(row(part, Some(overhead), None, self.gaps(run)));
        }
    }

    /// When the execution ran and none of its steps did.
    fn gaps(&self, run: &ExecutionRecord) -> Vec<Span> {
        let Some((mut at, end)) = run.started.zip(self.end) else { return Vec::new() };
        let mut steps: Vec<_> = self.steps.iter().flatten().copied().collect();
        steps.sort_unstable();
        let mut gaps = Vec::new();
        for (start, over) in steps {
            if start > at {
                gaps.push(self.span(at, start.min(end), Phase::Waiting));
            }
            at = at.max(over);
        }
        if end > at {
            gaps.push(self.span(at, end, Phase::Waiting));
        }
        gaps
    }
}
