//! One document in, facts and findings out: a pure function of the text.
//!
//! Strict first: a clean payload is deserialised once, straight into structs that borrow from the
//! text and refuse whatever is undocumented. Only a payload that fails, or breaks a rule, is walked
//! a second time, leniently, to find every violation with its place and to salvage what is sound.
//! Lists of errors are few and small, and are only ever walked.

mod checker;
mod consistency;
mod context;
pub mod csv;
mod directory;
mod document;
mod error_list;
mod field_value;
pub mod invalid_json;
mod lenient;
mod move_request;
mod paging;
pub mod parts;
mod raw_error;
mod room;
mod strict;
pub mod unrecognized;

use crate::findings::location::{LineColumn, Locator};
use crate::findings::rule::Rule;
use crate::findings::{Finding, Place};
use crate::payload::fields::{
    ERROR_ITEM, ERROR_LIST, JOB, JOB_LIST, JOB_START, MOVE_REQUEST, VALIDATED_USER,
    VALIDATION_RESPONSE,
};
use crate::payload::json::{Elements, Members, Node, element, member};
use crate::payload::keys::find;
use crate::payload::named_job;
use crate::payload::recognize;
use crate::payload::{Id, IdText, Job, KeyStyle, PayloadKind, Position, Timestamp, is_like};
use checker::{Object, Value, Walk};
pub use context::{Context, Refused};
pub use document::{Document, Payload};
pub use room::Room;

/// The job that a text is, if it is one by itself that is written as the service writes it and about which
/// there is nothing to find at that moment. Such a text is nothing else, so that nobody need ask what
/// it looks like.
///
/// # Errors
///
/// Why it is none.
pub fn usual_job<'a>(text: &'a str, now: Option<Timestamp>) -> Result<Job<'a>, Refused> {
    strict::usual_job(text, now)
}

/// Decodes one JSON document.
pub fn json_document<'a>(text: &'a str, context: Context<'_>) -> Document<'a> {
    let room = Room::of(text.len());
    let context = Context { room: context.room.or(Some(&room)), ..context };
    let mut document = Document::empty(PayloadKind::Foreign, false, context);
    let is_faulty = context.refused == Refused::Faulty;
    let kind = if is_faulty { None } else { strict::read(text, context, &mut document) };
    match kind {
        Some(kind) => (document.kind, document.usable) = (kind, true),
        None => document = lenient(text, context),
    }
    document.is_part(0, context.elements_before.unwrap_or(0));
    document.is_full = room.is_full();
    document
}

/// Decodes a document a line, skipping blank lines. The documents become one.
pub fn json_lines<'a>(text: &'a str, context: Context<'_>) -> Document<'a> {
    let room = Room::of(text.len());
    let context = Context { room: context.room.or(Some(&room)), ..context };
    let mut all = Document::empty(PayloadKind::Foreign, false, context);
    // A job is large, and better not moved while their list grows.
    all.jobs.reserve(text.len() / USUAL_BYTES_OF_A_JOB);
    for (number, line) in (context.first.line..).zip(crate::findings::location::lines(text)) {
        let line = line.trim_end_matches(['\n', '\r']);
        if line.trim().is_empty() {
            continue;
        }
        let before = all.jobs.len();
        let context = Context { first: LineColumn::line(number), ..context };
        if line.len() as u64 > context.longest {
            all.append(too_long(line.len(), context));
        } else if let Some(kind) = strict::read(line, context, &mut all) {
            all.is_usable_as(kind);
        } else {
            all.append(lenient(line, context));
        }
        all.is_part(before, number);
    }
    all.is_full = room.is_full();
    all
}

/// How long the text of a job is as a rule.
const USUAL_BYTES_OF_A_JOB: usize = 2_000;

/// A document that is not all that it should be.
fn lenient<'a>(text: &'a str, context: Context<'_>) -> Document<'a> {
    match Node::document(text) {
        Ok(node) => Lenient::new(text, context).document(node),
        Err(error) => invalid_json::read(text, context, &error),
    }
}

