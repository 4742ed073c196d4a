//! What may tell the job of a file of errors: ids, references and names.
//!
//! In: the jobs, the files, and which of these hold errors. Out: [`LinkIndex`], which gives a file its
//! job by the strongest link that points at just one.

mod evidence;

use hashbrown::HashSet;
use rayon::prelude::*;

use crate::archive::contents::Contents;
use crate::archive::file_names::{shortened, split, stem, tokens};
use crate::archive::link_index::evidence::{Jobs, Places, Told};
use crate::archive::link_kind::{FileLink, Known, Link};
use crate::ledger::interner::Names;
use crate::ledger::job::{JobKey, JobRecord};
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

    /// The one job of a folder that holds nothing else that the file could belong to, be it a job that could not
    /// be read, nor another errors file that could be the job's. A job without errors has no such file.
    fn alone(&self, file: &FileRecord, folder: &str) -> Jobs {
        let known = self.places.folders.get(folder);
        let is_one = |jobs: &Jobs| matches!(jobs.0[..], [job] if self.may_own(job, file));
        let known = known.filter(|known| is_one(&known.jobs) && !known.may_lack_a_job);
        known
            .filter(|known| match file.kind {
                PayloadKind::ErrorsCsv => known.tables() == 1,
                PayloadKind::MoveRequest => known.requests == 1,
                _ => true,
            })
            .map(|known| known.jobs.clone())
            .unwrap_or_default()
    }

    /// Whether a job, by what it says itself, can have such a file.
    fn may_own(&self, job: usize, file: &FileRecord) -> bool {
        file.kind != PayloadKind::ErrorsCsv
            || self.jobs.get(job).is_some_and(|job| !job.has_no_errors_file())
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
    fn a_tracking_id_is_continued_at_a_separator() {
        let all: Vec<&str> = beginnings("NA_5_12:1").collect();
        assert_eq!(all, ["NA_5_12:1", "NA_5_12", "NA_5", "NA"]);
    }
}
