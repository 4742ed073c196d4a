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
