//! One error or impact, from whatever a table or a list says of it.
//!
//! In: the texts that a row or an element holds. Out: an [`Item`]: its kind and code told by fields
//! of their own, else by the tag that a message carries, `[Error 19605] ...`, else by the catalogue.

use crate::payload::{ErrorOrImpact, ErrorOrigin, ErrorRecord, Id, Text};
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

    /// What it comes to; an error where nothing tells its kind.
    pub fn item(self) -> ErrorRecord<'a> {
        let tagged = self.message.as_deref().and_then(ErrorRecord::tag);
        let tagged = tagged.map(|(kind, code)| (kind, code.to_owned()));
        let of_tag = tagged.as_ref().map(|(kind, _)| *kind);
        let code = self.code.or(tagged.map(|(_, code)| Text(code.into())));
        let known = || error_codes::lookup(code.as_deref()?).map(error_codes::KnownCode::kind);
        let kind = self
            .kind
            .as_deref()
            .and_then(ErrorOrImpact::of_word)
            .or(of_tag)
            .or_else(known)
            .unwrap_or(ErrorOrImpact::Error);
        ErrorRecord {
            user: self.user.map(user),
            email: self.email.map(user),
            name: self.name,
            is_tagged: of_tag.is_some(),
            row: self.row,
            kind,
            code,
            message: self.message,
            job: self.job,
            source: self.source,
            number: self.number,
            tracking_id: self.tracking_id,
            http: self.http.and_then(|text| text.trim().parse().ok()),
        }
    }
}

/// A person under one name, however a file writes it.
fn user(text: Text<'_>) -> Text<'_> {
    match Id::parse(&text) {
        Some(id) => Text(id.to_string().into()),
        None if text.contains('@') => Text(text.to_lowercase().into()),
        None => text,
    }
}
