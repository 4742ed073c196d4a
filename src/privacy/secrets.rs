//! No credential leaves the program.
//!
//! In: any text that is about to be shown. Out: the same without the query of any URL in it. A
//! payload's download URL is signed: whoever has its query can fetch the file. The program never
//! shows that field, but a broken payload may hold a URL anywhere, as a key, an id or a name, and the
//! line that a finding points at may hold the field itself, escaped as JSON allows. So all texts of
//! all sections pass through here, and every line of a payload before it is cut to size.

use std::borrow::Cow;
use std::ops::Range;

use crate::payload::ID_BEGINNING;
use crate::payload::identity::HIDDEN;
use crate::privacy::credentials::{self, MASK};
use crate::privacy::markup::reference;
use crate::privacy::plain::percent_encoded;

/// What may close a quotation or a sentence behind a URL, and is shown.
const CLOSING: [char; 10] = ['`', '\'', '>', ')', ']', '}', ',', ';', ':', '.'];

/// A text without the secrets in it.
pub fn masked(text: &str) -> Cow<'_, str> {
    let secrets = secrets(text);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(without(text, &secrets))
}

/// A text with a mark in the place of each of these parts, which are in order.
pub(super) fn without(text: &str, parts: &[Range<usize>]) -> String {
    let (mut shown, mut end) = (String::with_capacity(text.len()), 0);
    for part in parts {
        shown.push_str(&text[end..part.start]);
        shown.push(MASK);
        end = part.end;
    }
    shown.push_str(&text[end..]);
    shown
}

