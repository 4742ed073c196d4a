//! The command line: arguments in, bytes on the two streams and an exit code out.
//!
//! What was asked for goes to standard output, everything else to standard error, whose last line
//! says why the exit code is not 0. Outputs that can't be written are found out before the work
//! starts. This file and `main.rs` alone know clap, the terminal and exit codes.

mod archives;
mod args;
mod ending;
mod explain;
mod help;
mod outputs;
mod overwrite_guard;
mod progress;
mod report;
mod shell;
mod show;
#[cfg(unix)]
mod signals;
mod validate;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

use clap::Parser;
use clap::error::{ContextKind, ContextValue};

use args::{Cli, Command, General, Input, Judging, When};
use ending::Ending;
use jobaudit::AuditOptions;
use jobaudit::findings::{Keep, RuleChoice};
use jobaudit::payload::Timestamp;
use jobaudit::privacy::pseudonyms::Redactor;
use jobaudit::privacy::secrets::masked;
use jobaudit::render::Look;
use jobaudit::render::escape::visible;
use jobaudit::{Audit, Config, Error, Filters};
use overwrite_guard::Reads;

/// Runs what the command line asks for.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    // The others are over in a moment and write to no file.
    #[cfg(unix)]
    if matches!(cli.command, Command::Report(_) | Command::Validate(_) | Command::Show(_)) {
        signals::watch();
    }
    let ending = match cli.command {
        Command::Report(args) => report::run(*args),
        Command::Validate(args) => validate::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Explain(args) => explain::run(args.name.as_deref()),
        Command::Schema(args) => explain::schema(args.kind),
        Command::Completions(args) => shell::completions(args.shell),
        Command::Man => shell::man(),
    };
    ExitCode::from(ending.unwrap_or_else(Ending::from).tell())
}

/// Help and version as clap writes them; a mistake as one sentence.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let written = outputs::to_stdout(|out| write!(out, "{}", error.render()));
        return ExitCode::from(written.map_or_else(Ending::from, |()| Ending::Fine).tell());
    }
    let text = error.render().to_string();
    if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = write!(io::stderr(), "{text}");
        let sentence = "no command was given; did you mean `jobaudit report PATH`?";
        return ExitCode::from(Ending::mistake(sentence).tell());
    }
    let path = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) if Path::new(word).exists() => Some(word),
        _ => None,
    };
    let sentence = match path {
        Some(path) => {
            format!("`{path}` is no command; did you mean `jobaudit report {path}`? (see --help)")
        }
        None => format!("{} (see --help)", sentence(&text)),
    };
    ExitCode::from(Ending::mistake(sentence).tell())
}

/// clap's several lines about a mistake as one, without what `--help` says better.
fn sentence(text: &str) -> String {
    let text = text.trim_start_matches("error: ");
    let said = text.split("\n\nUsage:").next().unwrap_or(text);
    let said = said.split("\n\nFor more information").next().unwrap_or(said);
    let lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let suggested = said.contains("  tip: ");
    // Where one value is suggested, the list of all is in the way.
    let lines: Vec<&str> =
        lines.filter(|line| !(suggested && line.starts_with("[possible values"))).collect();
    lines.join(" ").replace(" tip: ", "; ")
}

/// One line on standard error. That it can't be written is nothing that anybody could be told.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "jobaudit: {}", visible(&masked(line)));
}

/// The settings that all commands share which read an archive.
fn config(
    input: &Input,
    judging: &Judging,
    general: &General,
    keep: Keep,
    filters: Filters,
) -> Result<Config, Error> {
    let mut paths = input.paths.clone();
    if let Some(list) = &input.files_from {
        let text = if list.as_os_str() == "-" {
            io::read_to_string(io::stdin())
        } else {
            std::fs::read_to_string(list)
        };
        let text = text.map_err(|error| Error::read(list, error))?;
        paths.extend(
            text.trim_start_matches('\u{feff}')
                .lines()
                .filter(|line| !line.trim().is_empty())
                .map(PathBuf::from),
        );
    }
    Ok(Config {
        paths,
        follow: input.follow,
        max_file_size: input.max_file_size.0,
        max_nesting: input.max_nesting,
        limits: input.archives.limits(),
        threads: general.threads.map_or(0, usize::from),
        options: AuditOptions {
            as_of: judging.as_of,
            rules: RuleChoice { only: judging.only.clone(), ignore: judging.ignore.clone() },
            keep,
            // Whoever names a moment means it for the whole of the audit.
            clock: judging.as_of.or_else(clock),
            words: false,
            show: None,
        },
        names: input.names.clone(),
        filters,
        ..Config::default()
    })
}

/// The files that a run reads beside what it audits.
fn reads(config: &Config, input: &Input, general: &General) -> Reads {
    let mut reads = Reads::default();
    let mut add = |path: &Path, what| reads.add(path, what);
    if config.paths.iter().any(|path| path.as_os_str() == "-") {
        add(Path::new("-"), "the file on standard input, which is to be audited");
    }
    input.files_from.iter().for_each(|path| add(path, "the list of files to audit"));
    config.names.iter().for_each(|path| add(path, "one of the lists to read"));
    config.plan.iter().for_each(|path| add(path, "one of the lists to read"));
    general.salt_file.iter().for_each(|path| add(path, "the salt file"));
    reads
}

/// Audits an archive, and takes the people out of it if that is asked for.
fn audit(config: &Config, general: &General) -> Result<Audit, Error> {
    let salt = general.salt_file.as_deref().map(salt).transpose()?;
    let mut audit = progress::watched(config, general)?;
    redact(&mut audit, general, salt.as_deref());
    Ok(audit)
}

/// Takes the people out of an audit if that is asked for; whoever has more to say of it asks the redactor.
fn redact(audit: &mut Audit, general: &General, salt: Option<&[u8]>) -> Option<Redactor> {
    if !general.redact {
        return None;
    }
    let redactor = audit.archive.redact(salt);
    for problem in &mut audit.problems {
        *problem = redactor.text(problem, true).into_owned();
    }
    Some(redactor)
}

/// What makes the pseudonyms of several runs the same.
fn salt(path: &Path) -> Result<Vec<u8>, Error> {
    let salt = std::fs::read(path).map_err(|error| Error::read(path, error))?;
    if salt.is_empty() {
        let shown = jobaudit::input::walk::shown(path);
        return Err(Error::Asked(format!("the salt file {shown} is empty")));
    }
    Ok(salt)
}

/// The system's time, to the second.
fn clock() -> Option<Timestamp> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Timestamp::from_unix_seconds(i64::try_from(since.as_secs()).ok()?)
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
    Look { width, color, ..Look::default() }
}

fn tell_files(audit: &Audit) {
    for (id, file) in audit.archive.files_found() {
        say(&match file.set_aside {
            Some(rule) => format!("{}: set aside, {rule}: {}", file.name, rule.summary()),
            None => {
                let link = audit
                    .archive
                    .links
                    .get(&id)
                    .map(|link| format!(", linked by {}", link.words()));
                format!(
                    "{}: {}, {}{}",
                    file.name,
                    file.kind.name(),
                    counted(file.payloads, "payload"),
                    link.unwrap_or_default()
                )
            }
        });
    }
}

/// `1 file`, `2 files`
fn counted(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
