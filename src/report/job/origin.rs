//! What files say of a job: its errors, what is wrong with them, and which files they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::{ArchivedError, Link};
use crate::findings::Finding;
use crate::ledger::FileId;
use crate::payload::Family;
use crate::reference::error_codes;
use crate::report::job::View;
use crate::report::sections::text;
use crate::report::{Cell, Section, Term};

impl View<'_> {
    pub(super) fn errors(&self) -> Section {
        let archive = self.archive;
        let own = archive.errors.iter().filter(|item| item.job == Some(self.at));
        let mut own: Vec<&ArchivedError> = own.collect();
        own.sort_by_key(|item| (self.name(item.user).is_none(), self.name(item.user), item.kind));
        let row = |item: &ArchivedError| {
            let code = self.name(item.code);
            let known = code.and_then(error_codes::lookup);
            vec![
                Cell::id(self.name(item.user)),
                Cell::Term(Term::new(item.kind.name(), item.kind.name())),
                Cell::id(code),
                Cell::id(error_codes::action(code, item.http)),
                Cell::text(known.map(|known| known.summary.as_str())),
                Cell::text(self.name(item.message)),
            ]
        };
        Section {
            id: "errors",
            title: "Errors and impacts",
            note: String::from(match self.job.family {
                Family::MOVE_USERS => {
                    "By user. Errors stopped the user's move; impacts came along with one."
                }
                _ => {
                    "By whom or what they are about. Errors stopped it; impacts came along with it."
                }
            }),
            columns: vec![
                text("user", "user"),
                text("kind", "kind"),
                text("code", "code"),
                text("action", "action"),
                text("summary", "summary"),
                text("message", "message"),
            ],
            rows: own.into_iter().map(row).collect(),
        }
    }

    /// The files of its errors, and how each was linked.
    fn sources(&self) -> BTreeMap<FileId, Link> {
        let own = self.archive.sources.iter().filter(|source| source.job == self.at);
        own.map(|source| (source.file, source.link)).collect()
    }

    /// Whether all that is in a file is about this job.
    fn is_own(&self, file: FileId) -> bool {
        let others = |job: usize| job != self.at;
        let archive = self.archive;
        match archive.file(file).and_then(|record| record.one_job()) {
            Some(job) => job == self.job.key,
            None => {
                self.sources().contains_key(&file)
                    && !archive.sources.iter().any(|s| s.file == file && others(s.job))
            }
        }
    }

    pub(super) fn findings(&self) -> Section {
        let archive = self.archive;
        let mut found: Vec<(FileId, Finding)> = Vec::new();
        let mut own = BTreeSet::new();
        for detail in &self.details {
            if self.is_own(detail.file) {
                own.insert(detail.file);
            } else {
                found.extend(detail.findings.iter().map(|f| (detail.file, f.clone())));
            }
        }
        own.extend(self.sources().into_keys().filter(|file| self.is_own(*file)));
        for (&file, findings) in archive.kept.iter().filter(|(file, _)| own.contains(file)) {
            found.extend(findings.kept().into_iter().map(|finding| (file, finding.clone())));
        }
        // Across files, where the file is others' too.
        let attention =
            archive.attention.iter().filter(|attention_item| attention_item.job == self.at);
        for attention_item in attention.filter(|attention_item| !own.contains(&attention_item.file))
        {
            if let Some(rule) = attention_item.reason.rule() {
                found.push((
                    attention_item.file,
                    Finding::of_file(rule, attention_item.detail.clone()),
                ));
            }
        }
        found.sort_by(|(a, one), (b, other)| (a, one.key()).cmp(&(b, other.key())));
        let rows = found.into_iter().map(|(file, finding)| {
            let severity = finding.rule.severity().name();
            vec![
                Cell::Id(finding.rule.name().to_owned()),
                Cell::Term(Term::new(severity, severity)),
                Cell::Text(format!("{}{}", archive.file_name(file), finding.place.suffix())),
                Cell::Text(finding.message),
            ]
        });
        Section {
            id: "findings",
            title: "Findings",
            note: String::from(
                "What is wrong with the files that speak of this job, or worth knowing about them.",
            ),
            columns: vec![
                text("rule", "rule"),
                text("severity", "severity"),
                text("place", "place"),
                text("message", "message"),
            ],
            rows: rows.collect(),
        }
    }

    pub(super) fn files(&self) -> Section {
        let archive = self.archive;
        let kind = |file: FileId| archive.file(file).map_or("", |record| record.kind.name());
        let moment = self.job.moment();
        let snapshots = self.details.iter().map(|detail| {
            let (id, title) = match (self.counts_here(detail), detail.moment == moment) {
                (true, _) => ("counts", "snapshot that counts"),
                (false, true) => ("same-moment", "snapshot of the same moment"),
                (false, false) => ("superseded", "earlier snapshot"),
            };
            let outcome = detail.outcome;
            vec![
                Cell::text(Some(archive.file_name(detail.file))),
                Cell::id(Some(kind(detail.file))),
                Cell::Term(Term { id, title }),
                Cell::time(detail.moment),
                Cell::Term(Term::new(outcome.name(), outcome.title())),
                Cell::Missing,
            ]
        });
        let errors = self.sources().into_iter().map(|(file, link)| {
            vec![
                Cell::text(Some(archive.file_name(file))),
                Cell::id(Some(kind(file))),
                Cell::Term(Term::new("errors", "its errors")),
                Cell::Missing,
                Cell::Missing,
                Cell::Term(Term::new(link.name(), link.words())),
            ]
        });
        Section {
            id: "files",
            title: "Files",
            note: String::from(
                "Where all of this comes from: the snapshots of the job, the newest first, and the files of its \
                 errors with how each was linked to it.",
            ),
            columns: vec![
                text("file", "file"),
                text("kind", "kind"),
                text("role", "role"),
                text("moment", "last updated (UTC)"),
                text("outcome", "outcome then"),
                text("linked_by", "linked by"),
            ],
            rows: snapshots.chain(errors).collect(),
        }
    }
}
