//! What may stand on the command line.
//!
//! In: arguments. Out: the same, typed: a struct a command, and one for each group of flags that several
//! commands have. Names come from the tables of the library, so that help, parsing and suggestions
//! never disagree.

mod baseline;
mod choosing;
mod command;
mod config;
mod diff;
mod export;
mod fold;
mod general;
mod history;
mod input;
mod limits;
mod overwrite;
mod plan;
mod presenting;
mod render;
mod report;
mod values;
mod writing;

use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand};
use clap_complete::Shell;

use jobaudit::render::csv::Dialect;
use jobaudit::render::{DocumentKind, Format};

use super::help::{
    COMMANDS, CONFIG_EXAMPLES, DIFF_EXAMPLES, EXAMPLES, EXIT_CODES, EXPLAIN_EXAMPLES,
    EXPORT_EXAMPLES, FOLD_EXAMPLES, MAN_EXAMPLES, RENDER_EXAMPLES, SCHEMA_EXAMPLES, SHELL_EXAMPLES,
    SHOW_EXAMPLES, TEMPLATE, TREND_EXAMPLES, VALIDATE_EXAMPLES,
};
use values::{
    dialects, format_help, formats, max_findings_help, number, output_help, schema_kinds,
};

pub use baseline::BaselineArgs;
pub use choosing::Choosing;
pub use command::parsed;
pub use config::ConfigArgs;
pub use diff::{DiffArgs, FailOnChange};
pub use export::ExportArgs;
pub use fold::FoldArgs;
pub use general::{Common, FailOn, General, Judging, Telling, When};
pub use history::{HistoryArgs, TrendArgs};
pub use input::{Input, Reading};
pub use limits::Limits;
pub use overwrite::Overwrite;
pub use plan::Plan;
pub use presenting::Presenting;
pub use render::RenderArgs;
pub use report::ReportArgs;
pub use values::{FINDINGS_FOR_PEOPLE, FINDINGS_FOR_PROGRAMS, SchemaKind, clock};
pub use writing::Writing;

/// Audits folders of archived Webex Calling job payloads, offline.
#[derive(Debug, Parser)]
#[command(version, help_template = TEMPLATE, before_long_help = COMMANDS, after_help = EXIT_CODES,
          color = ColorChoice::Never)]
pub struct Cli {
    /// Nothing by itself: `jobaudit -vV` is what some people type for the version
    #[arg(short, long, hide = true)]
    verbose: bool,

    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// What ran, what failed and why, how long it took, and whether the archive can be believed
    #[command(disable_help_flag = true, help_template = TEMPLATE, before_long_help = EXAMPLES, after_help = EXIT_CODES)]
    Report(Box<ReportArgs>),

    /// A saved audit in any format, as report would have written it
    #[command(disable_help_flag = true, help_template = TEMPLATE, before_long_help = RENDER_EXAMPLES, after_help = EXIT_CODES)]
    Render(Box<RenderArgs>),

    /// Check every file and print each problem with file, line and column
    #[command(disable_help_flag = true, help_template = TEMPLATE, before_long_help = VALIDATE_EXAMPLES, after_help = EXIT_CODES)]
    Validate(Box<ValidateArgs>),

    /// One job in full, or everything that happened to one person
    #[command(disable_help_flag = true, help_template = TEMPLATE, before_long_help = SHOW_EXAMPLES, after_help = EXIT_CODES)]
    Show(Box<ShowArgs>),

    /// What changed between two audits: who was moved since, what failed anew, which jobs and findings are others
    #[command(disable_help_flag = true, help_template = TEMPLATE, before_long_help = DIFF_EXAMPLES, after_help = EXIT_CODES)]
    Diff(Box<DiffArgs>),

    /// The jobs, steps, errors and all else as tables for other programs: Parquet, Arrow, CSV, JSON lines
    #[command(disable_help_flag = true, help_template = TEMPLATE, before_long_help = EXPORT_EXAMPLES, after_help = EXIT_CODES)]
    Export(Box<ExportArgs>),

    /// Facts that were brought together from parts of an archive, and what is left of them: for a program that spreads
    /// the work over many machines
    #[command(disable_help_flag = true, help_template = TEMPLATE, before_long_help = FOLD_EXAMPLES, after_help = EXIT_CODES)]
    Fold(Box<FoldArgs>),

