//! `jobaudit config`: every setting with its value, and where that comes from.
//!
//! In: the commands as clap knows them, and the file of settings, if there is one. Out: a table, in any format of a
//! report. A setting that is the same in several commands is one row.

use clap::{Arg, Command, CommandFactory};

use jobaudit::input::walk::shown;
use jobaudit::render::DocumentKind;
use jobaudit::report::settings::{SettingRow, report};
use jobaudit::{Config, Error};

use super::args::{Cli, ConfigArgs};
use super::config_file::{ConfigFile, commands, flags};
use super::ending::Ending;
use super::outputs::{Content, Outputs, Wanted};
use super::overwrite_guard::Reads;

/// Writes the settings as a table.
pub(super) fn run(args: &ConfigArgs, file: Option<&ConfigFile>) -> Result<Ending, Error> {
    let outputs = Outputs::of(&Wanted {
        kind: DocumentKind::Report,
        format: args.writing.format,
        paths: &args.writing.output,
        content: &|_| Content::Whole,
    })?;
    let mut reads = Reads::of(&args.common);
    // They are not read for this, and nobody wants a table in their place.
    file.iter()
        .flat_map(|file| file.named())
        .for_each(|path| reads.add(path, "a file that the settings name"));
    outputs.spare(&Config::default(), &reads, args.overwrite, &args.common)?;
    let all = Cli::command();
    let report = report(&rows(&all, file)?);
    for output in outputs {
        output.write(&report, args.writing.csv_dialect, &args.common)?;
    }
    Ok(Ending::Fine)
}

/// The settings in the order in which the commands have them.
fn rows(all: &Command, file: Option<&ConfigFile>) -> Result<Vec<SettingRow>, Error> {
    let mut rows: Vec<SettingRow> = Vec::new();
    for command in commands(all) {
        // Each value is looked at, whether that command runs or not.
        file.map(|file| file.check(command)).transpose()?;
        for arg in flags(command) {
            let row = row(command, arg, file);
            let last = rows.iter().rposition(|known| known.setting == row.setting);
            let same = rows.iter_mut().find(|known| {
                (&known.setting, &known.value, &known.origin)
                    == (&row.setting, &row.value, &row.origin)
            });
            match (same, last) {
                (Some(same), _) => same.commands.extend(row.commands),
                (None, Some(last)) => rows.insert(last + 1, row),
                (None, None) => rows.push(row),
            }
        }
    }
    Ok(rows)
}

fn row(command: &Command, arg: &Arg, file: Option<&ConfigFile>) -> SettingRow {
    let setting = arg.get_long().unwrap_or_default().to_owned();
    let is_switch = !arg.get_action().takes_values();
    let set = file.and_then(|file| Some((file, file.origin(command, &setting)?)));
    let (value, origin) = match set {
        Some((file, (place, values))) => {
            let value = match is_switch {
                true => Some(file.is_on(command, &setting).to_string()),
                false => Some(values.join(", ")),
            };
            (value, format!("{}:{}", shown(&file.path), place.line))
        }
        None if is_switch => (Some(false.to_string()), DEFAULT.to_owned()),
        None => (default(arg), DEFAULT.to_owned()),
    };
    SettingRow { setting, value, origin, commands: vec![command.get_name().to_owned()] }
}

const DEFAULT: &str = "default";

/// What counts where nobody says: clap's own, or what the help says of it.
fn default(arg: &Arg) -> Option<String> {
    let values: Vec<_> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !values.is_empty() {
        return Some(values.join(", "));
    }
    let help = arg.get_help()?.to_string();
    let (_, told) = help.split_once("[default: ")?;
    told.split_once(']').map(|(told, _)| told.to_owned())
}
