//! Ids in a text: in Base64, with hyphens and without.
//!
//! In: a text in plain characters. Out: where ids stand in it, and what they say. An id may have anything
//! around it, as in the name of a file.

use std::ops::Range;

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::memmem;
use uuid::Uuid;

use crate::payload::{ID_BEGINNING, Id, IdKind, hyphenated};

/// An id within a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub range: Range<usize>,
    /// None where the id is cut off and may be anybody's.
    pub uuid: Option<Uuid>,
    pub kind: Option<IdKind>,
}

/// What stands behind an id may be written in the same characters, and what is decoded is then cut off there.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// How many characters of what may be an id are decoded.
const MAX_ENCODED: usize = 256;

const HYPHENATED: usize = 36;
const SIMPLE: usize = 32;

/// All ids of a text, in order.
pub(super) fn ids(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = memmem::find_iter(text.as_bytes(), ID_BEGINNING)
        .filter_map(|at| encoded(text, at))
        .collect();
    let encoded = found.len();
    let mut next = 0;
    let mut at = 0;
    while at + SIMPLE <= text.len() {
        if next < encoded && at >= found[next].range.start {
            at = at.max(found[next].range.end);
            next += 1;
        } else if let Some((uuid, length)) = uuid_at(text, at) {
            let of_person = ends_with_people(&text[..at]);
            let kind = of_person.then_some(IdKind::Person);
            found.push(Found { range: at..at + length, uuid: Some(uuid), kind });
            at += length;
        } else {
            at += 1;
        }
    }
    found.sort_by_key(|id| id.range.start);
    found
}

/// The id in Base64 that begins there.
fn encoded(text: &str, at: usize) -> Option<Found> {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let run = text.as_bytes()[at..].iter().take(MAX_ENCODED).take_while(|b| is_part(**b)).count();
    // One character of four holds no byte.
    let whole = if run % 4 == 1 { run - 1 } else { run };
    let bytes = LENIENT.decode(&text[at..at + whole]).ok()?;
    let slash = |from: usize| memchr::memchr(b'/', bytes.get(from..)?).map(|slash| from + slash);
    let id = slash("ciscospark://".len()).and_then(slash_behind(&bytes));
    let uuid = id.and_then(|start| {
        let end = start + HYPHENATED;
        let uuid = hyphenated(std::str::from_utf8(bytes.get(start..end)?).ok()?)?;
        Some((uuid, (end * 4).div_ceil(3)))
    });
    match uuid {
        Some((uuid, length)) => {
            let padding = text[at + length..].bytes().take(2).take_while(|b| *b == b'=').count();
            let kind = Id::parse(&text[at..at + length]).and_then(Id::kind);
            Some(Found { range: at..at + length + padding, uuid: Some(uuid), kind })
        }
        // Of what is cut off it is only known that it begins as all ids do.
        None => Some(Found { range: at..at + run, uuid: None, kind: cut_kind(&bytes) }),
    }
}

/// Where the UUID begins, behind the slash that ends the kind.
fn slash_behind(bytes: &[u8]) -> impl Fn(usize) -> Option<usize> {
    |region| Some(region + 2 + memchr::memchr(b'/', bytes.get(region + 1..)?)?)
}

/// What an id is of that is cut off; anything else than a person where that is certain.
fn cut_kind(bytes: &[u8]) -> Option<IdKind> {
    let text = String::from_utf8_lossy(bytes);
    let kind = text.strip_prefix("ciscospark://")?.split('/').nth(1)?;
    (kind.len() > 2 && !"PEOPLE".starts_with(kind)).then_some(IdKind::Other)
}

/// The UUID that begins there, and its length.
fn uuid_at(text: &str, at: usize) -> Option<(Uuid, usize)> {
    let bytes = text.as_bytes();
    if !bytes[at].is_ascii_hexdigit() {
        return None;
    }
    match (bytes.get(at + 8), bytes.get(at + 13)) {
        (Some(b'-'), Some(b'-')) => {
            return Some((hyphenated(text.get(at..at + HYPHENATED)?)?, HYPHENATED));
        }
        // Where hyphens mean something, something else stands in their place.
        (Some(joint @ (b'_' | b' ' | b'.')), Some(other)) if joint == other => {
            let id = text.get(at..at + HYPHENATED)?.replace(char::from(*joint), "-");
            return Some((hyphenated(&id)?, HYPHENATED));
        }
        _ => {}
    }
    // Without hyphens it is only told from other digits by its length.
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let is_marked = text[..at].ends_with("0x") && !(at > 2 && is_digit(at - 3));
    if at > 0 && is_digit(at - 1) && !is_marked || is_digit(at + SIMPLE) {
        return None;
    }
    Some((Uuid::try_parse(text.get(at..at + SIMPLE)?).ok()?, SIMPLE))
}

/// Whether a text ends as the address of a person does before the id.
fn ends_with_people(text: &str) -> bool {
    const BEFORE: &str = "/PEOPLE/";
    let start = text.len().checked_sub(BEFORE.len());
    start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(BEFORE))
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "52efdff9-9db6-438d-9b96-638365789353";
    const PERSON: &str =
        "Y2lzY29zcGFyazovL3VzL1BFT1BMRS81MmVmZGZmOS05ZGI2LTQzOGQtOWI5Ni02MzgzNjU3ODkzNTM";

    #[test]
    fn ids_are_found_whatever_stands_around_them() {
        let simple = UUID.replace('-', "");
        for (text, id) in [
            (format!("{PERSON}_errors.csv"), PERSON),
            (format!("errors-{PERSON}-2.csv"), PERSON),
            (format!("({PERSON}==)"), &format!("{PERSON}==")),
            (format!("a{UUID}b"), UUID),
            (format!("user_{simple}.json"), &simple),
            (format!("id 0x{simple},"), &simple),
            (format!("user_{}.json", UUID.replace('-', "_")), &UUID.replace('-', "_")),
            (format!("id {} of", UUID.replace('-', " ")), &UUID.replace('-', " ")),
            (format!("{{{}}}", simple.to_uppercase()), &simple.to_uppercase()),
        ] {
            let found = ids(&text);
            let [found] = &found[..] else { panic!("{text}: {found:?}") };
            assert_eq!(&text[found.range.clone()], id, "{text}");
            assert_eq!(found.uuid, Uuid::try_parse(UUID).ok());
        }
        let cut = ids(&PERSON[..60]);
        assert_eq!(cut[0].range, 0..60);
        assert_eq!((cut[0].uuid, cut[0].kind), (None, None));
        assert_eq!(ids(&format!("0{simple} {simple}a {}", "g".repeat(40))), []);
    }
}
