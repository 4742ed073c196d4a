//! Errors find their jobs, count once, and tell who is still to be moved.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::payloads;
use crate::support::{ERRORS_CSV, Folder, Json, Run, job, job_id};

pub type Files = Vec<(String, String)>;

pub fn audit(files: &Files) -> (Run, Json) {
    Folder::of(files.iter().map(|(name, text)| (name, text))).audit(&[])
}

pub fn file(name: impl Into<String>, content: impl ToString) -> (String, String) {
    (name.into(), content.to_string())
}

/// Job `number` with one move, which failed.
pub fn failed(number: u64) -> Value {
    let mut job = job(number);
    job["counts"] = json!({"totalMoves": 1, "moved": 0, "failed": 1});
    job["latestExecutionExitCode"] = json!("COMPLETED_WITH_ERRORS");
    job["jobExecutionStatus"][0]["exitCode"] = json!("COMPLETED_WITH_ERRORS");
    job["trackingId"] = json!(format!("ROUTER_{number}"));
    job["csvFile"] =
        json!(format!("{}/{}_{number:032x}", job_id(100 + number), job_id(200 + number)));
    job["csvFileDownloadUrl"] =
        json!(format!("https://files.example.com/x/download-{number}?Signature=SECRET"));
    job
}

/// The same, started so many days later.
pub fn failed_on(number: u64, day: u64) -> Value {
    let mut job = failed(number);
    job["jobExecutionStatus"][0]["startTime"] = json!(format!("2023-06-{day:02}T13:04:00.469Z"));
    job
}

/// An error list of one user with one error.
pub fn list(number: i64, user: &str, tracking_id: &str) -> Value {
    let mut list = payloads::error_list();
    let items = list["items"].as_array_mut().expect("items");
    items.truncate(1);
    items[0]["error"]["message"].as_array_mut().expect("messages").truncate(1);
    items[0]["itemNumber"] = json!(number);
    items[0]["item"] = json!(user);
    items[0]["trackingId"] = json!(tracking_id);
    list
}

/// An errors file of users with a kind and a code each.
pub fn csv(rows: &[(&str, &str, &str)]) -> String {
    let rows = rows.iter().map(|(user, kind, code)| format!("{user},{kind},{code},x\n"));
    String::from("User ID,Type,Code,Message\n") + &rows.collect::<String>()
}

#[test]
fn every_link_leads_an_error_to_its_job_and_is_shown() {
    let other = file("other/job-2.json", failed(2));
    let one = failed(1);
    let list = list(1, "ann", "NA_1");
    let tracked = self::list(1, "ann", "ROUTER_1_7");
    let with_job = format!("Job ID,User ID,Code\n{},ann,19605\n", job_id(1));
    for (name, text, link) in [
        ("z/e.csv", with_job, "the job that a row or its record names"),
        (&*format!("z/{}.csv", job_id(1)), ERRORS_CSV.into(), "the job's id in the file's name"),
        (
            &*format!("z/errors-{}.json", job_id(1)),
            list.to_string(),
            "the job's id in the file's name",
        ),
        (
            &*format!("z/{}_{:032x}", job_id(201), 1),
            ERRORS_CSV.into(),
            "the name that the job refers to",
        ),
        (&*format!("z/{:032x}.csv", 1), ERRORS_CSV.into(), "the name that the job refers to"),
        (&*format!("z/{}.csv", job_id(201)), ERRORS_CSV.into(), "the name that the job refers to"),
        (&*format!("z/{}.csv", job_id(101)), ERRORS_CSV.into(), "the name that the job refers to"),
        ("z/download-1", ERRORS_CSV.into(), "the name that the job refers to"),
        ("z/e.json", tracked.to_string(), "the tracking id"),
        ("z/e.json", format!("[{tracked}]"), "the tracking id"),
        ("one/job-1.csv", ERRORS_CSV.into(), "the name of the job's own file"),
        ("one/job-1-errors.json", list.to_string(), "the name of the job's own file"),
        ("one/JOB-1_Errors.CSV", ERRORS_CSV.into(), "the name of the job's own file"),
        ("one/errors_Job-1.csv", ERRORS_CSV.into(), "the name of the job's own file"),
        ("z/Job-1.csv", ERRORS_CSV.into(), "the name of the job's file in another folder"),
        ("z/job-1.csv", ERRORS_CSV.into(), "the name of the job's file in another folder"),
        (
            &*format!("z/{}/deeper/e.csv", job_id(1)),
            ERRORS_CSV.into(),
            "the job's id in a folder's name",
        ),
        ("one/e.csv", ERRORS_CSV.into(), "being alone together in a folder"),
        ("one/e.json", list.to_string(), "being alone together in a folder"),
    ] {
        let files = vec![file("one/job-1.json", &one), other.clone(), file(name, text)];
        let (run, report) = audit(&files);
        let fate = &run.fates()[&name.to_string()];
        assert!(fate.ends_with(&format!("linked by {link}")), "{name}: {fate}");
        let kind = fate.split(',').next().expect("a kind");
        let note = report.row("files", "kind", kind).expect("a row")["note"].to_string();
        assert!(note.contains(&format!("linked by {link} (1)")), "{name}: {note}");
        let row = report.row("jobs", "job", &job_id(1)).expect("the job");
        assert_eq!((&row["errors"], &row["findings"]), (&json!(1), &json!(0)), "{name}: {run}");
        let shown = Folder::of(files).run(["show", &job_id(1), ".", "-f", "json"]).json();
        let file = shown.row("job_files", "role", "errors").expect("the file").clone();
        assert_eq!(file["file"], *name, "{name}");
    }
}

