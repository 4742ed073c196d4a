//! Which job an error belongs to.
//!
//! In: the jobs, the files, and the items read from errors files and error lists. Out: for each item
//! its job and how that is known, and for each of their files what there is to say about its link. A
//! [`Link`] is taken from the strongest evidence there is; evidence that points at two jobs is none.
//! What a validation said belongs to no job: nothing was moved.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::names::{Names, Symbol};
use super::record::{FileId, JobKey, JobRecord, LinkKey, link_key};
use super::{FileRecord, Holds, ItemRecord};
use crate::model::{Id, PayloadKind, Source, hyphenated};

/// How it is known to which job an error belongs; the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// Its row names the job.
    Row,
    /// The file's name holds the job's id.
    FileName,
    /// The job refers to the file by its name: in `csvFile`, or as the last part of the download
    /// URL's path, under which `curl -O` saves it.
    Reference,
    /// Its tracking id extends the job's.
    TrackingId,
    /// The job's own file has the same name, up to its ending, or the beginning of it.
    Stem,
    /// A folder that the file is in is named after the job.
    Folder,
    /// The job and the file are alone together in a folder.
    Alone,
}

impl Link {
    /// All links, the strongest first.
    pub const ALL: [Link; 7] = [
        Link::Row,
        Link::FileName,
        Link::Reference,
        Link::TrackingId,
        Link::Stem,
        Link::Folder,
        Link::Alone,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Link::Row => "row",
            Link::FileName => "file-name",
            Link::Reference => "reference",
            Link::TrackingId => "tracking-id",
            Link::Stem => "stem",
            Link::Folder => "folder",
            Link::Alone => "alone",
        }
    }

    /// In words, to follow "by".
    pub const fn words(self) -> &'static str {
        match self {
            Link::Row => "the job that a row names",
            Link::FileName => "the job's id in the file's name",
            Link::Reference => "the name that the job refers to",
            Link::TrackingId => "the tracking id",
            Link::Stem => "the name of the job's own file",
            Link::Folder => "the job's id in a folder's name",
            Link::Alone => "being alone together in a folder",
        }
    }
}

/// A job, as a position among those of the archive, and how it is known.
pub(super) type Known = Option<(usize, Link)>;

/// Items with their jobs, and files with theirs.
#[derive(Debug, Default)]
pub(super) struct Linked {
    /// For each item its job.
    pub items: Vec<Known>,
    /// For each file of errors its job.
    pub files: BTreeMap<FileId, FileLink>,
}

/// What is known of the job of a file of errors.
#[derive(Debug, Default)]
pub(super) struct FileLink {
    /// The job of all that is in it, unless an item says otherwise.
    pub job: Known,
    /// How many items have no job.
    pub lost: u64,
    /// How many there are.
    pub items: u64,
    /// Which evidence pointed at which jobs, where it was more than one.
    pub ambiguous: Option<(Link, Vec<usize>)>,
}

/// Links items to jobs, by what they and their files say.
pub(super) fn link(
    jobs: &[JobRecord],
    files: &[FileRecord],
    items: &[ItemRecord],
    names: &Names,
) -> Linked {
    let mut linked = Linked::default();
    let of_errors =
        |file: &FileRecord| matches!(file.kind, PayloadKind::ErrorsCsv | PayloadKind::ErrorList);
    let with_items = items.iter().filter(|item| item.source != Source::Validation);
    let mut wanted: BTreeSet<FileId> = with_items.map(|item| item.file).collect();
    let numbered = || files.iter().zip(0..).map(|(file, at)| (file, FileId(at)));
    wanted.extend(numbered().filter(|(file, _)| of_errors(file)).map(|(_, id)| id));
    if wanted.is_empty() {
        linked.items = vec![None; items.len()];
        return linked;
    }
    let asked: Vec<&FileRecord> = wanted.iter().map(|id| &files[id.0 as usize]).collect();
    let tracking_ids: HashSet<Symbol> = items.iter().filter_map(|item| item.tracking_id).collect();
    let tracking_ids = tracking_ids.into_iter().map(|symbol| names.text(symbol));
    let evidence = Evidence::of(jobs, files, names, &Asked::of(&asked, tracking_ids));
    for id in wanted {
        linked.files.insert(id, evidence.of_file(&files[id.0 as usize]));
    }
    let mut by_tracking: HashMap<_, Known> = HashMap::new();
    for item in items {
        if item.source == Source::Validation {
            linked.items.push(None);
            continue;
        }
        let Some(file) = linked.files.get_mut(&item.file) else { continue };
        let tracked = item.tracking_id.and_then(|symbol| {
            *by_tracking.entry(symbol).or_insert_with(|| evidence.tracked(names.text(symbol)))
        });
        let known = match item.job {
            // A job that is not in the archive is no other one.
            Some(key) => evidence.by_key.get(&key).map(|&job| (job, Link::Row)),
            None => file.job.into_iter().chain(tracked).min_by_key(|(_, link)| *link),
        };
        file.items += 1;
        file.lost += u64::from(known.is_none());
        linked.items.push(known);
    }
    linked
}

