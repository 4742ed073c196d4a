//! JSON with places: values that know where in the text they stand.
//!
//! In: the text of a JSON document. Out: a [`Node`], a borrowed slice of that text, which opens
//! into members or elements when asked. Where it stands is the difference of two addresses, so
//! places cost nothing until somebody asks. Keys keep their order, and doubled keys are kept.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::payload::Text;
use crate::payload::field::is_like;
use crate::payload::fields::OBJECTS;

/// What JSON takes for white space; Unicode knows more of it.
pub const WHITE_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// A JSON value as it stands in the text.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a>(&'a str);

impl<'de: 'a, 'a> Deserialize<'de> for Node<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node<'a>, D::Error> {
        <&RawValue>::deserialize(deserializer).map(|raw| Node(raw.get()))
    }
}

/// The elements of an array, in order: what is left of the text of one that is known to be JSON.
#[derive(Clone, Copy, Debug, Default)]
pub struct Elements<'a>(&'a str);

impl<'a> Elements<'a> {
    /// A value that is read as if it stood in an array by itself.
    pub fn one(node: Node<'a>) -> Elements<'a> {
        Elements(node.0)
    }

    /// Whether there is none.
    pub fn is_empty(mut self) -> bool {
        self.next().is_none()
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let bytes = self.0.as_bytes();
        let begin = bytes.iter().position(|byte| !b", \t\n\r".contains(byte))?;
        if bytes[begin] == b']' {
            return None;
        }
        let (value, rest) = self.0[begin..].split_at(length_of_value(&bytes[begin..]));
        self.0 = rest;
        Some(Node(value))
    }
}

/// How long the value is with which a text begins that is known to be JSON.
fn length_of_value(bytes: &[u8]) -> usize {
    if !matches!(bytes[0], b'"' | b'[' | b'{') {
        let end = bytes.iter().position(|byte| b",]} \t\n\r".contains(byte));
        return end.unwrap_or(bytes.len());
    }
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => at += length_of_string(&bytes[at..]),
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

/// How far it is to behind the quote that ends a string.
fn length_of_string(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(next) = memchr::memchr2(b'"', b'\\', &bytes[at..]) {
        at += next + 1;
        if bytes[at - 1] == b'"' {
            return at;
        }
        at = (at + 1).min(bytes.len());
    }
    bytes.len()
}

/// The members of an object, in order.
#[derive(Debug, Default)]
pub struct Members<'a>(
    /// All of them, or of more than ten thousand those that may hold something.
    pub Vec<(Text<'a>, Node<'a>)>,
    /// How many others there are.
    pub usize,
);

/// No object that is documented has more than some dozens of members, and a map has what is long.
pub(crate) const MEMBERS_KEPT: usize = 10_000;

/// The length of the shortest payload, `{"items":[]}`.
const SHORTEST_PAYLOAD: usize = 12;

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members<'a>, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let (mut members, mut beyond) = (Members::default(), 0);
                while let Some((Key(key), node)) = map.next_entry::<_, Node<'_>>()? {
                    let known = beyond < MEMBERS_KEPT
                        && members.0.len() >= MEMBERS_KEPT
                        && is_documented(&key);
                    beyond += usize::from(known);
                    if members.0.len() < MEMBERS_KEPT || known || node.0.len() >= SHORTEST_PAYLOAD {
                        members.0.push((key, node));
                    } else {
                        members.1 += 1;
                    }
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// Whether a key is that of a field of some payload. Only of the largest objects is this asked.
fn is_documented(key: &str) -> bool {
    OBJECTS.iter().flat_map(|object| object.fields).any(|field| is_like(key, field.name))
}

/// A key, whatever it holds: JSON may escape half a character, which no text can be.
struct Key<'a>(Text<'a>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key<'a>, D::Error> {
        struct Bytes;
        impl<'de> Visitor<'de> for Bytes {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Key<'de>, E> {
                Ok(Key(Text(String::from_utf8_lossy(bytes))))
            }
            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Key<'de>, E> {
                Ok(Key(Text(String::from_utf8_lossy(bytes).into_owned().into())))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

impl<'a> Members<'a> {
    /// The first value of that name.
    pub fn get(&self, name: &str) -> Option<Node<'a>> {
        self.0.iter().find(|(key, _)| **key == *name).map(|&(_, node)| node)
    }