#[test]
fn the_strongest_link_wins() {
    let jobs = || vec![file("a/job-1.json", failed(1)), file("b/job-2.json", failed(2))];
    // Each says job 1 in a stronger way than job 2, whose folder and name it has.
    for (name, text) in [
        (String::from("b/job-2.csv"), format!("Job ID,User ID,Code\n{},ann,19605\n", job_id(1))),
        (format!("{}/{}.csv", job_id(2), job_id(1)), ERRORS_CSV.into()),
        (format!("b/{}/download-2", job_id(1)), ERRORS_CSV.into()),
        (String::from("b/download-1"), ERRORS_CSV.into()),
        (String::from("b/job-2.errors.json"), list(1, "ann", "ROUTER_1_1").to_string()),
        // Beside its job, or alone with it, though a file elsewhere has the same name.
        (String::from("a/job-1-job-2.csv"), ERRORS_CSV.into()),
        (String::from("a/job-2.csv"), ERRORS_CSV.into()),
        (format!("z/{}/job-2.csv", job_id(1)), ERRORS_CSV.into()),
    ] {
        let mut files = jobs();
        files.push((name.clone(), text));
        let (run, report) = audit(&files);
        let errors =
            |number| report.row("jobs", "job", &job_id(number)).expect("a job")["errors"].clone();
        assert_eq!((errors(1), errors(2)), (json!(1), Value::Null), "{name}: {run}");
    }
}

#[test]
fn a_link_that_points_at_two_jobs_is_none_and_is_said() {
    let mut same = failed(2);
    same["csvFile"] = failed(1)["csvFile"].clone();
    let jobs = [file("job-1.json", failed(1)), file("job-2.json", same)];
    for (name, words) in [
        (format!("{}_{}.csv", job_id(1), job_id(2)), "the job's id in the file's name"),
        (format!("{:032x}.csv", 1), "the name that the job refers to"),
    ] {
        let mut files = jobs.to_vec();
        files.push(file(name, ERRORS_CSV));
        let (run, report) = audit(&files);
        assert_eq!(report.findings("errors-csv-unmatched"), 1, "{run}");
        let example = report.example("errors-csv-unmatched").to_owned();
        let expected = format!("{words} points at several jobs ({}, {})", job_id(1), job_id(2));
        assert!(example.contains(&expected), "{example}");
        assert_eq!(report.row("error_codes", "code", "19605").expect("the code")["jobs"], 0);
    }
}

#[test]
fn a_name_elsewhere_is_the_last_thing_to_go_by() {
    let jobs = || vec![file("a/wave.json", failed(1)), file("b/other.json", failed(2))];
    let linked = |files: &Files, number: u64| {
        let (_, report) = audit(files);
        report.row("jobs", "job", &job_id(number)).expect("a job")["errors"] == 1
    };
    let with = |files: &[(String, String)]| jobs().into_iter().chain(files.to_vec()).collect();
    let of_nobody = [file("z/wave.csv", ERRORS_CSV)];
    assert!(linked(&with(&of_nobody), 1), "no job is in its own folder");
    // Two files in a folder of another job are not alone there, and not that of a job elsewhere.
    let in_other = [file("b/wave.csv", ERRORS_CSV), file("b/x.csv", ERRORS_CSV)];
    assert!(!linked(&with(&in_other), 1));
    let twice =
        [file("z/wave.csv", ERRORS_CSV), file("y/wave.json", json!([failed(3), failed(4)]))];
    assert!(!linked(&with(&twice), 1), "several jobs elsewhere");
}

#[test]
fn the_longest_name_counts_though_it_is_that_of_several_jobs() {
    let files = vec![
        file("wave.json", failed(1)),
        file("wave-2.json", json!([failed(2), failed(3)])),
        file("wave-2-errors.csv", ERRORS_CSV),
    ];
    let (run, report) = audit(&files);
    assert!(report.rows("jobs").iter().all(|row| row["errors"].is_null()), "{run}");
    let example = report.example("errors-csv-unmatched");
    assert!(example.contains("the name of the job's own file points at several jobs"), "{example}");
}

#[test]
fn a_job_of_which_nothing_tells_what_came_is_one_to_look_at() {
    let mut odd = crate::support::job(1);
    odd["latestExecutionExitCode"] = json!("EXPLODED");
    odd["latestExecutionStatus"] = json!("EXPLODING");
    let (run, report) = audit(&vec![file("a.json", odd)]);
    let row = report.row("attention", "job", &job_id(1)).expect("a row");
    assert_eq!(
        (&row["reason"], &row["detail"]),
        (&json!("undetermined"), &json!("status EXPLODING, exit code EXPLODED")),
        "{run}"
    );
}

