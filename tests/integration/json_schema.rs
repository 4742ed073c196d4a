//! The JSON Schemas that the program prints, against an implementation of JSON Schema that is none
//! of ours, and against the program's own verdict.

use jobaudit::decode::{Context, json_document};
use jobaudit::findings::Finding;
use jobaudit::findings::rule::{Group, Rule};
use jobaudit::payload::field::Field;
use jobaudit::payload::fields;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::payloads;
use crate::support::{Folder, all_sections, run};

fn schema(kind: &str) -> Validator {
    let printed = run(["schema", kind]);
    let schema = printed.exits(0).json().0;
    assert!(jsonschema::meta::is_valid(&schema), "{kind}");
    jsonschema::draft202012::new(&schema).expect(kind)
}

/// What the program takes a payload for, and whether it finds nothing against the documented schema.
fn verdict(text: &str) -> (&'static str, Option<bool>) {
    let document = json_document(text, Context::default());
    // That steps and counts belie a name, and so decide what is documented, no schema can say.
    let of_name = |finding: &Finding| {
        finding.rule == Rule::UndocumentedValue
            && finding
                .place
                .path
                .as_ref()
                .is_some_and(|path| path.ends_with("/name") || path.ends_with("/jobType"))
    };
    let found = document.findings.kept().into_iter().any(|finding| {
        matches!(finding.rule.group(), Group::Schema | Group::Value)
            || matches!(finding.rule, Rule::UnknownPayload | Rule::KeyStyle | Rule::SnakeCaseDump)
    });
    let is_belied = document.findings.kept().into_iter().any(of_name);
    (document.kind.name(), (!is_belied).then_some(!found))
}

#[test]
fn valid_payloads_of_every_kind_and_family_are_valid_and_give_no_finding() {
    let all = payloads::valid();
    assert!(all.len() >= 26, "{}", all.len());
    let folder = Folder::of(all.iter().enumerate().map(|(at, (_, _, payload))| {
        (format!("archive/{at:02}/payload.json"), payload.to_string())
    }));
    let lines: String = all[..20].iter().map(|(_, _, payload)| format!("{payload}\n")).collect();
    folder.write("archive/stream.ndjson", lines);
    // Many are the same job, and nobody saved why some of it failed.
    let ignored = [
        "conflicting-snapshots",
        "errors-csv-expired",
        "errors-csv-unmatched",
        "request-unmatched",
    ];
    let ignored = ignored.map(|rule| ["--ignore", rule]);
    let run =
        folder.run(["validate", "archive", "-f", "json"].iter().chain(ignored.as_flattened()));
    let found = run.exits(0).json().0;
    assert_eq!(found["findings"], json!([]), "{run}");
    for (at, (kind, name, payload)) in all.iter().enumerate() {
        let file = &found["files"][at];
        assert_eq!((&file["kind"], &file["fate"]), (&json!(kind), &json!("used")), "{name}");
        let validator = schema(kind);
        let errors: Vec<String> =
            validator.iter_errors(payload).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert_eq!(errors, [""; 0], "{name}");
    }
}

/// The objects of a payload, by their pointers, with the fields that are documented for them.
type Objects = Vec<(&'static str, &'static [Field])>;

