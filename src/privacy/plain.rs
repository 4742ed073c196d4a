//! A text as it is meant, whatever it is written with.
//!
//! In: a text of a payload, a file name, a sentence. Out: the same without the escapes of JSON and URLs, with
//! plain digits, dashes and blanks, without accents and without what cannot be seen, and for each part of it
//! where in the text it comes from. So what names somebody is looked for in one spelling.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::decompose_compatible;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::privacy::markup::reference;

/// A text in plain characters. Upper and lower case stay.
pub(super) struct Plain<'t> {
    /// The text.
    pub text: Cow<'t, str>,
    /// For each byte where it comes from, and for the end; none where nothing had to be changed.
    origins: Option<Vec<usize>>,
}

impl<'t> Plain<'t> {
    pub fn of(text: &'t str) -> Plain<'t> {
        if text.bytes().all(|b| b.is_ascii() && !matches!(b, b'\\' | b'%' | b'~' | b'&')) {
            return Plain { text: Cow::Borrowed(text), origins: None };
        }
        let mut plain = String::with_capacity(text.len());
        let mut origins = Vec::with_capacity(text.len() + 1);
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let (c, length) = unescaped(&text[at..]).unwrap_or((c, c.len_utf8()));
            push(c, &mut plain);
            origins.resize(plain.len(), at);
            at += length;
        }
        origins.push(text.len());
        Plain { text: Cow::Owned(plain), origins: Some(origins) }
    }

    /// Where a part of it comes from.
    pub fn origin(&self, range: &Range<usize>) -> Range<usize> {
        match &self.origins {
            None => range.clone(),
            Some(origins) => origins[range.start]..origins[range.end],
        }
    }
}

/// A short text in plain characters and lower case.
pub(super) fn folded(text: &str) -> String {
    Plain::of(text).text.to_lowercase()
}

/// Whether a word, an id or a number may begin at a place: behind none, or behind an escaped line end.
pub(super) fn may_begin(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    match before.next() {
        Some(c) if c.is_alphanumeric() => {
            matches!(c, 'n' | 'r' | 't') && before.next() == Some('\\')
        }
        _ => true,
    }
}

fn push(c: char, plain: &mut String) {
    // An ellipsis is where a text was cut, and no three dots.
    if c.is_ascii() || c == '…' {
        return plain.push(c);
    }
    if let Some((_, letters)) = SPELLED.iter().find(|(letter, _)| *letter == c) {
        return plain.push_str(letters);
    }
    decompose_compatible(c, |part| match part.general_category() {
        GeneralCategory::Format | GeneralCategory::NonspacingMark => {}
        GeneralCategory::DashPunctuation => plain.push('-'),
        GeneralCategory::SpaceSeparator => plain.push(' '),
        GeneralCategory::DecimalNumber => plain.push(digit(part)),
        _ => plain.push(match part {
            '\u{2212}' => '-',
            '\u{3002}' => '.',
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{201c}' | '\u{201d}' => '"',
            part => part,
        }),
    });
}

/// Letters that are no other letter with an accent, and are written as others where a keyboard lacks them or all is in
/// upper case.
const SPELLED: [(char, &str); 17] = [
    ('ß', "ss"),
    ('ẞ', "SS"),
    ('Æ', "AE"),
    ('æ', "ae"),
    ('Œ', "OE"),
    ('œ', "oe"),
    ('Ø', "O"),
    ('ø', "o"),
    ('Ł', "L"),
    ('ł', "l"),
    ('Đ', "D"),
    ('đ', "d"),
    ('Ð', "D"),
    ('ð', "d"),
    ('Þ', "TH"),
    ('þ', "th"),
    ('ı', "i"),
];

/// The digit that a character of any script stands for: each script has its ten in order.
fn digit(c: char) -> char {
    let is_digit = |code: &u32| {
        char::from_u32(*code)
            .is_some_and(|c| c.general_category() == GeneralCategory::DecimalNumber)
    };
    let before = (0..u32::from(c)).rev().take_while(is_digit).count();
    char::from_digit((before % 10) as u32, 10).unwrap_or(c)
}

