//! The parts of a text that values are told by: what quotes hold, words, lists, the rest of a line.
//!
//! In: a text that begins where a value may. Out: what of it is the value, as a part of the same text.

use std::ops::Range;

use super::tokens::looks_made;

/// The quotes that a value may stand in.
pub(super) const QUOTES: [char; 3] = ['"', '\'', '`'];

/// What ends a sentence, or closes what a value stands in.
pub(super) const CLOSING: [char; 12] = ['.', ',', ';', ':', ')', ']', '}', '!', '>', '»', '“', '”'];

/// What masked texts have in the place of a secret.
pub(in crate::privacy) const MASK: char = '…';

/// How far away the other member of a pair is looked for, and how long the name of a cookie is.
pub(super) const NEAR: usize = 256;

/// How many digits a number has that somebody chooses.
const MIN_DIGITS: usize = 4;

/// How many letters a word has whose letters stand apart.
const MIN_LETTERS: usize = 4;

/// What stands between those that are listed.
const LISTING: [char; 6] = [',', ';', '/', '|', '&', '+'];

/// And which words do.
const CONJUNCTIONS: [&str; 6] = ["and ", "or ", "und ", "oder ", "et ", "y "];

/// Where in a text that begins with a quote the value stands that it quotes. Quotes that are themselves escaped end
/// where one follows that is escaped as they are.
pub(super) fn quoted(text: &str) -> Option<Range<usize>> {
    let unescaped = text.trim_start_matches('\\');
    let depth = text.len() - unescaped.len();
    let quote = unescaped.chars().next().filter(|c| QUOTES.contains(c))?;
    let start = depth + quote.len_utf8();
    let end = text[start..].match_indices(quote).map(|(at, _)| start + at).find(|at| {
        let escapes = at - text[start..*at].trim_end_matches('\\').len() - start;
        if depth == 0 { escapes.is_multiple_of(2) } else { escapes <= depth }
    });
    let end = end.unwrap_or(text.len());
    // What is before a quote that is escaped is not of the value.
    let value = text[start..end].strip_suffix(&text[..depth]).unwrap_or(&text[start..end]);
    Some(start..start + value.len())
}

/// The word that a text begins with, without what ends a sentence.
pub(super) fn word(text: &str) -> Option<&str> {
    let ends = |c: char| c.is_whitespace() || c == '<' || QUOTES.contains(&c);
    let word = &text[..text.find(ends).unwrap_or(text.len())];
    let word = before_line_end(word).trim_end_matches(CLOSING).trim_end_matches('\\');
    word.contains(char::is_alphanumeric).then_some(word)
}

/// The rest of a line; within quotes no further than these.
pub(super) fn rest_of_line(text: &str) -> &str {
    let line = &text[..text.find(['\n', '\r', '"', '\'', '`']).unwrap_or(text.len())];
    before_line_end(line).trim_end_matches(['\\', ' ', '\t'])
}

/// The next line that has something, where nothing but blanks and the mark of a block in YAML stands before the end of
/// this one, which may be escaped. There may be one line without anything between them.
pub(super) fn next_line(text: &str) -> Option<&str> {
    const LINE_ENDS: [&str; 4] = ["\r", "\n", "\\r", "\\n"];
    // A line end is of two parts at the most, and there are two of them.
    const MAX_LINE_END_PARTS: usize = 4;
    let block =
        text.strip_prefix(['|', '>']).map(|rest| rest.strip_prefix(['-', '+']).unwrap_or(rest));
    let mut rest = block.unwrap_or(text).trim_start_matches([' ', '\t']);
    let mut ends = 0;
    while let Some(behind) = LINE_ENDS.iter().find_map(|end| rest.strip_prefix(*end)) {
        rest = behind.trim_start_matches([' ', '\t']);
        ends += 1;
    }
    ((1..=MAX_LINE_END_PARTS).contains(&ends) && !rest.is_empty()).then_some(rest)
}

