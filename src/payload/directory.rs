//! People, organisations and locations as the service lists them: what their ids are called.

use super::{IdKind, Text};

/// One of a list of people, organisations or locations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryEntry<'a> {
    /// What it is.
    pub kind: IdKind,
    /// Its id: a UUID where it has one.
    pub id: Text<'a>,
    /// What it is called.
    pub name: Option<Text<'a>>,
    /// A person's organisation.
    pub org: Option<Text<'a>>,
    /// A person's e-mail addresses, in lower case.
    pub emails: Vec<Text<'a>>,
    /// A person's numbers.
    pub numbers: Vec<Text<'a>>,
    /// What else a person is called: logins, a nickname.
    pub logins: Vec<Text<'a>>,
}
