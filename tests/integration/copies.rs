//! One content is one file: a copy counts nothing twice, is named, and stands in the way of no link.

use serde_json::json;

use crate::errors::{audit, csv, failed, file, list};
use crate::support::{ERRORS_CSV, Folder, job, job_id};

const ANN: (&str, &str, &str) = ("ann@example.com", "Error", "4202");
const BOB: (&str, &str, &str) = ("bob@example.com", "Error", "19605");

#[test]
fn a_copy_of_an_errors_file_counts_nothing_and_breaks_no_link() {
    let table = csv(&[ANN, BOB]);
    let by_excel = format!("\u{feff}{}", table.replace(',', ";").replace('\n', "\r\n"));
    let sorted = csv(&[BOB, ANN]);
    let job = failed(1).to_string();
    let page = list(1, &job_id(20), "X_1").to_string();
    for (original, copy, [first, second]) in [
        ("errors.csv", "errors (1).csv", [&table, &table]),
        ("errors.csv", "errors - Copy.csv", [&table, &table]),
        ("errors.csv", "errors-excel.csv", [&table, &by_excel]),
        ("errors.csv", "errors-sorted.csv", [&table, &sorted]),
        ("errors.csv", "backup/errors.csv", [&table, &table]),
        ("list.json", "list (1).json", [&page, &page]),
    ] {
        let files = vec![
            file("w/job.json", &job),
            file(format!("w/{original}"), first),
            file(format!("w/{copy}"), second),
        ];
        let (run, report) = audit(&files);
        let errors = if copy.ends_with("csv") { 2 } else { 1 };
        assert_eq!(report.measure("errors"), errors, "{copy} {run}");
        assert_eq!(report.job()["errors"], errors, "{copy} {run}");
        assert_eq!(report.measure("files_used"), 3, "{copy} {run}");
        assert_eq!(report.findings("copied-file"), 1, "{copy} {run}");
        let said = format!("w/{copy}: says the same as w/{original}, which counts in its place");
        assert_eq!(report.example("copied-file"), said, "{copy} {run}");
        assert_eq!(report.findings("errors-csv-unmatched"), 0, "{copy} {run}");
    }
}

#[test]
fn the_copy_that_finds_the_job_is_the_one_that_counts() {
    let table = csv(&[ANN]);
    let files = vec![
        file("all/a.json", failed(1)),
        file("all/b.json", failed(2)),
        file("all/e.csv", &table),
        file("later/3.json", failed(3)),
        file("later/of-the-third-job.csv", &table),
    ];
    let (run, report) = audit(&files);
    assert_eq!(report.measure("errors"), 1, "{run}");
    let of_job = report.row("jobs", "job", &job_id(3)).expect("the job");
    assert_eq!(of_job["errors"], 1, "{run}");
    assert!(report.example("copied-file").starts_with("all/e.csv:"), "{run}");
}

#[test]
fn the_same_errors_of_two_jobs_are_no_copies() {
    let table = csv(&[ANN, BOB]);
    let files = vec![
        file("1/job.json", failed(1)),
        file("1/errors.csv", &table),
        file("2/job.json", failed(2)),
        file("2/errors.csv", &table),
        file("3/job.json", failed(3)),
        file("3/errors.csv", "User,Code\n"),
        file("4/job.json", failed(4)),
        file("4/errors.csv", "User,Code\n"),
    ];
    let (run, report) = audit(&files);
    assert_eq!(report.measure("errors"), 4, "{run}");
    assert_eq!(report.findings("copied-file"), 0, "{run}");
}

#[test]
fn a_copy_of_a_job_is_no_other_job() {
    let mut nameless = job(2);
    nameless.as_object_mut().expect("an object").remove("id");
    let two = json!([job(1), job(2)]);
    for (text, jobs) in [(job(1).to_string(), 1), (nameless.to_string(), 1), (two.to_string(), 2)] {
        for copy in ["job (1).json", "job - Copy.json", "backup/job.json"] {
            let (run, report) = audit(&vec![file("job.json", &text), file(copy, &text)]);
            assert_eq!(report.measure("jobs"), jobs, "{copy} {run}");
            assert_eq!(report.measure("snapshots_superseded"), jobs, "{copy} {run}");
            let said = format!("{copy}: says the same as job.json, which counts in its place");
            assert_eq!(report.example("copied-file"), said, "{copy} {run}");
            let files = report.rows("jobs").iter().map(|job| &job["file"]);
            assert!(files.clone().all(|file| file == "job.json"), "{copy} {run}");
        }
    }
    // The same job in other bytes is a snapshot like any other.
    let (_, report) = audit(&vec![file("a.json", job(1)), file("b.json", format!("{} ", job(1)))]);
    assert_eq!(report.measure("snapshots_superseded"), 1);
    assert_eq!(report.findings("copied-file"), 0);
}

