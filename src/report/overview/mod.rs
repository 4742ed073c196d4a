//! What managers read: a verdict, the figures that matter, and the sections of a report in the order
//! of their questions.
//!
//! In: an archive, its figures, and a report's sections. Out: an [`Overview`]: which sections and charts
//! stand in which chapter, and the words around them. Renderers for people who do not see a terminal
//! spell it; the sections themselves stay what they are in every format.

mod charts;
mod groups;
mod headline;
mod jobs;
mod reasons;
mod whole;

pub use charts::{Bars, Chart, Dot, Dots, Drawing, Pareto, Series, Spread, Spreads, Stacks};
pub(super) use groups::name_of;
pub use groups::{GroupResult, GroupedBy, Groups};
pub(super) use headline::{figures, findings_in_words, moves};
pub use jobs::{
    Fact, FactValue, JobDetail, JobError, JobFinding, JobList, ListedJob, Stretch, StretchSpan,
};
pub use whole::{Portion, Whole};

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::findings::rule::Severity;
use crate::payload::{Outcome, Timestamp, Zone};
use crate::report::sections::{ChapterId, ErrorScope, SectionContext, SectionId};
use crate::report::verdict::{counted, number};
use crate::report::{Section, titled};

/// The definitions behind the figures.
const METHOD: [&str; 6] = [
    "A job is all payloads of one job id; of several snapshots the newest counts.",
    "The outcome is told by the latest exit code, else by the newest execution's, else by the status. A job has \
     finished unless it is in progress or undetermined.",
    "Failure rate: failed and stopped jobs out of finished ones. Its low and high are the Wilson interval at 95 %.",
    "Items are what jobs work on: user moves, numbers, users. Those of a job that finished with errors count as \
     failed; the job itself does not count as failed.",
    "Percentiles are nearest-rank, so that each is a value that occurred; p95 needs 20 values and p99 needs 100. \
     What is in progress counts in no timing.",
    "All times are UTC. \u{2014} is unknown, which is not zero.",
];

/// What managers read of a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// What became of all that was requested; none where no job says how much that was.
    pub whole: Option<Whole>,
    /// What follows the head, in reading order.
    pub chapters: Vec<Chapter>,
    /// The worst jobs in full.
    pub jobs: Vec<JobDetail>,
    /// How many jobs there are beside these.
    pub more_jobs: u64,
    /// How the figures are defined.
    pub method: Vec<String>,
}

/// A question, and what answers it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chapter {
    /// A stable name, to link to.
    pub id: Cow<'static, str>,
    /// The question, or what it is about.
    pub title: Cow<'static, str>,
    /// What there is to say before the tables.
    pub words: Vec<String>,
    /// Pictures of the tables.
    pub charts: Vec<Chart>,
    /// The sections of the report that stand here, by their ids.
    pub sections: Vec<Cow<'static, str>>,
    /// Tables that are only here.
    pub lists: Vec<List>,
}

/// A table that is no section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// Results by customer or location.
    Groups(Groups),
    /// Jobs with problems.
    Jobs(JobList),
}

impl List {
    /// As a table whose headings name the zone, on whose clocks its times are.
    pub fn table(&self, zone: Zone) -> Section<'static> {
        let mut table = match self {
            List::Groups(groups) => groups.table(),
            List::Jobs(jobs) => jobs.table(),
        };
        for column in &mut table.columns {
            column.title = titled(std::mem::take(&mut column.title), zone);
        }
        table
    }

    fn is_empty(&self) -> bool {
        match self {
            List::Groups(groups) => groups.rows.is_empty(),
            List::Jobs(jobs) => jobs.rows.is_empty(),
        }
    }
}

impl Chapter {
    /// The tables that are only here, as people in a zone read them.
    pub fn tables(&self, zone: Zone) -> Vec<Section<'static>> {
        self.lists.iter().map(|list| list.table(zone)).collect()
    }
}

impl Overview {
    /// That of an archive.
    pub(super) fn of(context: &SectionContext<'_>) -> Overview {
        let order = jobs::worst_first(context.archive);
        let chapter = |chapter| chapter_of(chapter, context, &order);
        let is_there =
            |chapter: &ChapterId| *chapter != ChapterId::Limits || !context.gates.is_empty();
        let jobs = JobDetail::of_worst(context, &order);
        Overview {
            whole: Whole::of(context),
            chapters: ChapterId::ALL.into_iter().filter(is_there).map(chapter).collect(),
            more_jobs: (order.len() - jobs.len()) as u64,
            jobs,
            method: method(context.zone),
        }
    }
}

/// How the figures are defined, and in which zone times are.
fn method(zone: Zone) -> Vec<String> {
    let told = METHOD.iter().map(|text| match zone.is_utc() {
        true => (*text).to_owned(),
        false => text.replace("All times are UTC", &format!("All times are those of {zone}")),
    });
    told.collect()
}

