//! Every file and every job of an archive, accounted for while it is read.
//!
//! In: what was decoded from each file. Out: a store that merges: empty is the identity, and adding and
//! merging may happen in any order with the same outcome, so that many threads can each keep one. The
//! archive closes it.

pub mod detail;
mod error;
mod execution;
mod file;
pub mod interner;
pub mod job;
pub(crate) mod link_keys;
mod merge;
pub(crate) mod packed;
mod request;
mod same_moment;
pub(crate) mod saved;
pub(crate) mod snapshots;

pub use detail::Detail;
pub use error::ArchivedError;
pub use execution::{ExecutionRecord, StepRecord};
pub use file::{FileEnd, FileRecord};
pub use interner::{Names, Symbol};
pub use job::{FileId, JobKey, JobRecord};
pub use packed::Packed;

pub(crate) use file::Holds;
pub(crate) use request::{StoredPlanned, StoredRequest, StoredRequestedUser, Title};

use hashbrown::HashSet;

use crate::Error;
use crate::findings::{Finding, FindingCollector, Findings};
use crate::input::lists::{ListedName, ListedPerson};
use crate::input::roots::Roots;
use crate::payload::identity::person;
use crate::payload::{
    DirectoryEntry, ErrorRecord, Id, IdKind, Job, MoveRequest, Page, PayloadKind, Position, Text,
};
use snapshots::Jobs;

/// Where an error stands among others: the row of its table, or its number in a list.
fn row(item: &ErrorRecord<'_>) -> Option<u32> {
    let number = || u64::try_from(item.number?).ok();
    u32::try_from(item.row.or_else(number)?).ok()
}

/// For how many entries room is made at once.
const ENTRIES_OF_ROOM: usize = 1 << 16;

/// What is known of an archive while it is read.
#[derive(Debug, Default)]
pub struct Ledger {
    /// What was named.
    pub(crate) roots: Roots,
    pub(crate) names: Names,
    pub(crate) files: Vec<FileRecord>,
    pub(crate) jobs: Jobs,
    pub(crate) errors: Vec<ArchivedError>,
    /// Texts that stand for one person, in pairs.
    pub(crate) aliases: HashSet<(Symbol, Symbol)>,
    /// What ids are called.
    pub(crate) titles: HashSet<Title>,
    /// The bodies of requests.
    pub(crate) requests: Vec<StoredRequest>,
    /// Who was meant to be moved, where somebody says so.
    pub(crate) plan: Option<Vec<StoredPlanned>>,
    /// The payloads of jobs that somebody wants to see in full.
    pub(crate) details: Vec<Detail>,
    pub(crate) findings: Findings,
    /// Those of each file, where they are kept one by one.
    pub(crate) kept: Vec<(FileId, FindingCollector)>,
}

impl Ledger {
    /// Makes room for many jobs, files and errors. What grows into large room page by page leaves no holes
    /// behind, as what is moved from smaller room to larger does, and room that is not used takes no
    /// memory.
    pub fn make_room(&mut self) {
        self.jobs.make_room(ENTRIES_OF_ROOM);
        self.files.reserve(ENTRIES_OF_ROOM);
        self.errors.reserve(ENTRIES_OF_ROOM);
    }

    /// Begins a file.
    pub fn open(&mut self, name: &str) -> FileId {
        self.open_in_container(name, 0)
    }

