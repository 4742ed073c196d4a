//! What is said to be left to do is so, for jobs of all kinds.

use serde_json::{Value, json};

use crate::errors::{Files, audit, csv, failed, failed_on, file, list};
use crate::payloads;
use crate::support::{Folder, job, job_id};

/// The report in words: its verdict and what else there is to say of it, and all of it.
fn page(files: &Files) -> (String, String) {
    let folder = Folder::of(files.iter().map(|(name, text)| (name, text)));
    let run = folder.run(["report", ".", "-q", "-f", "markdown"]);
    let text = run.exits(0).stdout();
    let mut lines = text.lines().skip_while(|line| !line.starts_with("**"));
    let verdict = lines.next().expect("a verdict").replace("**", "");
    // One sentence, so that it can be read out.
    assert_eq!(verdict.matches(". ").count() + 1, 1, "{verdict}");
    let details = lines.nth(1).filter(|line| !line.starts_with('|')).unwrap_or_default();
    (format!("{verdict} {details}").trim().to_owned(), text.clone())
}

/// A job that changes numbers, of which some failed.
fn numbers(number: u64, exit_code: &str, done: u64, failed: u64) -> Value {
    let counts = json!({"totalNumbers": done + failed, "numbersMoved": done, "numbersDeleted": 0,
        "numbersUsageChanged": 0, "numbersFailed": failed});
    let mut job = payloads::job_of("managenumbers", "managenumbers", &counts.to_string());
    job["id"] = json!(job_id(number));
    job["latestExecutionExitCode"] = json!(exit_code);
    job["jobExecutionStatus"][0]["exitCode"] = json!(exit_code);
    job
}

/// An errors file of so many numbers.
fn of_numbers(count: u64) -> String {
    let numbers: Vec<String> = (0..count).map(|n| format!("+1202555010{n}")).collect();
    csv(&numbers.iter().map(|n| (n.as_str(), "Error", "27966")).collect::<Vec<_>>())
}

#[test]
fn the_verdict_is_true_for_jobs_that_move_nobody() {
    let files = vec![
        file("a.json", numbers(1, "COMPLETED_WITH_ERRORS", 4, 5)),
        file("a.csv", of_numbers(5)),
    ];
    let said = "Action needed: No job in this archive moves people: the one job finished with errors. \
                5 numbers failed.";
    assert_eq!(page(&files).0, said);
    // Of a kind that counts nothing, and of one that nobody knows.
    for (name, errors) in [("rebuildphones", "phone rebuilds"), ("paintwalls", "paintwalls jobs")] {
        let mut job = payloads::job_of(name, name, "");
        job["id"] = json!(job_id(1));
        let files = vec![file("a.json", job), file("a.csv", csv(&[("ann", "Error", "27966")]))];
        let said = format!(
            "Cannot be judged: No job in this archive moves people: the one job succeeded. 1 error in {errors}."
        );
        assert_eq!(page(&files).0, said);
    }
}

#[test]
fn the_verdict_on_moves_hides_no_failure_of_other_jobs() {
    let mut files = vec![file("m.json", job(1))];
    let alone = "Done: The one move that was requested is done. Nothing is left to do, as far as this archive \
                 tells.";
    assert_eq!(page(&files).0, alone);
    for number in 2..5 {
        files.push(file(format!("n{number}.json"), numbers(number, "FAILED", 0, 50)));
    }
    let said = "Action needed: The one move that was requested is done, but other jobs need attention. 3 errors \
                files were never saved; the first expires on 2023-07-12. Other jobs: 3 number jobs failed or \
                were stopped and 150 numbers failed. 3 jobs need attention.";
    assert_eq!(page(&files).0, said);
}

