//! Bars across: each with its label beside it, or on a narrow paper above it.

use maud::{Markup, html};

use crate::render::html::chart::scale::Durations;
use crate::render::html::chart::{Paper, at, count, duration, rect, text};
use crate::render::human::words;
use crate::report::{Bars, Cell, Pareto, SemanticColor, Spreads};

/// How bars stand: where they begin, how far they reach, how high a row is and its label's base line.
struct Rows {
    left: f64,
    longest: f64,
    height: f64,
    /// From the top of a row to its bar, and how thick that is.
    bar: (f64, f64),
    label: f64,
}

impl Rows {
    /// With so much room for labels beside the bars, and for words behind them.
    fn on(paper: Paper, labels: f64, words: f64) -> Rows {
        if paper.is_narrow() {
            let longest = paper.width - words.min(paper.width / 2.0);
            Rows { left: 0.0, longest, height: 42.0, bar: (17.0, 15.0), label: 12.0 }
        } else {
            let longest = paper.width - labels - words;
            Rows { left: labels, longest, height: 22.0, bar: (2.0, 17.0), label: 15.0 }
        }
    }

    fn label(&self, paper: Paper, y: f64, said: &str) -> Markup {
        let said = text(said);
        html! {
            @if paper.is_narrow() {
                text x="0" y=(at(y + self.label)) { (paper.fitting(&said, paper.width)) }
            } @else {
                text x=(at(self.left - 8.0)) y=(at(y + self.label)) text-anchor="end" {
                    (paper.fitting(&said, self.left - 8.0))
                }
            }
        }
    }

    /// The base line of words behind a bar.
    fn behind(&self) -> f64 {
        self.bar.0 + self.bar.1 * 0.5 + 5.0
    }
}

pub(super) fn pareto(pareto: &Pareto, paper: Paper) -> (f64, Markup) {
    let most = pareto.bars.iter().map(|(.., n)| *n).max().unwrap_or(0).max(1);
    let rows = Rows::on(paper, 92.0, if paper.is_narrow() { 150.0 } else { 560.0 });
    let share = |n: u64| words(&Cell::Fraction(n as f64 / pareto.total.max(1) as f64)).into_owned();
    let mut so_far = 0;
    let drawing = html! {
        @for (nth, (code, summary, occurrences)) in pareto.bars.iter().enumerate() {
            @let y = nth as f64 * rows.height;
            @let together = { so_far += occurrences; format!("together {}", share(so_far)) };
            @let length = *occurrences as f64 * rows.longest / most as f64;
            @let number = count(*occurrences);
            @let said = if *occurrences == 1 { format!("{}: once", text(code)) }
                else { format!("{}: {number} times", text(code)) };
            @let behind = rows.left + length + 6.0;
            @if paper.is_narrow() {
                (rows.label(paper, y, &format!("{code} {summary}")))
            } @else {
                (rows.label(paper, y, code))
            }
            (rect(rows.left, y + rows.bar.0, length, rows.bar.1, SemanticColor::Bad, &said))
            text x=(at(behind)) y=(at(y + rows.behind())) {
                (number)
                @if !paper.is_narrow() {
                    @let taken = (number.len() + together.len() + 5) as f64 * paper.letter;
                    " " (paper.fitting(&text(summary), paper.width - behind - taken))
                }
                tspan class="s" { " · " (together) }
            }
        }
        @if let Some((said, rest)) = pareto.rest() {
            text.s x=(at(rows.left + 6.0)) y=(at(pareto.bars.len() as f64 * rows.height + rows.label)) {
                (said) ": " (count(rest)) " (" (share(rest)) ")"
            }
        }
    };
    let rest = usize::from(pareto.more > 0);
    ((pareto.bars.len() + rest) as f64 * rows.height + 6.0, drawing)
}

pub(super) fn bars(Bars(bars): &Bars, paper: Paper) -> (f64, Markup) {
    let most = bars.iter().map(|(.., n)| *n).max().unwrap_or(0).max(1);
    let rows = Rows::on(paper, 310.0, 80.0);
    let drawing = html! {
        @for (nth, (label, tone, number)) in bars.iter().enumerate() {
            @let y = nth as f64 * rows.height;
            @let length = *number as f64 * rows.longest / most as f64;
            (rows.label(paper, y, label))
            (rect(rows.left, y + rows.bar.0, length, rows.bar.1, *tone,
                &format!("{}: {}", text(label), count(*number))))
            text x=(at(rows.left + length + 6.0)) y=(at(y + rows.behind())) { (count(*number)) }
        }
    };
    (bars.len() as f64 * rows.height + 6.0, drawing)
}

pub(super) fn spreads(Spreads(spreads): &Spreads, paper: Paper) -> (f64, Markup) {
    let rows = Rows::on(paper, 330.0, 40.0);
    // The first mark's words reach to the left of it.
    let left = rows.left + if paper.is_narrow() { 20.0 } else { 0.0 };
    let scale = Durations::over(
        spreads.iter().flat_map(|row| [row.p50, row.max]),
        rows.longest - (left - rows.left),
    );
    let bottom = spreads.len() as f64 * rows.height + 4.0;
    let marks: Vec<_> = scale.marks().collect();
    let crowded = marks.len() as f64 * 7.0 * paper.letter > rows.longest;
    let drawing = html! {
        @for (nth, (x, said)) in marks.iter().enumerate() {
            line class="l" x1=(at(left + x)) x2=(at(left + x)) y1="2" y2=(at(bottom)) {}
            @if !crowded || nth % 2 == 0 {
                text class="s" x=(at(left + x)) y=(at(bottom + 16.0)) text-anchor="middle" { (said) }
            }
        }
        @for (nth, row) in spreads.iter().enumerate() {
            @let y = nth as f64 * rows.height;
            @let top = y + rows.bar.0 + rows.bar.1 * 0.5 - 8.0;
            @let place = |nanos: i64| left + scale.place(nanos);
            @let (a, b, c) = (place(row.p50), place(row.p90), place(row.max));
            (rows.label(paper, y, &row.label))
            line class="c" x1=(at(b)) x2=(at(c)) y1=(at(top + 8.0)) y2=(at(top + 8.0)) {}
            (rect(a, top + 1.0, (b - a).max(2.0), 14.0, SemanticColor::Plain, &format!(
                "{}: half within {}, nine of ten within {}, all within {}",
                text(&row.label), duration(row.p50), duration(row.p90), duration(row.max))))
            line class="c" x1=(at(a)) x2=(at(a)) y1=(at(top - 1.0)) y2=(at(top + 17.0)) {}
            @if let Some(p99) = row.p99 {
                line class="c" x1=(at(place(p99))) x2=(at(place(p99))) y1=(at(top + 3.0)) y2=(at(top + 13.0)) {
                    title { "99 of 100 within " (duration(p99)) }
                }
            }
            circle class=(crate::render::html::chart::class(SemanticColor::Warn)) cx=(at(c)) cy=(at(top + 8.0)) r="4" {
                title { "longest: " (duration(row.max)) }
            }
        }
    };
    (bottom + 24.0, drawing)
}
