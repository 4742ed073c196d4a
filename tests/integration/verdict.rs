//! The first sentence of a report is true: small archives, each with its verdict and its figures worked
//! out by hand, and what must add up in every one of them.

use serde_json::{Value, json};

use crate::errors::{Files, csv, file, list};
use crate::payloads;
use crate::support::{Folder, Json, all_sections, job, job_id};

/// Counts of a job that moves users: requested, done, failed, pending, skipped.
pub type Counts = [u64; 5];

/// A job that moves users, on a day of June 2023, with that exit code.
pub fn moves(number: u64, day: u64, exit_code: &str, counts: Counts) -> Value {
    let [requested, done, failed, pending, skipped] = counts;
    let mut job = job(number);
    job["counts"] = json!({"totalMoves": requested, "moved": done, "failed": failed,
        "pending": pending, "skipped": skipped});
    job["trackingId"] = json!(format!("ROUTER_{number}"));
    for field in ["csvFile", "csvFileDownloadUrl"] {
        job.as_object_mut().expect("a job").remove(field);
    }
    job["csvFileExpiryTime"] = json!(format!("2023-07-{day:02}T10:00:00.000Z"));
    let status = match exit_code {
        "UNKNOWN" => "STARTED",
        "STOPPED" => "ABANDONED",
        "FAILED" => "FAILED",
        _ => "COMPLETED",
    };
    let run = &mut job["jobExecutionStatus"][0];
    for (field, time) in [
        ("createdTime", "13:04:00.457"),
        ("startTime", "13:04:00.469"),
        ("endTime", "13:04:03.252"),
        ("lastUpdated", "13:04:03.574"),
    ] {
        run[field] = json!(format!("2023-06-{day:02}T{time}Z"));
    }
    run["stepExecutionStatuses"] = json!([]);
    run["exitCode"] = json!(exit_code);
    run["statusMessage"] = json!(status);
    job["latestExecutionExitCode"] = json!(exit_code);
    job["latestExecutionStatus"] = json!(status);
    if exit_code == "UNKNOWN" {
        job["jobExecutionStatus"][0].as_object_mut().expect("a run").remove("endTime");
        job.as_object_mut().expect("a job").remove("csvFileExpiryTime");
    }
    job
}

/// A finished job of so many moves, of which some failed.
pub fn wave(number: u64, day: u64, requested: u64, failed: u64) -> Value {
    let exit_code = match failed {
        0 => "COMPLETED",
        _ if failed == requested => "FAILED",
        _ => "COMPLETED_WITH_ERRORS",
    };
    moves(number, day, exit_code, [requested, requested - failed, failed, 0, 0])
}

pub fn without(mut job: Value, field: &str) -> Value {
    job.as_object_mut().expect("a job").remove(field);
    job
}

/// An errors file in which each of these has one error.
pub fn errors(users: &[&str]) -> String {
    csv(&users.iter().map(|user| (*user, "Error", "4202")).collect::<Vec<_>>())
}

/// A job of another family, with its exit code and the counts of the payload.
pub fn other(number: u64, family: &str, exit_code: &str, counts: Value) -> Value {
    let mut job = payloads::job_of(family, "x", &counts.to_string());
    if counts == json!({}) {
        job = payloads::job_of(family, "x", "");
        for field in ["percentageComplete", "deviceCount", "updatedCount", "advisoryCount"] {
            job.as_object_mut().expect("a job").remove(field);
        }
    }
    job["id"] = json!(job_id(number));
    job["trackingId"] = json!(format!("ROUTER_{number}"));
    job["latestExecutionExitCode"] = json!(exit_code);
    job["jobExecutionStatus"][0]["exitCode"] = json!(exit_code);
    job
}

fn numbers(number: u64, exit_code: &str, done: u64, failed: u64) -> Value {
    let counts =
        json!({"totalNumbers": done + failed, "numbersMoved": done, "numbersFailed": failed});
    other(number, "managenumbers", exit_code, counts)
}

/// What an archive comes to.
struct Expected {
    word: &'static str,
    sentence: &'static str,
    /// What must stand in the details.
    details: &'static [&'static str],
    /// Measures of the summary: under way, unaccounted, overcounted, not done; people to move, those
    /// known by name; errors files missing.
    figures: [Option<u64>; 7],
}

/// Figures of the summary that are all known.
const fn known(figures: [u64; 7]) -> [Option<u64>; 7] {
    let [a, b, c, d, e, f, g] = figures;
    [Some(a), Some(b), Some(c), Some(d), Some(e), Some(f), Some(g)]
}

/// The same where jobs that move people do not say how many they left.
const BLIND: [Option<u64>; 7] = [Some(0), Some(0), Some(0), Some(0), None, None, Some(0)];

/// The same where nothing is counted at all.
const UNKNOWN: [Option<u64>; 7] = [None, None, None, None, None, None, Some(0)];

const MEASURES: [&str; 7] = [
    "items_under_way",
    "items_unaccounted",
    "items_overcounted",
    "items_not_done",
    "people_to_move",
    "people_to_move_named",
    "errors_files_missing",
];

