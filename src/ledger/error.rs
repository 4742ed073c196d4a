//! One error or impact, as the ledger keeps it.

use crate::ledger::interner::Symbol;
use crate::ledger::job::{FileId, JobKey, LinkKey, link_key};
use crate::payload::{ErrorOrImpact, ErrorOrigin, ErrorRecord};

/// One error or impact.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StoredError {
    pub(crate) file: FileId,
    /// Where the part of the file begins that it was read from.
    pub(crate) part: u32,
    pub(crate) user: Option<Symbol>,
    pub(crate) kind: ErrorOrImpact,
    pub(crate) code: Option<Symbol>,
    /// The words, where somebody wants to see them.
    pub(crate) message: Option<Symbol>,
    /// The words, to tell whether another one says the same.
    pub(crate) words: Option<LinkKey>,
    /// Which item of an error list it belongs to.
    pub(crate) entry: Option<LinkKey>,
    /// The job that its row names.
    pub(crate) job: Option<JobKey>,
    pub(crate) source: ErrorOrigin,
    pub(crate) tracking_id: Option<Symbol>,
    /// The HTTP status code that the item got.
    pub(crate) http: Option<u16>,
    /// Whether its words begin with the tag of the move catalogue.
    pub(crate) is_tagged: bool,
    /// Its row in a table, or its number in a list.
    pub(crate) row: Option<u32>,
}

/// The words of an error, to tell whether another one says the same.
pub(super) fn words(item: &ErrorRecord<'_>) -> Option<LinkKey> {
    let words = item.message.as_deref().map(str::trim);
    words.filter(|words| !words.is_empty()).map(link_key)
}

/// Which item of an error list an error belongs to: the numbers may begin anew with each page, so that
/// the tracking id has to tell it too; where it has neither, the words have to.
pub(super) fn entry(item: &ErrorRecord<'_>) -> Option<LinkKey> {
    let tracking_id = item.tracking_id.as_deref().unwrap_or_default();
    let of_list = item.source == ErrorOrigin::List;
    of_list.then(|| match (item.number, item.message.as_deref()) {
        (None, words) if tracking_id.is_empty() => link_key(words.unwrap_or_default()),
        (number, _) => link_key(&format!("{} {tracking_id}", number.unwrap_or_default())),
    })
}
