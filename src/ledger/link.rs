//! Which job an errors file belongs to.
//!
//! In: the jobs, the files, and the items read from errors files and error lists. Out: each item with
//! its job. What a validation said belongs to no job: nothing was moved. A
//! link is taken from the strongest evidence there is: the job that a row names; the job id in the
//! file's name; the name under which the job refers to its file (`csvFile`, or the last part of the
//! download URL, under which `curl -O` saves it); the name of the job's own file beside it; a job
//! id in the folder's name. Evidence that points at two jobs is no evidence.

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap};

use super::names::Names;
use super::record::{FileId, JobKey, JobRecord, link_key};
use super::{ArchiveItem, FileRecord, ItemRecord};
use crate::model::{Id, PayloadKind, hyphenated};

/// Items with their jobs.
#[derive(Debug, Default)]
pub(super) struct Linked {
    items: Vec<(FileId, ArchiveItem)>,
    /// For each file, whether a job is known for it.
    matched: Vec<bool>,
}

impl Linked {
    /// Each item with its file.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &ArchiveItem)> {
        self.items.iter().map(|(file, item)| (*file, item))
    }

    /// Whether a file has a job.
    pub fn is_matched(&self, file: FileId) -> bool {
        self.matched.get(file.0 as usize).copied().unwrap_or(false)
    }

    /// The items.
    pub fn items(self) -> Vec<ArchiveItem> {
        self.items.into_iter().map(|(_, item)| item).collect()
    }
}

/// Links items to jobs, by what their rows and their files say.
pub(super) fn link(
    jobs: &[JobRecord],
    files: &[FileRecord],
    items: Vec<ItemRecord>,
    names: &Names,
) -> Linked {
    if items.is_empty() && !files.iter().any(|file| file.kind == PayloadKind::ErrorsCsv) {
        return Linked::default();
    }
    let evidence = Evidence::of(jobs, files, names);
    let errors_file =
        |file: &FileRecord| matches!(file.kind, PayloadKind::ErrorsCsv | PayloadKind::ErrorList);
    let job_of_file: Vec<Option<usize>> = files
        .iter()
        .map(|file| errors_file(file).then(|| evidence.job_of(file)).flatten())
        .collect();
    let mut matched: Vec<bool> = job_of_file.iter().map(Option::is_some).collect();
    let mut linked = Vec::with_capacity(items.len());
    for item in items {
        let ItemRecord { file, user, kind, code, message, job } = item;
        let named = job.and_then(|key| evidence.by_key.get(&key).copied());
        let job = named.or(job_of_file[file.0 as usize]);
        matched[file.0 as usize] |= job.is_some();
        linked.push(Known { file, message, item: ArchiveItem { user, kind, code, job } });
    }
    Linked { items: once(linked), matched }
}

/// All that may tell a file's job. What is rarely asked is only put together when it is.
struct Evidence<'a> {
    by_key: HashMap<JobKey, usize>,
    /// Ids that are none of the documented form.
    by_text: HashMap<&'a str, usize>,
    /// The names under which jobs refer to their files; none where several jobs use one.
    by_reference: Lazy<'a, HashMap<u64, Option<usize>>>,
    by_stem: Lazy<'a, Stems<'a>>,
}

type Lazy<'a, T> = LazyCell<T, Box<dyn FnOnce() -> T + 'a>>;

/// By folder and name without ending, the one job of a file; none where files of several jobs have it.
type Stems<'a> = HashMap<&'a str, BTreeMap<&'a str, Option<JobKey>>>;

impl<'a> Evidence<'a> {
    fn of(jobs: &'a [JobRecord], files: &'a [FileRecord], names: &'a Names) -> Evidence<'a> {
        let text = |job: &JobRecord| match job.key {
            JobKey::Text(symbol) => Some(names.text(symbol)),
            JobKey::Uuid(_) | JobKey::Unnamed(..) => None,
        };
        let numbered = || jobs.iter().zip(0..);
        Evidence {
            by_key: numbered().map(|(job, at)| (job.key, at)).collect(),
            by_text: numbered().filter_map(|(job, at)| Some((text(job)?, at))).collect(),
            by_reference: LazyCell::new(Box::new(move || references(jobs))),
            by_stem: LazyCell::new(Box::new(move || stems(files))),
        }
    }

    fn job_of(&self, file: &FileRecord) -> Option<usize> {
        let (folder, name) = split(&file.name);
        let id = |part: &str| tokens(part).find_map(|token| self.by_id(&token));
        let reference = |token: String| self.by_reference.get(&link_key(&token)).copied().flatten();
        id(name)
            .or_else(|| tokens(name).find_map(reference))
            .or_else(|| self.by_key.get(&beside(self.by_stem.get(folder)?, stem(name))?).copied())
            .or_else(|| folder.rsplit('/').find_map(id))
    }

    fn by_id(&self, token: &str) -> Option<usize> {
        let by_uuid = || self.by_key.get(&JobKey::Uuid(Id::parse(token)?.uuid()));
        by_uuid().or_else(|| self.by_text.get(token)).copied()
    }
}

fn references(jobs: &[JobRecord]) -> HashMap<u64, Option<usize>> {
    let mut all = HashMap::with_capacity(jobs.len() * 3);
    for (at, job) in jobs.iter().enumerate() {
        let known = job.errors_file;
        for key in [known.reference, known.digest, known.download].into_iter().flatten() {
            let entry = all.entry(key).or_insert(Some(at));
            if *entry != Some(at) {
                *entry = None;
            }
        }
    }
    all
}

fn stems(files: &[FileRecord]) -> Stems<'_> {
    let mut all = Stems::new();
    for file in files {
        let Some(job) = file.job else { continue };
        let (folder, name) = split(&file.name);
        let entry = all.entry(folder).or_default().entry(stem(name)).or_insert(Some(job));
        if *entry != Some(job) {
            *entry = None;
        }
    }
    all
}

