//! A payload's values, each by itself and against each other.
//!
//! In: one decoded job. Out: every violation of the value and consistency rules, with its place as
//! a path of fields, to a [`Sink`]. The sink decides what that costs: the fast path only wants to
//! know whether there is any, and then no message is ever written. What holds in every documented
//! example though no page says so is a warning, what contradicts itself an error.

mod executions;

use crate::decode::consistency::executions::execution;
use crate::findings::rule::Rule;
use crate::findings::shortened;
use crate::payload::field::{Type, ValueRef};
use crate::payload::{Counts, EachField, ExitCode, IdKind, IdText, Job, Status, Text, Timestamp};

/// Where in a job: an execution, a step of it, and a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// The execution's position.
    pub execution: Option<usize>,
    /// The step's position in that execution.
    pub step: Option<usize>,
    /// The field there; below `counts` for a count.
    pub field: &'static str,
    /// Whether the field stands in the job's `counts`.
    pub in_counts: bool,
}

impl At {
    const fn job(field: &'static str) -> At {
        At { execution: None, step: None, field, in_counts: false }
    }

    const fn count(field: &'static str) -> At {
        At { in_counts: true, ..At::job(field) }
    }

    const fn execution(execution: usize, field: &'static str) -> At {
        At { execution: Some(execution), ..At::job(field) }
    }

    const fn step(execution: usize, step: usize, field: &'static str) -> At {
        At { step: Some(step), ..At::execution(execution, field) }
    }
}

/// Takes violations.
pub trait Sink {
    /// Takes one; `message` is only asked for where it is wanted.
    fn put(&mut self, rule: Rule, at: At, message: impl FnOnce() -> String);
}

/// Remembers only whether there was a violation.
#[derive(Debug, Default)]
pub struct Any(pub bool);

impl Sink for Any {
    fn put(&mut self, _: Rule, _: At, _: impl FnOnce() -> String) {
        self.0 = true;
    }
}

/// Looks at one job, at a moment if there is one.
pub fn job(job: &Job<'_>, now: Option<Timestamp>, sink: &mut impl Sink) {
    ids(job, sink);
    states(job.latest_status.as_ref(), job.latest_exit_code.as_ref(), STATE_OF_JOB, At::job, sink);
    for (i, execution) in job.executions().iter().enumerate() {
        self::execution(i, execution, sink);
    }
    latest(job, sink);
    counts(job, sink);
    if let Some(name) = job.misspelled_name() {
        let field = if job.name.is_some() { "name" } else { "jobType" };
        sink.put(Rule::UndocumentedValue, At::job(field), || {
            let family = job.family().name();
            format!("`{}` is read as `{family}`, which the rest of the job says", shortened(name))
        });
    }
    if let Some(format) = job.file_format.as_ref().filter(|format| ***format != *"text/csv") {
        sink.put(Rule::UnexpectedFileFormat, At::job("fileFormat"), || {
            format!("`{}`, expected `text/csv`", shortened(format))
        });
    }
    if let (Some(now), Some(url)) = (now, &job.csv_file_download_url)
        && let Some(expiry) = live_after(url, now)
    {
        sink.put(Rule::LiveSignedUrl, At::job("csvFileDownloadUrl"), || {
            let until = expiry.minute();
            format!("whoever has this URL can fetch the errors file until {until} UTC")
        });
    }
}

