//! Findings while a text is read: the first of each rule, and how many more there are.
//!
//! In: findings in the order of the text. Out: so many of each rule, with all that they say, and the
//! number of the others, so that a document that is nothing but faults costs no more than a few.

use std::collections::BTreeMap;
use std::ops::Deref;

use crate::findings::rule::Rule;
use crate::findings::{Finding, RuleChoice};

/// How many findings of each rule there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleCounts(BTreeMap<Rule, u64>);

impl RuleCounts {
    /// RuleCounts so many more of a rule, and says how many there were before.
    pub fn add(&mut self, rule: Rule, more: u64) -> u64 {
        let count = self.0.entry(rule).or_default();
        *count += more;
        *count - more
    }

    /// Adds all of `other`.
    pub fn merge(&mut self, other: &RuleCounts) {
        for (rule, count) in other.iter() {
            self.add(rule, count);
        }
    }

    /// Each rule and its number.
    pub fn iter(&self) -> impl Iterator<Item = (Rule, u64)> {
        self.0.iter().map(|(&rule, &count)| (rule, count))
    }

    /// How many there are of the rules that count.
    pub fn of(&self, rules: &RuleChoice) -> u64 {
        self.iter().filter(|(rule, _)| rules.allows(*rule)).map(|(_, count)| count).sum()
    }
}

/// The findings of a text while it is read: the first of each rule, and how many more there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Noted {
    kept: Vec<Finding>,
    seen: RuleCounts,
    beyond: RuleCounts,
}

impl Noted {
    /// Adds a finding, unless `most` of its rule are there already: then it is only counted. Says
    /// whether it was kept.
    pub fn add(&mut self, finding: Finding, most: usize) -> bool {
        let rule = finding.rule;
        let keep = self.seen.add(rule, 1) < most as u64;
        if keep {
            self.kept.push(finding);
        } else {
            self.beyond.add(rule, 1);
        }
        keep
    }

    /// RuleCounts more that nobody keeps.
    pub fn add_beyond(&mut self, beyond: &RuleCounts) {
        self.beyond.merge(beyond);
    }

    /// Puts the places of all that are kept below a JSON pointer.
    pub fn put_below(&mut self, pointer: &str) {
        if pointer.is_empty() {
            return;
        }
        for path in self.kept.iter_mut().filter_map(|finding| finding.place.path.as_mut()) {
            path.insert_str(0, pointer);
        }
    }

    /// How many there are beside those that are kept.
    pub fn beyond(&self) -> &RuleCounts {
        &self.beyond
    }

    /// Those that are kept, and how many more there are.
    pub fn into_parts(self) -> (Vec<Finding>, RuleCounts) {
        (self.kept, self.beyond)
    }
}

/// Those that are kept.
impl Deref for Noted {
    type Target = [Finding];
    fn deref(&self) -> &[Finding] {
        &self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_each_rule_are_kept_and_the_others_counted() {
        let mut noted = Noted::default();
        let add =
            |noted: &mut Noted, rule, words: &str| noted.add(Finding::of_file(rule, words), 2);
        let kept = ["a", "b", "c", "d"].map(|words| add(&mut noted, Rule::WrongType, words));
        assert_eq!(kept, [true, true, false, false]);
        assert!(add(&mut noted, Rule::NotJson, "e"));
        let mut more = RuleCounts::default();
        more.add(Rule::NotJson, 5);
        noted.add_beyond(&more);
        let words: Vec<&str> = noted.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(words, ["a", "b", "e"]);
        let ignore = RuleChoice { ignore: vec![Rule::NotJson], ..RuleChoice::default() };
        assert_eq!(noted.beyond().of(&RuleChoice::default()), 7);
        assert_eq!(noted.beyond().of(&ignore), 2);
    }
}
