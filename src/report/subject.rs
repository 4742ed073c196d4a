//! What somebody wants to see in full: a job or a person.
//!
//! In: an archive and what somebody calls it: a job's id or the name of a file that speaks of it; a person's
//! id, e-mail address, name or number. Out: which one is meant, or all that may be; and a [`Report`] about
//! it. What is called exactly so comes before what only begins so.

use std::collections::{BTreeSet, HashSet};

use crate::archive::Archive;
use crate::ledger::{Holds, JobKey, Ledger, Symbol};
use crate::payload::{Id, Job, JobSelector, Position};
use crate::report::job::of_job;
use crate::report::open::file_stem;
use crate::report::person::of_person;
use crate::report::shown_text::presentable;
use crate::report::{Report, Rows, Section};

/// What can be shown in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A job, as a position in [`Archive::jobs`].
    Job(usize),
    /// A person, by what the person is known by everywhere.
    Person(Symbol),
}

/// What may be meant by a text: nothing, one, or several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice(pub Vec<Subject>);

/// The least that the beginning of a name may be: fewer letters mean anybody.
const MIN_BEGINNING: usize = 3;

impl Choice {
    /// What is meant by a text.
    pub fn of(archive: &Archive, wanted: &str) -> Choice {
        let wanted = wanted.trim();
        if wanted.is_empty() {
            return Choice::default();
        }
        let exact = all(archive, &Called::So(wanted));
        let found = if exact.is_empty() { all(archive, &Called::Beginning(wanted)) } else { exact };
        Choice(found.into_iter().collect())
    }
}

/// How something is to be called.
enum Called<'w> {
    So(&'w str),
    Beginning(&'w str),
}

impl Called<'_> {
    fn fits_job(&self, id: &str) -> bool {
        match self {
            Called::So(wanted) => JobSelector::new(wanted).is(id),
            Called::Beginning(wanted) => JobSelector::new(wanted).matches(id),
        }
    }

    fn fits_person(&self, text: &str) -> bool {
        let normal = |text: &str| match Id::parse(text) {
            Some(id) => id.to_string(),
            None => text.trim().to_lowercase(),
        };
        let text = normal(text);
        match self {
            Called::So(wanted) => {
                let number = number(wanted);
                text == normal(wanted) || number.is_some() && number == self::number(&text)
            }
            Called::Beginning(wanted) => {
                let wanted = normal(wanted);
                let begins = |text: &str| text.starts_with(&wanted);
                let mut words = text.split(|c: char| !c.is_alphanumeric());
                let mut by_word = || Id::parse(&text).is_none() && words.any(begins);
                wanted.chars().count() >= MIN_BEGINNING && (begins(&text) || by_word())
            }
        }
    }

    /// Whether a path is meant, by the end of it, with or without the ending of the file.
    fn fits_file(&self, path: &str) -> bool {
        let normal = |path: &str| path.replace(['\\', '!'], "/").to_lowercase();
        let path = normal(path);
        let name = file_stem(&path);
        let (stem, _) = name.split_once('.').unwrap_or((name, ""));
        let without_ending = &path[..path.len() - name.len() + stem.len()];
        match self {
            Called::So(wanted) => {
                let wanted = normal(wanted);
                let wanted = wanted.trim_start_matches("./");
                [path.as_str(), without_ending].iter().any(|path| {
                    let before = path.strip_suffix(wanted);
                    before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
                })
            }
            Called::Beginning(wanted) => {
                let wanted = normal(wanted);
                let folders = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
                let mut ends = folders.chain([path.as_str()]);
                let fits =
                    |end: &str| end.strip_prefix(&wanted).is_some_and(|rest| !rest.contains('/'));
                wanted.chars().count() >= MIN_BEGINNING && ends.any(fits)
            }
        }
    }
}

