//! A person and a thing under one name, however a file writes it.
//!
//! In: the text of a field, a cell or a list. Out: the text that stands for the same in the whole archive: an id as
//! its UUID, an address in small letters, a phone number without what is put between its digits. Whoever reads a
//! text that may name somebody reads it through here, or two files would speak of two people.

use uuid::Uuid;

use super::{Id, Text};

/// An organisation or a location: other than of a person, its name may look like a number.
pub(crate) fn thing(text: Text<'_>) -> Text<'_> {
    match Id::read(&text) {
        Some(id) => Text(id.to_string().into()),
        None => text,
    }
}

/// A person under one name, however a file writes it.
pub(crate) fn person(text: Text<'_>) -> Text<'_> {
    if let Some(plain) = without_hidden(&text) {
        return person(plain);
    }
    if let Some(id) = Id::read(&text) {
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

/// An id, an address or a number without what cannot be seen and was copied with it; none of any other text: names
/// of some scripts need such a character.
fn without_hidden(text: &str) -> Option<Text<'static>> {
    if text.is_ascii() || !text.contains(HIDDEN) {
        return None;
    }
    let plain = text.replace(HIDDEN, "");
    let tells = plain.contains('@') || Id::read(&plain).is_some() || phone_number(&plain).is_some();
    tells.then(|| Text(plain.into()))
}

/// What cannot be seen and comes with what is copied from pages, documents and chats.
pub(crate) const HIDDEN: [char; 6] =
    ['\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}'];

/// The address in what a mail program or a chat writes: `Ann Example <ann@example.com>`,
/// `<mailto:ann@example.com|Ann>`, `[Ann](mailto:ann@example.com)`.
fn address(text: &str) -> &str {
    if let Some(at) = text.find(MAILTO) {
        let rest = &text[at + MAILTO.len()..];
        let end = rest.find(|c: char| c.is_whitespace() || "|>)]?\"'".contains(c));
        return &rest[..end.unwrap_or(rest.len())];
    }
    let inner = text.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or(text, |(address, _)| address).trim_start_matches('\'').trim()
}

/// How a link to an address begins.
const MAILTO: &str = "mailto:";

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
                    "\u{feff}ann@example.com",
                    "ann\u{200b}@example.com",
                    "ann@exam\u{ad}ple.com",
                    "<mailto:ann@example.com|ann@example.com>",
                    "[Ann](mailto:ann@example.com)",
                    "mailto:ann@example.com?subject=x",
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
            (&["Ann\u{200d}e"], "Ann\u{200d}e"),
        ] {
            for text in texts {
                assert_eq!(&*person(Text::from(*text)), expected, "{text}");
            }
        }
    }
}
