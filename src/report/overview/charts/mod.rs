//! Pictures of figures: what is drawn, not how.
//!
//! In: the figures. Out: charts as data, each with a title and a sentence that says what is to be seen
//! for those who do not see it. None where there is nothing to draw.

mod bars;
mod time;

pub(super) use bars::{error_codes, results, step_timing};
pub(super) use time::{jobs, outcomes};

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::payload::{Outcome, Timestamp};
use crate::report::{SemanticColor, grouped};

/// How many bars a chart has at the most.
const MAX_BARS: usize = 12;

/// A chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// A stable name.
    pub id: Cow<'static, str>,
    /// What is drawn.
    pub title: Cow<'static, str>,
    /// What is to be seen, in words.
    pub description: String,
    /// The data.
    pub drawing: Drawing,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stacks {
    /// What each column stands for.
    pub labels: Vec<String>,
    /// What is left out before each column, in words; mostly nothing.
    pub gaps: Vec<Option<String>>,
    /// The parts, from the bottom up.
    pub series: Vec<Series>,
}

/// One part of all columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// What it stands for.
    pub name: Cow<'static, str>,
    /// Its colour.
    pub tone: SemanticColor,
    /// Its size in each column.
    pub values: Vec<u64>,
}

/// Bars, the largest first: a label, a word about it, and a size; and the sum of all, drawn or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pareto {
    /// The bars.
    pub bars: Vec<(String, String, u64)>,
    /// How many more there would be.
    pub more: u64,
    /// The sum of all.
    pub total: u64,
}

impl Pareto {
    /// What there is beyond the bars, in words, and the sum of it.
    pub fn rest(&self) -> Option<(String, u64)> {
        let drawn: u64 = self.bars.iter().map(|(.., n)| n).sum();
        let said = match self.more {
            0 => return None,
            1 => String::from("and 1 more code"),
            more => format!("and {} more codes", grouped(more.into())),
        };
        Some((said, self.total - drawn))
    }
}

/// Bars: a label, a colour and a size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bars(pub Vec<(String, SemanticColor, u64)>);

/// How the durations of several things spread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spreads(pub Vec<Spread>);

/// How the durations of one thing spread, in nanoseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

/// Dots in time: one a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dots {
    /// The first start.
    pub first: Timestamp,
    /// From the first to the last start, in nanoseconds.
    pub whole: i64,
    /// The dots.
    pub dots: Vec<Dot>,
}

/// A job as a dot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dot {
    /// When it started, in nanoseconds since the first.
    pub since: i64,
    /// How long it took, in nanoseconds.
    pub elapsed: i64,
    /// How it came out.
    pub outcome: Outcome,
    /// Its id.
    pub job: Option<String>,
    /// The file that says so, without its folders.
    pub file: String,
}
