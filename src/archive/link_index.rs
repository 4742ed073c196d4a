//! What may tell the job of a file of errors: ids, references and names.
//!
//! In: the jobs, the files, and which of these hold errors. Out: [`LinkIndex`], which gives a file its
//! job by the strongest link that points at just one.

mod evidence;

use hashbrown::HashSet;
use rayon::prelude::*;

use crate::archive::contents::Contents;
use crate::archive::file_names::{
    ids, is_about_a_number, shortened, split, stem_of, subject, tokens,
};
use crate::archive::link_index::evidence::{Jobs, Places, Told};
use crate::archive::link_kind::{FileLink, Known, Link};
use crate::ledger::interner::Names;
use crate::ledger::job::{JobKey, JobRecord};
use crate::ledger::link_keys::{LinkKey, link_key};
use crate::ledger::snapshots::Index;
use crate::ledger::{FileRecord, Holds};
use crate::payload::{Id, IdKind, PayloadKind};

/// What the files of errors may be known by. Of all that jobs and files say only this is put together:
/// an archive may hold a million jobs and a few such files.
#[derive(Debug, Default)]
pub(super) struct Wanted<'a> {
    references: HashSet<LinkKey>,
    tracking_ids: HashSet<LinkKey>,
    folders: HashSet<&'a str>,
    /// What a file may be called, and what that may be about.
    stems: HashSet<LinkKey>,
    /// The same of a file beside one of errors, with its folder.
    beside: HashSet<(&'a str, LinkKey)>,
    /// Whether what names are about is among them.
    has_subjects: bool,
}

impl<'a> Wanted<'a> {
    pub fn of<'t>(
        files: &[&'a FileRecord],
        tracking_ids: impl Iterator<Item = &'t str>,
    ) -> Wanted<'a> {
        let mut asked = Wanted::default();
        let keys = |file: &&'a FileRecord| {
            let ((folder, name), stem) = (split(file), stem_of(file));
            let references: Vec<LinkKey> = tokens(name).map(|token| link_key(&token)).collect();
            let beside: Vec<LinkKey> = shortened(stem).map(link_key).collect();
            (folder, link_key(stem), references, beside, subject_of(file))
        };
        let keys: Vec<_> = files.par_iter().map(keys).collect();
        for (folder, stem, references, beside, subject) in keys {
            asked.folders.insert(folder);
            asked.stems.insert(stem);
            asked.references.extend(references);
            asked.beside.extend(beside.into_iter().map(|stem| (folder, stem)));
            if let Some(subject) = subject {
                asked.has_subjects = true;
                asked.stems.insert(subject);
                asked.beside.insert((folder, subject));
            }
        }
        asked.tracking_ids.extend(tracking_ids.flat_map(beginnings).map(link_key));
        asked
    }
}

