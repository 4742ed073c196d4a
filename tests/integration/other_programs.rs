//! Payloads as other programs save them: keys in their style, times and numbers in their form, nulls for
//! what has no value. Each says what the documented payload says, and one finding that it was read so.

use serde_json::{Value, json};

use crate::payloads::{self, pascal_case, renamed, snake_case};
use crate::support::{Folder, Json, Run, example, job, running};

/// What another program makes of a value.
type Change<'f> = &'f dyn Fn(&Value) -> Value;

/// The sections of a report that tell of payloads and not of files.
fn report(folder: &Folder, ignored: &[&str]) -> Value {
    let flags = ignored.iter().flat_map(|rule| ["--ignore", rule]);
    let (_, Json(mut report)) = folder.audit(&flags.collect::<Vec<_>>());
    let sections = report["sections"].as_object_mut().expect("sections");
    sections.remove("files");
    let jobs = sections["jobs"].as_array_mut().expect("jobs");
    jobs.iter_mut().for_each(|job| job["findings"] = Value::Null);
    report["sections"].take()
}

/// What `validate` says of a rule: the file and message of each finding.
fn findings(folder: &Folder, rule: &str) -> (Run, Vec<(String, String)>) {
    let run = folder.run(["validate", ".", "-f", "json"]);
    let all = run.json().0;
    let of_rule = all["findings"].as_array().expect("findings").iter();
    let of_rule = of_rule.filter(|finding| finding["rule"] == rule);
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let told = of_rule.map(|finding| (text(&finding["file"]), text(&finding["message"])));
    let told = told.collect();
    (run, told)
}

/// Every documented payload, each in a file of its own, after something was done to it.
fn archive(change: impl Fn(&Value) -> Value) -> (Folder, usize) {
    let folder = Folder::new();
    let mut changed = 0;
    for (at, (_, _, payload)) in payloads::valid().iter().enumerate() {
        let other = change(payload);
        changed += usize::from(other != *payload);
        folder.write(&format!("{at:02}/payload.json"), other.to_string());
    }
    (folder, changed)
}

#[test]
fn keys_of_any_style_say_the_same_in_every_payload_and_are_one_finding_a_file() {
    let plain = report(&archive(Value::clone).0, &[]);
    let kebab = |key: &str| snake_key(key).replace('_', "-");
    let styles: [(&str, &str, Change<'_>); 4] = [
        ("snake-case-dump", "as Python names", &snake_case),
        ("key-style", "as .NET names", &|payload| renamed(payload, &pascal_case)),
        ("key-style", "in another case", &|payload| renamed(payload, &|key| key.to_lowercase())),
        ("key-style", "in another case", &|payload| renamed(payload, &kebab)),
    ];
    for (rule, words, style) in styles {
        let (folder, changed) = archive(style);
        assert_eq!(report(&folder, &[rule]), plain, "{words}");
        let (run, told) = findings(&folder, rule);
        let mut files: Vec<&str> = told.iter().map(|(file, _)| file.as_str()).collect();
        files.dedup();
        assert_eq!((told.len(), files.len()), (changed, changed), "{run}");
        assert!(told.iter().all(|(_, message)| message.contains(words)), "{run}");
        run.exits(0);
    }
}

fn snake_key(key: &str) -> String {
    let object = snake_case(&json!({key: 1}));
    object.as_object().expect("an object").keys().next().expect("a key").clone()
}

/// A value whose leaves of some keys are written in another form.
fn rewritten(value: &Value, is_one: &dyn Fn(&str) -> bool, form: Change<'_>) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| {
                let other = match value {
                    Value::Object(_) | Value::Array(_) => rewritten(value, is_one, form),
                    leaf if is_one(key) => form(leaf),
                    leaf => leaf.clone(),
                };
                (key.clone(), other)
            })
            .collect(),
        Value::Array(elements) => elements.iter().map(|e| rewritten(e, is_one, form)).collect(),
        other => other.clone(),
    }
}

