//! Every finding with its place, and every file with its fate.
//!
//! In: an archive whose findings were kept one by one. Out: a [`Validation`], by file and place, from
//! which each format takes what it needs, a file's findings at a time, because there may be a million;
//! as a [`Report`] of one table for those that write tables.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::archive::{AcceptedFinding, Archive, Identifier};
use crate::findings::Levels;
use crate::findings::baseline::{Identity, Subject};
use crate::findings::rule::{Rule, Severity};
use crate::findings::{Excerpt, Finding};
use crate::ledger::job::FileId;
use crate::payload::Timestamp;
use crate::report::overview::findings_in_words;
use crate::report::shown_text::presentable;
use crate::report::table::listed;
use crate::report::{Cell, Report, Term, counted, grouped};

/// What is wrong with the files of an archive, or worth knowing about them.
#[derive(Clone, Copy, Debug)]
pub struct Validation<'a> {
    archive: &'a Archive,
    /// How many findings of each rule are shown of each file.
    per_rule: usize,
}

/// The findings of one file.
#[derive(Clone, Debug)]
pub struct FindingsOfFile<'a> {
    /// Its name as shown.
    pub file: Cow<'a, str>,
    /// Its path as somebody would write it who wants to open it.
    pub path: Cow<'a, str>,
    /// Those that were kept, by place.
    pub findings: Vec<PlacedFinding<'a>>,
    /// For each rule that has more: how many of it are shown, and how many there are.
    pub shortened: Vec<(Rule, u64, u64)>,
}

/// A finding and where it is.
#[derive(Clone, Debug)]
pub struct PlacedFinding<'a> {
    /// The file's name as shown.
    pub file: Cow<'a, str>,
    /// Its path as somebody would write it who wants to open it.
    pub path: Cow<'a, str>,
    /// The rule that fired.
    pub rule: Rule,
    /// How much it matters.
    pub severity: Severity,
    /// The line, from 1; none where the whole file is meant.
    pub line: Option<u64>,
    /// The column in that line in characters, from 1.
    pub column: Option<u64>,
    /// A JSON pointer, or the row and column of a table.
    pub pointer: Option<Cow<'a, str>>,
    /// What was found and what was expected.
    pub message: Cow<'a, str>,
    /// The line that it points at.
    pub excerpt: Option<&'a Excerpt>,
    /// Where it comes from; none where it is about a file that was not audited.
    source: Option<(FileId, &'a Finding)>,
}

/// How many findings there are of each rule.
#[derive(Clone, Debug)]
pub struct Statistics {
    /// The rules that fired, the most frequent first.
    pub rules: Vec<RuleCount>,
    /// How many findings there are in all, in words.
    pub total: String,
    as_of: Option<Timestamp>,
}

/// How many findings a rule has.
#[derive(Clone, Copy, Debug)]
pub struct RuleCount {
    /// The rule.
    pub rule: Rule,
    /// How much its findings matter.
    pub severity: Severity,
    /// How many there are.
    pub count: u64,
    /// In how many files.
    pub files: u64,
}

/// A file and what became of it.
#[derive(Clone, Debug)]
pub struct Fate<'a> {
    /// Its name as shown.
    pub file: Cow<'a, str>,
    /// What it is.
    pub kind: &'static str,
    /// How many payloads were read from it.
    pub payloads: u64,
    /// `used` or `set-aside`.
    pub fate: &'static str,
}

impl<'a> PlacedFinding<'a> {
    fn of(
        levels: &Levels,
        file: &Cow<'a, str>,
        path: &Cow<'a, str>,
        finding: &'a Finding,
    ) -> PlacedFinding<'a> {
        PlacedFinding {
            file: file.clone(),
            path: path.clone(),
            rule: finding.rule,
            severity: levels.of(finding.rule),
            line: finding.place.line,
            column: finding.place.column,
            pointer: finding.place.path.as_deref().map(presentable),
            message: presentable(&finding.message),
            excerpt: finding.excerpt.as_deref(),
            source: None,
        }
    }

    /// The place behind the file's name, `:12:5`.
    pub fn place(&self) -> String {
        let numbers = [self.line, self.column].into_iter().flatten();
        numbers.map(|number| format!(":{number}")).collect()
    }
}

