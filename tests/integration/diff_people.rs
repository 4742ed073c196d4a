//! Who was moved, and who failed, between two audits: by name, and by number where no file names them.

use serde_json::{Value, json};

use crate::support::{Folder, job, running};
use crate::verdict::{errors, request, wave};

const CSV: &str = "User ID,Type,Code,Message\n";

/// A job of four people: so many moved, so many failed, and the others under way as long as it runs.
fn four(moved: u64, failed: u64, is_over: bool) -> Value {
    let mut four = match is_over {
        true => job(1),
        false => running(1, "2023-05-30T13:04:01.000Z"),
    };
    four["counts"] = json!({"totalMoves": 4, "moved": moved, "failed": failed});
    if failed > 0 && is_over {
        four["latestExecutionExitCode"] = json!("COMPLETED_WITH_ERRORS");
        four["jobExecutionStatus"][0]["exitCode"] = json!("COMPLETED_WITH_ERRORS");
    }
    if is_over {
        four["jobExecutionStatus"][0]["lastUpdated"] = json!("2023-05-30T15:00:00.000Z");
    }
    four
}

/// A status of the job, and the people whom its errors file names, where it was saved.
type Saved<'a> = (Value, &'a [&'a str]);

/// The changes of people from one status to another, each with its number.
fn changes(before: Saved<'_>, now: Saved<'_>) -> (Vec<(String, Option<String>, u64)>, String) {
    let folder = Folder::new();
    for (side, (job, failed)) in [("a", before), ("b", now)] {
        folder.write(&format!("{side}/job.json"), job.to_string());
        if !failed.is_empty() {
            let rows = failed.iter().map(|user| format!("{user},Error,4202,No.\n"));
            folder.write(&format!("{side}/job.csv"), format!("{CSV}{}", rows.collect::<String>()));
        }
    }
    let diff = folder.run(["diff", "a", "b", "-q", "--all", "-f", "json"]).exits(0).json();
    let rows = diff.rows("user_changes").iter().map(|row| {
        let text = |id: &str| row[id].as_str().map(str::to_owned);
        let people = row["people"].as_u64().expect("a number");
        (text("change").expect("a change"), text("user"), people)
    });
    let mut rows: Vec<_> = rows.collect();
    rows.sort();
    (rows, diff.0["sentence"].as_str().expect("a sentence").to_owned())
}

/// The rows by themselves, `change user people`.
fn told(before: Saved<'_>, now: Saved<'_>) -> Vec<String> {
    let (rows, _) = changes(before, now);
    let row = |(change, user, people): (String, Option<String>, u64)| {
        format!("{change} {} {people}", user.unwrap_or_default())
    };
    rows.into_iter().map(row).collect()
}

#[test]
fn who_was_under_way_and_has_failed_is_a_new_failure_with_a_name_or_without() {
    let running = || (four(1, 0, false), &[][..]);
    let named = told(running(), (four(3, 1, true), &["ann@example.com"]));
    assert_eq!(named, ["moved  2", "new ann@example.com 1"]);
    let unnamed = told(running(), (four(3, 1, true), &[]));
    assert_eq!(unnamed, ["moved  2", "new  1"]);
    let all_moved = told(running(), (four(4, 0, true), &[]));
    assert_eq!(all_moved, ["moved  3"]);
    let (_, sentence) = changes(running(), (four(3, 1, true), &["ann@example.com"]));
    assert_eq!(sentence, "Since 2023-05-30: 2 people moved, 1 new failure; 1 job finished.");
    let none_yet = told(running(), (four(1, 0, false), &[]));
    assert_eq!(none_yet, ["still-open  3"]);
}

#[test]
fn who_had_failed_without_a_name_and_has_one_now_is_still_open() {
    let before = || (four(2, 2, true), &[][..]);
    let named = told(before(), (four(2, 2, true), &["ann@example.com", "bob@example.com"]));
    assert_eq!(named, ["still-open ann@example.com 1", "still-open bob@example.com 1"]);
    // An errors file that is gone takes the names away, and nobody's failure.
    let back = told((four(2, 2, true), &["ann@example.com", "bob@example.com"]), before());
    assert_eq!(back, ["still-open ann@example.com 1", "still-open bob@example.com 1"]);
}

#[test]
fn of_those_who_failed_while_a_job_ran_no_more_are_still_open_than_were_counted() {
    let before = || (four(1, 1, false), &[][..]);
    let named =
        told(before(), (four(1, 3, true), &["ann@a.example", "bob@a.example", "cyd@a.example"]));
    assert_eq!(named.iter().filter(|row| row.starts_with("still-open")).count(), 1, "{named:?}");
    assert_eq!(named.iter().filter(|row| row.starts_with("new")).count(), 2, "{named:?}");
    let unnamed = told(before(), (four(1, 3, true), &[]));
    assert_eq!(unnamed, ["new  2", "still-open  1"]);
}

#[test]
fn who_got_a_name_and_was_moved_since_is_told_and_lost_files_are_no_failures() {
    let people = ["ann@example.com", "bob@example.com", "cem@example.com"];
    let folder = Folder::of([("a/1.json", wave(1, 1, 5, 3).to_string())]);
    for (name, text) in [
        ("1.json", wave(1, 1, 5, 3).to_string()),
        ("1.csv", errors(&people)),
        ("2.json", wave(2, 2, 2, 1).to_string()),
        ("2-request.json", request(&people[..2]).to_string()),
        ("2.csv", errors(&people[..1])),
    ] {
        folder.write(&format!("b/{name}"), &text);
        if name.starts_with('1') {
            folder.write(&format!("c/{name}"), &text);
        }
    }
    let told = |base: &str, new: &str| {
        let diff = folder.run(["diff", base, new, "-q", "--all", "-f", "json"]).exits(0).json();
        let row = |row: &Value| {
            let text = |id: &str| row[id].as_str().unwrap_or_default().to_owned();
            format!("{} {} {}", text("change"), text("user"), row["people"])
        };
        let mut rows: Vec<String> = diff.rows("user_changes").iter().map(row).collect();
        rows.sort();
        rows
    };
    // Ann failed once more.
    let since =
        ["moved bob@example.com 1", "new ann@example.com 1", "still-open cem@example.com 1"];
    assert_eq!(told("a", "b"), since);
    let lost =
        ["gone bob@example.com 1", "still-open ann@example.com 1", "still-open cem@example.com 1"];
    assert_eq!(told("b", "c"), lost);
}
