//! One document in, facts and findings out: a pure function of the text.
//!
//! Strict first: a clean payload is deserialised once, straight into structs that borrow from the
//! text and refuse whatever is undocumented. Only a payload that fails, or breaks a rule, is walked
//! a second time, leniently, to find every violation with its place and to salvage what is sound.
//! Lists of errors are few and small, and are only ever walked.

mod checker;
mod consistency;
pub mod csv;
mod error_list;
pub mod invalid_json;
mod lenient;
pub mod parts;
mod raw_error;
mod strict;
pub mod unrecognized;

use std::ops::Range;

use crate::findings::rule::Rule;
use crate::findings::{Finding, Noted, Place, RuleCounts};
use crate::payload::json::{Members, Node, Places, element};
use crate::payload::recognize;
use crate::payload::{ErrorRecord, Job, PayloadKind, Position, Timestamp};
use crate::reference::schema;
use checker::{Naming, Object, Value, Walk};

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
    pub errors: Vec<ErrorRecord<'a>>,
    /// What is wrong with it.
    pub findings: Noted,
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
    /// How many more there are of each rule.
    pub beyond: RuleCounts,
}

impl<'a> Document<'a> {
    /// What holds nothing yet.
    fn empty(kind: PayloadKind, usable: bool) -> Document<'a> {
        let (jobs, errors, findings) = (Vec::new(), Vec::new(), Noted::default());
        Document { kind, payloads: 0, jobs, errors, findings, usable }
    }

    /// Adds a job behind the others, about which nothing is found.
    fn put(&mut self, job: Job<'a>) {
        let none = self.findings.len();
        let (position, beyond) = (Position::default(), RuleCounts::default());
        self.jobs.push(Payload { job, position, findings: none..none, beyond });
    }

    fn set_aside(kind: PayloadKind, finding: Finding) -> Document<'a> {
        let mut document = Document::empty(kind, false);
        document.findings.add(finding, usize::MAX);
        document
    }
}

/// What is known before a document is read.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// The line and the column that the text begins in, from 1.
    pub first: (u64, u64),
    /// Where the text is a part of a larger array: how many elements stand before it.
    pub elements_before: Option<usize>,
    /// Whether the text was taken out of a list, in which jobs lack their names.
    pub listed: bool,
    /// The moment at which a signed URL may still give access; none where nobody asks.
    pub now: Option<Timestamp>,
    /// How many bytes one line of a stream may have.
    pub longest: u64,
    /// How many levels deep a payload may be nested.
    pub deepest: usize,
    /// How many findings of each rule are kept; the others are counted.
    pub most: usize,
}

impl Default for Context {
    fn default() -> Context {
        Context {
            first: (1, 1),
            elements_before: None,
            listed: false,
            now: None,
            longest: u64::MAX,
            deepest: usize::MAX,
            most: usize::MAX,
        }
    }
}

/// Decodes one JSON document.
pub fn json_document(text: &str, context: Context) -> Document<'_> {
    let mut document = Document::empty(PayloadKind::Foreign, false);
    match strict::read(text, context, &mut document) {
        Some(kind) => (document.kind, document.usable) = (kind, true),
        None => document = lenient(text, context),
    }
    document.is_part(0, context.elements_before.unwrap_or(0));
    document
}

/// Decodes a document a line, skipping blank lines. The documents become one.
pub fn json_lines(text: &str, context: Context) -> Document<'_> {
    let mut all = Document::empty(PayloadKind::Foreign, false);
    for (number, line) in (context.first.0..).zip(crate::input::reader::lines(text)) {
        let line = line.trim_end_matches(['\n', '\r']);
        if line.trim().is_empty() {
            continue;
        }
        let before = all.jobs.len();
        let context = Context { first: (number, 1), ..context };
        if line.len() as u64 > context.longest {
            all.append(too_long(line.len(), context), context.most);
        } else if let Some(kind) = strict::read(line, context, &mut all) {
            all.is_usable_as(kind);
        } else {
            all.append(lenient(line, context), context.most);
        }
        all.is_part(before, number);
    }
    all
}

