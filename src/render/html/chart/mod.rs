//! Charts as SVG, drawn by hand: no library is as small as a few rectangles.
//!
//! In: a chart as data. Out: a figure with a title, a description for those who do not see it, a legend
//! in words, and where no section has the data a table that unfolds. Each is drawn twice, for a screen
//! and for a phone, because letters that are scaled down cannot be read; the style shows one. Colours
//! are classes, so that they follow light, dark and paper; every mark has its own words under the
//! pointer.

mod bars;
mod scale;
mod time;
pub(super) mod trend;

use maud::{Markup, html};

use crate::payload::Zone;
use crate::render::head::moment;
use crate::render::html::{class, text};
use crate::render::human::words;
use crate::render::wrap::width;
use crate::report::{Cell, Chart, Dots, Drawing, SemanticColor, Stacks};

/// What is drawn on; its units are pixels where it is as wide as its letters want it.
#[derive(Clone, Copy)]
struct Paper {
    name: &'static str,
    width: f64,
    /// How wide a letter is, roughly.
    letter: f64,
}

const WIDE_PAPER: Paper = Paper { name: "wide", width: 960.0, letter: 7.4 };
const NARROW_PAPER: Paper = Paper { name: "narrow", width: 360.0, letter: 6.7 };

impl Paper {
    fn is_narrow(self) -> bool {
        self.width < WIDE_PAPER.width
    }

    /// As much of a text as there is room for.
    fn fitting(self, text: &str, room: f64) -> String {
        let room = (room / self.letter).max(4.0) as usize;
        if width(text) <= room {
            return text.to_owned();
        }
        let mut cut = String::new();
        for c in text.chars() {
            cut.push(c);
            if width(&cut) >= room {
                cut.pop();
                break;
            }
        }
        cut.push('…');
        cut
    }
}

/// A chart with its words.
pub(super) fn figure(chart: &Chart, zone: Zone) -> Markup {
    html! {
        figure {
            figcaption { strong { (chart.title) } " " (text(&chart.description)) }
            (svg(chart, WIDE_PAPER, zone))
            (svg(chart, NARROW_PAPER, zone))
            (legend(&chart.drawing))
            (as_table(chart, zone))
        }
    }
}

/// The data as a table, where no section has them.
fn as_table(chart: &Chart, zone: Zone) -> Markup {
    let table = match &chart.drawing {
        Drawing::Stacks(stacks) => periods(stacks),
        Drawing::Dots(dots) => jobs(dots, zone),
        Drawing::Pareto(_) | Drawing::Bars(_) | Drawing::Spreads(_) => return html! {},
    };
    html! {
        details {
            summary { (chart.title) " as a table" }
            div.scroll.long tabindex="0" role="group" aria-label={ (chart.title) " as a table" } { (table) }
        }
    }
}

fn periods(stacks: &Stacks) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "period" }
                @for series in &stacks.series { th.n scope="col" { (series.name) } }
            } }
            tbody { @for (nth, label) in stacks.labels.iter().enumerate() {
                tr {
                    td { (text(label)) }
                    @for series in &stacks.series { td.n { (count(series.values[nth])) } }
                }
            } }
        }
    }
}

fn jobs(dots: &Dots, zone: Zone) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "file" }
                th scope="col" { "started" }
                th.n scope="col" { "elapsed" }
                th scope="col" { "result" }
                th scope="col" { "job" }
            } }
            tbody { @for dot in &dots.dots {
                tr {
                    td { (text(&dot.file)) }
                    td.s { (time::started(dots, dot).map(|time| moment(time, zone)).unwrap_or_default()) }
                    td.n { (duration(dot.elapsed)) }
                    td { span class={ "o " (class(SemanticColor::of(dot.outcome))) } { (dot.outcome.title()) } }
                    td.i { (text(dot.job.as_deref().unwrap_or_default())) }
                }
            } }
        }
    }
}

fn svg(chart: &Chart, paper: Paper, zone: Zone) -> Markup {
    let (height, drawing) = match &chart.drawing {
        Drawing::Stacks(stacks) => time::stacks(stacks, paper),
        Drawing::Pareto(pareto) => bars::pareto(pareto, paper),
        Drawing::Bars(bars) => bars::bars(bars, paper),
        Drawing::Spreads(spreads) => bars::spreads(spreads, paper),
        Drawing::Dots(dots) => time::dots(dots, paper, zone),
    };
    let id = |part: &str| format!("{}-{part}-{}", chart.id, paper.name);
    html! {
        svg class=(paper.name) viewBox={ "0 0 " (paper.width) " " (height) } role="img"
            aria-labelledby={ (id("title")) " " (id("words")) } {
            title id=(id("title")) { (chart.title) }
            desc id=(id("words")) { (text(&chart.description)) }
            (drawing)
        }
    }
}

/// What the colours stand for, where they stand for something that is not written beside them.
fn legend(drawing: &Drawing) -> Markup {
    let mut known: Vec<(SemanticColor, &str)> = match drawing {
        Drawing::Stacks(stacks) => stacks.series.iter().map(|s| (s.tone, &*s.name)).collect(),
        Drawing::Dots(dots) => {
            let outcomes = dots.dots.iter().map(|dot| dot.outcome);
            let mut known: Vec<_> =
                outcomes.map(|outcome| (SemanticColor::of(outcome), outcome.title())).collect();
            known.sort_by_key(|(tone, _)| std::cmp::Reverse(*tone));
            known
        }
        Drawing::Pareto(_) | Drawing::Bars(_) | Drawing::Spreads(_) => Vec::new(),
    };
    known.dedup();
    html! {
        @if !known.is_empty() {
            ul.legend {
                @for (tone, name) in known { li { span class={ "o " (class(tone)) } { (name) } } }
            }
        }
    }
}

/// A number of the drawing, short.
fn at(number: f64) -> String {
    format!("{number:.1}")
}

fn count(number: u64) -> String {
    words(&Cell::Count(number)).into_owned()
}

fn duration(nanos: i64) -> String {
    words(&Cell::Duration(nanos.into())).into_owned()
}

fn rect(x: f64, y: f64, width: f64, height: f64, tone: SemanticColor, said: &str) -> Markup {
    html! {
        rect class=(class(tone)) x=(at(x)) y=(at(y)) width=(at(width)) height=(at(height)) { title { (said) } }
    }
}