/// Where the secrets of a text stand, in order.
pub(crate) fn secrets(text: &str) -> Vec<Range<usize>> {
    if !credentials::may_hold(text) {
        return Vec::new();
    }
    let view = View::of(text);
    let mut all = credentials::credentials(&view.text);
    if memchr::memchr2(b'?', b'=', view.text.as_bytes()).is_some() {
        all.extend(of_urls(&view.text));
    }
    let origin = |secret: Range<usize>| view.at(secret.start)..view.at(secret.end);
    let mut all: Vec<Range<usize>> = all.into_iter().map(origin).collect();
    all.extend(of_pointers(text));
    all.sort_by_key(|secret| (secret.start, secret.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(all.len());
    for secret in all {
        match apart.last_mut().filter(|last| secret.start < last.end) {
            Some(last) => last.end = last.end.max(secret.end),
            None => apart.push(secret),
        }
    }
    apart
}

/// The secrets in keys that a JSON pointer names: what is a slash within a key is none of a path.
fn of_pointers(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    if memchr::memmem::find(text.as_bytes(), ESCAPED_SLASH.as_bytes()).is_none() {
        return all;
    }
    let mut from = 0;
    for key in text.split_inclusive(|c: char| c == '/' || c.is_whitespace()) {
        // All of a key was looked at where no other is before it.
        if from > 0 && key.contains(ESCAPED_SLASH) {
            let view = View::of(key.trim_end_matches('/'));
            let found = credentials::credentials(&view.text).into_iter();
            let at = |offset| from + view.at(offset);
            all.extend(found.map(|secret| at(secret.start)..at(secret.end)));
        }
        from += key.len();
    }
    all
}

/// How a pointer writes a slash within a key.
const ESCAPED_SLASH: &str = "~1";

/// Whether the name of a column or a member says that its value is a secret.
pub(crate) fn names_a_secret(name: &str) -> bool {
    credentials::is_name(name)
}

/// The queries of URLs and the parameters that are secrets.
fn of_urls(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut from = 0;
    // Where a secret ended, which a line end or a blank may have split.
    let mut split = None;
    // A secret runs to where no URL goes on, so that there is one at most in each stretch.
    for stretch in text.split(ends_url) {
        let goes_on = split.is_some_and(|end: usize| from - end <= MAX_SPLIT);
        let rest = if goes_on { rest_of_secret(stretch) } else { None };
        if let Some(start) = rest.or_else(|| first_secret(stretch)) {
            let secret = stretch[start..].trim_end_matches(CLOSING);
            let end = from + start + secret.len();
            split = Some(end);
            if !is_masked(secret) {
                all.push(from + start..end);
            }
        } else if !stretch.is_empty() {
            split = None;
        }
        // What ends a stretch is no longer than its first character.
        from += stretch.len();
        from += text[from..].chars().next().map_or(0, char::len_utf8);
    }
    all
}

/// Whether it was masked before, and stays as it is, with what follows of the name of a file.
fn is_masked(secret: &str) -> bool {
    secret.strip_prefix('…').is_some_and(|rest| {
        rest.is_empty() || rest.starts_with(['/', '!']) && !rest.contains(['?', '=', '&'])
    })
}

/// How many bytes a split within a secret has at the most: a line end, indentation, quotes.
const MAX_SPLIT: usize = 8;

/// A shorter rest of a secret is not told from a word.
const MIN_REST: usize = 16;

/// Where in a stretch a secret goes on that was split before it, if it does.
fn rest_of_secret(stretch: &str) -> Option<usize> {
    let start = stretch.find(|c: char| c.is_ascii_alphanumeric() || c == '&')?;
    let rest = &stretch[start..];
    let run = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_~&=+/%.".contains(c)));
    let run = &rest[..run.unwrap_or(rest.len())];
    let has = |test: fn(&u8) -> bool| run.bytes().any(|b| test(&b));
    let is_id = run.starts_with(ID_BEGINNING);
    let is_reference = run.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    let is_mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    let is_rest = run.len() >= MIN_REST && is_mixed && !is_id && !is_reference;
    (is_rest || run.starts_with('&') || run.contains('=')).then_some(start)
}

/// Where a stretch's first secret begins: behind the `?` of a URL, be it only the end of one, or behind
/// a parameter's `=`.
fn first_secret(stretch: &str) -> Option<usize> {
    let url = stretch.find(credentials::AUTHORITY);
    let query = url.and_then(|url| stretch[url..].find('?').map(|mark| url + mark + 1));
    let parameters = memchr::memchr_iter(b'=', stretch.as_bytes());
    let parameter = parameters.filter(|at| credentials::is_parameter(stretch, *at)).map(|at| {
        let query = stretch[..at].find('?').map(|mark| mark + 1);
        query.unwrap_or(at + 1)
    });
    query.into_iter().chain(parameter.take(1)).min()
}

/// A run of such characters that is longer is none of what payloads otherwise hold in one piece.
const MAX_HARMLESS_RUN: usize = 40;

/// Where in a text that is broken there may be the rest of a secret whose beginning was lost: long
/// runs of what signatures are written in, in order.
pub(crate) fn remains(text: &str) -> Vec<Range<usize>> {
    let in_signature = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '~');
    let mut all = Vec::new();
    let mut from = 0;
    for run in text.split(|c| !in_signature(c)) {
        let is_reference = || run.bytes().all(|b| b.is_ascii_hexdigit() || b"-_".contains(&b));
        if run.len() >= MAX_HARMLESS_RUN && !run.starts_with(ID_BEGINNING) && !is_reference() {
            all.push(from..from + run.len());
        }
        from += run.len();
        from += text[from..].chars().next().map_or(0, char::len_utf8);
    }
    all
}

/// Whether a character can't stand in a URL, nor in a text of JSON.
pub(crate) fn ends_url(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '"'
}

/// A text without the escapes of JSON, JSON pointers, URLs and markup, in which a secret is spelled in one way only.
struct View<'t> {
    text: Cow<'t, str>,
    /// For each byte where it comes from, and for the end; none where nothing was escaped.
    origins: Option<Vec<usize>>,
}

impl View<'_> {
    fn of(text: &str) -> View<'_> {
        let bytes = text.as_bytes();
        // Wide forms, blanks and what cannot be seen begin with those beyond ASCII.
        let is_plain = memchr::memchr3(b'\\', b'%', b'&', bytes).is_none()
            && memchr::memchr3(b'~', 0xef, 0xe2, bytes).is_none()
            && memchr::memchr(0xc2, bytes).is_none();
        if is_plain {
            return View { text: Cow::Borrowed(text), origins: None };
        }
        let mut view = String::with_capacity(text.len());
        let mut origins = Vec::with_capacity(text.len() + 1);
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let (c, length) = match unescaped(&text[at..]) {
                Some(escape) => escape,
                None => (c, c.len_utf8()),
            };
            if !HIDDEN.contains(&c) {
                view.push(c);
            }
            origins.resize(view.len(), at);
            at += length;
        }
        origins.push(text.len());
        View { text: Cow::Owned(view), origins: Some(origins) }
    }

    /// Where a byte comes from.
    fn at(&self, offset: usize) -> usize {
        self.origins.as_ref().map_or(offset, |origins| origins[offset])
    }
}

