//! Accepted findings: `--baseline` and `--write-baseline`.

use serde_json::{Value, json};

use crate::support::{Folder, Run, job, run};

/// A folder with findings of a job, of files, of a stream and of a list.
fn folder() -> Folder {
    let mut odd = job(1);
    odd["note"] = json!(1);
    odd["other"] = json!(2);
    let mut listed = job(2);
    listed["note"] = json!(1);
    let mut streamed = job(4);
    streamed["note"] = json!(1);
    Folder::of([
        ("in/a.json", odd.to_string()),
        ("in/list.json", json!({"items": [job(3), listed]}).to_string()),
        ("in/stream.ndjson", format!("{}\n{streamed}\n", job(5))),
        ("in/notes [1].txt", String::from("hello")),
        ("in/broken.json", String::from("{")),
    ])
}

fn validate(folder: &Folder, flags: &[&str]) -> Run {
    folder.run(["validate", "in", "-f", "json", "-q"].iter().chain(flags))
}

fn list<'j>(json: &'j Value, key: &str) -> &'j [Value] {
    json[key].as_array().map_or(&[], Vec::as_slice)
}

#[test]
fn what_was_accepted_fails_no_run_and_is_counted_apart() {
    let folder = folder();
    let before = validate(&folder, &[]).exits(1).json().0;
    let written = folder.run(["validate", "in", "--write-baseline", "accepted.toml"]);
    written.exits(0).check(written.stderr().contains("6 entries, 6 of them new"), "the count");
    let after = validate(&folder, &["--baseline", "accepted.toml", "--fail-on", "info"]);
    let after = after.exits(0).json().0;
    assert!(list(&after, "findings").is_empty(), "{after}");
    let accepted: Vec<Value> = list(&after, "accepted")
        .iter()
        .map(|finding| {
            let mut finding = finding.clone();
            assert!(finding["reason"].as_str().expect("a reason").starts_with("found when"));
            for key in ["reason", "by", "expires"] {
                finding.as_object_mut().expect("an object").remove(key);
            }
            finding
        })
        .collect();
    assert_eq!(accepted, list(&before, "findings"));
    let report = folder.run(["report", "in", "-f", "json", "--baseline", "accepted.toml"]);
    let report = report.exits(0).json();
    assert_eq!(report.measure("findings_accepted"), 6);
    assert_eq!(report.0["accepted"], after["accepted"]);
    assert!(is_valid(&report.0));
    assert_eq!(report.measure("findings_error"), 0);
    assert!(report.rows("jobs").iter().all(|job| job["findings"] == 0), "{report:?}");
    let text = folder.run(["validate", "in", "--baseline", "accepted.toml"]).exits(0).stdout();
    assert_eq!(text, "no findings in 5 files; 6 accepted\n");
    // A saved audit says of them what the audit said.
    for flags in [&[][..], &["--redact"], &["--job-name", "moveusers"]] {
        let of = |command: &[&str], flags: &[&str]| {
            folder.run(command.iter().chain(&["-q", "-f", "json"]).chain(flags)).exits(0).stdout()
        };
        let audit = of(&["report", "in", "--baseline", "accepted.toml"], flags);
        folder.write("audit.json", &audit);
        assert!(of(&["render", "audit.json"], &[]) == audit, "{flags:?}");
        let audit: Value = serde_json::from_str(&audit).expect("JSON");
        assert!(is_valid(&audit) && !list(&audit, "accepted").is_empty(), "{flags:?}");
    }
    let without = folder.run(["report", "in", "-f", "json"]).exits(0).json().0;
    assert_eq!(without.get("accepted"), None);
}

/// Whether a report is as its schema says.
fn is_valid(report: &Value) -> bool {
    let schema = run(["schema", "report"]).exits(0).json().0;
    jsonschema::draft202012::new(&schema).expect("a schema").is_valid(report)
}

