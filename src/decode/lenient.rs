//! The lenient walk: every violation of one payload, and all that is sound in it.
//!
//! In: a JSON object that looks like a job status and was refused by the strict decoder, or breaks
//! a rule. Out: the job as far as it can be read, and a finding for each fault with its line,
//! column and pointer. Fields are checked against the [`schema`](crate::reference::schema) table one by one, so
//! that one bad field costs one field.

use crate::decode::Lenient;
use crate::decode::checker::{Naming, Object, Value, Walk};
use crate::decode::consistency::{self, At, Sink};
use crate::findings::rule::Rule;
use crate::findings::{FindingCollector, shortened};
use crate::payload::json::{Members, Node, member};
use crate::payload::recognize;
use crate::payload::{Counts, Execution, Family, Job, Step};
use crate::reference::schema::{self, Presence, Type};

/// Reads a job leniently. `listed` says that it is an item of a job list, where the name is absent.
pub(super) fn job<'a>(
    node: Node<'a>,
    pointer: &str,
    listed: bool,
    lenient: &mut Lenient<'a, '_>,
) -> (Job<'a>, FindingCollector) {
    let members = node.members().unwrap_or(Members(Vec::new()));
    let naming = if recognize::is_snake_case(&members) { Naming::Snake } else { Naming::Camel };
    let mut walk = Walk::new(naming, lenient.context.per_rule);
    let mut job = Job::default();
    let mut outline =
        Outline { job: Object { node, pointer: pointer.to_owned() }, runs: Vec::new() };
    let mut counts = None;
    for (field, value, at) in walk.fields(&members, pointer, schema::JOB) {
        match (field.name, value) {
            ("jobExecutionStatus", Value::Objects(nodes)) => {
                let (executions, runs) = walk.executions(nodes, &at);
                job.executions = Some(executions);
                outline.runs = runs;
            }
            ("counts", Value::Counts(node)) => counts = Some((node, at)),
            (name, value) => set_job(&mut job, name, value),
        }
    }
    if let Some((node, at)) = counts {
        job.counts = Some(walk.counts(node, &at, &job));
    }
    let family = job.family();
    walk.missing(&members, &outline.job, schema::JOB, |presence| match presence {
        Presence::Required => true,
        // Other families may say it as their type.
        Presence::RequiredUnlessListed => !listed && job.job_type.is_none(),
        Presence::RequiredOfMoveUsers => family == Family::MOVE_USERS,
        Presence::Optional | Presence::OtherFamilies => false,
    });
    if family == Family::MOVE_USERS {
        for field in schema::JOB.iter().filter(|field| field.presence == Presence::OtherFamilies) {
            if let Some((key, node)) = naming.find(&members, field.name) {
                let message = format!("`{key}` is not documented for {}", family.name());
                walk.put(Rule::UnknownField, node, member(pointer, key), message);
            }
        }
    }
    if naming == Naming::Snake {
        let message =
            "keys are written as Python names, `latest_execution_status`; read all the same";
        walk.put(Rule::SnakeCaseDump, node, pointer.to_owned(), message.to_owned());
    }
    consistency::job(
        &job,
        lenient.context.now,
        &mut Located { walk: &mut walk, outline: &outline },
    );
    (job, walk.findings(&mut lenient.locator))
}

