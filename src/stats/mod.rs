//! The numbers of an audit.
//!
//! In: the jobs of a closed [`Archive`]. Out: [`Figures`], counted by as many threads as there are
//! and merged: every part is a sum, a bag or a top list, so order matters to none of them.

mod durations;
mod outcomes;
mod periods;
mod throughput;

use std::collections::BTreeMap;

use rayon::prelude::*;

pub use durations::{Durations, Spread};
pub(crate) use outcomes::wilson;
pub use outcomes::{Interval, Outcomes};
pub use throughput::{JobSize, Throughput, throughput};

use crate::archive::Archive;
use crate::ledger::{ExecutionRecord, JobRecord, Packed, StepRecord, Symbol};
use crate::payload::{ExitCode, Outcome, Status, Timestamp, Zone};

/// By what jobs are grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dimension {
    /// By the job's name.
    #[default]
    JobName,
    /// By the organisation that it was run for.
    Org,
    /// By who ran it.
    Runner,
    /// By location.
    Location,
    /// By the day that it started.
    Day,
    /// By ISO week.
    Week,
    /// By month.
    Month,
}

impl Dimension {
    /// All dimensions.
    pub const ALL: [Dimension; 7] = [
        Dimension::JobName,
        Dimension::Org,
        Dimension::Runner,
        Dimension::Location,
        Dimension::Day,
        Dimension::Week,
        Dimension::Month,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Dimension::JobName => "job-name",
            Dimension::Org => "org",
            Dimension::Runner => "runner",
            Dimension::Location => "location",
            Dimension::Day => "day",
            Dimension::Week => "week",
            Dimension::Month => "month",
        }
    }

    /// As people read it.
    pub const fn title(self) -> &'static str {
        match self {
            Dimension::JobName => "job name",
            Dimension::Org => "organisation",
            Dimension::Runner => "runner",
            Dimension::Location => "location",
            Dimension::Day => "day (UTC)",
            Dimension::Week => "ISO week (UTC)",
            Dimension::Month => "month (UTC)",
        }
    }

    fn group(self, job: &JobRecord, zone: Zone) -> Group {
        match self {
            Dimension::JobName => Group::Name(job.name),
            Dimension::Org => Group::Name(job.org),
            Dimension::Runner => Group::Name(job.runner),
            Dimension::Location => Group::Name(job.location),
            Dimension::Day | Dimension::Week | Dimension::Month => {
                Group::Period(job.when().map(|when| self.period(when.clock_in(zone))))
            }
        }
    }

    /// The name of the day, week or month of a moment; of its day where this is no dimension of time.
    fn period(self, when: Timestamp) -> String {
        match self {
            Dimension::Week => when.iso_week(),
            Dimension::Month => when.month(),
            _ => when.day(),
        }
    }
}

/// A value of a dimension; none where the payload does not say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// A name.
    Name(Option<Symbol>),
    /// A period.
    Period(Option<String>),
}

/// At which level of a job something is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The job.
    Job,
    /// Each of its executions.
    Execution,
    /// Each of their steps.
    Step,
}

impl Level {
    /// All levels.
    pub const ALL: [Level; 3] = [Level::Job, Level::Execution, Level::Step];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Level::Job => "job",
            Level::Execution => "execution",
            Level::Step => "step",
        }
    }
}

/// What is timed: a step of that name, or whole executions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timed {
    /// A step; none where it has no name.
    Step(Option<Symbol>),
    /// Whole executions.
    Job,
}

/// The timing of one step name, or of whole executions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timing {
    /// How long they took.
    pub durations: Durations,
    /// How many of them failed.
    pub failed: u64,
}

/// The jobs of one period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Period {
    /// How they came out.
    pub outcomes: Outcomes,
    /// How long their executions took.
    pub durations: Durations,
}

impl Period {
    fn merge(&mut self, other: Period) {
        self.outcomes.merge(&other.outcomes);
        self.durations.merge(other.durations);
    }
}

