//! The steps of all executions, one by one.
//!
//! In: the jobs of an archive. Out: how many steps there are, and for each number the step and where it belongs.

use crate::ledger::{ExecutionRecord, JobRecord, StepRecord};

/// See the module.
#[derive(Debug)]
pub(crate) struct Steps<'a> {
    jobs: &'a [JobRecord],
    /// How many steps there are before each execution that has any, with its job and its number there.
    runs: Vec<(usize, u32, u32)>,
    len: usize,
}

/// A step, and where it belongs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<'a> {
    /// The position of its job.
    pub at: usize,
    pub job: &'a JobRecord,
    pub run: &'a ExecutionRecord,
    pub step: &'a StepRecord,
    /// Which execution of the job, and which step of the execution.
    pub nth: (usize, usize),
}

impl<'a> Steps<'a> {
    pub fn of(jobs: &'a [JobRecord]) -> Steps<'a> {
        let mut runs = Vec::with_capacity(jobs.len());
        let mut len = 0;
        for (job, of) in jobs.iter().zip(0..) {
            let with_steps =
                job.executions.iter().zip(0..).filter(|(run, _)| !run.steps.is_empty());
            for (run, nth) in with_steps {
                runs.push((len, of, nth));
                len += run.steps.len();
            }
        }
        Steps { jobs, runs, len }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The step with that number, of those there are.
    pub fn get(&self, number: usize) -> Step<'a> {
        let next = self.runs.partition_point(|(first, ..)| *first <= number);
        let (first, at, of_run) = self.runs[next - 1];
        let (at, of_run, nth) = (at as usize, of_run as usize, number - first);
        let job = &self.jobs[at];
        let run = &job.executions[of_run];
        Step { at, job, run, step: &run.steps[nth], nth: (of_run, nth) }
    }
}
