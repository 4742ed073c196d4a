//! The errors CSV: a row an error or impact.
//!
//! In: a table whose layout nobody documents. Out: its items and findings, each of these with its
//! row and column. Rows are handed over one by one, so that a file of any size is read in the memory
//! of one row. A row is numbered as a spreadsheet does: the header is row 1.

use std::borrow::Cow;
use std::io::{self, Cursor, Read, SeekFrom};

mod header;
mod line_feeds;
mod quotes;

use csv::{ByteRecord, Position, Reader, ReaderBuilder};
use encoding_rs::WINDOWS_1252;

use crate::decode::csv::header::{Columns, no_errors_file};
use crate::decode::csv::line_feeds::LineFeeds;
use crate::decode::csv::quotes::{Quotes, Spot};
use crate::findings::rule::Rule;
use crate::findings::{Finding, FindingCollector, Place};
use crate::payload::{ErrorRecord, Text};

/// What a table was found to be.
#[derive(Debug, Default)]
pub struct Table {
    /// Whether it is an errors file; where not, a finding says why.
    pub usable: bool,
    /// How many data rows it has.
    pub rows: u64,
    /// What is wrong with it.
    pub findings: FindingCollector,
}

/// Reads small tables one after another.
///
/// A reader of the csv crate compiles its automaton when it is made, which costs more than reading
/// a hundred rows; so one is kept for each delimiter and given another text each time.
#[derive(Debug, Default)]
pub struct TableReader(Vec<(u8, Reader<Cursor<Vec<u8>>>)>);

impl TableReader {
    /// Reads a table that is in memory, handing each item to `each`, and keeps so many findings of
    /// each rule.
    ///
    /// # Errors
    ///
    /// None that is known: in memory nothing fails to be read.
    pub fn read(
        &mut self,
        text: &str,
        delimiter: u8,
        per_rule: usize,
        each: impl FnMut(ErrorRecord<'_>),
    ) -> Result<Table, csv::Error> {
        let at = self.0.iter().position(|(kept, _)| *kept == delimiter).unwrap_or_else(|| {
            self.0.push((delimiter, builder(delimiter).from_reader(Cursor::default())));
            self.0.len() - 1
        });
        let (_, reader) = &mut self.0[at];
        let bytes = reader.get_mut().get_mut();
        bytes.clear();
        LineFeeds::new(text.as_bytes()).read_to_end(bytes)?;
        let mut quotes = Quotes::new(delimiter, per_rule);
        quotes.pass(bytes);
        if quotes.open_since().is_some() {
            bytes.extend(CLOSING_QUOTE);
        }
        reader.seek_raw(SeekFrom::Start(0), Position::new())?;
        Ok(rows(reader, delimiter, per_rule, each)?.close(&quotes))
    }
}

/// Reads a table of any size, handing each item to `each`, and keeps so many findings of each rule.
///
/// # Errors
///
/// When `input` can't be read to its end, or a row is longer than `longest` bytes: as a rule by a quote
/// that is never closed, which makes all that follows one cell.
pub fn read(
    input: impl Read,
    delimiter: u8,
    (longest, per_rule): (u64, usize),
    each: impl FnMut(ErrorRecord<'_>),
) -> Result<Table, csv::Error> {
    let (input, quotes) = (LineFeeds::new(input), Quotes::new(delimiter, per_rule));
    let mut input = Watched { input, quotes, longest, close: CLOSING_QUOTE };
    let table = rows(&mut builder(delimiter).from_reader(&mut input), delimiter, per_rule, each)?;
    Ok(table.close(&input.quotes))
}

/// What ends a table whose last quotes are open, so that every row ends with its line.
const CLOSING_QUOTE: &[u8] = b"\"\n";

/// A reader whose quotes are followed, and closed in the end.
struct Watched<R> {
    input: R,
    quotes: Quotes,
    /// What is left to be read of [`CLOSING_QUOTE`].
    close: &'static [u8],
    /// How long a row may be.
    longest: u64,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        if read == 0 && self.quotes.open_since().is_some() {
            return self.close.read(buffer);
        }
        self.quotes.pass(&buffer[..read]);
        if self.quotes.row_length() > self.longest {
            let which = match self.quotes.open_since() {
                Some(spot) => format!("cell whose quote opens on line {}", spot.line),
                None => format!("row on line {}", self.quotes.now().line),
            };
            let message =
                format!("the {which} is longer than the limit for one document (--max-file-size)");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(read)
    }
}

fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).flexible(true).has_headers(false);
    builder
}

