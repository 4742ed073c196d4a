//! What the first sentence of a report must not claim: that all is done where somebody may be left.

use std::slice::from_ref;

use serde_json::{Value, json};

use crate::containers::pack::{gzip, zip};
use crate::errors::{csv, list};
use crate::payloads;
use crate::support::{Folder, Json, job_id};
use crate::verdict::{errors, moves, other, request, wave, without};

/// The verdict on these files: its word, its sentence and what else there is to say.
#[track_caller]
pub fn verdict<B: AsRef<[u8]>>(files: &[(&str, B)], flags: &[&str]) -> (String, String, String) {
    let folder = Folder::of(files.iter().map(|(name, bytes)| (name, bytes)));
    of(&folder, flags)
}

#[track_caller]
pub fn of(folder: &Folder, flags: &[&str]) -> (String, String, String) {
    said(&report(folder, flags))
}

#[track_caller]
pub fn report(folder: &Folder, flags: &[&str]) -> Json {
    folder.run(["report", ".", "-q", "-f", "json"].iter().chain(flags)).json()
}

pub fn said(report: &Json) -> (String, String, String) {
    let part = |part: &str| report.0["verdict"][part].as_str().expect("a text").to_owned();
    (part("word"), part("sentence"), part("details"))
}

#[test]
fn nothing_is_done_where_a_file_may_hold_jobs_that_could_not_be_read() {
    let [one, two] = [wave(1, 1, 1, 0).to_string(), wave(2, 2, 5, 5).to_string()];
    let cut = |text: &str| text[..text.len() / 2].to_owned();
    let in_half = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    let deep = format!("{}1{}", "[".repeat(2_000), "]".repeat(2_000));
    let too_deep = two.replacen('{', &format!("{{\"deep\":{deep},"), 1);
    let pretty = format!("{:#}", wave(2, 2, 5, 5));
    for (name, bytes) in [
        ("b.json", cut(&two).into_bytes()),
        ("b.json", cut(&pretty).into_bytes()),
        ("b.json", Vec::new()),
        ("b.json.gz", gzip(b"")),
        ("b.json.gz", in_half(gzip(two.as_bytes()))),
        ("b.zip", in_half(zip(&[("b.json", &two)]))),
        ("b.json", too_deep.into_bytes()),
        ("b.ndjson", format!("{one}\n{}\n", cut(&two)).into_bytes()),
        ("b.ndjson", format!("{}\n{one}\n", &two[1..]).into_bytes()),
        ("b.ndjson", format!("{one}\n{}\n{one}\n", &two[1..]).into_bytes()),
        ("b.json", two[1..].into()),
        ("b.json", pretty[9..].into()),
        ("b.json", vec![0; 3_000]),
        ("b.log", format!("09:00 INFO got {one}\n09:01 INFO got {}...\n", &two[..250]).into()),
        ("b.txt", format!("HTTP/1.1 200 OK\r\nDate: x\r\n\r\n{}", &two[..300]).into()),
        ("b.json", json!({"body": &two[..300]}).to_string().into()),
        ("b.rar", b"Rar!\x1a\x07\x01\x00 and more".to_vec()),
        ("b.json", format!("[{one},{}", cut(&two)).into_bytes()),
    ] {
        let files = [("a.json", one.clone().into_bytes()), (name, bytes.clone())];
        let (word, sentence, details) = verdict(&files, &[]);
        assert_eq!(word, "Cannot be judged", "{name} {}", String::from_utf8_lossy(&bytes));
        let expected = "The one move that was requested is done, but 1 file that may hold jobs could not be \
                        read in full.";
        assert_eq!(sentence, expected, "{name}");
        assert!(!details.contains("Nothing is left"), "{name}: {details}");
    }
    let large = ["--max-file-size", "100"];
    let files = [("a.ndjson", format!("{}\n", wave(1, 1, 1, 0))), ("b.json", two)];
    assert_eq!(verdict(&files, &large).0, "Cannot be judged");
}

