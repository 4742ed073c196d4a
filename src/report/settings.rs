//! The settings of the program, as a report of one table.
//!
//! In: each setting with its value and where that comes from. Out: a [`Report`].

use serde::{Deserialize, Serialize};

use crate::report::table::listed;
use crate::report::{Cell, Report};

/// The file that settings came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigSource {
    /// As it was named.
    pub file: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// A setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingRow {
    /// The flag's name without dashes.
    pub setting: String,
    /// What counts; none where nothing is set.
    pub value: Option<String>,
    /// Where that is said: `default`, or a file with its line.
    pub origin: String,
    /// For which commands.
    pub commands: Vec<String>,
}

/// All of them.
pub fn report(rows: &[SettingRow]) -> Report<'static> {
    let section = listed(&(), rows)
        .text("setting", "setting", |(), row| Cell::Id(row.setting.clone()))
        .text("value", "value", |(), row| Cell::text(row.value.as_deref()))
        .text("origin", "origin", |(), row| Cell::Text(row.origin.clone()))
        .text("commands", "commands", |(), row| Cell::Text(row.commands.join(" ")))
        .noted("Flags on the command line count before what stands here.")
        .under("settings", "Settings");
    Report::of_sections(String::from("Settings"), None, vec![section])
}
