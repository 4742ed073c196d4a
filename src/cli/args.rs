//! What may stand on the command line.
//!
//! In: arguments. Out: the same, typed. Names come from the tables of the library, so that help,
//! parsing and suggestions never disagree.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use jobaudit::findings::rule::Rule;
use jobaudit::payload::{PayloadKind, Timestamp};
use jobaudit::reference::schema::json_schema::kinds;
use jobaudit::render::Format;
use jobaudit::render::csv::Dialect;
use jobaudit::render::findings::FindingsFormat;
use jobaudit::report::SectionId;
use jobaudit::stats::Dimension;

use super::archives::{Archives, size};
use super::help::{
    COMMANDS, EXAMPLES, EXIT_CODES, EXPLAIN_EXAMPLES, MAN_EXAMPLES, SCHEMA_EXAMPLES,
    SHELL_EXAMPLES, SHOW_EXAMPLES, VALIDATE_EXAMPLES,
};

/// Audits folders of archived Webex Calling job payloads, offline.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES, after_long_help = format!("{COMMANDS}\n\n{EXIT_CODES}"),
          color = ColorChoice::Never)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// What ran, how long it took, what failed and why, and whether the archive can be believed
    #[command(after_help = EXIT_CODES, after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
    Report(Box<ReportArgs>),

    /// Every finding with its place, like a compiler
    #[command(after_help = EXIT_CODES, after_long_help = format!("{VALIDATE_EXAMPLES}\n\n{EXIT_CODES}"))]
    Validate(Box<ValidateArgs>),

    /// One job in full: executions and steps as a timeline, counts, errors, findings, files
    #[command(after_help = EXIT_CODES, after_long_help = format!("{SHOW_EXAMPLES}\n\n{EXIT_CODES}"))]
    Show(Box<ShowArgs>),

    /// A rule, status, exit code, error code, HTTP code or term in plain words; without a name, the list
    #[command(after_help = EXIT_CODES, after_long_help = format!("{EXPLAIN_EXAMPLES}\n\n{EXIT_CODES}"))]
    Explain(ExplainArgs),

    /// The JSON Schema (2020-12) of a payload kind, or of what this program writes as JSON
    #[command(after_help = EXIT_CODES, after_long_help = format!("{SCHEMA_EXAMPLES}\n\n{EXIT_CODES}"))]
    Schema(SchemaArgs),

    /// A script that lets a shell complete commands, flags and their values
    #[command(after_help = EXIT_CODES, after_long_help = format!("{SHELL_EXAMPLES}\n\n{EXIT_CODES}"))]
    Completions(CompletionsArgs),

    /// The manual page, for `man`
    #[command(after_help = EXIT_CODES, after_long_help = format!("{MAN_EXAMPLES}\n\n{EXIT_CODES}"))]
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
    #[command(flatten)]
    pub input: Input,

    /// What goes to standard output [default: text]
    #[arg(short, long, value_name = "FORMAT", value_parser = findings_formats(), help_heading = "Output")]
    pub format: Option<FindingsFormat>,

    /// A file to write, format by its ending (.txt, .md, .csv, .json, .sarif); repeatable.
    /// Folders on the way to it are made. The terminal then gets the count. `-` is standard output
    #[arg(short, long, value_name = "PATH", help_heading = "Output")]
    pub output: Vec<PathBuf>,

    /// For whom CSV is written: excel has a byte order mark and CRLF, excel-semicolon also semicolons
    /// and decimal commas
    #[arg(long, value_name = "DIALECT", value_parser = dialects(), default_value = "rfc", help_heading = "Output")]
    pub csv_dialect: Dialect,

    /// How many findings of each rule are shown of each file, the others being counted; 0 for all
    /// [default: 10 in text, table and markdown, 1000 in csv, json and sarif]
    #[arg(long, value_name = "N", value_parser = number, allow_negative_numbers = true, help_heading = "Output")]
    pub max_findings: Option<usize>,

    #[command(flatten)]
    pub judging: Judging,

    #[command(flatten)]
    pub general: General,
}

#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The job: its UUID, the first digits of it, or its id as the payload writes it
    #[arg(value_name = "JOB")]
    pub job: String,

    #[command(flatten)]
    pub input: Input,

    /// What goes to standard output: table, markdown, json or html [default: table]
    #[arg(short, long, value_name = "FORMAT", value_parser = show_formats(), help_heading = "Output")]
    pub format: Option<Format>,

    /// A file to write, format by its ending (.html, .md, .json, .txt); repeatable. Folders on the
    /// way to it are made. `-` is standard output
    #[arg(short, long, value_name = "PATH", help_heading = "Output")]
    pub output: Vec<PathBuf>,

    #[command(flatten)]
    pub judging: Judging,

    #[command(flatten)]
    pub general: General,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// What to explain, in upper or lower case
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
}

