//! Tables as Arrow has them, and the stream of one table.
//!
//! In: rows of a table. Out: for each column an array of one of five plain types: what has more to it (nanoseconds
//! as moments, dictionaries, durations, unsigned numbers) is refused by one reader or another.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use rayon::prelude::*;
use uuid::Uuid;

use crate::export::partition::Part;
use crate::export::settings::Metadata;
use crate::export::table::{Batch, Column, Table};
use crate::export::value::{Kind, Value};
use crate::facts::of_stream;

/// The zone of all moments, as every reader knows it.
const ZONE: &str = "UTC";

/// The columns of a table that stand in a file.
fn schema(table: &Table<'_>, columns: &[usize], metadata: Metadata) -> SchemaRef {
    let fields: Vec<Field> = columns.iter().map(|&at| field(&table.columns[at])).collect();
    let metadata: HashMap<String, String> = metadata.into_iter().collect();
    Arc::new(Schema::new_with_metadata(fields, metadata))
}

fn field(column: &Column) -> Field {
    let kind = match column.kind {
        Kind::Text => DataType::Utf8,
        Kind::Integer | Kind::Duration => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Flag => DataType::Boolean,
        Kind::Time => DataType::Timestamp(TimeUnit::Microsecond, Some(ZONE.into())),
    };
    Field::new(column.id, kind, !column.is_required)
}

/// The values of a column in some rows.
fn array(batch: &dyn Batch<'_>, at: usize, kind: Kind, rows: usize) -> ArrayRef {
    match kind {
        Kind::Text => {
            let mut builder = StringBuilder::with_capacity(rows, rows * 16);
            batch.each(at, &mut |value| match &value {
                Value::Text(text) => builder.append_value(text),
                Value::Uuid(uuid) => {
                    builder.append_value(uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
                }
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
        Kind::Integer | Kind::Duration => {
            let mut builder = Int64Builder::with_capacity(rows);
            batch.each(at, &mut |value| match value {
                Value::Integer(number) => builder.append_value(number),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
        Kind::Number => {
            let mut builder = Float64Builder::with_capacity(rows);
            batch.each(at, &mut |value| match value {
                Value::Number(number) => builder.append_value(number),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
        Kind::Flag => {
            let mut builder = BooleanBuilder::with_capacity(rows);
            batch.each(at, &mut |value| match value {
                Value::Flag(flag) => builder.append_value(flag),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
        Kind::Time => {
            let mut builder = TimestampMicrosecondBuilder::with_capacity(rows).with_timezone(ZONE);
            batch.each(at, &mut |value| match value {
                Value::Time(time) => builder.append_value(time.unix_micros()),
                _ => builder.append_null(),
            });
            Arc::new(builder.finish())
        }
    }
}

/// Writes a table as a stream.
pub(super) fn write_stream(
    table: &Table<'_>,
    part: &Part,
    metadata: Metadata,
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = part.columns(table);
    let schema = schema(table, &columns, metadata);
    let mut writer = StreamWriter::try_new_buffered(out, &schema).map_err(io::Error::other)?;
    for rows in part.batches(table.len(), super::ROWS_TOGETHER / 4) {
        let batch = table.batch(&rows);
        let arrays = columns
            .par_iter()
            .map(|&at| array(&*batch, at, table.columns[at].kind, rows.len()))
            .collect();
        let batch = RecordBatch::try_new(schema.clone(), arrays).map_err(io::Error::other)?;
        writer.write(&batch).map_err(of_stream)?;
    }
    writer.finish().map_err(of_stream)?;
    writer.into_inner().map_err(of_stream)?.flush()
}
