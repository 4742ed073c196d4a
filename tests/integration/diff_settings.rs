//! How the two sides of `jobaudit diff` were asked for: what differs for that reason is no change.

use serde_json::{Value, json};

use crate::support::{ERRORS_CSV, Folder, Run, job, running};

/// An archive in which each of [`SETTINGS`] makes a difference.
fn folder() -> Folder {
    let mut odd = job(1);
    odd["note"] = json!([[[1]]]);
    let mut failed = job(2);
    failed["counts"] = json!({"totalMoves": 3, "moved": 2, "failed": 1});
    failed["latestExecutionExitCode"] = json!("COMPLETED_WITH_ERRORS");
    failed["jobExecutionStatus"][0]["exitCode"] = json!("COMPLETED_WITH_ERRORS");
    Folder::of([
        ("in/a.json", odd.to_string()),
        ("in/b.json", failed.to_string()),
        ("in/b-errors.csv", ERRORS_CSV.to_owned()),
        ("in/c.json", running(3, "2023-05-30T14:00:00Z").to_string()),
        ("accepted.toml", String::from(ACCEPTED)),
        ("plan.csv", String::from("email\nbob@example.com\n")),
        ("names.csv", format!("id,email\n{PERSON},ann@example.com\n")),
    ])
}

const ACCEPTED: &str =
    "[[accept]]\nrule = \"unknown-field\"\nfile = \"*\"\nreason = \"the customer's note\"\n";
const PERSON: &str = "2b7d1f3a-0000-4000-8000-0123456789ab";

/// A setting, and what is said where only one side was made with it.
const SETTINGS: [(&[&str], &str); 12] = [
    (&["--ignore", "unknown-field"], "--ignore unknown-field"),
    (&["--only", "unknown-field"], "--only unknown-field"),
    (&["--level", "unknown-field=error"], "--level unknown-field=error"),
    (&["--baseline", "accepted.toml"], "--baseline"),
    (&["--plan", "plan.csv"], "--plan"),
    (&["--names", "names.csv"], "--names"),
    (&["--as-of", "2030-01-01"], "--as-of"),
    (&["--since", "2023-05"], "--since 2023-05-01T00:00:00.000Z"),
    (&["--job-name", "moveusers"], "--job-name moveusers"),
    (&["--exit-code", "COMPLETED"], "--exit-code COMPLETED"),
    (&["--max-nesting", "127"], "--max-nesting 127"),
    (&["--max-file-size", "1M"], "--max-file-size 1048576"),
];

fn save(folder: &Folder, name: &str, flags: &[&str]) {
    folder.run(["report", "in", "-q", "-o", name].iter().chain(flags)).exits(0);
}

fn diff(folder: &Folder, base: &str, new: &str, flags: &[&str]) -> Run {
    folder.run(["diff", base, new, "-q", "-f", "json"].iter().chain(flags))
}

#[track_caller]
fn has_no_change(run: &Run) {
    let diff: Value = run.exits(0).json().0;
    for (section, rows) in diff["sections"].as_object().expect("sections") {
        assert_eq!(rows, &json!([]), "{section}");
    }
}

#[test]
fn a_side_that_was_asked_for_otherwise_is_refused_and_the_setting_is_named() {
    let folder = folder();
    save(&folder, "plain.json", &[]);
    for (flags, named) in SETTINGS {
        save(&folder, "own.json", flags);
        has_no_change(&diff(&folder, "own.json", "in", flags));
        has_no_change(&diff(&folder, "in", "own.json", flags));
        has_no_change(&diff(&folder, "in", "in", flags));
        has_no_change(&diff(&folder, "own.json", "own.json", &[]));
        let base = format!("BASE was made with {named}, NEW was not");
        diff(&folder, "own.json", "in", &[]).exits(2).says_why(&base);
        diff(&folder, "own.json", "plain.json", &[]).exits(2).says_why(&base);
        // Nothing of a saved audit can be decided again.
        let flag = flags[0];
        let refused = diff(&folder, "own.json", "own.json", flags);
        refused.exits(2).says_why("saved audits").says_why(flag);
        let new = format!("NEW was made with {named}, BASE was not");
        if flag != "--baseline" {
            diff(&folder, "plain.json", "own.json", &[]).exits(2).says_why(&new);
            diff(&folder, "plain.json", "in", flags).exits(2).says_why(&new);
        }
    }
    let ways = diff(&folder, "plain.json", "in", &["--ignore", "unknown-field", "--follow"]);
    ways.exits(2).says_why("NEW was made with --follow and --ignore unknown-field, BASE was not");
    save(&folder, "own.json", &["--ignore", "errors-csv-expired"]);
    let both = diff(&folder, "own.json", "in", &["--plan", "plan.csv"]);
    both.exits(2).says_why("BASE was made with --ignore errors-csv-expired, NEW with --plan");
}

