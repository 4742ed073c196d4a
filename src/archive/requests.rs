//! The requests that started jobs.
//!
//! In: the bodies of requests, and the jobs. Out: for each request its job, and whom it asked to move where.

use crate::ledger::interner::Symbol;
use crate::ledger::job::FileId;

/// A request to move people.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobRequest {
    /// The job that it started, as a position in [`Archive::jobs`](super::Archive::jobs).
    pub job: Option<usize>,
    /// The file that it stands in.
    pub file: FileId,
    /// Whom it asked to move.
    pub users: Vec<RequestedUser>,
}

/// Somebody whom a request asked to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestedUser {
    /// The id.
    pub user: Symbol,
    /// The location to move to.
    pub location: Option<Symbol>,
    /// The number to have there.
    pub number: Option<Symbol>,
    /// The extension to have there.
    pub extension: Option<Symbol>,
}
