//! How findings are written, one by one.
//!
//! In: a [`Validation`]. Out: bytes in one of the formats: lines like a compiler's for people, tables
//! by the same renderers as a report's, JSON and SARIF for programs.

mod json;
mod sarif;
mod text;

use std::io::{self, Write};

pub(crate) use json::SCHEMA_VERSION;

use crate::render::{Format, Look, holds_no, write_report};
use crate::report::Validation;

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
        Format::Html | Format::Xlsx => Err(holds_no(format, "findings")),
    }
}
