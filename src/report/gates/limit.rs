//! The value of a limit, and where a figure is: below it, at it, or above.
//!
//! In: a text, and what kind of figure it limits. Out: an exact [`Limit`].

use std::cmp::Ordering;

use crate::payload::{Elapsed, Timestamp, Zone};
use crate::report::Cell;
use crate::report::sections::MeasureKind;

/// The value of a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    /// A number, or a share of 1.
    Number(Decimal),
    /// Nanoseconds.
    Duration(i128),
    /// A moment, or from one to another: a day, a month.
    Time(Timestamp, Timestamp),
}

/// `digits / 10^scale`, so that 2 % is 2 % and not the nearest float.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: i128,
    scale: u32,
}

/// Why a text is no value for such a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LimitError {
    /// It is something else.
    OfAnotherKind,
    /// A share above 1 that may be a percentage.
    Above1,
    /// A duration without a unit.
    WithoutUnit,
}

/// So many digits a number may have: with them no comparison overflows.
const MAX_DIGITS: usize = 15;

/// The units of durations, in nanoseconds.
const UNITS: [(&str, i128); 6] = [
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("min", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
];

const MILLISECOND: i128 = 1_000_000;

impl Limit {
    /// The value that a text says for a kind of figure; `in_ms` where the figure's name says that a bare
    /// number is milliseconds.
    pub fn parse(text: &str, kind: MeasureKind, in_ms: bool) -> Result<Limit, LimitError> {
        match kind {
            MeasureKind::Count => {
                Decimal::parse(text).map(Limit::Number).ok_or(LimitError::OfAnotherKind)
            }
            MeasureKind::Share => share(text),
            MeasureKind::Duration => match Decimal::parse(text) {
                Some(number) if in_ms || number.digits == 0 => {
                    number.times(MILLISECOND).map(Limit::Duration).ok_or(LimitError::OfAnotherKind)
                }
                Some(_) => Err(LimitError::WithoutUnit),
                None => duration(text).map(Limit::Duration).ok_or(LimitError::OfAnotherKind),
            },
            MeasureKind::Time => {
                let moment = |end| Timestamp::parse_argument(text, end, Zone::default());
                let both = moment(false).zip(moment(true));
                both.map(|(from, to)| Limit::Time(from, to)).ok_or(LimitError::OfAnotherKind)
            }
        }
    }

    /// Where a figure is; none where it is unknown.
    pub fn place(&self, figure: &Cell) -> Option<Ordering> {
        match (self, figure) {
            (_, Cell::Change(by)) => self.place(by),
            (Limit::Number(limit), &Cell::Count(n) | &Cell::Bytes(n)) => limit.place(n.into(), 1),
            (Limit::Number(limit), &Cell::Integer(n)) => limit.place(n.into(), 1),
            (Limit::Number(limit), &Cell::Share { part, whole }) if whole > 0 => {
                limit.place(part.into(), whole.into())
            }
            (Limit::Number(limit), Cell::Fraction(fraction)) => {
                fraction.partial_cmp(&limit.nearest_float())
            }
            (Limit::Duration(limit), Cell::Duration(nanos)) => Some(nanos.cmp(limit)),
            (Limit::Time(from, _), Cell::Time(time)) if time < from => Some(Ordering::Less),
            (Limit::Time(_, to), Cell::Time(time)) if time > to => Some(Ordering::Greater),
            (Limit::Time(..), Cell::Time(_)) => Some(Ordering::Equal),
            _ => None,
        }
    }
}

impl LimitError {
    /// The mistake as a sentence.
    pub fn told(self, name: &str, value: &str, kind: MeasureKind) -> String {
        match (self, kind) {
            (LimitError::Above1, _) => {
                format!("`{name}` is a share between 0 and 1; did you mean {value}%?")
            }
            (LimitError::WithoutUnit, _) => format!(
                "`{name}` is a duration, and {value} has no unit; did you mean {value}s or {value}m?"
            ),
            (LimitError::OfAnotherKind, MeasureKind::Count) => {
                format!("`{name}` is a number of things, and `{value}` is no such number")
            }
            (LimitError::OfAnotherKind, MeasureKind::Share) => {
                format!("`{name}` is a share, and `{value}` is none; write 2% or 0.02")
            }
            (LimitError::OfAnotherKind, MeasureKind::Duration) => {
                format!("`{name}` is a duration, and `{value}` is none; write 10m, 1h30m or 2.5s")
            }
            (LimitError::OfAnotherKind, MeasureKind::Time) => format!(
                "`{name}` is a time, and `{value}` is none; write 2026-02, 2026-02-01 or 2026-02-01T08:00:00Z"
            ),
        }
    }
}

/// How large a figure is, to tell which of two is the larger one.
pub(super) fn size(figure: &Cell) -> Option<f64> {
    Some(match figure {
        Cell::Change(by) => return size(by),
        Cell::Count(n) | Cell::Bytes(n) => *n as f64,
        Cell::Integer(n) => *n as f64,
        Cell::Share { part, whole } if *whole > 0 => *part as f64 / *whole as f64,
        Cell::Fraction(fraction) => *fraction,
        Cell::Duration(nanos) => *nanos as f64,
        _ => return None,
    })
}

/// `2%` or `0.02`
fn share(text: &str) -> Result<Limit, LimitError> {
    let percent = text.strip_suffix('%').map(str::trim_end);
    let number = Decimal::parse(percent.unwrap_or(text)).ok_or(LimitError::OfAnotherKind)?;
    match percent {
        Some(_) => Ok(Limit::Number(Decimal { scale: number.scale + 2, ..number })),
        None if number.place(1, 1) == Some(Ordering::Less) => Err(LimitError::Above1),
        None => Ok(Limit::Number(number)),
    }
}

/// `1h30m`, `2.5 s` or `PT1M30S`, in nanoseconds.
fn duration(text: &str) -> Option<i128> {
    let unsigned = text.strip_prefix('-').map(str::trim_start);
    let sign = if unsigned.is_some() { -1 } else { 1 };
    let mut rest = unsigned.unwrap_or(text);
    let iso = Elapsed::parse(rest).or_else(|| Elapsed::parse_unusual(rest));
    if let Some(elapsed) = iso {
        return Some(sign * i128::from(elapsed.nanos()));
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let unit_at = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let (number, after) = rest.split_at(unit_at);
        let end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let (_, nanos) = UNITS.into_iter().find(|(known, _)| *known == unit)?;
        let number = Decimal::parse(number.trim()).filter(|number| number.digits >= 0)?;
        total = total.checked_add(number.times(nanos)?)?;
        rest = after.trim_start();
    }
    Some(sign * total)
}

impl Decimal {
    /// A decimal number of few enough digits.
    fn parse(text: &str) -> Option<Decimal> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_number(whole) || !is_number(decimals) || whole.len() + decimals.len() > MAX_DIGITS {
            return None;
        }
        let digits: i128 = format!("{whole}{decimals}").parse().ok()?;
        let sign = if unsigned.len() < text.len() { -1 } else { 1 };
        Some(Decimal { digits: sign * digits, scale: u32::try_from(decimals.len()).ok()? })
    }

    /// Where the fraction `part / whole` is; `whole` is positive.
    fn place(self, part: i128, whole: i128) -> Option<Ordering> {
        let part = part.checked_mul(10_i128.checked_pow(self.scale)?)?;
        Some(part.cmp(&self.digits.checked_mul(whole)?))
    }

    /// So many times a unit, where that is a whole number.
    fn times(self, unit: i128) -> Option<i128> {
        let scaled = self.digits.checked_mul(unit)?;
        let one = 10_i128.checked_pow(self.scale)?;
        (scaled % one == 0).then_some(scaled / one)
    }

    fn nearest_float(self) -> f64 {
        self.digits as f64 / 10_f64.powi(self.scale.try_into().unwrap_or(0))
    }
}
