//! Which job an errors file belongs to.
//!
//! In: the jobs, the files, and the items read from errors files. Out: each item with its job. A
//! link is taken from the strongest evidence there is: the job that a row names; the job id in the
//! file's name; the name under which the job refers to its file (`csvFile`, or the last part of the
//! download URL, under which `curl -O` saves it); the name of the job's own file beside it; a job
//! id in the folder's name. Evidence that points at two jobs is no evidence.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::names::{Names, Symbol};
use super::record::{FileId, JobKey, JobRecord, link_key};
use super::{ArchiveItem, FileRecord, ItemRecord};
use crate::model::{Id, PayloadKind, hyphenated};

/// Items with their jobs.
#[derive(Debug)]
pub(super) struct Linked {
    items: Vec<(FileId, ArchiveItem)>,
    matched: BTreeSet<FileId>,
}

impl Linked {
    /// Each item with its file.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &ArchiveItem)> {
        self.items.iter().map(|(file, item)| (*file, item))
    }

    /// Whether a file has a job.
    pub fn is_matched(&self, file: FileId) -> bool {
        self.matched.contains(&file)
    }

    /// The items.
    pub fn items(self) -> Vec<ArchiveItem> {
        self.items.into_iter().map(|(_, item)| item).collect()
    }
}

/// What may name a job, and the job; none where it names several.
#[derive(Default)]
struct Index(HashMap<u64, Option<usize>>);

impl Index {
    fn add(&mut self, key: u64, job: usize) {
        let known = self.0.entry(key).or_insert(Some(job));
        if *known != Some(job) {
            *known = None;
        }
    }

    fn get(&self, text: &str) -> Option<usize> {
        self.0.get(&link_key(text)).copied().flatten()
    }
}

pub(super) fn link(
    jobs: &[JobRecord],
    files: &[FileRecord],
    items: Vec<ItemRecord>,
    names: &Names,
) -> Linked {
    if items.is_empty() && !files.iter().any(|file| file.kind == PayloadKind::ErrorsCsv) {
        return Linked {
            items: Vec::new(),
            matched: BTreeSet::new(),
        };
    }
    let by_key: HashMap<JobKey, usize> = jobs
        .iter()
        .enumerate()
        .map(|(at, job)| (job.key, at))
        .collect();
    let mut by_id = Index::default();
    let mut by_reference = Index::default();
    for (at, job) in jobs.iter().enumerate() {
        match job.key {
            JobKey::Uuid(uuid) => by_id.add(
                link_key(
                    uuid.hyphenated()
                        .encode_lower(&mut uuid::Uuid::encode_buffer()),
                ),
                at,
            ),
            JobKey::Text(symbol) => by_id.add(link_key(names.text(symbol)), at),
            JobKey::Unnamed(..) => {}
        }
        let known = job.errors_file;
        for key in [known.reference, known.digest, known.download]
            .into_iter()
            .flatten()
        {
            by_reference.add(key, at);
        }
    }
    let mut by_stem: HashMap<&str, BTreeMap<&str, Option<usize>>> = HashMap::new();
    for file in files {
        if let Some(&job) = file.job.and_then(|key| by_key.get(&key)) {
            let (folder, name) = split(&file.name);
            let known = by_stem
                .entry(folder)
                .or_default()
                .entry(stem(name))
                .or_insert(Some(job));
            if *known != Some(job) {
                *known = None;
            }
        }
    }
    let of_file = |file: &FileRecord| {
        let (folder, name) = split(&file.name);
        tokens(name)
            .find_map(|token| by_id.get(&token))
            .or_else(|| tokens(name).find_map(|token| by_reference.get(&token)))
            .or_else(|| beside(by_stem.get(folder)?, stem(name)))
            .or_else(|| {
                folder
                    .rsplit('/')
                    .flat_map(tokens)
                    .find_map(|token| by_id.get(&token))
            })
    };
    let mut job_of_file: BTreeMap<FileId, Option<usize>> = BTreeMap::new();
    for (at, file) in files.iter().enumerate() {
        if file.kind == PayloadKind::ErrorsCsv {
            job_of_file.insert(FileId(u32::try_from(at).unwrap_or(u32::MAX)), of_file(file));
        }
    }
    let mut matched: BTreeSet<FileId> = job_of_file
        .iter()
        .filter(|(_, job)| job.is_some())
        .map(|(file, _)| *file)
        .collect();
    let mut linked: Vec<(FileId, u64, ArchiveItem)> = Vec::with_capacity(items.len());
    for item in items {
        let named = item.job.and_then(|key| by_key.get(&key).copied());
        let job = named.or_else(|| job_of_file.get(&item.file).copied().flatten());
        if job.is_some() {
            matched.insert(item.file);
        }
        let ItemRecord {
            file,
            user,
            kind,
            code,
            message,
            ..
        } = item;
        linked.push((
            file,
            message,
            ArchiveItem {
                user,
                kind,
                code,
                job,
            },
        ));
    }
    Linked {
        items: once(linked, names),
        matched,
    }
}

/// The same error of the same job in two files counts once: of each error, as many as the file has
/// that has it most often.
fn once(mut items: Vec<(FileId, u64, ArchiveItem)>, names: &Names) -> Vec<(FileId, ArchiveItem)> {
    let text = |symbol: Option<Symbol>| symbol.map(|symbol| names.text(symbol));
    items.sort_by(|(fa, ma, a), (fb, mb, b)| {
        (a.job, a.kind, text(a.user), text(a.code), ma, fa).cmp(&(
            b.job,
            b.kind,
            text(b.user),
            text(b.code),
            mb,
            fb,
        ))
    });
    let mut kept = Vec::with_capacity(items.len());
    for same in items.chunk_by(|(_, ma, a), (_, mb, b)| a == b && ma == mb) {
        let per_file = same.chunk_by(|(a, ..), (b, ..)| a == b);
        // Without a job there is no saying whether two files speak of the same error.
        let most = if same[0].2.job.is_some() {
            per_file.max_by_key(|chunk| chunk.len())
        } else {
            Some(same)
        };
        kept.extend(
            most.unwrap_or(same)
                .iter()
                .map(|(file, _, item)| (*file, *item)),
        );
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
fn beside(stems: &BTreeMap<&str, Option<usize>>, own: &str) -> Option<usize> {
    if let Some(job) = stems.get(own) {
        return *job;
    }
    let ends = own
        .char_indices()
        .rev()
        .filter(|(_, c)| matches!(c, '-' | '_' | '.' | ' '))
        .map(|(at, _)| at);
    ends.filter_map(|end| stems.get(&own[..end]))
        .next()
        .copied()
        .flatten()
}

/// What in a name may be an id or a reference: all of it, its stem, its parts, and UUIDs within.
fn tokens(name: &str) -> impl Iterator<Item = String> {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    let smaller = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let windows = (0..name.len())
        .filter_map(|at| name.get(at..at + 36))
        .filter_map(hyphenated);
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
