//! Text that Markdown shows as it is, escaped by the place where it stands.
//!
//! In: anything a payload, a file name or an argument says. Out: the same in the source of a document, with a
//! backslash only where a character would act, because the source is read too. What GitHub and others make
//! of words after the document was rendered, such as `@name`, `GH-12` or an address, no backslash stops:
//! such a word becomes code.

use crate::render::escape::visible;

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a cell of a table.
    Cell,
    /// In a cell, as what a link is called.
    Link,
    /// At the head of a paragraph or a list item.
    Sentence,
    /// Behind the marks of a heading.
    Heading,
}

/// A text as it stands in the source.
pub(super) fn literal(text: &str, place: Place) -> String {
    let text = visible(text);
    let text = text.trim_matches(' ');
    let marks = Marks::of(text);
    let mut source = String::with_capacity(text.len() + text.len() / 8);
    let (mut before, mut at) = (' ', 0);
    for piece in pieces(text) {
        at += piece.len();
        if is_word_that_acts(piece) {
            source.push('`');
            source.push_str(piece);
            source.push('`');
        } else {
            plain((before, piece, &text[at..]), &marks, place, &mut source);
        }
        before = piece.chars().next_back().unwrap_or(before);
    }
    match place {
        Place::Cell | Place::Link => source,
        Place::Sentence => without_block(source),
        Place::Heading => without_closing(without_block(source)),
    }
}

/// The words of a text and what stands between them; a bar and a backtick are pieces of their own, because code
/// can hold neither.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let is_between = |c: char| matches!(c, ' ' | '|' | '`' | '(' | ')' | '<' | '>' | ',' | '"');
    text.split_inclusive(is_between).flat_map(move |part| {
        let end = part.trim_end_matches(is_between).len();
        [&part[..end], &part[end..]].into_iter().filter(|piece| !piece.is_empty())
    })
}

/// Which marks act only where there are several of them.
struct Marks {
    brackets: bool,
    tildes: bool,
    dollars: bool,
}

impl Marks {
    fn of(text: &str) -> Marks {
        let pairs = ["](", "][", "[^", "]:", "[[", "[ ]", "[x]", "[X]"];
        Marks {
            brackets: text.starts_with('[') || pairs.iter().any(|pair| text.contains(pair)),
            tildes: text.matches('~').count() > 1,
            dollars: text.matches('$').count() > 1,
        }
    }
}

/// Writes a piece with a backslash, or as an entity, where a character of it would act between what stands before
/// and behind it.
fn plain(
    (mut before, piece, behind_piece): (char, &str, &str),
    marks: &Marks,
    place: Place,
    source: &mut String,
) {
    let mut rest = piece.chars();
    while let Some(c) = rest.next() {
        let behind = rest.as_str();
        let after = behind.chars().chain(behind_piece.chars()).next().unwrap_or(' ');
        match c {
            '<' if after.is_ascii_alphabetic() || matches!(after, '/' | '!' | '?') => {
                source.push_str("&lt;");
            }
            '&' if is_entity(behind) => source.push_str("&amp;"),
            _ => {
                let acts = match c {
                    // In front of a mark, or of what stands behind this piece.
                    '\\' => behind.is_empty() || after.is_ascii_punctuation(),
                    '`' => true,
                    '|' => matches!(place, Place::Cell | Place::Link),
                    '*' => !(before == ' ' && after == ' '),
                    '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
                    '[' => marks.brackets || place == Place::Link,
                    ']' => place == Place::Link,
                    '~' => marks.tildes,
                    '$' => marks.dollars,
                    _ => false,
                };
                if acts {
                    source.push('\\');
                }
                source.push(c);
            }
        }
        before = c;
    }
}

/// Whether an ampersand in front of this begins an entity.
fn is_entity(behind: &str) -> bool {
    let name = behind.split(';').next().unwrap_or_default();
    name.len() < behind.len()
        && !name.is_empty()
        && name.trim_start_matches('#').bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether others make a link, a mention, a reference or a picture of a word, whatever is escaped in it.
fn is_word_that_acts(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let followed = |mark: &str, by: fn(char) -> bool| {
        lower.match_indices(mark).any(|(at, _)| lower[at + mark.len()..].starts_with(by))
    };
    let is_digit = |c: char| c.is_ascii_digit();
    ["://", "mailto:", "xmpp:"].iter().any(|mark| lower.contains(mark))
        || followed("www.", |c| !c.is_whitespace())
        || followed("@", char::is_alphanumeric)
        || followed("#", is_digit)
        || followed("gh-", is_digit)
        || is_emoji(&lower)
}

/// Whether a word holds another one between colons, `:smile:`; a time such as `13:04:00` does not.
fn is_emoji(word: &str) -> bool {
    let parts: Vec<&str> = word.split(':').collect();
    let inner = parts.get(1..parts.len().saturating_sub(1)).unwrap_or_default();
    let is_name = |part: &&str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+-".contains(&b))
    };
    let is_time = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    (parts[0].is_empty() || !is_time) && inner.iter().any(is_name)
}

