//! A time zone, by its IANA name.
//!
//! In: `Europe/Berlin`. Out: what clocks there show at a moment, and the moment at which they show something.
//! The rules are those of the IANA database that the program was built with.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

impl Default for Zone {
    fn default() -> Zone {
        Zone(Tz::UTC)
    }
}

impl Zone {
    /// The name, `Europe/Berlin`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Whether it is UTC by that name.
    pub fn is_utc(self) -> bool {
        self.0 == Tz::UTC
    }

    /// All names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    /// What a clock shows at a moment, as if it were UTC.
    pub(super) fn clock_at(self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let offset = self.0.offset_from_utc_datetime(&moment.naive_utc()).fix();
        moment.checked_add_signed(TimeDelta::seconds(offset.local_minus_utc().into()))
    }

    /// The moment at which a clock shows this: of two the earlier or the later one; where clocks leave it out,
    /// the moment that they go on from.
    pub(super) fn moment_of(self, clock: NaiveDateTime, later: bool) -> Option<DateTime<Utc>> {
        let found = self.0.from_local_datetime(&clock);
        let found = if later { found.latest() } else { found.earliest() };
        let found = found.or_else(|| {
            // Clocks are put forward by three hours at most.
            let quarters = (1..=12).map(|quarter| TimeDelta::minutes(15 * quarter));
            quarters
                .filter_map(|ahead| clock.checked_add_signed(ahead))
                .find_map(|clock| self.0.from_local_datetime(&clock).earliest())
        });
        found.map(|found| found.to_utc())
    }
}

impl FromStr for Zone {
    type Err = ();

    /// Upper and lower case are the same.
    fn from_str(name: &str) -> Result<Zone, ()> {
        let known =
            chrono_tz::TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(name));
        known.copied().map(Zone).ok_or(())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
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
    fn a_time_that_clocks_show_twice_or_never_has_a_moment() {
        let berlin = zone("Europe/Berlin");
        for (clock, later, moment) in [
            ("2026-02-01T00:00:00Z", false, "2026-01-31T23:00:00.000Z"),
            ("2026-10-25T02:30:00Z", false, "2026-10-25T00:30:00.000Z"),
            ("2026-10-25T02:30:00Z", true, "2026-10-25T01:30:00.000Z"),
            ("2026-03-29T02:30:00Z", false, "2026-03-29T01:00:00.000Z"),
        ] {
            let found = time(clock).as_clock_of(berlin, later).map(|found| found.to_string());
            assert_eq!(found.as_deref(), Some(moment), "{clock}");
        }
    }
}
