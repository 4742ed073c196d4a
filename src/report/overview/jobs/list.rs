//! The jobs that did not simply succeed, or that somebody has to look at.

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::payload::{Outcome, Timestamp, first_digits};
use crate::report::cell::Named;
use crate::report::open::file_stem;
use crate::report::overview::groups::name_of;
use crate::report::sections::SectionContext;
use crate::report::shown_text::presentable;
use crate::report::table::listed;
use crate::report::{Cell, Section, grouped};

/// How many jobs are listed, the worst first.
const MAX_JOBS_LISTED: usize = 30;

/// The jobs with problems, the worst first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobList {
    /// Whether all jobs move users, so that what they count is moves.
    pub only_moves: bool,
    /// Whether they are of several customers.
    pub several_customers: bool,
    /// Whether they have several names.
    pub several_names: bool,
    /// The jobs.
    pub rows: Vec<ListedJob>,
    /// How many there are beside these.
    pub more: u64,
}

/// A job with a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedJob {
    /// Its id.
    pub job: Option<String>,
    /// The file that says so, without its folders.
    pub file: String,
    /// Its name.
    pub job_name: Option<String>,
    /// Whose users, numbers or devices it is about.
    pub customer: Option<String>,
    /// How it came out.
    pub outcome: Outcome,
    /// What else there is to look at, in words.
    pub problems: Vec<String>,
    /// When it started.
    pub started: Option<Timestamp>,
    /// How many items were requested.
    pub requested: Option<u64>,
    /// How many are done.
    pub done: Option<u64>,
    /// How many failed.
    pub failed: Option<u64>,
}

impl JobList {
    /// The jobs with problems, out of all in their order.
    pub(in crate::report::overview) fn of(
        context: &SectionContext<'_>,
        order: &[usize],
    ) -> JobList {
        let archive = context.archive;
        let mut problems: HashMap<usize, Vec<String>> = HashMap::new();
        for item in &archive.attention {
            let said = item.reason.title();
            // How it came out stands beside it.
            let is_news = said != archive.jobs[item.job].outcome.title();
            let of_job = problems.entry(item.job).or_default();
            of_job.extend(is_news.then(|| said.to_owned()));
        }
        let has_problem = |at: &usize| {
            archive.jobs[*at].outcome != Outcome::Succeeded || problems.contains_key(at)
        };
        let all = order.iter().copied().filter(has_problem);
        let count = all.clone().count();
        let rows = all.take(MAX_JOBS_LISTED);
        let problems_of = |at: usize| problems.get(&at).cloned().unwrap_or_default();
        let rows: Vec<ListedJob> =
            rows.map(|at| ListedJob::of(archive, at, problems_of(at))).collect();
        JobList {
            only_moves: context.only_moves,
            several_customers: rows.iter().any(|row| row.customer != rows[0].customer),
            several_names: rows.iter().any(|row| row.job_name != rows[0].job_name),
            rows,
            more: count.saturating_sub(MAX_JOBS_LISTED) as u64,
        }
    }

    /// The jobs as a table.
    pub fn table(&self) -> Section<'static> {
        let titles = match self.only_moves {
            true => ["moves requested", "moves done", "moves failed"],
            false => ["items requested", "items done", "items failed"],
        };
        let more = match self.more {
            0 => String::new(),
            more => format!(" {} more are not listed here.", grouped(more.into())),
        };
        let mut table = listed(&(), self.rows.clone())
            .text("file", "file", |(), row| Cell::Text(row.file.clone()));
        if self.several_customers {
            table = table.text("customer", "customer", |(), row| Cell::text(row.customer.clone()));
        }
        if self.several_names {
            table = table.text("job_name", "job name", |(), row| Cell::text(row.job_name.clone()));
        }
        table
            .text("outcome", "result", |(), row| Cell::outcome(row.outcome))
            .text("problems", "also", |(), row| {
                Cell::text((!row.problems.is_empty()).then(|| row.problems.join("; ")))
            })
            .text("started", "started (UTC)", |(), row| Cell::time(row.started))
            .number("items_requested", titles[0], |(), row| Cell::count(row.requested))
            .number("items_done", titles[1], |(), row| Cell::count(row.done))
            .number("items_failed", titles[2], |(), row| Cell::count(row.failed))
            .text("job", "job", |(), row| job_cell(row.job.as_deref()))
            .noted(format!("The worst first.{more}"))
            .under("worst_jobs", "Jobs with problems")
    }
}

impl ListedJob {
    fn of(archive: &Archive, at: usize, problems: Vec<String>) -> ListedJob {
        let job = &archive.jobs[at];
        let items = job.items();
        ListedJob {
            job: archive.job_id(job).map(|id| presentable(&id).into_owned()),
            file: presentable(file_stem(archive.file_name(job.file))).into_owned(),
            job_name: archive.name(job.name).map(|name| presentable(name).into_owned()),
            customer: job.org.map(|org| name_of(archive, org)),
            outcome: job.outcome,
            problems,
            started: job.started(),
            requested: items.requested,
            done: items.done,
            failed: items.failed,
        }
    }
}

/// A job's id, of which people read the first digits.
fn job_cell(id: Option<&str>) -> Cell {
    id.map_or(Cell::Missing, |id| {
        let shown = if id.is_ascii() { first_digits(id) } else { id };
        Cell::Named(Named { id: id.to_owned(), shown: shown.to_owned() })
    })
}
