//! A text that is no single JSON document: several of them, half of one, or something else.
//!
//! In: a text and what the parser said of it. Out: the documents that can be read all the same, and
//! a finding that says where the text stops being JSON, what was open there, and what to do about
//! it where the cause is known.

use std::ops::Range;

use serde_json::error::Category;

use crate::decode::{Context, Document, Lenient};
use crate::findings::location::{LineColumn, Locator};
use crate::findings::rule::Rule;
use crate::findings::{Finding, Place, counted};
use crate::payload::json::{Node, WHITE_SPACE, element, member};
use crate::payload::{PayloadKind, Text};

/// Reads what can be read of a text that is no single JSON document.
pub(super) fn read<'a>(
    text: &'a str,
    context: Context<'_>,
    error: &serde_json::Error,
) -> Document<'a> {
    let mut lenient = Lenient::new(text, context);
    let mut all = Document::empty(PayloadKind::Foreign, false, context);
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Node<'a>>();
    let (mut documents, mut second) = (0_u64, None);
    while let Some(Ok(node)) = stream.next() {
        let one = lenient.document(node);
        documents += 1;
        if documents == 1 {
            let kind = one.kind;
            all.append(one);
            all.kind = kind;
        } else {
            second.get_or_insert(node);
            all.append(one);
        }
    }
    let end = stream.byte_offset();
    let whole = end >= text.trim_end_matches(WHITE_SPACE).len();
    if documents == 0 || !(whole || all.usable) {
        let end = Stop::of(text, context.elements_before, error);
        let place = Place {
            path: Some(end.pointer),
            ..lenient.locator.locate(&text[end.offset..]).place()
        };
        let finding = Finding::at(Rule::NotJson, place, end.message);
        return Document::set_aside(PayloadKind::Foreign, finding, context);
    }
    all.findings.add(match second {
        Some(second) if whole => {
            let place = lenient.locator.locate(second.text()).place();
            Finding::at(Rule::TrailingData, place, follow_each_other(documents))
        }
        _ => {
            let rest = text[end..].trim_start_matches(WHITE_SPACE);
            left_out(rest.as_bytes(), lenient.locator.locate(rest).place())
        }
    });
    all
}

/// Where a text stops being JSON.
struct Stop {
    offset: usize,
    /// The JSON pointer to what was being read.
    pointer: String,
    message: String,
}

impl Stop {
    fn of(text: &str, elements_before: Option<usize>, error: &serde_json::Error) -> Stop {
        if is_python(text) {
            let message = "Python's way of printing an object, not JSON; save it with json.dump, or the \
                           text of the response";
            return Stop { offset: 0, pointer: String::new(), message: message.to_owned() };
        }
        let ended = error.classify() == Category::Eof;
        let offset =
            if ended { text.trim_end_matches(WHITE_SPACE).len() } else { offset_of(text, error) };
        let mut open = Open::at(&text[..offset]);
        if let (Some(before), Some(Level::Array(elements))) =
            (elements_before, open.levels.first_mut())
        {
            *elements += before;
        }
        let message = match cure(&text[offset..]) {
            _ if ended => {
                format!("the file ends inside {}: cut short", open.described())
            }
            Some(cure) => format!("not valid JSON: {cure}"),
            None => format!("not valid JSON: {}", reason(error)),
        };
        Stop { offset, pointer: open.pointer(), message }
    }
}

/// What stands where no JSON can, and what to do about it; by how it begins.
const CURES: [(&[&str], &str); 7] = [
    (&["NaN", "Infinity", "-Infinity"], "a number that JSON has no word for; write null"),
    (&["None", "True", "False"], "a word of Python; save it with json.dump"),
    (&["undefined"], "a word of JavaScript; write null, or leave the field out"),
    (&["'"], "single quotes; JSON has double ones (\")"),
    (
        &["\u{201c}", "\u{201d}", "\u{201e}", "\u{2018}", "\u{2019}", "\u{ab}", "\u{bb}"],
        "quotes of a word processor; JSON has straight ones (\")",
    ),
    (
        &["\u{a0}", "\u{2007}", "\u{202f}", "\u{200b}", "\u{2060}"],
        "a blank that JSON does not know, as web pages and word processors have it; write a plain one",
    ),
    (&["//", "/*", "#"], "a comment; take it out"),
];

/// What to do about what stands there, if that is known.
fn cure(text: &str) -> Option<&'static str> {
    let known = |begins: &&[&str]| begins.iter().any(|begin| text.starts_with(begin));
    CURES.iter().find(|(begins, _)| known(begins)).map(|(_, cure)| *cure)
}

