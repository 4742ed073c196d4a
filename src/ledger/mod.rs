//! Every file and every job of an archive, accounted for.
//!
//! In: what was decoded from each file. Out: when it is closed, an [`Archive`]: jobs made unique,
//! errors linked to them, every file used or set aside. A ledger is a mergeable value: empty is the
//! identity, and adding and merging may happen in any order with the same outcome, so that many
//! threads can each keep one.

mod archive;
mod concern;
mod detail;
mod evidence;
mod jobs;
mod link;
mod names;
mod notes;
mod packed;
mod record;
mod redacted;
mod same;
mod snapshot;
mod sources;
mod users;

pub use archive::{Archive, ArchiveItem, Judgement};
pub use concern::{Concern, Reason};
pub use detail::{Detail, JobSelector};
pub use link::Link;
pub use names::{Names, Symbol};
pub use packed::Packed;
pub use record::{
    ExecutionRecord, FileId, JobKey, JobRecord, LinkKey, LinkKeys, StepRecord, link_key,
};
pub use sources::ErrorSource;
pub use users::User;

use hashbrown::HashSet;

use crate::finding::{FileFindings, Finding, Findings};
use crate::model::{Id, Item, ItemKind, Job, PayloadKind, Position, Source, Text};
use crate::rule::Rule;
use jobs::Jobs;
use record::translate_key;

/// The books of an archive while it is read.
#[derive(Debug, Default)]
pub struct Ledger {
    names: Names,
    files: Vec<FileRecord>,
    jobs: Jobs,
    items: Vec<ItemRecord>,
    /// People's e-mail addresses, and who they are.
    emails: HashSet<(Symbol, Symbol)>,
    /// The payloads of jobs that somebody wants to see in full.
    details: Vec<Detail>,
    findings: Findings,
    kept: KeptFindings,
}

/// Findings that are kept one by one.
#[derive(Debug, Default)]
struct KeptFindings {
    findings: Vec<(FileId, Finding)>,
    /// How many of a rule were not kept of a file.
    beyond: Vec<(FileId, Rule, u64)>,
}

impl KeptFindings {
    fn add_file(&mut self, file: FileId, findings: FileFindings) {
        let (kept, beyond) = findings.into_kept();
        self.findings.extend(kept.into_iter().map(|finding| (file, finding)));
        self.beyond.extend(beyond.into_iter().map(|(rule, count)| (file, rule, count)));
    }

    fn merge(&mut self, other: KeptFindings, file: impl Fn(FileId) -> FileId) {
        let findings = other.findings.into_iter();
        self.findings.extend(findings.map(|(of, finding)| (file(of), finding)));
        let beyond = other.beyond.into_iter();
        self.beyond.extend(beyond.map(|(of, rule, count)| (file(of), rule, count)));
    }
}

/// A file and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// How much of its name is that of the archive that it is in.
    pub(self) archive: usize,
    /// How the errors in it were linked to their jobs: the strongest of the links.
    pub link: Option<Link>,
    /// Its jobs.
    pub(self) holds: Holds,
}

/// The jobs of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Holds {
    #[default]
    Nothing,
    One(JobKey),
    Several,
}

impl FileRecord {
    /// Whether it holds just one job, and which.
    pub fn one_job(&self) -> Option<JobKey> {
        match self.holds {
            Holds::One(job) => Some(job),
            Holds::Nothing | Holds::Several => None,
        }
    }
}

impl Holds {
    fn and(self, other: Holds) -> Holds {
        match (self, other) {
            (Holds::Nothing, all) | (all, Holds::Nothing) => all,
            (Holds::One(a), Holds::One(b)) if a == b => self,
            _ => Holds::Several,
        }
    }

    fn map(self, key: impl FnOnce(JobKey) -> JobKey) -> Holds {
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
    pub findings: FileFindings,
}

/// One error or impact.
#[derive(Clone, Copy, Debug)]
struct ItemRecord {
    file: FileId,
    user: Option<Symbol>,
    kind: ItemKind,
    code: Option<Symbol>,
    /// The words, where somebody wants to see them.
    message: Option<Symbol>,
    /// The words, to tell whether another one says the same.
    words: Option<LinkKey>,
    /// Which item of an error list it belongs to.
    entry: Option<LinkKey>,
    /// The job that its row names.
    job: Option<JobKey>,
    source: Source,
    tracking_id: Option<Symbol>,
    /// The HTTP status code that the item got.
    http: Option<u16>,
}

impl Ledger {
    /// Begins a file.
    pub fn open(&mut self, name: &str) -> FileId {
        self.open_in_archive(name, 0)
    }

    /// Begins a file that is in an archive, whose name is so much of its own.
    pub fn open_in_archive(&mut self, name: &str, archive: usize) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(FileRecord {
            name: name.into(),
            bytes: 0,
            kind: PayloadKind::Foreign,
            payloads: 0,
            set_aside: None,
            archive,
            link: None,
            holds: Holds::Nothing,
        });
        id
    }

