//! Where a command writes to: one plan, made before the work starts.
//!
//! In: `-f`, `-o` and which document there will be. Out: an [`Output`] for each file, folder and for
//! standard output, each known to be writable and none of them twice.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use jobaudit::input::walk::shown;
use jobaudit::output::{Destination, Prepared};
use jobaudit::render::csv::Dialect;
use jobaudit::render::{self, Document, DocumentKind, Format, Look, xlsx};
use jobaudit::report::SectionId;
use jobaudit::{Config, Error};

use super::args::{Common, Overwrite};
use super::overwrite_guard::{self, Place as OneFile, Reads};
use super::{look, say};

/// All outputs of a command, files first, so that standard output is only written where they could be.
#[derive(Debug, Default)]
pub(super) struct Outputs(Vec<Output>);

/// Somewhere that a document goes to.
#[derive(Debug)]
pub(super) struct Output {
    place: Place,
    pub content: Content,
}

/// How much of a document an output gets.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Whole,
    /// These sections of a report.
    Sections(Vec<SectionId>),
    /// These sections of a comparison.
    Named(Vec<&'static str>),
    /// The list of those who are still to be moved.
    RetryList,
    /// The same as requests.
    RetryRequests,
    /// The list of the reports of a split.
    Index,
    /// Accepted findings.
    Baseline,
}

impl Content {
    /// The names of the tables in it, as far as it is made of tables that can be told apart.
    fn names(&self) -> Vec<&'static str> {
        match self {
            Content::Whole | Content::Baseline => Vec::new(),
            Content::Sections(sections) => sections.iter().map(|section| section.name()).collect(),
            Content::Named(names) => names.clone(),
            Content::RetryList | Content::RetryRequests => vec!["retry_list"],
            Content::Index => vec!["reports"],
        }
    }
}

#[derive(Debug)]
enum Place {
    Stdout(Format),
    File(Prepared),
}

/// What the command line says about outputs.
pub(super) struct Wanted<'a> {
    pub kind: DocumentKind,
    /// `-f`
    pub format: Option<Format>,
    /// `-o`
    pub paths: &'a [PathBuf],
    /// What goes into each format; into a folder too, which has none.
    pub content: &'a dyn Fn(Option<Format>) -> Content,
}

impl Outputs {
    /// Finds out what goes where, and makes sure that it can.
    pub fn of(wanted: &Wanted<'_>) -> Result<Outputs, Error> {
        let (to_stdout, files): (Vec<&PathBuf>, Vec<&PathBuf>) =
            wanted.paths.iter().partition(|path| is_stdout(path));
        let mut outputs = Outputs::default();
        for path in files {
            if let Some(format) =
                path.to_str().and_then(|name| Format::from_name(wanted.kind, name))
                && !path.exists()
            {
                let name = format.name();
                return Err(Error::Asked(format!(
                    "-o takes the path of a file; for {name} on standard output use `-f {name}`"
                )));
            }
            let destination = Destination::new(path, wanted.kind)?;
            let content = (wanted.content)(destination.format());
            match destination.format().filter(|_| is_stdout(destination.path())) {
                Some(format) => outputs.add_stdout(format, content)?,
                None => outputs.add(destination, content)?,
            }
        }
        // The first format that can hold it is the one that people read on a terminal.
        let format = wanted.format.or_else(|| Format::of(wanted.kind).next());
        let is_asked_for = wanted.paths.is_empty() || wanted.format.is_some();
        for _ in 0..to_stdout.len().max(usize::from(is_asked_for)) {
            if let Some(format) = format {
                outputs.add_stdout(format, (wanted.content)(Some(format)))?;
            }
        }
        Ok(outputs)
    }

    /// Adds the list of those who are still to be moved: as requests where the file is called .json, else as
    /// CSV.
    pub fn add_retry_list(&mut self, path: &Path) -> Result<(), Error> {
        if is_stdout(path) {
            return self.add_stdout(Format::Csv, Content::RetryList);
        }
        let named = Destination::new(path, DocumentKind::Report);
        let named = named.unwrap_or_else(|_| Destination::file(path, Format::Csv));
        match named.format() {
            Some(Format::Csv) => self.add(named, Content::RetryList),
            Some(Format::Json) => self.add(named, Content::RetryRequests),
            Some(_) | None => {
                Err(Error::write(path, "the list is CSV or JSON; end its name in .csv or .json"))
            }
        }
    }

    /// Adds the file of accepted findings.
    pub fn add_baseline(&mut self, path: &Path) -> Result<(), Error> {
        self.add(Destination::file(path, Format::Text), Content::Baseline)
    }

