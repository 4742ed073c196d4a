//! The command line: arguments in, bytes on the two streams and an exit code out.
//!
//! What was asked for goes to standard output, everything else to standard error, whose last line
//! says why the exit code is not 0. Outputs that can't be written are found out before the work
//! starts. This file and `main.rs` alone know clap, the terminal and exit codes.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use jobaudit::aggregate::Dimension;
use jobaudit::finding::RuleChoice;
use jobaudit::ledger::Judgement;
use jobaudit::model::Timestamp;
use jobaudit::render::escape::visible;
use jobaudit::render::output::{Destination, Prepared};
use jobaudit::render::{self, Format, Look};
use jobaudit::report::{Options, Report, SectionId};
use jobaudit::rule::{Rule, Severity};
use jobaudit::{Audit, Config, Filters};

const EXIT_CODES: &str = "\
Exit codes:
  0  fine
  1  done, and a finding at or above --fail-on exists
  2  could not do it properly: the command line is wrong, a named path can't be read, an output
     can't be written
  3  nothing to audit: no payload was recognised";

const EXAMPLES: &str = "\
Examples:
  jobaudit report archive/
  jobaudit report archive/ -o audit.md -o audit.json -o tables/
  jobaudit report archive/ --by org --since 2025-11 -f csv --section failure_rates";

/// Audits folders of archived Webex Calling job payloads, offline.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES, color = ColorChoice::Never)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What ran, how long it took, what failed and why, and whether the archive can be believed
    #[command(after_help = EXIT_CODES, after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
    Report(Box<ReportArgs>),
}

#[derive(Debug, Args)]
struct ReportArgs {
    #[command(flatten)]
    input: Input,

    /// What goes to standard output [default: table]
    #[arg(short, long, value_name = "FORMAT", value_parser = formats(), help_heading = "Output")]
    format: Option<Format>,

    /// A file to write, format by its ending (.md, .csv, .json, .txt), or a folder/ for one CSV a
    /// section; repeatable. The terminal then gets the summary. `-` is standard output
    #[arg(short, long, value_name = "PATH", help_heading = "Output")]
    output: Vec<PathBuf>,

    /// Only these sections; repeatable
    #[arg(long, value_name = "ID", value_parser = sections(), help_heading = "Content")]
    section: Vec<SectionId>,

    /// What failure rates are grouped by
    #[arg(long, value_name = "DIMENSION", value_parser = dimensions(), default_value = "job-name",
          help_heading = "Content")]
    by: Dimension,

    /// The length of top lists; 0 for all
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Content")]
    top: usize,

    /// The heading of a report
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "Job audit",
        help_heading = "Content"
    )]
    title: String,

    /// Only jobs that started then or later: a time, a day or a month, in UTC
    #[arg(long, value_name = "TIME", value_parser = since, help_heading = "Filters")]
    since: Option<Timestamp>,

    /// Only jobs that started then or earlier; a day or a month is meant whole
    #[arg(long, value_name = "TIME", value_parser = until, help_heading = "Filters")]
    until: Option<Timestamp>,

    /// Only jobs of that name; repeatable
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    job_name: Vec<String>,

    /// Only jobs run for that organisation: a UUID, its first digits, or an id; repeatable
    #[arg(long, value_name = "ID", help_heading = "Filters")]
    org: Vec<String>,

    /// Only jobs with that exit code; repeatable
    #[arg(long, value_name = "CODE", help_heading = "Filters")]
    exit_code: Vec<String>,

    #[command(flatten)]
    judging: Judging,

    #[command(flatten)]
    general: General,
}

#[derive(Debug, Args)]
struct Input {
    /// Files, folders (with all they hold, hidden files too), or `-` for standard input
    #[arg(value_name = "PATH", required_unless_present = "files_from")]
    paths: Vec<PathBuf>,

    /// A file (or `-`) that lists paths, one a line
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    files_from: Option<PathBuf>,

    /// Follow symbolic links in folders
    #[arg(long, help_heading = "Input")]
    follow: bool,

    /// The size up to which a document is read: bytes, or with K, M or G; NDJSON and CSV have no limit
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "256M", help_heading = "Input")]
    max_file_size: u64,
}

#[derive(Debug, Args)]
struct Judging {
    /// The moment that "stuck" is judged at [default: the newest lastUpdated in the archive]
    #[arg(long, value_name = "TIME", value_parser = since, help_heading = "Findings")]
    as_of: Option<Timestamp>,

    /// Exit with 1 when a finding of that severity or above exists
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Never, help_heading = "Findings")]
    fail_on: FailOn,

    /// Leave out a rule's findings; repeatable
    #[arg(long, value_name = "RULE", value_parser = rules(), hide_possible_values = true, help_heading = "Findings")]
    ignore: Vec<Rule>,

    /// Keep only this rule's findings; repeatable
    #[arg(long, value_name = "RULE", value_parser = rules(), hide_possible_values = true, help_heading = "Findings")]
    only: Vec<Rule>,
}

