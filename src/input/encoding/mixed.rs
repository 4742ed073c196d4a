//! Texts whose encoding changes in the middle, as `>>` of one shell and another one leave them.
//!
//! In: bytes. Out: their text, where they are UTF-8 in one part and UTF-16 in another one; nothing of
//! bytes that are of one encoding, or of none.

use std::ops::Range;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr2;

use crate::findings::Finding;
use crate::findings::location::{LineColumn, Locator};
use crate::findings::rule::Rule;

/// So many bytes of UTF-8 in a row are no UTF-16.
const MIN_BYTES: usize = 8;

/// The text, and a finding that says where it changes first.
pub(super) fn text(bytes: &[u8]) -> Option<(String, Finding)> {
    // Nearly all files have neither: one look by vectors tells.
    memchr2(0, 0xff, bytes)?;
    let runs = runs(bytes);
    let [(first, begin), (second, _), ..] = &runs[..] else { return None };
    let mut text = String::new();
    let mut changes = 0;
    for (encoding, run) in &runs {
        if run.start == begin.end {
            changes = text.len();
        }
        text.push_str(&encoding.decode(&bytes[run.clone()]).0);
    }
    let place = Locator::new(&text, LineColumn::START).locate(&text[changes..]).place();
    let message = format!("{} changes to {} here; both decoded", first.name(), second.name());
    Some((text, Finding::at(Rule::Encoding, place, message)))
}

/// The parts of one encoding each.
fn runs(bytes: &[u8]) -> Vec<(&'static Encoding, Range<usize>)> {
    let mut runs = Vec::new();
    let (mut encoding, mut at) = match super::encoding(bytes) {
        Some((encoding, _)) => (encoding, 0),
        None => (UTF_8, 0),
    };
    while at < bytes.len() {
        let next = if encoding == UTF_8 { wide(bytes, at) } else { narrow(bytes, at) };
        let (following, end) = next.unwrap_or((encoding, bytes.len()));
        runs.push((encoding, at..end));
        (encoding, at) = (following, end);
    }
    runs
}

/// Where UTF-16 begins behind UTF-8: with its mark, or with two letters of which each has a zero.
fn wide(bytes: &[u8], from: usize) -> Option<(&'static Encoding, usize)> {
    let mut at = from;
    loop {
        at += memchr2(0, 0xff, &bytes[at..])?;
        let is_letter = |at: usize| bytes.get(at).is_some_and(|b| b.is_ascii() && *b != 0);
        match bytes[at] {
            0xff if bytes.get(at + 1) == Some(&0xfe) && at > from => return Some((UTF_16LE, at)),
            0xff if at > from && bytes[at - 1] == 0xfe => return Some((UTF_16BE, at - 1)),
            0 if at > from + 1
                && is_letter(at - 1)
                && is_letter(at + 1)
                && bytes.get(at + 2) == Some(&0) =>
            {
                return Some((UTF_16LE, at - 1));
            }
            _ => at += 1,
        }
    }
}

/// Where UTF-8 begins behind UTF-16: with its mark, or with a line or a bracket and letters that have
/// no zeros.
fn narrow(bytes: &[u8], from: usize) -> Option<(&'static Encoding, usize)> {
    (from + 2..bytes.len()).step_by(2).find_map(|at| {
        let rest = &bytes[at..];
        let marked = |rest: &[u8]| rest.starts_with(b"\xef\xbb\xbf");
        let is_text = rest.len() >= MIN_BYTES
            && b"\r\n{[".contains(&rest[0])
            && (marked(&rest[1..])
                || rest[..MIN_BYTES].iter().all(|byte| byte.is_ascii() && *byte != 0));
        (marked(rest) || is_text).then_some((UTF_8, at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn little(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn each_part_is_decoded_as_what_it_is() {
        let (one, two) = ("{\"name\": \"é\"}\n", "{\"name\": \"ü\"}\n");
        for bytes in [
            [one.as_bytes(), &little(two)].concat(),
            [one.as_bytes(), b"\xff\xfe", &little(two)].concat(),
            [&little(one), two.as_bytes()].concat(),
            [b"\xff\xfe", &*little(one), b"\xef\xbb\xbf", two.as_bytes()].concat(),
        ] {
            let (text, finding) = text(&bytes).expect("two encodings");
            assert_eq!(text, format!("{one}{two}"), "{bytes:?}");
            assert_eq!((finding.place.line, finding.place.column), (Some(2), Some(1)));
        }
    }

    #[test]
    fn texts_of_one_encoding_and_bytes_of_none_are_left_alone() {
        for bytes in [
            "{\"name\": \"é\"}".as_bytes().to_vec(),
            little("{\"name\": \"正正正正正正\"}\n{}"),
            [&b"\xff\xfe"[..], &little("{\"name\": \"x\"}")].concat(),
            b"a,\0\nb,\0\0\n".to_vec(),
            b"caf\xff \xfe\xfd".to_vec(),
            Vec::new(),
        ] {
            assert!(text(&bytes).is_none(), "{bytes:?}");
        }
    }
}
