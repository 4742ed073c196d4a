//! How people read a cell, in every format made for people.
//!
//! In: a cell. Out: words in plain text, which each renderer still escapes for its own syntax. A
//! value is rounded here once, half up (towards the greater value), in exact integer arithmetic, and
//! the unit is chosen after rounding: 59.996 s reads `1 m 0 s`, never `60.00 s`.

use std::borrow::Cow;

use crate::render::{machine, round};
use crate::report::{Cell, grouped};

/// What is shown where nothing is known: never a zero.
pub(super) const MISSING: &str = "—";

/// A cell in words.
pub fn words(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Missing | Cell::Share { whole: 0, .. } => MISSING.into(),
        Cell::Text(text) | Cell::Id(text) => told_apart(text),
        Cell::Named(named) => told_apart(&named.shown),
        // Where it cannot be followed, the way itself is what people need.
        Cell::Link(file) => file.id.as_str().into(),
        Cell::Term(term) => (&*term.title).into(),
        Cell::Flag(flag) => if *flag { "yes" } else { "no" }.into(),
        Cell::Count(count) => grouped((*count).into()).into(),
        Cell::Integer(number) => number.to_string().into(),
        Cell::Bytes(bytes) => size(*bytes).into(),
        Cell::Share { part, whole } => {
            let (part, whole) = (u128::from(*part), u128::from(*whole));
            let tenths = (2000 * part + whole) / (2 * whole);
            let share = percent(tenths, part == 0, part >= whole);
            format!("{} / {} ({share})", grouped(part), grouped(whole)).into()
        }
        Cell::Fraction(fraction) if fraction.is_finite() => {
            let tenths = (fraction.abs() * 1000.0).round() as u128;
            match *fraction < 0.0 {
                true => format!("\u{2212}{}", percent(tenths, true, true)).into(),
                false => percent(tenths, *fraction == 0.0, *fraction >= 1.0).into(),
            }
        }
        Cell::Fraction(_) => MISSING.into(),
        Cell::Duration(nanoseconds) => duration(*nanoseconds).into(),
        Cell::Time(time) => time.human().into(),
        Cell::Change(by) => change(by),
        Cell::Bar(bar) => crate::render::bar::draw(bar, crate::render::bar::MAX_BAR_WIDTH).into(),
    }
}

/// A text of a payload, in quotes where it would look like a word of this program, or like another text
/// without the blanks around it.
pub(super) fn told_apart(text: &str) -> Cow<'_, str> {
    let inner = text.trim_matches('"');
    let is_reserved = machine::is_reserved(inner) || [MISSING, "-", "–"].contains(&inner);
    let has_blanks = text.starts_with(' ') || text.ends_with(' ');
    if is_reserved || has_blanks { format!("\"{text}\"").into() } else { text.into() }
}

/// Tenths of a percent; nothing but none at all reads 0.0 %, and nothing but all of it 100.0 %.
fn percent(tenths: u128, none: bool, all: bool) -> String {
    match tenths {
        0 if !none => "<0.1 %".into(),
        1000.. if !all => ">99.9 %".into(),
        _ => format!("{}.{} %", tenths / 10, tenths % 10),
    }
}

/// By how much something changed: `+1,240`, `−2.4 points`, `+3 h 9 m`, and `0` where it did not.
fn change(by: &Cell) -> Cow<'_, str> {
    const PLUS: &str = "+";
    const MINUS: &str = "\u{2212}";
    let sign = |is_negative: bool| if is_negative { MINUS } else { PLUS };
    match by {
        Cell::Integer(0) => "0".into(),
        Cell::Integer(number) => {
            format!("{}{}", sign(*number < 0), grouped(number.unsigned_abs().into())).into()
        }
        Cell::Fraction(fraction) if fraction.is_finite() => {
            match (fraction.abs() * 1000.0).round() as u128 {
                0 if *fraction == 0.0 => "0.0 points".into(),
                0 => "<0.1 points".into(),
                tenths => {
                    let sign = sign(*fraction < 0.0);
                    format!("{sign}{}.{} points", grouped(tenths / 10), tenths % 10).into()
                }
            }
        }
        Cell::Duration(nanoseconds) => match duration(nanoseconds.saturating_abs()) {
            none if *nanoseconds == 0 => none.into(),
            // Which way it went tells nobody anything.
            little if little.starts_with('<') => little.into(),
            shown => format!("{}{shown}", sign(*nanoseconds < 0)).into(),
        },
        other => words(other),
    }
}

