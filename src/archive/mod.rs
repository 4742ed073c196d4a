//! A closed ledger: each job once, each error with its job, each file with its fate.
//!
//! In: a [`Ledger`](crate::ledger::Ledger) that has seen every file, which `close` closes. Out: an [`Archive`], in an
//! order that depends on nothing but the payloads and their names: files by name, jobs by start, then id.

mod accepted;
mod attempts;
mod attention;
mod chosen;
mod close;
mod contents;
mod copies;
mod cross_file_rules;
mod dedup;
mod error_sources;
mod file_names;
mod filters;
mod identity;
mod link;
mod link_index;
mod link_kind;
mod made_with;
mod namesakes;
mod newest;
mod owners;
mod pages;
mod people;
mod plan;
mod redact;
mod requests;
mod saved;
mod split;
mod steps;

pub use accepted::{Accepted, AcceptedFinding, Identifier};
pub use attempts::Attempt;
pub use attention::{AttentionItem, AttentionReason};
pub use chosen::LeftOut;
pub use error_sources::ErrorSource;
pub use identity::Identities;
pub use link::Link;
pub use made_with::MadeWith;
pub use people::{People, Person, PersonState, Unnamed};
pub use plan::Planned;
pub use requests::{JobRequest, RequestedUser};
pub(crate) use saved::Loading;
pub use split::{Group, Split, SplitBy};
pub(crate) use steps::{Step, Steps};

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};
use serde::{Deserialize, Serialize};

use crate::findings::{Finding, FindingCollector, Findings};
use crate::input::roots::Roots;
pub use crate::ledger::ArchivedError;
use crate::ledger::FileRecord;
use crate::ledger::detail::Detail;
use crate::ledger::interner::{Names, Symbol};
use crate::ledger::job::{FileId, JobKey, JobRecord};
use crate::ledger::saved::sorted;
use crate::payload::{ExitCode, Status, Timestamp};

/// All that an archive holds, in order.
#[derive(Debug, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Archive {
    /// What was named.
    #[serde(skip)]
    pub roots: Roots,
    /// The names behind the symbols.
    #[serde(skip)]
    pub names: Names,
    /// The files, by name.
    #[serde(skip)]
    pub files: Vec<FileRecord>,
    /// The jobs, by start.
    #[serde(skip)]
    pub jobs: Vec<JobRecord>,
    /// The errors and impacts, those of a job each once.
    #[serde(skip)]
    pub errors: Vec<ArchivedError>,
    /// For each job the files of its errors, by job.
    pub sources: Vec<ErrorSource>,
    /// How the errors in a file were linked to their jobs: the strongest of the links.
    pub links: BTreeMap<FileId, Link>,
    /// Why somebody has to look at jobs, by job.
    pub attention: Vec<AttentionItem>,
    /// The requests that started jobs.
    pub requests: Vec<JobRequest>,
    /// Who is who, and what ids are called.
    pub identities: Identities,
    /// Who was meant to be moved, where somebody says so.
    pub plan: Option<Vec<Planned>>,
    /// Whom files name as tried to be moved, in jobs that were chosen and others.
    #[serde(with = "sorted")]
    pub(super) mentioned: HashSet<Symbol>,
    /// Attempts of which no file says whose they were.
    #[serde(with = "sorted")]
    pub(super) anonymous: plan::Anonymous,
    /// Of how many people of the plan it cannot be told whether files name them in another way.
    pub(super) planned_alike: u64,
    /// The users of errors who are phone numbers.
    #[serde(with = "sorted")]
    pub(super) numbers: HashSet<Symbol>,
    /// Who was moved and who was not.
    pub people: People,
    /// When people were last moved, as far as any job tells.
    #[serde(with = "sorted")]
    pub(super) moved: HashMap<Symbol, Timestamp>,
    /// The payloads of the jobs that were asked for, the newest first.
    #[serde(skip)]
    pub details: Vec<Detail>,
    /// The findings of all files.
    pub findings: Findings,
    /// The findings of each file, where they were asked to be kept one by one.
    pub kept: BTreeMap<FileId, FindingCollector>,
    /// The findings that somebody has accepted, which are in none of the others.
    pub accepted: Accepted,
    /// What was left out with jobs that were not chosen.
    pub left_out: LeftOut,
    /// How many snapshots were older than the one that counts; none where only some of the jobs were chosen.
    pub superseded: Option<u64>,
    /// The moment that "stuck" is judged at: as asked for, else the newest `lastUpdated`.
    pub as_of: Option<Timestamp>,
    /// What else it was asked for.
    pub made_with: MadeWith,
    /// What pseudonyms are made from without a salt, of an archive that was saved.
    pub(super) fingerprint: Option<String>,
    /// Whether only some jobs of an archive are in it.
    #[serde(skip)]
    pub(super) is_part: bool,
    /// Whether pseudonyms stand in the place of people.
    pub(super) is_redacted: bool,
}