#[test]
fn a_tracking_id_is_that_of_a_job_only_up_to_a_separator() {
    for (tracking_id, is_known) in [
        ("ROUTER_1", true),
        ("ROUTER_1_2", true),
        ("ROUTER_1:2", true),
        ("router_1-2", true),
        ("ROUTER_12", false),
        ("ROUTER_12_1", false),
        ("ROUTER_", false),
    ] {
        let list = list(1, "ann", tracking_id);
        let files = vec![
            file("a/1.json", failed(1)),
            file("a/2.json", failed(2)),
            file("b/list.json", list),
        ];
        let (run, report) = audit(&files);
        let errors = &report.row("jobs", "job", &job_id(1)).expect("the job")["errors"];
        assert_eq!(errors == 1, is_known, "{tracking_id} {run}");
    }
}

#[test]
fn what_an_older_snapshot_says_of_the_errors_is_not_lost() {
    let saved = |day: u32, with_url: bool| {
        let mut job = failed(1);
        if !with_url {
            job.as_object_mut().expect("an object").remove("csvFileDownloadUrl");
        }
        job["jobExecutionStatus"][0]["lastUpdated"] = json!(format!("2023-06-{day:02}T10:00:00Z"));
        job
    };
    let newest = json!({"items": [payloads::listed(saved(3, false))]});
    let names = ["a", "b", "c"];
    // In whatever order they are read.
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]] {
        let texts = [saved(1, false), saved(2, true), newest.clone()];
        let mut files: Files = names
            .iter()
            .zip(order)
            .map(|(at, text)| file(format!("{at}/x.json"), &texts[text]))
            .collect();
        files.push(file("downloads/download-1", ERRORS_CSV));
        for threads in ["1", "3"] {
            let folder = Folder::of(files.iter().map(|(name, text)| (name, text)));
            let (run, report) = folder.audit(&["--threads", threads]);
            assert_eq!(report.job()["errors"], 1, "{order:?} {run}");
            assert_eq!(report.measure("snapshots_superseded"), 2);
        }
    }
    // What the newest says of it counts.
    let mut other = saved(3, true);
    other["csvFileDownloadUrl"] = json!("https://files.example.com/x/download-2");
    let files = vec![
        file("a/x.json", saved(2, true)),
        file("b/x.json", other),
        file("downloads/download-1", ERRORS_CSV),
    ];
    assert_eq!(audit(&files).1.job()["errors"], Value::Null);
}

#[test]
fn a_row_that_names_a_job_which_is_not_there_belongs_to_no_other() {
    let rows = format!("Job ID,User ID,Code\n{},ann,19605\n{},bob,19605\n", job_id(9), job_id(1));
    let (run, report) = audit(&vec![file("a.json", failed(1)), file("a.csv", rows)]);
    assert_eq!(report.job()["errors"], 1, "{run}");
    assert!(
        report
            .example("errors-csv-unmatched")
            .contains("1 of 2 errors and impacts belong to no job"),
        "{run}"
    );
}

#[test]
fn the_same_error_counts_once_however_often_and_wherever_it_was_saved() {
    let user = job_id(20);
    let row = format!("{user},Error,19605,[Error 19605] Not the same words.\n");
    let table = format!("User ID,Type,Code,Message\n{row}");
    let by_mail = "Email,Type,Code\nann@example.com,Error,19605\n";
    let page = |number| list(number, &user, "ROUTER_1_1").to_string();
    let mut two = failed(1);
    two["counts"] = json!({"totalMoves": 2, "moved": 0, "failed": 2});
    let other = list(2, &job_id(21), "ROUTER_1_2").to_string();
    for (files, errors, users) in [
        // The table and the list.
        (vec![file("job.csv", &table), file("job-errors.json", page(1))], 1, 1),
        // A copy of either.
        (vec![file("job.csv", &table), file("job-copy.csv", &table)], 1, 1),
        (vec![file("job-1.json", page(1)), file("job-2.json", page(1))], 1, 1),
        // Two pages, and one that overlaps.
        (vec![file("job-1.json", page(1)), file("job-2.json", page(2))], 2, 1),
        (
            vec![
                file("job-1.json", page(1)),
                file("job-2.json", format!("{}\n{other}\n", page(1))),
            ],
            2,
            2,
        ),
        // Twice in one file, in the same words.
        (vec![file("job.csv", format!("{table}{row}")), file("job-errors.json", page(1))], 1, 1),
        // By address and by id.
        (vec![file("job.csv", by_mail), file("job-errors.json", page(1))], 1, 1),
    ] {
        let mut all = vec![file("job.json", &two)];
        all.extend(files.iter().cloned());
        let (run, report) = audit(&all);
        assert_eq!(report.measure("errors"), errors, "{files:?} {run}");
        assert_eq!(report.measure("users_with_errors"), users, "{files:?} {run}");
    }
}

#[test]
fn somebody_is_the_same_person_by_id_and_by_address() {
    let both = format!("User ID,Email,Type,Code\n{},Ann@Example.com,Error,19605\n", job_id(20));
    let files = vec![
        file("a.json", failed_on(1, 1)),
        file("a.csv", both),
        file("b.json", failed_on(2, 2)),
        file("b.csv", csv(&[("ann@example.com", "Error", "4202")])),
    ];
    let (run, report) = audit(&files);
    let [user] = report.rows("users") else { panic!("one user: {run}") };
    assert_eq!((&user["user"], &user["failed_jobs"]), (&json!(job_id(20)), &json!(2)));
    assert_eq!((&user["last_code"], &user["action"]), (&json!("4202"), &json!("fix-user")));
    assert_eq!(report.findings("repeated-user-failure"), 1);
    let folder = Folder::of(files);
    folder.run(["report", ".", "-q", "--retry-list", "retry.csv"]).exits(0);
    let list = folder.read("retry.csv");
    assert!(list.contains(&format!("{},ann@example.com,,", job_id(20))), "{list}");
}

