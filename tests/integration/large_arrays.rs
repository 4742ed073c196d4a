//! Arrays that are too large to be held: the same as held ones, wherever they are cut.

use serde_json::Value;

use crate::archive;
use crate::support::{Folder, job};

/// Jobs enough for some parts, with faults of several sorts at both ends and between.
fn elements() -> Vec<String> {
    let mut all: Vec<String> = (0..600).map(|index| archive::job(index, 7)).collect();
    for (at, spoilt) in [
        (0, r#"{"latestExecutionStatus":"NOW","counts":{}}"#),
        (299, "17"),
        (300, r#"["a, \"b\", \\", {"c": [1, 2]}]"#),
        (301, r#"{"name":"é ü €","jobExecutionStatus":[{"timeElapsed":"1s"}]}"#),
        (599, r#"{"jobExecutionStatus":[{"exitCode":"é"}],"id":"x"}"#),
    ] {
        all[at] = spoilt.to_owned();
    }
    all
}

/// What a run says of an array, held or in parts; sizes and places are its own.
fn said(text: &str, in_parts: bool) -> (Value, Value) {
    let folder = Folder::of([("all.json", text)]);
    // Beyond the limit for a document an array goes on in parts.
    let limit = if in_parts { "1000" } else { "1G" };
    let findings = folder.run(["validate", ".", "-f", "json", "--max-file-size", limit]);
    let (_, report) = folder.audit(&["--max-file-size", limit, "--section", "jobs"]);
    let mut report = report.0;
    // What is read in parts has a digest of its own.
    report["inputs"]["sha256"].take();
    report["command"].take();
    report["ledger"].take();
    (findings.json().0, report)
}

#[test]
fn an_array_in_parts_is_the_same_as_a_held_one() {
    let elements = elements();
    for text in [
        format!("[{}]", elements.join(",")),
        format!(" \r\n[\r\n  {}\r\n]\r\n", elements.join(",\r\n  ")),
        format!("[{}\n]\n", elements.join("\n, ")),
        format!("\t[\n{}\r]", elements.join(" ,\r\r").replace(",\"", ", \"")),
    ] {
        assert!(text.len() > 1_000_000, "more than a few parts");
        let (held, in_parts) = (said(&text, false), said(&text, true));
        assert!(held.1.to_string().contains("131") || !held.1.is_null());
        assert_eq!(held.0, in_parts.0);
        assert_eq!(held.1, in_parts.1);
    }
}

/// Lists of jobs that have no id: only where they stand tells them apart.
fn lists_of_jobs_without_an_id(lists: u64) -> Vec<String> {
    let mut job = job(1);
    job.as_object_mut().expect("an object").remove("id");
    (0..lists).map(|_| serde_json::json!({"items": [job, job, job]}).to_string()).collect()
}

#[test]
fn jobs_without_an_id_are_told_apart_by_where_they_stand() {
    let lists = lists_of_jobs_without_an_id(4);
    for text in [lists.join("\n"), lists.join(" "), format!("[{}]", lists.join(","))] {
        let (_, report) = Folder::of([("all.json", text)]).audit(&[]);
        assert_eq!(report.measure("jobs"), 12);
    }
    // Some parts of 256 KiB.
    let large = format!("[{}]", lists_of_jobs_without_an_id(300).join(","));
    assert!(large.len() > 1_000_000);
    let (held, in_parts) = (said(&large, false), said(&large, true));
    assert_eq!(held.1["sections"]["jobs"].as_array().map(Vec::len), Some(900));
    assert_eq!(held, in_parts);
}

#[test]
fn the_size_of_a_file_is_that_of_all_of_it() {
    let text = format!("\u{feff}[{}]", elements().join(","));
    let (held, in_parts) = (said(&text, false), said(&text, true));
    assert_eq!(held.1["sections"]["files"], in_parts.1["sections"]["files"]);
}

#[test]
fn what_is_whole_in_a_large_array_counts_wherever_it_is_broken() {
    let elements = elements().join(",");
    for text in [
        format!("[{elements}"),
        format!("[{elements},"),
        format!("[{elements},]"),
        format!("[{elements},,{elements}]"),
        format!("[{elements},{{\"name\":]"),
        format!("[{elements},{{\"name\":\"a"),
        format!("[{elements},{{\"name\":\"a\\"),
        format!("[{elements} {elements}]"),
        format!("[{elements},{{]}},{elements}]"),
        format!("[,{elements}]"),
    ] {
        let folder = Folder::of([("all.json", &text)]);
        let [held, in_parts] = ["1G", "10000"].map(|limit| {
            let (_, report) = folder.audit(&["--max-file-size", limit]);
            assert_eq!(report.findings("not-json"), 1, "{limit}: …{}", &text[text.len() - 20..]);
            report
        });
        let end = &text[text.len() - 20..];
        assert!(held.measure("jobs").as_u64() > Some(590), "…{end}");
        assert_eq!(held.measure("jobs"), in_parts.measure("jobs"), "…{end}");
        assert_eq!(held.rows("jobs"), in_parts.rows("jobs"), "…{end}");
    }
}

#[test]
fn where_a_large_array_stops_being_json_is_said_as_of_a_small_one() {
    let elements = elements().join(",\n");
    for text in [format!("[{elements}"), format!("[\n{elements},\n{{\"id\":\"a\",}}]")] {
        let place = |in_parts| {
            let findings = said(&text, in_parts).0["findings"].take();
            let findings = findings.as_array().expect("findings").clone().into_iter();
            findings.filter(|finding| finding["rule"] == "not-json").collect::<Vec<_>>()
        };
        assert_eq!(place(true).len(), 1);
        assert_eq!(place(true), place(false));
    }
}

#[test]
fn what_follows_a_large_array_is_left_out_and_said() {
    let elements = elements().join(",");
    for (tail, rule) in
        [("x", "trailing-data"), ("\n\n  {\"a\":1}", "not-json"), ("]", "trailing-data")]
    {
        let folder = Folder::of([("all.json", format!("[{elements}]{tail}"))]);
        let (_, report) = folder.audit(&["--max-file-size", "1000"]);
        assert!(report.measure("jobs").as_u64() > Some(590), "{tail}");
        assert_eq!(report.findings(rule), 1, "{tail}");
    }
}

#[test]
fn a_large_array_without_payloads_is_set_aside() {
    let numbers: Vec<String> = (0..200_000).map(|number| number.to_string()).collect();
    for text in [format!("[{}]", numbers.join(",")), format!("[{}]", " ".repeat(300_000))] {
        let folder = Folder::of([("all.json", text)]);
        let run = folder.run(["report", ".", "-f", "json", "--max-file-size", "1000"]);
        assert_eq!(run.exits(3).json().findings("unknown-payload"), 1);
    }
}
