//! Text from outside, made harmless to look at.
//!
//! In: anything a payload, a file name or an argument says. Out: the same text with every character
//! that would move the cursor, start a terminal command, reorder the line or hide, spelled out. The
//! archive is data: it must not be able to colour, overwrite or forge a line of a report, and no two
//! texts of it are shown alike.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

pub(super) use crate::privacy::unseen::is_treacherous;

/// Spells out what cannot be seen, as `\u{202e}`: what acts or hides, a blank behind a blank, and what makes a
/// letter look like another one that is written otherwise (`e` with an accent of its own like `é`). A text that has
/// such a spelling in it by itself gets its backslash spelled out; any other backslash stays as it is, so that
/// Windows paths read well.
///
/// ```
/// use jobaudit::render::escape::visible;
/// assert_eq!(visible("a\u{1b}[31m"), r"a\u{1b}[31m");
/// assert_eq!(visible("two\nlines"), r"two\u{a}lines");
/// assert_eq!(visible(r"no \u{a} line"), r"no \u{5c}u{a} line");
/// assert_eq!(visible("naïve 東京 👩‍🔬"), "naïve 東京 👩‍🔬");
/// assert_eq!(visible("two  blanks, nai\u{308}ve"), r"two \u{20}blanks, nai\u{308}ve");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    spelled(text, |before, c, after| c == ' ' && before == ' ' || hides((before, c, after)))
}

/// The same for a line of a file, which is looked at in a font of one width and so keeps its blanks.
pub fn visible_line(text: &str) -> Cow<'_, str> {
    spelled(text, |before, c, after| hides((before, c, after)))
}

/// Whether a character is not seen between the one before and the one behind it.
fn hides((before, c, after): (char, char, char)) -> bool {
    match c {
        ' '..='~' => false,
        '\u{200c}' | '\u{200d}' => !(joins(before) && joins(after)),
        '\u{fe0e}' | '\u{fe0f}' => !joins(before),
        // The middle and the end of a syllable have no width of their own.
        '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7fb}' => {
            is_treacherous(c) || !is_hangul(before)
        }
        c => is_treacherous(c),
    }
}

/// What a syllable of Hangul may go on behind.
fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7fb}')
}

/// The path of a file beside this one as a link, in which nothing acts in any format.
pub(super) fn href(path: &str) -> String {
    const PLAIN: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');
    utf8_percent_encode(path, PLAIN).to_string()
}

/// Spells out NUL, where some readers of text take it to end.
pub(crate) fn without_nul(text: &str) -> Cow<'_, str> {
    spelled_at(text, &[], |_, c, _| c == '\0')
}

/// Spells out the characters of which `hides` holds, told what stands before and behind them, and those that are
/// not of the usual form.
fn spelled(text: &str, hides: impl Fn(char, char, char) -> bool) -> Cow<'_, str> {
    let is_usual = text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes;
    let unusual = if is_usual { Vec::new() } else { unusual_forms(text) };
    spelled_at(text, &unusual, hides)
}

/// The same where the places of the latter are known.
fn spelled_at<'t>(
    text: &'t str,
    mut unusual: &[usize],
    hides: impl Fn(char, char, char) -> bool,
) -> Cow<'t, str> {
    let mut shown = String::new();
    let (mut before, mut from) = ('\n', 0);
    for (at, c) in text.char_indices() {
        let behind = &text[at + c.len_utf8()..];
        let is_spelling = c == '\\' && behind.starts_with("u{");
        let is_unusual = unusual.first() == Some(&at);
        unusual = &unusual[usize::from(is_unusual)..];
        if is_spelling || is_unusual || hides(before, c, next(behind)) {
            shown.push_str(&text[from..at]);
            shown.extend(c.escape_unicode());
            from = at + c.len_utf8();
        }
        before = c;
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(&text[from..]);
    Cow::Owned(shown)
}

/// The places of characters that Unicode's composed form (NFC) of the text does not have there: two texts that are
/// equal in that form look alike.
fn unusual_forms(text: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        // A letter with all that may melt into it.
        let joins = |c: char| {
            canonical_combining_class(c) != 0
                || is_combining_mark(c)
                || is_nfc_quick(std::iter::once(c)) != IsNormalized::Yes
        };
        let behind = rest[first.len_utf8()..].find(|c| !joins(c));
        let (letter, others) = rest.split_at(behind.map_or(rest.len(), |at| first.len_utf8() + at));
        if !letter.nfc().eq(letter.chars()) {
            let at = text.len() - rest.len();
            let of_marks = letter.char_indices().skip(1).map(|(mark, _)| at + mark);
            // A letter that is never composed is another one by itself.
            let is_other = !std::iter::once(first).nfc().eq([first]);
            places.extend(is_other.then_some(at).into_iter().chain(of_marks));
        }
        rest = others;
    }
    places
}