#[test]
fn jobs_cut_short_behind_others_in_one_file_stand_against_done() {
    let (one, two) = (wave(1, 1, 1, 0).to_string(), wave(2, 1, 1, 0).to_string());
    for text in [
        format!("{one}{}", &two[..200]),
        format!("{one}\n{{\"id\":"),
        format!("{one}\n{one}\n{}", &two[..99]),
        format!("[{one}]\n[{}", &two[..99]),
    ] {
        assert_eq!(verdict(&[("a.json", text.as_str())], &[]).0, "Cannot be judged", "{text}");
    }
    // What holds no job is lost with nothing.
    let footer = format!("{one}\nElapsed: 12 s");
    assert_eq!(verdict(&[("a.json", footer.as_str())], &[]).0, "Done");
}

#[test]
fn the_answer_to_a_request_that_failed_stands_for_the_job_that_it_is_called_by() {
    let refused =
        r#"{"errors":[{"description":"Too many requests"}],"message":"No","trackingId":"x"}"#;
    for (name, word) in [
        (format!("{}.json", job_id(2)), "Cannot be judged"),
        (format!("status_{}.json", job_id(2)), "Cannot be judged"),
        (format!("{}-errors.json", job_id(1)), "Done"),
        (String::from("people.json"), "Done"),
    ] {
        let one = wave(1, 1, 1, 0).to_string();
        let files = [("a.json", one.as_str()), (&name, refused)];
        let report = report(&Folder::of(files), &[]);
        assert_eq!(report.findings("http-error-body"), 1, "{name}");
        assert_eq!(said(&report).0, word, "{name}");
    }
}

#[test]
fn files_that_hold_no_jobs_stand_against_nothing() {
    let one = wave(1, 1, 1, 0).to_string();
    for (name, text) in [
        ("notes.txt", "cut sho"),
        ("page.html", "<html><body>No</body></html>"),
        ("other.json", "{\"a\":1}"),
        ("empty.txt", ""),
        // What speaks of fields and is an example, a program or a line of a log.
        ("min.md", "Wait until `{\"latestExecutionStatus\": ...}`."),
        (
            "readme.md",
            "```json\n{ \"name\": \"moveusers\", \"id\": \"...\", \"jobExecutionStatus\": [ ... ],\n  \
             \"latestExecutionStatus\": \"COMPLETED\" }\n```\n",
        ),
        ("org.md", "```json\n{ \"sourceCustomerId\": \"<org>\", ... }\n```\n"),
        ("f.js", "const {latestExecutionStatus} = job;\nconst a = {customerId: \"1\"};\n"),
        (
            "poll.py",
            "out = {\"id\": d[\"id\"], \"latestExecutionStatus\": d[\"s\"],\n  \"x\": 1}\n",
        ),
        ("run.sh", "jq '{latestExecutionStatus, counts}' j.json\n"),
        ("a.yaml", "a: {customerId: 1}\n"),
        ("java.log", "ERR Account{customerId=1}\n"),
        ("py.log", "ValueError: {'customerId': None} not allowed\n"),
        (
            "keys.log",
            "DEBUG resp keys: {\"name\", \"id\", \"latestExecutionStatus\", \"counts\"}\n",
        ),
        (
            "mail.eml",
            "the job says \"latestExecutionStatus\": \"COMPLETED\" and \"counts\": {\"totalMoves\": 5}.\n",
        ),
        (
            "doc.html",
            "<pre>{ \"name\": \"moveusers\", \"latestExecutionStatus\": \"COMPLETED\", ... }</pre>",
        ),
    ] {
        let (word, ..) = verdict(&[("a.json", one.as_str()), (name, text)], &[]);
        assert_eq!(word, "Done", "{name}");
    }
}

#[test]
fn what_could_not_be_read_stands_against_jobs_of_all_kinds() {
    let running = moves(1, 1, "UNKNOWN", [2, 1, 0, 0, 0]);
    let left = [("a.json", running.to_string()), ("b.json", String::from("{\"id\":"))];
    let (word, _, details) = verdict(&left, &[]);
    assert_eq!(word, "Under way");
    let told = "1 file that may hold jobs could not be read in full.";
    assert!(details.contains(told), "{details}");
    let failed = [("a.json", wave(1, 2, 1, 1).to_string()), ("b.json", String::from("{\"id\":"))];
    let (word, _, details) = verdict(&failed, &[]);
    assert_eq!(word, "Action needed");
    assert!(details.contains("1 file not read in full may hold more."), "{details}");
    let counts = json!({"totalNumbers": 2, "numbersMoved": 2, "numbersFailed": 0});
    let numbers = other(1, "managenumbers", "COMPLETED", counts);
    let numbers = [("a.json", numbers.to_string()), ("b.json", String::from("{\"id\":"))];
    let (word, sentence, _) = verdict(&numbers, &[]);
    assert_eq!(word, "Cannot be judged");
    let expected = "No job in this archive moves people: the one job succeeded, but 1 file that may hold jobs \
                    could not be read in full.";
    assert_eq!(sentence, expected);
    // Whose job is lost nobody knows, so that it may be one of those that were chosen.
    let chosen = [("a.json", wave(1, 1, 1, 0).to_string()), ("b.json", String::from("{\"id\":"))];
    let (word, ..) = verdict(&chosen, &["--since", "2023-01-01"]);
    assert_eq!(word, "Cannot be judged");
}

