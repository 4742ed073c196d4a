//! What is read, and within which limits: for every command that reads an archive.

use std::path::PathBuf;

use clap::Args;

use jobaudit::Config;
use jobaudit::input::lists::ListedName;

use super::values::{listed_name, nesting};
use crate::cli::archives::{Archives, Size, size};

#[derive(Debug, Args)]
pub struct Input {
    /// Files, folders and archives (with all they hold, hidden files too), or `-` for standard input
    #[arg(value_name = "PATH", required_unless_present = "files_from")]
    pub paths: Vec<PathBuf>,

    /// A file (or `-`) that lists paths, one per line
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub files_from: Option<PathBuf>,

    #[command(flatten)]
    pub reading: Reading,
}

/// How it is read, and what is read beside it.
#[derive(Clone, Debug, Args)]
pub struct Reading {
    /// Follow symbolic links in folders
    #[arg(long, help_heading = "Input")]
    pub follow: bool,

    /// Names for ids: a CSV or JSON file with a column of ids and one of names; repeatable. Lists of
    /// people, organisations and locations in the archive are read anyhow
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub names: Vec<PathBuf>,

    /// What an id is called, as ID=NAME; repeatable
    #[arg(long, value_name = "ID=NAME", value_parser = listed_name, help_heading = "Input")]
    pub name: Vec<ListedName>,

    /// The largest document to read: bytes, or with K, M or G; NDJSON and CSV have no limit
    #[arg(long, value_name = "SIZE", value_parser = size, help_heading = "Limits",
          default_value_t = Size(Config::default().max_file_size))]
    pub max_file_size: Size,

    /// Levels that the JSON of a payload may be nested
    #[arg(long, value_name = "N", default_value_t = Config::default().max_nesting, help_heading = "Limits",
          value_parser = nesting)]
    pub max_nesting: usize,

    #[command(flatten)]
    pub archives: Archives,
}
