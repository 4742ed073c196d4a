//! Settings that stand in a file: `jobaudit.toml`.
//!
//! In: a file in TOML whose keys are the names of flags, at its top for every command that has the flag, or in a table
//! named like a command for that one. Out: [`ConfigFile`]: the flags that it stands for, each with its place. What
//! flags there are, which command has which and what each takes is clap's to say, of which no list is kept here; the
//! values go through clap's parsers, as if they had been typed.

mod reader;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use sha2::{Digest, Sha256};

use jobaudit::Error;
use jobaudit::findings::location::LineColumn;
use jobaudit::input::side_file;
use jobaudit::input::walk::shown;
use jobaudit::payload::hex;
use jobaudit::report::settings::ConfigSource;

use super::mistakes::sentence;
use reader::Reader;

/// The file that is read where none is named.
const USUAL_FILE: &str = "jobaudit.toml";

/// The variable that names another one; empty for none at all.
const FILE_VARIABLE: &str = "JOBAUDIT_CONFIG";

/// Flags that say which file is read: they can't stand in it.
const FLAGS_ABOUT_FILES: [&str; 2] = ["config", "isolated"];

/// Flags that would do something else, or be wrong, in another command than the one that was thought of: at the top
/// of the file they are this command's.
const OUTPUT_FLAGS: [&str; 2] = ["output", "format"];
const MAIN_COMMAND: &str = "report";

/// Flags whose values are files that are read.
const INPUT_FILE_FLAGS: [&str; 8] =
    ["base-from", "baseline", "files-from", "history", "names", "new-from", "plan", "salt-file"];

/// A file of settings.
#[derive(Debug)]
pub(super) struct ConfigFile {
    /// As it was named.
    pub path: PathBuf,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    settings: Vec<Setting>,
    /// The flags that count for the command which runs, without dashes.
    used: Vec<String>,
}

/// A flag with its values.
#[derive(Debug)]
struct Setting {
    /// The command that it is for; none where it is for all that have the flag.
    command: Option<String>,
    /// The flag's name without dashes.
    flag: String,
    /// A value each; none of a switch.
    values: Vec<(Option<String>, LineColumn)>,
    /// Where it stands.
    place: LineColumn,
}

/// What the command line says of files of settings.
pub(super) fn chosen(command: &Command, matches: &ArgMatches) -> Option<PathBuf> {
    let is_known = command.get_arguments().any(|arg| arg.get_id() == FLAGS_ABOUT_FILES[0]);
    if !is_known || matches.get_flag(FLAGS_ABOUT_FILES[1]) {
        return None;
    }
    let named = matches.get_one::<PathBuf>(FLAGS_ABOUT_FILES[0]).cloned();
    let of_variable = || env::var_os(FILE_VARIABLE).map(PathBuf::from);
    match named.or_else(of_variable) {
        Some(path) => Some(path).filter(|path| !path.as_os_str().is_empty()),
        None => Some(PathBuf::from(USUAL_FILE)).filter(|path| path.is_file()),
    }
}

impl ConfigFile {
    /// Reads a file.
    pub(super) fn read(path: &Path, commands: &Command) -> Result<ConfigFile, Error> {
        let bytes = side_file::bytes(path).map_err(|error| Error::read(path, error))?;
        let digest = Sha256::digest(&bytes);
        let text = String::from_utf8(bytes)
            .map_err(|_| Error::Asked(format!("{}: it is no text in UTF-8", shown(path))))?;
        let reader = Reader { text: text.trim_start_matches('\u{feff}'), commands };
        let settings =
            reader.settings().map_err(|(at, message)| mistake(path, reader.place(at), &message))?;
        let sha256 = hex(&digest);
        Ok(ConfigFile { path: path.to_owned(), sha256, settings, used: Vec::new() })
    }