/// All that may tell a job.
pub(super) struct LinkIndex<'a> {
    jobs: &'a [JobRecord],
    names: &'a Names,
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
        let places = Places::of((files, contents), asked, (jobs, job));
        LinkIndex { jobs, names, around: folder, by_key, told, places }
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
                _ => self.beside(file, folder),
            }),
            (Link::Alone, &|| self.alone(file, folder)),
            (Link::StemElsewhere, &|| self.elsewhere(file, folder)),
        ];
        for (how, jobs) in levels {
            // Where a record lies says less than how it is called.
            let is_by_place = match how {
                Link::Alone => true,
                Link::Stem | Link::StemElsewhere => file.is_record(),
                _ => false,
            };
            match jobs().0[..] {
                [] => {}
                [job] if is_by_place && self.is_called_otherwise(file, job) => {}
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

    /// The jobs of the file in the same folder that has the same name, or is about the same, or has the longest
    /// beginning of it.
    fn beside(&self, file: &FileRecord, folder: &str) -> Jobs {
        let named = |key: LinkKey| self.places.by_stem.get(&(folder, key));
        let (stem, about) = (stem_of(file), subject_of(file));
        let is_same = |stem: &&str| about.is_some() && subject(stem) == about;
        let same = shortened(stem).filter(is_same).find_map(|stem| named(link_key(stem)));
        let same = same.or_else(|| named(about?));
        let jobs = same.or_else(|| shortened(stem).find_map(|stem| named(link_key(stem))));
        jobs.cloned().unwrap_or_default()
    }

    /// The jobs of the files of the same name anywhere, or of those about the same, unless the folder has another
    /// job.
    fn elsewhere(&self, file: &FileRecord, folder: &str) -> Jobs {
        let named = |key: LinkKey| self.places.anywhere.get(&key);
        // Far from each other, a number tells nothing; and a request is better known by its people.
        let about = named_after(file)
            .filter(|name| file.kind != PayloadKind::MoveRequest && !is_about_a_number(name))
            .and_then(subject);
        let jobs = named(link_key(stem_of(file))).or_else(|| named(about?));
        let Some(jobs) = jobs else { return Jobs::default() };
        let own = self.places.folders.get(folder).map_or(&[][..], |known| &known.jobs.0);
        if own.iter().all(|job| jobs.0.contains(job)) { jobs.clone() } else { Jobs::default() }
    }

    /// The one job of a folder that holds nothing else that the file could belong to, be it a job that could not
    /// be read, nor another errors file that could be the job's. A job without errors has no such file: among several
    /// jobs it is of the only one that may have failed.
    fn alone(&self, file: &FileRecord, folder: &str) -> Jobs {
        let known = self.places.folders.get(folder).filter(|known| !known.may_lack_a_job);
        let known = known.filter(|known| match file.kind {
            PayloadKind::ErrorsCsv => known.tables() == 1,
            PayloadKind::MoveRequest => known.requests == 1,
            _ => true,
        });
        let Some(known) = known else { return Jobs::default() };
        let is_of_errors = matches!(file.kind, PayloadKind::ErrorsCsv | PayloadKind::ErrorList);
        let jobs = match known.jobs.0[..] {
            [_, _, ..] if is_of_errors => &known.failing,
            _ => &known.jobs,
        };
        match jobs.0[..] {
            [job] if self.may_own(job, file) => jobs.clone(),
            _ => Jobs::default(),
        }
    }

    /// Whether a file has the name of another job's: the id of that job, or an id like those under which this one
    /// refers to its errors file, and none of its own.
    fn is_called_otherwise(&self, file: &FileRecord, job: usize) -> bool {
        let (name, job) = (split(file).1, &self.jobs[job]);
        let around = [job.org, job.source_org, job.runner, job.location].into_iter().flatten();
        let around: Vec<&str> = around.map(|symbol| self.names.text(symbol)).collect();
        let refers = |key| job.keys.references().any(|known| known == key);
        let mut parts = name.match_indices(|c: char| !c.is_ascii_alphanumeric());
        let is_tracked = |part: &str| {
            let part = part.split_once('.').map_or(part, |(part, _)| part);
            job.keys.tracking_id == Some(link_key(part))
        };
        if is_tracked(name) || parts.any(|(at, mark)| is_tracked(&name[at + mark.len()..])) {
            return false;
        }
        let is_others = |id: Id| match id.kind() {
            Some(kind) => kind == IdKind::Job,
            // A request is called by no name that a job refers to.
            None if file.kind == PayloadKind::MoveRequest => false,
            None => job.keys.references().next().is_some() && !around.contains(&&*id.to_string()),
        };
        let is_own =
            |id: Id| job.key == JobKey::Uuid(id.bytes()) || refers(link_key(&id.to_string()));
        ids(name).any(is_others) && !ids(name).any(is_own)
    }

    /// Whether a job, by what it says itself, can have such a file.
    fn may_own(&self, job: usize, file: &FileRecord) -> bool {
        file.kind != PayloadKind::ErrorsCsv
            || self.jobs.get(job).is_some_and(|job| !job.has_no_errors_file())
    }
}

/// What a file is about, by its name.
fn subject_of(file: &FileRecord) -> Option<LinkKey> {
    subject(named_after(file)?)
}

/// What tells what a file is about: its name; where that says only what it holds, the name of its folder. What is
/// known by an id is not asked for.
fn named_after(file: &FileRecord) -> Option<&str> {
    let (folder, name) = split(file);
    if ids(name).next().is_some() {
        return None;
    }
    let names = [stem_of(file), folder.rsplit(['/', '\\', '!']).next()?];
    names.into_iter().find(|name| subject(name).is_some())
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
