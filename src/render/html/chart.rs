//! Charts as SVG, drawn by hand: no library is as small as a few rectangles.
//!
//! In: a chart as data. Out: a figure with a title, a description for those who do not see it, and a
//! legend in words. Colours are classes, so that they follow light, dark and paper; every mark has its
//! own words under the pointer.

use maud::{Markup, html};

use super::{class, text};
use crate::render::words::words;
use crate::report::{Bars, Cell, Chart, Dots, Drawing, Pareto, Spreads, Stacks, Tone};

/// The width of every drawing, in its own units.
const WIDTH: f64 = 960.0;

/// A chart with its words.
pub(super) fn figure(chart: &Chart) -> Markup {
    let (height, drawing) = match &chart.drawing {
        Drawing::Stacks(stacks) => self::stacks(stacks),
        Drawing::Pareto(pareto) => self::pareto(pareto),
        Drawing::Bars(bars) => self::bars(bars),
        Drawing::Spreads(spreads) => self::spreads(spreads),
        Drawing::Dots(dots) => self::dots(dots),
    };
    let (title, description) = (format!("{}-title", chart.id), format!("{}-words", chart.id));
    html! {
        figure {
            figcaption { strong { (chart.title) } " " (text(&chart.description)) }
            svg viewBox={ "0 0 " (WIDTH) " " (height) } role="img"
                aria-labelledby={ (title) " " (description) } {
                title id=(title) { (chart.title) }
                desc id=(description) { (text(&chart.description)) }
                (drawing)
            }
            @if let Drawing::Stacks(stacks) = &chart.drawing {
                ul.legend {
                    @for series in &stacks.series {
                        li { span class={ "o " (class(series.tone)) } { (series.name) } }
                    }
                }
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

fn rect(x: f64, y: f64, width: f64, height: f64, tone: Tone, said: &str) -> Markup {
    html! {
        rect class=(class(tone)) x=(at(x)) y=(at(y)) width=(at(width)) height=(at(height)) { title { (said) } }
    }
}

fn stacks(stacks: &Stacks) -> (f64, Markup) {
    const HEIGHT: f64 = 220.0;
    let sums = (0..stacks.labels.len())
        .map(|at| stacks.series.iter().map(|series| series.values[at]).sum::<u64>());
    let most = sums.clone().max().unwrap_or(0).max(1);
    let step = (WIDTH - 50.0) / stacks.labels.len().max(1) as f64;
    let bar = (step * 0.8).min(60.0);
    // As many labels as have room.
    let every = (80.0 / step).ceil().max(1.0) as usize;
    let scale = |value: u64| value as f64 * HEIGHT / most as f64;
    let drawing = html! {
        line class="l" x1="40" x2=(at(WIDTH)) y1=(at(HEIGHT + 10.0)) y2=(at(HEIGHT + 10.0)) {}
        line class="l" x1="40" x2=(at(WIDTH)) y1="10" y2="10" {}
        text class="s" x="34" y="16" text-anchor="end" { (count(most)) }
        text class="s" x="34" y=(at(HEIGHT + 12.0)) text-anchor="end" { "0" }
        @for (nth, label) in stacks.labels.iter().enumerate() {
            @let x = 45.0 + nth as f64 * step + (step - bar) / 2.0;
            @for (series, below) in stacks.series.iter().enumerate().map(|(above, series)| {
                (series, stacks.series[..above].iter().map(|series| series.values[nth]).sum::<u64>())
            }) {
                @let value = series.values[nth];
                @if value > 0 {
                    (rect(x, HEIGHT + 10.0 - scale(below + value), bar, scale(value), series.tone,
                        &format!("{}: {} {}", text(label), count(value), series.name)))
                }
            }
            @if nth % every == 0 {
                text class="s" x=(at(x + bar / 2.0)) y=(at(HEIGHT + 28.0)) text-anchor="middle" { (text(label)) }
            }
        }
    };
    (HEIGHT + 40.0, drawing)
}

fn pareto(pareto: &Pareto) -> (f64, Markup) {
    let most = pareto.bars.iter().map(|(.., n)| *n).max().unwrap_or(0).max(1);
    let mut so_far = 0;
    let drawing = html! {
        @for (nth, (code, summary, occurrences)) in pareto.bars.iter().enumerate() {
            @let y = nth as f64 * 26.0 + 4.0;
            @let together = { so_far += occurrences; so_far };
            @let share = words(&Cell::share(together, pareto.total)).into_owned();
            text x="84" y=(at(y + 14.0)) text-anchor="end" { (text(code)) }
            (rect(92.0, y, *occurrences as f64 * 400.0 / most as f64, 19.0, Tone::Bad,
                &format!("{}: {} times", text(code), count(*occurrences))))
            text x=(at(98.0 + *occurrences as f64 * 400.0 / most as f64)) y=(at(y + 14.0)) {
                (count(*occurrences)) " " (text(summary))
                tspan class="s" { " · together " (share) }
            }
        }
    };
    (pareto.bars.len() as f64 * 26.0 + 8.0, drawing)
}

fn bars(Bars(bars): &Bars) -> (f64, Markup) {
    let most = bars.iter().map(|(.., n)| *n).max().unwrap_or(0).max(1);
    let drawing = html! {
        @for (nth, (label, tone, number)) in bars.iter().enumerate() {
            @let (y, width) = (nth as f64 * 26.0 + 4.0, *number as f64 * 580.0 / most as f64);
            text x="274" y=(at(y + 14.0)) text-anchor="end" { (text(label)) }
            (rect(282.0, y, width, 19.0, *tone, &format!("{}: {}", text(label), count(*number))))
            text x=(at(288.0 + width)) y=(at(y + 14.0)) { (count(*number)) }
        }
    };
    (bars.len() as f64 * 26.0 + 8.0, drawing)
}

/// A scale on which each mark is ten times the one before, from a millisecond on.
struct Decades {
    from: f64,
    to: f64,
    width: f64,
}

impl Decades {
    fn over(values: impl Iterator<Item = i64> + Clone, width: f64) -> Decades {
        let decade = |nanos: i64| (nanos.max(1_000_000) as f64).log10();
        let from = values.clone().map(decade).fold(f64::INFINITY, f64::min).floor();
        let to = values.map(decade).fold(f64::NEG_INFINITY, f64::max).ceil();
        match from.is_finite() && to.is_finite() {
            true => Decades { from, to: to.max(from + 1.0), width },
            false => Decades { from: 6.0, to: 7.0, width },
        }
    }

    fn place(&self, nanos: i64) -> f64 {
        let decade = (nanos.max(1_000_000) as f64).log10();
        (decade - self.from) / (self.to - self.from) * self.width
    }

    /// The marks: where they are, and what they say.
    fn marks(&self) -> Vec<(f64, String)> {
        let all = self.from as u32..=self.to as u32;
        all.filter_map(|power| 10_i64.checked_pow(power))
            .map(|nanos| (self.place(nanos), duration(nanos)))
            .collect()
    }
}

fn spreads(Spreads(rows): &Spreads) -> (f64, Markup) {
    const LEFT: f64 = 330.0;
    let scale = Decades::over(rows.iter().flat_map(|row| [row.p50, row.max]), WIDTH - LEFT - 60.0);
    let bottom = rows.len() as f64 * 26.0 + 6.0;
    let drawing = html! {
        @for (x, said) in scale.marks() {
            line class="l" x1=(at(LEFT + x)) x2=(at(LEFT + x)) y1="2" y2=(at(bottom)) {}
            text class="s" x=(at(LEFT + x)) y=(at(bottom + 15.0)) text-anchor="middle" { (said) }
        }
        @for (nth, row) in rows.iter().enumerate() {
            @let y = nth as f64 * 26.0 + 6.0;
            @let place = |nanos: i64| LEFT + scale.place(nanos);
            @let (a, b, c) = (place(row.p50), place(row.p90), place(row.max));
            text x=(at(LEFT - 8.0)) y=(at(y + 13.0)) text-anchor="end" { (text(&row.label)) }
            line class="c" x1=(at(b)) x2=(at(c)) y1=(at(y + 9.0)) y2=(at(y + 9.0)) {}
            (rect(a, y + 2.0, (b - a).max(2.0), 14.0, Tone::Plain, &format!(
                "{}: half within {}, nine of ten within {}, all within {}",
                text(&row.label), duration(row.p50), duration(row.p90), duration(row.max))))
            line class="c" x1=(at(a)) x2=(at(a)) y1=(at(y)) y2=(at(y + 18.0)) {}
            @if let Some(p99) = row.p99 {
                line class="c" x1=(at(place(p99))) x2=(at(place(p99))) y1=(at(y + 4.0)) y2=(at(y + 14.0)) {
                    title { "99 of 100 within " (duration(p99)) }
                }
            }
            circle class=(class(Tone::Warn)) cx=(at(c)) cy=(at(y + 9.0)) r="4" { title { "longest: " (duration(row.max)) } }
        }
    };
    (bottom + 24.0, drawing)
}

fn dots(dots: &Dots) -> (f64, Markup) {
    const HEIGHT: f64 = 230.0;
    const LEFT: f64 = 70.0;
    let scale = Decades::over(dots.dots.iter().map(|(_, elapsed, ..)| *elapsed), HEIGHT);
    let across =
        |since: i128| LEFT + 10.0 + since as f64 / dots.whole.max(1) as f64 * (WIDTH - LEFT - 30.0);
    let drawing = html! {
        @for (y, said) in scale.marks() {
            @let y = HEIGHT + 8.0 - y;
            line class="l" x1=(at(LEFT)) x2=(at(WIDTH)) y1=(at(y)) y2=(at(y)) {}
            text class="s" x=(at(LEFT - 6.0)) y=(at(y + 4.0)) text-anchor="end" { (said) }
        }
        text class="s" x=(at(LEFT)) y=(at(HEIGHT + 28.0)) { (dots.ends[0]) }
        text class="s" x=(at(WIDTH)) y=(at(HEIGHT + 28.0)) text-anchor="end" { (dots.ends[1]) }
        @for (since, elapsed, tone, outcome) in &dots.dots {
            circle class=(class(*tone)) cx=(at(across(*since))) cy=(at(HEIGHT + 8.0 - scale.place(*elapsed))) r="4" {
                title { (outcome) ", " (duration(*elapsed)) }
            }
        }
    };
    (HEIGHT + 36.0, drawing)
}
