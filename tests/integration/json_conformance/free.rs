//! Inputs that a JSON reader may accept or refuse: each has the one answer that stands here.
//!
//! Numbers are kept as they are written, so that none is too large. A lone surrogate is no text in
//! Unicode, which matters only to a field that is read. Bytes that are no UTF-8 are taken for
//! Windows-1252, and UTF-16 is decoded. A payload is nested 128 levels deep at most.

use super::Answer::{Accepted, Decoded, NoText, Refused, TooDeep};
use super::{Answer, Input};
use crate::support::utf16;

/// All of them.
pub fn inputs() -> Vec<Input> {
    let values = VALUES.iter().map(|&(name, value, answer)| Input::value(name, value, answer));
    let documents =
        DOCUMENTS.iter().map(|&(name, text, answer)| Input::document(name, text, answer));
    let large = large().into_iter().map(|(name, value, answer)| Input::value(name, value, answer));
    let wide = wide().into_iter().map(|(name, text, answer)| Input::document(name, text, answer));
    values.chain(documents).chain(large).chain(wide).collect()
}

/// Values: each is tried in an array and in payloads.
const VALUES: &[(&str, &[u8], Answer)] = &[
    // Numbers beyond what a double holds
    ("number-huge-exponent", b"1e400", Accepted),
    ("number-huge-exponent-of-a-negative", b"-1e+9999", Accepted),
    ("number-huge-exponent-of-a-fraction", b"1.5e+9999", Accepted),
    ("number-huge-exponent-of-zero", b"0e999999999999", Accepted),
    ("number-huge-exponent-with-a-leading-zero", b"0.4e006699999999999999999999999", Accepted),
    ("number-huge-exponent-of-an-integer", b"123123e100000", Accepted),
    ("number-huge-exponent-of-a-negative-integer", b"-123123e100000", Accepted),
    ("number-tiny-exponent", b"123.456e-789", Accepted),
    ("number-huge-negative-exponent", b"123e-10000000", Accepted),
    ("number-just-above-64-bits", b"18446744073709551616", Accepted),
    ("number-just-below-64-bits", b"-9223372036854775809", Accepted),
    ("number-of-21-digits", b"100000000000000000000", Accepted),
    ("number-of-30-digits", b"123123123123123123123123123123", Accepted),
    ("number-of-30-digits-negative", b"-123123123123123123123123123123", Accepted),
    // Surrogates without their other half
    ("surrogate-high", br#""\ud800""#, NoText),
    ("surrogate-high-alone-in-a-text", br#""\uDADA""#, NoText),
    ("surrogate-high-before-letters", br#""\ud800abc""#, NoText),
    ("surrogate-high-before-an-escape", br#""\uD800\n""#, NoText),
    ("surrogate-high-before-another-code", br#""\uD888\u1234""#, NoText),
    ("surrogate-high-twice", br#""\uD800\uD800\n""#, NoText),
    ("surrogate-low", br#""\uDFAA""#, NoText),
    ("surrogate-low-before-a-letter", br#""\uDd1ea""#, NoText),
    ("surrogates-in-the-wrong-order", br#""\uDd1e\uD834""#, NoText),
    ("surrogate-in-a-key", br#"{"\uDFAA":0}"#, Accepted),
    // Texts that are no UTF-8
    ("bytes-latin-1", b"\"\xe9\"", Decoded),
    ("bytes-ff", b"\"\xff\"", Decoded),
    ("bytes-fe", b"\"\xfe\"", Decoded),
    ("bytes-lone-continuation", b"\"\x81\"", Decoded),
    ("bytes-two-continuations", b"\"\xbf\xbf\"", Decoded),
    ("bytes-missing-continuation", b"\"\xc3\"", Decoded),
    ("bytes-truncated-three", b"\"\xe2\x82\"", Decoded),
    ("bytes-truncated-four", b"\"\xf0\x9d\x84\"", Decoded),
    ("bytes-wrong-continuation", b"\"\xe0\xff\"", Decoded),
    ("bytes-overlong-of-two", b"\"\xc0\xaf\"", Decoded),
    ("bytes-overlong-of-three", b"\"\xe0\x80\xaf\"", Decoded),
    ("bytes-overlong-of-six", b"\"\xfc\x83\xbf\xbf\xbf\xbf\"", Decoded),
    ("bytes-overlong-nul", b"\"\xc0\x80\"", Decoded),
    ("bytes-overlong-nul-of-six", b"\"\xfc\x80\x80\x80\x80\x80\"", Decoded),
    ("bytes-raw-surrogate", b"\"\xed\xa0\x80\"", Decoded),
    ("bytes-raw-surrogate-pair", b"\"\xed\xa0\xb4\xed\xb4\x9e\"", Decoded),
    ("bytes-beyond-unicode", b"\"\xf4\xbf\xbf\xbf\"", Decoded),
    ("bytes-five-byte-form", b"\"\xf8\x88\x80\x80\x80\"", Decoded),
    ("bytes-damaged-behind-valid", b"\"\xe6\x97\xa5\xd1\x88\xfa\"", Decoded),
    ("bytes-in-a-key", b"{\"\xb9\":\"0\"}", Decoded),
];

/// Whole documents.
const DOCUMENTS: &[(&str, &[u8], Answer)] = &[
    ("mark-before-an-object", b"\xef\xbb\xbf{}", Decoded),
    ("mark-before-an-array", b"\xef\xbb\xbf[1]", Decoded),
    ("mark-before-white-space", b"\xef\xbb\xbf \n[1]", Decoded),
    ("mark-before-a-number", b"\xef\xbb\xbf42", Decoded),
    ("mark-before-damaged-utf-8", b"\xef\xbb\xbf[\"\xff\"]", Decoded),
    ("surrogate-in-the-key-of-a-document", br#"{"\uD834":0}"#, Accepted),
    ("utf-32-with-a-mark", b"\xff\xfe\0\0[\0\0\0]\0\0\0", Refused("unknown-payload")),
    ("utf-32-the-other-way-with-a-mark", b"\0\0\xfe\xff\0\0\0[\0\0\0]", Refused("unknown-payload")),
    ("utf-32-without-a-mark", b"[\0\0\0]\0\0\0", Refused("unknown-payload")),
    ("utf-32-the-other-way-without-a-mark", b"\0\0\0[\0\0\0]", Refused("unknown-payload")),
];

/// Values that are written by a loop.
fn large() -> Vec<(&'static str, Vec<u8>, Answer)> {
    let arrays = |depth| ["[".repeat(depth), "]".repeat(depth)].concat().into_bytes();
    let objects = |depth| ["{\"a\":".repeat(depth), "1".into(), "}".repeat(depth)].concat();
    let decimals = format!("0.{}", "1".repeat(100_000));
    let exponent = format!("1e{}", "9".repeat(10_000));
    vec![
        // Around it are a list and its paging.
        ("deep-126-arrays", arrays(126), Accepted),
        ("deep-126-objects", objects(126).into(), Accepted),
        ("deep-128-arrays", arrays(128), TooDeep),
        ("deep-128-objects", objects(128).into(), TooDeep),
        ("deep-500-arrays", arrays(500), TooDeep),
        ("deep-100000-arrays", arrays(100_000), TooDeep),
        ("deep-500-objects", objects(500).into(), TooDeep),
        ("deep-100000-objects", objects(100_000).into(), TooDeep),
        ("number-of-100000-digits", "1".repeat(100_000).into(), Accepted),
        ("number-of-100000-decimals", decimals.into(), Accepted),
        ("number-with-an-exponent-of-10000-digits", exponent.into(), Accepted),
    ]
}

/// Documents in UTF-16.
fn wide() -> Vec<(&'static str, Vec<u8>, Answer)> {
    let little = |text: &str| utf16(text, u16::to_le_bytes);
    let big = |text: &str| utf16(text, u16::to_be_bytes);
    let halved = |mut bytes: Vec<u8>| {
        bytes.pop();
        bytes
    };
    let lone = [little("\u{feff}[\""), vec![0x00, 0xd8], little("\"]")].concat();
    vec![
        ("utf-16-little-endian-with-a-mark", little("\u{feff}[\"é\"]"), Decoded),
        ("utf-16-big-endian-with-a-mark", big("\u{feff}[\"é\"]"), Decoded),
        ("utf-16-little-endian-without-a-mark", little("[\"é\"]"), Decoded),
        ("utf-16-big-endian-without-a-mark", big("[\"é\"]"), Decoded),
        ("utf-16-with-a-surrogate-pair", little("\u{feff}[\"𝄞\"]"), Decoded),
        ("utf-16-with-a-lone-surrogate", lone, Decoded),
        ("utf-16-cut-in-half-a-character", halved(little("\u{feff}[1]")), Refused("not-json")),
        ("utf-16-of-an-object", little("\u{feff}{\"a\": [1, 2]}\r\n"), Decoded),
    ]
}
