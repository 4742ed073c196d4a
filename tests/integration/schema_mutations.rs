//! The schema table, the strict decoder and the rules, held together by mutations of the
//! documented example: each fault gives its finding at its place, and costs nothing else.

use jobaudit::decode::{Context, Document, json_document};
use jobaudit::findings::rule::{Group, Rule};
use jobaudit::payload::Job;
use jobaudit::payload::field::{Field, Presence, Type};
use jobaudit::payload::fields::{EXECUTION, JOB, STEP};
use serde_json::{Map, Value, json};

use crate::support::job_id;

const RUN: &str = "/jobExecutionStatus/0";
const FIRST_STEP: &str = "/jobExecutionStatus/0/stepExecutionStatuses/0";

/// The documented example, in the order of its keys.
fn example() -> String {
    std::fs::read_to_string("samples/documented-example/job-status.json").expect("the example")
}

fn value() -> Value {
    serde_json::from_str(&example()).expect("JSON")
}

fn findings(document: &Document<'_>) -> Vec<(Rule, String)> {
    let place = |path: &Option<String>| path.clone().unwrap_or_default();
    document
        .findings
        .kept()
        .into_iter()
        .map(|finding| (finding.rule, place(&finding.place.path)))
        .collect()
}

/// Decodes a value and gives its findings; that its job is still there is asserted.
fn faults(value: &Value) -> Vec<(Rule, String)> {
    let text = value.to_string();
    let document = json_document(&text, Context::default());
    assert_eq!(document.jobs.len(), 1, "{text}");
    findings(&document)
}

/// The objects of a job with the fields that are documented for them.
fn objects() -> [(&'static str, &'static [Field]); 3] {
    [("", JOB.fields), (RUN, EXECUTION.fields), (FIRST_STEP, STEP.fields)]
}

/// A value of each JSON type that the field's is not.
fn wrong_values(kind: Type) -> Vec<Value> {
    let all = [json!(null), json!(true), json!(-1.5), json!("no"), json!([1]), json!({"a": 1})];
    let fits = |value: &Value| match kind {
        Type::Text | Type::Id(_) | Type::Time | Type::Duration | Type::Status | Type::ExitCode => {
            value.is_string()
        }
        Type::Flag => value.is_boolean(),
        Type::Integer => false,
        Type::Code => value.is_string() || value.is_i64(),
        Type::Counts | Type::AnyObject | Type::Object(_) => value.is_object(),
        Type::Objects(_) => value.is_array(),
    };
    all.into_iter().filter(|value| !fits(value)).collect()
}

fn is_required(field: &Field) -> bool {
    use Presence::{Optional, OptionalOrNull, OtherFamilies};
    !matches!(field.presence, Optional | OptionalOrNull | OtherFamilies)
}

fn changed(pointer: &str, change: impl FnOnce(&mut Map<String, Value>)) -> Value {
    let mut value = value();
    change(value.pointer_mut(pointer).and_then(Value::as_object_mut).expect("an object"));
    value
}

#[test]
fn the_documented_example_is_clean() {
    assert_eq!(faults(&value()), []);
    assert!(json_document(&example(), Context::default()).findings.is_empty());
}

/// A job of a family that may have all the fields that `moveusers` has not.
fn of_another_family() -> Value {
    changed("", |job| {
        job.insert(String::from("name"), json!("managenumbers"));
        job.insert(
            String::from("counts"),
            json!({"totalNumbers": 1, "numbersMoved": 1, "numbersFailed": 0}),
        );
        for field in JOB.fields.iter().filter(|field| field.presence == Presence::OtherFamilies) {
            let value = match field.kind {
                Type::Integer => json!(7),
                Type::Flag => json!(true),
                Type::Id(_) => json!("131d985d-be8a-4728-b360-630c50151271"),
                _ => json!(field.name),
            };
            job.insert(field.name.into(), value);
        }
    })
}

/// A documented field in a payload that is clean.
struct Place<'b> {
    base: &'b Value,
    object: &'static str,
    name: &'static str,
    required: bool,
    /// What else is wrong where the field is absent.
    implied: Option<(Rule, String)>,
}

