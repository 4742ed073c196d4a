//! Where a job stands in its file.

/// A place among the jobs of one file, in their order.
///
/// It has two parts because a large file is read in pieces by many threads: each knows on which
/// line or at which element it begins, but not how many jobs stand before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line of a stream or the element of an array; of a single document nothing.
    pub part: u32,
    /// How many jobs of that line or element stand before it.
    pub job: u32,
}

impl Position {
    /// The job that stands so far behind the first one of a line or element.
    pub fn new(part: u64, job: usize) -> Position {
        let most = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Position { part: most(part), job: most(job as u64) }
    }
}
