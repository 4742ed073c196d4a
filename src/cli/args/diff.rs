//! The flags of `diff`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgGroup, Args, ValueEnum};

use jobaudit::payload::Zone;
use jobaudit::report::diff::SECTIONS;
use jobaudit::report::gates::Gate;

use super::values::zones;
use super::{BaselineArgs, Choosing, General, Input, Judging, Overwrite, Plan, Reading, Writing};

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("all_of_base").multiple(true), group = ArgGroup::new("all_of_new").multiple(true))]
pub struct DiffArgs {
    /// The audit before and the one after: each a folder, an archive or a file, or a saved audit (audit.json)
    #[arg(value_name = "BASE NEW", num_args = 2, conflicts_with_all = ["all_of_base", "all_of_new"],
          required_unless_present_any = ["all_of_base", "all_of_new"])]
    pub sides: Vec<PathBuf>,

    /// What is compared with, where that is several files or folders
    #[arg(long, value_name = "PATH", num_args = 1.., group = "all_of_base", requires = "all_of_new",
          help_heading = "Input")]
    pub base: Vec<PathBuf>,

    /// What is compared, where that is several files or folders
    #[arg(long, value_name = "PATH", num_args = 1.., group = "all_of_new", requires = "all_of_base",
          help_heading = "Input")]
    pub new: Vec<PathBuf>,

    /// A file (or `-`) that lists the paths of what is compared with, one per line
    #[arg(
        long,
        value_name = "FILE",
        group = "all_of_base",
        requires = "all_of_new",
        help_heading = "Input"
    )]
    pub base_from: Option<PathBuf>,

    /// A file (or `-`) that lists the paths of what is compared, one per line
    #[arg(
        long,
        value_name = "FILE",
        group = "all_of_new",
        requires = "all_of_base",
        help_heading = "Input"
    )]
    pub new_from: Option<PathBuf>,

    #[command(flatten)]
    pub writing: Writing,

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
    pub plan: Plan,

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

    #[command(flatten)]
    pub baseline: BaselineArgs,

    #[command(flatten)]
    pub judging: Judging,

    #[command(flatten)]
    pub overwrite: Overwrite,

    #[command(flatten)]
    pub general: General,

    #[command(flatten)]
    pub reading: Reading,
}

/// What makes a comparison fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOnChange {
    Regression,
    Never,
}

impl DiffArgs {
    /// What is read of the two sides: what is compared with, and what is compared.
    pub fn both(&self) -> [Input; 2] {
        let input = |paths: &[PathBuf], files_from: &Option<PathBuf>| Input {
            paths: paths.to_vec(),
            files_from: files_from.clone(),
            reading: self.reading.clone(),
        };
        match &self.sides[..] {
            [base, new] => [base, new].map(|side| input(std::slice::from_ref(side), &None)),
            _ => [input(&self.base, &self.base_from), input(&self.new, &self.new_from)],
        }
    }
}
