//! The page in front of several reports: what came of each, and the way to it.
//!
//! In: the report of each part of a split, the whole, and where each was written. Out: a [`Report`] with one
//! section. It is for whoever has all of the parts.

use std::sync::Arc;

use crate::archive::{Archive, Group, SplitBy};
use crate::payload::Accounting;
use crate::report::cell::{Cell, Named, Term};
use crate::report::overview::moves;
use crate::report::table::{Body, listed};
use crate::report::{Options, Report, VerdictWord};

/// What is said of one part.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What the part is called.
    group: Cell,
    verdict: Option<VerdictWord>,
    /// What the summary of its report says.
    measures: [Cell; MEASURES.len()],
    /// How many moves were requested, and how many of them are done, as the key figures of its report say.
    moves: [Option<u64>; 2],
}

/// The measures of a part, with their titles.
const MEASURES: [(&str, &str); 3] = [
    ("people_to_move", "people still to be moved"),
    ("jobs", "jobs"),
    ("jobs_to_look_at", "jobs that need attention"),
];

impl Entry {
    /// What is said of a part, whose report has the section `summary`.
    pub fn of(
        (whole, part): (&Archive, &Archive),
        by: SplitBy,
        group: &Group,
        report: &Report<'_>,
    ) -> Entry {
        let summary = report.sections.iter().find(|section| section.id == "summary");
        let measure = |(id, _): (&str, &str)| {
            let mut rows = summary.iter().flat_map(|summary| summary.rows.iter());
            let is_it = |cells: &Vec<Cell>| matches!(&cells[0], Cell::Term(term) if term.id == id);
            rows.find(is_it).and_then(|cells| cells.get(1).cloned()).unwrap_or(Cell::Missing)
        };
        let Accounting { requested, done, .. } = moves(part).items;
        Entry {
            group: called(whole, by, group),
            verdict: report.verdict.as_ref().map(|verdict| verdict.word),
            measures: MEASURES.map(measure),
            moves: [requested, done],
        }
    }
}

/// What a part is called: machines get the id.
fn called(archive: &Archive, by: SplitBy, group: &Group) -> Cell {
    match (group.value, by) {
        (None, SplitBy::Org) => Cell::Term(Term::new("(none)", "(no organisation)")),
        (None, SplitBy::Location) => Cell::Term(Term::new("(none)", "(no location)")),
        (None, SplitBy::JobName) => Cell::Term(Term::new("(none)", "(no job name)")),
        (Some(name), SplitBy::JobName) => Cell::text(archive.name(Some(name))),
        (value, _) => archive.thing_cell(value),
    }
}

/// The page in front of the parts of an archive: for each part the path of its report from here.
pub fn index<'a>(
    whole: &'a Archive,
    by: SplitBy,
    front: &Report<'a>,
    parts: &[(Entry, String)],
) -> Report<'a> {
    let section = table(by, parts, note(whole, by)).under(ID, "Reports");
    Report { sections: vec![Arc::new(section)], ..front.clone() }
}

const ID: &str = "reports";

/// The same without a part, for whoever describes it.
pub fn index_outline() -> Report<'static> {
    let note =
        "One report for each organisation, location or job name, with the path to it from here.";
    let section = table(SplitBy::Org, &[], note.to_owned()).under(ID, "Reports");
    let archive = Archive::default();
    let whole = Report::of(&archive, &Options { sections: Vec::new(), ..Options::default() });
    let verdict = whole.verdict.clone();
    Report { verdict, ..Report::of_sections(String::from("Reports"), None, vec![section]) }
}

fn table(by: SplitBy, parts: &[(Entry, String)], note: String) -> Body<'static> {
    let mut table = listed(&(), parts.to_vec())
        .text("group", by.title(), |(), (entry, _)| entry.group.clone())
        .text("verdict", "verdict", |(), (entry, _)| {
            entry
                .verdict
                .map_or(Cell::Missing, |word| Cell::Term(Term::new(word.title(), word.title())))
        });
    for (at, (id, title)) in MEASURES.into_iter().enumerate() {
        table = table.number(id, title, move |(), (entry, _)| entry.measures[at].clone());
    }
    table
        .number("moves_requested", "moves requested", |(), (entry, _)| Cell::count(entry.moves[0]))
        .number("moves_done", "moves done", |(), (entry, _)| Cell::count(entry.moves[1]))
        .text("report", "report", |(), (_, path)| {
            let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
            Cell::Link(Named { id: path.clone(), shown: name.to_owned() })
        })
        .noted(note)
}

/// What no part holds.
fn note(whole: &Archive, by: SplitBy) -> String {
    let of_nobody = whole.errors.iter().filter(|error| error.job.is_none()).count();
    let without = match of_nobody {
        0 => String::new(),
        1 => String::from(" One error that belongs to no job is in none of them."),
        count => format!(" {count} errors that belong to no job are in none of them."),
    };
    format!(
        "One report for each {}. None of them names anything of another. What belongs to no job stands only in a \
         report of the whole.{without}",
        by.title()
    )
}