/// A payload of each kind, with its objects.
fn bases() -> Vec<(&'static str, Value, Objects)> {
    let job = |at: &'static str, run: &'static str, step: &'static str| {
        vec![(at, fields::JOB.fields), (run, fields::EXECUTION.fields), (step, fields::STEP.fields)]
    };
    let status = payloads::job_of(payloads::FAMILIES[0].0, "step", payloads::FAMILIES[0].2);
    let mut of_another = payloads::job_of("rebuildphones", "rebuild", "");
    for (field, value) in [("jobType", json!("rebuildphones")), ("vendorId", json!("v"))] {
        of_another[field] = value;
    }
    let list = json!({"items": [payloads::listed(status.clone())], "paging": {}});
    let (run, step) = ("/jobExecutionStatus/0", "/jobExecutionStatus/0/stepExecutionStatuses/0");
    let mut of_list: Objects = vec![("", fields::JOB_LIST.fields)];
    of_list.extend(job(
        "/items/0",
        "/items/0/jobExecutionStatus/0",
        "/items/0/jobExecutionStatus/0/stepExecutionStatuses/0",
    ));
    let of_start = vec![("", fields::JOB_START.fields), ("/response", fields::JOB.fields)];
    vec![
        ("job-status", status, job("", run, step)),
        ("job-status", of_another, job("", run, step)),
        ("job-list", list, of_list),
        ("job-start", json!({"response": payloads::started()}), of_start),
        (
            "error-list",
            payloads::error_list(),
            vec![
                ("", fields::ERROR_LIST.fields),
                ("/items/0", fields::ERROR_ITEM.fields),
                ("/items/0/error", fields::ERROR.fields),
                ("/items/0/error/message/0", fields::ERROR_MESSAGE.fields),
            ],
        ),
        (
            "validation-response",
            payloads::validation_response(),
            vec![
                ("", fields::VALIDATION_RESPONSE.fields),
                ("/response/0", fields::VALIDATED_USER.fields),
                ("/response/0/impacts/0", fields::VALIDATION_MESSAGE.fields),
            ],
        ),
    ]
}

/// What may be put in a field's place.
fn replacements() -> [Value; 9] {
    let wrong = json!("no");
    [
        json!(null),
        json!(true),
        json!(7),
        json!(-1.5),
        wrong,
        json!([]),
        json!([1]),
        json!({}),
        json!(""),
    ]
}

/// A payload whose object at a pointer was changed.
fn changed(
    base: &Value,
    at: &str,
    change: impl FnOnce(&mut serde_json::Map<String, Value>),
) -> Value {
    let mut value = base.clone();
    change(value.pointer_mut(at).and_then(Value::as_object_mut).expect(at));
    value
}

#[test]
fn the_schemas_verdict_and_that_of_the_rules_agree_on_every_mutation() {
    let (mut mutations, mut refused, mut belied) = (0, 0, 0);
    for (kind, base, objects) in bases() {
        let validator = schema(kind);
        let mut agree = |field: &str, text: String| {
            let value: Value = serde_json::from_str(&text).expect("JSON");
            let (taken_for, Some(rules)) = verdict(&text) else {
                // Nothing but another name is one that steps and counts belie.
                assert!(["name", "jobType"].contains(&field), "{field}: {kind}\n{text}");
                belied += 1;
                return;
            };
            // With another content in its envelope it may be a payload of another kind.
            let schema = match taken_for {
                other if other != kind && other != "foreign" => {
                    self::schema(other).is_valid(&value)
                }
                _ => validator.is_valid(&value),
            };
            assert_eq!(
                schema, rules,
                "the schema says {schema}, the rules {rules}: {kind}\n{text}"
            );
            mutations += 1;
            refused += u32::from(!schema);
        };
        agree("", base.to_string());
        let mut fields: Vec<(&str, &str)> = Vec::new();
        for (at, documented) in &objects {
            fields.extend(documented.iter().map(|field| (*at, field.name)));
        }
        for (at, _) in
            objects.iter().filter(|(at, _)| base.pointer(&format!("{at}/counts")).is_some())
        {
            let counts: &str = match *at {
                "" => "/counts",
                "/items/0" => "/items/0/counts",
                _ => "/response/counts",
            };
            fields.extend(
                ["totalMoves", "moved", "failed", "pending", "walls"].map(|name| (counts, name)),
            );
        }
        for (at, name) in fields {
            agree(name, changed(&base, at, |object| drop(object.remove(name))).to_string());
            for value in replacements() {
                let with = changed(&base, at, |object| drop(object.insert(name.into(), value)));
                agree(name, with.to_string());
            }
            let Some(value) = base.pointer(&format!("{at}/{name}")).cloned() else { continue };
            for other in [name.to_uppercase(), name.to_lowercase(), format!("{name} ")] {
                if other != name {
                    let renamed = changed(&base, at, |object| {
                        let value = object.remove(name).expect(name);
                        object.insert(other, value);
                    });
                    agree(name, renamed.to_string());
                }
            }
            // A key that stands twice is beyond a schema; with the same value it changes no verdict.
            let marked = changed(&base, at, |object| {
                object.remove(name);
                object.insert(String::from("MARK"), json!(1));
            });
            let twice = format!("\"{name}\":{value},\"{name}\":{value}");
            agree(name, marked.to_string().replace("\"MARK\":1", &twice));
        }
    }
    assert!(mutations >= 400, "{mutations}");
    assert!(refused >= 400, "{refused} of {mutations}");
    assert!(belied <= mutations / 50, "{belied} of {mutations}");
}

