//! Which jobs were asked for.
//!
//! In: the filters of a run, and a closed archive. Out: whether a job counts. A filter by value compares
//! what people read: names, organisations as UUIDs, exit codes as words.

use crate::archive::Archive;
use crate::config::Filters;
use crate::ledger::JobRecord;
use crate::payload::Id;

impl Filters {
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
