//! The errors CSV: a row an error or impact.
//!
//! In: a table whose layout nobody documents. Out: its items and findings, each of these with its
//! row and column. Rows are handed over one by one, so that a file of any size is read in the memory
//! of one row. A row is numbered as a spreadsheet does: the first row is row 1, and so is the header as
//! a rule. What tools and people put between is left out and said, once for each sort of it.

use std::io::{Cursor, Read, SeekFrom};
use std::sync::Arc;

mod cell;
mod column;
mod contents;
mod dialect;
mod header;
mod line_feeds;
mod quotes;
mod reading;
mod rows;
mod skipped;
pub mod tells;
mod watched;
mod whole_rows;

pub use dialect::Dialect;

use csv::{ByteRecord, Position, Reader, ReaderBuilder};

use crate::decode::csv::header::Columns;
use crate::decode::csv::line_feeds::LineFeeds;
use crate::decode::csv::quotes::Quotes;
use crate::decode::csv::rows::rows;
use crate::decode::csv::watched::{CLOSING_QUOTE, Watched, behind_lines};
use crate::decode::csv::whole_rows::WholeRows;
use crate::findings::FindingCollector;
use crate::input::sniff;
use crate::payload::ErrorRecord;

/// What a table was found to be.
#[derive(Debug, Default)]
pub struct Table {
    /// Whether it is an errors file; where not, a finding says why.
    pub usable: bool,
    /// How many rows it has that tell an error or impact.
    pub rows: u64,
    /// How many rows it has beside them and the header.
    pub left_out: u64,
    /// What is wrong with it.
    pub findings: FindingCollector,
}

/// Reads small tables one after another.
///
/// A reader of the csv crate compiles its automaton when it is made, which costs more than reading
/// a hundred rows; so one is kept for each way to separate fields and given another text each time.
#[derive(Debug, Default)]
pub struct TableReader {
    readers: Vec<(Separation, Reader<Cursor<Vec<u8>>>)>,
    /// That of the table before: as a rule all have the same.
    header: KnownHeader,
}

/// A header that was understood.
#[derive(Debug, Default)]
struct KnownHeader {
    record: ByteRecord,
    columns: Arc<Columns>,
}

impl KnownHeader {
    /// The columns of a header, which nobody need understand again.
    fn columns(&mut self, header: &ByteRecord) -> Arc<Columns> {
        if self.record.is_empty() || self.record != *header {
            self.record.clone_from(header);
            self.columns = Arc::new(Columns::of_record(header));
        }
        Arc::clone(&self.columns)
    }
}

/// The delimiter, and whether quotes mean anything.
type Separation = (u8, bool);

