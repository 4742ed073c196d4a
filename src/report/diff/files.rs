//! Which files came, went, or hold something else.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use crate::archive::Archive;
use crate::ledger::FileRecord;
use crate::report::diff::Sides;
use crate::report::diff::words::{ADDED, ALTERED, REMOVED};
use crate::report::sections::listed;
use crate::report::{Cell, Section, Term};

/// A file that is not as it was.
pub(super) struct FileChange {
    name: String,
    base: Option<Known>,
    new: Option<Known>,
}

/// What is known of a file's content.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Known {
    kind: &'static str,
    bytes: u64,
    digest: Option<u64>,
}

/// What tells that two files hold the same.
#[derive(PartialEq, Eq, Hash)]
enum Content<'a> {
    /// Size and digest.
    Digest(u64, u64),
    /// Size and own name.
    Size(u64, &'a str),
}

impl Known {
    fn of(file: &FileRecord) -> Known {
        let digest = file.digest.map(|digest| digest.get());
        Known { kind: file.kind.name(), bytes: file.bytes, digest }
    }

    fn content(self, name: &str) -> Content<'_> {
        let own = name.rsplit(['/', '!']).next().unwrap_or(name);
        let of_size = Content::Size(self.bytes, own);
        self.digest.map_or(of_size, |digest| Content::Digest(self.bytes, digest))
    }

    /// Whether the bytes are others. Without digests only sizes tell.
    fn is_other(self, other: Known) -> bool {
        let digests = self.digest.zip(other.digest);
        self.bytes != other.bytes || digests.is_some_and(|(one, other)| one != other)
    }
}

/// The names of files on the base, each with what the file is called on the new side.
pub(super) type Renamed = HashMap<String, String>;

/// The files of an archive by name.
fn by_name(archive: &Archive) -> BTreeMap<&str, Known> {
    archive.chosen_files().map(|(_, file)| (&*file.name, Known::of(file))).collect()
}

/// The files that hold the same under another name: the folder that was named may be another one. Where only a
/// file's size is known, its own name must be the same, and no other file's.
pub(super) fn renamed(base: &Archive, new: &Archive) -> Renamed {
    let (before, now) = (by_name(base), by_name(new));
    let mut gone: HashMap<_, Vec<&str>> = HashMap::new();
    for (name, known) in before.iter().rev().filter(|(name, _)| !now.contains_key(*name)) {
        gone.entry(known.content(name)).or_default().push(name);
    }
    let mut came: HashMap<_, Vec<&str>> = HashMap::new();
    for (name, known) in now.iter().rev().filter(|(name, _)| !before.contains_key(*name)) {
        came.entry(known.content(name)).or_default().push(name);
    }
    let mut renamed = Renamed::new();
    for (content, before) in gone {
        let Some(now) = came.get(&content) else { continue };
        let is_sure = matches!(content, Content::Digest(..)) || before.len() == 1 && now.len() == 1;
        // Several that hold the same are told apart by nothing; in the order of their names as far as they go.
        let pairs = before.iter().rev().zip(now.iter().rev()).filter(|_| is_sure);
        renamed.extend(pairs.map(|(before, now)| ((*before).to_owned(), (*now).to_owned())));
    }
    renamed
}

/// The files that are not as they were, by name.
pub(super) fn changes(sides: Sides<'_>) -> Vec<FileChange> {
    let (before, mut now) = (by_name(sides.base.archive), by_name(sides.new.archive));
    let mut all: BTreeMap<&str, [Option<Known>; 2]> = BTreeMap::new();
    for (name, base) in before {
        let renamed = sides.base.renamed.get(name).map(String::as_str);
        let new = now.remove(renamed.unwrap_or(name));
        if new.is_none_or(|new| base.is_other(new)) {
            all.insert(name, [Some(base), new]);
        }
    }
    all.extend(now.into_iter().map(|(name, new)| (name, [None, Some(new)])));
    let changed = all.into_iter();
    changed.map(|(name, [base, new])| FileChange { name: name.to_owned(), base, new }).collect()
}

impl FileChange {
    fn change(&self) -> Term {
        match (self.base, self.new) {
            (None, _) => ADDED,
            (_, None) => REMOVED,
            _ => ALTERED,
        }
    }
}

pub(super) fn section(changes: &[FileChange]) -> Section<'static> {
    let bytes = |of: Option<Known>| of.map_or(Cell::Missing, |known| Cell::Bytes(known.bytes));
    let digest = |of: Option<Known>| {
        Cell::id(of.and_then(|known| known.digest).map(|digest| format!("{digest:016x}")))
    };
    listed(&(), changes)
        .text("file", "file", |(), of| Cell::Text(of.name.clone()))
        .text("change", "change", |(), of| Cell::Term(of.change()))
        .text("kind", "kind", |(), of| {
            Cell::id(of.new.or(of.base).map(|known| known.kind))
        })
        .number("base_bytes", "size before", move |(), of| bytes(of.base))
        .number("new_bytes", "size now", move |(), of| bytes(of.new))
        .text("base_digest", "digest before", move |(), of| digest(of.base))
        .for_programs()
        .text("new_digest", "digest now", move |(), of| digest(of.new))
        .for_programs()
        .noted(
            "Files by their names below what was named; one that holds the same under another name is no change. One is altered where its digest (the upper half of XXH3) or, \
             where it has none, its size is another.",
        )
        .under("file_changes", "Changes of files")
}