impl Place<'_> {
    fn at(&self) -> String {
        format!("{}/{}", self.object, self.name)
    }

    fn changed(&self, change: impl FnOnce(&mut Map<String, Value>)) -> Value {
        let mut value = self.base.clone();
        change(value.pointer_mut(self.object).and_then(Value::as_object_mut).expect("an object"));
        value
    }

    fn value(&self) -> &Value {
        &self.base.pointer(self.object).expect("an object")[self.name]
    }

    fn without(&self) -> Value {
        self.changed(|members| drop(members.remove(self.name)))
    }

    fn missing(&self) -> Option<(Rule, String)> {
        self.required.then(|| (Rule::MissingField, self.object.to_owned()))
    }

    /// The payload as text, with these members in the place of the field, at the beginning of its
    /// object.
    fn beginning(&self, members: &str) -> String {
        let marked = self.changed(|object| {
            object.remove(self.name);
            object.insert(String::from("MARK"), json!(1));
        });
        marked.to_string().replace("\"MARK\":1", members)
    }

    /// Every fault that the field can have, each held to its findings and to what is left of the
    /// job. Returns how many there were.
    fn mutate(&self, wrong: &[Value]) -> u32 {
        let (at, without) = (self.at(), self.without());
        let left = without.to_string();
        let implied = || self.implied.clone();
        let mut mutations = 0;
        let mut hold = |text: &str, findings: Vec<(Rule, String)>, sound: &str| {
            mutations += 1;
            hold(text, findings, sound);
        };

        let absent: Vec<_> = self.missing().into_iter().chain(implied()).collect();
        hold(&left, absent.clone(), &left);
        // The same by the lenient walk, which a fault elsewhere leads to.
        let mut elsewhere = without.clone();
        elsewhere["unheardOf"] = json!(1);
        let unheard = (Rule::UnknownField, String::from("/unheardOf"));
        hold(&elsewhere.to_string(), absent.iter().cloned().chain([unheard]).collect(), &left);

        // A null where nothing must be is as good as nothing, and SDKs list jobs with a null for a name.
        let may_be_null = !self.required || self.at() == "/name";
        let null = if may_be_null { Rule::NullField } else { Rule::WrongType };
        for value in wrong {
            let rule = if value.is_null() { null } else { Rule::WrongType };
            let implied = implied().filter(|_| rule == Rule::NullField);
            let text =
                self.changed(|members| drop(members.insert(self.name.into(), value.clone())));
            let found = [(rule, at.clone())].into_iter().chain(implied).collect();
            hold(&text.to_string(), found, &left);
        }

        for other in misspelt(self.name) {
            let text = self.changed(|members| {
                let value = members.remove(self.name).expect("the field");
                members.insert(other.clone(), value);
            });
            let unknown = (Rule::UnknownField, format!("{}/{other}", self.object));
            hold(&text.to_string(), absent.iter().cloned().chain([unknown]).collect(), &left);
        }

        // Twice, plainly and with an escape: the first one counts, whatever the second one is.
        let (name, value) = (self.name, self.value());
        let once = self.beginning(&format!("\"{name}\":{value}"));
        let escaped = format!("\\u{:04x}{}", name.as_bytes()[0], &name[1..]);
        for key in [name, &escaped] {
            for second in [value, &Value::Null] {
                let text = self.beginning(&format!("\"{name}\":{value},\"{key}\":{second}"));
                hold(&text, vec![(Rule::DuplicateKey, at.clone())], &once);
            }
        }
        let text = self.beginning(&format!("\"{name}\":null,\"{name}\":{value}"));
        let implied = implied().filter(|_| null == Rule::NullField);
        let found = [(null, at.clone()), (Rule::DuplicateKey, at.clone())].into_iter();
        hold(&text, found.chain(implied).collect(), &left);
        mutations
    }
}

/// A text gives these findings and no other, and the job that the sound text gives the strict
/// decoder, which knows nothing of required fields and rules.
#[track_caller]
fn hold(text: &str, mut expected: Vec<(Rule, String)>, sound: &str) {
    let document = json_document(text, Context::default());
    let mut found = findings(&document);
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "{text}");
    assert_eq!(document.jobs.len(), 1, "{text}");
    let sound: Job<'_> = serde_json::from_str(sound).expect("the strict decoder takes it");
    assert_eq!(document.jobs[0].job, sound, "{text}");
    assert_eq!(document.jobs[0].findings as usize, found.len(), "{text}");
}

