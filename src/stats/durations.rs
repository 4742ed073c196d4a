//! Many durations as a few figures.
//!
//! In: durations in whole nanoseconds. Out: their count, sum, mean, spread and percentiles.
//! Percentiles are nearest-rank on exact values, so each is a value that occurred; sums are exact.

use rayon::prelude::*;

/// A bag of durations, in no order. Eight bytes for each: a table of how often each occurs would take three
/// times as much where most occur once.
#[derive(Clone, Debug, Default)]
pub struct Durations(Vec<i64>);

/// The figures of a bag that is not empty, in nanoseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    /// How many.
    pub count: u64,
    /// The shortest.
    pub min: i64,
    /// The mean, rounded down to a whole nanosecond.
    pub mean: i128,
    /// The population's standard deviation, rounded down to a whole nanosecond.
    pub stddev: i128,
    /// The median.
    pub p50: i64,
    /// The 90th percentile.
    pub p90: i64,
    /// The 95th percentile; none below 20 values, where it would be the longest.
    pub p95: Option<i64>,
    /// The 99th percentile; none below 100 values.
    pub p99: Option<i64>,
    /// The longest.
    pub max: i64,
    /// The sum.
    pub total: i128,
}

impl PartialEq for Durations {
    fn eq(&self, other: &Durations) -> bool {
        self.sorted() == other.sorted()
    }
}

impl Eq for Durations {}

impl Durations {
    fn sorted(&self) -> Vec<i64> {
        let mut sorted = self.0.clone();
        sorted.par_sort_unstable();
        sorted
    }

    /// Adds one, in nanoseconds.
    pub fn add(&mut self, nanos: i64) {
        self.0.push(nanos);
    }

    /// Adds all of another bag.
    pub fn merge(&mut self, other: Durations) {
        let (mut all, fewer) = if self.0.len() >= other.0.len() {
            (std::mem::take(self), other)
        } else {
            (other, std::mem::take(self))
        };
        all.0.extend(fewer.0);
        *self = all;
    }

    /// The sum, in nanoseconds.
    pub fn total(&self) -> i128 {
        self.0.iter().map(|nanos| i128::from(*nanos)).sum()
    }

    /// The figures; none for an empty bag.
    pub fn spread(&self) -> Option<Spread> {
        let sorted = self.sorted();
        let (&min, &max) = (sorted.first()?, sorted.last()?);
        let count = sorted.len() as u64;
        let total = self.total();
        let at_or_below = |percent| nearest_rank(&sorted, percent).unwrap_or(max);
        Some(Spread {
            count,
            min,
            mean: total.div_euclid(i128::from(count)),
            stddev: deviation(&sorted),
            p50: at_or_below(50),
            p90: at_or_below(90),
            p95: (count >= 20).then(|| at_or_below(95)),
            p99: (count >= 100).then(|| at_or_below(99)),
            max,
            total,
        })
    }
}

/// The population's standard deviation, rounded down. It is exact where the range times the count fits
/// into 64 bits, which that of a million durations of four hours does; else the last bits of each value
/// are left out.
fn deviation(sorted: &[i64]) -> i128 {
    let bits = |number: u64| u64::BITS - number.leading_zeros();
    let [min, .., max] = *sorted else { return 0 };
    let count = sorted.len() as u64;
    let left_out = (bits(count) + bits(max.abs_diff(min))).saturating_sub(u64::BITS);
    let (mut sum, mut squares) = (0_u128, 0_u128);
    for value in sorted {
        let above = u128::from(value.abs_diff(min) >> left_out);
        (sum, squares) = (sum + above, squares + above * above);
    }
    let count = u128::from(count);
    (((count * squares - sum * sum).isqrt() / count) << left_out) as i128
}

/// The smallest value such that at least `percent` of all are at or below it.
fn nearest_rank(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() as u128 * percent as u128).div_ceil(100).max(1);
    sorted.get(usize::try_from(rank).ok()?.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(values: impl IntoIterator<Item = i64>) -> Spread {
        let mut durations = Durations::default();
        values.into_iter().for_each(|value| durations.add(value));
        durations.spread().expect("values")
    }

    #[test]
    fn percentiles_are_values_that_occurred() {
        let s = spread([40, 10, 30, 20]);
        assert_eq!((s.min, s.p50, s.p90, s.max), (10, 20, 40, 40));
        let s = spread(1..=100);
        assert_eq!((s.p50, s.p90, s.p95, s.p99), (50, 90, Some(95), Some(99)));
    }

    #[test]
    fn a_percentile_needs_enough_values() {
        assert_eq!((spread(1..=19).p95, spread(1..=20).p95), (None, Some(19)));
        assert_eq!((spread(1..=99).p99, spread(1..=100).p99), (None, Some(99)));
    }

    #[test]
    fn sums_are_exact_beyond_64_bits_and_means_round_down() {
        let s = spread([i64::MAX, i64::MAX, i64::MAX]);
        assert_eq!(
            (s.total, s.mean, s.stddev),
            (3 * i128::from(i64::MAX), i128::from(i64::MAX), 0)
        );
        assert_eq!(spread([-1, -2]).mean, -2);
    }

    #[test]
    fn the_deviation_is_the_populations() {
        assert_eq!(spread([2, 4, 4, 4, 5, 5, 7, 9].map(|v| v * 1_000)).stddev, 2_000);
        assert_eq!(spread([7]).stddev, 0);
    }

    #[test]
    fn the_order_of_arrival_means_nothing() {
        let bag = |values: [i64; 3]| {
            let [mut bag, mut more] = [Durations::default(), Durations::default()];
            bag.add(values[0]);
            values[1..].iter().for_each(|value| more.add(*value));
            bag.merge(more);
            bag
        };
        assert_eq!(bag([3, 1, 2]), bag([2, 3, 1]));
        assert_ne!(bag([3, 1, 2]), bag([3, 1, 1]));
    }

    #[test]
    fn nothing_has_no_figures() {
        assert_eq!(Durations::default().spread(), None);
    }
}
