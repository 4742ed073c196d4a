//! What a spreadsheet can hold of a cell.
//!
//! In: a cell. Out: a number, a text or nothing, and the style that shows it. A spreadsheet knows
//! floating-point numbers only: what it could not hold or show as it is (a duration below zero, a
//! date before its calendar, a number of more digits than it keeps) is written out in words instead.

use std::borrow::Cow;

use rust_xlsxwriter::{Format, FormatAlign};

use crate::payload::Timestamp;
use crate::render::escape::visible;
use crate::render::human::{told_apart, words};
use crate::render::round;
use crate::render::wrap::width;
use crate::report::Cell;

/// The most UTF-16 units that a cell holds.
const MAX_CELL_UNITS: usize = 32_767;
/// The whole numbers that are shown with all their digits are below it.
const EXACT: i128 = 1_000_000_000_000_000;
/// The first day of the calendar that means the same to every spreadsheet: Excel counts a
/// 29th of February 1900 that never was.
const FIRST_DAY: f64 = 61.0;
/// The day after the last one.
const LAST_DAY: f64 = 2_958_466.0;
/// Day 0 of the calendar, 1899-12-30, in seconds before 1970.
const DAY_ZERO: i64 = -2_209_161_600;

const MILLISECONDS_A_DAY: f64 = 86_400_000.0;

/// A value of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'a> {
    /// Unknown.
    Empty,
    Number(f64, Style),
    Text(Cow<'a, str>, Style),
}

/// How a value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Words.
    Words,
    /// Words that look like a formula, which must not become one when somebody edits them.
    Inert,
    /// Ids, codes, phone numbers: text even where it is made of digits.
    Code,
    Count,
    Integer,
    Bytes,
    Share,
    Duration,
    Time,
    /// By how much a count changed.
    MoreOrLess,
    /// By how much a share changed.
    Points,
}

impl Style {
    const ALL: [Style; 11] = [
        Style::Words,
        Style::Inert,
        Style::Code,
        Style::Count,
        Style::Integer,
        Style::Bytes,
        Style::Share,
        Style::Duration,
        Style::Time,
        Style::MoreOrLess,
        Style::Points,
    ];

    /// The code of its number format.
    const fn number_format(self) -> &'static str {
        match self {
            Style::Words | Style::Inert => "General",
            Style::Code => "@",
            Style::Count => "#,##0",
            Style::Integer => "0",
            Style::Bytes => r#"[<1000]0" B";[<1000000]0.0," kB";#,##0.0,," MB""#,
            Style::Share => "0.0%",
            Style::Duration => "[h]:mm:ss.000",
            Style::Time => "yyyy-mm-dd hh:mm:ss",
            Style::MoreOrLess => "+#,##0;-#,##0;0",
            Style::Points => "+0.0%;-0.0%;0.0%",
        }
    }
}

/// A format for every style.
pub(super) struct Formats(Vec<Format>);

impl Formats {
    pub(super) fn new(base: &Format) -> Formats {
        let format = |style: Style| {
            let format = base.clone().set_align(FormatAlign::Top);
            let format = format.set_num_format(style.number_format());
            if style == Style::Inert { format.set_quote_prefix() } else { format }
        };
        Formats(Style::ALL.into_iter().map(format).collect())
    }

    pub(super) fn of(&self, style: Style) -> &Format {
        &self.0[style as usize]
    }
}

