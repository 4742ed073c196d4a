//! The errors CSV: a row an error or impact.
//!
//! In: a table whose layout nobody documents. Out: its items and findings. The header is read by
//! meaning, whatever the columns' order, case or exact wording; kind and code are also read from
//! the tag that a message carries, `[Error 19605] ...`. Rows are handed over one by one, so that a
//! file of any size is read in the memory of one row.

use std::borrow::Cow;
use std::io::{self, Cursor, Read, SeekFrom};

use csv::{ByteRecord, Position, Reader, ReaderBuilder};

use encoding_rs::WINDOWS_1252;

use super::quotes::Quotes;
use crate::catalogue;
use crate::finding::{Finding, Place, shortened};
use crate::model::{Id, Item, ItemKind, Text};
use crate::rule::Rule;

/// What a table was found to be.
#[derive(Debug, Default)]
pub struct Table {
    /// Whether it is an errors file; where not, a finding says why.
    pub usable: bool,
    /// How many data rows it has.
    pub rows: u64,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// Reads small tables one after another.
///
/// A reader of the csv crate compiles its automaton when it is made, which costs more than reading
/// a hundred rows; so one is kept for each delimiter and given another text each time.
#[derive(Debug, Default)]
pub struct TableReader(Vec<(u8, Reader<Cursor<Vec<u8>>>)>);

impl TableReader {
    /// Reads a table that is in memory, handing each item to `each`.
    pub fn read(&mut self, text: &str, delimiter: u8, each: impl FnMut(Item<'_>)) -> Table {
        let at = self.0.iter().position(|(kept, _)| *kept == delimiter).unwrap_or_else(|| {
            self.0.push((delimiter, builder(delimiter).from_reader(Cursor::default())));
            self.0.len() - 1
        });
        let (_, reader) = &mut self.0[at];
        let bytes = reader.get_mut().get_mut();
        bytes.clear();
        bytes.extend_from_slice(text.as_bytes());
        let mut table = match reader.seek_raw(SeekFrom::Start(0), Position::new()) {
            Ok(()) => rows(reader, each),
            Err(error) => Err(error),
        };
        let mut quotes = Quotes::new(delimiter);
        quotes.pass(text.as_bytes());
        if let Ok(table) = &mut table {
            table.close(&quotes);
        }
        // In memory nothing fails to be read.
        table.unwrap_or_default()
    }
}

/// Reads a table of any size, handing each item to `each`.
///
/// # Errors
///
/// When `input` can't be read to its end.
pub fn read(
    input: impl Read,
    delimiter: u8,
    each: impl FnMut(Item<'_>),
) -> Result<Table, csv::Error> {
    let mut input = Watched { input, quotes: Quotes::new(delimiter) };
    let mut table = rows(&mut builder(delimiter).from_reader(&mut input), each)?;
    table.close(&input.quotes);
    Ok(table)
}

/// A reader whose quotes are followed.
struct Watched<R> {
    input: R,
    quotes: Quotes,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.quotes.pass(&buffer[..read]);
        Ok(read)
    }
}

impl Table {
    /// Judges the end of a table that serves.
    fn close(&mut self, quotes: &Quotes) {
        if let Some(line) = quotes.open_since().filter(|_| self.usable) {
            let message = "a quote that opens here is never closed; all that follows is one cell";
            self.findings.push(at_line(Rule::CsvMalformed, line, message.to_owned()));
        }
    }
}

fn at_line(rule: Rule, line: u64, message: String) -> Finding {
    Finding { rule, place: Place { line: Some(line), column: None, path: None }, message }
}

fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter).flexible(true).has_headers(false);
    builder
}

