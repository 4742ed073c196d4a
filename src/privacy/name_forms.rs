//! How people write a name that a file says in one way.
//!
//! In: what a file calls somebody: `Meier, Anna (DE)`. Out: how a sentence may call the same person: turned round, without
//! what stands in brackets or quotes, two of three words, with `ue` for `ü`. All are words in plain characters and lower
//! case with a blank between two of them.

use std::ops::Range;

use crate::privacy::plain::folded;

/// A name of more words is turned round in no way.
const MAX_TURNED: usize = 5;

/// What somebody adds to a name, or calls somebody by beside it, stands in these.
const BRACKETS: [(char, char); 5] = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('"', '"')];

/// Letters that are spelled out where a keyboard lacks them; the two dots and rings by themselves are left out anyway.
const SPELLED_OUT: [(char, &str); 5] =
    [('ä', "ae"), ('ö', "oe"), ('ü', "ue"), ('å', "aa"), ('ø', "oe")];

/// The forms of a name that is no single word, that one first which the file says itself. `is_word` tells which words
/// are none of a name.
pub(super) fn forms(name: &str, is_word: impl Fn(&str) -> bool) -> Vec<String> {
    let mut all = Vec::new();
    let mut spellings = vec![folded(name)];
    let lower = name.to_lowercase();
    if lower.contains(SPELLED_OUT.map(|(letter, _)| letter)) {
        let spelled = SPELLED_OUT.iter().fold(lower, |text, (c, by)| text.replace(*c, by));
        spellings.push(folded(&spelled));
    }
    for spelling in spellings {
        let bare = without_brackets(&spelling);
        for (text, is_said) in [(&*spelling, true), (&*bare, false)] {
            let words: Vec<&str> = words(text, 0..text.len()).map(|at| &text[at]).collect();
            if is_said || words.len() > 1 {
                add(&words, &is_word, &mut all);
            }
        }
    }
    let mut known = std::collections::HashSet::new();
    all.retain(|form| known.insert(form.clone()));
    all
}

/// A name of these words, and what it is else.
fn add(words: &[&str], is_word: &impl Fn(&str) -> bool, all: &mut Vec<String>) {
    all.push(words.join(" "));
    if words.len() > MAX_TURNED {
        return;
    }
    all.extend((1..words.len()).map(|at| [&words[at..], &words[..at]].concat().join(" ")));
    let is_name = |word: &&str| {
        word.chars().count() > 1 && word.chars().all(char::is_alphabetic) && !is_word(word)
    };
    // Two first names or two last ones; nobody knows which.
    if let [first, second, third] = *words
        && words.iter().all(is_name)
    {
        let pairs =
            [[first, second], [second, third], [first, third], [second, first], [third, first]];
        all.extend(pairs.map(|pair| pair.join(" ")));
    }
}

/// A name without what stands in brackets and quotes.
fn without_brackets(name: &str) -> String {
    let mut bare = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find(BRACKETS.map(|(open, _)| open)) {
        let (before, behind) = rest.split_at(at);
        bare.push_str(before);
        bare.push(' ');
        let close = BRACKETS.iter().find(|(open, _)| behind.starts_with(*open));
        let end = close.and_then(|(_, close)| behind[1..].find(*close));
        // One that is not closed is a mark as any other.
        rest = &behind[end.map_or(1, |end| end + 2)..];
    }
    bare + rest
}

/// The words of a part of a text.
pub(super) fn words(text: &str, part: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = part.start;
    std::iter::from_fn(move || {
        let rest = &text[at..part.end];
        let start = at + rest.find(char::is_alphanumeric)?;
        let rest = &text[start..part.end];
        let end = start + rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        at = end;
        Some(start..end)
    })
}

/// Whether a text may stand between two words of a name: a few marks or blanks, as `, "` and `) (`, and one line end at
/// most. None has an equals sign or the mark of an address within it.
pub(super) fn is_between_words(text: &str) -> bool {
    const MAX_MARKS: usize = 4;
    const MAX_BLANKS: usize = 3;
    let near = || text.chars().take(MAX_MARKS + 1);
    let is_mark = |c: char| {
        let may_be = !c.is_control() || matches!(c, '\t' | '\r' | '\n');
        may_be && !c.is_alphanumeric() && !"@=…".contains(c)
    };
    near().count() <= MAX_MARKS
        && near().all(is_mark)
        && near().filter(|c| c.is_whitespace()).count() <= MAX_BLANKS
        && near().filter(|c| *c == '\n').count() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_in_every_form_that_it_may_have() {
        for (name, expected) in [
            ("Anna Meier", &["anna meier", "meier anna"][..]),
            ("jdoe", &["jdoe"]),
            ("jdoe (ext)", &["jdoe ext", "ext jdoe"]),
            (
                "Meier, Anna (DE)",
                &["meier anna de", "anna de meier", "de meier anna", "meier anna", "anna meier"],
            ),
            ("O'Neil, Sean", &["o neil sean", "neil sean o", "sean o neil"]),
            ("Jürgen Groß", &["jurgen gross", "gross jurgen", "juergen gross", "gross juergen"]),
            ("Hunt Group Oslo", &["hunt group oslo", "group oslo hunt", "oslo hunt group"]),
            ("Anna (Meier", &["anna meier", "meier anna"]),
        ] {
            let found = forms(name, |word| word == "group");
            let found: Vec<&str> = found.iter().map(String::as_str).collect();
            let missing: Vec<_> = expected.iter().filter(|form| !found.contains(form)).collect();
            assert!(missing.is_empty() && found[0] == expected[0], "{name}: {found:?}");
        }
        let all = forms("Ana López Ruiz", |_| false);
        for form in ["lopez ruiz", "ana lopez", "ana ruiz", "lopez ruiz ana", "ruiz ana"] {
            assert!(all.iter().any(|known| known == form), "{form}: {all:?}");
        }
        assert!(!forms("Hunt Group Oslo", |w| w == "group").contains(&"hunt group".to_owned()));
    }

    #[test]
    fn marks_stand_between_words_of_a_name_and_sentences_do_not() {
        for text in
            [" ", ", ", " (", ") ", "\" ", "|", " / ", " \u{b7} ", "-", "\n", "\t", "\r\n", "', '"]
        {
            assert!(is_between_words(text), "{text}");
        }
        for text in ["\n\n", "    ", " = ", "@", " a ", "…", "\u{7}"] {
            assert!(!is_between_words(text), "{text}");
        }
    }
}
