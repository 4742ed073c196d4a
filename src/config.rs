//! The settings of an audit, each with its default.

use std::path::PathBuf;
use std::sync::Arc;

use crate::archive::{Archive, Judgement};
use crate::input::container::Limits;
use crate::input::progress::Progress;
use crate::ledger::JobRecord;
use crate::payload::{Id, Timestamp};
use crate::report::Filter;

/// What to audit, and how.
#[derive(Clone, Debug)]
pub struct Config {
    /// Files, folders, or `-` for standard input.
    pub paths: Vec<PathBuf>,
    /// Whether symbolic links in folders are followed; those named themselves always are.
    pub follow: bool,
    /// The size in bytes up to which a file is read whole; NDJSON and CSV have no limit.
    pub max_file_size: u64,
    /// How many levels deep the JSON of a payload may be nested; those that are documented are 7 at most.
    pub max_nesting: usize,
    /// How much a compressed file or an archive may hold.
    pub limits: Limits,
    /// How many threads work; 0 for as many as there are processors.
    pub threads: usize,
    /// Which findings count, and at what moment jobs are judged.
    pub judgement: Judgement,
    /// Which jobs count.
    pub filters: Filters,
    /// How far the audit has come, for whoever watches it.
    pub progress: Arc<Progress>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            paths: Vec::new(),
            follow: false,
            max_file_size: 256 << 20,
            max_nesting: 128,
            limits: Limits::default(),
            threads: 0,
            judgement: Judgement::default(),
            filters: Filters::default(),
            progress: Arc::default(),
        }
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

    /// Whether a job counts. A job that does not say when it started is in no period.
    pub fn matches(&self, archive: &Archive, job: &JobRecord) -> bool {
        let when = job.when();
        let any = |wanted: &[String], value: Option<&str>, same: fn(&str, &str) -> bool| {
            wanted.is_empty()
                || value.is_some_and(|value| wanted.iter().any(|wanted| same(wanted, value)))
        };
        let exit_code =
            job.exit_code.as_ref().map(|code| code.word(|&symbol| archive.names.text(symbol)));
        self.since.is_none_or(|since| when.is_some_and(|when| when >= since))
            && self.until.is_none_or(|until| when.is_some_and(|when| when <= until))
            && any(&self.job_names, archive.name(job.name), str::eq_ignore_ascii_case)
            && any(&self.orgs, archive.name(job.org), same_org)
            && any(&self.exit_codes, exit_code, str::eq_ignore_ascii_case)
    }
}

fn same_org(wanted: &str, org: &str) -> bool {
    match Id::parse(wanted) {
        Some(id) => id.to_string() == org,
        None => {
            !wanted.is_empty()
                && org.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted))
        }
    }
}