/// A job's id as shown; none where the payload has none.
pub(super) fn job_name(key: JobKey, names: &Names) -> Option<String> {
    match key {
        JobKey::Uuid(_) => key.uuid(),
        JobKey::Text(symbol) => Some(names.text(symbol).to_owned()),
        JobKey::Unnamed(..) => None,
    }
}

impl Archive {
    /// Every finding that is kept anywhere: of files, of jobs in full, accepted ones, and examples of rules.
    fn findings_mut(&mut self) -> impl Iterator<Item = &mut Finding> {
        let of_jobs = self.details.iter_mut().flat_map(|detail| &mut detail.findings);
        let accepted = self.accepted.findings.iter_mut().map(|accepted| &mut accepted.finding);
        let about = self.accepted.about.iter_mut().flat_map(|(_, about)| about.kept_mut());
        let kept = self.kept.values_mut().flat_map(FindingCollector::kept_mut);
        let examples = self.findings.examples_mut().map(|example| &mut example.finding);
        of_jobs.chain(accepted).chain(about).chain(kept).chain(examples)
    }

    /// A job's id as shown; none where the payload has none.
    pub fn job_id(&self, job: &JobRecord) -> Option<String> {
        job_name(job.key, &self.names)
    }

    /// A job's id by what it is known by; none where the payload has none.
    pub(crate) fn job_name(&self, key: JobKey) -> Option<String> {
        job_name(key, &self.names)
    }

    /// A name, where there is one.
    pub fn name(&self, symbol: Option<Symbol>) -> Option<&str> {
        symbol.map(|symbol| self.names.text(symbol))
    }

    /// A status as the payload writes it, where there is one.
    pub fn status<'s>(&'s self, status: Option<&'s Status<Symbol>>) -> Option<&'s str> {
        status.map(|status| status.word(|&symbol| self.names.text(symbol)))
    }

    /// An exit code as the payload writes it, where there is one.
    pub fn exit_code<'s>(&'s self, code: Option<&'s ExitCode<Symbol>>) -> Option<&'s str> {
        code.map(|code| code.word(|&symbol| self.names.text(symbol)))
    }

    /// The ids of [`files`](Archive::files), in their order.
    pub fn file_ids(&self) -> impl Iterator<Item = FileId> {
        (0..).take(self.files.len()).map(FileId)
    }

    /// The files that were found, without the records in them.
    pub fn files_found(&self) -> impl Iterator<Item = (FileId, &FileRecord)> {
        self.file_ids().zip(&self.files).filter(|(_, file)| !file.is_record())
    }

    /// A file.
    pub fn file(&self, file: FileId) -> Option<&FileRecord> {
        self.files.get(file.0 as usize)
    }

    /// A file's name as shown.
    pub fn file_name(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.name)
    }

    /// The name of a file, or of the file that a record is in.
    pub fn found_name(&self, file: FileId) -> &str {
        self.file(file).map_or("", FileRecord::found_name)
    }

    /// The files without the records in them, but for those of jobs that were not chosen.
    pub fn chosen_files(&self) -> impl Iterator<Item = (FileId, &FileRecord)> {
        self.files_found().filter(|(_, file)| !file.is_left_out)
    }

    /// How many files serve the audit.
    pub fn files_used(&self) -> usize {
        self.chosen_files().filter(|(_, file)| file.is_used()).count()
    }
}
