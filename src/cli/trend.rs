//! `jobaudit trend`, and the file that `report --history` adds to.
//!
//! In: a file with a line an audit. Out: the same as a table in any format; and the file with a line more.

use std::io::ErrorKind;
use std::path::Path;

use jobaudit::input::side_file;
use jobaudit::input::walk::shown;
use jobaudit::output::append;
use jobaudit::render::DocumentKind;
use jobaudit::report::trend::History;
use jobaudit::report::{Report, SectionId};
use jobaudit::{Config, Error};

use super::args::TrendArgs;
use super::ending::Ending;
use super::outputs::{Content, Outputs, Wanted};
use super::overwrite_guard::Reads;

/// Writes a history as a table.
pub(super) fn run(args: &TrendArgs) -> Result<Ending, Error> {
    let sections = vec![SectionId::TREND];
    let outputs = Outputs::of(&Wanted {
        kind: DocumentKind::Report,
        format: args.writing.format,
        paths: &args.writing.output,
        content: &|_| Content::Sections(sections.clone()),
    })?;
    let mut reads = Reads::of(&args.common);
    reads.add(&args.file, "the history");
    outputs.spare(&Config::default(), &reads, args.overwrite, &args.common)?;
    let text = side_file::text(&args.file).map_err(|error| Error::read(&args.file, error))?;
    let history = parsed(&args.file, &text)?;
    let report = history.report();
    for output in outputs {
        output.write(&report, args.writing.csv_dialect, &args.common)?;
    }
    Ok(Ending::Fine)
}

/// The history so far, where the next line can be added.
pub(super) fn read(path: &Path) -> Result<History, Error> {
    append::prepare(path)?;
    match side_file::text(path) {
        Ok(text) => parsed(path, &text),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(History::default()),
        Err(error) => Err(Error::read(path, error)),
    }
}

fn parsed(path: &Path, text: &str) -> Result<History, Error> {
    History::parse(text).map_err(|(line, why)| {
        Error::Asked(format!("{}:{line}: no line of a history: {why}", shown(path)))
    })
}

/// Adds the line of an audit, unless one is there that says the same.
pub(super) fn add(path: &Path, report: &Report<'_>) -> Result<(), Error> {
    let Some(line) = &report.history else { return Ok(()) };
    // Somebody else may have added to it since it was read.
    if read(path)?.holds(line) {
        return Ok(());
    }
    append::line(path, &line.text())
}
