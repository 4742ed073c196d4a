//! All that a payload says of one job, for those who want to see that job in full.
//!
//! In: the payloads of a job that was asked for. Out: a [`Detail`] for each. An audit of all jobs
//! keeps none of this: it is what a [`JobRecord`](crate::ledger::JobRecord) leaves out.

use crate::findings::Finding;
use crate::ledger::interner::Translation;
use crate::ledger::job::translate_key;
use crate::ledger::{FileId, JobKey};
use crate::payload::field::{Presence, ValueRef};
use crate::payload::{EachField, Id, Job, Outcome, Position, Timestamp};

/// What one payload says of a job.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The job.
    pub key: JobKey,
    /// The file that it stands in, and its position among the jobs there.
    pub file: FileId,
    /// See `file`.
    pub position: Position,
    /// The moment that it shows.
    pub moment: Option<Timestamp>,
    /// How the job had come out by then.
    pub outcome: Outcome,
    /// The flow of HTTP requests that it belongs to.
    pub tracking_id: Option<String>,
    /// The reference of its errors file.
    pub csv_file: Option<String>,
    /// What it counts, under the names of the payload.
    pub counts: Vec<(String, i64)>,
    /// What other fields say of it, by their names.
    pub fields: Vec<(&'static str, String)>,
    /// For each execution, the ids of its steps.
    pub step_ids: Vec<Vec<Option<i64>>>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

impl Detail {
    pub(crate) fn new(
        key: JobKey,
        (file, position): (FileId, Position),
        moment: Option<Timestamp>,
        job: &Job<'_>,
        findings: Vec<Finding>,
    ) -> Detail {
        let own = |text: &str| text.to_owned();
        let shown = |text: &str| Id::parse(text).map_or_else(|| own(text), |id| id.to_string());
        let mut counts: Vec<(String, i64)> = Vec::new();
        counts.extend(job.counts.iter().flat_map(|counts| counts.iter()).map(|(n, c)| (own(n), c)));
        let mut fields = Vec::new();
        // What moves have too stands in the ledger.
        job.each(|field, value| match value {
            _ if field.presence != Presence::OtherFamilies => {}
            ValueRef::Text(text) => fields.push((field.name, shown(text))),
            ValueRef::Id(text) => fields.push((field.name, shown(text))),
            ValueRef::Flag(flag) => fields.push((field.name, flag.to_string())),
            ValueRef::Integer(number) => counts.push((own(field.name), *number)),
            ValueRef::Other => {}
        });
        let runs = job.executions().iter();
        let step_ids = runs.map(|run| run.steps.iter().flatten().map(|step| step.id).collect());
        Detail {
            key,
            file,
            position,
            moment,
            outcome: job.outcome(),
            tracking_id: job.tracking_id.as_deref().map(own),
            csv_file: job.csv_file.as_deref().map(own),
            counts,
            fields,
            step_ids: step_ids.collect(),
            findings,
        }
    }

    /// The same with the files of another ledger.
    pub(crate) fn translate(&mut self, names: &Translation, file: impl Fn(FileId) -> FileId) {
        self.key = translate_key(self.key, names, &file);
        self.file = file(self.file);
    }
}