/// A line that is larger than a document may be.
fn too_long<'a>(bytes: usize, context: Context<'_>) -> Document<'a> {
    let message = format!("{bytes} bytes, the limit is {} (--max-file-size)", context.longest);
    let place = LineColumn::line(context.first.line).place();
    Document::set_aside(PayloadKind::Foreign, Finding::at(Rule::TooLarge, place, message), context)
}

/// The lenient walk through one text.
struct Lenient<'a, 'c> {
    locator: Locator<'a>,
    context: Context<'c>,
    /// Whether a finding says already how the keys of the text are written.
    style_told: bool,
}

impl<'a, 'c> Lenient<'a, 'c> {
    fn new(text: &'a str, context: Context<'c>) -> Lenient<'a, 'c> {
        Lenient { locator: Locator::new(text, context.first), context, style_told: false }
    }

    fn document(&mut self, node: Node<'a>) -> Document<'a> {
        if let Some(elements) = node.elements() {
            return self.array(node, elements);
        }
        if let Some(too_deep) = self.too_deep(node, "") {
            return too_deep;
        }
        let Some(members) = node.members() else {
            let message = format!("{} by itself; expected a payload", node.kind());
            let finding = self.finding(node, "", Rule::UnknownPayload, message);
            return Document::set_aside(PayloadKind::Foreign, finding, self.context);
        };
        self.object(node, &members, recognize::object(&members), "")
    }

    /// Notes, once in a text, that keys are not written as documented.
    fn tell_style(&mut self, walk: &mut Walk<'a, '_>, node: Node<'a>, pointer: &str) {
        let rule = match walk.style() {
            KeyStyle::Snake => Rule::SnakeCaseDump,
            _ => Rule::KeyStyle,
        };
        if let Some(description) = walk.style().description().filter(|_| !self.style_told) {
            let message = format!("keys are written {description}; read all the same");
            walk.put(rule, node, pointer.to_owned(), message);
            self.style_told = true;
        }
    }

    /// Payloads of any kind in an array.
    fn array(&mut self, node: Node<'a>, elements: Elements<'a>) -> Document<'a> {
        let kind = |node: Node<'a>| node.members().map(|members| recognize::object(&members));
        let is_whole = self.context.elements_before.is_none();
        let mut kinds = elements.filter_map(kind);
        if is_whole && !kinds.any(|kind| kind != PayloadKind::Foreign) {
            let found = if elements.is_empty() {
                "an empty array"
            } else {
                "an array without any payload in it"
            };
            let message = format!("{found}; expected job statuses or other payloads");
            let finding = self.finding(node, "", Rule::UnknownPayload, message);
            return Document::set_aside(PayloadKind::Foreign, finding, self.context);
        }
        let mut all = Document::empty(PayloadKind::Foreign, false, self.context);
        for (at, node) in (self.context.elements_before.unwrap_or(0)..).zip(elements) {
            let pointer = element("", at);
            let one = if let Some(too_deep) = self.too_deep(node, &pointer) {
                too_deep
            } else if let Some(members) = node.members() {
                self.object(node, &members, recognize::object(&members), &pointer)
            } else {
                let message = format!("{} that is no payload", node.kind());
                let finding = self.finding(node, &pointer, Rule::UnknownPayload, message);
                Document::set_aside(PayloadKind::Foreign, finding, self.context)
            };
            all.append(one);
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
        let limit = self.context.deepest;
        let message = format!("nested more than {limit} levels deep, the limit (--max-nesting)");
        let place = Place { path: Some(pointer.to_owned()), ..self.locator.locate(rest).place() };
        Some(Document::set_aside(
            PayloadKind::Foreign,
            Finding::at(Rule::TooLarge, place, message),
            self.context,
        ))
    }

    /// A payload of that kind.
    fn object(
        &mut self,
        node: Node<'a>,
        members: &Members<'a>,
        kind: PayloadKind,
        pointer: &str,
    ) -> Document<'a> {
        let mut all = Document::empty(kind, true, self.context);
        let is_start = matches!(
            kind,
            PayloadKind::MoveRequest | PayloadKind::JobStart | PayloadKind::ValidationResponse
        );
        if is_start && find(members, &["usersList", "jobDetails"]).is_some() {
            self.users_list(&mut all, node, members, pointer);
            return all;
        }
        let (envelope, content) = match kind {
            PayloadKind::Directory => {
                all.directory = directory::read(members);
                all.payloads = 1;
                return all;
            }
            PayloadKind::JobStatus => {
                self.job(&mut all, node, pointer, self.context.listed);
                return all;
            }
            PayloadKind::ErrorList if KeyStyle::Other.find(members, "items").is_none() => {
                let mut walk = Walk::new(KeyStyle::of(node, &ERROR_ITEM), self.context);
                self.tell_style(&mut walk, node, pointer);
                all.errors = error_list::item(&mut walk, node, pointer);
                all.is_about(named_job::in_members(members));
                all.payloads = 1;
                all.findings.merge(walk.findings(&mut self.locator));
                return all;
            }
            PayloadKind::JobStart => (&JOB_START, "response"),
            PayloadKind::JobList => (&JOB_LIST, "items"),
            PayloadKind::ErrorList => (&ERROR_LIST, "items"),
            PayloadKind::ValidationResponse => (&VALIDATION_RESPONSE, "response"),
            kind => {
                let (rule, message) = unrecognized::set_aside(kind, members);
                return Document::set_aside(
                    kind,
                    self.finding(node, pointer, rule, message),
                    self.context,
                );
            }
        };
        let said_once = matches!(kind, PayloadKind::ErrorList | PayloadKind::ValidationResponse);
        all.payloads = u64::from(said_once);
        if matches!(kind, PayloadKind::JobList | PayloadKind::ErrorList) {
            all.pages.extend(paging::page_in(members, said_once));
        }
        let style = KeyStyle::of(node, envelope);
        let mut walk = Walk::new(style, self.context);
        self.tell_style(&mut walk, node, pointer);
        let object = Object { node, pointer: pointer.to_owned() };
        let known = walk.all(&object, members, envelope);
        all.findings.merge(walk.findings(&mut self.locator));
        let inner = known.into_iter().find(|(name, _, _)| *name == content);
        let mut walk = Walk::new(style, self.context);
        match inner.map(|(_, value, at)| (value, at)) {
            Some((Value::Object(response), at)) => self.job(&mut all, response, &at, false),
            Some((Value::Objects(items), at)) if kind == PayloadKind::JobList => {
                self.list(&mut all, items, &at);
            }
            Some((Value::Objects(items), at)) if kind == PayloadKind::ErrorList => {
                all.errors = error_list::error_list(&mut walk, items, &at);
                all.is_about(named_job::around(members));
            }
            Some((Value::Objects(users), at)) => {
                all.errors = error_list::validation_response(&mut walk, users, &at);
            }
            _ => {}
        }
        all.findings.merge(walk.findings(&mut self.locator));
        all
    }