impl Overview {
    /// The same with what clocks in a zone show.
    pub(super) fn on_clocks(&self, zone: Zone) -> Overview {
        let mut overview = self.clone();
        let clock = |time: &mut Timestamp| *time = time.clock_in(zone);
        for chapter in &mut overview.chapters {
            for chart in &mut chapter.charts {
                if let Drawing::Dots(dots) = &mut chart.drawing {
                    clock(&mut dots.first);
                }
            }
            for list in &mut chapter.lists {
                if let List::Jobs(jobs) = list {
                    jobs.rows.iter_mut().filter_map(|row| row.started.as_mut()).for_each(clock);
                }
            }
        }
        for job in &mut overview.jobs {
            job.started.iter_mut().for_each(clock);
            for fact in &mut job.facts {
                if let FactValue::Time(time) = &mut fact.value {
                    clock(time);
                }
            }
        }
        overview
    }
}

/// A chapter with the sections that stand in it by their own account.
fn chapter_of(chapter: ChapterId, context: &SectionContext<'_>, worst_first: &[usize]) -> Chapter {
    let of_moves = context.failing == ErrorScope::Moves;
    let (id, title) = match chapter {
        ChapterId::Next => ("next", "What to do next"),
        ChapterId::Left => ("left", "Who still has to be moved"),
        ChapterId::Limits => ("limits", "Whether the limits were kept"),
        ChapterId::Why if of_moves => ("why", "Why moves failed"),
        ChapterId::Why => ("why", "Why items failed"),
        ChapterId::Outcome => ("outcome", "Results"),
        ChapterId::Time => ("time", "Over time"),
        ChapterId::Timing => ("timing", "How long it took"),
        ChapterId::Open => ("open", "Still open"),
        ChapterId::Trust => ("trust", "Can these figures be trusted?"),
        ChapterId::All => ("all", "All figures"),
    };
    let words = match chapter {
        ChapterId::Next => "Who has to do something about what failed.",
        ChapterId::Why if of_moves => {
            "Errors stopped a move. Impacts came along with one and are never counted as failures."
        }
        ChapterId::Why => {
            "Errors stopped what a job works on, such as a user's move. Impacts came along with it and are never \
             counted as failures."
        }
        ChapterId::Outcome if context.figures.total.of(Outcome::WithErrors) > 0 => {
            "A job that finished with errors has done its work for some items and not for others; it has not failed."
        }
        ChapterId::Left
        | ChapterId::Outcome
        | ChapterId::Trust
        | ChapterId::Limits
        | ChapterId::Time
        | ChapterId::Timing
        | ChapterId::Open
        | ChapterId::All => "",
    };
    let charts = match chapter {
        ChapterId::Why => vec![charts::error_codes(context)],
        ChapterId::Outcome => vec![charts::results(context)],
        ChapterId::Time => vec![charts::outcomes(context), charts::jobs(context)],
        ChapterId::Timing => vec![charts::step_timing(context)],
        ChapterId::Next
        | ChapterId::Left
        | ChapterId::Open
        | ChapterId::Limits
        | ChapterId::Trust
        | ChapterId::All => Vec::new(),
    };
    let lists = match chapter {
        ChapterId::Outcome => vec![
            Groups::of(context).map(List::Groups),
            Some(List::Jobs(JobList::of(context, worst_first))),
        ],
        _ => Vec::new(),
    };
    let known = match chapter {
        ChapterId::Why => reasons::known(context),
        ChapterId::Trust => Some(files_used(context)),
        _ => None,
    };
    let words = Some(words.to_owned()).filter(|words| !words.is_empty());
    let sections = SectionId::of_chapter(chapter).into_iter();
    Chapter {
        id: id.into(),
        title: title.into(),
        words: known.into_iter().chain(words).collect(),
        charts: charts.into_iter().flatten().collect(),
        sections: sections.map(Cow::from).collect(),
        lists: lists.into_iter().flatten().filter(|list| !list.is_empty()).collect(),
    }
}

/// Whether to trust the figures: how many of the files that were found are used, and what is wrong with them.
fn files_used(context: &SectionContext<'_>) -> String {
    let archive = context.archive;
    let worst = [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .find(|severity| archive.findings.count(*severity) > 0);
    let answer = match worst {
        None | Some(Severity::Info) => "Yes.",
        Some(Severity::Warning) => "On the whole, yes.",
        Some(Severity::Error) => "With care.",
    };
    let found = archive.chosen_files().count() as u64;
    let set_aside = found.saturating_sub(archive.files_used() as u64);
    let files = match set_aside {
        0 if found == 1 => String::from("The one file is used."),
        0 => format!("All {} are used.", counted(found, "file", "files")),
        _ => format!(
            "{} of {} are used; {} set aside, each for a reason.",
            number(found - set_aside),
            counted(found, "file", "files"),
            counted(set_aside, "is", "are")
        ),
    };
    let them = if found == 1 { "it" } else { "them" };
    match &*findings_in_words(archive) {
        "" => format!("{answer} {files} Nothing was found wrong with {them}."),
        parts => format!("{answer} {files} The audit found {parts} in {them}."),
    }
}

/// Nanoseconds in fewer bits; they are enough for three centuries.
fn narrow(nanos: i128) -> i64 {
    i64::try_from(nanos).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX })
}
