//! A job's executions and steps in time.
//!
//! In: a job. Out: a section with a row for each part of each execution, drawn to the scale of that
//! execution, from its creation to its end: a job that was run again may have waited for days in
//! between, beside which nothing could be seen.

use crate::archive::Archive;
use crate::ledger::{ExecutionRecord, JobRecord};
use crate::payload::{Outcome, Timestamp};
use crate::report::table::listed;
use crate::report::{Bar, Cell, Phase, Section, Span, Term};
use crate::stats::{of_run, of_step};

/// A part of an execution: the whole, a step, or what is between the steps.
pub(in crate::report) struct Part {
    /// Which execution, from 1.
    pub execution: u64,
    pub name: Cell,
    pub elapsed: Option<i128>,
    pub outcome: Option<Outcome>,
    /// How long the execution took, on whose scale it is drawn.
    pub whole: i128,
    pub spans: Vec<Span>,
}

impl Part {
    fn bar(&self) -> Cell {
        if self.spans.is_empty() {
            return Cell::Missing;
        }
        Cell::Bar(Bar { whole: self.whole, spans: self.spans.clone() })
    }
}

/// The timeline of a job.
pub(super) fn timeline(archive: &Archive, job: &JobRecord) -> Section<'static> {
    let runs = job.executions.iter();
    let scales = runs.filter(|run| Drawing::of(run, job.last_updated).is_some()).count();
    let scale = match scales {
        0 => "",
        1 => " The bar is as wide as the time from creation to end.",
        _ => " Each execution has its own scale, from its creation to its end.",
    };
    listed(&(), parts(archive, job))
        .number("execution", "no.", |(), part| Cell::Count(part.execution))
        .text("part", "part", |(), part| part.name.clone())
        .number("offset_ms", "offset", |(), part| {
            Cell::duration(part.spans.first().map(|span| span.start))
        })
        .number("elapsed_ms", "elapsed", |(), part| Cell::duration(part.elapsed))
        .text("outcome", "outcome", |(), part| part.outcome.map_or(Cell::Missing, Cell::outcome))
        .drawn("bar", "time", |(), part| part.bar())
        .noted(format!(
            "What ran when: █ at work, ░ waiting. Offsets are from the execution's creation.{scale}"
        ))
        .under("job_timeline", "Timeline")
}

/// The parts of all executions.
pub(in crate::report) fn parts(archive: &Archive, job: &JobRecord) -> Vec<Part> {
    let parts = job.executions.iter().zip(1..).flat_map(|(run, number)| {
        // What still runs is seen up to where the job was last looked at.
        let drawing = Drawing::of(run, job.last_updated).unwrap_or_default();
        drawing.parts(archive, run, number)
    });
    parts.collect()
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

    /// The execution, what it waited for, its steps, and what is between them.
    fn parts(&self, archive: &Archive, run: &ExecutionRecord, execution: u64) -> Vec<Part> {
        let whole = self.whole;
        let part = |name, elapsed, outcome, spans| Part {
            execution,
            name,
            elapsed,
            outcome,
            whole,
            spans,
        };
        let own = |name| Cell::Term(Term::new(name, name));
        let length = |span: Span| span.end - span.start;
        let queue = run.created.zip(run.started).filter(|(created, started)| created <= started);
        let queue = queue.map(|(created, started)| self.span(created, started, Phase::Waiting));
        let wall =
            run.started.zip(self.end).map(|(start, end)| self.span(start, end, Phase::Running));
        let spans = queue.into_iter().chain(wall).collect();
        let mut parts = vec![part(own("(execution)"), wall.map(length), Some(of_run(run)), spans)];
        parts.extend(queue.map(|span| part(own("(queue)"), Some(length(span)), None, vec![span])));
        parts.extend(run.steps.iter().enumerate().map(|(nth, step)| {
            let span = self.steps.get(nth).copied().flatten();
            let span = span.map(|(start, end)| self.span(start, end, Phase::Running));
            let elapsed = step.elapsed.map(|elapsed| elapsed.get().into());
            let name = Cell::text(archive.name(step.name));
            part(name, elapsed, Some(of_step(step)), span.into_iter().collect())
        }));
        let overhead = run.overhead().filter(|_| !run.steps.is_empty());
        let gaps = |overhead| part(own("(overhead)"), Some(overhead), None, self.gaps(run));
        parts.extend(overhead.map(gaps));
        parts
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
