//! Spells a report, one file a format.
//!
//! In: a [`Report`], finished. Out: the bytes of one document. Facts, order and words were settled by
//! the report; what a value looks like is settled once for people (`words`) and once for machines
//! (`machine`), so that no two formats disagree. Each format escapes for its own syntax. A new format
//! is a file, a row in [`Format`]'s table and an arm in [`write()`].

mod bar;
pub mod csv;
pub mod escape;
mod findings;
mod format;
mod head;
pub mod html;
mod human;
mod ink;
pub mod json;
mod json_rows;
pub mod json_schema;
mod layout;
mod machine;
pub mod markdown;
mod markdown_text;
pub mod page;
mod pen;
mod positional;
pub(crate) mod pretty;
#[cfg(test)]
pub(crate) mod sample;
pub mod table;
mod terminal_head;
mod wrap;
pub mod xlsx;

use std::io::{self, BufWriter, Write};

pub use format::{DocumentKind, Format};
pub use human::words;

use crate::findings::baseline::Baseline;
use crate::report::{Report, RetryRequests, Statistics, Validation};

/// What is written.
#[derive(Clone, Copy, Debug)]
pub enum Document<'d> {
    /// An audit, or one job in full.
    Report(&'d Report<'d>),
    /// The findings, one by one.
    Findings(&'d Validation<'d>),
    /// How many findings there are of each rule.
    Statistics(&'d Statistics),
    /// Accepted findings, which are TOML whatever the format.
    Baseline(&'d Baseline),
    /// Requests that move people again, which are JSON whatever the format.
    Requests(&'d RetryRequests),
}

impl<'d> From<&'d RetryRequests> for Document<'d> {
    fn from(requests: &'d RetryRequests) -> Document<'d> {
        Document::Requests(requests)
    }
}

impl<'d> From<&'d Statistics> for Document<'d> {
    fn from(statistics: &'d Statistics) -> Document<'d> {
        Document::Statistics(statistics)
    }
}

impl<'d> From<&'d Baseline> for Document<'d> {
    fn from(baseline: &'d Baseline) -> Document<'d> {
        Document::Baseline(baseline)
    }
}

impl<'d> From<&'d Report<'d>> for Document<'d> {
    fn from(report: &'d Report<'d>) -> Document<'d> {
        Document::Report(report)
    }
}

impl<'d> From<&'d Validation<'d>> for Document<'d> {
    fn from(validation: &'d Validation<'d>) -> Document<'d> {
        Document::Findings(validation)
    }
}

/// What an output knows of the place where it will be seen. Other documents look the same everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The columns of the terminal; none where it is not a terminal, and then nothing is wrapped.
    pub width: Option<usize>,
    /// Whether escape sequences may be written.
    pub color: bool,
    /// For whom CSV is written.
    pub dialect: csv::Dialect,
}

/// Writes a document in a format.
///
/// Writes are buffered here. A format that does not hold such a document is
/// [`io::ErrorKind::InvalidInput`], and so is CSV, which holds one table, for a report of several sections.
pub fn write<'d>(
    document: impl Into<Document<'d>>,
    format: Format,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    match document.into() {
        Document::Report(report) => write_report(report, format, look, &mut out),
        Document::Findings(validation) => findings::write(validation, format, look, &mut out),
        Document::Statistics(statistics) => {
            findings::write_statistics(statistics, format, look, &mut out)
        }
        Document::Baseline(baseline) => out.write_all(baseline.text().as_bytes()),
        Document::Requests(requests) => requests.write(&mut out),
    }?;
    out.flush()
}

fn write_report(
    report: &Report<'_>,
    format: Format,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let on_clocks;
    let report = match format.is_for_people() {
        true => {
            on_clocks = report.on_clocks();
            &on_clocks
        }
        false => report,
    };
    match format {
        Format::Table => table::write(report, look, out),
        Format::Markdown => markdown::write(report, out),
        Format::Csv => csv::write(report, look, out),
        Format::Json => json::write(report, out),
        Format::Jsonl => json::write_lines(report, out),
        Format::Html => html::write(report, out),
        Format::Xlsx => xlsx::write(report, out),
        Format::Text | Format::Sarif | Format::Github | Format::Junit => {
            Err(holds_no(format, "report"))
        }
    }
}

/// A format was asked to hold what it can't.
fn holds_no(format: Format, document: &str) -> io::Error {
    let sentence = format!("{} holds no {document}", format.name());
    io::Error::new(io::ErrorKind::InvalidInput, sentence)
}

/// Divides, rounding half up: towards the greater value, also below zero.
fn round(number: i128, unit: i128) -> i128 {
    let rest = number.rem_euclid(unit);
    number.div_euclid(unit) + i128::from(2 * rest >= unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_a_document_that_ends_in_one_newline() {
        let report = sample::one_section();
        for format in Format::of(DocumentKind::Report).filter(|format| format.is_text()) {
            let mut out = Vec::new();
            write(&report, format, &Look::default(), &mut out).expect("a report");
            let text = String::from_utf8(out).expect("UTF-8");
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{format:?}: {text:?}");
        }
    }
}
