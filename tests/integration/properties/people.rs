//! Whatever an archive holds, its headline, its cards, its lists and its sentences say the same of people.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::holds;
use crate::archive::{self, Layout, Plan, Truth};
use crate::support::{Folder, Json, all_sections, job, job_id};

/// A job of an archive: its counts, how it came out, and which of a few people its files name.
#[derive(Clone, Debug)]
struct Wave {
    day: u64,
    counts: [u64; 5],
    exit_code: &'static str,
    errors: Option<Vec<usize>>,
    impacts: Vec<usize>,
    request: Option<Vec<usize>>,
    customer: u64,
}

const EXIT_CODES: [&str; 7] = [
    "COMPLETED",
    "COMPLETED_WITH_ERRORS",
    "COMPLETED_WITH_PENDING_ORDERS",
    "FAILED",
    "STOPPED",
    "UNKNOWN",
    "PERHAPS",
];

const PEOPLE: [&str; 6] = ["ann", "bob", "cem", "dan", "eve", "fay"];

fn waves() -> impl Strategy<Value = Wave> {
    let people = || vec(0..PEOPLE.len(), 0..4);
    let counts = (0..7_u64, 0..7_u64, 0..4_u64, 0..3_u64, 0..3_u64);
    let files = (proptest::option::of(people()), people(), proptest::option::of(people()));
    (1..28_u64, counts, 0..EXIT_CODES.len(), files, 0..2_u64).prop_map(
        |(day, (total, done, failed, pending, skipped), exit_code, files, customer)| {
            let (errors, impacts, request) = files;
            let counts = [total, done, failed, pending, skipped];
            Wave {
                day,
                counts,
                exit_code: EXIT_CODES[exit_code],
                errors,
                impacts,
                request,
                customer,
            }
        },
    )
}

fn address(person: usize) -> String {
    format!("{}@example.com", PEOPLE[person])
}

fn folder(waves: &[Wave]) -> Folder {
    let folder = Folder::new();
    for (number, wave) in (1..).zip(waves) {
        let mut job = job(number);
        let [total, done, failed, pending, skipped] = wave.counts;
        job["counts"] = json!({"totalMoves": total, "moved": done, "failed": failed,
            "pending": pending, "skipped": skipped});
        job["targetCustomerId"] = json!(job_id(900 + wave.customer));
        job["latestExecutionExitCode"] = json!(wave.exit_code);
        let run = &mut job["jobExecutionStatus"][0];
        run["exitCode"] = json!(wave.exit_code);
        run["startTime"] = json!(format!("2023-06-{:02}T13:04:00.469Z", wave.day));
        if wave.exit_code == "UNKNOWN" {
            run["statusMessage"] = json!("STARTED");
            job["latestExecutionStatus"] = json!("STARTED");
        }
        folder.write(&format!("a/{number}/wave.json"), job.to_string());
        if let Some(errors) = &wave.errors {
            let rows = errors.iter().map(|person| format!("{},Error,4202,No.\n", address(*person)));
            let impacts = wave.impacts.iter();
            let impacts = impacts.map(|person| format!("{},Impact,19701,Yes.\n", address(*person)));
            let rows: String = rows.chain(impacts).collect();
            folder
                .write(&format!("a/{number}/wave.csv"), format!("User,Type,Code,Message\n{rows}"));
        }
        if let Some(people) = &wave.request {
            let users = people.iter().map(|person| json!({"userId": address(*person)}));
            let group = json!({"locationId": job_id(700), "validate": false, "users": users.collect::<Vec<_>>()});
            folder.write(
                &format!("a/{number}/wave-request.json"),
                json!({"usersList": [group]}).to_string(),
            );
        }
    }
    folder
}

