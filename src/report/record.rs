//! A saved audit, read again.
//!
//! In: the JSON that `report` wrote of a whole audit. Out: a [`Record`], which holds the archive itself, so that
//! whatever is made of it (a report in any format, a comparison) is what would have been made of the files. Of the
//! object only what that needs is kept; the sections are for other programs, and only have to be there.

mod members;

use std::fmt;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};

use crate::Error;
use crate::archive::{Archive, Loading};
use crate::config::Filter;
use crate::input::roots::Roots;
use crate::input::{own_report, plain};
use crate::report::Inputs;
use crate::report::record::members::{Fault, Wanted};
use crate::report::settings::ConfigSource;

/// The version of the object's shape. Additions keep it.
pub const SCHEMA_VERSION: u32 = 2;

/// A saved audit.
#[derive(Debug)]
#[non_exhaustive]
pub struct Record {
    /// All that the archive held.
    pub archive: Archive,
    /// What was asked of it, as it was written on the command line; none where nobody is to know.
    pub command: Option<String>,
    /// The file that settings came from.
    pub config: Option<ConfigSource>,
    /// The filters that its jobs were chosen by.
    pub filters: Vec<Filter>,
}

impl Record {
    /// Reads a saved audit, compressed or not.
    ///
    /// # Errors
    ///
    /// When the file can't be read, is no saved audit, is cut or changed, was written by a newer version, or by one
    /// that did not save all that a report is made of.
    pub fn read(path: &Path) -> Result<Record, Error> {
        let file = File::open(path).map_err(|error| Error::read(path, error))?;
        let text = plain(Box::new(file)).map_err(|error| Error::read(path, error))?;
        Record::parse(text).map_err(|sentence| Error::read(path, sentence))
    }

    /// Two of them at once, as each is read by one thread.
    pub fn read_both(one: &Path, other: &Path) -> (Result<Record, Error>, Result<Record, Error>) {
        rayon::join(|| Record::read(one), || Record::read(other))
    }

    /// The same of the text, as a sentence where it is none.
    pub fn parse(text: impl Read) -> Result<Record, String> {
        let mut all = Members::default();
        let text = BufReader::with_capacity(1 << 18, text);
        members::each(text, Members::wanted, |name, value| all.take(name, value)).map_err(
            |fault| match fault {
                Fault::Read(error) => error.to_string(),
                Fault::Cut => String::from("the saved audit is cut short"),
                Fault::NoObject => NO_RECORD.to_owned(),
                Fault::Refused(sentence) => sentence,
            },
        )?;
        let Members { version, ledger, roots, command, config, filters } = all;
        let archive = ledger.finish()?;
        match (version, archive) {
            (None, _) => Err(NO_RECORD.to_owned()),
            (Some(_), Some(mut archive)) => {
                archive.roots = Roots::written_as(roots);
                Ok(Record { archive, command, config, filters })
            }
            (Some(version), None) if version < SCHEMA_VERSION => Err(format!(
                "it was saved by an older jobaudit (schema version {version}), which did not keep all that a report \
                 is made of; audit the archive again and save that"
            )),
            (Some(_), None) => Err(String::from(
                "it holds only some sections of an audit; save a whole one with jobaudit report PATH -o audit.json",
            )),
        }
    }

    /// Whether a file is a saved audit, by how it begins.
    pub fn is_one(path: &Path) -> bool {
        const BEGINNING: usize = 4096;
        // A folder is not opened, nor is what waits for a writer.
        if !path.metadata().is_ok_and(|known| known.is_file()) {
            return false;
        }
        let Ok(file) = File::open(path) else { return false };
        let mut beginning = Vec::new();
        let read = plain(Box::new(file)).map(|text| text.take(BEGINNING as u64));
        let read = read.and_then(|mut text| text.read_to_end(&mut beginning));
        read.is_ok() && own_report::is_record(&beginning)
    }
}

const NO_RECORD: &str = "it is no saved audit; jobaudit report PATH -o audit.json makes one";

/// What stands in the way of reading a member, in words. Where it stands in one line of many megabytes helps nobody.
fn told(error: &serde_json::Error) -> String {
    let sentence = error.to_string();
    let sentence = sentence.split(" at line ").next().unwrap_or_default();
    match error.classify() {
        serde_json::error::Category::Data => sentence.to_owned(),
        _ => format!("it is no saved audit: {sentence}"),
    }
}

/// The member that holds the archive.
const LEDGER: &str = "ledger";

/// The members that matter.
#[derive(Default)]
struct Members {
    version: Option<u32>,
    ledger: Loading,
    roots: Vec<String>,
    command: Option<String>,
    config: Option<ConfigSource>,
    filters: Vec<Filter>,
}

impl Members {
    fn wanted(name: &str) -> Wanted {
        match name {
            "schema_version" | "inputs" | "config" | "command" | "filters" => Wanted::Text,
            LEDGER => Wanted::Members,
            _ if name.strip_prefix(LEDGER).is_some_and(|rest| rest.starts_with('/')) => {
                Wanted::Text
            }
            _ => Wanted::Nothing,
        }
    }

    /// Takes a member from its text.
    fn take(&mut self, name: &str, value: &[u8]) -> Result<(), String> {
        match name {
            "schema_version" => {
                let version = of(value)?;
                if version > SCHEMA_VERSION {
                    return Err(format!(
                        "it was saved by a newer jobaudit (schema version {version}, this one reads up to \
                         {SCHEMA_VERSION}); use that version"
                    ));
                }
                self.version = Some(version);
            }
            "inputs" => self.roots = of::<Inputs>(value)?.roots,
            "config" => self.config = of(value)?,
            "command" => self.command = of(value)?,
            "filters" => self.filters = of::<SavedFilters>(value)?.0,
            _ => {
                let part = name.rsplit('/').next().unwrap_or_default();
                self.ledger.take(part, value).map_err(|error| told(&error))?;
            }
        }
        Ok(())
    }
}

/// What a member's text says.
fn of<'a, T: Deserialize<'a>>(value: &'a [u8]) -> Result<T, String> {
    serde_json::from_slice(value).map_err(|error| told(&error))
}

/// The filters of a record, in the order in which they are written.
struct SavedFilters(Vec<Filter>);

impl<'de> Deserialize<'de> for SavedFilters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SavedFilters, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = SavedFilters;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("filters with their values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SavedFilters, A::Error> {
                let mut filters = Vec::new();
                while let Some((name, values)) = map.next_entry::<String, Vec<String>>()? {
                    let known = Filter::NAMES.into_iter().find(|known| **known == name);
                    let unknown = || A::Error::custom(format!("no filter is called {name}"));
                    filters.push(Filter { name: known.ok_or_else(unknown)?, values });
                }
                Ok(SavedFilters(filters))
            }
        }
        deserializer.deserialize_map(Object)
    }
}
