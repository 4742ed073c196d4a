//! One document in, facts and findings out: a pure function of the text.
//!
//! Strict first: a clean payload is deserialised once, straight into structs that borrow from the
//! text and refuse whatever is undocumented. Only a payload that fails, or breaks a rule, is walked
//! a second time, leniently, to find every violation with its place and to salvage what is sound.
//! Lists of errors are few and small, and are only ever walked.

mod broken;
mod columns;
pub mod errors_csv;
pub mod foreign;
mod item;
mod line_feeds;
mod quotes;
mod said;
mod salvage;
mod strict;
mod walk;

use std::ops::Range;

use crate::classify;
use crate::finding::{Finding, Place};
use crate::json::{Members, Node, Places, element};
use crate::model::{Item, Job, PayloadKind, Position, Timestamp};
use crate::rule::Rule;
use crate::schema;
use walk::{Object, Value, Walk};

/// What one document holds.
#[derive(Debug)]
pub struct Document<'a> {
    /// What it is.
    pub kind: PayloadKind,
    /// How many payloads it holds.
    pub payloads: u64,
    /// Its jobs, in order.
    pub jobs: Vec<Payload<'a>>,
    /// Its errors and impacts.
    pub items: Vec<Item<'a>>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// Whether it serves an audit; where not, a finding says why.
    pub usable: bool,
}

/// One job of a document.
#[derive(Debug)]
pub struct Payload<'a> {
    /// The job.
    pub job: Job<'a>,
    /// Where it stands among the jobs of its file.
    pub position: Position,
    /// Those of the document's findings that are about it.
    pub findings: Range<usize>,
}

impl<'a> Document<'a> {
    fn clean(kind: PayloadKind, jobs: Vec<Job<'a>>) -> Document<'a> {
        // What an array holds here are jobs, one an element.
        let position = |at| match kind {
            PayloadKind::JobArray => Position::new(at as u64, 0),
            _ => Position::new(0, at),
        };
        let jobs = jobs.into_iter().enumerate();
        let jobs = jobs.map(|(at, job)| Payload { job, position: position(at), findings: 0..0 });
        let jobs: Vec<Payload<'a>> = jobs.collect();
        let payloads = jobs.len() as u64;
        Document { kind, payloads, jobs, items: Vec::new(), findings: Vec::new(), usable: true }
    }

    fn set_aside(kind: PayloadKind, finding: Finding) -> Document<'a> {
        let clean = Document::clean(kind, Vec::new());
        Document { findings: vec![finding], usable: false, ..clean }
    }
}

/// What is known before a document is read.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// The line and the column that the text begins in, from 1.
    pub first: (u64, u64),
    /// Where the text is a part of a larger array: how many elements stand before it.
    pub elements_before: Option<usize>,
    /// The moment at which a signed URL may still give access; none where nobody asks.
    pub now: Option<Timestamp>,
    /// How many bytes one line of a stream may have.
    pub longest: u64,
}

impl Default for Context {
    fn default() -> Context {
        Context { first: (1, 1), elements_before: None, now: None, longest: u64::MAX }
    }
}

/// Decodes one JSON document.
pub fn json_document(text: &str, context: Context) -> Document<'_> {
    if let Some(mut document) = strict::read(text, context.now) {
        if let Some(before) = context.elements_before {
            for (at, payload) in document.jobs.iter_mut().enumerate() {
                payload.position = Position::new((before + at) as u64, 0);
            }
        }
        return document;
    }
    match Node::document(text) {
        Ok(node) => Lenient::new(text, context).document(node),
        Err(error) => broken::read(text, context, &error),
    }
}

/// Decodes a document a line, skipping blank lines. The documents become one.
pub fn json_lines(text: &str, context: Context) -> Document<'_> {
    let mut all = Document::clean(PayloadKind::Foreign, Vec::new());
    all.usable = false;
    for (number, line) in (context.first.0..).zip(crate::read::lines(text)) {
        if !line.trim().is_empty() {
            let line = line.trim_end_matches(['\n', '\r']);
            let mut one = if line.len() as u64 > context.longest {
                too_long(line.len(), Context { first: (number, 1), ..context })
            } else {
                json_document(line, Context { first: (number, 1), ..context })
            };
            if one.usable {
                all.kind = all.kind.among(one.kind);
            }
            one.stand_at(number);
            all.append(one);
        }
    }
    all
}

/// A line that is larger than a document may be.
fn too_long<'a>(bytes: usize, context: Context) -> Document<'a> {
    let message = format!("{bytes} bytes, the limit is {} (--max-file-size)", context.longest);
    let place = Place { line: Some(context.first.0), column: Some(1), path: None };
    Document::set_aside(PayloadKind::Foreign, Finding::at(Rule::TooLarge, place, message))
}

/// The lenient walk through one text.
struct Lenient<'a> {
    places: Places<'a>,
    /// See [`Context`].
    elements_before: Option<usize>,
    now: Option<Timestamp>,
}

