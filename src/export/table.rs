//! A table of typed values, made column by column.
//!
//! In: what the rows are about, and for each column a line: its id, its meaning, its kind, and how its value is
//! made from a row. Out: a [`Table`], whose values are made in batches while somebody writes them, so that a
//! long table is never held.

use crate::export::value::{Kind, Value};

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The stable id, `elapsed_ns`.
    pub id: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// Whether every row has a value.
    pub is_required: bool,
    /// How often a value is there again.
    pub recurs: Recurs,
    /// What it says, as a part of a sentence.
    pub meaning: &'static str,
}

/// How often a value of a column is there again in other rows, which decides how it is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recurs {
    /// In many of them.
    Often,
    /// In hardly one of them.
    Hardly,
    /// In hardly one of them, but in another table: it is a key, which whoever joins two tables reads in both.
    Elsewhere,
}

/// A table on its way out.
pub struct Table<'e> {
    /// The stable id, `jobs`.
    pub id: &'static str,
    /// The columns, in order.
    pub columns: Vec<Column>,
    len: usize,
    make: Box<MakeBatch<'e>>,
}

/// Makes the rows at some positions.
type MakeBatch<'e> = dyn Fn(&[usize]) -> Box<dyn Batch<'e> + 'e> + Send + Sync + 'e;

impl std::fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table")
            .field("id", &self.id)
            .field("len", &self.len)
            .finish_non_exhaustive()
    }
}

/// Some rows of a table.
pub(super) trait Batch<'e>: Send + Sync {
    /// Gives the values of a column, by its position, row after row.
    fn each(&self, column: usize, put: &mut dyn FnMut(Value<'e>));
}

impl<'e> Table<'e> {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The rows at these positions.
    pub(super) fn batch(&self, rows: &[usize]) -> Box<dyn Batch<'e> + 'e> {
        (self.make)(rows)
    }

    /// The position of a column.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }
}

/// Makes the value of a column from what a row is about.
type MakeValue<'e, R> = fn(&R) -> Value<'e>;

/// A table on its way: how its rows are found, and how the values of each column are made from one.
pub(super) struct Making<'e, R> {
    len: usize,
    row: Box<dyn Fn(usize) -> R + Send + Sync + 'e>,
    columns: Vec<Column>,
    values: Vec<MakeValue<'e, R>>,
}

/// So many rows, each made from its number.
pub(super) fn rows<'e, R>(
    len: usize,
    row: impl Fn(usize) -> R + Send + Sync + 'e,
) -> Making<'e, R> {
    Making { len, row: Box::new(row), columns: Vec::new(), values: Vec::new() }
}

impl<'e, R: Send + Sync + 'e> Making<'e, R> {
    pub fn text(self, id: &'static str, meaning: &'static str, value: MakeValue<'e, R>) -> Self {
        self.column(id, Kind::Text, meaning, value)
    }

    pub fn integer(self, id: &'static str, meaning: &'static str, value: MakeValue<'e, R>) -> Self {
        self.column(id, Kind::Integer, meaning, value)
    }

    pub fn duration(
        self,
        id: &'static str,
        meaning: &'static str,
        value: MakeValue<'e, R>,
    ) -> Self {
        self.column(id, Kind::Duration, meaning, value)
    }

    pub fn number(self, id: &'static str, meaning: &'static str, value: MakeValue<'e, R>) -> Self {
        self.column(id, Kind::Number, meaning, value)
    }

    pub fn flag(self, id: &'static str, meaning: &'static str, value: MakeValue<'e, R>) -> Self {
        self.column(id, Kind::Flag, meaning, value)
    }

    pub fn time(self, id: &'static str, meaning: &'static str, value: MakeValue<'e, R>) -> Self {
        self.column(id, Kind::Time, meaning, value)
    }

    fn column(
        mut self,
        id: &'static str,
        kind: Kind,
        meaning: &'static str,
        value: MakeValue<'e, R>,
    ) -> Self {
        let column = Column { id, kind, is_required: false, recurs: Recurs::Often, meaning };
        self.columns.push(column);
        self.values.push(value);
        self
    }

    /// The same where every row has a value in the last column.
    pub fn always(mut self) -> Self {
        self.columns.last_mut().into_iter().for_each(|column| column.is_required = true);
        self
    }

    /// The same where hardly two rows have the same value in the last column.
    pub fn distinct(self) -> Self {
        self.recurs(Recurs::Hardly)
    }

    /// The same where the last column is the key of another table, and hardly two rows have the same.
    pub fn key(self) -> Self {
        self.recurs(Recurs::Elsewhere)
    }

    fn recurs(mut self, recurs: Recurs) -> Self {
        self.columns.last_mut().into_iter().for_each(|column| column.recurs = recurs);
        self
    }

    /// The table under its id.
    pub fn under(self, id: &'static str) -> Table<'e> {
        let Making { len, row, columns, values } = self;
        let make = move |at: &[usize]| {
            let rows = at.iter().map(|&at| row(at)).collect();
            Box::new(Rows { rows, values: values.clone() }) as Box<dyn Batch<'e> + 'e>
        };
        Table { id, columns, len, make: Box::new(make) }
    }
}

/// Rows, and how their values are made.
struct Rows<'e, R> {
    rows: Vec<R>,
    values: Vec<MakeValue<'e, R>>,
}

impl<'e, R: Send + Sync> Batch<'e> for Rows<'e, R> {
    fn each(&self, column: usize, put: &mut dyn FnMut(Value<'e>)) {
        let Some(value) = self.values.get(column) else { return };
        self.rows.iter().for_each(|row| put(value(row)));
    }
}
