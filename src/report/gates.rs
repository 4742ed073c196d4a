//! Limits that an audit is to keep, and whether it does.
//!
//! In: `MEASURE OP VALUE` as somebody wrote it, and the sections that hold the figures. Out: for each limit
//! whether it was kept, and by which figure. What is unknown keeps no limit. Numbers are compared
//! exactly, as the fractions that they are.

mod limit;

use std::fmt;

use limit::Limit;

use crate::payload::{hint, nearest};
pub use crate::report::sections::GateResult;
use crate::report::sections::{MEASURES, Measure, MeasureKind};
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

/// What there is to know of steps, by the name that a limit gives it, and the column of step_timing.
const STATISTICS: [(&str, &str); 7] = [
    ("min", "min_ms"),
    ("mean", "mean_ms"),
    ("p50", "p50_ms"),
    ("p90", "p90_ms"),
    ("p95", "p95_ms"),
    ("p99", "p99_ms"),
    ("max", "max_ms"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    AtMost,
    Below,
    AtLeast,
    Above,
    Equal,
    Unequal,
}

/// How operators are written; where one begins like another, the longer one first.
const OPERATORS: [(&str, Operator); 7] = [
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("!=", Operator::Unequal),
    ("==", Operator::Equal),
    ("<", Operator::Below),
    (">", Operator::Above),
    ("=", Operator::Equal),
];

impl Gate {
    /// Reads a limit on a figure of one audit.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong, and what may have been meant.
    pub fn parse(text: &str) -> Result<Gate, String> {
        let gate = Gate::of_changes(text)?;
        match gate.figure {
            GatedFigure::Change(_) => {
                Err(String::from("only `jobaudit diff` knows by how much a measure has changed"))
            }
            GatedFigure::Measure(_) | GatedFigure::Step { .. } => Ok(gate),
        }
    }

    /// The same where two audits are compared: `people_to_move.change<=0` too.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong, and what may have been meant.
    pub fn of_changes(text: &str) -> Result<Gate, String> {
        const EXPECTED: &str = "expected a measure, an operator (<=, <, >=, >, =, !=) and a value, such as \
                                item_failure_rate<=2% or p95(STEP)<=10m";
        let text = text.trim();
        // The name of a step may hold anything; no value holds a parenthesis.
        let from = text.rfind(')').map_or(0, |at| at + 1);
        let at = text[from..].find(['<', '>', '=', '!']).ok_or(EXPECTED)? + from;
        let (name, rest) = (text[..at].trim(), &text[at..]);
        let (sign, operator) =
            OPERATORS.into_iter().find(|(sign, _)| rest.starts_with(sign)).ok_or(EXPECTED)?;
        let value = rest[sign.len()..].trim();
        if name.is_empty() || value.is_empty() {
            return Err(EXPECTED.to_owned());
        }
        let figure = GatedFigure::parse(name)?;
        let kind = figure.kind();
        let limit = Limit::parse(value, kind, figure.is_in_ms());
        let limit = limit.map_err(|error| error.told(name, value, kind))?;
        Ok(Gate { figure, operator, limit, value: value.to_owned() })
    }

    /// The figure that it is about.
    pub fn figure(&self) -> &GatedFigure {
        &self.figure
    }

    /// The limit by itself, `<= 2%`.
    pub fn limit(&self) -> String {
        format!("{} {}", self.operator.sign(), self.value)
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

/// As it is written, `item_failure_rate <= 2%`.
impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.figure, self.limit())
    }
}

impl GatedFigure {
    fn parse(name: &str) -> Result<GatedFigure, String> {
        if let Some((statistic, step)) =
            name.strip_suffix(')').and_then(|name| name.split_once('('))
        {
            let (statistic, step) = (statistic.trim(), step.trim().to_owned());
            let known = STATISTICS.into_iter().find(|(known, _)| *known == statistic);
            let known = known.ok_or_else(|| {
                let known = STATISTICS.map(|(known, _)| known);
                let listed = known.join(", ");
                format!("`{statistic}` is no figure of a step: there are {listed}")
            });
            return known.map(|(_, column)| GatedFigure::Step { column, step });
        }
        let (measure, changed) = match name.strip_suffix(".change") {
            Some(measure) => (measure, true),
            None => (name, false),
        };
        let known = measure_named(measure).ok_or_else(|| match measure.split_once('.') {
            Some((known, _)) if measure_named(known).is_some() => {
                format!("a measure has nothing but a change; did you mean `{known}.change`?")
            }
            _ => unknown_measure(measure),
        })?;
        Ok(if changed { GatedFigure::Change(known.id) } else { GatedFigure::Measure(known.id) })
    }