/// A page of a list of jobs, with what it says of its place in the list.
fn page(jobs: &[Value], paging: Value) -> String {
    let listed: Vec<Value> = jobs.iter().cloned().map(payloads::listed).collect();
    json!({"items": listed, "paging": paging}).to_string()
}

#[test]
fn nothing_is_done_where_a_list_of_jobs_goes_on_behind_what_was_saved() {
    let [one, two] = [wave(1, 1, 1, 0), wave(2, 2, 1, 0)];
    let all = [one.clone(), two.clone()];
    let to =
        |start: u64| json!([format!("https://example.com/v1/jobs/moveUsers?start={start}&max=1")]);
    let other = json!(["https://example.com/v1/jobs/others?start=0&max=1"]);
    let first = page(from_ref(&one), json!({"next": to(1), "prev": null, "offset": 0, "count": 2}));
    let counted = page(from_ref(&one), json!({"next": [], "offset": 0, "count": 2}));
    let uncounted = page(from_ref(&one), json!({"next": to(1), "prev": null}));
    let of_other = page(from_ref(&two), json!({"next": [], "prev": other}));
    for files in [
        vec![("a.json", first.clone())],
        vec![("a.json", counted)],
        vec![("a.json", uncounted.clone())],
        vec![("a.json", uncounted.clone()), ("b.json", of_other)],
        // The first page saved twice is no second page.
        vec![("a.json", first.clone()), ("b/a.json", format!("{first} "))],
    ] {
        let folder = Folder::of(files);
        let (word, sentence, _) = of(&folder, &[]);
        assert_eq!(word, "Cannot be judged");
        assert!(
            sentence.ends_with(" done, but 1 list of jobs was not saved to its end."),
            "{sentence}"
        );
        assert!(report(&folder, &[]).findings("list-cut-short") > 0);
    }
    let last = |paging: Value| page(from_ref(&two), paging);
    let lines =
        format!("{first}\n{}\n", last(json!({"next": [], "prev": to(0), "offset": 1, "count": 2})));
    for files in [
        vec![("a.json", page(&all, json!({"next": [], "prev": null, "offset": 0, "count": 2})))],
        vec![("a.json", page(&all, json!({"next": to(2), "offset": 0, "count": 2})))],
        vec![("a.json", first), ("b.json", last(json!({"next": [], "prev": to(0)})))],
        vec![("a.json", uncounted), ("b.json", last(json!({"next": [], "prev": to(0)})))],
        vec![("a.ndjson", lines)],
    ] {
        let folder = Folder::of(files);
        assert_eq!(of(&folder, &[]).0, "Done");
        assert_eq!(report(&folder, &[]).findings("list-cut-short"), 0);
    }
}

#[test]
fn a_list_of_errors_that_goes_on_is_told() {
    let mut list = list(1, "ann", "ROUTER_1_1");
    list["paging"] =
        json!({"next": ["https://example.com/errors?start=1"], "offset": 0, "count": 2});
    let files = [("a.json", wave(1, 1, 2, 2).to_string()), ("a-errors.json", list.to_string())];
    let folder = Folder::of(files);
    assert_eq!(report(&folder, &[]).findings("list-cut-short"), 1);
    assert_eq!(of(&folder, &[]).0, "Action needed");
}

/// A job for that organisation.
fn of_org(mut job: Value, org: u64) -> Value {
    job["targetCustomerId"] = json!(job_id(org));
    job["sourceCustomerId"] = json!(job_id(org));
    job
}

