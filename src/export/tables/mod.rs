//! All tables, with their columns: the only place that knows them.
//!
//! In: a closed archive. Out: for each [`TableId`] a table, made from what the sections of a report are made from.
//! A new table is a file and a row in `TABLES`, a new column a line in its file, at the end.

mod attention;
mod durations;
mod errors;
mod executions;
mod files;
mod findings;
mod jobs;
mod measures;
mod people;
mod steps;

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, Ordering};

use hashbrown::HashMap;

use crate::archive::Archive;
use crate::config::Filter;
use crate::export::table::Table;
use crate::export::value::Value;
use crate::ledger::{FileId, JobRecord, Symbol};
use crate::report::{Options, Report, SectionId, errors_and_impacts, presentable};

/// A table that can be exported.
struct Listing {
    id: &'static str,
    meaning: &'static str,
    build: for<'e> fn(&'e Export<'e>) -> Table<'e>,
}

/// All tables, those that people ask first before the others.
#[rustfmt::skip]
static TABLES: [Listing; 11] = [
    Listing { id: "jobs", meaning: "Each job once, by start: its newest snapshot.", build: jobs::jobs },
    Listing { id: "executions", meaning: "Each execution of each job.", build: executions::executions },
    Listing { id: "steps", meaning: "Each step of each execution.", build: steps::steps },
    Listing { id: "errors", meaning: "Each error and impact once, by file.", build: errors::errors },
    Listing { id: "users", meaning: "Each user of whom a file tells an error, those still to be moved first.", build: people::users },
    Listing { id: "still_to_move", meaning: "Each person who is still to be moved, and for each job those whom no file names.", build: people::still_to_move },
    Listing { id: "attention", meaning: "Each reason to look at a job.", build: attention::attention },
    Listing { id: "findings", meaning: "Each finding with its place.", build: findings::findings },
    Listing { id: "files", meaning: "Each file that was found, and what became of it.", build: files::files },
    Listing { id: "measures", meaning: "Each figure of the whole archive, as in the section summary.", build: measures::measures },
    Listing { id: "durations", meaning: "How many executions and steps took how long: every figure of timing follows from it.", build: durations::durations },
];

/// Which table, by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(usize);

impl TableId {
    /// All tables.
    pub fn all() -> impl Iterator<Item = TableId> {
        (0..TABLES.len()).map(TableId)
    }

    /// The table of that name.
    pub fn from_name(name: &str) -> Option<TableId> {
        TableId::all().find(|id| id.name() == name)
    }

    /// The stable name.
    pub fn name(self) -> &'static str {
        TABLES[self.0].id
    }

    /// Whether it has a column of that name.
    pub fn has_column(self, column: &str) -> bool {
        let archive = Archive::default();
        Export::of(&archive, &[]).table(self).position(column).is_some()
    }

    /// What a row is, as a sentence.
    pub fn meaning(self) -> &'static str {
        TABLES[self.0].meaning
    }
}

/// An archive, ready to be written as tables.
#[derive(Debug)]
pub struct Export<'a> {
    archive: &'a Archive,
    /// The summary, for the figures of the whole.
    report: Report<'a>,
    /// How many errors and impacts each job has; none where nobody knows.
    errors_and_impacts: Vec<Option<[u64; 2]>>,
    months: Months,
    /// Which names and names of files are shown as they are.
    names: Plain,
    files: Plain,
}

impl<'a> Export<'a> {
    /// Of an archive whose jobs were chosen by these filters.
    pub fn of(archive: &'a Archive, filters: &[Filter]) -> Export<'a> {
        let options = Options {
            filters: filters.to_vec(),
            sections: vec![SectionId::SUMMARY],
            is_excerpt: true,
            ..Options::default()
        };
        Export {
            archive,
            report: Report::of(archive, &options),
            errors_and_impacts: errors_and_impacts(archive),
            months: Months::of(archive),
            names: Plain::of(archive.names.count()),
            files: Plain::of(archive.files.len()),
        }
    }

    /// A table of it.
    pub fn table<'e>(&'e self, id: TableId) -> Table<'e>
    where
        'a: 'e,
    {
        (TABLES[id.0].build)(self)
    }

