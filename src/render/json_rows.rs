//! The rows of a section as JSON, by all threads.
//!
//! In: a section. Out: its rows, each an object of column ids and values on a line of its own, in order: the
//! elements of an array, or lines. An archive of 100,000 jobs has rows for 200 MB, which are most of the
//! work of a report, so that nothing here is done twice: what stands before a value is the same in
//! every row and is made once, a text that needs no escape is copied as it is, and the next rows are made
//! by other threads while some are written. All that is not so plain is left to serde_json.

use std::io::{self, Write};
use std::ops::Range;

use rayon::prelude::*;
use serde::Serialize;

use crate::render::machine::{Value, value};
use crate::render::pretty;
use crate::report::{Align, Cell, Rows, Section};

/// So many rows are made at a time by a thread, and so often before they are written: texts that stay in
/// the processor's caches.
const ROWS_AT_A_TIME: usize = 64;
const TEXTS_AT_A_TIME: usize = 16;

/// Writes the rows as the elements of an array that stands so many levels deep.
pub(super) fn write_array(
    section: &Section<'_>,
    depth: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    if section.rows.is_empty() {
        return out.write_all(b"[]");
    }
    let rows = Layout::of_elements(section, depth + 1);
    out.write_all(b"[")?;
    write(&section.rows, &rows, out)?;
    write!(out, "\n{}]", indent(depth))
}

/// Writes each row on a line of its own that begins with its section.
pub(super) fn write_lines(section: &Section<'_>, out: &mut dyn Write) -> io::Result<()> {
    write(&section.rows, &Layout::of_lines(section), out)
}

/// What stands around the values of every row.
struct Layout {
    /// What stands between two rows.
    between: &'static [u8],
    /// What stands before each value; none before a picture, which is left out.
    before: Vec<Option<Vec<u8>>>,
    end: Vec<u8>,
}

impl Layout {
    fn of_elements(section: &Section<'_>, depth: usize) -> Layout {
        let start = format!("\n{}{{", indent(depth));
        Layout::of(section, &start, String::from("}"), b",")
    }

    fn of_lines(section: &Section<'_>) -> Layout {
        let start = format!("{{{}:{},", pretty::text("section"), pretty::text(section.id));
        Layout::of(section, &start, String::from("}\n"), b"")
    }

    fn of(section: &Section<'_>, start: &str, end: String, between: &'static [u8]) -> Layout {
        let mut before_next = start;
        let before = section.columns.iter().map(|column| {
            let is_said = column.align != Align::Drawn;
            is_said.then(|| {
                let key = pretty::text(column.id);
                let before = format!("{before_next}{key}:");
                before_next = ",";
                before.into_bytes()
            })
        });
        Layout { before: before.collect(), end: end.into_bytes(), between }
    }

    /// Adds the row of these cells.
    fn add(&self, cells: &[Cell], text: &mut Vec<u8>) {
        for (before, cell) in self.before.iter().zip(cells) {
            if let Some(before) = before {
                text.extend_from_slice(before);
                add_value(&value(cell), text);
            }
        }
        text.extend_from_slice(&self.end);
    }

    /// Some of the rows.
    fn rows(&self, rows: &Rows<'_>, range: Range<usize>) -> Vec<u8> {
        // A guess: what is the same in each row, and as much again.
        let length: usize = self.before.iter().flatten().map(Vec::len).sum();
        let mut text = Vec::with_capacity(2 * length * range.len());
        for at in range {
            if at > 0 {
                text.extend_from_slice(self.between);
            }
            self.add(&rows.at(at), &mut text);
        }
        text
    }
}

/// Writes rows in order while the next ones are made.
fn write(rows: &Rows<'_>, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let at_once = ROWS_AT_A_TIME * TEXTS_AT_A_TIME;
    let mut made: Vec<Vec<u8>> = Vec::new();
    for first in (0..rows.len() + at_once).step_by(at_once) {
        let mut next = Vec::new();
        let last = rows.len().min(first + at_once);
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| {
                let starts = (first..last).into_par_iter().step_by(ROWS_AT_A_TIME);
                next = starts
                    .map(|start| layout.rows(rows, start..last.min(start + ROWS_AT_A_TIME)))
                    .collect();
            });
            made.iter().try_for_each(|text| out.write_all(text))
        })?;
        made = next;
    }
    made.iter().try_for_each(|text| out.write_all(text))
}

fn add_value(value: &Value<'_>, text: &mut Vec<u8>) {
    match value {
        Value::Word(word) => add_text(word, text),
        Value::Text(said) => add_text(said, text),
        Value::Integer(number) => match i64::try_from(*number) {
            // As most are, and half the work.
            Ok(number) => add_by_serde(&number, text),
            Err(_) => add_by_serde(number, text),
        },
        other => add_by_serde(other, text),
    }
}

/// Whether a text can be copied as it is. All of it is looked at, which is faster than to stop somewhere.
pub(super) fn is_plain(said: &[u8]) -> bool {
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte) & (byte != b'"') & (byte != b'\\');
    let (eights, rest) = said.as_chunks::<8>();
    let of_eight = |eight: &[u8; 8]| eight.iter().fold(true, |all, byte| all & is_plain(*byte));
    eights.iter().fold(true, |all, eight| all & of_eight(eight)) & rest.iter().all(|b| is_plain(*b))
}

pub(super) fn add_text(said: &str, text: &mut Vec<u8>) {
    if !is_plain(said.as_bytes()) {
        return text.extend_from_slice(pretty::text(said).as_bytes());
    }
    text.reserve(said.len() + 2);
    text.push(b'"');
    text.extend_from_slice(said.as_bytes());
    text.push(b'"');
}

fn add_by_serde(value: &impl Serialize, text: &mut Vec<u8>) {
    // Into memory everything can be written.
    let _ = value.serialize(&mut serde_json::Serializer::new(text));
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}
