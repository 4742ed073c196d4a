//! A table in several files, each with the rows of one month or organisation.
//!
//! In: a table and what it is to be divided by. Out: the rows of each [`Part`], and the name of its folder, as Hive
//! and all that came after it understand it: `month=2026-11`.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::export::table::Table;
use crate::export::value::Value;

/// What stands for no value in the name of a folder.
const NONE: &str = "__HIVE_DEFAULT_PARTITION__";

/// What stays as it is in the name of a folder.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// What tables are divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partition {
    /// The month of the job.
    Month,
    /// The organisation that the job was run for.
    Org,
}

impl Partition {
    /// All of them.
    pub const ALL: [Partition; 2] = [Partition::Month, Partition::Org];

    /// The stable name, which is that of the column.
    pub const fn name(self) -> &'static str {
        match self {
            Partition::Month => "month",
            Partition::Org => "org",
        }
    }
}

/// Some rows of a table, and what they have in common.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The name of the folder; none where the table is not divided.
    pub folder: Option<String>,
    /// The column that stands in that name, and so not in the file.
    column: Option<usize>,
    /// The rows; none for all.
    rows: Option<Vec<usize>>,
}

impl Part {
    /// All rows of a table.
    pub fn whole() -> Part {
        Part::default()
    }

    /// The parts of a table, by the names of their folders; none where it can't be divided so.
    pub fn of(table: &Table<'_>, by: Partition) -> Option<Vec<Part>> {
        let column = table.position(by.name())?;
        let mut parts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for rows in Part::whole().batches(table.len(), super::ROWS_TOGETHER) {
            let mut at = rows.iter();
            table.batch(&rows).each(column, &mut |value| {
                let value = match &value {
                    Value::Text(text) if !text.is_empty() => {
                        utf8_percent_encode(text, KEPT).to_string()
                    }
                    _ => NONE.to_owned(),
                };
                parts.entry(value).or_default().extend(at.next());
            });
        }
        // Whoever reads the folder finds the columns at least.
        if parts.is_empty() {
            parts.insert(NONE.to_owned(), Vec::new());
        }
        let part = |(value, rows)| Part {
            folder: Some(format!("{}={value}", by.name())),
            column: Some(column),
            rows: Some(rows),
        };
        Some(parts.into_iter().map(part).collect())
    }

    /// The positions of the columns that stand in the file.
    pub(super) fn columns(&self, table: &Table<'_>) -> Vec<usize> {
        (0..table.columns.len()).filter(|at| Some(*at) != self.column).collect()
    }

    /// The rows, in batches of at most so many.
    pub(super) fn batches(&self, len: usize, most: usize) -> impl Iterator<Item = Vec<usize>> + '_ {
        let count = self.rows.as_ref().map_or(len, Vec::len);
        (0..count).step_by(most).map(move |from| {
            let to = count.min(from + most);
            self.rows.as_ref().map_or_else(|| (from..to).collect(), |rows| rows[from..to].to_vec())
        })
    }
}
