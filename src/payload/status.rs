//! Statuses, exit codes and what they come to.
//!
//! In: the words of a payload. Out: enums that keep an unknown word's text, and the [`Outcome`] of
//! a job, an execution or a step. The text's type is a parameter: borrowed while one payload is
//! looked at, a symbol in the ledger.

use std::fmt;

use serde::de::{Deserialize, Deserializer};

use crate::payload::text::Text;

/// A `statusMessage`: where the service's batch engine stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status<T> {
    /// `STARTING`
    Starting,
    /// `STARTED`
    Started,
    /// `COMPLETED`: the engine is done, which is no success by itself.
    Completed,
    /// `FAILED`
    Failed,
    /// `UNKNOWN`
    Unknown,
    /// `ABANDONED`: stopped by hand.
    Abandoned,
    /// Any other word, kept as it was written.
    Other(T),
}

/// An `exitCode`: what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExitCode<T> {
    /// `UNKNOWN`: in progress.
    Unknown,
    /// `COMPLETED`
    Completed,
    /// `FAILED`
    Failed,
    /// `STOPPED`
    Stopped,
    /// `COMPLETED_WITH_ERRORS`
    CompletedWithErrors,
    /// `COMPLETED_WITH_PENDING_ORDERS`: waits for number orders.
    CompletedWithPendingOrders,
    /// Any other word, kept as it was written.
    Other(T),
}

macro_rules! words {
    ($type:ident: $($variant:ident $word:literal,)*) => {
        impl<T> $type<T> {
            /// The documented words.
            pub const WORDS: &[&str] = &[$($word,)*];

            /// What a text begins with, if it is a documented word in quotes, and how long that is.
            #[inline]
            pub(crate) fn quoted_at_start(text: &str) -> Option<($type<T>, usize)> {
                $(
                    let quoted = concat!("\"", $word, "\"");
                    if text.starts_with(quoted) {
                        return Some(($type::$variant, quoted.len()));
                    }
                )*
                None
            }

            /// Keeps the meaning and gives an unknown word's text another form.
            pub fn map<U>(self, form: impl FnOnce(T) -> U) -> $type<U> {
                match self {
                    $($type::$variant => $type::$variant,)*
                    $type::Other(text) => $type::Other(form(text)),
                }
            }

            /// What a documented word means.
            pub(crate) fn of_word(word: &str) -> Option<$type<T>> {
                Some(match word {
                    $($word => $type::$variant,)*
                    _ => return None,
                })
            }

            /// The word, with an unknown one's text looked up.
            pub fn word<'w>(&'w self, text: impl FnOnce(&'w T) -> &'w str) -> &'w str {
                match self {
                    $($type::$variant => $word,)*
                    $type::Other(other) => text(other),
                }
            }
        }

        impl<'a> From<Text<'a>> for $type<Text<'a>> {
            fn from(text: Text<'a>) -> $type<Text<'a>> {
                match &*text {
                    $($word => $type::$variant,)*
                    _ => $type::Other(text),
                }
            }
        }

        impl fmt::Display for $type<Text<'_>> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word(|text| text))
            }
        }

        impl<'de: 'a, 'a> Deserialize<'de> for $type<Text<'a>> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Text::deserialize(deserializer).map($type::from)
            }
        }
    };
}

impl<T> ExitCode<T> {
    /// As people read it; none for a word that is not documented.
    pub const fn title(&self) -> Option<&'static str> {
        Some(match self {
            ExitCode::Unknown => "unknown",
            ExitCode::Completed => Outcome::Succeeded.title(),
            ExitCode::Failed => Outcome::Failed.title(),
            ExitCode::Stopped => Outcome::Stopped.title(),
            ExitCode::CompletedWithErrors => Outcome::WithErrors.title(),
            ExitCode::CompletedWithPendingOrders => Outcome::PendingOrders.title(),
            ExitCode::Other(_) => return None,
        })
    }
}

words! { Status:
    Starting "STARTING",
    Started "STARTED",
    Completed "COMPLETED",
    Failed "FAILED",
    Unknown "UNKNOWN",
    Abandoned "ABANDONED",
}

words! { ExitCode:
    Unknown "UNKNOWN",
    Completed "COMPLETED",
    Failed "FAILED",
    Stopped "STOPPED",
    CompletedWithErrors "COMPLETED_WITH_ERRORS",
    CompletedWithPendingOrders "COMPLETED_WITH_PENDING_ORDERS",
}

impl<T> Status<T> {
    /// Whether the engine still works on it.
    pub fn is_running(&self) -> bool {
        matches!(self, Status::Starting | Status::Started)
    }
}

/// What came of a job, an execution or a step.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// All of it was done.
    Succeeded,
    /// Finished, and some of its items failed.
    WithErrors,
    /// Finished, and number orders are still open.
    PendingOrders,
    /// It failed.
    Failed,
    /// Somebody or something stopped it.
    Stopped,
    /// It had not finished when it was last looked at.
    InProgress,
    /// The payload does not tell.
    Undetermined,
}

