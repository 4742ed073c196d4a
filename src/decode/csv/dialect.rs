//! Where a table begins in a text, and how its fields are separated.
//!
//! In: a text whose first line is no header of an errors file. Out: the header further down, if there is
//! one: behind a `sep=` or `#TYPE` line, titles, empty rows, or the frame of a table of a terminal or of
//! Markdown. Where errors stand one a line, each behind its tag, none is needed. What is decided here is
//! said in findings; a text in which nothing tells an errors file is none.

use std::borrow::Cow;

use crate::decode::csv::contents;
use crate::decode::csv::header::{Columns, Tells};
use crate::decode::csv::header_of;
use crate::decode::csv::whole_rows;
use crate::findings::location;
use crate::input::sniff;
use crate::payload::{Column, ErrorRecord, Id, IdKind};

/// How a table is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// What separates fields.
    pub(super) delimiter: u8,
    /// Whether it is a table of Markdown: its cells stand between pipes, and quotes mean nothing.
    pub(super) is_markdown: bool,
    /// Whether each row is quoted as a whole.
    pub(super) has_whole_rows: bool,
    /// What the columns hold where no row names them.
    pub(super) contents: Option<Vec<Option<Column>>>,
    /// What columns hold of which the header does not tell it, by their cells.
    pub(super) told: Vec<(Column, usize)>,
    /// Whether the header was looked for, and judged by the rows below it too.
    pub(super) was_found: bool,
    /// What stands above that row, line by line.
    pub(super) above: Vec<Above>,
    /// The job that is named there, and with it all rows that name none.
    pub(super) job: Option<Id>,
}

/// A line above a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Above {
    /// Nothing, or nothing but separators.
    Empty,
    /// `sep=;`, for Excel.
    Separator,
    /// `#TYPE ...`, of PowerShell, or any other comment.
    Comment,
    /// Part of a frame.
    Frame,
    /// Anything else.
    Title,
}

/// A separator of fields that no text holds: all of a line is one cell.
pub(super) const NONE: u8 = 0x1F;

/// In so many lines a header is looked for.
const LINES: usize = 20;
/// In so many lines behind a header a row must be that tells it is one.
const SAMPLE: usize = 5;

impl Dialect {
    /// A table whose first row is its header.
    pub const fn plain(delimiter: u8) -> Dialect {
        Dialect {
            delimiter,
            is_markdown: false,
            has_whole_rows: false,
            contents: None,
            told: Vec::new(),
            was_found: false,
            above: Vec::new(),
            job: None,
        }
    }

    /// The dialect of what looks like a table; its beginning is enough.
    pub fn of_table(text: &str) -> Dialect {
        let plain = Dialect::plain(sniff::delimiter(text).unwrap_or(b','));
        match header_of(text, plain.delimiter).tell() {
            Tells::Errors => plain,
            _ => Dialect::find(text).unwrap_or(plain),
        }
    }

    /// The dialect of a text in which an errors file is found; its beginning is enough. A header that
    /// tells it by itself is looked for first, then one that the rows below it have to help, then rows
    /// that need none.
    pub fn find(text: &str) -> Option<Dialect> {
        // Below the header of a table of jobs are jobs, whatever words they have.
        if sniff::delimiter(text).is_some_and(|mark| header_of(text, mark).are_of_jobs()) {
            return None;
        }
        if let Some(rows) = whole_rows::of(text) {
            let plain = Dialect::of_table(&rows);
            let is_table =
                plain.was_found || header_of(&rows, plain.delimiter).tell() == Tells::Errors;
            return is_table.then_some(Dialect { has_whole_rows: true, was_found: true, ..plain });
        }
        Dialect::below_header(text)
            .or_else(|| {
                let found = Dialect::below(text, |line, _, next| messages(line, next()))?;
                // Where others stand further up, this is the last of something else.
                let mut above = location::lines(text).take(found.above.len());
                (!above.any(is_message)).then_some(found)
            })
            .or_else(|| {
                let plain = Dialect::plain(sniff::delimiter(text)?);
                let contents = Some(contents::of(text, plain.delimiter)?);
                Some(Dialect { contents, was_found: true, ..plain })
            })
            .or_else(|| Dialect::below_names(text, Tells::Nothing))
    }

    /// The dialect of an errors file whose header stands in the first lines of a text.
    pub(super) fn below_header(text: &str) -> Option<Dialect> {
        Dialect::below_names(text, Tells::Errors)
            .or_else(|| Dialect::below_names(text, Tells::Perhaps))
    }

    /// The same below a header that tells so much by itself.
    fn below_names(text: &str, least: Tells) -> Option<Dialect> {
        Dialect::below(text, |line, marks, next| {
            marks.iter().find_map(|mark| header(line, *mark, least, next()))
        })
    }