#[derive(Debug, Args)]
struct General {
    /// How many threads work [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "General")]
    threads: Option<u16>,

    /// Whether to use colour
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = When::Auto, help_heading = "General")]
    color: When,

    /// Nothing on standard error but errors, and no summary beside -o
    #[arg(short, long, conflicts_with = "verbose", help_heading = "General")]
    quiet: bool,

    /// Name each file and what became of it, on standard error
    #[arg(short, long, help_heading = "General")]
    verbose: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum When {
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

fn sections() -> impl TypedValueParser<Value = SectionId> {
    named(SectionId::all().map(SectionId::name), SectionId::from_name)
}

fn dimensions() -> impl TypedValueParser<Value = Dimension> {
    named(Dimension::ALL.into_iter().map(Dimension::name), |name| {
        Dimension::ALL
            .into_iter()
            .find(|dimension| dimension.name() == name)
    })
}

fn rules() -> impl TypedValueParser<Value = Rule> {
    named(Rule::ALL.iter().map(|rule| rule.name()), Rule::from_name)
}

fn since(text: &str) -> Result<Timestamp, &'static str> {
    Timestamp::parse_argument(text, false)
        .ok_or("expected a time such as 2023-05-30T13:04:00Z, 2023-05-30 or 2023-05")
}

fn until(text: &str) -> Result<Timestamp, &'static str> {
    Timestamp::parse_argument(text, true)
        .ok_or("expected a time such as 2023-05-30T13:04:00Z, 2023-05-30 or 2023-05")
}

fn size(text: &str) -> Result<u64, &'static str> {
    let (number, unit) = match text.char_indices().find(|(_, c)| !c.is_ascii_digit()) {
        Some((at, _)) => text.split_at(at),
        None => (text, ""),
    };
    let unit = match unit.trim().to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "K" | "KB" | "KIB" => 1 << 10,
        "M" | "MB" | "MIB" => 1 << 20,
        "G" | "GB" | "GIB" => 1 << 30,
        _ => return Err("expected a number of bytes, or one with K, M or G"),
    };
    let bytes = number
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(unit));
    bytes
        .filter(|bytes| *bytes > 0)
        .ok_or("expected a number of bytes, or one with K, M or G")
}

/// Runs what the command line asks for.
pub fn main() -> ExitCode {
    let code = match Cli::try_parse() {
        Ok(cli) => match cli.command {
            Command::Report(args) => report(*args),
        },
        Err(error) => return usage(&error),
    };
    match code {
        Ok(code) => ExitCode::from(code),
        // Whoever read the output has seen enough.
        Err(error)
            if error
                .downcast_ref::<io::Error>()
                .is_some_and(is_closed_pipe) =>
        {
            ExitCode::SUCCESS
        }
        Err(error) => {
            say(&error.to_string());
            ExitCode::from(2)
        }
    }
}

fn is_closed_pipe(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// Help and version as clap writes them; a mistake as one sentence.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let mut out = io::stdout().lock();
        let _ = write!(out, "{}", error.render()).and_then(|()| out.flush());
        return ExitCode::SUCCESS;
    }
    let text = error.render().to_string();
    if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = write!(io::stderr(), "{text}");
        say("no command was given; did you mean `jobaudit report PATH`?");
        return ExitCode::from(2);
    }
    let text = text
        .split("\n\nUsage:")
        .next()
        .unwrap_or(&text)
        .trim_start_matches("error: ");
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    say(&format!(
        "{} (see --help)",
        lines.join(" ").replace(" tip: ", "; ")
    ));
    ExitCode::from(2)
}

/// One line on standard error. That it can't be written is nothing that anybody could be told.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "jobaudit: {}", visible(line));
}

type Failure = Box<dyn std::error::Error>;

/// Where a report goes.
struct Outputs {
    /// What goes to standard output, and which sections of it.
    stdout: Option<(Format, Vec<SectionId>)>,
    files: Vec<(Prepared, Vec<SectionId>)>,
}

impl Outputs {
    fn of(args: &ReportArgs) -> Result<Outputs, Failure> {
        let usual: Vec<SectionId> = SectionId::usual().collect();
        let all: Vec<SectionId> = SectionId::all().collect();
        let mut asked = args.section.clone();
        asked.sort_unstable();
        asked.dedup();
        let chosen = |otherwise: &[SectionId]| {
            if asked.is_empty() {
                otherwise.to_vec()
            } else {
                asked.clone()
            }
        };
        let to_stdout = args.output.is_empty()
            || args.format.is_some()
            || args.output.iter().any(|path| path.as_os_str() == "-");
        let stdout = if to_stdout {
            Some((args.format.unwrap_or(Format::Table), chosen(&usual)))
        } else {
            let summary = SectionId::from_name("summary").into_iter().collect();
            (!args.general.quiet).then_some((Format::Table, summary))
        };
        if let Some((Format::Csv, sections)) = &stdout
            && sections.len() != 1
        {
            return Err("csv on standard output holds one section: add --section ID, or write a folder with -o tables/".into());
        }
        let mut files = Vec::new();
        for path in args.output.iter().filter(|path| path.as_os_str() != "-") {
            let destination = Destination::new(path)?;
            let sections = if destination.format().is_none() {
                chosen(&all)
            } else {
                chosen(&usual)
            };
            let names: Vec<&str> = sections.iter().map(|section| section.name()).collect();
            files.push((destination.prepare(&names)?, sections));
        }
        Ok(Outputs { stdout, files })
    }

