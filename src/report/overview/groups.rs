//! Results by customer, or by location where there is one customer.
//!
//! In: the jobs of an archive, and who is still to be moved. Out: [`Groups`], those that left most people
//! first; none where all jobs are one group.

use std::cmp::Reverse;

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::ledger::{JobRecord, Symbol};
use crate::payload::{Id, first_digits};
use crate::report::open::open;
use crate::report::sections::SectionContext;
use crate::report::shown_text::presentable;
use crate::report::table::listed;
use crate::report::verdict::is_move;
use crate::report::{Cell, Section, grouped};
use crate::stats::Outcomes;

/// How many groups are listed.
const MAX_GROUPS_LISTED: usize = 30;

/// Results by customer or by location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    /// What the groups are.
    pub by: GroupedBy,
    /// What their jobs work on: moves, or items of several kinds.
    pub moves: bool,
    /// The groups, those that left most people first.
    pub rows: Vec<GroupResult>,
    /// How many groups there are beside these.
    pub more: u64,
}

/// What jobs are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupedBy {
    /// The organisation whose users, numbers or devices they are.
    Customer,
    /// The location.
    Location,
}

/// What came of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupResult {
    /// What it is called; none of jobs that do not say.
    pub name: Option<String>,
    /// How many people are still to be moved.
    pub people_left: u64,
    /// How many jobs there are.
    pub jobs: u64,
    /// How many of them failed or were stopped, out of how many that finished.
    pub jobs_failed: (u64, u64),
    /// How many items were requested, of how many that is known.
    pub requested: Option<u64>,
    /// How many of them are done.
    pub done: Option<u64>,
    /// How many failed, out of how many that failed or succeeded.
    pub failed: Option<(u64, u64)>,
}

impl Groups {
    /// By customer where there are several, else by location where there are several.
    pub(super) fn of(context: &SectionContext<'_>) -> Option<Groups> {
        let by_customer = Groups::by(context, GroupedBy::Customer);
        by_customer.or_else(|| Groups::by(context, GroupedBy::Location))
    }

    fn by(context: &SectionContext<'_>, by: GroupedBy) -> Option<Groups> {
        let archive = context.archive;
        let moves = archive.jobs.iter().any(is_move);
        let mut sums: HashMap<Option<Symbol>, (Outcomes, Outcomes, u64)> = HashMap::new();
        for job in &archive.jobs {
            let (all, counted, _) = sums.entry(by.of(job)).or_default();
            all.add(job);
            if is_move(job) || !moves {
                counted.add(job);
            }
        }
        if sums.keys().flatten().count() < 2 {
            return None;
        }
        for left in open(archive) {
            let group = left.job.and_then(|job| by.of(&archive.jobs[job]));
            if let Some((.., people)) = sums.get_mut(&group) {
                *people += left.people;
            }
        }
        let rows = sums.into_iter().map(|(group, (all, counted, people_left))| {
            let row = GroupResult {
                name: group.map(|group| name_of(archive, group)),
                people_left,
                jobs: all.jobs(),
                jobs_failed: (all.failures(), all.finished()),
                requested: counted.items.requested,
                done: counted.items.done,
                failed: counted.item_failures(),
            };
            (row, archive.name(group))
        });
        let mut rows: Vec<(GroupResult, Option<&str>)> = rows.collect();
        rows.sort_by(|(a, a_id), (b, b_id)| {
            let weight = |row: &GroupResult| {
                let failed = row.failed.map_or(0, |(failed, _)| failed);
                (Reverse(row.people_left), Reverse(failed), Reverse(row.jobs), row.name.is_none())
            };
            // Two may be called alike.
            (weight(a), &a.name, a_id).cmp(&(weight(b), &b.name, b_id))
        });
        let mut rows: Vec<GroupResult> = rows.into_iter().map(|(row, _)| row).collect();
        let more = rows.len().saturating_sub(MAX_GROUPS_LISTED) as u64;
        rows.truncate(MAX_GROUPS_LISTED);
        Some(Groups { by, moves, rows, more })
    }

    /// The groups as a table.
    pub fn table(&self) -> Section<'static> {
        let (id, title, group) = match self.by {
            GroupedBy::Customer => ("by_customer", "Results by customer", "customer"),
            GroupedBy::Location => ("by_location", "Results by location", "location"),
        };
        let titles = match self.moves {
            true => ["moves requested", "moves done", "moves failed"],
            false => ["items requested", "items done", "items failed"],
        };
        let more = match self.more {
            0 => String::new(),
            more => format!(" {} more are not listed here.", grouped(more.into())),
        };
        let share = |(part, whole): (u64, u64)| Cell::share(part, whole);
        listed(&(), self.rows.clone())
            .text("group", group, |(), row| Cell::text(row.name.clone()))
            .number("people_left", "still to be moved", |(), row| Cell::Count(row.people_left))
            .number("items_requested", titles[0], |(), row| Cell::count(row.requested))
            .number("items_done", titles[1], |(), row| Cell::count(row.done))
            .number("item_failure_rate", titles[2], move |(), row| {
                row.failed.map_or(Cell::Missing, share)
            })
            .number("jobs", "jobs", |(), row| Cell::Count(row.jobs))
            .number("failure_rate", "jobs failed", move |(), row| share(row.jobs_failed))
            .noted(format!("Those with most people left come first.{more}"))
            .under(id, title)
    }
}

impl GroupedBy {
    fn of(self, job: &JobRecord) -> Option<Symbol> {
        match self {
            GroupedBy::Customer => job.org,
            GroupedBy::Location => job.location,
        }
    }
}

/// What an organisation or a location is called: its name, else the first digits of its id.
pub(in crate::report) fn name_of(archive: &Archive, thing: Symbol) -> String {
    let id = archive.names.text(thing);
    match archive.name(archive.identities.thing(thing)) {
        Some(name) => presentable(name).into_owned(),
        None if Id::parse(id).is_some() => first_digits(id).to_owned(),
        None => presentable(id).into_owned(),
    }
}
