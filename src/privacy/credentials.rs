//! Credentials that are no query of a URL: passwords in addresses, tokens, and the parts of a signed URL as an
//! object has them.
//!
//! In: a text in lower case and without escapes. Out: where such credentials stand in it.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::{self, Finder};

/// What begins a URL's authority: plain, and in a JSON pointer.
pub(super) const AUTHORITIES: [&str; 2] = ["://", ":~1~1"];

/// Parameters that are secrets wherever they stand.
pub(super) const PARAMETERS: [&str; 16] = [
    "access_token",
    "refresh_token",
    "id_token",
    "client_secret",
    "api_key",
    "apikey",
    "password",
    "x-goog-credential",
    "signature",
    "expires",
    "googleaccessid",
    "awsaccesskeyid",
    "x-amz-credential",
    "x-amz-security-token",
    "key-pair-id",
    "policy",
];

/// Further names whose values are secrets: keys of objects and heads of requests.
const FURTHER: [&str; 4] = ["accesstoken", "refreshtoken", "clientsecret", "x-auth-token"];

/// Those of them that in an object are meant only as keys, because sentences have such words too.
const KEYS: [&str; 2] = ["policy", "expires"];

/// What a token has at least.
const MIN_TOKEN: usize = 8;
const MIN_PLAIN_TOKEN: usize = 20;

/// Beginnings, of which one is in each text that holds such a credential, in upper or lower case.
const SIGNS: &[&str] = &[
    "earer",
    "asic ",
    "eyJ",
    "eyj",
    "ey-Pair",
    "ey-pair",
    "pi_key",
    "pikey",
    "gnature",
    "ccess",
    "efresh",
    "ecret",
    "redential",
    "oken",
    "assword",
    "olicy",
    "xpires",
];

/// Whether a text may hold a credential, which is soon seen: every cell of a report is asked.
pub(super) fn may_hold(text: &str) -> bool {
    static FINDERS: LazyLock<[Vec<Finder<'static>>; 2]> = LazyLock::new(|| {
        let upper = SIGNS.iter().map(|sign| Finder::new(&sign.to_ascii_uppercase()).into_owned());
        [SIGNS.iter().map(Finder::new).collect(), upper.collect()]
    });
    let bytes = text.as_bytes();
    // An id, a code or a path: between a name and its secret something else would stand.
    if bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'/' | b'.')) {
        return may_be_web_token(bytes);
    }
    let [signs, upper] = &*FINDERS;
    let has = |finder: &Finder<'_>| finder.find(bytes).is_some();
    memchr::memchr(b'@', bytes).is_some()
        || signs.iter().any(has)
        || !bytes.iter().any(u8::is_ascii_lowercase) && upper.iter().any(has)
}

/// Whether a JSON web token may begin in it: in base64 each begins with `eyJ`.
fn may_be_web_token(bytes: &[u8]) -> bool {
    bytes.windows(3).any(|three| three.eq_ignore_ascii_case(b"eyj"))
}

/// All such credentials of a text, in no order.
pub(super) fn credentials(text: &str) -> Vec<Range<usize>> {
    let mut all = passwords(text);
    all.extend(tokens(text));
    all.extend(web_tokens(text));
    all.extend(values(text));
    all
}

/// `user:password` before the `@` of a URL.
fn passwords(text: &str) -> Vec<Range<usize>> {
    let ends = AUTHORITIES
        .iter()
        .flat_map(|mark| memmem::find_iter(text.as_bytes(), mark).map(move |at| at + mark.len()));
    let found = ends.filter_map(|start| {
        let authority = &text[start..];
        let end = authority.find(|c: char| "/?#\"<>".contains(c) || c.is_whitespace());
        let authority = &authority[..end.unwrap_or(authority.len())];
        let (user, _) = authority.rsplit_once('@')?;
        (user.contains(':') && user != "…").then(|| start..start + user.len())
    });
    found.collect()
}