fn set_job<'a>(job: &mut Job<'a>, name: &str, value: Value<'a>) {
    match (name, value) {
        ("name", Value::Text(text)) => job.name = Some(text),
        ("id", Value::Text(text)) => job.id = Some(text.into()),
        ("trackingId", Value::Text(text)) => job.tracking_id = Some(text),
        ("sourceUserId", Value::Text(text)) => job.source_user_id = Some(text.into()),
        ("sourceCustomerId", Value::Text(text)) => job.source_customer_id = Some(text.into()),
        ("targetCustomerId", Value::Text(text)) => job.target_customer_id = Some(text.into()),
        ("instanceId", Value::Integer(number)) => job.instance_id = Some(number),
        ("latestExecutionStatus", Value::Status(status)) => job.latest_status = Some(status),
        ("latestExecutionExitCode", Value::ExitCode(code)) => job.latest_exit_code = Some(code),
        ("csvFile", Value::Text(text)) => job.csv_file = Some(text),
        ("csvFileExpiryTime", Value::Time(time)) => job.csv_file_expiry_time = Some(time),
        ("fileFormat", Value::Text(text)) => job.file_format = Some(text),
        ("csvFileDownloadUrl", Value::Text(text)) => job.csv_file_download_url = Some(text),
        ("jobType", Value::Text(text)) => job.job_type = Some(text),
        ("operationType", Value::Text(text)) => job.operation_type = Some(text),
        ("target", Value::Text(text)) => job.target = Some(text),
        ("locationId", Value::Text(text)) => job.location_id = Some(text.into()),
        ("locationName", Value::Text(text)) => job.location_name = Some(text),
        ("sourceLocationId", Value::Text(text)) => job.source_location_id = Some(text.into()),
        ("targetLocationId", Value::Text(text)) => job.target_location_id = Some(text.into()),
        ("vendorId", Value::Text(text)) => job.vendor_id = Some(text),
        ("percentageComplete", Value::Integer(number)) => job.percentage_complete = Some(number),
        ("deviceCount", Value::Integer(number)) => job.device_count = Some(number),
        ("updatedCount", Value::Integer(number)) => job.updated_count = Some(number),
        ("advisoryCount", Value::Integer(number)) => job.advisory_count = Some(number),
        ("locationCustomizationsEnabled", Value::Flag(flag)) => {
            job.location_customizations_enabled = Some(flag)
        }
        ("allowAdminInviteEmails", Value::Flag(flag)) => job.allow_admin_invite_emails = Some(flag),
        // Every documented field stands above; a test goes through the table.
        _ => {}
    }
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

/// Gives the violations that `validate` finds their place.
struct Located<'w, 'a> {
    walk: &'w mut Walk<'a>,
    outline: &'w Outline<'a>,
}

impl Sink for Located<'_, '_> {
    fn put(&mut self, rule: Rule, at: At, message: impl FnOnce() -> String) {
        let run = at.execution.and_then(|i| self.outline.runs.get(i));
        let object = match (run, at.step) {
            (Some((_, steps)), Some(j)) => steps.get(j),
            (Some((execution, _)), None) => Some(execution),
            (None, _) => None,
        };
        let object = object.unwrap_or(&self.outline.job);
        // It has one, which could not be read; that is a finding already.
        if rule == Rule::FinishedWithoutEnd
            && object
                .node
                .members()
                .is_some_and(|m| self.walk.naming().find(&m, "endTime").is_some())
        {
            return;
        }
        let (mut node, mut pointer) = (object.node, object.pointer.clone());
        let path = if at.in_counts { &["counts", at.field][..] } else { &[at.field][..] };
        for &key in path {
            // A finding about something absent stands at the object that lacks it.
            let Some(members) = node.members() else { break };
            let Some((key, value)) = self.walk.naming().find(&members, key) else { break };
            (node, pointer) = (value, member(&pointer, key));
        }
        self.walk.put(rule, node, pointer, message());
    }
}

