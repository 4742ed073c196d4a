//! JSON that writes types beside values: the arrays of Windows PowerShell, the attributes of DynamoDB; or values as
//! texts, as databases keep what is no value of their own: `"counts": "{\"totalMoves\":5}"`.
//!
//! In: the text of a payload. Out: the same with blanks in the place of the types and escapes, if it has any. It is
//! as long as before, so that every place in it stays what it was.

use std::ops::Range;

use memchr::memmem;

use crate::payload::field::ObjectType;
use crate::payload::fields::{ERROR, ERROR_ITEM, EXECUTION, JOB};
use crate::payload::is_like;
use crate::payload::json::{Members, Node};

/// What tells that a text may hold such values.
const MARKS: [&str; 8] =
    ["\"Count\"", "\"S\"", "\"M\"", "\"L\"", r#""{\""#, r#""[{\""#, r#""{\n"#, r#""[\n"#];

/// The objects of which a member may be a text that holds JSON.
const OBJECTS: [&ObjectType; 4] = [&JOB, &EXECUTION, &ERROR_ITEM, &ERROR];

/// The text without the types.
pub(super) fn plain(payload: Node<'_>) -> Option<String> {
    let text = payload.text();
    if !MARKS.iter().any(|mark| memmem::find(text.as_bytes(), mark.as_bytes()).is_some()) {
        return None;
    }
    let mut plain = Plain { text, blank: Vec::new(), unpacked: Vec::new() };
    plain.walk(payload, 0);
    if plain.blank.is_empty() && plain.unpacked.is_empty() {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    for (start, value) in plain.unpacked {
        bytes[start..start + value.len()].copy_from_slice(value.as_bytes());
    }
    for range in plain.blank {
        bytes[range]
            .iter_mut()
            .filter(|byte| !matches!(byte, b'\n' | b'\r'))
            .for_each(|byte| *byte = b' ');
    }
    let text = String::from_utf8(bytes).ok()?;
    Node::document(&text).is_ok().then_some(text)
}

/// How deep values may lie in each other; no payload is so deep.
const MAX_LEVELS: u32 = 32;

struct Plain<'a> {
    text: &'a str,
    /// What is to be blanked out.
    blank: Vec<Range<usize>>,
    /// Where texts stand that hold JSON, and that JSON, which is as long.
    unpacked: Vec<(usize, String)>,
}

impl<'a> Plain<'a> {
    fn walk(&mut self, node: Node<'a>, level: u32) {
        if level == MAX_LEVELS {
            return;
        }
        if let Some(members) = node.members() {
            if let Some((value, is_quoted)) = value_of(&members) {
                self.keep_only(node, value, is_quoted);
                return self.walk(value, level + 1);
            }
            for (key, node) in members.0 {
                match unpacked(&key, node) {
                    Some(value) => self.unpacked.push((self.range(node).start, value)),
                    None => self.walk(node, level + 1),
                }
            }
        } else if let Some(elements) = node.elements() {
            elements.for_each(|node| self.walk(node, level + 1));
        }
    }

    /// Blanks out what is around a value, and its quotes where it is a number in a text.
    fn keep_only(&mut self, node: Node<'a>, value: Node<'a>, is_quoted: bool) {
        let (outer, inner) = (self.range(node), self.range(value));
        let quote = usize::from(is_quoted);
        self.blank.push(outer.start..inner.start + quote);
        self.blank.push(inner.end - quote..outer.end);
    }

    fn range(&self, node: Node<'a>) -> Range<usize> {
        let start = (node.text().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        start..start + node.text().len()
    }
}

/// What a member's text holds as JSON that should be no text, with blanks in the place of what escapes it; nothing where
/// it escapes more than quotes and white space.
fn unpacked(key: &str, node: Node<'_>) -> Option<String> {
    let mut fields = OBJECTS.into_iter().flat_map(|object| object.fields);
    let text = node.text().strip_prefix('"')?.strip_suffix('"')?;
    if !text.starts_with(['{', '['])
        || !fields.any(|field| !field.kind.is_plain() && is_like(key, field.name))
    {
        return None;
    }
    let mut value = String::with_capacity(node.text().len());
    value.push(' ');
    let (mut chars, mut is_in_text) = (text.chars(), false);
    while let Some(c) = chars.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        match (chars.next()?, is_in_text) {
            ('"', _) => {
                value.push_str(if is_in_text { "\" " } else { " \"" });
                is_in_text = !is_in_text;
            }
            ('n' | 'r' | 't', false) => value.push_str("  "),
            _ => return None,
        }
    }
    value.push(' ');
    Node::document(&value).is_ok().then_some(value)
}

/// The value of an object that says its type, and whether it is a number in quotes.
fn value_of<'a>(members: &Members<'a>) -> Option<(Node<'a>, bool)> {
    let is_number = |node: Node<'a>| {
        let text = node.text();
        text.starts_with('"') && text[1..].starts_with(|c: char| c.is_ascii_digit() || c == '-')
    };
    let first = |node: Node<'_>| node.text().as_bytes().first().copied();
    if let ([_, _], Some(value), Some(count)) =
        (&members.0[..], members.get("value"), members.get("Count"))
    {
        return (first(value) == Some(b'[') && count.read::<u64>().is_some())
            .then_some((value, false));
    }
    match &members.0[..] {
        [(name, value)] => match (&**name, first(*value)?) {
            ("N", b'"') => is_number(*value).then_some((*value, true)),
            ("S", b'"') | ("M", b'{') | ("L", b'[') | ("BOOL", b't' | b'f') => {
                Some((*value, false))
            }
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Option<serde_json::Value> {
        let plain = super::plain(Node::document(text).expect("JSON"))?;
        assert_eq!(plain.len(), text.len());
        serde_json::from_str(&plain).ok()
    }

    #[test]
    fn types_are_blanked_out_where_they_stand() {
        for (text, expected) in [
            (r#"{"a": {"value": [1, 2], "Count": 2}}"#, r#"{"a": [1, 2]}"#),
            (
                r#"{"a":{"L":[{"M":{"b":{"S":"é"},"c":{"N":"-1.5"}}}]},"d":{"BOOL":true}}"#,
                r#"{"a":[{"b":"é","c":-1.5}],"d":true}"#,
            ),
            (r#"{"a":{"value":[{"b":{"value":[],"Count":0}}],"Count":1}}"#, r#"{"a":[{"b":[]}]}"#),
            (
                r#"{"counts":"{\"moved\":3,\"a\":\"\"}","jobExecutionStatus":"[{\"id\":1,\n \"exitCode\":\"é x\"}]"}"#,
                r#"{"counts":{"moved":3,"a":""},"jobExecutionStatus":[{"id":1,"exitCode":"é x"}]}"#,
            ),
        ] {
            assert_eq!(plain(text), serde_json::from_str(expected).ok(), "{text}");
        }
    }

    #[test]
    fn what_has_no_types_is_left_alone() {
        for text in [
            r#"{"a": 1}"#,
            r#"{"value": 1, "Count": 1}"#,
            r#"{"a": {"S": 1}, "b": {"N": "x"}, "c": {"L": {}}}"#,
            r#"{"a": {"S": "x", "N": "1"}}"#,
            r#"{"name": "{\"a\":1}", "counts": "{\"a\":\"\\\\\"}"}"#,
        ] {
            assert_eq!(plain(text), None, "{text}");
        }
    }
}
