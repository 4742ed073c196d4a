//! Which files an archive has.
//!
//! In: the paths that somebody named: files, folders, or `-` for standard input. Out: every file
//! below them, hidden ones too, each once, in whatever order the file system lists them: the ledger
//! puts them in order, so that reading can begin before the walk has ended. What can't be read is a
//! source as well: it will be set aside with a finding, not forgotten.

use std::collections::BTreeSet;
use std::fs::FileType;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

pub use crate::input::path_text::{shown, shown_bytes};
use crate::input::roots::{Root, Roots, STDIN};

/// A file, or something in the place of one.
#[derive(Debug)]
pub struct Input {
    /// The name as shown: as [`Roots`] name it, with bytes that are no text written out.
    pub name: String,
    /// Where its bytes are.
    pub origin: Origin,
    /// Whether it was named itself and not found in a folder.
    pub named: bool,
    /// The length in bytes of the container's name and its `!`, with which the name begins; 0 outside
    /// of containers.
    pub container_len: usize,
}

/// Where a source's bytes are.
#[derive(Debug)]
pub enum Origin {
    /// In a file.
    File(PathBuf),
    /// On standard input.
    Stdin,
    /// In a container, which hands them over.
    Container,
    /// Nowhere: a link that is not followed, a pipe, a device. In words with an article.
    Special(&'static str),
    /// Out of reach, and why.
    Unreadable(io::Error),
}

impl Input {
    fn new(name: String, origin: Origin, named: bool) -> Input {
        Input { name, origin, named, container_len: 0 }
    }

    /// What stands at a name in a container: `archive.zip!folder/job.json`.
    pub fn in_container(&self, name: &str, origin: Origin) -> Input {
        let container_len = self.name.len() + 1;
        Input { name: format!("{}!{name}", self.name), origin, named: false, container_len }
    }

