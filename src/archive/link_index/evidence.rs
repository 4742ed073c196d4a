//! What jobs and files say that may tell the job of a file of errors.
//!
//! In: the jobs and the files of an archive, and what is [`Wanted`]. Out: of jobs, what they say of themselves; of
//! files, where they lie and how they are called; both by what a file of errors may be known by. Threads look at some
//! jobs and files each, and what they find is put together.

use std::hash::Hash;

use hashbrown::HashMap;
use rayon::prelude::*;

use crate::archive::contents::Contents;
use crate::archive::file_names::{split, stem_of, subject};
use crate::archive::link_index::Wanted;
use crate::ledger::interner::Names;
use crate::ledger::job::{FileId, JobKey, JobRecord};
use crate::ledger::link_keys::{LinkKey, link_key};
use crate::ledger::{FileRecord, Holds};
use crate::payload::PayloadKind;

/// For fewer it is not worth it to ask another thread.
const JOBS_OR_FILES_A_THREAD: usize = 1024;

/// What jobs say of themselves. A mergeable value, as the places of files are: threads look at some jobs
/// and files each.
#[derive(Default)]
pub(super) struct Told<'a> {
    /// Ids that are none of the documented form.
    pub by_text: HashMap<&'a str, usize>,
    /// The names under which jobs refer to their files, and the jobs that use them.
    pub by_reference: HashMap<LinkKey, Jobs>,
    pub by_tracking: HashMap<LinkKey, Jobs>,
}

/// Where files lie and how they are called.
#[derive(Default)]
pub(super) struct Places<'a> {
    /// By folder and name without ending, or what that is about, the job of a file.
    pub by_stem: HashMap<(&'a str, LinkKey), Jobs>,
    /// By the same, wherever in the archive.
    pub anywhere: HashMap<LinkKey, Jobs>,
    pub folders: HashMap<&'a str, Folder>,
}

/// None, one, or several jobs: the first in the order of the archive, as many as are kept to be named.
#[derive(Clone, Debug, Default)]
pub(super) struct Jobs(pub Vec<usize>);

impl Jobs {
    /// So many are enough to say that there are several.
    const SEVERAL: usize = 3;

    /// More than any one of them.
    fn many() -> Jobs {
        Jobs((0..Jobs::SEVERAL).rev().map(|nth| usize::MAX - nth).collect())
    }

    pub fn add(&mut self, job: usize) {
        if let Err(at) = self.0.binary_search(&job)
            && at < Jobs::SEVERAL
        {
            self.0.insert(at, job);
            self.0.truncate(Jobs::SEVERAL);
        }
    }

    pub fn all(&mut self, others: &Jobs) {
        others.0.iter().for_each(|&job| self.add(job));
    }
}

/// What a folder holds, without those in it.
#[derive(Debug, Default)]
pub(super) struct Folder {
    pub jobs: Jobs,
    /// Those of them that do not say that nothing of them failed.
    pub failing: Jobs,
    /// The files of several jobs, which are among these once they were looked into.
    lists: Vec<FileId>,
    /// How many errors files that alone say what they say.
    tables: u64,
    pub requests: u64,
    /// Whether another job may have been in it, of which nothing could be read.
    pub may_lack_a_job: bool,
    /// What the others say, of which copies are one.
    contents: Vec<u64>,
}

impl Folder {
    fn add_table(&mut self, content: Option<u64>) {
        match content {
            None => self.tables += 1,
            Some(content) if self.contents.contains(&content) => {}
            Some(content) => self.contents.push(content),
        }
    }

    /// How many errors files it holds.
    pub fn tables(&self) -> u64 {
        self.tables + self.contents.len() as u64
    }

    fn all(&mut self, other: &Folder) {
        self.jobs.all(&other.jobs);
        self.failing.all(&other.failing);
        self.lists.extend(&other.lists);
        self.tables += other.tables;
        self.requests += other.requests;
        self.may_lack_a_job |= other.may_lack_a_job;
        other.contents.iter().for_each(|content| self.add_table(Some(*content)));
    }
}

/// The entries of two tables, put together where both have one.
fn merged<K: Eq + Hash, V: Default>(
    one: HashMap<K, V>,
    other: HashMap<K, V>,
    add: impl Fn(&mut V, &V),
) -> HashMap<K, V> {
    let (mut all, fewer) = if one.len() >= other.len() { (one, other) } else { (other, one) };
    fewer.into_iter().for_each(|(key, value)| add(all.entry(key).or_default(), &value));
    all
}

