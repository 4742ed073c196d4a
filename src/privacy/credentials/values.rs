//! The values of names that are secrets.
//!
//! In: a text, and where in it a separator stands. Out: where the value behind it stands, if the name before it
//! ([`names`]) makes that a secret: `"password": "x"`, `Cookie: a=b`, `client_secret = x`, `<pwd>x</pwd>`,
//! `{"name": "Cookie", "value": "a=b"}`. What a sentence says of a password is none.

use std::ops::Range;

use super::names::{self, Meaning, Named};
use super::parts::{
    CLOSING, MASK, NEAR, QUOTES, boundary, digits, listed, near, next_line, parameters, quoted,
    range, rest_of_line, spelled, word,
};
use super::tokens::{looks_drawn, looks_made, run};

/// What may stand between a name and its separator.
const AROUND: [char; 8] = [' ', '\t', '\n', '\r', '"', '\'', '`', '\\'];

/// What the second member of a pair is called, whose first is a name.
const VALUE: &str = "value";

/// Elements of which one says the name and the next one the value, as settings and property lists have them.
const PAIRS: [(&str, &str); 3] = [("name", VALUE), ("key", VALUE), ("key", "string")];

/// A name of so much that its value has to tell whether it is a secret.
const KEY: &str = "key";

/// What an authorization begins with.
const SCHEMES: [&str; 16] = [
    "aws4-hmac-sha256",
    "apikey",
    "basic",
    "bearer",
    "digest",
    "dpop",
    "genie-key",
    "hawk",
    "key",
    "mac",
    "negotiate",
    "ntlm",
    "oauth",
    "sharedkey",
    "splunk",
    "token",
];

/// Values that are none.
const LITERALS: [&str; 6] = ["null", "true", "false", "None", "True", "False"];

/// How sentences go on behind a name and a colon, in the languages of error messages.
const ORDINARY: &str = "a abgelaufen an and are at auth authentication be blocked but can cannot changed contains could credentials darf debe denied der die \
    disabled does doit empty enabled enter erforderlich error est expired expiré failed failure falsch false \
    falta fehlt for forbidden from has have hidden if in incorrect invalid invalide is ist it its length locked \
    malformed mandatory manquant maximum minimum mismatch missing muss must needs nicht nil no none not null \
    of ok on only optional or please redacted refused rejected required requis reset revoked set should \
    string the this to token too true unauthorized undefined unexpected ungültig unknown unset unsupported \
    use valid was weak wird with wrong wurde yes you your";

/// The value of the name before a colon or an equals sign.
pub(super) fn assigned(text: &str, at: usize) -> Option<Range<usize>> {
    let before = text[..at].trim_end_matches(AROUND);
    let gap = &text[before.len()..at];
    let behind = &text[at + 1..];
    let behind = behind.strip_prefix(['=', '>']).unwrap_or(behind);
    let is_parameter = text[at..].starts_with('=');
    let is_key = gap.contains(QUOTES);
    let Some(named) = names::at_the_end(before) else {
        return if ends_in(before, VALUE) {
            of_pair(text, before, behind)
        } else if !is_key && ends_in(before, KEY) {
            drawn(text, behind.trim_start())
        } else {
            None
        };
    };
    if is_masked(behind) {
        return None;
    }
    if is_key {
        let rest = behind.trim_start();
        return structured(text, rest, named.meaning).or_else(|| plain(text, rest, named, true));
    }
    // In a setting no line end stands before the separator.
    let is_apart = gap.contains(['\n', '\r', '\\']);
    if is_apart || named.meaning == Meaning::Key && !is_parameter {
        return None;
    }
    let rest = behind.trim_start_matches([' ', '\t', '\u{a0}']);
    if let Some(next) = next_line(rest) {
        return below(text, next, named);
    }
    match named.meaning {
        Meaning::Cookie | Meaning::Authorization => header(text, rest, named.meaning),
        Meaning::Key | Meaning::Short | Meaning::Several => plain(text, rest, named, is_parameter),
        Meaning::Digits if !is_parameter => digits(text, rest),
        // In a sentence a blank stands behind a colon.
        _ if rest.len() == behind.len() => {
            plain(text, rest, Named { in_words: false, ..named }, is_parameter)
        }
        _ if begins_line(&text[..named.start]) => setting(text, rest),
        _ => plain(text, rest, named, is_parameter),
    }
}

