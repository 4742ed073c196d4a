//! A job is of the kind that its counts and steps say, however its name is spelled.

use serde_json::json;

use crate::support::{Folder, example, job_id};

/// The headline and the findings about one job whose name is another one.
fn headline_and_findings(change: impl Fn(&mut serde_json::Value)) -> (String, u64) {
    let folder = Folder::new();
    for number in 1..=2 {
        let mut job = example();
        job["id"] = json!(job_id(number));
        if number == 2 {
            change(&mut job);
        }
        folder.write(&format!("{number}.json"), job.to_string());
    }
    let args = ["report", ".", "-f", "json", "--section", "summary", "--section", "findings"];
    let report = folder.run(args).json();
    let attempts = report.measure("items_requested");
    let sentence = &report.0["verdict"]["sentence"];
    (format!("{attempts} {sentence}"), report.findings("undocumented-value"))
}

#[test]
fn counts_and_steps_decide_where_the_name_is_spelled_otherwise() {
    let (expected, none) = headline_and_findings(|_| {});
    assert_eq!(none, 0);
    for name in ["moveusers ", "Move Users", "move_users", "users moved", "MOVE-USERS\u{a0}"] {
        let found = headline_and_findings(|job| job["name"] = json!(name));
        assert_eq!(found, (expected.clone(), 1), "{name:?}");
    }
    for name in ["", " "] {
        let found = headline_and_findings(|job| job["name"] = json!(name));
        assert_eq!(found.0, expected, "{name:?}");
    }
    // Counts that are not those of its steps tell nothing.
    let (other, findings) = headline_and_findings(|job| {
        job["name"] = json!("somethingelse");
        job["counts"] = json!({"totalPhones": 1});
    });
    assert_ne!(other, expected);
    assert_eq!(findings, 0);
}
