//! A page of a list, where there are more of it.

use serde::{Deserialize, Serialize};

/// A page of a list, or all that a file holds of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Whether it is a list of errors; else one of jobs.
    pub of_errors: bool,
    /// Which list it is, as a number made from its address; 0 where it does not say it.
    pub list: u64,
    /// Whether there is more behind it.
    pub goes_on: bool,
}

impl Page {
    /// The list that it is of: whether of errors, and its number.
    pub fn of(&self) -> (bool, u64) {
        (self.of_errors, self.list)
    }
}
