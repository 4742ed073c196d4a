//! How findings are judged, and how a run behaves: for every command that reads an archive.

use std::ops::Deref;
use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};

use jobaudit::findings::rule::{Rule, Severity};
use jobaudit::payload::Zone;

use super::values::{TypedTime, as_of, level, rules, zones};

#[derive(Debug, Args)]
pub struct Judging {
    /// The moment that "stuck" is judged at: a time, a day, or now [default: the newest lastUpdated in the archive]
    #[arg(long, value_name = "TIME", value_parser = as_of, help_heading = "Findings")]
    pub as_of: Option<TypedTime>,

    /// Leave out a rule's findings; repeatable
    #[arg(long, value_name = "RULE", value_parser = rules(), hide_possible_values = true, help_heading = "Findings")]
    pub ignore: Vec<Rule>,

    /// Keep only this rule's findings; repeatable
    #[arg(long, value_name = "RULE", value_parser = rules(), hide_possible_values = true, help_heading = "Findings")]
    pub only: Vec<Rule>,

    /// How much a rule's findings matter: RULE=error, RULE=warning or RULE=info; repeatable
    #[arg(long, value_name = "RULE=SEVERITY", value_parser = level, help_heading = "Findings")]
    pub level: Vec<(Rule, Severity)>,
}

#[derive(Debug, Args)]
pub struct Telling {
    /// The zone of days, weeks and months, and of every time that people read; csv and json hold times in
    /// UTC [default: UTC]
    #[arg(long, value_name = "ZONE", value_parser = zones, default_value_t = Zone::default(), hide_default_value = true,
          help_heading = "Content")]
    pub tz: Zone,

    /// Exit with 1 when a finding of that severity or above exists [default: never for report, error
    /// for validate]
    #[arg(long, value_name = "SEVERITY", value_enum, help_heading = "Findings")]
    pub fail_on: Option<FailOn>,
}

#[derive(Clone, Debug, Args)]
pub struct General {
    /// Number of threads [default: one per CPU]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024),
          allow_negative_numbers = true, help_heading = "General")]
    pub threads: Option<u16>,

    /// Ids, addresses, names and numbers of people become pseudonyms in every output
    #[arg(long, overrides_with = "redact", help_heading = "Privacy")]
    pub redact: bool,

    /// A file whose content decides the pseudonyms, so that other runs have the same ones: 16 bytes or more, kept secret
    #[arg(long, value_name = "FILE", requires = "redact", help_heading = "Privacy")]
    pub salt_file: Option<PathBuf>,

    /// No progress bar on the terminal
    #[arg(long, overrides_with = "no_progress", help_heading = "General")]
    pub no_progress: bool,

    #[command(flatten)]
    pub common: Common,

    /// Print each file and what became of it to standard error
    #[arg(
        short,
        long,
        conflicts_with = "quiet",
        overrides_with = "verbose",
        help_heading = "General"
    )]
    pub verbose: bool,
}

impl Deref for General {
    type Target = Common;

    fn deref(&self) -> &Common {
        &self.common
    }
}

/// How any command behaves that writes something.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// A file of settings (TOML) [default: jobaudit.toml in the working folder, where there is one]
    #[arg(long, value_name = "FILE", help_heading = "General")]
    pub config: Option<PathBuf>,

    /// Read no file of settings
    #[arg(long, conflicts_with = "config", overrides_with = "isolated", help_heading = "General")]
    pub isolated: bool,

    /// Print help: short, and with --help every flag in full, with examples
    #[arg(short, long, action = ArgAction::Help, help_heading = "General")]
    pub help: Option<bool>,

    /// Whether to use colour
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = When::Auto, help_heading = "General")]
    pub color: When,

    /// Only errors on standard error, and no summary with -o
    #[arg(short, long, overrides_with = "quiet", help_heading = "General")]
    pub quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum When {
    Auto,
    Always,
    Never,
}