/// The dimension that cuts the time over which jobs started into a handful of periods: days for up to
/// five weeks, weeks for up to half a year, else months.
fn scale(jobs: &[JobRecord]) -> Dimension {
    const DAY: i128 = 24 * 3_600 * 1_000_000_000;
    let times = || jobs.iter().filter_map(JobRecord::when);
    let Some((first, last)) = times().min().zip(times().max()) else { return Dimension::Day };
    match last.nanos_since(first) / DAY {
        ..35 => Dimension::Day,
        35..183 => Dimension::Week,
        _ => Dimension::Month,
    }
}

/// The outcome of one execution as far as it has come.
pub(crate) fn of_run(run: &ExecutionRecord) -> Outcome {
    run.outcome.of_part(run.status.as_ref(), run.ended.is_some())
}

/// The outcome of one step as far as it has come.
pub(crate) fn of_step(step: &StepRecord) -> Outcome {
    step.outcome.of_part(step.status.as_ref(), step.ended.is_some())
}

/// A step among the slowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SlowStep {
    /// How long it took, in nanoseconds, negated so that the longest sorts first.
    negated: i64,
    /// The job's position in the archive.
    pub job: usize,
    /// The execution's position in the job.
    pub execution: usize,
    /// The step's position in the execution.
    pub step: usize,
}

/// What is asked of the figures.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// By what failure rates are grouped.
    pub by: Dimension,
    /// How many of the slowest steps are wanted; 0 for all.
    pub top: usize,
    /// Whose days, weeks and months are meant.
    pub zone: Zone,
}

/// The numbers of an audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Figures {
    /// All jobs.
    pub total: Outcomes,
    /// Jobs by group.
    pub groups: BTreeMap<Group, Outcomes>,
    /// By what time is cut into periods: days, weeks or months.
    pub scale: Dimension,
    /// Jobs by period; none where the payload does not say.
    pub periods: BTreeMap<Option<String>, Period>,
    /// The same by day while they are counted: a name for each job would be many. With each day a moment
    /// of it.
    days: BTreeMap<Option<i32>, (Option<Timestamp>, Period)>,
    /// Exit codes by level.
    pub exit_codes: BTreeMap<(Level, Option<ExitCode<Symbol>>), u64>,
    /// Statuses by level.
    pub statuses: BTreeMap<(Level, Option<Status<Symbol>>), u64>,
    /// Timing by job name and step.
    pub timing: BTreeMap<(Option<Symbol>, Timed), Timing>,
    /// The slowest steps, the slowest first.
    pub slowest: Vec<SlowStep>,
    /// When the first execution started.
    pub first_start: Option<Timestamp>,
    /// When the last one ended.
    pub last_end: Option<Timestamp>,
}

impl Figures {
    /// Counts an archive.
    pub fn of(archive: &Archive, question: Question) -> Figures {
        let scale = scale(&archive.jobs);
        let none = || Figures { scale, ..Figures::default() };
        let mut figures = archive
            .jobs
            .par_iter()
            .enumerate()
            .with_min_len(1024)
            .fold(none, |mut figures, (position, job)| {
                figures.add(position, job, question);
                figures
            })
            .reduce(none, |a, b| a.merge(b, question));
        figures.keep_slowest(question.top);
        figures.name_periods();
        figures
    }

    /// Puts days together in periods. No period ends within a day.
    fn name_periods(&mut self) {
        for (moment, day) in std::mem::take(&mut self.days).into_values() {
            let name = moment.map(|moment| self.scale.period(moment));
            self.periods.entry(name).or_default().merge(day);
        }
    }

