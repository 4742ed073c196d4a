//! How a run ends: the only place that knows what exit codes mean.
//!
//! In: what was found, or what went wrong. Out: the reason on standard error, and the code.

use std::io;

use jobaudit::findings::rule::Severity;
use jobaudit::render::words;
use jobaudit::report::Cell;
use jobaudit::report::gates::GateResult;
use jobaudit::{Audit, Error};

use super::args::FailOn;
use super::{counted, say};

/// How a run ends, and why if not well.
#[derive(Debug)]
pub(super) enum Ending {
    Fine,
    /// It is done, and the archive is not as it was to be: there are findings, or a limit is not kept. The first
    /// reason is the most telling.
    NotAsAsked(Vec<String>),
    /// It could not be done properly; the first reason is the most telling.
    Problems(Vec<String>),
    /// There is nothing to audit.
    Nothing(String),
}

impl Ending {
    /// How an audit ends that was written as it was asked for.
    pub fn of(audit: &Audit, fail_on: FailOn) -> Ending {
        if !audit.problems.is_empty() {
            return Ending::Problems(audit.problems.clone());
        }
        if let Some(sentence) = &audit.no_match {
            return Ending::Nothing(sentence.clone());
        }
        if audit.archive.files_used() == 0 {
            let reason = match audit.archive.files_found().count() as u64 {
                0 => String::from("no file was found"),
                files => format!("no payload was recognised in {}", counted(files, "file")),
            };
            return Ending::Nothing(format!("nothing to audit: {reason}"));
        }
        let least = match fail_on {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Info => Severity::Info,
            FailOn::Never => return Ending::Fine,
        };
        let found: Vec<String> = Severity::ALL
            .into_iter()
            .rev()
            .filter(|severity| *severity >= least)
            .map(|severity| (audit.archive.findings.count(severity), severity.name()))
            .filter(|(count, _)| *count > 0)
            .map(|(count, name)| format!("{count} of severity {name}"))
            .collect();
        if found.is_empty() {
            return Ending::Fine;
        }
        let (least, found) = (least.name(), found.join(", "));
        Ending::NotAsAsked(vec![format!("findings at or above --fail-on {least}: {found}")])
    }

    /// The same where limits were set: broken ones are what counts, unless it could not be done properly.
    pub fn with_gates(self, results: &[GateResult]) -> Ending {
        let mut broken = results.iter().filter(|result| !result.held);
        let Some(first) = broken.next() else { return self };
        let mut reasons = vec![told(first, 1 + broken.count(), results.len())];
        match self {
            Ending::Fine => {}
            Ending::NotAsAsked(others) => reasons.extend(others),
            Ending::Problems(_) | Ending::Nothing(_) => return self,
        }
        Ending::NotAsAsked(reasons)
    }

    /// A mistake, in one sentence.
    pub fn mistake(sentence: impl Into<String>) -> Ending {
        Ending::Problems(vec![sentence.into()])
    }

    /// Says why it does not end well, the most telling reason last, and gives the exit code.
    pub fn tell(self) -> u8 {
        let (code, mut reasons) = match self {
            Ending::Fine => (0, Vec::new()),
            Ending::NotAsAsked(reasons) => (1, reasons),
            Ending::Problems(reasons) => (2, reasons),
            Ending::Nothing(reason) => (3, vec![reason]),
        };
        if !reasons.is_empty() {
            reasons.rotate_left(1);
        }
        reasons.iter().for_each(|reason| say(reason));
        code
    }
}

/// A limit that is broken, with the figure, and how many others are.
fn told(result: &GateResult, broken: usize, all: usize) -> String {
    let GateResult { figure, limit, actual, hint, .. } = result;
    let actual = match actual {
        Cell::Missing | Cell::Share { whole: 0, .. } => "unknown".into(),
        actual => words(actual),
    };
    let hint = hint.as_ref().map_or_else(String::new, |hint| format!(", for {hint}"));
    let others = if all == 1 { String::new() } else { format!(" ({broken} of {all} are broken)") };
    format!("--require '{figure} {limit}' is broken: it is {actual}{hint}{others}")
}

impl From<Error> for Ending {
    fn from(error: Error) -> Ending {
        match error {
            // Whoever read the output has seen enough.
            Error::Stdout(error) if error.kind() == io::ErrorKind::BrokenPipe => Ending::Fine,
            error => Ending::mistake(error.to_string()),
        }
    }
}