fn next(text: &str) -> char {
    text.chars().next().unwrap_or(' ')
}

/// Whether a character may be changed by a joiner or selector beside it, and so tells that it is there:
/// Persian, Indic scripts and emoji are spelled with them.
fn joins(c: char) -> bool {
    c >= '\u{590}' && !matches!(c, '\u{200c}' | '\u{200d}' | '\u{3000}') && !is_treacherous(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_text_is_not_copied() {
        assert!(matches!(visible(r"C:\archive\job-1.json"), Cow::Borrowed(_)));
    }

    #[test]
    fn every_control_character_is_spelled_out() {
        for code in (0..=0x1f).chain(0x7f..=0x9f) {
            let c = char::from_u32(code).expect("a character");
            let shown = visible(&format!("a{c}b")).into_owned();
            assert_eq!(shown, format!("a\\u{{{code:x}}}b"));
            assert!(!shown.chars().any(char::is_control), "{shown:?}");
        }
        assert_eq!(visible("\u{9b}2J"), r"\u{9b}2J");
    }

    #[test]
    fn characters_that_reorder_or_break_a_line_are_spelled_out() {
        for c in "\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{061c}\u{2028}\u{2029}".chars() {
            assert_eq!(visible(&c.to_string()), format!("\\u{{{:x}}}", u32::from(c)));
        }
    }

    #[test]
    fn invisible_characters_are_spelled_out() {
        assert_eq!(visible("a\u{feff}b\u{200b}c\u{e0041}"), r"a\u{feff}b\u{200b}c\u{e0041}");
        assert_eq!(visible("a\u{fffe}b\u{ffff}"), r"a\u{fffe}b\u{ffff}");
    }

    #[test]
    fn joiners_and_selectors_stay_where_they_show() {
        for text in ["می‌خواهم", "क्‍ष", "👩‍🔬", "🏳️‍🌈", "☺️ x"]
        {
            assert_eq!(visible(text), text);
        }
        for (text, shown) in [
            ("a\u{200d}b", r"a\u{200d}b"),
            ("a\u{fe0f}", r"a\u{fe0f}"),
            ("👩\u{200d}", r"👩\u{200d}"),
            ("👩\u{200d}\u{200d}👩", r"👩\u{200d}\u{200d}👩"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn a_second_blank_and_another_form_of_a_letter_are_spelled_out() {
        for (text, shown) in [
            ("a b", "a b"),
            ("a  b", r"a \u{20}b"),
            ("a   ", r"a \u{20}\u{20}"),
            (" a", " a"),
            ("\u{e9}", "\u{e9}"),
            ("e\u{301}", r"e\u{301}"),
            ("q\u{323}\u{307}", "q\u{323}\u{307}"),
            ("q\u{307}\u{323}", r"q\u{307}\u{323}"),
            ("\u{212b} \u{2126}", r"\u{212b} \u{2126}"),
            ("\u{f900}", r"\u{f900}"),
            ("\u{ac00}", "\u{ac00}"),
            ("\u{1100}\u{1161}", "\u{1100}\\u{1161}"),
            ("\u{1140}\u{119e}\u{11d9}", "\u{1140}\u{119e}\u{11d9}"),
            ("job\u{11a8}", r"job\u{11a8}"),
        ] {
            assert_eq!(visible(text), shown);
        }
        assert_eq!(visible_line("  a  e\u{301}"), r"  a  e\u{301}");
    }

    proptest! {
        #[test]
        fn no_two_texts_are_shown_alike(
            one in "[a\\\\u{}51b\u{1b}\u{5c}\n0 e\u{301}\u{323}\u{e9}\u{1eb9}\u{212b}\u{c5}]{0,12}",
            other in "[a\\\\u{}51b\u{1b}\u{5c}\n0 e\u{301}\u{323}\u{e9}\u{1eb9}\u{212b}\u{c5}]{0,12}",
        ) {
            for text in [&one, &other] {
                let shown = visible(text);
                prop_assert_eq!(read_back(&shown), text.as_str());
                prop_assert!(shown.nfc().eq(shown.chars()) && !shown.contains("  "), "{}", shown);
            }
            prop_assert!(one == other || visible(&one) != visible(&other));
        }
    }

    /// What was made visible, as it was.
    fn read_back(shown: &str) -> String {
        let mut parts = shown.split("\\u{");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (code, rest) = part.split_once('}').expect("a code");
            let c = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
            text.push(c.expect("a character"));
            text.push_str(rest);
        }
        text
    }
}