fn rows<R: Read>(
    reader: &mut Reader<R>,
    delimiter: u8,
    per_rule: usize,
    mut each: impl FnMut(ErrorRecord<'_>),
) -> Result<Reading, csv::Error> {
    let mut record = ByteRecord::new();
    reader.read_byte_record(&mut record)?;
    let columns = Columns::of(&record);
    let findings = FindingCollector::new(per_rule);
    let table = Table { usable: false, rows: 0, findings };
    let mut reading = Reading { table, columns };
    if !reading.columns.tell_errors() {
        let line = line_of(&record, reader);
        reading.table.findings.add(no_errors_file(&record, line));
        return Ok(reading);
    }
    reading.table.usable = true;
    reading.header(delimiter, line_of(&record, reader));
    let mut windows = None;
    while reader.read_byte_record(&mut record)? {
        reading.table.rows += 1;
        let row = record.position().map_or(0, |at| at.record() + 1);
        let spot = |reader: &Reader<R>, cell| Spot { line: line_of(&record, reader), row, cell };
        if record.len() != reading.columns.len() {
            reading.ragged(record.len(), spot(reader, 0));
        }
        let mut cells = Vec::with_capacity(record.len());
        for (at, cell) in record.iter().enumerate() {
            if cell.contains(&0) {
                let message = "this cell holds a NUL byte; the file was damaged";
                reading.add(Rule::CsvMalformed, spot(reader, at), message.to_owned());
            }
            cells.push(Text(std::str::from_utf8(cell).map(Cow::Borrowed).unwrap_or_else(|_| {
                windows.get_or_insert_with(|| spot(reader, at));
                WINDOWS_1252.decode(cell).0
            })));
        }
        each(ErrorRecord { row: Some(row), ..reading.columns.item(&cells) });
    }
    if let Some(spot) = windows {
        let message = "not valid UTF-8 from here, read as Windows-1252";
        reading.add(Rule::Encoding, spot, message.to_owned());
    }
    Ok(reading)
}

/// The line on which the record begins that was read last. What the record says itself is where
/// the one before it ended, and there may be empty lines between.
fn line_of<R: Read>(record: &ByteRecord, reader: &Reader<R>) -> u64 {
    let inside = record.as_slice().iter().filter(|&&byte| byte == b'\n').count() as u64;
    reader.position().line().saturating_sub(1 + inside)
}

/// A table while it is read.
struct Reading {
    table: Table,
    columns: Columns,
}

impl Reading {
    fn add(&mut self, rule: Rule, spot: Spot, message: String) {
        let column = self.columns.name(spot.cell);
        self.put(rule, spot.line, format!("row {}, column {column}", spot.row), message);
    }

    fn put(&mut self, rule: Rule, line: u64, path: String, message: String) {
        let place = Place { line: Some(line), column: None, path: Some(path) };
        self.table.findings.add(Finding::at(rule, place, message));
    }

    fn header(&mut self, delimiter: u8, line: u64) {
        if delimiter != b',' {
            let mark = if delimiter == b';' { "semicolons" } else { "tabs" };
            let message = format!("fields are separated by {mark} instead of commas");
            self.put(Rule::CsvDelimiter, line, String::from("row 1"), message);
        }
        for cell in self.columns.repeated() {
            let message =
                format!("`{}` is the name of an earlier column too", self.columns.name(cell));
            self.add(Rule::CsvDuplicateColumn, Spot { line, row: 1, cell }, message);
        }
    }

    fn ragged(&mut self, fields: usize, spot: Spot) {
        let columns = self.columns.len();
        let message = format!("{fields} fields, the header has {columns}");
        // The first column that is missing, or the first field that has none.
        self.add(Rule::CsvRaggedRow, Spot { cell: fields.min(columns), ..spot }, message);
    }

    /// Judges the quotes of a table that serves.
    fn close(mut self, quotes: &Quotes) -> Table {
        if self.table.usable {
            for spot in &quotes.broken {
                let message = "text follows the quote that closes this cell";
                self.add(Rule::CsvMalformed, *spot, message.to_owned());
            }
            self.table.findings.count_more(Rule::CsvMalformed, quotes.more);
            if let Some(spot) = quotes.open_since() {
                let message =
                    "a quote that opens here is never closed; all that follows is one cell";
                self.add(Rule::CsvMalformed, spot, message.to_owned());
            }
        }
        self.table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::ErrorOrImpact;

    type Row = (Option<String>, ErrorOrImpact, Option<String>, Option<String>);

    fn rows(text: &str) -> (Table, Vec<Row>) {
        let mut rows = Vec::new();
        let own = |text: Option<Text<'_>>| text.map(|text| text.to_string());
        let delimiter = crate::input::sniff::delimiter(text).unwrap_or(b',');
        let table = read(text.as_bytes(), delimiter, (1 << 20, usize::MAX), |item| {
            rows.push((own(item.user), item.kind, own(item.code), own(item.message)));
        });
        (table.expect("text in memory"), rows)
    }

    #[test]
    fn columns_are_found_by_meaning_in_any_order_case_and_wording() {
        for text in [
            "User ID,Type,Code,Message\nann@example.com,Error,19605,no\n",
            "message;CODE;severity;user-email\nno;19605;ERROR;Ann@Example.com\n",
            "Error Description\tError Code\tCategory\tE-Mail Address\nno\t19605\terrors\tann@example.com\n",
        ] {
            let (table, rows) = rows(text);
            let own = |text: &str| Some(text.to_owned());
            let said: Vec<Rule> =
                table.findings.kept().into_iter().map(|finding| finding.rule).collect();
            let delimiter = !text.contains(',');
            assert!(table.usable, "{text}");
            assert_eq!(said.contains(&Rule::CsvDelimiter), delimiter, "{text}");
            assert_eq!(said.len(), usize::from(delimiter), "{text}");
            assert_eq!(
                rows,
                [(own("ann@example.com"), ErrorOrImpact::Error, own("19605"), own("no"))],
                "{text}"
            );
        }
    }

    #[test]
    fn kind_and_code_come_from_the_tag_where_there_is_no_column() {
        let (_, rows) = rows(
            "User,Message\na,[Error 19605] no\nb,[Informational 19701] moved\nc,[see above] x\n",
        );
        let told: Vec<_> = rows.iter().map(|(_, kind, code, _)| (*kind, code.as_deref())).collect();
        assert_eq!(
            told,
            [
                (ErrorOrImpact::Error, Some("19605")),
                (ErrorOrImpact::Impact, Some("19701")),
                (ErrorOrImpact::Error, None)
            ]
        );
    }

    #[test]
    fn a_known_code_tells_the_kind_where_nothing_else_does() {
        let (_, rows) = rows("user,code\na,19722\nb,4202\n");
        assert_eq!(
            rows.iter().map(|row| row.1).collect::<Vec<_>>(),
            [ErrorOrImpact::Impact, ErrorOrImpact::Error]
        );
    }

    #[test]
    fn quotes_commas_and_line_breaks_stay_in_their_cell() {
        let (_, rows) = rows("user,message\na,\"[Error 4202] \"\"7593\"\",\ntaken\"\n");
        assert_eq!(rows[0].3.as_deref(), Some("[Error 4202] \"7593\",\ntaken"));
    }

    #[test]
    fn what_is_no_errors_file_is_said_to_be_what_it_is() {
        for (text, rule) in [
            ("Email,First Name,Last Name\na@example.com,A,B\n", Rule::CsvUnknownColumns),
            ("a@example.com,[Error 19605] no\n", Rule::CsvNoHeader),
            ("52efdff9-9db6-438d-9b96-638365789353,19605\n", Rule::CsvNoHeader),
        ] {
            let (table, rows) = rows(text);
            assert!(!table.usable && rows.is_empty(), "{text}");
            assert_eq!(
                table.findings.kept().into_iter().map(|f| f.rule).collect::<Vec<_>>(),
                [rule],
                "{text}"
            );
        }
    }

    #[test]
    fn a_ragged_row_is_used_and_said() {
        let (table, rows) = rows("user,code,message\na,1\nb,2,x,y\nc,3,z\n");
        assert_eq!((table.rows, rows.len(), table.findings.kept().len()), (3, 3, 2));
        let places: Vec<String> =
            table.findings.kept().into_iter().map(|finding| finding.place.suffix()).collect();
        assert_eq!(places, [":2 row 2, column message", ":3 row 3, column 4"]);
    }

    #[test]
    fn lines_are_counted_however_they_end_and_whatever_lies_between() {
        let plain = "user,code,message\n\n\na,1\nb,2,\"x\ny\"\n\nc,3";
        for end in ["\n", "\r\n", "\r"] {
            let text = plain.replace('\n', end);
            for last in ["", end] {
                let (table, rows) = rows(&format!("{text}{last}"));
                let places: Vec<String> = table
                    .findings
                    .kept()
                    .into_iter()
                    .map(|finding| finding.place.suffix())
                    .collect();
                let expected = [":4 row 2, column message", ":8 row 4, column message"];
                assert_eq!(
                    (rows.len(), &places[..]),
                    (3, &expected.map(String::from)[..]),
                    "{end:?}"
                );
                let in_memory = TableReader::default().read(&text, b',', usize::MAX, |_| {});
                assert_eq!(in_memory.expect("text in memory").findings, table.findings, "{end:?}");
            }
        }
    }

    #[test]
    fn a_row_that_ends_inside_quotes_is_on_the_line_that_it_begins_on() {
        for text in ["user,code,message\n\n\na,\"1\n", "user,code,message\n\n\na,\"1\n\n2"] {
            let (table, _) = rows(text);
            let places = table.findings.kept().into_iter().map(|finding| finding.place.suffix());
            let expected = [":4 row 2, column code", ":4 row 2, column message"];
            assert_eq!(places.collect::<Vec<_>>(), expected, "{text:?}");
            let in_memory = TableReader::default().read(text, b',', usize::MAX, |_| {});
            assert_eq!(in_memory.expect("text in memory").findings, table.findings);
        }
    }

    #[test]
    fn a_cell_without_end_is_refused() {
        let text = b"user,code\na,\"".chain(io::repeat(b'x'));
        let error = read(text, b',', (1 << 20, usize::MAX), |_| {}).expect_err("too long");
        let csv::ErrorKind::Io(error) = error.into_kind() else { panic!("no error of reading") };
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        assert!(error.to_string().contains("opens on line 2"), "{error}");
    }

    #[test]
    fn a_header_of_many_columns_is_read_once_through() {
        let header: String = (0..50_000).map(|at| format!(",c{at}")).collect();
        let (table, _) = rows(&format!("user,code{header},c7\na,1\n"));
        let found: Vec<_> =
            table.findings.kept().into_iter().map(|f| (f.rule, f.place.suffix())).collect();
        assert_eq!(found[0], (Rule::CsvDuplicateColumn, String::from(":1 row 1, column c7")));
    }

    #[test]
    fn what_is_odd_about_columns_and_cells_is_told_with_its_place() {
        for (text, rule, place) in [
            ("User,code,USER\na,1,b\n", Rule::CsvDuplicateColumn, ":1 row 1, column USER"),
            ("user;code\na;1\n", Rule::CsvDelimiter, ":1 row 1"),
            ("user,code\na,1\nb,\0\n", Rule::CsvMalformed, ":3 row 3, column code"),
            ("user,code\na,\"1\n", Rule::CsvMalformed, ":2 row 2, column code"),
            ("user,code\n\"a\" b,1\n", Rule::CsvMalformed, ":2 row 2, column user"),
        ] {
            let (table, _) = rows(text);
            let found: Vec<_> =
                table.findings.kept().into_iter().map(|f| (f.rule, f.place.suffix())).collect();
            assert_eq!(found, [(rule, place.to_owned())], "{text:?}");
        }
    }
}