#[test]
fn the_verdicts_numbers_come_to_the_whole() {
    let counts = json!({"totalMoves": 20, "moved": 9, "failed": 4, "pending": 3, "skipped": 2});
    let mut moves = job(1);
    moves["counts"] = counts;
    let said = "Action needed: 11 people still have to be moved: of 20 move attempts, 9 are done, 4 failed, 3 wait \
                for number orders, 2 were skipped and 2 are not accounted for. ";
    let (verdict, _) = page(&vec![file("a.json", moves)]);
    assert!(verdict.starts_with(said), "{verdict}");
    let mut running = crate::support::running(1, "2023-05-30T13:04:10.469Z");
    running["name"] = json!("rebuildphones");
    running.as_object_mut().expect("a job").remove("counts");
    let (verdict, _) = page(&vec![file("a.json", running)]);
    let said =
        "Cannot be judged: No job in this archive moves people: the one job is still running.";
    assert!(verdict.starts_with(said), "{verdict}");
}

#[test]
fn rates_of_several_kinds_of_job_are_not_mixed_in_silence() {
    let several = "These totals mix";
    let one = vec![file("a.json", job(1))];
    let both = vec![file("a.json", job(1)), file("b.json", numbers(2, "FAILED", 0, 50))];
    let (_, of_one) = page(&one);
    assert!(!of_one.contains("several kinds"), "{of_one}");
    let (_, of_both) = page(&both);
    for section in ["Exit codes", "Statuses", "Over time", "Summary"] {
        let text = of_both.split(&format!("### {section}\n\n")).nth(1).expect("a section");
        let note = text.lines().next().expect("a note");
        assert!(note.contains(several), "{section}: {note}");
    }
}

#[test]
fn what_is_left_out_of_a_chart_is_said() {
    let mut late = job(2);
    for moment in ["createdTime", "startTime", "endTime", "lastUpdated"] {
        late["jobExecutionStatus"][0][moment] = json!("2024-01-02T13:04:00Z");
    }
    let (_, text) = page(&vec![file("a.json", job(1)), file("b.json", late)]);
    let rows = "| 2023-05 | ████████████████████████ | 1 |\n| … 7 months without jobs |  |  |\n| 2024-01 |";
    assert!(text.contains(rows), "{text}");
    assert!(text.contains("Those without jobs are left out."), "{text}");
    let codes: Vec<String> = (0..14).map(|n| format!("5000{n:02}")).collect();
    let errors: Vec<(&str, &str, &str)> =
        codes.iter().map(|code| ("ann", "Error", code.as_str())).collect();
    let (_, text) = page(&vec![file("a.json", failed(1)), file("a.csv", csv(&errors))]);
    assert!(text.contains("| and 2 more codes: 2 |  |  |"), "{text}");
}

#[test]
fn nothing_is_left_to_do_only_where_that_is_known() {
    let with = |file: (String, String), counts: Value| {
        let mut job = failed(1);
        job["counts"] = counts;
        page(&vec![self::file("a.json", job), file]).0
    };
    let nobody = json!({"items": [{"itemNumber": 1, "error": {"key": "400", "message":
        [{"description": "No.", "code": "4202"}]}, "trackingId": "ROUTER_1_1"}]});
    let verdict = with(file("e.json", nobody), json!({"totalMoves": 1, "moved": 0, "failed": 1}));
    assert!(verdict.ends_with("requested failed. They are not named in any file."), "{verdict}");
    let impact = csv(&[("ann", "Impact", "25391")]);
    let verdict = with(file("a.csv", impact), json!({"totalMoves": 1, "moved": 1, "failed": 0}));
    assert!(verdict.ends_with("1 impact asks for action."), "{verdict}");
    assert!(!verdict.contains("Nothing is left"), "{verdict}");
    let running = crate::support::running(1, "2023-05-30T13:04:10.469Z");
    let (verdict, _) = page(&vec![file("a.json", running)]);
    assert!(!verdict.contains("Nothing is left"), "{verdict}");
}

