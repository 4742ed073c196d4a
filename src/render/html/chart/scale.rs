//! Scales whose marks people know: round durations, round counts.

/// Round durations in nanoseconds, each about ten times the one before.
const MARKS: [(i64, &str); 14] = [
    (1_000_000, "1 ms"),
    (10_000_000, "10 ms"),
    (100_000_000, "100 ms"),
    (SECOND, "1 s"),
    (10 * SECOND, "10 s"),
    (60 * SECOND, "1 m"),
    (600 * SECOND, "10 m"),
    (HOUR, "1 h"),
    (10 * HOUR, "10 h"),
    (100 * HOUR, "100 h"),
    (1_000 * HOUR, "1,000 h"),
    (10_000 * HOUR, "10,000 h"),
    (100_000 * HOUR, "100,000 h"),
    (1_000_000 * HOUR, "1,000,000 h"),
];

const SECOND: i64 = 1_000_000_000;
const HOUR: i64 = 3_600 * SECOND;

/// A logarithmic scale of durations, from a round one to a round one.
pub(super) struct Durations {
    from: usize,
    to: usize,
    length: f64,
}

impl Durations {
    pub(super) fn over(values: impl Iterator<Item = i64> + Clone, length: f64) -> Durations {
        let least = values.clone().min().unwrap_or(MARKS[0].0);
        let most = values.max().unwrap_or(least);
        let last = MARKS.len() - 1;
        let from = MARKS.iter().rposition(|(mark, _)| *mark <= least).unwrap_or(0).min(last - 1);
        let to = MARKS.iter().position(|(mark, _)| *mark >= most).unwrap_or(last);
        Durations { from, to: to.max(from + 1), length }
    }

    /// Where a duration stands.
    pub(super) fn place(&self, nanos: i64) -> f64 {
        let (from, to) = (MARKS[self.from].0, MARKS[self.to].0);
        let log = |nanos: i64| (nanos.clamp(from, to) as f64).log10();
        (log(nanos) - log(from)) / (log(to) - log(from)) * self.length
    }

    /// The marks: where they are, and what they say.
    pub(super) fn marks(&self) -> impl Iterator<Item = (f64, &'static str)> {
        MARKS[self.from..=self.to].iter().map(|(nanos, said)| (self.place(*nanos), *said))
    }
}

/// The least round and even number that is at least so much, so that its half is a number as well.
pub(super) fn round_up(most: u64) -> u64 {
    let mut unit = 1_u64;
    loop {
        let round = [2, 4, 6, 8, 10].into_iter().filter_map(|digit| unit.checked_mul(digit));
        if let Some(round) = round.into_iter().find(|round| *round >= most) {
            return round;
        }
        match unit.checked_mul(10) {
            Some(next) => unit = next,
            None => return most,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_stand_between_round_marks() {
        let said = |values: &[i64]| -> Vec<&str> {
            Durations::over(values.iter().copied(), 100.0).marks().map(|(_, said)| said).collect()
        };
        assert_eq!(said(&[2 * SECOND, 90 * SECOND]), ["1 s", "10 s", "1 m", "10 m"]);
        assert_eq!(said(&[HOUR, HOUR]), ["1 h", "10 h"]);
        assert_eq!(said(&[0]), ["1 ms", "10 ms"]);
        assert_eq!(said(&[]), ["1 ms", "10 ms"]);
        assert_eq!(said(&[i64::MAX]), ["100,000 h", "1,000,000 h"]);
        assert_eq!(said(&[-5, 1]), ["1 ms", "10 ms"]);
        let scale = Durations::over([0, 1, 500_000_000, i64::MAX].into_iter(), 100.0);
        let places = [i64::MIN, 0, 1_000_000, 500_000_000, HOUR, i64::MAX].map(|n| scale.place(n));
        assert!(places.is_sorted() && places[0] == 0.0 && places[5] == 100.0, "{places:?}");
    }

    #[test]
    fn counts_end_in_a_round_number_with_a_half() {
        for (most, top) in [(0, 2), (1, 2), (3, 4), (7, 8), (9, 10), (11, 20), (4_001, 6_000)] {
            assert_eq!(round_up(most), top);
        }
        assert_eq!(round_up(u64::MAX), u64::MAX);
    }
}
