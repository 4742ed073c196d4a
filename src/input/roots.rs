//! What was named, and what the files below it are called.
//!
//! In: paths as somebody wrote them. Out: [`Roots`]. Files are called by their paths below the folder
//! that was named, or below the folder that all of several roots lie in: two audits of one folder agree,
//! whatever it was called. What was written is kept, for whoever wants to open a file.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use hashbrown::HashMap;

use crate::input::path_text::shown;
use crate::privacy::paths::without_secrets;

/// What standard input is called. A dash, as it is named, is a formula to a spreadsheet.
pub const STDIN: &str = "<stdin>";

/// The folder that was named itself, among its own files.
const ITSELF: &str = ".";

/// All that was named.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    all: Vec<Root>,
    /// The roots by what they are called.
    by_name: HashMap<String, usize>,
    /// The folder that all names begin in, of which no output says a word: a file may belong to a job
    /// whose id one of the folders around it has.
    folder: String,
}

/// One path that was named.
#[derive(Clone, Debug)]
pub struct Root {
    /// As it was written, to be opened.
    pub path: PathBuf,
    /// The same as shown.
    written: String,
    /// What it is called: with what its files' names begin. Empty for the only one if it is a folder.
    name: String,
}

impl Roots {
    /// Of paths as they were written; `-` is standard input.
    pub fn of(paths: &[PathBuf]) -> Roots {
        let placed: Vec<Option<PathBuf>> = paths.iter().map(|path| place(path)).collect();
        let folder = shared(placed.iter().flatten());
        let all = paths.iter().zip(&placed).map(|(path, placed)| Root {
            path: path.clone(),
            written: shown(path),
            name: placed.as_ref().map_or(STDIN.to_owned(), |placed| {
                shown(placed.strip_prefix(&folder).unwrap_or(placed))
            }),
        });
        let mut roots = Roots { all: all.collect(), folder: shown(&folder), ..Roots::default() };
        roots.index();
        roots
    }

    /// Those of an audit that was saved, of which only what was written is known.
    pub(crate) fn written_as(written: Vec<String>) -> Roots {
        let root = |written: String| Root {
            path: PathBuf::from(&written),
            name: written.clone(),
            written,
        };
        let mut roots = Roots { all: written.into_iter().map(root).collect(), ..Roots::default() };
        roots.index();
        roots
    }

    /// Those of facts: what was written and what that is called, and the folder that all files lie in.
    #[cfg(feature = "tables")]
    pub(crate) fn of_pairs(pairs: Vec<(String, String)>, folder: &str) -> Roots {
        let root = |(written, name): (String, String)| Root {
            path: PathBuf::from(&written),
            written,
            name,
        };
        let all = pairs.into_iter().map(root).collect();
        let mut roots = Roots { all, folder: folder.to_owned(), ..Roots::default() };
        roots.index();
        roots
    }

    /// What was written, and what that is called.
    #[cfg(feature = "tables")]
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (String, String)> {
        self.all.iter().map(|root| (root.written.clone(), root.name.clone()))
    }

    fn index(&mut self) {
        // Of two that are one, the first counts.
        let names = self.all.iter().enumerate().rev();
        self.by_name = names.map(|(at, root)| (root.name.clone(), at)).collect();
    }

    /// All of them, as they were named.
    pub fn all(&self) -> &[Root] {
        &self.all
    }

    /// The same as they were written.
    pub fn written(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|root| &*root.written)
    }

    /// The folder that all files lie in.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// A file's name as somebody would write it who wrote the root so.
    pub fn as_written<'n>(&self, name: &'n str) -> Cow<'n, str> {
        let separators = name.rmatch_indices(['/', '\\', '!']).map(|(at, _)| at);
        let ends = std::iter::once(name.len()).chain(separators).chain([0]);
        let find = |end| Some((&self.all[*self.by_name.get(&name[..end])?], &name[end..]));
        match ends.into_iter().find_map(find) {
            None => Cow::Borrowed(name),
            Some((root, "" | ITSELF)) => Cow::Owned(root.written.clone()),
            Some((root, below)) if below.starts_with('!') => {
                Cow::Owned(format!("{}{below}", root.written))
            }
            Some((root, below)) => {
                let folder = root.written.trim_end_matches('/');
                Cow::Owned(format!("{folder}/{}", below.trim_start_matches('/')))
            }
        }
    }

    /// Leaves nothing in the texts that opens something; what is to be opened stays as it was written.
    pub(crate) fn hide_secrets(&mut self) {
        let shown = |text: &str| {
            without_secrets(text, &mut [text.len()]).unwrap_or_else(|| text.to_owned())
        };
        self.rename(shown);
        self.folder = shown(&self.folder);
    }

    /// The same with other texts.
    pub(crate) fn rename(&mut self, name: impl Fn(&str) -> String) {
        for root in &mut self.all {
            (root.written, root.name) = (name(&root.written), name(&root.name));
        }
        self.index();
    }
}

