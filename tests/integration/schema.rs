//! The schema table, the strict decoder and the rules, held together by mutations of the
//! documented example: each fault gives its finding at its place, and costs nothing else.

use jobaudit::decode::{Document, json_document};
use jobaudit::rule::Rule;
use jobaudit::schema::{EXECUTION, Field, JOB, Presence, STEP, Type};
use serde_json::{Value, json};

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
    document.findings.iter().map(|finding| (finding.rule, place(&finding.place.path))).collect()
}

/// Decodes a value and gives its findings; that its job is still there is asserted.
fn faults(value: &Value) -> Vec<(Rule, String)> {
    let text = value.to_string();
    let document = json_document(&text, 1);
    assert_eq!(document.jobs.len(), 1, "{text}");
    findings(&document)
}

fn has(found: &[(Rule, String)], rule: Rule, pointer: &str) -> bool {
    found.iter().any(|(r, p)| *r == rule && p == pointer)
}

/// The objects of a job with the fields that are documented for them.
fn objects() -> [(&'static str, &'static [Field]); 3] {
    [("", JOB), (RUN, EXECUTION), (FIRST_STEP, STEP)]
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
        Type::Counts => value.is_object(),
        Type::Objects => value.is_array(),
    };
    all.into_iter().filter(|value| !fits(value)).collect()
}