    /// What earlier audits came to: the table of a --history file
    #[command(disable_help_flag = true, help_template = TEMPLATE, before_long_help = TREND_EXAMPLES, after_help = EXIT_CODES)]
    Trend(Box<TrendArgs>),

    /// Every setting with its value, and where it comes from
    #[command(disable_help_flag = true, help_template = TEMPLATE, before_long_help = CONFIG_EXAMPLES, after_help = EXIT_CODES)]
    Config(Box<ConfigArgs>),

    /// What a rule, status, exit code, error code, HTTP code or term means; without a name, list them all
    #[command(help_template = TEMPLATE, before_long_help = EXPLAIN_EXAMPLES, after_help = EXIT_CODES)]
    Explain(ExplainArgs),

    /// The JSON Schema (2020-12) of a payload kind, or of what this program writes as JSON
    #[command(help_template = TEMPLATE, before_long_help = SCHEMA_EXAMPLES, after_help = EXIT_CODES)]
    Schema(SchemaArgs),

    /// Print a script that lets a shell complete commands, flags and their values
    #[command(help_template = TEMPLATE, before_long_help = SHELL_EXAMPLES, after_help = EXIT_CODES)]
    Completions(CompletionsArgs),

    /// Print the manual page, for `man`
    #[command(help_template = TEMPLATE, before_long_help = MAN_EXAMPLES, after_help = EXIT_CODES)]
    Man,
}

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: Shell,
}

#[derive(Debug, Args)]
pub struct ValidateArgs {
    #[arg(short, long, value_name = "FORMAT", value_parser = formats(DocumentKind::Findings), help_heading = "Output",
          help = format_help(DocumentKind::Findings))]
    pub format: Option<Format>,

    #[arg(short, long, value_name = "PATH", help_heading = "Output", help = output_help(DocumentKind::Findings))]
    pub output: Vec<PathBuf>,

    /// How CSV is written: excel adds a byte order mark and CRLF, excel-semicolon also uses semicolons
    /// and decimal commas
    #[arg(long, value_name = "DIALECT", value_parser = dialects(), default_value = "rfc", help_heading = "Output")]
    pub csv_dialect: Dialect,

    #[arg(long, value_name = "N", value_parser = number, allow_negative_numbers = true, help_heading = "Output",
          help = max_findings_help())]
    pub max_findings: Option<usize>,

    /// Only count: how many findings there are of each rule, the most frequent first
    #[arg(long, help_heading = "Output")]
    pub statistics: bool,

    #[command(flatten)]
    pub choosing: Choosing,

    /// A file to write: all findings that there are, to be accepted from now on. Where the file is already
    /// there, what it says of findings that are still there stays
    #[arg(long, value_name = "FILE", conflicts_with = "redact", help_heading = "Findings")]
    pub write_baseline: Option<PathBuf>,

    #[command(flatten)]
    pub baseline: BaselineArgs,

    #[command(flatten)]
    pub overwrite: Overwrite,

    #[command(flatten)]
    pub judging: Judging,

    #[command(flatten)]
    pub telling: Telling,

    #[command(flatten)]
    pub general: General,

    #[command(flatten)]
    pub input: Input,
}

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// A job: its UUID, the first digits of it, its id as the payload writes it, or the name of a file that
    /// speaks of it. Or a person: id, e-mail address, name or telephone number
    #[arg(value_name = "JOB|PERSON|FILE")]
    pub wanted: String,

    #[arg(short, long, value_name = "FORMAT", value_parser = formats(DocumentKind::Job), help_heading = "Output",
          help = format_help(DocumentKind::Job))]
    pub format: Option<Format>,

    #[arg(short, long, value_name = "PATH", help_heading = "Output", help = output_help(DocumentKind::Job))]
    pub output: Vec<PathBuf>,

    #[command(flatten)]
    pub overwrite: Overwrite,

    #[command(flatten)]
    pub judging: Judging,

    #[command(flatten)]
    pub telling: Telling,

    #[command(flatten)]
    pub general: General,

    #[command(flatten)]
    pub input: Input,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// What to explain, in upper or lower case; several are explained one after the other
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
}

#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// A payload kind, or `report`, `findings` or `show` for the JSON of this program, or `tables` for the
    /// tables of `export` with their columns
    #[arg(value_name = "KIND", value_parser = schema_kinds(), default_value = "report")]
    pub kind: SchemaKind,
}