#[test]
fn a_copy_of_a_request_asks_for_nobody_again() {
    let users = json!([{"userId": format!("person-1")}, {"userId": format!("person-2")}]);
    let request =
        json!({"usersList": [{"locationId": "location-1", "validate": false, "users": users}]});
    let turned =
        json!({"usersList": [{"validate": false, "users": users, "locationId": "location-1"}]});
    for (copy, second) in [
        ("r/body (1).json", &request),
        ("r/body - Copy.json", &turned),
        ("r/old/body.json", &request),
    ] {
        let unlinked =
            vec![file("job.json", failed(1)), file("r/body.json", &request), file(copy, second)];
        let (run, report) = audit(&unlinked);
        let said = format!("{copy}: says the same as r/body.json, which counts in its place");
        assert_eq!(report.example("copied-file"), said, "{copy} {run}");
        assert_eq!(report.findings("copied-file"), 1, "{copy} {run}");
        assert_eq!(report.findings("request-unmatched"), 1, "{copy} {run}");
    }
}

#[test]
fn the_same_request_of_two_jobs_is_no_copy_and_the_one_that_finds_its_job_counts() {
    let users = json!([{"userId": format!("person-1")}]);
    let request =
        json!({"usersList": [{"locationId": "location-1", "validate": false, "users": users}]});
    let of_job = |number| {
        [
            file(format!("{number}/job.json"), failed(number)),
            file(format!("{number}/request.json"), &request),
        ]
    };
    let mut files: Vec<_> = of_job(1).into_iter().chain(of_job(2)).collect();
    let (run, report) = audit(&files);
    assert_eq!(report.findings("copied-file"), 0, "{run}");
    assert_eq!(report.findings("request-unmatched"), 0, "{run}");
    files.push(file("a/a.json", &request));
    let (run, report) = audit(&files);
    assert!(report.example("copied-file").starts_with("a/a.json:"), "{run}");
    assert_eq!(report.findings("copied-file"), 1, "{run}");
    assert_eq!(report.findings("request-unmatched"), 0, "{run}");
}

#[test]
fn copies_of_lists_of_names_and_of_large_files_are_named() {
    let people = json!({"items": [{"id": job_id(501), "displayName": "Ann", "emails": ["ann@example.com"]}]});
    let page = list(1, &job_id(20), "X_1");
    let lines = |indent: &str| format!("{}\n{indent}{}\n", job(1), job(2));
    for (name, text) in [
        ("people.json", people.to_string()),
        ("jobs.ndjson", lines("").repeat(400)),
        ("jobs.json", json!(vec![job(1); 400]).to_string()),
        ("job.log", format!("begin\n{}", lines("ok ").repeat(400))),
        ("pages.ndjson", format!("{page}\n").repeat(400)),
    ] {
        let (copy, longer) = (format!("old/{name}"), format!("{text} \n"));
        let folder = Folder::of([(name, &text), (&copy, &text), ("another/longer-name", &longer)]);
        let (run, report) = folder.audit(&["--max-file-size", "100K"]);
        // Of errors the same rows tell a copy, whatever stands behind them.
        let by_errors = u64::from(name.starts_with("pages"));
        let first = if by_errors == 1 { "another/longer-name" } else { &copy };
        let said = format!("{first}: says the same as {name}, which counts in its place");
        assert_eq!(report.example("copied-file"), said, "{name} {run}");
        assert_eq!(report.findings("copied-file"), 1 + by_errors, "{name} {run}");
        assert_eq!(report.measure("files_used"), 3, "{name} {run}");
    }
}

#[test]
fn the_same_error_twice_in_one_file_is_one() {
    let row = ERRORS_CSV.lines().nth(1).expect("a row");
    for (text, errors, repeated) in [
        (format!("{ERRORS_CSV}{row}\n"), 1, 1),
        (format!("{ERRORS_CSV}{row}\n{row}\n"), 1, 1),
        // In other words it may be about something else, and without a name about somebody else.
        (String::from("User,Code,Message\nann,4202,a\nann,4202,b\n"), 2, 0),
        (String::from("Message\n[Error 4202] a\n[Error 4202] a\n"), 2, 0),
        (String::from("User,Code\nann,4202\nAnn,19605\nann,4202\n"), 2, 1),
    ] {
        let (run, report) = audit(&vec![file("a.json", failed(1)), file("a.csv", &text)]);
        assert_eq!(report.measure("errors"), errors, "{text} {run}");
        assert_eq!(report.findings("repeated-error"), repeated, "{text} {run}");
    }
}
