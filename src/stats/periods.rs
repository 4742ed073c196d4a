//! Periods in which nothing ran.
//!
//! In: the names of two periods. Out: how many lie between them, so that what is left out can be said.

use crate::payload::Timestamp;
use crate::stats::Dimension;

impl Dimension {
    /// How many periods lie between two of this dimension; none where it is no dimension of time.
    pub(crate) fn between(self, earlier: &str, later: &str) -> u64 {
        let apart = self.ordinal(later).zip(self.ordinal(earlier)).map(|(b, a)| b - a - 1);
        apart.and_then(|apart| u64::try_from(apart).ok()).unwrap_or(0)
    }

    /// The place of a period in the row of all of them.
    fn ordinal(self, period: &str) -> Option<i128> {
        let number = |text: &str| text.parse::<i128>().ok();
        match self {
            Dimension::Day => day(period),
            Dimension::Week => {
                let (year, week) = period.split_once("-W")?;
                // The week of 4 January is the year's first; 1970 began on a Thursday.
                let first = (day(&format!("{year}-01-04"))? + 3).div_euclid(7);
                Some(first + number(week)?)
            }
            Dimension::Month => {
                let (year, month) = period.rsplit_once('-')?;
                Some(number(year)? * 12 + number(month)?)
            }
            Dimension::JobName | Dimension::Org | Dimension::Runner | Dimension::Location => None,
        }
    }
}

/// Days since 1970.
fn day(period: &str) -> Option<i128> {
    const DAY: i128 = 24 * 3_600 * 1_000_000_000;
    let start = Timestamp::parse(&format!("{period}T00:00:00Z"))?;
    Some(start.nanos_since(Timestamp::from_unix_seconds(0)?).div_euclid(DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_counted_across_months_and_years() {
        for (dimension, earlier, later, between) in [
            (Dimension::Day, "2024-02-28", "2024-02-29", 0),
            (Dimension::Day, "2024-02-28", "2024-03-01", 1),
            (Dimension::Day, "2025-12-31", "2026-01-03", 2),
            (Dimension::Week, "2020-W53", "2021-W01", 0),
            (Dimension::Week, "2020-W52", "2021-W02", 2),
            (Dimension::Week, "2025-W52", "2026-W01", 0),
            (Dimension::Month, "2025-12", "2026-01", 0),
            (Dimension::Month, "2023-05", "2025-09", 27),
            (Dimension::Month, "2023-05", "2023-05", 0),
            (Dimension::Org, "a", "b", 0),
        ] {
            assert_eq!(dimension.between(earlier, later), between, "{earlier} {later}");
        }
    }

    #[test]
    fn every_period_that_a_moment_is_in_has_a_place_and_none_lies_between_neighbours() {
        let days = (0..3000).filter_map(|day| Timestamp::from_unix_seconds(day * 86_400));
        let days: Vec<Timestamp> = days.collect();
        for (dimension, name) in [
            (Dimension::Day, Timestamp::day as fn(Timestamp) -> String),
            (Dimension::Week, Timestamp::iso_week),
            (Dimension::Month, Timestamp::month),
        ] {
            for pair in days.windows(2) {
                let (a, b) = (name(pair[0]), name(pair[1]));
                assert_eq!(dimension.between(&a, &b), 0, "{a} {b}");
                let apart = dimension.ordinal(&b).zip(dimension.ordinal(&a)).map(|(b, a)| b - a);
                assert_eq!(apart, Some(i128::from(a != b)), "{a} {b}");
            }
        }
    }
}
