//! In which formats tables can be written.

/// A format of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Apache Parquet.
    Parquet,
    /// A stream of Apache Arrow.
    Arrow,
    /// CSV as RFC 4180 has it.
    Csv,
    /// A JSON object a line.
    JsonLines,
}

impl TableFormat {
    /// How the name of a file of it ends.
    pub const fn ending(self) -> &'static str {
        match self {
            TableFormat::Parquet => "parquet",
            TableFormat::Arrow => "arrows",
            TableFormat::Csv => "csv",
            TableFormat::JsonLines => "jsonl",
        }
    }

    /// Whether this program was built with it.
    pub const fn is_built_in(self) -> bool {
        match self {
            TableFormat::Parquet | TableFormat::Arrow => cfg!(feature = "tables"),
            TableFormat::Csv | TableFormat::JsonLines => true,
        }
    }
}
