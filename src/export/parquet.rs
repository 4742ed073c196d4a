//! Tables as Parquet.
//!
//! In: rows of a table. Out: a file, written a group of rows after the other; the columns of a group are made and
//! packed by as many threads as there are, and put behind each other in their order, so that the same input gives
//! the same bytes. Each column has one of five plain types: what has more to it (nanoseconds as moments, unsigned
//! numbers, lengths of time) is refused by one reader or another.

use std::io::{self, Write};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, GzipLevel, LogicalType, Repetition, TimeUnit, Type};
use parquet::column::writer::{
    ColumnCloseResult, ColumnWriter, ColumnWriterImpl, get_column_writer,
};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use parquet::schema::types::{ColumnDescPtr, ColumnPath, Type as SchemaType, TypePtr};
use rayon::prelude::*;
use uuid::Uuid;

use crate::export::partition::Part;
use crate::export::settings::Metadata;
use crate::export::table::{Batch, Column, Recurs, Table};
use crate::export::value::{Kind, Value};

/// Up to which size the distinct texts of a column in a group of rows are kept apart from the rows.
const DICTIONARY_LEN: usize = 8 << 20;

/// How a table is packed.
fn properties(
    columns: &[&Column],
    metadata: Metadata,
) -> Result<WriterPropertiesPtr, ParquetError> {
    let metadata = metadata.into_iter().map(|(key, value)| KeyValue::new(key, value)).collect();
    // The lowest level that has a code of its own for each page: it is what halves ids, more search finds no more.
    let gzip = Compression::GZIP(GzipLevel::try_new(2)?);
    let mut all = WriterProperties::builder()
        .set_created_by(concat!("jobaudit ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_dictionary_page_size_limit(DICTIONARY_LEN)
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_key_value_metadata(Some(metadata));
    for column in columns {
        let path = || ColumnPath::from(column.id);
        let is_text = column.kind == Kind::Text;
        // Neighbours are near each other: what lies between two takes a few bits, which nothing packs closer. Of
        // what recurs, each is written once.
        let is_sequence = column.kind == Kind::Time || column.recurs != Recurs::Often;
        if is_sequence {
            all = all.set_column_dictionary_enabled(path(), false);
        }
        if matches!(column.kind, Kind::Integer | Kind::Duration | Kind::Time) {
            all = all.set_column_encoding(path(), Encoding::DELTA_BINARY_PACKED);
        }
        // Of random ids no range tells anything.
        if is_text && is_sequence {
            all = all.set_column_statistics_enabled(path(), EnabledStatistics::None);
        }
        // Ids take the most room. In a second table they are not worth the time.
        if is_text && column.recurs != Recurs::Elsewhere {
            all = all.set_column_compression(path(), gzip);
        }
    }
    Ok(Arc::new(all.build()))
}

/// A column as the schema of a file has it.
fn field(column: &Column) -> Result<TypePtr, ParquetError> {
    let (stored, means) = match column.kind {
        Kind::Text => (Type::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer | Kind::Duration => (Type::INT64, None),
        Kind::Number => (Type::DOUBLE, None),
        Kind::Flag => (Type::BOOLEAN, None),
        Kind::Time => (Type::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
    };
    let repetition = if column.is_required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
    let field = SchemaType::primitive_type_builder(column.id, stored);
    field.with_repetition(repetition).with_logical_type(means).build().map(Arc::new)
}

/// Writes a table.
pub(super) fn write(
    table: &Table<'_>,
    part: &Part,
    metadata: Metadata,
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    write_groups(table, part, metadata, out).map_err(of_file)
}

fn write_groups(
    table: &Table<'_>,
    part: &Part,
    metadata: Metadata,
    out: &mut (dyn Write + Send),
) -> Result<(), ParquetError> {
    let at = part.columns(table);
    let columns: Vec<&Column> = at.iter().map(|&at| &table.columns[at]).collect();
    let fields = columns.iter().map(|column| field(column)).collect::<Result<Vec<_>, _>>()?;
    let schema = SchemaType::group_type_builder(table.id).with_fields(fields).build()?;
    let properties = properties(&columns, metadata)?;
    let mut file = SerializedFileWriter::new(out, Arc::new(schema), properties.clone())?;
    let described = file.schema_descr().columns().to_vec();
    for rows in part.batches(table.len(), super::ROWS_TOGETHER) {
        let batch = table.batch(&rows);
        let packed =
            at.par_iter().zip(&columns).zip(&described).map(|((&at, column), described)| {
                let values = Values { batch: &*batch, at, column, rows: rows.len() };
                values.pack(described, &properties)
            });
        let packed = packed.collect::<Result<Vec<_>, ParquetError>>()?;
        let mut group = file.next_row_group()?;
        for (bytes, of_column) in packed {
            group.append_column(&bytes, of_column)?;
        }
        group.close()?;
    }
    file.close().map(drop)
}

/// The values of a column in a group of rows.
struct Values<'b, 'e> {
    batch: &'b dyn Batch<'e>,
    at: usize,
    column: &'b Column,
    rows: usize,
}

impl Values<'_, '_> {
    /// Packs them by themselves, and tells what came of it.
    fn pack(
        &self,
        described: &ColumnDescPtr,
        properties: &WriterPropertiesPtr,
    ) -> Result<(Bytes, ColumnCloseResult), ParquetError> {
        let mut sink = TrackedWrite::new(Vec::new());
        let pages = Box::new(SerializedPageWriter::new(&mut sink));
        let closed = match get_column_writer(described.clone(), properties.clone(), pages) {
            ColumnWriter::ByteArrayColumnWriter(writer) => self.texts(writer),
            ColumnWriter::Int64ColumnWriter(writer) => self.plain(writer, |value| match value {
                Value::Integer(number) => Some(number),
                Value::Time(time) => Some(time.unix_micros()),
                _ => None,
            }),
            ColumnWriter::DoubleColumnWriter(writer) => self.plain(writer, |value| match value {
                Value::Number(number) => Some(number),
                _ => None,
            }),
            ColumnWriter::BoolColumnWriter(writer) => self.plain(writer, |value| match value {
                Value::Flag(flag) => Some(flag),
                _ => None,
            }),
            _ => Err(ParquetError::General(format!("no such column: {}", self.column.id))),
        };
        closed.and_then(|closed| Ok((sink.into_inner()?.into(), closed)))
    }

    fn plain<T: DataType>(
        &self,
        writer: ColumnWriterImpl<'_, T>,
        known: impl Fn(Value<'_>) -> Option<T::T>,
    ) -> Result<ColumnCloseResult, ParquetError> {
        let mut values = Vec::with_capacity(self.rows);
        let mut there = Vec::with_capacity(self.rows);
        self.batch.each(self.at, &mut |value| {
            let value = known(value);
            there.push(i16::from(value.is_some()));
            values.extend(value);
        });
        self.write(writer, &values, &there)
    }

    /// Texts lie behind each other in one place.
    fn texts(
        &self,
        writer: ColumnWriterImpl<'_, parquet::data_type::ByteArrayType>,
    ) -> Result<ColumnCloseResult, ParquetError> {
        let mut all = Vec::with_capacity(self.rows * 16);
        let mut ends = Vec::with_capacity(self.rows);
        let mut there = Vec::with_capacity(self.rows);
        self.batch.each(self.at, &mut |value| {
            match &value {
                Value::Text(text) => all.extend_from_slice(text.as_bytes()),
                Value::Uuid(uuid) => {
                    let mut buffer = Uuid::encode_buffer();
                    let text = uuid.hyphenated().encode_lower(&mut buffer);
                    all.extend_from_slice(text.as_bytes());
                }
                _ => return there.push(0),
            }
            there.push(1);
            ends.push(all.len());
        });
        let all = Bytes::from(all);
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let texts = starts.zip(&ends).map(|(start, &end)| ByteArray::from(all.slice(start..end)));
        self.write(writer, &texts.collect::<Vec<_>>(), &there)
    }

    /// Writes those that are known; of each row whether it has one.
    fn write<T: DataType>(
        &self,
        mut writer: ColumnWriterImpl<'_, T>,
        known: &[T::T],
        there: &[i16],
    ) -> Result<ColumnCloseResult, ParquetError> {
        writer.write_batch(known, (!self.column.is_required).then_some(there), None)?;
        writer.close()
    }
}

/// What stood in the way of a file, as the system tells it.
fn of_file(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}
