//! A saved audit, read again.
//!
//! In: the JSON that `report` wrote of a whole audit. Out: a [`Record`], which holds the archive itself, so that
//! whatever is made of it (a report in any format, a comparison) is what would have been made of the files. Of the
//! object only what that needs is kept; the sections are for other programs, and only have to be there.

use std::fmt;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::Error;
use crate::archive::{Archive, load};
use crate::config::Filter;
use crate::input::roots::Roots;
use crate::input::{own_report, plain};
use crate::report::Inputs;
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

    /// The same of the text, as a sentence where it is none.
    pub fn parse(text: impl Read) -> Result<Record, String> {
        let text = BufReader::with_capacity(1 << 16, text);
        let mut all = serde_json::Deserializer::from_reader(text);
        let read = Members::deserialize(&mut all).and_then(|members| all.end().map(|()| members));
        let Members { version, archive, roots, command, config, filters } =
            read.map_err(|error| told(&error))?;
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

/// What stands in the way of reading a record, in words.
fn told(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    match error.classify() {
        Category::Io => error.to_string(),
        Category::Eof => String::from("the saved audit is cut short"),
        Category::Syntax => format!("it is no saved audit: {error}"),
        // Where it stands in one line of many megabytes helps nobody.
        Category::Data => {
            let sentence = error.to_string();
            sentence.split(" at line ").next().unwrap_or_default().to_owned()
        }
    }
}

/// The members that matter.
#[derive(Default)]
struct Members {
    version: Option<u32>,
    archive: Option<Archive>,
    roots: Vec<String>,
    command: Option<String>,
    config: Option<ConfigSource>,
    filters: Vec<Filter>,
}

/// The archive of a member, checked.
struct Saved(Archive);

impl<'de> Deserialize<'de> for Saved {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Saved, D::Error> {
        load(deserializer).map(Saved)
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a saved audit")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Members::default();
                while let Some(key) = map.next_key::<String>()? {
                    match &*key {
                        "schema_version" => {
                            let version = map.next_value()?;
                            if version > SCHEMA_VERSION {
                                return Err(A::Error::custom(format!(
                                    "it was saved by a newer jobaudit (schema version {version}, this one reads up to \
                                     {SCHEMA_VERSION}); use that version"
                                )));
                            }
                            members.version = Some(version);
                        }
                        "inputs" => members.roots = map.next_value::<Inputs>()?.roots,
                        "config" => members.config = map.next_value()?,
                        "command" => members.command = map.next_value()?,
                        "filters" => members.filters = map.next_value::<SavedFilters>()?.0,
                        "ledger" => members.archive = Some(map.next_value::<Saved>()?.0),
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Object)
    }
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
