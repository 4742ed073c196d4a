//! What every format for people begins with: whose archive it is, the figures that matter, what to do next,
//! and who is still to be moved.
//!
//! In: an archive and its figures. Out: a [`Head`], plain data that can be stored and read back, made once.
//! Title, filters and verdict are the report's own.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::ledger::{JobRecord, Symbol};
use crate::payload::Timestamp;
use crate::reference::actions;
use crate::report::open::{Open, file_stem, open};
use crate::report::overview::{figures, name_of};
use crate::report::sections::{SectionContext, tally_actions};
use crate::report::shown_text::presentable;
use crate::report::{Cell, SemanticColor};

/// How many people, or groups of people whom no file names, are listed.
pub const MAX_PEOPLE_LISTED: usize = 30;
/// How many organisations are named.
const MAX_ORGANISATIONS_NAMED: usize = 8;

/// What every format for people begins with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Head {
    /// Whose jobs they are: names where names are known, those of most jobs first.
    pub organisations: Vec<String>,
    /// How many organisations there are beside these.
    pub more_organisations: u64,
    /// When the first job started, and when the last one started or ended.
    pub first: Option<Timestamp>,
    /// See `first`.
    pub last: Option<Timestamp>,
    /// How many files were found.
    pub files: u64,
    /// How many of these were set aside.
    pub files_set_aside: u64,
    /// How many jobs there are.
    pub jobs: u64,
    /// The figures that matter.
    pub figures: Vec<Figure>,
    /// What to do next: all that is open, the most pressing first.
    pub actions: Vec<NextAction>,
    /// Who is still to be moved, at most [`MAX_PEOPLE_LISTED`] rows.
    pub left: Vec<Left>,
    /// How many rows the full list has beside these.
    pub more_left: u64,
    /// How many people these rows stand for.
    pub more_people: u64,
    /// How many of those who are still to be moved are known by name.
    pub named_people: u64,
}

/// A figure by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What it counts.
    pub title: String,
    /// The figure.
    pub value: FigureValue,
    /// What it means, or what stands beside it; may be empty.
    pub note: String,
    /// Whether it is good news: good only where nothing is left.
    pub tone: SemanticColor,
}

/// The value of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureValue {
    /// Nobody knows.
    Unknown,
    /// A number of things.
    Count(u64),
    /// So many out of so many.
    Share {
        /// What was counted.
        part: u64,
        /// Out of how many.
        whole: u64,
    },
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextAction {
    /// The stable name, `fix-user`; none for error codes that nobody knows.
    pub action: Option<String>,
    /// What it is called.
    pub title: String,
    /// What to do, in a sentence.
    pub todo: String,
    /// Who does it.
    pub who: String,
    /// How many people are still to be moved until it is done.
    pub open: u64,
    /// How many jobs it is about.
    pub jobs: u64,
}

/// Somebody who is still to be moved, or several people of a job whom no file names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Left {
    /// A name, an address or an id; none where no file names them.
    pub who: Option<String>,
    /// How many people it is.
    pub people: u64,
    /// Whose they are.
    pub organisation: Option<String>,
    /// The file of the last attempt, without its folders.
    pub file: Option<String>,
    /// When that was.
    pub last_try: Option<Timestamp>,
    /// Why they were not moved.
    pub why: Option<String>,
    /// What to do.
    pub todo: Option<String>,
}

impl Head {
    pub(super) fn of(context: &SectionContext<'_>) -> Head {
        let archive = context.archive;
        let all_left = open(archive);
        let listed = all_left.len().min(MAX_PEOPLE_LISTED);
        Head {
            figures: figures(context),
            actions: next_actions(archive),
            left: all_left[..listed].iter().map(|open| left(archive, open)).collect(),
            more_left: (all_left.len() - listed) as u64,
            more_people: all_left[listed..].iter().map(|open| open.people).sum(),
            named_people: all_left.iter().filter(|open| open.person.is_some()).count() as u64,
            ..Head::of_excerpt(archive)
        }
    }

