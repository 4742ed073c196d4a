//! One job in full.
//!
//! In: an archive that was read with a job in mind. Out: a [`Report`] about that job: what it is, what
//! it counts, its executions and steps as a timeline, its errors, its findings, and the files all of
//! this came from.

use std::collections::{BTreeMap, BTreeSet};

use super::sections::{number, text};
use super::timeline::timeline;
use super::{Cell, Report, Section, Term, without_secrets};
use crate::catalogue;
use crate::finding::Finding;
use crate::ledger::{
    Archive, ArchiveItem, Detail, FileId, JobRecord, JobSelector, Link, StepDetail,
};
use crate::model::ItemKind;

/// Why no one job is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// No job is called so.
    None,
    /// Several are; their ids, in order.
    Several(Vec<String>),
}

/// All that there is to say of the job that the archive was read for.
///
/// # Errors
///
/// When there is none of that name, or more than one.
pub fn show(archive: &Archive, wanted: &JobSelector) -> Result<Report, Choice> {
    let named = |at: usize| archive.job_id(&archive.jobs[at]);
    let keys: BTreeSet<usize> =
        archive.details.iter().filter_map(|d| archive.position(d.key)).collect();
    let exact = keys.iter().copied().find(|&at| named(at).is_some_and(|id| id == wanted.as_str()));
    let at = match (exact, keys.len()) {
        (Some(at), _) => at,
        (None, 1) => keys.into_iter().next().ok_or(Choice::None)?,
        (None, 0) => return Err(Choice::None),
        (None, _) => {
            let mut ids: Vec<String> = keys.into_iter().filter_map(named).collect();
            ids.sort();
            return Err(Choice::Several(ids));
        }
    };
    let job = &archive.jobs[at];
    let view = View {
        archive,
        at,
        job,
        details: archive.details.iter().filter(|detail| detail.key == job.key).collect(),
    };
    let id = named(at).unwrap_or_default();
    let sections = vec![
        view.header(),
        view.counts(),
        timeline(archive, job, &view.steps()),
        view.executions(),
        view.all_steps(),
        view.errors(),
        view.findings(),
        view.files(),
    ];
    Ok(Report {
        title: format!("Job {id}"),
        generator: concat!("jobaudit ", env!("CARGO_PKG_VERSION")).to_owned(),
        as_of: archive.as_of,
        filters: Vec::new(),
        sections: sections.into_iter().map(without_secrets).collect(),
    })
}

/// One job of an archive.
struct View<'a> {
    archive: &'a Archive,
    /// The job's position.
    at: usize,
    job: &'a JobRecord,
    /// Its payloads, the newest first.
    details: Vec<&'a Detail>,
}

