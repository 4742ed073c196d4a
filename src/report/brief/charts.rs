//! Pictures of figures: what is drawn, not how.
//!
//! In: the figures. Out: charts as data, each with a title and a sentence that says what is to be seen
//! for those who do not see it. None where there is nothing to draw.

use std::collections::BTreeMap;

use crate::aggregate::{Level, Timed};
use crate::catalogue;
use crate::model::{ItemKind, Outcome, Source};
use crate::report::long::presentable;
use crate::report::sections::Material;

/// How many bars a chart has at the most.
const MOST: usize = 12;

/// How many dots a chart has at the most; of more jobs every n-th is drawn.
const DOTS: usize = 600;

/// What a colour stands for, beside the word that says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// All went well.
    Good,
    /// Somebody should know.
    Warn,
    /// It failed.
    Bad,
    /// It was stopped by hand.
    Stopped,
    /// It waits.
    Waiting,
    /// It runs, or nobody knows.
    Open,
    /// Neither good nor bad.
    Plain,
}

impl Tone {
    fn of(outcome: Outcome) -> Tone {
        match outcome {
            Outcome::Succeeded => Tone::Good,
            Outcome::WithErrors => Tone::Warn,
            Outcome::PendingOrders => Tone::Waiting,
            Outcome::Failed => Tone::Bad,
            Outcome::Stopped => Tone::Stopped,
            Outcome::InProgress | Outcome::Undetermined => Tone::Open,
        }
    }
}

/// A chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// A stable name.
    pub id: &'static str,
    /// What is drawn.
    pub title: &'static str,
    /// What is to be seen, in words.
    pub description: String,
    /// The data.
    pub drawing: Drawing,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawing {
    /// Columns of several parts.
    Stacks(Stacks),
    /// Bars by size, with what they come to together.
    Pareto(Pareto),
    /// Bars.
    Bars(Bars),
    /// How values spread.
    Spreads(Spreads),
    /// Dots in time.
    Dots(Dots),
}

/// Columns side by side, each of several parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Stacks {
    /// What each column stands for.
    pub labels: Vec<String>,
    /// The parts, from the bottom up.
    pub series: Vec<Series>,
}

/// One part of all columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it stands for.
    pub name: &'static str,
    /// Its colour.
    pub tone: Tone,
    /// Its size in each column.
    pub values: Vec<u64>,
}

/// Bars, the largest first: a label, a word about it, and a size; and the sum of all, drawn or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Pareto {
    /// The bars.
    pub bars: Vec<(String, String, u64)>,
    /// The sum of all.
    pub total: u64,
}

/// Bars: a label, a colour and a size.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars(pub Vec<(String, Tone, u64)>);

/// How the durations of several things spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Spreads(pub Vec<Spread>);

/// How the durations of one thing spread, in nanoseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// What took so long.
    pub label: String,
    /// The median.
    pub p50: i64,
    /// The 90th percentile.
    pub p90: i64,
    /// The 99th percentile, where there are enough values.
    pub p99: Option<i64>,
    /// The longest.
    pub max: i64,
}

/// A dot a job: when it started (nanoseconds since the first), how long it took (nanoseconds), how it
/// came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Dots {
    /// The first and the last start, in words.
    pub ends: [String; 2],
    /// From the first to the last start.
    pub whole: i128,
    /// The dots.
    pub dots: Vec<(i128, i64, Tone, &'static str)>,
}

/// Outcomes by period.
pub(super) fn outcomes(material: &Material<'_>) -> Option<Chart> {
    let periods: Vec<_> = material
        .figures
        .periods
        .iter()
        .filter_map(|(name, of)| Some((name.as_ref()?, of)))
        .collect();
    let labels: Vec<String> = periods.iter().map(|(name, _)| (*name).clone()).collect();
    let series = Outcome::ALL.map(|outcome| Series {
        name: outcome.title(),
        tone: Tone::of(outcome),
        values: periods.iter().map(|(_, of)| of.outcomes.of(outcome)).collect(),
    });
    let series: Vec<Series> =
        series.into_iter().filter(|series| series.values.iter().any(|value| *value > 0)).collect();
    let busiest = periods.iter().max_by_key(|(_, of)| of.outcomes.jobs())?;
    let description = format!(
        "Jobs by the {} they started in, by outcome. The most were in {}: {}.",
        material.figures.scale.title(),
        busiest.0,
        busiest.1.outcomes.jobs()
    );
    let drawing = Drawing::Stacks(Stacks { labels, series });
    Some(Chart { id: "outcomes", title: "Outcomes over time", description, drawing })
}

