//! Which files came, went, or hold something else.

use std::collections::BTreeMap;

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

impl Known {
    fn of(file: &FileRecord) -> Known {
        let digest = file.digest.map(|digest| digest.get());
        Known { kind: file.kind.name(), bytes: file.bytes, digest }
    }

    /// Whether the bytes are others. Without digests only sizes tell.
    fn is_other(self, other: Known) -> bool {
        let digests = self.digest.zip(other.digest);
        self.bytes != other.bytes || digests.is_some_and(|(one, other)| one != other)
    }
}

/// The files that are not as they were, by name.
pub(super) fn changes(sides: Sides<'_>) -> Vec<FileChange> {
    let mut all: BTreeMap<&str, [Option<Known>; 2]> = BTreeMap::new();
    for (side, at) in [(sides.base, 0), (sides.new, 1)] {
        for (_, file) in side.archive.chosen_files() {
            all.entry(&file.name).or_default()[at] = Some(Known::of(file));
        }
    }
    let is_other = |of: &[Option<Known>; 2]| match *of {
        [Some(base), Some(new)] => base.is_other(new),
        _ => true,
    };
    all.retain(|_, of| is_other(of));
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
            "Files by their names below what was named. One is altered where its digest (the upper half of XXH3) or, \
             where it has none, its size is another.",
        )
        .under("file_changes", "Changes of files")
}
