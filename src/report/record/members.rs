//! The members of a JSON object, of which most are passed over.
//!
//! In: the text of an object as a stream. Out: the texts of those members that somebody wants, one after the
//! other. A saved audit has its sections for other programs, hundreds of megabytes of them, and of what is not
//! looked at only the end has to be found: brackets and quotes are enough for that.

use std::io::{self, BufRead};

/// Why the members can't be had.
#[derive(Debug)]
pub(super) enum Fault {
    /// The text can't be read.
    Read(io::Error),
    /// It ends inside.
    Cut,
    /// It is no object.
    NoObject,
    /// What somebody says of a member that they wanted.
    Refused(String),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Read(error)
    }
}

/// What somebody wants of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// To pass it over.
    Nothing,
    /// Its text.
    Text,
    /// The texts of its own members, as it is an object: their names stand behind its name and a slash.
    Members,
}

/// Goes through an object, and hands out the name and the text of each member whose text is wanted.
pub(super) fn each(
    text: impl BufRead,
    wanted: impl Fn(&str) -> Wanted,
    mut take: impl FnMut(&str, &[u8]) -> Result<(), String>,
) -> Result<(), Fault> {
    let mut text = Scanner { text };
    text.expect(b'{')?;
    text.members("", &wanted, &mut take)?;
    match text.next() {
        Err(Fault::Cut) => Ok(()),
        Err(fault) => Err(fault),
        Ok(_) => Err(Fault::NoObject),
    }
}

struct Scanner<R> {
    text: R,
}

impl<R: BufRead> Scanner<R> {
    /// The members of an object whose bracket has been taken.
    fn members(
        &mut self,
        before: &str,
        wanted: &impl Fn(&str) -> Wanted,
        take: &mut impl FnMut(&str, &[u8]) -> Result<(), String>,
    ) -> Result<(), Fault> {
        let mut is_first = true;
        loop {
            match self.next()? {
                b'}' => return Ok(()),
                b'"' if is_first => {}
                b',' if !is_first => self.expect(b'"')?,
                _ => return Err(Fault::NoObject),
            }
            is_first = false;
            let mut name = vec![b'"'];
            self.rest_of_string(Some(&mut name))?;
            let name: String = serde_json::from_slice(&name).map_err(|_| Fault::NoObject)?;
            let name = format!("{before}{name}");
            self.expect(b':')?;
            match wanted(&name) {
                Wanted::Nothing => self.value(None)?,
                Wanted::Text => {
                    let mut value = Vec::new();
                    self.value(Some(&mut value))?;
                    take(&name, &value).map_err(Fault::Refused)?;
                }
                Wanted::Members => {
                    self.expect(b'{')?;
                    self.members(&format!("{name}/"), wanted, take)?;
                }
            }
        }
    }