/// What stands behind `Bearer` or `Basic`.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    for scheme in ["bearer", "basic"] {
        for at in memmem::find_iter(text.as_bytes(), scheme) {
            let behind = &text[at + scheme.len()..];
            let token = behind.trim_start_matches([' ', ':', '=', '"', '\'', '+', '\t']);
            if token.len() == behind.len() {
                continue;
            }
            let start = text.len() - token.len();
            let length = token.find(|c| !in_token(c)).unwrap_or(token.len());
            let token = &token[..length];
            let has_digit = token.bytes().any(|b| b.is_ascii_digit());
            if length >= MIN_TOKEN && has_digit || length >= MIN_PLAIN_TOKEN {
                all.push(start..start + length);
            }
        }
    }
    all
}

fn in_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~+/=".contains(c)
}

/// JSON web tokens: two parts of Base64 that begin as JSON does, and a signature.
fn web_tokens(text: &str) -> Vec<Range<usize>> {
    let mut end = 0;
    let found = memmem::find_iter(text.as_bytes(), "eyj").filter_map(|at| {
        if at < end {
            return None;
        }
        let length = text[at..].find(|c| !in_token(c)).unwrap_or(text.len() - at);
        end = at + length;
        (text[at..end].contains(".eyj")).then_some(at..end)
    });
    found.collect()
}

/// The values of names that are secrets, as an object or a header has them: `"Signature": "..."`.
fn values(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    for name in PARAMETERS.iter().chain(&FURTHER) {
        let only_key = KEYS.contains(name);
        for at in memmem::find_iter(text.as_bytes(), name) {
            let behind = &text[at + name.len()..];
            let is_key = behind.starts_with(['"', '\'']);
            if only_key && !is_key {
                continue;
            }
            if let Some(start) = value(behind) {
                let length = start.find(['"', '\'', ',', '}', '\n']);
                let length = length.unwrap_or(start.len());
                let start = text.len() - start.len();
                if length > 0 && &text[start..start + length] != "…" {
                    all.push(start..start + length);
                }
            }
        }
    }
    all
}

/// The value behind a name: behind a colon or an arrow, or as the next member of a pair.
fn value(behind: &str) -> Option<&str> {
    let quotes = [' ', '\t', '\n', '\r', '"', '\''];
    let rest = behind.trim_start_matches(quotes);
    let pair = || {
        let rest = rest.strip_prefix(',')?.trim_start_matches(quotes).strip_prefix("value")?;
        rest.trim_start_matches(quotes).strip_prefix(':')
    };
    let value = rest.strip_prefix("=>").or_else(|| rest.strip_prefix(':')).or_else(pair)?;
    Some(value.trim_start_matches([' ', '\t', '\n', '\r', '"', '\'', '[']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_told_from_words() {
        for (text, secret) in [
            ("https://ann:secret@x.example/y", "ann:secret"),
            ("/https:~1~1ann:secret@x.example~1y", "ann:secret"),
            ("authorization: bearer abcdefg1", "abcdefg1"),
            ("\"authorization\":\"bearer abcdefghijklmnopqrstu\"", "abcdefghijklmnopqrstu"),
            ("authorization: basic dxnlcjpwyxnz1w==", "dxnlcjpwyxnz1w=="),
            ("x eyjhbgci.eyjzdwii.c2ln y", "eyjhbgci.eyjzdwii.c2ln"),
            ("{\"signature\": \"abc\", \"x\": 1}", "abc"),
            ("{'policy' : 'abc'}", "abc"),
            ("{\"name\":\"signature\",\"value\":\"abc\"}", "abc"),
            ("{\"expires\":1999}", "1999"),
            ("\"password\":\"p w\"", "p w"),
        ] {
            let found = credentials(text);
            assert!(found.iter().any(|range| &text[range.clone()] == secret), "{text}: {found:?}");
            assert!(may_hold(text), "{text}");
        }
        for text in [
            "bearer token is not valid",
            "basic authentication",
            "https://x.example:443/y@z",
            "the calling policy: none",
            "eyjafjallajokull",
            "it expires: never",
            "the signature is not valid",
        ] {
            assert_eq!(credentials(text), [], "{text}");
        }
    }
}
