//! Where a report goes when it goes to a file.
//!
//! In: a path from the command line. Out: a finished document at that path, or a reason and nothing
//! at all. Whatever stands in the way is found out by [`Destination::prepare`], before the work: it
//! makes a temporary file beside the target, as [`Prepared::commit`] will, and takes it away again,
//! because the folder may be the very archive that is about to be audited.

use std::io::{self, Write};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

pub mod append;
mod atomic;
mod compression;
mod device;
mod folders;
pub mod tables;
mod temp_file;

use crate::error::Error;
use crate::output::atomic::{Document as Draft, Target};
pub use crate::output::atomic::{Waits, resolve};
use crate::output::compression::Compression;
pub use crate::output::device::device;
use crate::output::folders::Made;
pub use crate::output::temp_file::{Abandoned, abandon};
use crate::render::csv::Dialect;
use crate::render::{Document, DocumentKind, Format, Look, csv};

/// A file in some format, or a folder that gets one CSV file a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    path: PathBuf,
    /// None for a folder.
    format: Option<Format>,
}

impl Destination {
    /// Reads what a path means for a document: of a report a folder if it ends in a separator or is one,
    /// else a file in the format that its ending names, or that stands before it: `html=report.txt`. Behind
    /// that may stand `.gz` or `.zst`.
    ///
    /// # Errors
    ///
    /// When no format of such a document has that ending.
    pub fn new(path: impl Into<PathBuf>, kind: DocumentKind) -> Result<Destination, Error> {
        let path = path.into();
        if let Some((format, path)) = named_format(&path, kind) {
            return Ok(Destination { path, format: Some(format) });
        }
        let has_tables = kind == DocumentKind::Report;
        if has_tables && (is_folder_name(&path) || path.is_dir()) {
            return Ok(Destination { path, format: None });
        }
        let (_, plain) = Compression::of(&path);
        let ending = plain.extension().and_then(|ending| ending.to_str());
        match ending.and_then(|ending| Format::from_ending(kind, ending)) {
            Some(format) => Ok(Destination { path, format: Some(format) }),
            None => {
                let known = Format::known_endings(kind);
                let or_folder =
                    if has_tables { ", or end it in / for a folder of CSV files" } else { "" };
                let problem =
                    format!("its name does not say which format; use one of {known}{or_folder}");
                Err(Error::write(path, problem))
            }
        }
    }

    /// A file in a format, whatever its name.
    pub fn file(path: impl Into<PathBuf>, format: Format) -> Destination {
        Destination { path: path.into(), format: Some(format) }
    }

    /// The path as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The format of a file; none for a folder of CSV files.
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// Makes sure that the sections of these ids can be written, and makes the folders for it. A pipe that
    /// nobody reads yet is waited for, and `waits` is told.
    ///
    /// # Errors
    ///
    /// When something stands in the way, or a CSV file was named for several sections.
    pub fn prepare(self, sections: &[&str], waits: Waits<'_>) -> Result<Prepared, Error> {
        match self.format {
            Some(Format::Csv) if sections.len() > 1 => {
                Err(Error::write(self.path, csv::ONE_SECTION))
            }
            Some(format) => {
                let file = WholeFile::prepare(self.path, waits)?;
                Ok(Prepared(Place::File(file, format)))
            }
            None => {
                let made = Made::folders(&self.path)?;
                for section in sections {
                    let path = section_path(&self.path, section);
                    Target::open(&path, waits).map_err(at(&path))?;
                }
                Ok(Prepared(Place::Folder(self.path, made)))
            }
        }
    }
}

/// An output that is known to be writable. Dropping it leaves nothing behind.
#[derive(Debug)]
pub struct Prepared(Place);

/// Where a document goes.
#[derive(Debug)]
enum Place {
    /// One file.
    File(WholeFile, Format),
    /// A folder of CSV files, and what was made for it.
    Folder(PathBuf, Made),
}

impl Prepared {
    /// The format of a file; none for a folder of CSV files.
    pub fn format(&self) -> Option<Format> {
        match &self.0 {
            Place::File(_, format) => Some(*format),
            Place::Folder(..) => None,
        }
    }

    /// The files that the sections of these ids go to.
    pub fn paths(&self, sections: &[&str]) -> Vec<PathBuf> {
        match &self.0 {
            Place::File(file, _) => vec![file.path.clone()],
            Place::Folder(path, _) => {
                sections.iter().map(|section| section_path(path, section)).collect()
            }
        }
    }

