//! How long something took: `timeElapsed`, read exactly.
//!
//! In: the text of a duration. Out: signed whole nanoseconds, so that a sum of a million steps
//! does not drift. The service prints Java's `Duration.toString`, which is read here with integers
//! alone. The `iso8601-duration` crate keeps every component as an `f32` (86399.999 s becomes
//! 86400, `PTNaNS` parses), so it serves only for the rest of ISO 8601 (weeks, days, fractions of
//! an hour), as the judge of the form; the digits are read again, exactly.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A duration in signed whole nanoseconds; about 292 years at most, either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Elapsed(i64);

impl Elapsed {
    /// The duration of so many nanoseconds.
    pub const fn from_nanos(nanos: i64) -> Elapsed {
        Elapsed(nanos)
    }

    /// The whole nanoseconds.
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// Reads Java's form, `PT26H3M4.5S`: hours, minutes and seconds in that order, each optional but
    /// not all absent, each with a minus of its own, up to nine decimals of a second. Components
    /// may be of any size as long as the whole fits; a minus counts for the decimals too.
    ///
    /// ```
    /// use jobaudit::payload::Elapsed;
    /// assert_eq!(Elapsed::parse("PT1M30.25S"), Some(Elapsed::from_nanos(90_250_000_000)));
    /// assert_eq!(Elapsed::parse("PT-0.5S"), Some(Elapsed::from_nanos(-500_000_000)));
    /// assert_eq!(Elapsed::parse("P1D"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Elapsed> {
        let mut rest = text.as_bytes().strip_prefix(b"PT")?;
        // Wide, because components of either sign may pass the limit on the way to a sum within it.
        let mut total: i128 = 0;
        // The units still allowed: each may come once, in order.
        let mut allowed = 0;
        if rest.is_empty() {
            return None;
        }
        while !rest.is_empty() {
            let (whole, decimals, unit, after) = component(rest)?;
            let position = b"HMS".iter().position(|&u| u == unit)?;
            if position < allowed || (decimals.is_some() && unit != b'S') {
                return None;
            }
            allowed = position + 1;
            let size = [HOUR, MINUTE, SECOND][position];
            total += i128::from(whole) * i128::from(size) + i128::from(decimals.unwrap_or(0));
            rest = after;
        }
        i64::try_from(total).ok().map(Elapsed)
    }

    /// Reads what else ISO 8601 allows and has a fixed length: weeks, days, a decimal comma,
    /// fractions of an hour, lower case. Exact, or nothing: what is finer than a nanosecond is refused,
    /// as are years and months, which have no fixed length.
    ///
    /// ```
    /// use jobaudit::payload::Elapsed;
    /// let day_and_a_bit = Elapsed::parse_unusual("P1DT2,752S");
    /// assert_eq!(day_and_a_bit, Some(Elapsed::from_nanos(86_402_752_000_000)));
    /// assert_eq!(Elapsed::parse_unusual("P1M"), None);
    /// ```
    pub fn parse_unusual(text: &str) -> Option<Elapsed> {
        let text = text.to_ascii_uppercase().replace(',', ".");
        // The crate would take `NaN`, `inf`, exponents and signs for numbers.
        if text.bytes().any(|b| !b"PWDTHMS.0123456789".contains(&b)) {
            return None;
        }
        let body = text.strip_prefix('P')?;
        let (date, time) = match body.split_once('T') {
            Some((_, "")) => return None,
            Some((date, time)) => (date, Some(time)),
            None => (body, None),
        };
        let mut total = if date.is_empty() { 0 } else { by_crate(&format!("P{date}"))? };
        if let Some(time) = time {
            let time = format!("PT{time}");
            let nanos = match Elapsed::parse(&time) {
                Some(exact) => exact.0,
                None => by_crate(&time)?,
            };
            total = total.checked_add(nanos)?;
        } else if date.is_empty() {
            return None;
        }
        Some(Elapsed(total))
    }
}

/// One signed number with its unit letter: whole part, nanoseconds of its decimals, unit, rest.
type Component<'a> = (i64, Option<i64>, u8, &'a [u8]);

