//! Jobs counted by what came of them, and their items with them.
//!
//! In: jobs, one by one. Out: counts that add up whatever the order, and the rates that are made
//! of them.

use crate::ledger::JobRecord;
use crate::payload::{Accounting, Outcome};

/// How jobs and their items came out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    by_outcome: [u64; Outcome::ALL.len()],
    /// The items of all jobs that count any.
    pub items: Accounting,
    /// Those failed, and those done or failed, of the jobs that count both.
    failures: Option<(u64, u64)>,
}

/// A rate's Wilson score interval at 95 %: where the true rate lies, as far as so few trials tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Outcomes {
    /// Counts a job.
    pub fn add(&mut self, job: &JobRecord) {
        self.count(job.outcome, &job.accounting());
    }

    /// Counts a job that came out so, with its items.
    pub(crate) fn count(&mut self, outcome: Outcome, items: &Accounting) {
        self.by_outcome[outcome as usize] += 1;
        self.items.add(items);
        self.add_failures(
            items
                .done
                .zip(items.failed)
                .map(|(done, failed)| (failed, done.saturating_add(failed))),
        );
    }

    /// Adds other counts.
    pub fn merge(&mut self, other: &Outcomes) {
        for (mine, other) in self.by_outcome.iter_mut().zip(other.by_outcome) {
            *mine += other;
        }
        self.items.add(&other.items);
        self.add_failures(other.failures);
    }

    fn add_failures(&mut self, other: Option<(u64, u64)>) {
        if let Some((failed, all)) = other {
            let mine = self.failures.get_or_insert_default();
            *mine = (mine.0.saturating_add(failed), mine.1.saturating_add(all));
        }
    }

    /// How many jobs came out so.
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.by_outcome[outcome as usize]
    }

    /// How many jobs there are.
    pub fn jobs(&self) -> u64 {
        self.by_outcome.iter().sum()
    }

    fn sum(&self, wanted: impl Fn(Outcome) -> bool) -> u64 {
        Outcome::ALL
            .into_iter()
            .filter(|outcome| wanted(*outcome))
            .map(|outcome| self.of(outcome))
            .sum()
    }

    /// How many jobs have finished.
    pub fn finished(&self) -> u64 {
        self.sum(Outcome::is_finished)
    }

    /// How many of them failed or were stopped.
    pub fn failures(&self) -> u64 {
        self.sum(Outcome::is_failure)
    }

    /// The interval of the failure rate; none where nothing finished.
    pub fn interval(&self) -> Option<Interval> {
        wilson(self.failures(), self.finished())
    }

    /// Failed items out of those done or failed, of the jobs that count both; none where no job does.
    pub fn item_failures(&self) -> Option<(u64, u64)> {
        self.failures
    }
}

/// The Wilson score interval at 95 %; none without trials.
pub(crate) fn wilson(successes: u64, trials: u64) -> Option<Interval> {
    if trials == 0 {
        return None;
    }
    const Z: f64 = 1.959_963_984_540_054;
    let n = trials as f64;
    let p = successes as f64 / n;
    let z2 = Z * Z;
    let centre = p + z2 / (2.0 * n);
    let margin = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    // At the ends the formula gives exactly 0 and 1 but for the last bits.
    let low = if successes == 0 { 0.0 } else { (centre - margin) / scale };
    let high = if successes == trials { 1.0 } else { (centre + margin) / scale };
    Some(Interval { low, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_those_that_newcombe_published() {
        // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        for (successes, trials, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let interval = wilson(successes, trials).expect("trials");
            let rounded = |x: f64| (x * 10_000.0).round() / 10_000.0;
            assert_eq!(
                (rounded(interval.low), rounded(interval.high)),
                (low, high),
                "{successes}/{trials}"
            );
        }
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(5, 5).map(|interval| interval.high), Some(1.0));
    }
}