    /// Whether there is a value of that name.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

impl<'a> Node<'a> {
    /// Reads a whole document. Only its syntax is looked at, without recursion, so that no depth
    /// of nesting can exhaust the stack.
    pub fn document(text: &'a str) -> Result<Node<'a>, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The value as it is written.
    pub fn text(self) -> &'a str {
        self.0
    }

    /// Its text from where it is nested deeper than so many levels, if it is.
    pub fn deeper_than(self, levels: usize) -> Option<&'a str> {
        let (mut open, mut in_text, mut escaped) = (0, false, false);
        let deep = self.0.bytes().position(|byte| {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_text = !in_text,
                b'{' | b'[' if !in_text => open += 1,
                b'}' | b']' if !in_text => open -= 1,
                _ => {}
            }
            open > levels
        });
        deep.map(|at| &self.0[at..])
    }

    /// What it is, with an article.
    pub fn kind(self) -> &'static str {
        match self.0.as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "an array",
            Some(b'"') => "a string",
            Some(b't' | b'f') => "true or false",
            Some(b'n') => "null",
            _ => "a number",
        }
    }

    /// The members of an object.
    pub fn members(self) -> Option<Members<'a>> {
        if !self.0.starts_with('{') {
            return None;
        }
        serde_json::from_str(self.0).ok()
    }

    /// The elements of an array, which are found while they are gone through: of the smallest there are
    /// millions in a text.
    pub fn elements(self) -> Option<Elements<'a>> {
        self.0.strip_prefix('[').map(Elements)
    }

    /// The value read as some type.
    pub fn read<T: Deserialize<'a>>(self) -> Option<T> {
        serde_json::from_str(self.0).ok()
    }
}

/// A JSON pointer (RFC 6901) to a member.
pub fn member(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// A JSON pointer (RFC 6901) to an element.
pub fn element(pointer: &str, index: usize) -> String {
    format!("{pointer}/{index}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_opens_into_its_members_in_order_with_doubled_keys() {
        let node = Node::document(r#" {"a": 1, "b/c": [2, 3], "\u0061": null} "#).expect("JSON");
        let members = node.members().expect("an object");
        let keys: Vec<&str> = members.0.iter().map(|(key, _)| &**key).collect();
        assert_eq!(keys, ["a", "b/c", "a"]);
        assert_eq!(members.get("a").map(Node::text), Some("1"));
        assert_eq!(members.get("b/c").and_then(Node::elements).map(Iterator::count), Some(2));
        assert!(node.elements().is_none());
    }

    #[test]
    fn elements_are_those_that_serde_finds() {
        for text in [
            "[]",
            "[ ]",
            "[1]",
            "[ 1 , -2.5e3,true,null ]",
            r#"["a","b,]\"c\\","[{"]"#,
            r#"[{"a":[1,"]}"]}, [[],[2]] ,{}]"#,
            "[\n{\"é\":\"€\"}\r\n,\t\"\"]",
        ] {
            let node = Node::document(text).expect(text);
            let found: Vec<&str> = node.elements().expect(text).map(Node::text).collect();
            let expected: Vec<Node<'_>> = node.read().expect(text);
            assert_eq!(found, expected.into_iter().map(Node::text).collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn of_an_object_of_many_members_those_are_kept_that_may_hold_something() {
        let small: String = (0..MEMBERS_KEPT + 5).map(|at| format!("\"{at}\":1,")).collect();
        let text = format!("{{{small}\"last\":{{\"items\":[]}}}}");
        let members = Node::document(&text).ok().and_then(Node::members).expect("an object");
        assert_eq!((members.0.len(), members.1), (MEMBERS_KEPT + 1, 5));
        assert!(members.has("last"));
    }

    #[test]
    fn half_a_character_in_a_key_costs_no_other_member() {
        let node = Node::document(r#"{"\ud800": 1, "a": 2}"#).expect("JSON");
        let members = node.members().expect("an object");
        assert_eq!(members.get("a").map(Node::text), Some("2"));
        assert_eq!(members.0.len(), 2);
    }

    #[test]
    fn pointers_escape_what_rfc_6901_says() {
        assert_eq!(member("/items", "a/b~c"), "/items/a~1b~0c");
        assert_eq!(element("", 3), "/3");
    }

    #[test]
    fn deep_nesting_is_read_without_recursion() {
        let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert!(Node::document(&deep).is_ok());
    }
}