impl Root {
    /// Whether it is standard input.
    pub fn is_stdin(&self) -> bool {
        self.path == Path::new("-")
    }

    /// What a file is called that is found there.
    pub fn name_of(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.path).map(shown);
        match (&*self.name, below.as_deref()) {
            (_, Err(_)) => shown(path),
            ("", Ok("")) => ITSELF.to_owned(),
            (name, Ok("")) => name.to_owned(),
            ("", Ok(below)) => below.to_owned(),
            (name, Ok(below)) => format!("{name}/{below}"),
        }
    }
}

/// Where something lies, under the name that it was given; none of standard input.
fn place(path: &Path) -> Option<PathBuf> {
    let real = |path: &Path| {
        let full = || std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        path.canonicalize().unwrap_or_else(|_| full())
    };
    if path == Path::new("-") {
        return None;
    }
    // A link keeps its name: what it leads to may be called anything.
    Some(match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) if folder == Path::new("") => real(Path::new(".")).join(name),
        (Some(folder), Some(name)) => real(folder).join(name),
        _ => real(path),
    })
}

/// The folder that all of these lie in, or the one folder that they are.
fn shared<'p>(mut places: impl Iterator<Item = &'p PathBuf>) -> PathBuf {
    let mut shared = places.next().cloned().unwrap_or_default();
    for place in places {
        while !place.starts_with(&shared) && shared.pop() {}
    }
    if !shared.is_dir() {
        shared.pop();
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, io};

    #[test]
    fn a_file_has_one_name_however_its_folder_is_written() -> io::Result<()> {
        let dir = tempfile::tempdir()?;
        let root = dir.path();
        fs::create_dir_all(root.join("jan/a"))?;
        fs::create_dir_all(root.join("feb"))?;
        fs::write(root.join("jan/a/x.json"), "")?;
        fs::write(root.join("feb/x.json"), "")?;
        let name = |paths: &[PathBuf], at: usize, below: &str| {
            let roots = Roots::of(paths);
            let root = &roots.all()[at];
            let file = if below.is_empty() { root.path.clone() } else { root.path.join(below) };
            let name = root.name_of(&file);
            assert_eq!(roots.as_written(&name), shown(&file), "{name}");
            name
        };
        let jan = root.join("jan");
        for path in [jan.clone(), root.join("feb/../jan"), root.join("./jan/a/..")] {
            assert_eq!(name(std::slice::from_ref(&path), 0, "a/x.json"), "a/x.json");
        }
        assert_eq!(name(std::slice::from_ref(&jan), 0, ""), ".");
        assert_eq!(name(&[root.join("jan/a/x.json")], 0, ""), "x.json");
        assert_eq!(name(&[root.join("absent")], 0, ""), "absent");
        let two = [jan.clone(), root.join("feb")];
        assert_eq!(name(&two, 0, "a/x.json"), "jan/a/x.json");
        assert_eq!(name(&two, 1, "x.json"), "feb/x.json");
        let apart = [root.join("feb/x.json"), root.join("jan/a/x.json"), "-".into()];
        assert_eq!(name(&apart, 0, ""), "feb/x.json");
        assert_eq!(name(&apart, 1, ""), "jan/a/x.json");
        Ok(())
    }

    #[test]
    fn what_is_in_a_file_is_written_behind_it() {
        let roots = Roots::of(&["-".into(), "no/such/a.zip".into()]);
        assert_eq!(roots.as_written("<stdin>!unit/x.json"), "-!unit/x.json");
        assert_eq!(roots.as_written("a.zip!b/c.json!GET d"), "no/such/a.zip!b/c.json!GET d");
        assert_eq!(roots.as_written("elsewhere"), "elsewhere");
    }
}
