//! The command line: arguments in, bytes on the two streams and an exit code out.
//!
//! What was asked for goes to standard output, everything else to standard error, whose last line
//! says why the exit code is not 0. Outputs that can't be written are found out before the work
//! starts. This folder alone knows clap and the terminal, and of it `ending` alone exit codes.

mod archives;
mod args;
mod baseline;
mod config;
mod config_file;
mod diff;
mod ending;
mod explain;
mod export;
mod facts;
mod help;
mod mistakes;
mod outputs;
mod overwrite_guard;
mod paths;
mod progress;
mod render;
mod report;
mod shell;
mod show;
mod signals;
mod split;
mod trend;
mod validate;

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::CommandFactory;

use args::{BaselineArgs, Cli, Command, General, Input, Judging, Plan, When};
use config_file::{ConfigFile, Refusal};
use ending::Ending;
use jobaudit::AuditOptions;
use jobaudit::findings::{self, Keep, RuleChoice};
use jobaudit::input::side_file;
use jobaudit::payload::Zone;
use jobaudit::privacy::pseudonyms::Redactor;
use jobaudit::privacy::secrets::masked;
use jobaudit::render::Look;
use jobaudit::render::escape::visible;
use jobaudit::{Audit, Config, Error, Filters};
use overwrite_guard::Reads;
use report::Made;

/// Runs what the command line asks for.
pub fn main() -> ExitCode {
    let typed = mistakes::in_order(std::env::args_os().collect());
    let (args, file) = match config_file::settled(typed, &Cli::command()) {
        Ok(settled) => settled,
        Err(Refusal::CommandLine(error)) => return ExitCode::from(mistakes::tell(&error)),
        Err(Refusal::File(error)) => return ExitCode::from(Ending::from(error).tell()),
    };
    let (cli, asked) = match args::parsed(args) {
        Ok(parsed) => parsed,
        Err(error) => return ExitCode::from(mistakes::tell(&error)),
    };
    // The others are over in a moment and write to no file.
    if matches!(
        cli.command,
        Command::Report(_)
            | Command::Diff(_)
            | Command::Render(_)
            | Command::Export(_)
            | Command::Validate(_)
            | Command::Show(_)
    ) {
        signals::watch();
    }
    let ending = match cli.command {
        Command::Report(args) => {
            let command = asked.map(|asked| asked.command);
            let made = Made { command, config: file.map(ConfigFile::into_source) };
            match args.presenting.split {
                Some(by) => split::run(&args, by, made),
                None => report::run(&args, made),
            }
        }
        Command::Render(args) => render::run(&args),
        Command::Diff(args) => {
            let of_file = file.as_ref().map_or(&[][..], ConfigFile::used);
            let mut typed = asked.map_or_else(Vec::new, |asked| asked.flags);
            typed.retain(|flag| !of_file.contains(flag));
            diff::run(&args, &typed, file.map(ConfigFile::into_source))
        }
        Command::Validate(args) => validate::run(&args),
        Command::Trend(args) => trend::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Fold(args) => facts::fold(&args),
        Command::Show(args) => show::run(&args),
        Command::Config(args) => config::run(&args, file.as_ref()),
        Command::Explain(args) => explain::run(&args),
        Command::Schema(args) => explain::schema(args.kind),
        Command::Completions(args) => shell::completions(args.shell),
        Command::Man => shell::man(),
    };
    ExitCode::from(ending.unwrap_or_else(Ending::from).tell())
}

/// One line on standard error. That it can't be written is nothing that anybody could be told.
fn say(line: &str) {
    let _ = writeln!(io::stderr(), "jobaudit: {}", visible(&masked(line)));
}

/// The settings that all commands share which read an archive.
fn config(
    input: &Input,
    judging: &Judging,
    zone: Zone,
    general: &General,
    keep: Keep,
    filters: Filters,
) -> Result<Config, Error> {
    let paths = paths::named(input)?;
    let reading = &input.reading;
    let as_of = judging.as_of.as_ref().and_then(|time| time.within(zone));
    Ok(Config {
        paths,
        follow: reading.follow,
        max_file_size: reading.max_file_size.0,
        max_nesting: reading.max_nesting,
        limits: reading.archives.limits(),
        threads: general.threads.map_or(0, usize::from),
        options: AuditOptions {
            as_of,
            rules: RuleChoice {
                only: judging.only.clone(),
                ignore: judging.ignore.clone(),
                levels: judging.level.iter().copied().collect(),
            },
            keep,
            // Whoever names a moment means it for the whole of the audit.
            clock: as_of.or_else(args::clock),
            words: false,
            show: None,
        },
        names: reading.names.clone(),
        named: reading.name.clone(),
        filters,
        ..Config::default()
    })
}

