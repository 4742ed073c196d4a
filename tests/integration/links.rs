//! Which job errors are given to, and when to none rather than to the wrong one.

use serde_json::{Value, json};

use crate::support::{Folder, forget_errors_file, job, job_id};

const ERRORS: &str = "User ID,Code,Message\nann@example.com,19605,[Error 19605] No.\n";

/// A job that is over, of which nothing failed, and which refers to no errors file.
fn fine(number: u64) -> Value {
    let mut job = job(number);
    job["counts"] = json!({"totalMoves": 5, "moved": 5, "failed": 0});
    forget_errors_file(&mut job);
    job
}

/// The same with failures, of which the errors are to be found.
fn failed(number: u64) -> Value {
    let mut job = fine(number);
    job["counts"] = json!({"totalMoves": 5, "moved": 4, "failed": 1});
    job
}

#[test]
fn errors_beside_one_job_are_of_another_where_that_one_can_have_none() {
    let half = |job: Value| job.to_string()[..300].to_owned();
    for (what, files, linked) in [
        ("alone with a job that failed", vec![("wave-2.json", failed(2).to_string())], true),
        ("a job without errors", vec![("wave-2.json", fine(2).to_string())], false),
        (
            "a job that was cut short",
            vec![("wave-1.json", half(failed(1))), ("wave-2.json", failed(2).to_string())],
            false,
        ),
        (
            "a job of which nothing was saved",
            vec![("wave-1.json", String::new()), ("wave-2.json", failed(2).to_string())],
            false,
        ),
        (
            "notes",
            vec![("notes.txt", "Call Ann.".to_owned()), ("wave-2.json", failed(2).to_string())],
            true,
        ),
    ] {
        let folder = Folder::of(files);
        folder.write("errors.csv", ERRORS);
        let (run, report) = folder.audit(&[]);
        let [error] = report.rows("errors") else { panic!("one error of {what}: {run}") };
        let of_job = if linked { json!(job_id(2)) } else { Value::Null };
        assert_eq!(error["job"], of_job, "{what}: {run}");
        assert_eq!(report.findings("errors-csv-unmatched"), u64::from(!linked), "{what}: {run}");
    }
}

#[test]
fn a_copy_beside_a_job_without_errors_counts_nothing_twice() {
    let folder = Folder::of([
        ("a/job.json", failed(1).to_string()),
        ("a/errors.csv", ERRORS.to_owned()),
        ("b/job.json", fine(2).to_string()),
        ("b/errors.csv", ERRORS.to_owned()),
    ]);
    let (run, report) = folder.audit(&[]);
    assert_eq!(report.measure("errors"), 1, "{run}");
    assert_eq!(report.measure("people_to_move"), 1, "{run}");
}

#[test]
fn people_named_by_id_in_one_table_and_by_address_in_another_are_said_to_be_perhaps_the_same() {
    let folder = Folder::of([
        ("a/job.json", failed(1).to_string()),
        (&format!("a/{}-errors.csv", job_id(1)), ERRORS.to_owned()),
        (&format!("a/{}-errors-2.csv", job_id(1)), ERRORS.replace("ann@example.com", &job_id(500))),
    ]);
    let (run, report) = folder.audit(&[]);
    assert_eq!(report.findings("errors-csv-count-mismatch"), 1, "{run}");
    let said = "have 2 names for 1 or more people: some name them by id, others by address";
    assert!(report.example("errors-csv-count-mismatch").contains(said), "{run}");
}

/// What an error list says of one person.
fn list(name: &str) -> Value {
    json!([{
        "itemNumber": 1,
        "item": format!("{name}@example.com"),
        "error": {"key": "400", "message": [{"code": "19605", "description": "[Error 19605] No."}]},
    }])
}

