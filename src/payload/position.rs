//! Where a payload stands in its file.

use serde::{Deserialize, Serialize};

/// A place among the payloads of a file: no two of them share one, and they are in the order of the
/// text, also where a large file is read in parts that know nothing of each other.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Position {
    /// The line of a stream, or of an array the element with which a part of it begins.
    pub part: u32,
    /// How many payloads stand before it in that line or part.
    pub nth: u32,
}

impl Position {
    /// Beyond 2^32 of anything the last number stands for all that follow.
    pub fn new(part: impl TryInto<u32>, nth: impl TryInto<u32>) -> Position {
        Position {
            part: part.try_into().unwrap_or(u32::MAX),
            nth: nth.try_into().unwrap_or(u32::MAX),
        }
    }
}