/// Says where a part of a text stops being JSON.
pub fn broken(text: &str, part: Range<usize>, context: Context<'_>) -> Finding {
    let begin = part.start;
    let part = &text[part];
    let before = context.elements_before.filter(|_| begin == 0);
    let stop = Node::document(part).err().map(|error| Stop::of(part, before, &error));
    let Some(Stop { offset, pointer, message }) = stop else {
        return Finding::of_file(Rule::NotJson, "not valid JSON");
    };
    let place = Locator::new(text, context.first).locate(&text[begin + offset..]).place();
    Finding::at(Rule::NotJson, Place { path: Some(pointer), ..place }, message)
}

/// Adds to what is said of something broken that it is not lost.
pub fn add_fate(finding: &mut Finding) {
    const FATE: &str = "; what is whole in it is read";
    if !finding.message.ends_with(FATE) {
        finding.message.push_str(FATE);
    }
}

/// Says that documents follow each other, the second from there on.
pub fn joined(text: &str, documents: usize, second: usize, first: LineColumn) -> Finding {
    let place = Locator::new(text, first).locate(&text[second..]).place();
    Finding::at(Rule::TrailingData, place, follow_each_other(documents as u64))
}

/// Says that what stands there behind a document is left out.
pub fn followed(text: &str, range: Range<usize>, first: LineColumn) -> Finding {
    let rest = &text[range];
    left_out(rest.as_bytes(), Locator::new(text, first).locate(rest).place())
}

/// Says that what follows a document is left out. Where it has an object in it, that may have been a job.
pub fn left_out(rest: &[u8], place: Place) -> Finding {
    let (rule, message) = if rest.contains(&b'{') {
        (Rule::NotJson, "what follows is cut short or damaged, may hold payloads, and is left out")
    } else {
        (Rule::TrailingData, "what follows is not valid JSON and is left out")
    };
    Finding::at(rule, place, message)
}

fn follow_each_other(documents: u64) -> String {
    format!(
        "{documents} documents follow each other, which is no JSON; all are read (put one on each \
         line, or all into an array)"
    )
}

/// Whether an object is written as Python prints it, `{'name': None}`.
fn is_python(text: &str) -> bool {
    let inside =
        text.trim_start().trim_start_matches(|c: char| "{[".contains(c) || c.is_whitespace());
    inside.starts_with('\'')
}

/// The byte that an error is about. serde_json counts lines by line feeds, and columns in bytes.
fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.match_indices('\n').map(|(at, _)| at + 1);
    let begin = std::iter::once(0).chain(lines).nth(error.line().saturating_sub(1));
    let mut offset = (begin.unwrap_or(0) + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// What serde_json says, without the place that it adds.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(reason, _)| reason.to_owned())
}

/// How many levels a pointer names: no payload is so deep; of one that is, the beginning of the way tells enough.
const MAX_POINTER_DEPTH: usize = 100;

/// What is open at the end of a beginning of a JSON document.
#[derive(Debug, Default)]
struct Open<'a> {
    /// Those that a pointer names.
    levels: Vec<Level<'a>>,
    /// How many objects and arrays are open below these.
    deeper: (usize, usize),
    /// Whether it ends inside a text.
    in_text: bool,
}

#[derive(Debug)]
enum Level<'a> {
    /// An object, and its member that was begun last.
    Object { key: Option<&'a str>, value: bool },
    /// An array, and how many of its elements are complete.
    Array(usize),
}

