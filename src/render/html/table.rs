//! A section as a table.
//!
//! In: a section. Out: its note and a table whose columns are as wide as what stands in them: ids, names
//! and numbers stay whole, texts that are long take several lines. A long table scrolls under its head.

use maud::{Markup, html};

use crate::render::escape::href;
use crate::render::html::link::Links;
use crate::render::html::{text, to_the_minute};
use crate::render::human::words;
use crate::render::machine::{Value, value};
use crate::render::wrap::{widest_word, width};
use crate::report::{Align, Cell, Column, Section, SemanticColor};

/// How many rows a table has at the most: more no browser sorts and nobody reads.
pub(super) const MAX_ROWS: usize = 2_000;

/// With more rows than this a table scrolls by itself.
const SCROLL_AFTER_ROWS: usize = 30;

/// With more letters side by side than this a table is printed across...
const LANDSCAPE_AFTER_LETTERS: usize = 140;

/// ...and with more columns than this not even that is wide enough: words are broken.
const BREAK_WORDS_AFTER_COLUMNS: usize = 20;

/// Texts up to this long stay on one line, a UUID among them.
const MAX_UNWRAPPED_LETTERS: usize = 40;

/// Longer ones take several of about so many letters.
const WRAPPED_LETTERS: usize = 16;

/// How exact times are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Times {
    /// To the second.
    Exact,
    /// To the minute.
    Short,
}

/// A section with its heading.
pub(super) fn headed(
    section: &Section<'_>,
    heading: Markup,
    links: &Links<'_>,
    times: Times,
) -> Markup {
    let section = &section.for_people();
    html! {
        div.across[is_wide(section)] { (heading) (table(section, links, times)) }
    }
}

/// Whether a table needs more letters side by side than a page has upright.
fn is_wide(section: &Section<'_>) -> bool {
    let rows: Vec<Vec<Cell>> = section.rows.iter().take(MAX_ROWS).collect();
    let columns = section.columns.iter().enumerate().map(|(at, column)| {
        let longest = rows.iter().map(|row| match &row[at] {
            // It may break before the percentage.
            Cell::Share { part, .. } => 2 * words(&Cell::Count(*part)).len() + 3,
            // Letters of one width are wider.
            Cell::Id(id) => width(&text(id)) * 9 / 8,
            cell => width(&text(&words(cell))),
        });
        let longest = longest.max().unwrap_or(0).max(widest_word(&column.title));
        // Two for the space between columns.
        2 + if longest > MAX_UNWRAPPED_LETTERS * 9 / 8 { WRAPPED_LETTERS } else { longest }
    });
    columns.sum::<usize>() > LANDSCAPE_AFTER_LETTERS
}

/// A section's note and its rows.
pub(super) fn table(section: &Section<'_>, links: &Links<'_>, times: Times) -> Markup {
    let section = &section.for_people();
    let left = section.rows_before_total().saturating_sub(MAX_ROWS);
    let rows: Vec<Vec<Cell>> =
        section.rows.iter().take(section.rows_before_total() - left).collect();
    let columns = section.columns.iter().enumerate();
    let classes: Vec<&str> = columns.map(|(at, column)| class(column, &rows, at)).collect();
    let row = |row: &[Cell]| self::row(section, row, &classes, links, times);
    html! {
        @if !section.note.is_empty() { p.note { (text(&section.note)) } }
        @if section.rows.is_empty() {
            p { "None." }
        } @else {
            div.scroll.long[rows.len() > SCROLL_AFTER_ROWS] tabindex="0" role="group" aria-label=(section.title) {
                table.widest[section.columns.len() > BREAK_WORDS_AFTER_COLUMNS] data-rows=(section.rows.len())
                    id={ "table-" (section.id) } {
                    thead {
                        tr {
                            @for (column, class) in section.columns.iter().zip(&classes) {
                                th scope="col" class=(class) { (column.title) }
                            }
                        }
                    }
                    tbody { @for cells in &rows { (row(cells)) } }
                    @if let Some(total) = section.total() { tfoot { (row(&total)) } }
                }
            }
            @if left > 0 {
                p.note {
                    (words(&Cell::Count(left as u64))) " more rows are left out on this page; a workbook and CSV files of \
                     the same audit have them all."
                }
            }
        }
    }
}

fn row(
    section: &Section<'_>,
    row: &[Cell],
    classes: &[&str],
    links: &Links<'_>,
    times: Times,
) -> Markup {
    let link = links.of_row(&section.columns, row);
    html! {
        tr {
            @for ((column, cell), class) in section.columns.iter().zip(row).zip(classes) {
                @match link.as_deref().filter(|_| matches!(column.id, "job" | "file")) {
                    Some(link) => td class=(class) { a href=(link) { (text(&words(cell))) } },
                    None => (self::cell(column, cell, class, times)),
                }
            }
        }
    }
}

fn cell(column: &Column, cell: &Cell, class: &str, times: Times) -> Markup {
    let shown = text(&words(cell));
    html! {
        @match (cell, column.align) {
            (Cell::Link(file), _) => {
                td class=(class) { a href=(href(&file.id)) { (text(&file.shown)) } }
            },
            (Cell::Term(term), _) => {
                // Words for how something came out are sorted by how bad that is.
                @if let Some(tone) = SemanticColor::of_word(term.id) {
                    td class=(class) data-v=(tone as u8) {
                        span class={ "o " (crate::render::html::class(tone)) } { (shown) }
                    }
                } @else {
                    td class=(class) { (shown) }
                }
            },
            // What a script sorts by; a share by itself says less than its parts, and may break before
            // the percentage alone.
            (Cell::Share { .. }, _) => {
                td class="r" data-v=(sort_key(cell)) {
                    (crate::render::html::unbroken(&shown))
                }
            },
            (Cell::Time(_), _) if times == Times::Short => td class=(class) { (to_the_minute(&shown)) },
            (_, Align::Right) => td class=(class) data-v=(sort_key(cell)) { (shown) },
            _ => td class=(class) { (shown) },
        }
    }
}

fn sort_key(cell: &Cell) -> String {
    match value(cell) {
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// How a column is set: what it holds, and whether that is short enough for one line.
fn class(column: &Column, rows: &[Vec<Cell>], at: usize) -> &'static str {
    let cells = || rows.iter().map(|row| &row[at]);
    let is_short = || cells().all(|cell| width(&text(&words(cell))) <= MAX_UNWRAPPED_LETTERS);
    match column.align {
        Align::Right => "n",
        // Pictures are made of characters of one width.
        Align::Drawn | Align::Named => "i",
        // Words beside ids are set like all words.
        Align::Left
            if cells().any(|cell| matches!(cell, Cell::Id(_)))
                && cells().all(|cell| matches!(cell, Cell::Id(_) | Cell::Missing)) =>
        {
            if is_short() { "i" } else { "i w" }
        }
        Align::Left => {
            if is_short() {
                "s"
            } else {
                "w"
            }
        }
    }
}