#[test]
fn a_job_that_was_run_again_and_left_nobody_makes_good_earlier_errors() {
    let mut again = failed_on(2, 3);
    again["counts"] = json!({"totalMoves": 1, "moved": 1, "failed": 0});
    again["latestExecutionExitCode"] = json!("COMPLETED");
    again["jobExecutionStatus"][0]["exitCode"] = json!("COMPLETED");
    let mut first = again["jobExecutionStatus"][0].clone();
    first["createdTime"] = json!("2023-05-01T13:04:00.457Z");
    again["jobExecutionStatus"].as_array_mut().expect("runs").push(first);
    let error = csv(&[("ann", "Error", "4202")]);
    let files = vec![
        file("1.json", failed_on(1, 1)),
        file("1.csv", &error),
        file("2.json", again),
        file("2.csv", &error),
    ];
    let (run, report) = audit(&files);
    assert_eq!(report.rows("users")[0]["moved_later"], true, "{run}");
    let example = report.example("repeated-user-failure");
    assert!(example.ends_with("failed in 2 jobs and succeeded later"), "{example}");
    let folder = Folder::of(files.iter().map(|(name, text)| (name, text)));
    let run = folder.run(["report", ".", "-q", "--section", "users", "--retry-list", "retry.csv"]);
    assert_eq!(folder.read("retry.csv").lines().count(), 1);
    let note = run.stdout().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(note.contains("was executed again and left nothing failed"), "{note}");
    // An error after that is open again.
    let mut files = files;
    files.push(file("3.json", failed_on(3, 5)));
    files.push(file("3.csv", &error));
    assert_eq!(audit(&files).1.rows("users")[0]["moved_later"], false);
}

#[test]
fn errors_and_items_of_several_kinds_are_not_added_up_in_silence() {
    let moves = [file("a.json", failed(1)), file("a.csv", csv(&[("ann", "Error", "4202")]))];
    let others =
        [file("b.json", numbers(2, "COMPLETED_WITH_ERRORS", 0, 3)), file("b.csv", of_numbers(3))];
    let several = "These errors are of several kinds of job";
    let total = "The row (total) mixes moves, numbers and other items";
    let (_, of_moves) = page(&moves.to_vec());
    assert!(
        of_moves.contains("\n## Why moves failed\n")
            && of_moves.contains("\nErrors stopped a move."),
        "{of_moves}"
    );
    assert!(of_moves.contains("\nErrors stop a user's move;"));
    assert!(!of_moves.contains(several) && !of_moves.contains(total));
    let (_, of_others) = page(&others.to_vec());
    assert!(!of_others.contains(several) && !of_others.contains(total));
    let (_, of_both) = page(&[moves, others].concat());
    assert!(of_both.contains(several) && of_both.contains(total), "{of_both}");
    for text in [of_others, of_both] {
        assert!(
            text.contains("\n## Why items failed\n")
                && text.contains("\nErrors stopped what a job works on"),
            "{text}"
        );
        assert!(text.contains("\nErrors stop what a job works on"));
    }
}

#[test]
fn the_timeline_says_that_its_rate_counts_stopped_jobs() {
    let mut stopped = job(1);
    stopped["latestExecutionExitCode"] = json!("STOPPED");
    let folder = Folder::of([("a.json", stopped.to_string())]);
    let run = folder.run(["report", ".", "--section", "timeline"]);
    let note = run.stdout().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(note.contains("the failure rate counts stopped ones too"), "{run}");
}

#[test]
fn who_has_to_do_something_is_the_same_by_code_and_by_action() {
    for (key, action) in [("503", json!("retry")), ("400", Value::Null)] {
        let mut list = list(1, "ann", "ROUTER_1_1");
        list["items"][0]["error"]["key"] = json!(key);
        list["items"][0]["error"]["message"][0] = json!({"code": "424242", "description": "No."});
        let (run, report) = audit(&vec![file("a.json", failed(1)), file("b.json", list)]);
        assert_eq!(report.rows("error_codes")[0]["action"], action, "{run}");
        assert_eq!(report.rows("actions")[0]["action"], action, "{run}");
    }
}

