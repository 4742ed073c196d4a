//! An archive of which only some jobs were asked for.
//!
//! In: which jobs are wanted. Out: the same archive with these jobs, their errors, requests, files and findings
//! alone, and how much else there was. Files that belong to no job are left out with the others. Where the
//! part is for somebody who may not see the rest, nothing in it names anything of the rest.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};

use crate::archive::owners::{Owner, Owners};
use crate::archive::{
    Accepted, AcceptedFinding, Archive, ArchivedError, AttentionItem, ErrorSource, JobRequest,
};
use crate::config::Filters;
use crate::findings::rule::Rule;
use crate::findings::{Finding, FindingCollector, Findings};
use crate::input::roots::Roots;
use crate::ledger::job::FileId;
use crate::ledger::{FileRecord, Holds};
use crate::payload::PayloadKind;

/// What belongs to jobs that were not chosen, or to none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LeftOut {
    /// Jobs.
    pub jobs: u64,
    /// Files.
    pub files: u64,
    /// Findings.
    pub findings: u64,
}

/// Which payloads of a file with several jobs are those of chosen ones: by line in a stream, else by their
/// place in the array.
type Places = HashMap<FileId, (HashSet<u64>, HashSet<u64>)>;

/// For whom a part is, who may not see the rest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alone<'a> {
    pub owners: &'a Owners<'a>,
    pub group: usize,
}

impl Archive {
    /// The jobs that filters choose, and what is known to be theirs. Where organisations were asked for, the
    /// answer may be handed to them, and nothing in it names anything of others.
    ///
    /// The findings of files that hold several jobs can only be told apart where they were kept one by one.
    pub fn chosen(&self, filters: &Filters) -> Archive {
        let wanted: Vec<bool> = self.jobs.iter().map(|job| filters.matches(self, job)).collect();
        let mut part = if filters.orgs.is_empty() {
            self.part(&wanted, None)
        } else {
            let is_other = |job| usize::from(!filters.matches_org(self, job));
            let of_jobs: Vec<Owner> =
                self.jobs.iter().map(|job| Owner::One(is_other(job))).collect();
            let owners = Owners::of(self, &of_jobs);
            self.part(&wanted, Some(Alone { owners: &owners, group: 0 }))
        };
        part.find_people();
        part
    }

    /// The jobs that are wanted, and what is known to be theirs; without the people, who are to be found.
    pub(super) fn part(&self, wanted: &[bool], alone: Option<Alone<'_>>) -> Archive {
        let mut next = 0..;
        let position: Vec<Option<usize>> =
            wanted.iter().map(|wanted| if *wanted { next.next() } else { None }).collect();
        let moved = |job: usize| position[job];
        let errors = self.errors.iter().filter_map(|error| {
            let job = moved(error.job?)?;
            Some(ArchivedError { job: Some(job), ..*error })
        });
        let requests = self.requests.iter().filter_map(|request| {
            let job = moved(request.job?)?;
            Some(JobRequest { job: Some(job), ..request.clone() })
        });
        let sources = self.sources.iter().filter_map(|source| {
            let job = moved(source.job)?;
            let mut source: ErrorSource = source.clone();
            source.job = job;
            Some(source)
        });
        let attention = self.attention.iter().filter_map(|item| {
            let job = moved(item.job)?;
            Some(AttentionItem { job, ..item.clone() })
        });
        let jobs = self.jobs.iter().zip(wanted).filter(|(_, wanted)| **wanted);
        // What was named may be called by others, who are nobody's business here.
        let roots = if alone.is_none() { self.roots.clone() } else { Roots::default() };
        let mut part = Archive {
            roots,
            names: self.names.clone(),
            files: self.files.clone(),
            jobs: jobs.map(|(job, _)| job.clone()).collect(),
            errors: errors.collect(),
            sources: sources.collect(),
            links: self.links.clone(),
            attention: attention.collect(),
            requests: requests.collect(),
            identities: self.identities.clone(),
            plan: self.plan.clone(),
            mentioned: self.mentioned.clone(),
            anonymous: self.anonymous.clone(),
            planned_alike: self.planned_alike,
            numbers: self.numbers.clone(),
            moved: self.moved.clone(),
            details: self.details.clone(),
            left_out: self.left_out,
            // It is not known by job.
            superseded: self.superseded.filter(|_| wanted.iter().all(|wanted| *wanted)),
            as_of: self.as_of,
            made_with: self.made_with.clone(),
            fingerprint: self.fingerprint.clone(),
            is_redacted: self.is_redacted,
            is_part: true,
            ..Archive::default()
        };
        part.left_out.jobs += wanted.iter().filter(|wanted| !**wanted).count() as u64;
        let (files, places) = (self.files_of(wanted), self.places(wanted));
        for (id, file) in self.file_ids().zip(&mut part.files) {
            // Where any job may have been lost, one of these may have been.
            let is_in_doubt = alone.is_none() && file.may_have_held_a_job();
            file.is_left_out = !files.contains(&id) && !is_in_doubt;
            part.left_out.files += u64::from(file.is_left_out);
        }
        if let Some(alone) = alone {
            part.rename_files(alone);
        }
        part.keep_findings(self, &places, alone);
        if let Some(alone) = alone {
            part.forget_others(alone);
        }
        part
    }