    /// Writes a document for readers of that CSV dialect, and names the files it is in.
    ///
    /// In a folder, which holds the sections of a report, no file is replaced until all of them are written.
    ///
    /// # Errors
    ///
    /// When something stood in the way. A file is then what it was before.
    pub fn commit<'d>(
        self,
        document: impl Into<Document<'d>>,
        dialect: Dialect,
    ) -> Result<Vec<PathBuf>, Error> {
        let look = Look { dialect, ..Look::default() };
        match (self.0, document.into()) {
            (Place::File(file, format), document) => {
                let (compression, _) = Compression::of(&file.path);
                let write =
                    |out: &mut dyn Write| crate::render::write(document, format, &look, out);
                file.commit(|out| compression.write(write, out)).map(|path| vec![path])
            }
            (Place::Folder(folder, made), Document::Report(report)) => {
                let documents = report.sections.iter().map(|section| {
                    let path = section_path(&folder, section.id);
                    let target = Target::open(&path, &|_| {}).map_err(at(&path))?;
                    let document = target
                        .write(|out| csv::write_section(section, &look, out))
                        .map_err(at(&path))?;
                    Ok((path, document))
                });
                let documents = documents.collect::<Result<Vec<_>, Error>>()?;
                made.keep();
                let publish = |(path, document): (PathBuf, Draft)| match document.publish() {
                    Ok(()) => Ok(path),
                    Err(error) => Err(Error::write(path, error)),
                };
                temp_file::together(|| documents.into_iter().map(publish).collect())
            }
            (Place::Folder(path, _), _) => {
                Err(Error::write(path, "a folder holds the sections of a report"))
            }
        }
    }
}

/// One file that is known to be writable and will be whole. Dropping it leaves nothing behind.
#[derive(Debug)]
struct WholeFile {
    path: PathBuf,
    target: Target,
    made: Made,
}

impl WholeFile {
    /// Makes sure that a file can be written, and makes the folders for it.
    fn prepare(path: PathBuf, waits: Waits<'_>) -> Result<WholeFile, Error> {
        device::refuse(&path)?;
        let made = Made::folders(path.parent().unwrap_or(Path::new("")))?;
        let target = Target::open(&path, waits).map_err(at(&path))?;
        Ok(WholeFile { path, target, made })
    }

