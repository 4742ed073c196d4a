//! What each figure of a history came to, audit by audit: small lines.
//!
//! In: a section whose rows are audits, the oldest first. Out: for each of its figures a line with its last value,
//! from the least that it ever was to the most, so that each tells its own story. All of it stands in the table too.

use maud::{Markup, html};

use crate::render::html::chart::at;
use crate::render::html::{text, unbroken};
use crate::render::human::words;
use crate::render::machine::{Value, value};
use crate::report::{Align, Cell, Column, Section};

const WIDTH: f64 = 160.0;
const HEIGHT: f64 = 36.0;
/// So that the ends of a line are drawn whole.
const MARGIN: f64 = 4.0;

/// The lines of a section; nothing where there is but one audit.
pub(in crate::render::html) fn lines(section: &Section<'_>) -> Markup {
    let rows: Vec<Vec<Cell>> = section.rows.iter().collect();
    let figures =
        section.columns.iter().enumerate().filter(|(_, column)| column.align == Align::Right);
    let lines = figures.filter_map(|(nth, column)| {
        let cells: Vec<&Cell> = rows.iter().map(|row| &row[nth]).collect();
        line(column, &cells)
    });
    let lines: Vec<Markup> = lines.collect();
    html! {
        @if !lines.is_empty() { ul.sparks { @for line in lines { li { (line) } } } }
    }
}

/// One figure: none where fewer than two of its values are known.
fn line(column: &Column, cells: &[&Cell]) -> Option<Markup> {
    let values: Vec<Option<f64>> = cells.iter().map(|cell| number(cell)).collect();
    let known: Vec<(usize, f64)> =
        values.iter().enumerate().filter_map(|(nth, value)| Some((nth, (*value)?))).collect();
    let [(first, _), .., (last, _)] = known[..] else { return None };
    let (least, most) = known.iter().fold((f64::MAX, f64::MIN), |(least, most), (_, value)| {
        (least.min(*value), most.max(*value))
    });
    let across =
        |nth: usize| MARGIN + nth as f64 / (cells.len() - 1) as f64 * (WIDTH - 2.0 * MARGIN);
    let down = |value: f64| match most > least {
        true => MARGIN + (most - value) / (most - least) * (HEIGHT - 2.0 * MARGIN),
        false => HEIGHT / 2.0,
    };
    let points: Vec<String> = known
        .iter()
        .map(|(nth, value)| format!("{},{}", at(across(*nth)), at(down(*value))))
        .collect();
    let said = |nth: usize| text(&words(cells[nth]));
    let described = format!(
        "{}: from {} to {} in {} audits",
        column.title,
        said(first),
        said(last),
        cells.len()
    );
    Some(html! {
        span.soft { (column.title) }
        svg class="spark" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(described) {
            polyline points=(points.join(" ")) {}
            @for (nth, value) in &known {
                circle cx=(at(across(*nth))) cy=(at(down(*value))) r=(if *nth == last { "3" } else { "1.5" }) {
                    title { (said(*nth)) }
                }
            }
        }
        strong { (unbroken(&said(last))) }
    })
}

fn number(cell: &Cell) -> Option<f64> {
    match value(cell) {
        Value::Integer(number) => Some(number as f64),
        Value::Number(number) => Some(number),
        _ => None,
    }
}
