//! No credential leaves the program.
//!
//! In: any text that is about to be shown. Out: the same without the query of any URL in it. A
//! payload's download URL is signed: whoever has its query can fetch the file. The program never
//! shows that field, but a broken payload may hold a URL anywhere, as a key, an id or a name, and the
//! line that a finding points at may hold the field itself, escaped as JSON allows. So all texts of
//! all sections pass through here, and every line of a payload before it is cut to size.

use std::borrow::Cow;
use std::ops::Range;

/// What begins a URL's authority: plain, in a JSON pointer, and as JSON may escape it.
const AUTHORITIES: [&str; 4] = ["://", ":~1~1", r":\/\/", r":\u002f\u002f"];

/// What begins a query, plain and escaped.
const QUERIES: [&str; 2] = ["?", r"\u003f"];

/// Parameters that are secrets wherever they stand.
const SECRETS: [&str; 3] = ["signature", "x-amz-credential", "x-amz-security-token"];

/// What stands behind a parameter's name: plain, as JSON may escape it, as a URL does.
const EQUALS: [&str; 3] = ["=", r"\u003d", "%3d"];

/// A text without the secrets in it.
pub fn masked(text: &str) -> Cow<'_, str> {
    let secrets = secrets(text);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let (mut shown, mut end) = (String::with_capacity(text.len()), 0);
    for secret in secrets {
        shown.push_str(&text[end..secret.start]);
        shown.push('…');
        end = secret.end;
    }
    shown.push_str(&text[end..]);
    Cow::Owned(shown)
}

/// Where the secrets of a text stand, in order.
pub fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    // Most texts hold none, and that is soon seen.
    if !text.contains([':', '=', '\\', '%']) {
        return all;
    }
    let lower = text.to_ascii_lowercase();
    let mut from = 0;
    while let Some(start) = first_secret(&lower[from..]).map(|at| from + at) {
        let end = text[start..].find(ends_url).map_or(text.len(), |at| start + at);
        all.push(start..end);
        from = end;
    }
    all
}

/// Where the first secret begins: behind the `?` of a URL, or behind a parameter's `=`.
fn first_secret(lower: &str) -> Option<usize> {
    let is_open = |start: &usize| !lower[*start..].starts_with('…');
    let query = |authority: &str| {
        lower.match_indices(authority).find_map(|(at, _)| {
            let url = &lower[at..];
            let url = &url[..url.find(ends_url).unwrap_or(url.len())];
            let behind =
                |mark: &&str| url.find(*mark).map(|from| at + from + mark.len()).filter(is_open);
            QUERIES.iter().filter_map(behind).min()
        })
    };
    let parameter = |name: &str| {
        lower.match_indices(name).find_map(|(at, _)| {
            let rest = &lower[at + name.len()..];
            let mark = EQUALS.iter().find(|mark| rest.starts_with(**mark))?;
            Some(at + name.len() + mark.len()).filter(is_open)
        })
    };
    AUTHORITIES.into_iter().filter_map(query).chain(SECRETS.into_iter().filter_map(parameter)).min()
}

/// Whether a character can't stand in a URL.
pub(crate) fn ends_url(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '`' | '<' | '>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_of_a_url_is_cut_wherever_it_stands() {
        for (text, expected) in [
            (
                "https://files.example.com/a/b?Expires=1&Signature=abc~&Key=K",
                "https://files.example.com/a/b?…",
            ),
            (
                "`https://x/?Signature=s`, expected `text/csv`",
                "`https://x/?…`, expected `text/csv`",
            ),
            ("a HTTPS://x?s b https://y?t c", "a HTTPS://x?… b https://y?… c"),
            ("/https:~1~1y~1?Signature=k/0", "/https:~1~1y~1?…"),
            ("lost: Expires=1&Signature=abc", "lost: Expires=1&Signature=…"),
            ("https://x/y?", "https://x/y?…"),
            (r"https:\/\/x\/y?Expires=1", r"https:\/\/x\/y?…"),
            (r"https:\u002f\u002Fx\u003FExpires\u003d1", r"https:\u002f\u002Fx\u003F…"),
            (r"Expires\u003d1\u0026Signature\u003dabc", r"Expires\u003d1\u0026Signature\u003d…"),
            ("a?Signature%3Dabc and X-Amz-Signature=b", "a?Signature%3D… and X-Amz-Signature=…"),
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
