//! One error or impact: what a job says about one user.

use super::{Id, Text};

/// Whether something stopped a user's move or came along with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// It stopped the user's move.
    Error,
    /// A side effect of the move.
    Impact,
}

impl ItemKind {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            ItemKind::Error => "error",
            ItemKind::Impact => "impact",
        }
    }
}

/// An error or an impact, as an errors file states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// Whom it is about: a UUID, an e-mail address in lower case, or a name.
    pub user: Option<Text<'a>>,
    /// What it is: by column, else by the message's tag, else by the catalogue, else an error.
    pub kind: ItemKind,
    /// The code.
    pub code: Option<Text<'a>>,
    /// The words.
    pub message: Option<Text<'a>>,
    /// The job, where the row names one.
    pub job: Option<Id>,
}
