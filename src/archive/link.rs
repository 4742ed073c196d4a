//! Which job an error belongs to.
//!
//! In: the jobs, the files, and the items read from errors files and error lists. Out: for each item
//! its job and how that is known, and for each of their files what there is to say about its link. A
//! [`Link`] is taken from the strongest evidence there is; evidence that points at two jobs is none.
//! What a validation said belongs to no job: nothing was moved.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

use crate::archive::link_index::{Evidence, Wanted};
use crate::ledger::interner::{Names, Symbol};
use crate::ledger::job::{FileId, JobRecord};
use crate::ledger::{FileRecord, StoredError};
use crate::payload::{ErrorOrigin, PayloadKind};

/// How it is known to which job an error belongs; the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// Its row names the job.
    Row,
    /// The file's name holds the job's id.
    FileName,
    /// A folder that the file is in is named after the job.
    Folder,
    /// The job refers to the file by its name: in `csvFile`, or as the last part of the download
    /// URL's path, under which `curl -O` saves it.
    Reference,
    /// Its tracking id extends the job's.
    TrackingId,
    /// The job's own file, beside it, has the same name, up to its ending, or the beginning of it.
    Stem,
    /// The job and the file are alone together in a folder.
    Alone,
    /// The job's own file has the same name in another folder, and no job is in the file's own.
    StemElsewhere,
}

impl Link {
    /// All links, the strongest first.
    pub const ALL: [Link; 8] = [
        Link::Row,
        Link::FileName,
        Link::Folder,
        Link::Reference,
        Link::TrackingId,
        Link::Stem,
        Link::Alone,
        Link::StemElsewhere,
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
            Link::StemElsewhere => "stem-elsewhere",
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
            Link::StemElsewhere => "the name of the job's file in another folder",
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
    items: &[StoredError],
    names: &Names,
) -> Linked {
    let mut linked = Linked::default();
    let of_errors =
        |file: &FileRecord| matches!(file.kind, PayloadKind::ErrorsCsv | PayloadKind::ErrorList);
    let with_items = items.iter().filter(|item| item.source != ErrorOrigin::Validation);
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
    let evidence = Evidence::of(jobs, files, names, &Wanted::of(&asked, tracking_ids));
    let of_file = |id: FileId| (id, evidence.of_file(&files[id.0 as usize]));
    linked.files = wanted.into_par_iter().map(of_file).collect();
    let mut by_tracking: HashMap<_, Known> = HashMap::new();
    for of_file in items.chunk_by(|a, b| a.file == b.file) {
        let mut file = linked.files.get_mut(&of_file[0].file);
        for item in of_file {
            let Some(file) = file.as_mut().filter(|_| item.source != ErrorOrigin::Validation)
            else {
                linked.items.push(None);
                continue;
            };
            let tracked = item.tracking_id.and_then(|symbol| {
                *by_tracking.entry(symbol).or_insert_with(|| evidence.tracked(names.text(symbol)))
            });
            let known = match item.job {
                // A job that is not in the archive is no other one.
                Some(key) => evidence.job(key).map(|job| (job, Link::Row)),
                None => file.job.into_iter().chain(tracked).min_by_key(|(_, link)| *link),
            };
            file.items += 1;
            file.lost += u64::from(known.is_none());
            linked.items.push(known);
        }
    }
    linked
}
