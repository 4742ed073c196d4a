//! What is good news and what is not: one answer for every format that has colours.
//!
//! In: an outcome, or the id of one of our own words. Out: a tone, and how bad it is. The word beside a
//! colour always says the same.

use serde::{Deserialize, Serialize};

use crate::payload::Outcome;

/// What a colour stands for, beside the word that says the same; the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SemanticColor {
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

impl SemanticColor {
    /// The tone of an outcome.
    pub const fn of(outcome: Outcome) -> SemanticColor {
        match outcome {
            Outcome::Succeeded => SemanticColor::Good,
            Outcome::WithErrors => SemanticColor::Warn,
            Outcome::PendingOrders => SemanticColor::Waiting,
            Outcome::Failed => SemanticColor::Bad,
            Outcome::Stopped => SemanticColor::Stopped,
            Outcome::InProgress => SemanticColor::Running,
            Outcome::Undetermined => SemanticColor::Unknown,
        }
    }

    /// The tone of a word that says how something came out: an outcome, a measure of outcomes, a reason,
    /// a severity, an exit code. Most words have none.
    pub fn of_word(id: &str) -> Option<SemanticColor> {
        Some(match id {
            "succeeded" | "COMPLETED" => SemanticColor::Good,
            "with-errors" | "with_errors" | "warning" | "COMPLETED_WITH_ERRORS" => {
                SemanticColor::Warn
            }
            "failed" | "failed-again" | "error" | "FAILED" => SemanticColor::Bad,
            "stopped" | "STOPPED" => SemanticColor::Stopped,
            "pending-orders" | "pending_orders" | "COMPLETED_WITH_PENDING_ORDERS" => {
                SemanticColor::Waiting
            }
            "in-progress" | "in_progress" | "stuck-job" => SemanticColor::Running,
            "undetermined" | "UNKNOWN" => SemanticColor::Unknown,
            "info" => SemanticColor::Plain,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_a_tone_of_its_own_and_its_words_have_the_same() {
        let mut tones = Outcome::ALL.map(SemanticColor::of);
        for outcome in Outcome::ALL {
            let tone = Some(SemanticColor::of(outcome));
            assert_eq!(SemanticColor::of_word(outcome.name()), tone);
            assert_eq!(SemanticColor::of_word(&outcome.name().replace('-', "_")), tone);
        }
        tones.sort_unstable();
        assert_eq!(tones[0], SemanticColor::Bad);
        assert!(tones.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
