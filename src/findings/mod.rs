//! Findings: data about data.
//!
//! In: what a stage noticed. Out: a [`Finding`] with its rule, its place and a sentence; a
//! [`FindingCollector`], which counts those of one file and keeps as many as are asked for; and
//! [`Findings`], which counts those of all files. A finding never stops a run; what does is an
//! [`Error`](crate::Error).

pub mod baseline;
mod collector;
pub mod excerpt;
mod finding;
pub mod location;
pub mod rule;
mod tally;

pub use collector::{FindingCollector, Ranked};
pub use finding::{Excerpt, Finding, Place};
pub use tally::{Example, Findings, Tally};

use std::borrow::Cow;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::findings::rule::{Rule, Severity};
use crate::privacy::secrets::masked;

/// How many findings are kept one by one, beside being counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    /// So many of each rule in each file, those that come first; 0 for none.
    pub per_rule: usize,
    /// Whether they keep the line that they point at.
    pub excerpts: bool,
}

impl Keep {
    /// A collector that keeps so many.
    pub fn collector(self) -> FindingCollector {
        FindingCollector::new(self.per_rule)
    }
}

/// The rules that matter more or less than usual.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Levels(BTreeMap<Rule, Severity>);

impl Levels {
    /// The rules that do not, each with how much its findings matter.
    pub fn iter(&self) -> impl Iterator<Item = (Rule, Severity)> {
        self.0.iter().map(|(rule, severity)| (*rule, *severity))
    }

    /// How much the findings of a rule matter.
    pub fn of(&self, rule: Rule) -> Severity {
        self.0.get(&rule).copied().unwrap_or(rule.severity())
    }
}

impl FromIterator<(Rule, Severity)> for Levels {
    fn from_iter<I: IntoIterator<Item = (Rule, Severity)>>(levels: I) -> Levels {
        Levels(levels.into_iter().collect())
    }
}

/// Which rules count.
#[derive(Clone, Debug, Default)]
pub struct RuleChoice {
    /// Only these, where there are any.
    pub only: Vec<Rule>,
    /// None of these.
    pub ignore: Vec<Rule>,
    /// Those whose findings matter more or less than usual.
    pub levels: Levels,
}

impl RuleChoice {
    /// All rules, as they are.
    pub const ALL: RuleChoice =
        RuleChoice { only: Vec::new(), ignore: Vec::new(), levels: Levels(BTreeMap::new()) };

    /// Whether findings of the rule are wanted.
    pub fn allows(&self, rule: Rule) -> bool {
        (self.only.is_empty() || self.only.contains(&rule)) && !self.ignore.contains(&rule)
    }
}

/// `1 file`, `2 files`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What was found, shortened so that a message stays a sentence. Secrets go first: half of a signed URL
/// does not look like one.
pub(crate) fn shortened(text: &str) -> String {
    const MAX_QUOTED_CHARS: usize = 60;
    let text = masked(text);
    match text.char_indices().nth(MAX_QUOTED_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}

/// A text of the archive within a sentence of this program: as it is where it reads as one word, else in quotes, so
/// that no name goes on as the sentence does.
pub(crate) fn in_a_sentence(text: &str) -> Cow<'_, str> {
    let is_part = |c: char| c.is_alphanumeric() || "_-.:/@…".contains(c);
    match !text.is_empty() && text.chars().all(is_part) {
        true => text.into(),
        false => format!("\"{text}\"").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_cut_between_characters() {
        assert_eq!(shortened("short"), "short");
        assert_eq!(shortened(&"é".repeat(61)), format!("{}…", "é".repeat(60)));
    }
}
