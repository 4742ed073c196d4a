//! The flags of `report`.

use std::path::PathBuf;

use clap::Args;

use super::{BaselineArgs, Choosing, General, HistoryArgs, Input, Judging, Presenting, Telling};

#[derive(Debug, Args)]
pub struct ReportArgs {
    #[command(flatten)]
    pub presenting: Presenting,

    /// Who was meant to be moved: any table with a column of e-mail addresses or ids. Whoever was never
    /// requested is still to be moved
    #[arg(long, value_name = "FILE", help_heading = "Content")]
    pub plan: Option<PathBuf>,

    #[command(flatten)]
    pub choosing: Choosing,

    #[command(flatten)]
    pub history: HistoryArgs,

    #[command(flatten)]
    pub baseline: BaselineArgs,

    #[command(flatten)]
    pub judging: Judging,

    #[command(flatten)]
    pub telling: Telling,

    #[command(flatten)]
    pub general: General,

    #[command(flatten)]
    pub input: Input,
}
