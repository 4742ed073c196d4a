//! Many durations as a few figures.
//!
//! In: durations in whole nanoseconds. Out: their count, sum, mean, spread and percentiles.
//! Percentiles are nearest-rank on exact values, so each is a value that occurred; sums are exact.

/// A bag of durations. Merging is concatenation, so order does not matter to any figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

impl Durations {
    /// Adds one, in nanoseconds.
    pub fn add(&mut self, nanos: i64) {
        self.0.push(nanos);
    }

    /// Adds all of another bag.
    pub fn merge(&mut self, other: Durations) {
        self.0.extend(other.0);
    }

    /// The sum, in nanoseconds.
    pub fn total(&self) -> i128 {
        self.0.iter().map(|&nanos| i128::from(nanos)).sum()
    }

    /// The figures; none for an empty bag.
    pub fn spread(&self) -> Option<Spread> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let (&min, &max) = (sorted.first()?, sorted.last()?);
        let count = sorted.len();
        let total = self.total();
        Some(Spread {
            count: count as u64,
            min,
            mean: total.div_euclid(count as i128),
            stddev: deviation(&sorted, min, max),
            p50: nearest_rank(&sorted, 50),
            p90: nearest_rank(&sorted, 90),
            p95: (count >= 20).then(|| nearest_rank(&sorted, 95)),
            p99: (count >= 100).then(|| nearest_rank(&sorted, 99)),
            max,
            total,
        })
    }
}

/// The population's standard deviation, rounded down. It is exact where the range times the count fits
/// into 64 bits, which that of a million durations of four hours does; else the last bits of each value
/// are left out.
fn deviation(values: &[i64], min: i64, max: i64) -> i128 {
    let bits = |number: u64| u64::BITS - number.leading_zeros();
    let count = values.len() as u64;
    let left_out = (bits(count) + bits(max.abs_diff(min))).saturating_sub(u64::BITS);
    let (mut sum, mut squares) = (0_u128, 0_u128);
    for value in values {
        let above = u128::from(value.abs_diff(min) >> left_out);
        (sum, squares) = (sum + above, squares + above * above);
    }
    let count = u128::from(count);
    (((count * squares - sum * sum).isqrt() / count) << left_out) as i128
}

/// The smallest value such that at least `percent` of all are at or below it.
fn nearest_rank(sorted: &[i64], percent: usize) -> i64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted[rank - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(values: impl IntoIterator<Item = i64>) -> Spread {
        Durations(values.into_iter().collect()).spread().expect("values")
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
    fn nothing_has_no_figures() {
        assert_eq!(Durations::default().spread(), None);
    }
}
