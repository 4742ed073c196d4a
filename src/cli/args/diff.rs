//! The flags of `diff`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use jobaudit::findings::rule::{Rule, Severity};
use jobaudit::input::lists::ListedName;
use jobaudit::payload::Zone;
use jobaudit::render::csv::Dialect;
use jobaudit::render::{DocumentKind, Format};
use jobaudit::report::diff::SECTIONS;
use jobaudit::report::gates::Gate;

use super::values::{
    dialects, format_help, formats, level, listed_name, nesting, output_help, rules, zones,
};
use super::{Choosing, General, Input, Judging, Overwrite};
use crate::cli::archives::{Archives, Size, size};

#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The audit before and the one after: each a folder, an archive or a file, or a saved audit (audit.json)
    #[arg(value_name = "BASE NEW", num_args = 2, conflicts_with_all = ["base", "new"],
          required_unless_present_all = ["base", "new"])]
    pub sides: Vec<PathBuf>,

    /// What is compared with, where that is several files or folders
    #[arg(long, value_name = "PATH", num_args = 1.., requires = "new", help_heading = "Input")]
    pub base: Vec<PathBuf>,

    /// What is compared, where that is several files or folders
    #[arg(long, value_name = "PATH", num_args = 1.., requires = "base", help_heading = "Input")]
    pub new: Vec<PathBuf>,

    #[arg(short, long, value_name = "FORMAT", value_parser = formats(DocumentKind::Report), help_heading = "Output",
          help = format_help(DocumentKind::Report))]
    pub format: Option<Format>,

    #[arg(short, long, value_name = "PATH", help_heading = "Output", help = output_help(DocumentKind::Report))]
    pub output: Vec<PathBuf>,

    /// How CSV is written: excel adds a byte order mark and CRLF, excel-semicolon also uses semicolons
    /// and decimal commas
    #[arg(long, value_name = "DIALECT", value_parser = dialects(), default_value = "rfc", help_heading = "Output")]
    pub csv_dialect: Dialect,

    /// Only this section; repeatable
    #[arg(long, value_name = "ID", value_parser = PossibleValuesParser::new(SECTIONS), help_heading = "Content")]
    pub section: Vec<String>,

    /// Also what is as it was: people who are still open, and findings that are the same
    #[arg(long, overrides_with = "all", help_heading = "Content")]
    pub all: bool,

    /// The heading
    #[arg(long, value_name = "TEXT", default_value = "What changed", help_heading = "Content")]
    pub title: String,

    /// The zone of every time that people read; csv and json hold times in UTC [default: UTC]
    #[arg(long, value_name = "ZONE", value_parser = zones, default_value_t = Zone::default(), hide_default_value = true,
          help_heading = "Content")]
    pub tz: Zone,

    #[command(flatten)]
    pub choosing: Choosing,

    /// Exit with 1 when something became worse: people who newly failed or failed again, a job that was fine and is
    /// not, jobs that are gone or tell another past, new findings of severity error [default: never]
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = FailOnChange::Never, hide_default_value = true,
          help_heading = "Findings")]
    pub fail_on: FailOnChange,

    /// Exit with 1 unless this holds: a figure of the new audit, or how one changed, as in
    /// 'people_to_move.change<=0'. What is unknown does not hold; repeatable
    #[arg(long, value_name = "LIMIT", value_parser = Gate::of_changes, help_heading = "Findings")]
    pub require: Vec<Gate>,

    /// Leave out a rule's findings; repeatable
    #[arg(long, value_name = "RULE", value_parser = rules(), hide_possible_values = true, help_heading = "Findings")]
    pub ignore: Vec<Rule>,

    /// Keep only this rule's findings; repeatable
    #[arg(long, value_name = "RULE", value_parser = rules(), hide_possible_values = true, help_heading = "Findings")]
    pub only: Vec<Rule>,

    /// How much a rule's findings matter: RULE=error, RULE=warning or RULE=info; repeatable
    #[arg(long, value_name = "RULE=SEVERITY", value_parser = level, help_heading = "Findings")]
    pub level: Vec<(Rule, Severity)>,

    #[command(flatten)]
    pub overwrite: Overwrite,

    #[command(flatten)]
    pub general: General,

    /// Follow symbolic links in folders
    #[arg(long, help_heading = "Input")]
    pub follow: bool,

    /// Names for ids: a CSV or JSON file with a column of ids and one of names; repeatable
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub names: Vec<PathBuf>,

    /// What an id is called, as ID=NAME; repeatable
    #[arg(long, value_name = "ID=NAME", value_parser = listed_name, help_heading = "Input")]
    pub name: Vec<ListedName>,

    /// The largest document to read: bytes, or with K, M or G; NDJSON and CSV have no limit
    #[arg(long, value_name = "SIZE", value_parser = size, help_heading = "Limits",
          default_value_t = Size(jobaudit::Config::default().max_file_size))]
    pub max_file_size: Size,

    /// Levels that the JSON of a payload may be nested
    #[arg(long, value_name = "N", default_value_t = jobaudit::Config::default().max_nesting, help_heading = "Limits",
          value_parser = nesting)]
    pub max_nesting: usize,

    #[command(flatten)]
    pub archives: Archives,
}

/// What makes a comparison fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOnChange {
    Regression,
    Never,
}

impl DiffArgs {
    /// The paths of the two sides: what is compared with, and what is compared.
    pub fn both(&self) -> [Vec<PathBuf>; 2] {
        match &self.sides[..] {
            [base, new] => [vec![base.clone()], vec![new.clone()]],
            _ => [self.base.clone(), self.new.clone()],
        }
    }

    /// What is read of a side, as other commands have it.
    pub fn input(&self, paths: Vec<PathBuf>) -> Input {
        Input {
            paths,
            files_from: None,
            follow: self.follow,
            names: self.names.clone(),
            name: self.name.clone(),
            max_file_size: self.max_file_size,
            max_nesting: self.max_nesting,
            archives: self.archives,
        }
    }

    /// How it is judged.
    pub fn judging(&self) -> Judging {
        Judging {
            as_of: None,
            ignore: self.ignore.clone(),
            only: self.only.clone(),
            level: self.level.clone(),
        }
    }
}
