//! Many durations as a few figures.
//!
//! In: durations in whole nanoseconds. Out: their count, sum, mean, spread and percentiles.
//! Percentiles are nearest-rank on exact values, so each is a value that occurred; sums are exact.

use rayon::prelude::*;

/// How often each duration occurs. Jobs are timed in milliseconds, so that of a million durations there are
/// some ten thousand different ones. A few stay as they came: most of them occur once.
#[derive(Clone, Debug, Default)]
pub struct Durations {
    /// Each once and how often, the shortest first.
    counted: Vec<(i64, u64)>,
    /// Those that came since, in no order.
    loose: Vec<i64>,
}

/// With so many loose ones it is worth it to count them.
const COUNT_FROM: usize = 1 << 12;

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
        self.counts() == other.counts()
    }
}

impl Eq for Durations {}

impl Durations {
    /// All of them, the shortest first.
    fn counts(&self) -> Vec<(i64, u64)> {
        let mut sorted = self.loose.clone();
        sorted.par_sort_unstable();
        merged(&self.counted, sorted.into_iter().map(|nanos| (nanos, 1)))
    }

    /// Adds one, in nanoseconds.
    pub fn add(&mut self, nanos: i64) {
        self.loose.push(nanos);
        self.count_if_many();
    }

    /// Adds all of another bag.
    pub fn merge(&mut self, mut other: Durations) {
        if self.loose.len() < other.loose.len() {
            std::mem::swap(self, &mut other);
        }
        self.loose.extend(other.loose);
        if !other.counted.is_empty() {
            self.counted = merged(&self.counted, other.counted.into_iter());
        }
        self.count_if_many();
    }

    /// Each time there are twice as many as before, so that each is moved a few times at most.
    fn count_if_many(&mut self) {
        if self.loose.len() >= COUNT_FROM.max(2 * self.counted.len()) {
            self.counted = self.counts();
            self.loose = Vec::new();
        }
    }

    /// The sum, in nanoseconds.
    pub fn total(&self) -> i128 {
        let counted = self.counted.iter().map(|&(nanos, count)| product(nanos, count));
        counted.chain(self.loose.iter().map(|nanos| i128::from(*nanos))).sum()
    }

    /// The figures; none for an empty bag.
    pub fn spread(&self) -> Option<Spread> {
        let counts = self.counts();
        let (&(min, _), &(max, _)) = (counts.first()?, counts.last()?);
        let count = counts.iter().map(|(_, count)| count).sum();
        let total = counts.iter().map(|&(nanos, count)| product(nanos, count)).sum::<i128>();
        let at_or_below = |percent| nearest_rank(&counts, count, percent).unwrap_or(max);
        Some(Spread {
            count,
            min,
            mean: total.div_euclid(i128::from(count)),
            stddev: deviation(&counts, count),
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
fn deviation(counts: &[(i64, u64)], count: u64) -> i128 {
    let bits = |number: u64| u64::BITS - number.leading_zeros();
    let [(min, _), .., (max, _)] = *counts else { return 0 };
    let left_out = (bits(count) + bits(max.abs_diff(min))).saturating_sub(u64::BITS);
    let (mut sum, mut squares) = (0_u128, 0_u128);
    for &(value, times) in counts {
        let above = u128::from(value.abs_diff(min) >> left_out);
        let times = u128::from(times);
        (sum, squares) = (sum + times * above, squares + times * above * above);
    }
    let count = u128::from(count);
    (((count * squares - sum * sum).isqrt() / count) << left_out) as i128
}

/// The smallest value such that at least `percent` of all are at or below it.
fn nearest_rank(counts: &[(i64, u64)], count: u64, percent: u64) -> Option<i64> {
    let rank = (u128::from(count) * u128::from(percent)).div_ceil(100).max(1);
    let mut up_to = 0;
    let found = counts.iter().find(|(_, times)| {
        up_to += u128::from(*times);
        up_to >= rank
    });
    found.map(|(nanos, _)| *nanos)
}

/// So many of one duration together.
fn product(nanos: i64, count: u64) -> i128 {
    i128::from(nanos) * i128::from(count)
}

/// Two sorted lists as one, in which each duration is there once.
fn merged(one: &[(i64, u64)], other: impl Iterator<Item = (i64, u64)>) -> Vec<(i64, u64)> {
    let mut all: Vec<(i64, u64)> = Vec::new();
    let mut put = |(nanos, count): (i64, u64)| match all.last_mut() {
        Some((last, times)) if *last == nanos => *times += count,
        _ => all.push((nanos, count)),
    };
    let mut rest = one.iter().copied().peekable();
    for next in other {
        while let Some(earlier) = rest.next_if(|(nanos, _)| *nanos <= next.0) {
            put(earlier);
        }
        put(next);
    }
    rest.for_each(put);
    all
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
    fn many_are_counted_and_say_the_same_in_whatever_order_and_parts_they_come() {
        // Some occur often and some once, by a generator of numbers without a pattern.
        let mut state = 1_u64;
        let values: Vec<i64> = (0..30_000)
            .map(|nth| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let random = (state >> 33) as i64;
                if nth % 3 == 0 { random } else { random % 50 * 1_000_000 }
            })
            .collect();
        let bag = |values: &mut dyn Iterator<Item = &i64>| {
            let mut bag = Durations::default();
            values.for_each(|nanos| bag.add(*nanos));
            bag
        };
        let all = bag(&mut values.iter());
        assert!(!all.counted.is_empty());
        let mut sorted = values.clone();
        sorted.sort_unstable();
        let spread = all.spread().expect("values");
        assert_eq!((spread.count, spread.min, spread.max), (30_000, sorted[0], sorted[29_999]));
        assert_eq!((spread.p50, spread.p99), (sorted[14_999], Some(sorted[29_699])));
        assert_eq!(spread.total, values.iter().map(|nanos| i128::from(*nanos)).sum::<i128>());
        assert_eq!(all, bag(&mut values.iter().rev()));
        for cut in [0, 1, 4_095, 4_096, 9_000, 25_000, 30_000] {
            let halves = || (bag(&mut values[..cut].iter()), bag(&mut values[cut..].iter()));
            let (mut one, other) = halves();
            one.merge(other);
            let (other, mut second) = halves();
            second.merge(other);
            assert_eq!((&one, &second), (&all, &all), "{cut}");
            assert_eq!(one.spread(), all.spread(), "{cut}");
        }
    }

    #[test]
    fn nothing_has_no_figures() {
        assert_eq!(Durations::default().spread(), None);
    }
}
