//! Credentials that are no query of a URL: passwords in addresses, tokens, and the parts of a signed URL as an
//! object has them.
//!
//! In: a text in lower case and without escapes. Out: where such credentials stand in it.

use std::ops::Range;

use memchr::memmem;

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

/// What stands before a token.
const SCHEMES: [&str; 2] = ["bearer", "basic"];

/// What may stand between a name and its colon.
const QUOTES: [char; 6] = [' ', '\t', '\n', '\r', '"', '\''];

/// What the second member of a pair is called, whose first is a name.
const VALUE: &str = "value";

/// What a token has at least.
const MIN_TOKEN: usize = 8;
const MIN_PLAIN_TOKEN: usize = 20;

/// What a byte may be a part of, by which a text that holds nothing is soon told: every cell of a report is
/// looked at.
const MARKS: [u8; 256] = {
    let mut marks = [0; 256];
    let mut byte = 0;
    while byte < marks.len() {
        marks[byte] = match byte as u8 {
            b'?' | b'=' | b'\\' | b'%' => OF_URL,
            b'@' => AT,
            b':' => COLON,
            b' ' | b'"' | b'\'' | b'+' | b'\t' => BLANK,
            b'.' => DOT,
            b'j' | b'J' => J,
            _ => 0,
        };
        byte += 1;
    }
    marks
};

/// There is no query without a question mark and no parameter without its equals sign, unless one is escaped.
const OF_URL: u8 = 1;
const AT: u8 = 2;
const COLON: u8 = 4;
/// What may stand between a scheme and its token.
const BLANK: u8 = 8;
const DOT: u8 = 16;
const J: u8 = 32;

/// Whether a text may hold a credential or the query of a URL.
pub(super) fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    let marks = bytes.iter().fold(0, |marks, byte| marks | MARKS[usize::from(*byte)]);
    let has = |wanted: u8| marks & wanted == wanted;
    has(OF_URL)
        // A password stands in a URL's authority.
        || has(AT | COLON)
        || has(DOT | J) && bytes.windows(3).any(|three| three.eq_ignore_ascii_case(b"eyj"))
        || marks & (BLANK | COLON) != 0 && has_token(text)
        || has(COLON) && has_name(text)
}

/// Whether a token stands behind the name of a scheme.
fn has_token(text: &str) -> bool {
    memchr::memchr2_iter(b'b', b'B', text.as_bytes()).any(|at| {
        let mut behind = SCHEMES.iter().filter_map(|scheme| {
            let (word, behind) = text[at..].split_at_checked(scheme.len())?;
            word.eq_ignore_ascii_case(scheme).then_some(behind)
        });
        behind.any(|behind| token(behind).is_some())
    })
}

/// Whether a name whose value is a secret may stand before a colon.
fn has_name(text: &str) -> bool {
    memchr::memchr_iter(b':', text.as_bytes()).any(|colon| {
        let before = text[..colon].trim_end_matches(QUOTES).as_bytes();
        let ends = |name: &&str| {
            let start = before.len().checked_sub(name.len());
            start.is_some_and(|start| before[start..].eq_ignore_ascii_case(name.as_bytes()))
        };
        // Of a pair the name stands before.
        ends(&VALUE) || PARAMETERS.iter().chain(&FURTHER).any(ends)
    })
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
    for scheme in SCHEMES {
        for at in memmem::find_iter(text.as_bytes(), scheme) {
            all.extend(token(&text[at + scheme.len()..]).map(|(rest, length)| {
                let start = text.len() - rest.len();
                start..start + length
            }));
        }
    }
    all
}

/// The token that follows the name of a scheme: what begins with it, and how long it is.
fn token(behind: &str) -> Option<(&str, usize)> {
    let rest = behind.trim_start_matches([' ', ':', '=', '"', '\'', '+', '\t']);
    let length = rest.find(|c| !in_token(c)).unwrap_or(rest.len());
    let has_digit = rest[..length].bytes().any(|b| b.is_ascii_digit());
    let is_long = length >= MIN_TOKEN && has_digit || length >= MIN_PLAIN_TOKEN;
    (rest.len() < behind.len() && is_long).then_some((rest, length))
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
    let rest = behind.trim_start_matches(QUOTES);
    let pair = || {
        let rest = rest.strip_prefix(',')?.trim_start_matches(QUOTES).strip_prefix(VALUE)?;
        rest.trim_start_matches(QUOTES).strip_prefix(':')
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

    proptest::proptest! {
        #[test]
        fn what_holds_a_credential_is_never_passed_over(
            pieces in proptest::collection::vec(0_usize..26, 1..12),
            upper in 0..3,
        ) {
            const PIECES: [&str; 26] = [
                "bearer", "basic", "policy", "signature", "access_token", "x-auth-token", "value",
                "eyJ", "abc12345", "abcdefghijklmnopqrstuvwxyz", "://", ":~1~1", "ann", "@", ":",
                "=>", "=", ",", "\"", "'", " ", "\t", "\n", ".", "+", "é",
            ];
            let text: String = pieces.into_iter().map(|at| PIECES[at]).collect();
            let text = match upper {
                0 => text.to_ascii_uppercase(),
                1 => text.to_ascii_lowercase(),
                _ => text,
            };
            let found = credentials(&text.to_ascii_lowercase());
            proptest::prop_assert!(found.is_empty() || may_hold(&text), "{text:?}: {found:?}");
        }
    }
}