/// The parameters that a text begins with: `id="a", mac="b"`.
pub(super) fn parameters(text: &str) -> Option<&str> {
    let mut end = 0;
    loop {
        let rest = &text[end..];
        let from = if end == 0 { rest } else { rest.trim_start_matches([',', ';', ' ', '\t']) };
        let is_next = end == 0 || from.len() < rest.len();
        let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        let name = from.bytes().take(NEAR).position(|b| !is_name(b)).unwrap_or(0);
        let value = from[name..].strip_prefix('=').filter(|_| is_next && name > 0);
        // What is Base64 ends in these.
        let Some(value) = value.filter(|value| !value.is_empty() && !value.starts_with(['=', ' ']))
        else {
            return (end > 0).then(|| &text[..end]);
        };
        let length = match quoted(value) {
            Some(inner) => {
                let behind = &value[inner.end..];
                let escapes = behind.len() - behind.trim_start_matches('\\').len();
                inner.end + escapes + usize::from(behind[escapes..].starts_with(QUOTES))
            }
            None => {
                let ends =
                    |c: char| c.is_whitespace() || c == ',' || c == '<' || QUOTES.contains(&c);
                let run = &value[..value.find(ends).unwrap_or(value.len())];
                before_line_end(run).trim_end_matches('\\').len()
            }
        };
        if length == 0 {
            return (end > 0).then(|| &text[..end]);
        }
        end = text.len() - value.len() + length;
    }
}

/// What stands before the first line end that is escaped.
pub(super) fn before_line_end(text: &str) -> &str {
    let end = text.match_indices('\\').map(|(at, _)| at);
    let mut ends = end.filter(|at| text[at + 1..].starts_with(['n', 'r']));
    ends.next().map_or(text, |end| &text[..end])
}

/// A word whose letters stand apart, one blank between two of them: `h u n t e r 2`.
pub(super) fn spelled(text: &str) -> Option<&str> {
    let bytes = near(text).as_bytes();
    let stands_alone = |at: &usize| {
        bytes[*at].is_ascii_alphanumeric()
            && bytes.get(at + 1).is_none_or(|next| !next.is_ascii_alphanumeric())
    };
    let is_next = |at: &usize| *at == 0 || bytes[at - 1] == b' ';
    let letters = (0..bytes.len()).step_by(2).take_while(|at| is_next(at) && stands_alone(at));
    let letters = letters.count();
    (letters >= MIN_LETTERS).then(|| &text[..2 * letters - 1])
}

/// A word and what is listed behind it, up to the last that looks made.
pub(super) fn listed<'t>(text: &'t str, first: &str) -> &'t str {
    let mut end = first.len();
    loop {
        let rest = text[end..].trim_start();
        let next = rest
            .strip_prefix(LISTING)
            .or_else(|| CONJUNCTIONS.iter().find_map(|conjunction| rest.strip_prefix(conjunction)));
        let next = next.unwrap_or_default().trim_start();
        match word(near(next)).filter(|word| looks_made(word)).and(word(next)) {
            Some(word) => end = text.len() - next.len() + word.len(),
            None => return &text[..end],
        }
    }
}

/// A number of at least as many digits as such numbers have.
pub(super) fn digits(text: &str, rest: &str) -> Option<Range<usize>> {
    let number = word(near(rest).trim_start_matches(QUOTES))?;
    let is_number = number.len() >= MIN_DIGITS && number.bytes().all(|b| b.is_ascii_digit());
    if is_number { range(text, number) } else { None }
}

/// The offset, or the next one at which a character begins.
pub(super) fn boundary(text: &str, mut offset: usize) -> usize {
    while !text.is_char_boundary(offset) {
        offset += 1;
    }
    offset
}

/// The beginning of a text: what is looked at before it is known to be a value.
pub(super) fn near(text: &str) -> &str {
    &text[..boundary(text, text.len().min(NEAR))]
}

/// Where in a text a part of it stands, unless there is nothing in it or it is masked.
pub(super) fn range(text: &str, part: &str) -> Option<Range<usize>> {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    let is_masked = part.starts_with(MASK);
    (!part.trim().is_empty() && !is_masked).then_some(start..start + part.len())
}
