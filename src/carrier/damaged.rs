//! JSON that small things spoil: a comma too many, a comment, a byte order mark.
//!
//! In: a text that is no JSON. Out: the same with blanks in the place of these things, if it then is.
//! It is as long as before, so that every place in it stays what it was.

use crate::payload::json::Node;

/// The text with superfluous commas, comments and byte order marks blanked out, if that makes it JSON.
pub(super) fn mended(text: &str) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    let mut changed = false;
    // The last byte that is no white space, and where it stands.
    let mut last = (b'[', 0);
    while let Some(&byte) = bytes.get(at) {
        let blank = match byte {
            b'"' => {
                let end = end_of_string(&bytes, at);
                (last, at) = ((b'"', at), end);
                continue;
            }
            b'/' | b'#' => comment(&bytes[at..]),
            0xef if bytes[at..].starts_with(b"\xef\xbb\xbf") => 3,
            // Nothing stands before it.
            b',' if b",[{".contains(&last.0) => 1,
            b'}' | b']' if last.0 == b',' => {
                bytes[last.1] = b' ';
                changed = true;
                0
            }
            _ => 0,
        };
        if blank > 0 {
            for byte in &mut bytes[at..at + blank] {
                if !matches!(*byte, b'\n' | b'\r') {
                    *byte = b' ';
                }
            }
            (at, changed) = (at + blank, true);
            continue;
        }
        if !byte.is_ascii_whitespace() {
            last = (byte, at);
        }
        at += 1;
    }
    let text = String::from_utf8(bytes).ok().filter(|_| changed)?;
    Node::document(&text).is_ok().then_some(text)
}

/// Behind the string that begins there, as far as it goes.
fn end_of_string(bytes: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// How long the comment is that begins there: `// ...`, `# ...`, or `/* ... */`.
fn comment(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"/*") {
        let end = memchr::memmem::find(&bytes[2..], b"*/");
        return end.map_or(bytes.len(), |end| end + 4);
    }
    if bytes.starts_with(b"//") || bytes.starts_with(b"#") {
        return memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(bytes.len());
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_comments_and_marks_are_blanked_out_where_they_stand() {
        for (text, expected) in [
            ("[1,]", "[1 ]"),
            ("{\"a\":1,\n}", "{\"a\":1 \n}"),
            ("[1,,2]", "[1, 2]"),
            ("[,1]", "[ 1]"),
            ("[1, // one\n2]", "[1,       \n2]"),
            ("# all\n[1 /* \"two\" */]", "     \n[1            ]"),
            ("[\"#//,]\",]", "[\"#//,]\" ]"),
            ("\u{feff}[1]", "   [1]"),
        ] {
            assert_eq!(mended(text).as_deref(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn what_is_broken_otherwise_stays_broken() {
        for text in ["", "[1", "[1 2]", "{\"a\":NaN}", "['a']", "[1]", "[\"a", "[\"a\\", "/*", "/"]
        {
            assert_eq!(mended(text), None, "{text:?}");
        }
    }
}
