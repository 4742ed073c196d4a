//! Tables against a slow reading of the same bytes, and against themselves in small parts.

use std::cell::RefCell;
use std::io::{self, Read};

use jobaudit::decode::csv::{self, Dialect, Table, TableReader};
use jobaudit::findings::Finding;
use jobaudit::findings::rule::Rule;
use jobaudit::input::encoding;
use jobaudit::input::sniff;

use super::{inputs, turn};
use crate::random::Random;

/// No cell here is as long.
const LONGEST: u64 = 1 << 30;

/// An errors file or another table, often spoilt.
pub fn generate(random: &mut Random) -> Vec<u8> {
    inputs::table(random)
}

/// Reads bytes as a table, all at once and in parts.
pub fn check(data: &[u8]) {
    // What a byte order mark and UTF-16 are, is settled before.
    let text = encoding::text(data).map_or(String::new(), |(text, _)| text.into_owned());
    let text = text.trim_start_matches('\u{feff}');
    let dialect = Dialect::of_table(text);
    let held = held(text);
    // To make a reader takes the csv crate longer than to read a table.
    let size = [1, 3, 64].get(turn(data, 12) as usize);
    if let Some(&size) = size {
        let parts = Parts { bytes: text.as_bytes(), size };
        assert_eq!(streamed(parts, &dialect), held, "{text:?} by {size}");
    }
    let delimiter = sniff::delimiter(text).unwrap_or(b',');
    if dialect == Dialect::plain(delimiter) {
        compare(text, delimiter, &held);
    }
    // Bytes that are no UTF-8 are read as well, the same in parts.
    let data = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
    if size.is_some() && std::str::from_utf8(data).is_err() {
        let whole = streamed(data, &dialect);
        assert_eq!(streamed(Parts { bytes: data, size: 2 }, &dialect), whole, "{data:?}");
    }
}

/// What was read: whether it serves, how many rows and how many beside them, the findings, the items as
/// words.
type Told = (bool, [u64; 2], Vec<Finding>, Vec<String>);

thread_local! {
    /// One for all, because to make one takes longer than to read a table.
    static READER: RefCell<TableReader> = RefCell::default();
}

fn held(text: &str) -> Told {
    READER.with_borrow_mut(|reader| {
        // What was read before makes no difference, even if it was half a table.
        reader.read("user,code\n\"a", usize::MAX, |_| {}).expect("text in memory");
        let mut items = Vec::new();
        let table = reader.read(text, usize::MAX, |item| items.push(format!("{item:?}")));
        told(table.expect("text in memory"), items)
    })
}

fn streamed(input: impl Read, dialect: &Dialect) -> Told {
    let mut items = Vec::new();
    let each = |item: jobaudit::payload::ErrorRecord<'_>| items.push(format!("{item:?}"));
    let table = csv::read(input, dialect, (LONGEST, usize::MAX), each);
    told(table.expect("bytes in memory"), items)
}

fn told(table: Table, items: Vec<String>) -> Told {
    (
        table.usable,
        [table.rows, table.left_out],
        table.findings.kept().into_iter().cloned().collect(),
        items,
    )
}

/// A reader that gives a little at a time.
struct Parts<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl Read for Parts<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = self.size.min(buffer.len());
        self.bytes.read(&mut buffer[..most])
    }
}

