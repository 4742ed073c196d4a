//! HTTP answers with their heads, as `curl -i` and `curl -v` write them.
//!
//! In: a text that begins with the head of an answer, or has one at the beginning of a line. Out: the
//! body behind each head. A server's body need not end its line, so that the next head may follow on it.

use memchr::memmem;

use super::Part;

/// The bodies of the answers in a text; nothing where it holds no head.
pub(super) fn open(text: &str) -> Vec<Part<'_>> {
    let heads: Vec<usize> = memmem::find_iter(text.as_bytes(), b"HTTP/")
        .filter(|&at| is_status_line(text, at))
        .collect();
    let ends = heads.iter().skip(1).copied().chain([text.len()]);
    let bodies = heads.iter().zip(ends).map(|(&from, to)| body(&text[from..to]));
    bodies.filter(|body| !body.trim().is_empty()).map(Part::Text).collect()
}

/// Whether a head begins there: `HTTP/2 200`, behind nothing, a line's end, a body, or curl's mark.
fn is_status_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '<']);
    let begins = before.is_empty() || before.ends_with(['\n', '\r', '}', ']', '\u{feff}']);
    let version = &text[at + "HTTP/".len()..];
    let rest = version.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let is_version = rest.len() < version.len();
    let code = rest.strip_prefix(' ').map(str::as_bytes).unwrap_or_default();
    begins && is_version && code.len() >= 3 && code[..3].iter().all(u8::is_ascii_digit)
}

/// What stands behind a head: behind its first empty line, or of `curl -v` one with nothing but a mark.
fn body(answer: &str) -> &str {
    let mut rest = answer;
    while let Some((line, after)) = rest.split_once('\n') {
        rest = after;
        if line.trim_end().trim_start_matches('<').trim().is_empty() {
            return without_progress(rest);
        }
    }
    ""
}

/// A body without what `curl -v` says of how it came: `{ [1701 bytes data]`.
fn without_progress(body: &str) -> &str {
    let mut rest = body;
    while let Some((line, after)) = rest.split_once('\n') {
        let is_progress = line.trim_end().ends_with(" bytes data]") && line.len() < 40;
        if !is_progress && !line.starts_with("* ") {
            break;
        }
        rest = after;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_behind_each_head_is_found() {
        for (text, expected) in [
            ("HTTP/2 200 \r\na: b\r\n\r\n{}", &["{}"][..]),
            ("HTTP/1.1 200 Connection established\n\nHTTP/1.1 200 OK\na: b\n\n[1]\n", &["[1]\n"]),
            ("HTTP/2 200\n\n{}HTTP/2 404\n\n{\"a\":1}", &["{}", "{\"a\":1}"]),
            ("> GET /x HTTP/2\n>\n< HTTP/2 200\n< a: b\n<\n{}\n", &["{}\n"]),
            ("HTTP/2 200\n\n{ [5 bytes data]\n* done\n{}\n", &["{}\n"]),
            ("HTTP/2 204\n\n", &[]),
            ("the head HTTP/2 200\n\n{}", &[]),
            ("HTTP/x 200\n\n{}", &[]),
            ("HTTP/2 20", &[]),
            ("{}", &[]),
        ] {
            let bodies = open(text).into_iter().map(|part| match part {
                Part::Text(text) => text,
                Part::Record(_) => "a record",
            });
            assert_eq!(bodies.collect::<Vec<_>>(), expected, "{text:?}");
        }
    }
}
