//! What people, organisations and locations are called.
//!
//! In: an id. Out: a cell with the id for machines, and for people the name: of a person the name or the
//! address, of anything else the name and the first digits of the id, `Cedar Logistics (a9e53bc6)`.

use crate::archive::Archive;
use crate::ledger::Symbol;
use crate::payload::Id;
use crate::report::cell::{Cell, Named};

/// How many digits of an id tell it from others of the same name.
const DIGITS_SHOWN: usize = 8;

impl Archive {
    /// A person.
    pub(in crate::report) fn person_cell(&self, person: Symbol) -> Cell {
        let id = self.names.text(person).to_owned();
        match self.identities.name(person).or_else(|| self.identities.email(person)) {
            Some(shown) => Cell::Named(Named { id, shown: self.names.text(shown).to_owned() }),
            None => Cell::Id(id),
        }
    }

    /// An organisation or a location, where there is one.
    pub(in crate::report) fn thing_cell(&self, thing: Option<Symbol>) -> Cell {
        let Some(thing) = thing else { return Cell::Missing };
        let id = self.names.text(thing).to_owned();
        match self.identities.thing(thing).map(|name| self.names.text(name)) {
            Some(name) => {
                let shown = match Id::parse(&id) {
                    Some(_) => format!("{name} ({})", &id[..id.len().min(DIGITS_SHOWN)]),
                    None => name.to_owned(),
                };
                Cell::Named(Named { id, shown })
            }
            None => Cell::Id(id),
        }
    }
}
