//! What may stand on the command line.
//!
//! In: arguments. Out: the same, typed. Names come from the tables of the library, so that help,
//! parsing and suggestions never disagree.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use jobaudit::Config;
use jobaudit::findings::rule::Rule;
use jobaudit::payload::{PayloadKind, Timestamp};
use jobaudit::reference::schema::kinds;
use jobaudit::render::csv::Dialect;
use jobaudit::render::{DocumentKind, Format};
use jobaudit::report::{Options, SectionId};
use jobaudit::stats::Dimension;

use super::archives::{Archives, Size, size};
use super::help::{
    COMMANDS, EXAMPLES, EXIT_CODES, EXPLAIN_EXAMPLES, MAN_EXAMPLES, SCHEMA_EXAMPLES,
    SHELL_EXAMPLES, SHOW_EXAMPLES, VALIDATE_EXAMPLES,
};

/// How many findings of a rule in a file people get to see, unless they ask for more.
pub(super) const FINDINGS_FOR_PEOPLE: usize = 10;

/// How many programs get.
pub(super) const FINDINGS_FOR_PROGRAMS: usize = 1_000;

/// Fewer levels than this no payload has.
const MIN_NESTING: usize = 16;

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
    /// What ran, what failed and why, how long it took, and whether the archive can be believed
    #[command(after_help = EXIT_CODES, after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
    Report(Box<ReportArgs>),

    /// Check every file and print each problem with file, line and column
    #[command(after_help = EXIT_CODES, after_long_help = format!("{VALIDATE_EXAMPLES}\n\n{EXIT_CODES}"))]
    Validate(Box<ValidateArgs>),

    /// One job in full: executions and steps as a timeline, counts, errors, findings, files
    #[command(after_help = EXIT_CODES, after_long_help = format!("{SHOW_EXAMPLES}\n\n{EXIT_CODES}"))]
    Show(Box<ShowArgs>),

    /// What a rule, status, exit code, error code, HTTP code or term means; without a name, list them all
    #[command(after_help = EXIT_CODES, after_long_help = format!("{EXPLAIN_EXAMPLES}\n\n{EXIT_CODES}"))]
    Explain(ExplainArgs),

    /// The JSON Schema (2020-12) of a payload kind, or of what this program writes as JSON
    #[command(after_help = EXIT_CODES, after_long_help = format!("{SCHEMA_EXAMPLES}\n\n{EXIT_CODES}"))]
    Schema(SchemaArgs),

    /// Print a script that lets a shell complete commands, flags and their values
    #[command(after_help = EXIT_CODES, after_long_help = format!("{SHELL_EXAMPLES}\n\n{EXIT_CODES}"))]
    Completions(CompletionsArgs),

    /// Print the manual page, for `man`
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

    #[arg(short, long, value_name = "FORMAT", value_parser = formats(DocumentKind::Job), help_heading = "Output",
          help = format_help(DocumentKind::Job))]
    pub format: Option<Format>,

    #[arg(short, long, value_name = "PATH", help_heading = "Output", help = output_help(DocumentKind::Job))]
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

    #[arg(short, long, value_name = "FORMAT", value_parser = formats(DocumentKind::Report), help_heading = "Output",
          help = format_help(DocumentKind::Report))]
    pub format: Option<Format>,

    #[arg(short, long, value_name = "PATH", help_heading = "Output", help = output_help(DocumentKind::Report))]
    pub output: Vec<PathBuf>,

    /// How CSV is written: excel adds a byte order mark and CRLF, excel-semicolon also uses semicolons
    /// and decimal commas
    #[arg(long, value_name = "DIALECT", value_parser = dialects(), default_value = "rfc", help_heading = "Output")]
    pub csv_dialect: Dialect,

    /// A file to write: the people who still have to be moved. In .csv each with the reason, what to do,
    /// and the job; in .json as requests for the API, built from the archived ones. `-` is standard
    /// output, as CSV
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub retry_list: Option<PathBuf>,

    /// Only these people in the retry list: those for whom that action is to be taken
    #[arg(long, value_name = "ACTION", value_parser = actions(), requires = "retry_list", help_heading = "Output")]
    pub action: Option<String>,

    /// Who was meant to be moved: any table with a column of e-mail addresses or ids. Whoever was never
    /// requested is still to be moved
    #[arg(long, value_name = "FILE", help_heading = "Content")]
    pub plan: Option<PathBuf>,

    /// Only these sections; repeatable, or with commas
    #[arg(long, value_name = "ID", value_parser = sections(), value_delimiter = ',', help_heading = "Content")]
    pub section: Vec<SectionId>,

    /// These sections beside the usual ones, or beside those of --section; repeatable, or with commas
    #[arg(long, value_name = "ID", value_parser = sections(), value_delimiter = ',', help_heading = "Content",
          hide_possible_values = true)]
    pub with: Vec<SectionId>,

    /// How failure rates are grouped
    #[arg(long, value_name = "DIMENSION", value_parser = dimensions(), default_value = Dimension::default().name(),
          help_heading = "Content")]
    pub by: Dimension,

    /// Rows of slowest_steps; 0 for all
    #[arg(long, value_name = "N", default_value_t = Options::default().top, value_parser = number, allow_negative_numbers = true,
          help_heading = "Content")]
    pub top: usize,

    /// The heading of a report
    #[arg(long, value_name = "TEXT", default_value_t = Options::default().title, help_heading = "Content")]
    pub title: String,

    /// Only jobs that started at TIME or later: a time, a day or a month, in UTC
    #[arg(long, value_name = "TIME", value_parser = since, help_heading = "Filters")]
    pub since: Option<Timestamp>,

    /// Only jobs that started at TIME or earlier; all of it, where it is a day or a month
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

    /// A file (or `-`) that lists paths, one per line
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub files_from: Option<PathBuf>,

    /// Follow symbolic links in folders
    #[arg(long, help_heading = "Input")]
    pub follow: bool,

    /// The largest document to read: bytes, or with K, M or G; NDJSON and CSV have no limit
    #[arg(long, value_name = "SIZE", value_parser = size, help_heading = "Input",
          default_value_t = Size(Config::default().max_file_size))]
    pub max_file_size: Size,

    /// Names for ids: a CSV or JSON file with a column of ids and one of names; repeatable. Lists of
    /// people, organisations and locations in the archive are read anyhow
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub names: Vec<PathBuf>,

    /// Levels that the JSON of a payload may be nested
    #[arg(long, value_name = "N", default_value_t = Config::default().max_nesting, help_heading = "Input",
          value_parser = nesting)]
    pub max_nesting: usize,

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
    /// Number of threads [default: one per CPU]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024),
          allow_negative_numbers = true, help_heading = "General")]
    pub threads: Option<u16>,

    /// User ids, e-mail addresses, phone numbers and extensions become pseudonyms in every output
    #[arg(long, help_heading = "Privacy")]
    pub redact: bool,

    /// A file whose content decides the pseudonyms, so that other runs have the same ones; keep it secret
    #[arg(long, value_name = "FILE", requires = "redact", help_heading = "Privacy")]
    pub salt_file: Option<PathBuf>,

    /// No progress bar on the terminal
    #[arg(long, help_heading = "General")]
    pub no_progress: bool,

    /// Whether to use colour
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = When::Auto, help_heading = "General")]
    pub color: When,

    /// Only errors on standard error, and no summary with -o
    #[arg(short, long, conflicts_with = "verbose", help_heading = "General")]
    pub quiet: bool,

    /// Print each file and what became of it to standard error
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
    value: impl Fn(&str) -> Option<T> + Clone + Send + Sync + 'static,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(names).try_map(move |name| value(&name).ok_or("an unknown name"))
}

