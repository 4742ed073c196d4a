//! A section as a table.

use maud::{Markup, html};

use super::text;
use crate::render::machine::{Value, value};
use crate::render::words::words;
use crate::report::{Align, Cell, Column, Section};

/// How many rows a table has at the most: more no browser sorts and nobody reads.
const MOST: usize = 2_000;

/// With more columns than this a table is set smaller on paper.
const WIDE: usize = 12;

/// A section's note and its rows.
pub(super) fn table(section: &Section) -> Markup {
    let left = section.rows.len().saturating_sub(MOST);
    html! {
        @if !section.note.is_empty() { p.note { (text(&section.note)) } }
        @if section.rows.is_empty() {
            p { "None." }
        } @else {
            div.scroll tabindex="0" role="region" aria-label=(section.title) {
                table.wide[section.columns.len() > WIDE] data-rows=(section.rows.len())
                    id={ "table-" (section.id) } {
                    thead {
                        tr {
                            @for column in &section.columns {
                                th scope="col" class=(class(column, None)) { (column.title) }
                            }
                        }
                    }
                    tbody {
                        @for row in section.rows.iter().take(MOST) {
                            tr {
                                @for (column, cell) in section.columns.iter().zip(row) {
                                    (self::cell(column, cell))
                                }
                            }
                        }
                    }
                }
            }
            @if left > 0 {
                p.note {
                    (left) " more rows are not shown here. All of them are in the CSV files (-o tables/) and in \
                     the JSON (-o audit.json --section " (section.id) ")."
                }
            }
        }
    }
}

fn cell(column: &Column, cell: &Cell) -> Markup {
    let shown = text(&words(cell));
    let class = class(column, Some(cell));
    html! {
        @match (cell, column.align) {
            (Cell::Term(term), _) if tone(term.id).is_some() => {
                td class=(class) { span class={ "o " (tone(term.id).unwrap_or_default()) } { (shown) } }
            },
            // What a script sorts by; a share by itself says less than its parts.
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

fn class(column: &Column, cell: Option<&Cell>) -> &'static str {
    match (column.align, cell) {
        (Align::Right, _) => "n",
        (_, Some(Cell::Time(_))) => "t",
        // Pictures are made of characters of one width.
        (Align::Drawn, _) | (_, Some(Cell::Id(_))) => "i",
        _ => "w",
    }
}

/// The colour of one of our own words for how something came out; the word says the same.
fn tone(id: &str) -> Option<&'static str> {
    Some(match id {
        "succeeded" => "t-good",
        "with-errors" | "warning" => "t-warn",
        "failed" | "failed-again" | "error" => "t-bad",
        "stopped" => "t-stopped",
        "pending-orders" => "t-waiting",
        "in-progress" | "undetermined" => "t-open",
        _ => return None,
    })
}
