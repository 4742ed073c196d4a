//! What a JSON reader has to accept, has to refuse, and may do as it likes.
//!
//! The inputs are of the kind that the public conformance suites test, in tables by what they are
//! owed. Each is a file by itself; a value is also put into two payloads, one for each of the two
//! readers: as a field that is not documented, which sends a job the slow way, and into a list's
//! paging, which the fast reader passes over.

mod free;
mod invalid;
mod valid;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::{Folder, job};

/// What the program owes an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// It is JSON: a payload around it counts.
    Accepted,
    /// It is JSON, and a text in it is none in Unicode: it counts, except where a field needs it.
    NoText,
    /// It is JSON in another encoding than UTF-8, or with a mark, which is said.
    Decoded,
    /// It is JSON, and a payload around it is set aside for its nesting.
    TooDeep,
    /// It is none: its file is set aside by this rule.
    Refused(&'static str),
    /// It is JSON and more, which is said; its file is set aside.
    Followed,
}

/// An input with what the program owes it.
struct Input {
    name: &'static str,
    /// The document.
    bytes: Vec<u8>,
    /// The only element of the document, where it is tried in payloads too.
    value: Option<Vec<u8>>,
    answer: Answer,
}

impl Input {
    fn document(name: &'static str, text: impl Into<Vec<u8>>, answer: Answer) -> Input {
        Input { name, bytes: text.into(), value: None, answer }
    }

    fn value(name: &'static str, value: impl Into<Vec<u8>>, answer: Answer) -> Input {
        let value = value.into();
        let bytes = [b"[", &value[..], b"]"].concat();
        Input { name, bytes, value: Some(value), answer }
    }
}

fn inputs() -> impl Iterator<Item = Input> {
    valid::inputs().into_iter().chain(invalid::inputs()).chain(free::inputs())
}

/// A file, and what becomes of it: its fate and the rules of its findings.
struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    answer: Answer,
    fate: String,
    rules: Vec<&'static str>,
}

/// Values that are no JSON for something that can be taken out: a comma, a comment, a byte order mark.
const MENDED: &[&str] = &[
    "space-byte-order-mark",
    "comma-last",
    "comma-last-behind-a-text",
    "comma-last-behind-a-newline",
    "comma-last-twice",
    "comment-before",
    "comment-behind",
    "comment-of-a-line",
    "comment-of-a-shell",
    "object-with-a-comma-alone",
    "object-with-a-comma-first",
    "object-with-a-comma-last",
    "object-with-commas-last",
    "object-with-two-commas",
    "object-with-a-byte-and-a-comma-last",
    "object-with-a-comment",
];

/// Each input as a file. None is a payload, so that what is JSON is set aside as that.
fn by_themselves() -> Vec<Case> {
    let case = |Input { name, bytes, answer, .. }| {
        let rules = match answer {
            Answer::Accepted | Answer::NoText | Answer::TooDeep => vec!["unknown-payload"],
            Answer::Decoded => vec!["encoding", "unknown-payload"],
            Answer::Followed => vec!["trailing-data", "unknown-payload"],
            Answer::Refused(rule) => vec![rule],
        };
        let reason = rules.last().expect("a rule");
        Case { name, bytes, answer, fate: format!("set aside, {reason}"), rules }
    };
    inputs().map(case).collect()
}

/// Some values in the place of `MARK` in a payload each; where one is accepted, the payload is used
/// as this kind, with this finding or none.
fn in_payloads(
    payload: fn(Value) -> Value,
    kind: &str,
    finding: Option<&'static str>,
    values: fn(&[u8], Answer) -> bool,
) -> Vec<Case> {
    let case = |(number, Input { name, value, answer, .. })| {
        let value = value.filter(|value| values(value, answer))?;
        let text = payload(job(number)).to_string();
        let (before, behind) = text.split_once("\"MARK\"").expect("a mark");
        let bytes = [before.as_bytes(), &value, behind.as_bytes()].concat();
        let is_mended = MENDED.contains(&name);
        let (fate, rules) = match answer {
            Answer::Refused("not-json") if is_mended => {
                (format!("{kind}, 1 payload"), ["not-json"].into_iter().chain(finding).collect())
            }
            // The job itself is whole.
            Answer::Refused("not-json") if kind == "job-list" => {
                (String::from("job-status, 1 payload"), vec!["not-json"])
            }
            Answer::Refused(rule) => (format!("set aside, {rule}"), vec![rule]),
            Answer::TooDeep => (String::from("set aside, too-large"), vec!["too-large"]),
            _ => {
                let decoded = (answer == Answer::Decoded).then_some("encoding");
                (format!("{kind}, 1 payload"), decoded.into_iter().chain(finding).collect())
            }
        };
        Some(Case { name, bytes, answer, fate, rules })
    };
    (1..).zip(inputs()).filter_map(case).collect()
}

