//! What files say of a job: its errors, what is wrong with them, and which files they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::{ArchivedError, Link};
use crate::findings::Finding;
use crate::ledger::{Detail, FileId};
use crate::payload::Family;
use crate::reference::error_codes;
use crate::report::job::View;
use crate::report::table::listed;
use crate::report::{Cell, Section, Term};

impl View<'_> {
    pub(super) fn errors(&self) -> Section<'static> {
        let archive = self.archive;
        let own = archive.errors.iter().filter(|item| item.job == Some(self.at));
        let mut own: Vec<&ArchivedError> = own.collect();
        own.sort_by_key(|item| (self.name(item.user).is_none(), self.name(item.user), item.kind));
        listed(archive, own)
            .text("user", "user", |archive, item| {
                item.user.map_or(Cell::Missing, |user| archive.person_cell(user))
            })
            .text("kind", "kind", |_, item| {
                Cell::Term(Term::new(item.kind.name(), item.kind.name()))
            })
            .text("code", "code", |archive, item| Cell::id(archive.name(item.code)))
            .text("action", "action", |archive, item| {
                Cell::id(error_codes::action(archive.name(item.code), item.http))
            })
            .text("summary", "summary", |archive, item| {
                let known = archive.name(item.code).and_then(error_codes::lookup);
                Cell::text(known.map(|known| known.summary.as_str()))
            })
            .text("message", "message", |archive, item| Cell::text(archive.name(item.message)))
            .noted(match self.job.family {
                Family::MOVE_USERS => {
                    "By user. Errors stopped the user's move; impacts came along with one."
                }
                _ => {
                    "By whom or what they are about. Errors stopped it; impacts came along with it."
                }
            })
            .under("job_errors", "Errors and impacts")
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

    pub(super) fn findings(&self) -> Section<'static> {
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
        listed(archive, found)
            .text("rule", "rule", |_, (_, finding)| Cell::Id(finding.rule.name().to_owned()))
            .text("severity", "severity", |archive, (_, finding)| {
                let severity = archive.findings.levels().of(finding.rule);
                Cell::Term(Term::new(severity.name(), severity.title()))
            })
            .text("place", "place", |archive, (file, finding)| {
                Cell::Text(format!("{}{}", archive.file_name(*file), finding.place.suffix()))
            })
            .text("message", "message", |_, (_, finding)| Cell::text(Some(&*finding.message)))
            .noted(
                "What is wrong with the files that speak of this job, or worth knowing about them.",
            )
            .under("job_findings", "Findings")
    }

    pub(super) fn files(&self) -> Section<'static> {
        let snapshots =
            self.details.iter().map(|detail| Origin::Snapshot(detail, self.role(detail)));
        let errors = self.sources().into_iter().map(|(file, link)| Origin::Errors(file, link));
        listed(self.archive, snapshots.chain(errors))
            .text("file", "file", |archive, row| Cell::text(Some(archive.file_name(row.file()))))
            .text("kind", "kind", |archive, row| {
                Cell::id(archive.file(row.file()).map(|file| file.kind.name()))
            })
            .text("role", "role", |_, row| Cell::Term(row.role()))
            .text("moment", "last updated (UTC)", |_, row| {
                Cell::time(row.snapshot().and_then(|detail| detail.moment))
            })
            .text("outcome", "outcome then", |_, row| {
                row.snapshot().map_or(Cell::Missing, |detail| Cell::outcome(detail.outcome))
            })
            .text("linked_by", "linked by", |_, row| match row {
                Origin::Snapshot(..) => Cell::Missing,
                Origin::Errors(_, link) => Cell::Term(Term::new(link.name(), link.words())),
            })
            .noted(
                "Where all of this comes from: the snapshots of the job, the newest first, and the files of its \
                 errors with how each was linked to it.",
            )
            .under("job_files", "Files")
    }

    /// What a snapshot counts for.
    fn role(&self, detail: &Detail) -> Term {
        match (self.counts_here(detail), detail.moment == self.job.moment()) {
            (true, _) => Term::new("counts", "snapshot that counts"),
            (false, true) => Term::new("same-moment", "snapshot of the same moment"),
            (false, false) => Term::new("superseded", "earlier snapshot"),
        }
    }
}

/// What a file says of the job.
enum Origin<'a> {
    /// How it was at some moment.
    Snapshot(&'a Detail, Term),
    /// Its errors, and how they were linked to it.
    Errors(FileId, Link),
}

impl Origin<'_> {
    fn file(&self) -> FileId {
        match self {
            Origin::Snapshot(detail, _) => detail.file,
            Origin::Errors(file, _) => *file,
        }
    }

    fn role(&self) -> Term {
        match self {
            Origin::Snapshot(_, role) => role.clone(),
            Origin::Errors(..) => Term::new("errors", "its errors"),
        }
    }

    fn snapshot(&self) -> Option<&Detail> {
        match self {
            Origin::Snapshot(detail, _) => Some(detail),
            Origin::Errors(..) => None,
        }
    }
}
