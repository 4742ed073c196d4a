//! Spells a report, one file a format.
//!
//! In: a [`Report`], finished. Out: the bytes of one document. Facts, order and words were settled by
//! the report; what a value looks like is settled once for people (`words`) and once for machines
//! (`machine`), so that no two formats disagree. Each format escapes for its own syntax. A new format
//! is a file, a line in [`Format`]'s table and an arm in [`write()`].

mod bar;
pub mod csv;
pub mod escape;
pub mod findings;
pub mod html;
mod human;
pub mod json;
pub mod json_schema;
mod layout;
mod machine;
pub mod markdown;
pub mod page;
mod pretty;
#[cfg(test)]
pub(crate) mod sample;
pub mod table;
mod wrap;
pub mod xlsx;

use std::io::{self, BufWriter, Write};

use crate::report::Report;

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Tables for a terminal or a plain text file.
    Table,
    /// GitHub's Markdown.
    Markdown,
    /// Comma-separated values: one section.
    Csv,
    /// One JSON object.
    Json,
    /// A page for a browser.
    Html,
    /// An Excel workbook.
    Xlsx,
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

impl Format {
    /// All formats, in the order in which help lists them.
    pub const ALL: [Format; 6] =
        [Format::Table, Format::Markdown, Format::Csv, Format::Json, Format::Html, Format::Xlsx];

    /// The names of each format: what the command line calls it, and how its files end.
    const fn names(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Format::Table => ("table", &["txt"]),
            Format::Markdown => ("markdown", &["md", "markdown"]),
            Format::Csv => ("csv", &["csv"]),
            Format::Json => ("json", &["json"]),
            Format::Html => ("html", &["html", "htm"]),
            Format::Xlsx => ("xlsx", &["xlsx"]),
        }
    }

    /// Whether managers read it, in the order of their questions.
    pub const fn is_for_managers(self) -> bool {
        matches!(self, Format::Markdown | Format::Html)
    }

    /// Whether a document in it is text.
    pub const fn is_text(self) -> bool {
        !matches!(self, Format::Xlsx)
    }

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        self.names().0
    }

    /// How its files end, without the dot; the usual one first.
    pub const fn extensions(self) -> &'static [&'static str] {
        self.names().1
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format of files that end so, in any case, without the dot.
    ///
    /// ```
    /// use jobaudit::render::Format;
    /// assert_eq!(Format::from_extension("MD"), Some(Format::Markdown));
    /// assert_eq!(Format::from_extension("doc"), None);
    /// ```
    pub fn from_extension(extension: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| {
            let mut known = format.extensions().iter();
            known.any(|known| known.eq_ignore_ascii_case(extension))
        })
    }
}

/// Writes a report in a format.
///
/// Writes are buffered here. CSV holds one table: a report of several sections is
/// [`io::ErrorKind::InvalidInput`].
pub fn write(report: &Report, format: Format, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    match format {
        Format::Table => table::write(report, look, &mut out),
        Format::Markdown => markdown::write(report, &mut out),
        Format::Csv => csv::write(report, look, &mut out),
        Format::Json => json::write(report, &mut out),
        Format::Html => html::write(report, &mut out),
        Format::Xlsx => xlsx::write(report, &mut out),
    }?;
    out.flush()
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
    fn every_name_and_extension_leads_back_to_its_format() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
            for extension in format.extensions() {
                assert_eq!(Format::from_extension(extension), Some(format));
            }
        }
    }

    #[test]
    fn every_text_is_a_document_that_ends_in_one_newline() {
        let report = sample::one_section();
        for format in Format::ALL.into_iter().filter(|format| format.is_text()) {
            let mut out = Vec::new();
            write(&report, format, &Look::default(), &mut out).expect("a report");
            let text = String::from_utf8(out).expect("UTF-8");
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{format:?}: {text:?}");
        }
    }
}
