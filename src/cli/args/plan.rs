//! Who was meant to be moved: for every command that tells who is still to be moved.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub struct Plan {
    /// Who was meant to be moved: any table with a column of e-mail addresses or ids. Whoever was never
    /// requested is still to be moved
    #[arg(long, value_name = "FILE", help_heading = "Content")]
    pub plan: Option<PathBuf>,
}
