//! The flags of `fold`.

use std::path::PathBuf;

use clap::Args;

use super::Common;

#[cfg_attr(
    not(feature = "tables"),
    allow(dead_code, reason = "what cannot be done needs no arguments")
)]
#[derive(Debug, Args)]
pub struct FoldArgs {
    /// Files of facts, folders of them, or `-` for standard input
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// Say how many facts are left
    #[arg(short, long, overrides_with = "verbose", help_heading = "General")]
    pub verbose: bool,

    #[command(flatten)]
    pub common: Common,
}