/// Error codes by how often they occurred.
pub(super) fn error_codes(material: &Material<'_>) -> Option<Chart> {
    let archive = material.archive;
    let mut counts: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    let errors = archive.items.iter().filter(|item| item.kind == ItemKind::Error);
    for item in errors.filter(|item| item.source != Source::Validation) {
        *counts.entry(archive.name(item.code)).or_default() += 1;
    }
    let total: u64 = counts.values().sum();
    let mut bars: Vec<_> = counts.into_iter().collect();
    bars.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
    let (first, most) = bars.first()?;
    let description = format!(
        "How often each error code occurred, the most frequent first, and what share they come to together. \
         {} is behind {most} of {total} errors.{}",
        presentable(first.unwrap_or("No code")),
        material.failing.warning()
    );
    let bars = bars.into_iter().take(MOST).map(|(code, count)| {
        let known = code.and_then(catalogue::lookup);
        let summary = known.map_or(String::new(), |known| known.summary.clone());
        (presentable(code.unwrap_or("no code")).into_owned(), summary, count)
    });
    let drawing = Drawing::Pareto(Pareto { bars: bars.collect(), total });
    Some(Chart { id: "codes", title: "Error codes", description, drawing })
}

/// The exit codes of jobs, the most frequent first.
pub(super) fn exit_codes(material: &Material<'_>) -> Option<Chart> {
    let names = &material.archive.names;
    let of_jobs = material.figures.exit_codes.iter().filter(|((level, _), _)| *level == Level::Job);
    let mut bars: Vec<(String, Tone, u64)> = of_jobs
        .map(|((_, code), count)| {
            let word = code.as_ref().map(|code| code.word(|&symbol| names.text(symbol)));
            let tone = match word {
                Some("COMPLETED") => Tone::Good,
                Some("COMPLETED_WITH_ERRORS") => Tone::Warn,
                Some("COMPLETED_WITH_PENDING_ORDERS") => Tone::Waiting,
                Some("FAILED") => Tone::Bad,
                Some("STOPPED") => Tone::Stopped,
                _ => Tone::Open,
            };
            (presentable(word.unwrap_or("none")).into_owned(), tone, *count)
        })
        .collect();
    bars.sort_by(|a, b| (b.2, &a.0).cmp(&(a.2, &b.0)));
    bars.truncate(MOST);
    let said: Vec<String> = bars.iter().map(|(name, _, count)| format!("{count} {name}")).collect();
    let description = format!("Jobs by exit code: {}.", said.join(", "));
    (!bars.is_empty()).then_some(Chart {
        id: "exit-codes",
        title: "Exit codes of jobs",
        description,
        drawing: Drawing::Bars(Bars(bars)),
    })
}

/// How long steps took.
pub(super) fn step_timing(material: &Material<'_>) -> Option<Chart> {
    let names = &material.archive.names;
    let mut steps: Vec<(i128, Spread)> = Vec::new();
    for ((_, timed), timing) in &material.figures.timing {
        let Timed::Step(Some(step)) = timed else { continue };
        let Some(spread) = timing.durations.spread() else { continue };
        let label = presentable(names.text(*step)).into_owned();
        let (p50, p90, p99, max) = (spread.p50, spread.p90, spread.p99, spread.max);
        steps.push((spread.total, Spread { label, p50, p90, p99, max }));
    }
    steps.sort_by(|a, b| (-a.0, &a.1.label).cmp(&(-b.0, &b.1.label)));
    steps.truncate(MOST);
    let longest = steps.first()?;
    let description = format!(
        "Of each step half of all within the line on the left, nine of ten within the bar, 99 of 100 within the \
         cross line where there are as many, and the longest as a dot, on a scale on which each mark is ten times \
         the one before. {} took most of the time.",
        longest.1.label
    );
    let rows = steps.into_iter().map(|(_, spread)| spread).collect();
    let drawing = Drawing::Spreads(Spreads(rows));
    Some(Chart { id: "steps", title: "Step durations", description, drawing })
}

/// When jobs ran and how long they took.
pub(super) fn jobs(material: &Material<'_>) -> Option<Chart> {
    let jobs = material.archive.jobs.iter().filter_map(|job| {
        let elapsed = job.newest()?.elapsed?.get();
        Some((job.started()?, elapsed, job.outcome))
    });
    let jobs: Vec<_> = jobs.collect();
    let first = jobs.iter().map(|(start, ..)| *start).min()?;
    let last = jobs.iter().map(|(start, ..)| *start).max()?;
    let every = jobs.len().div_ceil(DOTS);
    let dots = jobs.iter().step_by(every).map(|(start, elapsed, outcome)| {
        (start.nanos_since(first), *elapsed, Tone::of(*outcome), outcome.title())
    });
    let which = if every == 1 {
        String::from("A dot a job")
    } else {
        format!("A dot for one of {every} jobs")
    };
    let description = format!(
        "{which}: to the right when it started, upwards how long it took, on a scale on which each mark is ten \
         times the one before."
    );
    let dots = dots.collect();
    let ends = [first.day(), last.day()];
    let drawing = Drawing::Dots(Dots { ends, whole: last.nanos_since(first), dots });
    Some(Chart { id: "jobs", title: "Jobs in time", description, drawing })
}
