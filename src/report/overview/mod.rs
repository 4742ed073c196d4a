//! What managers read: a verdict, the figures that matter, and the sections of a report in the order
//! of their questions.
//!
//! In: an archive, its figures, and a report's sections. Out: an [`Overview`]: which sections and charts
//! stand in which chapter, and the words around them. Renderers for people who do not see a terminal
//! spell it; the sections themselves stay what they are in every format.

mod charts;
mod headline;
mod next_steps;

pub use charts::{Bars, Chart, Dot, Dots, Drawing, Pareto, Series, Spread, Spreads, Stacks};

use crate::ledger::JobRecord;
use crate::payload::Outcome;
use crate::report::sections::{ErrorScope, SectionContext, errors_and_impacts, number, text};
use crate::report::{Cell, Section, SemanticColor, Term, fit_to_show, grouped};

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
    "All times are UTC. A dash is unknown, which is not zero.",
];

/// How many jobs are listed, the worst first.
const MAX_JOBS_LISTED: usize = 30;

/// What managers read of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// The figures that matter.
    pub figures: Vec<Figure>,
    /// The rest, in reading order.
    pub chapters: Vec<Chapter>,
    /// How the figures are defined.
    pub method: Vec<String>,
}

/// A figure by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it counts.
    pub title: &'static str,
    /// The figure.
    pub value: Cell,
    /// What it means, or what stands beside it.
    pub note: String,
    /// Whether it is good news.
    pub tone: SemanticColor,
}

/// A question, and what answers it.
#[derive(Clone, Debug, PartialEq)]
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
    pub table: Option<Section>,
}

impl Overview {
    /// Briefs on an archive.
    pub(super) fn of(material: &SectionContext<'_>) -> Overview {
        Overview {
            figures: headline::figures(material),
            chapters: chapters(material),
            method: METHOD.map(str::to_owned).to_vec(),
        }
    }
}

fn chapters(material: &SectionContext<'_>) -> Vec<Chapter> {
    let of_moves = material.failing == ErrorScope::Moves;
    let chapter =
        |id, title, words: &[&str], charts: Vec<Option<Chart>>, sections: &[&'static str]| {
            Chapter {
                id,
                title,
                words: words.iter().map(|&words| words.to_owned()).collect(),
                charts: charts.into_iter().flatten().collect(),
                sections: sections.to_vec(),
                table: None,
            }
        };
    let mut outcome = chapter(
        "outcome",
        "How the jobs came out",
        &[
            "A job that finished with errors has done its work for some items and not for others; it has not failed.",
        ],
        vec![charts::exit_codes(material)],
        &["failure_rates", "exit_codes", "statuses"],
    );
    outcome.table = Some(fit_to_show(worst_jobs(material)));
    let mut next = chapter(
        "next",
        "What to do next",
        &[
            "Who has to do something about what failed. The users who are still to be moved can be written as a \
               list to work through: jobaudit report --retry-list FILE.",
        ],
        Vec::new(),
        &["actions", "users"],
    );
    next.table = Some(fit_to_show(next_steps::reasons(material)));
    vec![
        next,
        chapter("left", "Who still has to be moved", &[], Vec::new(), &["still_to_move"]),
        chapter(
            "why",
            if of_moves { "Why moves failed" } else { "Why items failed" },
            &[if of_moves {
                "Errors stopped a move. Impacts came along with one and are never counted as failures."
            } else {
                "Errors stopped what a job works on, such as a user's move. Impacts came along with it and are never \
                 counted as failures."
            }],
            vec![charts::error_codes(material)],
            &["error_codes"],
        ),
        outcome,
        chapter("time", "Over time", &[], vec![charts::outcomes(material)], &["timeline"]),
        chapter(
            "timing",
            "How long it took",
            &[],
            vec![charts::step_timing(material), charts::jobs(material)],
            &["step_timing", "slowest_steps"],
        ),
        chapter("open", "Open ends", &[], Vec::new(), &["attention"]),
        chapter(
            "trust",
            "How far to trust this",
            &[
                "Every file that was found is used or set aside for a reason, and every contradiction is a finding.",
            ],
            Vec::new(),
            &["files", "findings"],
        ),
        chapter("all", "All figures", &[], Vec::new(), &["summary", "jobs"]),
    ]
}

/// The jobs that came out worst: failures first, then by how much of theirs failed.
fn worst_jobs(material: &SectionContext<'_>) -> Section {
    let archive = material.archive;
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
    let left = order.len().saturating_sub(MAX_JOBS_LISTED);
    let rows = order.into_iter().take(MAX_JOBS_LISTED).map(|at| {
        let job = &archive.jobs[at];
        vec![
            Cell::id(archive.job_id(job)),
            Cell::text(archive.name(job.name)),
            Cell::Term(Term::new(job.outcome.name(), job.outcome.title())),
            Cell::time(job.started()),
            Cell::count(job.items().requested),
            Cell::count(job.items().failed),
            Cell::count(errors[at].map(|[errors, _]| errors)),
        ]
    });
    let more = match left {
        0 => String::new(),
        1 => String::from(" One more is in the ledger (--section jobs)."),
        _ => {
            let left = grouped(left as u128);
            format!(" {left} more are in the ledger (--section jobs).")
        }
    };
    Section {
        id: "worst_jobs",
        title: "Jobs that did not simply succeed",
        note: format!("The worst first, at most {MAX_JOBS_LISTED}.{more}"),
        columns: vec![
            text("job", "job"),
            text("job_name", "job name"),
            text("outcome", "outcome"),
            text("started", "started (UTC)"),
            number("items_requested", material.items("items requested", "moves requested")),
            number("items_failed", material.items("items failed", "moves failed")),
            number("errors", "errors"),
        ],
        rows: rows.collect(),
    }
}
