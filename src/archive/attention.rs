//! The jobs that somebody has to look at, and why.
//!
//! In: the jobs, and what the files of errors say of each. Out: an [`AttentionItem`] for each reason. Where a
//! reason is a rule across files, its finding says the same.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::archive::error_sources::{ErrorSource, together, users, whole};
use crate::findings::rule::Rule;
use crate::findings::{in_a_sentence, shortened};
use crate::ledger::Names;
use crate::ledger::StepRecord;
use crate::ledger::job::{FileId, JobRecord};
use crate::payload::{Outcome, Timestamp};

/// A job that has not finished after a day is stuck: the longest documented ones take hours.
const STUCK_AFTER: i128 = 24 * 3_600 * 1_000_000_000;

/// Why somebody has to look at a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum AttentionReason {
    /// It failed.
    Failed,
    /// It was run again, and failed again.
    FailedAgain,
    /// It was stopped.
    Stopped,
    /// It has been in progress for too long.
    Stuck,
    /// Nothing tells what came of it.
    Undetermined,
    /// It waits for number orders.
    PendingOrders,
    /// It counts more items than were requested.
    CountsExceedTotal,
    /// It counts fewer items than were requested.
    CountsShortOfTotal,
    /// It had errors that the archive does not hold.
    ErrorsCsvMissing,
    /// The same, and they can't be fetched any more.
    ErrorsCsvExpired,
    /// Its errors are not those of as many users as have failed.
    ErrorsCsvCountMismatch,
    /// Its exit code claims a success that its own figures deny.
    SuccessContradicted,
}

impl AttentionReason {
    /// All reasons.
    pub const ALL: [AttentionReason; 12] = [
        AttentionReason::Failed,
        AttentionReason::FailedAgain,
        AttentionReason::Stopped,
        AttentionReason::Stuck,
        AttentionReason::Undetermined,
        AttentionReason::PendingOrders,
        AttentionReason::CountsExceedTotal,
        AttentionReason::CountsShortOfTotal,
        AttentionReason::ErrorsCsvMissing,
        AttentionReason::ErrorsCsvExpired,
        AttentionReason::ErrorsCsvCountMismatch,
        AttentionReason::SuccessContradicted,
    ];

    /// The stable name: that of the rule, where there is one.
    pub const fn name(self) -> &'static str {
        match self {
            AttentionReason::Failed => "failed",
            AttentionReason::FailedAgain => "failed-again",
            AttentionReason::Stopped => "stopped",
            AttentionReason::Stuck => Rule::StuckJob.name(),
            AttentionReason::Undetermined => "undetermined",
            AttentionReason::PendingOrders => "pending-orders",
            AttentionReason::CountsExceedTotal => Rule::CountsExceedTotal.name(),
            AttentionReason::CountsShortOfTotal => Rule::CountsShortOfTotal.name(),
            AttentionReason::ErrorsCsvMissing => Rule::ErrorsCsvMissing.name(),
            AttentionReason::ErrorsCsvExpired => Rule::ErrorsCsvExpired.name(),
            AttentionReason::ErrorsCsvCountMismatch => Rule::ErrorsCsvCountMismatch.name(),
            AttentionReason::SuccessContradicted => Rule::SuccessContradicted.name(),
        }
    }

    /// As people read it.
    pub const fn title(self) -> &'static str {
        match self {
            AttentionReason::Failed => "failed",
            AttentionReason::FailedAgain => "failed again",
            AttentionReason::Stopped => "stopped",
            AttentionReason::Stuck => "stuck",
            AttentionReason::Undetermined => "outcome unknown",
            AttentionReason::PendingOrders => "pending orders",
            AttentionReason::CountsExceedTotal => "counts exceed the total",
            AttentionReason::CountsShortOfTotal => "counts short of the total",
            AttentionReason::ErrorsCsvMissing => "errors not saved",
            AttentionReason::ErrorsCsvExpired => "errors not saved, file expired",
            AttentionReason::ErrorsCsvCountMismatch => "errors do not match the counts",
            AttentionReason::SuccessContradicted => "success contradicted",
        }
    }

    /// The rule whose finding an item of this reason is; none where a payload by itself has it.
    pub const fn rule(self) -> Option<Rule> {
        match self {
            AttentionReason::Stuck => Some(Rule::StuckJob),
            AttentionReason::ErrorsCsvMissing => Some(Rule::ErrorsCsvMissing),
            AttentionReason::ErrorsCsvExpired => Some(Rule::ErrorsCsvExpired),
            AttentionReason::ErrorsCsvCountMismatch => Some(Rule::ErrorsCsvCountMismatch),
            AttentionReason::SuccessContradicted => Some(Rule::SuccessContradicted),
            AttentionReason::Failed
            | AttentionReason::FailedAgain
            | AttentionReason::Stopped
            | AttentionReason::Undetermined
            | AttentionReason::PendingOrders
            | AttentionReason::CountsExceedTotal
            | AttentionReason::CountsShortOfTotal => None,
        }
    }
}

