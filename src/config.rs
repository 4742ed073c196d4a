//! The settings of an audit, each with its default.

use std::path::PathBuf;
use std::sync::Arc;

use crate::findings::baseline::Baseline;
use crate::findings::{Keep, RuleChoice};
use crate::input::container::Limits;
use crate::input::lists::ListedName;
use crate::input::progress::Progress;
use crate::payload::JobSelector;
use crate::payload::Timestamp;

/// What to audit, and how.
#[derive(Clone, Debug)]
pub struct Config {
    /// Files, folders, or `-` for standard input.
    pub paths: Vec<PathBuf>,
    /// Whether the paths hold [facts](crate::facts) of an archive in the place of its files.
    #[cfg(feature = "tables")]
    pub facts: bool,
    /// Whether symbolic links in folders are followed; those named themselves always are.
    pub follow: bool,
    /// Whether a tar archive on standard input only carries files that lie in a folder elsewhere: no limit of archives
    /// is theirs, and where it breaks off, not all of them were read.
    pub stdin_carries_files: bool,
    /// The size in bytes up to which a file is read whole; NDJSON and CSV have no limit.
    pub max_file_size: u64,
    /// How many levels deep the JSON of a payload may be nested; those that are documented are 7 at most.
    pub max_nesting: usize,
    /// How much a compressed file or an archive may hold.
    pub limits: Limits,
    /// How many threads work; 0 for as many as there are processors.
    pub threads: usize,
    /// Which findings count, and at what moment jobs are judged.
    pub options: AuditOptions,
    /// Lists of what ids are called.
    pub names: Vec<PathBuf>,
    /// What single ids are called.
    pub named: Vec<ListedName>,
    /// A list of who was meant to be moved.
    pub plan: Option<PathBuf>,
    /// Findings that somebody has accepted.
    pub baseline: Option<Arc<Baseline>>,
    /// Which jobs count.
    pub filters: Filters,
    /// How far the audit has come, for whoever watches it.
    pub progress: Arc<Progress>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            paths: Vec::new(),
            #[cfg(feature = "tables")]
            facts: false,
            follow: false,
            stdin_carries_files: false,
            max_file_size: 256 << 20,
            max_nesting: 128,
            limits: Limits::default(),
            threads: 0,
            options: AuditOptions::default(),
            names: Vec::new(),
            named: Vec::new(),
            plan: None,
            baseline: None,
            filters: Filters::default(),
            progress: Arc::default(),
        }
    }
}

/// Which findings count, at what moment jobs are judged, and what is kept beside the figures.
#[derive(Clone, Debug, Default)]
pub struct AuditOptions {
    /// The moment that "stuck" is judged at; by default the newest `lastUpdated`.
    pub as_of: Option<Timestamp>,
    /// Which rules count.
    pub rules: RuleChoice,
    /// How many findings are kept one by one.
    pub keep: Keep,
    /// The moment at which a signed URL may still give access: a leaked credential is a matter of now,
    /// whatever moment an archive is judged at. Without it, no such URL is a finding.
    pub clock: Option<Timestamp>,
    /// Whether the words of errors are kept, for those who want to see them one by one.
    pub words: bool,
    /// The job that somebody wants to see in full.
    pub show: Option<JobSelector>,
}

impl AuditOptions {
    /// The moment at which what was accepted expires.
    pub fn now(&self) -> Option<Timestamp> {
        self.as_of.or(self.clock)
    }
}

/// Which jobs count; of each kind of filter that has values, a job must match one.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    /// Started then or later.
    pub since: Option<Timestamp>,
    /// Started then or earlier.
    pub until: Option<Timestamp>,
    /// Named so; upper and lower case are the same.
    pub job_names: Vec<String>,
    /// Run for one of these organisations: a UUID, its first digits, or an id.
    pub orgs: Vec<String>,
    /// With one of these exit codes; upper and lower case are the same.
    pub exit_codes: Vec<String>,
}

impl Filters {
    /// Whether every job counts.
    pub fn is_empty(&self) -> bool {
        self.since.is_none()
            && self.until.is_none()
            && self.job_names.is_empty()
            && self.orgs.is_empty()
            && self.exit_codes.is_empty()
    }

    /// The same choice in an archive whose names have been replaced.
    pub fn rename(&mut self, rename: impl Fn(&str) -> String) {
        let all = self.job_names.iter_mut().chain(&mut self.orgs).chain(&mut self.exit_codes);
        all.for_each(|name| *name = rename(name));
    }

    /// As a report names them.
    pub fn described(&self) -> Vec<Filter> {
        let time =
            |time: Option<Timestamp>| time.map(|time| time.to_string()).into_iter().collect();
        let all = [
            Filter { name: "since", values: time(self.since) },
            Filter { name: "until", values: time(self.until) },
            Filter { name: "job-name", values: self.job_names.clone() },
            Filter { name: "org", values: self.orgs.clone() },
            Filter { name: "exit-code", values: self.exit_codes.clone() },
        ];
        all.into_iter().filter(|filter| !filter.values.is_empty()).collect()
    }
}

impl Filter {
    /// The names that there are: those of the flags, and by what else an audit is split.
    pub(crate) const NAMES: [&'static str; 6] =
        ["since", "until", "job-name", "org", "exit-code", "location"];
}

/// A filter that a report was made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The flag's name without dashes, `job-name`.
    pub name: &'static str,
    /// What was asked for.
    pub values: Vec<String>,
}
