//! How a limit is written: `MEASURE OP VALUE`.
//!
//! In: a limit as somebody wrote it. Out: the [`Gate`] that is meant, or a sentence that says what is wrong and what may
//! have been meant; and a gate as text, which reads back as the same one.

use std::fmt;

use crate::payload::nearest;
use crate::report::gates::limit::Limit;
use crate::report::gates::{Gate, GatedFigure, Operator};
use crate::report::sections::{MEASURES, Measure, MeasureKind};

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

    /// The limit by itself, `<= 2%`.
    pub fn limit(&self) -> String {
        format!("{} {}", self.operator.sign(), self.value)
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(text: &str) -> Gate {
        Gate::of_changes(text).unwrap_or_else(|error| panic!("{text}: {error}"))
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
}
