//! The files that facts speak of.
//!
//! In: names of files, in whatever order facts name them, and what became of these files. Out: a number for each, and
//! at the end the files by their numbers. A fact may come before that of the file it stands in, or without it.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use crate::ledger::{FileId, FileRecord, Holds};
use crate::payload::PayloadKind;

/// So many records of a file have one name at most.
const MAX_RECORDS_OF_ONE_NAME: u32 = 1 << 20;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Files {
    records: Vec<FileRecord>,
    /// Whether a fact has said what became of each.
    is_known: Vec<bool>,
    by_name: HashTable<FileId>,
    /// Which of several that are called alike a file is, where it is not the first.
    nth: HashMap<FileId, u32>,
    hasher: DefaultHashBuilder,
}

impl Files {
    /// The number of a file, by its name and which of those it is that are called so; none where no archive has so
    /// many of one name.
    pub fn find_or_expect(&mut self, name: &str, nth: u32) -> Option<FileId> {
        if let Some(known) = self.find(name, nth) {
            return Some(known);
        }
        if nth > MAX_RECORDS_OF_ONE_NAME {
            return None;
        }
        // Of those that are called alike the numbers are in their order, which is that of the archive.
        let mut last = FileId(0);
        for nth in 0..=nth {
            last = match self.find(name, nth) {
                Some(known) => known,
                None => self.push(name, nth),
            };
        }
        Some(last)
    }

    fn find(&self, name: &str, nth: u32) -> Option<FileId> {
        let is_it =
            |id: &FileId| &*self.records[id.0 as usize].name == name && self.which(*id) == nth;
        self.by_name.find(self.hasher.hash_one((name, nth)), is_it).copied()
    }

    fn push(&mut self, name: &str, nth: u32) -> FileId {
        let id = FileId(u32::try_from(self.records.len()).unwrap_or(u32::MAX));
        self.records.push(expected(name));
        self.is_known.push(false);
        if nth > 0 {
            self.nth.insert(id, nth);
        }
        let Files { records, by_name, nth: which, hasher, .. } = self;
        let hash = |id: &FileId| {
            let nth = which.get(id).copied().unwrap_or_default();
            hasher.hash_one((&*records[id.0 as usize].name, nth))
        };
        by_name.insert_unique(hasher.hash_one((name, nth)), id, hash);
        id
    }

    /// Which of those that are called alike a file is.
    pub fn which(&self, id: FileId) -> u32 {
        self.nth.get(&id).copied().unwrap_or_default()
    }

    /// Keeps what became of a file; whether that was unknown so far.
    pub fn set(&mut self, id: FileId, record: FileRecord) -> bool {
        let at = id.0 as usize;
        let was_known = std::mem::replace(&mut self.is_known[at], true);
        self.records[at] = record;
        !was_known
    }

    /// A file.
    pub fn get(&self, id: FileId) -> &FileRecord {
        &self.records[id.0 as usize]
    }

    /// All files by their numbers, and whether it is known what became of each.
    pub fn into_parts(self) -> (Vec<FileRecord>, Vec<bool>) {
        (self.records, self.is_known)
    }
}

/// What stands for a file until a fact says what became of it.
fn expected(name: &str) -> FileRecord {
    FileRecord {
        name: name.into(),
        bytes: 0,
        kind: PayloadKind::Foreign,
        payloads: 0,
        set_aside: None,
        container_len: 0,
        carrier_len: None,
        is_left_out: false,
        holds: Holds::Nothing,
        digest: None,
        is_torn: false,
        pages: Vec::new(),
    }
}