    fn kind(&self) -> MeasureKind {
        match self {
            GatedFigure::Measure(id) => kind_of(id),
            // Moments change by a duration.
            GatedFigure::Change(id) => match kind_of(id) {
                MeasureKind::Time => MeasureKind::Duration,
                kind => kind,
            },
            GatedFigure::Step { .. } => MeasureKind::Duration,
        }
    }

    /// Whether its name says that it is in milliseconds.
    fn is_in_ms(&self) -> bool {
        matches!(self, GatedFigure::Measure(id) | GatedFigure::Change(id) if id.ends_with("_ms"))
    }
}

impl fmt::Display for GatedFigure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GatedFigure::Measure(id) => f.write_str(id),
            GatedFigure::Change(id) => write!(f, "{id}.change"),
            GatedFigure::Step { column, step } => {
                let known = STATISTICS.into_iter().find(|(_, known)| known == column);
                write!(f, "{}({step})", known.map_or("", |(statistic, _)| statistic))
            }
        }
    }
}

fn measure_named(name: &str) -> Option<&'static Measure> {
    MEASURES.iter().find(|measure| measure.id == name)
}

fn kind_of(id: &str) -> MeasureKind {
    measure_named(id).map_or(MeasureKind::Count, |measure| measure.kind)
}

fn unknown_measure(name: &str) -> String {
    let wanted = name.to_lowercase().replace([' ', '-'], "_");
    let hint = nearest(&wanted, MEASURES.iter().map(|measure| measure.id));
    let hint = hint.map_or_else(
        || String::from("the measures are those of the section summary"),
        |near| format!("did you mean `{near}`?"),
    );
    format!("no measure is called `{name}`; {hint}")
}

impl Operator {
    fn sign(self) -> &'static str {
        OPERATORS.iter().rev().find(|(_, known)| *known == self).map_or("", |(sign, _)| sign)
    }

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
    fn a_limit_is_written_in_any_usual_way() {
        for (text, shown) in [
            ("item_failure_rate<=2%", "item_failure_rate <= 2%"),
            (" in_progress = 0 ", "in_progress = 0"),
            ("failed==0", "failed = 0"),
            ("p95(import users)<10m", "p95(import users) < 10m"),
            ("max((job)) <= 1h30m", "max((job)) <= 1h30m"),
            ("mean(a<b=c)!=0", "mean(a<b=c) != 0"),
            ("people_to_move.change<=-3", "people_to_move.change <= -3"),
            ("last_end>=2026-02", "last_end >= 2026-02"),
        ] {
            let gate = gate(text);
            assert_eq!(gate.to_string(), shown);
            assert_eq!(Gate::of_changes(shown), Ok(gate));
        }
        assert!(Gate::parse("people_to_move.change<=0").is_err_and(|said| said.contains("diff")));
    }

    #[test]
    fn a_mistake_is_told_with_what_may_have_been_meant() {
        for (text, said) in [
            ("", "expected a measure"),
            ("failed", "expected a measure"),
            ("failed<=", "expected a measure"),
            ("<=2", "expected a measure"),
            ("failure rates<=2%", "did you mean `failure_rate`?"),
            ("people-to-move=0", "did you mean `people_to_move`?"),
            ("zzz=0", "section summary"),
            ("p75(x)<1s", "p50, p90"),
            ("failure_rate<=2", "did you mean 2%"),
            ("failed<=2%", "number of things"),
            ("failed<=2m", "number of things"),
            ("p95(x)<=10", "10m"),
            ("elapsed_total_ms<=2%", "duration"),
            ("first_start>=5", "time"),
            ("failed<=1e3", "number of things"),
            ("failed<=99999999999999999999", "number of things"),
        ] {
            let error = Gate::of_changes(text).expect_err(text);
            assert!(error.contains(said), "{text}: {error}");
        }
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
