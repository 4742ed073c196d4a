//! What was found of a table while its rows are read.
//!
//! In: what each row tells, and what was odd about it. Out: a [`Table`], with a finding for each sort of oddity
//! and its first place.

use std::sync::Arc;

use csv::ByteRecord;

use crate::decode::csv::Table;
use crate::decode::csv::dialect::{Dialect, job_in};
use crate::decode::csv::header::{Columns, Row};
use crate::decode::csv::quotes::{Quotes, Spot};
use crate::decode::csv::skipped::Skipped;
use crate::findings::rule::Rule;
use crate::findings::{Excerpt, Finding, FindingCollector, Place};
use crate::payload::Id;

/// A table while it is read.
pub(super) struct Reading {
    pub table: Table,
    pub columns: Arc<Columns>,
    pub skipped: Skipped,
    /// The job that the last line named which was no row.
    pub job: Option<Id>,
    /// Whether one of the headers so far names secrets.
    has_secrets: bool,
    /// Where a code first stands that is written as no code is, and how many there are.
    odd_codes: Option<(Spot, u64)>,
    /// Where several errors first stand in one cell, and how many such cells there are.
    packed: Option<(Spot, u64)>,
}

impl Reading {
    pub fn new(per_rule: usize) -> Reading {
        Reading {
            table: Table {
                usable: false,
                rows: 0,
                left_out: 0,
                findings: FindingCollector::new(per_rule),
            },
            columns: Arc::default(),
            skipped: Skipped::default(),
            job: None,
            has_secrets: false,
            odd_codes: None,
            packed: None,
        }
    }

    /// Goes on below another header.
    pub fn follow(&mut self, columns: Columns) {
        self.has_secrets |= self.columns.have_secrets();
        self.columns = Arc::new(columns);
    }

    pub fn add(&mut self, rule: Rule, spot: Spot, message: String) {
        let column = self.columns.name(spot.cell);
        self.put(rule, spot.line, format!("row {}, column {column}", spot.row), message);
    }

    fn put(&mut self, rule: Rule, line: u64, path: String, message: String) {
        let place = Place { line: Some(line), column: None, path: Some(path) };
        self.has_secrets |= self.columns.have_secrets();
        let hidden = self.has_secrets.then(|| Box::new(Excerpt::hidden()));
        self.table.findings.add(Finding { excerpt: hidden, ..Finding::at(rule, place, message) });
    }

    /// Notes what is odd about a header, or that there is none, and what stands above it.
    pub fn above(&mut self, dialect: &Dialect, spot: Spot) {
        if dialect.contents.is_some() {
            let message = "no row names the columns; what they hold was told by their cells";
            let path = format!("row {}", spot.row);
            self.put(Rule::CsvNoHeader, spot.line, path, message.to_owned());
        }
        if let Some(mark) = dialect.delimiter_in_words() {
            let message = format!("fields are separated by {mark} instead of commas");
            self.put(Rule::CsvDelimiter, spot.line, format!("row {}", spot.row), message);
        }
        if dialect.has_whole_rows {
            let message = "each row is quoted as a whole, as if it were one field";
            let path = format!("row {}", spot.row);
            self.put(Rule::CsvDelimiter, spot.line, path, message.to_owned());
        }
        self.skipped.add_above(&dialect.above);
        for cell in self.columns.repeated().to_vec() {
            let message =
                format!("`{}` is the name of an earlier column too", self.columns.name(cell));
            self.add(Rule::CsvDuplicateColumn, Spot { cell, ..spot }, message);
        }
    }

    /// Notes what was read through to tell what a row says.
    pub fn told(&mut self, row: &Row, spot: impl Fn(usize) -> Spot) {
        for (cell, noted) in [(row.odd_code, &mut self.odd_codes), (row.packed, &mut self.packed)] {
            if let Some(cell) = cell {
                noted.get_or_insert_with(|| (spot(cell), 0)).1 += 1;
            }
        }
    }

    /// Takes the job that a row names which tells no error, and nothing beside it: it stands above a part of the table.
    pub fn note_job(&mut self, record: &ByteRecord) {
        let cells = record.iter().map(<[u8]>::trim_ascii).filter(|cell| !cell.is_empty());
        let cells: Vec<_> = cells.take(3).map(String::from_utf8_lossy).collect();
        if cells.len() < 3 && !cells.iter().any(|cell| cell.contains('@')) {
            self.job = job_in(&cells.join(" ")).or(self.job);
        }
    }

    /// Whether a row has fields without a column, or lacks some that have one.
    pub fn is_ragged(&self, record: &ByteRecord) -> bool {
        let columns = self.columns.len();
        record.len() != columns
            && (record.len() < self.columns.named()
                || record.iter().skip(columns).any(|cell| !cell.trim_ascii().is_empty()))
    }

    pub fn ragged(&mut self, fields: usize, spot: Spot) {
        let columns = self.columns.len();
        let message = format!("{fields} fields, the header has {columns}");
        // The first column that is missing, or the first field that has none.
        self.add(Rule::CsvRaggedRow, Spot { cell: fields.min(columns), ..spot }, message);
    }

    /// Judges the quotes of a table that serves, and says what was left out and read through.
    pub fn close(mut self, quotes: &Quotes) -> Table {
        if !self.table.usable {
            return self.table;
        }
        self.table.left_out = self.skipped.rows();
        for (spot, message) in self.skipped.said() {
            self.put(Rule::CsvSkippedRows, spot.line, format!("row {}", spot.row), message);
        }
        if let Some((spot, count)) = self.odd_codes {
            let message = match count {
                1 => String::from("a code is not written as a plain number, and was read as one"),
                _ => {
                    format!("{count} codes are not written as plain numbers, and were read as such")
                }
            };
            self.add(Rule::CsvCodeForm, spot, message);
        }
        if let Some((spot, count)) = self.packed {
            let message = match count {
                1 => String::from("this cell holds several errors or JSON; each error counts"),
                _ => format!("{count} cells hold several errors or JSON; each error counts"),
            };
            self.add(Rule::CsvSeveralErrors, spot, message);
        }
        for spot in &quotes.broken {
            let message = "text follows the quote that closes this cell";
            self.add(Rule::CsvMalformed, *spot, message.to_owned());
        }
        self.table.findings.count_more(Rule::CsvMalformed, quotes.more);
        if let Some(spot) = quotes.open_since() {
            let message = "a quote that opens here is never closed; all that follows is one cell";
            self.add(Rule::CsvMalformed, spot, message.to_owned());
        }
        self.table
    }
}
