//! One error or impact: what a job says about one user.

use serde::{Deserialize, Serialize};

use crate::payload::column::plain;
use crate::payload::{Id, Text};

/// Where an error or impact was said, which tells what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ErrorOrigin {
    /// A row of an errors file.
    Table,
    /// A message of an error list.
    List,
    /// A message of a validation response: what would happen, and has not.
    Validation,
}

impl ErrorOrigin {
    /// All of them.
    pub const ALL: [ErrorOrigin; 3] =
        [ErrorOrigin::Table, ErrorOrigin::List, ErrorOrigin::Validation];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            ErrorOrigin::Table => "table",
            ErrorOrigin::List => "list",
            ErrorOrigin::Validation => "validation",
        }
    }
}

/// Whether something stopped a user's move or came along with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorOrImpact {
    /// It stopped the user's move.
    Error,
    /// A side effect of the move.
    Impact,
}

impl ErrorOrImpact {
    /// Both.
    pub const ALL: [ErrorOrImpact; 2] = [ErrorOrImpact::Error, ErrorOrImpact::Impact];

    /// The kind that a word tells, in whatever form: `Error`, `IMPACTS`, `Informational`, `Fehler`.
    pub fn of_word(word: &str) -> Option<ErrorOrImpact> {
        // What the service itself writes is not looked at letter by letter.
        match word {
            "Error" => return Some(ErrorOrImpact::Error),
            "Impact" | "Informational" => return Some(ErrorOrImpact::Impact),
            _ => {}
        }
        let word = plain(word);
        let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
        if has(&["impact", "info", "auswirk", "hinweis"]) {
            Some(ErrorOrImpact::Impact)
        } else if has(&["err", "fail", "fehl", "echec", "fallo", "critical", "fatal", "reject"]) {
            Some(ErrorOrImpact::Error)
        } else {
            None
        }
    }

    /// Whether a word says that nothing went wrong, so that a row of a table is no error.
    pub fn is_none_by_word(word: &str) -> bool {
        const FINE: [&str; 12] = [
            "success",
            "successful",
            "succeeded",
            "ok",
            "done",
            "moved",
            "completed",
            "erfolg",
            "erfolgreich",
            "reussi",
            "exito",
            "correcto",
        ];
        FINE.contains(&plain(word).as_str())
    }

    /// Whether a sentence begins or ends with such a word: `User moved successfully`.
    pub fn is_none_in_words(text: &str) -> bool {
        const NOT: [&str; 5] = ["not", "no", "nicht", "pas", "never"];
        let mut words = text.split_whitespace();
        let is_fine = |word: &str| Self::is_none_by_word(word) || plain(word) == "successfully";
        let ends = [words.clone().next(), words.clone().next_back()];
        ends.into_iter().flatten().any(is_fine)
            && !words.any(|word| NOT.contains(&plain(word).as_str()))
    }

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            ErrorOrImpact::Error => "error",
            ErrorOrImpact::Impact => "impact",
        }
    }
}

/// An error or an impact, as an errors file, an error list or a validation response states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorRecord<'a> {
    /// Whom it is about: a UUID, an e-mail address in lower case, or a name.
    pub user: Option<Text<'a>>,
    /// The e-mail address of the same person, where it stands beside an id.
    pub email: Option<Text<'a>>,
    /// What it is: by column, else by the message's tag, else by the catalogue, else an error.
    pub kind: ErrorOrImpact,
    /// The code.
    pub code: Option<Text<'a>>,
    /// The words.
    pub message: Option<Text<'a>>,
    /// The job, where the row names one or was saved with one in one record of JSON.
    pub job: Option<Id>,
    /// Where it was said.
    pub source: ErrorOrigin,
    /// The person's name, where it stands beside an id or an address.
    pub name: Option<Text<'a>>,
    /// Whether its words begin with the tag of the move catalogue, `[Error 19605]`.
    pub is_tagged: bool,
    /// The row of the table that it stands in, as a spreadsheet numbers it.
    pub row: Option<u64>,
    /// The number of the item in an error list.
    pub number: Option<i64>,
    /// The flow of HTTP requests that it belongs to; its job's, extended.
    pub tracking_id: Option<Text<'a>>,
    /// The HTTP status code that the item got.
    pub http: Option<u16>,
}