impl<'a> Told<'a> {
    pub fn of(jobs: &'a [JobRecord], names: &'a Names, asked: &Wanted<'_>) -> Told<'a> {
        let all = jobs.par_iter().enumerate().with_min_len(JOBS_OR_FILES_A_THREAD);
        let told = all.fold(Told::default, |mut told, (at, job)| {
            if let JobKey::Text(symbol) = job.key {
                told.by_text.insert(names.text(symbol), at);
            }
            let keys = job.keys;
            for key in keys.references().filter(|key| asked.references.contains(key)) {
                told.by_reference.entry(key).or_default().add(at);
            }
            if let Some(key) = keys.tracking_id.filter(|key| asked.tracking_ids.contains(key)) {
                told.by_tracking.entry(key).or_default().add(at);
            }
            told
        });
        told.reduce(Told::default, Told::merge)
    }

    fn merge(mut self, other: Told<'a>) -> Told<'a> {
        // No two jobs have one id.
        self.by_text.extend(other.by_text);
        Told {
            by_reference: merged(self.by_reference, other.by_reference, Jobs::all),
            by_tracking: merged(self.by_tracking, other.by_tracking, Jobs::all),
            ..self
        }
    }
}

impl<'a> Places<'a> {
    pub fn of(
        (files, contents): (&'a [FileRecord], &Contents),
        asked: &Wanted<'_>,
        (jobs, find): (&[JobRecord], impl Fn(JobKey) -> Option<usize> + Sync),
    ) -> Places<'a> {
        let all = files.par_iter().enumerate().with_min_len(JOBS_OR_FILES_A_THREAD);
        let places = all.fold(Places::default, |mut places, (at, file)| {
            let id = FileId(u32::try_from(at).unwrap_or(u32::MAX));
            places.add((id, file), contents.get(id), asked, (jobs, &find));
            places
        });
        let mut places = places.reduce(Places::default, Places::merge);
        places.look_into_lists(jobs, files);
        places
    }

    fn add(
        &mut self,
        (id, file): (FileId, &'a FileRecord),
        content: Option<u64>,
        asked: &Wanted<'_>,
        (jobs, find): (&[JobRecord], &impl Fn(JobKey) -> Option<usize>),
    ) {
        let folder = split(file).0;
        let holds = file.holds != Holds::Nothing;
        let by_folder = asked.folders.contains(folder);
        let known = by_folder.then(|| self.folders.entry(folder).or_default());
        let is_open = known.is_some_and(|known| {
            known.requests += u64::from(file.kind == PayloadKind::MoveRequest);
            known.may_lack_a_job |= file.may_have_held_a_job();
            if file.kind == PayloadKind::ErrorsCsv && !file.is_record() {
                known.add_table(content);
            }
            known.jobs.0.len() < Jobs::SEVERAL || known.failing.0.len() < Jobs::SEVERAL
        });
        if !holds {
            return;
        }
        let stem = stem_of(file);
        let keys = [Some(link_key(stem)), asked.has_subjects.then(|| subject(stem)).flatten()];
        let keys = keys.map(|key| {
            let key = key?;
            let beside = by_folder && asked.beside.contains(&(folder, key));
            Some((key, asked.stems.contains(&key), beside))
        });
        let mut keys = keys.into_iter().flatten().filter(|key| key.1 || key.2).peekable();
        // Most files stand among so many that theirs is no news.
        if keys.peek().is_none() && !is_open {
            return;
        }
        let held = match file.holds {
            Holds::Nothing => Jobs::default(),
            Holds::One(key) => Jobs(find(key).into_iter().collect()),
            Holds::Several => Jobs::many(),
        };
        if let Some(known) = self.folders.get_mut(folder).filter(|_| is_open) {
            known.jobs.all(&held);
            match (file.holds, &held.0[..]) {
                (Holds::Several, _) => known.lists.push(id),
                (_, [job]) if jobs[*job].may_have_failures() => known.failing.add(*job),
                _ => {}
            }
        }
        for (key, by_stem, beside) in keys {
            if by_stem {
                self.anywhere.entry(key).or_default().all(&held);
            }
            if beside {
                self.by_stem.entry((folder, key)).or_default().all(&held);
            }
        }
    }

    /// Finds those that may have failed among the jobs of files of several. Where not all jobs of a file are known,
    /// as other snapshots of them count, any of them may have.
    fn look_into_lists(&mut self, jobs: &[JobRecord], files: &[FileRecord]) {
        let lists = self.folders.values().flat_map(|folder| &folder.lists);
        let mut lists: HashMap<FileId, (u64, Jobs)> =
            lists.map(|list| (*list, <(u64, Jobs)>::default())).collect();
        if lists.is_empty() {
            return;
        }
        for (job, at) in jobs.iter().zip(0..) {
            let Some((count, failing)) = lists.get_mut(&job.file) else { continue };
            *count += 1;
            if job.may_have_failures() {
                failing.add(at);
            }
        }
        let many = Jobs::many();
        for folder in self.folders.values_mut() {
            for list in &folder.lists {
                let (count, failing) = &lists[list];
                let is_known = files[list.0 as usize].payloads == *count;
                folder.failing.all(if is_known { failing } else { &many });
            }
        }
    }

    fn merge(self, other: Places<'a>) -> Places<'a> {
        Places {
            by_stem: merged(self.by_stem, other.by_stem, Jobs::all),
            anywhere: merged(self.anywhere, other.anywhere, Jobs::all),
            folders: merged(self.folders, other.folders, Folder::all),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_jobs_the_first_are_kept_in_whatever_order_they_come() {
        let orders = [[4, 9, 2, 7, 2], [2, 2, 4, 7, 9], [9, 7, 4, 2, 2]];
        for order in orders {
            for cut in 0..=order.len() {
                let [mut one, mut other] = [Jobs::default(), Jobs::default()];
                order[..cut].iter().for_each(|job| one.add(*job));
                order[cut..].iter().for_each(|job| other.add(*job));
                other.all(&one);
                assert_eq!(other.0, [2, 4, 7], "{order:?} {cut}");
                other.all(&Jobs::many());
                assert_eq!(other.0, [2, 4, 7]);
            }
        }
    }

    #[test]
    fn copies_of_an_errors_file_count_once_in_whatever_parts_a_folder_is_looked_at() {
        let contents = [None, Some(1), Some(2), Some(1), None];
        for cut in 0..=contents.len() {
            let [mut one, mut other] = [Folder::default(), Folder::default()];
            contents[..cut].iter().for_each(|content| one.add_table(*content));
            contents[cut..].iter().for_each(|content| other.add_table(*content));
            one.all(&other);
            assert_eq!(one.tables(), 4, "{cut}");
        }
    }
}
