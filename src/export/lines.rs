//! Tables as CSV and as lines of JSON, for those without Parquet.
//!
//! In: rows of a table. Out: the same as text, spelled as a report spells its own: times in RFC 3339, no cell that
//! a spreadsheet would run, and in each line of JSON the name of the table first.

use std::io::{self, Write};

use serde_json::Value as Json;
use uuid::Uuid;

use crate::export::partition::Part;
use crate::export::table::Table;
use crate::export::value::Value;
use crate::render::csv::inert;
use crate::render::escape::without_nul;
use crate::render::pretty;

/// How many rows of text are held at once.
const ROWS: usize = 4096;

/// Calls back with the texts of each row.
fn each_row(
    table: &Table<'_>,
    part: &Part,
    columns: &[usize],
    mut row: impl FnMut(&[Value<'_>]) -> io::Result<()>,
) -> io::Result<()> {
    for rows in part.batches(table.len(), ROWS) {
        let batch = table.batch(&rows);
        let mut values: Vec<Vec<Value<'_>>> =
            rows.iter().map(|_| Vec::with_capacity(columns.len())).collect();
        for &column in columns {
            let mut rows = values.iter_mut();
            batch.each(column, &mut |value| {
                rows.next().into_iter().for_each(|row| row.push(value.clone()))
            });
        }
        values.iter().try_for_each(|values| row(values))?;
    }
    Ok(())
}

/// Writes rows as RFC 4180 has it.
pub(super) fn write_csv(table: &Table<'_>, part: &Part, out: &mut dyn Write) -> io::Result<()> {
    let columns = part.columns(table);
    let mut writer = csv::WriterBuilder::new().flexible(false).from_writer(out);
    writer.write_record(columns.iter().map(|&at| table.columns[at].id))?;
    each_row(table, part, &columns, |values| {
        for value in values {
            match value {
                Value::Null => writer.write_field("")?,
                Value::Text(text) => writer.write_field(&*inert(without_nul(text)))?,
                Value::Uuid(uuid) => {
                    writer
                        .write_field(uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer()))?;
                }
                Value::Integer(number) => writer.write_field(number.to_string())?,
                Value::Number(number) => writer.write_field(number.to_string())?,
                Value::Flag(flag) => writer.write_field(flag.to_string())?,
                Value::Time(time) => writer.write_field(time.text())?,
            }
        }
        writer.write_record(None::<&[u8]>)?;
        Ok(())
    })?;
    writer.flush()
}

/// Writes rows as objects, one a line.
pub(super) fn write_json(table: &Table<'_>, part: &Part, out: &mut dyn Write) -> io::Result<()> {
    let columns = part.columns(table);
    let mut out = io::BufWriter::with_capacity(1 << 16, out);
    each_row(table, part, &columns, |values| {
        write!(out, "{{\"table\":\"{}\"", table.id)?;
        for (&column, value) in columns.iter().zip(values) {
            write!(out, ",\"{}\":", table.columns[column].id)?;
            let json = match value {
                Value::Null => Json::Null,
                Value::Text(text) => Json::from(&**text),
                Value::Uuid(uuid) => Json::from(uuid.hyphenated().to_string()),
                Value::Integer(number) => Json::from(*number),
                Value::Number(number) => Json::from(*number),
                Value::Flag(flag) => Json::from(*flag),
                Value::Time(time) => Json::from(time.text()),
            };
            pretty::compact(&json, &mut out)?;
        }
        out.write_all(b"}\n")
    })?;
    out.flush()
}
