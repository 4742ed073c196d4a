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
use crate::report::{Chapter, JobList, List, ListedJob, Overview, Report, Section, grouped};

/// The section that has a chapter of its own.
const PEOPLE: &str = "still_to_move";

/// The section of earlier audits, which is drawn too.
pub(super) const TREND: &str = "trend";

/// How many jobs with problems are seen at once.
const MAX_JOBS_SHOWN: usize = 10;

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
    let has_trend = report.sections.iter().any(|s| s.id == TREND && s.rows.len() > 1);
    let is_told = |chapter: &&Chapter| match &*chapter.id {
        id if ELSEWHERE.contains(&id) => false,
        "left" => has_people,
        "trust" | "limits" => true,
        "time" if has_trend => true,
        _ => !chapter.charts.is_empty() || !chapter.lists.is_empty(),
    };
    overview.chapters.iter().filter(is_told).collect()
}

fn chapter(report: &Report<'_>, chapter: &Chapter, links: &Links<'_>) -> Markup {
    let of_people = report.in_chapter(chapter).find(|section| section.id == PEOPLE);
    html! {
        section id=(chapter.id) .whole-width[!chapter.lists.is_empty() || of_people.is_some()] {
            h2 { (chapter.title) }
            @for words in &chapter.words { p { (text(words)) } }
            div.beside.narrowed[chapter.charts.len() + chapter.lists.len() > 1] {
                @for chart in &chapter.charts { (chart::figure(chart, report.zone)) }
                @for list in &chapter.lists { (self::list(list, report.zone, links)) }
            }
            @for section in report.in_chapter(chapter).filter(|_| chapter.id == "limits") {
                (table::table(section, links, Times::Short))
            }
            @for section in trends(report, chapter) {
                h3 { (section.title) }
                (chart::trend::lines(section))
            }
            @if let Some(section) = of_people { (people(section, links)) }
        }
    }
}

/// The section of earlier audits, where there are any.
fn trends<'r, 'a>(
    report: &'r Report<'a>,
    chapter: &'r Chapter,
) -> impl Iterator<Item = &'r Section<'a>> {
    report.in_chapter(chapter).filter(|section| section.id == TREND && section.rows.len() > 1)
}

/// A table; of a long one the first rows, and the others in a fold.
fn list(list: &List, zone: Zone, links: &Links<'_>) -> Markup {
    let table = list.table(zone);
    let heading = html! { h3 { (table.title) } };
    let List::Jobs(jobs) = list else {
        return html! { div { (table::headed(&table, heading, links, Times::Short)) } };
    };
    let (shown, rest) = jobs.rows.split_at(jobs.rows.len().min(MAX_JOBS_SHOWN));
    let part = |rows: &[ListedJob]| {
        let part = List::Jobs(JobList { rows: rows.to_vec(), ..jobs.clone() });
        part.table(zone)
    };
    html! {
        div.alone {
            (table::headed(&part(shown), heading, links, Times::Short))
            @if !rest.is_empty() {
                details {
                    summary { (grouped(rest.len() as u128)) " more" }
                    (table::headed(&Section { id: "more_jobs", ..part(rest) }, Markup::default(), links, Times::Short))
                }
            }
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
