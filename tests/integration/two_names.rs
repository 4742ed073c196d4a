//! People whom one file calls by an address and another by an id: nobody is moved because of that, nor left, and what
//! cannot be told is said.

use serde_json::{Value, json};

use crate::support::Folder;
use crate::verdict::{errors, moves, request, wave};
use crate::verdict_claims::{report, said, verdict};

/// One person as an id and as an address.
const IDS: [&str; 3] = [
    "10000000-0000-4000-8000-000000000001",
    "10000000-0000-4000-8000-000000000002",
    "10000000-0000-4000-8000-000000000003",
];
const ADDRESSES: [&str; 3] = ["ann@example.com", "bob@example.com", "cem@example.com"];

#[test]
fn nobody_was_moved_because_errors_name_people_otherwise_than_a_request_does() {
    let asked = request(&IDS).to_string();
    let files = [
        ("a.json", wave(1, 1, 3, 2).to_string()),
        ("a-request.json", asked),
        ("a.csv", errors(&ADDRESSES[..2])),
        ("plan.csv", format!("id\n{}\n", IDS.join("\n"))),
    ];
    let report = report(&Folder::of(files), &["--plan", "plan.csv"]);
    assert!(said(&report).1.starts_with("2 people still have to be moved"), "{report:?}");
    for row in report.rows("plan") {
        assert_eq!(row["state"], "unknown", "{row}");
    }
}

#[test]
fn who_is_named_in_two_ways_may_be_one_person() {
    let both = |later: Value, name: &'static str, extra: String, people: &str| {
        let folder = Folder::of([
            ("in/a.json", wave(1, 1, 3, 2).to_string()),
            ("in/a.csv", errors(&ADDRESSES[..2])),
            ("in/b.json", later.to_string()),
            (name, extra),
            ("people.json", people.to_owned()),
        ]);
        let args = ["report", "in", "-q", "-f", "json", "--names", "people.json"];
        said(&folder.run(args).exits(0).json())
    };
    let nobody = r#"{"items":[{"id":"20000000-0000-4000-8000-000000000009","displayName":"Zed"}]}"#;
    let asked = request(&IDS[..2]).to_string();
    let (_, sentence, details) = both(wave(2, 2, 2, 0), "in/b-request.json", asked, nobody);
    assert!(sentence.starts_with("2 people still"), "{sentence}");
    let said = "2 of those are known by an id and not by an address, or otherwise.";
    assert!(details.contains(said), "{details}");
    let failed = errors(&IDS[..2]);
    let (_, sentence, details) = both(wave(2, 2, 2, 2), "in/b.csv", failed.clone(), nobody);
    assert!(sentence.starts_with("4 people still"), "{sentence}");
    assert!(details.contains("4 of them may be fewer people"), "{details}");
    // A list that has both tells.
    let both_of = |at: usize| json!({"id": IDS[at], "emails": [ADDRESSES[at]]});
    let people = json!({"items": [both_of(0), both_of(1)]});
    let (_, sentence, details) = both(wave(2, 2, 2, 2), "in/b.csv", failed, &people.to_string());
    assert!(sentence.starts_with("2 people still"), "{sentence}");
    assert!(!details.contains("fewer people"), "{details}");
}

#[test]
fn a_plan_of_addresses_says_nothing_against_requests_of_ids() {
    let plan = format!("email\n{}\n", ADDRESSES[..2].join("\n"));
    let files = [
        ("a.json", wave(1, 1, 2, 0).to_string()),
        ("a-request.json", request(&IDS[..2]).to_string()),
        ("plan.csv", plan),
    ];
    let report = report(&Folder::of(files), &["--plan", "plan.csv"]);
    let (word, sentence, _) = said(&report);
    assert_eq!(word, "Cannot be judged", "{sentence}");
    assert_eq!(report.measure("people_to_move"), &Value::Null);
}

#[test]
fn errors_of_an_earlier_run_are_those_of_nobody_in_particular() {
    let again = |exit_code: &str, counts| {
        let mut job = moves(1, 2, exit_code, counts);
        let mut first = wave(1, 1, 5, 5)["jobExecutionStatus"][0].clone();
        first["id"] = json!(1);
        job["jobExecutionStatus"].as_array_mut().expect("executions").push(first);
        job
    };
    let names = [ADDRESSES[0], ADDRESSES[1], ADDRESSES[2], "dee@example.com", "eva@example.com"];
    for (exit_code, counts, begins) in [
        ("COMPLETED_WITH_ERRORS", [5, 4, 1, 0, 0], "1 person still has to be moved"),
        ("COMPLETED_WITH_SKIPS", [5, 3, 0, 0, 2], "2 people still have to be moved"),
        ("COMPLETED", [5, 5, 0, 0, 0], "All 5 requested moves are done."),
        ("COMPLETED_WITH_ERRORS", [5, 0, 5, 0, 0], "5 people still have to be moved"),
    ] {
        let files = [("a.json", again(exit_code, counts).to_string()), ("a.csv", errors(&names))];
        let (_, sentence, details) = verdict(&files, &[]);
        assert!(sentence.starts_with(begins), "{sentence}");
        assert!(!details.contains("not named"), "{details}");
        assert!(!details.contains("is named in any file"), "{details}");
    }
}

#[test]
fn whoever_an_earlier_run_names_and_a_later_job_moved_is_left_no_more() {
    let people = ["ann@example.com", "bob@example.com", "cem@example.com"];
    let mut again = moves(1, 2, "COMPLETED_WITH_ERRORS", [3, 2, 1, 0, 0]);
    let first = wave(1, 1, 3, 2)["jobExecutionStatus"][0].clone();
    again["jobExecutionStatus"].as_array_mut().expect("executions").push(first);
    let mut files = vec![
        ("a.json", again.to_string()),
        ("a.csv", errors(&people[..2])),
        ("a-request.json", request(&people).to_string()),
    ];
    let (_, sentence, _) = verdict(&files, &[]);
    assert!(sentence.starts_with("1 person still"), "{sentence}");
    files.push(("b.json", wave(2, 3, 2, 0).to_string()));
    files.push(("b-request.json", request(&people[..2]).to_string()));
    let (word, sentence, _) = verdict(&files, &[]);
    assert_eq!(word, "Done", "{sentence}");
}

#[test]
fn an_address_in_errors_beside_a_whole_request_puts_nobody_of_a_plan_in_doubt() {
    let files = [
        ("a.json", wave(1, 1, 2, 1).to_string()),
        ("a-request.json", request(&IDS[..2]).to_string()),
        ("a.csv", errors(&ADDRESSES[..1])),
        ("plan.csv", format!("id\n{}\n", IDS.join("\n"))),
    ];
    let report = report(&Folder::of(files), &["--plan", "plan.csv"]);
    let row = report.row("plan", "user", IDS[2]).expect("a row");
    assert_eq!(row["state"], "not-requested", "{row}");
}
