//! How a run ends: the only place that knows exit codes.
//!
//! In: what was found, or what went wrong. Out: the reason on standard error, and the code.

use std::io;

use jobaudit::findings::rule::Severity;
use jobaudit::{Audit, Error};

use super::args::FailOn;
use super::{counted, say};

/// How a run ends, and why if not well.
#[derive(Debug)]
pub(super) enum Ending {
    Fine,
    /// There are findings that were to be none.
    Findings(String),
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
            let files = counted(audit.archive.files_found().count() as u64, "file");
            return Ending::Nothing(format!(
                "nothing to audit: no payload was recognised in {files}"
            ));
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
        Ending::Findings(format!("findings at or above --fail-on {least}: {found}"))
    }

    /// A mistake, in one sentence.
    pub fn mistake(sentence: impl Into<String>) -> Ending {
        Ending::Problems(vec![sentence.into()])
    }

    /// Says why it does not end well, the most telling reason last, and gives the exit code.
    pub fn tell(self) -> u8 {
        let (code, mut reasons) = match self {
            Ending::Fine => (0, Vec::new()),
            Ending::Findings(reason) => (1, vec![reason]),
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

impl From<Error> for Ending {
    fn from(error: Error) -> Ending {
        match error {
            // Whoever read the output has seen enough.
            Error::Stdout(error) if error.kind() == io::ErrorKind::BrokenPipe => Ending::Fine,
            error => Ending::mistake(error.to_string()),
        }
    }
}