#[test]
fn who_is_called_alike_in_another_organisation_is_somebody_else() {
    let table = |column: &str, who: &str, kind: &str, code: &str| {
        format!("{column},Type,Code,Message\n{who},{kind},{code},x\n")
    };
    let archive = |column: &str, who: &str, orgs: [u64; 2], second: Value, kind: &str| {
        Folder::of([
            ("a.json", of_org(wave(1, 1, 1, 1), orgs[0]).to_string()),
            ("a.csv", table(column, who, "Error", "19605")),
            ("b.json", of_org(second, orgs[1]).to_string()),
            ("b.csv", table(column, who, kind, "19701")),
        ])
    };
    let [moved, failed] = [wave(2, 2, 1, 0), wave(2, 2, 1, 1)];
    for (column, who, is_local) in [
        ("Extension", "4821", true),
        ("Name", "Ann Example", true),
        ("User ID", "ann@example.com", false),
        ("Phone number", "+14155550143", false),
    ] {
        let left = |folder: &Folder| {
            let report = report(folder, &[]);
            let rows = report.rows("still_to_move");
            assert!(rows.iter().all(|row| !row["user"].is_null()), "{column}: {rows:?}");
            report.measure("people_to_move").as_u64().expect("a count")
        };
        let one = [900, 900];
        let two = [900, 901];
        let others = u64::from(is_local);
        assert_eq!(left(&archive(column, who, one, moved.clone(), "Impact")), 0, "{column}");
        assert_eq!(left(&archive(column, who, two, moved.clone(), "Impact")), others, "{column}");
        assert_eq!(left(&archive(column, who, one, failed.clone(), "Error")), 1, "{column}");
        assert_eq!(
            left(&archive(column, who, two, failed.clone(), "Error")),
            1 + others,
            "{column}"
        );
    }
}

#[test]
fn a_name_that_a_list_knows_in_one_organisation_is_no_id_of_it_in_another() {
    let person = |org: u64| {
        json!({"items": [{"id": job_id(500), "displayName": "Ann Example", "emails": ["a2@example.com"],
            "type": "person", "orgId": job_id(org)}]})
    };
    for (org, left) in [(901, "Action needed"), (900, "Done")] {
        let files = [
            ("a.json", of_org(wave(1, 1, 1, 1), 900).to_string()),
            ("a.csv", String::from("Name,Type,Code,Message\nAnn Example,Error,19605,x\n")),
            ("b.json", of_org(wave(2, 2, 1, 0), org).to_string()),
            ("b-request.json", request(&[&job_id(500)]).to_string()),
            ("people.json", person(org).to_string()),
        ];
        assert_eq!(verdict(&files, &[]).0, left);
    }
}

#[test]
fn a_job_that_moved_nobody_settles_nobodys_failure() {
    for (exit_code, counts) in [
        ("COMPLETED", [1, 0, 0, 0, 1]),
        ("COMPLETED_WITH_ERRORS", [1, 0, 1, 0, 0]),
        ("COMPLETED", [1, 0, 0, 0, 0]),
    ] {
        for named_by in ["an impact", "a request"] {
            let mut files = vec![
                ("a.json", wave(1, 1, 1, 1).to_string()),
                ("a.csv", errors(&["ann@example.com"])),
                ("b.json", moves(2, 2, exit_code, counts).to_string()),
            ];
            files.push(match named_by {
                "an impact" => ("b.csv", csv(&[("ann@example.com", "Impact", "19701")])),
                _ => ("b-request.json", request(&["ann@example.com"]).to_string()),
            });
            let report = report(&Folder::of(files), &[]);
            let what = format!("{exit_code} {counts:?} {named_by}");
            assert_eq!(report.measure("people_to_move"), 1, "{what}");
            assert_eq!(report.measure("people_to_move_named"), 1, "{what}");
        }
    }
    // Somebody else was moved by a job that moved one of two.
    let files = [
        ("a.json", wave(1, 1, 1, 1).to_string()),
        ("a.csv", errors(&["ann@example.com"])),
        ("b.json", wave(2, 2, 1, 0).to_string()),
        ("b.csv", csv(&[("ann@example.com", "Impact", "19701")])),
    ];
    assert_eq!(verdict(&files, &[]).0, "Done");
}