/// A size in decimal units, with one decimal below ten: `219 MB`, `1.9 kB`, `512 B`.
fn size(bytes: u64) -> String {
    let bytes = i128::from(bytes);
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut unit = 1;
    for name in ["kB", "MB", "GB", "TB", "PB", "EB"] {
        unit *= 1000;
        let tenths = round(bytes, unit / 10);
        if tenths < 100 {
            return format!("{}.{} {name}", tenths / 10, tenths % 10);
        }
        let whole = round(bytes, unit);
        if whole < 1000 || name == "EB" {
            return format!("{whole} {name}");
        }
    }
    format!("{bytes} B")
}

/// A duration in the largest two units that tell it apart: `879 ms`, `2.75 s`, `1 m 30 s`, `26 h 3 m`.
fn duration(nanoseconds: i128) -> String {
    const MILLISECOND: i128 = 1_000_000;
    const CENTISECOND: i128 = 10 * MILLISECOND;
    const SECOND: i128 = 1000 * MILLISECOND;
    const MINUTE: i128 = 60 * SECOND;
    let sign = |rounded: i128| if rounded < 0 { "-" } else { "" };

    if nanoseconds == 0 {
        return "0 s".into();
    }
    let milliseconds = round(nanoseconds, MILLISECOND);
    if milliseconds == 0 {
        return if nanoseconds > 0 { "<1 ms" } else { ">-1 ms" }.into();
    }
    if milliseconds.abs() < 1000 {
        return format!("{milliseconds} ms");
    }
    let centiseconds = round(nanoseconds, CENTISECOND);
    if centiseconds.abs() < 6000 {
        let (sign, centiseconds) = (sign(centiseconds), centiseconds.abs());
        return format!("{sign}{}.{:02} s", centiseconds / 100, centiseconds % 100);
    }
    let seconds = round(nanoseconds, SECOND);
    if seconds.abs() < 3600 {
        let (sign, seconds) = (sign(seconds), seconds.abs());
        return format!("{sign}{} m {} s", seconds / 60, seconds % 60);
    }
    let minutes = round(nanoseconds, MINUTE);
    let (sign, minutes) = (sign(minutes), minutes.unsigned_abs());
    format!("{sign}{} h {} m", grouped(minutes / 60), minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::Timestamp;
    use crate::report::Term;

    fn share(part: u64, whole: u64) -> String {
        words(&Cell::Share { part, whole }).into_owned()
    }

    #[test]
    fn missing_is_a_dash_and_never_a_zero() {
        assert_eq!(words(&Cell::Missing), "—");
        assert_eq!(share(0, 0), "—");
        assert_eq!(words(&Cell::Fraction(f64::NAN)), "—");
    }

    #[test]
    fn counts_have_thousands_and_integers_do_not() {
        for (count, text) in [(0, "0"), (999, "999"), (1240, "1,240"), (1_234_567, "1,234,567")] {
            assert_eq!(words(&Cell::Count(count)), text);
        }
        assert_eq!(words(&Cell::Count(u64::MAX)), "18,446,744,073,709,551,615");
        assert_eq!(words(&Cell::Integer(-12_345)), "-12345");
    }

    #[test]
    fn changes_have_a_sign_unless_there_is_none() {
        let change = |by| words(&Cell::change(by)).into_owned();
        for (number, text) in [(0, "0"), (1240, "+1,240"), (-1240, "\u{2212}1,240")] {
            assert_eq!(change(Cell::Integer(number)), text);
        }
        for (fraction, text) in [
            (0.0, "0.0 points"),
            (0.0004, "<0.1 points"),
            (-0.024, "\u{2212}2.4 points"),
            (1.0, "+100.0 points"),
        ] {
            assert_eq!(change(Cell::Fraction(fraction)), text);
        }
        for (nanoseconds, text) in [
            (0, "0 s"),
            (-1, "<1 ms"),
            (90_000_000_000, "+1 m 30 s"),
            (-604_800_000_000_000, "\u{2212}168 h 0 m"),
        ] {
            assert_eq!(change(Cell::Duration(nanoseconds)), text);
        }
        assert_eq!(change(Cell::Missing), MISSING);
    }

    #[test]
    fn sizes_have_one_decimal_below_ten_and_carry() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (1949, "1.9 kB"),
            (1950, "2.0 kB"),
            (9949, "9.9 kB"),
            (9950, "10 kB"),
            (999_499, "999 kB"),
            (999_500, "1.0 MB"),
            (218_600_000, "219 MB"),
            (u64::MAX, "18 EB"),
        ] {
            assert_eq!(words(&Cell::Bytes(bytes)), text);
        }
    }

    #[test]
    fn shares_show_their_parts_and_round_half_up_once() {
        assert_eq!(share(21, 1240), "21 / 1,240 (1.7 %)");
        assert_eq!(share(0, 5), "0 / 5 (0.0 %)");
        assert_eq!(share(5, 5), "5 / 5 (100.0 %)");
        assert_eq!(share(1, 2000), "1 / 2,000 (0.1 %)"); // 0.05 %, half up
        assert_eq!(share(3, 16), "3 / 16 (18.8 %)"); // 18.75 %
    }

    #[test]
    fn a_share_reads_none_or_all_only_if_it_is() {
        assert_eq!(share(1, 2001), "1 / 2,001 (<0.1 %)");
        assert_eq!(share(1999, 2000), "1,999 / 2,000 (>99.9 %)");
        assert_eq!(share(u64::MAX, u64::MAX).split(" (").nth(1), Some("100.0 %)"));
        assert_eq!(words(&Cell::Fraction(0.000_01)), "<0.1 %");
        assert_eq!(words(&Cell::Fraction(0.999_99)), ">99.9 %");
        assert_eq!(words(&Cell::Fraction(0.017)), "1.7 %");
        for (text, shown) in [
            ("(total)", "\"(total)\""),
            ("\"(total)\"", "\"\"(total)\"\""),
            ("—", "\"—\""),
            ("moveusers ", "\"moveusers \""),
            ("moveusers", "moveusers"),
        ] {
            assert_eq!(words(&Cell::text(Some(text))), shown);
        }
        assert_eq!(words(&Cell::Fraction(0.0)), "0.0 %");
        assert_eq!(words(&Cell::Fraction(-0.25)), "\u{2212}25.0 %");
        assert_eq!(words(&Cell::Fraction(1.0)), "100.0 %");
    }

    #[test]
    fn durations_choose_their_unit_after_rounding() {
        const S: i128 = 1_000_000_000;
        for (nanoseconds, text) in [
            (0, "0 s"),
            (1, "<1 ms"),
            (499_999, "<1 ms"),
            (500_000, "1 ms"),
            (878_600_000, "879 ms"),
            (999_499_999, "999 ms"),
            (999_500_000, "1.00 s"),
            (2_752_000_000, "2.75 s"),
            (2_755_000_000, "2.76 s"),
            (59_994_999_999, "59.99 s"),
            (59_995_000_000, "1 m 0 s"),
            (59_996_000_000, "1 m 0 s"),
            (90 * S, "1 m 30 s"),
            (3600 * S - 500_000_001, "59 m 59 s"),
            (3600 * S - 500_000_000, "1 h 0 m"),
            (93_785 * S, "26 h 3 m"),
            (93_570 * S, "26 h 0 m"),
            (86_400 * 365 * S, "8,760 h 0 m"),
            (-500_000_000, "-500 ms"),
            (-2_750_000_000, "-2.75 s"),
            (-2_755_000_000, "-2.75 s"), // half up, towards the greater value
            (-90 * S, "-1 m 30 s"),
            (-93_785 * S, "-26 h 3 m"),
            (-1, ">-1 ms"),
        ] {
            assert_eq!(words(&Cell::Duration(nanoseconds)), text, "{nanoseconds}");
        }
    }

    #[test]
    fn the_longest_durations_do_not_overflow() {
        for nanoseconds in [i128::MAX, i128::MIN] {
            assert!(words(&Cell::Duration(nanoseconds)).ends_with(" m"));
        }
    }

    #[test]
    fn terms_show_their_title_and_times_read_well() {
        assert_eq!(words(&Cell::Term(Term::new("with_errors", "with errors"))), "with errors");
        let time = Timestamp::parse("2023-05-30T13:04:00.469Z").expect("a time");
        assert_eq!(words(&Cell::Time(time)), "2023-05-30 13:04:00");
    }
}