/// When a signed URL expires, if after a moment: it has `Expires`, seconds since 1970, and `Signature`.
fn live_after(url: &str, now: Timestamp) -> Option<Timestamp> {
    let query = &url[memchr::memchr(b'?', url.as_bytes())? + 1..];
    let parameter = |name: &str| {
        let ends = memchr::memchr_iter(b'&', query.as_bytes()).chain([query.len()]);
        let mut from = 0;
        let mut parameters = ends.map(|end| &query[std::mem::replace(&mut from, end + 1)..end]);
        parameters.find_map(|parameter| {
            let (known, value) = parameter.split_at_checked(name.len())?;
            let value = value.strip_prefix('=').filter(|value| !value.is_empty())?;
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    };
    let expiry = Timestamp::from_unix_seconds(parameter("Expires")?.parse().ok()?);
    expiry.filter(|expiry| *expiry > now && parameter("Signature").is_some())
}

fn ids(job: &Job<'_>, sink: &mut impl Sink) {
    job.each(|field, value| {
        if let (Type::Id(kind), ValueRef::Id(text)) = (field.kind, value)
            && let Some((rule, message)) = wrong_id(text, kind)
        {
            sink.put(rule, At::job(field.name), || message);
        }
    });
}

/// What is wrong with one id: the rule that it breaks, and a message.
pub fn id(text: &str, kind: IdKind) -> Option<(Rule, String)> {
    wrong_id(&IdText::from(Text::from(text)), kind)
}

fn wrong_id(text: &IdText<'_>, kind: IdKind) -> Option<(Rule, String)> {
    match text.id().map(|id| id.kind()) {
        None => {
            let message = format!("`{}` is neither a Webex id nor a UUID", shortened(text));
            Some((Rule::MalformedId, message))
        }
        Some(Some(found)) if found != kind => {
            let message = format!("the id of {}, expected that of {}", found.name(), kind.name());
            Some((Rule::WrongIdKind, message))
        }
        Some(_) if text.is_usual() => None,
        Some(_) => {
            let id = text.id().map(|id| id.to_string()).unwrap_or_default();
            Some((Rule::UnusualId, format!("`{}` is read as {id}", shortened(text))))
        }
    }
}

/// The field names of status and exit code.
type StateFields = (&'static str, &'static str);
const STATE_OF_JOB: StateFields = ("latestExecutionStatus", "latestExecutionExitCode");

fn states(
    status: Option<&Status<Text<'_>>>,
    exit_code: Option<&ExitCode<Text<'_>>>,
    (status_field, exit_field): StateFields,
    at: impl Fn(&'static str) -> At,
    sink: &mut impl Sink,
) {
    if let Some(Status::Other(word)) = status {
        sink.put(Rule::UndocumentedValue, at(status_field), || {
            undocumented("status", word, Status::<()>::WORDS)
        });
    }
    if let Some(ExitCode::Other(word)) = exit_code {
        sink.put(Rule::UndocumentedValue, at(exit_field), || {
            undocumented("exit code", word, ExitCode::<()>::WORDS)
        });
    }
    let (Some(status), Some(exit_code)) = (status, exit_code) else {
        return;
    };
    use ExitCode::{
        Completed, CompletedWithErrors, CompletedWithPendingOrders, Failed, Other, Stopped, Unknown,
    };
    let conflict = match status {
        Status::Starting | Status::Started => !matches!(exit_code, Unknown | Other(_)),
        Status::Completed => matches!(exit_code, Failed | Stopped | Unknown),
        Status::Failed => {
            matches!(
                exit_code,
                Unknown | Completed | CompletedWithErrors | CompletedWithPendingOrders
            )
        }
        Status::Abandoned => matches!(exit_code, Completed),
        Status::Unknown | Status::Other(_) => false,
    };
    if conflict {
        sink.put(Rule::StatusExitConflict, at(exit_field), || {
            format!("exit code {exit_code} contradicts status {status}")
        });
    }
}

/// What else the engine can say that the service is built on.
const SPRING_BATCH: [&str; 5] =
    ["STOPPING", "STOPPED", "EXECUTING", "NOOP", "COMPLETED_WITH_SKIPS"];

fn undocumented(what: &str, word: &str, documented: &[&str]) -> String {
    if SPRING_BATCH.contains(&word) {
        return format!(
            "{what} `{word}` is one of Spring Batch, on which the service is built, and undocumented \
             (`jobaudit explain {word}` says what it means)"
        );
    }
    format!("{what} `{}`, documented are {}", shortened(word), documented.join(", "))
}

fn latest(job: &Job<'_>, sink: &mut impl Sink) {
    let Some((_, newest)) = job.newest_execution() else {
        return;
    };
    if let (Some(latest), Some(status)) = (&job.latest_status, &newest.status)
        && latest != status
    {
        sink.put(Rule::LatestMismatch, At::job("latestExecutionStatus"), || {
            let (latest, status) = (latest.to_string(), status.to_string());
            let (latest, status) = (shortened(&latest), shortened(&status));
            format!("{latest}, while the newest execution is {status}")
        });
    }
    if let (Some(latest), Some(exit_code)) = (&job.latest_exit_code, &newest.exit_code)
        && latest != exit_code
    {
        sink.put(Rule::LatestMismatch, At::job("latestExecutionExitCode"), || {
            let (latest, exit_code) = (latest.to_string(), exit_code.to_string());
            let (latest, exit_code) = (shortened(&latest), shortened(&exit_code));
            format!("{latest}, while the newest execution has {exit_code}")
        });
    }
}

fn counts(job: &Job<'_>, sink: &mut impl Sink) {
    let Some(counts) = &job.counts else { return };
    let mut credible = true;
    for (name, value) in counts.iter() {
        if !u64::try_from(value).is_ok_and(|value| value <= Counts::LARGEST) {
            credible = false;
            sink.put(Rule::InvalidCount, At::count(name), || {
                format!("{value}, expected a number from 0 to {}", Counts::LARGEST)
            });
        }
    }
    let family = job.family();
    let items = family.items(counts);
    if !credible {
        return;
    }
    if let Some(message) = items.exceed_total() {
        sink.put(Rule::CountsExceedTotal, At::job("counts"), || message);
    }
    if let Some(message) = items.short_of_total(family, job.outcome()) {
        sink.put(Rule::CountsShortOfTotal, At::job("counts"), || message);
    }
}
