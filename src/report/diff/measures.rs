//! By how much each measure of the summary changed.

use crate::report::diff::Sides;
use crate::report::sections::{MEASURES, Measure, listed};
use crate::report::{Cell, Section, Term, and_list, capitalised};
use crate::stats::wilson;

/// A measure on both sides.
pub(super) struct MeasureChange {
    pub measure: &'static Measure,
    base: Cell,
    new: Cell,
    pub change: Cell,
    title: &'static str,
}

/// All measures, changed or not.
pub(super) fn changes(sides: Sides<'_>) -> Vec<MeasureChange> {
    let of = |measure: &'static Measure| {
        let base = (measure.value)(sides.base.context);
        let new = (measure.value)(sides.new.context);
        let change = change(&base, &new);
        MeasureChange { measure, base, new, change, title: measure.title(sides.new.context) }
    };
    MEASURES.iter().map(of).collect()
}

/// The new figure less the old one; unknown where one of them is.
fn change(base: &Cell, new: &Cell) -> Cell {
    Cell::change(match (base, new) {
        (Cell::Count(base), Cell::Count(new)) => {
            let change = i128::from(*new) - i128::from(*base);
            Cell::integer(i64::try_from(change).ok())
        }
        (Cell::Duration(base), Cell::Duration(new)) => Cell::Duration(new - base),
        (Cell::Time(base), Cell::Time(new)) => Cell::Duration(new.nanos_since(*base)),
        (Cell::Share { .. }, Cell::Share { .. }) => {
            let both = share(base).zip(share(new));
            Cell::fraction(both.map(|(base, new)| new - base))
        }
        _ => Cell::Missing,
    })
}

fn share(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Share { part, whole } if *whole > 0 => Some(*part as f64 / *whole as f64),
        _ => None,
    }
}

/// Where the true rate lies.
fn interval(cell: &Cell) -> Option<(f64, f64)> {
    let Cell::Share { part, whole } = cell else { return None };
    wilson(*part, *whole).map(|interval| (interval.low, interval.high))
}

impl MeasureChange {
    fn is_changed(&self) -> bool {
        self.base != self.new
    }

    /// Whether two rates differ by more than so few trials may; nothing where it is no rate.
    fn differs(&self) -> Cell {
        let both = interval(&self.base).zip(interval(&self.new));
        both.map_or(Cell::Missing, |(base, new)| Cell::Flag(base.1 < new.0 || new.1 < base.0))
    }
}

/// What people look at first.
const FIRST: [&str; 9] = [
    "people_to_move",
    "people_to_move_named",
    "items_done",
    "items_failed",
    "item_failure_rate",
    "items_under_way",
    "jobs",
    "failed",
    "jobs_to_look_at",
];

/// Of which of the rates that changed that may be chance.
fn chance(changed: &[&MeasureChange]) -> String {
    let titles = |flag| {
        let rates = changed.iter().filter(|of| of.differs() == Cell::Flag(flag));
        rates.map(|of| format!("the {}", of.title)).collect::<Vec<_>>()
    };
    let how = "the ranges in which the true rates lie at 95 %";
    match (&titles(true)[..], &titles(false)[..]) {
        ([], []) => String::new(),
        ([], _) => format!(" No rate changed by more than chance may: {how} overlap."),
        (sure, _) => {
            let rates = capitalised(&and_list(sure));
            format!(" {rates} changed by more than chance may: {how} do not overlap.")
        }
    }
}

pub(super) fn section(changes: &[MeasureChange]) -> Section<'static> {
    let low = |cell: &Cell| Cell::fraction(interval(cell).map(|(low, _)| low));
    let high = |cell: &Cell| Cell::fraction(interval(cell).map(|(_, high)| high));
    let mut changed: Vec<&MeasureChange> = changes.iter().filter(|of| of.is_changed()).collect();
    let first = |of: &&MeasureChange| FIRST.iter().position(|id| *id == of.measure.id);
    changed.sort_by_key(|of| first(of).unwrap_or(FIRST.len()));
    let chance = chance(&changed);
    listed(&(), changed)
        .text("measure", "measure", |(), of| Cell::Term(Term::new(of.measure.id, of.title)))
        .number("base", "before", |(), of| of.base.clone())
        .number("new", "now", |(), of| of.new.clone())
        .number("change", "change", |(), of| of.change.clone())
        .number("base_low", "before: low", move |(), of| low(&of.base))
        .for_programs()
        .number("base_high", "before: high", move |(), of| high(&of.base))
        .for_programs()
        .number("new_low", "now: low", move |(), of| low(&of.new))
        .for_programs()
        .number("new_high", "now: high", move |(), of| high(&of.new))
        .for_programs()
        .text("differs", "more than chance", |(), of| of.differs())
        .for_programs()
        .noted(format!("The figures that changed; a rate changes by percentage points.{chance}"))
        .under("changes", "Changes")
}