/// Jobs of several days, in which ann fails and is moved later, bob fails twice, cid is moved and
/// fails after that, dan fails in a job that is run again and leaves nobody behind, eva's job and
/// file failed altogether, and a number was refused.
fn history() -> Files {
    let impacts = |number, day| {
        let mut job = failed_on(number, day);
        job["counts"] = json!({"totalMoves": 2, "moved": 2, "failed": 0});
        job
    };
    let mut failing = impacts(6, 6);
    failing["latestExecutionExitCode"] = json!("FAILED");
    failing["jobExecutionStatus"][0]["exitCode"] = json!("FAILED");
    let mut again = impacts(4, 4);
    for run in ["/latestExecutionExitCode", "/jobExecutionStatus/0/exitCode"] {
        *again.pointer_mut(run).expect("an exit code") = json!("COMPLETED");
    }
    let mut first = again["jobExecutionStatus"][0].clone();
    first["createdTime"] = json!("2023-05-01T13:04:00.457Z");
    again["jobExecutionStatus"].as_array_mut().expect("runs").push(first);
    let mut numbers = payloads::job_of("managenumbers", "move", payloads::FAMILIES[1].2);
    numbers["id"] = json!(job_id(5));
    vec![
        file("1.json", failed_on(1, 1)),
        file(
            "1.csv",
            csv(&[("ann", "Error", "4202"), ("bob", "Error", "4202"), ("cid", "Impact", "19701")]),
        ),
        file("2.json", failed_on(2, 2)),
        file(
            "2.csv",
            csv(&[("bob", "Error", "4202"), ("bob", "Impact", "19701"), ("bob", "Error", "27966")]),
        ),
        file("3.json", impacts(3, 3)),
        file("3.csv", csv(&[("ann", "Impact", "19701"), ("cid", "Error", "19605")])),
        file("4.json", again),
        file("4.csv", csv(&[("dan", "Error", "4202")])),
        file("5.json", numbers),
        file("5.csv", csv(&[("+12025550101", "Error", "27966")])),
        file("6.json", failing),
        file("6.csv", csv(&[("eva", "Error", "10030006"), ("cid", "Impact", "19701")])),
    ]
}

#[test]
fn users_who_were_moved_later_are_told_from_those_who_are_still_to_be_moved() {
    let files = history();
    let (run, report) = audit(&files);
    let users: Vec<_> = report
        .rows("users")
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap_or("-").to_owned();
            let numbers =
                [&row["jobs"], &row["failed_jobs"]].map(|n| n.as_u64().expect("a number"));
            (text("user"), numbers, text("last_job"), text("last_code"), row["moved_later"].clone())
        })
        .collect();
    let expected = [
        ("bob", [2, 2], 2, "27966", json!(false)),
        ("eva", [1, 1], 6, "10030006", json!(false)),
        // Moved in job 1, but that was before; a job that failed moved nobody.
        ("cid", [3, 1], 6, "19605", json!(false)),
        ("dan", [1, 1], 4, "4202", json!(true)),
        ("ann", [2, 1], 3, "4202", json!(true)),
    ];
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(user, numbers, last, code, moved)| {
            (user.to_owned(), numbers, job_id(last), code.to_owned(), moved)
        })
        .collect();
    let sorted = |mut rows: Vec<_>| {
        rows.sort_by_key(|row: &(String, _, _, _, _)| row.0.clone());
        rows
    };
    let moved: Vec<Value> = users.iter().map(|row| row.4.clone()).collect();
    assert_eq!(sorted(users), sorted(expected), "{run}");
    assert!(moved.is_sorted_by_key(|moved| match moved {
        Value::Bool(false) => 0,
        Value::Null => 1,
        _ => 2,
    }));

    let folder = Folder::of(files);
    folder.run(["report", ".", "-q", "--retry-list", "lists/retry.csv"]).exits(0);
    let list = folder.read("lists/retry.csv");
    let mut reader = csv::Reader::from_reader(list.as_bytes());
    let names = ["user", "last_code", "why", "action", "last_job"];
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| {
            let row = row.expect("a row");
            let cell = |name| &row[header.iter().position(|known| known == name).expect(name)];
            names.iter().map(|name| cell(*name).to_owned()).collect()
        })
        .collect();
    let (two, three, six) = (job_id(2), job_id(3), job_id(6));
    let expected = [
        ["bob", "27966", "x", "fix-number", &two],
        ["cid", "19605", "x", "fix-location", &three],
        ["eva", "10030006", "x", "retry", &six],
    ];
    let mut sorted = rows;
    sorted.sort();
    assert_eq!(sorted, expected);
    // What a filter leaves out still tells who was moved later.
    folder.run(["report", ".", "-q", "--until", "2023-06-01", "--retry-list", "r.csv"]).exits(0);
    let users: Vec<String> =
        folder.read("r.csv").lines().skip(1).map(|line| line[..3].to_owned()).collect();
    assert_eq!(users, ["bob"]);
}