fn misspelt(name: &str) -> Vec<String> {
    let snake = |c: char| match c.is_uppercase() {
        true => format!("_{}", c.to_ascii_lowercase()),
        false => c.to_string(),
    };
    let capital = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
    let mut all = vec![name.to_uppercase(), capital, format!("{name}_"), format!(" {name}")];
    all.extend(Some(name.chars().map(snake).collect()).filter(|other| other != name));
    all
}

#[test]
fn each_fault_of_each_documented_field_gives_its_findings_alone_and_costs_that_field_alone() {
    let (mut example, mut another) = (value(), of_another_family());
    // No documented example has it.
    for object in [RUN, FIRST_STEP] {
        example.pointer_mut(object).expect("an object")["exitDescription"] = json!("all is well");
        another.pointer_mut(object).expect("an object")["exitDescription"] = json!("all is well");
    }
    let mut mutations = 0;
    for (object, fields) in objects() {
        for field in fields {
            let other_families = field.presence == Presence::OtherFamilies;
            // What has finished says when, so that an end that is not there is a fault of its own.
            let finished = field.name == "endTime";
            let place = Place {
                base: if other_families { &another } else { &example },
                object,
                name: field.name,
                required: is_required(field),
                implied: finished
                    .then(|| (Rule::FinishedWithoutEnd, format!("{object}/statusMessage"))),
            };
            mutations += place.mutate(&wrong_values(field.kind));
        }
    }
    for (name, required) in [("totalMoves", true), ("moved", true), ("failed", true)] {
        let place = Place { base: &example, object: "/counts", name, required, implied: None };
        mutations += place.mutate(&wrong_counts());
    }
    for name in ["pending", "skipped"] {
        let with = changed("/counts", |counts| drop(counts.insert(name.into(), json!(0))));
        assert_eq!(faults(&with), []);
        let place = Place { base: &with, object: "/counts", name, required: false, implied: None };
        mutations += place.mutate(&wrong_counts());
    }
    assert!(mutations >= 700, "{mutations}");
}

fn wrong_counts() -> Vec<Value> {
    let more = [json!(1.5), json!("1.5"), json!(1e30)];
    wrong_values(Type::Integer).into_iter().chain(more).collect()
}

#[test]
fn required_are_the_fields_that_the_documentation_requires() {
    let required = |fields: &[Field]| -> Vec<&str> {
        fields.iter().filter(|field| is_required(field)).map(|field| field.name).collect()
    };
    assert_eq!(
        required(JOB.fields),
        [
            "name",
            "id",
            "sourceUserId",
            "sourceCustomerId",
            "targetCustomerId",
            "instanceId",
            "latestExecutionStatus",
            "counts",
        ]
    );
    assert_eq!(
        required(EXECUTION.fields),
        ["id", "lastUpdated", "statusMessage", "createdTime", "timeElapsed"]
    );
    assert_eq!(
        required(STEP.fields),
        ["id", "lastUpdated", "statusMessage", "name", "timeElapsed"]
    );
}

#[test]
fn elements_that_are_no_objects_are_told_one_by_one_and_cost_themselves_alone() {
    let list = format!("{RUN}/stepExecutionStatuses");
    for wrong in [json!(null), json!(true), json!(7), json!("no"), json!([])] {
        for (list, example) in [("/jobExecutionStatus", value()), (list.as_str(), value())] {
            let mut with = example.clone();
            let elements = with.pointer_mut(list).and_then(Value::as_array_mut).expect("an array");
            elements.push(wrong.clone());
            hold(
                &with.to_string(),
                vec![(Rule::WrongType, format!("{list}/1"))],
                &example.to_string(),
            );
        }
    }
}

#[test]
fn arrays_of_the_right_values_in_the_right_order_are_no_objects() {
    for (at, fields) in [(RUN, EXECUTION.fields), (FIRST_STEP, STEP.fields)] {
        let mut with = value();
        let object = with.pointer_mut(at).expect("an object");
        let members = fields.iter().map(|field| object.get(field.name).cloned());
        *object = members.map(|member| member.unwrap_or_default()).collect();
        assert_eq!(faults(&with), [(Rule::WrongType, at.to_owned())]);
    }
}

