//! The flags of `config`.

use clap::Args;

use super::{Common, Overwrite, Writing};

#[derive(Debug, Args)]
pub struct ConfigArgs {
    #[command(flatten)]
    pub writing: Writing,

    #[command(flatten)]
    pub overwrite: Overwrite,

    #[command(flatten)]
    pub common: Common,
}
