//! What is to be read: the paths of the command line, and those of a list.
//!
//! In: arguments. Out: paths. A pattern that no shell has expanded (there is none that does on Windows, and none
//! within quotes) stands for what it matches, unless something is called like the pattern itself.

use std::path::{Path, PathBuf};

use jobaudit::Error;
use jobaudit::input::side_file;
use jobaudit::input::walk::shown;

use super::args::Input;

/// All paths that are named.
pub(super) fn named(input: &Input) -> Result<Vec<PathBuf>, Error> {
    let mut paths = Vec::new();
    for path in &input.paths {
        match pattern(path) {
            Some(pattern) => paths.extend(matches(path, pattern)?),
            None => paths.push(path.clone()),
        }
    }
    if let Some(list) = &input.files_from {
        paths.extend(listed(list)?);
    }
    Ok(paths)
}

/// The pattern that a path is, where nothing is called so.
fn pattern(path: &Path) -> Option<&str> {
    let text = path.to_str().filter(|text| text.contains(['*', '?', '[']))?;
    (!path.exists() && path.symlink_metadata().is_err()).then_some(text)
}

/// What a pattern matches, in the order of names.
fn matches(path: &Path, pattern: &str) -> Result<Vec<PathBuf>, Error> {
    let found = glob::glob(pattern).map_err(|error| Error::read(path, error.msg))?;
    let mut found: Vec<PathBuf> = found.flatten().collect();
    if found.is_empty() {
        return Err(Error::Asked(format!("no file or folder matches {}", shown(path))));
    }
    found.sort();
    Ok(found)
}

/// The paths of a list, one a line.
fn listed(list: &Path) -> Result<Vec<PathBuf>, Error> {
    let text = match list.as_os_str() == "-" {
        true => side_file::text_of(std::io::stdin()),
        false => side_file::text(list),
    };
    let text = text.map_err(|error| Error::read(list, error))?;
    let lines = text.trim_start_matches('\u{feff}').lines();
    Ok(lines.filter(|line| !line.trim().is_empty()).map(PathBuf::from).collect())
}
