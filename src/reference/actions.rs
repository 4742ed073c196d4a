//! What somebody has to do about an error, or about people who are still to be moved.
//!
//! In: the table embedded from `actions.csv`. Out: look-ups by name.

use std::sync::LazyLock;

use serde::Deserialize;

/// Fetch the errors files that were never saved.
pub const FETCH_ERRORS: &str = "fetch-errors";
/// Look into the job.
pub const CHECK_JOB: &str = "check-job";
/// Ask for the move.
pub const REQUEST_MOVE: &str = "request-move";
/// Run it again.
pub const RETRY: &str = "retry";
/// Wait.
pub const WAIT: &str = "wait";
/// Nothing.
pub const NONE: &str = "none";

/// Something to do.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Action {
    /// The stable name, `fix-user`.
    pub action: String,
    /// As people read it.
    pub title: String,
    /// What to do, in a short sentence.
    pub todo: String,
    /// Who does it.
    pub who: String,
    /// Who has to do what, and why.
    pub meaning: String,
}

static ACTIONS: LazyLock<Vec<Action>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_bytes!("actions.csv").as_slice());
    // Every row reads; a test holds that.
    reader.deserialize().flatten().collect()
});

/// All actions.
pub fn all() -> impl Iterator<Item = &'static Action> {
    ACTIONS.iter()
}

/// What is known of an action.
pub fn lookup(action: &str) -> Option<&'static Action> {
    all().find(|known| known.action == action)
}

static UNKNOWN_CODE: LazyLock<Action> = LazyLock::new(|| Action {
    action: String::new(),
    title: String::from("Error code unknown"),
    todo: String::from("Look the code up, or ask support what it means."),
    who: String::from("Administrator"),
    meaning: String::new(),
});

/// An action in words; without one, those for an error code that is not in the catalogue.
pub fn in_words(action: Option<&str>) -> &'static Action {
    action.and_then(lookup).unwrap_or(&UNKNOWN_CODE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_every_name_is_one_of_them() {
        let rows = include_str!("actions.csv").trim_end().lines().count() - 1;
        assert_eq!(ACTIONS.len(), rows);
        for name in [FETCH_ERRORS, CHECK_JOB, REQUEST_MOVE, RETRY, WAIT, NONE] {
            assert!(lookup(name).is_some(), "{name}");
        }
    }
}
