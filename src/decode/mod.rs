//! One document in, facts and findings out: a pure function of the text.
//!
//! Strict first: a clean payload is deserialised once, straight into structs that borrow from the
//! text and refuse whatever is undocumented. Only a payload that fails, or breaks a rule, is walked
//! a second time, leniently, to find every violation with its place and to salvage what is sound.

pub mod errors_csv;
mod salvage;

use serde::Deserialize;

use crate::classify;
use crate::finding::{Finding, Place, shortened};
use crate::json::{self, Node, Places, element, member};
use crate::model::{Family, Job, PayloadKind};
use crate::rule::Rule;
use crate::validate;

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
        Document {
            kind,
            jobs,
            findings: Vec::new(),
            usable: true,
        }
    }

    fn set_aside(kind: PayloadKind, finding: Finding) -> Document<'a> {
        Document {
            kind,
            jobs: Vec::new(),
            findings: vec![finding],
            usable: false,
        }
    }
}

/// Decodes one JSON document; `first_line` is the number of the text's first line.
pub fn json_document(text: &str, first_line: u64) -> Document<'_> {
    if let Some(document) = strict(text) {
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
            all.jobs.extend(one.jobs.into_iter().map(|payload| Payload {
                position,
                ..payload
            }));
            all.findings.extend(one.findings);
        }
    }
    all
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
struct Start<'a> {
    response: Job<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
struct List<'a> {
    items: Vec<Job<'a>>,
    #[serde(default, rename = "paging")]
    _paging: serde::de::IgnoredAny,
}

/// Reads a document of the kind that its beginning promises, if all of it is as documented.
fn strict(text: &str) -> Option<Document<'_>> {
    let start = text.trim_start();
    let (kind, jobs) = if start.starts_with('[') {
        (PayloadKind::JobArray, serde_json::from_str(text).ok()?)
    } else {
        match first_key(start) {
            "items" => (
                PayloadKind::JobList,
                serde_json::from_str::<List<'_>>(text).ok()?.items,
            ),
            "response" => (
                PayloadKind::JobStart,
                vec![serde_json::from_str::<Start<'_>>(text).ok()?.response],
            ),
            _ => (
                PayloadKind::JobStatus,
                vec![serde_json::from_str(text).ok()?],
            ),
        }
    };
    let empty_array = kind == PayloadKind::JobArray && jobs.is_empty();
    let clean = jobs
        .iter()
        .all(|job| is_clean(job, kind == PayloadKind::JobList));
    (clean && !empty_array).then(|| Document::clean(kind, jobs))
}

/// The first key of an object, if it is written plainly.
fn first_key(text: &str) -> &str {
    let key = text
        .strip_prefix('{')
        .map(str::trim_start)
        .and_then(|rest| rest.strip_prefix('"'));
    key.and_then(|rest| rest.split_once('"'))
        .map_or("", |(key, _)| key)
}

/// Whether a job that was decoded strictly is all that the schema and the rules ask for.
fn is_clean(job: &Job<'_>, listed: bool) -> bool {
    let family = job.family();
    let complete = (listed || job.name.is_some())
        && job.id.is_some()
        && job.source_user_id.is_some()
        && job.source_customer_id.is_some()
        && job.target_customer_id.is_some()
        && job.instance_id.is_some()
        && job.latest_status.is_some()
        && job.executions().iter().all(|run| {
            run.id.is_some()
                && run.last_updated.is_some()
                && run.created_time.is_some()
                && run.status.is_some()
                && run.elapsed.is_some()
                && run.steps.iter().flatten().all(|step| {
                    step.id.is_some()
                        && step.last_updated.is_some()
                        && step.status.is_some()
                        && step.name.is_some()
                        && step.elapsed.is_some()
                })
        });
    let of_its_family = match &job.counts {
        Some(counts) => {
            family == Family::Unknown
                || (counts
                    .iter()
                    .all(|(name, _)| family.count_names().any(|own| own == name))
                    && family
                        .count_names()
                        .all(|name| !family.requires_count(name) || counts.get(name).is_some()))
        }
        None => family != Family::MOVE_USERS,
    };
    let foreign_fields = family == Family::MOVE_USERS && has_fields_of_other_families(job);
    let mut broken = validate::Any(false);
    validate::job(job, &mut broken);
    complete && of_its_family && !foreign_fields && !broken.0
}

fn has_fields_of_other_families(job: &Job<'_>) -> bool {
    let texts = [
        &job.job_type,
        &job.operation_type,
        &job.target,
        &job.location_id,
        &job.location_name,
        &job.source_location_id,
        &job.target_location_id,
        &job.vendor_id,
    ];
    let numbers = [
        job.percentage_complete,
        job.device_count,
        job.updated_count,
        job.advisory_count,
    ];
    let flags = [
        job.location_customizations_enabled,
        job.allow_admin_invite_emails,
    ];
    texts.iter().any(|text| text.is_some())
        || numbers.iter().any(|number| number.is_some())
        || flags.iter().any(|flag| flag.is_some())
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
                    "items" => all.list(
                        &value.elements().unwrap_or_default(),
                        "/items",
                        true,
                        places,
                    ),
                    "paging" => {}
                    _ => all.undocumented(key, *value, places),
                }
            }
            all
        }
        kind => Document::set_aside(kind, not_a_job(kind, node, &members, places)),
    }
}

