//! One job in full.
//!
//! In: an archive that was read with a job in mind. Out: the sections about that job: what it is, what it
//! counts, its executions and steps as a timeline, its errors, its findings, and the files all of this came
//! from. Where a report has a section of that sort with other columns, the id begins with `job_`.

mod facts;
mod origin;
mod runs;
pub(in crate::report) mod timeline;

use crate::archive::Archive;
use crate::ledger::{Detail, JobRecord, Symbol};
use crate::report::Section;
use timeline::timeline;

/// The sections of a job, and its title.
pub(super) fn of_job(archive: &Archive, at: usize) -> (String, Vec<Section<'static>>) {
    let job = &archive.jobs[at];
    let view = View {
        archive,
        at,
        job,
        details: archive.details.iter().filter(|detail| detail.key == job.key).collect(),
    };
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
    (format!("Job {}", archive.job_id(job).unwrap_or_default()), sections)
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
