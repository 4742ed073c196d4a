//! The flags of `report`.

use clap::Args;

use super::{
    BaselineArgs, Choosing, General, HistoryArgs, Input, Judging, Plan, Presenting, Telling,
};

#[derive(Debug, Args)]
pub struct ReportArgs {
    #[command(flatten)]
    pub presenting: Presenting,

    #[command(flatten)]
    pub plan: Plan,

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

    /// The paths are facts that `export --facts` wrote: files, folders of them, or `-`
    #[arg(long, overrides_with = "facts", conflicts_with = "follow", help_heading = "Input")]
    pub facts: bool,

    #[command(flatten)]
    pub input: Input,
}
