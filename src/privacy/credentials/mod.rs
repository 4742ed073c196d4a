//! Credentials that are no query of a URL: passwords, keys, tokens, cookies.
//!
//! In: a text without escapes. Out: where such credentials stand in it, found in one pass: what a byte is tells
//! what may begin or stand around it. [`names`] knows what secrets are called, [`values`] where the value of such a
//! name stands, [`said`] where a sentence says it, [`tokens`] what is told by its looks; [`parts`] cuts texts.

mod names;
mod parts;
mod said;
mod tokens;
mod values;

use std::ops::Range;

pub(super) use parts::MASK;
use parts::boundary;

/// What begins a URL's authority.
pub(super) const AUTHORITY: &str = "://";

/// How far the password of a URL is looked for.
const MAX_AUTHORITY: usize = 256;

/// What a byte may be a part of, by which a text that holds nothing is soon told: every cell of a report is
/// looked at. Above the buckets of the tokens' beginnings.
const MARKS: [u32; 256] = {
    let mut marks = tokens::BUCKETS;
    let mut byte = 0;
    while byte < marks.len() {
        marks[byte] |= match byte as u8 {
            b':' | b'=' | b'>' | b',' | b' ' | b'\t' => SEPARATOR,
            b'|' | b'#' | b'(' | b'[' | b'{' | b'*' | FIRST_BYTE_OF_ARROWS => SEPARATOR,
            b'~' => SEPARATOR | ESCAPE,
            b'?' | b'\\' | b'%' | b'&' | FIRST_BYTE_OF_WIDE_FORMS | FIRST_BYTE_OF_HARD_BLANK => {
                ESCAPE
            }
            b'/' => SLASH,
            b'_' => JOINT,
            b'-' => DASH,
            _ => 0,
        };
        byte += 1;
    }
    marks
};

/// The first byte of the wide forms of ASCII in UTF-8.
const FIRST_BYTE_OF_WIDE_FORMS: u8 = 0xef;

/// And of a blank that does not break.
const FIRST_BYTE_OF_HARD_BLANK: u8 = 0xc2;

/// And of arrows and the quotes of some languages.
const FIRST_BYTE_OF_ARROWS: u8 = 0xe2;

const SEPARATOR: u32 = 1 << 24;
const ESCAPE: u32 = 1 << 25;
const SLASH: u32 = 1 << 26;
const JOINT: u32 = 1 << 27;
const DASH: u32 = 1 << 28;

/// All marks at which a credential may begin or be told from its name.
const PLACES: u32 = SEPARATOR | SLASH | JOINT | DASH;

/// The buckets of the third byte of a beginning, and of the first.
const THIRD: u32 = 0xff_0000;
const FIRST: u32 = 0xff;

/// Whether a text may hold a credential or the query of a URL.
pub(super) fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut marks, mut state, mut at) = (0, 0, 0);
    while at < bytes.len() {
        let mark = MARKS[bytes[at] as usize];
        state = (state << 8 | FIRST) & mark;
        marks |= mark & !(THIRD | 0xffff) | state;
        at += 1;
    }
    marks & (SEPARATOR | ESCAPE | THIRD) != 0
        || marks & JOINT != 0 && bytes.len() >= tokens::MIN_WEBEX_TOKEN
        || marks & SLASH != 0 && memchr::memchr_iter(b'/', bytes).any(|at| behind_slash(text, at))
}

/// Whether a credential may stand behind the slash at a place.
fn behind_slash(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    path(text, at).is_some() || may_follow(bytes, at) || begins_authority(bytes, at)
}

/// Whether a slash is the second one before the authority of a URL without a scheme.
fn begins_authority(bytes: &[u8], at: usize) -> bool {
    at > 0 && bytes[at - 1] == b'/' && !(at > 1 && matches!(bytes[at - 2], b':' | b'/'))
}

/// Whether a name may end before a place.
fn may_follow(bytes: &[u8], at: usize) -> bool {
    at > 1 && names::may_end(bytes[at - 2], bytes[at - 1])
}

/// All such credentials of a text, in order.
pub(super) fn credentials(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut all: Vec<Range<usize>> = Vec::new();
    let (mut end, mut state, mut at) = (0, 0, 0);
    // Up to where no JSON web token begins.
    let mut no_web_token = 0;
    while at < bytes.len() {
        let mark = MARKS[bytes[at] as usize];
        state = (state << 8 | FIRST) & mark;
        let (begins, is_place) = (state & THIRD != 0, mark & PLACES != 0);
        // Within a credential there is no other.
        if (begins || is_place) && at >= end {
            let begin = begins.then(|| at - 2).filter(|begin| *begin >= end);
            let begin =
                begin.filter(|begin| *begin >= no_web_token || !tokens::is_web(text, *begin));
            let token = begin.and_then(|begin| {
                let found = tokens::beginning(text, begin);
                if found.is_none() && tokens::is_web(text, begin) {
                    no_web_token = begin + tokens::run(&text[begin..]).len();
                }
                found
            });
            let found = token.or_else(|| if is_place { around(text, at) } else { None });
            if let Some(found) = found.filter(|found| !found.is_empty()) {
                end = found.end;
                all.push(found);
            }
        }
        at += 1;
    }
    all
}