/// The value of a name behind whose separator the line ends: the next line, where it is one word and no other setting.
fn below(text: &str, next: &str, named: Named) -> Option<Range<usize>> {
    let line = rest_of_line(near(next));
    match named.meaning {
        // Heads of requests go on where a line begins with a blank.
        Meaning::Cookie | Meaning::Authorization => {
            let is_indented = text[..text.len() - next.len()].ends_with([' ', '\t']);
            return if is_indented { header(text, next, named.meaning) } else { None };
        }
        Meaning::Digits => return digits(text, next),
        Meaning::Key | Meaning::Several => return None,
        Meaning::Chosen | Meaning::Made | Meaning::Secret | Meaning::Short => {}
    }
    let is_setting = || {
        let (name, value) = line.split_once([':', '=']).unwrap_or_default();
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        line.ends_with(':') || !value.trim_matches('=').is_empty() && name.chars().all(is_name)
    };
    let is_one =
        quoted(near(next)).is_some() || !line.contains(char::is_whitespace) && !is_setting();
    if is_one { plain(text, next, named, false) } else { None }
}

/// The value of an element, whose tag closes at a place: what stands behind `<password>`, and behind
/// `<header name="Cookie">`.
pub(super) fn of_element(text: &str, at: usize) -> Option<Range<usize>> {
    let near = &text[boundary(text, at.saturating_sub(NEAR))..at];
    let tag = &near[near.rfind('<')? + 1..];
    if tag.starts_with('/') || tag.ends_with('/') {
        return None;
    }
    let before = &near[..near.len() - tag.len() - 1];
    let (tag, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let of_tag = names::at_the_end(tag);
    let named = of_tag.or_else(|| name_in(attributes)).or_else(|| name_beside(before, tag))?;
    let rest = &text[at + 1..];
    whole(text, &rest[..rest.find('<').unwrap_or(rest.len())], named.meaning)
}

/// The name that an element says before one that has its value: `<name>password</name><value>`.
fn name_beside(before: &str, tag: &str) -> Option<Named> {
    let (inner, of_name) = before.trim_end().strip_suffix('>')?.rsplit_once("</")?;
    let is_one = |(name, value): &(&str, &str)| {
        of_name.eq_ignore_ascii_case(name) && tag.eq_ignore_ascii_case(value)
    };
    let (_, name) = inner.rsplit_once('>').filter(|_| PAIRS.iter().any(is_one))?;
    names::at_the_end(name.trim()).filter(|named| named.start == 0)
}

/// The second of a pair in brackets whose first is a name in quotes: `("Cookie", "a=b")`.
pub(super) fn second(text: &str, at: usize) -> Option<Range<usize>> {
    let name = text[..at].strip_suffix(QUOTES)?;
    let named = names::at_the_end(name)?;
    if !matches!(named.meaning, Meaning::Cookie | Meaning::Authorization | Meaning::Secret) {
        return None;
    }
    let before = text[..named.start].strip_suffix(QUOTES)?.trim_end();
    let rest = text[at + 1..].trim_start();
    let value = quoted(near(rest))?;
    let closes = rest[value.end..].trim_start_matches(QUOTES).trim_start().starts_with([')', ']']);
    let is_pair = before.ends_with(['(', '[']) && closes;
    if is_pair { whole(text, &rest[value], named.meaning) } else { None }
}

/// The user and the password of a command: `-u ann:secret`.
pub(super) fn of_command(text: &str, at: usize) -> Option<Range<usize>> {
    let options = ["--proxy-user", "--user", "-u"];
    let behind = options.iter().find_map(|option| text[at..].strip_prefix(option))?;
    let rest = behind.trim_start_matches([' ', '=', '"', '\'']);
    let (user, password) =
        word(near(rest)).filter(|_| rest.len() < behind.len())?.split_once(':')?;
    let is_secret =
        !user.is_empty() && !password.starts_with('/') && password.contains(char::is_alphabetic);
    if is_secret { range(text, word(rest)?) } else { None }
}

/// Whether a text ends in a word.
fn ends_in(text: &str, word: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len().checked_sub(word.len()).is_some_and(|start| {
        let is_whole = !bytes[..start].last().is_some_and(u8::is_ascii_alphanumeric);
        is_whole && bytes[start..].eq_ignore_ascii_case(word.as_bytes())
    })
}

/// The value of a pair of members, whose name stands in the same object or element, before or behind it.
fn of_pair(text: &str, before: &str, behind: &str) -> Option<Range<usize>> {
    let rest = behind.trim_start();
    let last = &before[boundary(before, before.len().saturating_sub(NEAR))..];
    let last = &last[last.rfind(['{', '}', '<', '>']).map_or(0, |at| at + 1)..];
    let later = || {
        let behind = &rest[quoted(near(rest))?.end..];
        let near = near(behind);
        name_in(&near[..near.find(['{', '}', '<', '>']).unwrap_or(near.len())])
    };
    let named = name_in(last).or_else(later)?;
    structured(text, rest, named.meaning).or_else(|| plain(text, rest, named, true))
}

/// The first name that stands in quotes by itself.
fn name_in(text: &str) -> Option<Named> {
    let parts = text.split(QUOTES).map(|part| part.trim_end_matches('\\'));
    parts.filter_map(names::at_the_end).find(|named| named.start == 0)
}

/// Whether nothing stands before a place in its line but what marks lists, comments and quotations.
fn begins_line(before: &str) -> bool {
    let line = before.trim_end_matches([' ', '\t', '-', '*', '#', '>', '"', '\'', '`']);
    line.is_empty() || line.ends_with(['\n', '\r']) || line.ends_with("\\n")
}

/// Whether a word is one that sentences go on with.
fn is_ordinary(word: &str) -> bool {
    let word = word.to_lowercase();
    word.contains("://") || ORDINARY.split(' ').any(|ordinary| ordinary == word)
}

/// What an array holds, and an object where it is no list of keys.
fn structured(text: &str, rest: &str, meaning: Meaning) -> Option<Range<usize>> {
    let close = match rest.chars().next()? {
        '[' => ']',
        '(' => ')',
        '{' if !matches!(meaning, Meaning::Key | Meaning::Several | Meaning::Digits) => '}',
        _ => return None,
    };
    let inner = &rest[1..];
    if !near(inner).contains(char::is_alphanumeric) {
        return None;
    }
    let inner = inner[..inner.find(close).unwrap_or(inner.len())].trim();
    let inner = inner.trim_matches(|c| QUOTES.contains(&c) || c == '\\');
    range(text, inner)
}

/// A value in quotes, or the word that it is. Of a key and a parameter any word is a value.
fn plain(text: &str, rest: &str, named: Named, is_key: bool) -> Option<Range<usize>> {
    // Python marks some of its texts.
    let marked = rest.strip_prefix(['u', 'b', 'r']).filter(|rest| rest.starts_with(QUOTES));
    let rest = marked.unwrap_or(rest);
    if let Some(value) = quoted(rest) {
        return whole(text, &rest[value], named.meaning);
    }
    if let Some(letters) = spelled(rest).filter(|_| named.meaning == Meaning::Chosen) {
        return range(text, letters);
    }
    let first = word(near(rest))?;
    let is_secret = if is_key {
        !LITERALS.contains(&first)
    } else {
        let may_be_any = !named.in_words || named.meaning == Meaning::Chosen;
        !is_ordinary(first) && (may_be_any || looks_made(first))
    };
    if !is_secret {
        return None;
    }
    let first = word(rest)?;
    range(text, if named.is_plural { listed(rest, first) } else { first })
}

/// A value that looks drawn by chance.
fn drawn(text: &str, rest: &str) -> Option<Range<usize>> {
    let value = quoted(near(rest)).map_or(run(near(rest)), |value| &rest[value]);
    if !looks_drawn(value.trim_end_matches(CLOSING)) {
        return None;
    }
    let value = quoted(rest).map_or(run(rest), |value| &rest[value]);
    range(text, value.trim_end_matches(CLOSING))
}

/// The rest of the line that a setting is.
fn setting(text: &str, rest: &str) -> Option<Range<usize>> {
    if let Some(value) = quoted(rest) {
        return range(text, &rest[value]);
    }
    let first = word(near(rest))?;
    if is_ordinary(first) || LITERALS.contains(&first) {
        None
    } else {
        range(text, rest_of_line(rest))
    }
}

/// The value of a header as requests write it.
fn header(text: &str, rest: &str, meaning: Meaning) -> Option<Range<usize>> {
    if let Some(value) = quoted(rest) {
        return whole(text, &rest[value], meaning);
    }
    let first = word(near(rest))?;
    if meaning == Meaning::Cookie {
        return match first.contains('=') {
            true => range(text, rest_of_line(rest)),
            false if looks_made(first) => range(text, word(rest)?),
            false => None,
        };
    }
    let Some(behind) = behind_scheme(rest) else {
        return if looks_made(first) { range(text, word(rest)?) } else { None };
    };
    if let Some(all) = parameters(behind) {
        return range(text, all);
    }
    if is_ordinary(word(near(behind))?) { None } else { range(text, word(behind)?) }
}

/// A value that stands by itself; of an authorization without its scheme.
fn whole(text: &str, value: &str, meaning: Meaning) -> Option<Range<usize>> {
    let behind = if meaning == Meaning::Authorization { behind_scheme(value) } else { None };
    range(text, behind.unwrap_or(value))
}

/// What stands behind the name of an authorization's scheme, which is any word that parameters follow.
fn behind_scheme(value: &str) -> Option<&str> {
    let (scheme, _) = near(value).split_once(' ')?;
    let behind = value[scheme.len()..].trim_start();
    let is_known = || SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let is_name = || scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let is_scheme = is_known() || is_name() && parameters(behind).is_some();
    is_scheme.then_some(behind)
}

/// Whether a value has been masked already.
fn is_masked(behind: &str) -> bool {
    behind.trim_start_matches(AROUND).starts_with(MASK)
}