/// A file's path as somebody would write it who wants to open it.
fn opened_as<'a>(archive: &'a Archive, name: &'a str) -> Cow<'a, str> {
    match archive.roots.as_written(name) {
        Cow::Borrowed(path) => presentable(path),
        Cow::Owned(path) => Cow::Owned(presentable(&path).into_owned()),
    }
}

impl<'a> Validation<'a> {
    /// The findings that an archive has kept, and its files.
    pub fn of(archive: &'a Archive) -> Validation<'a> {
        Validation { archive, per_rule: usize::MAX }
    }

    /// The same with so many findings of each rule in each file, those that come first.
    pub fn shortened_to(self, per_rule: usize) -> Validation<'a> {
        Validation { per_rule, ..self }
    }

    /// The files that have findings, by name.
    pub fn by_file(&self) -> impl Iterator<Item = FindingsOfFile<'a>> {
        let Validation { archive, per_rule } = *self;
        let levels = archive.findings.levels();
        let of_files =
            archive.kept.iter().map(|(&id, of_file)| (archive.file_name(id), Some(id), of_file));
        let about = archive.accepted.about.iter();
        let about = about.map(|(name, of_file)| (&**name, None, of_file));
        of_files.chain(about).map(move |(name, id, of_file)| {
            let file = presentable(name);
            let path = id.map_or_else(|| file.clone(), |_| opened_as(archive, name));
            let mut room: BTreeMap<Rule, usize> = BTreeMap::new();
            let mut findings = of_file.kept();
            findings.retain(|finding| {
                let room = room.entry(finding.rule).or_insert(per_rule);
                let shown = *room > 0;
                *room -= usize::from(shown);
                shown
            });
            let findings = findings.into_iter().map(|finding| PlacedFinding {
                source: id.map(|id| (id, finding)),
                ..PlacedFinding::of(levels, &file, &path, finding)
            });
            let findings: Vec<_> = findings.collect();
            let shortened = of_file.counts().filter_map(|(rule, all)| {
                let shown = room.get(&rule).map_or(0, |left| per_rule - left) as u64;
                (all > shown).then_some((rule, shown, all))
            });
            FindingsOfFile { shortened: shortened.collect(), findings, file, path }
        })
    }

    /// The findings that are shown, by file and place.
    pub fn findings(&self) -> impl Iterator<Item = PlacedFinding<'a>> {
        self.by_file().flat_map(|file| file.findings)
    }

    /// The findings that somebody has accepted, by file and place.
    pub fn accepted(&self) -> impl Iterator<Item = (PlacedFinding<'a>, &'a AcceptedFinding)> {
        let archive = self.archive;
        archive.accepted.findings.iter().map(|accepted| {
            let file = presentable(archive.file_name(accepted.file));
            let source = Some((accepted.file, &accepted.finding));
            let path = opened_as(archive, archive.file_name(accepted.file));
            let placed =
                PlacedFinding::of(archive.findings.levels(), &file, &path, &accepted.finding);
            let placed = PlacedFinding { source, ..placed };
            (placed, accepted)
        })
    }

    /// What tells of each finding which one it is, however often the archive is saved again.
    pub fn fingerprints(&self) -> impl Fn(&PlacedFinding<'_>) -> String + use<'a> {
        let identifier = Identifier::of(self.archive);
        move |finding| match finding.source {
            Some((file, source)) => identifier.identify(file, source).0.fingerprint(),
            None => {
                let subject = Subject::File(finding.file.to_string());
                let pointer = finding.message.to_string();
                Identity { rule: finding.rule, subject, pointer }.fingerprint()
            }
        }
    }

    /// What tells of each finding the id of the job that it is about, where it has one.
    pub(crate) fn jobs(&self) -> impl Fn(&PlacedFinding<'_>) -> Option<String> + use<'a> {
        let identifier = Identifier::of(self.archive);
        move |finding| {
            let (file, source) = finding.source?;
            identifier.job_id(file, source)
        }
    }

    /// How many are counted and not shown.
    pub fn left_out(&self) -> u64 {
        let shortened = self.by_file().flat_map(|file| file.shortened);
        shortened.map(|(_, shown, all)| all - shown).sum()
    }

    /// The files in which nothing was found, by name.
    pub fn files_without_findings(&self) -> Vec<Cow<'a, str>> {
        let with = self.names_with_findings();
        let files = self.archive.chosen_files().map(|(_, file)| &*file.name);
        files.filter(|name| !with.contains(name)).map(presentable).collect()
    }

    fn names_with_findings(&self) -> BTreeSet<&'a str> {
        self.archive.kept.keys().map(|file| self.archive.found_name(*file)).collect()
    }

    /// How many findings there are of each rule.
    pub fn statistics(&self) -> Statistics {
        let rules = self.archive.findings.rules().map(|(rule, tally)| RuleCount {
            rule,
            severity: self.archive.findings.levels().of(rule),
            count: tally.count,
            files: tally.files,
        });
        let mut rules: Vec<RuleCount> = rules.collect();
        rules.sort_by_key(|of| (Reverse(of.count), of.rule));
        Statistics { rules, total: self.total(), as_of: self.archive.as_of }
    }

    /// Every file, by name.
    pub fn files(&self) -> impl Iterator<Item = Fate<'a>> {
        self.archive.chosen_files().map(|(_, file)| Fate {
            file: presentable(&file.name),
            kind: file.kind.name(),
            payloads: file.payloads,
            fate: if file.is_used() { "used" } else { "set-aside" },
        })
    }

    /// How many findings there are of that severity, shown or not.
    pub fn count(&self, severity: Severity) -> u64 {
        self.archive.findings.count(severity)
    }

    /// How many findings there are of each severity, and in how many of the files: `2 errors and
    /// 1 note in 2 of 53 files`.
    pub fn total(&self) -> String {
        let files = self.archive.chosen_files().count();
        let all = counted(files as u64, "file", "files");
        let accepted = match self.archive.accepted.count() {
            0 => String::new(),
            count => format!("; {} accepted", grouped(count.into())),
        };
        let found = findings_in_words(self.archive);
        if found.is_empty() {
            return format!("no findings in {all}{accepted}");
        }
        let with = self.names_with_findings().len();
        format!("{found} in {with} of {all}{accepted}")
    }

    /// All of it as a report of one table.
    pub fn report(&self) -> Report<'static> {
        let more = match self.left_out() {
            0 => String::new(),
            left => format!("; {left} of them are not shown (--max-findings 0 shows all)"),
        };
        let section = listed(&(), self.findings())
            .text("rule", "rule", |(), finding| Cell::Id(finding.rule.name().to_owned()))
            .text("severity", "severity", |(), finding| {
                let severity = finding.severity;
                Cell::Term(Term::new(severity.name(), severity.title()))
            })
            .text("file", "file", |(), finding| Cell::text(Some(&*finding.file)))
            .number("line", "line", |(), finding| Cell::count(finding.line))
            .number("column", "column", |(), finding| Cell::count(finding.column))
            .text("pointer", "pointer", |(), finding| {
                Cell::text(finding.pointer.as_deref().filter(|pointer| !pointer.is_empty()))
            })
            .text("message", "message", |(), finding| Cell::text(Some(&*finding.message)))
            .noted(format!("{}{more}.", self.total()))
            .under("findings", "Findings");
        Report::of_sections(String::from("Validation"), self.archive.as_of, vec![section])
    }
}

impl Statistics {
    /// All of it as a report of one table.
    pub fn report(&self) -> Report<'static> {
        let section = listed(&(), &self.rules)
            .text("rule", "rule", |(), of| Cell::Id(of.rule.name().to_owned()))
            .text("severity", "severity", |(), of| {
                Cell::Term(Term::new(of.severity.name(), of.severity.title()))
            })
            .number("count", "count", |(), of| Cell::Count(of.count))
            .number("files", "files", |(), of| Cell::Count(of.files))
            .text("summary", "summary", |(), of| Cell::Text(of.rule.summary().to_owned()))
            .noted(format!("{}.", self.total))
            .under("findings", "Findings");
        Report::of_sections(String::from("Validation"), self.as_of, vec![section])
    }
}
