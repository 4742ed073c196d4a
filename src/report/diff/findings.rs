//! Which findings came and went.
//!
//! A finding is the same by its rule, its job or its file, and its pointer, wherever its line moved. Of a rule
//! whose findings were not all kept, only the number is compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::Identifier;
use crate::findings::Finding;
use crate::findings::baseline::Subject;
use crate::findings::rule::{Rule, Severity};
use crate::privacy::secrets::masked;
use crate::report::diff::words::{FIXED, NEW, SAME};
use crate::report::diff::{Side, Sides};
use crate::report::names::short;
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

/// What findings are known by: rule, job, file, pointer.
type Key = (Rule, Option<String>, Option<String>, String);

/// How many findings are known by the same.
#[derive(Clone, Copy, Default)]
struct Known {
    /// Those that count.
    open: u64,
    /// Those that somebody has accepted.
    accepted: u64,
}

impl Known {
    fn all(self) -> u64 {
        self.open + self.accepted
    }
}

/// How many findings are known by the same, for each.
fn counted(side: Side<'_>, by_number: &BTreeSet<Rule>) -> BTreeMap<Key, Known> {
    let identifier = Identifier::of(side.archive);
    let mut all: BTreeMap<Key, Known> = BTreeMap::new();
    let key = |file, finding| {
        let (identity, _) = identifier.identify(file, finding);
        let (job, file) = match identity.subject {
            Subject::Job(id) => (Some(id), None),
            Subject::File(name) => (None, Some(side.renamed.get(&name).cloned().unwrap_or(name))),
        };
        (identity.rule, job, file, identity.pointer)
    };
    for (&file, of_file) in &side.archive.kept {
        let kept = of_file.kept().into_iter().filter(|finding| !by_number.contains(&finding.rule));
        kept.for_each(|finding| all.entry(key(file, finding)).or_default().open += 1);
    }
    let accepted = side.archive.accepted.findings.iter();
    for accepted in accepted.filter(|of| !by_number.contains(&of.finding.rule)) {
        all.entry(key(accepted.file, &accepted.finding)).or_default().accepted += 1;
    }
    for (name, finding) in about_baseline(side) {
        let key = (finding.rule, None, Some(masked(name).into_owned()), String::new());
        all.entry(key).or_default().open += 1;
    }
    for (rule, tally) in side.archive.findings.rules() {
        if by_number.contains(&rule) {
            let known = Known { open: tally.count, accepted: 0 };
            all.insert((rule, None, None, String::new()), known);
        }
    }
    all
}

/// What there is to say of the file of accepted findings, with its name.
fn about_baseline(side: Side<'_>) -> impl Iterator<Item = (&str, &Finding)> {
    let about = side.archive.accepted.about.iter();
    about.flat_map(|(name, findings)| findings.kept().into_iter().map(|finding| (&**name, finding)))
}

/// The rules whose findings were not all kept.
fn not_all_kept(side: Side<'_>) -> impl Iterator<Item = Rule> {
    let mut kept: BTreeMap<Rule, u64> = BTreeMap::new();
    let of_files = side.archive.kept.values().flat_map(|of_file| of_file.kept());
    for finding in of_files.chain(about_baseline(side).map(|(_, finding)| finding)) {
        *kept.entry(finding.rule).or_default() += 1;
    }
    let all = side.archive.findings.rules();
    all.filter(move |(rule, tally)| kept.get(rule).copied().unwrap_or(0) != tally.count)
        .map(|(rule, _)| rule)
}

/// The findings of both sides, by rule. An accepted one is the same as before, and no new one.
pub(super) fn changes(sides: Sides<'_>) -> Vec<FindingChange> {
    let by_number: BTreeSet<Rule> =
        not_all_kept(sides.base).chain(not_all_kept(sides.new)).collect();
    let mut both: BTreeMap<Key, [Known; 2]> = BTreeMap::new();
    for (side, at) in [(sides.base, 0), (sides.new, 1)] {
        for (key, known) in counted(side, &by_number) {
            both.entry(key).or_default()[at] = known;
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
        let came = new.all().saturating_sub(base.all()).min(new.open);
        let went = base.all().saturating_sub(new.all());
        let stayed = base.all().min(new.all());
        let all = [(NEW, came), (FIXED, went), (SAME, if sides.all { stayed } else { 0 })];
        all.into_iter().filter(|(_, count)| *count > 0).for_each(|(change, n)| add(change, n));
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
        .text("job", "job", |(), of| {
            of.job.clone().map_or(Cell::Missing, short)
        })
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
