//! One file, written as a whole or not at all.
//!
//! In: a path and what writes the document. Out: the document at that path, by way of a draft beside
//! it that takes its place once everything is on the disk. What has no place to take, a device or a
//! pipe, is written as it stands.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::output::temp_file::{Name, TempFile, Way};

/// What is told of a path that has to be waited for: a pipe that nobody reads yet.
pub type Waits<'w> = &'w dyn Fn(&Path);

/// One file to write.
#[derive(Debug)]
pub(super) enum Target {
    /// A regular file, or none yet: replaced as a whole. Links are resolved, so that they stay.
    Regular { path: PathBuf, permissions: Option<Permissions>, way: Way },
    /// A device, a pipe: there is nothing to rename.
    Special(File),
}

/// A document that is written and waits to be seen.
#[derive(Debug)]
pub(super) enum Document {
    /// A draft.
    Hidden { draft: TempFile, target: PathBuf },
    /// A draft that is not held open, of which there may be thousands.
    Closed { name: Name, target: PathBuf },
    /// What was written is out of our hands.
    Seen,
}

impl Target {
    /// Finds out what is at a path, and that it can be written.
    pub(super) fn open(path: &Path, waits: Waits<'_>) -> io::Result<Target> {
        let path = resolve(path)?;
        let permissions = match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {
                return refuse(io::ErrorKind::IsADirectory, "it is a folder, not a file");
            }
            Ok(metadata) if !metadata.is_file() => {
                return special(&path, waits).map(Target::Special);
            }
            Ok(metadata) if metadata.permissions().readonly() => {
                return refuse(io::ErrorKind::PermissionDenied, "it is read-only");
            }
            Ok(metadata) => Some(metadata.permissions()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let way = Way::beside(&path)?;
        Ok(Target::Regular { path, permissions, way })
    }

    /// Writes a document, without showing it yet.
    pub(super) fn write(
        self,
        document: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> io::Result<Document> {
        match self {
            Target::Regular { path, permissions, way } => {
                let draft = TempFile::beside(&path, way)?;
                let mut file = draft.file();
                if let Some(permissions) = permissions {
                    file.set_permissions(permissions)?;
                }
                document(&mut file)?;
                // Some systems report a full disk only now.
                file.sync_all()?;
                Ok(Document::Hidden { draft, target: path })
            }
            Target::Special(mut file) => document(&mut file).map(|()| Document::Seen),
        }
    }
}

impl Document {
    /// The same without an open file.
    pub(super) fn closed(self) -> io::Result<Document> {
        match self {
            Document::Hidden { draft, target } => {
                Ok(Document::Closed { name: draft.name(&target)?, target })
            }
            document => Ok(document),
        }
    }

    /// Puts the document in its place.
    pub(super) fn publish(self) -> io::Result<()> {
        match self {
            Document::Hidden { draft, target } => draft.put(&target),
            Document::Closed { name, target } => name.put(&target),
            Document::Seen => Ok(()),
        }
    }
}

fn refuse<T>(kind: io::ErrorKind, reason: &str) -> io::Result<T> {
    Err(io::Error::new(kind, reason))
}

/// Opens what is neither a file nor a folder. A pipe waits for somebody who reads it, and that is told.
#[cfg(unix)]
fn special(path: &Path, waits: Waits<'_>) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, fcntl_setfl, open};
    use std::os::unix::fs::FileTypeExt;

    if !fs::metadata(path)?.file_type().is_fifo() {
        return OpenOptions::new().write(true).open(path);
    }
    match open(path, OFlags::WRONLY | OFlags::NONBLOCK | OFlags::CLOEXEC, Mode::empty()) {
        Ok(pipe) => {
            fcntl_setfl(&pipe, OFlags::empty())?;
            Ok(File::from(pipe))
        }
        Err(rustix::io::Errno::NXIO) => {
            waits(path);
            OpenOptions::new().write(true).open(path)
        }
        Err(error) => Err(error.into()),
    }
}

/// Opens what is neither a file nor a folder.
#[cfg(not(unix))]
fn special(path: &Path, _: Waits<'_>) -> io::Result<File> {
    OpenOptions::new().write(true).open(path)
}

/// Where a path leads, through links to things that may not exist yet.
///
/// # Errors
///
/// When the links lead to each other, or one can't be read.
pub fn resolve(path: &Path) -> io::Result<PathBuf> {
    const MAX_LINKS: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        // What is not a regular file is opened as it is: /dev/stdout leads to no path at all.
        let special = fs::metadata(&path).is_ok_and(|metadata| !metadata.is_file());
        if special || !fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink()) {
            return Ok(path);
        }
        path = path.parent().unwrap_or(Path::new("")).join(fs::read_link(&path)?);
    }
    Err(io::Error::other("too many links"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn folder() -> TempDir {
        tempfile::tempdir().expect("a folder")
    }

    fn listed(folder: &TempDir) -> Vec<String> {
        let entries = fs::read_dir(folder.path()).expect("a folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn put(path: &Path, text: &str) -> io::Result<()> {
        Target::open(path, &|_| {})?.write(|out| out.write_all(text.as_bytes()))?.publish()
    }

    #[test]
    fn a_failure_while_writing_keeps_the_old_file() {
        let folder = folder();
        let path = folder.path().join("a.json");
        fs::write(&path, "old").expect("a file");
        let target = Target::open(&path, &|_| {}).expect("a target");
        let failed = target.write(|out| {
            out.write_all(b"half")?;
            Err(io::Error::other("disk full"))
        });
        assert!(failed.is_err());
        assert_eq!(listed(&folder), ["a.json"]);
        assert_eq!(fs::read_to_string(&path).expect("a file"), "old");
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_links_and_permissions_stay_as_they_were() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = folder();
        let (link, file) = (folder.path().join("link.json"), folder.path().join("file.json"));
        symlink("file.json", &link).expect("a link");
        put(&link, "new").expect("written through a link to nothing");
        assert_ne!(
            fs::metadata(&file).expect("a file").permissions().mode() & 0o044,
            0,
            "as the umask says"
        );

        fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("permissions");
        put(&link, "new").expect("written");
        assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
        assert_eq!(fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);

        symlink("round.json", folder.path().join("round.json")).expect("a link");
        assert!(put(&folder.path().join("round.json"), "new").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn devices_are_written_and_not_replaced() {
        let folder = folder();
        let link = folder.path().join("null.json");
        std::os::unix::fs::symlink("/dev/null", &link).expect("a link");
        put(&link, "new").expect("written");
        assert_eq!(listed(&folder), ["null.json"]);
        assert!(!fs::metadata("/dev/null").expect("a device").is_file());
    }

    #[test]
    fn a_file_that_is_there_is_replaced_and_a_read_only_one_is_not() {
        let folder = folder();
        let path = folder.path().join("a.json");
        fs::write(&path, "old").expect("a file");
        put(&path, "new").expect("written");
        assert_eq!(fs::read_to_string(&path).expect("a file"), "new");

        let mut permissions = fs::metadata(&path).expect("a file").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).expect("permissions");
        let error = put(&path, "newer").expect_err("read-only");
        assert_eq!(error.to_string(), "it is read-only");
    }
}
