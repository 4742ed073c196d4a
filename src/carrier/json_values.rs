//! JSON values that stand somewhere in a text.
//!
//! In: any text: lines of a log, documents one behind the other, half of an array. Out: the outermost
//! values in it that are whole, in order, and whether something broken stands among them. One pass
//! follows the brackets and finds what closes; only that is parsed, so that no text costs more than a
//! few readings of it, however many brackets it leaves open.

use std::collections::VecDeque;
use std::ops::Range;

use memchr::{memchr, memchr2, memchr3, memrchr};

use super::damaged;
use super::log_seams::{is_printed_across, printed_to_the_end};
use crate::payload::json::Node;

/// How many levels into a broken value it is looked for whole ones: lists are in pages, pages in an
/// answer, and that in a wrapper.
const MAX_BROKEN_LEVELS: u32 = 8;

/// So many brackets may be open at a time. No value is as deep: of more the outermost are never closed, and are
/// forgotten, so that a text of nothing but brackets takes no more memory than another one.
const MAX_OPEN: usize = 1 << 16;

/// The length of the shortest value that is looked at by itself, `{"error":1}`.
const SHORTEST_FOUND: usize = 11;

/// So many are kept however short they are.
const SMALL_FOUND: usize = 1_000;

/// A value that is whole, or could be mended.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// Where it begins in the text, in bytes.
    pub offset: usize,
    /// Whether it stands in something broken.
    pub is_inner: bool,
    pub value: Value<'a>,
}

impl Found<'_> {
    /// How long it is, in bytes.
    pub fn len(&self) -> usize {
        match &self.value {
            Value::Whole(node) => node.text().len(),
            Value::Mended(text) => text.len(),
        }
    }
}

#[derive(Debug)]
pub(super) enum Value<'a> {
    /// It stands there as it is.
    Whole(Node<'a>),
    /// It is JSON once commas and comments are blanked out; as long as it was.
    Mended(String),
}

/// What a text holds.
#[derive(Debug, Default)]
pub(super) struct Values<'a> {
    pub found: Vec<Found<'a>>,
    /// How many there are, with those that are too short to hold anything.
    pub count: usize,
    /// What begins with a bracket and is no JSON, mended or not, by where it stands.
    pub broken: Vec<Range<usize>>,
    /// The outermost ranges that are no text between values: values, and what is broken.
    pub outermost: Vec<Range<usize>>,
}

/// The JSON values in a text.
pub(super) fn in_text(text: &str) -> Values<'_> {
    let mut values = Values::default();
    let mut from = 0;
    while let Some(at) = memchr2(b'{', b'[', &text.as_bytes()[from..]).map(|at| from + at) {
        let Closed { ranges, end, .. } = closed(text.as_bytes(), at);
        let is_whole = matches!(&ranges[..], [one] if *one == (at..end));
        let before = values.broken.len();
        for range in ranges {
            values.add(text, range, u32::from(!is_whole));
        }
        if !is_whole {
            values.broken.truncate(before);
            values.broken.push(at..end);
        }
        values.outermost.push(at..end);
        from = end;
    }
    values
}

impl<'a> Values<'a> {
    /// Adds what a bracket and its counterpart enclose, or what is whole in it.
    fn add(&mut self, text: &'a str, range: Range<usize>, level: u32) {
        let (inner, offset, is_inner) = (&text[range.clone()], range.start, level > 0);
        if let Ok(node) = Node::document(inner) {
            self.count += 1;
            // Of the smallest there may be millions.
            let is_small = !is_inner && node.text().len() < SHORTEST_FOUND;
            if is_small && self.found.len() >= SMALL_FOUND {
                return;
            }
            return self.found.push(Found { offset, is_inner, value: Value::Whole(node) });
        }
        if level == 0 {
            self.broken.push(range.clone());
        }
        if let Some(mended) = damaged::mended(inner) {
            self.count += 1;
            return self.found.push(Found { offset, is_inner, value: Value::Mended(mended) });
        }
        if level == MAX_BROKEN_LEVELS {
            return;
        }
        let mut from = range.start + 1;
        let bytes = &text.as_bytes()[..range.end - 1];
        while let Some(at) = memchr2(b'{', b'[', &bytes[from..]).map(|at| from + at) {
            let Closed { ranges, end, .. } = closed(bytes, at);
            ranges.into_iter().for_each(|range| self.add(text, range, level + 1));
            from = end;
        }
    }
}

