//! `jobaudit completions` and `jobaudit man`: what a shell and a manual know of the command line.
//!
//! In: the command line's own description. Out: a script for a shell, or a page for `man`.

use std::io::{self, Write};

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use jobaudit::Error;

use super::args::Cli;
use super::ending::Ending;
use super::help::{ALL_EXAMPLES, ENVIRONMENT, EXIT_CODES};
use super::outputs::to_stdout;

/// Prints the completions of a shell.
pub(super) fn completions(shell: Shell) -> Result<Ending, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "jobaudit", &mut script);
    to_stdout(|out| out.write_all(&script))?;
    Ok(Ending::Fine)
}

/// Prints the manual: one page with all commands.
pub(super) fn man() -> Result<Ending, Error> {
    let mut command = Cli::command();
    command.build();
    to_stdout(|out| page(&command, out))?;
    Ok(Ending::Fine)
}

fn page(command: &Command, out: &mut dyn Write) -> io::Result<()> {
    let man = Man::new(command.clone());
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    for command in command.get_subcommands().filter(|command| command.get_name() != "help") {
        // Each would be a page of its own; here it is a section.
        let man = Man::new(command.clone().disable_help_flag(true));
        let mut section = Vec::new();
        man.render_description_section(&mut section)?;
        man.render_synopsis_section(&mut section)?;
        man.render_options_section(&mut section)?;
        let section = String::from_utf8_lossy(&section)
            .replace(".SH DESCRIPTION\n", "")
            .replace(".SH SYNOPSIS\n", ".PP\n")
            .replace(".SH OPTIONS\n", "")
            // The help headings of the options.
            .replace(".SH ", ".SS ");
        writeln!(out, ".SH \"JOBAUDIT {}\"", command.get_name().to_uppercase())?;
        write!(out, "{section}")?;
    }
    for section in closing() {
        section.to_writer(out)?;
    }
    man.render_version_section(out)
}

/// The sections behind the commands, as manuals have them.
fn closing() -> Vec<Roff> {
    let listed = |title: &str, entries: Vec<(String, String)>| {
        let mut roff = Roff::new();
        roff.control("SH", [title]);
        for (name, meaning) in entries {
            roff.control("TP", []);
            roff.text([bold(name)]);
            roff.text([roman(meaning)]);
        }
        roff
    };
    let mut examples = Roff::new();
    examples.control("SH", ["EXAMPLES"]);
    for (purpose, lines) in ALL_EXAMPLES {
        examples.control("PP", []);
        examples.text([roman(purpose)]);
        examples.control("RS", ["4"]);
        examples.control("nf", []);
        for line in lines.lines().skip(1) {
            examples.text([roman(line.trim())]);
        }
        examples.control("fi", []);
        examples.control("RE", []);
    }
    let mut see_also = Roff::new();
    see_also.control("SH", ["SEE ALSO"]);
    see_also.text([roman(SEE_ALSO)]);
    vec![
        examples,
        listed("EXIT STATUS", exit_codes()),
        listed(
            "ENVIRONMENT",
            ENVIRONMENT.map(|(name, what)| (name.to_owned(), what.to_owned())).to_vec(),
        ),
        see_also,
    ]
}

/// The exit codes of the help, each with what it says.
fn exit_codes() -> Vec<(String, String)> {
    let mut codes: Vec<(String, String)> = Vec::new();
    for line in EXIT_CODES.lines().skip(1) {
        match (line.strip_prefix("  ").and_then(|line| line.split_once("  ")), codes.last_mut()) {
            (Some((code, meaning)), _) if code.trim() == code && !code.is_empty() => {
                codes.push((code.to_owned(), meaning.to_owned()));
            }
            // What goes on in the next line is indented more.
            (_, Some((_, meaning))) => *meaning = format!("{meaning} {}", line.trim()),
            (_, None) => {}
        }
    }
    codes
}

/// What to read beside the manual.
const SEE_ALSO: &str = "jobaudit explain, for what a rule, status or code means; jq(1), for what -f json \
                        writes; the documents in the folder docs of the program, first of all docs/tour.md.";
