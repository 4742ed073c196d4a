//! One error or impact: what a job says about one user.

use crate::payload::{Id, Text};

/// Where an error or impact was said, which tells what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorOrigin {
    /// A row of an errors file.
    Table,
    /// A message of an error list.
    List,
    /// A message of a validation response: what would happen, and has not.
    Validation,
}

/// Whether something stopped a user's move or came along with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorOrImpact {
    /// It stopped the user's move.
    Error,
    /// A side effect of the move.
    Impact,
}

impl ErrorOrImpact {
    /// The kind that a word tells, in whatever form: `Error`, `IMPACTS`, `Informational`.
    pub fn of_word(word: &str) -> Option<ErrorOrImpact> {
        let word = word.to_ascii_lowercase();
        if word.contains("impact") || word.contains("info") {
            Some(ErrorOrImpact::Impact)
        } else if word.contains("err") || word.contains("fail") {
            Some(ErrorOrImpact::Error)
        } else {
            None
        }
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
    /// The job, where the row names one.
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
        let (tag, _) = message.trim_start().strip_prefix('[')?.split_once(']')?;
        let (word, code) = tag.trim().split_once(' ')?;
        let code = code.trim();
        let is_code =
            !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        ErrorOrImpact::of_word(word).filter(|_| is_code).map(|kind| (kind, code))
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

#[cfg(test)]
mod tests {
    use super::*;

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
