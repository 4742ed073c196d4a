//! What one document holds.
//!
//! In: what the ways to read a text find, job by job. Out: a [`Document`] with its jobs, errors and findings, or with
//! the finding that says why it serves nothing.

use crate::decode::context::Context;
use crate::findings::{Finding, FindingCollector};
use crate::payload::{
    DirectoryEntry, ErrorRecord, Id, Job, MoveRequest, Page, PayloadKind, Position, Reader,
};

/// What one document holds.
#[derive(Debug)]
pub struct Document<'a> {
    /// What it is.
    pub kind: PayloadKind,
    /// How many payloads it holds.
    pub payloads: u64,
    /// Its jobs, in order.
    pub jobs: Vec<Payload<'a>>,
    /// The requests in it.
    pub requests: Vec<MoveRequest<'a>>,
    /// What it says ids are called.
    pub directory: Vec<DirectoryEntry<'a>>,
    /// Its errors and impacts.
    pub errors: Vec<ErrorRecord<'a>>,
    /// The pages of lists in it, where there are more of them.
    pub pages: Vec<Page>,
    /// What is wrong with it.
    pub findings: FindingCollector,
    /// Whether it serves an audit; where not, a finding says why.
    pub usable: bool,
    /// Whether it says so little in so many elements that not all of them are kept.
    pub is_full: bool,
}

/// One job of a document.
#[derive(Debug)]
pub struct Payload<'a> {
    /// The job.
    pub job: Job<'a>,
    /// Where it stands among the jobs of its file.
    pub position: Position,
    /// How many findings are about it, of the rules that count.
    pub findings: u32,
    /// Those of them that are kept, where somebody wants to see the job in full.
    pub shown: Vec<Finding>,
}

impl<'a> Document<'a> {
    /// What holds nothing yet.
    pub(super) fn empty(kind: PayloadKind, usable: bool, context: Context<'_>) -> Document<'a> {
        Document {
            kind,
            payloads: 0,
            jobs: Vec::new(),
            requests: Vec::new(),
            directory: Vec::new(),
            errors: Vec::new(),
            pages: Vec::new(),
            findings: FindingCollector::new(context.per_rule),
            usable,
            is_full: false,
        }
    }

    /// Adds a job behind the others, about which nothing is found.
    pub(super) fn put(&mut self, job: Job<'a>) {
        let (position, shown) = (Position::default(), Vec::new());
        self.jobs.push(Payload { job, position, findings: 0, shown });
    }

    /// Adds a job in the same way, if its text is written as usual.
    pub(super) fn put_usual(&mut self, text: &'a str) -> Option<()> {
        self.put(Job::default());
        let added = self.jobs.last_mut()?;
        let read = Reader::document(text, &mut added.job);
        if read.is_none() {
            self.jobs.pop();
        }
        read
    }

    pub(super) fn set_aside(
        kind: PayloadKind,
        finding: Finding,
        context: Context<'_>,
    ) -> Document<'a> {
        let mut document = Document::empty(kind, false, context);
        document.findings.add(finding);
        document
    }

    /// Gives its jobs from the `first` on their positions: they are the part that begins at this line or
    /// element. Until then they have none.
    pub(super) fn is_part(&mut self, first: usize, begins: impl TryInto<u32>) {
        let begins = begins.try_into().unwrap_or(u32::MAX);
        for (nth, payload) in self.jobs[first..].iter_mut().enumerate() {
            payload.position = Position::new(begins, nth);
        }
    }

    /// Its errors and requests are of that job, unless they name one.
    pub fn is_about(&mut self, job: Option<Id>) {
        self.errors.iter_mut().for_each(|error| error.job = error.job.or(job));
        self.requests.iter_mut().for_each(|request| request.job = request.job.or(job));
    }

    /// Notes that one of its documents serves an audit, and what it is.
    pub(super) fn is_usable_as(&mut self, kind: PayloadKind) {
        self.kind = self.kind.among(kind);
        self.usable = true;
    }

    /// Adds what another document of the same file holds.
    pub(super) fn append(&mut self, other: Document<'a>) {
        if other.usable {
            self.is_usable_as(other.kind);
        }
        self.payloads += other.payloads;
        self.jobs.extend(other.jobs);
        self.requests.extend(other.requests);
        self.directory.extend(other.directory);
        self.errors.extend(other.errors);
        self.pages.extend(other.pages);
        self.findings.merge(other.findings);
    }
}
