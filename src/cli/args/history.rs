//! The history of audits: the flag of `report`, and the command `trend`.

use std::path::PathBuf;

use clap::Args;

use super::{Common, Overwrite, Writing};

#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// A file to which the measures of this audit are added as a line (JSON), unless it says the same already.
    /// The report shows the last twelve (section trend); jobaudit trend shows them all
    #[arg(long, value_name = "FILE", conflicts_with = "split", help_heading = "Output")]
    pub history: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct TrendArgs {
    /// The file of --history
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    #[command(flatten)]
    pub writing: Writing,

    #[command(flatten)]
    pub overwrite: Overwrite,

    #[command(flatten)]
    pub common: Common,
}