#[test]
fn counts_that_nobody_can_believe_or_that_are_foreign_are_told() {
    for name in ["totalMoves", "moved", "failed", "pending", "skipped"] {
        for absurd in [json!(-1), json!(i64::MIN), json!(1_000_000_000_001_u64), json!(i64::MAX)] {
            let with = changed("/counts", |counts| drop(counts.insert(name.into(), absurd)));
            let text = with.to_string();
            hold(&text, vec![(Rule::InvalidCount, format!("/counts/{name}"))], &text);
        }
    }
    for foreign in ["totalNumbers", "totalmoves", "walls"] {
        let with = changed("/counts", |counts| drop(counts.insert(foreign.into(), json!(1))));
        assert_eq!(faults(&with), [(Rule::UnknownField, format!("/counts/{foreign}"))]);
    }
}

#[test]
fn fields_of_other_families_are_theirs_and_not_moveusers() {
    for field in JOB.fields.iter().filter(|field| field.presence == Presence::OtherFamilies) {
        let fitting = match field.kind {
            Type::Integer => json!(1),
            Type::Flag => json!(true),
            Type::Id(_) => json!("131d985d-be8a-4728-b360-630c50151271"),
            _ => json!("x"),
        };
        let found =
            faults(&changed("", |job| drop(job.insert(field.name.into(), fitting.clone()))));
        assert_eq!(found, [(Rule::UnknownField, format!("/{}", field.name))], "{}", field.name);
        let found = faults(&changed("", |job| {
            job.insert(String::from("name"), json!("rebuildphones"));
            job.remove("counts");
            job.insert(field.name.into(), fitting);
        }));
        assert_eq!(found, [], "{}", field.name);
    }
}

/// Sets fields, or removes them.
type Change = (String, Option<Value>);

/// Changes, and all that is then found.
type Breaker = (Vec<Change>, Vec<(Rule, String)>);

