//! Every job, as it was at its newest moment.
//!
//! In: records, as often as each job was polled, in any order. Out: for each job those of its newest
//! moment and those that do not say when, and the number of older ones. All of these are kept until the end, so that
//! the choice among them does not depend on the order of arrival. Nearly always there is one, so the
//! records stand side by side and the index holds nothing but their positions. Of older ones nothing is
//! kept but by what errors may be linked to the job, where the newest does not say that.

use std::cmp::{Ordering, Reverse};
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use crate::ledger::job::{JobKey, JobRecord};
use crate::ledger::link_keys::{LinkKey, LinkKeys};
use crate::payload::Timestamp;

/// The jobs of a ledger.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    records: Vec<JobRecord>,
    index: Index,
    /// Other snapshots of the same moment, or of one that nobody knows, by position.
    others: HashMap<u32, Vec<JobRecord>>,
    /// What older snapshots say that the newest may lack, by position.
    inherited: HashMap<u32, Inherited>,
    /// How many snapshots were older than those that are here.
    pub older: u64,
    /// The newest `lastUpdated` of all of them, which the newest snapshot of a job may have lost.
    pub last_updated: Option<Timestamp>,
}

/// Each of a job's link keys as the newest of its older snapshots has it that has it at all; of two of
/// one moment the lower one, so that the order of arrival means nothing.
#[derive(Debug, Default)]
pub(crate) struct Inherited([Option<(Option<Timestamp>, Reverse<LinkKey>)>; 6]);

/// The same without its order: each key, and the moment of the snapshot that has it.
#[cfg(feature = "tables")]
pub(crate) type ToldKeys = Vec<Option<(Option<Timestamp>, LinkKey)>>;

impl Inherited {
    #[cfg(feature = "tables")]
    pub fn told(&self) -> ToldKeys {
        let told = |(moment, Reverse(key)): (Option<Timestamp>, Reverse<LinkKey>)| (moment, key);
        self.0.iter().map(|key| key.map(told)).collect()
    }

    #[cfg(feature = "tables")]
    pub fn of_told(told: &ToldKeys) -> Inherited {
        let mut all = Inherited::default();
        for (mine, told) in all.0.iter_mut().zip(told) {
            *mine = told.map(|(moment, key)| (moment, Reverse(key)));
        }
        all
    }

    fn add(&mut self, other: &Inherited) {
        for (mine, other) in self.0.iter_mut().zip(other.0) {
            *mine = (*mine).max(other);
        }
    }

    fn of(record: &JobRecord) -> Inherited {
        let moment = record.moment();
        Inherited(slots(record.keys).map(|key| Some((moment, Reverse(key?)))))
    }
}

fn slots(keys: LinkKeys) -> [Option<LinkKey>; 6] {
    let LinkKeys { reference, digest, uuids: [first, second], download, tracking_id } = keys;
    [reference, digest, first, second, download, tracking_id]
}

fn keys(
    [reference, digest, first, second, download, tracking_id]: [Option<LinkKey>; 6],
) -> LinkKeys {
    LinkKeys { reference, digest, uuids: [first, second], download, tracking_id }
}

/// Where in a list of jobs each of them stands.
#[derive(Debug, Default)]
pub(crate) struct Index {
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
    /// Makes room for so many more.
    pub fn make_room(&mut self, more: usize) {
        self.records.reserve(more);
    }

