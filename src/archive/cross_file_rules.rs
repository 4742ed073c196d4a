//! The rules that need more than one payload.
//!
//! In: the jobs, their errors and the links between them. Out: findings, each at a file.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::link::{Link, Linked};
use crate::archive::requests::{JobRequest, Unlinked};
use crate::archive::{Archive, ArchivedError, AttentionItem, Person, job_name};
use crate::config::AuditOptions;
use crate::findings::rule::Rule;
use crate::findings::{Finding, FindingCollector, counted, shortened};
use crate::input::system_file;
use crate::ledger::FileRecord;
use crate::ledger::interner::{Names, Symbol};
use crate::ledger::job::{FileId, JobRecord};
use crate::payload::{Outcome, PayloadKind};
use crate::reference::error_codes;

/// Findings across files, in whatever order they are noticed.
pub(super) struct CrossFileFindings<'r> {
    by_file: BTreeMap<FileId, FindingCollector>,
    options: &'r AuditOptions,
}

impl<'r> CrossFileFindings<'r> {
    pub fn new(options: &'r AuditOptions) -> CrossFileFindings<'r> {
        CrossFileFindings { by_file: BTreeMap::new(), options }
    }

    /// Adds a finding and says how many that made: none of a rule that does not count.
    pub fn add(&mut self, file: FileId, rule: Rule, message: String) -> u32 {
        if !self.options.rules.allows(rule) {
            return 0;
        }
        let of_file = self.by_file.entry(file).or_insert_with(|| self.options.keep.collector());
        of_file.add(Finding::of_file(rule, message));
        1
    }

    /// All of them, by file.
    pub fn into_files(self) -> impl Iterator<Item = (FileId, FindingCollector)> {
        self.by_file.into_iter()
    }

    /// Files that operating systems left, once for each folder, at the first of them.
    pub fn system_files(&mut self, files: &[FileRecord]) {
        let mut folders: BTreeMap<&str, (FileId, u64)> = BTreeMap::new();
        for (file, id) in files.iter().zip(0..).map(|(file, at)| (file, FileId(at))) {
            if file.set_aside == Some(Rule::SystemFile)
                && let Some(folder) = system_file::folder(&file.name)
            {
                folders.entry(folder).or_insert((id, 0)).1 += 1;
            }
        }
        for (file, count) in folders.into_values() {
            let message = match count {
                1 => String::from("an operating system left this file; it holds nothing to audit"),
                _ => format!(
                    "an operating system left {count} files here; they hold nothing to audit"
                ),
            };
            self.add(file, Rule::SystemFile, message);
        }
    }

    /// Copies, each with the file that counts in its place.
    pub fn copies<'c>(
        &mut self,
        copies: impl Iterator<Item = (&'c FileId, &'c FileId)>,
        files: &[FileRecord],
    ) {
        for (copy, original) in copies {
            let name =
                files.get(original.0 as usize).map(FileRecord::shown_name).unwrap_or_default();
            let message = format!("says the same as {name}, which counts in its place");
            self.add(*copy, Rule::CopiedFile, message);
        }
    }

    /// Errors that stand in one file more than once.
    pub fn repeated_errors(&mut self, repeated: BTreeMap<FileId, u64>) {
        for (file, count) in repeated {
            let message = match count {
                1 => String::from("an error or impact stands here twice, and counts once"),
                _ => format!("{count} errors and impacts stand here again, and count once"),
            };
            self.add(file, Rule::RepeatedError, message);
        }
    }

    /// Notes what is to be seen about a job, where it is a rule's to say.
    pub fn attention(&mut self, attention_item: &AttentionItem) -> u32 {
        let rule = attention_item.reason.rule();
        rule.map_or(0, |rule| self.add(attention_item.file, rule, attention_item.detail.clone()))
    }

