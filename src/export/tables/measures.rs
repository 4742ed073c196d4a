//! The figures of the whole archive.

use crate::export::table::{Table, rows};
use crate::export::tables::Export;
use crate::export::value::Value;
use crate::report::Cell;

/// A measure, and its value.
struct Row {
    id: &'static str,
    value: Cell,
}

impl Row {
    /// A duration is told exactly here.
    fn name(&self) -> String {
        match self.id.strip_suffix("_ms") {
            Some(id) => format!("{id}_ns"),
            None => self.id.to_owned(),
        }
    }
}

pub(super) fn measures<'e>(of: &'e Export<'e>) -> Table<'e> {
    let sections = of.report.sections.iter().filter(|section| section.id == "summary");
    let cells: Vec<Vec<Cell>> = sections.flat_map(|section| section.rows.iter()).collect();
    rows(cells.len(), move |at| match &cells[at][..] {
        [Cell::Term(term), value, ..] => Row { id: term.id, value: value.clone() },
        _ => Row { id: "", value: Cell::Missing },
    })
    .text(
        "measure",
        "the measure, as in the section summary; a duration ends in _ns",
        |row: &Row| Value::told(Some(row.name())),
    )
    .always()
    .integer("value_int", "the value of a count, or of a duration", |row| match row.value {
        Cell::Count(count) => Value::count(count),
        Cell::Duration(nanos) => Value::count(nanos),
        _ => Value::Null,
    })
    .number(
        "value_double",
        "the value of a share, between 0 and 1; of a duration beyond 292 years the nearest number",
        |row| match row.value {
            Cell::Share { part, whole } if whole > 0 => Value::Number(part as f64 / whole as f64),
            Cell::Fraction(fraction) if fraction.is_finite() => Value::Number(fraction),
            Cell::Duration(nanos) if i64::try_from(nanos).is_err() => Value::Number(nanos as f64),
            _ => Value::Null,
        },
    )
    .time("value_time", "the value of a moment", |row| match row.value {
        Cell::Time(time) => Value::Time(time),
        _ => Value::Null,
    })
    .under("measures")
}
