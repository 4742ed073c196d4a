//! Text from outside, made harmless to look at.
//!
//! In: anything a payload, a file name or an argument says. Out: the same text with every character
//! that would move the cursor, start a terminal command, reorder the line or hide, spelled out. The
//! archive is data: it must not be able to colour, overwrite or forge a line of a report, and no two
//! texts of it are shown alike.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Spells out what cannot be seen, as `\u{202e}`. A text that has such a spelling in it by itself gets
/// its backslash spelled out; any other backslash stays as it is, so that Windows paths read well.
///
/// ```
/// use jobaudit::render::escape::visible;
/// assert_eq!(visible("a\u{1b}[31m"), r"a\u{1b}[31m");
/// assert_eq!(visible("two\nlines"), r"two\u{a}lines");
/// assert_eq!(visible(r"no \u{a} line"), r"no \u{5c}u{a} line");
/// assert_eq!(visible("naïve 東京 👩‍🔬"), "naïve 東京 👩‍🔬");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    spelled(text, |before, c, after| match c {
        '\u{200c}' | '\u{200d}' => !(joins(before) && joins(after)),
        '\u{fe0e}' | '\u{fe0f}' => !joins(before),
        c => is_treacherous(c),
    })
}

/// The path of a file beside this one as a link, in which nothing acts in any format.
pub(super) fn href(path: &str) -> String {
    const PLAIN: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');
    utf8_percent_encode(path, PLAIN).to_string()
}

/// Spells out NUL, where some readers of text take it to end.
pub(super) fn without_nul(text: &str) -> Cow<'_, str> {
    spelled(text, |_, c, _| c == '\0')
}

/// Spells out the characters of which `hides` holds, told what stands before and behind them.
fn spelled(text: &str, hides: impl Fn(char, char, char) -> bool) -> Cow<'_, str> {
    let mut shown = String::new();
    let (mut before, mut from) = (' ', 0);
    for (at, c) in text.char_indices() {
        let behind = &text[at + c.len_utf8()..];
        let is_spelling = c == '\\' && behind.starts_with("u{");
        if is_spelling || !(' '..='~').contains(&c) && hides(before, c, next(behind)) {
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

fn next(text: &str) -> char {
    text.chars().next().unwrap_or(' ')
}

/// Whether a character acts on its surroundings, or hides, instead of being seen.
pub(super) fn is_treacherous(c: char) -> bool {
    c.is_control() // C0, DEL and C1
        || matches!(c,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' // direction
            | '\u{2028}' | '\u{2029}' // line and paragraph
            | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{2800}' // like a space
            | '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' // invisible
            | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fe00}'..='\u{fe0d}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' // annotations, tags and variations
            | '\u{fffe}' | '\u{ffff}') // no characters at all, which XML forbids
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

    proptest! {
        #[test]
        fn no_two_texts_are_shown_alike(
            one in "[a\\\\u{}51b\u{1b}\u{5c}\n0]{0,12}",
            other in "[a\\\\u{}51b\u{1b}\u{5c}\n0]{0,12}",
        ) {
            for text in [&one, &other] {
                prop_assert_eq!(read_back(&visible(text)), text.as_str());
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
