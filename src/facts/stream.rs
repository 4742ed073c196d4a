//! Facts as a stream of Apache Arrow.
//!
//! In: rows. Out: a stream of four plain columns, which any engine can spread by one of them, and back. A stream says
//! how many rows it has, so that one that was cut is no smaller archive; one that an engine has put together does not,
//! and several may stand one behind the other.

use std::collections::HashMap;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, Int32Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use crate::facts::rows::{Gathered, Kind, Open, Refused, Route};

/// The version of facts. What is written otherwise is another version, and no version reads another one: facts are
/// quickly extracted again, and a figure that is half right helps nobody.
pub const VERSION: i32 = 1;

/// So many rows, or so many bytes of facts, are written together.
const ROWS_TOGETHER: usize = 1 << 14;
const BYTES_TOGETHER: usize = 8 << 20;

/// Where a stream says how many rows it has.
const ROWS: &str = "jobaudit.rows";

/// The columns: the version, what a row is about, by what rows belong together, and what it says.
const COLUMNS: [&str; 4] = ["v", "kind", "route", "fact"];

/// Rows on their way into a batch.
#[derive(Default)]
struct Batch {
    kinds: StringBuilder,
    routes: BinaryBuilder,
    facts: BinaryBuilder,
    rows: usize,
    bytes: usize,
}

impl Batch {
    fn add(&mut self, kind: Kind, route: Route, fact: &[u8]) {
        self.kinds.append_value(kind.name());
        self.routes.append_value(route);
        self.facts.append_value(fact);
        self.rows += 1;
        self.bytes += fact.len();
    }

    fn is_full(&self) -> bool {
        self.rows >= ROWS_TOGETHER || self.bytes >= BYTES_TOGETHER
    }

    fn take(&mut self, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
        let mut versions = Int32Builder::with_capacity(self.rows);
        versions.append_value_n(VERSION, self.rows);
        let columns: Vec<ArrayRef> = vec![
            Arc::new(versions.finish()),
            Arc::new(self.kinds.finish()),
            Arc::new(self.routes.finish()),
            Arc::new(self.facts.finish()),
        ];
        (self.rows, self.bytes) = (0, 0);
        RecordBatch::try_new(schema.clone(), columns)
    }
}

fn schema(rows: usize) -> SchemaRef {
    let kinds = [DataType::Int32, DataType::Utf8, DataType::Binary, DataType::Binary];
    let fields = COLUMNS.into_iter().zip(kinds).map(|(name, kind)| Field::new(name, kind, false));
    let metadata = HashMap::from([(ROWS.to_owned(), rows.to_string())]);
    Arc::new(Schema::new_with_metadata(fields.collect::<Vec<_>>(), metadata))
}

/// Writes all facts.
pub(super) fn write(facts: &Open, out: &mut dyn Write) -> io::Result<()> {
    let schema = schema(facts.rows());
    let mut writer = StreamWriter::try_new_buffered(out, &schema).map_err(of_stream)?;
    let mut batch = Batch::default();
    facts.each(&mut |kind, route, fact| {
        batch.add(kind, route, fact);
        if batch.is_full() {
            writer.write(&batch.take(&schema).map_err(of_stream)?).map_err(of_stream)?;
        }
        Ok(())
    })?;
    writer.write(&batch.take(&schema).map_err(of_stream)?).map_err(of_stream)?;
    writer.finish().map_err(of_stream)?;
    writer.into_inner().map_err(of_stream)?.flush()
}

/// That nobody reads any more is no fault of the stream.
pub(crate) fn of_stream(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        error => io::Error::other(error),
    }
}

/// Reads all streams that stand there one behind the other; what is wrong with them is said as a sentence.
pub(super) fn read(mut from: impl BufRead, into: &mut Gathered) -> Result<(), String> {
    let mut streams = 0;
    while !from.fill_buf().map_err(|error| error.to_string())?.is_empty() {
        read_one(&mut from, into)?;
        streams += 1;
    }
    if streams == 0 { Err("it is empty and holds no facts".into()) } else { Ok(()) }
}

fn read_one(from: &mut impl BufRead, into: &mut Gathered) -> Result<(), String> {
    let no_facts = |error: ArrowError| match error {
        ArrowError::IoError(_, error) => error.to_string(),
        _ => String::from(
            "it holds no facts, which jobaudit export --facts writes as a stream of Apache Arrow, or is damaged",
        ),
    };
    let reader = StreamReader::try_new(from, None).map_err(no_facts)?;
    let expected = reader.schema().metadata().get(ROWS).cloned();
    let mut rows = 0;
    for batch in reader {
        let batch = batch.map_err(no_facts)?;
        add(&batch, into)?;
        rows += batch.num_rows();
    }
    match expected {
        Some(expected) if expected != rows.to_string() => {
            Err(format!("it is cut short: {rows} of {expected} facts are there"))
        }
        _ => Ok(()),
    }
}

fn add(batch: &RecordBatch, into: &mut Gathered) -> Result<(), String> {
    let column = |name: &str| {
        batch
            .column_by_name(name)
            .ok_or_else(|| format!("its stream has no column {name}, and holds no facts"))
    };
    let versions = column("v")?.as_primitive_opt::<Int32Type>();
    let versions = versions.ok_or("its column v holds no version")?;
    if let Some(other) = versions.iter().flatten().find(|version| *version != VERSION) {
        return Err(format!(
            "its facts have version {other}, and this jobaudit reads version {VERSION}; extract them again with it"
        ));
    }
    let (kinds, facts) = (column("kind")?, column("fact")?);
    for row in 0..batch.num_rows() {
        let damaged = || String::from("a fact in it is damaged");
        let kind = text(kinds, row).and_then(Kind::from_name).ok_or_else(damaged)?;
        let fact = bytes(facts, row).ok_or_else(damaged)?;
        into.add(kind, fact).map_err(|refused| match refused {
            Refused::Damaged => damaged(),
            Refused::Contradicts(sentence) => sentence,
        })?;
    }
    Ok(())
}

/// A text, with lengths of 32 bits or of 64, as an engine likes.
fn text(column: &ArrayRef, row: usize) -> Option<&str> {
    let small = column.as_string_opt::<i32>().map(|texts| texts.value(row));
    small.or_else(|| column.as_string_opt::<i64>().map(|texts| texts.value(row)))
}

/// The same of bytes.
fn bytes(column: &ArrayRef, row: usize) -> Option<&[u8]> {
    let small = column.as_binary_opt::<i32>().map(|facts| facts.value(row));
    small.or_else(|| column.as_binary_opt::<i64>().map(|facts| facts.value(row)))
}
