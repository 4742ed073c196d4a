//! What is good news and what is not: one answer for every format that has colours.
//!
//! In: an outcome, or the id of one of our own words. Out: a tone, and how bad it is. The word beside a
//! colour always says the same.

use crate::payload::Outcome;

/// What a colour stands for, beside the word that says the same; the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// It failed.
    Bad,
    /// It was stopped by hand.
    Stopped,
    /// Somebody should know.
    Warn,
    /// Nobody knows.
    Unknown,
    /// It waits.
    Waiting,
    /// It runs.
    Running,
    /// Neither good nor bad.
    Plain,
    /// All went well.
    Good,
}

impl Tone {
    /// The tone of an outcome.
    pub const fn of(outcome: Outcome) -> Tone {
        match outcome {
            Outcome::Succeeded => Tone::Good,
            Outcome::WithErrors => Tone::Warn,
            Outcome::PendingOrders => Tone::Waiting,
            Outcome::Failed => Tone::Bad,
            Outcome::Stopped => Tone::Stopped,
            Outcome::InProgress => Tone::Running,
            Outcome::Undetermined => Tone::Unknown,
        }
    }

    /// The tone of a word that says how something came out: an outcome, a measure of outcomes, a reason,
    /// a severity, an exit code. Most words have none.
    pub fn of_word(id: &str) -> Option<Tone> {
        Some(match id {
            "succeeded" | "COMPLETED" => Tone::Good,
            "with-errors" | "with_errors" | "warning" | "COMPLETED_WITH_ERRORS" => Tone::Warn,
            "failed" | "failed-again" | "error" | "FAILED" => Tone::Bad,
            "stopped" | "STOPPED" => Tone::Stopped,
            "pending-orders" | "pending_orders" | "COMPLETED_WITH_PENDING_ORDERS" => Tone::Waiting,
            "in-progress" | "in_progress" | "stuck-job" => Tone::Running,
            "undetermined" | "UNKNOWN" => Tone::Unknown,
            "info" => Tone::Plain,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_a_tone_of_its_own_and_its_words_have_the_same() {
        let mut tones = Outcome::ALL.map(Tone::of);
        for outcome in Outcome::ALL {
            let tone = Some(Tone::of(outcome));
            assert_eq!(Tone::of_word(outcome.name()), tone);
            assert_eq!(Tone::of_word(&outcome.name().replace('-', "_")), tone);
        }
        tones.sort_unstable();
        assert_eq!(tones[0], Tone::Bad);
        assert!(tones.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
