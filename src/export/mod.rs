//! The ledger as tables, for questions that nobody foresaw.
//!
//! In: a closed archive. Out: an [`Export`], whose [`tables`] are made while somebody writes them, a batch of
//! rows at a time, as CSV, as lines of JSON, and with the feature `tables` as Parquet or as an Arrow stream.
//! What tables and columns there are stands in [`tables`] alone: every format, the schema, the documentation
//! and the tests come from there.

#[cfg(feature = "tables")]
mod arrow;
mod format;
mod lines;
#[cfg(feature = "tables")]
mod parquet;
mod partition;
pub mod schema;
mod settings;
mod table;
pub mod tables;
mod value;

use std::io::{self, Write};

pub use format::TableFormat;
pub use partition::{Part, Partition};
pub use settings::{Metadata, SCHEMA_VERSION, Settings};
pub use table::{Column, Recurs, Table};
pub use tables::{Export, TableId};
pub use value::{Kind, Value};

/// How many rows are made and written together.
pub(crate) const ROWS_TOGETHER: usize = 1 << 17;

impl Table<'_> {
    /// Writes some of its rows, with what stands in the metadata where the format has any.
    ///
    /// # Errors
    ///
    /// When it can't be written, or this program was built without the format.
    pub fn write(
        &self,
        part: &Part,
        format: TableFormat,
        metadata: Metadata,
        out: &mut (dyn Write + Send),
    ) -> io::Result<()> {
        match format {
            #[cfg(feature = "tables")]
            TableFormat::Parquet => parquet::write(self, part, metadata, out),
            #[cfg(feature = "tables")]
            TableFormat::Arrow => arrow::write_stream(self, part, metadata, out),
            #[cfg(not(feature = "tables"))]
            TableFormat::Parquet | TableFormat::Arrow => Err(not_built_in(metadata)),
            TableFormat::Csv => lines::write_csv(self, part, out),
            TableFormat::JsonLines => lines::write_json(self, part, out),
        }
    }
}

/// What to say where Parquet or Arrow was left out.
pub const NOT_BUILT_IN: &str = "this jobaudit was built without Parquet and Arrow (the cargo feature `tables`); \
                                write CSV or lines of JSON with --csv or --jsonl";

/// Says that there is no format that could hold these metadata.
#[cfg(not(feature = "tables"))]
fn not_built_in(_: Metadata) -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, NOT_BUILT_IN)
}