impl<'a> Open<'a> {
    fn at(beginning: &'a str) -> Open<'a> {
        let mut open = Open::default();
        let mut text_from = None;
        let mut escaped = false;
        for (at, c) in beginning.char_indices() {
            if let Some(from) = text_from {
                if escaped {
                    escaped = false;
                } else if c == '\\' {
                    escaped = true;
                } else if c == '"' {
                    text_from = None;
                    open.text(&beginning[from..=at]);
                }
                continue;
            }
            let is_deep = open.deeper != (0, 0);
            let is_full = is_deep || open.levels.len() == MAX_POINTER_DEPTH;
            match (c, open.levels.last_mut()) {
                ('"', _) => text_from = Some(at),
                ('{', _) if is_full => open.deeper.0 += 1,
                ('[', _) if is_full => open.deeper.1 += 1,
                ('}', _) if is_deep => open.deeper.0 = open.deeper.0.saturating_sub(1),
                (']', _) if is_deep => open.deeper.1 = open.deeper.1.saturating_sub(1),
                _ if is_deep => {}
                ('{', _) => open.levels.push(Level::Object { key: None, value: false }),
                ('[', _) => open.levels.push(Level::Array(0)),
                ('}' | ']', _) => drop(open.levels.pop()),
                (':', Some(Level::Object { value, .. })) => *value = true,
                (',', Some(Level::Object { key, value })) => (*key, *value) = (None, false),
                (',', Some(Level::Array(elements))) => *elements += 1,
                _ => {}
            }
        }
        open.in_text = text_from.is_some();
        open
    }

    /// A text has ended, which may be a key.
    fn text(&mut self, quoted: &'a str) {
        if let Some(Level::Object { key, value: false }) = self.levels.last_mut() {
            *key = Some(quoted);
        }
    }

    fn pointer(&self) -> String {
        self.levels.iter().fold(String::new(), |pointer, level| match level {
            Level::Object { key: Some(key), .. } => {
                let name = serde_json::from_str::<Text<'_>>(key);
                member(&pointer, name.as_deref().unwrap_or(key.trim_matches('"')))
            }
            Level::Object { key: None, .. } => pointer,
            Level::Array(elements) => element(&pointer, *elements),
        })
    }

    /// `a string (2 objects and 1 array still open)`
    fn described(&self) -> String {
        let count =
            |number: usize, one: &str, more: &str| (number > 0).then(|| counted(number, one, more));
        let objects =
            self.levels.iter().filter(|level| matches!(level, Level::Object { .. })).count();
        let parts = [
            count(objects + self.deeper.0, "object", "objects"),
            count(self.levels.len() - objects + self.deeper.1, "array", "arrays"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let inside = if self.in_text { "a string" } else { "a value" };
        match parts.is_empty() {
            true => inside.to_owned(),
            false => format!("{inside} ({} still open)", parts.join(" and ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Context, json_document};

    #[test]
    fn a_text_that_was_cut_says_where_it_ends_and_what_was_open() {
        for (text, pointer, open) in [
            ("{", "", "a value (1 object still open)"),
            ("{\"a\"", "/a", "a value (1 object still open)"),
            ("{\"a\":[1,{\"b\":\"c", "/a/1/b", "a string (2 objects and 1 array still open)"),
            ("{\"a/b\":{\"\\u0063\":", "/a~1b/c", "a value (2 objects still open)"),
            ("{\"a\":[{}],", "", "a value (1 object still open)"),
            ("[[[1,", "/0/0/1", "a value (3 arrays still open)"),
            ("{\"a\":{\"b\":\"}]\\\"", "/a/b", "a string (2 objects still open)"),
        ] {
            let document = json_document(text, Context::default());
            let finding = document.findings.first().expect(text);
            assert_eq!(finding.rule, Rule::NotJson, "{text}");
            assert_eq!(finding.place.path.as_deref(), Some(pointer), "{text}");
            assert_eq!(finding.place.column, Some(text.chars().count() as u64 + 1), "{text}");
            assert!(finding.message.contains(&format!("inside {open}:")), "{}", finding.message);
        }
    }

    #[test]
    fn what_is_deeper_than_a_pointer_is_counted_and_not_kept() {
        let text = format!("{}{{\"a\":[1,2],\"b\":{{", "[".repeat(150));
        let open = Open::at(&text);
        assert_eq!(open.levels.len(), MAX_POINTER_DEPTH);
        assert_eq!(open.pointer(), "/0".repeat(MAX_POINTER_DEPTH));
        assert_eq!(open.described(), "a value (2 objects and 150 arrays still open)");
        let text = format!("{text}}}}}{},", "]".repeat(149));
        let open = Open::at(&text);
        assert_eq!(open.pointer(), "/1");
        assert_eq!(open.described(), "a value (1 array still open)");
    }

    #[test]
    fn a_text_that_is_no_json_says_where_in_characters() {
        for (text, line, column) in [
            ("{\"é\": tru}", 1, 10),
            ("{\n\"é\": 01}", 2, 7),
            ("{\r\"é\": 01}", 2, 7),
            ("{\"a\" 1}", 1, 6),
            ("[1,]", 1, 4),
        ] {
            let document = json_document(text, Context::default());
            let finding = document.findings.first().expect(text);
            assert_eq!(finding.rule, Rule::NotJson, "{text}");
            let place = (finding.place.line, finding.place.column);
            assert_eq!(place, (Some(line), Some(column)), "{text}: {}", finding.message);
        }
    }

    #[test]
    fn what_python_prints_is_named_with_its_cure() {
        for text in ["{'name': 'moveusers', 'x': None}", "[{'a': True}]", " [ {\n'a': 1}]"] {
            let document = json_document(text, Context::default());
            let finding = document.findings.first().expect(text);
            assert_eq!(finding.rule, Rule::NotJson, "{text}");
            assert!(finding.message.contains("json.dump"), "{}", finding.message);
        }
    }
}
