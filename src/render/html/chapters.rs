//! What follows the first screen, in the order of managers' questions; at the end, folded, all figures.
//!
//! In: the chapters of an overview and the sections of a report. Out: a section of the page for each chapter
//! that has something to say.

use maud::{Markup, html};

use crate::payload::Zone;
use crate::render::html::link::Links;
use crate::render::html::people::people;
use crate::render::html::table::{self, Times};
use crate::render::html::{chart, text};
use crate::report::{Chapter, Column, Overview, Report, Section, titled};

/// The section that has a chapter of its own.
const PEOPLE: &str = "still_to_move";

/// What the first screen says, and what the last fold holds.
const ELSEWHERE: [&str; 2] = ["next", "all"];

/// The chapters that have something to say; charts stand beside each other where there is room.
pub(super) fn chapters(report: &Report<'_>, overview: &Overview, links: &Links<'_>) -> Markup {
    html! {
        div.chapters { @for chapter in told(report, overview) { (self::chapter(report, chapter, links)) } }
    }
}

/// The chapters that have something to say.
pub(super) fn told<'a>(report: &Report<'_>, overview: &'a Overview) -> Vec<&'a Chapter> {
    let has_people = report.sections.iter().any(|s| s.id == PEOPLE && !s.rows.is_empty());
    let is_told = |chapter: &&Chapter| match &*chapter.id {
        id if ELSEWHERE.contains(&id) => false,
        "left" => has_people,
        "trust" => true,
        _ => !chapter.charts.is_empty() || !chapter.lists.is_empty(),
    };
    overview.chapters.iter().filter(is_told).collect()
}

fn chapter(report: &Report<'_>, chapter: &Chapter, links: &Links<'_>) -> Markup {
    let of_people = report.in_chapter(chapter).find(|section| section.id == PEOPLE);
    html! {
        section id=(chapter.id) class=(if chapter.lists.is_empty() && of_people.is_none() { "half" } else { "whole-width" }) {
            h2 { (chapter.title) }
            @for words in &chapter.words { p { (text(words)) } }
            div.beside.narrowed[!chapter.lists.is_empty()] {
                @for chart in &chapter.charts { (chart::figure(chart, report.zone)) }
                @for section in chapter.tables().into_iter().map(|table| on_clocks(table, report.zone)) {
                    div { (table::headed(&section, html! { h3 { (section.title) } }, links, Times::Short)) }
                }
            }
            @if let Some(section) = of_people { (people(section, links)) }
        }
    }
}

/// All sections that no chapter shows, folded.
pub(super) fn all_figures(report: &Report<'_>, links: &Links<'_>) -> Markup {
    let sections = report.sections.iter().filter(|s| s.id != PEOPLE && !s.rows.is_empty());
    html! {
        details.fold {
            summary { h2 { "All figures" } }
            div id="all" {
                @for section in sections {
                    (table::headed(section, html! { h3 { (section.title) } }, links, Times::Exact))
                }
            }
        }
    }
}

/// A table whose headings name the zone; its times are on clocks already.
fn on_clocks(table: Section<'static>, zone: Zone) -> Section<'static> {
    let columns = table.columns.iter();
    let columns = columns.map(|column| Column { title: titled(column.title, zone), ..*column });
    Section { columns: columns.collect(), ..table }
}
