//! The lenient walk: every violation of one payload, and all that is sound in it.
//!
//! In: a JSON object that looks like a job status and was refused by the strict decoder, or breaks
//! a rule. Out: the job as far as it can be read, and a finding for each fault with its line,
//! column and pointer. Fields are checked against the table of
//! [`fields`](crate::payload::fields) one by one, so that one bad field costs one field.

use crate::decode::Lenient;
use crate::decode::checker::{Object, Value, Walk};
use crate::decode::consistency::{self, At, Sink};
use crate::findings::rule::Rule;
use crate::findings::{FindingCollector, shortened};
use crate::payload::field::{JobContext, Type};
use crate::payload::fields::{EXECUTION, JOB, STEP};
use crate::payload::json::{Elements, Members, Node, member};
use crate::payload::{Counts, Execution, Family, Job, KeyStyle, Step};

/// Reads a job leniently. `listed` says that it is an item of a job list, where the name is absent.
pub(super) fn job<'a>(
    node: Node<'a>,
    pointer: &str,
    listed: bool,
    lenient: &mut Lenient<'a, '_>,
) -> (Job<'a>, FindingCollector) {
    let members = node.members().unwrap_or_default();
    let mut walk = Walk::new(KeyStyle::of(node, &JOB), lenient.context);
    let mut job = Job::default();
    let mut outline =
        Outline { job: Object { node, pointer: pointer.to_owned() }, runs: Vec::new() };
    let mut counts = None;
    for (field, value, at) in walk.fields(&members, pointer, &JOB) {
        match value {
            Value::Objects(nodes) => {
                let (executions, runs) = walk.executions(nodes, &at);
                job.executions = Some(executions);
                outline.runs = runs;
            }
            Value::Counts(node) => counts = Some((node, at)),
            Value::Plain(value) => job.set(field.name, value),
            Value::Object(_) => {}
        }
    }
    if let Some((node, at)) = counts {
        job.counts = Some(walk.counts(node, &at, &job));
    }
    walk.presence_in_job(&outline, job.context(listed));
    lenient.tell_style(&mut walk, node, pointer);
    consistency::job(
        &job,
        lenient.context.now,
        &mut Located { walk: &mut walk, outline: &outline },
    );
    (job, walk.findings(&mut lenient.locator))
}

/// Whether a value is a whole number, of any size.
fn is_whole(value: Node<'_>) -> bool {
    let digits = value.text().trim_start_matches('-');
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Where the objects of a job stand, for the findings of the consistency rules.
struct Outline<'a> {
    job: Object<'a>,
    runs: Vec<(Object<'a>, Vec<Object<'a>>)>,
}

/// Gives the violations that `consistency` finds their place.
struct Located<'w, 'a, 'c> {
    walk: &'w mut Walk<'a, 'c>,
    outline: &'w Outline<'a>,
}

impl Located<'_, '_, '_> {
    /// Whether there is an end that could not be read, which is a finding already.
    fn has_unreadable_end(&self, node: Node<'_>) -> bool {
        let end = |members: Members<'_>| {
            let (_, end) = self.walk.style().find(&members, "endTime")?;
            Some(!matches!(end.text(), "null" | "\"\""))
        };
        node.members().and_then(end).unwrap_or_default()
    }
}

impl Sink for Located<'_, '_, '_> {
    fn put(&mut self, rule: Rule, at: At, message: impl FnOnce() -> String) {
        let run = at.execution.and_then(|i| self.outline.runs.get(i));
        let object = match (run, at.step) {
            (Some((_, steps)), Some(j)) => steps.get(j),
            (Some((execution, _)), None) => Some(execution),
            (None, _) => None,
        };
        let object = object.unwrap_or(&self.outline.job);
        if rule == Rule::FinishedWithoutEnd && self.has_unreadable_end(object.node) {
            return;
        }
        let (mut node, mut pointer) = (object.node, object.pointer.clone());
        let path = if at.in_counts { &["counts", at.field][..] } else { &[at.field][..] };
        for &key in path {
            // A finding about something absent stands at the object that lacks it.
            let Some(members) = node.members() else { break };
            let Some((key, value)) = self.walk.style().find(&members, key) else { break };
            (node, pointer) = (value, member(&pointer, key));
        }
        self.walk.put(rule, node, pointer, message());
    }
}

