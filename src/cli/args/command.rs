//! What was asked, as text.
//!
//! In: parsed arguments. Out: the command line again, with what bears on the figures: which jobs are chosen, how they
//! are judged, and what is read beside them. Where a report goes and how it looks is not in it, nor is what is audited,
//! which a report names apart.

use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command, CommandFactory, FromArgMatches};

use super::Cli;

/// The headings of flags that bear on the figures.
const HEADINGS: [&str; 4] = ["Input", "Limits", "Filters", "Findings"];
/// Flags below these headings that do not, and one below another that does.
const NOT: [&str; 8] =
    ["files_from", "facts", "base", "new", "base_from", "new_from", "require", "fail_on"];
const ALSO: &str = "plan";

/// What was asked, as far as figures depend on it.
#[derive(Debug)]
pub struct Asked {
    /// As it was written.
    pub command: String,
    /// The flags in it, without dashes.
    pub flags: Vec<String>,
}

/// The arguments, and what was asked.
pub fn parsed(args: Vec<OsString>) -> Result<(Cli, Option<Asked>), clap::Error> {
    let mut command = Cli::command();
    let mut matches = command.try_get_matches_from_mut(args)?;
    let asked = matches.subcommand().and_then(|(name, matches)| {
        let command = command.find_subcommand(name)?;
        Some(asked(name, command, matches))
    });
    let cli =
        Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))?;
    Ok((cli, asked))
}

fn asked(name: &str, command: &Command, matches: &ArgMatches) -> Asked {
    let mut asked = Asked { command: format!("jobaudit {name}"), flags: Vec::new() };
    for arg in command.get_arguments() {
        let id = arg.get_id().as_str();
        let bears = arg.get_help_heading().is_some_and(|heading| HEADINGS.contains(&heading))
            && !NOT.contains(&id)
            || id == ALSO;
        let is_given = || matches.value_source(id) == Some(ValueSource::CommandLine);
        let Some(flag) = arg.get_long().filter(|_| bears && is_given()) else { continue };
        asked.flags.push(flag.to_owned());
        if !arg.get_action().takes_values() {
            asked.command.push_str(&format!(" --{flag}"));
            continue;
        }
        for value in matches.get_raw(id).into_iter().flatten() {
            asked.command.push_str(&format!(" --{flag} {}", quoted(&value.to_string_lossy())));
        }
    }
    asked
}

/// A value as a shell reads it.
fn quoted(value: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "@%+=:,./_-".contains(c);
    match !value.is_empty() && value.chars().all(is_plain) {
        true => value.to_owned(),
        false => format!("'{}'", value.replace('\'', r"'\''")),
    }
}