/// What must hold of people in a report, whatever else it says.
fn agrees(folder: &Folder, flags: &[&str]) {
    let fixed = [
        "report",
        "a",
        "-q",
        "-o",
        "r.html",
        "-o",
        "r.md",
        "-o",
        "t/",
        "-f",
        "json",
        "--retry-list",
        "r.csv",
    ];
    let run = folder.run(fixed.into_iter().chain(all_sections()).chain(flags.iter().copied()));
    let report = run.json();
    let number = |value: &Value| value.as_u64().unwrap_or(0);
    let measure = |id: &str| number(report.measure(id));
    let sum = |section: &str, column: &str| -> u64 {
        report.rows(section).iter().map(|row| number(&row[column])).sum()
    };
    let headline = measure("people_to_move");
    // Every attempt is accounted for, job by job and in all.
    for row in report.rows("jobs") {
        let of = |id: &str| number(&row[id]);
        let told =
            of("items_done") + of("items_failed") + of("items_pending") + of("items_skipped");
        let rest = of("items_under_way") + of("items_unaccounted");
        assert_eq!(rest, of("items_requested").saturating_sub(told), "{row} {run}");
        let is_running = row["outcome"] == "in-progress";
        assert!(of(if is_running { "items_unaccounted" } else { "items_under_way" }) == 0, "{row}");
    }
    let told = measure("items_done")
        + measure("items_failed")
        + measure("items_pending")
        + measure("items_skipped")
        + measure("items_under_way")
        + measure("items_unaccounted");
    assert_eq!(measure("items_requested") + measure("items_overcounted"), told, "{run}");
    assert_eq!(measure("items_not_done"), told - measure("items_done"), "{run}");
    // The headline is in every list and every sentence.
    assert_eq!(sum("still_to_move", "people"), headline, "{run}");
    assert_eq!(sum("actions", "open"), headline, "{run}");
    let named: BTreeSet<&str> =
        report.rows("still_to_move").iter().filter_map(|row| row["user"].as_str()).collect();
    assert_eq!(named.len() as u64, measure("people_to_move_named"), "{run}");
    let open = report.rows("users").iter().filter(|row| row["moved_later"] == false);
    assert!(open.clone().all(|row| named.contains(row["user"].as_str().expect("a user"))), "{run}");
    let listed: BTreeSet<String> = folder
        .read("r.csv")
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().expect("a cell").to_owned())
        .collect();
    assert_eq!(listed, named.iter().map(|name| (*name).to_owned()).collect(), "{run}");
    let sentence = report.0["verdict"]["sentence"].as_str().expect("a sentence");
    let digits = sentence.replace(',', "");
    let word = report.0["verdict"]["word"].as_str().expect("a word");
    assert!((word == "Done") <= (headline == 0), "{word} with {headline}: {run}");
    if headline > 0 {
        let who =
            if headline == 1 { "1 person ".to_owned() } else { format!("{headline} people ") };
        assert!(digits.contains(&who), "{sentence}");
    }
    // And the same in every format.
    for text in [folder.read("r.html"), folder.read("r.md")] {
        assert!(text.contains(sentence), "{sentence} is not in {text}");
    }
    let table = folder.read("t/summary.csv");
    let told = report.measure("people_to_move");
    let told = if told.is_null() { String::new() } else { told.to_string() };
    assert!(table.contains(&format!("people_to_move,{told}\n")), "{table}");
    let rows = folder.read("t/still_to_move.csv").lines().count() - 1;
    assert_eq!(rows, report.rows("still_to_move").len());
}

#[test]
fn every_section_and_format_says_the_same_of_people() {
    holds(48, vec(waves(), 1..6), |waves| {
        let folder = folder(&waves);
        agrees(&folder, &[]);
        agrees(&folder, &["--until", "2023-06-14"]);
    });
}

/// A large archive of which a part of the errors files was never saved.
fn made(unsaved: u64) -> (Folder, Truth) {
    let folder = Folder::new();
    let plan = Plan { jobs: 3_000, seed: 3, layout: Layout::Files, unsaved };
    let written = archive::write(&folder.path("a"), &plan).expect("an archive");
    (folder, written.truth)
}

#[test]
fn an_archive_without_some_errors_files_tells_how_many_are_left() {
    for unsaved in [0, 400] {
        let (folder, truth) = made(unsaved);
        agrees(&folder, &[]);
        let run = folder.run(["report", "a", "-q", "-f", "json", "--section", "summary"]);
        let report: Json = run.json();
        let measure = |id: &str| report.measure(id).as_u64().expect("a count");
        let told = Truth {
            requested: measure("items_requested"),
            done: measure("items_done"),
            under_way: measure("items_under_way"),
            to_move: measure("people_to_move"),
            named: measure("people_to_move_named"),
            unsaved: measure("errors_files_missing"),
        };
        assert_eq!(told, truth, "{unsaved}");
        assert!(truth.to_move > 1_000 && (truth.unsaved > 0) == (unsaved > 0), "{truth:?}");
    }
}
