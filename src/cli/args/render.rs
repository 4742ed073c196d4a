//! The flags of `render`.

use std::path::PathBuf;

use clap::Args;

use super::{General, Presenting, Telling};

#[derive(Debug, Args)]
pub struct RenderArgs {
    #[command(flatten)]
    pub presenting: Presenting,

    #[command(flatten)]
    pub telling: Telling,

    #[command(flatten)]
    pub general: General,

    /// What was decided when the audit was made, and is refused with the reason
    #[arg(long = "since", hide = true, value_name = "VALUE", allow_hyphen_values = true,
          aliases = ["until", "job-name", "org", "exit-code", "as-of", "ignore", "only",
                     "level", "plan", "names", "name", "baseline"])]
    pub decided: Vec<String>,

    /// A saved audit: what `jobaudit report PATH -o audit.json` wrote; also .json.gz and .json.zst
    #[arg(value_name = "AUDIT.json")]
    pub record: PathBuf,
}
