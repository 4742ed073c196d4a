//! Findings: data about data.
//!
//! In: what a stage noticed. Out: a [`Finding`] with its rule, its place and a sentence, and
//! [`Findings`], which counts them and keeps one example a rule, so that a million faults cost
//! what one costs. A finding never stops a run; what does is an [`Error`](crate::Error).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::rule::{Rule, Severity};

/// One thing that is wrong, or worth knowing, about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that fired.
    pub rule: Rule,
    /// Where in the file.
    pub place: Place,
    /// What was found (shortened) and what was expected.
    pub message: String,
}

/// A place in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1; none where the whole file is meant.
    pub line: Option<u64>,
    /// The column in that line in characters, from 1.
    pub column: Option<u64>,
    /// What stands there: a JSON pointer (RFC 6901) or the name of a CSV column.
    pub path: Option<String>,
}

impl Finding {
    /// A finding about a file as a whole.
    pub fn of_file(rule: Rule, message: impl Into<String>) -> Finding {
        Finding { rule, place: Place::default(), message: message.into() }
    }
}

impl Place {
    /// The place behind a file's name, `:12:5 /items/0/id`.
    pub fn suffix(&self) -> String {
        let mut text = String::new();
        for number in [self.line, self.column].into_iter().flatten() {
            text.push_str(&format!(":{number}"));
        }
        if let Some(path) = self.path.as_deref().filter(|path| !path.is_empty()) {
            text.push(' ');
            text.push_str(path);
        }
        text
    }
}

/// Which rules count.
#[derive(Clone, Debug, Default)]
pub struct RuleChoice {
    /// Only these, where there are any.
    pub only: Vec<Rule>,
    /// None of these.
    pub ignore: Vec<Rule>,
}

impl RuleChoice {
    /// Whether findings of the rule are wanted.
    pub fn allows(&self, rule: Rule) -> bool {
        (self.only.is_empty() || self.only.contains(&rule)) && !self.ignore.contains(&rule)
    }
}

/// The findings of one file or of an archive, counted by rule.
///
/// A mergeable value: empty is the identity, and order does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    rules: BTreeMap<Rule, Tally>,
}

/// The findings of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How many there are.
    pub count: u64,
    /// In how many files.
    pub files: u64,
    /// The first by file and place.
    pub example: Example,
}

/// A finding and the file it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The file's name as shown.
    pub file: String,
    /// The finding.
    pub finding: Finding,
}

impl Example {
    fn key(&self) -> (&str, &Place, &str) {
        (&self.file, &self.finding.place, &self.finding.message)
    }
}

impl Findings {
    /// Adds all findings of one file at once.
    pub fn add_file(&mut self, file: &str, findings: Vec<Finding>) {
        let mut of_file = Findings::default();
        for finding in findings {
            let example = Example { file: file.to_owned(), finding };
            of_file.put(example.finding.rule, Tally { count: 1, files: 0, example });
        }
        for tally in of_file.rules.values_mut() {
            tally.files = 1;
        }
        self.merge(of_file);
    }

    /// Adds all of `other`, which is about other files.
    pub fn merge(&mut self, other: Findings) {
        for (rule, tally) in other.rules {
            self.put(rule, tally);
        }
    }

    fn put(&mut self, rule: Rule, tally: Tally) {
        match self.rules.entry(rule) {
            Entry::Vacant(entry) => {
                entry.insert(tally);
            }
            Entry::Occupied(mut entry) => {
                let known = entry.get_mut();
                known.count += tally.count;
                known.files += tally.files;
                if tally.example.key() < known.example.key() {
                    known.example = tally.example;
                }
            }
        }
    }

    /// The rules that fired, in the order of [`Rule::ALL`].
    pub fn rules(&self) -> impl Iterator<Item = (Rule, &Tally)> {
        self.rules.iter().map(|(&rule, tally)| (rule, tally))
    }

    /// How many findings have that severity.
    pub fn count(&self, severity: Severity) -> u64 {
        self.rules()
            .filter(|(rule, _)| rule.severity() == severity)
            .map(|(_, tally)| tally.count)
            .sum()
    }
}

/// What was found, shortened so that a message stays a sentence.
pub(crate) fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: Rule, line: u64) -> Finding {
        let place = Place { line: Some(line), column: Some(1), path: None };
        Finding { rule, place, message: String::from("x") }
    }

    #[test]
    fn merging_does_not_depend_on_the_order_and_empty_changes_nothing() {
        let mut a = Findings::default();
        a.add_file("b.json", vec![finding(Rule::NotJson, 3), finding(Rule::WrongType, 1)]);
        let mut b = Findings::default();
        b.add_file("a.json", vec![finding(Rule::NotJson, 9), finding(Rule::NotJson, 2)]);
        let (mut ab, mut ba) = (a.clone(), b.clone());
        ab.merge(b);
        ba.merge(a);
        ab.merge(Findings::default());
        assert_eq!(ab, ba);
        let (_, tally) = ab.rules().next().expect("not-json");
        assert_eq!((tally.count, tally.files), (3, 2));
        assert_eq!(
            (tally.example.file.as_str(), tally.example.finding.place.line),
            ("a.json", Some(2))
        );
        assert_eq!(ab.count(Severity::Error), 4);
    }

    #[test]
    fn a_long_value_is_cut_between_characters() {
        assert_eq!(shortened("short"), "short");
        assert_eq!(shortened(&"é".repeat(61)), format!("{}…", "é".repeat(60)));
    }
}