/// Audits files together and checks what became of each, and that nothing else was counted.
#[track_caller]
fn hold(cases: &[Case]) {
    let folder = Folder::of(cases.iter().map(|case| (format!("{}.json", case.name), &case.bytes)));
    let (run, report) = folder.audit(&[]);
    let used = cases.iter().filter(|case| !case.fate.starts_with("set aside")).count();
    run.exits(if used > 0 { 0 } else { 3 });
    assert_eq!(*report.measure("files_found"), cases.len(), "files");

    let findings = folder.run(["validate", ".", "-f", "json"]).json();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in findings.0["findings"].as_array().expect("findings") {
        let text = |column: &str| finding[column].as_str().expect("a text").to_owned();
        found.entry(text("file")).or_default().push(text("rule"));
    }
    let fates = run.fates();
    let wrong = cases.iter().filter_map(|case| {
        let file = format!("{}.json", case.name);
        let mut rules = found.remove(&file).unwrap_or_default();
        rules.sort();
        match case.answer {
            // What follows may be set aside too.
            Answer::Followed => rules.dedup(),
            // Some are damaged besides.
            Answer::Refused(_) => rules.retain(|rule| rule != "encoding"),
            _ => {}
        }
        let expected = format!("{} {:?}", case.fate, case.rules);
        let actual = format!("{} {rules:?}", fates.get(&file).map_or("lost", String::as_str));
        (actual != expected).then(|| format!("{}: {actual}, not {expected}", case.name))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{} wrong answers\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(*report.measure("jobs"), used, "jobs");
}

fn with_an_undocumented_field(mut job: Value) -> Value {
    job["zzz"] = json!("MARK");
    job
}

fn with_a_tracking_id(mut job: Value) -> Value {
    job["trackingId"] = json!("MARK");
    job
}

fn as_a_list_with_paging(mut job: Value) -> Value {
    job.as_object_mut().expect("an object").remove("name");
    json!({"items": [job], "paging": {"next": "MARK"}})
}

fn is_text(value: &[u8], answer: Answer) -> bool {
    value.starts_with(b"\"") && answer != Answer::NoText
}

#[test]
fn no_table_shrinks_and_no_input_stands_twice() {
    for (what, inputs, least) in [
        ("valid", valid::inputs(), 95),
        ("invalid", invalid::inputs(), 188),
        ("free", free::inputs(), 35),
    ] {
        assert!(inputs.len() >= least, "{} {what} inputs, of {least}", inputs.len());
    }
    let (mut names, mut texts) = (BTreeSet::new(), BTreeMap::new());
    for input in inputs() {
        let kebab = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        assert!(input.name.bytes().all(kebab), "{}", input.name);
        assert!(names.insert(input.name), "{} twice", input.name);
        let same = texts.insert(input.bytes, input.name);
        assert_eq!(same, None, "is the same as {}", input.name);
    }
}

#[test]
fn every_input_by_itself_gets_its_answer() {
    hold(&by_themselves());
}

#[test]
fn a_job_counts_where_an_undocumented_field_of_it_is_json_and_never_where_it_is_none() {
    let any = |_: &[u8], _| true;
    hold(&in_payloads(with_an_undocumented_field, "job-status", Some("unknown-field"), any));
}

#[test]
fn the_fast_reader_gives_the_same_answers_as_the_slow_one() {
    hold(&in_payloads(as_a_list_with_paging, "job-list", None, |_, _| true));
}

#[test]
fn a_documented_field_takes_every_text_that_is_one() {
    hold(&in_payloads(with_a_tracking_id, "job-status", None, is_text));
    let no_text = |_: &[u8], answer| answer == Answer::NoText;
    hold(&in_payloads(with_a_tracking_id, "job-status", Some("wrong-type"), no_text));
}

#[test]
fn through_standard_input_an_input_gets_the_answer_of_its_file() {
    let folder = Folder::new();
    let mut tried = 0;
    for case in by_themselves().iter().step_by(29) {
        let run = folder.pipe(["report", "-", "-v"], &case.bytes);
        run.exits(3).check(run.fates().get("<stdin>") == Some(&case.fate), case.name);
        tried += 1;
    }
    assert!(tried >= 10, "{tried} inputs");
}
