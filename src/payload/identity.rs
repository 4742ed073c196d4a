//! A person and a thing under one name, however a file writes it.
//!
//! In: the text of a field, a cell or a list. Out: the text that stands for the same in the whole archive: an id as
//! its UUID, an address in small letters, a phone number without what is put between its digits. Whoever reads a
//! text that may name somebody reads it through here, or two files would speak of two people.

use uuid::Uuid;

use super::{Id, Text};

/// An organisation or a location: other than of a person, its name may look like a number.
pub(crate) fn thing(text: Text<'_>) -> Text<'_> {
    match Id::parse(&text) {
        Some(id) => Text(id.to_string().into()),
        None => text,
    }
}

/// A person under one name, however a file writes it.
pub(crate) fn person(text: Text<'_>) -> Text<'_> {
    if let Some(id) = Id::parse(&text) {
        let mut buffer = Uuid::encode_buffer();
        let plain = &*id.uuid().hyphenated().encode_lower(&mut buffer);
        // Most are written so already.
        return if *plain == *text { text } else { Text(plain.to_owned().into()) };
    }
    if text.contains('@') {
        return Text(address(&text).to_lowercase().into());
    }
    match phone_number(&text) {
        Some(number) if number != *text => Text(number.into()),
        _ => text,
    }
}

/// The address in what a mail program writes: `Ann Example <ann@example.com>`.
fn address(text: &str) -> &str {
    let inner = text.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
    let text = inner.map_or(text, |(address, _)| address).trim_start_matches('\'');
    text.strip_prefix("mailto:").unwrap_or(text).trim()
}

/// A phone number without what is put between its digits; none of what is no such number.
fn phone_number(text: &str) -> Option<String> {
    let bare = text.trim_start_matches('\'').trim();
    let bare = bare.strip_prefix("tel:").unwrap_or(bare);
    let is_separator = |c: &char| matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}');
    let digits = bare.strip_prefix('+').unwrap_or(bare);
    let of_digits = digits.chars().all(|c| c.is_ascii_digit() || is_separator(&c));
    let number: String = bare.chars().filter(|c| !is_separator(c)).collect();
    (of_digits && number.len() >= SHORTEST_NUMBER).then_some(number)
}

/// How many digits a phone number has at least; fewer are an extension or no number at all.
const SHORTEST_NUMBER: usize = 7;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_one_name_however_it_is_written() {
        for (texts, expected) in [
            (
                &[
                    "ann@example.com",
                    "Ann@Example.com",
                    "Ann Example <ann@example.com>",
                    "mailto:ann@example.com",
                    "'ann@example.com",
                ][..],
                "ann@example.com",
            ),
            (
                &[
                    "+12025550143",
                    "+1 202 555-0143",
                    "tel:+12025550143",
                    "'+12025550143",
                    "+1 (202) 555.0143",
                ],
                "+12025550143",
            ),
            (&["4821"], "4821"),
            (&["Ann Example"], "Ann Example"),
        ] {
            for text in texts {
                assert_eq!(&*person(Text::from(*text)), expected, "{text}");
            }
        }
    }
}
