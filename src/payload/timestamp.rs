//! A moment in UTC, as payloads write it and as people type it.
//!
//! In: RFC 3339 text, which [`parse`] reads. Out: a moment exact to the nanosecond, and how it is written: for
//! programs with milliseconds and a `Z`, for people as a day, a week, a month or a minute.

mod parse;

use std::fmt;

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::{Serialize, Serializer};

use crate::payload::Zone;

/// A moment, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// The moment so many nanoseconds later; none where no date is that far away.
    pub fn plus(self, nanos: i64) -> Option<Timestamp> {
        self.0.checked_add_signed(TimeDelta::nanoseconds(nanos)).map(Timestamp)
    }

    /// The same as [`ToString`] gives, in less time: a report writes a million of them.
    pub(crate) fn text(self) -> String {
        let text = self.documented_form();
        let text = text.as_ref().and_then(|text| std::str::from_utf8(text).ok());
        text.map_or_else(|| self.to_string(), str::to_owned)
    }

    /// The documented form, without a format that has to be read each time. None where the year has not
    /// four digits.
    fn documented_form(self) -> Option<[u8; 24]> {
        let at = self.0.naive_utc();
        let year = u32::try_from(at.year()).ok().filter(|year| *year <= 9999)?;
        let milliseconds = Some(at.nanosecond() / 1_000_000).filter(|ms| *ms < 1000)?;
        let mut text = *b"0000-00-00T00:00:00.000Z";
        for (end, digits, number) in [
            (4, 4, year),
            (7, 2, at.month()),
            (10, 2, at.day()),
            (13, 2, at.hour()),
            (16, 2, at.minute()),
            (19, 2, at.second()),
            (23, 3, milliseconds),
        ] {
            let mut rest = number;
            for digit in text[end - digits..end].iter_mut().rev() {
                *digit += (rest % 10) as u8;
                rest /= 10;
            }
        }
        Some(text)
    }

    /// The moment so many seconds after 1970 began.
    pub fn from_unix_seconds(seconds: i64) -> Option<Timestamp> {
        DateTime::from_timestamp(seconds, 0).map(Timestamp)
    }

    /// Microseconds since 1970 began; finer digits are cut.
    pub fn unix_micros(self) -> i64 {
        self.0.timestamp_micros()
    }

    /// Seconds since 1970 began, and nanoseconds beyond.
    pub(crate) fn seconds_and_nanos(self) -> (i64, u32) {
        (self.0.timestamp(), self.0.timestamp_subsec_nanos())
    }

    /// The moment so long after 1970 began.
    #[cfg(feature = "tables")]
    pub(crate) fn of_seconds_and_nanos(seconds: i64, nanos: u32) -> Option<Timestamp> {
        DateTime::from_timestamp(seconds, nanos).map(Timestamp)
    }

    /// Nanoseconds from `earlier` to this moment; negative where it is the later one.
    pub fn nanos_since(self, earlier: Timestamp) -> i128 {
        let difference = self.0 - earlier.0;
        i128::from(difference.num_seconds()) * 1_000_000_000 + i128::from(difference.subsec_nanos())
    }

    /// What a clock in a zone shows, as if it were UTC: for people only, who read the zone beside it. Where that
    /// is beyond all dates, it stays UTC.
    pub fn clock_in(self, zone: Zone) -> Timestamp {
        zone.clock_at(self.0).map_or(self, Timestamp)
    }

    /// The moment at which a clock in a zone shows this; of two the earlier or the later one.
    pub fn as_clock_of(self, zone: Zone, later: bool) -> Option<Timestamp> {
        zone.moment_of(self.0.naive_utc(), later).map(Timestamp)
    }

    /// The day, `2023-05-30`.
    pub fn day(self) -> String {
        self.0.format("%Y-%m-%d").to_string()
    }

    /// The number of the day, counted from any one of them.
    pub(crate) fn day_number(self) -> i32 {
        self.0.num_days_from_ce()
    }

    /// The ISO 8601 week, `2023-W22`; its year is the week's own.
    pub fn iso_week(self) -> String {
        let week = self.0.iso_week();
        format!("{:04}-W{:02}", week.year(), week.week())
    }

    /// The month, `2023-05`.
    pub fn month(self) -> String {
        let text = self.documented_form();
        let text = text.as_ref().and_then(|text| std::str::from_utf8(&text[..7]).ok());
        text.map_or_else(|| self.0.format("%Y-%m").to_string(), str::to_owned)
    }

    /// The minute, `2023-05-30 13:04`.
    pub fn minute(self) -> String {
        self.0.format("%Y-%m-%d %H:%M").to_string()
    }

    /// As people read it, `2023-05-30 13:04:00`; the zone is UTC and stands in the heading.
    pub fn human(self) -> String {
        self.0.format("%Y-%m-%d %H:%M:%S").to_string()
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 with milliseconds, `2023-05-30T13:04:00.469Z`; finer digits are cut, not rounded,
    /// so that a moment never moves into the next day.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.documented_form() {
            Some(text) => f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?),
            None => write!(f, "{}", self.0.format("%Y-%m-%dT%H:%M:%S%.3fZ")),
        }
    }
}

impl Serialize for Timestamp {
    /// As it is displayed where milliseconds are all that it has, else to the nanosecond: what is saved is read as
    /// the same moment.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.nanosecond().is_multiple_of(1_000_000) {
            return serializer.collect_str(self);
        }
        serializer.collect_str(&self.0.format("%Y-%m-%dT%H:%M:%S%.9fZ"))
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    /// The documented form only; anything else is an error.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Timestamp;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time such as 2023-05-30T13:04:00.469Z")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Timestamp, E> {
                Timestamp::parse(text).ok_or_else(|| E::custom("not a time in UTC"))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_is_written_as_a_format_would_write_it() {
        let first = DateTime::from_timestamp(-62_167_219_200, 0).expect("the year 0");
        // A prime number of seconds, so that it meets all dates and times of the day.
        for nth in 0..50_000 {
            let step = TimeDelta::seconds(7_919_993) + TimeDelta::nanoseconds(98_765_431);
            let time = first + step * nth;
            let expected = time.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
            assert_eq!(Timestamp(time).to_string(), expected);
        }
    }

    #[test]
    fn what_is_saved_is_read_as_the_same_moment() {
        for text in [
            "2023-05-30T13:04:00.469Z",
            "2023-05-30T13:04:00Z",
            "2023-05-30T13:04:00.000001Z",
            "2024-02-29T23:59:59.999999999Z",
            "0000-01-01T00:00:00.000000001Z",
            "9999-12-31T23:59:59.4691234Z",
        ] {
            let moment = Timestamp::parse(text).expect(text);
            let saved = serde_json::to_string(&moment).expect("JSON");
            assert_eq!(serde_json::from_str::<Timestamp>(&saved).expect(&saved), moment);
        }
    }

    #[test]
    fn weeks_belong_to_their_own_year() {
        let week = |text: &str| Timestamp::parse(text).map(Timestamp::iso_week);
        assert_eq!(week("2023-05-30T13:04:00Z").as_deref(), Some("2023-W22"));
        assert_eq!(week("2021-01-03T00:00:00Z").as_deref(), Some("2020-W53"));
        assert_eq!(week("2024-12-30T00:00:00Z").as_deref(), Some("2025-W01"));
    }

    #[test]
    fn an_absent_time_takes_no_more_room_than_one_that_is_there() {
        assert_eq!(size_of::<Option<Timestamp>>(), 12);
    }
}
