//! Wilson intervals against published ones, and against the formula in twice the digits.

use jobaudit::AuditOptions;
use jobaudit::decode::{Context, json_document};
use jobaudit::ledger::{JobRecord, Ledger};
use jobaudit::payload::Outcome;
use jobaudit::stats::{Interval, Outcomes};
use proptest::prelude::*;
use serde_json::json;

use super::holds;
use crate::support::job;

/// A job that failed, and one that succeeded.
fn records() -> [JobRecord; 2] {
    ["FAILED", "COMPLETED"].map(|exit_code| {
        let mut payload = job(1);
        payload["latestExecutionExitCode"] = json!(exit_code);
        let (text, mut ledger) = (payload.to_string(), Ledger::default());
        let file = ledger.open("job.json");
        for payload in &json_document(&text, Context::default()).jobs {
            ledger.add_job(file, payload.position, &payload.job, 0);
        }
        ledger.close(&AuditOptions::default()).jobs.remove(0)
    })
}

/// So many jobs, of which so many failed, put together by doubling.
fn outcomes([failed, succeeded]: &[JobRecord; 2], failures: u64, jobs: u64) -> Outcomes {
    let mut all = Outcomes::default();
    for (record, count) in [(failed, failures), (succeeded, jobs - failures)] {
        let mut power = Outcomes::default();
        power.add(record);
        for bit in 0..u64::BITS - count.leading_zeros() {
            if count >> bit & 1 == 1 {
                all.merge(&power);
            }
            let half = power.clone();
            power.merge(&half);
        }
    }
    all
}

fn interval(records: &[JobRecord; 2], failures: u64, jobs: u64) -> Option<Interval> {
    let all = outcomes(records, failures, jobs);
    assert_eq!((all.failures(), all.finished(), all.jobs()), (failures, jobs, jobs));
    assert_eq!(all.of(Outcome::Failed), failures);
    all.interval()
}

#[test]
fn intervals_are_the_published_ones() {
    let records = records();
    for (failures, jobs, digits, low, high) in [
        // R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in
        // Medicine 17 (1998), table I, method 3: the interval of E. B. Wilson, Probable inference,
        // the law of succession, and statistical inference, JASA 22 (1927).
        (81, 263, 4, 0.2553, 0.3662),
        (15, 148, 4, 0.0624, 0.1605),
        (0, 20, 4, 0.0, 0.1611),
        (1, 29, 4, 0.0061, 0.1718),
        // What `prop.test(x, n, correct = FALSE)` of R prints: in R's bug report PR#2794 (2003), in a
        // course of Gustavus Adolphus College (MCS 142), and in the tests of the package `cards`.
        (6, 52, 8, 0.053_969_69, 0.229_716_64),
        (319, 715, 7, 0.410_101_8, 0.482_781_4),
        (0, 32, 7, 0.0, 0.107_179_2),
        (32, 32, 7, 0.892_820_8, 1.0),
    ] {
        let found = interval(&records, failures, jobs).expect("jobs");
        let rounded = |end: f64| format!("{end:.digits$}");
        assert_eq!(
            (rounded(found.low), rounded(found.high)),
            (rounded(low), rounded(high)),
            "{failures} of {jobs}"
        );
    }
    assert_eq!(interval(&records, 0, 0), None);
}

#[test]
fn intervals_are_what_the_formula_gives_in_twice_the_digits() {
    let records = records();
    let any = prop_oneof![1..60_u64, 1..5_000_u64, 1..2_000_000_000_u64];
    let any = any.prop_flat_map(|jobs| {
        let ends = prop_oneof![Just(0), Just(jobs), Just(jobs.min(1)), 0..=jobs];
        (ends, Just(jobs))
    });
    holds(4_000, any, |(failures, jobs)| {
        let found = interval(&records, failures, jobs).expect("jobs");
        let (low, high) = wilson(failures, jobs);
        let rate = failures as f64 / jobs as f64;
        assert!(0.0 <= found.low && found.low <= rate, "{found:?} around {rate}");
        assert!(rate <= found.high && found.high <= 1.0, "{found:?} around {rate}");
        for (found, expected) in [(found.low, low), (found.high, high)] {
            assert!((found - expected).abs() <= expected * 1e-13, "{found} is not {expected}");
        }
        // Failures and successes change places.
        let other = interval(&records, jobs - failures, jobs).expect("jobs");
        assert!((other.low - (1.0 - found.high)).abs() < 1e-15, "{other:?} against {found:?}");
    });
}

/// The two roots of `(k - np)² = z² n p (1 - p)`.
fn wilson(failures: u64, jobs: u64) -> (f64, f64) {
    // The 97.5th percentile of the normal distribution, 1.959963984540054235524594430520...
    let z = Twice(1.959_963_984_540_054_3, -3.595_246_643_491_566e-17);
    let (k, n, z2) = (Twice::of(failures), Twice::of(jobs), z.times(z));
    let half = Twice(0.5, 0.0);
    let rest = k.times(n.plus(k.negated())).over(n).plus(z2.times(Twice(0.25, 0.0)));
    let (centre, margin) = (k.plus(z2.times(half)), z.times(rest.root()));
    let end = |sum: Twice| sum.over(n.plus(z2)).0;
    (
        if failures == 0 { 0.0 } else { end(centre.plus(margin.negated())) },
        if failures == jobs { 1.0 } else { end(centre.plus(margin)) },
    )
}

/// A number as the sum of two, of which the second holds the digits beyond those of the first
/// (T. J. Dekker, A floating-point technique for extending the available precision, 1971).
#[derive(Clone, Copy)]
struct Twice(f64, f64);

impl Twice {
    fn of(whole: u64) -> Twice {
        Twice(whole as f64, 0.0)
    }

    /// The sum of two numbers and what it leaves out.
    fn sum(a: f64, b: f64) -> Twice {
        let sum = a + b;
        let b_part = sum - a;
        Twice(sum, (a - (sum - b_part)) + (b - b_part))
    }

    fn negated(self) -> Twice {
        Twice(-self.0, -self.1)
    }

    fn plus(self, other: Twice) -> Twice {
        let Twice(high, low) = Twice::sum(self.0, other.0);
        Twice::sum(high, low + self.1 + other.1)
    }

    fn times(self, other: Twice) -> Twice {
        let high = self.0 * other.0;
        let low = self.0.mul_add(other.0, -high);
        Twice::sum(high, low + (self.0 * other.1 + self.1 * other.0))
    }

    fn over(self, other: Twice) -> Twice {
        let first = Twice(self.0 / other.0, 0.0);
        let rest = self.plus(first.times(other).negated());
        first.plus(Twice(rest.0 / other.0, 0.0))
    }

    fn root(self) -> Twice {
        if self.0 == 0.0 {
            return self;
        }
        let first = Twice(self.0.sqrt(), 0.0);
        let rest = self.plus(first.times(first).negated());
        first.plus(Twice(rest.0 / (2.0 * first.0), 0.0))
    }
}
