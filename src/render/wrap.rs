//! Text, broken into lines of a given width.
//!
//! In: one line of harmless text (see `escape`) and a number of terminal columns. Out: lines that are
//! no wider. Nothing is ever cut off: whatever is too long continues on the next line, between words
//! where it can, else behind punctuation (paths and ids), else anywhere but inside a cluster.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// No column is set narrower than the widest character there is, so that each line makes progress.
pub(super) const MIN_COLUMN_WIDTH: usize = 3;

/// Behind which a long word breaks best.
const SEAMS: &[char] = &['/', '\\', '-', '_', '.', ',', ':', ';', '=', '&', '?', '|'];

/// How many terminal columns a line takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// How many terminal columns the widest word of a line takes.
pub(super) fn widest_word(text: &str) -> usize {
    text.split(' ').map(width).max().unwrap_or(0)
}

/// Breaks a line so that none of the resulting lines is wider than `limit`.
pub(super) fn wrap(text: &str, limit: usize) -> Vec<&str> {
    let limit = limit.max(MIN_COLUMN_WIDTH);
    let mut lines = Vec::new();
    let mut rest = text;
    loop {
        let end = fitting(rest, limit);
        if end == rest.len() {
            lines.push(rest);
            return lines;
        }
        let cut = best_break(rest, end);
        lines.push(rest[..cut].trim_end_matches(' '));
        rest = rest[cut..].trim_start_matches(' ');
        if rest.is_empty() {
            return lines;
        }
    }
}

/// The length in bytes of the longest beginning that fits.
///
/// Beginnings are measured whole, because the width of a sequence (an emoji and its joiners) is not
/// the sum of its characters'. Their number is bounded, so that a name with a million combining marks
/// costs no more than a long one.
fn fitting(text: &str, limit: usize) -> usize {
    if text.len() <= limit && text.is_ascii() {
        return text.len();
    }
    let mut end = 0;
    for c in text.chars().take(4 * limit + 16) {
        let next = end + c.len_utf8();
        if text[..next].width() > limit {
            break;
        }
        end = next;
    }
    if end == 0 { text.chars().next().map_or(0, char::len_utf8) } else { end }
}

/// Where to break a line of which the first `end` bytes fit.
fn best_break(text: &str, end: usize) -> usize {
    let fits = &text[..end];
    if text[end..].starts_with(' ') {
        return end;
    }
    if let Some(space) = fits.rfind(' ')
        && !fits[..space].trim_matches(' ').is_empty()
    {
        return space;
    }
    // A seam in the first half would waste more of the line than it helps to read.
    let is_seam = |&(at, c): &(usize, char)| {
        // The line and column behind a file's name stay with it.
        SEAMS.contains(&c)
            && !(c == ':' && text[at + 1..].starts_with(|c: char| c.is_ascii_digit()))
    };
    if let Some((seam, _)) = fits.char_indices().rfind(is_seam)
        && seam + 1 > end / 2
    {
        return seam + 1;
    }
    cluster_start(text, end)
}

/// The start of the cluster that `end` stands in, or `end` where that would be no progress.
fn cluster_start(text: &str, end: usize) -> usize {
    let mut cut = end;
    while let Some(next) = text[cut..].chars().next()
        && let Some(before) = text[..cut].chars().next_back()
        && (next.width() == Some(0) || before == '\u{200d}')
    {
        cut -= before.len_utf8();
    }
    if cut == 0 { end } else { cut }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::NASTY;
    use proptest::prelude::*;

    fn without_spaces(text: &str) -> String {
        text.replace(' ', "")
    }

    #[test]
    fn what_fits_is_one_line() {
        assert_eq!(wrap("eight ch", 8), ["eight ch"]);
        assert_eq!(wrap("", 8), [""]);
    }

    #[test]
    fn lines_break_between_words_first() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("one  two", 4), ["one", "two"]);
    }

    #[test]
    fn long_words_break_behind_punctuation_then_anywhere() {
        assert_eq!(wrap("archive/2023/05/job.json", 14), ["archive/2023/", "05/job.json"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    }

    #[test]
    fn wide_characters_and_sequences_stay_whole() {
        assert_eq!(wrap("移行移行", 5), ["移行", "移行"]);
        assert_eq!(wrap("👩‍🔬👩‍🔬", 3), ["👩‍🔬", "👩‍🔬"]);
        assert_eq!(wrap("abce\u{301}", 3), ["abc", "e\u{301}"]);
    }

    #[test]
    fn a_million_combining_marks_are_no_trap() {
        let text = format!("e{}", "\u{301}".repeat(100_000));
        assert_eq!(wrap(&text, 10).concat(), text);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_is_lost(
            text in prop_oneof![
                "\\PC{0,60}",
                prop::sample::select(&NASTY[4..]).prop_map(String::from),
                "[ab /\u{200d}\u{301}\u{fe0f}移☺👩🔬لا\u{17d8}]{0,60}",
            ],
            limit in 3usize..40,
        ) {
            let lines = wrap(&text, limit);
            for line in &lines {
                prop_assert!(width(line) <= limit, "{line:?}");
            }
            prop_assert_eq!(without_spaces(&lines.concat()), without_spaces(&text));
        }
    }
}