#[test]
fn what_a_validation_says_stands_apart() {
    let (_, report) = audit(&vec![file(
        "v.json",
        json!([payloads::validation_response(), payloads::validation_response()]),
    )]);
    let kinds: Vec<_> = report
        .rows("error_codes")
        .iter()
        .map(|row| (row["kind"].clone(), row["occurrences"].clone()))
        .collect();
    assert_eq!(
        kinds,
        [(json!("validation-error"), json!(1)), (json!("validation-impact"), json!(1))]
    );
    assert_eq!(report.row("files", "kind", "validation-response").expect("a row")["payloads"], 2);
    for section in ["actions", "users"] {
        assert!(report.rows(section).is_empty(), "{section}");
    }
}

#[test]
fn an_error_with_an_unknown_code_may_still_be_worth_trying_again() {
    for (key, action) in [("503", json!("retry")), ("400", Value::Null)] {
        let mut list = list(1, "ann", "ROUTER_1_1");
        list["items"][0]["error"]["key"] = json!(key);
        list["items"][0]["error"]["message"][0] = json!({"code": "424242", "description": "No."});
        let (_, report) = audit(&vec![file("a.json", failed(1)), file("b.json", list)]);
        assert_eq!(report.rows("users")[0]["action"], action);
        assert_eq!(report.rows("actions")[0]["action"], action);
        assert_eq!(report.findings("unknown-error-code"), 1);
    }
}

#[test]
fn a_failed_request_is_read_against_the_http_codes() {
    for (body, words) in [
        (
            json!({"error": {"key": "429", "message": [{"description": "Slow down.", "code": "1"}]}}),
            "Trying again later helps",
        ),
        (
            json!({"error": [{"code": 404, "message": "No such job."}]}),
            "404 Not Found. There is no such job",
        ),
        (json!({"error": [{"code": 1_026_016, "message": "No."}]}), "(number, User settings): No."),
        (
            json!({"message": "Oops.", "errors": [{"description": "Down."}], "trackingId": "x"}),
            ": Down.",
        ),
    ] {
        for text in [body.to_string(), format!("[{body}]"), format!("{body}\n{body}\n")] {
            let folder = Folder::of([("a.json", &text)]);
            let run = folder.run(["validate", "a.json", "-f", "json", "--max-findings", "1"]);
            let found = run.json().0;
            let finding = &found["findings"][0];
            assert_eq!(finding["rule"], "http-error-body", "{text} {run}");
            let message = finding["message"].as_str().expect("words");
            assert!(message.contains(words), "{message}");
        }
    }
}

#[test]
fn items_of_an_error_list_count_without_their_envelope() {
    let item = |number: i64, user: &str| {
        list(number, user, &format!("ROUTER_1_{number}"))["items"][0].clone()
    };
    let (ann, bob) = (item(1, &job_id(20)), item(2, &job_id(21)));
    let mut by_number = ann.clone();
    by_number["item"] = json!("+12025550143");
    for (text, errors) in [
        (json!([ann, bob]).to_string(), 2),
        (format!("{ann}\n{bob}\n"), 2),
        (ann.to_string(), 1),
        (by_number.to_string(), 1),
        // Who is listed without an error had none.
        (json!({"items": [ann, {"itemNumber": 2, "item": "x", "error": null}]}).to_string(), 1),
    ] {
        let (run, report) = audit(&vec![file("a.json", failed(1)), file("errors.json", &text)]);
        assert_eq!(report.measure("errors"), errors, "{text} {run}");
        assert_eq!(report.measure("users_with_errors"), errors, "{text} {run}");
        assert!(report.row("files", "kind", "error-list").is_some(), "{text} {run}");
        assert!(!report.rules().contains(&"http-error-body"), "{text} {run}");
    }
}

#[test]
fn an_error_that_says_nothing_makes_no_failed_request() {
    for (body, rule) in [
        (json!({"error": null, "data": {"x": 1}}), "unknown-payload"),
        (json!({"error": [], "data": 1}), "unknown-payload"),
        (json!({"error": "", "ok": true}), "unknown-payload"),
        (
            json!({"code": "404", "message": "No such job.", "trackingId": "ROUTER_1"}),
            "http-error-body",
        ),
        (json!({"message": "No.", "trackingId": "ROUTER_1"}), "http-error-body"),
        (
            json!({"timestamp": "x", "status": 503, "error": "Service Unavailable"}),
            "http-error-body",
        ),
    ] {
        let folder = Folder::of([("a.json", body.to_string())]);
        let found = folder.run(["validate", "a.json", "-f", "json"]).json().0;
        assert_eq!(found["findings"][0]["rule"], rule, "{body}");
        let message = found["findings"][0]["message"].as_str().expect("words");
        let known = ["404 Not Found", "503 Service Unavailable"];
        let expected = body["code"] == "404" || body["status"] == 503;
        assert_eq!(known.iter().any(|words| message.contains(words)), expected, "{message}");
    }
}

