//! One job in full, for those who want to know what happened in it.
//!
//! In: a job of the archive. Out: a [`JobDetail`]: what it is, what it counts, when its executions and steps
//! ran, its errors, and what is wrong with its files. Every list is bounded and says how many more there are.

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use crate::archive::{Archive, ArchivedError};
use crate::ledger::JobRecord;
use crate::payload::{ErrorOrImpact, Outcome, Timestamp};
use crate::reference::error_codes;
use crate::report::job::timeline::parts;
use crate::report::overview::groups::name_of;
use crate::report::overview::{Whole, narrow};
use crate::report::sections::SectionContext;
use crate::report::shown_text::presentable;
use crate::report::{Cell, Phase, Span};

/// How many jobs are shown in full, the worst first.
const MAX_JOBS_IN_FULL: usize = 200;
/// How many rows of each list of a job are shown.
const MAX_STRETCHES: usize = 60;
const MAX_ERRORS: usize = 30;
const MAX_FINDINGS: usize = 20;

/// One job in full.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobDetail {
    /// Its id.
    pub job: String,
    /// The file that counts, with its folders.
    pub file: String,
    /// Its name.
    pub job_name: Option<String>,
    /// Whose users, numbers or devices it is about.
    pub customer: Option<String>,
    /// How it came out.
    pub outcome: Outcome,
    /// When it started.
    pub started: Option<Timestamp>,
    /// What else is known of it.
    pub facts: Vec<Fact>,
    /// What became of what was requested.
    pub items: Option<Whole>,
    /// Its executions and steps in time.
    pub stretches: Vec<Stretch>,
    /// How many there are beside these.
    pub more_stretches: u64,
    /// Its errors and impacts; none where no file is known to hold them.
    pub errors: Option<Vec<JobError>>,
    /// How many there are beside these.
    pub more_errors: u64,
    /// What there is to look at, and what is wrong with its files.
    pub findings: Vec<JobFinding>,
    /// How many there are beside these.
    pub more_findings: u64,
}

/// Something known of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is.
    pub title: String,
    /// Its value.
    pub value: FactValue,
}

/// The value of a fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactValue {
    /// Words, an id, or a code.
    Text(String),
    /// A moment.
    Time(Timestamp),
    /// Nanoseconds.
    Duration(i64),
    /// A number of things.
    Count(u64),
}

/// An execution, a step, or what is between them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stretch {
    /// Which execution, from 1.
    pub execution: u64,
    /// What it is: the execution itself, a step, the queue before it.
    pub name: String,
    /// How it came out.
    pub outcome: Option<Outcome>,
    /// How long it took, in nanoseconds.
    pub elapsed: Option<i64>,
    /// How long its execution took from creation to end, in nanoseconds.
    pub whole: i64,
    /// When it waited or ran.
    pub spans: Vec<StretchSpan>,
}

/// When something waited or ran, in nanoseconds since the execution was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StretchSpan {
    /// When that began.
    pub from: i64,
    /// When it ended.
    pub to: i64,
    /// Whether it waited.
    pub waits: bool,
}

/// An error or an impact of a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobError {
    /// Whom it is about.
    pub who: Option<String>,
    /// Whether it came along with a move and did not stop it.
    pub is_impact: bool,
    /// The code.
    pub code: Option<String>,
    /// What it says, else what the code means.
    pub message: Option<String>,
    /// What to do about it.
    pub todo: Option<String>,
}

/// Something to look at in a job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobFinding {
    /// In a word.
    pub title: String,
    /// What there is to see.
    pub message: String,
    /// The file, with the place in it.
    pub place: String,
}

impl JobDetail {
    /// The worst jobs in full, out of all in their order.
    pub(in crate::report::overview) fn of_worst(
        context: &SectionContext<'_>,
        order: &[usize],
    ) -> Vec<JobDetail> {
        let archive = context.archive;
        let has_id = |at: &usize| archive.job_id(&archive.jobs[*at]).is_some();
        let worst: Vec<usize> =
            order.iter().copied().filter(has_id).take(MAX_JOBS_IN_FULL).collect();
        let mut errors: HashMap<usize, Vec<&ArchivedError>> =
            worst.iter().map(|at| (*at, Vec::new())).collect();
        for error in &archive.errors {
            if let Some(of_job) = error.job.and_then(|job| errors.get_mut(&job)) {
                of_job.push(error);
            }
        }
        let mut found: HashMap<usize, Vec<JobFinding>> = HashMap::new();
        for item in archive.attention.iter().filter(|item| errors.contains_key(&item.job)) {
            found.entry(item.job).or_default().push(JobFinding {
                title: item.reason.title().to_owned(),
                message: shown(&item.detail),
                place: shown(archive.file_name(item.file)),
            });
        }
        let sources: hashbrown::HashSet<usize> =
            archive.sources.iter().map(|source| source.job).collect();
        let detail = |at: usize| {
            let errors = errors.get(&at).map(Vec::as_slice).unwrap_or_default();
            let is_told = sources.contains(&at) || !errors.is_empty();
            let found = found.get(&at).cloned().unwrap_or_default();
            JobDetail::of(context, at, is_told.then_some(errors), found)
        };
        worst.into_iter().filter_map(detail).collect()
    }