/// Where a text can be cut so that no value is: the ends of parts of about `size` bytes, each at the end
/// of a line. What follows the last of them is a value that goes on behind the text. One that is printed
/// on more than `longest` bytes is not waited for.
pub fn cuts(text: &[u8], size: usize, longest: usize) -> Vec<usize> {
    let mut ends = Vec::new();
    let (mut from, mut part) = (0, 0);
    // What is printed on several lines with something before each goes on, unless it does for too long.
    let may_end = |end: usize, part: usize| {
        end < text.len() && (end - part >= longest || !is_printed_across(text, end))
    };
    loop {
        let at = memchr2(b'{', b'[', &text[from..]).map_or(text.len(), |at| from + at);
        // Between values any line may be the last of its part.
        let mut line = from.max(part + size);
        while line < at
            && let Some(end) = memchr(b'\n', &text[line..at]).map(|end| line + end + 1)
        {
            if may_end(end, part) {
                ends.push(end);
                (part, line) = (end, end + size);
            } else {
                line = end;
            }
        }
        if at == text.len() {
            break;
        }
        let closed = closed(text, at);
        if closed.is_open {
            let begin = memrchr(b'\n', &text[..at]).map_or(0, |end| end + 1);
            ends.extend(Some(begin).filter(|begin| *begin > part));
            return ends;
        }
        from = closed.end;
        if from >= part + size && text[from - 1] == b'\n' && may_end(from, part) {
            ends.push(from);
            part = from;
        }
    }
    let rest = &text[part..];
    let unfinished = printed_to_the_end(rest).filter(|begin| rest.len() - begin < longest);
    let end = unfinished.map_or(text.len(), |begin| part + begin);
    ends.extend(Some(end).filter(|end| *end > part));
    ends
}

/// What closes behind a bracket.
struct Closed {
    /// The value that the bracket begins; or, where it never closes, the outermost that do.
    ranges: Vec<Range<usize>>,
    /// How far that goes.
    end: usize,
    /// Whether the text ends before it closes.
    is_open: bool,
}

/// A bracket that is open.
struct Open {
    bracket: u8,
    at: usize,
    /// How many ranges had closed before it.
    before: usize,
}

/// Follows the brackets from the one at `from`. A text is no JSON any more where a line ends in the
/// middle of a string, or begins with a word that is no value: what was open there was cut off.
fn closed(bytes: &[u8], from: usize) -> Closed {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut open: VecDeque<Open> = VecDeque::new();
    // How many braces and how many brackets are open.
    let mut depth = [0_usize; 2];
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => {
                if open.len() == MAX_OPEN
                    && let Some(first) = open.pop_front()
                {
                    depth[usize::from(first.bracket == b'[')] -= 1;
                }
                depth[usize::from(byte == b'[')] += 1;
                open.push_back(Open { bracket: byte, at, before: ranges.len() });
            }
            b'}' | b']' => {
                let own = if byte == b'}' { b'{' } else { b'[' };
                // What it does not close was never closed; what is whole in that stays.
                while depth[usize::from(own == b'[')] > 0
                    && let Some(last) = open.pop_back()
                {
                    depth[usize::from(last.bracket == b'[')] -= 1;
                    if last.bracket == own {
                        ranges.truncate(last.before);
                        ranges.push(last.at..at + 1);
                        break;
                    }
                }
                if open.is_empty() {
                    return Closed { ranges, end: at + 1, is_open: false };
                }
            }
            b'"' => match end_of_string(bytes, at + 1) {
                Some(end) => at = end - 1,
                None => {
                    let line = memchr2(b'\n', b'\r', &bytes[at..]);
                    let end = line.map_or(bytes.len(), |line| at + line);
                    return Closed { ranges, end, is_open: line.is_none() };
                }
            },
            b'\n' | b'\r' if is_text(&bytes[at + 1..]) => {
                return Closed { ranges, end: at + 1, is_open: false };
            }
            _ => {}
        }
        at += 1;
    }
    Closed { ranges, end: bytes.len(), is_open: true }
}

/// Whether a line begins with a word that is no value of JSON.
fn is_text(line: &[u8]) -> bool {
    if !line.first().is_some_and(u8::is_ascii_alphanumeric) {
        return false;
    }
    let end = line.iter().position(|byte| b",]} \t\r\n".contains(byte)).unwrap_or(line.len());
    let (word, rest) = line.split_at(end);
    let is_value = [&b"true"[..], b"false", b"null"].contains(&word)
        || word.iter().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte));
    let behind = rest.iter().find(|byte| !b" \t".contains(byte));
    !(is_value && behind.is_none_or(|byte| b",]}\r\n".contains(byte)))
}