    /// Adds a job that stands at `position` in a file, with so many findings about it.
    pub fn add_job(&mut self, file: FileId, position: Position, job: &Job<'_>, findings: u32) {
        let record = JobRecord::new(job, file, position, findings, &mut self.names);
        if let Some(entry) = self.files.get_mut(file.0 as usize) {
            entry.holds = entry.holds.and(Holds::One(record.key));
        }
        self.jobs.add(record);
    }

    /// Keeps all that a job says that stands at `position` in a file, with the findings about it.
    pub fn add_detail(
        &mut self,
        file: FileId,
        position: Position,
        job: &Job<'_>,
        findings: Vec<Finding>,
    ) {
        let record = JobRecord::new(job, file, position, 0, &mut self.names);
        let place = (file, position);
        self.details.push(Detail::new(record.key, place, record.moment(), job, findings));
    }

    /// Adds an error or impact of a file, with its words if somebody wants to see them.
    pub fn add_item(&mut self, file: FileId, item: &Item<'_>, with_words: bool) {
        let mut name =
            |text: &Option<Text<'_>>| text.as_deref().map(|text| self.names.intern(text));
        let user = name(&item.user);
        self.emails.extend(name(&item.email).zip(user));
        self.items.push(ItemRecord {
            file,
            user,
            kind: item.kind,
            code: name(&item.code),
            message: if with_words { name(&item.message) } else { None },
            words: same::words(item),
            entry: same::entry(item),
            job: item.job.map(|id: Id| JobKey::Uuid(id.uuid())),
            source: item.source,
            tracking_id: name(&item.tracking_id),
            http: item.http,
        });
    }

    /// Takes the file back that was begun last, and that is in another ledger now.
    pub fn withdraw(&mut self, file: FileId) {
        if self.files.len() == file.0 as usize + 1 {
            self.files.pop();
        }
    }

    /// How many jobs, errors and files there are.
    pub fn entries(&self) -> usize {
        self.jobs.len() + self.items.len() + self.files.len()
    }

    /// Ends a file.
    pub fn close_file(&mut self, file: FileId, end: FileEnd) {
        let Some(entry) = self.files.get_mut(file.0 as usize) else {
            return;
        };
        (entry.bytes, entry.kind) = (end.bytes, end.kind);
        (entry.payloads, entry.set_aside) = (end.payloads, end.set_aside);
        if !end.findings.is_empty() {
            self.findings.add_file(&entry.name, &end.findings);
            self.kept.add_file(file, end.findings);
        }
    }

    /// Adds all of another ledger, of other files.
    pub fn merge(self, other: Ledger) -> Ledger {
        let (mut all, mut fewer) =
            if self.entries() >= other.entries() { (self, other) } else { (other, self) };
        let offset = u32::try_from(all.files.len()).unwrap_or(u32::MAX);
        let moved = |file: FileId| FileId(file.0.saturating_add(offset));
        let files = std::mem::take(&mut fewer.files);
        let names = all.take_contents(fewer, moved);
        all.files.extend(files.into_iter().map(|mut file| {
            file.holds = file.holds.map(|key| translate_key(key, &names, &moved));
            file
        }));
        all
    }

    /// Adds another ledger that was kept about a part of `file`.
    pub fn merge_part(&mut self, file: FileId, mut part: Ledger) {
        let files = std::mem::take(&mut part.files);
        let names = self.take_contents(part, |_| file);
        if let Some(entry) = self.files.get_mut(file.0 as usize) {
            for of_part in files {
                let holds = of_part.holds.map(|key| translate_key(key, &names, &|_| file));
                entry.holds = entry.holds.and(holds);
            }
        }
    }

    fn take_contents(
        &mut self,
        other: Ledger,
        file: impl Fn(FileId) -> FileId,
    ) -> names::Translation {
        let names = self.names.absorb(&other.names);
        self.items.extend(other.items.into_iter().map(|item| ItemRecord {
            file: file(item.file),
            user: item.user.map(|user| names.of(user)),
            code: item.code.map(|code| names.of(code)),
            message: item.message.map(|message| names.of(message)),
            tracking_id: item.tracking_id.map(|id| names.of(id)),
            job: item.job.map(|key| translate_key(key, &names, &file)),
            ..item
        }));
        self.details.extend(other.details.into_iter().map(|mut detail| {
            detail.translate(&names, &file);
            detail
        }));
        let emails = other.emails.into_iter();
        self.emails.extend(emails.map(|(email, user)| (names.of(email), names.of(user))));
        self.jobs.merge(other.jobs, |record| record.translate(&names, &file));
        self.findings.merge(other.findings);
        self.kept.merge(other.kept, &file);
        names
    }
}
