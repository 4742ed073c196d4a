//! The folders on the way to an output.
//!
//! In: a folder. Out: the folder and those above it, made where they were missing, and gone again when the
//! output that they were made for is not written. Folders of several outputs lie in each other: whichever is
//! given up last takes all of them away.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::Error;
use crate::output::device;

/// The folders that were made and that no output is in yet.
static NEW: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn new() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    NEW.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What to say where a file stands in the place of a folder.
const NOT_A_FOLDER: &str = "it is a file, not a folder";

/// A folder that is there for an output; what of it is new is gone again when this is dropped.
#[derive(Debug)]
pub(super) struct Made(PathBuf);

impl Made {
    /// Makes a folder and those above it.
    pub(super) fn folders(folder: &Path) -> Result<Made, Error> {
        device::refuse(folder)?;
        let made = Made(folder.to_owned());
        make(folder)?;
        Ok(made)
    }

    /// Lets the folders stay.
    pub(super) fn keep(self) {
        let mut new = new();
        for folder in self.really() {
            new.remove(&folder);
        }
    }

    /// The folder and those above it, innermost first, as no link or dot leads to them.
    fn really(&self) -> impl Iterator<Item = PathBuf> + '_ {
        self.0.ancestors().filter_map(|folder| folder.canonicalize().ok())
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        let mut new = new();
        for folder in self.really() {
            // One that somebody has put something into stays, which is what we want.
            if new.contains(&folder) && fs::remove_dir(&folder).is_ok() {
                new.remove(&folder);
            }
        }
    }
}

/// Takes away the folders that nothing was written to, because the process ends.
pub(super) fn abandon() {
    for folder in new().iter().rev() {
        let _ = fs::remove_dir(folder);
    }
}

/// Makes a folder and those above it, and notes which are new.
fn make(folder: &Path) -> Result<(), Error> {
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    match fs::metadata(folder) {
        Ok(metadata) if metadata.is_dir() => return Ok(()),
        Ok(_) => return Err(Error::write(folder, NOT_A_FOLDER)),
        // It is to be made, or what stands in the way is above it.
        Err(error) if is_absent(&error) => {}
        Err(error) => return Err(Error::write(folder, error)),
    }
    if let Some(above) = folder.parent() {
        make(above)?;
    }
    let mut new = new();
    match fs::create_dir(folder) {
        Ok(()) => {
            new.insert(folder.canonicalize().unwrap_or_else(|_| folder.to_owned()));
        }
        // Somebody else was faster, or a file is in the way.
        Err(_) if folder.is_dir() => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists || folder.exists() => {
            return Err(Error::write(folder, NOT_A_FOLDER));
        }
        Err(error) => return Err(Error::write(folder, error)),
    }
    Ok(())
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