/// Behind the quote that ends a string; none where its line or the text ends first.
fn end_of_string(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let at = from + memchr3(b'"', b'\\', b'\n', bytes.get(from..)?)?;
        match bytes[at] {
            b'"' => return Some(at + 1),
            b'\\' if bytes.get(at + 1) != Some(&b'\n') => from = at + 2,
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_whole_behind_any_number_of_open_brackets_is_found() {
        for bracket in ["{", "[", "{\"a\":", "[{"] {
            let text = bracket.repeat(2 * MAX_OPEN) + "{\"id\":\"a\",\"b\":[1]}";
            let found = closed(text.as_bytes(), 0).ranges;
            let [found] = &found[..] else { panic!("{bracket}: {found:?}") };
            assert_eq!(*found, text.len() - 18..text.len(), "{bracket}");
        }
    }

    fn texts(text: &str) -> Vec<String> {
        let found = in_text(text).found.into_iter();
        let shown = |found: Found<'_>| match found.value {
            Value::Whole(node) => node.text().to_owned(),
            Value::Mended(text) => text,
        };
        found.map(shown).collect()
    }

    #[test]
    fn whole_values_are_found_wherever_they_stand() {
        for (text, expected) in [
            ("", &[][..]),
            ("a {\"b\":1} c [2]\nd", &["{\"b\":1}", "[2]"]),
            ("[INFO] x {\"a\":\"}\"}", &["{\"a\":\"}\"}"]),
            ("[{\"a\":1},{\"b\":2},{\"c\"", &["{\"a\":1}", "{\"b\":2}"]),
            ("{\"items\":[{\"a\":1},{\"b\":\"2\n{\"c\":3}", &["{\"a\":1}", "{\"c\":3}"]),
            ("wait {\nx [ \"a\n{\"b\":1}", &["{\"b\":1}"]),
            ("{\"a\":[1,2}{\"b\":1}", &["{\"b\":1}"]),
            ("[{\"a\":NaN},{\"b\":2}]", &["{\"b\":2}"]),
            ("[{\"a\":1}{\"b\":2}]", &["{\"a\":1}", "{\"b\":2}"]),
            ("{ [5 bytes data]\n{\"a\":1}\n} [7 bytes]", &["{\"a\":1}"]),
            ("]]}}{\"a\":1}", &["{\"a\":1}"]),
            ("[{\"a\":1},\n17,\ntrue ,\n{\"b\":2},\n", &["{\"a\":1}", "{\"b\":2}"]),
            ("[\"\n2026-03-02 {\"b\":2}\n", &["{\"b\":2}"]),
        ] {
            assert_eq!(texts(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_never_closes_costs_no_more_than_its_length() {
        for text in ["[".repeat(1 << 20), "[{".repeat(1 << 19) + &"}".repeat(1 << 19)] {
            assert!(texts(&text).is_empty());
        }
        assert_eq!(texts(&"[{}".repeat(1 << 16)).len(), 1 << 16);
    }

    #[test]
    fn a_text_is_cut_at_the_ends_of_lines_between_values() {
        for (text, expected) in [
            ("", &[][..]),
            ("a\nb", &[2, 3]),
            ("{\n}\n[\n]\n", &[4, 8]),
            ("a\n{\n", &[2]),
            ("{\n", &[]),
            ("{\nb\n{}\n", &[2, 4, 7]),
            ("{} x {\"\n\"}\n", &[8, 11]),
        ] {
            assert_eq!(cuts(text.as_bytes(), 1, 99), expected, "{text:?}");
        }
        assert_eq!(cuts(b"{}\n{}\n{}\n", 4, 99), [6, 9]);
        // Each line with a time before it.
        let line = |text: &str| format!("2026-03-02T09:00:12Z {text}\n");
        let value = [line("{"), line("  \"a\": 1"), line("}")].concat();
        let all = [&*value, &line("x"), &value, &line("{"), &line("  \"a\":")].concat();
        let ends = [value.len(), 2 * value.len() + line("x").len()];
        assert_eq!(cuts(all.as_bytes(), 60, 999), ends);
    }

    #[test]
    fn what_is_broken_is_told_once() {
        for (text, broken) in [
            ("{\"a\":1}{\"b\":2}", vec![]),
            ("[{\"a\":1},", vec![(0, 9)]),
            ("x [1,] y", vec![(2, 6)]),
            ("[{\"a\":1},{\"b\":x},{\"c\":y}]", vec![(0, 25)]),
        ] {
            let ranges = in_text(text).broken.into_iter();
            let ranges: Vec<_> = ranges.map(|range| (range.start, range.end)).collect();
            assert_eq!(ranges, broken, "{text:?}");
        }
    }
}
