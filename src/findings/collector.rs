//! Findings while they are found: all counted, the first few of each rule kept.
//!
//! In: findings in whatever order. Out: the number of each rule, and those of it that come first, so
//! that a million faults cost what a few do. A collector is a mergeable value: neither the order of
//! adding nor the parts in which it is done matter.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::findings::Finding;
use crate::findings::rule::Rule;

/// What is collected: of some rule, and before or behind others of it.
pub trait Ranked {
    /// The rule that fired.
    fn rule(&self) -> Rule;
    /// Which of two comes first in the file.
    fn rank(&self, other: &Self) -> Ordering;
}

/// Findings: all counted, the first few of each rule kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingCollector<T = Finding> {
    /// How many of each rule are kept for those who want to see them; one always serves as an example.
    limit: usize,
    rules: BTreeMap<Rule, OfRule<T>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct OfRule<T> {
    count: u64,
    /// In no order, and somewhat more than the limit until they are [settled](OfRule::settle).
    kept: Vec<T>,
}

impl<T> Default for FindingCollector<T> {
    fn default() -> FindingCollector<T> {
        FindingCollector { limit: 0, rules: BTreeMap::new() }
    }
}

impl<T: Ranked> FindingCollector<T> {
    /// Keeps `limit` findings of each rule; with 0 only an example.
    pub fn new(limit: usize) -> FindingCollector<T> {
        FindingCollector { limit, rules: BTreeMap::new() }
    }

    /// Whether findings are kept one by one, and not only as examples.
    pub fn keeps_findings(&self) -> bool {
        self.limit > 0
    }

    fn limit(&self) -> usize {
        self.limit.max(1)
    }

    /// One finding by itself.
    pub fn of(finding: T) -> FindingCollector<T> {
        let mut one = FindingCollector::default();
        one.add(finding);
        one
    }

    /// Adds a finding.
    pub fn add(&mut self, finding: T) {
        let limit = self.limit();
        let of = self.rule_mut(finding.rule(), 1);
        of.kept.push(finding);
        of.settle_if_large(limit);
    }

    /// Counts more of a rule that nobody keeps.
    pub fn count_more(&mut self, rule: Rule, more: u64) {
        if more > 0 {
            self.rule_mut(rule, more);
        }
    }

    /// Adds all of another collector.
    pub fn merge(&mut self, other: FindingCollector<T>) {
        let limit = self.limit();
        for (rule, of) in other.rules {
            let own = self.rule_mut(rule, of.count);
            own.kept.extend(of.kept);
            own.settle_if_large(limit);
        }
    }

    fn rule_mut(&mut self, rule: Rule, more: u64) -> &mut OfRule<T> {
        let of = self.rules.entry(rule).or_insert(OfRule { count: 0, kept: Vec::new() });
        of.count += more;
        of
    }

    /// Keeps and counts only the findings of rules that are wanted.
    pub fn retain(&mut self, wanted: impl Fn(Rule) -> bool) {
        self.rules.retain(|rule, _| wanted(*rule));
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Each rule and how many findings there are of it, kept or not.
    pub fn counts(&self) -> impl Iterator<Item = (Rule, u64)> {
        self.rules.iter().map(|(&rule, of)| (rule, of.count))
    }

    /// The first of each rule.
    pub fn examples(&self) -> impl Iterator<Item = (Rule, u64, &T)> {
        self.rules.iter().filter_map(|(&rule, of)| {
            let first = of.kept.iter().min_by(|a, b| a.rank(b))?;
            Some((rule, of.count, first))
        })
    }

    /// The first of all.
    pub fn first(&self) -> Option<&T> {
        self.examples().map(|(_, _, first)| first).min_by(|a, b| a.rank(b))
    }

    /// Those that are kept, in their order.
    pub fn kept(&self) -> Vec<&T> {
        let mut all: Vec<&T> = Vec::new();
        for of in self.rules.values() {
            let mut kept: Vec<&T> = of.kept.iter().collect();
            kept.sort_by(|a, b| a.rank(b));
            kept.truncate(self.limit());
            all.extend(kept);
        }
        all.sort_by(|a, b| a.rank(b));
        all
    }

    /// The same, to add something to each.
    pub fn kept_mut(&mut self) -> Vec<&mut T> {
        let limit = self.limit();
        let mut all = Vec::new();
        for of in self.rules.values_mut() {
            of.settle(limit);
            all.extend(&mut of.kept);
        }
        all.sort_by(|a: &&mut T, b| a.rank(b));
        all
    }

    /// Turns each finding that is kept into another one, in their order, and counts as before.
    pub fn map<U: Ranked>(mut self, mut into: impl FnMut(T) -> U) -> FindingCollector<U> {
        let mut mapped = FindingCollector::new(self.limit);
        let limit = self.limit();
        let mut all = Vec::new();
        for (&rule, of) in &mut self.rules {
            of.settle(limit);
            mapped.rule_mut(rule, of.count);
            all.append(&mut of.kept);
        }
        all.sort_by(|a, b| a.rank(b));
        for finding in all.into_iter().map(&mut into) {
            mapped.rule_mut(finding.rule(), 0).kept.push(finding);
        }
        mapped
    }
}

impl Serialize for FindingCollector {
    /// As it is once it has settled, so that the order of adding does not matter.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let settled = self.rules.iter().map(|(rule, of)| {
            let mut of = of.clone();
            of.settle(self.limit());
            (rule, (of.count, of.kept))
        });
        (self.limit, settled.collect::<BTreeMap<_, _>>()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for FindingCollector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        type Saved = (usize, BTreeMap<Rule, (u64, Vec<Finding>)>);
        let (limit, rules) = Saved::deserialize(deserializer)?;
        let rules = rules.into_iter().map(|(rule, (count, kept))| (rule, OfRule { count, kept }));
        Ok(FindingCollector { limit, rules: rules.collect() })
    }
}

