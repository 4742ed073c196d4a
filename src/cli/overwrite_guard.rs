//! Spares what is read.
//!
//! In: the files that a run reads, and those that it is about to write. Out: a refusal where one of them is
//! both, or where a file below what is audited would be replaced that this program did not write: it may be
//! evidence. Reports of an earlier run may lie in the archive and are replaced.

use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jobaudit::AuditOptions;
use jobaudit::input::{SETTINGS, walk};
use jobaudit::output::resolve;
use jobaudit::payload::PayloadKind;
use jobaudit::{Config, Error, Filters};

use super::args::Common;

/// The files that a run reads beside what it audits, and what each is: none of them is replaced, whatever
/// is asked for.
#[derive(Debug, Default)]
pub(super) struct Reads(Vec<(Place, String)>);

impl Reads {
    /// What any run reads that may write something.
    pub(super) fn of(common: &Common) -> Reads {
        let mut reads = Reads::default();
        common.config.iter().for_each(|path| reads.add(path, "the file of settings"));
        reads
    }

    /// Adds a file; `what` is said of it with an article, `the list of paths`. A dash is standard input.
    pub fn add(&mut self, path: &Path, what: &str) {
        let place = match path.as_os_str() == "-" {
            true => Place::of_stdin(),
            false => Place::of(path),
        };
        self.0.extend(place.map(|place| (place, what.to_owned())));
    }

    /// What a file is that this run reads.
    fn what(&self, place: &Place) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == place).map(|(_, what)| what.as_str())
    }
}

/// Where a file is or will be, whichever name leads there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A file that is there: its device and its number there.
    #[cfg(unix)]
    There(u64, u64),
    /// One that is not there yet: its path, whose name is in lower case, as that is one file on many systems.
    Path(PathBuf),
}

impl Place {
    /// Where a path leads; none of a device, which takes more than one document.
    pub fn of(path: &Path) -> Option<Place> {
        let path = resolve(path).ok()?;
        match fs::metadata(&path) {
            Ok(metadata) => Place::there(&metadata, &path),
            Err(_) => {
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
                let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
                let name = path.file_name()?;
                let small = name.to_str().map(str::to_lowercase);
                Some(Place::Path(folder.join(small.as_deref().map_or(name, OsStr::new))))
            }
        }
    }

    #[cfg(unix)]
    fn there(metadata: &Metadata, _: &Path) -> Option<Place> {
        use std::os::unix::fs::MetadataExt;
        metadata.is_file().then(|| Place::There(metadata.dev(), metadata.ino()))
    }

    #[cfg(not(unix))]
    fn there(metadata: &Metadata, path: &Path) -> Option<Place> {
        path.canonicalize().ok().filter(|_| metadata.is_file()).map(Place::Path)
    }

    /// The file behind standard input, where it is one.
    #[cfg(unix)]
    fn of_stdin() -> Option<Place> {
        Place::of_stream(std::os::fd::AsFd::as_fd(&std::io::stdin()))
    }

    /// The file behind standard output, where it is one.
    #[cfg(unix)]
    pub fn of_stdout() -> Option<Place> {
        Place::of_stream(std::os::fd::AsFd::as_fd(&std::io::stdout()))
    }

    #[cfg(unix)]
    fn of_stream(stream: std::os::fd::BorrowedFd<'_>) -> Option<Place> {
        let file = fs::File::from(stream.try_clone_to_owned().ok()?);
        Place::there(&file.metadata().ok()?, Path::new(""))
    }

    /// A file that is open for a stream can't be replaced on other systems.
    #[cfg(not(unix))]
    fn of_stdin() -> Option<Place> {
        None
    }

    #[cfg(not(unix))]
    pub fn of_stdout() -> Option<Place> {
        None
    }
}

/// Refuses to replace what is read, and, unless that is forced, what lies in the archive and is none of this
/// program's reports. Says whether any of the outputs lies in the archive.
pub(super) fn check(
    config: &Config,
    reads: &Reads,
    outputs: &[PathBuf],
    force: bool,
) -> Result<bool, Error> {
    let roots = roots(config);
    let mut is_in_archive = false;
    for output in outputs {
        if let Some(what) = Place::of(output).and_then(|place| reads.what(&place)) {
            return Err(Error::write(output, format!("it is {what}")));
        }
        let real = resolve(output).unwrap_or_else(|_| output.clone());
        if fs::metadata(&real).is_ok_and(|there| !there.is_file()) {
            continue;
        }
        let folder = real.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().unwrap_or_default();
        let real = real.file_name().map_or(folder.clone(), |name| folder.join(name));
        // Where nothing is yet, nothing is lost.
        let is_there = real.exists();
        if roots.contains(&real) && is_there {
            return Err(Error::write(output, "it is one of the files to audit"));
        }
        let below = roots.iter().any(|root| real.starts_with(root));
        if below && is_there && !force && !is_own(config, &real)? {
            let problem = "it lies in what is audited, and jobaudit did not write it; write somewhere else, or add \
                           --force to replace it";
            return Err(Error::write(output, problem));
        }
        is_in_archive |= below;
    }
    Ok(is_in_archive)
}

/// Where the audit begins, and where the links lead that it follows.
fn roots(config: &Config) -> Vec<PathBuf> {
    let roots = config.paths.iter().filter(|path| path.as_os_str() != "-").cloned();
    let mut roots: Vec<PathBuf> = roots.collect();
    if config.follow {
        roots.extend(walk::links(&roots));
    }
    roots.iter().filter_map(|path| path.canonicalize().ok()).collect()
}

/// Whether a file alone is a report of this program. Settings are its own to read, and somebody wrote them.
fn is_own(config: &Config, file: &Path) -> Result<bool, Error> {
    let mut beginning = [0; SETTINGS.len()];
    let read = fs::File::open(file).and_then(|mut file| file.read_exact(&mut beginning));
    if read.is_ok() && beginning == *SETTINGS.as_bytes() {
        return Ok(false);
    }
    // Nobody watches it, it may be of any size, and no filter makes it more of a report.
    let alone = Config {
        paths: vec![file.to_owned()],
        max_file_size: u64::MAX,
        threads: 1,
        options: AuditOptions::default(),
        filters: Filters::default(),
        names: Vec::new(),
        named: Vec::new(),
        plan: None,
        progress: Arc::default(),
        ..config.clone()
    };
    let archive = jobaudit::audit(&alone)?.archive;
    Ok(archive.files.iter().all(|file| file.kind == PayloadKind::OwnReport))
}