    /// The next byte that is no blank, taken.
    fn next(&mut self) -> Result<u8, Fault> {
        loop {
            let chunk = self.text.fill_buf()?;
            if chunk.is_empty() {
                return Err(Fault::Cut);
            }
            match chunk.iter().position(|byte| !byte.is_ascii_whitespace()) {
                Some(at) => {
                    let byte = chunk[at];
                    self.text.consume(at + 1);
                    return Ok(byte);
                }
                None => {
                    let blank = chunk.len();
                    self.text.consume(blank);
                }
            }
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        if self.next()? == byte { Ok(()) } else { Err(Fault::NoObject) }
    }

    /// What follows until `end` says where it ends, of each piece of the text.
    fn until(
        &mut self,
        mut into: Option<&mut Vec<u8>>,
        mut end: impl FnMut(&[u8]) -> Option<usize>,
    ) -> Result<(), Fault> {
        loop {
            let chunk = self.text.fill_buf()?;
            if chunk.is_empty() {
                return Err(Fault::Cut);
            }
            let end = end(chunk);
            let taken = end.unwrap_or(chunk.len());
            if let Some(into) = &mut into {
                into.extend_from_slice(&chunk[..taken]);
            }
            self.text.consume(taken);
            if end.is_some() {
                return Ok(());
            }
        }
    }

    /// The rest of a string whose first quote has been taken.
    fn rest_of_string(&mut self, into: Option<&mut Vec<u8>>) -> Result<(), Fault> {
        let mut string = Quoted { is_escaped: false };
        self.until(into, |chunk| string.end(chunk))
    }

    /// A value, whatever it is.
    fn value(&mut self, mut into: Option<&mut Vec<u8>>) -> Result<(), Fault> {
        let first = self.next()?;
        if let Some(into) = &mut into {
            into.push(first);
        }
        match first {
            b'"' => self.rest_of_string(into),
            b'{' | b'[' => {
                let mut depth = 1_usize;
                let mut string: Option<Quoted> = None;
                self.until(into, |chunk| end_of_brackets(chunk, &mut depth, &mut string))
            }
            // A number or a word, which ends before what follows it.
            _ => self.until(into, |chunk| {
                chunk.iter().position(|byte| {
                    byte.is_ascii_whitespace() || matches!(byte, b',' | b'}' | b']')
                })
            }),
        }
    }
}

/// A string that has begun.
struct Quoted {
    /// Whether a backslash was the last of it.
    is_escaped: bool,
}

impl Quoted {
    /// How much of a piece of text still belongs to the string, where it ends there.
    fn end(&mut self, chunk: &[u8]) -> Option<usize> {
        let mut at = usize::from(std::mem::take(&mut self.is_escaped));
        loop {
            at += memchr::memchr2(b'"', b'\\', chunk.get(at..)?)?;
            if chunk[at] == b'"' {
                return Some(at + 1);
            }
            self.is_escaped = at + 1 == chunk.len();
            at += 2;
        }
    }
}

/// How much of a piece of text belongs to what so many open brackets enclose, where the last one is closed there.
fn end_of_brackets(chunk: &[u8], depth: &mut usize, string: &mut Option<Quoted>) -> Option<usize> {
    let mut at = 0;
    while at < chunk.len() {
        if let Some(quoted) = string {
            at += quoted.end(&chunk[at..])?;
            *string = None;
            continue;
        }
        match chunk[at] {
            b'"' => *string = Some(Quoted { is_escaped: false }),
            b'{' | b'[' => *depth += 1,
            b'}' | b']' => {
                *depth -= 1;
                if *depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::BufReader;

    /// The members as they come when the text is read in pieces of this length.
    fn members(text: &str, piece: usize) -> Result<Vec<(String, String)>, Fault> {
        let mut all = Vec::new();
        let text = BufReader::with_capacity(piece, text.as_bytes());
        let wanted = |name: &str| match name {
            "in" => Wanted::Members,
            "no" | "none" | "in/no" => Wanted::Nothing,
            _ => Wanted::Text,
        };
        each(text, wanted, |name, value| {
            all.push((name.to_owned(), String::from_utf8_lossy(value).into_owned()));
            Ok(())
        })?;
        Ok(all)
    }

    #[test]
    fn values_are_found_whatever_pieces_the_text_comes_in() {
        let text = r#" {"a" : 1.5,"b\u0022":"]}\"\\", "no":[{"x":"}\\\""},[]],"c":{"d":[1,{"e":"\\"}]} , "none":null,
            "in": {"f":{}, "no":"}" , "a":"" },"f":true} "#;
        let expected = [
            ("a", "1.5"),
            ("b\"", r#""]}\"\\""#),
            ("c", r#"{"d":[1,{"e":"\\"}]}"#),
            ("in/f", "{}"),
            ("in/a", "\"\""),
            ("f", "true"),
        ];
        for piece in 1..text.len() + 1 {
            let found = members(text, piece).expect("an object");
            let found: Vec<_> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            assert_eq!(found, expected, "in pieces of {piece}");
        }
        assert_eq!(members("{}", 1).expect("an object"), []);
    }

    #[test]
    fn what_is_cut_or_no_object_is_told_apart() {
        let text = r#"{"a":{"b":["c\"",1]},"in":{"b":2},"no":"d"}"#;
        for end in 0..text.len() {
            assert!(matches!(members(&text[..end], 7), Err(Fault::Cut)), "{}", &text[..end]);
        }
        for text in [
            "[]",
            "1",
            "{1:2}",
            r#"{"a" 1}"#,
            r#"{"a":1 "b":2}"#,
            "{,}",
            "{} x",
            r#"{"a":1,}"#,
            r#"{"in":[]}"#,
        ] {
            assert!(matches!(members(text, 7), Err(Fault::NoObject)), "{text}");
        }
    }

    proptest! {
        /// serde_json is the oracle.
        #[test]
        fn any_object_has_the_members_that_it_has(
            values in proptest::collection::vec(("[a-z\"\\\\{]{0,5}", "[a-z\"\\\\{}\\[\\],: \n]{0,9}", 0..4_u8), 0..6),
            piece in 1..20_usize,
            is_indented: bool,
        ) {
            let mut object = serde_json::Map::new();
            for (key, text, shape) in values {
                let value = match shape {
                    0 => serde_json::json!(text),
                    1 => serde_json::json!([text, [1, {"a": text}]]),
                    2 => serde_json::json!({"b": {}, "c": text}),
                    _ => serde_json::json!(text.len()),
                };
                object.insert(format!("a{key}"), value);
            }
            let text = match is_indented {
                true => serde_json::to_string_pretty(&object),
                false => serde_json::to_string(&object),
            };
            let found = members(&text.expect("JSON"), piece).expect("an object");
            prop_assert_eq!(found.len(), object.len());
            for (name, value) in found {
                let value: serde_json::Value = serde_json::from_str(&value).expect("JSON");
                prop_assert_eq!(Some(&value), object.get(&name));
            }
        }
    }
}