#[track_caller]
fn check(name: &str, files: &Files, flags: &[&str], expected: &Expected) -> Json {
    let folder = Folder::of(files.iter().map(|(name, text)| (name, text)));
    let fixed = ["report", ".", "-q", "-f", "json", "--retry-list", "retry.csv"];
    let run = folder.run(fixed.into_iter().chain(all_sections()).chain(flags.iter().copied()));
    let report = run.json();
    let verdict = &report.0["verdict"];
    let said = (verdict["word"].as_str(), verdict["sentence"].as_str());
    assert_eq!(said, (Some(expected.word), Some(expected.sentence)), "{name}\n{verdict:#}");
    let details = verdict["details"].as_str().expect("details");
    for part in expected.details {
        assert!(details.contains(part), "{name}: `{part}` is not in {details}");
    }
    let figures = MEASURES.map(|measure| report.measure(measure).as_u64());
    assert_eq!(figures, expected.figures, "{name}\n{verdict:#}");
    adds_up(name, &report, folder.read("retry.csv").lines().count() as u64 - 1);
    report
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

/// What must hold in every archive.
#[track_caller]
fn adds_up(name: &str, report: &Json, listed: u64) {
    let measure = |id: &str| number(report.measure(id));
    let sum = |section: &str, column: &str| -> u64 {
        report.rows(section).iter().map(|row| number(&row[column])).sum()
    };
    let headline = measure("people_to_move");
    assert_eq!(sum("still_to_move", "people"), headline, "{name}: still_to_move");
    let named = report.rows("still_to_move").iter().filter(|row| !row["user"].is_null());
    assert_eq!(named.count() as u64, measure("people_to_move_named"), "{name}: named");
    assert_eq!(sum("actions", "open"), headline, "{name}: actions");
    assert_eq!(listed, measure("people_to_move_named"), "{name}: the retry list");
    let word = report.0["verdict"]["word"].as_str().expect("a word");
    assert!(headline == 0 || word != "Done", "{name}: {word} with {headline} to move");
    let sentence = report.0["verdict"]["sentence"].as_str().expect("a sentence");
    assert!(sentence.ends_with('.') && sentence.matches(". ").count() == 0, "{name}: {sentence}");
    assert_eq!(sum("jobs", "items_under_way"), measure("items_under_way"), "{name}");
    assert_eq!(sum("jobs", "items_unaccounted"), measure("items_unaccounted"), "{name}");
}

/// An archive by its files, and what it comes to.
type Case = (&'static str, Files, Expected);

fn case(
    name: &'static str,
    files: Files,
    word: &'static str,
    sentence: &'static str,
    details: &'static [&'static str],
    figures: [Option<u64>; 7],
) -> Case {
    (name, files, Expected { word, sentence, details, figures })
}

#[track_caller]
fn check_all(cases: Vec<Case>) {
    for (name, files, expected) in cases {
        check(name, &files, &[], &expected);
    }
}

const NOTHING: [Option<u64>; 7] = known([0, 0, 0, 0, 0, 0, 0]);
const NOTHING_LEFT: &[&str] = &["Nothing is left to do, as far as this archive tells."];

#[test]
fn what_is_done_is_done_for_one_two_and_many() {
    let one = |requested| vec![file("a.json", wave(1, 1, requested, 0))];
    let again = csv(&[("ann", "Impact", "19701"), ("bob", "Impact", "19701")]);
    let mut healed = wave(1, 2, 3, 0);
    let mut first = healed["jobExecutionStatus"][0].clone();
    first["createdTime"] = json!("2023-06-01T13:04:00.457Z");
    first["startTime"] = json!("2023-06-01T13:04:00.469Z");
    first["endTime"] = json!("2023-06-01T13:04:03.252Z");
    first["exitCode"] = json!("FAILED");
    first["statusMessage"] = json!("FAILED");
    healed["jobExecutionStatus"].as_array_mut().expect("runs").push(first);
    check_all(vec![
        case(
            "one",
            one(1),
            "Done",
            "The one move that was requested is done.",
            NOTHING_LEFT,
            NOTHING,
        ),
        case("two", one(2), "Done", "Both requested moves are done.", NOTHING_LEFT, NOTHING),
        case("many", one(978), "Done", "All 978 requested moves are done.", NOTHING_LEFT, NOTHING),
        case(
            "nobody",
            one(0),
            "Done",
            "The one job that moves people had nobody to move.",
            NOTHING_LEFT,
            NOTHING,
        ),
        case(
            "more than requested",
            vec![file("a.json", moves(1, 1, "COMPLETED", [5, 6, 0, 0, 0]))],
            "Done",
            "All 5 requested moves are done.",
            &["1 move more is counted than was requested."],
            known([0, 0, 1, 0, 0, 0, 0]),
        ),
        case(
            "two failed and were moved by a retry whose impacts name them",
            vec![
                file("a.json", wave(1, 1, 20, 2)),
                file("a.csv", errors(&["ann", "bob"])),
                file("b.json", wave(2, 2, 2, 0)),
                file("b.csv", again),
            ],
            "Done",
            "Everybody has been moved: of 22 move attempts, 20 are done and 2 failed, and whoever failed was \
             moved later.",
            NOTHING_LEFT,
            known([0, 0, 0, 2, 0, 0, 0]),
        ),
        case(
            "run again, and all went well",
            vec![file("a.json", healed), file("a.csv", errors(&["ann"]))],
            "Done",
            "All 3 requested moves are done.",
            &[],
            NOTHING,
        ),
    ]);
}

#[test]
fn whoever_failed_is_still_to_be_moved_named_or_not() {
    check_all(vec![
        case(
            "one, named",
            vec![file("a.json", wave(1, 1, 1, 1)), file("a.csv", errors(&["ann"]))],
            "Action needed",
            "1 person still has to be moved: the one move that was requested failed.",
            &[],
            known([0, 0, 0, 1, 1, 1, 0]),
        ),
        case(
            "all, and no errors file",
            vec![file("a.json", wave(1, 1, 20, 20))],
            "Action needed",
            "20 people still have to be moved: of 20 move attempts, none is done and 20 failed.",
            &[
                "None of them is named in any file.",
                "1 errors file was never saved (20 people); it expires on 2023-07-01.",
            ],
            known([0, 0, 0, 20, 20, 0, 1]),
        ),
        case(
            "an errors file that names all",
            vec![file("a.json", wave(1, 1, 4, 2)), file("a.csv", errors(&["ann", "bob"]))],
            "Action needed",
            "2 people still have to be moved: of 4 move attempts, 2 are done and 2 failed.",
            &[],
            known([0, 0, 0, 2, 2, 2, 0]),
        ),
        case(
            "an errors file that names some",
            vec![file("a.json", wave(1, 1, 20, 5)), file("a.csv", errors(&["ann", "bob", "cem"]))],
            "Action needed",
            "5 people still have to be moved: of 20 move attempts, 15 are done and 5 failed.",
            &["2 of them are named in no file."],
            known([0, 0, 0, 5, 5, 3, 0]),
        ),
        case(
            "an errors file that names more",
            vec![file("a.json", wave(1, 1, 5, 1)), file("a.csv", errors(&["ann", "bob"]))],
            "Action needed",
            "2 people still have to be moved: of 5 move attempts, 4 are done and 1 failed.",
            &[],
            known([0, 0, 0, 1, 2, 2, 0]),
        ),
        case(
            "an error list that names nobody",
            vec![file("a.json", wave(1, 1, 1, 1)), file("a-errors.json", nobody())],
            "Action needed",
            "1 person still has to be moved: the one move that was requested failed.",
            &["They are not named in any file."],
            known([0, 0, 0, 1, 1, 0, 0]),
        ),
        case(
            "two jobs, one of them without its errors file",
            vec![
                file("a/a.json", wave(1, 1, 10, 2)),
                file("a/a.csv", errors(&["ann", "bob"])),
                file("b/b.json", wave(2, 2, 10, 3)),
            ],
            "Action needed",
            "5 people still have to be moved: of 20 move attempts, 15 are done and 5 failed.",
            &["3 of them are named in no file.", "it expires on 2023-07-02"],
            known([0, 0, 0, 5, 5, 2, 1]),
        ),
        case(
            "one of them has expired",
            vec![
                file("a.json", wave(1, 1, 10, 2)),
                file("b.json", wave(2, 2, 10, 3)),
                file("late.json", {
                    let mut late = wave(3, 3, 1, 0);
                    late["jobExecutionStatus"][0]["lastUpdated"] =
                        json!("2023-07-02T00:00:00.000Z");
                    late
                }),
            ],
            "Action needed",
            "5 people still have to be moved: of 21 move attempts, 16 are done and 5 failed.",
            &[
                "2 errors files were never saved (5 people); 1 has expired, the other expires on 2023-07-02.",
            ],
            known([0, 0, 0, 5, 5, 0, 2]),
        ),
    ]);
}

/// An error of nobody in particular.
fn nobody() -> Value {
    json!({"items": [{"itemNumber": 1, "error": {"key": "400", "message":
        [{"description": "No.", "code": "4202"}]}, "trackingId": "ROUTER_1_1"}]})
}

#[test]
fn nothing_is_netted_and_nothing_is_zero_that_is_unknown() {
    check_all(vec![
        case(
            "number orders",
            vec![file("a.json", moves(1, 1, "COMPLETED_WITH_PENDING_ORDERS", [5, 3, 0, 2, 0]))],
            "Action needed",
            "2 people still have to be moved: of 5 move attempts, 3 are done and 2 wait for number orders.",
            &["None of them is named in any file."],
            known([0, 0, 0, 2, 2, 0, 0]),
        ),
        case(
            "one number order",
            vec![file("a.json", moves(1, 1, "COMPLETED_WITH_PENDING_ORDERS", [1, 0, 0, 1, 0]))],
            "Action needed",
            "1 person still has to be moved: the one move that was requested waits for a number order.",
            &[],
            known([0, 0, 0, 1, 1, 0, 0]),
        ),
        case(
            "stopped",
            vec![file("a.json", moves(1, 1, "STOPPED", [40, 18, 1, 0, 21]))],
            "Action needed",
            "22 people still have to be moved: of 40 move attempts, 18 are done, 1 failed and 21 were skipped.",
            &[],
            known([0, 0, 0, 22, 22, 0, 1]),
        ),
        case(
            "short of the total",
            vec![file("a.json", moves(1, 1, "COMPLETED", [20, 18, 0, 0, 0]))],
            "Action needed",
            "2 people still have to be moved: of 20 move attempts, 18 are done and 2 are not accounted for.",
            &[],
            known([0, 2, 0, 2, 2, 0, 0]),
        ),
        case(
            "too many in one job and too few in another",
            vec![
                file("a.json", moves(1, 1, "COMPLETED", [5, 6, 0, 0, 0])),
                file("b.json", moves(2, 2, "COMPLETED", [5, 4, 0, 0, 0])),
            ],
            "Action needed",
            "1 person still has to be moved: of 10 move attempts, 10 are done and 1 is not accounted for (1 more \
             than was requested).",
            &[],
            known([0, 1, 1, 1, 1, 0, 0]),
        ),
        case(
            "nobody knows what came of it",
            vec![file("a.json", {
                let mut job = moves(1, 1, "UNKNOWN", [5, 3, 0, 0, 0]);
                job["latestExecutionStatus"] = json!("COMPLETED");
                job["jobExecutionStatus"][0]["statusMessage"] = json!("COMPLETED");
                job
            })],
            "Action needed",
            "2 people still have to be moved: of 5 move attempts, 3 are done and 2 are not accounted for.",
            &[],
            known([0, 2, 0, 2, 2, 0, 0]),
        ),
        case(
            "failed before it counted anybody",
            vec![file("a.json", moves(1, 1, "FAILED", [0, 0, 0, 0, 0]))],
            "Action needed",
            "The one job that moves people failed or was stopped before it counted anybody.",
            &[],
            BLIND,
        ),
        case(
            "two of that kind",
            vec![
                file("a.json", moves(1, 1, "FAILED", [0, 0, 0, 0, 0])),
                file("b.json", moves(2, 2, "STOPPED", [0, 0, 0, 0, 0])),
            ],
            "Action needed",
            "2 jobs that move people failed or were stopped before they counted anybody.",
            &[],
            BLIND,
        ),
        case(
            "one of that kind beside a good one",
            vec![
                file("a.json", moves(1, 1, "FAILED", [0, 0, 0, 0, 0])),
                file("b.json", wave(2, 2, 5, 0)),
            ],
            "Action needed",
            "All 5 requested moves are done, but 1 job that moves people failed or was stopped before it counted \
             anybody.",
            &[],
            BLIND,
        ),
        case(
            "no counts at all",
            vec![file("a.json", without(wave(1, 1, 5, 0), "counts"))],
            "Cannot be judged",
            "The one job that moves people does not say how many it was to move.",
            &[],
            [None, None, None, None, None, None, Some(0)],
        ),
        case(
            "no counts beside counts",
            vec![
                file("a.json", without(wave(1, 1, 5, 0), "counts")),
                file("b.json", wave(2, 2, 5, 0)),
            ],
            "Action needed",
            "All 5 requested moves are done, but 1 job that moves people does not say how many it was to move.",
            &[],
            BLIND,
        ),
        case(
            "success against its own counts",
            vec![file("a.json", moves(1, 1, "COMPLETED", [4, 0, 4, 0, 0]))],
            "Action needed",
            "4 people still have to be moved: of 4 move attempts, none is done and 4 failed.",
            &[],
            known([0, 0, 0, 4, 4, 0, 1]),
        ),
    ]);
}

#[test]
fn what_runs_is_under_way_and_not_lost() {
    let started = || {
        let mut job = payloads::started();
        job["id"] = json!(job_id(7));
        job
    };
    check_all(vec![
        case(
            "half done",
            vec![file("a.json", moves(1, 1, "UNKNOWN", [20, 8, 0, 0, 0]))],
            "Under way",
            "12 people are not moved yet: of 20 move attempts, 8 are done and 12 are under way.",
            &[],
            known([12, 0, 0, 12, 12, 0, 0]),
        ),
        case(
            "with failures so far",
            vec![file("a.json", moves(1, 1, "UNKNOWN", [20, 8, 2, 0, 0]))],
            "Under way",
            "12 people are not moved yet: of 20 move attempts, 8 are done, 2 failed and 10 are under way.",
            &[],
            known([10, 0, 0, 12, 12, 0, 0]),
        ),
        case(
            "one",
            vec![file("a.json", moves(1, 1, "UNKNOWN", [1, 0, 0, 0, 0]))],
            "Under way",
            "1 person is not moved yet: the one move that was requested is under way.",
            &[],
            known([1, 0, 0, 1, 1, 0, 0]),
        ),
        case(
            "just started",
            vec![file("a.json", started())],
            "Under way",
            "The one job that moves people is still running and does not say yet how many.",
            &[],
            BLIND,
        ),
        case(
            "just started beside a good one",
            vec![file("a.json", started()), file("b.json", wave(2, 2, 2, 0))],
            "Under way",
            "Both requested moves are done, but 1 job that moves people is still running and does not say yet how \
             many.",
            &[],
            BLIND,
        ),
        case(
            "beside one that failed",
            vec![
                file("a/a.json", moves(1, 1, "UNKNOWN", [20, 8, 0, 0, 0])),
                file("b/b.json", wave(2, 2, 4, 1)),
                file("b/b.csv", errors(&["ann"])),
            ],
            "Action needed",
            "13 people still have to be moved: of 24 move attempts, 11 are done, 1 failed and 12 are under way.",
            &["12 of them are named in no file."],
            known([12, 0, 0, 13, 13, 1, 0]),
        ),
    ]);
}

#[test]
fn a_retry_makes_good_only_whom_the_archive_shows_to_be_moved() {
    let impact = |user| csv(&[(user, "Impact", "19701")]);
    let mut elsewhere = wave(2, 2, 2, 0);
    elsewhere["targetCustomerId"] = json!(job_id(900));
    let caveat =
        &["They may include people whom a later job moved: 2 of those are not known by name."];
    check_all(vec![
        case(
            "a clean retry that names nobody",
            vec![
                file("a.json", wave(1, 1, 20, 2)),
                file("a.csv", errors(&["ann", "bob"])),
                file("b.json", wave(2, 2, 2, 0)),
            ],
            "Action needed",
            "2 people still have to be moved: of 22 move attempts, 20 are done and 2 failed.",
            caveat,
            known([0, 0, 0, 2, 2, 2, 0]),
        ),
        case(
            "neither names anybody",
            vec![file("a.json", wave(1, 1, 20, 2)), file("b.json", wave(2, 2, 2, 0))],
            "Action needed",
            "2 people still have to be moved: of 22 move attempts, 20 are done and 2 failed.",
            caveat,
            known([0, 0, 0, 2, 2, 0, 1]),
        ),
        case(
            "one of two is moved",
            vec![
                file("a.json", wave(1, 1, 20, 2)),
                file("a.csv", errors(&["ann", "bob"])),
                file("b.json", wave(2, 2, 1, 0)),
                file("b.csv", impact("bob")),
            ],
            "Action needed",
            "1 person still has to be moved: of 21 move attempts, 19 are done and 2 failed.",
            &[],
            known([0, 0, 0, 2, 1, 1, 0]),
        ),
        case(
            "fails twice",
            vec![
                file("a.json", wave(1, 1, 5, 1)),
                file("a.csv", errors(&["ann"])),
                file("b.json", wave(2, 2, 1, 1)),
                file("b.csv", errors(&["ann"])),
            ],
            "Action needed",
            "1 person still has to be moved: of 6 move attempts, 4 are done and 2 failed.",
            &[],
            known([0, 0, 0, 2, 1, 1, 0]),
        ),
        case(
            "moved, and failed later",
            vec![
                file("a.json", wave(1, 1, 1, 0)),
                file("a.csv", impact("ann")),
                file("b.json", wave(2, 2, 1, 1)),
                file("b.csv", errors(&["ann"])),
            ],
            "Action needed",
            "1 person still has to be moved: of 2 move attempts, 1 is done and 1 failed.",
            &[],
            known([0, 0, 0, 1, 1, 1, 0]),
        ),
    ]);
    // Nobody of one customer is moved by a job of another.
    let files = vec![
        file("a.json", wave(1, 1, 20, 2)),
        file("a.csv", errors(&["ann", "bob"])),
        file("b.json", elsewhere),
    ];
    let sentence =
        "2 people still have to be moved: of 22 move attempts, 20 are done and 2 failed.";
    let figures = known([0, 0, 0, 2, 2, 2, 0]);
    let expected = Expected { word: "Action needed", sentence, details: &[], figures };
    let report = check("another customer", &files, &[], &expected);
    let details = report.0["verdict"]["details"].as_str().expect("details");
    assert!(!details.contains("later"), "{details}");
}

#[test]
fn archives_without_moves_and_without_jobs_are_not_called_done() {
    let none = [None, None, None, None, Some(0), Some(0), Some(0)];
    let unproven = json!({"items": [{"itemNumber": 0, "item": "5d320be1-e28c-420a-8935-1a54c7826eb4",
        "error": {"key": "500", "message": [{"description": "POST failed", "code": null}]},
        "trackingId": "ADMINBATCHCLIENT_2830be24_0_3"}]});
    let validated = payloads::validation_response();
    let mut running = other(2, "rebuildphones", "UNKNOWN", json!({}));
    running["latestExecutionStatus"] = json!("STARTED");
    running["jobExecutionStatus"][0]["statusMessage"] = json!("STARTED");
    check_all(vec![
        case(
            "numbers, all of them done",
            vec![file("a.json", numbers(1, "COMPLETED", 4, 0))],
            "Done",
            "No job in this archive moves people: the one job succeeded.",
            NOTHING_LEFT,
            NOTHING,
        ),
        case(
            "numbers with errors",
            vec![file("a.json", numbers(1, "COMPLETED_WITH_ERRORS", 4, 5))],
            "Action needed",
            "No job in this archive moves people: the one job finished with errors.",
            &["5 numbers failed"],
            known([0, 0, 0, 5, 0, 0, 1]),
        ),
        case(
            "numbers that failed although the job says that it succeeded",
            vec![file("a.json", numbers(1, "COMPLETED", 4, 5))],
            "Action needed",
            "No job in this archive moves people: the one job claims success against its own figures.",
            &[],
            known([0, 0, 0, 5, 0, 0, 1]),
        ),
        case(
            "several jobs",
            vec![
                file("a.json", numbers(1, "COMPLETED", 4, 0)),
                file("b.json", numbers(2, "COMPLETED", 4, 0)),
                file("c.json", other(3, "rebuildphones", "FAILED", json!({}))),
            ],
            "Action needed",
            "No job in this archive moves people: of 3 jobs, 2 succeeded and 1 failed or was stopped.",
            &["1 phone rebuild failed or was stopped"],
            NOTHING,
        ),
        case(
            "a kind of job that counts nothing, and errors that nothing shows to be moves",
            vec![
                file("a.json", other(1, "calldevicesettings", "COMPLETED", json!({}))),
                file("e/e.json", unproven),
            ],
            "Cannot be judged",
            "No job in this archive moves people: the one job succeeded.",
            &[],
            none,
        ),
        case(
            "a good move beside jobs that failed",
            vec![
                file("a.json", wave(1, 1, 1, 0)),
                file("b.json", numbers(2, "FAILED", 0, 50)),
                file("c.json", numbers(3, "FAILED", 0, 50)),
            ],
            "Action needed",
            "The one move that was requested is done, but other jobs need attention.",
            &["Other jobs: 2 number jobs failed or were stopped and 100 numbers failed."],
            known([0, 0, 0, 100, 0, 0, 2]),
        ),
        case(
            "a good move beside a job that runs",
            vec![file("a.json", wave(1, 1, 1, 0)), file("b.json", running)],
            "Under way",
            "The one move that was requested is done, but another job is still running.",
            &[],
            NOTHING,
        ),
        case(
            "errors of moves without their job",
            vec![file("e.csv", errors(&["ann", "bob"]))],
            "Cannot be judged",
            "No job was found, but errors files tell of 2 people who could not be moved.",
            &[],
            [None, None, None, None, Some(2), Some(2), Some(0)],
        ),
        case(
            "what a validation says has not happened",
            vec![file("v.json", validated)],
            "Cannot be judged",
            "No job was found, so nothing can be judged.",
            &[],
            UNKNOWN,
        ),
    ]);
}

#[test]
fn one_person_is_counted_once_whatever_a_file_calls_them() {
    let id = job_id(500);
    let both = format!("User ID,Email,Type,Code\n{id},Ann@Example.com,Error,4202\n");
    let files = vec![
        file("a.json", wave(1, 1, 5, 1)),
        file("a.csv", errors(&["ann@example.com"])),
        file("b.json", wave(2, 2, 1, 1)),
        file("b.json.errors.json", list(1, &id, "ROUTER_2_1")),
        file("c.json", wave(3, 3, 1, 1)),
        file("c.csv", both),
    ];
    let sentence = "1 person still has to be moved: of 7 move attempts, 4 are done and 3 failed.";
    let figures = known([0, 0, 0, 3, 1, 1, 0]);
    let expected = Expected { word: "Action needed", sentence, details: &[], figures };
    let report = check("id and address", &files, &[], &expected);
    let [row] = report.rows("still_to_move") else { panic!("one row: {}", report.0) };
    assert_eq!((&row["user"], &row["email"]), (&json!(id), &json!("ann@example.com")));
    assert_eq!((&row["tries"], &row["state"]), (&json!(3), &json!("failed")));
}

/// The body of a request that moves these to one location.
pub fn request(users: &[&str]) -> Value {
    let users: Vec<Value> = users.iter().map(|user| json!({"userId": user})).collect();
    json!({"usersList": [{"locationId": job_id(700), "validate": false, "users": users}]})
}

const ASKED: [&str; 3] = ["ann@example.com", "bob@example.com", "cem@example.com"];

#[test]
fn a_request_says_who_was_to_be_moved() {
    let asked = || request(&ASKED);
    let only_asks = {
        let mut request = asked();
        request["usersList"][0]["validate"] = json!(true);
        request
    };
    let dump = json!({
        "users_list": [{"location_id": job_id(700), "validate": false, "users": [
            {"user_id": ASKED[0]}, {"user_id": ASKED[1]}, {"user_id": ASKED[2]}]}],
        "job_details": wave(1, 1, 3, 3),
    });
    let none: &[&str] = &[];
    check_all(vec![
        case(
            "all failed, and no errors file",
            vec![file("a.json", wave(1, 1, 3, 3)), file("a-request.json", asked())],
            "Action needed",
            "3 people still have to be moved: of 3 move attempts, none is done and 3 failed.",
            &["1 errors file was never saved; it expires on 2023-07-01."],
            known([0, 0, 0, 3, 3, 3, 1]),
        ),
        case(
            "one failed, and no file says who",
            vec![file("a.json", wave(1, 1, 3, 1)), file("a-request.json", asked())],
            "Action needed",
            "1 person still has to be moved: of 3 move attempts, 2 are done and 1 failed.",
            &["Files name them only among others."],
            known([0, 0, 0, 1, 1, 0, 1]),
        ),
        case(
            "one failed, by name",
            vec![
                file("a.json", wave(1, 1, 3, 1)),
                file("a-request.json", asked()),
                file("a.csv", errors(&ASKED[..1])),
            ],
            "Action needed",
            "1 person still has to be moved: of 3 move attempts, 2 are done and 1 failed.",
            none,
            known([0, 0, 0, 1, 1, 1, 0]),
        ),
        case(
            "a retry whose request names them",
            vec![
                file("a.json", wave(1, 1, 20, 2)),
                file("a.csv", errors(&ASKED[..2])),
                file("b.json", wave(2, 2, 3, 0)),
                file("b-request.json", asked()),
            ],
            "Done",
            "Everybody has been moved: of 23 move attempts, 21 are done and 2 failed, and whoever failed was \
             moved later.",
            NOTHING_LEFT,
            known([0, 0, 0, 2, 0, 0, 0]),
        ),
        case(
            "nobody is moved yet",
            vec![
                file("a.json", moves(1, 1, "UNKNOWN", [3, 0, 0, 0, 0])),
                file("a-request.json", asked()),
            ],
            "Under way",
            "3 people are not moved yet: of 3 move attempts, none is done and 3 are under way.",
            none,
            known([3, 0, 0, 3, 3, 3, 0]),
        ),
        case(
            "one of three is moved so far",
            vec![
                file("a.json", moves(1, 1, "UNKNOWN", [3, 1, 0, 0, 0])),
                file("a-request.json", asked()),
            ],
            "Under way",
            "2 people are not moved yet: of 3 move attempts, 1 is done and 2 are under way.",
            &["Files name them only among others."],
            known([2, 0, 0, 2, 2, 0, 0]),
        ),
        case(
            "just started",
            vec![
                file("a.json", moves(1, 1, "UNKNOWN", [0, 0, 0, 0, 0])),
                file("a-request.json", asked()),
            ],
            "Under way",
            "3 people are not moved yet.",
            none,
            known([0, 0, 0, 0, 3, 3, 0]),
        ),
        case(
            "waiting for number orders, all of them",
            vec![
                file("a.json", moves(1, 1, "COMPLETED_WITH_PENDING_ORDERS", [3, 0, 0, 3, 0])),
                file("a-request.json", asked()),
            ],
            "Action needed",
            "3 people still have to be moved: of 3 move attempts, none is done and 3 wait for number orders.",
            none,
            known([0, 0, 0, 3, 3, 3, 0]),
        ),
        case(
            "without its job",
            vec![file("a/a.json", wave(1, 1, 1, 0)), file("b/request.json", asked())],
            "Action needed",
            "The one move that was requested is done, but it is unknown what became of 3 people whose move was \
             requested.",
            none,
            BLIND,
        ),
        case(
            "that only asks",
            vec![file("a/a.json", wave(1, 1, 1, 0)), file("b/request.json", only_asks)],
            "Done",
            "The one move that was requested is done.",
            NOTHING_LEFT,
            NOTHING,
        ),
        case(
            "of another number of people",
            vec![file("a.json", wave(1, 1, 5, 0)), file("a-request.json", asked())],
            "Done",
            "All 5 requested moves are done.",
            none,
            NOTHING,
        ),
        case(
            "as an SDK saves it, with its answer",
            vec![file("a.json", dump)],
            "Action needed",
            "3 people still have to be moved: of 3 move attempts, none is done and 3 failed.",
            none,
            known([0, 0, 0, 3, 3, 3, 1]),
        ),
    ]);
}

#[test]
fn a_request_is_linked_as_errors_are_and_else_by_its_people() {
    let job = || file("jobs/wave-1.json", wave(1, 1, 3, 1));
    let other = || file("jobs/wave-2.json", wave(2, 2, 3, 0));
    let tracked = {
        let mut request = request(&ASKED);
        request["trackingId"] = json!("ROUTER_1_7");
        request
    };
    let named = || file(format!("errors/{}.csv", job_id(1)), errors(&ASKED[..1]));
    let line = |request: Value| format!("{request}\n");
    for (name, text, link) in [
        (
            format!("requests/{}.json", job_id(1)),
            request(&ASKED).to_string(),
            "the job's id in the file's name",
        ),
        (
            "requests/request-wave-1.json".into(),
            request(&ASKED).to_string(),
            "the people whom the job's errors name",
        ),
        (
            "jobs/wave-1-request.json".into(),
            request(&ASKED).to_string(),
            "the name of the job's own file",
        ),
        (
            format!("{}/body.json", job_id(1)),
            request(&ASKED).to_string(),
            "the job's id in a folder's name",
        ),
        ("requests/x.json".into(), tracked.to_string(), "the tracking id"),
        (
            "requests/x.json".into(),
            json!([request(&ASKED)]).to_string(),
            "the people whom the job's errors name",
        ),
        (
            "requests/x.ndjson".into(),
            line(request(&ASKED)) + &line(request(&["dan@example.com"])),
            "the people whom the job's errors name",
        ),
    ] {
        let link_name = name.clone();
        let files = vec![job(), other(), named(), file(name, text)];
        let (run, report) = crate::errors::audit(&files);
        let fate = &run.fates()[&link_name.to_string()];
        assert!(fate.ends_with(&format!("linked by {link}")), "{link_name}: {fate}");
        let [row] = report.rows("still_to_move") else { panic!("{link_name}: {run}") };
        assert_eq!(row["location"], json!(job_id(700)), "{link_name}: {run}");
        assert_eq!(report.row("jobs", "job", &job_id(1)).expect("a job")["findings"], 0, "{run}");
    }
    // Two jobs that may be meant are none.
    let twin = file("jobs/wave-3.json", wave(3, 3, 3, 1));
    let both = file(format!("errors/{}.csv", job_id(3)), errors(&ASKED[..1]));
    let files = vec![job(), twin, named(), both, file("requests/x.json", request(&ASKED))];
    let (run, report) = crate::errors::audit(&files);
    assert_eq!(report.findings("request-unmatched"), 1, "{run}");
}

#[test]
fn a_number_stands_for_the_person_who_was_to_have_it() {
    let mut asked = request(&[&job_id(501), &job_id(502)]);
    asked["usersList"][0]["users"][0]["phoneNumber"] = json!("+12025550101");
    let files = vec![
        file("a.json", wave(1, 1, 2, 1)),
        file("a-request.json", asked),
        file("a.csv", errors(&["+12025550101"])),
    ];
    let sentence = "1 person still has to be moved: of 2 move attempts, 1 is done and 1 failed.";
    let figures = known([0, 0, 0, 1, 1, 1, 0]);
    let expected = Expected { word: "Action needed", sentence, details: &[], figures };
    let report = check("a number", &files, &[], &expected);
    assert_eq!(report.rows("still_to_move")[0]["user"], job_id(501));
}

/// A plan beside the archive, and the figures with it.
#[track_caller]
fn check_plan(name: &str, mut files: Files, plan: &str, expected: Expected) -> Json {
    files.iter_mut().for_each(|(name, _)| *name = format!("archive/{name}"));
    files.push(file("plan.csv", plan));
    let folder = Folder::of(files.iter().map(|(name, text)| (name, text)));
    let flags =
        ["report", "archive", "--plan", "plan.csv", "-q", "-f", "json", "--retry-list", "r.csv"];
    let run = folder.run(flags.into_iter().chain(all_sections()));
    let report = run.json();
    let verdict = &report.0["verdict"];
    let said = (verdict["word"].as_str(), verdict["sentence"].as_str());
    assert_eq!(said, (Some(expected.word), Some(expected.sentence)), "{name}\n{verdict:#}");
    let details = verdict["details"].as_str().expect("details");
    for part in expected.details {
        assert!(details.contains(part), "{name}: `{part}` is not in {details}");
    }
    let figures = MEASURES.map(|measure| report.measure(measure).as_u64());
    assert_eq!(figures, expected.figures, "{name}\n{verdict:#}");
    adds_up(name, &report, folder.read("r.csv").lines().count() as u64 - 1);
    report
}

#[test]
fn whoever_was_planned_and_never_requested_is_still_to_be_moved() {
    let plan = "Name;E-Mail;Site\nAnn Lee;Ann@Example.com;Harbour\nBob;bob@example.com;Harbour\n\
                Cem;cem@example.com;Mill\nDan;dan@example.com;Mill\n";
    let wave = || {
        vec![
            file("a.json", wave(1, 1, 2, 1)),
            file("a-request.json", request(&ASKED[..2])),
            file("a.csv", errors(&ASKED[1..2])),
        ]
    };
    let expected =
        |sentence, details, figures| Expected { word: "Action needed", sentence, details, figures };
    let report = check_plan(
        "all attempts are known",
        wave(),
        plan,
        expected(
            "3 people still have to be moved: of 2 move attempts, 1 is done and 1 failed.",
            &[],
            known([0, 0, 0, 1, 3, 3, 0]),
        ),
    );
    let states: Vec<&str> =
        report.rows("plan").iter().map(|row| row["state"].as_str().expect("a state")).collect();
    assert_eq!(states, ["done", "failed", "not-requested", "not-requested"]);
    assert_eq!(report.rows("plan")[2]["location"], "Mill");
    let bob = report.row("still_to_move", "email", "bob@example.com").expect("a row");
    assert_eq!((&bob["name"], &bob["state"]), (&json!("Bob"), &json!("failed")));
    // Four were planned and two attempts are nobody's: two at least were never requested.
    let report = check_plan(
        "nobody knows whose the attempts were",
        vec![file("a.json", self::wave(1, 1, 2, 0))],
        plan,
        expected(
            "2 people still have to be moved: of 2 move attempts, 2 are done.",
            &["No file tells what became of 4 people who were meant to be moved."],
            known([0, 0, 0, 0, 2, 0, 0]),
        ),
    );
    let states: Vec<&str> =
        report.rows("plan").iter().map(|row| row["state"].as_str().expect("a state")).collect();
    assert_eq!(states, ["unknown"; 4]);
    check_plan(
        "no job at all",
        vec![file("notes.md", "# Notes")],
        plan,
        Expected {
            word: "Cannot be judged",
            sentence: "No job was found, and nobody who was meant to be moved was requested.",
            details: &[],
            figures: [None, None, None, None, Some(4), Some(4), Some(0)],
        },
    );
    let files = [file("r.json", request(&ASKED[..3]))];
    let folder = Folder::of(files.iter().map(|(name, bytes)| (name, bytes)));
    folder.write("plan.csv", plan);
    let args = ["report", ".", "-q", "-f", "json", "--plan", "plan.csv"];
    let told = folder.run(args).json().0["verdict"]["sentence"].clone();
    let expected =
        "No job was found, and 1 of those who were meant to be moved was never requested.";
    assert_eq!(told, expected);
}

#[test]
fn a_list_without_anybody_is_refused_before_anything_is_read() {
    let folder =
        Folder::of([("a.json", wave(1, 1, 1, 0).to_string()), ("p.csv", "a,b\n1,2\n".into())]);
    for flag in ["--plan", "--names"] {
        folder
            .run(["report", "a.json", flag, "p.csv"])
            .exits(2)
            .says_why("cannot read p.csv: no column of it");
        folder.run(["report", "a.json", flag, "no.csv"]).exits(2).says_why("cannot read no.csv");
        folder.run(["report", "a.json", flag, "p.csv", "-o", "p.csv"]).exits(2);
        assert_eq!(folder.read("p.csv"), "a,b\n1,2\n");
    }
}

#[test]
fn ids_are_shown_by_the_names_that_lists_give_them() {
    let id = |number| job_id(number);
    let mut job = wave(1, 1, 2, 1);
    job["targetCustomerId"] = json!(id(901));
    job["sourceUserId"] = json!(id(902));
    let mut asked = request(&[&id(501), &id(502)]);
    asked["usersList"][0]["locationId"] = json!(id(903));
    let people = json!({"items": [
        {"id": id(501), "emails": ["Ann@Example.com"], "displayName": "Ann Lee", "orgId": id(901)},
        {"id": id(902), "emails": ["admin@example.com"], "displayName": "Ada Min"},
    ]});
    let organisations = json!({"items": [{"id": id(901), "displayName": "Cedar Logistics", "created": "2020-01-01T00:00:00Z"}]});
    let locations = json!({"locations": [{"id": id(903), "name": "Harbour Street"}]});
    let files = [
        file("a.json", job),
        file("a-request.json", asked),
        file("a.csv", errors(&["ann lee"])),
        file("people.json", people),
        file("organisations.json", organisations),
        file("locations.json", locations),
    ];
    let folder = Folder::of(files.iter().map(|(name, text)| (name, text)));
    let (run, report) = folder.audit(&[]);
    let [row] = report.rows("still_to_move") else { panic!("one row: {run}") };
    assert_eq!(
        (&row["user"], &row["email"], &row["name"]),
        (&json!("ann lee"), &Value::Null, &Value::Null)
    );
    // A name is the same in the letters that a list writes it in.
    folder.write("a.csv", errors(&["Ann Lee"]));
    let (run, report) = folder.audit(&[]);
    let [row] = report.rows("still_to_move") else { panic!("one row: {run}") };
    let told = ["user", "email", "name", "org", "location"].map(|column| row[column].clone());
    let expected =
        [&id(501), "ann@example.com", "Ann Lee", &id(901), &id(903)].map(|text| json!(text));
    assert_eq!(told, expected);
    let told =
        ["org_name", "runner_name", "location_name"].map(|column| report.job()[column].clone());
    assert_eq!(told, ["Cedar Logistics", "Ada Min", "Harbour Street"].map(|text| json!(text)));
    let table = folder
        .run(["report", ".", "-q", "--section", "jobs", "--section", "still_to_move"])
        .stdout();
    for shown in ["Cedar Logistics (00000000)", "Ada Min", "Ann Lee", "Harbour Street (00000000)"] {
        assert!(table.contains(shown), "{shown}: {table}");
    }
    let rates = folder
        .run(["report", ".", "-q", "--section", "failure_rates", "--by", "location"])
        .stdout();
    assert!(rates.contains("Harbour Street (00000000)"), "{rates}");
    // A list that is named on the command line counts more than one in the archive.
    folder.write("names.csv", format!("{},Cedar Logistics Europe\n", id(901)));
    let named =
        folder.run(["report", ".", "-q", "--names", "names.csv", "--section", "jobs"]).stdout();
    assert!(named.contains("Cedar Logistics Europe (00000000)"), "{named}");
    let redacted = folder
        .run([
            "report",
            ".",
            "-q",
            "--redact",
            "-f",
            "json",
            "--section",
            "jobs",
            "--section",
            "users",
            "--section",
            "still_to_move",
            "--section",
            "files",
        ])
        .stdout();
    for name in ["Ann Lee", "Ada Min", "ann@example.com", "admin@example.com", &id(501), &id(902)] {
        assert!(!redacted.contains(name), "{name}: {redacted}");
    }
    assert!(redacted.contains("Cedar Logistics"), "{redacted}");
}

#[test]
fn the_retry_list_can_be_sent_again() {
    let people: Vec<String> = (0..120).map(|n| job_id(1_000 + n)).collect();
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let mut asked = request(&people);
    asked["usersList"][0]["users"][0]["extension"] = json!("4711");
    let mut files = vec![
        file("a.json", wave(1, 1, 120, 120)),
        file("a-request.json", asked),
        // Who is there already is not asked for again.
        file("a.csv", csv(&[(people[119], "Error", "25378")])),
        file("b/b.json", wave(2, 2, 1, 1)),
        file("b/b.csv", errors(&["ann@example.com"])),
    ];
    let folder = Folder::of(files.iter().map(|(name, text)| (name, text)));
    let run = folder.run(["report", ".", "--retry-list", "../retry.json", "-o", "-", "-f", "json"]);
    run.check(
        run.stderr().contains(
            "requests for 119 of 121 people who are still to be moved by name; of the other 2 the target is unknown",
        ),
        "how many are in it",
    );
    let text = std::fs::read_to_string(folder.path("../retry.json")).expect("the list");
    let bodies: Value = serde_json::from_str(&text).expect("JSON");
    let count = |at: usize| bodies[at]["usersList"][0]["users"].as_array().expect("users").len();
    assert_eq!((count(0), count(1)), (100, 19));
    assert_eq!(bodies[0]["usersList"][0]["locationId"], job_id(700));
    assert_eq!(
        bodies[0]["usersList"][0]["users"][0],
        json!({"userId": people[0], "extension": "4711"})
    );
    // What is written is what is read.
    files.push(file("again.json", &bodies[1]));
    let schema = folder.run(["schema", "move-request"]).json();
    assert!(schema.0["properties"]["usersList"].is_object());
    let list =
        folder.run(["report", ".", "-q", "--retry-list", "-", "--action", "fix-user"]).stdout();
    assert_eq!(list.lines().count(), 2, "{list}");
    assert!(list.contains("ann@example.com"), "{list}");
    folder.run(["report", ".", "--retry-list", "x.json", "--redact"]).exits(2);
    let _ = std::fs::remove_file(folder.path("../retry.json"));
}

#[test]
fn a_filter_that_matches_nothing_says_what_there_is() {
    let mut other = wave(2, 2, 1, 0);
    other["targetCustomerId"] = json!(job_id(900));
    let organisations = json!({"items": [{"id": job_id(900), "displayName": "Cedar Logistics", "created": "2020-01-01T00:00:00Z"}]});
    let folder = Folder::of([
        ("a.json", wave(1, 1, 1, 1).to_string()),
        ("b.json", other.to_string()),
        ("o.json", organisations.to_string()),
    ]);
    for (flags, why) in [
        (
            ["--job-name", "moveuser"],
            "no job matches --job-name moveuser: there is moveusers; did you mean `moveusers`?",
        ),
        (["--org", "Cedar Logistic"], "did you mean `Cedar Logistics`?"),
        (["--exit-code", "COMPLETE"], "there is COMPLETED, FAILED; did you mean `COMPLETED`?"),
        (["--since", "2024"], "the jobs started from 2023-06-01 to 2023-06-02"),
    ] {
        let flags = if flags[1] == "2024" { ["--since", "2024-01"] } else { flags };
        let run = folder.run(["report", "."].into_iter().chain(flags));
        run.exits(3).says_why(why).check(run.stdout().is_empty(), "no report about nothing");
    }
    folder
        .run(["report", ".", "--org", &job_id(900), "--exit-code", "FAILED"])
        .exits(3)
        .says_why("together");
}

#[test]
fn with_filters_files_and_findings_are_those_of_the_jobs_that_were_chosen() {
    let org = |number: u64, customer: u64, failed: u64| {
        let mut job = wave(number, number, 2, failed);
        job["targetCustomerId"] = json!(job_id(customer));
        // Something to find in every job.
        job["extra"] = json!(1);
        job
    };
    let lines: String =
        (5..9).map(|number| format!("{}\n", org(number, 900 + number % 2, 0))).collect();
    let folder = Folder::of([
        ("one/a.json", org(1, 900, 1).to_string()),
        ("one/a.csv", errors(&["ann@example.com"])),
        ("two/b.json", org(2, 901, 1).to_string()),
        ("two/b.csv", errors(&["bob@example.com"])),
        ("both.ndjson", lines),
        ("list.json", json!({"items": [org(11, 900, 0), org(12, 901, 0)]}).to_string()),
        ("notes.txt", "# Notes".to_owned()),
    ]);
    let customer = job_id(900);
    let flags: Vec<&str> = vec!["--org", &customer, "--names", "names.csv"];
    folder.write("names.csv", format!("{customer},Cedar Logistics\n"));
    let (run, report) = folder.audit(&flags);
    for other in [&job_id(901), "bob@example.com", "two/", "notes.txt"] {
        assert!(!run.stdout().contains(other), "{other}: {run}");
    }
    let jobs = report.rows("jobs").len() as u64;
    assert_eq!(jobs, 4, "{run}");
    assert_eq!(report.findings("unknown-field"), jobs, "{run}");
    let count = |id: &str| report.measure(id).as_u64().expect("a count");
    assert_eq!((count("files_found"), count("files_used"), count("files_set_aside")), (4, 4, 0));
    assert_eq!(count("people_to_move"), 1);
    let table = folder.run([
        "report",
        ".",
        "-q",
        "--org",
        "cedar logistics",
        "--names",
        "names.csv",
        "--section",
        "files",
    ]);
    let words = table.stdout().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("with other jobs or belonging to none: 4 files and"), "{words}");
}

#[test]
fn how_many_are_left_is_unknown_where_no_job_says_it() {
    let mut silent = wave(1, 1, 1, 0);
    silent.as_object_mut().expect("a job").remove("counts");
    for (files, told) in [
        (vec![("a.json", silent.to_string())], json!(null)),
        (vec![("a.txt", String::from("hello"))], json!(null)),
        (vec![("a.json", wave(1, 1, 1, 0).to_string())], json!(0)),
        (vec![("a.json", silent.to_string()), ("b.json", wave(2, 1, 1, 1).to_string())], json!(1)),
    ] {
        let report = Folder::of(files).run(["report", ".", "-q", "-f", "json"]).json();
        assert_eq!(report.measure("people_to_move"), &told);
        assert_eq!(report.measure("people_to_move_named").is_null(), told.is_null());
    }
}