/// The character that an escape stands for, if it is one that a URL can hold, and its length.
fn unescaped(text: &str) -> Option<(char, usize)> {
    match text.chars().next()? {
        // What ends a URL is one character of it where it is escaped.
        '%' => {
            let (c, length) = percent_encoded(text).filter(|(c, _)| c.is_ascii_graphic())?;
            return Some((if c == '"' { '\'' } else { c }, length));
        }
        '\u{a0}' => return Some((' ', 2)),
        // What cannot be seen is left out by whoever asked, and a line end stays one.
        '&' => return reference(text),
        '~' => {
            return [("~1", '/'), ("~0", '~')]
                .iter()
                .find(|(name, _)| text.starts_with(name))
                .map(|(_, c)| (*c, 2));
        }
        // The wide forms of what stands between a name and its value.
        '：' => return Some((':', '：'.len_utf8())),
        '＝' => return Some(('=', '＝'.len_utf8())),
        _ => {}
    }
    // What a text in a text escapes has more than one of these.
    let escapes = text.bytes().take(MAX_ESCAPES + 1).take_while(|b| *b == b'\\').count();
    let rest = &text[escapes..];
    let (digits, before) = match rest.as_bytes().first()? {
        b'/' if escapes == 1 => return Some(('/', 2)),
        b'u' if rest[1..].starts_with('{') => {
            let near = rest.as_bytes().iter().take(MAX_ESCAPES + 1);
            (rest.get(2..near.copied().position(|b| b == b'}')?)?, 2)
        }
        b'u' => (rest.get(1..5)?, 1),
        b'x' => (rest.get(1..3)?, 1),
        _ => return None,
    };
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let c = char::from_u32(u32::from_str_radix(digits, 16).ok().filter(|_| is_number)?)?;
    // What stands in braces has one more.
    c.is_ascii_graphic().then_some((c, escapes + digits.len() + 2 * before - 1))
}