fn formats(kind: DocumentKind) -> impl TypedValueParser<Value = Format> {
    named(Format::of(kind).map(Format::name), move |name| Format::from_name(kind, name))
}

/// What `-f` does.
fn format_help(kind: DocumentKind) -> String {
    let default = Format::of(kind).next().map_or("", Format::name);
    format!("What goes to standard output [default: {default}]")
}

/// What `-o` does.
fn output_help(kind: DocumentKind) -> String {
    // The usual one of each.
    let mut endings: Vec<&str> = Format::of(kind).map(|format| format.endings()[0]).collect();
    endings.dedup();
    let endings = format!(".{}", endings.join(", ."));
    let (or_folder, then) = match kind {
        DocumentKind::Report => {
            (", or a folder/ for one CSV per section", " The terminal then gets the summary.")
        }
        DocumentKind::Findings => ("", " The terminal then gets the count."),
        DocumentKind::Job => ("", ""),
    };
    format!(
        "A file to write, format by its ending ({endings}) or by its name before it \
         (html=report.txt), with .gz or .zst behind it compressed{or_folder}; repeatable. \
         Folders on the way to it are made.{then} `-` is standard output"
    )
}

/// How many findings are shown where nobody says.
fn max_findings_help() -> String {
    let names = |people: bool| {
        let formats = Format::of(DocumentKind::Findings);
        let names: Vec<&str> =
            formats.filter(|f| f.is_for_people() == people).map(Format::name).collect();
        match &names[..] {
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
            [] => String::new(),
        }
    };
    format!(
        "Findings of a rule to show for one file, the rest being counted; 0 for all \
         [default: {FINDINGS_FOR_PEOPLE} in {}, {FINDINGS_FOR_PROGRAMS} in {}]",
        names(true),
        names(false)
    )
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

fn actions() -> PossibleValuesParser {
    PossibleValuesParser::new(
        jobaudit::reference::actions::all().map(|known| known.action.as_str()),
    )
}

fn rules() -> impl TypedValueParser<Value = Rule> {
    named(Rule::ALL.iter().map(|rule| rule.name()), Rule::from_name)
}

fn nesting(text: &str) -> Result<usize, String> {
    let levels = text.parse().ok().filter(|levels| *levels >= MIN_NESTING);
    levels.ok_or_else(|| format!("expected a whole number, {MIN_NESTING} or more"))
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