/// One reason to look at one job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AttentionItem {
    /// The job, as a position in [`Archive::jobs`](crate::archive::Archive::jobs).
    pub job: usize,
    /// Why.
    pub reason: AttentionReason,
    /// What there is to see, in words.
    pub detail: String,
    /// Since when.
    pub since: Option<Timestamp>,
    /// The file that shows it: the job's, or that of its errors.
    pub file: FileId,
}

/// What all jobs need somebody to look at, by job. `sources` are by job too.
pub(super) fn attention(
    jobs: &[JobRecord],
    sources: &[ErrorSource],
    as_of: Option<Timestamp>,
    names: &Names,
) -> Vec<AttentionItem> {
    let chunks = jobs.par_chunks(JOBS_AT_A_TIME).enumerate();
    let of_chunks = chunks.map(|(nth, jobs)| {
        let mut all = Vec::new();
        let first = nth * JOBS_AT_A_TIME;
        let mut rest = &sources[sources.partition_point(|source| source.job < first)..];
        for (job, at) in jobs.iter().zip(first..) {
            let (own, others) =
                rest.split_at(rest.iter().take_while(|source| source.job == at).count());
            rest = others;
            let mut look = Look { at, job, names, all: &mut all };
            look.at_outcome(as_of);
            look.at_counts();
            if job.outcome.is_finished() {
                look.at_errors(own, as_of);
            }
        }
        all
    });
    of_chunks.collect::<Vec<_>>().into_iter().flatten().collect()
}

/// So many jobs are looked at by one thread at a time.
const JOBS_AT_A_TIME: usize = 1024;

/// What there is to say of a job whose exit code claims a success that its counts, its steps or how far it
/// came deny.
fn contradiction(job: &JobRecord, names: &Names) -> Option<String> {
    let failed = job.items().failed.filter(|failed| *failed > 0);
    let steps = job.newest().map_or(&[][..], |run| &run.steps);
    let bad = |step: &&StepRecord| {
        matches!(step.outcome, Outcome::Failed | Outcome::Stopped | Outcome::WithErrors)
    };
    let step = steps.iter().find(bad).map(|step| {
        let name = step.name.map(|name| shortened(names.text(name)));
        let name = name.as_deref().map_or("without a name".into(), in_a_sentence);
        format!("step {name} came out as {}", step.outcome.title())
    });
    let reached = job.reached;
    let percent = reached.percent.filter(|percent| *percent < 100);
    let devices = reached.updated.zip(reached.devices).filter(|(updated, all)| updated < all);
    let said = [
        failed.map(|failed| format!("{failed} failed")),
        step,
        percent.map(|percent| format!("{percent} % complete")),
        devices.map(|(updated, all)| format!("{updated} of {all} devices updated")),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    (!said.is_empty()).then(|| format!("{}, but the job reports success", said.join("; ")))
}

/// A look at one job.
struct Look<'l> {
    at: usize,
    job: &'l JobRecord,
    names: &'l Names,
    all: &'l mut Vec<AttentionItem>,
}

