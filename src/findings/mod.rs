//! Findings: data about data.
//!
//! In: what a stage noticed. Out: a [`Finding`] with its rule, its place and a sentence;
//! [`FileFindings`], which counts those of one file and keeps as many as are asked for; and
//! [`Findings`], which counts them all and keeps one example a rule, so that a million faults cost
//! what one costs. A finding never stops a run; what does is an [`Error`](crate::Error).

mod collector;
pub mod excerpt;
pub mod rule;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

pub use collector::{Noted, RuleCounts};

use crate::findings::rule::{Rule, Severity};
use crate::privacy::secrets::masked;

/// One thing that is wrong, or worth knowing, about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that fired.
    pub rule: Rule,
    /// Where in the file.
    pub place: Place,
    /// What was found (shortened) and what was expected.
    pub message: String,
    /// The line that it points at, where somebody wants to see it.
    pub excerpt: Option<Box<Excerpt>>,
}

/// A line of a file around a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// What stands before the marked part; begins with `…` where more does.
    pub before: String,
    /// The value that is meant; empty where the line as a whole is.
    pub marked: String,
    /// What stands behind it; ends with `…` where more does.
    pub after: String,
}

/// A place in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1; none where the whole file is meant.
    pub line: Option<u64>,
    /// The column in that line in characters, from 1.
    pub column: Option<u64>,
    /// What stands there: a JSON pointer (RFC 6901), or the row and column of a table.
    pub path: Option<String>,
}

impl Finding {
    /// A finding about a place.
    pub fn at(rule: Rule, place: Place, message: impl Into<String>) -> Finding {
        Finding { rule, place, message: message.into(), excerpt: None }
    }

    /// A finding about a file as a whole.
    pub fn of_file(rule: Rule, message: impl Into<String>) -> Finding {
        Finding::at(rule, Place::default(), message)
    }

