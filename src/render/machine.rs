//! How machines read a cell, in CSV and in JSON.
//!
//! In: a cell. Out: one of four plain values. Durations become whole milliseconds, rounded half up
//! exactly once, because a decimal point is read as a thousands separator in half of Europe.

use std::borrow::Cow;

use crate::render::round;
use crate::report::Cell;

/// A value as a machine reads it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    /// Unknown: null in JSON, empty in CSV.
    Null,
    /// A whole number.
    Integer(i128),
    /// True or false.
    Flag(bool),
    /// A finite number between 0 and 1.
    Number(f64),
    /// Our own words: a term's id, a time in RFC 3339.
    Word(Cow<'a, str>),
    /// Text from outside, which a spreadsheet must not run.
    Text(Cow<'a, str>),
}

/// A cell as a machine reads it.
pub(super) fn value(cell: &Cell) -> Value<'_> {
    match cell {
        // The columns beside a picture say the same in numbers.
        Cell::Missing | Cell::Share { whole: 0, .. } | Cell::Bar(_) => Value::Null,
        Cell::Text(text) | Cell::Id(text) => Value::Text(told_apart(text)),
        Cell::Named(named) | Cell::Link(named) => Value::Text(named.id.as_str().into()),
        Cell::Term(term) => Value::Word(term.id.into()),
        Cell::Flag(flag) => Value::Flag(*flag),
        Cell::Count(number) | Cell::Bytes(number) => Value::Integer((*number).into()),
        Cell::Integer(number) => Value::Integer((*number).into()),
        Cell::Share { part, whole } => Value::Number(*part as f64 / *whole as f64),
        Cell::Fraction(fraction) if fraction.is_finite() => Value::Number(*fraction),
        Cell::Fraction(_) => Value::Null,
        Cell::Duration(nanoseconds) => Value::Integer(round(*nanoseconds, 1_000_000)),
        Cell::Time(time) => Value::Word(time.text().into()),
        Cell::Change(by) => value(by),
    }
}

/// A text of a payload, in quotes where it is a word that this program has for rows of its own.
fn told_apart(text: &str) -> Cow<'_, str> {
    if is_reserved(text.trim_matches('"')) { format!("\"{text}\"").into() } else { text.into() }
}

/// Whether this program calls rows so that are no row of a payload.
pub(super) fn is_reserved(text: &str) -> bool {
    matches!(text, "(total)" | "(job)")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::Timestamp;
    use crate::report::Term;

    #[test]
    fn durations_are_whole_milliseconds_rounded_half_up() {
        for (nanoseconds, milliseconds) in [
            (0, 0),
            (499_999, 0),
            (500_000, 1),
            (2_752_499_999, 2752),
            (2_752_500_000, 2753),
            (-499_999, 0),
            (-500_000, 0),
            (-500_001, -1),
            (-1_500_000, -1),
        ] {
            assert_eq!(
                value(&Cell::Duration(nanoseconds)),
                Value::Integer(milliseconds),
                "{nanoseconds}"
            );
        }
        assert_eq!(value(&Cell::Duration(i128::MAX)), Value::Integer(i128::MAX / 1_000_000));
    }

    #[test]
    fn shares_are_numbers_between_0_and_1() {
        assert_eq!(value(&Cell::Share { part: 1, whole: 4 }), Value::Number(0.25));
        assert_eq!(value(&Cell::Fraction(0.5)), Value::Number(0.5));
    }

    #[test]
    fn what_is_unknown_is_null() {
        for cell in
            [Cell::Missing, Cell::Share { part: 0, whole: 0 }, Cell::Fraction(f64::INFINITY)]
        {
            assert_eq!(value(&cell), Value::Null);
        }
    }

    #[test]
    fn terms_are_ids_and_times_are_rfc_3339() {
        assert_eq!(
            value(&Cell::Term(Term::new("with_errors", "with errors"))),
            Value::Word("with_errors".into())
        );
        let time = Timestamp::parse("2023-05-30T13:04:00.469Z").expect("a time");
        assert_eq!(value(&Cell::Time(time)), Value::Word("2023-05-30T13:04:00.469Z".into()));
    }
}
