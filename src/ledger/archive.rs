//! The closed books: each job once, each error with its job, each file with its fate.
//!
//! In: a [`Ledger`] that has seen every file. Out: an [`Archive`], in an order that depends on
//! nothing but the payloads and their names: files by name, jobs by start, then id. The rules that
//! need more than one payload are judged here.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::link::{Linked, link};
use super::names::{Names, Symbol};
use super::record::{FileId, JobKey, JobRecord};
use super::{FileRecord, KeptFindings, Ledger, Snapshots};
use crate::catalogue;
use crate::finding::{FileFindings, Finding, Findings, Keep, RuleChoice, shortened};
use crate::model::{ItemKind, Outcome, PayloadKind, Timestamp};
use crate::rule::Rule;

/// A job that has not finished after a day is stuck: the longest documented ones take hours.
const STUCK_AFTER: i128 = 24 * 3_600 * 1_000_000_000;

/// All that an archive holds, in order.
#[derive(Debug, Default)]
pub struct Archive {
    /// The names behind the symbols.
    pub names: Names,
    /// The files, by name.
    pub files: Vec<FileRecord>,
    /// The jobs, by start.
    pub jobs: Vec<JobRecord>,
    /// The errors and impacts.
    pub items: Vec<ArchiveItem>,
    /// The findings of all files.
    pub findings: Findings,
    /// Those that were asked to be kept one by one, by file and place.
    pub kept: Vec<(FileId, Finding)>,
    /// How many of a rule in a file were counted and not kept.
    pub beyond: BTreeMap<(FileId, Rule), u64>,
    /// How many snapshots were older than the one that counts.
    pub superseded: u64,
    /// The moment that "stuck" is judged at: as asked for, else the newest `lastUpdated`.
    pub as_of: Option<Timestamp>,
}

/// One error or impact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArchiveItem {
    /// Whom it is about.
    pub user: Option<Symbol>,
    /// Whether it stopped the user's move.
    pub kind: ItemKind,
    /// The code.
    pub code: Option<Symbol>,
    /// The job, as a position in [`Archive::jobs`].
    pub job: Option<usize>,
}

/// How an archive is judged.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// The moment that "stuck" is judged at; by default the newest `lastUpdated`.
    pub as_of: Option<Timestamp>,
    /// Which rules count.
    pub rules: RuleChoice,
    /// How many findings are kept one by one.
    pub keep: Keep,
}

impl Ledger {
    /// Closes the books.
    pub fn close(self, judgement: &Judgement) -> Archive {
        let Ledger { names, files, jobs, items, mut findings, kept } = self;
        let (files, rank) = in_order(files);
        let mut notes = Notes { by_file: BTreeMap::new(), judgement };
        let mut superseded = 0;
        let mut records = Vec::with_capacity(jobs.len());
        for snapshots in jobs.into_values() {
            superseded += snapshots.older + (snapshots.newest.len() as u64).saturating_sub(1);
            records.extend(settle(snapshots, &rank, &names, &mut notes));
        }
        records.par_sort_unstable_by(|a, b| in_ledger_order(a, b, &names));
        let newest = records.iter().filter_map(|job| job.last_updated).max();
        let as_of = judgement.as_of.or(newest);
        notes.stuck(&mut records, as_of);
        let mut items = items;
        for item in &mut items {
            item.file = rank[item.file.0 as usize];
        }
        let linked = link(&records, &files, items, &names);
        notes.unmatched(&linked, &files);
        notes.unknown_codes(&linked, &names);
        let mut all = KeptFindings::default();
        all.merge(kept, |file| rank[file.0 as usize]);
        for (file, mut noted) in notes.by_file {
            noted.sort_by(|a, b| a.key().cmp(&b.key()));
            let mut found = FileFindings::new(judgement.keep);
            found.extend(noted);
            findings.add_file(&files[file.0 as usize].name, &found);
            all.add_file(file, found);
        }
        let KeptFindings { findings: mut kept, beyond } = all;
        kept.par_sort_by(|(a, one), (b, other)| (a, one.key()).cmp(&(b, other.key())));
        Archive {
            names,
            files,
            jobs: records,
            items: linked.items(),
            findings,
            kept,
            beyond: beyond.into_iter().map(|(file, rule, count)| ((file, rule), count)).collect(),
            superseded,
            as_of,
        }
    }
}

/// The files by name, and for each old number the new one.
fn in_order(files: Vec<FileRecord>) -> (Vec<FileRecord>, Vec<FileId>) {
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.par_sort_unstable_by(|&a, &b| (&files[a].name, a).cmp(&(&files[b].name, b)));
    let mut rank = vec![FileId(0); files.len()];
    for (new, &old) in order.iter().enumerate() {
        rank[old] = FileId(u32::try_from(new).unwrap_or(u32::MAX));
    }
    let mut slots: Vec<Option<FileRecord>> = files.into_iter().map(Some).collect();
    let files = order.into_iter().filter_map(|old| slots[old].take()).collect();
    (files, rank)
}