impl<'a> Lenient<'a> {
    fn new(text: &'a str, context: Context) -> Lenient<'a> {
        Lenient {
            places: Places::new(text, context.first),
            elements_before: context.elements_before,
            now: context.now,
        }
    }

    fn document(&mut self, node: Node<'a>) -> Document<'a> {
        if let Some(elements) = node.elements() {
            return self.array(node, &elements);
        }
        let Some(members) = node.members() else {
            let message = format!("{} by itself; expected a payload", node.kind());
            let finding = self.finding(node, "", Rule::UnknownPayload, message);
            return Document::set_aside(PayloadKind::Foreign, finding);
        };
        self.object(node, &members, classify::object(&members), "")
    }

    /// Payloads of any kind in an array.
    fn array(&mut self, node: Node<'a>, elements: &[Node<'a>]) -> Document<'a> {
        let kind = |node: &Node<'a>| node.members().map(|members| classify::object(&members));
        let is_whole = self.elements_before.is_none();
        if is_whole && !elements.iter().filter_map(kind).any(|kind| kind != PayloadKind::Foreign) {
            let found = if elements.is_empty() {
                "an empty array"
            } else {
                "an array without any payload in it"
            };
            let message = format!("{found}; expected job statuses or other payloads");
            let finding = self.finding(node, "", Rule::UnknownPayload, message);
            return Document::set_aside(PayloadKind::Foreign, finding);
        }
        let mut all = Document::clean(PayloadKind::Foreign, Vec::new());
        all.usable = false;
        for (at, node) in (self.elements_before.unwrap_or(0)..).zip(elements) {
            let pointer = element("", at);
            let mut one = match node.members() {
                Some(members) => self.object(*node, &members, classify::object(&members), &pointer),
                None => {
                    let message = format!("{} that is no payload", node.kind());
                    let finding = self.finding(*node, &pointer, Rule::UnknownPayload, message);
                    Document::set_aside(PayloadKind::Foreign, finding)
                }
            };
            one.stand_at(at as u64);
            all.join(one);
        }
        if all.kind == PayloadKind::JobStream {
            all.kind = PayloadKind::JobArray;
        }
        all
    }

    /// A payload of that kind.
    fn object(
        &mut self,
        node: Node<'a>,
        members: &Members<'a>,
        kind: PayloadKind,
        pointer: &str,
    ) -> Document<'a> {
        let mut all = Document::clean(kind, Vec::new());
        let (fields, content) = match kind {
            PayloadKind::JobStatus => {
                self.job(&mut all, node, pointer, false);
                return all;
            }
            PayloadKind::JobStart => (schema::JOB_START, "response"),
            PayloadKind::JobList => (schema::JOB_LIST, "items"),
            PayloadKind::ErrorList => (schema::ERROR_LIST, "items"),
            PayloadKind::ValidationResponse => (schema::VALIDATION_RESPONSE, "response"),
            kind => {
                let (rule, message) = foreign::set_aside(kind, members);
                return Document::set_aside(kind, self.finding(node, pointer, rule, message));
            }
        };
        let said_once = matches!(kind, PayloadKind::ErrorList | PayloadKind::ValidationResponse);
        all.payloads = u64::from(said_once);
        let mut walk = Walk::default();
        let object = Object { node, pointer: pointer.to_owned() };
        let known = walk.all(&object, members, fields);
        all.findings.extend(walk.findings(&mut self.places));
        let inner = known.into_iter().find(|(name, _, _)| *name == content);
        let mut walk = Walk::default();
        match inner.map(|(_, value, at)| (value, at)) {
            Some((Value::Object(response), at)) => self.job(&mut all, response, &at, false),
            Some((Value::Objects(items), at)) if kind == PayloadKind::JobList => {
                self.list(&mut all, &items, &at);
            }
            Some((Value::Objects(items), at)) if kind == PayloadKind::ErrorList => {
                all.items = said::error_list(&mut walk, items, &at);
            }
            Some((Value::Objects(users), at)) => {
                all.items = said::validation_response(&mut walk, users, &at);
            }
            _ => {}
        }
        all.findings.extend(walk.findings(&mut self.places));
        all
    }

    /// The items of a job list.
    fn list(&mut self, all: &mut Document<'a>, elements: &[Node<'a>], pointer: &str) {
        for (at, node) in elements.iter().enumerate() {
            let pointer = element(pointer, at);
            if node.members().is_some_and(|members| classify::looks_like_job(&members)) {
                self.job(all, *node, &pointer, true);
            } else {
                let message = format!("{} that is no job status", node.kind());
                let finding = self.finding(*node, &pointer, Rule::UnknownPayload, message);
                all.findings.push(finding);
            }
        }
    }

    /// Adds a job to a document.
    fn job(&mut self, all: &mut Document<'a>, node: Node<'a>, pointer: &str, listed: bool) {
        let (job, findings) = salvage::job(node, pointer, listed, self);
        let position = Position::new(0, all.jobs.len());
        let first = all.findings.len();
        all.findings.extend(findings);
        all.jobs.push(Payload { job, position, findings: first..all.findings.len() });
        all.payloads += 1;
    }

    fn finding(&mut self, node: Node<'a>, pointer: &str, rule: Rule, message: String) -> Finding {
        let place = Place { path: Some(pointer.to_owned()), ..self.places.of(node.text()) };
        Finding::at(rule, place, message)
    }
}

impl<'a> Document<'a> {
    /// Its jobs stand on that line of a stream or at that element of an array.
    fn stand_at(&mut self, part: u64) {
        for (at, payload) in self.jobs.iter_mut().enumerate() {
            payload.position = Position::new(part, at);
        }
    }

    /// Adds the next document of the same text.
    fn join(&mut self, other: Document<'a>) {
        if other.usable {
            self.kind = self.kind.among(other.kind);
        }
        self.append(other);
    }

    /// Adds what another document of the same file holds.
    fn append(&mut self, mut other: Document<'a>) {
        let before = self.findings.len();
        for payload in &mut other.jobs {
            payload.findings = payload.findings.start + before..payload.findings.end + before;
        }
        self.usable |= other.usable;
        self.payloads += other.payloads;
        self.jobs.extend(other.jobs);
        self.items.extend(other.items);
        self.findings.extend(other.findings);
    }
}