    /// The files that hold chosen jobs, their errors or their requests.
    fn files_of(&self, wanted: &[bool]) -> HashSet<FileId> {
        let jobs = self.jobs.iter().zip(wanted).filter(|(_, wanted)| **wanted);
        let keys: HashSet<_> = jobs.clone().map(|(job, _)| job.key).collect();
        let own = jobs.map(|(job, _)| job.file);
        let holding = self
            .file_ids()
            .zip(&self.files)
            .filter(|(_, file)| matches!(file.holds, Holds::One(job) if keys.contains(&job)));
        let is_wanted = |job: Option<usize>| job.is_some_and(|job| wanted[job]);
        let sources = self.sources.iter().filter(|source| wanted[source.job]);
        let requests = self.requests.iter().filter(|request| is_wanted(request.job));
        let errors = self.errors.iter().filter(|error| is_wanted(error.job));
        own.chain(holding.map(|(id, _)| id))
            .chain(sources.map(|source| source.file))
            .chain(requests.map(|request| request.file))
            .chain(errors.map(|error| error.file))
            .collect()
    }

    /// Where in files of several jobs chosen ones stand, and others.
    fn places(&self, wanted: &[bool]) -> Places {
        let mut places = Places::new();
        for (job, wanted) in self.jobs.iter().zip(wanted) {
            let file = &self.files[job.file.0 as usize];
            if matches!(file.holds, Holds::Several) {
                let place = job.place_in(file.kind);
                let (chosen, others) = places.entry(job.file).or_default();
                if *wanted { chosen } else { others }.insert(place);
            }
        }
        places
    }

    /// Keeps the findings of the files that are kept, as far as they are about chosen jobs; the accepted ones too.
    fn keep_findings(&mut self, whole: &Archive, places: &Places, alone: Option<Alone<'_>>) {
        let choice = ChosenFindings { places, alone };
        let before = whole.findings.rules().map(|(_, tally)| tally.count).sum::<u64>();
        let mut findings = Findings::under(whole.findings.levels().clone());
        let mut kept = BTreeMap::new();
        for (id, of_file) in &whole.kept {
            let record = &self.files[id.0 as usize];
            if record.is_left_out {
                continue;
            }
            let of_file = match alone.is_none() && !places.contains_key(id) {
                true => of_file.clone(),
                false => {
                    let mut only = FindingCollector::new(usize::MAX);
                    let own = of_file.kept().into_iter();
                    let own = own.filter_map(|finding| choice.own(*id, record, finding));
                    own.for_each(|finding| only.add(finding));
                    only
                }
            };
            findings.add_file(&record.name, &of_file);
            if !of_file.is_empty() {
                kept.insert(*id, of_file);
            }
        }
        let accepted = whole.accepted.findings.iter().filter_map(|accepted| {
            let record = &self.files[accepted.file.0 as usize];
            let finding = choice.own(accepted.file, record, &accepted.finding);
            let finding = finding.filter(|_| !record.is_left_out)?;
            Some(AcceptedFinding { finding, ..accepted.clone() })
        });
        let accepted: Vec<AcceptedFinding> = accepted.collect();
        // What is said of the baseline itself may be about anybody.
        let about = whole.accepted.about.clone().filter(|_| alone.is_none());
        if let Some((name, about)) = &about {
            findings.add_file(name, about);
        }
        let used = whole.accepted.used.clone();
        self.accepted = Accepted { findings: accepted, more: 0, used, about };
        let after = findings.rules().map(|(_, tally)| tally.count).sum::<u64>();
        self.left_out.findings += before.saturating_sub(after);
        (self.kept, self.findings) = (kept, findings);
    }

