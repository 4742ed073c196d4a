//! A file of an archive, and what became of it.

use std::borrow::Cow;
use std::num::NonZeroU64;

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

use crate::findings::FindingCollector;
use crate::findings::rule::Rule;
use crate::input::container::uncompressed;
use crate::input::system_file;
use crate::ledger::job::JobKey;
use crate::payload::{Page, PayloadKind};
use crate::privacy::paths::without_secrets;

/// A file and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FileRecord {
    /// Its name as shown.
    pub name: Box<str>,
    /// Its size.
    pub bytes: u64,
    /// What it is.
    pub kind: PayloadKind,
    /// How many payloads were read from it.
    pub payloads: u64,
    /// Why it was set aside, if it was.
    pub set_aside: Option<Rule>,
    /// The length of the container's name with which its own begins.
    pub(crate) container_len: usize,
    /// Where it is a record in a file: the length of the file's name with which its own begins.
    pub(crate) carrier_len: Option<usize>,
    /// Whether it belongs to jobs that were not chosen, or to none.
    pub(crate) is_left_out: bool,
    /// Its jobs.
    pub(crate) holds: Holds,
    /// Its bytes as a number, where it is used: the same bytes, read in the same way, give the same number in every
    /// run and release.
    pub(crate) digest: Option<NonZeroU64>,
    /// Whether a part of it that may have been a job could not be read, or it is the answer to a request that failed, in
    /// the place of a job.
    #[serde(default)]
    pub(crate) is_torn: bool,
    /// Of each list in it that has several pages, whether it goes on behind the last of them.
    #[serde(default)]
    pub(crate) pages: Vec<Page>,
}

/// The rules whose findings say that something could not be read which may have been a job.
const LOSE_JOBS: [Rule; 6] = [
    Rule::UnreadableFile,
    Rule::TooLarge,
    Rule::NotJson,
    Rule::ArchiveBroken,
    Rule::ArchiveLimit,
    Rule::InternalError,
];

/// The jobs of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Holds {
    #[default]
    Nothing,
    One(JobKey),
    Several,
}

/// Bytes as a number, the same in every run and release: two audits tell by it which files have changed.
pub(super) fn digest(bytes: &[u8]) -> Option<NonZeroU64> {
    NonZeroU64::new((XxHash3_128::oneshot(bytes) >> 64) as u64)
}

/// The same of a longer number.
pub(super) fn folded(digest: u128) -> Option<NonZeroU64> {
    NonZeroU64::new((digest >> 64) as u64 ^ digest as u64)
}

impl FileRecord {
    /// Whether it is no file by itself: a record in one, from which a payload was taken.
    pub fn is_record(&self) -> bool {
        self.carrier_len.is_some()
    }

    /// Its name, or of a record that of the file it is in.
    pub fn found_name(&self) -> &str {
        self.carrier_len.and_then(|end| self.name.get(..end)).unwrap_or(&self.name)
    }

    /// Its name as shown before nothing is left in it that opens something.
    pub(crate) fn shown_name(&self) -> Cow<'_, str> {
        let without = without_secrets(&self.name, &mut self.ends());
        without.map_or(Cow::Borrowed(&*self.name), Cow::Owned)
    }

    /// Leaves nothing in its name that opens something.
    pub(crate) fn hide_secrets(&mut self) {
        let mut ends = self.ends();
        if let Some(shown) = without_secrets(&self.name, &mut ends) {
            self.rename(shown.into(), ends);
        }
    }

    /// Calls it otherwise; a container's name and that of a file, where it is in one, end there now.
    pub(crate) fn rename(&mut self, name: Box<str>, ends: [usize; 2]) {
        let [container, carrier] = ends.map(|end| name.floor_char_boundary(end));
        self.carrier_len = self.carrier_len.map(|_| carrier);
        (self.container_len, self.name) = (container, name);
    }

    /// Whether its name can be cut where it is said to end: somebody may have changed what was saved of it.
    pub(crate) fn is_sound(&self) -> bool {
        self.ends().into_iter().all(|end| self.name.is_char_boundary(end))
    }

    /// Where in its name that of a container ends, and that of a file.
    pub(crate) fn ends(&self) -> [usize; 2] {
        [self.container_len, self.carrier_len.unwrap_or(self.name.len())]
    }

    /// Whether it serves the audit.
    pub fn is_used(&self) -> bool {
        self.set_aside.is_none() && self.kind != PayloadKind::OwnReport
    }

    /// Whether a job may have been in it that could not be read.
    pub(crate) fn may_have_held_a_job(&self) -> bool {
        match self.set_aside {
            Some(Rule::EmptyFile) => {
                uncompressed(&self.name).to_ascii_lowercase().ends_with(".json")
            }
            Some(Rule::HttpErrorBody) | None => self.is_torn,
            Some(rule) => LOSE_JOBS.contains(&rule),
        }
    }

    /// Adds a page of a list.
    pub(super) fn add_page(&mut self, page: Page) {
        match self.pages.binary_search_by_key(&page.of(), Page::of) {
            Ok(at) => self.pages[at].goes_on &= page.goes_on,
            Err(at) => self.pages.insert(at, page),
        }
    }

    /// Whether it holds just one job, and which.
    pub fn one_job(&self) -> Option<JobKey> {
        match self.holds {
            Holds::One(job) => Some(job),
            Holds::Nothing | Holds::Several => None,
        }
    }
}

impl Holds {
    pub(crate) fn and(self, other: Holds) -> Holds {
        match (self, other) {
            (Holds::Nothing, all) | (all, Holds::Nothing) => all,
            (Holds::One(a), Holds::One(b)) if a == b => self,
            _ => Holds::Several,
        }
    }

    pub(crate) fn map(self, key: impl FnOnce(JobKey) -> JobKey) -> Holds {
        match self {
            Holds::One(job) => Holds::One(key(job)),
            all => all,
        }
    }
}

/// What is known of a file once it has been read.
#[derive(Debug)]
pub struct FileEnd {
    /// Its size.
    pub bytes: u64,
    /// What it is.
    pub kind: PayloadKind,
    /// How many payloads were read from it.
    pub payloads: u64,
    /// Why it was set aside, if it was.
    pub set_aside: Option<Rule>,
    /// All that is wrong with it.
    pub findings: FindingCollector,
}

impl FileEnd {
    /// Whether a part of the file that may have been a job could not be read.
    pub(super) fn is_torn(&self) -> bool {
        self.findings.counts().any(|(rule, _)| LOSE_JOBS.contains(&rule))
    }

    /// The same of a file of that name: what an operating system left in a folder is that, and is said
    /// once for the folder.
    pub(super) fn of_file(self, name: &str) -> FileEnd {
        let holds_nothing = matches!(
            self.set_aside,
            Some(
                Rule::UnknownPayload
                    | Rule::EmptyFile
                    | Rule::NotJson
                    | Rule::CsvUnknownColumns
                    | Rule::CsvNoHeader
            )
        );
        if !holds_nothing || system_file::folder(name).is_none() {
            return self;
        }
        let mut findings = self.findings;
        findings.retain(|_| false);
        FileEnd { set_aside: Some(Rule::SystemFile), findings, ..self }
    }
}
