//! What may tell the job of a file of errors: ids, references and names.
//!
//! In: the jobs, the files, and which of these hold errors. Out: [`LinkIndex`], which gives a file its
//! job by the strongest link that points at just one.

use std::hash::Hash;

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use crate::archive::contents::Contents;
use crate::archive::file_names::{shortened, split, stem, tokens};
use crate::archive::link_kind::{FileLink, Known, Link};
use crate::ledger::interner::Names;
use crate::ledger::job::{FileId, JobKey, JobRecord};
use crate::ledger::link_keys::{LinkKey, link_key};
use crate::ledger::snapshots::Index;
use crate::ledger::{FileRecord, Holds};
use crate::payload::{Id, PayloadKind};

/// What the files of errors may be known by. Of all that jobs and files say only this is put together:
/// an archive may hold a million jobs and a few such files.
#[derive(Debug, Default)]
pub(super) struct Wanted<'a> {
    references: HashSet<LinkKey>,
    tracking_ids: HashSet<LinkKey>,
    folders: HashSet<&'a str>,
    stems: HashSet<LinkKey>,
    /// What a file beside one of errors may be called, with its folder.
    beside: HashSet<(&'a str, LinkKey)>,
}

impl<'a> Wanted<'a> {
    pub fn of<'t>(
        files: &[&'a FileRecord],
        tracking_ids: impl Iterator<Item = &'t str>,
    ) -> Wanted<'a> {
        let mut asked = Wanted::default();
        let references = |file: &&FileRecord| -> Vec<LinkKey> {
            tokens(split(file).1).map(|token| link_key(&token)).collect()
        };
        let references: Vec<_> = files.par_iter().map(references).collect();
        asked.references.extend(references.into_iter().flatten());
        for file in files {
            let (folder, name) = split(file);
            asked.folders.insert(folder);
            asked.stems.insert(link_key(stem(name)));
            asked.beside.extend(shortened(stem(name)).map(|stem| (folder, link_key(stem))));
        }
        asked.tracking_ids.extend(tracking_ids.flat_map(beginnings).map(link_key));
        asked
    }
}

/// All that may tell a job.
pub(super) struct LinkIndex<'a> {
    jobs: &'a [JobRecord],
    /// The folder that all files lie in.
    around: &'a str,
    by_key: Index,
    told: Told<'a>,
    places: Places<'a>,
}

/// What jobs say of themselves. A mergeable value, as the places of files are: threads look at some jobs
/// and files each.
#[derive(Default)]
struct Told<'a> {
    /// Ids that are none of the documented form.
    by_text: HashMap<&'a str, usize>,
    /// The names under which jobs refer to their files, and the jobs that use them.
    by_reference: HashMap<LinkKey, Jobs>,
    by_tracking: HashMap<LinkKey, Jobs>,
}

/// Where files lie and how they are called.
#[derive(Default)]
struct Places<'a> {
    /// By folder and name without ending, the job of a file.
    by_stem: HashMap<(&'a str, LinkKey), Jobs>,
    /// By name without ending, wherever in the archive.
    anywhere: HashMap<LinkKey, Jobs>,
    folders: HashMap<&'a str, Folder>,
}

/// None, one, or several jobs: the first in the order of the archive, as many as are kept to be named.
#[derive(Clone, Debug, Default)]
struct Jobs(Vec<usize>);

impl Jobs {
    /// So many are enough to say that there are several.
    const SEVERAL: usize = 3;

    /// More than any one of them.
    fn many() -> Jobs {
        Jobs((0..Jobs::SEVERAL).rev().map(|nth| usize::MAX - nth).collect())
    }

    fn add(&mut self, job: usize) {
        if let Err(at) = self.0.binary_search(&job)
            && at < Jobs::SEVERAL
        {
            self.0.insert(at, job);
            self.0.truncate(Jobs::SEVERAL);
        }
    }

    fn all(&mut self, others: &Jobs) {
        others.0.iter().for_each(|&job| self.add(job));
    }
}

