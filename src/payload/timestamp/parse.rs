//! Text as a moment.
//!
//! In: what a payload writes, or what a person types. Out: the moment, exact to the nanosecond; none where the text
//! is of another form. The service writes UTC with a `Z`; that form is read by hand, because it stands six times in
//! every payload, and everything else that RFC 3339 allows goes through `chrono`. A leap second is the one behind
//! 23:59:59 at the end of a month in UTC, and so the moment at which the next month begins, as clocks of computers
//! have it.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike};

use crate::payload::Zone;
use crate::payload::timestamp::Timestamp;

impl Timestamp {
    /// Reads the documented form, `2023-05-30T13:04:00.469Z`, with none to nine decimals.
    ///
    /// ```
    /// use jobaudit::payload::Timestamp;
    /// assert!(Timestamp::parse("2023-05-30T13:04:00.469Z").is_some());
    /// assert!(Timestamp::parse("2023-02-29T13:04:00Z").is_none());
    /// assert!(Timestamp::parse("2023-05-30T13:04:00+02:00").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Timestamp> {
        Timestamp::parse_plain(text).or_else(|| leap_second(text, Timestamp::parse_plain))
    }

    fn parse_plain(text: &str) -> Option<Timestamp> {
        let bytes = text.as_bytes();
        if let Ok(usual) = bytes.try_into() {
            return Timestamp::parse_usual(usual);
        }
        let (seconds, tail) = bytes.split_at_checked(19)?;
        for (at, mark) in [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')] {
            if seconds[at] != mark {
                return None;
            }
        }
        let year = digits(&seconds[..4])?;
        let date = NaiveDate::from_ymd_opt(
            i32::try_from(year).ok()?,
            digits(&seconds[5..7])?,
            digits(&seconds[8..10])?,
        )?;
        let nanos = match tail {
            b"Z" => 0,
            [b'.', decimals @ .., b'Z'] if (1..=9).contains(&decimals.len()) => {
                digits(decimals)? * 10_u32.pow(9 - u32::try_from(decimals.len()).ok()?)
            }
            _ => return None,
        };
        let time = NaiveTime::from_hms_nano_opt(
            digits(&seconds[11..13])?,
            digits(&seconds[14..16])?,
            digits(&seconds[17..19])?,
            nanos,
        )?;
        Some(Timestamp(date.and_time(time).and_utc()))
    }

    /// Reads the documented form with its usual three decimals: eight of them stand in every payload, so
    /// that all characters are looked at together. What is not that form has another length, or is none.
    pub(crate) fn parse_usual(text: &[u8; 24]) -> Option<Timestamp> {
        const FORM: &[u8; 24] = b"0000-00-00T00:00:00.000Z";
        const LARGEST: [u8; 24] = {
            let (mut largest, mut at) = ([0; 24], 0);
            while at < FORM.len() {
                largest[at] = if FORM[at] == b'0' { 9 } else { 0 };
                at += 1;
            }
            largest
        };
        // Of a digit this leaves its value, of a mark nothing.
        let mut digits = *text;
        digits.iter_mut().zip(FORM).for_each(|(byte, form)| *byte ^= form);
        if digits
            .iter()
            .zip(LARGEST)
            .fold(false, |wrong, (digit, largest)| wrong | (*digit > largest))
        {
            return None;
        }
        let number = |from: usize, to: usize| {
            digits[from..to].iter().fold(0, |number, digit| 10 * number + u32::from(*digit))
        };
        let year = i32::try_from(number(0, 4)).ok()?;
        let date = NaiveDate::from_ymd_opt(year, number(5, 7), number(8, 10))?;
        let milliseconds = number(20, 23);
        let (hour, minute, second) = (number(11, 13), number(14, 16), number(17, 19));
        let time = NaiveTime::from_hms_milli_opt(hour, minute, second, milliseconds)?;
        Some(Timestamp(date.and_time(time).and_utc()))
    }

    /// Reads any other RFC 3339 form: an offset other than `Z`, lower-case marks, a space for the
    /// `T`. At most nine decimals; more could not be kept.
    pub fn parse_offset(text: &str) -> Option<Timestamp> {
        let decimals = text
            .split_once('.')
            .map_or(0, |(_, rest)| rest.bytes().take_while(u8::is_ascii_digit).count());
        if !text.is_ascii() || decimals > 9 {
            return None;
        }
        if text.as_bytes().get(17..19)? == b"60" {
            return leap_second(text, Timestamp::parse_offset);
        }
        let time = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
        // In UTC it may fall out of the four-digit years.
        (0..=9999).contains(&time.year()).then_some(Timestamp(time))
    }

    /// Reads a time whose month is a name, which no two people read differently: as mail and HTTP write
    /// it (RFC 2822), or as JavaScript prints it. Says whether it is in UTC.
    pub fn parse_with_month_name(text: &str) -> Option<(Timestamp, bool)> {
        let javascript = || {
            let text = text.split(" (").next()?;
            DateTime::parse_from_str(text, "%a %b %d %Y %H:%M:%S GMT%z").ok()
        };
        let time = DateTime::parse_from_rfc2822(text).ok().or_else(javascript)?;
        let is_utc = time.offset().local_minus_utc() == 0;
        (0..=9999).contains(&time.to_utc().year()).then(|| (Timestamp(time.to_utc()), is_utc))
    }

    /// Reads what a person in a zone types: an RFC 3339 time, which says its own zone, or a minute, a day, a
    /// month or a year (`2023-05-30T13:04`, `2023-05-30`, `2023-05`, `2023`). With `whole_period` such a period
    /// means its last nanosecond, so that "until May" includes all of May.
    pub fn parse_argument(text: &str, whole_period: bool, zone: Zone) -> Option<Timestamp> {
        if let Some(exact) = Timestamp::parse(text).or_else(|| Timestamp::parse_offset(text)) {
            return Some(exact);
        }
        Timestamp::parse_period(text, whole_period)?.as_clock_of(zone, whole_period)
    }

    /// The beginning or the end of a minute, a day, a month or a year, in UTC.
    fn parse_period(text: &str, whole_period: bool) -> Option<Timestamp> {
        if !text.is_ascii() {
            return None;
        }
        let first = match text.len() {
            4 => Timestamp::parse(&format!("{text}-01-01T00:00:00Z"))?,
            7 => Timestamp::parse(&format!("{text}-01T00:00:00Z"))?,
            10 => Timestamp::parse(&format!("{text}T00:00:00Z"))?,
            16 => Timestamp::parse(&format!("{}:00Z", text.replacen(' ', "T", 1)))?,
            _ => return None,
        };
        if !whole_period {
            return Some(first);
        }
        let next = match text.len() {
            4 => first.0.checked_add_months(chrono::Months::new(12))?,
            7 => first.0.checked_add_months(chrono::Months::new(1))?,
            10 => first.0.checked_add_days(chrono::Days::new(1))?,
            _ => first.0.checked_add_signed(chrono::TimeDelta::minutes(1))?,
        };
        next.checked_sub_signed(chrono::TimeDelta::nanoseconds(1)).map(Timestamp)
    }
}

