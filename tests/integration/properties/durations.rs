//! Percentiles, mean and deviation against a reference that counts and adds in whole numbers.

use jobaudit::stats::{Durations, Spread};
use proptest::collection::vec;
use proptest::prelude::*;

use super::holds;

fn bag(values: &[i64]) -> Durations {
    let mut bag = Durations::default();
    values.iter().for_each(|&value| bag.add(value));
    bag
}

/// The smallest value such that at least so many percent of all are at or below it.
fn percentile(values: &[i64], percent: usize) -> i64 {
    let reaches = |value: &i64| {
        values.iter().filter(|other| *other <= value).count() * 100 >= percent * values.len()
    };
    values.iter().copied().filter(reaches).min().expect("values")
}

/// The largest whole number whose square, times the square of the count, is no more than the sum of
/// the squared deviations times the count: the population's deviation, rounded down.
fn deviation(values: &[i64]) -> i128 {
    let count = values.len() as i128;
    let total: i128 = values.iter().map(|&value| i128::from(value)).sum();
    let squares: i128 = values.iter().map(|&value| i128::from(value).pow(2)).sum();
    let (mut low, mut high) = (0, i128::from(i64::MAX) >> 10);
    while low < high {
        let middle = (low + high + 1) / 2;
        if (middle * count).pow(2) <= squares * count - total * total {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

fn naive(values: &[i64]) -> Spread {
    let count = values.len();
    let total: i128 = values.iter().map(|&value| i128::from(value)).sum();
    Spread {
        count: count as u64,
        min: *values.iter().min().expect("values"),
        mean: (total - total.rem_euclid(count as i128)) / count as i128,
        stddev: deviation(values),
        p50: percentile(values, 50),
        p90: percentile(values, 90),
        p95: (count >= 20).then(|| percentile(values, 95)),
        p99: (count >= 100).then(|| percentile(values, 99)),
        max: *values.iter().max().expect("values"),
        total,
    }
}

/// Nanoseconds as they occur: of any size up to eleven days, whole milliseconds, and few of many.
fn nanos() -> impl Strategy<Value = i64> {
    const MOST: i64 = 1_000_000_000_000_000;
    prop_oneof![-1_000..MOST, (0..MOST / 1_000_000).prop_map(|ms| ms * 1_000_000), 0..5_i64]
}

#[test]
fn figures_are_what_counting_and_adding_gives() {
    holds(256, vec(nanos(), 1..150), |values| {
        assert_eq!(bag(&values).spread(), Some(naive(&values)));
    });
}

#[test]
fn a_deviation_of_half_a_millisecond_is_exactly_that() {
    // Floating point falls short of it, and then the report rounds down what it should round up.
    for (count, apart) in [(3, 3_039), (5, 7), (6, 101), (7, 19_999), (11, 86_399_999)] {
        let apart = apart * 1_000_000;
        let values: Vec<i64> = (0..2 * count).map(|nth| nth % 2 * apart).collect();
        assert_eq!(bag(&values).spread().expect("values").stddev, i128::from(apart / 2));
    }
}

#[test]
fn the_longest_durations_overflow_nothing() {
    let extreme = prop_oneof![Just(i64::MIN), Just(i64::MAX), any::<i64>()];
    holds(256, vec(extreme, 1..120), |values| {
        let found = bag(&values).spread().expect("values");
        let mean = values.iter().map(|&value| value as f64 / values.len() as f64).sum::<f64>();
        let squares = values.iter().map(|&value| (value as f64 - mean).powi(2));
        let expected = (squares.sum::<f64>() / values.len() as f64).sqrt();
        let off = (found.stddev as f64 - expected).abs();
        assert!(off <= expected * 1e-9 + 2.0, "{} is not {expected}", found.stddev);
        let total: i128 = values.iter().map(|&value| i128::from(value)).sum();
        assert_eq!((found.total, found.p50), (total, percentile(&values, 50)));
        assert_eq!(found.mean, total.div_euclid(values.len() as i128));
    });
}

#[test]
fn bags_are_the_same_whichever_way_they_are_put_together() {
    let parts = (vec(nanos(), 0..90), vec(nanos(), 0..90), vec(nanos(), 0..90));
    holds(256, parts, |(a, b, c)| {
        let merged = |parts: &[&[i64]]| {
            parts.iter().fold(Durations::default(), |mut all, part| {
                all.merge(bag(part));
                all
            })
        };
        let all = merged(&[&a, &b, &c]);
        let expected = (all.spread(), all.total());
        // Commutative, associative, and empty changes nothing.
        for order in [merged(&[&b, &a, &c]), merged(&[&c, &b, &a]), merged(&[&[], &a, &b, &[], &c])]
        {
            assert_eq!((order.spread(), order.total()), expected);
        }
        let mut right = bag(&a);
        right.merge(merged(&[&b, &c]));
        assert_eq!((right.spread(), right.total()), expected);
    });
}