    /// Adds a file or a folder.
    pub fn add(&mut self, destination: Destination, content: Content) -> Result<(), Error> {
        let path = destination.path().to_owned();
        let waits = |path: &Path| say(&format!("waiting for somebody to read {}", shown(path)));
        let prepared = destination.prepare(&content.names(), &waits)?;
        let new = Output { place: Place::File(prepared), content };
        let known: Vec<_> = self.paths().iter().filter_map(|path| OneFile::of(path)).collect();
        if new.places().any(|place| known.contains(&place)) {
            return Err(Error::write(path, "another output goes there too"));
        }
        if let Some(stdout) = OneFile::of_stdout()
            && new.places().any(|place| place == stdout)
        {
            return Err(Error::write(path, "standard output goes there too"));
        }
        // Files come before standard output.
        let at = self.0.iter().position(Output::is_stdout).unwrap_or(self.0.len());
        self.0.insert(at, new);
        Ok(())
    }

    /// Adds standard output, if nothing else goes there.
    pub fn add_stdout(&mut self, format: Format, content: Content) -> Result<(), Error> {
        if self.has_stdout() {
            return Err(Error::Asked("two outputs go to standard output".into()));
        }
        if format == Format::Csv && content.names().len() > 1 {
            return Err(Error::Asked(
                "csv on standard output holds one section: add --section ID, or write a folder with -o tables/".into(),
            ));
        }
        if !format.is_text() && io::stdout().is_terminal() {
            return Err(Error::Asked(xlsx::NOT_A_TERMINAL.into()));
        }
        self.0.push(Output { place: Place::Stdout(format), content });
        Ok(())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn has_stdout(&self) -> bool {
        self.0.iter().any(Output::is_stdout)
    }

    /// The format of what goes to standard output.
    pub fn stdout(&self) -> Option<Format> {
        self.0.iter().find(|output| output.is_stdout()).and_then(Output::format)
    }

    /// The formats of all outputs; folders have none.
    pub fn formats(&self) -> impl Iterator<Item = Format> + '_ {
        self.0.iter().filter_map(Output::format)
    }

    /// All sections that any output needs.
    pub fn sections(&self) -> Vec<SectionId> {
        let sections = self.0.iter().filter_map(|output| match &output.content {
            Content::Sections(sections) => Some(sections),
            Content::Whole
            | Content::Named(_)
            | Content::RetryList
            | Content::RetryRequests
            | Content::Index
            | Content::Baseline => None,
        });
        let mut all: Vec<SectionId> = sections.flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Refuses to replace what is read, and says where outputs will lie in what is audited.
    pub fn spare(
        &self,
        config: &Config,
        reads: &Reads,
        overwrite: Overwrite,
        common: &Common,
    ) -> Result<(), Error> {
        let is_in_archive = overwrite_guard::check(config, reads, &self.paths(), overwrite.force)?;
        if is_in_archive && !common.quiet {
            say(
                "outputs go into what is audited; the next audit counts them as reports of jobaudit",
            );
        }
        Ok(())
    }

    /// The files that will be written.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.0.iter().flat_map(Output::paths).collect()
    }
}

impl IntoIterator for Outputs {
    type Item = Output;
    type IntoIter = std::vec::IntoIter<Output>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Output {
    pub fn format(&self) -> Option<Format> {
        match &self.place {
            Place::Stdout(format) => Some(*format),
            Place::File(file) => file.format(),
        }
    }

    fn is_stdout(&self) -> bool {
        matches!(self.place, Place::Stdout(_))
    }

    fn paths(&self) -> Vec<PathBuf> {
        match &self.place {
            Place::Stdout(_) => Vec::new(),
            Place::File(file) => file.paths(&self.content.names()),
        }
    }

    fn places(&self) -> impl Iterator<Item = OneFile> {
        self.paths().into_iter().filter_map(|path| OneFile::of(&path))
    }

    /// Writes a document there, and says which files were written.
    pub fn write<'d>(
        self,
        document: impl Into<Document<'d>>,
        dialect: Dialect,
        common: &Common,
    ) -> Result<(), Error> {
        match self.place {
            Place::Stdout(format) => {
                let look = Look { dialect, ..look(common.color) };
                to_stdout(|out| render::write(document, format, &look, out))
            }
            Place::File(file) => {
                for path in file.commit(document, dialect)? {
                    if !common.quiet {
                        say(&format!("wrote {}", shown(&path)));
                    }
                }
                Ok(())
            }
        }
    }
}

/// Whether a path means standard output.
pub(super) fn is_stdout(path: &Path) -> bool {
    const NAMES: [&str; 4] = ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];
    NAMES.iter().any(|name| path.as_os_str() == *name)
}

/// Writes to standard output.
pub(super) fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    write(&mut out).and_then(|()| out.flush()).map_err(Error::Stdout)
}