    /// Files of errors without a job. An error list among jobs of which none had any errors belongs
    /// to one that was never saved, which is no fault of the list: the documented one is such.
    pub fn unmatched(
        &mut self,
        linked: &Linked,
        (jobs, files): (&[JobRecord], &[FileRecord]),
        names: &Names,
    ) {
        let failed =
            |job: &JobRecord| job.items().failed > Some(0) || job.outcome == Outcome::WithErrors;
        let some_failed = jobs.iter().any(failed);
        for (&file, link) in &linked.files {
            let matched = link.lost == 0 && (link.items > 0 || link.job.is_some());
            let is_table =
                files.get(file.0 as usize).is_some_and(|file| file.kind == PayloadKind::ErrorsCsv);
            if matched || !(is_table || some_failed || link.ambiguous.is_some()) {
                continue;
            }
            let why = match &link.ambiguous {
                Some((how, several)) => points_at_several(*how, several, jobs, names),
                None => String::from(
                    "no job is named by its rows, its name or its place, nor refers to it",
                ),
            };
            let message = match (link.lost, link.items) {
                (lost, items) if lost < items => {
                    format!("{lost} of {items} errors and impacts belong to no job of the archive")
                }
                // Every row names a job, and none of them is here.
                (1.., _) if link.job.is_some() => {
                    String::from("the jobs that its rows name are not in the archive")
                }
                _ => why,
            };
            self.add(file, Rule::ErrorsCsvUnmatched, message);
        }
    }

    /// Requests without a job, and those that ask for more or fewer people than their job counts.
    pub fn requests(
        &mut self,
        unlinked: &[Unlinked],
        (jobs, requests): (&[JobRecord], &[JobRequest]),
        names: &Names,
    ) {
        for request in unlinked {
            let why = match &request.ambiguous {
                Some((how, several)) => points_at_several(*how, several, jobs, names),
                None => String::from(
                    "no job has its tracking id, its name or its place, nor errors of its people",
                ),
            };
            let people = counted(request.people, "person", "people");
            let message = format!("a request for {people} without its job: {why}");
            self.add(request.file, Rule::RequestUnmatched, message);
        }
        let mut asked: BTreeMap<usize, BTreeSet<Symbol>> = BTreeMap::new();
        for request in requests {
            if let Some(job) = request.job {
                asked.entry(job).or_default().extend(request.users.iter().map(|user| user.user));
            }
        }
        for request in requests {
            let Some(job) = request.job else { continue };
            let (people, record) = (asked.get(&job).map_or(0, BTreeSet::len), &jobs[job]);
            let has_begun = record.outcome != Outcome::InProgress;
            let counted_people = record.items().requested.filter(|count| has_begun || *count > 0);
            if let Some(count) = counted_people.filter(|count| *count != people as u64) {
                let people = counted(people, "person", "people");
                let message = format!("asks for {people}, the job counts {count}");
                self.add(request.file, Rule::RequestCountMismatch, message);
            }
        }
    }

    /// Codes that the catalogue does not hold.
    pub fn unknown_codes(&mut self, items: &[ArchivedError], names: &Names) {
        let mut counts: BTreeMap<(FileId, &str), usize> = BTreeMap::new();
        for item in items {
            let code = item.code.map(|code| names.text(code));
            if let Some(code) = code.filter(|code| error_codes::lookup(code).is_none()) {
                *counts.entry((item.file, code)).or_default() += 1;
            }
        }
        for ((file, code), count) in counts {
            let rows = counted(count, "row", "rows");
            let message = format!("code `{}` in {rows} is not in the catalogue", shortened(code));
            self.add(file, Rule::UnknownErrorCode, message);
        }
    }

    /// Users whose move failed in several jobs, at the file that names them last.
    pub fn repeated_failures(&mut self, archive: &Archive) {
        let repeated = |user: &&Person| user.failed_moves > 1;
        for user in archive.people.named.iter().filter(repeated) {
            let name = shortened(archive.names.text(user.user));
            let since = match user.moved_later {
                Some(true) => "and succeeded later",
                _ => "and has not succeeded since",
            };
            let message =
                format!("the move of `{name}` failed in {} jobs {since}", user.failed_moves);
            if let Some(error) = user.last_error {
                self.add(archive.errors[error].file, Rule::RepeatedUserFailure, message);
            }
        }
    }
}

/// That a link leads to more than one job.
fn points_at_several(how: Link, several: &[usize], jobs: &[JobRecord], names: &Names) -> String {
    let named = |&job: &usize| job_name(jobs.get(job)?.key, names).map(|id| shortened(&id));
    // Where not all of them are known, none is named.
    let jobs: Option<Vec<String>> = several.iter().map(named).collect();
    let which = jobs.map_or(String::new(), |jobs| format!(" ({})", jobs.join(", ")));
    format!("{} points at several jobs{which}", how.words())
}
