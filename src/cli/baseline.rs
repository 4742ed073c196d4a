//! Accepted findings: the file that is read, and the file that is written.
//!
//! In: paths, and what an audit found. Out: a [`Baseline`] to audit with, and the one that accepts all that is
//! there from now on.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use jobaudit::archive::{Archive, Identifier};
use jobaudit::findings::baseline::{Baseline, Identity};
use jobaudit::input::side_file;
use jobaudit::input::walk::shown;
use jobaudit::{Audit, Config, Error};

/// The findings that a file accepts.
pub(super) fn read(path: &Path) -> Result<Arc<Baseline>, Error> {
    let text = side_file::text(path).map_err(|error| Error::read(path, error))?;
    let name = shown(path);
    let baseline = Baseline::parse(&name, &text);
    baseline.map(Arc::new).map_err(|error| Error::Asked(format!("{name}:{error}")))
}

/// The same where the file may not be there yet. A device or a pipe, which is only written to, never is.
pub(super) fn read_if_there(path: &Path) -> Result<Option<Arc<Baseline>>, Error> {
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Ok(metadata) if !metadata.is_file() => Ok(None),
        _ => read(path).map(Some),
    }
}

/// What accepts all findings of an audit: the entries that are still about something, as they are, and an
/// entry for each other finding. Says how many are new.
pub(super) fn of_all(audit: &Audit, config: &Config) -> (Baseline, usize) {
    let archive = &audit.archive;
    let now = config.options.now();
    let before = config.baseline.as_deref().cloned().unwrap_or_default();
    let mut seen = HashSet::new();
    let new: Vec<Identity> = open(archive)
        .filter(|(finding, file)| before.find(finding, file, now).is_none())
        .map(|(finding, _)| finding)
        .filter(|finding| seen.insert(finding.clone()))
        .collect();
    let count = new.len();
    let day = archive.as_of.map_or(String::new(), |time| format!(", as of {}", time.day()));
    let reason = format!("found when the baseline was written{day}");
    let is_used = |at: usize| archive.accepted.used.get(at).copied().unwrap_or(false);
    (before.rewritten(is_used, new, &reason), count)
}

/// The findings that count, each with the name of its file.
fn open(archive: &Archive) -> impl Iterator<Item = (Identity, &str)> {
    let identifier = Identifier::of(archive);
    archive.kept.iter().flat_map(move |(&file, of_file)| {
        let identify = |finding| (identifier.identify(file, finding).0, archive.file_name(file));
        of_file.kept().into_iter().map(identify).collect::<Vec<_>>()
    })
}