#[test]
fn what_changes_no_figure_may_differ() {
    let folder = folder();
    save(&folder, "named.json", &["--name", &format!("{PERSON}=Ann"), "--tz", "Asia/Tokyo"]);
    has_no_change(&diff(&folder, "named.json", "in", &[]));
    // A rule that matters as it always does.
    save(&folder, "usual.json", &["--level", "unknown-field=warning", "--threads", "1"]);
    has_no_change(&diff(&folder, "in", "usual.json", &[]));
    // Each side may be judged at a moment of its own, where both were named.
    save(&folder, "early.json", &["--as-of", "2023-06-01"]);
    diff(&folder, "early.json", "in", &["--as-of", "2023-06-02"]).exits(0);
}

#[test]
fn whoever_begins_to_accept_findings_fixes_none_of_them() {
    let folder = folder();
    save(&folder, "plain.json", &[]);
    save(&folder, "accepted.json", &["--baseline", "accepted.toml"]);
    let run = diff(&folder, "plain.json", "accepted.json", &[]);
    let changed = run.exits(0).json().0;
    assert_eq!(changed["sections"]["finding_changes"], json!([]));
    let measures = changed["sections"]["changes"].as_array().expect("rows").clone();
    let accepted = measures.iter().find(|row| row["measure"] == "findings_accepted");
    assert_eq!(accepted.map(|row| &row["change"]), Some(&json!(1)));
    // One more is new, whatever is accepted; and one that is gone is fixed.
    let mut odd = job(4);
    odd["other"] = json!(1);
    folder.write("in/d.json", odd.to_string());
    folder.write("accepted.toml", ACCEPTED.replace("\"*\"", "\"**/a.json\""));
    let run = diff(&folder, "accepted.json", "in", &["--baseline", "accepted.toml"]);
    let rows = run.exits(0).json().rows("finding_changes").to_vec();
    assert!(rows.len() == 1 && rows[0]["change"] == "new", "{rows:?}");
    assert_eq!(rows[0]["pointer"], "/other");
    std::fs::remove_file(folder.path("in/d.json")).expect("a file");
    folder.write("in/a.json", job(1).to_string());
    let run = diff(&folder, "accepted.json", "in", &["--baseline", "accepted.toml"]);
    let rows = run.exits(0).json().rows("finding_changes").to_vec();
    let told: Vec<_> = rows.iter().map(|row| (&row["change"], &row["rule"])).collect();
    let expected = [("new", "baseline-unused"), ("fixed", "unknown-field")];
    assert_eq!(
        told,
        expected
            .map(|(change, rule)| (json!(change), json!(rule)))
            .iter()
            .map(|(c, r)| (c, r))
            .collect::<Vec<_>>()
    );
    assert_eq!(rows[0]["file"], "accepted.toml");
}

#[test]
fn settings_of_a_file_are_those_of_what_is_audited_now() {
    let folder = folder();
    let file = "plan = \"plan.csv\"\n[rules]\nignore = [\"unknown-field\"]\n";
    folder.write("own.toml", file);
    let config = ["--config", "own.toml"];
    save(&folder, "own.json", &config);
    has_no_change(&diff(&folder, "own.json", "in", &config));
    save(&folder, "plain.json", &[]);
    let refused = diff(&folder, "plain.json", "in", &config);
    refused.exits(2).says_why("--ignore unknown-field and --plan");
    has_no_change(&diff(&folder, "plain.json", "in", &[]));
    // Of two saved audits it decides nothing, and nobody has typed it.
    has_no_change(&diff(&folder, "plain.json", "plain.json", &config));
    let typed = [&config[..], &["--ignore", "unknown-field"]].concat();
    let typed = diff(&folder, "plain.json", "plain.json", &typed);
    typed.exits(2).says_why("--ignore would change nothing");
}

#[test]
fn paths_of_a_side_may_stand_in_a_list() {
    let folder = folder();
    folder.write("before.txt", "in/a.json\nin/c.json\n");
    folder.write("now.txt", "in\n");
    let flags = ["diff", "-q", "-f", "json", "--section", "job_changes"];
    let lists = ["--base-from", "before.txt", "--new-from", "now.txt"];
    let listed = folder.run(flags.iter().chain(&lists)).exits(0).json().0;
    let named = ["--base", "in/a.json", "in/c.json", "--new", "in"];
    let named = folder.run(flags.iter().chain(&named)).exits(0).json().0;
    assert_eq!(listed["sections"], named["sections"]);
    assert_eq!(listed["sections"]["job_changes"].as_array().map(Vec::len), Some(1));
    let piped = flags.iter().chain(&["--base-from", "-", "--new", "in"]).copied();
    let piped = folder.pipe(piped, b"in\n");
    has_no_change(&piped);
    for wrong in
        [&["--base-from", "before.txt"][..], &["in", "in", "--new-from", "now.txt"], &["in"]]
    {
        folder.run(flags.iter().chain(wrong)).exits(2);
    }
    let replaced = ["--base", "in", "--new-from", "now.txt", "-o", "now.txt"];
    folder.run(flags.iter().chain(&replaced)).exits(2).says_why("the list of files to audit");
}
