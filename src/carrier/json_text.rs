//! JSON in a JSON text: a payload that was encoded once more than it had to be.
//!
//! In: a JSON text. Out: what it says, if there may be JSON in that: as it is, behind other words, or in
//! Base64.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{BASE64, Carrier, JSON_TEXT};
use crate::payload::Text;
use crate::payload::json::Node;

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

/// The JSON that is encoded as Base64.
fn decoded(text: &str) -> Option<String> {
    // No text costs more than a look that can't begin with a bracket, a blank or a byte order mark.
    if !text.starts_with(['e', 'W', 'C', 'D', 'I', '7']) {
        return None;
    }
    let text = base64(text)?;
    text.trim_start().starts_with(['{', '[']).then_some(text)
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
