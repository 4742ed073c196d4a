//! A table of typed cells.
//!
//! In: rows of whatever a section is about, and for each column a line: its id, its title, how it is set,
//! and how its cell is made from a row. Out: a [`Section`], whose cells are made while somebody reads
//! them, so that a long table is never held.

use std::borrow::Cow;
use std::fmt;

use crate::report::Cell;
use crate::report::shown_text::presentable;

/// One table of a report.
#[derive(Debug)]
pub struct Section<'a> {
    /// The stable id, `failure_rates`.
    pub id: &'static str,
    /// The heading that people see.
    pub title: &'static str,
    /// One sentence for people: what a row is and how its figures are defined.
    pub note: String,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The rows; each has a cell for every column.
    pub rows: Rows<'a>,
    /// Whether the last row is the sum of all others.
    pub ends_in_total: bool,
}

impl Section<'_> {
    /// The sum of all other rows, where there is one.
    pub fn total(&self) -> Option<Vec<Cell>> {
        let last = self.rows.len().checked_sub(1).filter(|_| self.ends_in_total)?;
        Some((self.rows.row)(last))
    }

    /// The same without the columns that only machines need.
    pub fn for_people(&self) -> Section<'_> {
        let is_shown = |column: &&Column| column.align != Align::Named && column.is_for_people;
        let columns = self.columns.iter().filter(is_shown).cloned().collect();
        let row = move |at| {
            let cells = (self.rows.row)(at).into_iter().zip(&self.columns);
            let shown = cells.filter(|(_, column)| is_shown(column));
            shown.map(|(cell, _)| cell).collect()
        };
        Section {
            columns,
            note: self.note.clone(),
            rows: Rows { len: self.rows.len, row: Box::new(row) },
            ..*self
        }
    }

    /// How many rows there are beside the total.
    pub fn rows_before_total(&self) -> usize {
        self.rows.len().saturating_sub(usize::from(self.ends_in_total))
    }
}

/// A column of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The stable id, `p95_ms`.
    pub id: &'static str,
    /// The words that people see, `p95`; of times with their zone.
    pub title: Cow<'static, str>,
    /// How a column of it is set.
    pub align: Align,
    /// Whether it is in what people read from top to bottom; a workbook has all of them.
    pub is_for_people: bool,
}

impl Column {
    /// A column that everybody reads.
    pub const fn new(id: &'static str, title: &'static str, align: Align) -> Column {
        Column { id, title: Cow::Borrowed(title), align, is_for_people: true }
    }
}

/// On which side a column's values line up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words and ids.
    Left,
    /// Numbers.
    Right,
    /// A picture, which only people get to see.
    Drawn,
    /// What an id is called, which people read in the id's own column.
    Named,
}

/// Rows of cells, each made when it is asked for.
pub struct Rows<'a> {
    len: usize,
    row: Box<dyn Fn(usize) -> Vec<Cell> + Send + Sync + 'a>,
}

impl<'a> Rows<'a> {
    /// So many rows, each made by its number.
    pub(super) fn made(
        len: usize,
        row: impl Fn(usize) -> Vec<Cell> + Send + Sync + 'a,
    ) -> Rows<'a> {
        Rows { len, row: Box::new(row) }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The one at a position below the length.
    pub fn at(&self, at: usize) -> Vec<Cell> {
        (self.row)(at)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Vec<Cell>> + '_ {
        (0..self.len).map(|at| (self.row)(at))
    }
}

/// A few rows, held as they are.
impl FromIterator<Vec<Cell>> for Rows<'_> {
    fn from_iter<I: IntoIterator<Item = Vec<Cell>>>(rows: I) -> Self {
        let rows: Vec<Vec<Cell>> = rows.into_iter().collect();
        Rows { len: rows.len(), row: Box::new(move |at| rows[at].clone()) }
    }
}

impl fmt::Debug for Rows<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// A table on its way: what its rows are about, and how the cells of each column are made from that.
///
/// `C` is what all rows have in common, `R` what one is about, `S` where the rows come from.
pub(super) struct Table<'c, C, R, S> {
    context: &'c C,
    subjects: S,
    columns: Vec<Column>,
    cells: Vec<MakeCell<C, R>>,
}

/// Makes the cell of a column from what a row is about.
type MakeCell<C, R> = Box<dyn Fn(&C, &R) -> Cell + Send + Sync>;

/// The subjects of many rows, each made by its number.
pub(super) struct Made<F> {
    len: usize,
    subject: F,
}

/// A few rows, made now from a list.
pub(super) fn listed<C, R>(
    context: &C,
    subjects: impl IntoIterator<Item = R>,
) -> Table<'_, C, R, Vec<R>> {
    Table::new(context, subjects.into_iter().collect())
}