    /// Begins a file whose name begins with that of a container, which is so many bytes long.
    pub fn open_in_container(&mut self, name: &str, container_len: usize) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(FileRecord {
            name: name.into(),
            bytes: 0,
            kind: PayloadKind::Foreign,
            payloads: 0,
            set_aside: None,
            container_len,
            carrier_len: None,
            is_left_out: false,
            holds: Holds::Nothing,
            digest: None,
            is_torn: false,
            pages: Vec::new(),
        });
        id
    }

    /// Begins a record in a file, from which a payload was taken: `traffic.har!GET example.com/jobs`.
    pub fn open_record(&mut self, file: FileId, name: &str) -> FileId {
        let Some(FileRecord { name: of_file, container_len, .. }) = self.files.get(file.0 as usize)
        else {
            return self.open(name);
        };
        let (carrier, container) = (of_file.len(), *container_len);
        let id = self.open_in_container(&format!("{of_file}!{name}"), container);
        if let Some(record) = self.files.last_mut() {
            record.carrier_len = Some(carrier);
        }
        id
    }

    /// Ends a record in a file, whose jobs are the file's too.
    pub fn close_record(&mut self, file: FileId, record: FileId, end: FileEnd) {
        let holds = self.files.get(record.0 as usize).map(|record| record.holds);
        if let Some(entry) = self.files.get_mut(file.0 as usize) {
            entry.holds = entry.holds.and(holds.unwrap_or_default());
        }
        self.close_file(record, end);
    }

    /// Notes what a file that was read in parts says as a number, by which copies are known.
    pub fn note_digest(&mut self, file: FileId, digest: u128) {
        if let Some(entry) = self.files.get_mut(file.0 as usize) {
            entry.digest = file::folded(digest);
        }
    }

    /// Notes the bytes of a file that was read whole, by which copies are known.
    pub fn note_bytes(&mut self, file: FileId, bytes: &[u8]) {
        if let Some(entry) = self.files.get_mut(file.0 as usize) {
            entry.digest = file::digest(bytes);
        }
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
    pub fn add_error(&mut self, file: FileId, item: &ErrorRecord<'_>, with_words: bool) {
        let mut name =
            |text: &Option<Text<'_>>| text.as_deref().map(|text| self.names.intern(text));
        let user = name(&item.user);
        let (email, title) = (name(&item.email), name(&item.name));
        self.aliases.extend(email.zip(user));
        self.aliases.extend(title.zip(user));
        self.titles.extend(user.zip(title).map(|(id, name)| Title {
            id,
            name,
            is_person: true,
            is_given: false,
            org: None,
        }));
        self.errors.push(ArchivedError {
            file,
            part: 0,
            user,
            kind: item.kind,
            code: name(&item.code),
            message: if with_words { name(&item.message) } else { None },
            words: error::words(item),
            entry: error::entry(item),
            job: None,
            named_job: item.job.map(Id::bytes),
            source: item.source,
            tracking_id: name(&item.tracking_id),
            http: item.http,
            is_of_moves_by_itself: error::is_of_moves_by_itself(item),
            row: row(item),
        });
    }

    /// Adds a request of a file.
    pub fn add_request(&mut self, file: FileId, request: &MoveRequest<'_>) {
        let names = &mut self.names;
        let mut users = Vec::with_capacity(request.users.len());
        for asked in &request.users {
            let mut name = |text: &Option<Text<'_>>| text.as_deref().map(|text| names.intern(text));
            let (location, extension) = (name(&asked.location), name(&asked.extension));
            let (location_id, number) = (name(&asked.location_id), name(&asked.number));
            let (user, user_id) = (names.intern(&asked.user), names.intern(&asked.user_id));
            // As it is written, to be shown, and as other files of the archive may know it.
            let known = asked.number.clone().map(|number| names.intern(&person(number)));
            self.aliases.extend(number.into_iter().chain(known).map(|number| (number, user)));
            users.push(StoredRequestedUser {
                user,
                user_id,
                location,
                location_id,
                number,
                extension,
            });
        }
        let tracking_id = request.tracking_id.as_deref().map(|text| names.intern(text));
        let job = request.job.map(|id| JobKey::Uuid(id.bytes()));
        self.requests.push(StoredRequest { file, part: 0, job, tracking_id, users });
    }

    /// Adds a page of a list that has several.
    pub fn add_page(&mut self, file: FileId, page: Page) {
        if let Some(entry) = self.files.get_mut(file.0 as usize) {
            entry.add_page(page);
        }
    }

    /// Adds what an id is called.
    pub fn add_title(&mut self, entry: &DirectoryEntry<'_>) {
        let id = self.names.intern(&entry.id);
        let is_person = entry.kind == IdKind::Person;
        if let Some(name) = &entry.name {
            let name = self.names.intern(name.trim());
            let org = entry.org.as_deref().map(|org| self.names.intern(org));
            self.titles.insert(Title { id, name, is_person, is_given: false, org });
            if is_person {
                self.aliases.insert((name, id));
            }
        }
        for alias in entry.emails.iter().chain(&entry.numbers).chain(&entry.logins) {
            let alias = self.names.intern(alias);
            self.aliases.insert((alias, id));
        }
    }

    /// Adds what an id is called, as somebody says who asks for the audit.
    pub fn add_listed_name(&mut self, listed: &ListedName) {
        let id = self.names.intern(&listed.id);
        let is_person = listed.kind == IdKind::Person;
        if let Some(name) = &listed.name {
            let name = self.names.intern(name);
            self.titles.insert(Title { id, name, is_person, is_given: true, org: None });
            // Of an id that does not say what it is of, it may be either.
            if listed.kind == IdKind::Other {
                self.titles.insert(Title { id, name, is_person: true, is_given: true, org: None });
            }
        }
        for alias in listed.email.iter().chain(&listed.login) {
            self.aliases.insert((self.names.intern(alias), id));
        }
    }

    /// Sets what was named.
    pub fn set_roots(&mut self, roots: Roots) {
        self.roots = roots;
    }

    /// Sets who was meant to be moved.
    pub fn set_plan(&mut self, people: &[ListedPerson]) {
        let mut plan = Vec::with_capacity(people.len());
        for person in people {
            let mut known_as = person.known_as.iter().map(|text| self.names.intern(text));
            let Some(user) = known_as.next() else { continue };
            let others: Vec<Symbol> = known_as.collect();
            self.aliases.extend(others.into_iter().map(|alias| (alias, user)));
            if let Some(name) = &person.name {
                let name = self.names.intern(name);
                self.aliases.insert((name, user));
                self.titles.insert(Title {
                    id: user,
                    name,
                    is_person: true,
                    is_given: false,
                    org: None,
                });
            }
            let location = person.location.as_deref().map(|text| self.names.intern(text));
            plan.push(StoredPlanned { user, location });
        }
        self.plan = Some(plan);
    }

    /// Takes the file back that was begun last, and that is in another ledger now.
    pub fn withdraw(&mut self, file: FileId) {
        if self.files.len() == file.0 as usize + 1 {
            self.files.pop();
        }
    }

    /// An error where there is hardly memory enough to close it.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`].
    pub fn room_to_close(&self) -> Result<(), Error> {
        const BYTES_AN_ENTRY: usize = 512;
        let bytes = self.entries().saturating_mul(BYTES_AN_ENTRY);
        Vec::<u8>::new().try_reserve_exact(bytes).map_err(|_| Error::Memory)
    }

    /// How many jobs, errors and files there are.
    pub fn entries(&self) -> usize {
        self.jobs.len() + self.errors.len() + self.requests.len() + self.files.len()
    }

    /// Ends a file.
    pub fn close_file(&mut self, file: FileId, end: FileEnd) {
        let Some(entry) = self.files.get_mut(file.0 as usize) else {
            return;
        };
        let end = end.of_file(&entry.name);
        (entry.bytes, entry.kind) = (end.bytes, end.kind);
        (entry.payloads, entry.set_aside) = (end.payloads, end.set_aside);
        entry.is_torn = end.is_torn();
        if !end.findings.is_empty() {
            self.findings.add_file(&entry.shown_name(), &end.findings);
            if end.findings.keeps_findings() {
                self.kept.push((file, end.findings));
            }
        }
    }
}
