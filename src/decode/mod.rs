//! One document in, facts and findings out: a pure function of the text.
//!
//! Strict first: a clean payload is deserialised once, straight into structs that borrow from the
//! text and refuse whatever is undocumented. Only a payload that fails, or breaks a rule, is walked
//! a second time, leniently, to find every violation with its place and to salvage what is sound.

pub mod errors_csv;
mod foreign;
mod quotes;
mod salvage;
mod strict;
mod walk;

use crate::classify;
use crate::finding::{Finding, Place, shortened};
use crate::json::{Node, Places, element, member};
use crate::model::{Job, PayloadKind};
use crate::rule::Rule;

/// What one document holds.
#[derive(Debug)]
pub struct Document<'a> {
    /// What it is.
    pub kind: PayloadKind,
    /// Its jobs, in order.
    pub jobs: Vec<Payload<'a>>,
    /// What is wrong with it, in the order of the text.
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
        let jobs = jobs.collect();
        Document { kind, jobs, findings: Vec::new(), usable: true }
    }

    fn set_aside(kind: PayloadKind, finding: Finding) -> Document<'a> {
        Document { kind, jobs: Vec::new(), findings: vec![finding], usable: false }
    }
}

/// Decodes one JSON document; `first_line` is the number of the text's first line.
pub fn json_document(text: &str, first_line: u64) -> Document<'_> {
    if let Some(document) = strict::read(text) {
        return document;
    }
    match Node::document(text) {
        Ok(node) => document(node, &mut Places::new(text, first_line)),
        Err(error) => broken(text, first_line, &error),
    }
}

/// Decodes a document a line, skipping blank lines. The documents become one.
pub fn json_lines(text: &str, first_line: u64) -> Document<'_> {
    let mut all = Document::clean(PayloadKind::JobStream, Vec::new());
    all.usable = false;
    for (line, number) in text.split('\n').zip(first_line..) {
        if !line.trim().is_empty() {
            let one = json_document(line, number);
            all.usable |= one.usable;
            let position = u32::try_from(number).unwrap_or(u32::MAX);
            all.jobs.extend(one.jobs.into_iter().map(|payload| Payload { position, ..payload }));
            all.findings.extend(one.findings);
        }
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
    match classify::object(&members) {
        PayloadKind::JobStatus => {
            let mut all = Document::clean(PayloadKind::JobStatus, Vec::new());
            all.salvage(node, "", false, places);
            all
        }
        PayloadKind::JobStart => {
            let mut all = Document::clean(PayloadKind::JobStart, Vec::new());
            for (key, value) in &members.0 {
                if &**key == "response" {
                    all.salvage(*value, "/response", false, places);
                } else {
                    all.undocumented(key, *value, places);
                }
            }
            all
        }
        PayloadKind::JobList => {
            let mut all = Document::clean(PayloadKind::JobList, Vec::new());
            for (key, value) in &members.0 {
                match &**key {
                    "items" => {
                        all.list(&value.elements().unwrap_or_default(), "/items", true, places)
                    }
                    "paging" => {}
                    _ => all.undocumented(key, *value, places),
                }
            }
            all
        }
        kind => Document::set_aside(kind, foreign::set_aside(kind, node, &members, places)),
    }
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
    fn salvage(&mut self, node: Node<'a>, pointer: &str, listed: bool, places: &mut Places<'a>) {
        let (job, findings) = salvage::job(node, pointer, listed, places);
        let position = u32::try_from(self.jobs.len()).unwrap_or(u32::MAX);
        self.jobs.push(Payload {
            job,
            position,
            findings: findings.iter().map(|finding| finding.rule).collect(),
        });
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

    fn undocumented(&mut self, key: &str, node: Node<'a>, places: &mut Places<'a>) {
        let message = format!("`{}` is not documented", shortened(key));
        self.findings.push(at(node, &member("", key), places, Rule::UnknownField, message));
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
    Finding { rule, place, message }
}

/// A text that is no single JSON document: several of them, or none.
fn broken<'a>(text: &'a str, first_line: u64, error: &serde_json::Error) -> Document<'a> {
    let mut places = Places::new(text, first_line);
    let mut all = Document::clean(PayloadKind::JobStream, Vec::new());
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Node<'a>>();
    let mut read = 0;
    while let Some(Ok(node)) = stream.next() {
        let mut one = document(node, &mut places);
        let before = u32::try_from(all.jobs.len()).unwrap_or(u32::MAX);
        one.jobs.iter_mut().for_each(|payload| payload.position += before);
        read += 1;
        if read == 1 {
            all.kind = one.kind;
        } else {
            all.kind = PayloadKind::JobStream;
        }
        all.jobs.extend(one.jobs);
        all.findings.extend(one.findings);
    }
    let syntax = |rule, message: String| {
        let line = first_line + (error.line() as u64).saturating_sub(1);
        let place =
            Place { line: Some(line), column: Some((error.column() as u64).max(1)), path: None };
        Finding { rule, place, message }
    };
    if all.jobs.is_empty() {
        let finding = syntax(Rule::NotJson, format!("not valid JSON: {}", reason(error)));
        return Document::set_aside(PayloadKind::Foreign, finding);
    }
    let rest = if stream.byte_offset() < text.trim_end().len() {
        "what follows is not valid JSON and is left out"
    } else {
        "several documents follow each other; all are read"
    };
    all.findings.push(syntax(Rule::TrailingData, String::from(rest)));
    all
}

/// What serde_json says, without the place that it adds.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(reason, _)| reason.to_owned())
}