/// Many rows, each made from its number whenever somebody reads it, and held by nobody.
pub(super) fn made<C, R, F: Fn(usize) -> R>(
    context: &C,
    len: usize,
    subject: F,
) -> Table<'_, C, R, Made<F>> {
    Table::new(context, Made { len, subject })
}

impl<'c, C, R, S> Table<'c, C, R, S> {
    fn new(context: &'c C, subjects: S) -> Table<'c, C, R, S> {
        Table { context, subjects, columns: Vec::new(), cells: Vec::new() }
    }

    /// A column of words, ids or times.
    pub(super) fn text(
        self,
        id: &'static str,
        title: &'static str,
        cell: impl Fn(&C, &R) -> Cell + Send + Sync + 'static,
    ) -> Self {
        self.column(Column::new(id, title, Align::Left), Box::new(cell))
    }

    /// A column of numbers.
    pub(super) fn number(
        self,
        id: &'static str,
        title: &'static str,
        cell: impl Fn(&C, &R) -> Cell + Send + Sync + 'static,
    ) -> Self {
        self.column(Column::new(id, title, Align::Right), Box::new(cell))
    }

    /// A column of what ids are called, for machines.
    pub(super) fn name(
        self,
        id: &'static str,
        title: &'static str,
        cell: impl Fn(&C, &R) -> Cell + Send + Sync + 'static,
    ) -> Self {
        self.column(Column::new(id, title, Align::Named), Box::new(cell))
    }

    /// A column of pictures.
    pub(super) fn drawn(
        self,
        id: &'static str,
        title: &'static str,
        cell: impl Fn(&C, &R) -> Cell + Send + Sync + 'static,
    ) -> Self {
        self.column(Column::new(id, title, Align::Drawn), Box::new(cell))
    }

    /// The same where the last column is for programs, and for those who calculate with it.
    pub(super) fn for_programs(mut self) -> Self {
        self.columns.iter_mut().last().into_iter().for_each(|last| last.is_for_people = false);
        self
    }

    fn column(mut self, column: Column, cell: MakeCell<C, R>) -> Self {
        self.columns.push(column);
        self.cells.push(cell);
        self
    }
}

impl<C, R> Table<'_, C, R, Vec<R>> {
    /// The table with the sentence that stands above it.
    pub(super) fn noted(self, note: impl Into<String>) -> Body<'static> {
        let row = |subject: &R| cells(&self.cells, self.context, subject);
        let rows = self.subjects.iter().map(row).collect();
        Body::new(note, self.columns, rows)
    }
}

impl<C: Clone + Send + Sync, R, F: Fn(usize) -> R + Send + Sync> Table<'_, C, R, Made<F>> {
    /// The table with the sentence that stands above it.
    pub(super) fn noted<'a>(self, note: impl Into<String>) -> Body<'a>
    where
        C: 'a,
        R: 'a,
        F: 'a,
    {
        let Made { len, subject } = self.subjects;
        let (of_columns, context) = (self.cells, self.context.clone());
        let row = Box::new(move |at| cells(&of_columns, &context, &subject(at)));
        Body::new(note, self.columns, Rows { len, row })
    }
}

/// The cells of a row, fit to be shown.
fn cells<C, R>(of_columns: &[MakeCell<C, R>], context: &C, subject: &R) -> Vec<Cell> {
    of_columns.iter().map(|cell| fit_to_show(cell(context, subject))).collect()
}

/// A cell whose text is fit to be shown.
fn fit_to_show(mut cell: Cell) -> Cell {
    match &mut cell {
        Cell::Text(text) | Cell::Id(text) => present(text),
        Cell::Named(named) | Cell::Link(named) => {
            present(&mut named.id);
            present(&mut named.shown);
        }
        _ => {}
    }
    cell
}

fn present(text: &mut String) {
    if let Cow::Owned(safe) = presentable(text) {
        *text = safe;
    }
}

/// A section without its heading.
pub(super) struct Body<'a> {
    note: String,
    columns: Vec<Column>,
    rows: Rows<'a>,
    ends_in_total: bool,
}

impl<'a> Body<'a> {
    fn new(note: impl Into<String>, columns: Vec<Column>, rows: Rows<'a>) -> Body<'a> {
        Body { note: note.into(), columns, rows, ends_in_total: false }
    }

    /// The same where the last row is the sum of all others.
    pub(super) fn ending_in_total(self) -> Body<'a> {
        Body { ends_in_total: true, ..self }
    }

    /// The section under its heading.
    pub(super) fn under(self, id: &'static str, title: &'static str) -> Section<'a> {
        let Body { note, columns, rows, ends_in_total } = self;
        Section { id, title, note, columns, rows, ends_in_total }
    }
}