    /// The first line that is taken for the beginning of a table, and what stands above it.
    fn below<'a>(
        text: &'a str,
        begins: impl Fn(&'a str, &[u8], &dyn Fn() -> Following<'a>) -> Option<Dialect>,
    ) -> Option<Dialect> {
        let (mut above, mut told, mut job) = (Vec::new(), None, None);
        let mut rest = text;
        while above.len() < LINES && !rest.is_empty() {
            let (line, lines) = logical_line(rest);
            rest = &rest[line.len()..];
            let line = line.trim_matches(['\u{feff}', ' ', '\n', '\r']);
            let marks = told.as_ref().map_or(&MARKS[..], std::slice::from_ref);
            if let Some(dialect) = begins(line, marks, &|| following(rest)) {
                return Some(Dialect { above, job, was_found: true, ..dialect });
            }
            job = job_in(line).or(job);
            let sort = Above::of(line);
            if sort == Above::Separator && above.is_empty() {
                told = line.trim_matches('"').as_bytes().get(4).copied();
            }
            above.extend(std::iter::repeat_n(sort, lines));
        }
        None
    }

    /// What parts cells that may be quoted; none where quotes mean nothing.
    pub(super) fn quotes_in(&self) -> Option<u8> {
        (!self.is_markdown).then_some(self.delimiter)
    }

    /// How many lines stand above the first row that is read.
    pub(super) fn lines_above(&self) -> u64 {
        self.above.len() as u64
    }

    /// How many rows of a spreadsheet these are.
    pub(super) fn rows_above(&self) -> u64 {
        let is_row = |above: &&Above| !matches!(above, Above::Separator);
        self.above.iter().filter(is_row).count() as u64
    }

    /// What separates the fields, in words; none of the comma.
    pub(super) fn delimiter_in_words(&self) -> Option<Cow<'static, str>> {
        Some(match self.delimiter {
            b',' | NONE => return None,
            b';' => "semicolons".into(),
            b'\t' => "tabs".into(),
            b'|' => "pipes".into(),
            other => format!("`{}`", char::from(other).escape_default()).into(),
        })
    }
}

/// The marks that may separate fields, and none of them.
const MARKS: [u8; 5] = [b'\t', b';', b',', b'|', NONE];

/// The rows behind a line.
type Following<'a> = Box<dyn Iterator<Item = &'a str> + 'a>;

fn following(text: &str) -> Following<'_> {
    let is_row = |line: &&str| !line.is_empty() && !is_frame(line.as_bytes());
    Box::new(location::lines(text).map(str::trim).filter(is_row).take(SAMPLE))
}

/// The dialect of a table of which this line is the header and tells at least so much, and these lines
/// follow.
fn header<'a>(
    line: &str,
    delimiter: u8,
    least: Tells,
    mut next: impl Iterator<Item = &'a str>,
) -> Option<Dialect> {
    let mark = char::from(delimiter);
    if delimiter != NONE && !line.contains(mark) {
        return None;
    }
    let cells = fields(line, mark);
    // JSON has quotes and braces within, and prose more words.
    let is_name = |cell: &&str| {
        cell.chars().count() <= 40
            && cell.split_whitespace().count() <= 5
            && !cell.contains(['"', '{', '}'])
    };
    if !cells.iter().all(is_name) {
        return None;
    }
    let mut columns = Columns::of(cells.into_iter().map(Cow::Borrowed));
    if columns.tell() != least {
        return None;
    }
    let mut told = Vec::new();
    let is_errors_file = match least {
        Tells::Errors => next.next().is_none_or(|next| next.contains(mark)),
        Tells::Perhaps if delimiter == NONE => next.next().is_some_and(is_message),
        Tells::Nothing | Tells::Perhaps => {
            let rows: Vec<&str> = next.filter(|row| *row != line).collect();
            told = contents::below(rows.iter().map(|row| fields(row, mark)), |at| {
                columns.is_unnamed(at)
            });
            let tells = |row: &&str| {
                has_tag(row) || columns.name_anybody() && columns.have_kind(&fields(row, mark))
            };
            let is_told = least == Tells::Perhaps && rows.iter().any(tells);
            columns.add_told(&told);
            is_told || columns.tell() == Tells::Errors
        }
    };
    let is_markdown = delimiter == b'|' && line.starts_with('|');
    is_errors_file.then(|| Dialect { is_markdown, told, ..Dialect::plain(delimiter) })
}

/// The fields of a line, without quotes around them.
fn fields(line: &str, mark: char) -> Vec<&str> {
    let mut quoted = false;
    let fields = line.split(|c| {
        quoted ^= c == '"';
        c == mark && !quoted
    });
    fields.map(bare).collect()
}

fn bare(field: &str) -> &str {
    let field = field.trim();
    field.strip_prefix('"').and_then(|field| field.strip_suffix('"')).unwrap_or(field).trim()
}

