//! An archive of which only some jobs were asked for.
//!
//! In: which jobs are wanted. Out: the same archive with these jobs, their errors, requests, files and findings
//! alone, and how much else there was. Files that belong to no job are left out with the others.

use hashbrown::{HashMap, HashSet};

use crate::archive::Archive;
use crate::findings::{Finding, FindingCollector, Findings};
use crate::ledger::job::FileId;
use crate::ledger::{Holds, JobRecord};
use crate::payload::PayloadKind;

/// What belongs to jobs that were not chosen, or to none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

impl Archive {
    /// Keeps only the jobs that are wanted, and what is known to be theirs.
    ///
    /// The findings of files that hold several jobs can only be told apart where they were kept one by one.
    pub fn keep_jobs(&mut self, wanted: impl Fn(&Archive, &JobRecord) -> bool) {
        let wanted: Vec<bool> = self.jobs.iter().map(|job| wanted(self, job)).collect();
        let places = self.places(&wanted);
        let files = self.files_of(&wanted);
        let mut next = 0..;
        let position: Vec<Option<usize>> =
            wanted.iter().map(|wanted| if *wanted { next.next() } else { None }).collect();
        self.left_out.jobs += wanted.iter().filter(|wanted| !**wanted).count() as u64;
        let mut keep = wanted.into_iter();
        self.jobs.retain(|_| keep.next().unwrap_or(false));
        self.errors.retain_mut(|error| {
            error.job = error.job.and_then(|job| position[job]);
            error.job.is_some()
        });
        self.requests.retain_mut(|request| {
            request.job = request.job.and_then(|job| position[job]);
            request.job.is_some()
        });
        let moved = |job: &mut usize| position[*job].map(|now| *job = now).is_some();
        self.sources.retain_mut(|source| moved(&mut source.job));
        self.attention.retain_mut(|item| moved(&mut item.job));
        self.keep_files(&files, &places);
        self.find_people();
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
                let place = match file.kind {
                    PayloadKind::JobStream => job.position.part.into(),
                    _ => u64::from(job.position.part) + u64::from(job.position.nth),
                };
                let (chosen, others) = places.entry(job.file).or_default();
                if *wanted { chosen } else { others }.insert(place);
            }
        }
        places
    }

    fn keep_files(&mut self, files: &HashSet<FileId>, places: &Places) {
        let before = self.findings.rules().map(|(_, tally)| tally.count).sum::<u64>();
        let mut kept = std::mem::take(&mut self.kept);
        kept.retain(|file, _| files.contains(file));
        let mut findings = Findings::default();
        for (file, of_file) in &mut kept {
            let record = &self.files[file.0 as usize];
            if let Some((chosen, others)) = places.get(file) {
                let is_other = |finding: &Finding| {
                    let place = match record.kind {
                        PayloadKind::JobStream => finding.place.line,
                        _ => finding.place.path.as_deref().and_then(first_number),
                    };
                    place.is_some_and(|place| others.contains(&place) && !chosen.contains(&place))
                };
                let mut only = FindingCollector::new(usize::MAX);
                let all = of_file.kept().into_iter().filter(|finding| !is_other(finding));
                all.cloned().for_each(|finding| only.add(finding));
                *of_file = only;
            }
            findings.add_file(&record.name, of_file);
        }
        kept.retain(|_, of_file| !of_file.is_empty());
        for (id, file) in (0..).map(FileId).zip(&mut self.files) {
            file.is_left_out = !files.contains(&id);
            self.left_out.files += u64::from(file.is_left_out);
        }
        let after = findings.rules().map(|(_, tally)| tally.count).sum::<u64>();
        self.left_out.findings += before.saturating_sub(after);
        (self.kept, self.findings) = (kept, findings);
    }
}

/// The first number in a JSON pointer: the place in an array or a list of jobs.
fn first_number(pointer: &str) -> Option<u64> {
    pointer.split('/').take(3).find_map(|part| part.parse().ok())
}
