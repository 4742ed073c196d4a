//! Text from outside, made harmless to look at.
//!
//! In: anything a payload, a file name or an argument says. Out: the same text with every character
//! that would move the cursor, start a terminal command, reorder the line or hide, spelled out. The
//! archive is data: it must not be able to colour, overwrite or forge a line of a report, and no two
//! texts of it are shown alike.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

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

/// Whether a character acts on its surroundings, or hides, instead of being seen: what Unicode 18 calls a
/// control or format character, a blank other than the usual ones, or ignorable.
pub(super) fn is_treacherous(c: char) -> bool {
    match c.general_category() {
        GeneralCategory::Control
        | GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator => true,
        // The ideographic blank is as wide as its neighbours.
        GeneralCategory::SpaceSeparator => !matches!(c, ' ' | '\u{3000}'),
        GeneralCategory::Format => !is_seen(c) && !matches!(c, '\u{200c}' | '\u{200d}'),
        _ => is_ignorable(c),
    }
}

/// Format characters that are seen: signs before and over Arabic, Syriac and Kaithi numbers.
fn is_seen(c: char) -> bool {
    matches!(
        c,
        '\u{600}'
            ..='\u{605}'
                | '\u{6dd}'
                | '\u{70f}'
                | '\u{890}'
                | '\u{891}'
                | '\u{8e2}'
                | '\u{110bd}'
                | '\u{110cd}'
    )
}

/// Characters that are not seen though they are none of format: `Default_Ignorable_Code_Point`, an empty
/// pattern of Braille, and what is no character at all, which XML forbids. The selectors of emoji are not
/// among them.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{2065}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0d}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
        | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
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

    /// A newer standard may have characters of which somebody has to say whether they are seen: then this fails,
    /// and the lists above, the version in their comments and these figures are to be looked at.
    #[test]
    fn the_lists_are_those_of_this_version_of_unicode() {
        assert_eq!(unicode_properties::UNICODE_VERSION, (18, 0, 0));
        let all = || (0..=u32::from(char::MAX)).filter_map(char::from_u32);
        let of = |category| all().filter(|c| c.general_category() == category).count();
        let known = [
            (GeneralCategory::Control, 65),
            (GeneralCategory::Format, 170),
            (GeneralCategory::SpaceSeparator, 17),
            (GeneralCategory::LineSeparator, 1),
            (GeneralCategory::ParagraphSeparator, 1),
        ];
        assert_eq!(known.map(|(category, _)| (category, of(category))), known);
    }

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