fn component(text: &[u8]) -> Option<Component<'_>> {
    let (sign, digits) = match text.strip_prefix(b"-") {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, rest) = number(digits, sign)?;
    let (decimals, rest) = match rest.strip_prefix(b".") {
        Some(rest) => {
            let (value, after) = number(rest, sign)?;
            let places = u32::try_from(rest.len() - after.len()).ok()?;
            (Some(value.checked_mul(10_i64.pow(9_u32.checked_sub(places)?))?), after)
        }
        None => (None, rest),
    };
    let (&unit, rest) = rest.split_first()?;
    Some((whole, decimals, unit, rest))
}

/// Leading ASCII digits as a number of the given sign; none where there is no digit or it overflows.
fn number(text: &[u8], sign: i64) -> Option<(i64, &[u8])> {
    let end = text.iter().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    if end == 0 {
        return None;
    }
    let mut value: i64 = 0;
    for digit in &text[..end] {
        // Built with its sign, so that the most negative value does not overflow on the way.
        value = value.checked_mul(10)?.checked_add(sign * i64::from(digit - b'0'))?;
    }
    Some((value, &text[end..]))
}

/// Lets the crate judge the form, and reads each number again, exactly, from the digits it accepted.
fn by_crate(text: &str) -> Option<i64> {
    let read = iso8601_duration::Duration::parse(text).ok()?;
    if read.year != 0.0 || read.month != 0.0 {
        return None;
    }
    let in_time = text.starts_with("PT");
    let mut total: i128 = 0;
    let body = text.trim_start_matches(['P', 'T']);
    for part in body.split_inclusive(|c: char| c.is_ascii_alphabetic()) {
        let (number, unit) = part.split_at_checked(part.len().checked_sub(1)?)?;
        let (held, size) = match unit {
            // The crate hands weeks over as days.
            "W" => (read.day / 7.0, 7 * DAY),
            "D" => (read.day, DAY),
            "H" => (read.hour, HOUR),
            "M" if in_time => (read.minute, MINUTE),
            "S" => (read.second, SECOND),
            _ => return None,
        };
        let exact = decimal(number, size)?;
        // The two readings are of the same number where they differ by no more than an f32 must.
        let held = f64::from(held) * size as f64;
        if (held - exact as f64).abs() > held * 1e-6 {
            return None;
        }
        total += exact;
    }
    i64::try_from(total).ok()
}

/// A decimal number of units as whole nanoseconds; none where it is finer than one.
fn decimal(number: &str, unit: i64) -> Option<i128> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let places = 10_i128.checked_pow(u32::try_from(decimals.len()).ok()?)?;
    let parts = i128::from(decimals.parse::<u64>().ok()?) * i128::from(unit);
    let whole = i128::from(whole.parse::<u64>().ok()?) * i128::from(unit);
    (parts % places == 0).then_some(whole + parts / places)
}