/// What the files of errors may be known by. Of all that jobs and files say only this is put together:
/// an archive may hold a million jobs and a few such files.
#[derive(Debug, Default)]
struct Asked<'a> {
    references: HashSet<LinkKey>,
    tracking_ids: HashSet<LinkKey>,
    folders: HashSet<&'a str>,
    stems: HashSet<&'a str>,
}

impl<'a> Asked<'a> {
    fn of<'t>(files: &[&'a FileRecord], tracking_ids: impl Iterator<Item = &'t str>) -> Asked<'a> {
        let mut asked = Asked::default();
        for file in files {
            let (folder, name) = split(&file.name);
            asked.references.extend(tokens(name).map(|token| link_key(&token)));
            asked.folders.insert(folder);
            asked.stems.insert(stem(name));
        }
        asked.tracking_ids.extend(tracking_ids.flat_map(beginnings).map(link_key));
        asked
    }
}

/// All that may tell a job.
struct Evidence<'a> {
    by_key: HashMap<JobKey, usize>,
    /// Ids that are none of the documented form.
    by_text: HashMap<&'a str, usize>,
    /// The names under which jobs refer to their files, and the jobs that use them.
    by_reference: HashMap<LinkKey, Jobs>,
    by_tracking: HashMap<LinkKey, Jobs>,
    /// By folder and name without ending, the job of a file.
    by_stem: HashMap<&'a str, BTreeMap<&'a str, Jobs>>,
    /// The same, wherever in the archive.
    anywhere: HashMap<&'a str, Jobs>,
    folders: HashMap<&'a str, Folder>,
}

/// None, one, or several jobs, of which some are kept to be named.
#[derive(Clone, Debug, Default)]
struct Jobs(Vec<usize>);

impl Jobs {
    /// So many are enough to say that there are several.
    const ENOUGH: usize = 3;

