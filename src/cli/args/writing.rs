//! In which formats and where to a report goes: for every command that writes a table of sections.

use std::path::PathBuf;

use clap::Args;

use jobaudit::render::csv::Dialect;
use jobaudit::render::{DocumentKind, Format};

use super::values::{dialects, format_help, formats, output_help};

#[derive(Debug, Args)]
pub struct Writing {
    #[arg(short, long, value_name = "FORMAT", value_parser = formats(DocumentKind::Report), help_heading = "Output",
          help = format_help(DocumentKind::Report))]
    pub format: Option<Format>,

    #[arg(short, long, value_name = "PATH", help_heading = "Output", help = output_help(DocumentKind::Report))]
    pub output: Vec<PathBuf>,

    /// How CSV is written: excel adds a byte order mark and CRLF, excel-semicolon also uses semicolons
    /// and decimal commas
    #[arg(long, value_name = "DIALECT", value_parser = dialects(), default_value = "rfc", help_heading = "Output")]
    pub csv_dialect: Dialect,
}