/// The example with some values in another form says the same; the one finding counts `more` others.
#[track_caller]
fn says_the_same(is_one: &dyn Fn(&str) -> bool, form: Change<'_>, rule: &str, more: u32) {
    let example = example();
    let plain = report(&Folder::of([("a.json", example.to_string())]), &[]);
    let other = rewritten(&example, is_one, form);
    assert_ne!(other, example);
    let folder = Folder::of([("a.json", other.to_string())]);
    let (run, told) = findings(&folder, rule);
    assert_eq!(report(&folder, &[rule]), plain, "{other}");
    run.exits(0).check(told.len() == 1, "one finding");
    run.check(told[0].1.contains(&format!("({more} more fields are written so)")), more);
}

fn is_time(key: &str) -> bool {
    key.ends_with("Time") || key == "lastUpdated"
}

/// Milliseconds from 1970 to a time of the example.
fn milliseconds(time: &Value) -> i64 {
    let time = time.as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    time.expect("a time").as_millisecond()
}

/// The same moment on a clock that is so many hours ahead of UTC.
fn at_offset(time: &Value, hours: i8) -> String {
    let moment = text(time).parse::<jiff::Timestamp>().expect("a time");
    jiff::tz::Offset::constant(hours).to_datetime(moment).to_string()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

#[test]
fn what_cannot_be_read_is_one_finding_that_says_how_many_fields_have_it() {
    let is_duration = |key: &str| key == "timeElapsed";
    type Case<'c> = (&'c str, &'c dyn Fn(&str) -> bool, &'c str, u32);
    let cases: [Case<'_>; 6] = [
        ("malformed-timestamp", &is_time, "yesterday", 7),
        ("malformed-timestamp", &is_time, "2023-13-30T13:04:00Z", 7),
        ("malformed-timestamp", &is_time, "30/05/2023 13:04", 7),
        ("malformed-duration", &is_duration, "a while", 1),
        ("malformed-duration", &is_duration, "P1M", 1),
        ("malformed-duration", &is_duration, "1:2:3:4", 1),
    ];
    for (rule, is_one, text, more) in cases {
        let other = rewritten(&example(), is_one, &|_| json!(text));
        let (run, told) = findings(&Folder::of([("a.json", other.to_string())]), rule);
        run.exits(1).check(told.len() == 1, "one finding");
        let fields = if more == 1 { "field is" } else { "fields are" };
        run.check(told[0].1.contains(&format!("({more} more {fields} unreadable too)")), more);
    }
}