/// Has an audit compared with who was meant to be moved, and with the findings that are accepted.
fn set_plan_and_baseline(
    config: &mut Config,
    plan: &Plan,
    accepted: &BaselineArgs,
) -> Result<(), Error> {
    config.plan = plan.plan.clone();
    config.baseline = accepted.baseline.as_deref().map(baseline::read).transpose()?;
    Ok(())
}

/// The files that a run reads beside what it audits.
fn reads(config: &Config, input: &Input, general: &General) -> Reads {
    let mut reads = reads_of(general);
    let mut add = |path: &Path, what| reads.add(path, what);
    if config.paths.iter().any(|path| path.as_os_str() == "-") {
        add(Path::new("-"), "the file on standard input, which is to be audited");
    }
    input.files_from.iter().for_each(|path| add(path, "the list of files to audit"));
    config.names.iter().for_each(|path| add(path, "one of the lists to read"));
    config.plan.iter().for_each(|path| add(path, "one of the lists to read"));
    reads
}

/// The files that any run reads that may take people out of what it writes.
fn reads_of(general: &General) -> Reads {
    let mut reads = Reads::of(general);
    general.salt_file.iter().for_each(|path| reads.add(path, "the salt file"));
    reads
}

/// Audits an archive, and takes the people out of it if that is asked for.
fn audit(config: &Config, general: &General) -> Result<(Audit, Option<Redactor>), Error> {
    let salt = general.salt_file.as_deref().map(salt).transpose()?;
    let mut audit = progress::watched(config, general)?;
    let redactor = redact(&mut audit, general, salt.as_deref());
    Ok((audit, redactor))
}

/// Takes the people out of an audit if that is asked for; whoever has more to say of it asks the redactor.
fn redact(audit: &mut Audit, general: &General, salt: Option<&[u8]>) -> Option<Redactor> {
    if !general.redact || audit.archive.is_redacted() {
        return None;
    }
    let redactor = audit.archive.redact(salt);
    for problem in &mut audit.problems {
        *problem = redactor.text(problem, true).into_owned();
    }
    Some(redactor)
}

/// Whoever can try all salts can check any guess: 128 bits are too many to try.
const MIN_SALT_BYTES: usize = 16;

/// What makes the pseudonyms of several runs the same.
fn salt(path: &Path) -> Result<Vec<u8>, Error> {
    let salt = side_file::bytes(path).map_err(|error| Error::read(path, error))?;
    if salt.len() < MIN_SALT_BYTES {
        let shown = jobaudit::input::walk::shown(path);
        let length = counted(salt.len() as u64, "byte");
        return Err(Error::Asked(format!(
            "the salt file {shown} has {length}, and {MIN_SALT_BYTES} at least are needed, or \
             pseudonyms could be guessed; `head -c 32 /dev/urandom > FILE` makes a good one"
        )));
    }
    Ok(salt)
}

/// How tables look on standard output: as wide as the terminal, or as the variable `COLUMNS` says it is, and
/// on anything else as wide as they are.
fn look(color: When) -> Look {
    let stdout = io::stdout();
    let width = stdout.is_terminal().then(|| {
        let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let said = said.filter(|columns| *columns > 0);
        let seen = || terminal_size::terminal_size_of(&stdout);
        said.or_else(|| seen().map(|(terminal_size::Width(width), _)| usize::from(width)))
            .unwrap_or(80)
    });
    let color = match color {
        When::Always => consoles_color() != Some(false),
        When::Never => false,
        When::Auto => {
            anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never
                && consoles_color() != Some(false)
        }
    };
    Look { width, color, ..Look::default() }
}

/// Asks a console of Windows for colour, which the classic one does not show unless asked. Whether it does;
/// none where there is no such console.
fn consoles_color() -> Option<bool> {
    if !io::stdout().is_terminal() {
        return None;
    }
    anstyle_query::windows::enable_ansi_colors()
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
    findings::counted(number as usize, noun, &format!("{noun}s"))
}