fn changed(pointer: &str, change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Value {
    let mut value = value();
    change(value.pointer_mut(pointer).and_then(Value::as_object_mut).expect("an object"));
    value
}

#[test]
fn the_documented_example_is_clean() {
    assert_eq!(faults(&value()), []);
    assert!(json_document(&example(), 1).findings.is_empty());
}

#[test]
fn each_documented_key_missing_null_of_each_wrong_type_doubled_or_misspelt_is_told_where_it_stands()
{
    let mut mutations = 0;
    for (object, fields) in objects() {
        for field in fields.iter().filter(|field| field.presence != Presence::OtherFamilies) {
            let name = field.name;
            let at = format!("{object}/{name}");
            let required = !matches!(field.presence, Presence::Optional);
            // Absent.
            let found = faults(&changed(object, |members| drop(members.remove(name))));
            assert_eq!(has(&found, Rule::MissingField, object), required, "{at} {found:?}");
            // Of another type.
            for wrong in wrong_values(field.kind) {
                mutations += 1;
                let found = faults(&changed(object, |members| {
                    drop(members.insert(name.into(), wrong.clone()))
                }));
                assert!(has(&found, Rule::WrongType, &at), "{at} = {wrong}: {found:?}");
            }
            // Misspelt, so that it is missing and another one is unknown.
            for other in [name.to_uppercase(), format!("{name}_"), snake(name)] {
                if other == name {
                    continue;
                }
                mutations += 1;
                let found = faults(&changed(object, |members| {
                    let value = members.remove(name).unwrap_or(json!("x"));
                    members.insert(other.clone(), value);
                }));
                assert!(
                    has(&found, Rule::UnknownField, &format!("{object}/{other}")),
                    "{at} {found:?}"
                );
                assert_eq!(has(&found, Rule::MissingField, object), required, "{at} {found:?}");
            }
            // Twice, plainly and with an escape.
            for again in [
                format!("\"{name}\":"),
                format!("\"\\u{:04x}{}\":", name.as_bytes()[0], &name[1..]),
            ] {
                mutations += 1;
                let text = doubled(object, name, &again);
                let document = json_document(&text, 1);
                assert!(has(&findings(&document), Rule::DuplicateKey, &at), "{text}");
            }
            mutations += 1;
        }
    }
    assert!(mutations >= 300, "{mutations}");
}

fn snake(name: &str) -> String {
    let part = |c: char| {
        if c.is_uppercase() { format!("_{}", c.to_ascii_lowercase()) } else { c.to_string() }
    };
    name.chars().map(part).collect()
}

/// The example with a key written once more at the beginning of an object.
fn doubled(object: &str, name: &str, again: &str) -> String {
    let mut marked = changed(object, |members| {
        members.insert(String::from("MARK"), json!(1));
        members.entry(name).or_insert(json!("x"));
    });
    let value = marked.pointer_mut(object).expect("an object")[name].to_string();
    marked.to_string().replace("\"MARK\":1", &format!("{again}{value}"))
}

#[test]
fn each_count_missing_null_of_a_wrong_type_negative_or_foreign_is_told() {
    let mut mutations = 0;
    for (name, required) in [
        ("totalMoves", true),
        ("moved", true),
        ("failed", true),
        ("pending", false),
        ("skipped", false),
    ] {
        let at = format!("/counts/{name}");
        let found = faults(&changed("/counts", |counts| drop(counts.remove(name))));
        assert_eq!(has(&found, Rule::MissingField, "/counts"), required, "{at}");
        for wrong in
            wrong_values(Type::Integer).into_iter().chain([json!(1.5), json!("1"), json!(1e30)])
        {
            mutations += 1;
            let found = faults(&changed("/counts", |counts| {
                drop(counts.insert(name.into(), wrong.clone()))
            }));
            assert!(has(&found, Rule::WrongType, &at), "{at} = {wrong}: {found:?}");
        }
        for absurd in [json!(-1), json!(1_000_000_000_001_u64)] {
            mutations += 1;
            let found = faults(&changed("/counts", |counts| {
                drop(counts.insert(name.into(), absurd.clone()))
            }));
            assert!(has(&found, Rule::InvalidCount, &at), "{at} = {absurd}: {found:?}");
        }
    }
    for foreign in ["totalNumbers", "totalmoves", "walls"] {
        mutations += 1;
        let found =
            faults(&changed("/counts", |counts| drop(counts.insert(foreign.into(), json!(1)))));
        assert!(has(&found, Rule::UnknownField, &format!("/counts/{foreign}")), "{found:?}");
    }
    assert!(mutations >= 50, "{mutations}");
}

#[test]
fn fields_of_other_families_are_theirs_and_not_moveusers() {
    for field in JOB.iter().filter(|field| field.presence == Presence::OtherFamilies) {
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

#[test]
fn each_rule_of_values_and_consistency_fires_on_its_fault_alone() {
    let step = |name: &str| format!("{FIRST_STEP}/{name}");
    let run = |name: &str| format!("{RUN}/{name}");
    for (rule, pointer, sets) in [
        (Rule::MalformedDuration, step("timeElapsed"), vec![(step("timeElapsed"), json!("2.752"))]),
        (
            Rule::UnusualDuration,
            step("timeElapsed"),
            vec![(step("timeElapsed"), json!("PT2,752S"))],
        ),
        (
            Rule::NegativeDuration,
            step("timeElapsed"),
            vec![(step("timeElapsed"), json!("PT-2.752S"))],
        ),
        (
            Rule::MalformedTimestamp,
            step("lastUpdated"),
            vec![(step("lastUpdated"), json!("30.05.2023"))],
        ),
        (
            Rule::NonUtcTimestamp,
            step("lastUpdated"),
            vec![(step("lastUpdated"), json!("2023-05-30T15:04:03.246+02:00"))],
        ),
        (Rule::MalformedId, "/id".into(), vec![("/id".into(), json!("job-42"))]),
        (
            Rule::WrongIdKind,
            "/sourceUserId".into(),
            vec![("/sourceUserId".into(), value()["targetCustomerId"].clone())],
        ),
        (
            Rule::UnexpectedFileFormat,
            "/fileFormat".into(),
            vec![("/fileFormat".into(), json!("text/html"))],
        ),
        (
            Rule::UndocumentedValue,
            run("statusMessage"),
            vec![
                (run("statusMessage"), json!("NOOP")),
                ("/latestExecutionStatus".into(), json!("NOOP")),
            ],
        ),
        (
            Rule::EndBeforeStart,
            step("endTime"),
            vec![(step("endTime"), json!("2023-05-30T13:04:00.492Z"))],
        ),
        (
            Rule::CreatedAfterStart,
            run("createdTime"),
            vec![(run("createdTime"), json!("2023-05-30T13:04:00.470Z"))],
        ),
        (
            Rule::ElapsedMismatch,
            step("timeElapsed"),
            vec![(step("timeElapsed"), json!("PT2.754S")), (run("timeElapsed"), json!("PT2.754S"))],
        ),
        (
            Rule::ElapsedSumMismatch,
            run("timeElapsed"),
            vec![(run("timeElapsed"), json!("PT2.751S"))],
        ),
        (Rule::CountsExceedTotal, "/counts".into(), vec![("/counts/failed".into(), json!(1))]),
        (Rule::CountsShortOfTotal, "/counts".into(), vec![("/counts/totalMoves".into(), json!(2))]),
        (Rule::StatusExitConflict, step("exitCode"), vec![(step("exitCode"), json!("FAILED"))]),
        (
            Rule::LatestMismatch,
            "/latestExecutionExitCode".into(),
            vec![("/latestExecutionExitCode".into(), json!("COMPLETED_WITH_ERRORS"))],
        ),
        (
            Rule::RunningWithEnd,
            step("endTime"),
            vec![(step("statusMessage"), json!("STARTED")), (step("exitCode"), json!("UNKNOWN"))],
        ),
        (
            Rule::StepOutsideExecution,
            step("startTime"),
            vec![(run("startTime"), json!("2023-05-30T13:04:00.494Z"))],
        ),
    ] {
        let mut value = value();
        for (at, new) in sets {
            *value.pointer_mut(&at).expect("a field") = new;
        }
        let found = faults(&value);
        assert!(has(&found, rule, &pointer), "{rule} {found:?}");
        let allowed = |other: &Rule| {
            *other == rule || matches!(rule, Rule::NegativeDuration | Rule::UndocumentedValue)
        };
        assert!(
            found.iter().all(|(rule, _)| allowed(rule)) || found.len() == 2,
            "{rule} alone: {found:?}"
        );
    }
    let found = faults(&changed(FIRST_STEP, |step| drop(step.remove("endTime"))));
    assert_eq!(found, [(Rule::FinishedWithoutEnd, step("statusMessage"))]);
    let mut value = value();
    let steps = value
        .pointer_mut(&run("stepExecutionStatuses"))
        .and_then(Value::as_array_mut)
        .expect("steps");
    let mut second = steps[0].clone();
    second["timeElapsed"] = json!("PT0S");
    second["startTime"] = second["endTime"].clone();
    steps.push(second);
    assert_eq!(
        faults(&value),
        [(Rule::DuplicateStepId, format!("{RUN}/stepExecutionStatuses/1/id"))]
    );
}

#[test]
fn a_fault_elsewhere_costs_no_field_its_value() {
    let rich = changed("", |job| {
        job.insert(String::from("name"), json!("managenumbers"));
        job.insert(
            String::from("counts"),
            json!({"totalNumbers": 1, "numbersMoved": 1, "numbersFailed": 0}),
        );
        for field in JOB.iter().filter(|field| field.presence == Presence::OtherFamilies) {
            let value = match field.kind {
                Type::Integer => json!(7),
                Type::Flag => json!(true),
                Type::Id(_) => json!("131d985d-be8a-4728-b360-630c50151271"),
                _ => json!(field.name),
            };
            job.insert(field.name.into(), value);
        }
    });
    for clean in [value(), rich] {
        let mut faulty = clean.clone();
        faulty["unheardOf"] = json!(1);
        let (clean, faulty) = (clean.to_string(), faulty.to_string());
        let (strict, lenient) = (json_document(&clean, 1), json_document(&faulty, 1));
        assert_eq!(findings(&strict), []);
        assert_eq!(findings(&lenient), [(Rule::UnknownField, String::from("/unheardOf"))]);
        assert_eq!(strict.jobs[0].job, lenient.jobs[0].job);
    }
}

#[test]
fn every_cut_of_the_example_is_told_and_none_is_fatal() {
    let text = example();
    let text = text.trim_end();
    for end in (1..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let document = json_document(&text[..end], 1);
        assert!(!document.findings.is_empty() && document.jobs.is_empty(), "{end}");
    }
}
