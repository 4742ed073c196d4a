//! Limits that an audit is to keep, and whether it does.
//!
//! In: limits, which `syntax` reads, and the sections that hold the figures. Out: for each limit whether it was
//! kept, and by which figure. What is unknown keeps no limit. Numbers are compared exactly, as the fractions that
//! they are.

mod limit;
mod syntax;

use limit::Limit;

use crate::payload::{hint, nearest};
pub use crate::report::sections::GateResult;
use crate::report::{Cell, Section};

/// A limit on a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    figure: GatedFigure,
    operator: Operator,
    limit: Limit,
    /// The limit as it was written.
    value: String,
}

/// What a limit is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GatedFigure {
    /// A measure of the summary, by its name.
    Measure(&'static str),
    /// By how much a measure has changed since another audit.
    Change(&'static str),
    /// How long steps took.
    Step {
        /// The column of step_timing, `p95_ms`.
        column: &'static str,
        /// The step's name; `(job)` for whole executions.
        step: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    AtMost,
    Below,
    AtLeast,
    Above,
    Equal,
    Unequal,
}

impl Gate {
    /// The figure that it is about.
    pub fn figure(&self) -> &GatedFigure {
        &self.figure
    }

    /// The same limit on a step that goes by another name.
    pub fn rename_step(&mut self, rename: impl FnOnce(&str) -> String) {
        if let GatedFigure::Step { step, .. } = &mut self.figure {
            *step = rename(step);
        }
    }

    /// Whether these figures keep the limit, each of them; where there is none, it is unknown.
    pub fn check(&self, figures: impl IntoIterator<Item = Cell>) -> GateResult {
        let furthest = figures.into_iter().reduce(|one, other| {
            let is_further = match (self.limit.place(&one), self.limit.place(&other)) {
                (None, _) => false,
                (_, None) => true,
                _ => self.keeps(&one) && !self.keeps(&other) || self.is_further(&other, &one),
            };
            if is_further { other } else { one }
        });
        let actual = furthest.unwrap_or(Cell::Missing);
        let held = self.keeps(&actual);
        GateResult {
            figure: self.figure.to_string(),
            limit: self.limit(),
            actual,
            held,
            hint: None,
        }
    }

    fn keeps(&self, actual: &Cell) -> bool {
        self.limit.place(actual).is_some_and(|place| self.operator.allows(place))
    }

    /// Whether a figure is further on the wrong side, or nearer to it, than another one.
    fn is_further(&self, one: &Cell, other: &Cell) -> bool {
        let (Some(one), Some(other)) = (limit::size(one), limit::size(other)) else { return false };
        match self.operator {
            Operator::AtMost | Operator::Below => one > other,
            Operator::AtLeast | Operator::Above => one < other,
            Operator::Equal | Operator::Unequal => false,
        }
    }
}

impl Operator {
    fn allows(self, place: std::cmp::Ordering) -> bool {
        match self {
            Operator::AtMost => place.is_le(),
            Operator::Below => place.is_lt(),
            Operator::AtLeast => place.is_ge(),
            Operator::Above => place.is_gt(),
            Operator::Equal => place.is_eq(),
            Operator::Unequal => place.is_ne(),
        }
    }
}

/// Compares limits with the figures of a report, in its sections `summary` and `step_timing`.
pub(super) fn check(
    gates: &[Gate],
    summary: &Section<'_>,
    step_timing: &Section<'_>,
) -> Vec<GateResult> {
    let check = |gate: &Gate| match &gate.figure {
        GatedFigure::Measure(id) => gate.check(values(summary, "measure", id, "value")),
        GatedFigure::Change(_) => gate.check([]),
        GatedFigure::Step { column, step } => {
            let figures = values(step_timing, "step", step, column);
            let hint = figures.is_empty().then(|| unknown_step(step, step_timing));
            GateResult { hint, ..gate.check(figures) }
        }
    };
    gates.iter().map(check).collect()
}

/// The values in a column of those rows that are called so.
fn values(section: &Section<'_>, names: &str, name: &str, column: &str) -> Vec<Cell> {
    let at = |id: &str| section.columns.iter().position(|column| column.id == id);
    let Some((names, column)) = at(names).zip(at(column)) else { return Vec::new() };
    let rows = section.rows.iter().filter(|row| said(&row[names]) == Some(name));
    rows.map(|row| row[column].clone()).collect()
}

/// What a cell says to machines, if it is words.
fn said(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Text(text) | Cell::Id(text) => Some(text),
        Cell::Term(term) => Some(term.id),
        _ => None,
    }
}

fn unknown_step(step: &str, step_timing: &Section<'_>) -> String {
    let at = step_timing.columns.iter().position(|column| column.id == "step").unwrap_or(0);
    let rows: Vec<Vec<Cell>> = step_timing.rows.iter().collect();
    let names = rows.iter().filter_map(|row| said(&row[at]));
    let hint = hint(nearest(step, names));
    format!("no step that has ended is called `{step}`{hint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(text: &str) -> Gate {
        Gate::of_changes(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    fn keeps(text: &str, figure: Cell) -> bool {
        gate(text).check([figure]).held
    }

    #[test]
    fn figures_are_compared_exactly() {
        let share = |part, whole| Cell::Share { part, whole };
        assert!(keeps("item_failure_rate<=2%", share(1, 50)));
        assert!(!keeps(
            "item_failure_rate<=2%",
            share(200_000_000_000_001, 10_000_000_000_000_000)
        ));
        assert!(keeps("item_failure_rate=0.02", Cell::Fraction(0.02)));
        assert!(keeps("failure_rate<100%", share(u64::MAX - 1, u64::MAX)));
        assert!(keeps("failed<=2.5", Cell::Count(2)) && !keeps("failed<=2.5", Cell::Count(3)));
        assert!(keeps("failed!=3", Cell::Count(4)) && !keeps("failed!=3", Cell::Count(3)));
        assert!(keeps("failed.change<=-1", Cell::Integer(-1)));
        assert!(!keeps("failed.change<=-1", Cell::Integer(0)));
        assert!(keeps("p95(x)<=1.5s", Cell::Duration(1_500_000_000)));
        assert!(!keeps("p95(x)<1 m 30 s", Cell::Duration(90_000_000_000)));
        assert!(keeps("p95(x)<=PT1M30S", Cell::Duration(90_000_000_000)));
        assert!(keeps("elapsed_total_ms>1000", Cell::Duration(1_000_000_001)));
        let time = |text| Cell::time(crate::payload::Timestamp::parse(text));
        assert!(keeps("last_end<=2026-02-01", time("2026-02-01T23:59:59Z")));
        assert!(!keeps("last_end<2026-02-01", time("2026-02-01T00:00:00Z")));
        assert!(keeps("last_end=2026-02", time("2026-02-11T00:00:00Z")));
        assert!(!keeps("last_end>2026-02", time("2026-02-11T00:00:00Z")));
    }

    #[test]
    fn what_is_unknown_keeps_no_limit() {
        for text in ["items_failed=0", "items_failed!=0", "items_failed>=0", "items_failed<1"] {
            assert!(!keeps(text, Cell::Missing), "{text}");
            assert!(!gate(text).check([]).held);
        }
        assert!(!keeps("failure_rate<=2%", Cell::Share { part: 0, whole: 0 }));
    }

    #[test]
    fn of_several_figures_the_furthest_is_told() {
        let of = |text: &str, seconds: &[i128]| {
            let cells = seconds.iter().map(|seconds| Cell::Duration(seconds * 1_000_000_000));
            let result = gate(text).check(cells);
            (result.held, result.actual)
        };
        let seconds = |seconds: i128| Cell::Duration(seconds * 1_000_000_000);
        assert_eq!(of("p95(x)<=10s", &[3, 12, 11]), (false, seconds(12)));
        assert_eq!(of("p95(x)<=10s", &[3, 8]), (true, seconds(8)));
        assert_eq!(of("p95(x)>=5s", &[7, 3, 4]), (false, seconds(3)));
        assert_eq!(of("p95(x)=5s", &[5, 3]), (false, seconds(3)));
        let one_unknown = gate("p95(x)<=10s").check([seconds(12), Cell::Missing]);
        assert_eq!(one_unknown.actual, Cell::Missing);
    }
}
