//! What stands between the JSON values of a text.
//!
//! In: a text and where the values stand. Out: what the rest of it makes of the whole: nothing but line
//! ends, separators, lines of a log, or the status code that a client wrote behind an answer.

use std::ops::Range;

/// What is left of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Residue {
    /// White space alone, and each value on lines of its own that no other one shares.
    Blank,
    /// Commas, rules of dashes, byte order marks, or nothing at all between two values.
    Separators,
    /// The record separators of RFC 7464.
    Sequence,
    /// A status code behind the values.
    Status,
    /// Lines of text, or text before values.
    Lines,
    /// A text behind a value, on its line.
    Followed(Range<usize>),
}

impl Residue {
    pub fn of(text: &str, values: &[Range<usize>]) -> Residue {
        let gaps: Vec<Range<usize>> = gaps(text, values).collect();
        let rest = |gap: &Range<usize>| text[gap.clone()].trim_matches(is_separator);
        let mut said = gaps.iter().enumerate().filter(|(_, gap)| !rest(gap).is_empty()).peekable();
        let Some((first, gap)) = said.peek().cloned() else {
            return Residue::silent(text, values, &gaps);
        };
        if first > 0 && said.clone().all(|(_, gap)| is_status(rest(gap))) {
            return Residue::Status;
        }
        let offset = gap.end - text[gap.clone()].trim_start_matches(is_separator).len();
        let begins_a_line = |gap: &Range<usize>| {
            let gap = &text[gap.clone()];
            let before = gap.len() - gap.trim_start_matches(is_separator).len();
            gap[..before].contains(['\n', '\r'])
        };
        if said.any(|(at, gap)| at == 0 || begins_a_line(gap)) {
            return Residue::Lines;
        }
        Residue::Followed(offset..gap.end)
    }

    /// Where nothing but separators is left.
    fn silent(text: &str, values: &[Range<usize>], gaps: &[Range<usize>]) -> Residue {
        if gaps.iter().any(|gap| text[gap.clone()].contains('\u{1e}')) {
            return Residue::Sequence;
        }
        let blank = gaps.iter().all(|gap| text[gap.clone()].trim().is_empty());
        let inner = gaps.get(1..gaps.len() - 1).unwrap_or_default();
        let apart = inner.iter().all(|gap| text[gap.clone()].contains(['\n', '\r']));
        let one_a_line = values.iter().all(|value| !text[value.clone()].contains(['\n', '\r']));
        if blank && apart && one_a_line { Residue::Blank } else { Residue::Separators }
    }
}

/// What of a text stands before, between and behind values, however little.
pub(super) fn gaps(text: &str, values: &[Range<usize>]) -> impl Iterator<Item = Range<usize>> {
    let ends = values.iter().map(|value| value.end);
    let begins = values.iter().map(|value| value.start).chain([text.len()]);
    [0].into_iter().chain(ends).zip(begins).map(|(from, to)| from..to)
}

/// What people and programs put between documents, and what is left of broken ones.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || ",;-=_*~.]}\u{feff}\u{1e}".contains(c)
}

/// Whether a text is what a client writes behind an answer: `200`, `HTTP 200`, `code=200 time=0.2`.
fn is_status(text: &str) -> bool {
    let digits = |c: char| c.is_ascii_digit();
    let number = text.split(|c| !digits(c)).find(|number| !number.is_empty());
    let code = number.filter(|number| number.len() == 3).and_then(|code| code.parse().ok());
    code.is_some_and(|code: u16| (100..600).contains(&code))
        && text.len() <= 80
        && !text.contains('\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carrier::json_values::in_text;

    #[test]
    fn what_stands_between_values_tells_what_they_are_wrapped_in() {
        for (text, expected) in [
            ("{}\n{}\n", Residue::Blank),
            ("{} ", Residue::Blank),
            ("{}{}", Residue::Separators),
            ("{},\n{},\n", Residue::Separators),
            ("{\n}\n{\n}", Residue::Separators),
            ("{}\n---\n{}", Residue::Separators),
            ("\u{1e}{}\n\u{1e}{}\n", Residue::Sequence),
            ("{}200", Residue::Status),
            ("{}\nHTTP 404\n", Residue::Status),
            ("{}\n200\n{}\n200\n", Residue::Status),
            ("wait\n{}", Residue::Lines),
            ("{}\nDone.", Residue::Lines),
            ("2026-03-02T09:00:12Z {}", Residue::Lines),
            ("{} x", Residue::Followed(3..4)),
            ("{}, x", Residue::Followed(4..5)),
        ] {
            assert_eq!(Residue::of(text, &in_text(text).outermost), expected, "{text:?}");
        }
    }
}