fn rows<R: Read>(
    reader: &mut Reader<R>,
    mut each: impl FnMut(Item<'_>),
) -> Result<Table, csv::Error> {
    let mut table = Table::default();
    let mut record = ByteRecord::new();
    reader.read_byte_record(&mut record)?;
    let columns = Columns::of(&record);
    if !columns.tell_errors() {
        table.findings.push(no_errors_file(&record));
        return Ok(table);
    }
    table.usable = true;
    let header_len = record.len();
    let mut windows = None;
    while reader.read_byte_record(&mut record)? {
        table.rows += 1;
        let line = record.position().map_or(0, Position::line);
        if record.len() != header_len {
            let message = format!("{} fields, the header has {header_len}", record.len());
            table.findings.push(at_line(Rule::CsvRaggedRow, line, message));
        }
        let mut cells = Vec::with_capacity(record.len());
        for cell in &record {
            cells.push(Text(std::str::from_utf8(cell).map(Cow::Borrowed).unwrap_or_else(|_| {
                windows.get_or_insert(line);
                WINDOWS_1252.decode(cell).0
            })));
        }
        each(columns.item(&cells));
    }
    if let Some(line) = windows {
        let message = String::from("not valid UTF-8 from here, read as Windows-1252");
        table.findings.push(at_line(Rule::Encoding, line, message));
    }
    Ok(table)
}

/// Why a table is no errors file.
fn no_errors_file(header: &ByteRecord) -> Finding {
    let cells: Vec<_> = header.iter().map(String::from_utf8_lossy).collect();
    let data = cells.iter().any(|cell| tag(cell).is_some() || Id::parse(cell.trim()).is_some());
    if data {
        let message = "the first row is data; expected column names such as user, code, message";
        return Finding::of_file(Rule::CsvNoHeader, message);
    }
    let names: Vec<String> =
        cells.iter().take(6).map(|cell| format!("`{}`", shortened(cell.trim()))).collect();
    let message =
        format!("a table with {}; expected a user and a code or message", names.join(", "));
    Finding::of_file(Rule::CsvUnknownColumns, message)
}

/// Which column holds what.
#[derive(Debug, Default)]
struct Columns {
    user: Option<usize>,
    kind: Option<usize>,
    code: Option<usize>,
    message: Option<usize>,
    job: Option<usize>,
}

impl Columns {
    fn of(header: &ByteRecord) -> Columns {
        let names: Vec<String> = header.iter().map(plain).collect();
        // For each meaning: the exact names that win, best first, then parts that tell it.
        let find = |exact: &[&str], parts: &[&str], not: &[&str]| {
            let by_name =
                exact.iter().find_map(|name| names.iter().position(|column| column == name));
            by_name.or_else(|| {
                names.iter().position(|column| {
                    parts.iter().any(|part| column.contains(part))
                        && !not.iter().any(|part| column.contains(part))
                })
            })
        };
        Columns {
            user: find(
                &["userid", "personid", "user", "useremail", "email", "emailaddress", "username"],
                &["user", "person", "mail", "member"],
                // A number of users, as in our own tables, names none.
                &["count", "users"],
            ),
            kind: find(
                &["type", "kind", "severity", "category", "errororimpact", "errortype"],
                &["type", "kind", "severity", "category"],
                &["user", "number"],
            ),
            code: find(
                &["code", "errorcode", "impactcode"],
                &["code"],
                &["post", "zip", "country"],
            ),
            message: find(
                &[
                    "message",
                    "errormessage",
                    "description",
                    "errordescription",
                    "details",
                    "reason",
                ],
                &["message", "descri", "detail", "reason", "text"],
                &[],
            ),
            job: find(&["jobid", "job"], &["jobid"], &[]),
        }
    }

    fn tell_errors(&self) -> bool {
        self.user.is_some() && (self.code.is_some() || self.message.is_some())
    }

    fn item<'a>(&self, cells: &'a [Text<'a>]) -> Item<'a> {
        let cell = |column: Option<usize>| {
            let text: &'a str = cells.get(column?)?.trim();
            (!text.is_empty()).then_some(text)
        };
        let message = cell(self.message);
        let tagged = message.and_then(tag);
        let code = cell(self.code).or(tagged.map(|(_, code)| code));
        let kind = cell(self.kind)
            .and_then(kind_of_word)
            .or(tagged.map(|(kind, _)| kind))
            .or_else(|| catalogue::lookup(code?).map(catalogue::KnownCode::kind))
            .unwrap_or(ItemKind::Error);
        Item {
            user: cell(self.user).map(user),
            kind,
            code: code.map(Text::from),
            message: message.map(Text::from),
            job: cell(self.job).and_then(Id::parse),
        }
    }
}

/// A column's name without what varies: case, spaces and punctuation.
fn plain(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A person under one name, however a file writes it.
fn user(text: &str) -> Text<'_> {
    match Id::parse(text) {
        Some(id) => Text(id.to_string().into()),
        None if text.contains('@') => Text(text.to_lowercase().into()),
        None => Text::from(text),
    }
}

fn kind_of_word(word: &str) -> Option<ItemKind> {
    let word = word.to_ascii_lowercase();
    if word.contains("impact") || word.contains("info") {
        Some(ItemKind::Impact)
    } else if word.contains("err") || word.contains("fail") {
        Some(ItemKind::Error)
    } else {
        None
    }
}

/// Kind and code of a message's own tag, `[Error 19605]` or `[Informational 19701]`.
fn tag(message: &str) -> Option<(ItemKind, &str)> {
    let (tag, _) = message.trim_start().strip_prefix('[')?.split_once(']')?;
    let (word, code) = tag.trim().split_once(' ')?;
    let code = code.trim();
    let is_code = !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    kind_of_word(word).filter(|_| is_code).map(|kind| (kind, code))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row = (Option<String>, ItemKind, Option<String>, Option<String>);

    fn rows(text: &str) -> (Table, Vec<Row>) {
        let mut rows = Vec::new();
        let own = |text: Option<Text<'_>>| text.map(|text| text.to_string());
        let delimiter = crate::classify::delimiter(text).unwrap_or(b',');
        let table = read(text.as_bytes(), delimiter, |item| {
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
            assert!(table.usable && table.findings.is_empty(), "{text}");
            assert_eq!(
                rows,
                [(own("ann@example.com"), ItemKind::Error, own("19605"), own("no"))],
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
                (ItemKind::Error, Some("19605")),
                (ItemKind::Impact, Some("19701")),
                (ItemKind::Error, None)
            ]
        );
    }

    #[test]
    fn a_known_code_tells_the_kind_where_nothing_else_does() {
        let (_, rows) = rows("user,code\na,19722\nb,4202\n");
        assert_eq!(
            rows.iter().map(|row| row.1).collect::<Vec<_>>(),
            [ItemKind::Impact, ItemKind::Error]
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
            assert_eq!(table.findings.iter().map(|f| f.rule).collect::<Vec<_>>(), [rule], "{text}");
        }
    }

    #[test]
    fn a_ragged_row_is_used_and_said() {
        let (table, rows) = rows("user,code,message\na,1\nb,2,x,y\nc,3,z\n");
        assert_eq!((table.rows, rows.len(), table.findings.len()), (3, 3, 2));
        assert_eq!(table.findings[0].place.line, Some(2));
    }
}