/// The credential that the byte at a place begins, or separates from its name.
fn around(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let last = if at > 0 { bytes[at - 1] } else { b' ' };
    match bytes[at] {
        // In a time.
        b':' if last.is_ascii_digit() && at > 1 && !bytes[at - 2].is_ascii_alphabetic() => None,
        b':' => password(text, at)
            .or_else(|| bare_password(text, at))
            .or_else(|| values::assigned(text, at)),
        b'=' => values::assigned(text, at),
        b'>' => values::of_element(text, at),
        b',' if matches!(last, b'"' | b'\'') => values::second(text, at),
        b' ' | b'\t' | b'|' | b'#' | b'(' | b'[' | b'{' | b'~' | b'*' | FIRST_BYTE_OF_ARROWS
            if may_follow(bytes, at) =>
        {
            said::following(text, at)
        }
        b'_' if bytes.len() >= tokens::MIN_WEBEX_TOKEN => tokens::of_webex(text, at),
        b'/' if begins_authority(bytes, at) => userinfo(text, at + 1, "/?#\"<>"),
        b'/' if may_follow(bytes, at) => path(text, at).or_else(|| said::following(text, at)),
        b'/' => path(text, at),
        b'-' if last != b'-' && !last.is_ascii_alphanumeric() => values::of_command(text, at),
        _ => None,
    }
}

/// Whether a name whose value is secret ends before an equals sign.
pub(super) fn is_parameter(text: &str, at: usize) -> bool {
    names::at_the_end(&text[..at]).is_some()
}

/// Whether a whole name is that of a secret.
pub(super) fn is_name(name: &str) -> bool {
    names::is_whole(name)
}

/// `user:password` before the `@` of a URL, whose authority begins at a colon.
fn password(text: &str, at: usize) -> Option<Range<usize>> {
    let start = text[at..].starts_with(AUTHORITY).then_some(at + AUTHORITY.len())?;
    // Somebody's password may have the marks that end an authority. A port is no password.
    userinfo(text, start, "/?#\"<>").or_else(|| {
        userinfo(text, start, "\"<>").filter(|user| {
            let (_, password) = text[user.clone()].split_once(':').unwrap_or_default();
            let port = password.find(['/', '?', '#']).map_or(password, |end| &password[..end]);
            !port.bytes().all(|b| b.is_ascii_digit())
        })
    })
}

/// `user:password` before the `@` of an authority that begins there, and ends with a blank or one of these marks.
fn userinfo(text: &str, start: usize, ends: &str) -> Option<Range<usize>> {
    let rest = &text[start..boundary(text, text.len().min(start + MAX_AUTHORITY))];
    let end = rest.find(|c: char| ends.contains(c) || c.is_whitespace());
    let (user, _) = rest[..end.unwrap_or(rest.len())].rsplit_once('@')?;
    // Some services have a token for the user and no password.
    let is_secret = user.contains(':') && user != "…" || tokens::looks_drawn(user);
    is_secret.then(|| start..start + user.len())
}

/// What stands between a colon and an `@` where no authority begins, if it looks drawn by chance: a word in front of an
/// address is none.
fn bare_password(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = &text[at + 1..boundary(text, text.len().min(at + MAX_AUTHORITY))];
    let end = rest.find(|c: char| c == '@' || !tokens::in_token(c))?;
    let host = rest[end..].strip_prefix('@')?;
    (host.starts_with(char::is_alphanumeric) && tokens::looks_drawn(&rest[..end]))
        .then_some(at + 1..at + 1 + end)
}

/// The path of a URL that grants access by itself, the first slash of whose beginning is at a place.
fn path(text: &str, at: usize) -> Option<Range<usize>> {
    // None of them begins in another way.
    if !matches!(text.as_bytes().get(at + 1), Some(b's' | b'w' | b'a' | b'i' | b'b')) {
        return None;
    }
    let start = tokens::PATHS.iter().find_map(|path| end_of_path(text, at, path))?;
    let rest = &text[start..];
    let ends = |c: char| c.is_whitespace() || "\"'<>`)".contains(c);
    let length = rest.find(ends).unwrap_or(rest.len());
    (length >= tokens::MIN_TOKEN).then_some(start..start + length)
}

/// Where such a beginning ends.
fn end_of_path(text: &str, at: usize, path: &str) -> Option<usize> {
    let start = at.checked_sub(path.find('/')?)?;
    let end = start + path.len();
    text.get(start..end)?.eq_ignore_ascii_case(path).then_some(end)
}

#[cfg(test)]
mod tests;