#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// A payload kind, or `report` or `findings` for the JSON of those commands
    #[arg(value_name = "KIND", value_parser = schema_kinds(), default_value = "report")]
    pub kind: SchemaKind,
}

#[derive(Clone, Copy, Debug)]
pub enum SchemaKind {
    /// What `report -f json` writes.
    Report,
    /// What `validate -f json` writes.
    Findings,
    /// A payload of the service.
    Payload(PayloadKind),
}

impl SchemaKind {
    fn all() -> impl Iterator<Item = (&'static str, SchemaKind)> {
        let payloads = kinds().map(|kind| (kind.name(), SchemaKind::Payload(kind)));
        [("report", SchemaKind::Report), ("findings", SchemaKind::Findings)]
            .into_iter()
            .chain(payloads)
    }
}

#[derive(Debug, Args)]
pub struct ReportArgs {
    #[command(flatten)]
    pub input: Input,

    /// What goes to standard output [default: table]
    #[arg(short, long, value_name = "FORMAT", value_parser = formats(), help_heading = "Output")]
    pub format: Option<Format>,

    /// A file to write, format by its ending (.html, .xlsx, .md, .csv, .json, .txt), or a folder/
    /// for one CSV a section; repeatable. Folders on the way to it are made. The terminal then gets the
    /// summary. `-` is standard output
    #[arg(short, long, value_name = "PATH", help_heading = "Output")]
    pub output: Vec<PathBuf>,

    /// For whom CSV is written: excel has a byte order mark and CRLF, excel-semicolon also semicolons
    /// and decimal commas
    #[arg(long, value_name = "DIALECT", value_parser = dialects(), default_value = "rfc", help_heading = "Output")]
    pub csv_dialect: Dialect,

    /// A CSV file to write: the users who still have to be moved, each with the last error, who has
    /// to do what, and the job. Folders on the way to it are made
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub retry_list: Option<PathBuf>,

    /// Only these sections; repeatable
    #[arg(long, value_name = "ID", value_parser = sections(), help_heading = "Content")]
    pub section: Vec<SectionId>,

    /// What failure rates are grouped by
    #[arg(long, value_name = "DIMENSION", value_parser = dimensions(), default_value = "job-name",
          help_heading = "Content")]
    pub by: Dimension,

    /// The length of top lists; 0 for all
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = number, allow_negative_numbers = true,
          help_heading = "Content")]
    pub top: usize,

    /// The heading of a report
    #[arg(long, value_name = "TEXT", default_value = "Job audit", help_heading = "Content")]
    pub title: String,

    /// Only jobs that started then or later: a time, a day or a month, in UTC
    #[arg(long, value_name = "TIME", value_parser = since, help_heading = "Filters")]
    pub since: Option<Timestamp>,

    /// Only jobs that started then or earlier; a day or a month is meant whole
    #[arg(long, value_name = "TIME", value_parser = until, help_heading = "Filters")]
    pub until: Option<Timestamp>,

    /// Only jobs of that name; repeatable
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub job_name: Vec<String>,

    /// Only jobs run for that organisation: a UUID, its first digits, or an id; repeatable
    #[arg(long, value_name = "ID", help_heading = "Filters")]
    pub org: Vec<String>,

    /// Only jobs with that exit code; repeatable
    #[arg(long, value_name = "CODE", help_heading = "Filters")]
    pub exit_code: Vec<String>,

    #[command(flatten)]
    pub judging: Judging,

    #[command(flatten)]
    pub general: General,
}

#[derive(Debug, Args)]
pub struct Input {
    /// Files, folders and archives (with all they hold, hidden files too), or `-` for standard input
    #[arg(value_name = "PATH", required_unless_present = "files_from")]
    pub paths: Vec<PathBuf>,

    /// A file (or `-`) that lists paths, one a line
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub files_from: Option<PathBuf>,

    /// Follow symbolic links in folders
    #[arg(long, help_heading = "Input")]
    pub follow: bool,

    /// The size up to which a document is read: bytes, or with K, M or G; NDJSON and CSV have no limit
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "256M", help_heading = "Input")]
    pub max_file_size: u64,

    /// How many levels deep the JSON of a payload may be nested
    #[arg(long, value_name = "N", default_value_t = 128, help_heading = "Input",
          value_parser = clap::value_parser!(u32).range(16..))]
    pub max_nesting: u32,

    #[command(flatten)]
    pub archives: Archives,
}