    /// The body of a request, or what an SDK made of the answer: the job in `jobDetails`, and in `usersList`
    /// what was asked for or what a validation said.
    fn users_list(
        &mut self,
        all: &mut Document<'a>,
        node: Node<'a>,
        members: &Members<'a>,
        pointer: &str,
    ) {
        let job = find(members, &["jobDetails"]).filter(|node| node.members().is_some());
        if let Some(job) = job {
            self.job(all, job, &member(pointer, "jobDetails"), false);
        }
        let style = KeyStyle::of(node, &MOVE_REQUEST);
        let mut walk = Walk::new(style, self.context);
        let mut request = move_request::read(&mut walk, node, pointer);
        if all.kind == PayloadKind::MoveRequest || !request.users.is_empty() {
            request.job = all.jobs.last().and_then(|payload| payload.job.id.as_ref()?.id());
            all.requests.push(request);
            all.payloads += 1;
            self.tell_style(&mut walk, node, pointer);
            all.findings.merge(walk.findings(&mut self.locator));
            return;
        }
        let users = find(members, &["usersList"]).and_then(Node::elements).unwrap_or_default();
        if let Some(first) = { users }.next() {
            let mut walk = Walk::new(KeyStyle::of(first, &VALIDATED_USER), self.context);
            let at = member(pointer, "usersList");
            all.errors = error_list::validation_response(&mut walk, users, &at);
            all.findings.merge(walk.findings(&mut self.locator));
            all.payloads += 1;
        }
    }

