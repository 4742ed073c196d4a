//! A closed archive as a saved audit holds it, and back.
//!
//! In: an archive. Out: one JSON object with its names and all that reports are made of, from which the same
//! archive is made again, so that a report of either is the same to the byte. What only served to close the
//! ledger, or to show one job in full, is not in it.

use std::borrow::Cow;

use serde::ser::{Error as _, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::from_slice;

use crate::archive::{Archive, ArchivedError};
use crate::findings::Finding;
use crate::ledger::FileRecord;
use crate::ledger::interner::{Names, Symbol};
use crate::ledger::job::JobRecord;
use crate::ledger::saved::{highest_in, in_order, numbered, symbols_in};
use crate::privacy::secrets::masked;

/// All of an archive in parts, of which each is read by itself: what is long is never held twice as a whole.
struct Parts<'a>(&'a Archive);

impl<'a> Parts<'a> {
    /// The parts that are lists of records, and all the rest.
    fn add_to<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let Parts(archive) = *self;
        map.serialize_entry("files", &archive.files)?;
        map.serialize_entry("jobs", &archive.jobs)?;
        map.serialize_entry("errors", &archive.errors)?;
        map.serialize_entry("rest", archive)
    }
}

impl Serialize for Parts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.add_to(&mut map)?;
        map.end()
    }
}

/// An archive on its way into a saved audit.
struct ToSave<'a>(&'a Archive);

impl Serialize for ToSave<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ToSave(archive) = *self;
        let symbols = symbols_in(&Parts(archive)).map_err(S::Error::custom)?;
        let order: Vec<Symbol> = in_order(&symbols, &archive.names);
        let names = order.iter().map(|symbol| masked(archive.names.text(*symbol)));
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("names", &names.collect::<Vec<_>>())?;
        numbered(&order, || Parts(archive).add_to(&mut map))?;
        map.end()
    }
}

/// An archive that was [saved](Archive::to_save), as far as its parts have been read.
#[derive(Default)]
pub(crate) struct Loading {
    names: Option<Names>,
    files: Option<Vec<FileRecord>>,
    jobs: Option<Vec<JobRecord>>,
    errors: Option<Vec<ArchivedError>>,
    rest: Option<Archive>,
}

impl Loading {
    /// Takes a part from its text.
    pub fn take(&mut self, name: &str, text: &[u8]) -> serde_json::Result<()> {
        match name {
            "names" => self.names = Some(from_slice(text)?),
            "files" => self.files = Some(from_slice(text)?),
            "jobs" => self.jobs = Some(from_slice(text)?),
            "errors" => self.errors = Some(from_slice(text)?),
            "rest" => self.rest = Some(from_slice(text)?),
            // Of a newer version, which would have said so if it mattered.
            _ => {}
        }
        Ok(())
    }

    /// The archive, where all of it is there; no error where nothing is.
    pub fn finish(self) -> Result<Option<Archive>, &'static str> {
        let (names, files, jobs, errors, archive) = match self {
            Loading { names: None, files: None, jobs: None, errors: None, rest: None } => {
                return Ok(None);
            }
            Loading {
                names: Some(names),
                files: Some(files),
                jobs: Some(jobs),
                errors: Some(errors),
                rest: Some(rest),
            } => (names, files, jobs, errors, rest),
            _ => return Err("its ledger lacks a part"),
        };
        let archive = Archive { names, files, jobs, errors, ..archive };
        archive.check().map(|()| Some(archive))
    }
}

impl Archive {
    /// Makes ready what is saved: pseudonyms of a saved audit are to be those of the archive itself, and where only
    /// some jobs were chosen, nothing is kept of the people of others.
    pub fn settle_for_saving(&mut self) {
        if self.fingerprint.is_none() && !self.is_redacted {
            self.fingerprint = Some(self.fingerprint());
        }
        self.hide_secrets();
        if !self.is_part {
            return;
        }
        let core = (&self.jobs, &self.errors, &self.requests, &self.people, &self.plan);
        // What cannot be noted now cannot be written later, and is said then.
        let used = symbols_in(&core).unwrap_or_default();
        self.identities.retain(&used);
        self.mentioned.retain(|symbol| used.contains(*symbol));
        self.numbers.retain(|symbol| used.contains(*symbol));
        self.moved.retain(|symbol, _| used.contains(*symbol));
        self.anonymous.retain(|org, _| org.is_none_or(|org| used.contains(org)));
    }

    /// Leaves nothing in what is said of files and findings that opens something; files lost their secrets when the
    /// ledger was closed, and names are looked at when they are written.
    fn hide_secrets(&mut self) {
        let hide = |text: &mut String| {
            if let Cow::Owned(shown) = masked(text) {
                *text = shown;
            }
        };
        self.attention.iter_mut().for_each(|item| hide(&mut item.detail));
        for accepted in &mut self.accepted.findings {
            hide(&mut accepted.reason);
            accepted.by.iter_mut().for_each(hide);
            accepted.expires.iter_mut().for_each(hide);
        }
        self.findings.examples_mut().for_each(|example| hide(&mut example.file));
        self.findings_mut().for_each(Finding::hide_secrets);
    }

    /// The archive as a saved audit holds it.
    pub fn to_save(&self) -> impl Serialize + '_ {
        ToSave(self)
    }
}

impl Archive {
    /// Whether all that is referred to by number is there: somebody may have changed a saved audit.
    fn check(&self) -> Result<(), &'static str> {
        let names = self.names.all().count();
        let highest = highest_in(&Parts(self)).map_err(|_| "it cannot be read again")?;
        let jobs = self.jobs.len();
        let job = |at: usize| at < jobs;
        let errors = self.errors.len();
        let is_sound = highest.symbol.is_none_or(|symbol| symbol.is_below(names))
            && highest.file.is_none_or(|file| (file as usize) < self.files.len())
            && self.files.iter().all(FileRecord::is_sound)
            && self.errors.iter().all(|error| error.job.is_none_or(job))
            && self.sources.iter().all(|source| job(source.job))
            && self.requests.iter().all(|request| request.job.is_none_or(job))
            && self.attention.iter().all(|item| job(item.job))
            && self.people.unnamed.iter().all(|unnamed| unnamed.job.is_none_or(job))
            && self.people.named.iter().all(|person| {
                [person.last_job, person.last_try].into_iter().flatten().all(job)
                    && [person.last_error, person.open_error]
                        .into_iter()
                        .flatten()
                        .all(|at| at < errors)
            });
        if is_sound { Ok(()) } else { Err("its ledger refers to what is not there") }
    }
}