#[test]
fn payloads_of_all_kinds_may_stand_in_one_array_or_stream() {
    let http = json!({"error": [{"code": 404, "message": "No."}]});
    let all = [
        failed(1),
        json!({"items": [payloads::listed(failed(2))]}),
        json!({"response": payloads::started()}),
        list(1, "ann", "ROUTER_1_1"),
        list(2, "bob", "ROUTER_2_1"),
        payloads::validation_response(),
        http,
    ];
    let lines: String = all.iter().map(|payload| format!("{payload}\n")).collect();
    for (text, kind) in [(json!(all).to_string(), "job-array"), (lines, "job-stream")] {
        let (run, report) = audit(&vec![file("all.json", text)]);
        assert_eq!(report.measure("jobs"), 3, "{run}");
        assert_eq!(report.row("files", "kind", kind).expect("the file")["payloads"], 6);
        assert_eq!(report.measure("errors"), 2);
        let errors =
            |number| report.row("jobs", "job", &job_id(number)).expect("a job")["errors"].clone();
        assert_eq!((errors(1), errors(2), errors(7)), (json!(1), json!(1), Value::Null));
        assert_eq!(report.rules(), ["http-error-body"], "{run}");
    }
}

/// A job's id and family, and how many of its items were requested, done and failed.
type Expected = (String, &'static str, [Option<u64>; 3]);

/// An archive with all payload kinds and all families, each job as a file of its own, with an error
/// list or an errors file where something failed.
fn everything() -> (Files, Vec<Expected>) {
    let mut files = Files::new();
    let mut jobs = Vec::new();
    let items = [
        [Some(3), Some(2), Some(1)],
        [Some(3), Some(2), Some(1)],
        [Some(3), Some(2), Some(1)],
        [None, Some(2), Some(0)],
        [Some(4), Some(2), Some(1)],
        [Some(2), Some(2), None],
        [None; 3],
        [None; 3],
        [None; 3],
        [None; 3],
    ];
    for (number, ((family, step, counts), items)) in (1..).zip(payloads::FAMILIES.iter().zip(items))
    {
        let mut job = payloads::job_of(family, step, counts);
        job["id"] = json!(job_id(number));
        job["trackingId"] = json!(format!("ROUTER_{number}"));
        jobs.push((job_id(number), *family, items));
        if items[2] == Some(1) {
            let errors = list(1, &format!("user-{number}"), &format!("ROUTER_{number}_1"));
            match number % 2 {
                0 => files.push(file(format!("errors-{number}.json"), errors)),
                _ => files.push(file(
                    format!("{}.csv", job_id(number)),
                    csv(&[(&format!("user-{number}"), "Error", "4202")]),
                )),
            }
        }
        // By its name, by its type, or by its steps.
        let text = match number % 3 {
            0 => json!({"items": [payloads::listed(job)]}),
            1 if number > 1 => {
                let name = job.as_object_mut().expect("an object").remove("name");
                job["jobType"] = name.expect("a name");
                job
            }
            _ => job,
        };
        files.push(file(format!("job-{number}.json"), text));
    }
    let mut unknown = payloads::job_of("paintwalls", "paint", r#"{"walls":9}"#);
    unknown["id"] = json!(job_id(11));
    jobs.push((job_id(11), "paintwalls", [None; 3]));
    files.push(file("unknown.json", unknown));
    files.push(file("start.json", json!({"response": payloads::started()})));
    // Job 7 is a job of all jobs, of which an earlier snapshot is in the answer that started it.
    files.push(file("validation.json", payloads::validation_response()));
    files.push(file("failed.json", json!({"error": [{"code": 404, "message": "No."}]})));
    (files, jobs)
}

#[test]
fn an_archive_of_all_kinds_and_families_reports_each_job_once_and_agrees_with_itself() {
    let (mut files, jobs) = everything();
    // The answer that started a job tells no more of it than its status does.
    let start = files.iter().position(|(name, _)| name == "start.json").expect("the start");
    files[start].1 = files[start].1.replace(&job_id(7), &job_id(70));
    let (run, report) = audit(&files);
    let known: BTreeMap<&str, &Value> =
        report.rows("jobs").iter().map(|row| (row["job"].as_str().expect("an id"), row)).collect();
    assert_eq!(known.len(), report.rows("jobs").len());
    assert_eq!(known.len(), jobs.len() + 1, "{run}");
    for (id, family, items) in &jobs {
        let row = known[id.as_str()];
        assert_eq!(row["job_name"], *family, "{id}");
        assert_eq!((&row["executions"], &row["steps"]), (&json!(1), &json!(1)), "{id}");
        let counted =
            ["items_requested", "items_done", "items_failed"].map(|name| row[name].as_u64());
        assert_eq!(counted, *items, "{id} {family}");
        let errors = items[2].filter(|failed| *failed > 0);
        assert_eq!(row["errors"].as_u64(), errors, "{id} {run}");
    }

    // Each section's sum is that of the others.
    let sum = |section: &str, column: &str, rows: &dyn Fn(&Value) -> bool| -> u64 {
        let rows = report.rows(section).iter().filter(|row| rows(row));
        rows.filter_map(|row| row[column].as_u64()).sum()
    };
    let all = |_: &Value| true;
    let is = |column: &'static str, value: &'static str| move |row: &Value| row[column] == value;
    let measure = |name: &str| report.measure(name).as_u64().expect("a number");
    assert_eq!(measure("jobs"), known.len() as u64);
    for column in ["jobs", "finished", "failed", "items_requested", "items_done", "items_failed"] {
        let of_groups = sum("failure_rates", column, &|row| row["group"] != "(total)");
        assert_eq!(of_groups, measure(column), "{column}");
        assert_eq!(
            sum("failure_rates", column, &is("group", "(total)")),
            measure(column),
            "{column}"
        );
    }
    for column in ["items_requested", "items_done", "items_failed", "errors", "impacts"] {
        assert_eq!(sum("jobs", column, &all), measure(column), "{column}");
    }
    for section in ["exit_codes", "statuses"] {
        assert_eq!(sum(section, "count", &is("level", "job")), measure("jobs"));
        assert_eq!(
            sum(section, "count", &is("level", "execution")),
            sum("jobs", "executions", &all)
        );
        assert_eq!(sum(section, "count", &is("level", "step")), sum("jobs", "steps", &all));
    }
    assert_eq!(sum("error_codes", "occurrences", &is("kind", "error")), measure("errors"));
    assert_eq!(sum("error_codes", "occurrences", &is("kind", "impact")), measure("impacts"));
    assert_eq!(sum("actions", "occurrences", &all), measure("errors"));
    assert_eq!(report.rows("users").len() as u64, measure("users_with_errors"));
    assert_eq!(sum("files", "files", &all), measure("files_found"));
    assert_eq!(sum("files", "payloads", &all), measure("payloads"));
    assert_eq!(
        ["findings_error", "findings_warning", "findings_info"].map(measure).iter().sum::<u64>(),
        sum("findings", "count", &all)
    );
    // The sums above are not of one kind, and the report says so.
    let tables = Folder::of(files).run(["report", ".", "--section", "summary"]);
    assert!(
        tables.stdout().contains("These totals mix moves, numbers and other items"),
        "{tables}"
    );
    assert_eq!(report.rows("failure_rates").len(), jobs.len() + 1);
}

#[test]
fn where_all_jobs_move_users_people_read_of_moves() {
    let only = Folder::of([file("a.json", failed(1))]);
    let mixed = Folder::of([
        file("a.json", failed(1)),
        file("b.json", payloads::job_of("rebuildphones", "x", "")),
    ]);
    for (folder, moves) in [(only, true), (mixed, false)] {
        let run = folder.run(["report", ".", "--section", "summary"]);
        let text = run.exits(0).stdout();
        assert_eq!(text.contains("moves requested"), moves, "{run}");
        assert_eq!(text.contains("items requested"), !moves, "{run}");
    }
}

#[test]
fn a_code_beside_a_text_of_its_own_is_told_by_that() {
    for header in ["User ID,Message Code,Message Text", "User ID,Reason Code,Reason Text"] {
        let table = format!("{header}\nann,77777,[Informational 77777] something new\n");
        let (run, report) = audit(&vec![file("a.json", failed(1)), file("a.csv", table)]);
        let [row] = report.rows("error_codes") else { panic!("one code: {run}") };
        assert_eq!((&row["code"], &row["kind"]), (&json!("77777"), &json!("impact")), "{run}");
    }
}

#[test]
fn a_step_that_goes_on_is_in_no_timing_whatever_its_exit_code() {
    for (status, ended, counted) in [
        ("STARTED", false, 0),
        ("STARTING", false, 0),
        ("STARTED", true, 0),
        ("COMPLETED", false, 1),
    ] {
        let mut job = crate::support::running(1, "2023-05-30T13:04:30.000Z");
        let mut step = job_step();
        step["exitCode"] = json!("EXECUTING");
        step["statusMessage"] = json!(status);
        if !ended {
            step.as_object_mut().expect("an object").remove("endTime");
        }
        job["jobExecutionStatus"][0]["stepExecutionStatuses"] = json!([step]);
        let (run, report) = audit(&vec![file("a.json", job)]);
        let steps = report.rows("step_timing").iter().filter(|row| row["step"] != "(job)").count();
        assert_eq!(
            (steps, report.rows("slowest_steps").len()),
            (counted, counted),
            "{status} {run}"
        );
    }
    // An execution too.
    let mut job = crate::support::running(1, "2023-05-30T13:04:30.000Z");
    job["jobExecutionStatus"][0]["exitCode"] = json!("EXECUTING");
    let files = vec![file("a.json", job)];
    let (run, report) = audit(&files);
    assert!(report.rows("step_timing").is_empty(), "{run}");
    assert_eq!(report.rows("timeline")[0]["p50_ms"], Value::Null);
    let folder = Folder::of(files);
    let shown = folder.run(["show", &job_id(1), ".", "-f", "json"]).json();
    assert_eq!(shown.rows("job_timeline")[0]["outcome"], "in-progress");
}

/// The step of the documented job.
fn job_step() -> Value {
    job(1)["jobExecutionStatus"][0]["stepExecutionStatuses"][0].clone()
}

#[test]
fn jobs_that_somebody_has_to_look_at_are_listed_with_the_reason() {
    let mut pending = job(1);
    pending["counts"] = json!({"totalMoves": 3, "moved": 2, "failed": 0, "pending": 1});
    let mut stopped = job(2);
    stopped["counts"] = json!({"totalMoves": 3, "moved": 2, "failed": 0});
    let mut again = job(3);
    again["counts"] = json!({"totalMoves": 1, "moved": 0, "failed": 1});
    let run = again["jobExecutionStatus"][0].clone();
    again["jobExecutionStatus"].as_array_mut().expect("runs").push(run);
    for (job, code, status) in [
        (&mut pending, "COMPLETED_WITH_PENDING_ORDERS", "COMPLETED"),
        (&mut stopped, "STOPPED", "ABANDONED"),
        (&mut again, "FAILED", "FAILED"),
    ] {
        job["latestExecutionExitCode"] = json!(code);
        job["latestExecutionStatus"] = json!(status);
        for run in job["jobExecutionStatus"].as_array_mut().expect("runs") {
            run["exitCode"] = json!(code);
            run["statusMessage"] = json!(status);
            run["stepExecutionStatuses"][0]["exitCode"] = json!(code);
        }
    }
    let (run, report) = audit(&vec![
        file("1.json", pending),
        file("2.json", stopped),
        file("3.json", again),
        file("4.json", crate::support::running(4, "2023-05-20T00:00:00Z")),
        file("5.json", failed(5)),
    ]);
    let rows: BTreeSet<(String, String, String)> = report
        .rows("attention")
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            (text("file"), text("reason"), text("detail"))
        })
        .collect();
    let csv = "1 failed, reason not saved; the errors file expires 2023-07-12";
    let expected = [
        ("1.json", "pending-orders", "1 item waits for a number order"),
        ("2.json", "stopped", "2 of 3 done"),
        ("3.json", "errors-csv-missing", csv),
        ("3.json", "failed", "in step moveusersvalidateAndMove; 0 of 1 done"),
        ("3.json", "failed-again", "2 of 2 executions failed, the newest too"),
        ("5.json", "errors-csv-missing", csv),
    ];
    let expected: BTreeSet<_> =
        expected.into_iter().map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())).collect();
    assert_eq!(rows, expected, "{run}");
}