/// A text that begins no block: no list, quotation, heading, line or code.
fn without_block(mut source: String) -> String {
    let digits = source.bytes().take_while(u8::is_ascii_digit).count();
    let behind = &source[digits..];
    let mark = match behind.chars().next() {
        Some('.' | ')') if (1..=9).contains(&digits) => Some(digits),
        Some('#' | '>' | '-' | '+' | '=' | ':' | '|') if digits == 0 => Some(0),
        Some('*') if digits == 0 && behind[1..].starts_with(' ') => Some(0),
        _ => None,
    };
    if let Some(mark) = mark {
        source.insert(mark, '\\');
    }
    source
}

/// A heading that does not end in a mark that closes it.
fn without_closing(mut source: String) -> String {
    if source.ends_with('#') && !source.ends_with("\\#") {
        source.insert(source.len() - 1, '\\');
    }
    source
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_literally_in_a_cell() {
        for (text, source) in [
            (r"a|b\", r"a\|b\\"),
            (r"C:\archive\job.json", r"C:\archive\job.json"),
            (r"a\*b", r"a\\\*b"),
            ("<b>&amp;</b>", "&lt;b>&amp;amp;&lt;/b>"),
            ("p95 < max & more", "p95 < max & more"),
            ("<0.1 %", "<0.1 %"),
            ("*a* `b` ~c~ $x$", r"\*a\* \`b\` \~c\~ \$x\$"),
            ("5 * 3, ~20, $7", "5 * 3, ~20, $7"),
            ("[d](e) [f]", r"\[d](e) \[f]"),
            ("group: [Hoteling].", "group: [Hoteling]."),
            ("_a_ b_c", r"\_a\_ b_c"),
            ("a\nb\u{1b}", r"a\u{a}b\u{1b}"),
            ("13:04:00 note: x", "13:04:00 note: x"),
            ("- x", "- x"),
        ] {
            assert_eq!(literal(text, Place::Cell), source, "{text:?}");
        }
    }

    #[test]
    fn words_of_which_others_make_something_are_code() {
        for word in [
            "a@evil.example",
            "@name",
            "xmpp:a@b.c",
            "mailto:a@b.c",
            "https://x.y/z",
            "www.x.y",
            "#12",
            "GH-12",
            "owner/name#7",
            ":smile:",
            ":100:",
        ] {
            assert_eq!(literal(word, Place::Cell), format!("`{word}`"));
            let within = literal(&format!("see ({word}), or"), Place::Sentence);
            assert_eq!(within, format!("see (`{word}`), or"));
        }
        assert_eq!(literal("a|b@c.de|d", Place::Cell), r"a\|`b@c.de`\|d");
        assert_eq!(literal("a`b@c.de`d", Place::Cell), r"a\``b@c.de`\`d");
        assert_eq!(literal("a @ b, 5 # 6", Place::Cell), "a @ b, 5 # 6");
        assert_eq!(literal("[a]|b", Place::Link), r"\[a\]\|b");
    }

    #[test]
    fn no_sentence_and_no_heading_begins_a_block() {
        for (text, source) in [
            ("1. x", r"1\. x"),
            ("12) x", r"12\) x"),
            ("1.5 x", r"1\.5 x"),
            (" x", "x"),
            ("    x", r"\u{20}\u{20}\u{20}x"),
            ("# x", r"\# x"),
            ("> x", r"\> x"),
            ("- x", r"\- x"),
            ("+ x", r"\+ x"),
            ("* x", r"\* x"),
            ("---", r"\---"),
            ("===", r"\==="),
            ("[a]: b", r"\[a]: b"),
            ("[ ] x", r"\[ ] x"),
            ("~~~", r"\~\~\~"),
            ("83 jobs", "83 jobs"),
        ] {
            assert_eq!(literal(text, Place::Sentence), source, "{text:?}");
        }
        assert_eq!(literal("a # #", Place::Heading), r"a # \#");
        assert_eq!(literal("a|b", Place::Heading), "a|b");
    }
}