    /// All sections that any output needs.
    fn sections(&self) -> Vec<SectionId> {
        let stdout = self.stdout.iter().flat_map(|(_, sections)| sections);
        let mut all: Vec<SectionId> = stdout
            .chain(self.files.iter().flat_map(|(_, sections)| sections))
            .copied()
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn report(args: ReportArgs) -> Result<u8, Failure> {
    let outputs = Outputs::of(&args)?;
    let config = config(&args)?;
    let audit = jobaudit::audit(&config)?;
    if args.general.verbose {
        tell_files(&audit);
    }
    let options = Options {
        title: args.title.clone(),
        filters: config.filters.described(),
        sections: outputs.sections(),
        by: args.by,
        top: args.top,
    };
    let report = jobaudit::with_threads(config.threads, || Report::of(&audit.archive, &options))?;
    for (prepared, sections) in outputs.files {
        for path in prepared.commit(&report.only(&sections))? {
            if !args.general.quiet {
                say(&format!("wrote {}", jobaudit::discover::shown(&path)));
            }
        }
    }
    if let Some((format, sections)) = outputs.stdout {
        let mut out = io::stdout().lock();
        render::write(
            &report.only(&sections),
            format,
            &look(args.general.color),
            &mut out,
        )?;
    }
    Ok(verdict(&audit, args.judging.fail_on))
}

fn config(args: &ReportArgs) -> Result<Config, Failure> {
    let mut paths = args.input.paths.clone();
    if let Some(list) = &args.input.files_from {
        let text = if list.as_os_str() == "-" {
            io::read_to_string(io::stdin())
        } else {
            std::fs::read_to_string(list)
        };
        let text = text.map_err(|error| format!("cannot read {}: {error}", list.display()))?;
        paths.extend(
            text.lines()
                .filter(|line| !line.trim().is_empty())
                .map(PathBuf::from),
        );
    }
    Ok(Config {
        paths,
        follow: args.input.follow,
        max_file_size: args.input.max_file_size,
        threads: args.general.threads.map_or(0, usize::from),
        judgement: Judgement {
            as_of: args.judging.as_of,
            rules: RuleChoice {
                only: args.judging.only.clone(),
                ignore: args.judging.ignore.clone(),
            },
        },
        filters: Filters {
            since: args.since,
            until: args.until,
            job_names: args.job_name.clone(),
            orgs: args.org.clone(),
            exit_codes: args.exit_code.clone(),
        },
    })
}

/// How tables look on standard output: as wide as the terminal, and on anything else as wide as
/// they are.
fn look(color: When) -> Look {
    let stdout = io::stdout();
    let width = stdout.is_terminal().then(|| {
        terminal_size::terminal_size_of(&stdout)
            .map_or(80, |(terminal_size::Width(width), _)| usize::from(width))
    });
    let color = match color {
        When::Always => true,
        When::Never => false,
        When::Auto => anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never,
    };
    Look { width, color }
}

fn tell_files(audit: &Audit) {
    for file in &audit.archive.files {
        say(&match file.set_aside {
            Some(rule) => format!("{}: set aside, {rule}: {}", file.name, rule.summary()),
            None => format!(
                "{}: {}, {} payloads",
                file.name,
                file.kind.name(),
                file.payloads
            ),
        });
    }
}

/// The exit code, and why it is not 0.
fn verdict(audit: &Audit, fail_on: FailOn) -> u8 {
    if let Some(first) = audit.problems.first() {
        for problem in audit.problems.iter().skip(1) {
            say(problem);
        }
        say(first);
        return 2;
    }
    let findings = &audit.archive.findings;
    if audit.payloads == 0
        && !audit
            .archive
            .files
            .iter()
            .any(|file| file.set_aside.is_none())
    {
        say(&format!(
            "nothing to audit: no payload was recognised in {} files",
            audit.archive.files.len()
        ));
        return 3;
    }
    let least = match fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Info => Severity::Info,
        FailOn::Never => return 0,
    };
    let counts = Severity::ALL
        .into_iter()
        .rev()
        .filter(|severity| *severity >= least);
    let found: Vec<String> = counts
        .map(|severity| (findings.count(severity), severity.name()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} of severity {name}"))
        .collect();
    if found.is_empty() {
        return 0;
    }
    say(&format!(
        "findings at or above --fail-on {}: {}",
        least.name(),
        found.join(", ")
    ));
    1
}
