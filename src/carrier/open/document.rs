//! A JSON document, walked from the outside to the payloads in it.
//!
//! In: a document that stands in a text, or is all of it. Out: to the [`Opener`] of the text, each payload with its
//! JSON pointer, and what carriers of JSON hold. A payload is not searched for others. What lies around it may be
//! anything that has members or elements, to a bounded number of levels.

use std::borrow::Cow;

use super::Opener;
use crate::carrier::{
    At, CARRIERS, Carrier, JSON_TEXT, Opens, Payload, ROWS, Record, TYPED, WRAPPER, json_text,
    typed, wrapper,
};
use crate::payload::json::{Members, Node, element, member};
use crate::payload::{Id, PayloadKind, named_job, recognize};

/// How many levels of objects and arrays may lie around a payload. Each is read once more.
const MAX_LEVELS: u32 = 24;

/// A value on the way to payloads.
struct Step<'a> {
    node: Node<'a>,
    pointer: String,
    levels: u32,
    /// Whether more lies around it than an array.
    wrapped: bool,
}

impl<'a> Opener<'a> {
    /// A JSON document that stands in the text.
    pub(super) fn document(&mut self, node: Node<'a>) {
        self.value(Step { node, pointer: String::new(), levels: 0, wrapped: false }, node);
    }

    fn value(&mut self, step: Step<'a>, document: Node<'a>) {
        let Step { node, pointer, levels, wrapped } = step;
        if let Some(members) = node.members() {
            return self.object(Step { node, pointer, levels, wrapped }, &members, document);
        }
        if levels == MAX_LEVELS {
            return;
        }
        if let Some(elements) = node.elements() {
            let mut rows = std::mem::take(&mut self.json_rows);
            let names_errors = self.tables.header;
            let is_table =
                rows.add_lists(elements, names_errors, || self.name_of_rows(document, &pointer));
            self.json_rows = rows;
            if is_table {
                return;
            }
        }
        if let Some(text) = json_text::of_array(node) {
            self.packed(&JSON_TEXT, text, (&pointer, wrapped || levels > 0), document);
        } else if let Some(elements) = node.elements() {
            let wrapped = wrapped || levels > 0;
            let first = self.out.payloads.len();
            for (at, node) in elements.enumerate() {
                let pointer = element(&pointer, at);
                self.value(Step { node, pointer, levels: levels + 1, wrapped }, document);
            }
            self.give_job(first, None);
        } else if let Some((carrier, text)) = json_text::of(node) {
            self.packed(carrier, text, (&pointer, wrapped || levels > 0), document);
        }
    }

    /// What a value says that is no JSON itself; whether something lies around it is told with its pointer.
    fn packed(
        &mut self,
        carrier: &Carrier,
        text: String,
        (pointer, wrapped): (&str, bool),
        document: Node<'a>,
    ) {
        let record = Record { text, name: self.name(document, pointer), lines: Vec::new() };
        let before = self.out.payloads.len();
        self.record(&record, false);
        if self.out.payloads.len() > before {
            self.out.carriers.add(carrier);
            if wrapped {
                self.out.carriers.add(&WRAPPER);
            }
        }
    }

    fn object(&mut self, step: Step<'a>, members: &Members<'a>, document: Node<'a>) {
        let Step { node, pointer, levels, wrapped } = step;
        let offset = self.offset(node.text());
        let at = || At::Text { offset, pointer: pointer.clone() };
        let listed = self.listed || pointer_of_list(&pointer);
        let kind = wrapper::kind(members);
        let payload = |at| Payload {
            text: Cow::Borrowed(node.text()),
            at,
            listed,
            holds_jobs: wrapper::holds_jobs(kind),
            job: wrapper::job(kind, members),
        };
        match kind {
            PayloadKind::Foreign => {}
            // Any API has lists of things with names; by itself one is an archived list.
            PayloadKind::Directory if levels > 0 => {}
            PayloadKind::HttpError => {
                if levels == 0 && self.out.refused.is_none() {
                    self.out.refused = Some(payload(at()));
                }
            }
            _ => {
                let found = match typed::plain(node) {
                    Some(text) => {
                        self.out.carriers.add(&TYPED);
                        Payload { text: Cow::Owned(text), ..payload(at()) }
                    }
                    None => payload(at()),
                };
                self.out.payloads.push(found);
                if wrapped {
                    self.out.carriers.add(&WRAPPER);
                }
                return;
            }
        }
        if levels == MAX_LEVELS || wrapper::is_description(members) {
            return;
        }
        for carrier in CARRIERS {
            let Opens::Object(open) = carrier.opens else { continue };
            if let Some(parts) = open(members) {
                self.out.carriers.add(carrier);
                return parts.into_iter().for_each(|part| self.part(part));
            }
        }
        let mut rows = std::mem::take(&mut self.json_rows);
        let is_table = rows.add(members, self.tables.header, |is_row| {
            let above = pointer.rsplit_once('/').map_or("", |(above, _)| above);
            self.name_of_rows(document, if is_row { above } else { &pointer })
        });
        self.json_rows = rows;
        if is_table {
            return;
        }
        let first = self.out.payloads.len();
        for (key, node) in &members.0 {
            let pointer = member(&pointer, key);
            let step = Step { node: *node, pointer, levels: levels + 1, wrapped: true };
            let before = self.out.payloads.len();
            self.value(step, document);
            if before < self.out.payloads.len() && recognize::lists_errors(*node) {
                self.give_job(before, Id::read(key));
            }
        }
        if first < self.out.payloads.len() {
            let holds_jobs = self.out.payloads[first..].iter().any(|one| one.holds_jobs);
            let around = || named_job::around(members).filter(|_| !holds_jobs);
            self.give_job(first, named_job::in_members(members).or_else(around));
        }
    }

    /// Gives the payloads from the `first` on, which stand together, the job that what is around them names, else the
    /// only one among them.
    fn give_job(&mut self, first: usize, named: Option<Id>) {
        let payloads = &mut self.out.payloads[first..];
        let mut jobs = payloads.iter().filter(|one| one.holds_jobs).map(|one| one.job);
        let only = || jobs.next().flatten().filter(|job| jobs.all(|other| other == Some(*job)));
        if let Some(job) = named.or_else(only) {
            let others = payloads.iter_mut().filter(|one| !one.holds_jobs);
            others.for_each(|one| one.job = one.job.or(Some(job)));
        }
    }

    /// What the table is called whose rows stand there.
    fn name_of_rows(&mut self, document: Node<'a>, pointer: &str) -> String {
        let is_all = pointer.is_empty() && !self.several;
        match (is_all, self.is_record) {
            (true, true) => String::new(),
            (true, false) if self.first_line == 1 => String::from(ROWS.name),
            _ => self.name(document, pointer),
        }
    }

    /// What a record of a document is called: its pointer, behind the line of its document where there
    /// are several.
    fn name(&mut self, document: Node<'a>, pointer: &str) -> String {
        if self.several || self.first_line > 1 {
            let line = self.line(self.offset(document.text()));
            return format!("{line}{pointer}");
        }
        let pointer = pointer.trim_start_matches('/');
        String::from(if pointer.is_empty() { JSON_TEXT.name } else { pointer })
    }
}

/// Whether a pointer is that of an element of a list, as the API answers with it.
fn pointer_of_list(pointer: &str) -> bool {
    let mut steps = pointer.rsplit('/');
    let is_number = |step: &str| !step.is_empty() && step.bytes().all(|b| b.is_ascii_digit());
    steps.next().is_some_and(is_number) && steps.next() == Some("items")
}
