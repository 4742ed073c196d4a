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

use crate::classify;
use crate::finding::{Finding, Place};
use crate::json::{Members, Node, Places, element};
use crate::model::{Item, Job, PayloadKind};
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
    /// Where it stands among the jobs of its file: its position in a list, its line in a stream.
    pub position: u32,
    /// The rules of the findings about it.
    pub findings: Vec<Rule>,
}

impl<'a> Document<'a> {
    fn clean(kind: PayloadKind, jobs: Vec<Job<'a>>) -> Document<'a> {
        let jobs = jobs.into_iter().zip(0..).map(|(job, position)| Payload {
            job,
            position,
            findings: Vec::new(),
        });
        let jobs: Vec<Payload<'a>> = jobs.collect();
        let payloads = jobs.len() as u64;
        Document { kind, payloads, jobs, items: Vec::new(), findings: Vec::new(), usable: true }
    }

    fn set_aside(kind: PayloadKind, finding: Finding) -> Document<'a> {
        let clean = Document::clean(kind, Vec::new());
        Document { findings: vec![finding], usable: false, ..clean }
    }
}

/// Decodes one JSON document; `first_line` is the number of the text's first line.
pub fn json_document(text: &str, first_line: u64) -> Document<'_> {
    if let Some(document) = strict::read(text) {
        return document;
    }
    match Node::document(text) {
        Ok(node) => document(node, &mut Places::new(text, first_line)),
        Err(error) => broken::read(text, first_line, &error),
    }
}

/// Decodes a document a line, skipping blank lines. The documents become one.
pub fn json_lines(text: &str, first_line: u64) -> Document<'_> {
    let mut all = Document::clean(PayloadKind::Foreign, Vec::new());
    all.usable = false;
    let mut number = first_line;
    for line in crate::read::lines(text) {
        if !line.trim().is_empty() {
            let mut one = json_document(line.trim_end_matches(['\n', '\r']), number);
            if one.usable {
                all.kind = all.kind.among(one.kind);
            }
            let position = u32::try_from(number).unwrap_or(u32::MAX);
            one.jobs.iter_mut().for_each(|payload| payload.position = position);
            all.append(one);
        }
        number += crate::read::line_ends(line.as_bytes());
    }
    all
}

/// Decodes a document leniently.
fn document<'a>(node: Node<'a>, places: &mut Places<'a>) -> Document<'a> {
    if let Some(elements) = node.elements() {
        return array(node, &elements, places);
    }
    let Some(members) = node.members() else {
        let message = format!("{} by itself; expected a payload", node.kind());
        return Document::set_aside(
            PayloadKind::Foreign,
            at(node, "", places, Rule::UnknownPayload, message),
        );
    };
    let kind = classify::object(&members);
    let mut all = Document::clean(kind, Vec::new());
    match kind {
        PayloadKind::JobStatus => all.salvage(node, "", false, places),
        PayloadKind::JobStart => {
            if let Some((Value::Object(response), at)) =
                all.envelope(node, &members, schema::JOB_START, "response", places)
            {
                all.salvage(response, &at, false, places);
            }
        }
        PayloadKind::JobList => {
            if let Some((Value::Objects(items), at)) =
                all.envelope(node, &members, schema::JOB_LIST, "items", places)
            {
                all.list(&items, &at, true, places);
            }
        }
        PayloadKind::ErrorList => {
            all.payloads = 1;
            if let Some((Value::Objects(items), at)) =
                all.envelope(node, &members, schema::ERROR_LIST, "items", places)
            {
                let mut walk = Walk::default();
                all.items = said::error_list(&mut walk, items, &at);
                all.findings.extend(walk.findings(places));
            }
        }
        PayloadKind::ValidationResponse => {
            all.payloads = 1;
            if let Some((Value::Objects(users), at)) =
                all.envelope(node, &members, schema::VALIDATION_RESPONSE, "response", places)
            {
                let mut walk = Walk::default();
                said::validation_response(&mut walk, users, &at);
                all.findings.extend(walk.findings(places));
            }
        }
        kind => {
            return Document::set_aside(kind, foreign::set_aside(kind, node, &members, places));
        }
    }
    all
}

fn array<'a>(node: Node<'a>, elements: &[Node<'a>], places: &mut Places<'a>) -> Document<'a> {
    let looks_like_job =
        |element: &Node<'_>| element.members().is_some_and(|m| classify::looks_like_job(&m));
    if !elements.iter().any(looks_like_job) {
        let found =
            if elements.is_empty() { "an empty array" } else { "an array without any job in it" };
        let message = format!("{found}; expected job statuses");
        return Document::set_aside(
            PayloadKind::Foreign,
            at(node, "", places, Rule::UnknownPayload, message),
        );
    }
    let mut all = Document::clean(PayloadKind::JobArray, Vec::new());
    all.list(elements, "", false, places);
    all
}

impl<'a> Document<'a> {
    /// The member of an envelope that all else is in, and findings for what stands around it.
    fn envelope(
        &mut self,
        node: Node<'a>,
        members: &Members<'a>,
        fields: &'static [schema::Field],
        content: &str,
        places: &mut Places<'a>,
    ) -> Option<(Value<'a>, String)> {
        let mut walk = Walk::default();
        let object = Object { node, pointer: String::new() };
        let known = walk.all(&object, members, fields);
        self.findings.extend(walk.findings(places));
        let inner = known.into_iter().find(|(name, _, _)| *name == content);
        inner.map(|(_, value, at)| (value, at))
    }

    /// Adds what another document of the same file holds.
    fn append(&mut self, other: Document<'a>) {
        self.usable |= other.usable;
        self.payloads += other.payloads;
        self.jobs.extend(other.jobs);
        self.items.extend(other.items);
        self.findings.extend(other.findings);
    }

    fn salvage(&mut self, node: Node<'a>, pointer: &str, listed: bool, places: &mut Places<'a>) {
        let (job, findings) = salvage::job(node, pointer, listed, places);
        let position = u32::try_from(self.jobs.len()).unwrap_or(u32::MAX);
        self.jobs.push(Payload {
            job,
            position,
            findings: findings.iter().map(|finding| finding.rule).collect(),
        });
        self.payloads += 1;
        self.findings.extend(findings);
    }

    fn list(
        &mut self,
        elements: &[Node<'a>],
        pointer: &str,
        listed: bool,
        places: &mut Places<'a>,
    ) {
        for (i, node) in elements.iter().enumerate() {
            let pointer = element(pointer, i);
            if node.members().is_some_and(|members| classify::looks_like_job(&members)) {
                self.salvage(*node, &pointer, listed, places);
            } else {
                let message = format!("{} that is no job status", node.kind());
                self.findings.push(at(*node, &pointer, places, Rule::UnknownPayload, message));
            }
        }
    }
}

fn at<'a>(
    node: Node<'a>,
    pointer: &str,
    places: &mut Places<'a>,
    rule: Rule,
    message: String,
) -> Finding {
    let place = Place { path: Some(pointer.to_owned()), ..places.of(node.text()) };
    Finding::at(rule, place, message)
}