impl fmt::Display for Elapsed {
    /// Java's canonical form, `PT1M30.25S`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("PT0S");
        }
        f.write_str("PT")?;
        let (hours, minutes, rest) = (self.0 / HOUR, self.0 % HOUR / MINUTE, self.0 % MINUTE);
        if hours != 0 {
            write!(f, "{hours}H")?;
        }
        if minutes != 0 {
            write!(f, "{minutes}M")?;
        }
        if rest != 0 {
            let sign = if rest < 0 { "-" } else { "" };
            let (seconds, nanos) = ((rest / SECOND).abs(), (rest % SECOND).abs());
            write!(f, "{sign}{seconds}")?;
            if nanos != 0 {
                let decimals = format!("{nanos:09}");
                write!(f, ".{}", decimals.trim_end_matches('0'))?;
            }
            f.write_str("S")?;
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Elapsed {
    /// Java's form only; anything else is an error.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Elapsed, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Elapsed;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a duration such as PT1M30.25S")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Elapsed, E> {
                Elapsed::parse(text).ok_or_else(|| E::custom("not a duration"))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nanos(text: &str) -> Option<i64> {
        Elapsed::parse(text).map(Elapsed::nanos)
    }

    #[test]
    fn javas_own_form_is_read_to_the_nanosecond() {
        for (text, expected) in [
            ("PT0S", 0),
            ("PT2.752S", 2_752_000_000),
            ("PT0.878554S", 878_554_000),
            ("PT59.123456S", 59_123_456_000),
            ("PT86399.999S", 86_399_999_000_000),
            ("PT1M30.25S", 90_250_000_000),
            ("PT26H3M4.5S", 93_784_500_000_000),
            ("PT-0.5S", -500_000_000),
            ("PT-1.5S", -1_500_000_000),
            ("PT-1H-2M", -3_720_000_000_000),
            ("PT1H-2M3S", 3_483_000_000_000),
            ("PT0.000000001S", 1),
            ("PT-0.000000001S", -1),
            ("PT0.999999999S", 999_999_999),
            ("PT5H", 5 * HOUR),
            ("PT5M", 5 * MINUTE),
            ("PT1H0.5S", HOUR + 500_000_000),
            ("PT007S", 7 * SECOND),
            ("PT-0S", 0),
            ("PT2562048H-60M", 2_562_047 * HOUR),
            ("PT9223372036.854775807S", i64::MAX),
            ("PT-9223372036.854775808S", i64::MIN),
            ("PT-2562047H-47M-16.854775808S", i64::MIN),
        ] {
            assert_eq!(nanos(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn anything_else_is_not_javas_form() {
        for text in [
            "",
            "P",
            "PT",
            "PTS",
            "PT.5S",
            "PT1.S",
            "PT1",
            "PT1.5",
            "PT1.1234567890S",
            "pt1s",
            "PT1s",
            "PT+1S",
            "PT 1S",
            "PT1S ",
            " PT1S",
            "PT1S\n",
            "PT1,5S",
            "PT1.5M",
            "PT1.5H",
            "PT1S1M",
            "PT1M1H",
            "PT1H1H",
            "PT1M1M",
            "PT1S1S",
            "P1D",
            "P1DT1S",
            "P1W",
            "P1Y",
            "-PT1S",
            "+PT1S",
            "PT--1S",
            "PT-S",
            "PT-",
            "PT1e3S",
            "PTNaNS",
            "PTinfS",
            "PT\u{661}S",
            "PT1X",
            "T1S",
            "1S",
            "2.752",
            "00:00:02",
            "PT9223372036.854775808S",
            "PT-9223372036.854775809S",
            "PT2562048H",
            "PT99999999999999999999S",
            "PT0.5-S",
            "PT1..5S",
            "PT1.5.5S",
        ] {
            assert_eq!(nanos(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_rest_of_iso_8601_is_read_exactly_or_not_at_all() {
        for (text, expected) in [
            ("P1D", Some(DAY)),
            ("P2W", Some(14 * DAY)),
            ("P1DT2.752S", Some(DAY + 2_752_000_000)),
            ("PT2,5S", Some(2_500_000_000)),
            ("P1DT2,123456789S", Some(DAY + 2_123_456_789)),
            ("pt2.5s", Some(2_500_000_000)),
            ("PT1.5H", Some(HOUR + 30 * MINUTE)),
            ("PT0.25M", Some(15 * SECOND)),
            ("P0.5D", Some(12 * HOUR)),
            ("P106751D", Some(106_751 * DAY)),
            ("P106752D", None),
            ("PT0.1H", Some(6 * MINUTE)),
            ("PT0.00000000000001H", None),
            ("P0.1D", Some(DAY / 10)),
            ("P16777217D", None),
            ("P1.5W", Some(7 * DAY + 84 * HOUR)),
            ("P1Y", None),
            ("P1M", None),
            ("P1M1D", None),
            ("P1DT", None),
            ("P", None),
            ("PT", None),
            ("", None),
            ("PTNaNS", None),
            ("PTinfS", None),
            ("PT1E3S", None),
            ("P-1D", None),
            ("-P1D", None),
            ("P1D1W", None),
            ("soon", None),
        ] {
            assert_eq!(Elapsed::parse_unusual(text).map(Elapsed::nanos), expected, "{text:?}");
        }
    }

    #[test]
    fn printing_is_javas_canonical_form() {
        for (nanos, text) in [
            (0, "PT0S"),
            (2_752_000_000, "PT2.752S"),
            (90_250_000_000, "PT1M30.25S"),
            (93_784_500_000_000, "PT26H3M4.5S"),
            (-500_000_000, "PT-0.5S"),
            (-90_250_000_000, "PT-1M-30.25S"),
            (HOUR, "PT1H"),
            (1, "PT0.000000001S"),
        ] {
            assert_eq!(Elapsed(nanos).to_string(), text);
        }
    }
}
