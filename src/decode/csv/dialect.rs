//! Where a table begins in a text, and how its fields are separated.
//!
//! In: a text whose first line is no header of an errors file. Out: the header further down, if there is
//! one: behind a `sep=` or `#TYPE` line, titles, empty rows, or the frame of a table of a terminal or of
//! Markdown. Where errors stand one a line, each behind its tag, none is needed. What is decided here is
//! said in findings; a text in which nothing tells an errors file is none.

use std::borrow::Cow;

use crate::decode::csv::header::{Columns, Tells};
use crate::decode::csv::header_of;
use crate::input::{reader, sniff};
use crate::payload::ErrorRecord;

/// How a table is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// What separates fields.
    pub(super) delimiter: u8,
    /// Whether it is a table of Markdown: its cells stand between pipes, and quotes mean nothing.
    pub(super) is_markdown: bool,
    /// Whether the first row that is read names the columns; else there is one, of messages.
    pub(super) has_header: bool,
    /// Whether the header was looked for, and judged by the rows below it too.
    pub(super) was_found: bool,
    /// What stands above that row, line by line.
    pub(super) above: Vec<Above>,
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
const LINES: usize = 60;
/// In so many lines behind a header a row must be that tells it is one.
const SAMPLE: usize = 5;

impl Dialect {
    /// A table whose first row is its header.
    pub const fn plain(delimiter: u8) -> Dialect {
        Dialect { delimiter, is_markdown: false, has_header: true, was_found: false, above: Vec::new() }
    }

    /// The dialect of what looks like a table; its beginning is enough.
    pub fn of_table(text: &str) -> Dialect {
        let plain = Dialect::plain(sniff::delimiter(text).unwrap_or(b','));
        match header_of(text, plain.delimiter).tell() {
            Tells::Errors => plain,
            _ => Dialect::find(text).unwrap_or(plain),
        }
    }

    /// The dialect of a text in which an errors file is found; its beginning is enough.
    pub fn find(text: &str) -> Option<Dialect> {
        let (mut above, mut told) = (Vec::new(), None);
        let mut rest = text;
        for line in reader::lines(text).take(LINES) {
            rest = &rest[line.len()..];
            let line = line.trim_matches(['\u{feff}', ' ', '\n', '\r']);
            let is_row = |line: &&str| !line.is_empty() && !is_frame(line.as_bytes());
            let next = || reader::lines(rest).map(str::trim).filter(is_row);
            let found = match told {
                Some(delimiter) => header(line, delimiter, next()),
                None => MARKS.iter().find_map(|mark| header(line, *mark, next())),
            };
            if let Some(dialect) = found {
                return Some(Dialect { above, ..dialect });
            }
            let sort = Above::of(line);
            if sort == Above::Separator && above.is_empty() {
                told = line.trim_matches('"').as_bytes().get(4).copied();
            } else if is_message(line) && next().take(SAMPLE).all(is_message) {
                return Some(Dialect { above, has_header: false, was_found: true, ..Dialect::plain(NONE) });
            }
            above.push(sort);
        }
        None
    }

    /// Whether it is no more than what its first line tells.
    pub(super) fn is_plain(&self) -> bool {
        !self.was_found
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

/// The dialect of a table of which this line is the header, and these lines follow.
fn header<'a>(
    line: &str,
    delimiter: u8,
    mut next: impl Iterator<Item = &'a str>,
) -> Option<Dialect> {
    let mark = char::from(delimiter);
    let cells = || line.split(mark).map(|cell| cell.trim_matches(['"', ' ']));
    let is_name =
        |cell: &str| cell.chars().count() <= 40 && cell.split_whitespace().count() <= 5;
    if delimiter != NONE && !line.contains(mark) || !cells().all(is_name) {
        return None;
    }
    let columns = Columns::of(cells().map(Cow::Borrowed));
    let is_errors_file = match columns.tell() {
        Tells::Nothing => false,
        Tells::Errors => next.next().is_none_or(|next| next.contains(mark)),
        Tells::Perhaps => next.take(SAMPLE).any(has_tag),
    };
    let is_markdown = delimiter == b'|' && line.starts_with('|');
    is_errors_file.then(|| Dialect { is_markdown, was_found: true, ..Dialect::plain(delimiter) })
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
        let starts = |word: &str| bare.get(..word.len()).is_some_and(|at| at.eq_ignore_ascii_case(word));
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
        ] {
            assert_eq!(Dialect::find(text), None, "{text:?}");
        }
    }
}
