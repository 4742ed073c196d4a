//! What managers read: a verdict, the figures that matter, and the sections of a report in the order
//! of their questions.
//!
//! In: an archive, its figures, and a report's sections. Out: an [`Overview`]: which sections and charts
//! stand in which chapter, and the words around them. Renderers for people who do not see a terminal
//! spell it; the sections themselves stay what they are in every format.

mod charts;
mod headline;
mod next_steps;
mod reasons;

pub use charts::{Bars, Chart, Dot, Dots, Drawing, Pareto, Series, Spread, Spreads, Stacks};
pub(super) use headline::figures;
pub(super) use next_steps::reasons_in_words;

use crate::ledger::JobRecord;
use crate::payload::Outcome;
use crate::report::sections::{
    ChapterId, ErrorScope, SectionContext, SectionId, errors_and_impacts,
};
use crate::report::table::listed;
use crate::report::{Cell, Section, grouped};

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

/// How many jobs are listed, the worst first.
const MAX_JOBS_LISTED: usize = 30;

/// What managers read of a report.
#[derive(Debug)]
pub struct Overview {
    /// What follows the head, in reading order.
    pub chapters: Vec<Chapter>,
    /// How the figures are defined.
    pub method: Vec<String>,
}

/// A question, and what answers it.
#[derive(Debug)]
pub struct Chapter {
    /// A stable name, to link to.
    pub id: &'static str,
    /// The question, or what it is about.
    pub title: &'static str,
    /// What there is to say before the tables.
    pub words: Vec<String>,
    /// Pictures of the tables.
    pub charts: Vec<Chart>,
    /// The sections of the report that stand here, by their ids.
    pub sections: Vec<&'static str>,
    /// A table that is only here.
    pub table: Option<Section<'static>>,
}

impl Overview {
    /// Briefs on an archive.
    pub(super) fn of(material: &SectionContext<'_>) -> Overview {
        Overview { chapters: chapters(material), method: METHOD.map(str::to_owned).to_vec() }
    }
}

fn chapters(context: &SectionContext<'_>) -> Vec<Chapter> {
    let is_there = |chapter: &ChapterId| *chapter != ChapterId::Limits || !context.gates.is_empty();
    let chapters = ChapterId::ALL.into_iter().filter(is_there);
    chapters.map(|chapter| chapter_of(chapter, context)).collect()
}

/// A chapter with the sections that stand in it by their own account.
fn chapter_of(chapter: ChapterId, context: &SectionContext<'_>) -> Chapter {
    let of_moves = context.failing == ErrorScope::Moves;
    let (id, title) = match chapter {
        ChapterId::Next => ("next", "What to do next"),
        ChapterId::Left => ("left", "Who still has to be moved"),
        ChapterId::Limits => ("limits", "Whether the limits were kept"),
        ChapterId::Why if of_moves => ("why", "Why moves failed"),
        ChapterId::Why => ("why", "Why items failed"),
        ChapterId::Outcome => ("outcome", "How the jobs came out"),
        ChapterId::Time => ("time", "Over time"),
        ChapterId::Timing => ("timing", "How long it took"),
        ChapterId::Open => ("open", "Open ends"),
        ChapterId::Trust => ("trust", "How far to trust this"),
        ChapterId::All => ("all", "All figures"),
    };
    let words = match chapter {
        ChapterId::Next => {
            "Who has to do something about what failed. The users who are still to be moved can be written as a \
             list to work through: jobaudit report --retry-list FILE."
        }
        ChapterId::Why if of_moves => {
            "Errors stopped a move. Impacts came along with one and are never counted as failures."
        }
        ChapterId::Why => {
            "Errors stopped what a job works on, such as a user's move. Impacts came along with it and are never \
             counted as failures."
        }
        ChapterId::Outcome => {
            "A job that finished with errors has done its work for some items and not for others; it has not failed."
        }
        ChapterId::Trust => {
            "Every file that was found is used or set aside for a reason, and every contradiction is a finding."
        }
        ChapterId::Left
        | ChapterId::Limits
        | ChapterId::Time
        | ChapterId::Timing
        | ChapterId::Open
        | ChapterId::All => "",
    };
    let charts = match chapter {
        ChapterId::Why => vec![charts::error_codes(context)],
        ChapterId::Outcome => vec![charts::exit_codes(context)],
        ChapterId::Time => vec![charts::outcomes(context)],
        ChapterId::Timing => vec![charts::step_timing(context), charts::jobs(context)],
        ChapterId::Next
        | ChapterId::Left
        | ChapterId::Limits
        | ChapterId::Open
        | ChapterId::Trust
        | ChapterId::All => Vec::new(),
    };
    let table = match chapter {
        ChapterId::Next => Some(next_steps::reasons(context)),
        ChapterId::Outcome => Some(worst_jobs(context)),
        _ => None,
    };
    let known = (chapter == ChapterId::Why).then(|| reasons::known(context)).flatten();
    let words = Some(words.to_owned()).filter(|words| !words.is_empty());
    Chapter {
        id,
        title,
        words: words.into_iter().chain(known).collect(),
        charts: charts.into_iter().flatten().collect(),
        sections: SectionId::of_chapter(chapter),
        table,
    }
}

/// The jobs that came out worst: failures first, then by how much of theirs failed.
fn worst_jobs(context: &SectionContext<'_>) -> Section<'static> {
    let archive = context.archive;
    let rank = |job: &JobRecord| match job.outcome {
        Outcome::Failed => 0,
        Outcome::Stopped => 1,
        Outcome::WithErrors => 2,
        Outcome::Undetermined => 3,
        Outcome::PendingOrders => 4,
        Outcome::InProgress => 5,
        Outcome::Succeeded => 6,
    };
    let failed = |job: &JobRecord| job.items().failed.unwrap_or(0);
    let errors = errors_and_impacts(archive);
    let mut order: Vec<usize> = (0..archive.jobs.len())
        .filter(|&at| archive.jobs[at].outcome != Outcome::Succeeded)
        .collect();
    order.sort_by_key(|&at| {
        let job = &archive.jobs[at];
        (rank(job), std::cmp::Reverse(failed(job)), at)
    });
    let more = match order.len().saturating_sub(MAX_JOBS_LISTED) {
        0 => String::new(),
        1 => String::from(" One more is in the ledger (--section jobs)."),
        left => {
            let left = grouped(left as u128);
            format!(" {left} more are in the ledger (--section jobs).")
        }
    };
    let worst = order.into_iter().take(MAX_JOBS_LISTED);
    listed(context, worst.map(|at| (&archive.jobs[at], errors[at])))
        .text("job", "job", |c, (job, _)| Cell::id(c.archive.job_id(job)))
        .text("job_name", "job name", |c, (job, _)| Cell::text(c.archive.name(job.name)))
        .text("outcome", "outcome", |_, (job, _)| Cell::outcome(job.outcome))
        .text("started", "started (UTC)", |_, (job, _)| Cell::time(job.started()))
        .number(
            "items_requested",
            context.items("items requested", "moves requested"),
            |_, (job, _)| Cell::count(job.items().requested),
        )
        .number("items_failed", context.items("items failed", "moves failed"), |_, (job, _)| {
            Cell::count(job.items().failed)
        })
        .number("errors", "errors", |_, (_, counts)| Cell::count(counts.map(|[errors, _]| errors)))
        .noted(format!("The worst first, at most {MAX_JOBS_LISTED}.{more}"))
        .under("worst_jobs", "Jobs that did not simply succeed")
}