/// The job that a line names which is no row: `Errors of job ...`.
pub(super) fn job_in(line: &str) -> Option<Id> {
    let says_job = || line.to_lowercase().contains("job");
    Id::within(line).find(|id| match id.kind() {
        Some(kind) => kind == IdKind::Job,
        None => says_job(),
    })
}

/// The first line with its end; where a quote opens in it, and closes soon, with the lines up to there.
fn logical_line(text: &str) -> (&str, usize) {
    let (mut end, mut quotes, mut first) = (0, 0, 0);
    for (nth, line) in (1..).zip(location::lines(text).take(LINES_OF_A_HEADER)) {
        end += line.len();
        quotes += line.matches('"').count();
        if nth == 1 {
            first = end;
        }
        if quotes % 2 == 0 {
            return (&text[..end], nth);
        }
    }
    (&text[..first], 1)
}

/// A header has no more lines.
const LINES_OF_A_HEADER: usize = 8;

/// The dialect of messages one a line, each behind its tag.
fn messages<'a>(line: &str, mut next: impl Iterator<Item = &'a str>) -> Option<Dialect> {
    let contents = Some(vec![Some(Column::Message)]);
    let are_messages = is_message(line) && next.all(is_message);
    are_messages.then(|| Dialect { contents, ..Dialect::plain(NONE) })
}

/// Whether a line begins with a message's tag.
fn is_message(line: &str) -> bool {
    ErrorRecord::tag(line.trim_start_matches(['"', ' '])).is_some()
}

/// Whether a line holds a message's tag.
fn has_tag(line: &str) -> bool {
    line.match_indices('[').any(|(at, _)| ErrorRecord::tag(&line[at..]).is_some())
}

impl Above {
    fn of(line: &str) -> Above {
        let bare = line.trim_matches('"');
        let starts =
            |word: &str| bare.get(..word.len()).is_some_and(|at| at.eq_ignore_ascii_case(word));
        if bare.chars().all(|c| matches!(c, ',' | ';' | '\t' | ' ' | '"')) {
            Above::Empty
        } else if starts("sep=") && bare.len() == 5 {
            Above::Separator
        } else if bare.starts_with('#') {
            Above::Comment
        } else if is_frame(bare.as_bytes()) {
            Above::Frame
        } else {
            Above::Title
        }
    }
}

/// Whether a line is part of the frame of a table: `|---|:--:|`, `+====+`, `-----+----`.
pub(super) fn is_frame(line: &[u8]) -> bool {
    let is_line = |byte: &u8| matches!(byte, b'-' | b'=');
    line.iter().all(|byte| is_line(byte) || matches!(byte, b'+' | b':' | b'|' | b' '))
        && line.iter().filter(|byte| is_line(byte)).count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_found_below_whatever_a_tool_or_a_person_puts_above_it() {
        for (text, delimiter, lines) in [
            ("sep=;\nUser;Code\na;1\n", b';', 1),
            ("\"sep=\t\"\r\nUser\tCode\r\n", b'\t', 1),
            ("#TYPE System.Management.Automation.PSCustomObject\n\"User\",\"Code\"\n", b',', 1),
            ("# exported, by Ann\n#\nUser,Code\na,1\n", b',', 2),
            ("Move errors 2 March,,,\n,,,\nUser Email,Type,Code,Message\na,b,c,d\n", b',', 2),
            ("Errors of wave 2\n\nBenutzer;Fehlercode\na;1\n", b';', 2),
            ("| User | Code |\n|---|---|\n| a | 1 |\n", b'|', 0),
            ("+------+------+\n| User | Code |\n+------+------+\n| a | 1 |\n", b'|', 1),
            (" User | Code \n------+------\n a | 1\n", b'|', 0),
            ("User|Code\na|1\n", b'|', 0),
            ("Message\n\"[Error 4202] No.\"\n", NONE, 0),
            ("[Error 4202] No, never.\n[Error 19605] No.\n", NONE, 0),
            ("Email,Comments\na@example.com,[Error 4202] No.\n", b',', 0),
        ] {
            let dialect = Dialect::find(text).expect(text);
            assert_eq!((dialect.delimiter, dialect.lines_above()), (delimiter, lines), "{text:?}");
        }
    }

    #[test]
    fn a_text_in_which_nothing_tells_an_errors_file_is_none() {
        for text in [
            "",
            "Call Ann.\n",
            "Dear user, the code, the message\nand the rest of it\n",
            "Email,Location,Comments\na@example.com,Hartford,call first\n",
            "code,kind,area,action,summary\n4202,error,a,b,c\n",
            "[webex]\ntoken=x\n",
            "Message\nof the day\n",
            "User\nMessage\na\n[Error 4202] No.\nb\n[Error 19605] No.\n",
        ] {
            assert_eq!(Dialect::find(text), None, "{text:?}");
        }
    }
}
