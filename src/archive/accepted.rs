//! Findings that somebody has accepted, apart from the others.
//!
//! In: an archive whose findings were kept one by one, and a [`Baseline`]. Out: the same archive without the
//! accepted findings, which stand apart with their reasons; and findings about the baseline itself: what it
//! accepts that is no longer there, and what it accepted for a time that is over.

use std::sync::OnceLock;

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::findings::baseline::{Acceptance, Baseline, Identity, Subject};
use crate::findings::rule::Rule;
use crate::findings::{Finding, FindingCollector, Findings, RuleChoice};
use crate::ledger::Holds;
use crate::ledger::job::FileId;
use crate::payload::{PayloadKind, Timestamp};
use crate::privacy::secrets::masked;

/// A finding that somebody has accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AcceptedFinding {
    /// The file that it is in.
    pub file: FileId,
    /// The finding.
    pub finding: Finding,
    /// Why it is accepted.
    pub reason: String,
    /// Who accepted it.
    pub by: Option<String>,
    /// The last day on which it is.
    pub expires: Option<String>,
}

/// What was accepted, and the file that says so.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Accepted {
    /// The findings, by file and place.
    pub findings: Vec<AcceptedFinding>,
    /// How many more there are, which nobody kept.
    pub more: u64,
    /// Which entries of the baseline accept something that is there, expired ones too.
    pub used: Vec<bool>,
    /// The name of the baseline, and what is to be said of it.
    pub about: Option<(String, FindingCollector)>,
}

impl Accepted {
    /// How many findings are accepted.
    pub fn count(&self) -> u64 {
        self.findings.len() as u64 + self.more
    }
}

/// Tells whose findings are.
pub struct Identifier<'a> {
    archive: &'a Archive,
    /// In files that hold several jobs, each job by its line or its place.
    jobs: HashMap<(FileId, u64), usize>,
    /// Each job by its id, once somebody asks for that.
    by_id: OnceLock<HashMap<String, usize>>,
}

impl<'a> Identifier<'a> {
    /// For the findings of an archive.
    pub fn of(archive: &'a Archive) -> Identifier<'a> {
        let mut jobs = HashMap::new();
        for (at, job) in archive.jobs.iter().enumerate() {
            let Some(file) = archive.file(job.file) else { continue };
            if matches!(file.holds, Holds::Several) {
                let place = job.place_in(file.kind);
                jobs.insert((job.file, place), at);
            }
        }
        Identifier { archive, jobs, by_id: OnceLock::new() }
    }

    /// The position of the job of that id.
    fn position(&self, id: &str) -> Option<usize> {
        let by_id = self.by_id.get_or_init(|| {
            let jobs = self.archive.jobs.iter().zip(0..);
            jobs.filter_map(|(job, at)| Some((self.archive.job_id(job)?, at))).collect()
        });
        by_id.get(id).copied()
    }

    /// The id of the job that a finding is about, where it has one.
    pub(crate) fn job_id(&self, file: FileId, finding: &Finding) -> Option<String> {
        let pointer = finding.place.path.as_deref().unwrap_or_default();
        self.job(file, finding, pointer).0
    }

    /// What a finding is known by, and the job that it is about, as a position in [`Archive::jobs`].
    pub fn identify(&self, file: FileId, finding: &Finding) -> (Identity, Option<usize>) {
        let pointer = finding.place.path.as_deref().unwrap_or_default();
        let (job, in_job) = self.job(file, finding, pointer);
        let at = job.as_ref().and_then(|id| self.position(id));
        // Files and fingerprints are made of it, and no credential leaves the program.
        let shown = |text: &str| masked(text).into_owned();
        let (subject, pointer) = match job {
            Some(id) => (Subject::Job(shown(&id)), in_job),
            None => (Subject::File(shown(self.archive.file_name(file))), pointer),
        };
        (Identity { rule: finding.rule, subject, pointer: shown(pointer) }, at)
    }

    /// The job that a finding is about, and its pointer in that job.
    fn job<'p>(
        &self,
        file: FileId,
        finding: &Finding,
        pointer: &'p str,
    ) -> (Option<String>, &'p str) {
        let Some(record) = self.archive.file(file) else { return (None, pointer) };
        let element = element(pointer);
        let in_job = element.map_or(pointer, |(_, rest)| rest);
        let id = match record.holds {
            Holds::Nothing => None,
            Holds::One(key) => super::job_name(key, &self.archive.names),
            Holds::Several => {
                let place = match record.kind {
                    PayloadKind::JobStream => finding.place.line,
                    _ => element.map(|(nth, _)| nth),
                };
                let job = place.and_then(|place| self.jobs.get(&(file, place)));
                job.and_then(|at| self.archive.job_id(&self.archive.jobs[*at]))
            }
        };
        (id, in_job)
    }
}

