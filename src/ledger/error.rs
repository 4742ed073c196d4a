//! One error or impact, as the ledger keeps it.

use serde::{Deserialize, Serialize};

use crate::ledger::interner::Symbol;
use crate::ledger::job::FileId;
use crate::ledger::link_keys::{TextKey, text_key};
use crate::payload::{ErrorOrImpact, ErrorOrigin, ErrorRecord};
use crate::reference::error_codes;

/// One error or impact. Which job it belongs to is known once the archive is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ArchivedError {
    /// Whom it is about.
    pub user: Option<Symbol>,
    /// Whether it stopped the user's move.
    pub kind: ErrorOrImpact,
    /// The code.
    pub code: Option<Symbol>,
    /// The words, where the archive was read with them.
    pub message: Option<Symbol>,
    /// The words, to tell whether another one says the same.
    pub(crate) words: Option<TextKey>,
    /// Which item of an error list it belongs to.
    pub(crate) entry: Option<TextKey>,
    /// The HTTP status code that the item got.
    pub http: Option<u16>,
    /// Whether it speaks of a user's move even where its job is not known: by its code, by the tag of its
    /// words, or because a validation says it.
    pub is_of_moves_by_itself: bool,
    /// Its row in a table, or its number in a list.
    pub row: Option<u32>,
    /// The job, as a position in [`Archive::jobs`](crate::archive::Archive::jobs).
    pub job: Option<usize>,
    /// The UUID of the job that its row names, or that it was saved with.
    pub(crate) named_job: Option<[u8; 16]>,
    /// What tracks its requests.
    pub(crate) tracking_id: Option<Symbol>,
    /// Where it was said.
    pub source: ErrorOrigin,
    /// In which file.
    pub file: FileId,
    /// Where the part of the file begins that it was read from.
    pub(crate) part: u32,
}

/// Whether an error speaks of a user's move even where its job is not known.
pub(super) fn is_of_moves_by_itself(item: &ErrorRecord<'_>) -> bool {
    let is_known = || item.code.as_deref().is_some_and(|code| error_codes::lookup(code).is_some());
    item.is_tagged || item.source == ErrorOrigin::Validation || is_known()
}

/// The words of an error, to tell whether another one says the same.
pub(super) fn words(item: &ErrorRecord<'_>) -> Option<TextKey> {
    let words = item.message.as_deref().map(str::trim);
    words.filter(|words| !words.is_empty()).map(text_key)
}

/// Which item of an error list an error belongs to: the numbers may begin anew with each page, so that
/// the tracking id has to tell it too; where it has neither, the words have to.
pub(super) fn entry(item: &ErrorRecord<'_>) -> Option<TextKey> {
    let tracking_id = item.tracking_id.as_deref().unwrap_or_default();
    let of_list = item.source == ErrorOrigin::List;
    of_list.then(|| match (item.number, item.message.as_deref()) {
        (None, words) if tracking_id.is_empty() => text_key(words.unwrap_or_default()),
        (number, _) => text_key(&format!("{} {tracking_id}", number.unwrap_or_default())),
    })
}
