//! The body that started a job of moves: who was to be moved, and where to.

use super::{Id, Text};

/// A request to move people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MoveRequest<'a> {
    /// The flow of HTTP requests that it belongs to, where it was saved beside the body.
    pub tracking_id: Option<Text<'a>>,
    /// The job that it started, where the answer was saved beside the body.
    pub job: Option<Id>,
    /// Whom it asked to move; not those of whom it only asked whether they could be.
    pub users: Vec<RequestedMove<'a>>,
}

/// Somebody who was to be moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestedMove<'a> {
    /// A UUID, an e-mail address in lower case, or whatever else stands there.
    pub user: Text<'a>,
    /// The same as it is written, to be sent again.
    pub user_id: Text<'a>,
    /// The location to move to: a UUID where it has one.
    pub location: Option<Text<'a>>,
    /// The same as it is written.
    pub location_id: Option<Text<'a>>,
    /// The number to have there.
    pub number: Option<Text<'a>>,
    /// The extension to have there.
    pub extension: Option<Text<'a>>,
}

/// How many people a request may move.
pub const MAX_USERS_IN_REQUEST: usize = 100;