/// A document that is not all that it should be.
fn lenient(text: &str, context: Context) -> Document<'_> {
    match Node::document(text) {
        Ok(node) => Lenient::new(text, context).document(node),
        Err(error) => invalid_json::read(text, context, &error),
    }
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
    context: Context,
}

impl<'a> Lenient<'a> {
    fn new(text: &'a str, context: Context) -> Lenient<'a> {
        Lenient { places: Places::new(text, context.first), context }
    }

    fn document(&mut self, node: Node<'a>) -> Document<'a> {
        if let Some(elements) = node.elements() {
            return self.array(node, &elements);
        }
        if let Some(too_deep) = self.too_deep(node, "") {
            return too_deep;
        }
        let Some(members) = node.members() else {
            let message = format!("{} by itself; expected a payload", node.kind());
            let finding = self.finding(node, "", Rule::UnknownPayload, message);
            return Document::set_aside(PayloadKind::Foreign, finding);
        };
        self.object(node, &members, recognize::object(&members), "")
    }

    /// Payloads of any kind in an array.
    fn array(&mut self, node: Node<'a>, elements: &[Node<'a>]) -> Document<'a> {
        let kind = |node: &Node<'a>| node.members().map(|members| recognize::object(&members));
        let is_whole = self.context.elements_before.is_none();
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
        let mut all = Document::empty(PayloadKind::Foreign, false);
        for (at, node) in (self.context.elements_before.unwrap_or(0)..).zip(elements) {
            let pointer = element("", at);
            let one = match node.members() {
                _ if let Some(too_deep) = self.too_deep(*node, &pointer) => too_deep,
                Some(members) => {
                    self.object(*node, &members, recognize::object(&members), &pointer)
                }
                None => {
                    let message = format!("{} that is no payload", node.kind());
                    let finding = self.finding(*node, &pointer, Rule::UnknownPayload, message);
                    Document::set_aside(PayloadKind::Foreign, finding)
                }
            };
            all.append(one, self.context.most);
        }
        if all.kind == PayloadKind::JobStream {
            all.kind = PayloadKind::JobArray;
        }
        all
    }

    /// What is nested deeper than the limit is not looked into: no payload is, and each look into it
    /// would go through all the levels below.
    fn too_deep(&mut self, node: Node<'a>, pointer: &str) -> Option<Document<'a>> {
        let rest = node.deeper_than(self.context.deepest)?;
        let most = self.context.deepest;
        let message = format!("nested more than {most} levels deep, the limit (--max-nesting)");
        let place = Place { path: Some(pointer.to_owned()), ..self.places.of(rest) };
        Some(Document::set_aside(PayloadKind::Foreign, Finding::at(Rule::TooLarge, place, message)))
    }

    /// A payload of that kind.
    fn object(
        &mut self,
        node: Node<'a>,
        members: &Members<'a>,
        kind: PayloadKind,
        pointer: &str,
    ) -> Document<'a> {
        let mut all = Document::empty(kind, true);
        let (fields, content) = match kind {
            PayloadKind::JobStatus => {
                self.job(&mut all, node, pointer, self.context.listed);
                return all;
            }
            PayloadKind::JobStart => (schema::JOB_START, "response"),
            PayloadKind::JobList => (schema::JOB_LIST, "items"),
            PayloadKind::ErrorList => (schema::ERROR_LIST, "items"),
            PayloadKind::ValidationResponse => (schema::VALIDATION_RESPONSE, "response"),
            kind => {
                let (rule, message) = unrecognized::set_aside(kind, members);
                return Document::set_aside(kind, self.finding(node, pointer, rule, message));
            }
        };
        let said_once = matches!(kind, PayloadKind::ErrorList | PayloadKind::ValidationResponse);
        all.payloads = u64::from(said_once);
        let most = self.context.most;
        let mut walk = Walk::new(Naming::Camel, most);
        let object = Object { node, pointer: pointer.to_owned() };
        let known = walk.all(&object, members, fields);
        all.note(walk.findings(&mut self.places), most);
        let inner = known.into_iter().find(|(name, _, _)| *name == content);
        let mut walk = Walk::new(Naming::Camel, most);
        match inner.map(|(_, value, at)| (value, at)) {
            Some((Value::Object(response), at)) => self.job(&mut all, response, &at, false),
            Some((Value::Objects(items), at)) if kind == PayloadKind::JobList => {
                self.list(&mut all, &items, &at);
            }
            Some((Value::Objects(items), at)) if kind == PayloadKind::ErrorList => {
                all.errors = error_list::error_list(&mut walk, items, &at);
            }
            Some((Value::Objects(users), at)) => {
                all.errors = error_list::validation_response(&mut walk, users, &at);
            }
            _ => {}
        }
        all.note(walk.findings(&mut self.places), most);
        all
    }