#[test]
fn errors_are_of_the_job_that_they_are_saved_with_in_one_record() {
    let with = |number: u64, field: &str, errors: Value| {
        let mut job = failed(number);
        job[field] = errors;
        job
    };
    let names = ["ann", "ben"];
    let records = |record: &dyn Fn(u64, &str) -> Value| -> Vec<Value> {
        (1..).zip(names).map(|(number, name)| record(number, name)).collect()
    };
    let lines = |records: Vec<Value>| {
        records.iter().map(|record| format!("{record}\n")).collect::<String>()
    };
    let pair = |number, name: &str| json!({"status": failed(number), "errors": list(name)});
    let table = |name: &str| ERRORS.replace("ann", name);
    for (what, text) in [
        ("objects", json!(records(&pair)).to_string()),
        ("lines", lines(records(&pair))),
        ("lines of a log", lines(records(&pair)).replace("{\"errors", "2026-03-02 INFO {\"errors")),
        ("a map", json!({"a": pair(1, "ann"), "b": {"c": pair(2, "ben")}}).to_string()),
        (
            "lists of two",
            json!(records(&|n, name| json!([failed(n), {"items": list(name)}]))).to_string(),
        ),
        (
            "the errors first",
            json!(records(&|n, name| json!({"a": list(name), "b": failed(n)}))).to_string(),
        ),
        (
            "two statuses of one job",
            json!(records(&|n, name| {
                let mut older = failed(n);
                older["latestExecutionStatus"] = json!("STARTED");
                json!({"polls": [older, failed(n)], "errors": {"items": list(name)}})
            }))
            .to_string(),
        ),
        (
            "texts",
            json!(records(&|n, name| {
                json!({"status": failed(n).to_string(), "errors": list(name).to_string()})
            }))
            .to_string(),
        ),
        (
            "tables",
            json!(records(&|n, name| json!({"status": failed(n), "csv": table(name)}))).to_string(),
        ),
        (
            "a field of the job",
            json!(records(&|n, name| with(n, "errors", list(name)))).to_string(),
        ),
        ("lines of jobs", lines(records(&|n, name| with(n, "errors", list(name))))),
        (
            "the answer in a field of the job",
            json!(records(&|n, name| {
                with(n, "_errors", json!({"items": list(name), "paging": {"count": 1}}))
            }))
            .to_string(),
        ),
        (
            "an item in a field of the job",
            json!(records(&|n, name| { with(n, "firstError", list(name)[0].clone()) })).to_string(),
        ),
        (
            "a field of a listed job",
            json!({"items": records(&|n, name| {
                with(n, "errors", list(name))
            })})
            .to_string(),
        ),
    ] {
        let folder = Folder::of([("poll.json", text)]);
        let (run, report) = folder.audit(&[]);
        let errors = report.rows("errors");
        let mut found: Vec<_> =
            errors.iter().map(|error| (&error["job"], &error["email"])).collect();
        found.sort_by_key(|(_, email)| email.to_string());
        let expected = [
            (&json!(job_id(1)), &json!("ann@example.com")),
            (&json!(job_id(2)), &json!("ben@example.com")),
        ];
        assert_eq!(found, expected, "{what}: {run}");
        for rule in ["errors-csv-unmatched", "errors-csv-missing"] {
            assert_eq!(report.findings(rule), 0, "{rule} of {what}: {run}");
        }
        assert_eq!(report.measure("people_to_move"), 2, "{what}: {run}");
    }
}

#[test]
fn errors_among_several_jobs_are_of_none_of_them() {
    for (what, text) in [
        ("beside two jobs", json!({"a": failed(1), "b": failed(2), "errors": list("ann")})),
        ("beside a list", json!({"a": {"items": [failed(1), failed(2)]}, "errors": list("ann")})),
        (
            "above two jobs",
            json!({"errors": list("ann"), "jobs": [{"a": failed(1)}, {"a": failed(2)}]}),
        ),
    ] {
        let folder = Folder::of([("poll.json", text.to_string())]);
        let (run, report) = folder.audit(&[]);
        let [error] = report.rows("errors") else { panic!("one error of {what}: {run}") };
        assert_eq!(error["job"], Value::Null, "{what}: {run}");
        assert_eq!(report.findings("errors-csv-unmatched"), 1, "{what}: {run}");
    }
}

