//! Bytes as text.
//!
//! In: the bytes of a file, or the beginning of a large one. Out: UTF-8 text, with a finding where it
//! was something else: Windows tools write UTF-16, Windows-1252 and byte order marks. What is no text
//! is named, never guessed at.

mod mixed;
mod utf32;

use std::borrow::Cow;
use std::str::Utf8Error;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::findings::Finding;
use crate::findings::location::{LineColumn, Locator, lines};
use crate::findings::rule::Rule;
use crate::input::sniff::{self, Shape};

/// How some bytes are encoded, by their byte order mark or, for UTF-16, by their zeros.
pub fn encoding(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    if bytes.starts_with(b"\xff\xfe\0\0") {
        // UTF-32, whose mark begins as that of UTF-16 does.
        return None;
    }
    if let Some(found) = Encoding::for_bom(bytes) {
        return Some(found);
    }
    match bytes {
        [first, 0, second, 0, ..] if first.is_ascii() && *first != 0 && *second != 0 => {
            Some((UTF_16LE, 0))
        }
        [0, first, 0, second, ..] if first.is_ascii() && *first != 0 && *second != 0 => {
            Some((UTF_16BE, 0))
        }
        _ => None,
    }
}

/// That text in some encoding, behind a mark of so many bytes, was decoded.
fn decoded(encoding: &str, mark: usize, damaged: bool) -> Finding {
    let marked = if mark > 0 { "with a byte order mark" } else { "without a byte order mark" };
    let damage = if damaged { "; what was not valid is shown as U+FFFD" } else { "" };
    Finding::of_file(Rule::Encoding, format!("{encoding} {marked}, decoded{damage}"))
}

/// Bytes as text, with a finding where they were not plain UTF-8.
///
/// # Errors
///
/// The finding that says what the bytes are, where they are no text.
pub fn text(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<Finding>), Finding> {
    if let Some((encoding, mark)) = encoding(bytes) {
        if let Some((text, finding)) = mixed::text(bytes) {
            return Ok((Cow::Owned(text), Some(finding)));
        }
        let (text, _, damaged) = encoding.decode(bytes);
        return Ok((text, Some(decoded(encoding.name(), mark, damaged))));
    }
    if let Some((text, finding)) = utf32::text(bytes) {
        return Ok((Cow::Owned(text), Some(finding)));
    }
    let read = utf8(bytes);
    if let Ok(text) = read
        && memchr::memchr(0, text.as_bytes()).is_none()
    {
        return Ok((Cow::Borrowed(text), None));
    }
    if let Some((text, finding)) = mixed::text(bytes) {
        return Ok((Cow::Owned(text), Some(finding)));
    }
    match read {
        Ok(text) if is_damaged_text(text) => Ok((Cow::Borrowed(text), None)),
        Err(error) if !bytes.contains(&0) && sniff::binary(bytes).1 == "binary data" => {
            let (text, _, _) = WINDOWS_1252.decode(bytes);
            // In Windows-1252 a byte is a character.
            let valid = &bytes[..error.valid_up_to()];
            let ascii_before =
                text.char_indices().nth(valid.len()).map_or(text.len(), |(at, _)| at);
            let place =
                Locator::new(&text, LineColumn::START).locate(&text[ascii_before..]).place();
            let finding = Finding::at(
                Rule::Encoding,
                place,
                "not valid UTF-8 from here, read as Windows-1252",
            );
            Ok((text, Some(finding)))
        }
        _ if bytes.iter().all(|byte| *byte == 0) => {
            let message = "nothing but NUL bytes: the disk was full, or the file was damaged";
            Err(Finding::of_file(Rule::EmptyFile, message))
        }
        _ => {
            let (rule, what) = sniff::binary(bytes);
            Err(Finding::of_file(rule, what))
        }
    }
}

/// Bytes that are UTF-8; nearly all are, and that is found out by vectors.
pub fn utf8(bytes: &[u8]) -> Result<&str, Utf8Error> {
    simdutf8::basic::from_utf8(bytes).or_else(|_| std::str::from_utf8(bytes))
}

/// Whether a text holds NUL and is a text all the same: JSON, or a table with a clean header.
fn is_damaged_text(text: &str) -> bool {
    let first = lines(text.trim_start()).next().unwrap_or_default();
    first.starts_with(['{', '[']) || (!first.contains('\0') && sniff::shape(first) == Shape::Table)
}

/// The beginning of a stream without its byte order mark, and a finding where there was one.
pub fn without_mark(mut beginning: Vec<u8>) -> (Vec<u8>, Option<Finding>) {
    if !beginning.starts_with(b"\xef\xbb\xbf") {
        return (beginning, None);
    }
    beginning.drain(..3);
    (beginning, Some(Finding::of_file(Rule::Encoding, "UTF-8 with a byte order mark, decoded")))
}

/// Whether a file too large to be read whole can be streamed: lines of UTF-8, as far as can be seen.
pub fn is_streamable(beginning: &[u8]) -> bool {
    match encoding(beginning) {
        Some((encoding, _)) => encoding == UTF_8,
        None if utf32::begins(beginning) => false,
        None => !beginning.contains(&0) || is_damaged_text(&String::from_utf8_lossy(beginning)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_encodings_become_text_and_are_said() {
        let utf16: Vec<u8> = "{\"a\":\"é\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let with_mark = [&b"\xff\xfe"[..], &utf16].concat();
        for (bytes, said) in [
            (&with_mark[..], Some("UTF-16LE with a byte order mark, decoded")),
            (&utf16[..], Some("UTF-16LE without a byte order mark, decoded")),
            (b"\xef\xbb\xbf{\"a\":\"\xc3\xa9\"}", Some("UTF-8 with a byte order mark, decoded")),
            (b"{\"a\":\"\xe9\"}", Some("not valid UTF-8 from here, read as Windows-1252")),
            ("{\"a\":\"é\"}".as_bytes(), None),
        ] {
            let (text, finding) = text(bytes).expect("text");
            assert_eq!(
                (text.as_ref(), finding.as_ref().map(|f| f.message.as_str())),
                ("{\"a\":\"é\"}", said)
            );
        }
    }

    #[test]
    fn a_table_that_holds_a_nul_is_a_text_however_its_lines_end() {
        for end in ["\n", "\r\n", "\r"] {
            let table = format!("user,code{end}a,\0{end}");
            assert_eq!(
                text(table.as_bytes()).map(|(text, _)| text),
                Ok((&*table).into()),
                "{end:?}"
            );
        }
    }

    #[test]
    fn a_large_table_with_a_nul_in_its_header_is_no_more_a_text_than_a_small_one() {
        for (table, is_text) in [("user,code\na,\0\n", true), ("\r\nuser,\0,code\na,b\n", false)] {
            assert_eq!(is_streamable(table.as_bytes()), is_text, "{table:?}");
            assert_eq!(text(table.as_bytes()).is_ok(), is_text, "{table:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_named() {
        for (bytes, said) in [
            (&b"Rar!\x1a\x07\x01\x00\xff"[..], "a RAR archive; unpack it first"),
            (b"\x00\x01\x02\xff", "binary data"),
        ] {
            assert_eq!(text(bytes).expect_err("no text").message, said);
        }
    }
}