    fn add(&mut self, job: usize) {
        if !self.0.contains(&job) && self.0.len() < Jobs::ENOUGH {
            self.0.push(job);
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
    tables: u64,
}

impl<'a> Evidence<'a> {
    fn of(
        jobs: &'a [JobRecord],
        files: &'a [FileRecord],
        names: &'a Names,
        asked: &Asked<'_>,
    ) -> Evidence<'a> {
        let mut all = Evidence {
            by_key: HashMap::with_capacity(jobs.len()),
            by_text: HashMap::new(),
            by_reference: HashMap::new(),
            by_tracking: HashMap::new(),
            by_stem: HashMap::new(),
            anywhere: HashMap::new(),
            folders: HashMap::new(),
        };
        for (at, job) in jobs.iter().enumerate() {
            all.by_key.insert(job.key, at);
            if let JobKey::Text(symbol) = job.key {
                all.by_text.insert(names.text(symbol), at);
            }
            for key in job.keys.references().filter(|key| asked.references.contains(key)) {
                all.by_reference.entry(key).or_default().add(at);
            }
            if let Some(key) = job.keys.tracking_id.filter(|key| asked.tracking_ids.contains(key)) {
                all.by_tracking.entry(key).or_default().add(at);
            }
        }
        for file in files {
            let (folder, name) = split(&file.name);
            let stem = stem(name);
            let job = match file.holds {
                Holds::One(key) => all.by_key.get(&key).copied(),
                Holds::Nothing | Holds::Several => None,
            };
            if let Some(job) = job.filter(|_| asked.stems.contains(stem)) {
                all.anywhere.entry(stem).or_default().add(job);
            }
            if !asked.folders.contains(folder) {
                continue;
            }
            let known = all.folders.entry(folder).or_default();
            known.tables += u64::from(file.kind == PayloadKind::ErrorsCsv);
            match (file.holds, job) {
                // More than any one of them.
                (Holds::Several, _) => known.jobs = Jobs(vec![usize::MAX; Jobs::ENOUGH]),
                (_, Some(job)) => {
                    known.jobs.add(job);
                    all.by_stem.entry(folder).or_default().entry(stem).or_default().add(job);
                }
                _ => {}
            }
        }
        all
    }

    /// The job of a file, by its name and its place.
    fn of_file(&self, file: &FileRecord) -> FileLink {
        let (folder, name) = split(&file.name);
        let mut link = FileLink::default();
        let levels: [(Link, &dyn Fn() -> Jobs); 6] = [
            (Link::FileName, &|| self.ids(name)),
            (Link::Reference, &|| self.references(name)),
            (Link::Stem, &|| {
                let beside = self.by_stem.get(folder).and_then(|stems| beside(stems, stem(name)));
                beside.unwrap_or_default()
            }),
            (Link::Stem, &|| self.anywhere.get(stem(name)).cloned().unwrap_or_default()),
            (Link::Folder, &|| {
                let mut parts = folder.rsplit(['/', '\\']).map(|part| self.ids(part));
                parts.find(|jobs| !jobs.0.is_empty()).unwrap_or_default()
            }),
            (Link::Alone, &|| self.alone(file, folder)),
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
        let by_uuid = || self.by_key.get(&JobKey::Uuid(Id::parse(token)?.uuid()));
        by_uuid().or_else(|| self.by_text.get(token)).copied()
    }

    /// The jobs that refer to a name: by the most telling part of it that only one of them uses.
    fn references(&self, name: &str) -> Jobs {
        let mut several = Jobs::default();
        for token in tokens(name) {
            match self.by_reference.get(&link_key(&token)) {
                Some(jobs) if jobs.0.len() == 1 => return jobs.clone(),
                Some(jobs) => several.all(jobs),
                None => {}
            }
        }
        several
    }

    /// The job whose tracking id is the longest beginning of another one.
    fn tracked(&self, tracking_id: &str) -> Known {
        let mut known =
            beginnings(tracking_id).filter_map(|text| self.by_tracking.get(&link_key(text)));
        match known.next()?.0[..] {
            [job] => Some((job, Link::TrackingId)),
            _ => None,
        }
    }

    /// The one job of a folder that holds nothing else that the file could belong to, nor another
    /// errors file that could be the job's.
    fn alone(&self, file: &FileRecord, folder: &str) -> Jobs {
        let known = self.folders.get(folder);
        let known = known.filter(|known| known.jobs.0.len() == 1);
        let only = file.kind != PayloadKind::ErrorsCsv;
        known
            .filter(|known| only || known.tables == 1)
            .map(|known| known.jobs.clone())
            .unwrap_or_default()
    }
}

/// All that a text begins with, the longest first.
fn beginnings(text: &str) -> impl Iterator<Item = &str> {
    let ends = text.char_indices().rev().map(|(at, c)| at + c.len_utf8());
    ends.map(|end| &text[..end])
}

/// A path's folder and its last part.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once(['/', '\\']).unwrap_or(("", path))
}

/// A file's name without its ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// What is known by the same stem, or by the longest that this one begins with (`wave-1.json` beside
/// `wave-1-errors.csv`).
fn beside<T: Clone>(stems: &BTreeMap<&str, T>, own: &str) -> Option<T> {
    if let Some(job) = stems.get(own) {
        return Some(job.clone());
    }
    let ends = own
        .char_indices()
        .rev()
        .filter(|(_, c)| matches!(c, '-' | '_' | '.' | ' '))
        .map(|(at, _)| at);
    ends.filter_map(|end| stems.get(&own[..end])).next().cloned()
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
        let stems = BTreeMap::from([("wave", 1), ("wave-1", 2)]);
        assert_eq!(beside(&stems, "wave-1"), Some(2));
        assert_eq!(beside(&stems, "wave-1-errors"), Some(2));
        assert_eq!(beside(&stems, "wave_errors"), Some(1));
        assert_eq!(beside(&stems, "waves"), None);
    }
}