impl<'a> Value<'a> {
    /// What a sheet holds of a cell.
    pub(super) fn of(cell: &'a Cell) -> Value<'a> {
        match cell {
            Cell::Missing | Cell::Share { whole: 0, .. } | Cell::Bar(_) => Value::Empty,
            Cell::Text(text) if looks_like_a_formula(text) => text_value(text, Style::Inert),
            Cell::Text(text) => text_value(text, Style::Words),
            Cell::Id(text) => text_value(text, Style::Code),
            Cell::Link(file) => text_value(&file.id, Style::Code),
            Cell::Named(named) if looks_like_a_formula(&named.shown) => {
                text_value(&named.shown, Style::Inert)
            }
            Cell::Named(named) => text_value(&named.shown, Style::Words),
            Cell::Term(_) | Cell::Flag(_) => Value::Text(words(cell), Style::Words),
            Cell::Count(number) => whole_number((*number).into(), Style::Count),
            Cell::Integer(number) => whole_number((*number).into(), Style::Integer),
            Cell::Bytes(number) => whole_number((*number).into(), Style::Bytes),
            Cell::Share { part, whole } => {
                Value::Number(*part as f64 / *whole as f64, Style::Share)
            }
            Cell::Fraction(fraction) if fraction.is_finite() => {
                Value::Number(*fraction, Style::Share)
            }
            Cell::Fraction(_) => Value::Empty,
            Cell::Duration(nanoseconds) => {
                let days = round(*nanoseconds, 1_000_000) as f64 / MILLISECONDS_A_DAY;
                let shown = (0.0..LAST_DAY).contains(&days) && *nanoseconds >= 0;
                if shown { Value::Number(days, Style::Duration) } else { in_words(cell) }
            }
            Cell::Change(by) => match &**by {
                Cell::Integer(number) => whole_number((*number).into(), Style::MoreOrLess),
                Cell::Fraction(by) if by.is_finite() => Value::Number(*by, Style::Points),
                // No sheet shows one below zero.
                Cell::Duration(nanoseconds) if *nanoseconds < 0 => in_words(cell),
                by => Value::of(by),
            },
            Cell::Time(time) => match days(*time) {
                Some(days) => Value::Number(days, Style::Time),
                None => in_words(cell),
            },
        }
    }

    /// How many characters wide it is shown.
    pub(super) fn width(&self) -> usize {
        match self {
            Value::Empty => 0,
            Value::Text(text, _) => width(text),
            Value::Number(number, style) => match style {
                Style::Count => {
                    let digits = format!("{number:.0}").len();
                    digits + digits.saturating_sub(1) / 3
                }
                Style::Words | Style::Inert | Style::Code | Style::Integer => {
                    format!("{number:.0}").len()
                }
                Style::Bytes => "999.9 kB".len().max(format!("{:.1} MB", number / 1e6).len()),
                Style::Share => "100.0%".len(),
                Style::MoreOrLess => format!("+{number:.0}").len() * 4 / 3,
                Style::Points => "+100.0%".len(),
                Style::Duration => format!("{:.0}:00:00.000", number * 24.0).len(),
                Style::Time => "2023-05-30 13:04:00".len(),
            },
        }
    }
}

fn text_value(text: &str, style: Style) -> Value<'_> {
    let text = match told_apart(text) {
        Cow::Borrowed(text) => fitting(visible(text)),
        Cow::Owned(text) => fitting(visible(&text)).into_owned().into(),
    };
    Value::Text(text, style)
}

fn in_words(cell: &Cell) -> Value<'_> {
    Value::Text(words(cell), Style::Words)
}

fn whole_number(number: i128, style: Style) -> Value<'static> {
    if number.abs() < EXACT {
        Value::Number(number as f64, style)
    } else {
        Value::Text(number.to_string().into(), Style::Code)
    }
}

/// The days of the calendar up to a moment, finer than milliseconds cut as elsewhere; none outside
/// of it.
fn days(time: Timestamp) -> Option<f64> {
    let milliseconds =
        time.nanos_since(Timestamp::from_unix_seconds(DAY_ZERO)?).div_euclid(1_000_000);
    let days = milliseconds as f64 / MILLISECONDS_A_DAY;
    (FIRST_DAY..LAST_DAY).contains(&days).then_some(days)
}

/// Whether a cell's text is longer than a sheet can hold.
pub(super) fn is_cut(cell: &Cell) -> bool {
    // A byte is spelled out with six characters at most.
    matches!(cell, Cell::Text(text) | Cell::Id(text)
        if text.len() > MAX_CELL_UNITS / 6 && visible(text).encode_utf16().count() > MAX_CELL_UNITS)
}

/// Text that fits into a cell; longer text ends in an ellipsis.
pub(super) fn fitting(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.len() <= MAX_CELL_UNITS || text.encode_utf16().count() <= MAX_CELL_UNITS {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units >= MAX_CELL_UNITS
    });
    let end = end.map_or(text.len(), |(at, _)| at);
    format!("{}…", &text[..end]).into()
}

