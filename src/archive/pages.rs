//! Lists of which the last page is not in the archive.
//!
//! In: the pages in each file. Out: the lists that go on behind all that is there of them.

use std::collections::BTreeMap;

use crate::archive::Archive;
use crate::ledger::FileRecord;
use crate::ledger::job::FileId;

/// Lists that go on, as whether they are of errors, with their number; each with the files that hold pages of it.
pub(super) fn cut_lists(files: &[FileRecord]) -> BTreeMap<(bool, u64), Vec<FileId>> {
    let mut lists: BTreeMap<(bool, u64), (bool, Vec<FileId>)> = BTreeMap::new();
    for (file, id) in files.iter().zip((0..).map(FileId)) {
        for page in &file.pages {
            let list = lists.entry(page.of());
            let (goes_on, files) = list.or_insert((true, Vec::new()));
            *goes_on &= page.goes_on;
            files.push(id);
        }
    }
    let cut = lists.into_iter().filter(|(_, (goes_on, _))| *goes_on);
    cut.map(|(list, (_, files))| (list, files)).collect()
}

impl Archive {
    /// How many lists of jobs go on behind what is there of them.
    pub(crate) fn cut_job_lists(&self) -> u64 {
        cut_lists(&self.files).keys().filter(|(of_errors, _)| !of_errors).count() as u64
    }
}
