//! What a report was made from.
//!
//! In: an archive. Out: [`Inputs`]: the paths as they were written, which stand nowhere else in a report,
//! and how much was found there; and one number that tells whether another audit had the same files.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::archive::Archive;
use crate::payload::{PayloadKind, hex};
use crate::report::shown_text::presentable;

/// The digest of all files, which are in the order of their names.
pub(super) fn sha256(archive: &Archive) -> String {
    let (mut list, mut line) = (Sha256::new(), String::new());
    for (_, file) in archive.chosen_files() {
        if file.kind != PayloadKind::OwnReport {
            let digest = file.digest.map_or(0, u64::from);
            line.clear();
            // Writing to a text cannot fail.
            let _ = writeln!(line, "{}\0{}\0{digest:016x}", file.name, file.bytes);
            list.update(&line);
        }
    }
    hex(&list.finalize())
}

/// What was named, and how much was found there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Inputs {
    /// Files and folders as they were written, `-` for standard input.
    pub roots: Vec<String>,
    /// How many files were found.
    pub files: u64,
    /// How many bytes these have.
    pub bytes: u64,
    /// The SHA-256 of the list of all files that this program did not write itself: each with its path, its size and
    /// the digest of its bytes.
    #[serde(default)]
    pub sha256: String,
}

impl Inputs {
    /// Those of an archive; none where nobody is to know them.
    pub(super) fn of(archive: &Archive) -> Option<Inputs> {
        let roots: Vec<String> =
            archive.roots.written().map(|root| presentable(root).into_owned()).collect();
        let sizes = || archive.chosen_files().map(|(_, file)| file.bytes);
        let (files, bytes) = (sizes().count() as u64, sizes().sum());
        (!roots.is_empty()).then(|| Inputs { roots, files, bytes, sha256: sha256(archive) })
    }
}