/// Whether a spreadsheet would run a text if somebody typed it.
fn looks_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLISECOND: i128 = 1_000_000;
    const DAY: i128 = 86_400_000 * MILLISECOND;

    fn number(cell: &Cell) -> f64 {
        match Value::of(cell) {
            Value::Number(number, _) => number,
            other => panic!("no number: {other:?}"),
        }
    }

    fn text(cell: &Cell) -> String {
        match Value::of(cell) {
            Value::Text(text, _) => text.into_owned(),
            other => panic!("no text: {other:?}"),
        }
    }

    fn time(text: &str) -> Cell {
        Cell::time(Timestamp::parse(text))
    }

    #[test]
    fn every_style_has_its_own_format() {
        for (at, style) in Style::ALL.into_iter().enumerate() {
            assert_eq!(style as usize, at);
        }
    }

    #[test]
    fn times_are_days_of_the_calendar() {
        assert_eq!(number(&time("1970-01-01T00:00:00Z")), 25_569.0);
        assert_eq!(number(&time("2023-05-30T12:00:00Z")), 45_076.5);
        assert_eq!(number(&time("1900-03-01T00:00:00Z")), 61.0);
        let exact = 45_076.0 + 47_040.469 / 86_400.0;
        assert!((number(&time("2023-05-30T13:04:00.469999Z")) - exact).abs() < 1e-9);
    }

    #[test]
    fn times_that_the_calendar_lacks_are_text() {
        assert_eq!(text(&time("1900-02-28T23:59:59Z")), "1900-02-28 23:59:59");
        assert_eq!(text(&time("0001-01-01T00:00:00Z")), "0001-01-01 00:00:00");
        assert!(matches!(Value::of(&time("9999-12-31T23:59:59.999Z")), Value::Number(..)));
    }

    #[test]
    fn durations_are_days_rounded_to_milliseconds() {
        assert_eq!(number(&Cell::Duration(DAY)), 1.0);
        assert_eq!(number(&Cell::Duration(2_752_500_000)), 2753.0 / 86_400_000.0);
        assert_eq!(number(&Cell::Duration(0)), 0.0);
    }

    #[test]
    fn durations_that_no_format_shows_are_in_words() {
        assert_eq!(text(&Cell::Duration(-1)), ">-1 ms");
        assert_eq!(text(&Cell::Duration(-90_000 * MILLISECOND)), "-1 m 30 s");
        assert!(text(&Cell::Duration(i128::MAX)).ends_with(" m"));
        assert!(text(&Cell::Duration(DAY * 2_958_466)).ends_with(" h 0 m"));
        assert_eq!(number(&Cell::Duration(DAY * 2_958_465)), 2_958_465.0);
    }

    #[test]
    fn numbers_of_more_digits_than_a_sheet_keeps_are_text() {
        assert_eq!(number(&Cell::Count(999_999_999_999_999)), 999_999_999_999_999.0);
        assert_eq!(text(&Cell::Count(u64::MAX)), "18446744073709551615");
        assert_eq!(text(&Cell::Integer(i64::MIN)), "-9223372036854775808");
    }

    #[test]
    fn what_is_unknown_is_empty() {
        for cell in [Cell::Missing, Cell::Share { part: 0, whole: 0 }, Cell::Fraction(f64::NAN)] {
            assert_eq!(Value::of(&cell), Value::Empty);
        }
    }

    #[test]
    fn ids_are_text_and_text_like_a_formula_stays_text() {
        let style = |cell: &Cell| match Value::of(cell) {
            Value::Text(_, style) => style,
            other => panic!("no text: {other:?}"),
        };
        assert_eq!(style(&Cell::id(Some("007"))), Style::Code);
        assert_eq!(style(&Cell::id(Some("+49301234567"))), Style::Code);
        for formula in ["=1+1", "+1", "-1", "@A1", "\t=1"] {
            assert_eq!(style(&Cell::text(Some(formula))), Style::Inert);
        }
        assert_eq!(style(&Cell::text(Some("a=b"))), Style::Words);
    }

    #[test]
    fn control_characters_are_spelled_out() {
        assert_eq!(
            text(&Cell::text(Some("a\0b\u{1b}\u{b}c\n\u{ffff}"))),
            r"a\u{0}b\u{1b}\u{b}c\u{a}\u{ffff}"
        );
    }

    #[test]
    fn text_is_cut_at_what_a_cell_holds() {
        for (long, cut) in [
            ("x".repeat(MAX_CELL_UNITS), false),
            ("x".repeat(MAX_CELL_UNITS + 1), true),
            ("é".repeat(MAX_CELL_UNITS), false),
            ("é".repeat(MAX_CELL_UNITS + 1), true),
            ("👍".repeat(16_383), false),
            ("👍".repeat(16_384), true),
            ("\0".repeat(20_000), true),
        ] {
            let cell = Cell::Text(long);
            assert_eq!(is_cut(&cell), cut);
            let shown = text(&cell);
            assert!(shown.encode_utf16().count() <= MAX_CELL_UNITS);
            assert!(
                !cut || shown.ends_with('…') && shown.encode_utf16().count() >= MAX_CELL_UNITS - 1
            );
        }
    }

    #[test]
    fn widths_are_those_of_what_is_shown() {
        for (cell, shown) in [
            (Cell::Count(1_234_567), "1,234,567"),
            (Cell::Count(0), "0"),
            (Cell::Integer(-12), "-12"),
            (Cell::Duration(DAY * 5), "120:00:00.000"),
            (Cell::text(Some("東京")), "1234"),
            (Cell::Missing, ""),
        ] {
            assert_eq!(Value::of(&cell).width(), shown.len(), "{cell:?}");
        }
    }
}
