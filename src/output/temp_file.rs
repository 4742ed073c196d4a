//! A file that nobody sees until it is whole.
//!
//! In: the path that it is meant for. Out: the file at that path, where it takes the place of another
//! one in one step. Until then it has no name at all where the system knows such files, so that it is
//! gone with the process, whatever ends it. Elsewhere it has a temporary name, which is taken away when
//! the draft is given up: by dropping it, or by [`abandon`] before a process ends that was told to.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::output::folders;

/// The temporary names that there are; held while one comes or goes.
static NAMES: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Held while documents are put into their places, so that none of them stays behind the others.
static PUTTING: Mutex<()> = Mutex::new(());

fn held<T>(mutex: &'static Mutex<T>) -> MutexGuard<'static, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs what puts one or more drafts into their places; [`abandon`] waits for it.
pub(super) fn together<T>(put: impl FnOnce() -> T) -> T {
    let _held = held(&PUTTING);
    put()
}

/// No output can be written for as long as this lives.
#[derive(Debug)]
#[must_use = "it is meant to last until the process ends"]
pub struct Abandoned {
    _putting: MutexGuard<'static, ()>,
    _names: MutexGuard<'static, BTreeSet<PathBuf>>,
}

/// Gives up what is being written and takes away its temporary files and folders. Outputs that are just being put
/// into their places come first.
pub fn abandon() -> Abandoned {
    let (putting, mut names) = (held(&PUTTING), held(&NAMES));
    for name in std::mem::take(&mut *names) {
        // The process ends; there is nobody left to be told.
        let _ = fs::remove_file(name);
    }
    folders::abandon();
    Abandoned { _putting: putting, _names: names }
}

/// How drafts are made in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Without a name.
    Nameless,
    /// Under a temporary name.
    Named,
}

impl Way {
    /// Finds out how drafts can be made beside a path, by making one and taking it away again.
    pub(super) fn beside(target: &Path) -> io::Result<Way> {
        let nameless = TempFile::beside(target, Way::Nameless).and_then(|draft| draft.name(target));
        let (way, name) = match nameless {
            Ok(name) => (Way::Nameless, name),
            Err(_) => {
                let draft = TempFile::beside(target, Way::Named)?;
                (Way::Named, draft.name(target)?)
            }
        };
        name.remove()?;
        Ok(way)
    }
}

/// A file that is not yet at its place. Dropping it leaves nothing behind.
#[derive(Debug)]
pub(super) struct TempFile {
    file: File,
    name: Option<Name>,
}

impl TempFile {
    /// Makes one, with the permissions of an ordinary file: the umask decides.
    pub(super) fn beside(target: &Path, way: Way) -> io::Result<TempFile> {
        match way {
            Way::Nameless => Ok(TempFile { file: nameless(folder_of(target))?, name: None }),
            Way::Named => {
                let open = |path: &Path| OpenOptions::new().write(true).create_new(true).open(path);
                let (file, name) = Name::beside(target, open)?;
                Ok(TempFile { file, name: Some(name) })
            }
        }
    }

    /// What is to be written to.
    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Puts it into its place.
    pub(super) fn put(self, target: &Path) -> io::Result<()> {
        self.name(target)?.put(target)
    }

    /// Gives it its temporary name, and closes it.
    pub(super) fn name(self, target: &Path) -> io::Result<Name> {
        match self.name {
            Some(name) => Ok(name),
            None => Name::beside(target, |path| link(&self.file, path)).map(|((), name)| name),
        }
    }
}

/// A temporary name. Dropping it removes the file.
#[derive(Debug)]
pub(super) struct Name {
    path: PathBuf,
}

impl Name {
    /// Finds a name that is free, and makes something of that name.
    fn beside<T>(target: &Path, make: impl FnMut(&Path) -> io::Result<T>) -> io::Result<(T, Name)> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".jobaudit-").suffix(".tmp");
        let mut names = held(&NAMES);
        let (made, path) = builder.make_in(folder_of(target), make)?.into_parts();
        let path = path.keep()?;
        names.insert(path.clone());
        Ok((made, Name { path }))
    }

    /// Removes the file, unless it has been put into its place.
    fn remove(&self) -> io::Result<()> {
        let mut names = held(&NAMES);
        if names.remove(&self.path) {
            fs::remove_file(&self.path)?;
        }
        Ok(())
    }

    /// Puts the file into its place.
    pub(super) fn put(self, target: &Path) -> io::Result<()> {
        let mut names = held(&NAMES);
        fs::rename(&self.path, target)?;
        names.remove(&self.path);
        Ok(())
    }
}

impl Drop for Name {
    fn drop(&mut self) {
        // Whoever needs to know has called it before.
        let _ = self.remove();
    }
}

fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A file in a folder that has no name there.
#[cfg(target_os = "linux")]
fn nameless(folder: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    let flag = rustix::fs::OFlags::TMPFILE.bits().cast_signed();
    OpenOptions::new().write(true).custom_flags(flag).open(folder)
}

#[cfg(not(target_os = "linux"))]
fn nameless(_: &Path) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Gives a file a name that had none.
#[cfg(target_os = "linux")]
fn link(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    use std::os::fd::AsRawFd;

    let itself = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(linkat(CWD, itself, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(target_os = "linux"))]
fn link(_: &File, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