#[test]
fn a_new_finding_is_not_hidden_by_known_ones_and_a_job_is_known_in_any_file() {
    let folder = folder();
    folder.run(["validate", "in", "-q", "--write-baseline", "accepted.toml"]).exits(0);
    // The same job, polled again: another file, another line, the same findings and one more.
    let mut again = job(1);
    again["note"] = json!(1);
    again["new"] = json!(1);
    again["other"] = json!(2);
    folder.write("in/later/z.json", format!("{again:#}"));
    std::fs::remove_file(folder.path("in/a.json")).expect("a file");
    let json = validate(&folder, &["--baseline", "accepted.toml"]).exits(0).json().0;
    let findings = list(&json, "findings");
    assert_eq!(findings.len(), 1, "{json}");
    assert_eq!(findings[0]["pointer"], "/new");
    assert_eq!(list(&json, "accepted").len(), 6);
}

#[test]
fn what_is_written_again_keeps_its_reasons_and_forgets_what_is_gone() {
    let folder = folder();
    let write = || {
        folder.run(["validate", "in", "-q", "--write-baseline", "accepted.toml"]).exits(0);
        folder.read("accepted.toml")
    };
    let first = write();
    assert_eq!(write(), first, "nothing has changed");
    let explained = first.replacen(
        "reason = \"found when",
        "by = \"Ann\"\nexpires = 2999-12-31\nreason = \"the customer's note, \\\"as is\\\", found when",
        1,
    );
    folder.write("accepted.toml", &explained);
    std::fs::remove_file(folder.path("in/broken.json")).expect("a file");
    folder.write("in/other.txt", "hello again");
    let unused = validate(&folder, &["--baseline", "accepted.toml", "--fail-on", "info"]);
    let json = unused.exits(1).json().0;
    let rules: Vec<&str> =
        list(&json, "findings").iter().map(|f| f["rule"].as_str().expect("a rule")).collect();
    assert_eq!(rules, ["unknown-payload", "baseline-unused"], "{json}");
    let again = write();
    assert!(again.contains("the customer's note, \"as is\""), "{again}");
    assert!(again.contains("by = \"Ann\"") && again.contains("expires = 2999-12-31"), "{again}");
    assert!(!again.contains("broken.json") && again.contains("other.txt"), "{again}");
    assert_eq!(again.matches("[[accept]]").count(), 6, "{again}");
    validate(&folder, &["--baseline", "accepted.toml", "--fail-on", "info"]).exits(0);
}

#[test]
fn what_was_accepted_for_a_time_counts_again_after_it() {
    let folder = folder();
    folder.write(
        "accepted.toml",
        "[[accept]]\nrule = \"not-json\"\nfile = \"**/broken.json\"\nreason = \"soon\"\nexpires = 2026-03-31\n",
    );
    let at = |time: &str| validate(&folder, &["--baseline", "accepted.toml", "--as-of", time]);
    at("2026-03-31").exits(0);
    let late = at("2026-04-01").exits(1).json().0;
    let expired = list(&late, "findings").iter().find(|f| f["rule"] == "baseline-expired");
    let expired = expired.expect("a warning");
    assert_eq!((&expired["file"], &expired["line"]), (&json!("accepted.toml"), &json!(1)));
    assert!(list(&late, "findings").iter().any(|f| f["rule"] == "not-json"), "{late}");
    let text =
        folder.run(["validate", "in", "--baseline", "accepted.toml", "--as-of", "2026-04-01"]);
    assert!(text.exits(1).stdout().contains("accepted.toml:1:1: warning[baseline-expired]"));
}

#[test]
fn a_baseline_is_read_before_anything_is_done_and_never_replaced_by_an_output() {
    let folder = folder();
    folder.write("bad.toml", "[[accept]]\nrule = \"not-jsn\"\nfile = \"a\"\nreason = \"x\"\n");
    let bad = validate(&folder, &["--baseline", "bad.toml"]);
    bad.exits(2).says_why("bad.toml:2:8: no rule is called `not-jsn`; did you mean `not-json`?");
    bad.check(bad.stdout().is_empty(), "nothing is written");
    folder
        .run(["validate", "in", "--write-baseline", "bad.toml"])
        .exits(2)
        .says_why("bad.toml:2:8");
    validate(&folder, &["--baseline", "none.toml"]).exits(2).says_why("cannot read none.toml");
    folder.write("good.toml", "");
    let flags = ["--baseline", "good.toml", "-o", "text=good.toml"];
    validate(&folder, &flags).exits(2).says_why("it is the baseline");
    validate(&folder, &["--write-baseline", "x.toml", "--redact"]).exits(2);
}