    /// What findings of one file are sorted by.
    pub fn key(&self) -> (&Place, Rule, &str) {
        (&self.place, self.rule, &self.message)
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

/// How many findings are kept one by one, beside being counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    /// So many of each rule in each file, those that come first.
    pub most: usize,
    /// Whether they keep the line that they point at.
    pub excerpts: bool,
}

impl Keep {
    /// How many of each rule are kept while a text is read. The first serves as an example.
    pub fn most_of_a_text(&self) -> usize {
        self.most.max(1)
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

/// The findings of one file: all counted, some of each rule kept.
#[derive(Clone, Debug, Default)]
pub struct FileFindings {
    most: usize,
    /// For each rule how many there are, and the first by place.
    rules: BTreeMap<Rule, (u64, Finding)>,
    kept: Vec<Finding>,
}

impl FileFindings {
    /// None yet; of each rule so many will be kept.
    pub fn new(keep: Keep) -> FileFindings {
        FileFindings { most: keep.most, ..FileFindings::default() }
    }

    /// Adds one.
    pub fn add(&mut self, finding: Finding) {
        let before = self.count(finding.rule, 1, &finding);
        if before < self.most as u64 {
            self.kept.push(finding);
        }
    }

    /// Counts those of the rules that are here of which so many were found and not kept.
    pub fn add_beyond(&mut self, beyond: &RuleCounts) {
        for (rule, more) in beyond.iter() {
            if let Some((count, _)) = self.rules.get_mut(&rule) {
                *count += more;
            }
        }
    }

    /// Counts so many of a rule, of which this is the first, and says how many there were before.
    fn count(&mut self, rule: Rule, more: u64, first: &Finding) -> u64 {
        match self.rules.entry(rule) {
            Entry::Vacant(entry) => {
                entry.insert((more, first.clone()));
                0
            }
            Entry::Occupied(mut entry) => {
                let (count, earliest) = entry.get_mut();
                if first.key() < earliest.key() {
                    *earliest = first.clone();
                }
                *count += more;
                *count - more
            }
        }
    }

    /// Adds those of a later part of the same file.
    pub fn append(&mut self, part: FileFindings) {
        let mut room: BTreeMap<Rule, u64> = BTreeMap::new();
        for (rule, (count, first)) in &part.rules {
            let before = self.count(*rule, *count, first);
            room.insert(*rule, (self.most as u64).saturating_sub(before));
        }
        for finding in part.kept {
            if let Some(room) = room.get_mut(&finding.rule).filter(|room| **room > 0) {
                *room -= 1;
                self.kept.push(finding);
            }
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Those that were kept.
    pub fn kept_mut(&mut self) -> &mut [Finding] {
        &mut self.kept
    }

    /// Those that were kept, and for each rule how many were not.
    pub fn into_kept(self) -> (Vec<Finding>, Vec<(Rule, u64)>) {
        let most = self.most as u64;
        let beyond = self.rules.iter().filter(|(_, (count, _))| most > 0 && *count > most);
        let beyond = beyond.map(|(&rule, (count, _))| (rule, count - most)).collect();
        (self.kept, beyond)
    }
}

impl Extend<Finding> for FileFindings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        findings.into_iter().for_each(|finding| self.add(finding));
    }
}

/// The findings of an archive, counted by rule.
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
    fn key(&self) -> (&str, (&Place, Rule, &str)) {
        (&self.file, self.finding.key())
    }
}

impl Findings {
    /// Adds all findings of one file at once.
    pub fn add_file(&mut self, file: &str, findings: &FileFindings) {
        for (&rule, (count, first)) in &findings.rules {
            let example = Example { file: file.to_owned(), finding: first.clone() };
            self.put(rule, Tally { count: *count, files: 1, example });
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
            .filter(|(rule, _)| rule.severity() == severity)
            .map(|(_, tally)| tally.count)
            .sum()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(rule: Rule, line: u64) -> Finding {
        Finding::at(rule, Place { line: Some(line), column: Some(1), path: None }, "x")
    }

    fn of_file(most: usize, findings: &[Finding]) -> FileFindings {
        let mut all = FileFindings::new(Keep { most, excerpts: false });
        findings.iter().cloned().for_each(|finding| all.add(finding));
        all
    }

    #[test]
    fn merging_does_not_depend_on_the_order_and_empty_changes_nothing() {
        let mut a = Findings::default();
        let of_b = [finding(Rule::NotJson, 3), finding(Rule::WrongType, 1)];
        a.add_file("b.json", &of_file(0, &of_b));
        let mut b = Findings::default();
        let of_a = [finding(Rule::NotJson, 9), finding(Rule::NotJson, 2)];
        b.add_file("a.json", &of_file(1, &of_a));
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
    fn of_each_rule_as_many_are_kept_as_asked_for_and_all_are_counted() {
        let all: Vec<Finding> = (1..=5)
            .flat_map(|line| [finding(Rule::NotJson, line), finding(Rule::WrongType, line)])
            .collect();
        for (most, kept, beyond) in [(0, 0, None), (2, 4, Some(3)), (5, 10, None)] {
            let (findings, left) = of_file(most, &all).into_kept();
            assert_eq!(findings.len(), kept);
            let expected = beyond.map(|left| [(Rule::NotJson, left), (Rule::WrongType, left)]);
            let expected: Vec<_> = expected.into_iter().flatten().collect();
            assert_eq!(left, expected);
            // In parts it comes to the same.
            for at in 0..=all.len() {
                let mut parts = of_file(most, &all[..at]);
                parts.append(of_file(most, &all[at..]));
                assert_eq!(parts.into_kept(), (findings.clone(), expected.clone()), "{at}");
            }
        }
    }

    #[test]
    fn a_long_value_is_cut_between_characters() {
        assert_eq!(shortened("short"), "short");
        assert_eq!(shortened(&"é".repeat(61)), format!("{}…", "é".repeat(60)));
    }
}
