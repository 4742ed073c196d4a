//! What sentences and commands say of a secret without a colon or an equals sign.
//!
//! In: a text, and where in it a name ends. Out: where the value behind it stands: `the password is x1y2z3`,
//! `token#a1b2c3d4`, `--token x`. In sentences only what looks like no word is taken for a value.

use std::ops::Range;

use super::names::{self, Meaning, Named};
use super::parts::{QUOTES, digits, listed, near, quoted, range, spelled, word};
use super::tokens::{has_both, looks_drawn, looks_made};

/// What stands between a name and its value in sentences.
const COPULAS: [&str; 15] = [
    "is set to ",
    "was set to ",
    "was changed to ",
    "was reset to ",
    "changed to ",
    "reset to ",
    "set to ",
    "wurde auf ",
    "is ",
    "was ",
    "ist ",
    "lautet ",
    "est ",
    "es ",
    "-> ",
];

/// What a value may stand in or behind.
const OPENING: [char; 15] =
    ['(', '[', '{', '<', '>', '«', '„', '“', '|', '#', '→', '~', '/', '·', '*'];

/// The same where it follows a name without a blank between them.
const JOINING: [char; 8] = ['/', '{', '~', '*', '(', '[', '|', '#'];

/// What follows a name in a sentence or an option in a command.
pub(super) fn following(text: &str, at: usize) -> Option<Range<usize>> {
    let named = names::at_the_end(&text[..at])?;
    let behind = &text[at..];
    let rest = behind.trim_start_matches([' ', '\t']);
    // The name is that of an option.
    if text[..named.start].ends_with("--") && rest.len() < behind.len() {
        let value = quoted(rest).map(|value| &rest[value]);
        return range(text, value.or_else(|| word(rest)).filter(|word| !word.starts_with('-'))?);
    }
    let rest = COPULAS.iter().find_map(|copula| rest.strip_prefix(copula)).unwrap_or(rest);
    let is_joined = rest.starts_with(JOINING) && rest.len() == behind.len();
    if is_joined && !may_be_joined(text, named, rest) {
        return None;
    }
    let rest = if is_joined { rest.trim_start_matches(JOINING) } else { rest };
    match named.meaning {
        Meaning::Chosen | Meaning::Made | Meaning::Secret | Meaning::Several => {
            let rest = rest.strip_prefix(' ').unwrap_or(rest);
            let rest = rest.strip_prefix(OPENING).unwrap_or(rest);
            let rest = rest.strip_prefix([' ', '\u{a0}']).unwrap_or(rest);
            if let Some(value) = quoted(near(rest)).filter(|value| has_both(&rest[value.clone()])) {
                let value = quoted(rest).unwrap_or(value);
                return range(text, &rest[value]);
            }
            if let Some(letters) = spelled(rest) {
                let joined: String = letters.split(' ').collect();
                return if looks_made(&joined) { range(text, letters) } else { None };
            }
            // Another name may stand there, with its own value.
            let near = word(near(rest))?;
            let name = near.find([':', '=']).map(|end| &near[..end]);
            if !looks_made(near) || name.is_some_and(|name| names::at_the_end(name).is_some()) {
                return None;
            }
            let first = word(rest)?;
            range(text, if named.is_plural { listed(rest, first) } else { first })
        }
        Meaning::Digits => digits(text, rest),
        // These are words of any sentence: what follows has to be beyond doubt.
        Meaning::Short | Meaning::Key => {
            word(near(rest)).filter(|word| looks_drawn(word)).and_then(|_| range(text, word(rest)?))
        }
        Meaning::Authorization | Meaning::Cookie => None,
    }
}

/// Whether what a mark joins to a name may be its value: no method's argument, and no part of a path.
fn may_be_joined(text: &str, named: Named, rest: &str) -> bool {
    let is_of_path = || {
        let word = near(rest).split(|c: char| c.is_whitespace() || QUOTES.contains(&c)).next();
        let word = word.unwrap_or_default().trim_start_matches('/');
        let is_file = word.split('.').skip(1).any(|end| end.starts_with(char::is_alphabetic));
        is_file || word.contains('/') || text[..named.start].ends_with(['/', '\\', '.'])
    };
    let is_word = named.in_words || named.meaning == Meaning::Secret;
    // A cell of a table is another one's neighbour, whatever it is called.
    (is_word || rest.starts_with('|')) && !(rest.starts_with('/') && is_of_path())
}
