//! Every job, as it was at its newest moment.
//!
//! In: records, as often as each job was polled, in any order. Out: for each job those of its newest
//! moment, and the number of older ones. All of the newest moment are kept until the end, so that the
//! choice among them does not depend on the order of arrival. Nearly always there is one, so the
//! records stand side by side and the index holds nothing but their positions.

use std::cmp::Ordering;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use super::record::{JobKey, JobRecord};

/// The jobs of a ledger.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    records: Vec<JobRecord>,
    index: Index,
    /// Other snapshots of the same moment, by position.
    others: HashMap<u32, Vec<JobRecord>>,
    /// How many snapshots were older than those that are here.
    pub older: u64,
}

/// Where in a list of jobs each of them stands.
#[derive(Debug, Default)]
pub(super) struct Index {
    positions: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Index {
    /// Of jobs that are all different.
    pub fn of(records: &[JobRecord]) -> Index {
        let mut index =
            Index { positions: HashTable::with_capacity(records.len()), ..Index::default() };
        for (record, at) in records.iter().zip(0..) {
            index.insert(record.key, at, records);
        }
        index
    }

    fn insert(&mut self, key: JobKey, at: u32, records: &[JobRecord]) {
        let Index { positions, hasher } = self;
        let hash = |&at: &u32| hasher.hash_one(records[at as usize].key);
        positions.insert_unique(hasher.hash_one(key), at, hash);
    }

    /// The position of a job among `records`.
    pub fn find(&self, key: JobKey, records: &[JobRecord]) -> Option<u32> {
        let hash = self.hasher.hash_one(key);
        self.positions.find(hash, |&at| records[at as usize].key == key).copied()
    }
}

impl Jobs {
    /// How many jobs there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Adds a snapshot of a job.
    pub fn add(&mut self, record: JobRecord) {
        let key = record.key;
        let Some(at) = self.index.find(key, &self.records) else {
            // 2^32 records do not fit into memory.
            let at = u32::try_from(self.records.len()).unwrap_or(u32::MAX);
            self.records.push(record);
            self.index.insert(key, at, &self.records);
            return;
        };
        let newest = &mut self.records[at as usize];
        match record.moment().cmp(&newest.moment()) {
            Ordering::Less => self.older += 1,
            Ordering::Equal => self.others.entry(at).or_default().push(record),
            Ordering::Greater => {
                *newest = record;
                self.older += 1 + self.others.remove(&at).map_or(0, |all| all.len() as u64);
            }
        }
    }

    /// Adds the jobs of another ledger, each after `translate` has been there.
    pub fn merge(&mut self, other: Jobs, translate: impl Fn(&mut JobRecord)) {
        self.older += other.older;
        // Records are large, so that they are moved all together and once.
        let mut at = self.records.len();
        self.records.extend(other.records);
        while at < self.records.len() {
            translate(&mut self.records[at]);
            let key = self.records[at].key;
            if self.index.find(key, &self.records).is_some() {
                // The last one takes its place and is the next to be looked at.
                let record = self.records.swap_remove(at);
                self.add(record);
            } else {
                self.index.insert(key, u32::try_from(at).unwrap_or(u32::MAX), &self.records);
                at += 1;
            }
        }
        for mut record in other.others.into_values().flatten() {
            translate(&mut record);
            self.add(record);
        }
    }

    /// Each job, and the other snapshots of the same moment where there are any.
    pub fn into_parts(self) -> (Vec<JobRecord>, HashMap<u32, Vec<JobRecord>>) {
        (self.records, self.others)
    }
}