/// What a folder holds, without those in it.
#[derive(Debug, Default)]
struct Folder {
    jobs: Jobs,
    /// How many errors files that alone say what they say.
    tables: u64,
    requests: u64,
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
    fn tables(&self) -> u64 {
        self.tables + self.contents.len() as u64
    }

    fn all(&mut self, other: &Folder) {
        self.jobs.all(&other.jobs);
        self.tables += other.tables;
        self.requests += other.requests;
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
    fn of(jobs: &'a [JobRecord], names: &'a Names, asked: &Wanted<'_>) -> Told<'a> {
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
    fn of(
        (files, contents): (&'a [FileRecord], &Contents),
        asked: &Wanted<'_>,
        job: impl Fn(JobKey) -> Option<usize> + Sync,
    ) -> Places<'a> {
        let all = files.par_iter().enumerate().with_min_len(JOBS_OR_FILES_A_THREAD);
        let places = all.fold(Places::default, |mut places, (at, file)| {
            let id = FileId(u32::try_from(at).unwrap_or(u32::MAX));
            places.add(file, contents.get(id), asked, &job);
            places
        });
        places.reduce(Places::default, Places::merge)
    }

    fn add(
        &mut self,
        file: &'a FileRecord,
        content: Option<u64>,
        asked: &Wanted<'_>,
        job: &impl Fn(JobKey) -> Option<usize>,
    ) {
        let (folder, name) = split(file);
        let stem = link_key(stem(name));
        let (by_stem, by_folder) = (asked.stems.contains(&stem), asked.folders.contains(folder));
        let known = by_folder.then(|| self.folders.entry(folder).or_default());
        let is_open = known.is_some_and(|known| {
            known.requests += u64::from(file.kind == PayloadKind::MoveRequest);
            if file.kind == PayloadKind::ErrorsCsv && !file.is_record() {
                known.add_table(content);
            }
            known.jobs.0.len() < Jobs::SEVERAL
        });
        let beside = by_folder && asked.beside.contains(&(folder, stem));
        // Most files stand among so many that theirs is no news.
        if !by_stem && !beside && !is_open {
            return;
        }
        let held = match file.holds {
            Holds::Nothing => Jobs::default(),
            Holds::One(key) => Jobs(job(key).into_iter().collect()),
            Holds::Several => Jobs::many(),
        };
        if let Some(known) = self.folders.get_mut(folder).filter(|_| is_open) {
            known.jobs.all(&held);
        }
        if held.0.is_empty() {
            return;
        }
        if by_stem {
            self.anywhere.entry(stem).or_default().all(&held);
        }
        if beside {
            self.by_stem.entry((folder, stem)).or_default().all(&held);
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

/// For fewer it is not worth it to ask another thread.
const JOBS_OR_FILES_A_THREAD: usize = 1024;

impl<'a> LinkIndex<'a> {
    pub fn of(
        jobs: &'a [JobRecord],
        (files, contents, folder): (&'a [FileRecord], &Contents, &'a str),
        names: &'a Names,
        asked: &Wanted<'_>,
    ) -> LinkIndex<'a> {
        let (by_key, told) = rayon::join(|| Index::of(jobs), || Told::of(jobs, names, asked));
        let job = |key| by_key.find(key, jobs).map(|at| at as usize);
        let places = Places::of((files, contents), asked, job);
        LinkIndex { jobs, around: folder, by_key, told, places }
    }

    /// The job of that key.
    pub fn job(&self, key: JobKey) -> Option<usize> {
        self.by_key.find(key, self.jobs).map(|at| at as usize)
    }

    /// The job of a file, by its name and its place.
    pub fn of_file(&self, file: &FileRecord) -> FileLink {
        let (folder, name) = split(file);
        let mut link = FileLink::default();
        let levels: [(Link, &dyn Fn() -> Jobs); 6] = [
            (Link::FileName, &|| self.ids(name)),
            (Link::Folder, &|| {
                let folders = [folder, self.around].into_iter();
                let parts = folders.flat_map(|folder| folder.rsplit(['/', '\\', '!']));
                let mut parts = parts.map(|part| self.ids(part));
                parts.find(|jobs| !jobs.0.is_empty()).unwrap_or_default()
            }),
            (Link::Reference, &|| self.references(name)),
            // A list among several jobs is beside none.
            (Link::Stem, &|| match file.holds {
                Holds::Several => Jobs::default(),
                _ => self.beside(folder, stem(name)),
            }),
            (Link::Alone, &|| self.alone(file, folder)),
            (Link::StemElsewhere, &|| self.elsewhere(folder, stem(name))),
        ];
        for (how, jobs) in levels {
            match jobs().0[..] {
                [] => {}
                [job] => {
                    link.job = Some((job, how));
                    break;
                }
                ref several => {
                    link.ambiguous.get_or_insert_with(|| (how, several.to_vec()));
                }
            }
        }
        link
    }

    /// The jobs whose ids are in a name.
    fn ids(&self, name: &str) -> Jobs {
        let mut jobs = Jobs::default();
        tokens(name).filter_map(|token| self.by_id(&token)).for_each(|job| jobs.add(job));
        jobs
    }

    fn by_id(&self, token: &str) -> Option<usize> {
        let by_uuid = || self.job(JobKey::Uuid(Id::parse(token)?.bytes()));
        by_uuid().or_else(|| self.told.by_text.get(token).copied())
    }

    /// The jobs that refer to a name: by the most telling part of it that only one of them uses.
    fn references(&self, name: &str) -> Jobs {
        let mut several = Jobs::default();
        for token in tokens(name) {
            match self.told.by_reference.get(&link_key(&token)) {
                Some(jobs) if jobs.0.len() == 1 => return jobs.clone(),
                Some(jobs) => several.all(jobs),
                None => {}
            }
        }
        several
    }

    /// The job whose tracking id is another one, or the longest beginning of it up to a separator.
    pub fn tracked(&self, tracking_id: &str) -> Known {
        let mut known =
            beginnings(tracking_id).filter_map(|text| self.told.by_tracking.get(&link_key(text)));
        match known.next()?.0[..] {
            [job] => Some((job, Link::TrackingId)),
            _ => None,
        }
    }

    /// The jobs of the file in the same folder that has the same name or the longest beginning of it.
    fn beside(&self, folder: &str, stem: &str) -> Jobs {
        let mut stems = shortened(stem);
        stems
            .find_map(|stem| self.places.by_stem.get(&(folder, link_key(stem))))
            .cloned()
            .unwrap_or_default()
    }

    /// The jobs of the files of the same name anywhere, unless the folder has another job.
    fn elsewhere(&self, folder: &str, stem: &str) -> Jobs {
        let Some(jobs) = self.places.anywhere.get(&link_key(stem)) else { return Jobs::default() };
        let own = self.places.folders.get(folder).map_or(&[][..], |known| &known.jobs.0);
        if own.iter().all(|job| jobs.0.contains(job)) { jobs.clone() } else { Jobs::default() }
    }

    /// The one job of a folder that holds nothing else that the file could belong to, nor another
    /// errors file that could be the job's.
    fn alone(&self, file: &FileRecord, folder: &str) -> Jobs {
        let known = self.places.folders.get(folder);
        let known = known.filter(|known| known.jobs.0.len() == 1);
        known
            .filter(|known| match file.kind {
                PayloadKind::ErrorsCsv => known.tables() == 1,
                PayloadKind::MoveRequest => known.requests == 1,
                _ => true,
            })
            .map(|known| known.jobs.clone())
            .unwrap_or_default()
    }
}

/// A text, and what it begins with up to a separator, the longest first.
fn beginnings(text: &str) -> impl Iterator<Item = &str> {
    let separators = text.char_indices().rev().filter(|(_, c)| !c.is_alphanumeric());
    std::iter::once(text.len()).chain(separators.map(|(at, _)| at)).map(|end| &text[..end])
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

    #[test]
    fn a_tracking_id_is_continued_at_a_separator() {
        let all: Vec<&str> = beginnings("NA_5_12:1").collect();
        assert_eq!(all, ["NA_5_12:1", "NA_5_12", "NA_5", "NA"]);
    }
}