fn array<'a>(node: Node<'a>, elements: &[Node<'a>], places: &mut Places<'a>) -> Document<'a> {
    let looks_like_job = |element: &Node<'_>| {
        element
            .members()
            .is_some_and(|m| classify::looks_like_job(&m))
    };
    if !elements.iter().any(looks_like_job) {
        let found = if elements.is_empty() {
            "an empty array"
        } else {
            "an array without any job in it"
        };
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
            if node
                .members()
                .is_some_and(|members| classify::looks_like_job(&members))
            {
                self.salvage(*node, &pointer, listed, places);
            } else {
                let message = format!("{} that is no job status", node.kind());
                self.findings
                    .push(at(*node, &pointer, places, Rule::UnknownPayload, message));
            }
        }
    }

    fn undocumented(&mut self, key: &str, node: Node<'a>, places: &mut Places<'a>) {
        let message = format!("`{}` is not documented", shortened(key));
        self.findings.push(at(
            node,
            &member("", key),
            places,
            Rule::UnknownField,
            message,
        ));
    }
}

fn at<'a>(
    node: Node<'a>,
    pointer: &str,
    places: &mut Places<'a>,
    rule: Rule,
    message: String,
) -> Finding {
    let place = Place {
        path: Some(pointer.to_owned()),
        ..places.of(node.text())
    };
    Finding {
        rule,
        place,
        message,
    }
}

/// Says what a document that is no job seems to be.
fn not_a_job<'a>(
    kind: PayloadKind,
    node: Node<'a>,
    members: &json::Members<'a>,
    places: &mut Places<'a>,
) -> Finding {
    let (rule, message) = match kind {
        PayloadKind::HttpError => (Rule::HttpErrorBody, failed_request(members)),
        PayloadKind::Foreign => {
            let keys: Vec<String> = members
                .0
                .iter()
                .take(4)
                .map(|(key, _)| format!("`{}`", shortened(key)))
                .collect();
            let with = if keys.is_empty() {
                String::from("no members")
            } else {
                keys.join(", ")
            };
            (
                Rule::UnknownPayload,
                format!("a JSON object with {with} and no job in it"),
            )
        }
        kind => (
            Rule::UnknownPayload,
            format!(
                "it seems to be {}, which is not read yet",
                kind.description()
            ),
        ),
    };
    at(node, "", places, rule, message)
}

/// The first element of an array; anything else is itself.
fn first(node: Node<'_>) -> Node<'_> {
    node.elements()
        .and_then(|all| all.first().copied())
        .unwrap_or(node)
}

/// What a failed request answered, in any form of its body: an array of codes and messages, an
/// object with a key and messages, or a message with a list of errors.
fn failed_request(members: &json::Members<'_>) -> String {
    let text = |node: Node<'_>| match node.text().as_bytes().first() {
        Some(b'"') => node.read::<String>(),
        Some(b'0'..=b'9') => Some(node.text().to_owned()),
        _ => None,
    };
    let (mut code, mut words) = (None, members.get("message").and_then(text));
    let mut level = ["error", "errors"]
        .into_iter()
        .find_map(|key| members.get(key))
        .map(first);
    // The documented forms are no deeper; a hostile one may be.
    for _ in 0..2 {
        let Some(said) = level.and_then(Node::members) else {
            break;
        };
        code = ["code", "key"]
            .into_iter()
            .find_map(|key| said.get(key))
            .and_then(text)
            .or(code);
        words = ["message", "description"]
            .into_iter()
            .find_map(|key| said.get(key))
            .and_then(text)
            .or(words);
        level = said.get("message").map(first);
    }
    let mut message = String::from("the answer to a request that failed");
    if let Some(code) = code {
        message.push_str(&format!(", code {}", shortened(&code)));
    }
    if let Some(words) = words {
        message.push_str(&format!(": {}", shortened(&words)));
    }
    message
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
        one.jobs
            .iter_mut()
            .for_each(|payload| payload.position += before);
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
        let place = Place {
            line: Some(line),
            column: Some((error.column() as u64).max(1)),
            path: None,
        };
        Finding {
            rule,
            place,
            message,
        }
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
    all.findings
        .push(syntax(Rule::TrailingData, String::from(rest)));
    all
}

/// What serde_json says, without the place that it adds.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ")
        .map_or(text.clone(), |(reason, _)| reason.to_owned())
}