/// For each rule the changes to the documented example that break it.
fn rule_breakers() -> Vec<Breaker> {
    let run = |name: &str| format!("{RUN}/{name}");
    let step = |name: &str| format!("{FIRST_STEP}/{name}");
    let job = |name: &str| format!("/{name}");
    let set = |at: String, value: Value| (at, Some(value));
    // A fault that is found where it was made.
    let here = |rule, at: String, value: Value| (vec![set(at.clone(), value)], vec![(rule, at)]);
    let example = value();
    let mut all = Vec::new();

    for text in ["", "P", "PT", "PT2.752", "P1M", "PTNaNS", "PT1e3S", "PT2S ", "ПT2S"] {
        all.push(here(Rule::MalformedDuration, step("timeElapsed"), json!(text)));
        all.push(here(Rule::MalformedDuration, run("timeElapsed"), json!(text)));
    }
    for text in ["PT2,752S", "pt2.752s", "P0DT2.752S", "2.752", "00:00:02.752", "2752ms"] {
        all.push(here(Rule::UnusualDuration, step("timeElapsed"), json!(text)));
        all.push(here(Rule::UnusualDuration, run("timeElapsed"), json!(text)));
    }
    all.push((
        vec![set(step("timeElapsed"), json!("PT-2.752S"))],
        vec![
            (Rule::NegativeDuration, step("timeElapsed")),
            (Rule::ElapsedMismatch, step("timeElapsed")),
            (Rule::ElapsedSumMismatch, run("timeElapsed")),
        ],
    ));
    all.push((
        vec![set(run("timeElapsed"), json!("PT-2.752S"))],
        vec![
            (Rule::NegativeDuration, run("timeElapsed")),
            (Rule::ElapsedSumMismatch, run("timeElapsed")),
        ],
    ));
    for at in
        [step("lastUpdated"), run("lastUpdated"), run("createdTime"), job("csvFileExpiryTime")]
    {
        for text in ["30.05.2023", "05/30/2023 13:04", "2023-02-29T00:00:00Z", "2023-05-30"] {
            all.push(here(Rule::MalformedTimestamp, at.clone(), json!(text)));
        }
        for (rule, value) in [
            (Rule::UnusualTimestamp, json!("2023-05-30 13:04:00+00")),
            (Rule::UnusualTimestamp, json!("/Date(1685451840000)/")),
            (Rule::UnusualTimestamp, json!(1685451840000_u64)),
            (Rule::TimestampWithoutZone, json!("2023-05-30T13:04:00")),
        ] {
            all.push(here(rule, at.clone(), value));
        }
        all.push(here(Rule::NonUtcTimestamp, at, json!("2023-05-30T15:04:00+02:00")));
    }
    for (id, other) in [
        ("id", "sourceUserId"),
        ("sourceUserId", "targetCustomerId"),
        ("sourceCustomerId", "id"),
        ("targetCustomerId", "sourceUserId"),
    ] {
        all.push(here(Rule::MalformedId, job(id), json!("job-42")));
        all.push(here(Rule::UnusualId, job(id), json!(job_id(9).replace('-', ""))));
        all.push(here(Rule::WrongIdKind, job(id), example[other].clone()));
    }
    all.push(here(Rule::InvalidCount, job("counts/failed"), json!(-1)));
    for (at, value) in [
        (job("counts/failed"), json!("0")),
        (job("counts/failed"), json!({"$numberLong": "0"})),
        (job("instanceId"), json!(7.0)),
        (step("id"), json!("1549115")),
    ] {
        all.push(here(Rule::UnusualNumber, at, value));
    }
    all.push(here(Rule::UnexpectedFileFormat, job("fileFormat"), json!("text/html")));
    all.push(here(Rule::UndocumentedValue, step("statusMessage"), json!("NOOP")));
    all.push(here(Rule::UndocumentedValue, step("exitCode"), json!("NOOP")));
    all.push((
        vec![
            set(run("statusMessage"), json!("NOOP")),
            set(job("latestExecutionStatus"), json!("NOOP")),
        ],
        vec![
            (Rule::UndocumentedValue, run("statusMessage")),
            (Rule::UndocumentedValue, job("latestExecutionStatus")),
        ],
    ));
    all.push(here(Rule::EndBeforeStart, step("endTime"), json!("2023-05-30T13:04:00.492Z")));
    all.push((
        vec![set(run("endTime"), json!("2023-05-30T13:04:00.468Z"))],
        vec![(Rule::EndBeforeStart, run("endTime")), (Rule::StepOutsideExecution, step("endTime"))],
    ));
    all.push(here(Rule::CreatedAfterStart, run("createdTime"), json!("2023-05-30T13:04:00.470Z")));
    all.push((
        vec![
            set(step("timeElapsed"), json!("PT2.754S")),
            set(run("timeElapsed"), json!("PT2.754S")),
        ],
        vec![(Rule::ElapsedMismatch, step("timeElapsed"))],
    ));
    all.push((
        vec![
            set(step("timeElapsed"), json!("PT2.785S")),
            set(run("timeElapsed"), json!("PT2.785S")),
        ],
        vec![
            (Rule::ElapsedMismatch, step("timeElapsed")),
            (Rule::ElapsedMismatch, run("timeElapsed")),
        ],
    ));
    for text in ["PT2.751S", "PT2.752000001S", "PT0S"] {
        all.push(here(Rule::ElapsedSumMismatch, run("timeElapsed"), json!(text)));
    }
    for (count, total, rule) in [
        ("failed", 1, Rule::CountsExceedTotal),
        ("moved", 2, Rule::CountsExceedTotal),
        ("totalMoves", 2, Rule::CountsShortOfTotal),
    ] {
        all.push((vec![set(job("counts/") + count, json!(total))], vec![(rule, job("counts"))]));
    }
    for word in ["FAILED", "STOPPED", "UNKNOWN"] {
        all.push(here(Rule::StatusExitConflict, step("exitCode"), json!(word)));
    }
    all.push((
        vec![set(job("latestExecutionStatus"), json!("FAILED"))],
        vec![
            (Rule::LatestMismatch, job("latestExecutionStatus")),
            (Rule::StatusExitConflict, job("latestExecutionExitCode")),
        ],
    ));
    all.push(here(Rule::LatestMismatch, job("latestExecutionStatus"), json!("UNKNOWN")));
    let pending = json!("COMPLETED_WITH_PENDING_ORDERS");
    all.push(here(Rule::LatestMismatch, job("latestExecutionExitCode"), pending));
    all.push((
        vec![set(step("statusMessage"), json!("STARTED")), set(step("exitCode"), json!("UNKNOWN"))],
        vec![(Rule::RunningWithEnd, step("endTime"))],
    ));
    for (end, status) in
        [(step("endTime"), step("statusMessage")), (run("endTime"), run("statusMessage"))]
    {
        all.push((vec![(end, None)], vec![(Rule::FinishedWithoutEnd, status)]));
    }
    all.push((
        vec![set(run("startTime"), json!("2023-05-30T13:04:00.494Z"))],
        vec![(Rule::StepOutsideExecution, step("startTime"))],
    ));
    all.push((
        vec![set(run("endTime"), json!("2023-05-30T13:04:03.244Z"))],
        vec![(Rule::StepOutsideExecution, step("endTime"))],
    ));
    let mut steps = example["jobExecutionStatus"][0]["stepExecutionStatuses"].clone();
    let mut second = steps[0].clone();
    second["timeElapsed"] = json!("PT0S");
    second["startTime"] = second["endTime"].clone();
    steps.as_array_mut().expect("steps").push(second);
    all.push((
        vec![set(run("stepExecutionStatuses"), steps)],
        vec![(Rule::DuplicateStepId, run("stepExecutionStatuses/1/id"))],
    ));
    all
}