#[test]
fn what_a_job_does_not_count_is_unknown() {
    let mut only = wave(1, 1, 3, 0);
    only["counts"] = json!({"totalMoves": 3});
    let mut unreadable = wave(1, 1, 3, 0);
    unreadable["counts"]["moved"] = json!("three");
    for job in [only, unreadable] {
        let (word, sentence, details) = verdict(&[("a.json", job.to_string())], &[]);
        let said = format!("{word}: {sentence} {details}");
        assert!(
            sentence.starts_with("The one job that moves people does not say how many"),
            "{said}"
        );
        assert!(!said.contains("none is done") && word != "Done", "{said}");
    }
    let mut failed = wave(1, 1, 3, 1);
    failed["counts"] = json!({"totalMoves": 3, "failed": 1});
    let files = [("a.json", failed.to_string()), ("a.csv", errors(&["ann@example.com"]))];
    let (word, sentence, details) = verdict(&files, &[]);
    assert_eq!((&*word, &*sentence), ("Action needed", "1 person still has to be moved."));
    assert!(details.contains("does not say how many it was to move"), "{details}");
}

#[test]
fn moved_later_is_only_what_is_known_to_be_later() {
    let undated = |mut job: Value| {
        for time in ["createdTime", "startTime", "endTime", "lastUpdated"] {
            job["jobExecutionStatus"][0].as_object_mut().expect("a run").remove(time);
        }
        job
    };
    let archive = |failed: Value, moved: Value| {
        [
            ("a.json", failed.to_string()),
            ("a.csv", errors(&["ann@example.com"])),
            ("b.json", moved.to_string()),
            ("b-request.json", request(&["ann@example.com"]).to_string()),
        ]
    };
    for (failed, moved) in [
        (undated(wave(1, 1, 1, 1)), wave(2, 2, 1, 0)),
        (wave(1, 1, 1, 1), undated(wave(2, 2, 1, 0))),
        // At the same moment, whichever id comes first.
        (wave(1, 1, 1, 1), wave(2, 1, 1, 0)),
        (wave(2, 1, 1, 1), wave(1, 1, 1, 0)),
    ] {
        let (word, sentence, _) = verdict(&archive(failed, moved), &[]);
        assert_eq!(word, "Action needed", "{sentence}");
        let expected = "Of 2 move attempts, 1 is done and 1 failed, but it is unknown what became of 1 person \
                        whose move was requested.";
        assert_eq!(sentence, expected);
    }
    assert_eq!(verdict(&archive(wave(1, 1, 1, 1), wave(2, 2, 1, 0)), &[]).0, "Done");
}

#[test]
fn what_is_unknown_of_people_of_a_plan_is_not_done() {
    let plan = |people: &str| format!("Email\n{people}");
    let folder = Folder::of([
        ("archive/a.json", wave(1, 1, 3, 0).to_string()),
        ("plan.csv", plan("ann@example.com\n")),
    ]);
    let flags = ["report", "archive", "-q", "-f", "json", "--plan", "plan.csv"];
    let (word, sentence, details) = said(&folder.run(flags).json());
    let expected = "All 3 requested moves are done, but no file tells what became of 1 person who was meant to \
                    be moved.";
    assert_eq!((&*word, &*sentence, &*details), ("Cannot be judged", expected, ""));
    let folder = Folder::of([
        ("archive/a.json", wave(1, 1, 1, 0).to_string()),
        ("archive/a-request.json", request(&["cem@example.com"]).to_string()),
        ("plan.csv", plan("ann@example.com\nbob@example.com\n")),
    ]);
    let (word, sentence, _) = said(&folder.run(flags).json());
    let expected = "2 people still have to be moved: the one move that was requested is done.";
    assert_eq!((&*word, &*sentence), ("Action needed", expected));
}

#[test]
fn with_filters_the_chosen_jobs_tell_and_not_the_archive() {
    let files =
        [("a.json", wave(1, 1, 1, 0).to_string()), ("b.json", wave(2, 20, 1, 1).to_string())];
    for (until, whose) in [("2023-06-10", "the chosen jobs tell"), ("2023-07-10", "")] {
        let (word, _, details) = verdict(&files, &["--until", until]);
        assert_eq!(word == "Done", !whose.is_empty());
        assert_eq!(details.contains("as far as the chosen jobs tell"), word == "Done", "{details}");
    }
    let (_, _, details) = verdict(&files[..1], &["--until", "2023-06-10"]);
    assert!(details.contains("as far as this archive tells"), "{details}");
}

