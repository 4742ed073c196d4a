//! The flags of `export`.

use std::path::PathBuf;

use clap::Args;

use jobaudit::export::{Partition, TableFormat, TableId};
use jobaudit::findings::Keep;

use super::values::{FINDINGS_FOR_PROGRAMS, number, partitions, tables};
use super::{BaselineArgs, Choosing, General, Input, Judging, Overwrite, Plan, Telling};

/// What is said once facts of all parts of an archive are together.
const NOT_OF_FACTS: [&str; 20] = [
    "output",
    "table",
    "partition",
    "csv",
    "jsonl",
    "arrow",
    "force",
    "plan",
    "since",
    "until",
    "job_name",
    "org",
    "exit_code",
    "baseline",
    "redact",
    "names",
    "name",
    "level",
    "fail_on",
    "verbose",
];

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The folder to write, a file a table; it is made where it is missing
    #[arg(
        short,
        long,
        value_name = "FOLDER",
        required_unless_present_any = ["arrow", "facts"],
        conflicts_with = "arrow",
        help_heading = "Output"
    )]
    pub output: Option<PathBuf>,

    /// Only these tables; repeatable, or with commas
    #[arg(long, value_name = "TABLE", value_parser = tables(), value_delimiter = ',', help_heading = "Output")]
    pub table: Vec<TableId>,

    /// A folder for each month (UTC) or organisation of the jobs, jobs/month=2026-11/, of tables that have that
    /// column; the other tables stay whole
    #[arg(long, value_name = "COLUMN", value_parser = partitions(), conflicts_with = "arrow", help_heading = "Output")]
    pub partition: Option<Partition>,

    /// CSV in the place of Parquet
    #[arg(long, overrides_with = "csv", conflicts_with_all = ["jsonl", "arrow"], help_heading = "Output")]
    pub csv: bool,

    /// Lines of JSON in the place of Parquet
    #[arg(long, overrides_with = "jsonl", conflicts_with = "arrow", help_heading = "Output")]
    pub jsonl: bool,

    /// One table as an Arrow stream on standard output
    #[arg(long, overrides_with = "arrow", requires = "table", help_heading = "Output")]
    pub arrow: bool,

    /// What was read, before any judgement across files, as an Arrow stream on standard output: report --facts
    /// reads it again, from many files of it as from one
    #[arg(long, overrides_with = "facts", conflicts_with_all = NOT_OF_FACTS, help_heading = "Output")]
    pub facts: bool,

    /// What files are called in facts: this, and what follows it below the path that is named or in the archive on
    /// standard input
    #[arg(long, value_name = "URI", requires = "facts", help_heading = "Output")]
    #[cfg_attr(
        not(feature = "tables"),
        allow(dead_code, reason = "what cannot be done needs no arguments")
    )]
    pub base: Option<String>,

    /// Findings of a rule to keep for one file, the rest being counted in the table files; 0 for all
    #[arg(long, value_name = "N", value_parser = number, default_value_t = FINDINGS_FOR_PROGRAMS,
          allow_negative_numbers = true, help_heading = "Output")]
    pub max_findings: usize,

    #[command(flatten)]
    pub overwrite: Overwrite,

    #[command(flatten)]
    pub plan: Plan,

    #[command(flatten)]
    pub choosing: Choosing,

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

impl ExportArgs {
    /// What is written.
    pub fn format(&self) -> TableFormat {
        match (self.arrow, self.csv, self.jsonl) {
            (true, _, _) => TableFormat::Arrow,
            (_, true, _) => TableFormat::Csv,
            (_, _, true) => TableFormat::JsonLines,
            _ => TableFormat::Parquet,
        }
    }

    /// The findings that are kept one by one.
    pub fn keep(&self) -> Keep {
        let all = self.max_findings == 0;
        Keep { per_rule: if all { usize::MAX } else { self.max_findings }, ..Keep::default() }
    }

    /// The tables that are wanted, each once and in their order.
    pub fn tables(&self) -> Vec<TableId> {
        let wanted = |id: &TableId| self.table.is_empty() || self.table.contains(id);
        TableId::all().filter(wanted).collect()
    }
}