impl ErrorRecord<'_> {
    /// Kind and code of a message's own tag, `[Error 19605]` or `[Informational 19701]`.
    pub fn tag(message: &str) -> Option<(ErrorOrImpact, &str)> {
        let inner = message.trim_start().strip_prefix('[')?;
        let within = &inner.as_bytes()[..inner.len().min(LONGEST_TAG)];
        let tag = &inner[..memchr::memchr(b']', within)?];
        let (word, code) = tag.trim().split_once(' ')?;
        let code = code.trim();
        let is_code =
            !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        // Most brackets hold no code, and a word is not looked at for nothing.
        is_code.then(|| ErrorOrImpact::of_word(word)).flatten().map(|kind| (kind, code))
    }

    /// The errors and impacts that one text tells, one behind the other: a tag begins another one where
    /// a sentence or a list may go on, and none within a sentence.
    pub fn messages(text: &str) -> impl Iterator<Item = &str> {
        let begins = |&at: &usize| {
            let before = text[..at].trim_end();
            let is_apart = before.is_empty()
                || before.len() < at && before.ends_with(['.', '!', ')', ']', '"', ':', '-', '•'])
                || before.ends_with([';', ',', '|', '/', '>'])
                || text[before.len()..at].contains(['\n', '\r']);
            is_apart && ErrorRecord::tag(&text[at..]).is_some()
        };
        let mut rest = memchr::memchr_iter(b'[', text.as_bytes()).filter(begins).peekable();
        // What stands before the first tag belongs to it.
        rest.next();
        let mut from = Some(0);
        std::iter::from_fn(move || {
            let start = from?;
            from = rest.next();
            let end = from.unwrap_or(text.len());
            let message = text[start..end].trim();
            Some(if from.is_some() { message.trim_end_matches(BETWEEN) } else { message })
        })
    }

    /// Whether a cell of a table is an errors file's data, and no name of a column: an id, an e-mail
    /// address, or a message with its tag.
    pub fn is_told_by(cell: &str) -> bool {
        let cell = cell.trim().trim_matches('"').trim();
        let is_address = || {
            let parts = cell.split_once('@').filter(|(name, _)| !name.is_empty());
            parts.is_some_and(|(_, domain)| domain.contains('.'))
                && !cell.contains(char::is_whitespace)
        };
        ErrorRecord::tag(cell).is_some() || Id::parse(cell).is_some() || is_address()
    }
}

/// A tag is no longer, so that a text full of brackets is not read again from each of them.
const LONGEST_TAG: usize = 64;

/// What stands between two messages and belongs to neither.
const BETWEEN: [char; 8] = [';', ',', '|', '/', '-', '•', ' ', '\n'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_tells_as_many_errors_as_it_has_tags_that_begin_one() {
        assert_eq!(ErrorRecord::messages(&"[".repeat(1 << 20)).count(), 1);
        for (text, expected) in [
            ("[Error 4202] No.", &["[Error 4202] No."][..]),
            ("No tag; none.", &["No tag; none."]),
            ("[Error 4202] a; [Error 19605] b", &["[Error 4202] a", "[Error 19605] b"]),
            (
                "[Error 4202] a.\n[Informational 19701] b",
                &["[Error 4202] a.", "[Informational 19701] b"],
            ),
            ("Two: [Error 4202] a | [Error 4202] b", &["Two: [Error 4202] a", "[Error 4202] b"]),
            (
                "[Error 25399] It failed because [Error 4202] says so.",
                &["[Error 25399] It failed because [Error 4202] says so."],
            ),
            (
                "[Error 19605] Not in: [Hoteling, Logs].",
                &["[Error 19605] Not in: [Hoteling, Logs]."],
            ),
            ("", &[""]),
        ] {
            assert_eq!(ErrorRecord::messages(text).collect::<Vec<_>>(), expected, "{text:?}");
        }
    }

    #[test]
    fn data_is_told_from_names_of_columns() {
        for cell in [
            "ann@example.com",
            "[Error 19605] No.",
            " \"[Informational 19701] Moves\"",
            "52efdff9-9db6-438d-9b96-638365789353",
        ] {
            assert!(ErrorRecord::is_told_by(cell), "{cell}");
        }
        for cell in ["User ID", "E-Mail", "", "@", "a@b", "[see above] x", "Ann at a@b.c or so"] {
            assert!(!ErrorRecord::is_told_by(cell), "{cell}");
        }
    }
}