    /// Calls files as somebody may read who must not learn of others.
    fn rename_files(&mut self, alone: Alone<'_>) {
        let mut known: HashSet<Box<str>> = HashSet::new();
        for (id, file) in (0..).map(FileId).zip(&mut self.files) {
            if file.is_left_out {
                file.rename(Box::default(), [0, 0]);
                (file.digest, file.holds) = (None, Holds::Nothing);
                continue;
            }
            let (name, hidden) = alone.owners.shown(id, alone.group);
            let rest = file.name.len() - hidden;
            file.container_len = file.container_len.saturating_sub(hidden);
            file.carrier_len = file.carrier_len.map(|end| match end > hidden {
                true => end - hidden,
                // All in front of the rest is what a shared file is called.
                false => name.len() - rest,
            });
            // Two files stay two.
            let mut unique: Box<str> = name.as_str().into();
            let mut number = 2;
            while file.carrier_len.is_none() && !known.insert(unique.clone()) {
                unique = format!("{name} ({number})").into();
                number += 1;
            }
            file.name = unique;
        }
    }

    /// Takes out what is told of others beside jobs, files and findings.
    fn forget_others(&mut self, alone: Alone<'_>) {
        for item in &mut self.attention {
            item.detail = alone.owners.retold(&item.detail, alone.group);
        }
        let asked = self.requests.iter().flat_map(|request| &request.users).map(|asked| asked.user);
        let named: HashSet<_> =
            self.errors.iter().filter_map(|error| error.user).chain(asked).collect();
        // Who was planned and never asked for belongs to whom the location belongs.
        if let Some(plan) = &mut self.plan {
            plan.retain(|planned| {
                let owner = planned.location.map(|location| alone.owners.of_location(location));
                named.contains(&planned.user) || owner == Some(Owner::One(alone.group))
            });
        }
    }
}

/// Which findings are about chosen jobs.
struct ChosenFindings<'a> {
    places: &'a Places,
    alone: Option<Alone<'a>>,
}

impl ChosenFindings<'_> {
    /// A finding of a file as it is told; none where it is about others. In a file that holds several jobs only
    /// the place can tell.
    fn own(&self, id: FileId, file: &FileRecord, finding: &Finding) -> Option<Finding> {
        let place = match file.kind {
            PayloadKind::JobStream => finding.place.line,
            _ => finding.place.path.as_deref().and_then(first_number),
        };
        let is_at = |chosen: bool| {
            let (own, others) = self.places.get(&id)?;
            let place = place?;
            let (one, other) = if chosen { (own, others) } else { (others, own) };
            Some(one.contains(&place) && !other.contains(&place))
        };
        let Some(alone) = self.alone else {
            return (is_at(false) != Some(true)).then(|| finding.clone());
        };
        let is_of_one = alone.owners.of_file(id) == Owner::One(alone.group)
            && !matches!(file.holds, Holds::Several);
        let is_own = is_of_one || is_at(true) == Some(true);
        (is_own && !is_unlinked(finding.rule)).then(|| {
            let message = alone.owners.retold(&finding.message, alone.group);
            Finding { message, excerpt: None, ..finding.clone() }
        })
    }
}

/// Whether a rule is about what belongs to no job, which may be anybody's.
fn is_unlinked(rule: Rule) -> bool {
    matches!(rule, Rule::ErrorsCsvUnmatched | Rule::RequestUnmatched)
}

/// The first number in a JSON pointer: the place in an array or a list of jobs.
fn first_number(pointer: &str) -> Option<u64> {
    pointer.split('/').take(3).find_map(|part| part.parse().ok())
}
