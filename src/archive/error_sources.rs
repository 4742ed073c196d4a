//! What each file of errors says of each job.
//!
//! In: items with their jobs. Out: an [`ErrorSource`] for each file and job: whom it names with errors,
//! to be held against what the job counts and against what other files name.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use crate::archive::link::{Link, Linked};
use crate::findings::counted;
use crate::ledger::ArchivedError;
use crate::ledger::interner::{Names, Symbol};
use crate::ledger::job::FileId;
use crate::ledger::link_keys::TextKey;
use crate::payload::{ErrorOrImpact, ErrorOrigin, Id};

/// What a file says of a job's errors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ErrorSource {
    /// The job, as a position in [`Archive::jobs`](crate::archive::Archive::jobs).
    pub job: usize,
    /// The file.
    pub file: FileId,
    /// How the two were linked.
    pub link: Link,
    /// Whether it is an error list, or a page of one; else an errors CSV.
    pub is_list: bool,
    /// The users with errors, each once.
    #[serde(skip)]
    pub(super) users: Vec<Symbol>,
    /// The errors that name no user: of a list each of its items once.
    #[serde(skip)]
    unnamed: Vec<Option<TextKey>>,
}

impl ErrorSource {
    fn new(job: usize, file: FileId, link: Link, is_list: bool) -> ErrorSource {
        ErrorSource { job, file, link, is_list, users: Vec::new(), unnamed: Vec::new() }
    }

    fn add(&mut self, other: &ErrorSource) {
        self.users.extend(&other.users);
        self.unnamed.extend(&other.unnamed);
    }

    fn settle(&mut self) {
        self.users.sort_unstable();
        self.users.dedup();
        if self.is_list {
            self.unnamed.sort_unstable();
            self.unnamed.dedup();
        }
    }

    /// How many have failed, as far as it says.
    pub(super) fn failures(&self) -> u64 {
        (self.users.len() + self.unnamed.len()) as u64
    }

    /// The same in words.
    pub(super) fn said(&self) -> String {
        let users = format!("names {} with errors", counted(self.users.len(), "user", "users"));
        let unnamed = format!(
            "holds {}",
            counted(self.unnamed.len(), "error without a user", "errors without a user")
        );
        match (self.users.len(), self.unnamed.len()) {
            (_, 0) => users,
            (0, _) => unnamed,
            _ => format!("{users} and {unnamed}"),
        }
    }
}

/// All pages of an error list as one. What two of them hold counts once.
pub(super) fn whole(pages: &[&ErrorSource]) -> Option<ErrorSource> {
    let mut whole = (*pages.first()?).clone();
    pages.iter().skip(1).for_each(|page| whole.add(page));
    whole.settle();
    Some(whole)
}

/// How many have failed as far as some files of one job say together. Somebody may have an id in one
/// and an address in another, so that it is the fewest that it can be.
pub(super) fn together(files: &[&ErrorSource], names: &Names) -> u64 {
    let users = users(files);
    let by_id = users.iter().filter(|user| Id::parse(names.text(**user)).is_some()).count();
    let most = files.iter().map(|file| file.failures()).max();
    most.unwrap_or(0).max(by_id.max(users.len() - by_id) as u64)
}

/// Whom some files name, each name once.
pub(super) fn users(files: &[&ErrorSource]) -> BTreeSet<Symbol> {
    files.iter().flat_map(|file| &file.users).copied().collect()
}

/// What each file of errors says of each job, by job and file.
pub(super) fn sources(items: &[ArchivedError], linked: &Linked) -> Vec<ErrorSource> {
    let mut all: BTreeMap<(usize, FileId), ErrorSource> = BTreeMap::new();
    for (item, known) in items.iter().zip(&linked.items) {
        let Some((job, link)) = *known else { continue };
        let is_list = item.source != ErrorOrigin::Table;
        let entry = all.entry((job, item.file));
        let source = entry.or_insert_with(|| ErrorSource::new(job, item.file, link, is_list));
        source.link = link.min(source.link);
        if item.kind == ErrorOrImpact::Error {
            match item.user {
                Some(user) => source.users.push(user),
                None => source.unnamed.push(item.entry),
            }
        }
    }
    // A file without a row says something too: that there is nothing to say.
    for (&file, link) in linked.files.iter().filter(|(_, link)| link.items == 0) {
        if let Some((job, link)) = link.job {
            all.insert((job, file), ErrorSource::new(job, file, link, false));
        }
    }
    let mut all: Vec<ErrorSource> = all.into_values().collect();
    all.iter_mut().for_each(ErrorSource::settle);
    all
}
