//! Settings, read from TOML.
//!
//! In: the text of a file, and the commands as clap knows them. Out: the flags that its keys stand for, each with its
//! values and their places; or what is wrong and where, with what may have been meant. Whether a value is one that its
//! flag takes is not asked here: clap's parsers see it later.

use clap::{Arg, ArgAction, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use jobaudit::findings::location::LineColumn;
use jobaudit::payload::{hint, nearest};

use super::{FLAGS_ABOUT_FILES, Setting, commands, flag, flags};

/// Tables whose entries belong to a flag of another name.
const FLAG_OF_TABLE: [(&str, &str); 1] = [("names", "name")];

/// A table that only groups settings.
const RULES_TABLE: &str = "rules";

/// A mistake, and where in the text.
type Mistake = (usize, String);

/// Reads settings, and knows where they stand.
pub(super) struct Reader<'t> {
    pub text: &'t str,
    pub commands: &'t Command,
}

impl Reader<'_> {
    pub fn place(&self, at: usize) -> LineColumn {
        LineColumn::START.after(self.text.as_bytes().get(..at).unwrap_or_default())
    }

    pub fn settings(&self) -> Result<Vec<Setting>, Mistake> {
        let root = DeTable::parse(self.text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            (at, error.message().replace('\n', ", "))
        })?;
        let mut settings = Vec::new();
        self.table(root.get_ref(), None, &mut settings)?;
        settings.sort_by_key(|setting| (setting.place.line, setting.place.column));
        Ok(settings)
    }

    /// The settings of a table: of a command, or of all.
    fn table(
        &self,
        table: &DeTable<'_>,
        command: Option<&Command>,
        settings: &mut Vec<Setting>,
    ) -> Result<(), Mistake> {
        for (key, value) in table {
            let name = &**key.get_ref();
            let of_command =
                commands(self.commands).find(|known| command.is_none() && known.get_name() == name);
            match (value.get_ref(), of_command) {
                (DeValue::Table(own), Some(of_command)) => {
                    self.table(own, Some(of_command), settings)?
                }
                (DeValue::Table(own), None) if name == RULES_TABLE => {
                    self.table(own, command, settings)?
                }
                _ => settings.push(self.setting(key.span().start, name, value, command)?),
            }
        }
        Ok(())
    }

    fn setting(
        &self,
        at: usize,
        name: &str,
        value: &Spanned<DeValue<'_>>,
        command: Option<&Command>,
    ) -> Result<Setting, Mistake> {
        let renamed = FLAG_OF_TABLE.into_iter().find(|(table, _)| *table == name);
        let renamed = renamed.filter(|_| matches!(value.get_ref(), DeValue::Table(_)));
        let name = renamed.map_or(name, |(_, flag)| flag);
        let mut among = commands(self.commands)
            .filter(|known| command.is_none_or(|command| command.get_name() == known.get_name()));
        let Some(arg) = among.find_map(|command| flag(command, name)) else {
            return Err((at, self.unknown(name, command)));
        };
        let mut values = self.values(arg, name, value)?;
        // As they were written.
        values.sort_by_key(|(_, place)| *place);
        Ok(Setting {
            command: command.map(|command| command.get_name().to_owned()),
            flag: name.to_owned(),
            values,
            place: self.place(at),
        })
    }

    /// That no flag is called so, and what may have been meant.
    fn unknown(&self, name: &str, command: Option<&Command>) -> String {
        if FLAGS_ABOUT_FILES.contains(&name) {
            return format!(
                "which file is read can only be said on the command line, with --{name}"
            );
        }
        let Some(command) = command else {
            let known = commands(self.commands);
            let names = known.flat_map(|command| {
                flags(command).filter_map(Arg::get_long).chain([command.get_name()])
            });
            return format!(
                "no setting is called `{name}`{}",
                hint(nearest(name, names.chain([RULES_TABLE])))
            );
        };
        let names = flags(command).filter_map(Arg::get_long);
        let hint = hint(nearest(name, names));
        format!("jobaudit {} has no setting `{name}`{hint}", command.get_name())
    }

    /// The values of a flag, each with its place.
    fn values(
        &self,
        arg: &Arg,
        name: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Vec<(Option<String>, LineColumn)>, Mistake> {
        let at = value.span().start;
        let place = self.place(at);
        if !arg.get_action().takes_values() {
            return match value.get_ref() {
                DeValue::Boolean(true) => Ok(vec![(None, place)]),
                DeValue::Boolean(false) => Ok(Vec::new()),
                _ => Err((at, format!("{name} is true or false"))),
            };
        }
        let is_list = matches!(arg.get_action(), ArgAction::Append);
        match value.get_ref() {
            DeValue::Array(items) if is_list => items
                .iter()
                .map(|item| {
                    let at = item.span().start;
                    let text = scalar(item.get_ref());
                    let text = text.ok_or_else(|| (at, format!("{name} is a list of texts")))?;
                    Ok((Some(text), self.place(at)))
                })
                .collect(),
            DeValue::Table(entries) if is_list => entries
                .iter()
                .map(|(key, item)| {
                    let at = item.span().start;
                    let text = scalar(item.get_ref());
                    let text = text.ok_or_else(|| (at, format!("{} is a text", key.get_ref())))?;
                    // A limit begins with how it compares; a plain value is to be equal.
                    let compares = text.starts_with(['<', '>', '=', '!']) && name == "require";
                    let between = if compares { "" } else { "=" };
                    Ok((Some(format!("{}{between}{text}", key.get_ref())), self.place(at)))
                })
                .collect(),
            value => match scalar(value) {
                Some(text) => Ok(vec![(Some(text), place)]),
                None if is_list => Err((at, format!("{name} is a text, or a list of texts"))),
                None => Err((at, format!("{name} is one value"))),
            },
        }
    }
}

/// A value as it would be typed.
fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.clone().into_owned()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Datetime(time) => Some(time.to_string()),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
