//! Texts that are fit to be shown: without secrets, and no longer than anybody reads.
//!
//! In: a text of the archive. Out: the same without the query of any URL in it; and where it is very
//! long, its beginning, with its length and a digest, which tell it from any other that begins so.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::payload::hex;

use crate::privacy::secrets::masked;

/// How many characters of a text are shown.
const MAX_SHOWN_CHARS: usize = 1_000;

/// What stands where a text is cut, and how long it is with the note that follows at the most.
const CUT: &str = "… (";
const MAX_NOTE_BYTES: usize = 64;

/// A text as it is shown; what is shown already stays as it is.
pub(crate) fn presentable(text: &str) -> Cow<'_, str> {
    let text = masked(text);
    // A character has one byte at least.
    if text.len() <= MAX_SHOWN_CHARS {
        return text;
    }
    let Some((end, _)) = text.char_indices().nth(MAX_SHOWN_CHARS) else { return text };
    // It has been here before, or is no longer than if it had been.
    if text[end..].starts_with(CUT) && text[end..].len() <= MAX_NOTE_BYTES {
        return text;
    }
    let digest = Sha256::digest(text.as_bytes());
    let digest = hex(&digest[..4]);
    let length = text.chars().count();
    format!("{}{CUT}{length} characters, SHA-256 {digest}…)", &text[..end]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_very_long_text_is_cut_and_still_told_from_others() {
        let most = "é".repeat(MAX_SHOWN_CHARS);
        assert_eq!(presentable(&most), most);
        let [one, other] = ["a", "b"].map(|end| format!("{most}{end}"));
        let [one, other] = [&one, &other].map(|text| presentable(text).into_owned());
        assert!(one.starts_with(&format!("{most}… (1001 characters, SHA-256 ")), "{one}");
        assert_ne!(one, other);
        assert_eq!(presentable(&one), one);
        let secret = format!("https://x/y?{}", "s".repeat(2 * MAX_SHOWN_CHARS));
        assert_eq!(presentable(&secret), "https://x/y?…");
    }
}