impl<T: Ranked> OfRule<T> {
    /// Forgets what is beyond the limit as soon as that is worth sorting for.
    fn settle_if_large(&mut self, limit: usize) {
        const SORTED_FROM: usize = 64;
        if self.kept.len() >= limit.saturating_mul(2).max(SORTED_FROM) {
            self.settle(limit);
        }
    }

    fn settle(&mut self, limit: usize) {
        self.kept.sort_by(|a, b| a.rank(b));
        self.kept.truncate(limit);
    }
}

impl Ranked for Finding {
    fn rule(&self) -> Rule {
        self.rule
    }

    fn rank(&self, other: &Finding) -> Ordering {
        self.key().cmp(&other.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Place;

    fn finding(rule: Rule, line: u64) -> Finding {
        Finding::at(rule, Place { line: Some(line), column: Some(1), path: None }, "x")
    }

    fn seen(collector: &FindingCollector) -> (Vec<(Rule, u64)>, Vec<Finding>) {
        (collector.counts().collect(), collector.kept().into_iter().cloned().collect())
    }

    #[test]
    fn the_first_of_each_rule_are_kept_and_all_are_counted_in_any_order_and_parts() {
        let all: Vec<Finding> = (1..=200)
            .flat_map(|line| [finding(Rule::NotJson, line), finding(Rule::WrongType, line)])
            .collect();
        for limit in [0, 1, 3, 500] {
            let kept = limit.clamp(1, 200);
            let mut forward = FindingCollector::new(limit);
            all.iter().for_each(|finding| forward.add(finding.clone()));
            let (counts, findings) = seen(&forward);
            assert_eq!(counts, [(Rule::NotJson, 200), (Rule::WrongType, 200)]);
            assert_eq!(findings, all[..2 * kept], "{limit}");
            let mut backward = FindingCollector::new(limit);
            all.iter().rev().for_each(|finding| backward.add(finding.clone()));
            assert_eq!(seen(&backward), seen(&forward));
            for at in [0, 1, 77, 400] {
                let (mut head, mut tail) =
                    (FindingCollector::new(limit), FindingCollector::new(limit));
                all[..at].iter().for_each(|finding| head.add(finding.clone()));
                all[at..].iter().for_each(|finding| tail.add(finding.clone()));
                tail.merge(head);
                assert_eq!(seen(&tail), seen(&forward), "{at}");
            }
            assert_eq!(forward.first(), Some(&all[0]));
            let mut mapped = forward.clone().map(|finding| finding);
            assert_eq!(seen(&mapped), seen(&forward));
            mapped.retain(|rule| rule == Rule::WrongType);
            assert_eq!(mapped.counts().collect::<Vec<_>>(), [(Rule::WrongType, 200)]);
        }
    }

    #[test]
    fn what_nobody_keeps_is_counted() {
        let mut collector = FindingCollector::of(finding(Rule::NotJson, 4));
        collector.count_more(Rule::NotJson, 5);
        collector.count_more(Rule::WrongType, 0);
        assert_eq!(seen(&collector), (vec![(Rule::NotJson, 6)], vec![finding(Rule::NotJson, 4)]));
        assert_eq!(collector.examples().count(), 1);
    }
}
