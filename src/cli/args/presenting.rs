//! How a report is told and where it goes: for every command that writes one.

use std::path::PathBuf;

use clap::Args;

use jobaudit::archive::SplitBy;
use jobaudit::report::{Options, SectionId};
use jobaudit::stats::Dimension;

use super::values::{actions, dimensions, number, sections, splits};
use super::{Limits, Overwrite, Writing};

#[derive(Debug, Args)]
pub struct Presenting {
    #[command(flatten)]
    pub writing: Writing,

    /// A file to write: the people who still have to be moved. In .csv each with the reason, what to do,
    /// and the job; in .json as requests for the API, built from the archived ones. `-` is standard
    /// output, as CSV
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub retry_list: Option<PathBuf>,

    /// A report for each organisation, location or job name that holds nothing of the others. Every -o and
    /// the retry list must hold the placeholder, -o 'out/{org}.html'; an index of all of them goes to
    /// out/index.html and to standard output
    #[arg(long, value_name = "WHAT", value_parser = splits(), help_heading = "Output")]
    pub split: Option<SplitBy>,

    /// Only these people in the retry list: those for whom that action is to be taken
    #[arg(long, value_name = "ACTION", value_parser = actions(), requires = "retry_list", help_heading = "Output")]
    pub action: Option<String>,

    #[command(flatten)]
    pub overwrite: Overwrite,

    /// Only these sections; repeatable, or with commas
    #[arg(long, value_name = "ID", value_parser = sections(), value_delimiter = ',', help_heading = "Content")]
    pub section: Vec<SectionId>,

    /// These sections beside the usual ones, or beside those of --section; repeatable, or with commas
    #[arg(long, value_name = "ID", value_parser = sections(), value_delimiter = ',', help_heading = "Content",
          hide_possible_values = true)]
    pub with: Vec<SectionId>,

    /// All sections, the long ones too; without it, tables on a terminal give way to a summary
    #[arg(long, help_heading = "Content", conflicts_with = "section")]
    pub all: bool,

    /// How failure rates are grouped
    #[arg(long, value_name = "DIMENSION", value_parser = dimensions(), default_value = Dimension::default().name(),
          help_heading = "Content")]
    pub by: Dimension,

    /// Rows of slowest_steps; 0 for all
    #[arg(long, value_name = "N", default_value_t = Options::default().top, value_parser = number, allow_negative_numbers = true,
          help_heading = "Content")]
    pub top: usize,

    /// The heading of a report
    #[arg(long, value_name = "TEXT", default_value_t = Options::default().title, help_heading = "Content")]
    pub title: String,

    #[command(flatten)]
    pub limits: Limits,
}
