//! Limits that an audit is to keep: `--require`.

use serde_json::json;

use crate::support::{ERRORS_CSV, Folder, Run, job, run};

/// A report about an archive with these limits.
fn report(folder: &Folder, limits: &[&str], more: &[&str]) -> Run {
    let limits = limits.iter().flat_map(|limit| ["--require", limit]);
    folder.run(["report", "archive", "-q"].into_iter().chain(more.iter().copied()).chain(limits))
}

/// Two jobs, of which one says that a move failed, and whose it was.
fn folder() -> Folder {
    let folder = Folder::with_example();
    let mut failed = job(2);
    failed["counts"] = json!({"totalMoves": 4, "moved": 3, "failed": 1});
    failed["latestExecutionExitCode"] = json!("COMPLETED_WITH_ERRORS");
    failed["jobExecutionStatus"][0]["exitCode"] = json!("COMPLETED_WITH_ERRORS");
    folder.write("archive/b.json", failed.to_string());
    folder.write("archive/b-errors.csv", ERRORS_CSV);
    folder
}

#[test]
fn a_limit_that_is_kept_changes_nothing_and_a_broken_one_is_told_with_its_figure() {
    let folder = folder();
    for kept in [
        "item_failure_rate<=20%",
        "item_failure_rate = 0.2",
        "jobs==2",
        "people_to_move<2",
        "first_start>=2023-01",
        "max((job))<=1h",
        "p50((job)) > 0s",
    ] {
        report(&folder, &[kept], &[]).exits(0).check(true, kept);
    }
    for (broken, actual) in [
        ("item_failure_rate<20%", "it is 1 / 5 (20.0 %)"),
        ("jobs!=2", "it is 2"),
        ("people_to_move=0", "it is 1"),
        ("first_start<2023-01", "it is 2023-05-30"),
        ("elapsed_total_ms<=1", "it is "),
    ] {
        let run = report(&folder, &[broken], &[]);
        run.exits(1).says_why("is broken").says_why(actual);
    }
}

#[test]
fn of_several_the_first_broken_one_is_the_last_word_and_all_are_in_the_section() {
    let folder = folder();
    folder.write("archive/broken.json", "{");
    let limits = ["jobs=2", "people_to_move<=0", "item_failure_rate<=2%"];
    let run = report(&folder, &limits, &["-f", "json", "--fail-on", "info"]);
    run.exits(1).says_why("--require 'people_to_move <= 0' is broken: it is 1 (2 of 3 are broken)");
    run.check(run.stderr().contains("at or above --fail-on info"), "findings are told too");
    let rows = run.json().rows("gates").to_vec();
    assert_eq!(
        rows,
        [
            json!({"gate": "jobs", "limit": "= 2", "actual": 2, "held": true}),
            json!({"gate": "people_to_move", "limit": "<= 0", "actual": 1, "held": false}),
            json!({"gate": "item_failure_rate", "limit": "<= 2%", "actual": 0.2, "held": false}),
        ]
    );
    for format in ["table", "markdown", "html", "csv"] {
        let one = if format == "csv" { &["--section", "gates"][..] } else { &[] };
        let run = report(&folder, &limits, &[&["-f", format], one].concat());
        let text = run.exits(1).stdout();
        assert!(text.contains("item_failure_rate") || text.contains("item\\_failure\\_rate"));
        let title = if format == "csv" { "gate,limit,actual,held" } else { "Limits" };
        assert!(text.contains(title), "{format}: {text}");
    }
    let without = report(&folder, &[], &["-f", "html"]).exits(0).stdout();
    assert!(!without.contains("Whether the limits were kept"));
    let none = report(&folder, &[], &["-f", "json"]).json();
    assert!(none.rows("gates").is_empty());
    let files = ["-o", "a.xlsx", "-o", "tables/"];
    report(&folder, &limits, &files).exits(1);
    assert_eq!(folder.read("tables/gates.csv").lines().count(), 4);
}

#[test]
fn what_is_unknown_keeps_no_limit() {
    let folder = folder();
    for unknown in ["items_pending=0", "items_pending>=0", "items_pending!=7"] {
        report(&folder, &[unknown], &[]).exits(1).says_why("it is unknown");
    }
    report(&folder, &["p95((job))<=1h"], &[]).exits(1).says_why("it is unknown");
    let step = report(&folder, &["max(userPersister)<=1h"], &[]);
    step.exits(1).says_why("it is unknown, for no step that has ended is called `userPersister`");
}

#[test]
fn a_limit_that_cannot_be_read_is_a_mistake_with_a_suggestion() {
    for (limit, said) in [
        ("item_failure_rat<=2%", "did you mean `item_failure_rate`?"),
        ("item_failure_rate<=2", "did you mean 2%?"),
        ("people_to_move.change<=0", "only `jobaudit diff`"),
        ("jobs", "expected a measure"),
    ] {
        let run = run(["report", "samples", "--require", limit]);
        run.exits(2).says_why(said).check(run.stdout().is_empty(), "nothing is written");
    }
}

#[test]
fn nothing_to_audit_and_what_could_not_be_done_come_before_any_limit() {
    let folder = folder();
    folder.run(["report", "missing", "--require", "jobs=7"]).exits(2);
    folder.write("none/a.txt", "nothing");
    folder.run(["report", "none", "--require", "jobs=7"]).exits(3);
}