    fn of(
        context: &SectionContext<'_>,
        at: usize,
        errors: Option<&[&ArchivedError]>,
        mut findings: Vec<JobFinding>,
    ) -> Option<JobDetail> {
        let archive = context.archive;
        let job = &archive.jobs[at];
        let mut stretches: Vec<Stretch> = stretches(archive, job).collect();
        let more_stretches = beyond(&mut stretches, MAX_STRETCHES);
        let mut listed = errors.map(|errors| said(archive, errors));
        let more_errors = listed.as_mut().map_or(0, |errors| beyond(errors, MAX_ERRORS));
        let more_findings = beyond(&mut findings, MAX_FINDINGS);
        let things = context.items("items", "moves");
        Some(JobDetail {
            job: shown(&archive.job_id(job)?),
            file: shown(archive.file_name(job.file)),
            job_name: archive.name(job.name).map(shown),
            customer: job.org.map(|org| name_of(archive, org)),
            outcome: job.outcome,
            started: job.started(),
            facts: facts(archive, job),
            items: Whole::of_items(&job.accounting(), things),
            stretches,
            more_stretches,
            errors: listed,
            more_errors,
            findings,
            more_findings,
        })
    }
}

/// Cuts a list; gives how many that leaves out.
fn beyond<T>(list: &mut Vec<T>, most: usize) -> u64 {
    let more = list.len().saturating_sub(most) as u64;
    list.truncate(most);
    more
}

fn shown(text: &str) -> String {
    presentable(text).into_owned()
}

fn facts(archive: &Archive, job: &JobRecord) -> Vec<Fact> {
    let run = job.newest();
    let text = |text: Option<&str>| text.map(|text| FactValue::Text(shown(text)));
    let time = |time: Option<Timestamp>| time.map(FactValue::Time);
    let nanos = |nanos: Option<i128>| nanos.map(|nanos| FactValue::Duration(narrow(nanos)));
    let runner = job.runner.map(|runner| FactValue::Text(in_words(archive.person_cell(runner))));
    let thing = |thing| Some(FactValue::Text(name_of(archive, thing?)));
    let executions = job.executions.len() as u64;
    let facts = [
        ("status", text(archive.status(job.status.as_ref()))),
        ("exit code", text(archive.exit_code(job.exit_code.as_ref()))),
        ("run by organisation", thing(job.source_org.filter(|org| Some(*org) != job.org))),
        ("run by", runner),
        ("location", thing(job.location)),
        ("created", time(job.created())),
        ("started", time(job.started())),
        ("ended", time(run.and_then(|run| run.ended))),
        ("last seen", time(job.last_updated)),
        ("elapsed", nanos(run.and_then(|run| Some(run.elapsed?.get().into())))),
        ("queue", nanos(run.and_then(|run| run.queue()))),
        ("executions", (executions > 1).then_some(FactValue::Count(executions))),
        ("errors file expires", time(job.csv_expiry)),
    ];
    let known = facts
        .into_iter()
        .filter_map(|(title, value)| Some(Fact { title: title.to_owned(), value: value? }));
    known.collect()
}

fn in_words(cell: Cell) -> String {
    match cell {
        Cell::Named(named) => shown(&named.shown),
        Cell::Id(text) | Cell::Text(text) => shown(&text),
        Cell::Term(term) => term.title.into_owned(),
        _ => String::new(),
    }
}

fn stretches<'a>(archive: &'a Archive, job: &'a JobRecord) -> impl Iterator<Item = Stretch> {
    parts(archive, job).into_iter().map(|part| Stretch {
        execution: part.execution,
        name: in_words(part.name),
        outcome: part.outcome,
        elapsed: part.elapsed.map(narrow),
        whole: narrow(part.whole),
        spans: part.spans.iter().map(|span| span.into()).collect(),
    })
}

impl From<&Span> for StretchSpan {
    fn from(span: &Span) -> StretchSpan {
        StretchSpan {
            from: narrow(span.start),
            to: narrow(span.end),
            waits: span.phase == Phase::Waiting,
        }
    }
}

/// Errors first, then by person and code.
fn said(archive: &Archive, errors: &[&ArchivedError]) -> Vec<JobError> {
    let mut order: Vec<&&ArchivedError> = errors.iter().collect();
    order.sort_by_key(|item| {
        let user = archive.name(item.user);
        (item.kind, user.is_none(), user, archive.name(item.code))
    });
    let said = order.into_iter().map(|item| {
        let code = archive.name(item.code);
        let known = code.and_then(error_codes::lookup);
        let message = archive.name(item.message).map(shown);
        JobError {
            who: item.user.map(|user| in_words(archive.person_cell(user))),
            is_impact: item.kind == ErrorOrImpact::Impact,
            code: code.map(shown),
            message: message.or_else(|| known.map(|known| known.summary.clone())),
            todo: known.map(|known| known.todo.clone()),
        }
    });
    said.collect()
}
