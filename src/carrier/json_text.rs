//! JSON in a JSON text: a payload that was encoded once more than it had to be.
//!
//! In: a JSON text. Out: what it says, if there may be JSON in that: as it is, behind other words, or in
//! Base64, in which tables are kept too.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{BASE64, Carrier, JSON_TEXT, Part, Record};
use crate::findings::location;
use crate::payload::json::Node;
use crate::payload::{ID_BEGINNING, Text};

/// No payload is shorter.
const MIN_BYTES: usize = 30;

/// Base64 with or without padding.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a JSON text says, and how that is packed, if there may be JSON in it.
pub(super) fn of(node: Node<'_>) -> Option<(&'static Carrier, String)> {
    let quoted = node.text();
    if !quoted.starts_with('"') || quoted.len() < MIN_BYTES {
        return None;
    }
    if memchr::memchr2(b'{', b'[', quoted.as_bytes()).is_some() {
        return Some((&JSON_TEXT, node.read::<Text<'_>>()?.0.into_owned()));
    }
    Some((&BASE64, decoded(&node.read::<Text<'_>>()?)?))
}

/// What the elements of an array say together: the lines of a text, as notebooks and shells keep it, or its bytes,
/// as journals and programs in JavaScript do.
pub(super) fn of_array(node: Node<'_>) -> Option<String> {
    let inner = node.text().strip_prefix('[')?.trim_start();
    let text = if inner.starts_with('"') {
        let lines = node.read::<Vec<String>>()?;
        // What is whole by itself is read by itself.
        let is_whole =
            |line: &String| Node::document(line).is_ok_and(|node| node.members().is_some());
        if lines.iter().any(is_whole) {
            return None;
        }
        let end = if lines.iter().any(|line| line.contains('\n')) { "" } else { "\n" };
        lines.join(end)
    } else if inner.starts_with(['1', '9', '3']) {
        String::from_utf8(node.read::<Vec<u8>>()?).ok()?
    } else {
        return None;
    };
    let is_json = text.len() >= MIN_BYTES && text.contains(['{', '[']);
    is_json.then_some(text)
}

/// JSON that was encoded as a text and stands in lines so: `msg="{\"name\": ...}"`, or without quotes; and JSON whose
/// quotes markup spells, as pages that were saved have it.
pub(super) fn in_lines(text: &str) -> Vec<Part<'_>> {
    if memchr::memmem::find(text.as_bytes(), b"&quot;").is_some() {
        return vec![Part::Record(without_entities(text))];
    }
    if memchr::memmem::find(text.as_bytes(), b"{\\\"").is_none() {
        return Vec::new();
    }
    let parts = (0_u64..).zip(location::lines(text)).filter_map(|(number, line)| {
        let at = line.find("{\\\"")?;
        let text = quoted(&line[..at], &line[at..])?;
        Some(Part::Record(Record { text, name: String::new(), lines: vec![(0, number)] }))
    });
    parts.collect()
}

/// How markup spells what is in JSON; the mark that the others begin with comes last.
const ENTITIES: [(&str, &str); 6] = [
    ("&quot;", "\""),
    ("&nbsp;", " "),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&#39;", "'"),
    ("&amp;", "&"),
];

/// A text as markup means it, line by line.
fn without_entities(text: &str) -> Record {
    let mut record = Record::default();
    for (number, line) in (0..).zip(location::lines(text)) {
        record.lines.push((record.text.len(), number));
        let plain = ENTITIES.iter().fold(line.to_owned(), |line, (entity, means)| {
            if line.contains('&') { line.replace(entity, means) } else { line }
        });
        record.text.push_str(&plain);
    }
    record
}

/// What a text says whose quotes are escaped: up to the quote that ends it, or to the end of its line.
fn quoted(before: &str, text: &str) -> Option<String> {
    let end = if before.trim_end().ends_with('"') {
        let ends = memchr::memchr_iter(b'"', text.as_bytes());
        ends.into_iter().find(|&at| at > 0 && !text[..at].ends_with('\\'))?
    } else {
        text.trim_end().len()
    };
    serde_json::from_str(&format!("\"{}\"", &text[..end])).ok()
}

/// The JSON, or what may be a table, that is encoded as Base64.
fn decoded(text: &str) -> Option<String> {
    // Words have blanks and names have marks; of all texts that have none, ids are the most.
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=\r\n".contains(&byte);
    if text.starts_with(ID_BEGINNING) || !text.bytes().all(is_digit) {
        return None;
    }
    let text = base64(text)?;
    let may_be_table = || text.trim().contains('\n') && text.contains([',', ';', '\t', '|']);
    (text.trim_start().starts_with(['{', '[']) || may_be_table()).then_some(text)
}

/// What is encoded as Base64, if that is text.
pub(super) fn base64(text: &str) -> Option<String> {
    let packed: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let text = String::from_utf8(ENGINE.decode(packed).ok()?).ok()?;
    Some(text.trim_start_matches('\u{feff}').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_json_in_lines_is_read_up_to_its_end() {
        let json = r#"{"a": "b\\\"c"}"#;
        let escaped = json.replace('\\', r"\\").replace('"', r#"\""#);
        for text in [
            format!("begin\nlevel=info msg=\"{escaped}\" x=\"1\"\n"),
            format!("begin\n{escaped}\r\n"),
            format!("begin\n\"{escaped}\",\n"),
        ] {
            let [Part::Record(record)] = &in_lines(&text)[..] else { panic!("{text}") };
            assert_eq!((&*record.text, &*record.name_at(0, "", 1)), (json, "2"), "{text}");
        }
        assert!(in_lines("{\"a\": 1}").is_empty());
    }

    #[test]
    fn only_what_may_hold_json_is_looked_into() {
        let plain = r#""INFO {\"latestExecutionStatus\": 1}""#;
        let packed = format!("\"{}\"", ENGINE.encode("{\"latestExecutionStatus\": \"COMPLETED\"}"));
        let id = r#""Y2lzY29zcGFyazovL3VzL0pPQl9JRC8wZDQ5Nzk0ZS1jOGFlLTU1OGQ""#;
        let of = |text: &'static str| {
            let node = Node::document(text).expect("JSON");
            super::of(node).map(|(carrier, text)| (carrier.name, text))
        };
        assert_eq!(of(plain), Some(("json-text", r#"INFO {"latestExecutionStatus": 1}"#.into())));
        let packed = of(Box::leak(packed.into_boxed_str())).expect("Base64");
        assert_eq!(packed, ("base64", r#"{"latestExecutionStatus": "COMPLETED"}"#.into()));
        for text in [id, "\"{}\"", "\"a long text without any bracket in it\"", "[]", "1"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
