//! What the ledger keeps of a run of a job, and of its steps.
//!
//! In: a decoded execution. Out: an [`ExecutionRecord`], compact and without borrows.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::ledger::interner::{Names, Symbol};
use crate::ledger::packed::Packed;
use crate::payload::{self, Elapsed, ExitCode, Outcome, Status, Timestamp};

/// One run of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
#[allow(
    missing_docs,
    reason = "the fields repeat the payload's, which stand in the table of fields"
)]
pub struct ExecutionRecord {
    pub id: Option<Packed>,
    pub created: Option<Timestamp>,
    pub started: Option<Timestamp>,
    pub ended: Option<Timestamp>,
    pub status: Option<Status<Symbol>>,
    pub exit_code: Option<ExitCode<Symbol>>,
    /// Nanoseconds, as stated, else from start to end.
    pub elapsed: Option<Packed>,
    pub outcome: Outcome,
    pub steps: SmallVec<[StepRecord; 1]>,
}

/// One step of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
#[allow(
    missing_docs,
    reason = "the fields repeat the payload's, which stand in the table of fields"
)]
pub struct StepRecord {
    pub name: Option<Symbol>,
    pub started: Option<Timestamp>,
    pub ended: Option<Timestamp>,
    pub status: Option<Status<Symbol>>,
    pub exit_code: Option<ExitCode<Symbol>>,
    /// Nanoseconds, as stated, else from start to end.
    pub elapsed: Option<Packed>,
    pub outcome: Outcome,
}

impl ExecutionRecord {
    pub(super) fn new(run: &payload::Execution<'_>, names: &mut Names) -> ExecutionRecord {
        let steps = run.steps.as_deref().unwrap_or_default();
        ExecutionRecord {
            id: run.id.map(Packed::from),
            created: run.created_time,
            started: run.start_time,
            ended: run.end_time,
            status: run
                .status
                .as_ref()
                .map(|status| status.clone().map(|text| names.intern(&text))),
            exit_code: run
                .exit_code
                .as_ref()
                .map(|code| code.clone().map(|text| names.intern(&text))),
            elapsed: elapsed(run.elapsed, run.start_time, run.end_time),
            outcome: Outcome::of(run.exit_code.as_ref(), run.status.as_ref()),
            steps: steps.iter().map(|step| StepRecord::new(step, names)).collect(),
        }
    }

    /// Nanoseconds from creation to start.
    pub fn queue(&self) -> Option<i128> {
        between(self.created, self.started)
    }

    /// Nanoseconds from start to end.
    pub fn wall(&self) -> Option<i128> {
        between(self.started, self.ended)
    }

    /// Nanoseconds that the clock showed beyond what the steps took.
    pub fn overhead(&self) -> Option<i128> {
        Some(self.wall()? - i128::from(self.elapsed?.get()))
    }
}

impl StepRecord {
    fn new(step: &payload::Step<'_>, names: &mut Names) -> StepRecord {
        StepRecord {
            name: step.name.as_ref().map(|name| names.intern(name)),
            started: step.start_time,
            ended: step.end_time,
            status: step
                .status
                .as_ref()
                .map(|status| status.clone().map(|text| names.intern(&text))),
            exit_code: step
                .exit_code
                .as_ref()
                .map(|code| code.clone().map(|text| names.intern(&text))),
            elapsed: elapsed(step.elapsed, step.start_time, step.end_time),
            outcome: Outcome::of(step.exit_code.as_ref(), step.status.as_ref()),
        }
    }
}

/// Nanoseconds, as stated, else from start to end. What is negative is a mistake, and never netted against what
/// others took.
fn elapsed(
    stated: Option<Elapsed>,
    start: Option<Timestamp>,
    end: Option<Timestamp>,
) -> Option<Packed> {
    let stated = stated.map(Elapsed::nanos).filter(|nanos| *nanos >= 0);
    stated.or_else(|| i64::try_from(between(start, end)?).ok()).map(Packed::from)
}

/// Nanoseconds from one moment to another that is not before it.
fn between(start: Option<Timestamp>, end: Option<Timestamp>) -> Option<i128> {
    Some(end?.nanos_since(start?)).filter(|nanos| *nanos >= 0)
}