#[test]
fn what_the_program_writes_as_json_is_valid_by_its_own_schema() {
    let reports = schema("report");
    for args in [vec![], vec!["--by", "week"], vec!["--exit-code", "FAILED"]] {
        let args =
            ["report", "samples", "-f", "json"].into_iter().chain(args).chain(all_sections());
        let report = run(args).json().0;
        let errors: Vec<String> =
            reports.iter_errors(&report).map(|e| format!("{} {e}", e.instance_path())).collect();
        assert_eq!(errors, [""; 0]);
    }
    for kind in jobaudit::payload::PayloadKind::ALL.map(jobaudit::payload::PayloadKind::name) {
        if !["foreign", "own-report"].contains(&kind) {
            schema(kind);
        }
    }
    let findings = run(["validate", "samples", "-f", "json"]).json().0;
    assert!(schema("findings").is_valid(&findings));
    let counts = run(["validate", "samples", "--statistics", "-f", "json"]).json().0;
    assert!(schema("findings").is_valid(&counts));
    let shown = schema("show");
    let jobs = ids_of_jobs();
    assert!(jobs.len() > 80);
    let people = ["rosa.quiroga@acorn-dental.example.com", "rosa.santoro@acorn-dental.example.com"];
    for wanted in jobs.iter().map(String::as_str).step_by(7).chain(people) {
        let run = run(["show", wanted, "samples", "-f", "json"]);
        let json = run.exits(0).json().0;
        let errors: Vec<String> = shown.iter_errors(&json).map(|e| e.to_string()).collect();
        assert_eq!(errors, [""; 0], "{wanted}");
        assert!(!reports.is_valid(&json), "a report has other sections");
    }
    assert_eq!(run(["schema"]).bytes(), run(["schema", "report"]).bytes());
}

#[test]
fn an_unknown_kind_names_those_that_exist_or_the_nearest() {
    run(["schema", "kitchen"]).exits(2).says_why("job-status");
    run(["schema", "error-lists"]).exits(2).says_why("'error-list'");
}

/// The ids of the jobs of the samples.
fn ids_of_jobs() -> Vec<String> {
    let report = run(["report", "samples", "-q", "-f", "json", "--section", "jobs"]).json();
    report.rows("jobs").iter().filter_map(|job| job["job"].as_str().map(str::to_owned)).collect()
}

#[test]
fn what_other_commands_write_as_json_is_as_their_schemas_say() {
    let folder = Folder::with_example();
    folder.run(["report", ".", "-q", "--split", "org", "-o", "out/{org}.json"]).exits(0);
    folder.run(["report", ".", "-q", "-f", "json", "--history", "h.jsonl"]).exits(0);
    let index: Value = serde_json::from_str(&folder.read("out/index.json")).expect("JSON");
    let written = [
        ("index", index),
        ("trend", folder.run(["trend", "h.jsonl", "-f", "json"]).exits(0).json().0),
        ("config", folder.run(["config", "-f", "json"]).exits(0).json().0),
    ];
    for (kind, written) in written {
        let schema = schema(kind);
        let faults: Vec<String> = schema.iter_errors(&written).map(|e| e.to_string()).collect();
        assert!(faults.is_empty(), "{kind}: {faults:?}");
        let mut without = written.clone();
        without["sections"] = json!({});
        assert!(!schema.is_valid(&without), "{kind} without its section");
    }
}
