//! Executions and steps, against the clock and against each other.
//!
//! In: one execution of a job, with its steps. Out: what contradicts itself in it, to a [`Sink`]: a state and a time, a
//! start and an end, a duration and the time between these, a step and the execution that it belongs to.

use crate::decode::consistency::{At, Sink, StateFields, states};
use crate::findings::rule::Rule;
use crate::payload::{Elapsed, Execution, ExitCode, Outcome, Status, Step, Text, Timestamp};

/// The documented times have milliseconds, so two of them may differ by one from what was measured.
const CLOCK_TOLERANCE: i128 = 1_000_000;

/// The same for times without them.
const SECONDS_TOLERANCE: i128 = 1_000_000_000;

/// Those of an execution and of a step.
const STATE_OF_RUN: StateFields = ("statusMessage", "exitCode");

/// What executions and steps have in common.
struct Run<'r, 'a> {
    start: Option<Timestamp>,
    end: Option<Timestamp>,
    status: Option<&'r Status<Text<'a>>>,
    exit_code: Option<&'r ExitCode<Text<'a>>>,
    elapsed: Option<Elapsed>,
}

impl Run<'_, '_> {
    fn check(&self, what: &str, at: impl Fn(&'static str) -> At, sink: &mut impl Sink) {
        states(self.status, self.exit_code, STATE_OF_RUN, &at, sink);
        if let (Some(start), Some(end)) = (self.start, self.end)
            && end < start
        {
            sink.put(Rule::EndBeforeStart, at("endTime"), || {
                format!("ended at {end}, before it started at {start}")
            });
        }
        let in_progress = Outcome::of(self.exit_code, self.status) == Outcome::InProgress;
        if let Some(end) = self.end.filter(|_| in_progress) {
            sink.put(Rule::RunningWithEnd, at("endTime"), || {
                format!("this {what} is in progress, yet ended at {end}")
            });
        }
        if let Some(status @ (Status::Completed | Status::Failed)) = self.status
            && self.end.is_none()
        {
            sink.put(Rule::FinishedWithoutEnd, at("statusMessage"), || {
                format!("this {what} is {status} and has no `endTime`")
            });
        }
        if let Some(elapsed) = self.elapsed.filter(|elapsed| elapsed.nanos() < 0) {
            sink.put(Rule::NegativeDuration, at("timeElapsed"), || {
                format!("`{elapsed}` is negative")
            });
        }
    }

    /// How much the time between start and end may differ from what was measured: more where somebody has cut both
    /// times to whole seconds.
    fn tolerance(&self) -> i128 {
        let is_whole =
            |time: Option<Timestamp>| time.is_some_and(|time| time.seconds_and_nanos().1 == 0);
        let is_cut = is_whole(self.start) && is_whole(self.end);
        if is_cut { SECONDS_TOLERANCE } else { CLOCK_TOLERANCE }
    }

    fn wall(&self) -> Option<i128> {
        Some(self.end?.nanos_since(self.start?)).filter(|wall| *wall >= 0)
    }
}

/// Looks at the execution at that position in its job, and at its steps.
pub(super) fn execution(i: usize, execution: &Execution<'_>, sink: &mut impl Sink) {
    let at = |field| At::execution(i, field);
    let run = Run {
        start: execution.start_time,
        end: execution.end_time,
        status: execution.status.as_ref(),
        exit_code: execution.exit_code.as_ref(),
        elapsed: execution.elapsed,
    };
    run.check("execution", at, sink);
    if let (Some(created), Some(start)) = (execution.created_time, execution.start_time)
        && created > start
    {
        sink.put(Rule::CreatedAfterStart, at("createdTime"), || {
            format!("created at {created}, after the start at {start}")
        });
    }
    let steps = execution.steps.as_deref().unwrap_or_default();
    for (j, step) in steps.iter().enumerate() {
        self::step(i, j, step, execution, sink);
    }
    for (j, id) in repeated_ids(steps) {
        sink.put(Rule::DuplicateStepId, At::step(i, j, "id"), || {
            format!("step id {id} stands for two steps")
        });
    }
    let in_progress = Outcome::of(run.exit_code, run.status) == Outcome::InProgress;
    let sum =
        steps.iter().map(|step| step.elapsed.map(|e| i128::from(e.nanos()))).sum::<Option<i128>>();
    if let (Some(elapsed), Some(sum), false, false) =
        (execution.elapsed, sum, steps.is_empty(), in_progress)
        && i128::from(elapsed.nanos()) != sum
    {
        sink.put(Rule::ElapsedSumMismatch, at("timeElapsed"), || {
            let sum = i64::try_from(sum).map(|sum| Elapsed::from_nanos(sum).to_string());
            format!("`{elapsed}`, the steps took {} together", sum.as_deref().unwrap_or("far more"))
        });
    }
    // Steps may overlap in time, and then their sum may well exceed what the clock shows.
    if let (Some(elapsed), Some(wall)) = (execution.elapsed, run.wall())
        && i128::from(elapsed.nanos()) > wall + run.tolerance()
        && !overlap(steps)
    {
        sink.put(Rule::ElapsedMismatch, at("timeElapsed"), || {
            format!("`{elapsed}` is longer than the {} between start and end", printed(wall))
        });
    }
}

fn step(i: usize, j: usize, step: &Step<'_>, execution: &Execution<'_>, sink: &mut impl Sink) {
    let at = |field| At::step(i, j, field);
    let run = Run {
        start: step.start_time,
        end: step.end_time,
        status: step.status.as_ref(),
        exit_code: step.exit_code.as_ref(),
        elapsed: step.elapsed,
    };
    run.check("step", at, sink);
    if let (Some(elapsed), Some(wall)) = (step.elapsed, run.wall())
        && (i128::from(elapsed.nanos()) - wall).abs() > run.tolerance()
    {
        sink.put(Rule::ElapsedMismatch, at("timeElapsed"), || {
            format!("`{elapsed}`, expected the {} between start and end", printed(wall))
        });
    }
    if let (Some(start), Some(begun)) = (step.start_time, execution.start_time)
        && start < begun
    {
        sink.put(Rule::StepOutsideExecution, at("startTime"), || {
            format!("started at {start}, before its execution at {begun}")
        });
    }
    if let (Some(end), Some(over)) = (step.end_time, execution.end_time)
        && end > over
    {
        sink.put(Rule::StepOutsideExecution, at("endTime"), || {
            format!("ended at {end}, after its execution at {over}")
        });
    }
}

fn printed(wall: i128) -> String {
    i64::try_from(wall)
        .map_or_else(|_| String::from("centuries"), |ns| Elapsed::from_nanos(ns).to_string())
}

/// The steps whose id an earlier one has.
fn repeated_ids(steps: &[Step<'_>]) -> Vec<(usize, i64)> {
    if steps.len() < 2 {
        return Vec::new();
    }
    let numbered = steps.iter().enumerate();
    let mut ids: Vec<(i64, usize)> = numbered.filter_map(|(j, step)| Some((step.id?, j))).collect();
    ids.sort_unstable();
    ids.windows(2)
        .filter(|pair| pair[0].0 == pair[1].0)
        .map(|pair| (pair[1].1, pair[1].0))
        .collect()
}

/// Whether any two steps ran at the same time; a step without both times may have.
fn overlap(steps: &[Step<'_>]) -> bool {
    let spans = steps.iter().map(|step| step.start_time.zip(step.end_time));
    let Some(mut spans) = spans.collect::<Option<Vec<_>>>() else {
        return true;
    };
    spans.sort_unstable();
    spans.windows(2).any(|pair| pair[0].1 > pair[1].0)
}
