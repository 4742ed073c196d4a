//! Which findings came and went.
//!
//! A finding is the same by its rule, its job or its file, and its pointer, wherever its line moved. Of a rule
//! whose findings were not all kept, only the number is compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::Identifier;
use crate::findings::baseline::Subject;
use crate::findings::rule::{Rule, Severity};
use crate::report::diff::{Side, Sides};
use crate::report::sections::listed;
use crate::report::{Cell, Section, Term};

/// Findings that are known by the same.
pub(super) struct FindingChange {
    rule: Rule,
    severity: Severity,
    pub change: Term,
    job: Option<String>,
    file: Option<String>,
    pointer: String,
    pub count: u64,
}

impl FindingChange {
    /// Whether an archive got worse by it: a new error.
    pub fn is_new_error(&self) -> bool {
        self.change == NEW && self.severity == Severity::Error
    }
}

pub(super) const NEW: Term = Term::new("new", "new");
pub(super) const FIXED: Term = Term::new("fixed", "fixed");
const SAME: Term = Term::new("same", "same");

/// What findings are known by: rule, job, file, pointer.
type Key = (Rule, Option<String>, Option<String>, String);

/// How many findings are known by the same, for each.
fn counted(side: Side<'_>, by_number: &BTreeSet<Rule>) -> BTreeMap<Key, u64> {
    let identifier = Identifier::of(side.archive);
    let mut all: BTreeMap<Key, u64> = BTreeMap::new();
    for (&file, of_file) in &side.archive.kept {
        for finding in of_file.kept() {
            if by_number.contains(&finding.rule) {
                continue;
            }
            let (identity, _) = identifier.identify(file, finding);
            let (job, file) = match identity.subject {
                Subject::Job(id) => (Some(id), None),
                Subject::File(name) => (None, Some(name)),
            };
            *all.entry((identity.rule, job, file, identity.pointer)).or_default() += 1;
        }
    }
    for (rule, tally) in side.archive.findings.rules() {
        if by_number.contains(&rule) {
            all.insert((rule, None, None, String::new()), tally.count);
        }
    }
    all
}

/// The rules whose findings were not all kept.
fn not_all_kept(side: Side<'_>) -> impl Iterator<Item = Rule> {
    let mut kept: BTreeMap<Rule, u64> = BTreeMap::new();
    for of_file in side.archive.kept.values() {
        for finding in of_file.kept() {
            *kept.entry(finding.rule).or_default() += 1;
        }
    }
    let all = side.archive.findings.rules();
    all.filter(move |(rule, tally)| kept.get(rule).copied().unwrap_or(0) != tally.count)
        .map(|(rule, _)| rule)
}

/// The findings of both sides, by rule.
pub(super) fn changes(sides: Sides<'_>) -> Vec<FindingChange> {
    let by_number: BTreeSet<Rule> =
        not_all_kept(sides.base).chain(not_all_kept(sides.new)).collect();
    let mut both: BTreeMap<Key, [u64; 2]> = BTreeMap::new();
    for (side, at) in [(sides.base, 0), (sides.new, 1)] {
        for (key, count) in counted(side, &by_number) {
            both.entry(key).or_default()[at] = count;
        }
    }
    let mut rows = Vec::new();
    for ((rule, job, file, pointer), [base, new]) in both {
        let levels = sides.new.archive.findings.levels();
        let mut add = |change, count| {
            let (job, file, pointer) = (job.clone(), file.clone(), pointer.clone());
            let severity = levels.of(rule);
            rows.push(FindingChange { rule, severity, change, job, file, pointer, count });
        };
        match new.abs_diff(base) {
            0 => {}
            more if new > base => add(NEW, more),
            fewer => add(FIXED, fewer),
        }
        if sides.all && base.min(new) > 0 {
            add(SAME, base.min(new));
        }
    }
    // New ones first, the worst of them first.
    let order = |change: &Term| [NEW, FIXED, SAME].iter().position(|known| known == change);
    rows.sort_by_key(|of| (order(&of.change), std::cmp::Reverse(of.severity)));
    rows
}

pub(super) fn section(changes: &[FindingChange]) -> Section<'static> {
    listed(&(), changes)
        .text("change", "change", |(), of| Cell::Term(of.change.clone()))
        .text("rule", "rule", |(), of| Cell::Id(of.rule.name().to_owned()))
        .text("severity", "severity", |(), of| {
            Cell::Term(Term::new(of.severity.name(), of.severity.title()))
        })
        .text("job", "job", |(), of| Cell::id(of.job.as_deref()))
        .text("file", "file", |(), of| Cell::text(of.file.as_deref()))
        .text("pointer", "pointer", |(), of| {
            Cell::text(Some(&*of.pointer).filter(|pointer| !pointer.is_empty()))
        })
        .number("count", "count", |(), of| Cell::Count(of.count))
        .noted(
            "A finding is the same by its rule, its job (or its file, where it is of no job) and its pointer, \
             wherever its line moved. Where nothing but the rule is named, not all findings of it were kept, and \
             their number was compared.",
        )
        .under("finding_changes", "Changes of findings")
}
