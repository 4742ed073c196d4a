//! No credential leaves the program.
//!
//! In: any text that a report is about to say. Out: the same without the query of any URL in it. A
//! payload's download URL is signed: whoever has its query can fetch the file. The program never
//! shows that field, but a broken payload may hold a URL anywhere, as a key, an id or a name. So all
//! texts of all sections pass through here, the one waist that every format lies behind.

use std::borrow::Cow;

/// What begins a URL's authority; the second form is how a JSON pointer spells the first.
const AUTHORITIES: [&str; 2] = ["://", ":~1~1"];

/// Parameters that are secrets wherever they stand.
const SECRETS: [&str; 2] = ["signature=", "x-amz-credential="];

/// A text without the secrets in it.
pub fn masked(text: &str) -> Cow<'_, str> {
    let lower = text.to_ascii_lowercase();
    let Some(start) = first_secret(&lower) else {
        return Cow::Borrowed(text);
    };
    let end = text[start..].find(ends_url).map_or(text.len(), |at| start + at);
    Cow::Owned(format!("{}…{}", &text[..start], masked(&text[end..])))
}

/// Where the first secret begins: behind the `?` of a URL, or behind a parameter's `=`.
fn first_secret(lower: &str) -> Option<usize> {
    let query = |authority: &str| {
        lower.match_indices(authority).find_map(|(at, _)| {
            let url = &lower[at..];
            let url = &url[..url.find(ends_url).unwrap_or(url.len())];
            url.find('?')
                .map(|mark| at + mark + 1)
                .filter(|start| !lower[*start..].starts_with('…'))
        })
    };
    let parameter = |name: &str| {
        let found = lower.find(name).map(|at| at + name.len());
        found.filter(|start| !lower[*start..].starts_with('…'))
    };
    AUTHORITIES.into_iter().filter_map(query).chain(SECRETS.into_iter().filter_map(parameter)).min()
}

/// Whether a character can't stand in a URL.
fn ends_url(c: char) -> bool {
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
        ] {
            assert_eq!(masked(text), expected);
        }
    }

    #[test]
    fn anything_else_stays_as_it_is() {
        for text in ["", "moveusers", "is it? yes", "https://x/y", "1?2", "file://a b?c"] {
            assert!(matches!(masked(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }
}