impl<'a> View<'a> {
    fn name(&self, symbol: Option<crate::ledger::Symbol>) -> Option<&'a str> {
        self.archive.name(symbol)
    }

    /// Whether a payload is the one that counts.
    fn counts_here(&self, detail: &Detail) -> bool {
        (detail.file, detail.position) == (self.job.file, self.job.position)
    }

    /// The payload that counts, and those of the same moment, which complete it.
    fn newest(&self) -> impl Iterator<Item = &'a Detail> {
        let chosen = self.details.iter().filter(|detail| self.counts_here(detail));
        let moment = self.job.moment();
        let others = self.details.iter();
        let others =
            others.filter(move |detail| !self.counts_here(detail) && detail.moment == moment);
        chosen.chain(others).copied()
    }

    fn first<T>(&self, value: impl Fn(&'a Detail) -> Option<T>) -> Option<T> {
        self.newest().find_map(value)
    }

    /// For each execution that counts, what its payload says of its steps.
    fn steps(&self) -> Vec<Vec<StepDetail>> {
        let fits = |detail: &&Detail| {
            let runs = self.job.executions.iter().map(|run| run.steps.len());
            runs.eq(detail.steps.iter().map(Vec::len))
        };
        self.newest().find(fits).map(|detail| detail.steps.clone()).unwrap_or_default()
    }

    fn header(&self) -> Section {
        let (job, archive) = (self.job, self.archive);
        let run = job.newest();
        let word = |text: Option<&str>| Cell::id(text);
        let nanos = |value: Option<i128>| value.map_or(Cell::Missing, Cell::Duration);
        let items = |kind| {
            let own = archive.items.iter().filter(|item| item.job == Some(self.at));
            Cell::Count(own.filter(|item| item.kind == kind).count() as u64)
        };
        let status = job.status.as_ref().map(|s| s.word(|&symbol| archive.names.text(symbol)));
        let exit = job.exit_code.as_ref().map(|c| c.word(|&symbol| archive.names.text(symbol)));
        let steps: usize = job.executions.iter().map(|run| run.steps.len()).sum();
        let mut facts = vec![
            ("job", "job", Cell::id(archive.job_id(job))),
            ("job_name", "job name", Cell::text(self.name(job.name))),
            ("outcome", "outcome", Cell::Term(Term::new(job.outcome.name(), job.outcome.title()))),
            ("status", "status", word(status)),
            ("exit_code", "exit code", word(exit)),
            ("runner", "run by", word(self.name(job.runner))),
            ("source_org", "of organisation", word(self.first(|d| d.source_org.as_deref()))),
            ("org", "for organisation", word(self.name(job.org))),
            ("location", "location", Cell::text(self.name(job.location))),
            ("instance", "instance", job.instance.map_or(Cell::Missing, Cell::Integer)),
            ("tracking_id", "tracking id", word(self.first(|d| d.tracking_id.as_deref()))),
            ("created", "created (UTC)", Cell::time(job.created())),
            ("started", "started (UTC)", Cell::time(job.started())),
            ("ended", "ended (UTC)", Cell::time(run.and_then(|run| run.ended))),
            ("last_updated", "last updated (UTC)", Cell::time(job.last_updated)),
            (
                "elapsed_ms",
                "elapsed",
                nanos(run.and_then(|run| run.elapsed).map(|elapsed| elapsed.nanos().into())),
            ),
            ("wall_ms", "wall clock", nanos(run.and_then(|run| run.wall()))),
            ("queue_ms", "queue", nanos(run.and_then(|run| run.queue()))),
            ("overhead_ms", "overhead", nanos(run.and_then(|run| run.overhead()))),
            ("executions", "executions", Cell::Count(job.executions.len() as u64)),
            ("steps", "steps", Cell::Count(steps as u64)),
            ("errors", "errors", items(ItemKind::Error)),
            ("impacts", "impacts", items(ItemKind::Impact)),
            ("csv_file", "errors CSV", word(self.first(|d| d.csv_file.as_deref()))),
            ("csv_expiry", "errors CSV expires (UTC)", Cell::time(job.csv_expiry)),
        ];
        let fields = self.newest().flat_map(|detail| &detail.fields);
        let mut known = BTreeSet::new();
        for (name, value) in fields.filter(|(name, _)| known.insert(*name)) {
            facts.push((name, name, Cell::Text(value.clone())));
        }
        facts.retain(|(_, _, cell)| *cell != Cell::Missing);
        let rows =
            facts.into_iter().map(|(id, title, cell)| vec![Cell::Term(Term { id, title }), cell]);
        Section {
            id: "job",
            title: "Job",
            note: String::from(
                "As its newest snapshot shows it; times and durations are the newest execution's.",
            ),
            columns: vec![text("fact", "fact"), text("value", "value")],
            rows: rows.collect(),
        }
    }

    /// What it counts, as items and under the payload's own names.
    fn counts(&self) -> Section {
        let items = &self.job.items;
        let shared = [
            ("items_requested", "items requested", items.requested),
            ("items_done", "items done", items.done),
            ("items_failed", "items failed", items.failed),
            ("items_pending", "items pending", items.pending),
            ("items_skipped", "items skipped", items.skipped),
        ];
        let shared = shared.into_iter().filter_map(|(id, title, count)| {
            Some(vec![Cell::Term(Term { id, title }), Cell::Count(count?)])
        });
        let own = self.first(|detail| (!detail.counts.is_empty()).then_some(&detail.counts));
        let own = own
            .into_iter()
            .flatten()
            .map(|(name, count)| vec![Cell::Text(name.clone()), Cell::Integer(*count)]);
        Section {
            id: "counts",
            title: "Counts",
            note: String::from(
                "Items in the terms that all jobs share, then the counts as the payload names them.",
            ),
            columns: vec![text("count", "count"), number("value", "value")],
            rows: shared.chain(own).collect(),
        }
    }

    fn executions(&self) -> Section {
        let names = &self.archive.names;
        let runs = self.job.executions.iter().zip(1..);
        let rows = runs.map(|(run, number)| {
            let nanos = |value: Option<i128>| value.map_or(Cell::Missing, Cell::Duration);
            vec![
                Cell::Count(number),
                run.id.map_or(Cell::Missing, Cell::Integer),
                Cell::time(run.created),
                Cell::time(run.started),
                Cell::time(run.ended),
                Cell::id(run.status.as_ref().map(|s| s.word(|&symbol| names.text(symbol)))),
                Cell::id(run.exit_code.as_ref().map(|c| c.word(|&symbol| names.text(symbol)))),
                nanos(run.elapsed.map(|elapsed| elapsed.nanos().into())),
                nanos(run.wall()),
                nanos(run.queue()),
                nanos(run.overhead()),
            ]
        });
        Section {
            id: "executions",
            title: "Executions",
            note: String::from(
                "Queue is from creation to start, overhead what the clock shows beyond the steps' time.",
            ),
            columns: vec![
                number("execution", "no."),
                number("id", "id"),
                text("created", "created (UTC)"),
                text("started", "started (UTC)"),
                text("ended", "ended (UTC)"),
                text("status", "status"),
                text("exit_code", "exit code"),
                number("elapsed_ms", "elapsed"),
                number("wall_ms", "wall clock"),
                number("queue_ms", "queue"),
                number("overhead_ms", "overhead"),
            ],
            rows: rows.collect(),
        }
    }

    fn all_steps(&self) -> Section {
        let names = &self.archive.names;
        let details = self.steps();
        let mut rows = Vec::new();
        for (at, run) in self.job.executions.iter().enumerate() {
            for (nth, step) in run.steps.iter().enumerate() {
                let detail = details.get(at).and_then(|steps| steps.get(nth));
                let elapsed = step.elapsed.map(|elapsed| i128::from(elapsed.nanos()));
                rows.push(vec![
                    Cell::Count(at as u64 + 1),
                    Cell::text(self.name(step.name)),
                    detail.and_then(|d| d.id).map_or(Cell::Missing, Cell::Integer),
                    Cell::time(step.started),
                    Cell::time(detail.and_then(|detail| detail.ended)),
                    Cell::id(step.status.as_ref().map(|s| s.word(|&symbol| names.text(symbol)))),
                    Cell::id(step.exit_code.as_ref().map(|c| c.word(|&symbol| names.text(symbol)))),
                    Cell::duration(elapsed),
                ]);
            }
        }
        Section {
            id: "steps",
            title: "Steps",
            note: String::from("All steps of all executions, as they are written."),
            columns: vec![
                number("execution", "no."),
                text("step", "step"),
                number("id", "id"),
                text("started", "started (UTC)"),
                text("ended", "ended (UTC)"),
                text("status", "status"),
                text("exit_code", "exit code"),
                number("elapsed_ms", "elapsed"),
            ],
            rows,
        }
    }

    fn errors(&self) -> Section {
        let archive = self.archive;
        let own = archive.items.iter().filter(|item| item.job == Some(self.at));
        let mut own: Vec<&ArchiveItem> = own.collect();
        own.sort_by_key(|item| (self.name(item.user).is_none(), self.name(item.user), item.kind));
        let row = |item: &ArchiveItem| {
            let code = self.name(item.code);
            let known = code.and_then(catalogue::lookup);
            vec![
                Cell::id(self.name(item.user)),
                Cell::Term(Term::new(item.kind.name(), item.kind.name())),
                Cell::id(code),
                Cell::id(catalogue::action(code, item.http)),
                Cell::text(known.map(|known| known.summary.as_str())),
                Cell::text(self.name(item.message)),
            ]
        };
        Section {
            id: "errors",
            title: "Errors and impacts",
            note: String::from(
                "By user. Errors stopped the user's move; impacts came along with one.",
            ),
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

    fn findings(&self) -> Section {
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
        let kept = archive.kept.iter().filter(|(file, _)| own.contains(file));
        found.extend(kept.cloned());
        // Across files, where the file is others' too.
        let concerns = archive.concerns.iter().filter(|concern| concern.job == self.at);
        for concern in concerns.filter(|concern| !own.contains(&concern.file)) {
            if let Some(rule) = concern.reason.rule() {
                found.push((concern.file, Finding::of_file(rule, concern.detail.clone())));
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

    fn files(&self) -> Section {
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