/// An item with its job, its file and its words.
struct Known {
    file: FileId,
    message: u64,
    item: ArchiveItem,
}

impl Known {
    /// What makes two errors the same one. Symbols and hashes only serve to bring equals together:
    /// their order means nothing and is never shown.
    fn key(&self) -> impl Ord + use<> {
        let ArchiveItem { user, kind, code, job } = self.item;
        (job, user, code, kind, self.message)
    }
}

/// The same error of the same job in two files counts once: of each error, as many as the file has
/// that has it most often.
fn once(mut items: Vec<Known>) -> Vec<(FileId, ArchiveItem)> {
    items.sort_unstable_by_key(|known| (known.key(), known.file));
    let mut kept = Vec::with_capacity(items.len());
    for same in items.chunk_by(|a, b| a.key() == b.key()) {
        let per_file = same.chunk_by(|a, b| a.file == b.file);
        // Without a job there is no saying whether two files speak of the same error.
        let most = if same[0].item.job.is_some() {
            per_file.max_by_key(|chunk| chunk.len())
        } else {
            None
        };
        kept.extend(most.unwrap_or(same).iter().map(|known| (known.file, known.item)));
    }
    kept
}

/// A path's folder and its last part.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once(['/', '\\']).unwrap_or(("", path))
}

/// A file's name without its ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The job whose file has the same stem, or the longest that this one begins with (`wave-1.json`
/// beside `wave-1-errors.csv`).
fn beside<T: Copy>(stems: &BTreeMap<&str, Option<T>>, own: &str) -> Option<T> {
    if let Some(job) = stems.get(own) {
        return *job;
    }
    let ends = own
        .char_indices()
        .rev()
        .filter(|(_, c)| matches!(c, '-' | '_' | '.' | ' '))
        .map(|(at, _)| at);
    ends.filter_map(|end| stems.get(&own[..end])).next().copied().flatten()
}

/// What in a name may be an id or a reference: all of it, its stem, its parts, and UUIDs within.
fn tokens(name: &str) -> impl Iterator<Item = String> {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    let smaller = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let windows = (0..name.len()).filter_map(|at| name.get(at..at + 36)).filter_map(hyphenated);
    let whole = [name, stem(name)].into_iter().chain(parts).chain(smaller);
    let texts =
        whole.map(|text| Id::parse(text).map_or_else(|| text.to_owned(), |id| id.to_string()));
    texts.chain(windows.map(|uuid| uuid.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gives_its_parts_and_the_ids_within() {
        let uuid = "131d985d-be8a-4728-b360-630c50151271";
        for name in [
            format!("{uuid}.csv"),
            format!("{uuid}-errors.csv"),
            format!("errors-{}.csv", uuid.to_uppercase()),
            "Y2lzY29zcGFyazovL3VzL0pPQl9JRC8xMzFkOTg1ZC1iZThhLTQ3MjgtYjM2MC02MzBjNTAxNTEyNzE.csv"
                .to_owned(),
        ] {
            assert!(tokens(&name).any(|token| token == uuid), "{name}");
        }
        assert!(tokens("a_1234.csv").any(|token| token == "1234"));
    }

    #[test]
    fn a_file_beside_another_is_known_by_the_longest_common_stem() {
        let stems = BTreeMap::from([("wave", Some(1)), ("wave-1", Some(2)), ("twice", None)]);
        assert_eq!(beside(&stems, "wave-1"), Some(2));
        assert_eq!(beside(&stems, "wave-1-errors"), Some(2));
        assert_eq!(beside(&stems, "wave_errors"), Some(1));
        assert_eq!(beside(&stems, "waves"), None);
        assert_eq!(beside(&stems, "twice-errors"), None);
    }
}
