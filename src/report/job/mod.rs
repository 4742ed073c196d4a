//! One job in full.
//!
//! In: an archive that was read with a job in mind. Out: a [`Report`] about that job: what it is, what
//! it counts, its executions and steps as a timeline, its errors, its findings, and the files all of
//! this came from.

mod facts;
mod origin;
mod runs;
mod timeline;

use std::sync::Arc;

use hashbrown::HashSet;

use crate::archive::Archive;
use crate::ledger::{Detail, JobKey, JobRecord, Symbol};
use crate::payload::JobSelector;
use crate::report::Report;
use crate::report::shown_text::presentable;
use timeline::timeline;

/// Why no one job is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// No job is called so.
    None,
    /// Several are; their ids, in order.
    Several(Vec<String>),
}

/// All that there is to say of the job that the archive was read for.
///
/// # Errors
///
/// When there is none of that name, or more than one.
pub fn show(archive: &Archive, wanted: &JobSelector) -> Result<Report<'static>, Choice> {
    let named = |at: usize| archive.job_id(&archive.jobs[at]);
    let keys: HashSet<JobKey> = archive.details.iter().map(|detail| detail.key).collect();
    let of_that_name = (0..archive.jobs.len()).filter(|&at| keys.contains(&archive.jobs[at].key));
    let of_that_name: Vec<usize> = of_that_name.collect();
    let is_exact = |at: &usize| named(*at).is_some_and(|id| wanted.is(&id));
    let exact: Vec<usize> = of_that_name.iter().copied().filter(is_exact).collect();
    let meant = if exact.is_empty() { of_that_name } else { exact };
    let at = match meant[..] {
        [at] => at,
        [] => return Err(Choice::None),
        _ => {
            let mut ids: Vec<String> = meant.into_iter().filter_map(named).collect();
            ids.sort();
            return Err(Choice::Several(ids));
        }
    };
    let job = &archive.jobs[at];
    let view = View {
        archive,
        at,
        job,
        details: archive.details.iter().filter(|detail| detail.key == job.key).collect(),
    };
    let id = named(at).unwrap_or_default();
    let sections = vec![
        view.header(),
        view.counts(),
        timeline(archive, job),
        view.executions(),
        view.all_steps(),
        view.errors(),
        view.findings(),
        view.files(),
    ];
    Ok(Report {
        title: presentable(&format!("Job {id}")).into_owned(),
        generator: concat!("jobaudit ", env!("CARGO_PKG_VERSION")).to_owned(),
        as_of: archive.as_of,
        filters: Vec::new(),
        verdict: None,
        head: None,
        brief: None,
        gates: Arc::default(),
        sections: sections.into_iter().map(Arc::new).collect(),
    })
}

/// One job of an archive.
struct View<'a> {
    archive: &'a Archive,
    /// The job's position.
    at: usize,
    job: &'a JobRecord,
    /// Its payloads, the newest first.
    details: Vec<&'a Detail>,
}

impl<'a> View<'a> {
    fn name(&self, symbol: Option<Symbol>) -> Option<&'a str> {
        self.archive.name(symbol)
    }

    /// Whether a payload is the one that counts.
    fn counts_here(&self, detail: &Detail) -> bool {
        (detail.file, detail.position) == (self.job.file, self.job.position)
    }

    /// The payload that counts, and those of the same moment, which complete it.
    fn newest(&self) -> impl Iterator<Item = &'a Detail> {
        let chosen = self.details.iter().filter(|detail| self.counts_here(detail));
        let moment = self.job.moment();
        let others = self.details.iter();
        let others =
            others.filter(move |detail| !self.counts_here(detail) && detail.moment == moment);
        chosen.chain(others).copied()
    }

    fn first<T>(&self, value: impl Fn(&'a Detail) -> Option<T>) -> Option<T> {
        self.newest().find_map(value)
    }
}
