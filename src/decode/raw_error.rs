//! One error or impact, from whatever a table or a list says of it.
//!
//! In: the texts that a row or an element holds. Out: an [`ErrorRecord`]: its kind and code told by fields
//! of their own, else by the tag that a message carries, `[Error 19605] ...`, else by the catalogue.

use std::borrow::Cow;

use crate::payload::identity::person;
use crate::payload::{Code, ErrorOrImpact, ErrorOrigin, ErrorRecord, Id, Text};
use crate::reference::error_codes;

/// What is said of one error or impact, before it is understood.
#[derive(Clone, Debug)]
pub(super) struct RawError<'a> {
    /// Where it is said.
    pub source: ErrorOrigin,
    /// Its number in an error list.
    pub number: Option<i64>,
    /// Whom it is about, as written.
    pub user: Option<Text<'a>>,
    /// The person's e-mail address, where that is not what stands above.
    pub email: Option<Text<'a>>,
    /// The person's name, likewise.
    pub name: Option<Text<'a>>,
    /// The row that says it.
    pub row: Option<u64>,
    /// A word for its kind.
    pub kind: Option<Text<'a>>,
    pub code: Option<Text<'a>>,
    pub message: Option<Text<'a>>,
    /// The job that it names.
    pub job: Option<Id>,
    pub tracking_id: Option<Text<'a>>,
    /// A word for the HTTP status code.
    pub http: Option<Text<'a>>,
}

impl<'a> RawError<'a> {
    /// Nothing yet.
    pub fn of(source: ErrorOrigin) -> RawError<'a> {
        RawError {
            source,
            number: None,
            user: None,
            email: None,
            name: None,
            row: None,
            kind: None,
            code: None,
            message: None,
            job: None,
            tracking_id: None,
            http: None,
        }
    }

    /// What is kept of each error that says this beside its own words, here and in the ledger.
    pub fn bytes(&self) -> usize {
        let texts = [&self.user, &self.kind, &self.tracking_id, &self.http];
        2 * size_of::<ErrorRecord<'_>>()
            + texts.into_iter().flatten().map(|text| text.len()).sum::<usize>()
    }

    /// What it comes to; an error where nothing tells its kind.
    pub fn item(self) -> ErrorRecord<'a> {
        let tagged = self.message.as_deref().and_then(|message| tag(message, self.code.is_none()));
        let of_tag = tagged.map(|(kind, _)| kind);
        let code = self.code.map(code);
        let of_code = code.as_ref().and_then(|code| code.kind);
        let code = stronger(code.map(|code| code.code), tagged.map(|(_, code)| code));
        let known = || error_codes::lookup(code.as_deref()?).map(error_codes::KnownCode::kind);
        let kind = self
            .kind
            .as_deref()
            .and_then(ErrorOrImpact::of_word)
            .or(of_code)
            .or(of_tag)
            .or_else(known)
            .unwrap_or(ErrorOrImpact::Error);
        ErrorRecord {
            user: self.user.map(person),
            email: self.email.map(person),
            name: self.name,
            is_tagged: of_tag.is_some(),
            row: self.row,
            kind,
            code: code.map(Text),
            message: self.message,
            job: self.job,
            source: self.source,
            number: self.number,
            tracking_id: self.tracking_id,
            http: self.http.and_then(|text| text.trim().parse().ok()),
        }
    }
}

/// The tag of a message: what it begins with or, where nothing else tells a code, the first within.
pub(super) fn tag(message: &str, anywhere: bool) -> Option<(ErrorOrImpact, &str)> {
    let first = || {
        let mut brackets = memchr::memchr_iter(b'[', message.as_bytes());
        brackets.find_map(|at| ErrorRecord::tag(&message[at..]))
    };
    ErrorRecord::tag(message).or_else(|| anywhere.then(first).flatten())
}

/// A code without what a spreadsheet or a person puts around it.
fn code(text: Text<'_>) -> Code<'_> {
    match text.0 {
        Cow::Borrowed(text) => Code::of(text),
        Cow::Owned(text) => {
            let Code { code, kind } = Code::of(&text);
            Code { code: Cow::Owned(code.into_owned()), kind }
        }
    }
}

/// The code that counts, of a field of its own and a tag: the field's, unless only the tag's is known.
fn stronger<'a>(code: Option<Cow<'a, str>>, of_tag: Option<&str>) -> Option<Cow<'a, str>> {
    let Some(of_tag) = of_tag else { return code };
    let is_known = |code: &str| error_codes::lookup(code).is_some();
    match code {
        Some(code) if of_tag == code || is_known(&code) || !is_known(of_tag) => Some(code),
        _ => Some(of_tag.to_owned().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item<'a>(code: Option<&'a str>, message: &'a str) -> ErrorRecord<'a> {
        let (code, message) = (code.map(Text::from), Some(Text::from(message)));
        RawError { code, message, ..RawError::of(ErrorOrigin::Table) }.item()
    }

    #[test]
    fn a_known_tag_beats_an_unknown_code_and_no_known_one() {
        for (code, message, expected) in [
            (Some("400"), "[Error 19605] No.", "19605"),
            (Some("4202"), "[Error 19605] No.", "4202"),
            (Some("400"), "[Error 1] No.", "400"),
            (Some("19605.0"), "[Error 4202] No.", "19605"),
            (None, "It failed: [Error 19605] No.", "19605"),
        ] {
            assert_eq!(item(code, message).code.as_deref(), Some(expected), "{code:?} {message}");
        }
    }
}