    /// Writes it.
    fn commit(
        self,
        document: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<PathBuf, Error> {
        let document = self.target.write(|out| document(out)).map_err(at(&self.path))?;
        self.made.keep();
        temp_file::together(|| document.publish()).map_err(at(&self.path))?;
        Ok(self.path)
    }
}

fn section_path(folder: &Path, section: &str) -> PathBuf {
    folder.join(format!("{section}.{}", Format::Csv.endings()[0]))
}

/// The format that stands before a path: `html=report.txt`.
fn named_format(path: &Path, kind: DocumentKind) -> Option<(Format, PathBuf)> {
    let (name, path) = path.to_str()?.split_once('=')?;
    Some((Format::from_name(kind, name)?, path.into()))
}

/// Whether a path can only mean a folder.
fn is_folder_name(path: &Path) -> bool {
    path.as_os_str().to_string_lossy().ends_with(['/', MAIN_SEPARATOR])
}

fn at(path: &Path) -> impl Fn(io::Error) -> Error {
    move |error| Error::write(path, error)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::render::sample;
    use crate::report::Report;
    use tempfile::TempDir;

    fn folder() -> TempDir {
        tempfile::tempdir().expect("a folder")
    }

    fn write_to(path: PathBuf, report: &Report<'_>) -> Result<Vec<PathBuf>, Error> {
        let ids: Vec<&str> = report.sections.iter().map(|section| section.id).collect();
        Destination::new(path, DocumentKind::Report)?
            .prepare(&ids, &|_| {})?
            .commit(report, Dialect::Rfc)
    }

    fn listed(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn reason(result: Result<Vec<PathBuf>, Error>, folder: &TempDir) -> String {
        let error = result.expect_err("a reason").to_string();
        error.replace(&*folder.path().to_string_lossy(), "")
    }

    #[test]
    fn the_extension_names_the_format() {
        for (name, format) in
            [("a.md", Format::Markdown), ("a.b.JSON", Format::Json), ("x/a.txt", Format::Table)]
        {
            assert_eq!(
                Destination::new(name, DocumentKind::Report).expect("a destination").format(),
                Some(format)
            );
        }
        assert_eq!(
            Destination::new("tables/", DocumentKind::Report).expect("a folder").format(),
            None
        );
    }

    #[test]
    fn a_format_may_stand_before_the_path_and_compression_behind_it() {
        for (name, path, format) in [
            ("html=report.txt", "report.txt", Format::Html),
            ("json=a=b", "a=b", Format::Json),
            ("a.json.gz", "a.json.gz", Format::Json),
            ("a.csv.ZST", "a.csv.ZST", Format::Csv),
            ("./html=a.md", "./html=a.md", Format::Markdown),
            ("sarif=a.md", "sarif=a.md", Format::Markdown),
        ] {
            let found = Destination::new(name, DocumentKind::Report).expect("a destination");
            assert_eq!((found.path(), found.format()), (Path::new(path), Some(format)), "{name}");
        }
    }

    #[test]
    fn an_unknown_extension_is_an_error_that_names_the_known_ones() {
        let error =
            Destination::new("audit.doc", DocumentKind::Report).expect_err("unknown").to_string();
        assert!(error.starts_with("cannot write audit.doc: "), "{error}");
        for known in [".txt", ".md", ".markdown", ".csv", ".json", ".xlsx"] {
            assert!(error.contains(known), "{error}");
        }
    }

    #[test]
    fn a_file_is_written_with_the_folders_above_it() {
        let folder = folder();
        let path = folder.path().join("new/deep/audit.md");
        assert_eq!(
            write_to(path.clone(), &sample::report()).expect("written"),
            std::slice::from_ref(&path)
        );
        let mut expected = Vec::new();
        crate::render::write(&sample::report(), Format::Markdown, &Look::default(), &mut expected)
            .expect("markdown");
        assert_eq!(fs::read(path).expect("a file"), expected);
        assert_eq!(listed(&folder.path().join("new/deep")), ["audit.md"]);
    }

    #[test]
    fn a_compressed_file_holds_the_same_document() {
        let folder = folder();
        for name in ["a.json", "a.json.gz", "a.json.zst"] {
            write_to(folder.path().join(name), &sample::report()).expect("written");
        }
        let read = |name| fs::read(folder.path().join(name)).expect("a file");
        assert_eq!(read("a.json.gz")[..2], [0x1f, 0x8b]);
        assert_eq!(read("a.json.zst")[..4], [0x28, 0xb5, 0x2f, 0xfd]);
        assert!(read("a.json.gz").len() < read("a.json").len());
    }

    #[test]
    fn a_folder_gets_a_file_a_section() {
        let folder = folder();
        let tables = folder.path().join("tables/");
        assert_eq!(write_to(tables.clone(), &sample::report()).expect("written").len(), 2);
        assert_eq!(listed(&tables), ["empty.csv", "kinds.csv"]);
        assert_eq!(fs::read_to_string(tables.join("empty.csv")).expect("a file"), "thing\n");
    }

    #[test]
    fn one_csv_file_holds_one_section() {
        let folder = folder();
        let error = reason(write_to(folder.path().join("a.csv"), &sample::report()), &folder);
        assert_eq!(error, format!("cannot write /a.csv: {}", csv::ONE_SECTION));
        write_to(folder.path().join("a.csv"), &sample::one_section()).expect("written");
    }

    #[test]
    fn dropped_without_commit_it_leaves_nothing_behind() {
        let folder = folder();
        for name in ["a.json", "new/deep/a.json", "tables/"] {
            let destination = Destination::new(folder.path().join(name), DocumentKind::Report)
                .expect("a destination");
            let prepared = destination.prepare(&["kinds"], &|_| {}).expect("prepared");
            assert!(
                folder
                    .path()
                    .read_dir()
                    .expect("a folder")
                    .all(|entry| entry.expect("an entry").path().is_dir())
            );
            drop(prepared);
            assert_eq!(listed(folder.path()), [""; 0]);
        }
    }

    #[test]
    fn what_stands_in_the_way_is_found_out_before_the_work() {
        let folder = folder();
        let file = folder.path().join("file");
        fs::write(&file, "x").expect("a file");
        fs::create_dir_all(folder.path().join("tables/kinds.csv")).expect("a folder");
        let prepare = |name: &str| {
            let destination = Destination::new(folder.path().join(name), DocumentKind::Report)
                .expect("a destination");
            reason(destination.prepare(&["kinds"], &|_| {}).map(|_| Vec::new()), &folder)
        };
        assert_eq!(prepare("file/a.md"), "cannot write /file: it is a file, not a folder");
        assert_eq!(prepare("file/"), "cannot write /file/: it is a file, not a folder");
        assert_eq!(prepare("tables"), "cannot write /tables/kinds.csv: it is a folder, not a file");
    }
}