/// The number of the element of a list that a pointer leads into, and the pointer in it.
fn element(pointer: &str) -> Option<(u64, &str)> {
    let rest = pointer.strip_prefix("/items").unwrap_or(pointer).strip_prefix('/')?;
    let end = rest.find('/').unwrap_or(rest.len());
    rest[..end].parse().ok().map(|nth| (nth, &rest[end..]))
}

impl Archive {
    /// Sets accepted findings apart. They count in no figure of findings any more, but for those whose time
    /// is over at `now`. What is not there is only told where all of the archive was asked for.
    pub fn accept(
        &mut self,
        baseline: &Baseline,
        now: Option<Timestamp>,
        rules: &RuleChoice,
        is_whole: bool,
    ) {
        let mut kept = std::mem::take(&mut self.kept);
        let mut accepted =
            Accepted { used: vec![false; baseline.entries().len()], ..Accepted::default() };
        let mut expired = vec![0; baseline.entries().len()];
        let mut findings = Findings::under(self.findings.levels().clone());
        let mut of_jobs: HashMap<usize, u32> = HashMap::new();
        let identifier = Identifier::of(self);
        for (&file, of_file) in &mut kept {
            let name = self.file_name(file);
            let mut open = FindingCollector::new(usize::MAX);
            for finding in of_file.kept() {
                let (identity, job) = identifier.identify(file, finding);
                let entry = baseline.find(&identity, &masked(name), now);
                let Some(at) = entry else {
                    open.add(finding.clone());
                    continue;
                };
                accepted.used[at] = true;
                let entry = &baseline.entries()[at];
                if entry.is_expired(now) {
                    expired[at] += 1;
                    open.add(finding.clone());
                    continue;
                }
                accepted.findings.push(AcceptedFinding::of(file, finding, entry));
                if let Some(job) = job {
                    *of_jobs.entry(job).or_default() += 1;
                }
            }
            // Those that nobody kept are what the others of their rule are.
            let open_rules: HashMap<Rule, u64> = open.counts().collect();
            let of_rule = |rule| of_file.kept().iter().filter(|f| f.rule == rule).count() as u64;
            let counts: Vec<(Rule, u64)> = of_file.counts().collect();
            for (rule, count) in counts {
                let more = count - of_rule(rule).min(count);
                match open_rules.contains_key(&rule) {
                    true => open.count_more(rule, more),
                    false => accepted.more += more,
                }
            }
            findings.add_file(name, &open);
            *of_file = open;
        }
        kept.retain(|_, of_file| !of_file.is_empty());
        accepted.about = about(baseline, &accepted.used, &expired, rules, is_whole);
        if let Some((name, about)) = &accepted.about {
            findings.add_file(name, about);
        }
        for (job, count) in of_jobs {
            let own = &mut self.jobs[job].findings;
            *own = own.saturating_sub(count);
        }
        (self.kept, self.findings, self.accepted) = (kept, findings, accepted);
    }
}

impl AcceptedFinding {
    fn of(file: FileId, finding: &Finding, entry: &Acceptance) -> AcceptedFinding {
        AcceptedFinding {
            file,
            finding: finding.clone(),
            reason: entry.reason.clone(),
            by: entry.by.clone(),
            expires: entry.expires.clone(),
        }
    }
}

/// What is to be said of a baseline: entries whose time is over, and entries that accept nothing.
fn about(
    baseline: &Baseline,
    used: &[bool],
    expired: &[u64],
    rules: &RuleChoice,
    is_whole: bool,
) -> Option<(String, FindingCollector)> {
    let mut about = FindingCollector::new(usize::MAX);
    for (at, entry) in baseline.entries().iter().enumerate() {
        let mut add = |rule, message| {
            if rules.allows(rule) {
                about.add(Finding::at(rule, entry.place.place(), message));
            }
        };
        match expired[at] {
            0 => {}
            count => {
                let day = entry.expires.as_deref().unwrap_or_default();
                let counts = if count == 1 {
                    "1 finding counts"
                } else {
                    &format!("{count} findings count")
                };
                let message =
                    format!("{} was accepted until {day}, and {counts} again", entry.described());
                add(Rule::BaselineExpired, message);
            }
        }
        if !used[at] && is_whole && rules.allows(entry.rule) {
            let message = format!("nothing there is {}; the entry can go", entry.described());
            add(Rule::BaselineUnused, message);
        }
    }
    (!about.is_empty()).then(|| (baseline.name.clone(), about))
}
