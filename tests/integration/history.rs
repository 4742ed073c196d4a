//! What earlier audits came to: `--history` and `trend`.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Folder, job, running};

fn report(folder: &Folder, flags: &[&str]) -> Value {
    let args = ["report", "in", "-q", "-f", "json", "--history", "history.jsonl"];
    folder.run(args.iter().chain(flags)).exits(0).json().0["sections"]["trend"].clone()
}

fn lines(folder: &Folder) -> Vec<Value> {
    let text = folder.read("history.jsonl");
    assert!(text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn each_audit_that_says_something_new_is_a_line_and_the_last_twelve_are_shown() {
    let folder = Folder::of([("in/1.json", job(1).to_string())]);
    assert_eq!(report(&folder, &[]).as_array().map(Vec::len), Some(1));
    report(&folder, &[]);
    assert_eq!(lines(&folder).len(), 1, "the same audit is there once");
    for number in 2..=14 {
        folder.write(&format!("in/{number}.json"), job(number).to_string());
        report(&folder, &[]);
    }
    let all = lines(&folder);
    let jobs: Vec<u64> =
        all.iter().map(|line| line["measures"]["jobs"].as_u64().expect("a number")).collect();
    assert_eq!(jobs, (1..=14).collect::<Vec<u64>>());
    assert_eq!(all[0]["verdict"], "Done");
    assert_eq!(all[0]["as_of"], "2023-05-30T13:04:03.574Z");
    let shown = report(&folder, &[]);
    let shown = shown.as_array().expect("rows");
    assert_eq!(shown.len(), 12);
    assert_eq!((&shown[0]["jobs"], &shown[11]["jobs"]), (&json!(3), &json!(14)));
    let trend = folder.run(["trend", "history.jsonl", "-f", "csv"]).exits(0).stdout();
    assert!(trend.starts_with("as_of,verdict,people_to_move,jobs,"), "{trend}");
    assert_eq!(trend.lines().count(), 15);
    let page = folder.run(["report", "in", "-f", "html", "--history", "history.jsonl"]).stdout();
    assert_eq!(page.matches("<svg class=\"spark\"").count(), 8, "a line for each figure");
    assert!(page.contains("aria-label=\"jobs: from 3 to 14 in 12 audits\""), "{page}");
    for format in ["table", "markdown", "json", "jsonl", "html"] {
        folder.run(["trend", "history.jsonl", "-f", format]).exits(0).check(true, format);
    }
    // It is no payload, wherever it lies.
    fs::copy(folder.path("history.jsonl"), folder.path("in/history.jsonl")).expect("a file");
    let findings = folder.run(["validate", "in", "-q", "--fail-on", "info"]);
    findings.exits(0);
}

#[test]
fn figures_read_back_as_they_were_written_and_unknown_stays_unknown() {
    let folder = Folder::of([("in/1.json", running(1, "2023-05-30T14:00:00Z").to_string())]);
    let now = report(&folder, &[]);
    assert_eq!(now[0]["failure_rate"], Value::Null);
    let again = folder.run(["trend", "history.jsonl", "-f", "json"]).exits(0).json().0;
    assert_eq!(again["sections"]["trend"], now);
}

#[test]
fn a_line_is_whole_and_a_file_that_is_no_history_is_left_alone() {
    let folder = Folder::of([("in/1.json", job(1).to_string())]);
    report(&folder, &[]);
    let first = folder.read("history.jsonl");
    folder.write("history.jsonl", first.trim_end());
    folder.write("in/2.json", job(2).to_string());
    report(&folder, &[]);
    assert_eq!(lines(&folder).len(), 2);
    folder.write("history.jsonl", format!("{first}{{\"as_of\": 1\n"));
    let bad = folder.run(["report", "in", "--history", "history.jsonl"]);
    bad.exits(2).says_why("history.jsonl:2: no line of a history");
    bad.check(bad.stdout().is_empty(), "nothing is written");
    folder.run(["trend", "history.jsonl"]).exits(2).says_why("history.jsonl:2");
    folder.run(["trend", "none.jsonl"]).exits(2).says_why("cannot read none.jsonl");
    folder.run(["report", "in", "--history", "no/where.jsonl"]).exits(2).says_why("cannot write");
    let flags = ["--history", "a.json", "-o", "a.json"];
    folder.write("a.json", "");
    folder.run(["report", "in"].iter().chain(&flags)).exits(2).says_why("it is the history");
    // What came to nothing is no audit.
    folder.run(["report", "in", "-q", "--org", "x", "-f", "json", "--history", "h"]).exits(3);
    assert!(!folder.path("h").exists());
}

#[test]
fn an_audit_that_is_not_added_is_not_shown_either() {
    let folder = Folder::of([("in/1.json", job(1).to_string())]);
    report(&folder, &[]);
    folder.write("in/2.json", job(2).to_string());
    for (which, code) in [(&["--exit-code", "STOPPED"][..], 3), (&["gone"], 2)] {
        let args = ["report", "in", "-q", "-f", "json", "--history", "history.jsonl"];
        let audit = folder.run(args.iter().chain(which)).exits(code).json();
        let shown: Vec<_> = audit.rows("trend").iter().map(|row| &row["jobs"]).collect();
        assert_eq!(shown, [&json!(1)], "{which:?}");
        assert_eq!(lines(&folder).len(), 1, "{which:?}");
    }
}

/// As on a file system that is full.
#[cfg(target_os = "linux")]
#[test]
fn a_line_that_cannot_be_written_leaves_things_as_they_were() {
    let folder = Folder::of([("in/1.json", job(1).to_string())]);
    let line = r#"trap '' XFSZ; ulimit -f 0; "$JOBAUDIT" report in -q -f json --history h.jsonl"#;
    folder.shell(line).exits(2).says_why("cannot write h.jsonl");
    assert!(!folder.path("h.jsonl").exists());
    folder.write("h.jsonl", "");
    folder.shell(line).exits(2);
    assert_eq!(folder.read("h.jsonl"), "");
}