/// The digits of what may be a telephone number: seven or more of them and nothing else that counts.
fn number(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches("tel:");
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_number = text.chars().all(|c| c.is_ascii_digit() || "+-.() ".contains(c));
    Some(digits).filter(|digits| is_number && digits.len() > 6)
}

/// All that is called so.
fn all(archive: &Archive, called: &Called<'_>) -> BTreeSet<Subject> {
    let jobs = archive.jobs.iter().enumerate();
    let by_id = jobs.filter(|(_, job)| archive.job_id(job).is_some_and(|id| called.fits_job(&id)));
    let by_id: BTreeSet<usize> = by_id.map(|(at, _)| at).collect();
    // Whoever writes an id means no file whose name begins so.
    let jobs = if by_id.is_empty() { jobs_in(archive, called) } else { by_id };
    let people = archive.people_called(|text| called.fits_person(text));
    jobs.into_iter().map(Subject::Job).chain(people.into_iter().map(Subject::Person)).collect()
}

/// The jobs that files of such a name speak of.
fn jobs_in(archive: &Archive, called: &Called<'_>) -> BTreeSet<usize> {
    let files = archive.file_ids().zip(&archive.files);
    let meant: BTreeSet<_> =
        files.filter(|(_, file)| called.fits_file(&file.name)).map(|(id, _)| id).collect();
    if meant.is_empty() {
        return BTreeSet::new();
    }
    let jobs = archive.jobs.iter().enumerate();
    let alone = meant.iter().filter_map(|id| match archive.file(*id)?.holds {
        Holds::One(key) => Some(key),
        Holds::Nothing | Holds::Several => None,
    });
    let alone: HashSet<JobKey> = alone.collect();
    let standing = jobs.filter(|(_, job)| meant.contains(&job.file) || alone.contains(&job.key));
    let sources = archive.sources.iter().filter(|source| meant.contains(&source.file));
    let requests = archive.requests.iter().filter(|request| meant.contains(&request.file));
    standing
        .map(|(at, _)| at)
        .chain(sources.map(|source| source.job))
        .chain(requests.filter_map(|request| request.job))
        .collect()
}

impl Subject {
    /// What it is called where several may be meant.
    pub fn told(self, archive: &Archive) -> String {
        match self {
            Subject::Job(at) => {
                let job = &archive.jobs[at];
                let id = archive.job_id(job);
                let file = file_stem(archive.file_name(job.file));
                id.map_or_else(|| file.to_owned(), |id| format!("{id} ({file})"))
            }
            Subject::Person(person) => {
                let text = |symbol| archive.names.text(symbol);
                let address = archive.identities.email(person);
                let name = archive.identities.name(person);
                match (name, address) {
                    (Some(name), Some(address)) => format!("{} ({})", text(name), text(address)),
                    (Some(one), None) | (None, Some(one)) => text(one).to_owned(),
                    (None, None) => text(person).to_owned(),
                }
            }
        }
    }

    /// All that there is to say of it. A job is only told in full by an archive that was read with it in mind.
    pub fn show(self, archive: &Archive) -> Report<'static> {
        let (title, sections) = match self {
            Subject::Job(at) => of_job(archive, at),
            Subject::Person(person) => {
                (format!("Person {}", self.told(archive)), of_person(archive, person))
            }
        };
        Report::of_sections(presentable(&title).into_owned(), archive.as_of, sections)
    }
}

/// The sections of a job and those of a person, with their columns and nothing in them.
pub fn show_outline() -> [Vec<Section<'static>>; 2] {
    let mut ledger = Ledger::default();
    let file = ledger.open("");
    ledger.add_job(file, Position::default(), &Job::default(), 0);
    let mut archive = ledger.close(&crate::AuditOptions::default());
    let person = archive.names.intern("");
    let without_rows = |section: Section<'static>| Section { rows: Rows::from_iter([]), ..section };
    [of_job(&archive, 0).1, of_person(&archive, person)]
        .map(|sections| sections.into_iter().map(without_rows).collect())
}