#[test]
fn line_ends_in_a_quoted_cell_stay_what_they_are() {
    let table =
        "User ID,Code,Message\r\nann,19605,\"one\r\ntwo\nthree\"\r\nben,19605,\"four\r\n\"\r\n";
    // A stream is read in parts, whose ends may lie anywhere.
    let long = format!("{table}{}", "cat,19605,\"five\r\nsix\"\r\n".repeat(300_000));
    for (table, rows) in [(table, 2), (&long, 3)] {
        let folder =
            Folder::of([("in/job.json", job(1).to_string()), ("in/job.csv", table.into())]);
        let report = folder.run(["report", "in", "-f", "json", "--section", "errors"]).json();
        let messages: BTreeSet<&str> =
            report.rows("errors").iter().filter_map(|row| row["message"].as_str()).collect();
        let expected = ["five\r\nsix", "four", "one\r\ntwo\nthree"];
        assert_eq!(messages.len(), rows);
        assert!(messages.iter().all(|message| expected.contains(message)), "{messages:?}");
    }
}

#[test]
fn who_has_an_empty_cell_for_the_error_has_none() {
    for (text, errors) in [
        ("User,Error\nann@example.com,[Error 4202] No.\nok@example.com,\n", 1),
        ("User,Error Code\nann@example.com,4202\nok@example.com,\n", 1),
        ("User,Error Code\nann@example.com,4202\nok@example.com,0\n", 1),
        ("User,HTTP Status,Message\nann@example.com,400,No.\nok@example.com,200,\n", 1),
        ("User,Status,Error\nann@example.com,Failed,\nok@example.com,Professional,\n", 1),
    ] {
        let folder = Folder::of([("job.json", job(1).to_string()), ("job.csv", text.to_owned())]);
        let (run, report) = folder.audit(&[]);
        assert_eq!(report.measure("errors"), errors, "{text}: {run}");
    }
}