#[test]
fn for_how_many_of_the_failures_a_reason_is_known_is_said() {
    let job = |failed: u64| {
        let mut job = failed_on(1, 1);
        job["counts"] = json!({"totalMoves": failed, "moved": 0, "failed": failed});
        job
    };
    let of = |people: &[&str]| {
        let rows: Vec<_> = people.iter().map(|name| (*name, "Error", "4202")).collect();
        file("a.csv", csv(&rows))
    };
    for (failed, files, said) in [
        (3, vec![], "No reason was saved for the 3 failed moves."),
        (3, vec![of(&["ann", "bob"])], "A reason is known for 2 of 3 failed moves"),
        (2, vec![of(&["ann", "bob"])], "The reason is known for all 2 failed moves."),
        (1, vec![of(&["ann"])], "The reason of the one failure is known."),
    ] {
        let files: Files = [file("a.json", job(failed))].into_iter().chain(files).collect();
        let (_, text) = page(&files);
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn people_in_errors_without_a_job_may_be_among_those_whom_nobody_names() {
    let mut lost = failed(1);
    for key in ["csvFile", "csvFileDownloadUrl"] {
        lost.as_object_mut().expect("a job").remove(key);
    }
    let errors =
        csv(&[("ann@example.com", "Error", "19605"), ("bob@example.com", "Error", "4202")]);
    let apart = vec![
        file("a/job.json", lost.clone()),
        file("b/job.json", failed(2)),
        file("c/downloaded.csv", errors),
    ];
    let (said, _) = page(&apart);
    let warning = "2 people in errors without a job may be among the unnamed.";
    assert!(said.contains(warning), "{said}");
    // Where the file belongs to its job there is nothing to warn of.
    let (said, _) = page(&vec![
        file("a/job.json", lost),
        file("a/job.csv", csv(&[("ann@example.com", "Error", "19605")])),
    ]);
    assert!(!said.contains("may be among"), "{said}");
}

#[test]
fn what_helps_against_a_code_is_said_of_the_person() {
    let rows = [("ann", "Error", "4202"), ("bob", "Error", "19605")];
    let mut job = failed(1);
    job["counts"] = json!({"totalMoves": 2, "moved": 0, "failed": 2});
    let (_, report) = audit(&vec![file("a.json", job), file("a.csv", csv(&rows))]);
    let said: Vec<&str> =
        report.rows("still_to_move").iter().filter_map(|row| row["todo"].as_str()).collect();
    assert!(said.iter().any(|todo| todo.contains("another extension")), "{said:?}");
    assert!(said.iter().any(|todo| todo.contains("Authorise these services")), "{said:?}");
}

#[test]
fn a_number_is_the_same_person_in_errors_a_plan_a_request_and_a_list_of_people() {
    let id = "9c2a0510-0950-452f-81ff-9a5d23692de6";
    let people = json!({"items": [{
        "id": id, "displayName": "Ann Example", "emails": ["Ann@Example.com"],
        "phoneNumbers": [{"type": "work", "value": "+1 202 555 0143"}],
    }]});
    let errors = csv(&[("tel:+1-202-555-0143", "Error", "19605")]);
    let plan = "Email,Phone number\nann@example.com,+1 (202) 555-0143\n";
    let folder = Folder::new();
    folder.write("archive/a.json", failed(1).to_string());
    folder.write("archive/a-errors.csv", &errors);
    folder.write("plan.csv", plan);
    for with_list in [true, false] {
        if with_list {
            folder.write("archive/people.json", people.to_string());
        } else {
            std::fs::remove_file(folder.path("archive/people.json")).expect("removed");
        }
        let report = folder.run(["report", "archive", "--plan", "plan.csv", "-f", "json"]).json();
        let users: Vec<_> = report.rows("users").iter().map(|user| user["user"].clone()).collect();
        assert_eq!(users, [json!(if with_list { id } else { "ann@example.com" })]);
        assert_eq!(report.rows("still_to_move").len(), 1);
    }
}
