//! Tables as Parquet.
//!
//! In: rows of a table. Out: a file, written a group of rows after the other; the columns of a group are made and
//! packed by as many threads as there are, and put behind each other in their order, so that the same input gives
//! the same bytes.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use parquet::basic::{Compression, Encoding};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;

use crate::export::arrow::{self, Metadata};
use crate::export::partition::Part;
use crate::export::table::{Batch, Column, Table};
use crate::export::value::Kind;

/// Up to which size the distinct texts of a column in a group of rows are kept apart from the rows.
const DICTIONARY_LEN: usize = 8 << 20;

/// How a table is packed.
fn properties(columns: &[Column], metadata: Metadata) -> WriterPropertiesPtr {
    let metadata = metadata.into_iter().map(|(key, value)| KeyValue::new(key, value)).collect();
    let mut all = WriterProperties::builder()
        .set_created_by(concat!("jobaudit ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::SNAPPY)
        .set_dictionary_page_size_limit(DICTIONARY_LEN)
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_key_value_metadata(Some(metadata));
    for column in columns {
        let path = || ColumnPath::from(column.id);
        match column.kind {
            // Neighbours are near each other: what lies between two takes a few bits.
            Kind::Integer | Kind::Duration | Kind::Time => {
                all = all
                    .set_column_dictionary_enabled(path(), false)
                    .set_column_encoding(path(), Encoding::DELTA_BINARY_PACKED);
            }
            Kind::Text if column.is_distinct => {
                all = all.set_column_dictionary_enabled(path(), false);
            }
            Kind::Text | Kind::Number | Kind::Flag => {}
        }
    }
    Arc::new(all.build())
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
    let columns = part.columns(table);
    let schema = arrow::schema(table, &columns, Vec::new());
    let of_columns: Vec<Column> = columns.iter().map(|&at| table.columns[at]).collect();
    let properties = properties(&of_columns, metadata);
    let of_file = ArrowSchemaConverter::new().schema_root(table.id).convert(&schema)?;
    let mut file = SerializedFileWriter::new(out, of_file.root_schema_ptr(), properties)?;
    let factory = ArrowRowGroupWriterFactory::new(&file, schema.clone());
    for (number, rows) in part.batches(table.len(), super::ROWS_TOGETHER).enumerate() {
        let batch = table.batch(&rows);
        let writers = factory.create_column_writers(number)?;
        let work: Vec<_> = writers.into_iter().zip(&columns).zip(schema.fields()).collect();
        let chunks = work.into_par_iter().map(|((writer, &at), field)| {
            pack(writer, field, (&*batch, at), table.columns[at].kind, rows.len())
        });
        let chunks = chunks.collect::<Result<Vec<ArrowColumnChunk>, ParquetError>>()?;
        let mut group = file.next_row_group()?;
        for chunk in chunks {
            chunk.append_to_row_group(&mut group)?;
        }
        group.close()?;
    }
    file.close().map(drop)
}

/// The values of a column in a group of rows, packed.
fn pack(
    mut writer: ArrowColumnWriter,
    field: &arrow_schema::FieldRef,
    (batch, at): (&dyn Batch<'_>, usize),
    kind: Kind,
    rows: usize,
) -> Result<ArrowColumnChunk, ParquetError> {
    let array = arrow::array(batch, at, kind, rows);
    for leaf in compute_leaves(field, &array)? {
        writer.write(&leaf)?;
    }
    writer.close()
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