    /// All tables with their columns, and nothing in them.
    pub fn outline<T>(each: impl Fn(TableId, &Table<'_>) -> T) -> Vec<T> {
        let archive = Archive::default();
        let export = Export::of(&archive, &[]);
        TableId::all().map(|id| each(id, &export.table(id))).collect()
    }

    /// What tells a job from all others: its id, or where the payload has none, its file and its place there.
    fn job_key<'e>(&'e self, job: &'e JobRecord) -> Value<'e> {
        match (job.key.as_uuid(), self.archive.job_id(job)) {
            (Some(uuid), _) => Value::Uuid(uuid),
            (None, Some(id)) => Value::told(Some(id)),
            (None, None) => {
                let file = self.archive.file(job.file);
                let place = file.map_or(0, |file| job.place_in(file.kind));
                Value::told(Some(format!("{}#{place}", self.archive.file_name(job.file))))
            }
        }
    }

    /// A name, where there is one.
    fn name(&self, symbol: Option<Symbol>) -> Value<'_> {
        symbol.map_or(Value::Null, |symbol| {
            self.names.shown(symbol.index(), self.archive.names.text(symbol))
        })
    }

    /// The name of a file.
    fn file_name(&self, file: FileId) -> Value<'_> {
        self.files.shown(file.0 as usize, self.archive.file_name(file))
    }

    /// What an organisation or a location is called.
    fn thing_name(&self, thing: Option<Symbol>) -> Value<'_> {
        self.name(thing.and_then(|thing| self.archive.identities.thing(thing)))
    }
}

/// Of which texts, by their numbers, it is known that nothing in them has to be hidden or cut. Most stand in many
/// rows, and looking for credentials takes longer than all else that is done with them.
#[derive(Debug)]
struct Plain(Vec<AtomicBool>);

impl Plain {
    fn of(len: usize) -> Plain {
        Plain((0..len).map(|_| AtomicBool::new(false)).collect())
    }

    /// The text with that number, fit to be shown.
    fn shown<'t>(&self, number: usize, text: &'t str) -> Value<'t> {
        let known = self.0.get(number);
        if known.is_some_and(|known| known.load(Ordering::Relaxed)) {
            return Value::Text(Cow::Borrowed(text));
        }
        let shown = presentable(text);
        if let (Cow::Borrowed(_), Some(known)) = (&shown, known) {
            known.store(true, Ordering::Relaxed);
        }
        Value::Text(shown)
    }
}

/// The month in which each job started, else was created.
#[derive(Debug, Default)]
struct Months {
    names: Vec<String>,
    of_jobs: Vec<Option<u32>>,
}

impl Months {
    fn of(archive: &Archive) -> Months {
        let mut months = Months::default();
        let mut known: HashMap<String, u32> = HashMap::new();
        for job in &archive.jobs {
            let month = job.when().map(|when| when.month());
            let number = month.map(|month| match known.get(&month) {
                Some(&number) => number,
                None => {
                    let number = known.len() as u32;
                    months.names.push(month.clone());
                    known.insert(month, number);
                    number
                }
            });
            months.of_jobs.push(number);
        }
        months
    }

    /// That of a job, by its position.
    fn of_job(&self, job: usize) -> Option<&str> {
        let number = self.of_jobs.get(job).copied().flatten()?;
        self.names.get(number as usize).map(String::as_str)
    }

    fn value(&self, job: usize) -> Value<'_> {
        self.of_job(job).map_or(Value::Null, |month| Value::Text(Cow::Borrowed(month)))
    }
}

/// How many parts all jobs before each job have, to find the one that a row is about.
struct Parts {
    before: Vec<usize>,
    len: usize,
}

impl Parts {
    fn of(archive: &Archive, parts: impl Fn(&JobRecord) -> usize) -> Parts {
        let mut len = 0;
        let before = archive.jobs.iter().map(|job| {
            let first = len;
            len += parts(job);
            first
        });
        Parts { before: before.collect(), len }
    }

    /// The job of a row, and which of its parts the row is about.
    fn find(&self, row: usize) -> (usize, usize) {
        let job = self.before.partition_point(|first| *first <= row).saturating_sub(1);
        (job, row - self.before[job])
    }
}