impl Look<'_> {
    fn put(&mut self, reason: AttentionReason, since: Option<Timestamp>, detail: String) {
        self.put_at(reason, since, self.job.file, detail);
    }

    fn put_at(
        &mut self,
        reason: AttentionReason,
        since: Option<Timestamp>,
        file: FileId,
        detail: String,
    ) {
        self.all.push(AttentionItem { job: self.at, reason, detail, since, file });
    }

    fn ended(&self) -> Option<Timestamp> {
        self.job.newest().and_then(|run| run.ended).or_else(|| self.job.when())
    }

    /// `3 of 12 done`, of jobs that count both.
    fn done(&self) -> Option<String> {
        let (done, requested) = (self.job.items().done?, self.job.items().requested?);
        Some(format!("{done} of {requested} done"))
    }

    fn at_outcome(&mut self, as_of: Option<Timestamp>) {
        let job = self.job;
        let runs = &job.executions;
        match job.outcome {
            Outcome::Failed => {
                let steps = job.newest().map_or(&[][..], |run| &run.steps);
                let failed = steps.iter().filter(|step| step.outcome == Outcome::Failed);
                let name = |step: &StepRecord| {
                    step.name.map(|name| in_a_sentence(self.names.text(name)).into_owned())
                };
                let failed: Vec<String> = failed.filter_map(name).collect();
                let what = match failed.len() {
                    0 => String::from("no step says why"),
                    1 => format!("in step {}", failed[0]),
                    _ => format!("in steps {}", failed.join(", ")),
                };
                let detail = [Some(what), self.done()].into_iter().flatten();
                let detail = detail.collect::<Vec<_>>().join("; ");
                self.put(AttentionReason::Failed, self.ended(), detail);
                let failures = runs.iter().filter(|run| run.outcome == Outcome::Failed).count();
                if failures > 1 {
                    let detail =
                        format!("{failures} of {} executions failed, the newest too", runs.len());
                    self.put(AttentionReason::FailedAgain, self.ended(), detail);
                }
            }
            Outcome::Stopped => {
                let detail = self.done().unwrap_or_else(|| String::from("before it was done"));
                self.put(AttentionReason::Stopped, self.ended(), detail);
            }
            Outcome::PendingOrders => {
                let detail = match job.items().pending {
                    Some(1) => String::from("1 item waits for a number order"),
                    Some(pending) => format!("{pending} items wait for number orders"),
                    None => String::from("waits for number orders"),
                };
                self.put(AttentionReason::PendingOrders, self.ended(), detail);
            }
            Outcome::InProgress => {
                if let Some((as_of, begun)) = as_of.zip(job.when())
                    && as_of.nanos_since(begun) > STUCK_AFTER
                {
                    let started = begun.minute();
                    let detail = format!("still running when last saved; started {started} UTC");
                    self.put(AttentionReason::Stuck, Some(begun), detail);
                }
            }
            Outcome::Undetermined => {
                let word = |word: Option<&str>| word.map(shortened).unwrap_or(String::from("none"));
                let detail = format!(
                    "status {}, exit code {}",
                    word(job.status.as_ref().map(|s| s.word(|&symbol| self.names.text(symbol)))),
                    word(job.exit_code.as_ref().map(|c| c.word(|&symbol| self.names.text(symbol)))),
                );
                self.put(AttentionReason::Undetermined, job.when(), detail);
            }
            Outcome::Succeeded => {
                if let Some(detail) = contradiction(job, self.names) {
                    self.put(AttentionReason::SuccessContradicted, self.ended(), detail);
                }
            }
            Outcome::WithErrors => {}
        }
    }

    fn at_counts(&mut self) {
        let items = self.job.items();
        if let Some(detail) = items.exceed_total() {
            self.put(AttentionReason::CountsExceedTotal, self.ended(), detail);
        } else if let Some(detail) = items.short_of_total(self.job.family, self.job.outcome) {
            self.put(AttentionReason::CountsShortOfTotal, self.ended(), detail);
        }
    }

    /// What a finished job says of failures against what the files of errors say.
    fn at_errors(&mut self, sources: &[ErrorSource], as_of: Option<Timestamp>) {
        let job = self.job;
        let failed = job.items().failed;
        if sources.is_empty() {
            if failed.unwrap_or(0) == 0 && job.outcome != Outcome::WithErrors {
                return;
            }
            let had = match failed {
                Some(failed) if failed > 0 => format!("{failed} failed"),
                _ => String::from("it completed with errors"),
            };
            let lacking = format!("{had}, reason not saved");
            match job.csv_expiry {
                Some(expiry) if as_of.is_some_and(|as_of| expiry < as_of) => {
                    let detail = format!("{lacking}; the errors file expired {}", expiry.day());
                    self.put(AttentionReason::ErrorsCsvExpired, Some(expiry), detail);
                }
                Some(expiry) => {
                    let detail = format!("{lacking}; the errors file expires {}", expiry.day());
                    self.put(AttentionReason::ErrorsCsvMissing, self.ended(), detail);
                }
                None => self.put(AttentionReason::ErrorsCsvMissing, self.ended(), lacking),
            }
            return;
        }
        let (lists, tables): (Vec<&ErrorSource>, Vec<&ErrorSource>) =
            sources.iter().partition(|source| source.is_list);
        for table in &tables {
            self.compare(table, "", failed, table.file);
        }
        self.at_tables(&tables, failed);
        let Some(whole) = whole(&lists) else { return };
        let pages = if lists.len() > 1 { " (all pages together)" } else { "" };
        if !self.compare(&whole, pages, failed, whole.file) {
            return;
        }
        // Where both are as many as have failed, or the job does not say, they should be the same.
        for table in tables {
            let (named, listed) = (table.failures(), whole.failures());
            let detail = if named != listed && failed.is_none() {
                format!("{}, the error list {}", table.said(), whole.said())
            } else if named == listed && together(&[table, &whole], self.names) > named {
                String::from("names other users with errors than the error list")
            } else {
                continue;
            };
            self.put_at(AttentionReason::ErrorsCsvCountMismatch, self.ended(), table.file, detail);
        }
    }

    /// Several errors CSVs of a job are copies. Where they are not, what all of them name is compared.
    fn at_tables(&mut self, tables: &[&ErrorSource], failed: Option<u64>) {
        let [first, _, ..] = *tables else { return };
        let all = together(tables, self.names);
        let most = tables.iter().map(|table| table.failures()).max();
        if Some(all) == most || Some(all) == failed {
            let names = users(tables).len() as u64;
            if names > all.max(failed.unwrap_or(0)) {
                let detail = format!(
                    "all errors CSVs together have {names} names for {all} or more people: some name them by \
                     id, others by address"
                );
                self.put_at(
                    AttentionReason::ErrorsCsvCountMismatch,
                    self.ended(),
                    first.file,
                    detail,
                );
            }
            return;
        }
        let detail = match failed {
            Some(failed) => format!(
                "names {all} users with errors (all errors CSVs together), the job says {failed} failed"
            ),
            None => format!("{}, all errors CSVs together {all}", first.said()),
        };
        self.put_at(AttentionReason::ErrorsCsvCountMismatch, self.ended(), first.file, detail);
    }

    /// Whether a file names as many users with errors as have failed.
    fn compare(
        &mut self,
        source: &ErrorSource,
        pages: &str,
        failed: Option<u64>,
        file: FileId,
    ) -> bool {
        let Some(failed) = failed.filter(|failed| *failed != source.failures()) else {
            return true;
        };
        let detail = format!("{}{pages}, the job says {failed} failed", source.said());
        self.put_at(AttentionReason::ErrorsCsvCountMismatch, self.ended(), file, detail);
        false
    }
}