    /// The settings of a command as arguments, but for those that the command line has, or that it rules out.
    fn arguments(&mut self, command: &Command, given: &ArgMatches) -> Result<Vec<String>, Error> {
        let is_given =
            |arg: &Arg| given.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
        let mut arguments = Vec::new();
        let mut used = Vec::new();
        for (arg, setting) in self.of(command) {
            let rivals = command.get_arg_conflicts_with(arg);
            // Which two flags rule each other out is said by one of them.
            let rules_out = |other: &Arg| {
                command
                    .get_arg_conflicts_with(other)
                    .iter()
                    .any(|ruled| ruled.get_id() == arg.get_id())
            };
            let is_overruled = is_given(arg)
                || rivals.into_iter().any(is_given)
                || command.get_arguments().any(|other| is_given(other) && rules_out(other));
            let own = self.checked(command, setting)?;
            if !is_overruled {
                used.push(setting.flag.clone());
                arguments.extend(own);
            }
        }
        self.used = used;
        Ok(arguments)
    }

    /// The flags, without dashes, that the command which runs has from here: those that nobody typed.
    pub(super) fn used(&self) -> &[String] {
        &self.used
    }

    /// The files that it says are to be read.
    pub(super) fn named(&self) -> impl Iterator<Item = &Path> {
        let read =
            self.settings.iter().filter(|setting| INPUT_FILE_FLAGS.contains(&&*setting.flag));
        read.flat_map(|setting| &setting.values)
            .filter_map(|(value, _)| value.as_deref().map(Path::new))
    }

    /// The same as a report names it.
    pub(super) fn into_source(self) -> ConfigSource {
        ConfigSource { file: shown(&self.path), sha256: self.sha256 }
    }

    /// Sends every value for a command through clap's parsers.
    pub(super) fn check(&self, command: &Command) -> Result<(), Error> {
        self.of(command).try_for_each(|(_, setting)| self.checked(command, setting).map(drop))
    }

    /// Whether a switch is on in a command.
    pub(super) fn is_on(&self, command: &Command, flag: &str) -> bool {
        self.of(command).any(|(_, setting)| setting.flag == flag && !setting.values.is_empty())
    }

    /// Where the setting of a flag stands that counts for a command, and its values.
    pub(super) fn origin(
        &self,
        command: &Command,
        flag: &str,
    ) -> Option<(LineColumn, Vec<String>)> {
        let (_, setting) = self.of(command).find(|(_, setting)| setting.flag == flag)?;
        let values = setting.values.iter();
        Some((setting.place, values.filter_map(|(value, _)| value.clone()).collect()))
    }

    /// The settings that count for a command, each with its flag: its own before those for all.
    fn of<'c>(&'c self, command: &'c Command) -> impl Iterator<Item = (&'c Arg, &'c Setting)> {
        let name = command.get_name();
        let own = move |setting: &&Setting| setting.command.as_deref() == Some(name);
        let counts = move |setting: &&Setting| match &setting.command {
            Some(command) => command == name,
            None => {
                let is_written = OUTPUT_FLAGS.contains(&&*setting.flag);
                let has_own =
                    || self.settings.iter().filter(own).any(|own| own.flag == setting.flag);
                (!is_written || name == MAIN_COMMAND) && !has_own()
            }
        };
        let settings = self.settings.iter().filter(counts);
        settings.filter_map(|setting| Some((flag(command, &setting.flag)?, setting)))
    }

    /// The arguments of a setting, after clap's parsers have seen each of its values.
    fn checked(&self, command: &Command, setting: &Setting) -> Result<Vec<String>, Error> {
        let argument = |value: &Option<String>| match value {
            Some(value) => format!("--{}={value}", setting.flag),
            None => format!("--{}", setting.flag),
        };
        let mut arguments = Vec::new();
        for (value, place) in &setting.values {
            let argument = argument(value);
            let alone = [command.get_name().to_owned(), argument.clone()];
            match command.clone().try_get_matches_from(alone) {
                // What else is needed is there when all of it is put together.
                Err(error) if error.kind() != ErrorKind::MissingRequiredArgument => {
                    return Err(mistake(
                        &self.path,
                        *place,
                        &sentence(&error.render().to_string()),
                    ));
                }
                _ => arguments.push(argument),
            }
        }
        Ok(arguments)
    }
}