    /// What some sections alone begin with: what the report is, without what managers want to know.
    pub(super) fn of_excerpt(archive: &Archive) -> Head {
        let (organisations, more_organisations) = organisations(archive);
        let starts = || archive.jobs.iter().filter_map(JobRecord::when);
        let ends = archive.jobs.iter().filter_map(|job| job.newest().and_then(|run| run.ended));
        let files = archive.chosen_files().count() as u64;
        Head {
            organisations,
            more_organisations,
            first: starts().min(),
            last: starts().chain(ends).max(),
            files,
            files_set_aside: files - archive.files_used() as u64,
            jobs: archive.jobs.len() as u64,
            ..Head::default()
        }
    }

    /// Whether it is that of some sections alone.
    pub fn is_excerpt(&self) -> bool {
        self.figures.is_empty()
    }

    /// How many people are still to be moved.
    pub fn people_left(&self) -> u64 {
        self.left.iter().map(|left| left.people).sum::<u64>() + self.more_people
    }
}

impl From<FigureValue> for Cell {
    fn from(value: FigureValue) -> Cell {
        match value {
            FigureValue::Unknown => Cell::Missing,
            FigureValue::Count(count) => Cell::Count(count),
            FigureValue::Share { part, whole } => Cell::share(part, whole),
        }
    }
}

/// The organisations by name, those of most jobs first, and how many there are beside these.
fn organisations(archive: &Archive) -> (Vec<String>, u64) {
    let mut jobs: BTreeMap<Symbol, u64> = BTreeMap::new();
    for org in archive.jobs.iter().filter_map(|job| job.org) {
        *jobs.entry(org).or_default() += 1;
    }
    let all = jobs.len() as u64;
    let mut named: Vec<(Reverse<u64>, String)> = jobs
        .into_iter()
        .filter_map(|(org, jobs)| {
            let name = archive.name(archive.identities.thing(org))?;
            let name = presentable(name);
            // Nor does a name look like several, or like the number of the others.
            let is_list =
                name.contains([',', '"', '(']) || name.contains(" and ") || name.contains("  ");
            Some((Reverse(jobs), if is_list { format!("\"{name}\"") } else { name.into_owned() }))
        })
        .collect();
    named.sort();
    let named: Vec<String> =
        named.into_iter().take(MAX_ORGANISATIONS_NAMED).map(|(_, name)| name).collect();
    let more = all - named.len() as u64;
    (named, more)
}

fn next_actions(archive: &Archive) -> Vec<NextAction> {
    let tallies = tally_actions(archive).into_iter();
    let wanted = tallies.filter(|(action, _)| *action != Some(actions::NONE));
    let said = wanted.map(|(action, tally)| {
        let words = actions::in_words(action);
        NextAction {
            action: action.map(str::to_owned),
            title: words.title.to_owned(),
            todo: words.todo.to_owned(),
            who: words.who.to_owned(),
            open: tally.open,
            jobs: tally.jobs.len() as u64,
        }
    });
    said.collect()
}

fn left(archive: &Archive, open: &Open<'_>) -> Left {
    let job = open.job.and_then(|job| archive.jobs.get(job));
    let shown = |text: &str| presentable(text).into_owned();
    let who = open.person.map(|person| archive.person_cell(person.user));
    let org = job.and_then(|job| job.org);
    Left {
        who: who.and_then(|cell| match cell {
            Cell::Named(named) => Some(shown(&named.shown)),
            Cell::Id(id) => Some(shown(&id)),
            _ => None,
        }),
        people: open.people,
        organisation: org.map(|org| name_of(archive, org)),
        file: open.file.map(|file| shown(file_stem(archive.file_name(file)))),
        last_try: job.and_then(JobRecord::when),
        why: open.why(archive).map(|why| shown(&why)),
        todo: open.todo(archive).map(|todo| shown(&todo)),
    }
}