#[derive(Debug, Args)]
pub struct Judging {
    /// The moment that "stuck" is judged at [default: the newest lastUpdated in the archive]
    #[arg(long, value_name = "TIME", value_parser = since, help_heading = "Findings")]
    pub as_of: Option<Timestamp>,

    /// Exit with 1 when a finding of that severity or above exists [default: never for report, error
    /// for validate]
    #[arg(long, value_name = "SEVERITY", value_enum, help_heading = "Findings")]
    pub fail_on: Option<FailOn>,

    /// Leave out a rule's findings; repeatable
    #[arg(long, value_name = "RULE", value_parser = rules(), hide_possible_values = true, help_heading = "Findings")]
    pub ignore: Vec<Rule>,

    /// Keep only this rule's findings; repeatable
    #[arg(long, value_name = "RULE", value_parser = rules(), hide_possible_values = true, help_heading = "Findings")]
    pub only: Vec<Rule>,
}

#[derive(Debug, Args)]
pub struct General {
    /// How many threads work [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024),
          allow_negative_numbers = true, help_heading = "General")]
    pub threads: Option<u16>,

    /// User ids, e-mail addresses, phone numbers and extensions become pseudonyms in every output
    #[arg(long, help_heading = "Privacy")]
    pub redact: bool,

    /// A file whose content makes the pseudonyms, so that other runs have the same ones; keep it secret
    #[arg(long, value_name = "FILE", requires = "redact", help_heading = "Privacy")]
    pub salt_file: Option<PathBuf>,

    /// No bar on the terminal while an archive is read
    #[arg(long, help_heading = "General")]
    pub no_progress: bool,

    /// Whether to use colour
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = When::Auto, help_heading = "General")]
    pub color: When,

    /// Nothing on standard error but errors, and no summary beside -o
    #[arg(short, long, conflicts_with = "verbose", help_heading = "General")]
    pub quiet: bool,

    /// Name each file and what became of it, on standard error
    #[arg(short, long, help_heading = "General")]
    pub verbose: bool,
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

/// A parser of names that stand in a table of the library.
fn named<T: Clone + Send + Sync + 'static>(
    names: impl Iterator<Item = &'static str>,
    value: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(names).try_map(move |name| value(&name).ok_or("an unknown name"))
}

fn formats() -> impl TypedValueParser<Value = Format> {
    named(Format::ALL.into_iter().map(Format::name), Format::from_name)
}

/// The formats that one job is written in: it is several tables to be read.
pub(super) const FORMATS_OF_SHOW: [Format; 4] =
    [Format::Table, Format::Markdown, Format::Json, Format::Html];

fn show_formats() -> impl TypedValueParser<Value = Format> {
    named(FORMATS_OF_SHOW.into_iter().map(Format::name), Format::from_name)
}

fn findings_formats() -> impl TypedValueParser<Value = FindingsFormat> {
    named(FindingsFormat::ALL.into_iter().map(FindingsFormat::name), FindingsFormat::from_name)
}

fn schema_kinds() -> impl TypedValueParser<Value = SchemaKind> {
    named(SchemaKind::all().map(|(name, _)| name), |name| {
        SchemaKind::all().find(|(known, _)| *known == name).map(|(_, kind)| kind)
    })
}

fn dialects() -> impl TypedValueParser<Value = Dialect> {
    named(Dialect::ALL.into_iter().map(Dialect::name), Dialect::from_name)
}

fn sections() -> impl TypedValueParser<Value = SectionId> {
    named(SectionId::all().map(SectionId::name), SectionId::from_name)
}

fn dimensions() -> impl TypedValueParser<Value = Dimension> {
    named(Dimension::ALL.into_iter().map(Dimension::name), |name| {
        Dimension::ALL.into_iter().find(|dimension| dimension.name() == name)
    })
}

fn rules() -> impl TypedValueParser<Value = Rule> {
    named(Rule::ALL.iter().map(|rule| rule.name()), Rule::from_name)
}

fn number(text: &str) -> Result<usize, &'static str> {
    text.parse().map_err(|_| "expected a whole number, 0 or more")
}

fn since(text: &str) -> Result<Timestamp, &'static str> {
    Timestamp::parse_argument(text, false)
        .ok_or("expected a time such as 2023-05-30T13:04:00Z, 2023-05-30 or 2023-05")
}

fn until(text: &str) -> Result<Timestamp, &'static str> {
    Timestamp::parse_argument(text, true)
        .ok_or("expected a time such as 2023-05-30T13:04:00Z, 2023-05-30 or 2023-05")
}