/// How many backslashes stand before what was escaped again and again, and how long what they escape is in braces.
const MAX_ESCAPES: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_remains_of_a_secret_is_told_from_what_payloads_hold() {
        let signature = "ckIcTq-7mUfcdsvSbAR5cUGC76FfyJ6D06~bKXzzzz";
        let id = "Y2lzY29zcGFyazovL3VzL0pPQl9JRC8xMzFkOTg1ZC1iZThhLTQ3MjgtYjM2MC02MzBjNTAxNTEyNzE";
        let reference = "cbf865e9-d069-4004-bb57-2a39f5bfb5fe_d1fde6bf944c40ed8ffbab14e6ca6a12";
        let text = format!("{signature}\",\n{id} {reference} \"moveusersvalidateAndMove\"");
        assert!(remains(&text).into_iter().eq(std::iter::once(0..signature.len())));
    }

    #[test]
    fn the_query_of_a_url_is_cut_wherever_it_stands() {
        for (text, expected) in [
            ("8c5?x=1&Expires=1999990000&Signature=s.csv", "8c5?…"),
            (
                "https://files.example.com/a/b?Expires=1&Signature=abc~&Key=K",
                "https://files.example.com/a/b?…",
            ),
            (
                "`https://x/?Signature=s`, expected `text/csv`",
                "`https://x/?…`, expected `text/csv`",
            ),
            ("a HTTPS://x?s b https://y?t c", "a HTTPS://x?… b https://y?… c"),
            ("{\"u\":\"https://x?s\",\"v\":1}", "{\"u\":\"https://x?…\",\"v\":1}"),
            ("https://x/y?a='1'&Policy=s", "https://x/y?…"),
            ("(https://x/y?a=<b>&Policy=s).", "(https://x/y?…)."),
            ("https://x/y?a=`b`&Policy=s", "https://x/y?…"),
            (r"https\u003a//x/y?P=s", r"https\u003a//x/y?…"),
            (r"https:\/\u002fx/y\u003fP=s z", r"https:\/\u002fx/y\u003f… z"),
            (r"p\u006flicy=s", r"p\u006flicy=…"),
            ("é?Policy=ü é", "é?… é"),
            ("/https:~1~1y~1?Signature=k/0", "/https:~1~1y~1?…"),
            ("/https:~1~1ann:secret@x.example~1y", "/https:~1~1…@x.example~1y"),
            (
                "/https:~1~1hooks.slack.com~1services~1T0~1B0~1abc z",
                "/https:~1~1hooks.slack.com~1services~1… z",
            ),
            ("/counts/password~1x1y2z3", "/counts/password~1…"),
            ("a:1 /counts/password~1x1y2z3/0: no", "a:1 /counts/password~1…/0: no"),
            ("{&quot;pwd&quot;:&quot;a&amp;b&quot;}", "{&quot;pwd&quot;:&quot;…&quot;}"),
            (r"\u0022password\u0022:\u0022a b\u0022", r"\u0022password\u0022:\u0022…\u0022"),
            ("%22password%22%3A%22a%20b%22 z", "%22password%22%3A%22…%22 z"),
            ("https://x/y?q=%22a%22&Signature=b z", "https://x/y?… z"),
            ("pass\u{ad}word\u{200b}: x1y2z3 a", "pass\u{ad}word\u{200b}: …"),
            ("password\u{a0}x1y2z3", "password\u{a0}…"),
            ("密码 password：hunter2。", "密码 password：…"),
            ("lost: Expires=1&Signature=abc", "lost: Expires=…"),
            ("https://x/y?", "https://x/y?…"),
            ("https://x/y?…", "https://x/y?…"),
            ("https://x/y?…Policy=s", "https://x/y?…"),
            (r"https:\/\/x\/y?Expires=1", r"https:\/\/x\/y?…"),
            (r"https:\u002f\u002Fx\u003FExpires\u003d1", r"https:\u002f\u002Fx\u003F…"),
            (
                "see https%253A%252F%252Fx%252Fy%253FSignature%253Dabc now",
                "see https%253A%252F%252Fx%252Fy%253F… now",
            ),
            ("https://x/y?Expires=1&\nSignature=abc z", "https://x/y?…\n… z"),
            ("https://x/y?Signature=abc1\"\n  \"defghijklmnop2qr z", "https://x/y?…\"\n  \"… z"),
            ("https://x/y?Signa ture=abc is wrong", "https://x/y?… … is wrong"),
            ("https://ann:pw@x/y", "https://…@x/y"),
            ("Authorization: Bearer abc12345 z", "Authorization: Bearer … z"),
            ("{\"Signature\":\"abc\",\"a\":1}", "{\"Signature\":\"…\",\"a\":1}"),
            (r"Expires\u003d1\u0026Signature\u003dabc", r"Expires\u003d…"),
            ("password&#61;abc", "password&#61;…"),
            ("password&#x3D;abc", "password&#x3D;…"),
            ("password&equals;abc", "password&equals;…"),
            ("x=1 password&#58; abc1", "x=1 password&#58; …"),
            ("password&colon;abc", "password&colon;…"),
            ("access&lowbar;token&amp;equals;abc", "access&lowbar;token&amp;equals;…"),
            (r"password\x3dabc", r"password\x3d…"),
            (r"password\u{3d}abc", r"password\u{3d}…"),
            (r"password\\u003dabc", r"password\\u003d…"),
            (r"C:\users\xavier\u{x}", r"C:\users\xavier\u{x}"),
            ("a?Signature%3Dabc and X-Amz-Signature=b", "a?… and X-Amz-Signature=…"),
        ] {
            assert_eq!(masked(text), expected);
        }
    }

    #[test]
    fn anything_else_stays_as_it_is() {
        for text in [
            "",
            "moveusers",
            "is it? yes",
            "https://x/y",
            "1?2",
            "file://a b?c",
            "signature",
            "a=b",
        ] {
            assert!(matches!(masked(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }
}
