//! Requests and names, as the ledger keeps them.

use crate::ledger::interner::{Symbol, Translation};
use crate::ledger::job::{FileId, JobKey, translate_key};

/// What an id is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Title {
    pub(crate) id: Symbol,
    pub(crate) name: Symbol,
    /// Whether it is a person's; else an organisation's or a location's.
    pub(crate) is_person: bool,
    /// Whether somebody says so who asks for the audit, which counts more than any file.
    pub(crate) is_given: bool,
    /// The organisation of a person.
    pub(crate) org: Option<Symbol>,
}

impl Title {
    pub(super) fn translate(self, names: &Translation) -> Title {
        let org = self.org.map(|org| names.of(org));
        Title { id: names.of(self.id), name: names.of(self.name), org, ..self }
    }
}

/// Somebody who was meant to be moved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StoredPlanned {
    pub(crate) user: Symbol,
    pub(crate) location: Option<Symbol>,
}

impl StoredPlanned {
    pub(super) fn translate(self, names: &Translation) -> StoredPlanned {
        let location = self.location.map(|location| names.of(location));
        StoredPlanned { user: names.of(self.user), location }
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
    /// As it is written.
    pub(crate) user_id: Symbol,
    pub(crate) location: Option<Symbol>,
    /// As it is written.
    pub(crate) location_id: Option<Symbol>,
    pub(crate) number: Option<Symbol>,
    pub(crate) extension: Option<Symbol>,
}

impl StoredRequest {
    pub(super) fn translate(&mut self, names: &Translation, file: impl Fn(FileId) -> FileId) {
        let of = |symbol: &mut Option<Symbol>| *symbol = symbol.map(|symbol| names.of(symbol));
        self.file = file(self.file);
        self.job = self.job.map(|key| translate_key(key, names, &file));
        of(&mut self.tracking_id);
        for user in &mut self.users {
            (user.user, user.user_id) = (names.of(user.user), names.of(user.user_id));
            [&mut user.location, &mut user.location_id, &mut user.number, &mut user.extension]
                .into_iter()
                .for_each(of);
        }
    }
}
