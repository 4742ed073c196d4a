//! Lines and columns: the only place that counts them.
//!
//! In: texts, and parts of them. Out: the line and the column of a part, each from 1, columns in
//! characters. A line ends at a line feed, a carriage return, or both together.

use memchr::{memchr_iter, memchr2, memrchr2};

use crate::findings::Place;

/// A line and a column, each from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line.
    pub line: u64,
    /// The column, in characters.
    pub column: u64,
}

impl LineColumn {
    /// Where a text begins.
    pub const START: LineColumn = LineColumn { line: 1, column: 1 };

    /// Where a line begins.
    pub const fn line(line: u64) -> LineColumn {
        LineColumn { line, column: 1 }
    }

    /// The place behind some bytes that stand here.
    pub fn after(self, bytes: &[u8]) -> LineColumn {
        let last_end = memrchr2(b'\n', b'\r', bytes);
        let tail = last_end.map_or(bytes, |at| &bytes[at + 1..]);
        // Bytes that go on with a character are no character of their own.
        let characters = tail.iter().filter(|&&byte| byte & 0xc0 != 0x80).count() as u64;
        let column = if last_end.is_some() { 1 } else { self.column };
        LineColumn { line: self.line + line_ends(bytes), column: column + characters }
    }

    /// The same as the place of a finding.
    pub fn place(self) -> Place {
        Place { line: Some(self.line), column: Some(self.column), path: None }
    }
}

/// How many lines end in some bytes.
pub fn line_ends(bytes: &[u8]) -> u64 {
    let alone = |&at: &usize| bytes.get(at + 1) != Some(&b'\n');
    let returns = memchr_iter(b'\r', bytes).filter(alone).count();
    (memchr_iter(b'\n', bytes).count() + returns) as u64
}

/// The lines of a text, each with its end.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (line, after) = rest.split_at(line_length(rest));
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}

/// The length of the first line of a text, with its end.
fn line_length(text: &str) -> usize {
    let end = memchr2(b'\n', b'\r', text.as_bytes()).map_or(text.len(), |at| at + 1);
    let pair = text[..end].ends_with('\r') && text[end..].starts_with('\n');
    end + usize::from(pair)
}

/// Finds the places of parts of one text.
///
/// Places are asked for in any order; each answer counts on from the nearest place before it, so
/// that many places of one long line do not each count from its beginning.
#[derive(Debug)]
pub struct Locator<'a> {
    text: &'a str,
    first: LineColumn,
    last: (usize, LineColumn),
}

impl<'a> Locator<'a> {
    /// For a text that begins in that line and column of its file.
    pub fn new(text: &'a str, first: LineColumn) -> Locator<'a> {
        Locator { text, first, last: (0, first) }
    }

    /// Where a part of the text begins; the beginning for a part of another text.
    pub fn locate(&mut self, part: &str) -> LineColumn {
        let offset = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        let offset = if offset <= self.text.len() { offset } else { 0 };
        let (mut from, mut place) = self.last;
        if offset < from {
            (from, place) = (0, self.first);
        }
        let passed = &self.text.as_bytes()[from..offset];
        // The second half of a line end whose first half has been counted.
        let half = passed.starts_with(b"\n") && self.text.as_bytes()[..from].ends_with(b"\r");
        place = place.after(&passed[usize::from(half)..]);
        self.last = (offset, place);
        place
    }
}

/// Finds the parts of one text by their places, which are asked for in order: the text is walked once.
#[derive(Debug)]
pub struct Cursor<'a> {
    text: &'a str,
    /// Where the line that it stands in begins.
    begin: usize,
    /// Where it stands.
    offset: usize,
    place: LineColumn,
}

impl<'a> Cursor<'a> {
    /// For a text that begins in that line and column of its file.
    pub fn new(text: &'a str, first: LineColumn) -> Cursor<'a> {
        Cursor { text, begin: 0, offset: 0, place: first }
    }

    /// Goes on to a place, or to the end of its line if that is shorter, and gives the offsets of the
    /// beginning of the line and of the place.
    pub fn go_to(&mut self, line: u64, column: u64) -> (usize, usize) {
        while self.place.line < line {
            let rest = &self.text[self.offset..];
            let length = line_length(rest);
            self.offset += length;
            if line_ends(&rest.as_bytes()[..length]) == 0 {
                return (self.begin, self.offset);
            }
            self.begin = self.offset;
            self.place = LineColumn::line(self.place.line + 1);
        }
        for c in self.text[self.offset..].chars() {
            if self.place.column >= column || matches!(c, '\n' | '\r') {
                break;
            }
            self.offset += c.len_utf8();
            self.place.column += 1;
        }
        (self.begin, self.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_every_kind_and_characters_not_bytes_are_counted_there_and_back() {
        let text = "a\r\nbé€x\rc\nd";
        let mut locator = Locator::new(text, LineColumn::START);
        for (needle, line, column) in
            [("d", 4, 1), ("a", 1, 1), ("x", 2, 4), ("b", 2, 1), ("c", 3, 1), ("\nb", 1, 3)]
        {
            let at = text.find(needle).expect(needle);
            let place = locator.locate(&text[at..]);
            if needle != "\nb" {
                assert_eq!(place, LineColumn { line, column }, "{needle}");
                let mut cursor = Cursor::new(text, LineColumn::START);
                assert_eq!(cursor.go_to(line, column).1, at, "{needle}");
            }
        }
        let mut cursor = Cursor::new(text, LineColumn::START);
        assert_eq!(cursor.go_to(2, 99), (3, 10));
        assert_eq!(cursor.go_to(9, 1), (13, 14));
    }

    #[test]
    fn a_text_may_begin_within_a_line() {
        let first = LineColumn { line: 7, column: 5 };
        let text = "ab\ncd";
        assert_eq!(Locator::new(text, first).locate(&text[1..]), LineColumn { line: 7, column: 6 });
        assert_eq!(Cursor::new(text, first).go_to(7, 6), (0, 1));
        assert_eq!(Cursor::new(text, first).go_to(8, 2), (3, 4));
    }

    #[test]
    fn line_ends_are_counted_as_lines_are_cut() {
        for (text, ends) in [("", 0), ("a", 0), ("a\n", 1), ("a\r\nb\rc\n\n\r", 5), ("\r\r\n", 2)] {
            assert_eq!(line_ends(text.as_bytes()), ends, "{text:?}");
            assert_eq!(
                lines(text).filter(|line| line.ends_with(['\n', '\r'])).count() as u64,
                ends,
                "{text:?}"
            );
            assert_eq!(lines(text).collect::<String>(), text);
        }
    }
}
