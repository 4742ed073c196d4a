//! What people, organisations and locations are called.
//!
//! In: an id. Out: a cell with the id for machines, and for people the name: of a person the name or the
//! address, of anything else the name and the first digits of the id, `Cedar Logistics (a9e53bc6)`.

use crate::archive::Archive;
use crate::ledger::{FileId, JobRecord, Symbol};
use crate::payload::{ExitCode, Id, Text};
use crate::report::cell::{Cell, Named};
use crate::report::open::file_stem;
use crate::stats::Dimension;

/// How many digits of an id tell it from others of the same name.
const DIGITS_SHOWN: usize = 8;

impl Archive {
    /// A person.
    pub(in crate::report) fn person_cell(&self, person: Symbol) -> Cell {
        let id = self.names.text(person).to_owned();
        let who = self.who(person);
        match self.identities.name(who).or_else(|| self.identities.email(who)) {
            Some(shown) => Cell::Named(Named { id, shown: self.names.text(shown).to_owned() }),
            None => Cell::Id(id),
        }
    }

    /// A group of jobs by a dimension: machines get what the payload says.
    pub(in crate::report) fn group_cell(&self, by: Dimension, group: Option<&str>) -> Cell {
        let known = group.and_then(|group| self.names.symbol(group));
        match (by, known) {
            (Dimension::Org | Dimension::Location, Some(thing)) => self.thing_cell(Some(thing)),
            (Dimension::Runner, Some(person)) => self.person_cell(person),
            _ => Cell::text(group),
        }
    }

    /// An exit code, of which people read what it means.
    pub(in crate::report) fn exit_code_cell(&self, code: Option<&ExitCode<Symbol>>) -> Cell {
        let Some(id) = self.exit_code(code) else { return Cell::Missing };
        let title = code.and_then(ExitCode::title).map(str::to_owned);
        let shown = title.unwrap_or_else(|| undocumented(id));
        Cell::Named(Named { id: id.to_owned(), shown })
    }

    /// The same where both are wanted: `with errors (COMPLETED_WITH_ERRORS)`.
    pub(in crate::report) fn explained_exit_code_cell(&self, word: Option<&str>) -> Cell {
        let Some(id) = word else { return Cell::Missing };
        match ExitCode::from(Text::from(id)).title() {
            Some(title) => {
                Cell::Named(Named { id: id.to_owned(), shown: format!("{title} ({id})") })
            }
            None => Cell::Named(Named { id: id.to_owned(), shown: undocumented(id) }),
        }
    }

    /// A file by its path, of which people read the last part.
    pub(in crate::report) fn file_cell(&self, file: Option<FileId>) -> Cell {
        let path = file.map(|file| self.file_name(file).to_owned());
        path.map_or(Cell::Missing, |path| {
            Cell::Named(Named { shown: file_stem(&path).to_owned(), id: path })
        })
    }

    /// A job by its id, of which people read the first digits.
    pub(in crate::report) fn job_cell(&self, job: Option<&JobRecord>) -> Cell {
        job.and_then(|job| self.job_id(job)).map_or(Cell::Missing, short)
    }

    /// The same as [`Archive::thing_cell`], of which people read the first digits where it has no name.
    pub(in crate::report) fn short_thing_cell(&self, thing: Option<Symbol>) -> Cell {
        match self.thing_cell(thing) {
            Cell::Id(id) => short(id),
            cell => cell,
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

/// An exit code that is none of the documented ones, and must not look like what one of those means.
fn undocumented(code: &str) -> String {
    let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    match !code.is_empty() && code.chars().all(is_part) {
        true => code.to_owned(),
        false => format!("\"{code}\""),
    }
}

/// An id of which people read the first digits.
pub(in crate::report) fn short(id: String) -> Cell {
    match Id::parse(&id) {
        Some(_) => Cell::Named(Named { shown: id[..id.len().min(DIGITS_SHOWN)].to_owned(), id }),
        None => Cell::Id(id),
    }
}
