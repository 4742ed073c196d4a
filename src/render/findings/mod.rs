//! How findings are written, one by one.
//!
//! In: a [`Validation`]. Out: bytes in one of the formats: lines like a compiler's for people, tables
//! by the same renderers as a report's, JSON and SARIF for programs.

mod json;
mod sarif;
mod text;

use std::io::{self, BufWriter, Write};

pub use json::SCHEMA_VERSION;

use crate::render::{Format, Look};
use crate::report::Validation;

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FindingsFormat {
    /// A line a finding, like a compiler's.
    Text,
    /// A table for a terminal.
    Table,
    /// A table in GitHub's Markdown.
    Markdown,
    /// Comma-separated values.
    Csv,
    /// One JSON object.
    Json,
    /// The Static Analysis Results Interchange Format, which code hosts show.
    Sarif,
}

impl FindingsFormat {
    /// All formats, in the order in which help lists them.
    pub const ALL: [FindingsFormat; 6] = [
        FindingsFormat::Text,
        FindingsFormat::Table,
        FindingsFormat::Markdown,
        FindingsFormat::Csv,
        FindingsFormat::Json,
        FindingsFormat::Sarif,
    ];

    /// The format of reports that writes it as a table, if one does.
    const fn tabular(self) -> Option<Format> {
        match self {
            FindingsFormat::Table => Some(Format::Table),
            FindingsFormat::Markdown => Some(Format::Markdown),
            FindingsFormat::Csv => Some(Format::Csv),
            FindingsFormat::Text | FindingsFormat::Json | FindingsFormat::Sarif => None,
        }
    }

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            FindingsFormat::Text => "text",
            FindingsFormat::Table => "table",
            FindingsFormat::Markdown => "markdown",
            FindingsFormat::Csv => "csv",
            FindingsFormat::Json => "json",
            FindingsFormat::Sarif => "sarif",
        }
    }

    /// How its files end, without the dot; none where another format has that ending.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            FindingsFormat::Text => &["txt"],
            FindingsFormat::Table => &[],
            FindingsFormat::Markdown => Format::Markdown.extensions(),
            FindingsFormat::Csv => Format::Csv.extensions(),
            FindingsFormat::Json => Format::Json.extensions(),
            FindingsFormat::Sarif => &["sarif"],
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<FindingsFormat> {
        FindingsFormat::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format of files that end so, in any case, without the dot.
    pub fn from_extension(extension: &str) -> Option<FindingsFormat> {
        FindingsFormat::ALL.into_iter().find(|format| {
            let mut known = format.extensions().iter();
            known.any(|known| known.eq_ignore_ascii_case(extension))
        })
    }

    /// Whether people read it, who see enough after some findings of a kind.
    pub fn is_for_people(self) -> bool {
        matches!(self, FindingsFormat::Text | FindingsFormat::Table | FindingsFormat::Markdown)
    }
}

/// Writes findings in a format. Writes are buffered here.
pub fn write(
    validation: &Validation<'_>,
    format: FindingsFormat,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    if let Some(format) = format.tabular() {
        return crate::render::write(&validation.report(), format, look, out);
    }
    let mut out = BufWriter::new(out);
    match format {
        FindingsFormat::Sarif => sarif::write(validation, &mut out),
        FindingsFormat::Json => json::write(validation, &mut out),
        _ => text::write(validation, look, &mut out),
    }?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_and_extension_leads_back_to_its_format() {
        for format in FindingsFormat::ALL {
            assert_eq!(FindingsFormat::from_name(format.name()), Some(format));
            for extension in format.extensions() {
                let upper = extension.to_uppercase();
                assert_eq!(FindingsFormat::from_extension(&upper), Some(format));
            }
        }
    }
}
