//! Mails as programs save them: texts and attachments that were encoded for the way.
//!
//! In: a text with the heads of a mail in it. Out: what was encoded, decoded, each under its file's name, and what
//! stands between as it is. Of a mail in which nothing is encoded nothing has to be made.

use memchr::memmem;

use super::json_text::base64;
use super::{Part, Record};
use crate::findings::location::lines;

/// The field of a head that says how what follows is encoded, as mail programs write it, and what all of them share.
const FIELD: &str = "content-transfer-encoding:";
const SPELLINGS: [&str; 3] = [FIELD, "Content-Transfer-Encoding:", "Content-transfer-encoding:"];
const SHARED: &str = "ransfer-";

/// How each mail begins in a file of several, in which no other line begins so.
const MAILBOX: &str = "From ";

/// Mails are no table, and have it near their beginning.
const MAX_BYTES_LOOKED_AT: usize = 8 << 10;

/// No mail has so many boundaries, and each line is compared with all.
const MAX_BOUNDARIES: usize = 16;

/// What an attachment is called that has no name.
const UNNAMED: &str = "body";

#[derive(Clone, Copy)]
enum Encoding {
    QuotedPrintable,
    Base64,
}

/// Whether a text begins as a mail does of which something may be encoded. Asked of every table, so that one search
/// has to do.
pub(super) fn is_one(text: &str) -> bool {
    let head = &text.as_bytes()[..text.len().min(MAX_BYTES_LOOKED_AT)];
    let before = memmem::find(FIELD.as_bytes(), SHARED.as_bytes()).unwrap_or_default();
    memmem::find_iter(head, SHARED).any(|at| {
        let field = at.checked_sub(before).map_or(&[][..], |begin| &head[begin..]);
        SPELLINGS.iter().any(|spelling| field.starts_with(spelling.as_bytes()))
    })
}

/// A head while it is read.
#[derive(Default)]
struct Head {
    encoding: Option<Encoding>,
    name: Option<String>,
}

/// The texts and attachments of a mail; nothing where none is encoded.
pub(super) fn open(text: &str) -> Vec<Part<'_>> {
    if !is_one(text) {
        return Vec::new();
    }
    let (mut parts, mut boundaries) = (Vec::new(), Vec::new());
    let (mut head, mut body): (Option<Head>, Option<(Encoding, String, usize)>) =
        (Some(Head::default()), None);
    let is_mailbox = text.starts_with(MAILBOX);
    // Where what is not encoded begins.
    let (mut from, mut at) = (0, 0);
    let mut is_encoded = false;
    for line in lines(text) {
        let begin = at;
        at += line.len();
        let bare = line.trim_end();
        let is_boundary =
            || bare.strip_prefix("--").is_some_and(|rest| begins_with_any(rest, &boundaries));
        if begin > 0 && is_mailbox && bare.starts_with(MAILBOX) || is_boundary() {
            if let Some((encoding, name, behind)) = body.take() {
                parts.push(decoded(encoding, name, &text[behind..begin]));
                from = begin;
            }
            head = Some(Head::default());
        } else if let Some(mut read) = head.take() {
            if !bare.is_empty() || begin == 0 {
                read.line(bare, &mut boundaries);
                head = Some(read);
            } else if let Some(encoding) = read.encoding {
                is_encoded = true;
                parts.push(Part::Text(&text[from..begin]));
                body = Some((encoding, read.name.unwrap_or_else(|| UNNAMED.to_owned()), at));
            }
        }
    }
    match body {
        Some((encoding, name, behind)) => parts.push(decoded(encoding, name, &text[behind..])),
        None => parts.push(Part::Text(&text[from..])),
    }
    if is_encoded { parts } else { Vec::new() }
}

fn begins_with_any(text: &str, boundaries: &[String]) -> bool {
    boundaries.iter().any(|boundary| text.starts_with(boundary.as_str()))
}

impl Head {
    fn line(&mut self, line: &str, boundaries: &mut Vec<String>) {
        if line.get(..FIELD.len()).is_some_and(|field| field.eq_ignore_ascii_case(FIELD)) {
            self.encoding = match line[FIELD.len()..].trim().to_ascii_lowercase().as_str() {
                "base64" => Some(Encoding::Base64),
                "quoted-printable" => Some(Encoding::QuotedPrintable),
                _ => None,
            };
        }
        if let Some(boundary) = parameter(line, "boundary=")
            && boundaries.len() < MAX_BOUNDARIES
        {
            boundaries.push(boundary);
        }
        if let Some(name) = parameter(line, "name=") {
            self.name = Some(name);
        }
    }
}

/// What a field of a head says behind `name=`, with quotes around it or not.
fn parameter(line: &str, name: &str) -> Option<String> {
    let at = line.to_ascii_lowercase().find(name)? + name.len();
    let value = &line[at..];
    let value = match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => value.split([';', ' ']).next()?,
    };
    (!value.is_empty()).then(|| value.to_owned())
}

fn decoded<'a>(encoding: Encoding, name: String, body: &str) -> Part<'a> {
    let text = match encoding {
        Encoding::QuotedPrintable => quoted_printable(body),
        // What is no text, such as a packed file, is nothing that could be read here.
        Encoding::Base64 => base64(body).unwrap_or_default(),
    };
    Part::Record(Record { text, name, lines: Vec::new() })
}

/// A text of which `=` at the end of a line joins the next one, and `=3D` spells a byte.
fn quoted_printable(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        if byte != b'=' {
            plain.push(byte);
            continue;
        }
        let spelled = bytes.get(at..at + 2).and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = spelled.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            plain.push(byte);
            at += 2;
        } else if let Some(end) = [&b"\r\n"[..], b"\n"].iter().find(|e| bytes[at..].starts_with(e))
        {
            at += end.len();
        } else {
            plain.push(byte);
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_is_decoded_and_the_rest_stays() {
        let mail = "From: a@b.c\nContent-Type: multipart/mixed;\n boundary=\"X\"\n\n--X\n\nhi\n--X\n\
                    Content-Type: text/csv; name=e.csv\nContent-Transfer-Encoding: base64\n\nYSxi\nCg==\n\
                    --X\nContent-Transfer-Encoding: quoted-printable\n\na=3Db=\nc=\r\nd=C3=A9 = e\n--X--\nbye\n";
        let parts = open(mail).into_iter().map(|part| match part {
            Part::Text(text) => (String::new(), text.to_owned()),
            Part::Record(record) => (record.name, record.text),
        });
        let parts: Vec<_> = parts.collect();
        let of = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(parts.len(), 5, "{parts:?}");
        assert_eq!(parts[1], of("e.csv", "a,b\n"));
        assert_eq!(parts[3], of("body", "a=bcdé = e\n"));
        assert!(parts[0].1.contains("hi") && parts[4].1.ends_with("bye\n"), "{parts:?}");
        assert!(open("From: a@b.c\nContent-Transfer-Encoding: 7bit\n\nhi\n").is_empty());
        for (text, expected) in [
            ("x\nContent-transfer-encoding: base64", true),
            ("content-transfer-encoding:", true),
            ("ransfer-encoding: Transfer-Encoding: chunked", false),
            ("a transfer-\nContent-Transfer-Encoding: base64", true),
        ] {
            assert_eq!(is_one(text), expected, "{text}");
        }
    }
}