/// One record out of the snapshots of one moment: the most complete, completed by the others.
fn settle(
    snapshots: Snapshots,
    rank: &[FileId],
    names: &Names,
    notes: &mut Notes<'_>,
) -> Option<JobRecord> {
    let mut newest = snapshots.newest;
    for record in &mut newest {
        record.file = rank[record.file.0 as usize];
    }
    newest.sort_by_key(|record| {
        (std::cmp::Reverse(record.completeness()), record.file, record.position)
    });
    let mut newest = newest.into_iter();
    let mut record = newest.next()?;
    for other in newest {
        if record.complete(&other) {
            let id = job_name(record.key, names)
                .map_or(String::from("without an id"), |id| shortened(&id));
            let message = format!(
                "job {id} has another snapshot of the same moment that says something else; the fuller one counts"
            );
            record.findings += notes.add(other.file, Rule::ConflictingSnapshots, message);
        }
    }
    Some(record)
}

/// By start, then by id, then by place: an order that no two jobs share.
fn in_ledger_order(a: &JobRecord, b: &JobRecord, names: &Names) -> Ordering {
    let by_id = || match (a.key, b.key) {
        // Their texts are in the order of their bytes.
        (JobKey::Uuid(a), JobKey::Uuid(b)) => a.cmp(&b),
        (a, b) => job_name(a, names).cmp(&job_name(b, names)),
    };
    a.when()
        .cmp(&b.when())
        .then_with(by_id)
        .then_with(|| (a.file, a.position).cmp(&(b.file, b.position)))
}

/// A job's id as shown; none where the payload has none.
fn job_name(key: JobKey, names: &Names) -> Option<String> {
    match key {
        JobKey::Uuid(uuid) => Some(uuid.to_string()),
        JobKey::Text(symbol) => Some(names.text(symbol).to_owned()),
        JobKey::Unnamed(..) => None,
    }
}

impl Archive {
    /// A job's id as shown; none where the payload has none.
    pub fn job_id(&self, job: &JobRecord) -> Option<String> {
        job_name(job.key, &self.names)
    }

    /// A name, where there is one.
    pub fn name(&self, symbol: Option<Symbol>) -> Option<&str> {
        symbol.map(|symbol| self.names.text(symbol))
    }

    /// A file's name as shown.
    pub fn file_name(&self, file: FileId) -> &str {
        self.files.get(file.0 as usize).map_or("", |file| &file.name)
    }

    /// How many files serve the audit.
    pub fn files_used(&self) -> usize {
        self.files.iter().filter(|file| file.set_aside.is_none()).count()
    }

    /// Keeps only the jobs that are wanted, and the errors that are known to be theirs.
    pub fn keep_jobs(&mut self, wanted: impl Fn(&Archive, &JobRecord) -> bool) {
        let wanted: Vec<bool> = self.jobs.iter().map(|job| wanted(self, job)).collect();
        let mut next = 0..;
        let position: Vec<Option<usize>> =
            wanted.iter().map(|wanted| if *wanted { next.next() } else { None }).collect();
        let mut keep = wanted.into_iter();
        self.jobs.retain(|_| keep.next().unwrap_or(false));
        self.items.retain_mut(|item| {
            item.job = item.job.and_then(|job| position[job]);
            item.job.is_some()
        });
    }
}

/// The findings that need more than one payload.
struct Notes<'r> {
    /// In no order: that of the jobs is none before they are sorted.
    by_file: BTreeMap<FileId, Vec<Finding>>,
    judgement: &'r Judgement,
}

impl Notes<'_> {
    /// Notes a finding and says how many that made.
    fn add(&mut self, file: FileId, rule: Rule, message: String) -> u32 {
        if !self.judgement.rules.allows(rule) {
            return 0;
        }
        self.by_file.entry(file).or_default().push(Finding::of_file(rule, message));
        1
    }

    fn stuck(&mut self, jobs: &mut [JobRecord], as_of: Option<Timestamp>) {
        for job in jobs.iter_mut().filter(|job| job.outcome == Outcome::InProgress) {
            let Some((as_of, begun)) = as_of.zip(job.when()) else {
                continue;
            };
            if as_of.nanos_since(begun) > STUCK_AFTER {
                let message = format!("in progress since {begun}, more than a day before {as_of}");
                job.findings += self.add(job.file, Rule::StuckJob, message);
            }
        }
    }

    fn unmatched(&mut self, linked: &Linked, files: &[FileRecord]) {
        for (at, file) in files.iter().enumerate() {
            let id = FileId(u32::try_from(at).unwrap_or(u32::MAX));
            if file.kind == PayloadKind::ErrorsCsv
                && file.set_aside.is_none()
                && !linked.is_matched(id)
            {
                let message = "no job is named by its rows, its name or a job's reference to it";
                self.add(id, Rule::ErrorsCsvUnmatched, message.to_owned());
            }
        }
    }

    fn unknown_codes(&mut self, linked: &Linked, names: &Names) {
        let mut counts: BTreeMap<(FileId, &str), u64> = BTreeMap::new();
        for (file, item) in linked.iter() {
            if let Some(code) = item
                .code
                .map(|code| names.text(code))
                .filter(|code| catalogue::lookup(code).is_none())
            {
                *counts.entry((file, code)).or_default() += 1;
            }
        }
        for ((file, code), count) in counts {
            let rows = if count == 1 { "1 row" } else { &format!("{count} rows") };
            let message = format!("code `{}` in {rows} is not in the catalogue", shortened(code));
            self.add(file, Rule::UnknownErrorCode, message);
        }
    }
}