fn with_changes(changes: &[Change]) -> Value {
    let mut value = value();
    for (at, new) in changes {
        let (object, name) = at.rsplit_once('/').expect("a pointer");
        let members = value.pointer_mut(object).and_then(Value::as_object_mut).expect("an object");
        match new {
            Some(new) => drop(members.insert(name.into(), new.clone())),
            None => drop(members.remove(name)),
        }
    }
    value
}

#[test]
fn each_fault_of_values_and_consistency_gives_its_findings_and_no_other() {
    for (changes, mut expected) in rule_breakers() {
        let mut found = faults(&with_changes(&changes));
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{changes:?}");
    }
}

#[test]
fn no_rule_of_values_and_consistency_goes_without_a_fault_that_fires_it() {
    let fired: Vec<Rule> =
        rule_breakers().into_iter().flat_map(|(_, found)| found).map(|(rule, _)| rule).collect();
    let looks_inside = |rule: &&Rule| {
        matches!(rule.group(), Group::Value | Group::Consistency)
            || **rule == Rule::UndocumentedValue
    };
    for rule in Rule::ALL.iter().filter(looks_inside) {
        assert!(fired.contains(rule), "{rule}");
    }
}

#[test]
fn what_is_just_within_a_rule_is_no_fault() {
    let run = |name: &str| format!("{RUN}/{name}");
    let step = |name: &str| format!("{FIRST_STEP}/{name}");
    let both = |text: &str| {
        [(step("timeElapsed"), Some(json!(text))), (run("timeElapsed"), Some(json!(text)))]
    };
    let uuid = json!("131d985d-be8a-4728-b360-630c50151271");
    for changes in [
        // A millisecond more or less than between start and end, exactly.
        &both("PT2.753S")[..],
        &both("PT2.751S"),
        &[("/id".into(), Some(uuid.clone())), ("/sourceUserId".into(), Some(uuid))],
        // Everything in one moment.
        &[(run("createdTime"), Some(json!("2023-05-30T13:04:00.469Z")))],
        &[(run("startTime"), Some(json!("2023-05-30T13:04:00.493Z")))],
        &[(run("endTime"), Some(json!("2023-05-30T13:04:03.245Z")))],
        &[("/counts/skipped".into(), Some(json!(0))), ("/counts/pending".into(), Some(json!(0)))],
        &[
            ("/counts/totalMoves".into(), Some(json!(2))),
            ("/counts/skipped".into(), Some(json!(1))),
        ],
    ] {
        assert_eq!(faults(&with_changes(changes)), [], "{changes:?}");
    }
}

#[test]
fn a_fault_elsewhere_costs_no_field_its_value() {
    for clean in [value(), of_another_family()] {
        for object in ["", RUN, FIRST_STEP] {
            let mut faulty = clean.clone();
            let members = faulty.pointer_mut(object).and_then(Value::as_object_mut);
            members.expect("an object").insert(String::from("unheardOf"), json!(1));
            hold(
                &faulty.to_string(),
                vec![(Rule::UnknownField, format!("{object}/unheardOf"))],
                &clean.to_string(),
            );
        }
    }
}

#[test]
fn every_cut_of_the_example_is_told_and_none_is_fatal() {
    let text = example();
    let text = text.trim_end();
    for end in (1..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let document = json_document(&text[..end], Context::default());
        assert!(!document.findings.is_empty() && document.jobs.is_empty(), "{end}");
    }
}