#[test]
fn code_hosts_get_suppressions_and_fingerprints_that_outlive_lines() {
    let folder = folder();
    let sarif = |flags: &[&str]| -> Vec<Value> {
        let args = ["validate", "in", "-q", "-f", "sarif", "--fail-on", "never"];
        let run = folder.run(args.iter().chain(flags));
        run.exits(0).json().0["runs"][0]["results"].as_array().expect("results").clone()
    };
    let prints = |results: &[Value]| -> Vec<Value> {
        let mut prints: Vec<Value> =
            results.iter().map(|of| of["partialFingerprints"]["jobaudit/v1"].clone()).collect();
        prints.sort_by_key(Value::to_string);
        prints
    };
    let before = sarif(&[]);
    assert!(before.iter().all(|result| result["suppressions"].is_null()));
    let mut unique = prints(&before);
    unique.dedup();
    assert_eq!(unique.len(), before.len());
    folder.run(["validate", "in", "-q", "--write-baseline", "accepted.toml"]).exits(0);
    let after = sarif(&["--baseline", "accepted.toml"]);
    assert_eq!(prints(&after), unique);
    for result in &after {
        assert_eq!(result["suppressions"][0]["status"], "accepted");
        assert_eq!(result["suppressions"][0]["kind"], "external");
    }
    let text = folder.read("in/a.json");
    folder.write("in/a.json", format!("\n\n{text}"));
    assert_eq!(prints(&sarif(&[])), unique);
}

#[test]
fn the_samples_are_accepted_as_they_are_and_people_stay_unnamed() {
    let folder = Folder::new();
    let path = folder.path("accepted.toml").display().to_string();
    run(["validate", "samples", "-q", "--write-baseline", &path]).exits(0);
    let all = run(["validate", "samples", "-q", "--baseline", &path, "--fail-on", "info"]);
    all.exits(0);
    let text = folder.read("accepted.toml");
    folder.write(
        "accepted.toml",
        text.replace("found when", "as rosa.santoro@acorn-dental.example.com says, found when"),
    );
    let redacted = run(["validate", "samples", "-f", "json", "--baseline", &path, "--redact"]);
    let json = redacted.exits(0).stdout();
    assert!(!json.contains("rosa.santoro") && json.contains("found when"), "{json}");
    // With filters nobody can say what is not there.
    let one = run(["report", "samples", "-f", "json", "--baseline", &path, "--since", "2026-02"]);
    assert_eq!(one.exits(0).json().findings("baseline-unused"), 0);
}

#[test]
fn a_part_of_the_archive_has_the_accepted_findings_of_that_part() {
    let folder = Folder::new();
    let path = folder.path("accepted.toml").display().to_string();
    run(["validate", "samples", "-q", "--write-baseline", &path]).exits(0);
    let accepted = |flags: &[&str]| {
        let fixed = ["report", "samples", "-q", "-f", "json", "--baseline", &path];
        let json = run(fixed.iter().chain(flags)).exits(0).json();
        (json.measure("findings_accepted").as_u64(), json.measure("findings_warning").as_u64())
    };
    let whole = accepted(&[]);
    let (part, open) = accepted(&["--org", "9a80e86d"]);
    assert!(part > Some(0) && part < whole.0, "{part:?} of {whole:?}");
    assert_eq!(open, Some(0));
    // In the parts of a split nothing counts that was accepted, and it is counted apart.
    let parts = format!("{}/{{org}}.json", folder.path("parts").display());
    run(["report", "samples", "-q", "--baseline", &path, "--split", "org", "-o", &parts]).exits(0);
    let mut sum = 0;
    for entry in std::fs::read_dir(folder.path("parts")).expect("a folder") {
        let text = std::fs::read_to_string(entry.expect("a file").path()).expect("text");
        let json: Value = serde_json::from_str(&text).expect("JSON");
        let rows = json["sections"]["summary"].as_array().map_or(&[][..], Vec::as_slice);
        for row in rows.iter().filter(|row| row["measure"] == "findings_accepted") {
            sum += row["value"].as_u64().expect("a number");
        }
    }
    assert!(sum > 0 && Some(sum) <= whole.0, "{sum} of {whole:?}");
}
