//! The findings of all files, counted by rule.
//!
//! In: the findings of each file. Out: how many there are of each rule, in how many files, and the first
//! as an example. A mergeable value.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::findings::rule::{Rule, Severity};
use crate::findings::{Finding, FindingCollector, Levels, Place};

/// The findings of an archive, counted by rule.
///
/// A mergeable value: empty is the identity, and order does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    rules: BTreeMap<Rule, Tally>,
    levels: Levels,
}

/// The findings of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many there are.
    pub count: u64,
    /// In how many files.
    pub files: u64,
    /// The first by file and place.
    pub example: Example,
}

/// A finding and the file it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The file's name as shown.
    pub file: String,
    /// The finding.
    pub finding: Finding,
}

impl Example {
    fn key(&self) -> (&str, (&Place, Rule, &str)) {
        (&self.file, self.finding.key())
    }
}

impl Findings {
    /// None yet, of rules that matter as these say.
    pub fn under(levels: Levels) -> Findings {
        Findings { levels, ..Findings::default() }
    }

    /// How much the findings of each rule matter.
    pub fn levels(&self) -> &Levels {
        &self.levels
    }

    /// Says how much the findings of rules matter.
    pub fn set_levels(&mut self, levels: Levels) {
        self.levels = levels;
    }

    /// Adds all findings of one file at once.
    pub fn add_file(&mut self, file: &str, findings: &FindingCollector) {
        for (rule, count, first) in findings.examples() {
            let example = Example { file: file.to_owned(), finding: first.clone() };
            self.put(rule, Tally { count, files: 1, example });
        }
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

    /// The example of each rule.
    pub(crate) fn examples_mut(&mut self) -> impl Iterator<Item = &mut Example> {
        self.rules.values_mut().map(|tally| &mut tally.example)
    }

    /// How many findings have that severity.
    pub fn count(&self, severity: Severity) -> u64 {
        self.rules()
            .filter(|(rule, _)| self.levels.of(*rule) == severity)
            .map(|(_, tally)| tally.count)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_file(findings: &[(Rule, u64)]) -> FindingCollector {
        let mut all = FindingCollector::new(1);
        for &(rule, line) in findings {
            let place = Place { line: Some(line), column: Some(1), path: None };
            all.add(Finding::at(rule, place, "x"));
        }
        all
    }

    #[test]
    fn merging_does_not_depend_on_the_order_and_empty_changes_nothing() {
        let mut a = Findings::default();
        a.add_file("b.json", &of_file(&[(Rule::NotJson, 3), (Rule::WrongType, 1)]));
        let mut b = Findings::default();
        b.add_file("a.json", &of_file(&[(Rule::NotJson, 9), (Rule::NotJson, 2)]));
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
}