impl<'a> Walk<'a, '_> {
    /// The fields that a job and its parts must and must not have.
    fn presence_in_job(&mut self, outline: &Outline<'a>, job: JobContext) {
        self.presence(&outline.job, &JOB, job);
        for (execution, steps) in &outline.runs {
            self.presence(execution, &EXECUTION, job);
            steps.iter().for_each(|step| self.presence(step, &STEP, job));
        }
    }

    fn executions(
        &mut self,
        nodes: Elements<'a>,
        pointer: &str,
    ) -> (Vec<Execution<'a>>, Vec<(Object<'a>, Vec<Object<'a>>)>) {
        let mut executions = Vec::new();
        let mut runs = Vec::new();
        for (at, node) in nodes.enumerate() {
            let size = size_of::<Execution<'_>>() + size_of::<(Object<'_>, Vec<Object<'_>>)>();
            let size = size + pointer.len();
            let Some((object, members)) = self.object(node, pointer, at, size) else { continue };
            let mut run = Execution::default();
            let mut steps = Vec::new();
            for (field, value, at) in self.fields(&members, &object.pointer, &EXECUTION) {
                match value {
                    Value::Objects(nodes) => {
                        let (read, objects) = self.steps(nodes, &at);
                        run.steps = Some(read);
                        steps = objects;
                    }
                    Value::Plain(value) => run.set(field.name, value),
                    Value::Object(_) | Value::Counts(_) => {}
                }
            }
            executions.push(run);
            runs.push((object, steps));
        }
        (executions, runs)
    }

    fn steps(&mut self, nodes: Elements<'a>, pointer: &str) -> (Vec<Step<'a>>, Vec<Object<'a>>) {
        let mut steps = Vec::new();
        let mut places = Vec::new();
        for (at, node) in nodes.enumerate() {
            let size = size_of::<Step<'_>>() + size_of::<Object<'_>>() + pointer.len();
            let Some((object, members)) = self.object(node, pointer, at, size) else { continue };
            let mut step = Step::default();
            for (field, value, _) in self.fields(&members, &object.pointer, &STEP) {
                if let Value::Plain(value) = value {
                    step.set(field.name, value);
                }
            }
            steps.push(step);
            places.push(object);
        }
        (steps, places)
    }

    fn counts(&mut self, node: Node<'a>, pointer: &str, job: &Job<'a>) -> Counts {
        let mut counts = Counts::default();
        let members = node.members().unwrap_or_default();
        let (mut undocumented, mut nulls) = (Vec::new(), Vec::new());
        for (key, value, at) in self.once_each(&members, pointer) {
            let Some(name) = Counts::known_name_in(self.style(), key) else {
                undocumented.push((key, value, at));
                continue;
            };
            if value.kind() == "null" {
                nulls.push((name, value, at));
            } else if let Some(number) = self.integer(value, &at) {
                counts.set(name, number);
            } else if is_whole(value) {
                let found = shortened(value.text());
                let message = format!("{found}, expected a number from 0 to {}", Counts::LARGEST);
                self.put(Rule::InvalidCount, value, at, message);
            } else {
                self.wrong_type(Type::Integer, value, &at);
            }
        }
        let family = job.family_counting(Some(&counts));
        for (name, value, at) in nulls {
            if family.requires_count(name) {
                self.wrong_type(Type::Integer, value, &at);
            } else {
                self.put_form(Rule::NullField, value, &at, String::from("null is read as absent"));
            }
        }
        for (key, value, at) in undocumented {
            // Nobody knows what an unknown family counts.
            if family != Family::Unknown {
                self.put(
                    Rule::UnknownField,
                    value,
                    at,
                    format!("`{}` is not documented", shortened(key)),
                );
            }
        }
        for (key, value) in members.0.iter().filter(|_| family != Family::Unknown) {
            let is_foreign = Counts::known_name_in(self.style(), key)
                .is_some_and(|name| !family.count_names().any(|own| own == name));
            if is_foreign && value.kind() != "null" {
                let message = format!("`{}` is not documented for {}", &**key, family.name());
                self.put(Rule::UnknownField, *value, member(pointer, key), message);
            }
        }
        for name in
            family.count_names().filter(|name| family.requires_count(name)).collect::<Vec<_>>()
        {
            if self.style().find(&members, name).is_some() {
                continue;
            }
            let message = format!("`{name}` is absent, expected a whole number");
            self.put(Rule::MissingField, node, pointer.to_owned(), message);
        }
        counts
    }
}
