//! JSON with places: values that know where in the text they stand.
//!
//! In: the text of a JSON document. Out: a [`Node`], a borrowed slice of that text, which opens
//! into members or elements when asked. Where it stands is the difference of two addresses, so
//! places cost nothing until somebody asks. Keys keep their order, and doubled keys are kept.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::payload::Text;

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

/// The members of an object, in order.
#[derive(Debug)]
pub struct Members<'a>(pub Vec<(Text<'a>, Node<'a>)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members<'a>, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some((Key(key), node)) = map.next_entry()? {
                    members.push((key, node));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
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

    /// The elements of an array.
    pub fn elements(self) -> Option<Vec<Node<'a>>> {
        if !self.0.starts_with('[') {
            return None;
        }
        serde_json::from_str(self.0).ok()
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
        assert_eq!(members.get("b/c").and_then(Node::elements).map(|e| e.len()), Some(2));
        assert!(node.elements().is_none());
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