#[test]
fn a_row_that_reports_a_success_is_no_error_whatever_else_it_says() {
    let fine = [
        "ok@example.com,Success,,Moved",
        "ok@example.com,Success,200,OK",
        "ok@example.com,Completed,0,moved to the target",
        "ok@example.com,Erfolg,-,verschoben",
        "ok@example.com,,,Moved",
        "ok@example.com,,204,ok",
        "ok@example.com,,200,User moved successfully",
        "ok@example.com,,200,",
        "ok@example.com,200,,OK",
        "ok@example.com,200,,",
        "ok@example.com,,,",
        "ok@example.com,-,-,-",
        "ok@example.com,n/a,N/A,n/a",
        "ok@example.com,NULL,NaN,None",
        "ok@example.com,,0,",
        "ok@example.com,Professional,,",
    ];
    let errors = [
        "ok@example.com,Success,19605,",
        "ok@example.com,Success,,[Error 19605] No.",
        "ok@example.com,Error,,Moved",
        "ok@example.com,,500,OK",
        "ok@example.com,Error,200,OK",
        "ok@example.com,Error,,",
        "ok@example.com,400,,",
        "ok@example.com,,200,User was not moved successfully",
        "ok@example.com,200,,The extension is taken",
        "ok@example.com,,0,The extension is taken",
    ];
    for (rows, found) in [(&fine[..], 0), (&errors[..], 1)] {
        for row in rows {
            let folder = Folder::of([
                ("job.json", job(1).to_string()),
                (
                    "job.csv",
                    format!("User ID,Status,Code,Message\nann@example.com,Error,4202,No.\n{row}\n"),
                ),
            ]);
            let (run, report) = folder.audit(&[]);
            assert_eq!(report.measure("errors"), 1 + found, "{row}: {run}");
        }
    }
}
