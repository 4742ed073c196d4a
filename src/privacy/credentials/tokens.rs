//! Credentials that are told by what they look like, wherever they stand.
//!
//! In: a text, and where in it a word begins. Out: where the credential stands that begins there: a key or token
//! with the beginning that its service gives it, a JSON web token, a token of Webex, a private key, or what
//! stands behind `Bearer` and `Basic`.

use std::ops::Range;

use memchr::memmem;

use super::names::begins_word;
use crate::payload::Id;

/// The schemes whose tokens are looked for in any text.
const SCHEMES: [&str; 2] = ["bearer", "basic"];

/// What a token has at least.
pub(super) const MIN_TOKEN: usize = 8;
const MIN_MIXED: usize = 6;
const MIN_PLAIN_TOKEN: usize = 20;
const MIN_CHANGES: usize = 4;

/// What tokens of services begin with, and how many characters follow at least.
const BEGINNINGS: [(&str, usize); 41] = [
    ("AKIA", 16),
    ("ASIA", 16),
    ("ABIA", 16),
    ("ACCA", 16),
    ("AIza", 30),
    ("AGE-SECRET-KEY-", 40),
    ("PMAK-", 30),
    ("SG.", 40),
    ("dapi", 32),
    ("dop_v1_", 40),
    ("ghp_", 20),
    ("gho_", 20),
    ("ghu_", 20),
    ("ghs_", 20),
    ("ghr_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("glrt-", 16),
    ("glptt-", 16),
    ("hf_", 30),
    ("hvb.", 20),
    ("hvs.", 20),
    ("npm_", 30),
    ("pypi-", 40),
    ("rk_live_", 10),
    ("rk_test_", 10),
    ("shpat_", 30),
    ("shpss_", 30),
    ("sk-", 32),
    ("sk_live_", 10),
    ("sk_test_", 10),
    ("whsec_", 16),
    ("xapp-", 10),
    ("xox", 12),
    ("ya29.", 16),
    // The keys that SSH knows whom by.
    ("AAAAB3NzaC1", 8),
    ("AAAAC3NzaC1", 8),
    ("AAAAE2VjZHNh", 8),
    ("AAAAGnNrLX", 8),
    (WEB_TOKEN, 0),
    (KEY_BEGINS, 0),
];

/// The first three bytes of a scheme's name, each in any case.
const SCHEMES_BEGIN: [&str; 3] = ["bB", "eEaA", "aAsS"];

/// The bucket of the schemes.
const OF_SCHEMES: u32 = 1 << 7;

/// What a JSON web token begins with: `{"` in Base64.
const WEB_TOKEN: &str = "eyJ";

/// The line before a private key, and the one behind it.
const KEY_BEGINS: &str = "-----BEGIN ";
const KEY_ENDS: &str = "-----END ";
const KEY_NAME: &str = "PRIVATE KEY";
const LONGEST_TITLE: usize = 64;

/// What the paths of URLs begin with that are credentials by themselves.
pub(super) const PATHS: [&str; 6] = [
    "hooks.slack.com/services/",
    "/webhooks/incoming/",
    "/api/webhooks/",
    "/webhookb2/",
    "/incomingwebhook/",
    "api.telegram.org/bot",
];

/// How a token of Webex is written: 64 characters, four of a cluster and the id of the organisation, with `_` between
/// them. In the place of the id there may be a pseudonym.
const MIN_WEBEX_SECRET: usize = 32;
const WEBEX_CLUSTER: usize = 4;
const MIN_WEBEX_ID: usize = 24;
const LONGEST_PART: usize = 512;

/// What a token of Webex has at least.
pub(super) const MIN_WEBEX_TOKEN: usize = MIN_WEBEX_SECRET + WEBEX_CLUSTER + MIN_WEBEX_ID + 2;

/// For each byte at which places of the first three of a beginning it stands, a bit a bucket and place: with these a
/// text that holds no beginning is told in one pass.
pub(super) const BUCKETS: [u32; 256] = {
    let mut buckets = [0; 256];
    let mut row = 0;
    while row < BEGINNINGS.len() {
        let name = BEGINNINGS[row].0.as_bytes();
        let mut place = 0;
        while place < 3 {
            buckets[name[place] as usize] |= 1 << (8 * place + name[0] as usize % 7);
            place += 1;
        }
        row += 1;
    }
    let mut place = 0;
    while place < 3 {
        let letters = SCHEMES_BEGIN[place].as_bytes();
        let mut letter = 0;
        while letter < letters.len() {
            buckets[letters[letter] as usize] |= OF_SCHEMES << (8 * place);
            letter += 1;
        }
        place += 1;
    }
    buckets
};

/// The token that begins at a place, or stands behind the name of a scheme that does.
pub(super) fn beginning(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = &text[at..];
    if rest.starts_with(['b', 'B']) {
        return of_scheme(text, at);
    }
    if !begins_word(text, at) && !is_behind_escape(text, at) {
        return None;
    }
    let (name, least) = BEGINNINGS.iter().find(|(name, _)| rest.starts_with(name))?;
    if *name == KEY_BEGINS {
        return private_key(text, at);
    }
    let behind = &rest[name.len()..];
    // What is looked at before it is known to be one is no longer than it has to be.
    let first = behind.bytes().take(*least).filter(|b| in_token(char::from(*b)));
    let is_token = match *name {
        WEB_TOKEN => is_web_token(run(behind)),
        // Keys of Amazon have neither small letters nor marks.
        "AKIA" | "ASIA" | "ABIA" | "ACCA" => {
            first.filter(|b| b.is_ascii_uppercase() || b.is_ascii_digit()).count() == *least
        }
        _ => first.filter(|b| !b"~+/=".contains(b)).count() == *least,
    };
    is_token.then(|| at..at + name.len() + run(behind).len())
}

/// Whether a place stands behind a character that is no letter of ASCII, or behind an escape for one: `%0A`, `\x0a` and
/// `\u000a`.
fn is_behind_escape(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[..at];
    let is_escape = |begin: &[u8], digits: usize| {
        before.len().checked_sub(begin.len() + digits).is_some_and(|start| {
            let (mark, code) = before[start..].split_at(begin.len());
            mark == begin && code.iter().all(u8::is_ascii_hexdigit)
        })
    };
    before.last().is_some_and(|byte| !byte.is_ascii())
        || is_escape(b"%", 2)
        || is_escape(b"\\x", 2)
        || is_escape(b"\\u", 4)
}

/// Whether this may follow the beginning of a JSON web token: two parts of Base64 that begin as JSON does, or more.
fn is_web_token(behind: &str) -> bool {
    let parts = behind.split('.').filter(|part| part.len() > 1).count();
    behind.contains(".eyJ") || parts >= 3 && behind.len() >= MIN_PLAIN_TOKEN
}

/// Whether what begins at a place may be a JSON web token. Where it is none there is none either in the rest of its
/// [`run`].
pub(super) fn is_web(text: &str, at: usize) -> bool {
    text[at..].starts_with(WEB_TOKEN)
}

/// The characters of a token that a text begins with.
pub(super) fn run(text: &str) -> &str {
    &text[..text.bytes().position(|b| !in_token(char::from(b))).unwrap_or(text.len())]
}

/// What stands between the lines around a private key.
fn private_key(text: &str, at: usize) -> Option<Range<usize>> {
    let title = &text[at + KEY_BEGINS.len()..];
    let end = title.bytes().take(LONGEST_TITLE).position(|b| b == b'-')?;
    let key = title[end..].strip_prefix("-----")?;
    if !title[..end].contains(KEY_NAME) {
        return None;
    }
    let start = text.len() - key.len();
    let end =
        memmem::find(key.as_bytes(), KEY_ENDS.as_bytes()).map_or(text.len(), |end| start + end);
    let is_key = text[start..end].contains(|c: char| c.is_ascii_alphanumeric());
    (is_key && !key.starts_with('…')).then_some(start..end)
}

/// The token of Webex whose second part the `_` at a place begins.
pub(super) fn of_webex(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let cluster = bytes.get(at + 1..at + 1 + WEBEX_CLUSTER)?;
    let is_cluster = cluster.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let organisation = at + 1 + WEBEX_CLUSTER + 1;
    if !is_cluster || bytes.get(organisation - 1) != Some(&b'_') {
        return None;
    }
    let run = |bytes: &mut dyn Iterator<Item = &u8>| {
        bytes.take(LONGEST_PART).take_while(|b| in_token(char::from(**b))).count()
    };
    let secret = run(&mut bytes[..at].iter().rev());
    let id = run(&mut bytes[organisation..].iter());
    (secret >= MIN_WEBEX_SECRET && id >= MIN_WEBEX_ID).then(|| at - secret..organisation + id)
}

/// What stands behind the name of a scheme that begins at a place.
fn of_scheme(text: &str, at: usize) -> Option<Range<usize>> {
    let behind = SCHEMES.iter().find_map(|scheme| {
        let (word, behind) = text[at..].split_at_checked(scheme.len())?;
        word.eq_ignore_ascii_case(scheme).then_some(behind)
    })?;
    let rest = behind.strip_prefix("%20").unwrap_or(behind);
    let rest = rest.trim_start_matches([' ', ':', '=', '"', '\'', '+', '<', '{', '\t', '\r', '\n']);
    if rest.len() == behind.len() {
        return None;
    }
    let token = run(rest).trim_end_matches('.');
    let start = text.len() - rest.len();
    let is_token = token.len() >= MIN_TOKEN && looks_made(token);
    is_token.then(|| start..start + token.len())
}

/// Whether a word looks like one that a machine made: with digits in it, in mixed case, or very long.
pub(super) fn looks_made(word: &str) -> bool {
    let bytes = word.as_bytes();
    let changes = || {
        let changes = |two: &&[u8]| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase();
        bytes.windows(2).filter(changes).count()
    };
    word.len() >= MIN_MIXED && has_both(word)
        || word.len() >= MIN_TOKEN && (changes() > 1 || word.ends_with('='))
        || word.len() >= MIN_PLAIN_TOKEN && word.chars().all(in_token)
}

/// Whether a word looks drawn by chance: it goes to and fro between letters and digits, as no name does that people
/// give, no id and no time.
pub(super) fn looks_drawn(word: &str) -> bool {
    let sort = |byte: &u8| match byte {
        b'0'..=b'9' => 1,
        b'A'..=b'Z' => 2,
        b'a'..=b'z' => 3,
        _ => 0,
    };
    let changes = word.as_bytes().windows(2).filter(|two| {
        let (one, other) = (sort(&two[0]), sort(&two[1]));
        one != other && one != 0 && other != 0
    });
    word.len() >= MIN_TOKEN
        && changes.count() >= MIN_CHANGES
        && word.chars().all(in_token)
        && Id::parse(word).is_none()
}

/// Whether a text has letters and digits.
pub(super) fn has_both(text: &str) -> bool {
    let has = |test: fn(&u8) -> bool| text.bytes().any(|b| test(&b));
    has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
}

pub(super) fn in_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~+/=".contains(c)
}