    /// What a compressed file holds, under the name of that file.
    pub fn inside_of(compressed: &Input) -> Input {
        let Input { name, named, container_len, .. } = compressed;
        let (name, origin) = (name.clone(), Origin::Container);
        Input { name, origin, named: *named, container_len: *container_len }
    }
}

/// Finds all files below `roots`, following symbolic links there only if `follow` says so; what was
/// named itself is always followed.
pub fn discover(roots: &Roots, follow: bool) -> impl Iterator<Item = Input> + Send {
    let (outermost, inner) = outermost(roots.all());
    let inner = Arc::new(inner);
    outermost.into_iter().flat_map(move |root| {
        let inner = Arc::clone(&inner);
        let stdin = root.is_stdin();
        let standard_input = stdin.then(|| Input::new(STDIN.to_owned(), Origin::Stdin, true));
        let walk = WalkDir::new(&root.path).follow_links(follow).follow_root_links(true);
        let entries = (!stdin).then(|| {
            let mut listed = Vec::new();
            walk.into_iter().filter_map(move |entry| {
                note(&entry, &root.path, &mut listed);
                source(entry, root, &listed, &inner)
            })
        });
        standard_input.into_iter().chain(entries.into_iter().flatten())
    })
}

/// The symbolic links below `roots`, those included that are found by following others.
pub fn links(roots: &[PathBuf]) -> Vec<PathBuf> {
    let walks = roots.iter().map(|root| WalkDir::new(root).follow_links(true));
    let entries = walks.flatten().flatten().filter(DirEntry::path_is_symlink);
    entries.map(DirEntry::into_path).collect()
}

/// The roots, each once and none that lies below another one: its files would count twice. And where
/// those really are.
fn outermost(roots: &[Root]) -> (Vec<&Root>, BTreeSet<PathBuf>) {
    let real = |root: &Root| root.path.canonicalize().unwrap_or_else(|_| root.path.clone());
    let real: Vec<PathBuf> = roots.iter().map(real).collect();
    let mut seen = BTreeSet::new();
    let all: BTreeSet<&Path> = real.iter().map(PathBuf::as_path).collect();
    let below = |path: &Path| path.ancestors().skip(1).any(|above| all.contains(above));
    let outermost = roots
        .iter()
        .zip(&real)
        .filter(|(_, real)| seen.insert(*real) && !below(real))
        .map(|(root, _)| root)
        .collect();
    let inner = real.iter().filter(|real| below(real)).cloned().collect();
    (outermost, inner)
}

/// Notes which folders are being listed, outermost first: an error while one is does not tell which.
fn note(entry: &walkdir::Result<DirEntry>, root: &Path, listed: &mut Vec<PathBuf>) {
    if let Ok(entry) = entry
        && entry.file_type().is_dir()
    {
        listed.resize(entry.depth(), root.to_owned());
        listed.push(entry.path().to_owned());
    }
}

fn source(
    entry: walkdir::Result<DirEntry>,
    root: &Root,
    listed: &[PathBuf],
    inner: &BTreeSet<PathBuf>,
) -> Option<Input> {
    let is_inner = |path: &Path| {
        !inner.is_empty() && path.canonicalize().is_ok_and(|real| inner.contains(&real))
    };
    match entry {
        Ok(entry) => {
            let named = entry.depth() == 0 || (!entry.path_is_symlink() && is_inner(entry.path()));
            // A link that was named itself stands for what it leads to.
            let kind = match entry.path_is_symlink() && entry.depth() == 0 {
                true => {
                    entry.path().metadata().map_or(entry.file_type(), |target| target.file_type())
                }
                false => entry.file_type(),
            };
            let origin = match special(kind) {
                None if kind.is_dir() => return None,
                None => Origin::File(entry.path().to_owned()),
                Some(what) => Origin::Special(what),
            };
            Some(Input::new(root.name_of(entry.path()), origin, named))
        }
        Err(error) => {
            let folder = error.depth().checked_sub(1).and_then(|depth| listed.get(depth));
            let path = error.path().or(folder.map(PathBuf::as_path)).unwrap_or(&root.path);
            let (name, named) = (root.name_of(path), path == root.path || is_inner(path));
            let reason = match error.loop_ancestor() {
                Some(above) => {
                    io::Error::other(format!("a link that leads back to {}", root.name_of(above)))
                }
                None => error.into(),
            };
            Some(Input::new(name, Origin::Unreadable(reason), named))
        }
    }
}

/// What a thing is that is neither a file nor a folder.
fn special(kind: FileType) -> Option<&'static str> {
    if kind.is_file() || kind.is_dir() {
        return None;
    }
    if kind.is_symlink() {
        return Some("a symbolic link, not followed without --follow");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some("a named pipe");
        }
        if kind.is_socket() {
            return Some("a socket");
        }
    }
    Some("a device")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(roots: &[PathBuf]) -> Vec<String> {
        let roots = Roots::of(roots);
        let mut names: Vec<String> = discover(&roots, false).map(|source| source.name).collect();
        names.sort();
        names
    }

    #[test]
    fn every_file_is_found_once() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let root = dir.path().to_owned();
        fs::create_dir_all(root.join("b/.hidden"))?;
        for name in ["z.json", "a.json", "b/.hidden/x", "b/y.csv"] {
            fs::write(root.join(name), "")?;
        }
        let expected = ["a.json", "b/.hidden/x", "b/y.csv", "z.json"];
        assert_eq!(names(std::slice::from_ref(&root)), expected);
        let twice = [root.join("b"), root.clone(), root.join("a.json"), root.clone()];
        assert_eq!(names(&twice), expected);
        Ok(())
    }

    #[test]
    fn what_is_missing_or_no_file_is_a_source_too() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let root = dir.path().to_owned();
        let absent: Vec<Input> = discover(&Roots::of(&[root.join("absent")]), false).collect();
        assert!(matches!(
            absent.as_slice(),
            [Input { origin: Origin::Unreadable(_), named: true, .. }]
        ));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&root, root.join("loop"))?;
            let link: Vec<Input> =
                discover(&Roots::of(std::slice::from_ref(&root)), false).collect();
            assert!(matches!(
                link.as_slice(),
                [Input { origin: Origin::Special(_), named: false, .. }]
            ));
            let followed: Vec<Input> =
                discover(&Roots::of(std::slice::from_ref(&root)), true).collect();
            assert!(matches!(
                followed.as_slice(),
                [Input { origin: Origin::Unreadable(_), named: false, .. }]
            ));
        }
        Ok(())
    }
}