/// How many digits an escape has in braces.
const MAX_DIGITS: usize = 6;

/// The character that an escape stands for, and how long the escape is.
fn unescaped(text: &str) -> Option<(char, usize)> {
    match text.as_bytes() {
        [b'%', ..] => percent_encoded(text),
        [b'\\', b'u', b'{', ..] => {
            let length = text.bytes().skip(3).take(MAX_DIGITS + 1).position(|b| b == b'}')?;
            let digits = &text[3..3 + length];
            Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, digits.len() + 4))
        }
        [b'\\', b'u', ..] => Some((char::from_u32(hex(text.get(2..6)?)?)?, 6)),
        [b'\\', b'x', ..] => Some((char::from_u32(hex(text.get(2..4)?)?)?, 4)),
        [b'\\', c @ (b'"' | b'/' | b'\\'), ..] => Some((char::from(*c), 2)),
        [b'&', ..] => reference(text),
        // A slash in a JSON pointer.
        [b'~', b'1', next, ..] if !next.is_ascii_digit() => Some(('/', 2)),
        _ => None,
    }
}

fn hex(digits: &str) -> Option<u32> {
    let are_digits = digits.bytes().all(|b| b.is_ascii_hexdigit());
    are_digits.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}

/// What a URL writes as `%40`, also where it was written so more than once, `%2540`.
pub(super) fn percent_encoded(text: &str) -> Option<(char, usize)> {
    let byte = |text: &str| {
        let escaped = text.strip_prefix('%')?;
        let digits = escaped.trim_start_matches("25");
        // `%25` by itself is a percent sign.
        let digits = if hex(digits.get(..2)?).is_some() { digits } else { escaped };
        let byte = u8::try_from(hex(digits.get(..2)?)?).ok()?;
        Some((byte, text.len() - digits.len() + 2))
    };
    let (first, mut length) = byte(text)?;
    let mut bytes = vec![first];
    let more = first.leading_ones().saturating_sub(1).min(3);
    for _ in 0..more {
        let (next, of_next) = byte(&text[length..])?;
        bytes.push(next);
        length += of_next;
    }
    Some((std::str::from_utf8(&bytes).ok()?.chars().next()?, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_in_one_spelling_however_it_is_written() {
        for (text, expected) in [
            ("ann\\u0040example.com", "ann@example.com"),
            ("ann%40example.com", "ann@example.com"),
            ("ann%2540example%252525252Ecom", "ann@example.com"),
            ("100%25 of 5 %", "100% of 5 %"),
            ("ann&#64;example&#x2E;com", "ann@example.com"),
            ("ann&commat;example&period;com & &x; &#; &#0;", "ann@example.com & &x; &#; &#0;"),
            ("a\\u{200b}nn", "ann"),
            ("an\u{200b}n\u{ad}", "ann"),
            ("（４１５）\u{a0}555\u{2011}0109", "(415) 555-0109"),
            ("٤٨٢١ 𝟜𝟠", "4821 48"),
            ("Jos\u{e9} Jose\u{301} Jos%C3%A9", "Jose Jose Jose"),
            (
                "Gro\u{df} GRO\u{1e9e} Gro&szlig; J&uuml;rgen J&amp;#252;rgen",
                "Gross GROSS Gross Jurgen Jurgen",
            ),
            (
                "S\u{f8}ren \u{c6}r\u{f8}, \u{141}ukasz, Y\u{131}ld\u{131}z",
                "Soren AEro, Lukasz, Yildiz",
            ),
            ("\\\"john doe\\\"＠example。com", "\"john doe\"@example.com"),
            ("a…b", "a…b"),
            ("C:\\ann\\%", "C:\\ann\\%"),
        ] {
            assert_eq!(Plain::of(text).text, expected, "{text}");
        }
    }

    #[test]
    fn each_part_is_found_where_it_comes_from() {
        let text = "x\u{200b} é\\u0040b%2540 y";
        let plain = Plain::of(text);
        let at = plain.text.find("e@b@").expect("it is there");
        assert_eq!(&text[plain.origin(&(at..at + 4))], "é\\u0040b%2540");
    }
}
