//! Which jobs were asked for.
//!
//! In: the filters of a run, and a closed archive. Out: whether a job counts. A filter by value compares
//! what people read: names, organisations as UUIDs, exit codes as words.

use std::collections::BTreeSet;

use crate::archive::Archive;
use crate::config::Filters;
use crate::ledger::JobRecord;
use crate::payload::{Id, hint};

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
            && self.matches_org(archive, job)
            && any(&self.exit_codes, exit_code, str::eq_ignore_ascii_case)
    }
}

impl Filters {
    /// Whether a job was run for an organisation that was asked for, by its id or its name.
    pub(super) fn matches_org(&self, archive: &Archive, job: &JobRecord) -> bool {
        let Some(org) = job.org else { return self.orgs.is_empty() };
        let name = archive.name(archive.identities.thing(org)).unwrap_or_default();
        let id = archive.names.text(org);
        let is_one = |wanted: &String| same_org(wanted, id) || name.eq_ignore_ascii_case(wanted);
        self.orgs.is_empty() || self.orgs.iter().any(is_one)
    }

    /// Why no job matches: what there is, and what is most like the value that was asked for.
    pub fn explain_none(&self, archive: &Archive) -> String {
        let alone = |filters: Filters| archive.jobs.iter().any(|job| filters.matches(archive, job));
        let one = |flag: &str, wanted: &[String], values: BTreeSet<String>| {
            let pairs = wanted
                .iter()
                .flat_map(|wanted| values.iter().map(move |value| (wanted.to_lowercase(), value)));
            let near = pairs.map(|(wanted, value)| {
                (strsim::jaro_winkler(&value.to_lowercase(), &wanted), value)
            });
            let nearest =
                near.filter(|(near, _)| *near > 0.7).max_by(|(a, _), (b, _)| a.total_cmp(b));
            let hint = hint(nearest.map(|(_, value)| value.as_str()));
            let wanted: Vec<String> =
                wanted.iter().map(|value| format!("--{flag} {value}")).collect();
            let told: Vec<&str> = values.iter().take(MAX_VALUES_TOLD).map(String::as_str).collect();
            let more = match values.len().saturating_sub(told.len()) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let there = match told.is_empty() {
                true => String::from("the jobs do not say theirs"),
                false => format!("there is {}{more}", told.join(", ")),
            };
            format!("no job matches {}: {there}{hint}", wanted.join(", "))
        };
        let values = |value: &dyn Fn(&JobRecord) -> Option<String>| -> BTreeSet<String> {
            archive.jobs.iter().filter_map(value).collect()
        };
        if !alone(Filters { job_names: self.job_names.clone(), ..Filters::default() }) {
            let names = values(&|job| archive.name(job.name).map(str::to_owned));
            return one("job-name", &self.job_names, names);
        }
        if !alone(Filters { orgs: self.orgs.clone(), ..Filters::default() }) {
            let orgs = values(&|job| {
                let name = archive.name(archive.identities.thing(job.org?));
                Some(name.unwrap_or(archive.names.text(job.org?)).to_owned())
            });
            return one("org", &self.orgs, orgs);
        }
        if !alone(Filters { exit_codes: self.exit_codes.clone(), ..Filters::default() }) {
            let codes = values(&|job| archive.exit_code(job.exit_code.as_ref()).map(str::to_owned));
            return one("exit-code", &self.exit_codes, codes);
        }
        let times = archive.jobs.iter().filter_map(JobRecord::when);
        if !alone(Filters { since: self.since, until: self.until, ..Filters::default() }) {
            let (first, last) = (times.clone().min(), times.max());
            return match first.zip(last) {
                Some((first, last)) => format!(
                    "no job started in the time that was asked for: the jobs started from {} to {}",
                    first.day(),
                    last.day()
                ),
                None => String::from("no job says when it started"),
            };
        }
        String::from("no job matches all of the filters together; each alone matches some")
    }
}

/// So many values are named where none matches.
const MAX_VALUES_TOLD: usize = 5;

fn same_org(wanted: &str, org: &str) -> bool {
    match Id::parse(wanted) {
        Some(id) => id.to_string() == org,
        None => {
            !wanted.is_empty()
                && org.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted))
        }
    }
}
