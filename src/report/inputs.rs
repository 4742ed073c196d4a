//! What a report was made from.
//!
//! In: an archive. Out: [`Inputs`]: the paths as they were written, which stand nowhere else in a report,
//! and how much was found there.

use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::report::shown_text::presentable;

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
}

impl Inputs {
    /// Those of an archive; none where nobody is to know them.
    pub(super) fn of(archive: &Archive) -> Option<Inputs> {
        let roots: Vec<String> =
            archive.roots.written().map(|root| presentable(root).into_owned()).collect();
        let sizes = || archive.chosen_files().map(|(_, file)| file.bytes);
        let (files, bytes) = (sizes().count() as u64, sizes().sum());
        (!roots.is_empty()).then_some(Inputs { roots, files, bytes })
    }
}
