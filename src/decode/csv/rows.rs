//! The rows of a table, one by one.
//!
//! In: a reader of the csv crate at the first row, and how the table is written. Out: each error and impact that a row
//! tells, with the number of its row, and a [`Reading`] of what was odd. Whatever can be settled from the bytes of a
//! row is settled before any of its cells is decoded: large tables are read here.

use std::borrow::Cow;
use std::io::Read;
use std::sync::Arc;

use csv::{ByteRecord, Reader};
use encoding_rs::WINDOWS_1252;

use crate::decode::csv::KnownHeader;
use crate::decode::csv::dialect::{Dialect, is_frame};
use crate::decode::csv::header::{Columns, MAX_COLUMNS, Tells, no_errors_file};
use crate::decode::csv::quotes::Spot;
use crate::decode::csv::reading::Reading;
use crate::decode::csv::skipped::{self, Sort};
use crate::findings::rule::Rule;
use crate::payload::{ErrorRecord, Text};

/// Reads all rows below a header, or all there are where no row names the columns, handing each item to `each`.
pub(super) fn rows<R: Read>(
    reader: &mut Reader<R>,
    dialect: &Dialect,
    header: &mut KnownHeader,
    per_rule: usize,
    mut each: impl FnMut(ErrorRecord<'_>),
) -> Result<Reading, csv::Error> {
    let mut record = ByteRecord::new();
    let (lines_above, rows_above) = (dialect.lines_above(), dialect.rows_above());
    let mut reading = Reading::new(per_rule);
    reading.job = dialect.job;
    if let Some(contents) = &dialect.contents {
        reading.columns = Arc::new(Columns::of_contents(contents));
        reading.above(dialect, Spot { line: lines_above + 1, row: rows_above + 1, cell: 0 });
    } else {
        reader.read_byte_record(&mut record)?;
        reading.columns = header.columns(&record);
        if !dialect.told.is_empty() {
            Arc::make_mut(&mut reading.columns).add_told(&dialect.told);
        }
        let line = line_of(&record, reader) + lines_above;
        // What was found further down was judged by the rows below it as well.
        if reading.columns.tell() == Tells::Nothing
            || !dialect.was_found && reading.columns.tell() != Tells::Errors
        {
            reading.table.findings.add(no_errors_file(&record, line));
            return Ok(reading);
        }
        reading.above(dialect, Spot { line, row: rows_above + 1, cell: 0 });
    }
    reading.table.usable = true;
    let mut windows = None;
    while reader.read_byte_record(&mut record)? {
        let row = record.position().map_or(0, |at| at.record() + 1) + rows_above;
        let spot = |reader: &Reader<R>, cell| Spot {
            line: line_of(&record, reader) + lines_above,
            row,
            cell,
        };
        if let Some(sort) = left_out(&record) {
            reading.skipped.add(sort, || spot(reader, 0));
            if sort == Sort::Comment {
                reading.note_job(&record);
            }
            continue;
        }
        // Of nearly all rows one look at all cells is enough.
        let text = std::str::from_utf8(record.as_slice()).ok();
        let is_damaged = memchr::memchr(0, record.as_slice()).is_some();
        let mut cells = Vec::with_capacity(record.len().min(MAX_COLUMNS));
        for (at, cell) in record.iter().take(MAX_COLUMNS).enumerate() {
            if is_damaged && memchr::memchr(0, cell).is_some() {
                let message = "this cell holds a NUL byte; the file was damaged";
                reading.add(Rule::CsvMalformed, spot(reader, at), message.to_owned());
            }
            let plain = text.zip(record.range(at)).and_then(|(text, range)| text.get(range));
            let plain = plain.or_else(|| std::str::from_utf8(cell).ok());
            cells.push(Text(plain.map(Cow::Borrowed).unwrap_or_else(|| {
                windows.get_or_insert_with(|| spot(reader, at));
                WINDOWS_1252.decode(cell).0
            })));
        }
        // Most rows are none, and what looks like one is read as one before it counts as a row.
        if reading.columns.may_be_header(&cells) {
            let mut columns = Columns::of(cells.iter().map(|cell| Cow::Borrowed(&**cell)));
            if reading.columns.has_a_name_of(&columns) {
                columns.add_told(&dialect.told);
            }
            if columns.tell() == Tells::Errors {
                if reading.columns.is_followed_by(&columns) {
                    reading.skipped.add(Sort::Header, || spot(reader, 0));
                    reading.follow(columns);
                } else {
                    reading.skipped.add(Sort::Nothing, || spot(reader, 0));
                }
                continue;
            }
        }
        let is_ragged = reading.is_ragged(&record);
        if is_ragged && record.len() > reading.columns.len() && reading.columns.end_with_words() {
            join_words(&mut cells, reading.columns.len(), dialect.delimiter);
        }
        let job = reading.job;
        let each = |error: ErrorRecord<'_>| {
            each(ErrorRecord { row: Some(row), job: error.job.or(job), ..error });
        };
        let told = reading.columns.items(&cells, each);
        if told.items == 0 {
            reading.skipped.add(Sort::Nothing, || spot(reader, 0));
            reading.note_job(&record);
        } else {
            reading.table.rows += 1;
            reading.told(&told, |cell| spot(reader, cell));
        }
        // Below a table within a text the text goes on.
        if is_ragged && (told.items > 0 || !dialect.was_found) {
            reading.ragged(record.len(), spot(reader, 0));
        }
    }
    if let Some(spot) = windows {
        let message = "not valid UTF-8 from here, read as Windows-1252";
        reading.add(Rule::Encoding, spot, message.to_owned());
    }
    Ok(reading)
}

/// Makes one cell of all that stands in the last column and behind it: nobody quoted it.
fn join_words(cells: &mut Vec<Text<'_>>, columns: usize, delimiter: u8) {
    let words: Vec<&str> = cells[columns - 1..].iter().map(|cell| &**cell).collect();
    let words = words.join(char::from(delimiter).encode_utf8(&mut [0; 4]));
    cells.truncate(columns - 1);
    cells.push(Text(words.into()));
}

/// Why a row is no data, where its bytes alone tell.
fn left_out(record: &ByteRecord) -> Option<Sort> {
    let bytes = record.as_slice();
    match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => Some(Sort::Empty),
        Some(b'#') if record[0].starts_with(b"#") => Some(Sort::Comment),
        Some(b'-' | b'=' | b'+' | b':') if is_frame(bytes) => Some(Sort::Frame),
        Some(b'{' | b'[') if is_json(&record[0]) => Some(Sort::Nothing),
        Some(_) if skipped::is_total(record) => Some(Sort::Total),
        Some(_) => None,
    }
}

/// Whether a cell is the beginning of a line of JSON, which commas split: JSON that is a cell by itself is whole.
fn is_json(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    [&b"{\""[..], b"[{", b"[\""].iter().any(|begin| cell.starts_with(begin))
        && !cell.ends_with(b"}")
        && !cell.ends_with(b"]")
}

/// The line on which the record begins that was read last. What the record says itself is where
/// the one before it ended, and there may be empty lines between.
fn line_of<R: Read>(record: &ByteRecord, reader: &Reader<R>) -> u64 {
    let inside = record.as_slice().iter().filter(|&&byte| byte == b'\n').count() as u64;
    reader.position().line().saturating_sub(1 + inside)
}