/// Every row is an item, and every oddity a finding on its line.
fn compare(text: &str, delimiter: u8, read: &Told) {
    let (usable, [rows, left_out], findings, items) = read;
    let expected = Rows::of(text, delimiter);
    let said = |rule| findings.iter().any(|finding| finding.rule == rule);
    assert!(*rows == items.len() as u64 || said(Rule::CsvSeveralErrors), "{text:?}");
    if !usable {
        let reason = [Rule::CsvNoHeader, Rule::CsvUnknownColumns];
        assert!(items.is_empty() && findings.len() == 1, "{text:?}: {findings:?}");
        assert!(reason.contains(&findings[0].rule), "{text:?}: {findings:?}");
        return;
    }
    let (header, data) = expected.rows.split_first().expect("a table that serves has a header");
    assert_eq!(rows + left_out, data.len() as u64, "{text:?}");
    assert_eq!(*left_out > 0, said(Rule::CsvSkippedRows), "{text:?}");
    let lines = |rule| -> Vec<u64> {
        let found = findings.iter().filter(|finding| finding.rule == rule);
        let mut lines: Vec<u64> = found.filter_map(|finding| finding.place.line).collect();
        lines.sort_unstable();
        lines
    };
    // Columns without a name at the end, and fields without content, are nothing that lacks or is too many.
    let columns = header.cells.len();
    let named = header.cells.iter().rposition(|cell| !blank(cell)).map_or(0, |at| at + 1);
    let is_ragged = |row: &&Row| {
        row.cells.len() < named || row.cells.iter().skip(columns).any(|cell| !blank(cell))
    };
    let ragged: Vec<u64> = data.iter().filter(is_ragged).map(|row| row.line).collect();
    let told = lines(Rule::CsvRaggedRow);
    if *left_out == 0 {
        assert_eq!(told, ragged, "{text:?}");
    }
    let damaged = data
        .iter()
        .flat_map(|row| row.cells.iter().filter(|cell| cell.contains('\0')).map(|_| row.line));
    let mut malformed: Vec<u64> = damaged.chain(expected.broken).chain(expected.open).collect();
    malformed.sort_unstable();
    assert_eq!(lines(Rule::CsvMalformed), malformed, "{text:?}");
    let delimiters = usize::from(delimiter != b',');
    assert_eq!(lines(Rule::CsvDelimiter).len(), delimiters, "{text:?}");
}

/// Whether a cell holds nothing that anybody sees.
fn blank(cell: &str) -> bool {
    cell.bytes().all(|byte| byte.is_ascii_whitespace())
}

/// The rows of a table as the csv crate documents to read them, with what it takes in silence.
#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    /// The line of each quote that closes before its cell ends.
    broken: Vec<u64>,
    /// The line of a quote that is never closed.
    open: Option<u64>,
}

#[derive(Default)]
struct Row {
    /// The line that it begins on.
    line: u64,
    cells: Vec<String>,
}

impl Rows {
    fn of(text: &str, delimiter: u8) -> Rows {
        let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
        if !text.ends_with('\n') && !text.is_empty() {
            text.push('\n');
        }
        let delimiter = char::from(delimiter);
        let mut all = Rows::default();
        let mut row = Row::default();
        let (mut line, mut cell, mut begun) = (1, String::new(), false);
        let mut quote = None;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if row.line == 0 && c != '\n' {
                row.line = line;
            }
            match c {
                '"' if quote.is_some() && chars.peek() == Some(&'"') => {
                    chars.next();
                    cell.push('"');
                }
                '"' if quote.is_some() => {
                    let next = chars.peek().copied().unwrap_or('\n');
                    let line = quote.take();
                    all.broken.extend(line.filter(|_| next != '\n' && next != delimiter));
                }
                c if quote.is_some() => cell.push(c),
                '"' if !begun => quote = Some(line),
                c if c == delimiter => {
                    row.cells.push(std::mem::take(&mut cell));
                    begun = false;
                    continue;
                }
                '\n' => {
                    // An empty line is no row.
                    if row.line > 0 {
                        row.cells.push(std::mem::take(&mut cell));
                        all.rows.push(std::mem::take(&mut row));
                    }
                    begun = false;
                    line += 1;
                    continue;
                }
                c => cell.push(c),
            }
            begun = true;
            line += u64::from(c == '\n');
        }
        if quote.is_some() {
            row.cells.push(cell);
            all.rows.push(row);
        }
        all.open = quote;
        all
    }
}