    fn add(&mut self, position: usize, job: &JobRecord, question: Question) {
        let items = job.accounting();
        self.total.count(job.outcome, &items);
        let group = question.by.group(job, question.zone);
        self.groups.entry(group).or_default().count(job.outcome, &items);
        self.count(Level::Job, job.status, job.exit_code);
        let when = job.when().map(|when| when.clock_in(question.zone));
        let day = self.days.entry(when.map(Timestamp::day_number));
        let (_, period) = day.or_insert_with(|| (when, Period::default()));
        period.outcomes.count(job.outcome, &items);
        let runs = job.executions.iter().filter(|run| of_run(run) != Outcome::InProgress);
        runs.filter_map(|run| run.elapsed).for_each(|elapsed| period.durations.add(elapsed.get()));
        for (at, run) in job.executions.iter().enumerate() {
            self.count(Level::Execution, run.status, run.exit_code);
            self.first_start = [self.first_start, run.started].into_iter().flatten().min();
            self.last_end = self.last_end.max(run.ended);
            self.time((job.name, Timed::Job), run.elapsed.map(Packed::get), of_run(run));
            for (nth, step) in run.steps.iter().enumerate() {
                self.count(Level::Step, step.status, step.exit_code);
                let nanos = step.elapsed.map(Packed::get);
                self.time((job.name, Timed::Step(step.name)), nanos, of_step(step));
                if let Some(nanos) = nanos.filter(|_| of_step(step) != Outcome::InProgress) {
                    let negated = nanos.checked_neg().unwrap_or(i64::MAX);
                    self.slowest.push(SlowStep {
                        negated,
                        job: position,
                        execution: at,
                        step: nth,
                    });
                }
            }
        }
        if question.top > 0 && self.slowest.len() > question.top.saturating_mul(2).max(1024) {
            self.keep_slowest(question.top);
        }
    }

    fn count(
        &mut self,
        level: Level,
        status: Option<Status<Symbol>>,
        exit_code: Option<ExitCode<Symbol>>,
    ) {
        *self.statuses.entry((level, status)).or_default() += 1;
        *self.exit_codes.entry((level, exit_code)).or_default() += 1;
    }

    /// Counts a duration; what is in progress has none yet.
    fn time(&mut self, what: (Option<Symbol>, Timed), nanos: Option<i64>, outcome: Outcome) {
        if let Some(nanos) = nanos.filter(|_| outcome != Outcome::InProgress) {
            let timing = self.timing.entry(what).or_default();
            timing.durations.add(nanos);
            timing.failed += u64::from(outcome == Outcome::Failed);
        }
    }

    fn keep_slowest(&mut self, top: usize) {
        self.slowest.sort_unstable();
        if top > 0 {
            self.slowest.truncate(top);
        }
    }

    fn merge(mut self, other: Figures, question: Question) -> Figures {
        self.total.merge(&other.total);
        for (group, outcomes) in &other.groups {
            self.groups.entry(group.clone()).or_default().merge(outcomes);
        }
        for (day, (moment, other)) in other.days {
            let (_, mine) = self.days.entry(day).or_insert_with(|| (moment, Period::default()));
            mine.merge(other);
        }
        for (key, count) in other.exit_codes {
            *self.exit_codes.entry(key).or_default() += count;
        }
        for (key, count) in other.statuses {
            *self.statuses.entry(key).or_default() += count;
        }
        for (key, timing) in other.timing {
            let mine = self.timing.entry(key).or_default();
            mine.durations.merge(timing.durations);
            mine.failed += timing.failed;
        }
        self.slowest.extend(other.slowest);
        self.keep_slowest(question.top);
        self.first_start = [self.first_start, other.first_start].into_iter().flatten().min();
        self.last_end = self.last_end.max(other.last_end);
        self
    }

    /// The sum of all executions' elapsed time, in nanoseconds; none where no execution tells its own.
    pub fn elapsed_total(&self) -> Option<i128> {
        let jobs = self.timing.iter().filter(|((_, timed), _)| *timed == Timed::Job);
        jobs.map(|(_, timing)| timing.durations.total()).reduce(|a, b| a + b)
    }
}