#[test]
fn times_as_serialisers_write_them_are_the_same_moments() {
    let forms: [(&str, Change<'_>); 11] = [
        ("unusual-timestamp", &|time| json!(text(time).replace('Z', "+0000"))),
        ("unusual-timestamp", &|time| json!(text(time).replace('Z', "+00").replace('T', " "))),
        ("unusual-timestamp", &|time| json!(format!("/Date({})/", milliseconds(time)))),
        ("unusual-timestamp", &|time| json!({"$date": time})),
        (
            "unusual-timestamp",
            &|time| json!({"$date": {"$numberLong": milliseconds(time).to_string()}}),
        ),
        ("unusual-timestamp", &|time| json!(milliseconds(time))),
        ("unusual-timestamp", &|time| json!((milliseconds(time) as f64) / 1000.0)),
        ("timestamp-without-zone", &|time| json!(text(time).replace('Z', "0000"))),
        ("timestamp-without-zone", &|time| json!(text(time).replace('Z', "").replace('T', " "))),
        ("non-utc-timestamp", &|time| json!(format!("{}-0500", at_offset(time, -5)))),
        ("non-utc-timestamp", &|time| json!(format!("{} +02:00", at_offset(time, 2)))),
    ];
    for (rule, form) in forms {
        says_the_same(&is_time, form, rule, 7);
    }
}

#[test]
fn numbers_and_durations_as_serialisers_write_them_are_the_same() {
    let counts = ["totalMoves", "moved", "failed", "pending", "skipped", "instanceId"];
    let is_number = |key: &str| counts.contains(&key);
    let forms: [Change<'_>; 3] = [
        &|number| json!(number.to_string()),
        &|number| json!(number.as_f64()),
        &|number| json!({"$numberLong": number.to_string()}),
    ];
    for form in forms {
        let numbers = example()["counts"].as_object().expect("counts").len();
        says_the_same(&is_number, form, "unusual-number", u32::try_from(numbers).expect("a few"));
    }
    let folder = |elapsed: Value| {
        let is_duration = |key: &str| key == "timeElapsed";
        let job = rewritten(&example(), &is_duration, &|_| elapsed.clone());
        Folder::of([("a.json", job.to_string())])
    };
    let plain = report(&folder(json!("PT2.752S")), &[]);
    for elapsed in [
        json!(2.752),
        json!("2.752"),
        json!("00:00:02.752"),
        json!("2.752s"),
        json!({"Ticks": 27_520_000}),
    ] {
        let other = folder(elapsed);
        assert_eq!(report(&other, &["unusual-duration"]), plain);
        let (run, told) = findings(&other, "unusual-duration");
        run.exits(0).check(told.len() == 1, "one finding");
        run.check(told[0].1.ends_with("(1 more field is written so)"), "of two fields");
    }
}

#[test]
fn nulls_and_empty_texts_where_nothing_must_be_are_nothing() {
    let mut bare = example();
    let fields = ["csvFile", "csvFileExpiryTime", "fileFormat", "csvFileDownloadUrl", "trackingId"];
    for field in fields {
        bare.as_object_mut().expect("a job").remove(field);
    }
    let plain = report(&Folder::of([("a.json", bare.to_string())]), &[]);
    let others = ["jobType", "locationId", "locationName", "deviceCount", "allowAdminInviteEmails"];
    for nothing in [Value::Null, json!("")] {
        let mut dump = bare.clone();
        for field in fields {
            dump[field] = nothing.clone();
        }
        for field in others {
            dump[field] = Value::Null;
        }
        dump["counts"]["pending"] = Value::Null;
        dump["jobExecutionStatus"][0]["exitDescription"] = nothing;
        let folder = Folder::of([("a.json", dump.to_string())]);
        assert_eq!(report(&folder, &["null-field"]), plain);
        let (_, told) = findings(&folder, "null-field");
        let run = folder.run(["validate", ".", "--fail-on", "warning"]);
        run.exits(0).check(told.len() == 1, "one finding");
    }
    // An SDK lists jobs without their names, and writes a null for each.
    let mut listed = bare.clone();
    listed["name"] = Value::Null;
    let (run, told) = findings(&Folder::of([("a.json", listed.to_string())]), "null-field");
    run.exits(0).check(told.len() == 1, "one finding");
    // What must be there is not there as a null either.
    let mut dump = bare;
    dump["instanceId"] = Value::Null;
    let (run, told) = findings(&Folder::of([("a.json", dump.to_string())]), "wrong-type");
    run.exits(1).check(told.len() == 1, "one finding");
}

#[test]
fn a_time_that_was_never_set_is_no_time() {
    let running = running(1, "2023-05-30T13:05:00Z");
    let plain = report(&Folder::of([("a.json", running.to_string())]), &[]);
    for unset in ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00", "/Date(-62135596800000)/"] {
        let mut other = running.clone();
        other["jobExecutionStatus"][0]["endTime"] = json!(unset);
        let folder = Folder::of([("a.json", other.to_string())]);
        assert_eq!(report(&folder, &["null-field"]), plain, "{unset}");
        let (run, told) = findings(&folder, "null-field");
        run.exits(0).check(told.len() == 1, "one finding");
    }
}

#[test]
fn of_two_snapshots_whose_times_cannot_be_read_the_finished_one_counts() {
    let undated = |job: &Value| rewritten(job, &is_time, &|_| json!("some day")).to_string();
    let finished = job(1);
    for names in [["a.json", "b.json"], ["b.json", "a.json"]] {
        let running = running(1, "2023-05-30T13:05:00Z");
        let folder = Folder::of([(names[0], undated(&running)), (names[1], undated(&finished))]);
        let (run, report) = folder.audit(&[]);
        run.check(report.job()["outcome"] == "succeeded", "the finished one");
        run.check(report.findings("conflicting-snapshots") == 0, "they are of no one moment");
    }
    // Which of two finished ones is newer nobody can say, and that is said.
    let mut other = finished.clone();
    other["counts"] = json!({"totalMoves": 9, "moved": 9, "failed": 0});
    let folder = Folder::of([("a.json", undated(&finished)), ("b.json", undated(&other))]);
    let (run, report) = folder.audit(&[]);
    run.check(report.example("conflicting-snapshots").contains("neither says when"), "no moment");
}