    /// How many jobs there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Adds a snapshot of a job.
    pub fn add(&mut self, record: JobRecord) {
        self.last_updated = self.last_updated.max(record.last_updated);
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
            Ordering::Less => self.supersede(at, record),
            Ordering::Equal => self.others.entry(at).or_default().push(record),
            Ordering::Greater => {
                let before = std::mem::replace(newest, record);
                let others = self.others.remove(&at).unwrap_or_default();
                others.into_iter().chain([before]).for_each(|record| self.supersede(at, record));
            }
        }
    }

    /// Leaves of a snapshot, beside a newer one, what it says more. One that does not say when it was taken stays: it may
    /// be the newer one.
    fn supersede(&mut self, at: u32, record: JobRecord) {
        self.inherit(at, &record);
        match record.moment() {
            None => self.others.entry(at).or_default().push(record),
            Some(_) => self.older += 1,
        }
    }

    /// Keeps what an older snapshot says, where it says more than the newest.
    fn inherit(&mut self, at: u32, older: &JobRecord) {
        let newest = slots(self.records[at as usize].keys);
        let mut keys = slots(older.keys).into_iter().zip(newest);
        if keys.any(|(older, newest)| older.is_some() && newest.is_none()) {
            self.inherited.entry(at).or_default().add(&Inherited::of(older));
        }
    }

    /// Adds the jobs of another ledger, each after `translate` has been there.
    pub fn merge(&mut self, other: Jobs, translate: impl Fn(&mut JobRecord)) {
        self.older += other.older;
        self.last_updated = self.last_updated.max(other.last_updated);
        let inherited = other.inherited.into_iter().map(|(at, keys)| {
            let mut record = other.records[at as usize].clone();
            translate(&mut record);
            (record.key, keys)
        });
        let inherited: Vec<(JobKey, Inherited)> = inherited.collect();
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
        for (key, keys) in inherited {
            if let Some(at) = self.index.find(key, &self.records) {
                self.inherited.entry(at).or_default().add(&keys);
            }
        }
    }

    /// Every snapshot that is here, in no order.
    #[cfg(feature = "tables")]
    pub fn snapshots(&self) -> impl Iterator<Item = &JobRecord> {
        self.records.iter().chain(self.others.values().flatten())
    }

    /// What older snapshots say that the newest may lack, by job, in no order.
    #[cfg(feature = "tables")]
    pub fn inherited(&self) -> impl Iterator<Item = (JobKey, &Inherited)> {
        self.inherited.iter().map(|(at, keys)| (self.records[*at as usize].key, keys))
    }

    /// Adds what older snapshots of a job say that is here.
    #[cfg(feature = "tables")]
    pub fn inherit_told(&mut self, key: JobKey, keys: &Inherited) {
        if let Some(at) = self.index.find(key, &self.records) {
            self.inherited.entry(at).or_default().add(keys);
        }
    }

    /// Each job, and its other snapshots where there are any. Where none of the same moment has
    /// a link key that an older one has, all of them have it.
    pub fn into_parts(mut self) -> (Vec<JobRecord>, HashMap<u32, Vec<JobRecord>>) {
        for (at, inherited) in self.inherited {
            let record = &mut self.records[at as usize];
            let mut others = self.others.get_mut(&at);
            let mut known = slots(record.keys).map(|key| key.is_some());
            let moment = record.moment();
            let same_moment = others.iter().flat_map(|others| others.iter());
            for other in same_moment.filter(|other| other.moment() == moment) {
                known
                    .iter_mut()
                    .zip(slots(other.keys))
                    .for_each(|(known, key)| *known |= key.is_some());
            }
            let others = others.iter_mut().flat_map(|others| others.iter_mut());
            for record in others.chain([record]) {
                let mut all = slots(record.keys);
                for ((key, known), older) in all.iter_mut().zip(known).zip(inherited.0) {
                    if !known {
                        *key = older.map(|(_, Reverse(key))| key);
                    }
                }
                record.keys = keys(all);
            }
        }
        (self.records, self.others)
    }
}

#[cfg(test)]
mod tests {
    use super::super::interner::Names;
    use super::super::job::FileId;
    use super::*;
    use crate::payload::{Job, Position};

    /// Snapshots of one job: the second it is from, a tracking id, and a file to download.
    const SNAPSHOTS: [(u32, &str, &str); 5] =
        [(1, "a", "x"), (2, "b", ""), (3, "", "y"), (3, "", "z"), (4, "", "")];

    fn snapshot(nth: usize) -> JobRecord {
        let (second, tracking_id, download) = SNAPSHOTS[nth];
        let text = format!(
            r#"{{"id":"1","trackingId":"{tracking_id}","csvFileDownloadUrl":"{download}",
            "jobExecutionStatus":[{{"lastUpdated":"2026-01-01T00:00:0{second}Z"}}]}}"#
        );
        let job: Job<'_> = serde_json::from_str(&text).expect("a job");
        JobRecord::new(&job, FileId(0), Position::default(), 0, &mut Names::default())
    }

    #[test]
    fn keys_of_older_snapshots_are_the_same_in_whatever_order_they_come() {
        let mut found = Vec::new();
        for order in 0..120 {
            let mut rest: Vec<usize> = (0..SNAPSHOTS.len()).collect();
            let mut left = order;
            let order: Vec<usize> = (1..=SNAPSHOTS.len())
                .rev()
                .map(|count| {
                    let next = rest.remove(left % count);
                    left /= count;
                    next
                })
                .collect();
            for cut in 0..=order.len() {
                let [mut one, mut other] = [Jobs::default(), Jobs::default()];
                order[..cut].iter().for_each(|&nth| one.add(snapshot(nth)));
                order[cut..].iter().for_each(|&nth| other.add(snapshot(nth)));
                one.merge(other, |_| ());
                assert_eq!(one.older, 4);
                let (records, _) = one.into_parts();
                found.push(slots(records[0].keys));
            }
        }
        let expected = |nth: usize| slots(snapshot(nth).keys);
        let [.., tracking_id] = expected(1);
        let [.., y, _] = expected(2);
        let [.., z, _] = expected(3);
        let all = [None, None, None, None, y.min(z), tracking_id];
        assert!(found.iter().all(|keys| *keys == all), "{found:?}");
    }
}
