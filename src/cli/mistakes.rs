//! What is said of a command line that is wrong, in one sentence, and help and version where they are asked for.
//!
//! In: what clap says. Out: an exit code, after the sentence on standard error. What people often type is
//! answered with what they mean.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Cli;
use super::ending::Ending;
use super::outputs::to_stdout;

/// The arguments with flags that stand before the command behind it, where all of them belong.
pub(super) fn in_order(mut args: Vec<OsString>) -> Vec<OsString> {
    let is_flag = |arg: &OsString| arg.as_encoded_bytes().starts_with(b"-");
    let is_own = |arg: &OsString| {
        arg.to_str().is_some_and(|arg| ["-h", "--help", "-V", "--version"].contains(&arg))
    };
    if !args.get(1).is_some_and(|first| is_flag(first) && !is_own(first)) {
        return args;
    }
    let commands = Cli::command();
    let is_command =
        |arg: &OsString| arg.to_str().is_some_and(|arg| commands.find_subcommand(arg).is_some());
    if let Some(at) = args.iter().position(is_command) {
        args[1..=at].rotate_right(1);
    }
    args
}

/// Help and version as clap writes them; a mistake as one sentence.
pub(super) fn tell(error: &clap::Error) -> u8 {
    if !error.use_stderr() {
        let written = to_stdout(|out| write!(out, "{}", error.render()));
        return written.map_or_else(Ending::from, |()| Ending::Fine).tell();
    }
    let text = error.render().to_string();
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = write!(io::stderr(), "{text}");
        return Ending::mistake("no command was given; did you mean `jobaudit report PATH`?")
            .tell();
    }
    let meant = meant(error, &text);
    Ending::mistake(meant.unwrap_or_else(|| format!("{} (see --help)", sentence(&text)))).tell()
}

/// What is meant by a mistake that many people make.
fn meant(error: &clap::Error, text: &str) -> Option<String> {
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let path =
                said(ContextKind::InvalidSubcommand).filter(|word| Path::new(word).exists())?;
            Some(format!(
                "`{path}` is no command; did you mean `jobaudit report {path}`? (see --help)"
            ))
        }
        ErrorKind::MissingRequiredArgument => {
            let command = text.split("Usage: jobaudit ").nth(1)?.split_whitespace().next()?;
            let example = match command {
                "show" => "show 131d985d archive/",
                "report" => "report .",
                "validate" => "validate .",
                _ => return None,
            };
            // The usage below names it whatever is missing.
            let missing = text.split("\n\nUsage:").next()?;
            missing.contains("<PATH>").then(|| {
                format!(
                    "nothing to read was named; name a folder, for example `jobaudit {example}`"
                )
            })
        }
        ErrorKind::InvalidValue => {
            let is_format = said(ContextKind::InvalidArg)?.starts_with("--format");
            let file = said(ContextKind::InvalidValue)
                .filter(|value| is_format && value.contains(['.', '/', '\\']))?;
            Some(format!(
                "-f takes the name of a format; to write a file, use `-o {file}` (see --help)"
            ))
        }
        _ => None,
    }
}

/// clap's several lines about a mistake as one, without what `--help` says better.
pub(super) fn sentence(text: &str) -> String {
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