impl TableReader {
    /// Reads what looks like a table and is in memory, handing each item to `each`, and keeps so many
    /// findings of each rule. Only where the first line is no header of an errors file another one is
    /// looked for.
    ///
    /// # Errors
    ///
    /// None that is known: in memory nothing fails to be read.
    pub fn read(
        &mut self,
        text: &str,
        per_rule: usize,
        mut each: impl FnMut(ErrorRecord<'_>),
    ) -> Result<Table, csv::Error> {
        let plain = Dialect::plain(sniff::delimiter(text).unwrap_or(b','));
        let table = self.read_as(text, &plain, per_rule, &mut each)?;
        if table.usable {
            return Ok(table);
        }
        match Dialect::find(text) {
            Some(found) => self.read_as(text, &found, per_rule, each),
            None => Ok(table),
        }
    }

    /// The same of a table that is known to be written so.
    ///
    /// # Errors
    ///
    /// None that is known: in memory nothing fails to be read.
    pub fn read_as(
        &mut self,
        text: &str,
        dialect: &Dialect,
        per_rule: usize,
        each: impl FnMut(ErrorRecord<'_>),
    ) -> Result<Table, csv::Error> {
        let way = (dialect.delimiter, dialect.is_markdown);
        let TableReader { readers, header } = self;
        let at = readers.iter().position(|(kept, _)| *kept == way).unwrap_or_else(|| {
            readers.push((way, builder(dialect).from_reader(Cursor::default())));
            readers.len() - 1
        });
        let (_, reader) = &mut readers[at];
        let bytes = reader.get_mut().get_mut();
        bytes.clear();
        if dialect.has_whole_rows {
            let rows = WholeRows::new(text.as_bytes());
            LineFeeds::new(rows, dialect.quotes_in()).read_to_end(bytes)?;
        } else {
            line_feeds::add(text, dialect.quotes_in(), bytes)?;
        }
        let start = behind_lines(bytes, dialect.lines_above());
        let mut quotes = quotes(dialect, per_rule);
        if !dialect.is_markdown {
            quotes.pass(&bytes[start..]);
        }
        if quotes.open_since().is_some() {
            bytes.extend(CLOSING_QUOTE);
        }
        reader.seek_raw(SeekFrom::Start(start as u64), Position::new())?;
        Ok(rows(reader, dialect, header, per_rule, each)?.close(&quotes))
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
    dialect: &Dialect,
    (longest, per_rule): (u64, usize),
    each: impl FnMut(ErrorRecord<'_>),
) -> Result<Table, csv::Error> {
    let quotes = quotes(dialect, per_rule);
    let input: Box<dyn Read + '_> =
        if dialect.has_whole_rows { Box::new(WholeRows::new(input)) } else { Box::new(input) };
    let input = LineFeeds::new(input, dialect.quotes_in());
    let mut input = Watched {
        input,
        above: dialect.lines_above(),
        quotes: (!dialect.is_markdown).then_some(quotes),
        longest,
        close: CLOSING_QUOTE,
    };
    let (mut reader, mut header) =
        (builder(dialect).from_reader(&mut input), KnownHeader::default());
    let table = rows(&mut reader, dialect, &mut header, per_rule, each)?;
    drop(reader);
    let quotes = input.quotes.unwrap_or_else(|| self::quotes(dialect, per_rule));
    Ok(table.close(&quotes))
}

fn quotes(dialect: &Dialect, per_rule: usize) -> Quotes {
    let begins = (dialect.lines_above() + 1, dialect.rows_above() + 1);
    Quotes::new(dialect.delimiter, begins, per_rule)
}

/// The first row of a text with that mark between its fields, as column names.
fn header_of(text: &str, delimiter: u8) -> Columns {
    let mut header = ByteRecord::new();
    let mut reader = builder(&Dialect::plain(delimiter))
        .from_reader(LineFeeds::new(text.as_bytes(), Some(delimiter)));
    // In memory nothing fails to be read.
    let _ = reader.read_byte_record(&mut header);
    Columns::of_record(&header)
}

fn builder(dialect: &Dialect) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(dialect.delimiter).flexible(true).has_headers(false);
    builder.quoting(!dialect.is_markdown);
    builder
}

/// All that an input gives when it is asked for so many bytes at a time.
#[cfg(test)]
fn read_in_pieces(mut input: impl std::io::Read, size: usize) -> Vec<u8> {
    let (mut all, mut buffer) = (Vec::new(), vec![0; size]);
    loop {
        let read = input.read(&mut buffer).expect("bytes in memory");
        all.extend(&buffer[..read]);
        if read == 0 {
            return all;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    use crate::findings::rule::Rule;
    use crate::payload::{ErrorOrImpact, Text};

    const PLAIN: Dialect = Dialect::plain(b',');

    type Told = (Option<String>, ErrorOrImpact, Option<String>, Option<String>);

    fn rows(text: &str) -> (Table, Vec<Told>) {
        let mut rows = Vec::new();
        let own = |text: Option<Text<'_>>| text.map(|text| text.to_string());
        let dialect = Dialect::of_table(text);
        let table = read(text.as_bytes(), &dialect, (1 << 20, usize::MAX), |item| {
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
            ("a@example.com,no licence\n", Rule::CsvNoHeader),
            ("52efdff9-9db6-438d-9b96-638365789353,1\n", Rule::CsvNoHeader),
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
                let in_memory = TableReader::default().read(&text, usize::MAX, |_| {});
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
            let in_memory = TableReader::default().read(text, usize::MAX, |_| {});
            assert_eq!(in_memory.expect("text in memory").findings, table.findings);
        }
    }

    #[test]
    fn a_cell_without_end_is_refused() {
        let text = b"user,code\na,\"".chain(io::repeat(b'x'));
        let error = read(text, &PLAIN, (1 << 20, usize::MAX), |_| {}).expect_err("too long");
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
