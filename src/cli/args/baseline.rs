//! Findings that are accepted: for every command that counts findings.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub struct BaselineArgs {
    /// A file (TOML) of findings that are accepted: they are counted apart and fail no run. jobaudit validate
    /// --write-baseline makes one
    #[arg(long, value_name = "FILE", help_heading = "Findings")]
    pub baseline: Option<PathBuf>,
}
