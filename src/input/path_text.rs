//! Paths as text.
//!
//! In: a path, or a name in an archive, of any bytes. Out: text in which two names stay two.

use std::path::{MAIN_SEPARATOR, Path};

/// A path as text; bytes that are no text are written as `\xFF`, so that two names stay two.
///
/// Folders are separated by `/` on every system, so that one archive gives the same names, digests and
/// baselines on all of them. Windows takes them as well.
pub fn shown(path: &Path) -> String {
    let path = path.as_os_str().as_encoded_bytes();
    if MAIN_SEPARATOR == '\\' {
        let with_slashes = path.iter().map(|byte| if *byte == b'\\' { b'/' } else { *byte });
        return shown_bytes(&with_slashes.collect::<Vec<u8>>());
    }
    shown_bytes(path)
}

/// The same of a name in an archive.
pub fn shown_bytes(name: &[u8]) -> String {
    // Nearly all are, and have no backslash in them.
    if memchr::memchr(b'\\', name).is_none()
        && let Ok(name) = std::str::from_utf8(name)
    {
        return name.to_owned();
    }
    let mut text = String::new();
    for chunk in name.utf8_chunks() {
        // What is no such byte and looks like it has its backslash written so.
        let mut rest = chunk.valid();
        while let Some(at) = rest.find("\\x") {
            let (before, from) = rest.split_at(at);
            text.push_str(before);
            text.push_str(if is_byte(&from[2..]) { "\\x5Cx" } else { "\\x" });
            rest = &from[2..];
        }
        text.push_str(rest);
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02X}"));
        }
    }
    text
}

/// Whether a text begins with two digits as they are written for a byte: `5C` and from `80` on.
fn is_byte(text: &str) -> bool {
    matches!(
        text.as_bytes(),
        [b'5', b'C', ..] | [b'8' | b'9' | b'A'..=b'F', b'0'..=b'9' | b'A'..=b'F', ..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_separated_alike_on_every_system() {
        assert_eq!(shown(&Path::new("unit").join("x5C.json")), "unit/x5C.json");
    }

    #[test]
    fn names_that_differ_are_shown_differently() {
        let names = [
            (&b"a\xff"[..], r"a\xFF"),
            (br"a\xFF", r"a\x5CxFF"),
            (br"a\x5CxFF", r"a\x5Cx5CxFF"),
            (br"a\xff\x41\n", r"a\xff\x41\n"),
        ];
        for (name, expected) in names {
            assert_eq!(shown_bytes(name), expected);
        }
    }
}