    /// The items of a job list.
    fn list(&mut self, all: &mut Document<'a>, elements: &[Node<'a>], pointer: &str) {
        for (at, node) in elements.iter().enumerate() {
            let pointer = element(pointer, at);
            if node.members().is_some_and(|members| recognize::looks_like_job(&members)) {
                self.job(all, *node, &pointer, true);
            } else {
                let message = format!("{} that is no job status", node.kind());
                let finding = self.finding(*node, &pointer, Rule::UnknownPayload, message);
                all.findings.add(finding, self.context.most);
            }
        }
    }

    /// Adds a job to a document.
    fn job(&mut self, all: &mut Document<'a>, node: Node<'a>, pointer: &str, listed: bool) {
        let (job, findings) = lenient::job(node, pointer, listed, self);
        let (position, first) = (Position::default(), all.findings.len());
        let beyond = all.note(findings, self.context.most);
        all.jobs.push(Payload { job, position, findings: first..all.findings.len(), beyond });
        all.payloads += 1;
    }

    fn finding(&mut self, node: Node<'a>, pointer: &str, rule: Rule, message: String) -> Finding {
        let place = Place { path: Some(pointer.to_owned()), ..self.places.of(node.text()) };
        Finding::at(rule, place, message)
    }
}

impl<'a> Document<'a> {
    /// Gives its jobs from the `first` on their positions: they are the part that begins at this line or
    /// element. Until then they have none.
    fn is_part(&mut self, first: usize, begins: impl TryInto<u32>) {
        let begins = begins.try_into().unwrap_or(u32::MAX);
        for (nth, payload) in self.jobs[first..].iter_mut().enumerate() {
            payload.position = Position::new(begins, nth);
        }
    }

    /// Adds findings and how many more there are, and says how many of them were only counted.
    fn note(
        &mut self,
        (findings, mut beyond): (Vec<Finding>, RuleCounts),
        most: usize,
    ) -> RuleCounts {
        self.findings.add_beyond(&beyond);
        for finding in findings {
            let rule = finding.rule;
            if !self.findings.add(finding, most) {
                beyond.add(rule, 1);
            }
        }
        beyond
    }

    /// Notes that one of its documents serves an audit, and what it is.
    fn is_usable_as(&mut self, kind: PayloadKind) {
        self.kind = self.kind.among(kind);
        self.usable = true;
    }

    /// Adds what another document of the same file holds.
    fn append(&mut self, mut other: Document<'a>, most: usize) {
        // Where each finding stands now, and which were only counted.
        let (findings, beyond) = other.findings.into_parts();
        let (mut places, mut left) = (Vec::with_capacity(findings.len() + 1), Vec::new());
        for (at, finding) in findings.into_iter().enumerate() {
            places.push(self.findings.len());
            let rule = finding.rule;
            if !self.findings.add(finding, most) {
                left.push((at, rule));
            }
        }
        places.push(self.findings.len());
        for payload in &mut other.jobs {
            let Range { start, end } = payload.findings;
            let first = left.partition_point(|(at, _)| *at < start);
            for (_, rule) in left[first..].iter().take_while(|(at, _)| *at < end) {
                payload.beyond.add(*rule, 1);
            }
            payload.findings = places[start]..places[end];
        }
        self.findings.add_beyond(&beyond);
        if other.usable {
            self.is_usable_as(other.kind);
        }
        self.payloads += other.payloads;
        self.jobs.extend(other.jobs);
        self.errors.extend(other.errors);
    }
}