/// A leap second, read as the second before it is, and then one later.
fn leap_second(text: &str, parse: impl Fn(&str) -> Option<Timestamp>) -> Option<Timestamp> {
    let (start, rest) = (text.get(..17)?, text.get(17..)?);
    let before = parse(&format!("{start}59{}", rest.strip_prefix("60")?))?;
    let (date, time) = (before.0.date_naive(), before.0.time());
    let ends_month = date.succ_opt()?.day() == 1;
    let is_last = (time.hour(), time.minute(), time.second()) == (23, 59, 59);
    before.plus(1_000_000_000).filter(|_| ends_month && is_last)
}

/// ASCII digits as a number; at most nine of them.
fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |value, &byte| {
        byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_form_is_read_and_printed() {
        for (text, printed) in [
            ("2023-05-30T13:04:00.469Z", "2023-05-30T13:04:00.469Z"),
            ("2023-05-30T13:04:00Z", "2023-05-30T13:04:00.000Z"),
            ("2024-02-29T23:59:59.999999999Z", "2024-02-29T23:59:59.999Z"),
            ("2000-02-29T00:00:00.1Z", "2000-02-29T00:00:00.100Z"),
            ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"),
            ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Timestamp::parse(text).map(|t| t.to_string()).as_deref(), Some(printed));
        }
    }

    #[test]
    fn no_other_form_is_the_documented_one() {
        for text in [
            "",
            "2023-05-30",
            "2023-05-30T13:04Z",
            "2023-05-30T13:04:00",
            "2023-05-30 13:04:00Z",
            "2023-05-30t13:04:00Z",
            "2023-05-30T13:04:00z",
            "2023-05-30T13:04:00.Z",
            "2023-05-30T13:04:00.1234567890Z",
            "2023-05-30T13:04:00,5Z",
            "2023-05-30T13:04:00+00:00",
            "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2023-04-31T00:00:00Z",
            "2023-00-01T00:00:00Z",
            "2023-13-01T00:00:00Z",
            "2023-01-00T00:00:00Z",
            "2023-01-32T00:00:00Z",
            "2023-05-30T24:00:00Z",
            "2023-05-30T13:60:00Z",
            "2023-05-30T13:04:60Z",
            "2016-12-30T23:59:60Z",
            "2016-12-31T22:59:60Z",
            "+2023-05-30T13:04:00Z",
            "23-05-30T13:04:00Z",
            "2023-05-30T13:04:00Z ",
            "2023-05-30T13:04:00Z\n",
            "2023-05-30T13:04:-1Z",
            "2023-5-30T13:04:00Z",
            "1685451840",
            "2023-05-30T13:04:00.4\u{661}Z",
            "\u{661}023-05-30T13:04:00Z",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn other_zones_are_brought_to_utc() {
        for (text, expected) in [
            ("2023-05-30T15:04:00.469+02:00", Some("2023-05-30T13:04:00.469Z")),
            ("2023-05-30T00:30:00-01:00", Some("2023-05-30T01:30:00.000Z")),
            ("2023-05-30t13:04:00z", Some("2023-05-30T13:04:00.000Z")),
            ("2023-05-30T13:04:60+00:00", None),
            ("2016-12-31T15:59:60-08:00", Some("2017-01-01T00:00:00.000Z")),
            ("2016-12-31T23:59:60+00:00", Some("2017-01-01T00:00:00.000Z")),
            ("2023-05-30T13:04:00.1234567890+00:00", None),
            ("2023-05-30T13:04:00+0200", None),
            ("2023-05-30T13:04:00", None),
            ("yesterday", None),
        ] {
            let read = Timestamp::parse_offset(text).map(|t| t.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_period_that_a_person_types_has_a_first_and_a_last_moment() {
        for (text, first, last) in [
            ("2024-02", "2024-02-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z"),
            ("2023-05-30", "2023-05-30T00:00:00.000Z", "2023-05-30T23:59:59.999Z"),
            ("2023", "2023-01-01T00:00:00.000Z", "2023-12-31T23:59:59.999Z"),
            ("2023-05-30 13:04", "2023-05-30T13:04:00.000Z", "2023-05-30T13:04:59.999Z"),
            ("2023-05-30T13:04:05Z", "2023-05-30T13:04:05.000Z", "2023-05-30T13:04:05.000Z"),
        ] {
            let read = |whole| {
                Timestamp::parse_argument(text, whole, Zone::default()).map(|t| t.to_string())
            };
            assert_eq!((read(false).as_deref(), read(true).as_deref()), (Some(first), Some(last)));
        }
        assert_eq!(Timestamp::parse_argument("last week", false, Zone::default()), None);
    }

    #[test]
    fn a_leap_second_is_the_moment_at_which_the_next_month_begins() {
        for (text, moment) in [
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
            ("2015-06-30T23:59:60.250Z", "2015-07-01T00:00:00.250Z"),
            ("9999-11-30T23:59:60.999999999Z", "9999-12-01T00:00:00.999Z"),
        ] {
            assert_eq!(Timestamp::parse(text).map(Timestamp::text).as_deref(), Some(moment));
        }
    }
}
