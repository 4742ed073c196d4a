//! What outputs may replace: for every command that writes files beside what it reads.

use clap::Args;

#[derive(Clone, Copy, Debug, Args)]
pub struct Overwrite {
    /// Replace files in what is audited although jobaudit did not write them
    #[arg(long, overrides_with = "force", help_heading = "Output")]
    pub force: bool,
}
