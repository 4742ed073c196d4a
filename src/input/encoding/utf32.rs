//! Text in UTF-32.
//!
//! In: bytes. Out: their text, with a finding that says so, where they begin with the byte order mark of UTF-32 or with
//! two letters that each have three zeros.

use crate::findings::Finding;
use crate::input::encoding::decoded;

/// In which order the bytes of a character stand.
#[derive(Clone, Copy)]
enum Order {
    LittleEndian,
    BigEndian,
}

/// The order, and the bytes of the mark.
fn order(bytes: &[u8]) -> Option<(Order, usize)> {
    let is_letter = |byte: &u8| byte.is_ascii() && *byte != 0;
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => Some((Order::LittleEndian, 4)),
        [0, 0, 0xfe, 0xff, ..] => Some((Order::BigEndian, 4)),
        [first, 0, 0, 0, second, 0, 0, 0, ..] if is_letter(first) && is_letter(second) => {
            Some((Order::LittleEndian, 0))
        }
        [0, 0, 0, first, 0, 0, 0, second, ..] if is_letter(first) && is_letter(second) => {
            Some((Order::BigEndian, 0))
        }
        _ => None,
    }
}

/// Whether bytes begin as UTF-32 does.
pub(super) fn begins(bytes: &[u8]) -> bool {
    order(bytes).is_some()
}

/// The text. Where hardly anything is a character, bytes are no text at all.
pub(super) fn text(bytes: &[u8]) -> Option<(String, Finding)> {
    let (order, mark) = order(bytes)?;
    let bytes = &bytes[mark..];
    let (units, rest) = bytes.as_chunks::<4>();
    let mut text = String::with_capacity(units.len());
    let mut damaged = 0;
    for unit in units {
        let code = match order {
            Order::LittleEndian => u32::from_le_bytes(*unit),
            Order::BigEndian => u32::from_be_bytes(*unit),
        };
        damaged += usize::from(char::from_u32(code).is_none());
        text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if 2 * damaged > units.len() {
        return None;
    }
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    let name = match order {
        Order::LittleEndian => "UTF-32LE",
        Order::BigEndian => "UTF-32BE",
    };
    Some((text, decoded(name, mark, damaged > 0 || !rest.is_empty())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_32_is_read_in_either_order_with_a_mark_or_without() {
        let json = "{\"a\":\"\u{e9}\u{1f600}\"}";
        let little: Vec<u8> = json.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        let big: Vec<u8> = json.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        for (bytes, said) in [
            ([&b"\xff\xfe\0\0"[..], &little].concat(), "UTF-32LE with a byte order mark, decoded"),
            ([&b"\0\0\xfe\xff"[..], &big].concat(), "UTF-32BE with a byte order mark, decoded"),
            (little, "UTF-32LE without a byte order mark, decoded"),
            (big, "UTF-32BE without a byte order mark, decoded"),
        ] {
            let (text, finding) = text(&bytes).expect(said);
            assert_eq!((&*text, &*finding.message), (json, said));
            let (text, finding) = super::text(&bytes[..bytes.len() - 2]).expect(said);
            assert!(text.ends_with("\u{fffd}") && finding.message.ends_with("U+FFFD"), "{text}");
        }
        for bytes in [&b"\xff\xfe{\0\"\0"[..], b"{\"a\":1}", b"\xff\xfe\0\0\xff\xff\xff\xff", b""] {
            assert!(text(bytes).is_none_or(|(text, _)| text.is_empty()), "{bytes:?}");
        }
    }
}