/// A mistake in a file, with its place.
fn mistake(path: &Path, place: LineColumn, message: &str) -> Error {
    Error::Asked(format!("{}:{}:{}: {message}", shown(path), place.line, place.column))
}

/// The flags of a command that may stand in a file.
pub(super) fn flags(command: &Command) -> impl Iterator<Item = &Arg> {
    let can_be_set = |arg: &&Arg| {
        let acts = matches!(
            arg.get_action(),
            ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version
        );
        !acts
            && !arg.is_hide_set()
            && arg.get_long().is_some_and(|flag| !FLAGS_ABOUT_FILES.contains(&flag))
    };
    command.get_arguments().filter(can_be_set)
}

fn flag<'c>(command: &'c Command, name: &str) -> Option<&'c Arg> {
    flags(command).find(|arg| arg.get_long() == Some(name))
}

/// The commands that heed such a file.
pub(super) fn commands(all: &Command) -> impl Iterator<Item = &Command> {
    let heeds = |command: &&Command| {
        command.get_arguments().any(|arg| arg.get_id() == FLAGS_ABOUT_FILES[0])
    };
    all.get_subcommands().filter(heeds)
}

/// Why there is nothing to run.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The command line says so: help, version, or a mistake.
    CommandLine(clap::Error),
    /// The file of settings.
    File(Error),
}

/// The command line with the settings of a file behind the command, and the file.
pub(super) fn settled(
    mut args: Vec<OsString>,
    commands: &Command,
) -> Result<(Vec<OsString>, Option<ConfigFile>), Refusal> {
    let is_complete = match commands.clone().try_get_matches_from(&args) {
        Ok(_) => true,
        // What is missing may stand in the file.
        Err(error) if error.kind() == ErrorKind::MissingRequiredArgument => false,
        Err(error) => return Err(Refusal::CommandLine(error)),
    };
    let lenient = commands.clone().ignore_errors(true).try_get_matches_from(&args);
    let matches = lenient.map_err(Refusal::CommandLine)?;
    let command = matches.subcommand().and_then(|(name, matches)| {
        commands.find_subcommand(name).map(|command| (command, matches))
    });
    let Some((command, matches)) = command else { return Ok((args, None)) };
    let Some(path) = chosen(command, matches) else { return Ok((args, None)) };
    let mut file = ConfigFile::read(&path, commands).map_err(Refusal::File)?;
    let arguments = file.arguments(command, matches).map_err(Refusal::File)?;
    // The command is the first argument, once all are in order.
    let mut own: Vec<OsString> = arguments.into_iter().map(OsString::from).collect();
    if matches.get_one::<PathBuf>(FLAGS_ABOUT_FILES[0]).is_none() {
        own.extend([
            OsString::from(format!("--{}", FLAGS_ABOUT_FILES[0])),
            path.clone().into_os_string(),
        ]);
    }
    args.splice(2..2, own);
    if let Err(error) = commands.clone().try_get_matches_from(&args) {
        let is_of_file = is_complete && error.use_stderr();
        let why = sentence(&error.render().to_string());
        let told = || Refusal::File(Error::Asked(format!("{}: {why}", shown(&path))));
        return Err(if is_of_file { told() } else { Refusal::CommandLine(error) });
    }
    Ok((args, Some(file)))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::args::Cli;

    #[test]
    fn each_flag_with_a_file_is_known_as_read_or_written() {
        const WRITTEN: [&str; 2] = ["retry-list", "write-baseline"];
        let all = Cli::command();
        let takes_file = |arg: &&Arg| {
            arg.get_value_names().is_some_and(|names| names.iter().any(|name| name == "FILE"))
        };
        let files: Vec<&str> = commands(&all)
            .flat_map(|command| flags(command).filter(takes_file).filter_map(Arg::get_long))
            .collect();
        for flag in &files {
            assert!(INPUT_FILE_FLAGS.contains(flag) != WRITTEN.contains(flag), "--{flag}");
        }
        for flag in INPUT_FILE_FLAGS {
            assert!(files.contains(&flag), "--{flag}");
        }
    }
}
