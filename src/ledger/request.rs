//! Requests and names, as the ledger keeps them.

use crate::ledger::interner::{Symbol, Translation};
use crate::ledger::job::{FileId, JobKey};

/// What an id is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Title {
    pub(crate) id: Symbol,
    pub(crate) name: Symbol,
    /// Whether it is a person's; else an organisation's or a location's.
    pub(crate) is_person: bool,
}

impl Title {
    pub(super) fn translate(self, names: &Translation) -> Title {
        Title { id: names.of(self.id), name: names.of(self.name), ..self }
    }
}

/// The body of a request.
#[derive(Clone, Debug)]
pub(crate) struct StoredRequest {
    pub(crate) file: FileId,
    /// Where the part of the file begins that it was read from.
    pub(crate) part: u32,
    /// The job that it stands beside.
    pub(crate) job: Option<JobKey>,
    pub(crate) tracking_id: Option<Symbol>,
    pub(crate) users: Vec<StoredRequestedUser>,
}

/// Somebody whom a request asked to move.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StoredRequestedUser {
    pub(crate) user: Symbol,
    pub(crate) location: Option<Symbol>,
    pub(crate) number: Option<Symbol>,
    pub(crate) extension: Option<Symbol>,
}

impl StoredRequest {
    pub(super) fn translate(&mut self, names: &Translation, file: impl Fn(FileId) -> FileId) {
        let of = |symbol: &mut Option<Symbol>| *symbol = symbol.map(|symbol| names.of(symbol));
        self.file = file(self.file);
        self.job = self.job.map(|key| super::translate_key(key, names, &file));
        of(&mut self.tracking_id);
        for user in &mut self.users {
            user.user = names.of(user.user);
            [&mut user.location, &mut user.number, &mut user.extension].into_iter().for_each(of);
        }
    }
}
