//! What is known about error and impact codes.
//!
//! In: the catalogue embedded from `error-codes.csv`. Out: look-ups by code. A code that is not in
//! it is no fault of the archive: it is kept, counted and said.

use std::sync::LazyLock;

use hashbrown::HashMap;
use serde::Deserialize;

use crate::payload::ErrorOrImpact;
use crate::reference::http_status;

/// A known code.
#[derive(Clone, Debug, Deserialize)]
pub struct KnownCode {
    /// The code.
    pub code: String,
    kind: String,
    /// What part of the system it is about.
    pub area: String,
    /// Who has to do something.
    pub action: String,
    /// What it means, in our words.
    pub summary: String,
    /// What to do about it, a sentence.
    pub todo: String,
}

impl KnownCode {
    /// Whether it stops a user's move or comes along with it.
    pub fn kind(&self) -> ErrorOrImpact {
        if self.kind == "impact" { ErrorOrImpact::Impact } else { ErrorOrImpact::Error }
    }
}

/// What the advice begins with where a person need not, or cannot, be moved at all.
const NOTHING_TO_MOVE: &str = "Nothing to move";

/// Whether a code says that a person need not be moved, so that no request is to ask for it again.
pub fn is_nothing_to_move(code: &str) -> bool {
    lookup(code).is_some_and(|known| known.todo.starts_with(NOTHING_TO_MOVE))
}

static CATALOGUE: LazyLock<HashMap<String, KnownCode>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_bytes!("error-codes.csv").as_slice());
    // Every row reads; a test holds that.
    reader.deserialize::<KnownCode>().flatten().map(|code| (code.code.clone(), code)).collect()
});

/// What is known about a code.
pub fn lookup(code: &str) -> Option<&'static KnownCode> {
    CATALOGUE.get(code)
}

/// Who has to do something about an error: what the catalogue says of its code, else that trying
/// again helps, where the HTTP status code that came with it says so. None of anything else.
pub fn action(code: Option<&str>, http: Option<u16>) -> Option<&'static str> {
    let known = code.and_then(lookup).map(|known| known.action.as_str());
    let again =
        || http.and_then(http_status::lookup).filter(|http| http.again_helps()).map(|_| "retry");
    known.or_else(again)
}

/// All known codes: numbers in their order, then what begins with letters.
pub fn all() -> impl Iterator<Item = &'static KnownCode> {
    let mut all: Vec<&KnownCode> = CATALOGUE.values().collect();
    all.sort_by_key(|known| (known.code.parse::<u64>().unwrap_or(u64::MAX), &known.code));
    all.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_says_all_it_should() {
        let rows = include_str!("error-codes.csv").trim_end().lines().count() - 1;
        assert_eq!(CATALOGUE.len(), rows);
        for known in CATALOGUE.values() {
            assert!(["error", "impact"].contains(&known.kind.as_str()), "{known:?}");
            assert!(
                !known.area.is_empty()
                    && !known.action.is_empty()
                    && !known.summary.is_empty()
                    && known.todo.ends_with('.'),
                "{known:?}"
            );
        }
        assert_eq!(lookup("19701").map(KnownCode::kind), Some(ErrorOrImpact::Impact));
        assert_eq!(lookup("25399").map(KnownCode::kind), None);
        let nothing_to_move = |code: &&str| is_nothing_to_move(code);
        let codes = ["19602", "25378", "4202", "x"];
        assert_eq!(codes.iter().copied().filter(nothing_to_move).count(), 2);
    }
}
