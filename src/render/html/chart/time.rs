//! Time from left to right: columns by period, dots where jobs started.

use maud::{Markup, html};

use crate::payload::{Timestamp, Zone};
use crate::render::head::moment;
use crate::render::html::chart::scale::{Durations, round_up};
use crate::render::html::chart::{Paper, at, class, count, duration, rect, text};
use crate::report::{Dot, Dots, SemanticColor, Stacks};

/// What stands side by side: columns, and marks for what is left out between them.
enum Slot<'a> {
    Gap(&'a str),
    /// A column, and where its label stands; none without room for it.
    Column(usize, Option<Label>),
}

/// Where a label stands: at which distance from the left, and which end of it.
struct Label {
    x: f64,
    anchor: &'static str,
}

pub(super) fn stacks(stacks: &Stacks, paper: Paper) -> (f64, Markup) {
    const TOP: f64 = 10.0;
    let height = if paper.is_narrow() { 180.0 } else { 220.0 };
    let sum = |nth: usize| stacks.series.iter().map(|series| series.values[nth]).sum::<u64>();
    let most = round_up((0..stacks.labels.len()).map(sum).max().unwrap_or(0));
    let left = count(most).len() as f64 * paper.letter + 10.0;
    let gaps = stacks.gaps.iter().flatten().count();
    let step = (paper.width - left - 5.0) / (stacks.labels.len() + gaps).max(1) as f64;
    let slots = slots(stacks, step, paper);
    let bar = (step * 0.8).min(60.0);
    let scale = |value: u64| value as f64 * height / most as f64;
    let base = height + TOP;
    let drawing = html! {
        @for mark in [0, most / 2, most] {
            @let y = base - scale(mark);
            line class="l" x1=(at(left)) x2=(at(paper.width)) y1=(at(y)) y2=(at(y)) {}
            text class="s" x=(at(left - 6.0)) y=(at(y + 4.0)) text-anchor="end" { (count(mark)) }
        }
        @for (place, slot) in slots.iter().enumerate() {
            @let middle = left + 5.0 + (place as f64 + 0.5) * step;
            @match slot {
                Slot::Gap(said) => text class="s" x=(at(middle)) y=(at(base - 4.0)) text-anchor="middle" {
                    "…" title { (said) }
                },
                Slot::Column(nth, label) => {
                    @for (series, below) in stacks.series.iter().enumerate().map(|(above, series)| {
                        (series, stacks.series[..above].iter().map(|series| series.values[*nth]).sum::<u64>())
                    }) {
                        @let value = series.values[*nth];
                        @if value > 0 {
                            (rect(middle - bar / 2.0, base - scale(below + value), bar, scale(value), series.tone,
                                &format!("{}: {} {}", text(&stacks.labels[*nth]), count(value), series.name)))
                        }
                    }
                    @if let Some(Label { x, anchor }) = label {
                        text class="s" x=(at(left + 5.0 + x)) y=(at(base + 18.0)) text-anchor=(anchor) {
                            (text(&stacks.labels[*nth]))
                        }
                    }
                },
            }
        }
    };
    (base + 26.0, drawing)
}

/// What stands side by side, with as many labels as have room.
fn slots(stacks: &Stacks, step: f64, paper: Paper) -> Vec<Slot<'_>> {
    let mut slots = Vec::new();
    // The first may reach over to the numbers of the scale.
    let mut free = -20.0;
    for (nth, (label, gap)) in stacks.labels.iter().zip(&stacks.gaps).enumerate() {
        slots.extend(gap.as_deref().map(Slot::Gap));
        let (middle, length) =
            ((slots.len() as f64 + 0.5) * step, label.chars().count() as f64 * paper.letter);
        let end = (stacks.labels.len() + stacks.gaps.iter().flatten().count()) as f64 * step;
        // The last ones may not reach beyond the paper, not even where letters are wider than supposed.
        let (x, anchor, begin) = match middle + length * 0.6 <= end {
            true => (middle, "middle", middle - length / 2.0),
            false => (end, "end", end - length),
        };
        let has_room = begin >= free;
        if has_room {
            free = begin + length + 12.0;
        }
        slots.push(Slot::Column(nth, has_room.then_some(Label { x, anchor })));
    }
    slots
}

pub(super) fn dots(dots: &Dots, paper: Paper, zone: Zone) -> (f64, Markup) {
    const TOP: f64 = 8.0;
    let (height, left, radius) =
        if paper.is_narrow() { (200.0, 62.0, "3") } else { (230.0, 80.0, "4") };
    let scale = Durations::over(dots.dots.iter().map(|dot| dot.elapsed), height);
    let right = paper.width - left - 20.0;
    let across = |since: i64| left + 10.0 + since as f64 / dots.whole.max(1) as f64 * right;
    let base = height + TOP;
    let drawing = html! {
        @for (y, said) in scale.marks() {
            @let y = base - y;
            line class="l" x1=(at(left)) x2=(at(paper.width)) y1=(at(y)) y2=(at(y)) {}
            text class="s" x=(at(left - 6.0)) y=(at(y + 4.0)) text-anchor="end" { (said) }
        }
        @for (since, said) in dates(dots, if paper.is_narrow() { 3 } else { 6 }) {
            @let x = across(since);
            line class="l" x1=(at(x)) x2=(at(x)) y1=(at(base)) y2=(at(base + 5.0)) {}
            text class="s" x=(at(x)) y=(at(base + 20.0)) text-anchor=(anchor_of(since, dots.whole)) { (said) }
        }
        @for dot in &dots.dots {
            circle class=(class(SemanticColor::of(dot.outcome))) cx=(at(across(dot.since)))
                cy=(at(base - scale.place(dot.elapsed))) r=(radius) {
                title {
                    (text(&dot.file)) ": " (dot.outcome.title()) ", " (duration(dot.elapsed))
                    @if let Some(started) = started(dots, dot) { ", " (moment(started, zone)) }
                    @if let Some(job) = &dot.job { ", job " (text(job)) }
                }
            }
        }
    };
    (base + 28.0, drawing)
}

/// So many dates from the first to the last start; one where that is the same.
fn dates(dots: &Dots, marks: i64) -> Vec<(i64, String)> {
    let at = |nth: i64| dots.whole / (marks - 1) * nth;
    let dated = (0..marks).filter_map(|nth| Some((at(nth), dots.first.plus(at(nth))?.day())));
    let mut dates: Vec<(i64, String)> = dated.collect();
    dates.dedup_by(|later, earlier| later.1 == earlier.1);
    dates
}

/// On which side of its mark a date stands, so that it keeps to the paper.
fn anchor_of(since: i64, whole: i64) -> &'static str {
    match since {
        0 => "start",
        since if since > whole / 20 * 19 => "end",
        _ => "middle",
    }
}

/// When a job started.
pub(super) fn started(dots: &Dots, dot: &Dot) -> Option<Timestamp> {
    dots.first.plus(dot.since)
}