impl Outcome {
    /// All outcomes, in the order of the reports' columns.
    pub const ALL: [Outcome; 7] = [
        Outcome::Succeeded,
        Outcome::WithErrors,
        Outcome::PendingOrders,
        Outcome::Failed,
        Outcome::Stopped,
        Outcome::InProgress,
        Outcome::Undetermined,
    ];

    /// Reads the exit code, and the status where there is no exit code, or none that is known and final.
    pub fn of<T: AsRef<str>>(
        exit_code: Option<&ExitCode<T>>,
        status: Option<&Status<T>>,
    ) -> Outcome {
        let is_unknown = matches!(exit_code, Some(ExitCode::Unknown));
        match exit_code {
            Some(ExitCode::Completed) => Outcome::Succeeded,
            Some(ExitCode::CompletedWithErrors) => Outcome::WithErrors,
            Some(ExitCode::CompletedWithPendingOrders) => Outcome::PendingOrders,
            Some(ExitCode::Failed) => Outcome::Failed,
            Some(ExitCode::Stopped) => Outcome::Stopped,
            Some(ExitCode::Unknown | ExitCode::Other(_)) | None => match status {
                Some(Status::Starting | Status::Started) => Outcome::InProgress,
                Some(Status::Abandoned) => Outcome::Stopped,
                // Without an exit code that is known the status is all there is; beside UNKNOWN it is no
                // answer.
                Some(Status::Completed) if !is_unknown => Outcome::Succeeded,
                Some(Status::Failed) if !is_unknown => Outcome::Failed,
                Some(Status::Other(word)) if !is_unknown && word.as_ref() == "STOPPED" => {
                    Outcome::Stopped
                }
                _ => Outcome::Undetermined,
            },
        }
    }

    /// The same of a step or an execution, which may also say by its status and by having no end that
    /// it goes on, where its exit code is none that is documented.
    pub fn of_part<T>(self, status: Option<&Status<T>>, ended: bool) -> Outcome {
        let goes_on = !ended && status.is_some_and(Status::is_running);
        match self {
            Outcome::Undetermined if goes_on => Outcome::InProgress,
            _ => self,
        }
    }

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Succeeded => "succeeded",
            Outcome::WithErrors => "with-errors",
            Outcome::PendingOrders => "pending-orders",
            Outcome::Failed => "failed",
            Outcome::Stopped => "stopped",
            Outcome::InProgress => "in-progress",
            Outcome::Undetermined => "undetermined",
        }
    }

    /// As people read it.
    pub const fn title(self) -> &'static str {
        match self {
            Outcome::Succeeded => "succeeded",
            Outcome::WithErrors => "with errors",
            Outcome::PendingOrders => "pending orders",
            Outcome::Failed => "failed",
            Outcome::Stopped => "stopped",
            Outcome::InProgress => "in progress",
            Outcome::Undetermined => "undetermined",
        }
    }

    /// Whether nothing more is going to happen.
    pub const fn is_finished(self) -> bool {
        !matches!(self, Outcome::InProgress | Outcome::Undetermined)
    }

    /// Whether it counts in a failure rate.
    pub const fn is_failure(self) -> bool {
        matches!(self, Outcome::Failed | Outcome::Stopped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_decides_and_the_status_only_where_it_must() {
        for (exit_code, status, expected) in [
            ("COMPLETED", "COMPLETED", Outcome::Succeeded),
            ("COMPLETED_WITH_ERRORS", "COMPLETED", Outcome::WithErrors),
            ("COMPLETED_WITH_PENDING_ORDERS", "COMPLETED", Outcome::PendingOrders),
            ("FAILED", "COMPLETED", Outcome::Failed),
            ("STOPPED", "ABANDONED", Outcome::Stopped),
            ("UNKNOWN", "ABANDONED", Outcome::Stopped),
            ("UNKNOWN", "STARTED", Outcome::InProgress),
            ("UNKNOWN", "STARTING", Outcome::InProgress),
            ("UNKNOWN", "COMPLETED", Outcome::Undetermined),
            ("UNKNOWN", "FAILED", Outcome::Undetermined),
            ("UNKNOWN", "STOPPED", Outcome::Undetermined),
            ("NOOP", "COMPLETED", Outcome::Succeeded),
            ("COMPLETED_WITH_SKIPS", "FAILED", Outcome::Failed),
            ("NOOP", "STARTED", Outcome::InProgress),
            ("NOOP", "ABANDONED", Outcome::Stopped),
            ("", "COMPLETED", Outcome::Succeeded),
            ("", "FAILED", Outcome::Failed),
            ("", "STOPPED", Outcome::Stopped),
            ("", "STARTED", Outcome::InProgress),
            ("", "UNKNOWN", Outcome::Undetermined),
            ("", "", Outcome::Undetermined),
        ] {
            let exit = (!exit_code.is_empty()).then(|| ExitCode::from(Text::from(exit_code)));
            let state = (!status.is_empty()).then(|| Status::from(Text::from(status)));
            assert_eq!(
                Outcome::of(exit.as_ref(), state.as_ref()),
                expected,
                "{exit_code}/{status}"
            );
        }
    }
}