impl<'a> Walk<'a> {
    fn executions(
        &mut self,
        nodes: Vec<Node<'a>>,
        pointer: &str,
    ) -> (Vec<Execution<'a>>, Vec<(Object<'a>, Vec<Object<'a>>)>) {
        let mut executions = Vec::new();
        let mut runs = Vec::new();
        for (at, node) in nodes.into_iter().enumerate() {
            let Some((object, members)) = self.object(node, pointer, at) else { continue };
            let mut run = Execution::default();
            let mut steps = Vec::new();
            for (field, value, at) in self.fields(&members, &object.pointer, schema::EXECUTION) {
                match (field.name, value) {
                    ("id", Value::Integer(number)) => run.id = Some(number),
                    ("startTime", Value::Time(time)) => run.start_time = Some(time),
                    ("endTime", Value::Time(time)) => run.end_time = Some(time),
                    ("lastUpdated", Value::Time(time)) => run.last_updated = Some(time),
                    ("createdTime", Value::Time(time)) => run.created_time = Some(time),
                    ("statusMessage", Value::Status(status)) => run.status = Some(status),
                    ("exitCode", Value::ExitCode(code)) => run.exit_code = Some(code),
                    ("timeElapsed", Value::Duration(elapsed)) => run.elapsed = Some(elapsed),
                    ("stepExecutionStatuses", Value::Objects(nodes)) => {
                        let (read, objects) = self.steps(nodes, &at);
                        run.steps = Some(read);
                        steps = objects;
                    }
                    _ => {}
                }
            }
            self.missing(&members, &object, schema::EXECUTION, |p| p == Presence::Required);
            executions.push(run);
            runs.push((object, steps));
        }
        (executions, runs)
    }

    fn steps(&mut self, nodes: Vec<Node<'a>>, pointer: &str) -> (Vec<Step<'a>>, Vec<Object<'a>>) {
        let mut steps = Vec::new();
        let mut places = Vec::new();
        for (at, node) in nodes.into_iter().enumerate() {
            let Some((object, members)) = self.object(node, pointer, at) else { continue };
            let mut step = Step::default();
            for (field, value, _) in self.fields(&members, &object.pointer, schema::STEP) {
                match (field.name, value) {
                    ("id", Value::Integer(number)) => step.id = Some(number),
                    ("startTime", Value::Time(time)) => step.start_time = Some(time),
                    ("endTime", Value::Time(time)) => step.end_time = Some(time),
                    ("lastUpdated", Value::Time(time)) => step.last_updated = Some(time),
                    ("statusMessage", Value::Status(status)) => step.status = Some(status),
                    ("exitCode", Value::ExitCode(code)) => step.exit_code = Some(code),
                    ("name", Value::Text(text)) => step.name = Some(text),
                    ("timeElapsed", Value::Duration(elapsed)) => step.elapsed = Some(elapsed),
                    _ => {}
                }
            }
            self.missing(&members, &object, schema::STEP, |p| p == Presence::Required);
            steps.push(step);
            places.push(object);
        }
        (steps, places)
    }

    fn counts(&mut self, node: Node<'a>, pointer: &str, job: &Job<'a>) -> Counts {
        let mut counts = Counts::default();
        let members = node.members().unwrap_or(Members(Vec::new()));
        let mut undocumented = Vec::new();
        for (key, value, at) in self.once_each(&members, pointer) {
            let name = self.naming().documented(key);
            match (Counts::known_name(&name), value.read::<i64>()) {
                (Some(name), Some(number)) => counts.set(name, number),
                (Some(_), None) if is_whole(value) => {
                    let message = format!(
                        "{}, expected a number from 0 to {}",
                        shortened(value.text()),
                        Counts::LARGEST
                    );
                    self.put(Rule::InvalidCount, value, at, message);
                }
                (Some(_), None) => self.wrong_type(Type::Integer, value, &at),
                (None, _) => undocumented.push((key, value, at)),
            }
        }
        let named = job.family();
        let family = if named == Family::Unknown && job.name.is_none() && job.job_type.is_none() {
            Family::of_counts(&counts)
        } else {
            named
        };
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
            if Counts::known_name(&self.naming().documented(key))
                .is_some_and(|name| !family.count_names().any(|own| own == name))
            {
                let message = format!("`{}` is not documented for {}", &**key, family.name());
                self.put(Rule::UnknownField, *value, member(pointer, key), message);
            }
        }
        for name in
            family.count_names().filter(|name| family.requires_count(name)).collect::<Vec<_>>()
        {
            if self.naming().find(&members, name).is_some() {
                continue;
            }
            let message = format!("`{name}` is absent, expected a whole number");
            self.put(Rule::MissingField, node, pointer.to_owned(), message);
        }
        counts
    }
}
