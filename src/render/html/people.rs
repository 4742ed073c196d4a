//! Who is still to be moved: the first of them at a glance, all in a fold that can be copied.
//!
//! In: the section of the people who are still to be moved. Out: a table of what a manager asks of each, and
//! the section with addresses, for those who work through it.

use maud::{Markup, html};

use crate::payload::{Id, first_digits};
use crate::render::html::link::Links;
use crate::render::html::table::{self, Times};
use crate::render::human::words;
use crate::report::{Align, Cell, Column, Section};

/// How many rows are seen at once.
const MAX_ROWS_SHOWN: usize = 30;

/// What is seen of each row at once.
const COLUMNS_SHOWN: [&str; 8] =
    ["user", "people", "org", "location", "last_try", "why", "todo", "job"];

/// The people of the section, if there are any.
pub(super) fn people(section: &Section<'_>, links: &Links<'_>) -> Markup {
    let more = section.rows.len().saturating_sub(MAX_ROWS_SHOWN);
    html! {
        (table::table(&at_a_glance(section), links, Times::Short))
        @if more > 0 {
            p.note { (words(&Cell::Count(more as u64))) " more rows are in the full list." }
        }
        details {
            summary { "The full list, to copy and work through" }
            (table::headed(&in_full(section), Markup::default(), links, Times::Exact))
        }
    }
}

/// The first rows, with the columns that tell them apart.
fn at_a_glance(section: &Section<'_>) -> Section<'static> {
    let rows: Vec<Vec<Cell>> = section.rows.iter().take(MAX_ROWS_SHOWN).collect();
    let at = |id: &str| section.columns.iter().position(|column| column.id == id);
    let wanted = COLUMNS_SHOWN.into_iter().filter_map(at);
    // What all rows have in common is said elsewhere; what none has is not said.
    let is_telling = |column: &usize| match section.columns[*column].id {
        "org" => rows.iter().any(|row| row[*column] != rows[0][*column]),
        "location" => rows.iter().any(|row| row[*column] != Cell::Missing),
        _ => true,
    };
    let wanted: Vec<usize> = wanted.filter(is_telling).collect();
    let cells = |row: &Vec<Cell>| {
        let cells =
            wanted.iter().map(|column| match (section.columns[*column].id, &row[*column]) {
                ("user", Cell::Missing) => Cell::Text(String::from("nobody is named")),
                ("user", Cell::Id(id)) if Id::parse(id).is_some() => {
                    Cell::Text(format!("{}…", first_digits(id)))
                }
                ("user", Cell::Id(id)) => Cell::Text(id.clone()),
                ("org", Cell::Named(named)) => Cell::Text(without_id(&named.shown).to_owned()),
                (_, cell) => cell.clone(),
            });
        cells.collect()
    };
    Section {
        id: "people_left",
        title: "Who still has to be moved",
        note: String::new(),
        columns: wanted.iter().map(|column| section.columns[*column].clone()).collect(),
        rows: rows.iter().map(cells).collect(),
        ends_in_total: false,
    }
}

/// All rows, with the addresses that programs get beside the names.
fn in_full(section: &Section<'_>) -> Section<'static> {
    let shown = section.columns.iter().enumerate();
    let shown = shown.filter(|(_, column)| column.align != Align::Named || column.id == "email");
    let shown: Vec<(usize, Column)> = shown
        .map(|(at, column)| (at, Column { align: plain(column.align), ..column.clone() }))
        .collect();
    let rows = section.rows.iter().take(table::MAX_ROWS);
    Section {
        id: section.id,
        title: section.title,
        note: section.note.clone(),
        columns: shown.iter().map(|(_, column)| column.clone()).collect(),
        rows: rows
            .map(|row| shown.iter().map(|(at, _)| row[*at].clone()).collect::<Vec<Cell>>())
            .collect(),
        ends_in_total: false,
    }
}

fn plain(align: Align) -> Align {
    if align == Align::Named { Align::Left } else { align }
}

/// `Cedar Logistics` of `Cedar Logistics (a9e53bc6)`.
fn without_id(shown: &str) -> &str {
    shown.rsplit_once(" (").map_or(shown, |(name, _)| name)
}