#[test]
fn a_request_is_of_the_job_that_it_is_saved_with() {
    let request = |name: &str| {
        json!({"usersList": [{"locationId": job_id(900), "validate": false,
        "users": [{"userId": format!("{name}@example.com")}]}]})
    };
    let records = [(1, "ann"), (2, "ben")]
        .map(|(number, name)| json!({"body": request(name), "answer": failed(number)}));
    let folder = Folder::of([("moves.json", json!(records).to_string())]);
    let (run, report) = folder.audit(&[]);
    let people = report.rows("still_to_move");
    assert_eq!(people.len(), 2, "{run}");
    assert_eq!(report.findings("request-unmatched"), 0, "{run}");
}

#[test]
fn a_row_is_of_the_job_in_the_name_of_the_file_that_it_was_taken_from() {
    for (column, of_job) in [
        ("Source.Name", (|id| format!("{id}.csv")) as fn(&str) -> String),
        ("Dateiname", |id| format!("errors-{}.csv", id.to_uppercase())),
        ("File name", |id| format!("C:\\moves\\wave_{id}_2.csv")),
    ] {
        let row = |number, name| format!("{},{name},19605,No.\n", of_job(&job_id(number)));
        let rows = [row(1, "ann@example.com"), row(2, "ben@example.com")].concat();
        let folder = Folder::of([
            ("jobs.ndjson", format!("{}\n{}\n", failed(1), failed(2))),
            ("all.csv", format!("{column},User,Code,Message\n{rows}")),
        ]);
        let (run, report) = folder.audit(&[]);
        let errors = report.rows("errors");
        let found: Vec<_> = errors.iter().map(|error| &error["job"]).collect();
        assert_eq!(found, [&json!(job_id(1)), &json!(job_id(2))], "{column}: {run}");
        assert_eq!(report.findings("errors-csv-missing"), 0, "{column}: {run}");
    }
}

#[test]
fn a_line_above_rows_names_the_job_of_those_that_name_none() {
    let id = |number| job_id(number);
    let error = |who: &str| format!("{who}@example.com,19605\n");
    for text in [
        format!("Errors of job {}\n\nUser,Code\n{}", id(2), error("ann")),
        format!("# job {}\nUser,Code\n{}", id(2), error("ann")),
        format!("Job:,{}\nUser,Code\n{}", id(2), error("ann")),
        format!("Job: {}\nUser,Code\n{}\nJob: {}\nUser,Code\n", id(2), error("ann"), id(1)),
    ] {
        let folder = Folder::of([
            ("1.json", failed(1).to_string()),
            ("2.json", failed(2).to_string()),
            ("errors.csv", text.clone()),
        ]);
        let (run, report) = folder.audit(&[]);
        let [error] = report.rows("errors") else { panic!("one error of {text}: {run}") };
        assert_eq!(error["job"], json!(id(2)), "{text}: {run}");
    }
    // A row's own job counts, and each part of a table has its own.
    let text =
        format!("Job {}\nUser,Code\n{}# job {}\n{}", id(1), error("ann"), id(2), error("bob"));
    let folder = Folder::of([
        ("1.json", failed(1).to_string()),
        ("2.json", failed(2).to_string()),
        ("errors.csv", text),
    ]);
    let (_, report) = folder.audit(&[]);
    let jobs: Vec<_> =
        report.rows("errors").iter().map(|row| (row["user"].clone(), row["job"].clone())).collect();
    for (who, number) in [("ann@example.com", 1), ("bob@example.com", 2)] {
        assert!(jobs.contains(&(json!(who), json!(id(number)))), "{jobs:?}");
    }
}
