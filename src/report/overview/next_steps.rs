//! What stands behind each action, in the catalogue's words.

use std::cmp::Reverse;

use hashbrown::HashMap;

use crate::archive::Archive;
use crate::ledger::Symbol;
use crate::reference::error_codes;
use crate::report::grouped;
use crate::report::sections::asking;

/// So many reasons of an action are told.
const MAX_CODES_TOLD: usize = 3;

/// How often each code of an action occurred.
type Codes = HashMap<Option<Symbol>, u64>;

/// The most frequent codes of each action.
fn codes(archive: &Archive) -> HashMap<Option<&'static str>, Codes> {
    let mut counts: HashMap<Option<&str>, Codes> = HashMap::new();
    for (item, action) in asking(archive) {
        *counts.entry(action).or_default().entry(item.code).or_default() += 1;
    }
    counts
}

/// The most frequent reasons for each action, in words.
pub(in crate::report) fn reasons_in_words(
    archive: &Archive,
) -> HashMap<Option<&'static str>, String> {
    let codes = codes(archive).into_iter();
    codes.map(|(action, codes)| (action, most_frequent(archive, &codes))).collect()
}

/// The most frequent of some codes, in the catalogue's words.
fn most_frequent(archive: &Archive, codes: &Codes) -> String {
    let codes = codes.iter().map(|(code, count)| (archive.name(*code), *count));
    let mut codes: Vec<_> = codes.collect();
    codes.sort_by_key(|(code, count)| (Reverse(*count), code.is_none(), *code));
    let said = codes.iter().take(MAX_CODES_TOLD).map(|(code, count)| {
        let summary = code.and_then(error_codes::lookup).map(|known| known.summary.as_str());
        let (code, count) = (code.unwrap_or("no code"), grouped((*count).into()));
        match summary {
            Some(summary) => format!("{summary} ({code}: {count})"),
            None => format!("{code}: {count}"),
        }
    });
    let more = match codes.len().saturating_sub(MAX_CODES_TOLD) {
        0 => None,
        1 => Some(String::from("1 more code")),
        more => Some(format!("{} more codes", grouped(more as u128))),
    };
    let said: Vec<String> = said.chain(more).collect();
    said.join("; ")
}