    /// The items of a job list.
    fn list(&mut self, all: &mut Document<'a>, elements: Elements<'a>, pointer: &str) {
        for (at, node) in elements.enumerate() {
            let pointer = element(pointer, at);
            if node.members().is_some_and(|members| recognize::looks_like_job(&members)) {
                self.job(all, node, &pointer, true);
            } else {
                let message = format!("{} that is no job status", node.kind());
                let finding = self.finding(node, &pointer, Rule::UnknownPayload, message);
                all.findings.add(finding);
            }
        }
    }

    /// Adds a job to a document.
    fn job(&mut self, all: &mut Document<'a>, node: Node<'a>, pointer: &str, listed: bool) {
        if self.context.room.is_some_and(|room| !room.take(size_of::<Payload<'_>>())) {
            let message = room::LEFT_OUT.to_owned();
            all.findings.add(self.finding(node, pointer, Rule::TooLarge, message));
            return;
        }
        let (job, findings) = lenient::job(node, pointer, listed, self);
        let Context { rules, show, .. } = self.context;
        let counted = findings.counts().filter(|(rule, _)| rules.allows(*rule));
        let count = u32::try_from(counted.map(|(_, count)| count).sum::<u64>()).unwrap_or(u32::MAX);
        let id = job.id.as_deref().unwrap_or_default();
        let shown = match show.is_some_and(|show| show.matches(id)) {
            true => findings.kept().into_iter().filter(|f| rules.allows(f.rule)).cloned().collect(),
            false => Vec::new(),
        };
        all.findings.merge(findings);
        let id = job.id.as_ref().and_then(IdText::id);
        all.jobs.push(Payload { job, position: Position::default(), findings: count, shown });
        all.payloads += 1;
        self.errors_in_job(all, node, pointer, id);
    }

    /// What a program that saves a job puts into it: its errors, in a field that is not documented.
    fn errors_in_job(
        &mut self,
        all: &mut Document<'a>,
        node: Node<'a>,
        pointer: &str,
        id: Option<Id>,
    ) {
        let is_field = |key: &str| JOB.fields.iter().any(|field| is_like(key, field.name));
        let members = node.members().unwrap_or_default();
        for (key, node) in members.0.iter().filter(|(key, _)| !is_field(key)) {
            if !recognize::lists_errors(*node) {
                continue;
            }
            let pointer = member(pointer, key);
            let lists: Vec<(Node<'a>, String)> = match node.elements() {
                Some(elements) => {
                    (0..).zip(elements).map(|(at, node)| (node, element(&pointer, at))).collect()
                }
                None => vec![(*node, pointer)],
            };
            for (node, pointer) in lists {
                let members = node.members().unwrap_or_default();
                let mut one = self.object(node, &members, PayloadKind::ErrorList, &pointer);
                one.is_about(id);
                all.payloads += one.payloads;
                all.errors.append(&mut one.errors);
                all.findings.merge(one.findings);
            }
        }
    }

    fn finding(&mut self, node: Node<'a>, pointer: &str, rule: Rule, message: String) -> Finding {
        let place =
            Place { path: Some(pointer.to_owned()), ..self.locator.locate(node.text()).place() };
        Finding::at(rule, place, message)
    }
}
