//! Text from outside, made harmless to look at.
//!
//! In: anything a payload, a file name or an argument says. Out: the same text with every character
//! that would move the cursor, start a terminal command, reorder the line or hide, spelled out. The
//! archive is data: it must not be able to colour, overwrite or forge a line of a report.

use std::borrow::Cow;

/// Spells out what cannot be seen: `\n`, `\t`, `\r`, `\0`, and `\u{202e}` for all others.
///
/// For people's eyes only: a backslash stays as it is, so that Windows paths read well, and the
/// result cannot be turned back.
///
/// ```
/// use jobaudit::render::escape::visible;
/// assert_eq!(visible("a\u{1b}[31m"), r"a\u{1b}[31m");
/// assert_eq!(visible("two\nlines"), r"two\nlines");
/// assert_eq!(visible("naïve 東京 👩‍🔬"), "naïve 東京 👩‍🔬");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find(is_treacherous) else {
        return Cow::Borrowed(text);
    };
    let mut shown = String::with_capacity(text.len() + 16);
    shown.push_str(&text[..first]);
    for c in text[first..].chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            '\r' => shown.push_str("\\r"),
            '\0' => shown.push_str("\\0"),
            c if is_treacherous(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Whether a character acts on its surroundings, or hides, instead of being seen.
///
/// The zero-width joiners U+200C and U+200D stay: Persian, Indic scripts and emoji are spelled with
/// them.
fn is_treacherous(c: char) -> bool {
    c.is_control() // C0, DEL and C1
        || matches!(c,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' // direction
            | '\u{2028}' | '\u{2029}' // line and paragraph
            | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}' // invisible
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' // annotations and tags
            | '\u{fffe}' | '\u{ffff}') // no characters at all, which XML forbids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_not_copied() {
        assert!(matches!(visible(r"C:\archive\job-1.json"), Cow::Borrowed(_)));
    }

    #[test]
    fn every_control_character_is_spelled_out() {
        for code in (0..=0x1f).chain(0x7f..=0x9f) {
            let c = char::from_u32(code).expect("a character");
            let shown = visible(&format!("a{c}b")).into_owned();
            assert!(shown.starts_with("a\\") && shown.ends_with('b'), "{shown}");
            assert!(!shown.chars().any(char::is_control), "{shown:?}");
        }
        assert_eq!(visible("\u{9b}2J"), r"\u{9b}2J");
        assert_eq!(visible("\r\n\t\0"), r"\r\n\t\0");
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
    fn text_that_was_made_visible_stays_the_same() {
        let once = visible("\u{1b}[0m\\").into_owned();
        assert_eq!(visible(&once), once);
    }
}