#[test]
fn of_snapshots_that_disagree_the_one_counts_that_says_less_is_done() {
    let [done, failed] = [wave(1, 1, 3, 0).to_string(), wave(1, 1, 3, 3).to_string()];
    for (one, two) in [(&done, &failed), (&failed, &done)] {
        let (word, ..) = verdict(&[("a.json", one), ("b.json", two)], &[]);
        assert_eq!(word, "Action needed");
    }
}

#[test]
fn a_snapshot_that_does_not_say_when_is_not_taken_for_the_older_one() {
    let [done, failed] = [wave(1, 1, 3, 0), wave(1, 1, 3, 3)];
    for (one, two) in [(&done, &failed), (&failed, &done)] {
        let mut undated = without(two.clone(), "jobExecutionStatus");
        undated = without(undated, "csvFileExpiryTime");
        for files in [[one, &undated], [&undated, one]] {
            let files = [("a.json", files[0].to_string()), ("b.json", files[1].to_string())];
            let report = report(&Folder::of(files), &[]);
            assert_eq!(said(&report).0, "Action needed");
            assert_eq!(report.findings("conflicting-snapshots"), 1);
            assert_eq!(report.measure("items_failed"), 3);
        }
    }
    // Whoever runs and does not say when was there before the end.
    let begun = without(moves(1, 1, "UNKNOWN", [3, 1, 0, 0, 0]), "jobExecutionStatus");
    let files = [("a.json", done.to_string()), ("b.json", begun.to_string())];
    let report = report(&Folder::of(files), &[]);
    assert_eq!(said(&report).0, "Done");
    assert_eq!(report.findings("conflicting-snapshots"), 0);
}

#[test]
fn a_file_that_could_not_be_read_stays_whatever_jobs_are_chosen() {
    let folder = Folder::of([
        ("a/1.json", wave(1, 1, 1, 0).to_string()),
        ("a/2.json", wave(2, 2, 1, 1).to_string()),
        ("a/x.json", String::from("{\"name\":")),
    ]);
    for flags in [["--until", "2023-06-01"], ["--job-name", "moveusers"], ["--since", "2023-06-01"]]
    {
        let args = |command| [command, "a", "-q", flags[0], flags[1], "--fail-on", "error"];
        folder.run(args("validate")).exits(1);
        folder.run(args("report")).exits(1);
    }
    let limit = ["--until", "2023-06-01", "--require", "people_to_move<=0"];
    let run = folder.run(["report", "a", "-q", "-f", "json"].iter().chain(&limit)).exits(1).json();
    assert_eq!(said(&run).0, "Cannot be judged");
    assert_eq!(run.measure("snapshots_superseded"), &Value::Null);
}

#[test]
fn those_whom_a_newer_request_names_are_left_once() {
    let [ann, bob, cem] = ["ann@example.com", "bob@example.com", "cem@example.com"];
    let skipped = |number: u64| moves(number, number, "COMPLETED", [3, 2, 0, 0, 1]);
    let asked = request(&[ann, bob, cem]).to_string();
    let files = [
        ("a.json", skipped(1).to_string()),
        ("a-request.json", asked.clone()),
        ("b.json", skipped(2).to_string()),
        ("b-request.json", asked.clone()),
    ];
    let (_, sentence, _) = verdict(&files, &[]);
    assert!(sentence.starts_with("1 person still has to be moved: "), "{sentence}");
    let files = [
        ("a.json", skipped(1).to_string()),
        ("a-request.json", asked.clone()),
        ("b.json", wave(2, 2, 3, 0).to_string()),
        ("b-request.json", asked),
    ];
    assert_eq!(verdict(&files, &[]).0, "Done");
}

#[test]
fn who_was_asked_for_by_a_job_that_failed_before_it_counted_anybody_is_named() {
    let files = [
        ("a.json", moves(1, 1, "FAILED", [0; 5]).to_string()),
        ("a-request.json", request(&["ann@example.com", "bob@example.com"]).to_string()),
    ];
    let report = report(&Folder::of(files), &[]);
    assert_eq!(report.measure("people_to_move_named"), 2);
    assert_eq!(said(&report).0, "Action needed");
}
