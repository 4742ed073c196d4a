//! How findings are written, one by one.
//!
//! In: a [`Validation`]. Out: bytes in one of the formats: lines like a compiler's for people, tables
//! by the same renderers as a report's, JSON and SARIF for programs, and what build servers show.

mod github;
mod json;
mod junit;
mod sarif;
mod statistics;
mod text;

use std::io::{self, Write};

pub(crate) use json::SCHEMA_VERSION;
pub(super) use json::finding_lists;

use crate::render::{Format, Look, holds_no, write_report};
use crate::report::{Statistics, Validation};

/// Writes findings in a format.
pub(super) fn write(
    validation: &Validation<'_>,
    format: Format,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => text::write(validation, look, out),
        Format::Table | Format::Markdown | Format::Csv => {
            write_report(&validation.report(), format, look, out)
        }
        Format::Json => json::write(validation, out),
        Format::Jsonl => json::write_lines(validation, out),
        Format::Sarif => sarif::write(validation, out),
        Format::Github => github::write(validation, out),
        Format::Junit => junit::write(validation, out),
        Format::Html | Format::Xlsx => Err(holds_no(format, "findings")),
    }
}

/// Writes how many findings there are of each rule.
pub(super) fn write_statistics(
    statistics: &Statistics,
    format: Format,
    look: &Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => statistics::write(statistics, look, out),
        Format::Table | Format::Markdown | Format::Csv => {
            write_report(&statistics.report(), format, look, out)
        }
        Format::Json => json::write_statistics(statistics, out),
        Format::Jsonl => json::write_statistics_lines(statistics, out),
        _ => Err(holds_no(format, "counts of findings")),
    }
}
