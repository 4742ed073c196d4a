//! One job in full.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::payloads;
use crate::support::{ERRORS_CSV, Folder, Json, Run, example, job, job_id, running};

/// The documented job.
const JOB: &str = "131d985d-be8a-4728-b360-630c50151271";

fn show(files: &[(&str, String)], args: &[&str]) -> (Run, Json) {
    let folder = Folder::of(files.iter().map(|(name, text)| (name, text)));
    let run = folder.run(["show", "-f", "json"].iter().chain(args).chain(&["."]));
    let json = run.json();
    (run, json)
}

fn fact<'r>(report: &'r Json, name: &str) -> &'r Value {
    report.row("job", "fact", name).map_or(&Value::Null, |row| &row["value"])
}

#[test]
fn the_documented_job_is_shown_as_it_is_written() {
    let (run, report) = show(&[("job.json", example().to_string())], &[JOB]);
    run.exits(0);
    for (name, value) in [
        ("job", json!(JOB)),
        ("job_name", json!("moveusers")),
        ("outcome", json!("succeeded")),
        ("exit_code", json!("COMPLETED")),
        ("runner", json!("9c2a0510-0950-452f-81ff-9a5d23692de6")),
        ("instance", example()["instanceId"].clone()),
        ("tracking_id", example()["trackingId"].clone()),
        ("created", json!("2023-05-30T13:04:00.457Z")),
        ("ended", json!("2023-05-30T13:04:03.252Z")),
        ("elapsed_ms", json!(2752)),
        ("wall_ms", json!(2783)),
        ("queue_ms", json!(12)),
        ("overhead_ms", json!(31)),
        // No file says how many there were.
        ("errors", Value::Null),
        ("impacts", Value::Null),
    ] {
        assert!(report.row("job", "fact", name).is_some(), "{name}");
        assert_eq!(fact(&report, name), &value, "{name}");
    }
    // Offsets are from the creation; a picture is for people alone.
    let parts: Vec<Value> = report.rows("job_timeline").to_vec();
    let part = |part: &str, offset: u64, elapsed: u64, outcome: Value| json!({"execution": 1, "part": part, "offset_ms": offset, "elapsed_ms": elapsed, "outcome": outcome});
    let expected = [
        part("(execution)", 0, 2783, json!("succeeded")),
        part("(queue)", 0, 12, Value::Null),
        part("moveusersvalidateAndMove", 36, 2752, json!("succeeded")),
        part("(overhead)", 12, 31, Value::Null),
    ];
    assert_eq!(parts, expected);
    assert_eq!(report.row("counts", "count", "totalMoves").expect("a count")["value"], 1);
    assert_eq!(report.row("counts", "count", "items_done").expect("a count")["value"], 1);
    let [step] = report.rows("job_steps") else { panic!("one step: {run}") };
    assert_eq!(
        (&step["id"], &step["ended"]),
        (&json!(1_549_115), &json!("2023-05-30T13:04:03.245Z"))
    );
    let [execution] = report.rows("executions") else { panic!("one execution: {run}") };
    assert_eq!(execution["id"], 332_387);
    assert!(report.rows("job_findings").is_empty() && report.rows("job_errors").is_empty());
}

#[test]
fn errors_that_nobody_saved_are_unknown_and_not_none() {
    let mut job = job(1);
    job["counts"] = json!({"totalMoves": 2, "moved": 0, "failed": 2});
    job["latestExecutionExitCode"] = json!("COMPLETED_WITH_ERRORS");
    let none = "User ID,Type,Code,Message\n";
    for (table, errors) in
        [(None, Value::Null), (Some(none), json!(0)), (Some(ERRORS_CSV), json!(1))]
    {
        let mut files = vec![("a.json", job.to_string())];
        files.extend(table.map(|table| ("a.csv", table.to_owned())));
        let (run, report) = show(&files, &[&job_id(1)]);
        assert_eq!(fact(&report, "errors"), &errors, "{run}");
        let folder = Folder::of(files);
        let (run, report) = folder.audit(&[]);
        assert_eq!(report.job()["errors"], errors, "{run}");
        let args = ["report", ".", "-q", "-f", "markdown", "--section", "jobs"];
        let page = folder.run(args).stdout();
        let cells = |start: &str| {
            let row = page.lines().find(|line| line.starts_with(start)).expect(start);
            row.split(" | ").map(str::to_owned).collect::<Vec<_>>()
        };
        let column = cells("| job | ").iter().position(|title| title == "errors").expect("errors");
        let shown = if errors.is_null() { "—".to_owned() } else { errors.to_string() };
        assert_eq!(cells(&format!("| {} | ", job_id(1)))[column], shown, "{page}");
    }
    let folder = Folder::of([("a.json", job.to_string())]);
    let text = folder.run(["show", &job_id(1), "."]).stdout();
    let line = text.lines().find(|line| line.starts_with("errors ")).expect("a line");
    assert!(line.ends_with('—'), "{text}");
}

#[test]
fn a_job_is_found_by_its_uuid_its_first_digits_or_its_id() {
    let folder = Folder::of([
        ("a.json", example().to_string()),
        ("b.json", job(1).to_string()),
        ("c.json", job(2).to_string()),
    ]);
    let id = example()["id"].as_str().expect("an id").to_owned();
    for name in [JOB, &JOB.to_uppercase(), "131d", &id] {
        let run = folder.run(["show", name, "."]);
        assert!(run.exits(0).stdout().starts_with(&format!("Job {JOB}\n")), "{run}");
    }
    folder.run(["show", "0000", "."]).exits(2).says_why(&format!(
        "`0000` means 2 jobs: {} (b.json), {} (c.json)",
        job_id(1),
        job_id(2)
    ));
    folder.run(["show", "ff", "."]).exits(2).says_why("no job, file or person `ff` among 3 jobs");
    folder.run(["show", "131d", "nowhere"]).exits(2).says_why("nowhere");
    let empty = Folder::of([("notes.txt", "Call Ann.")]);
    empty.run(["show", "131d", "."]).exits(3);
}

#[test]
fn snapshots_and_files_of_errors_are_listed_with_their_part_in_it() {
    let files = [
        ("poll/1.json", running(1, "2023-05-30T13:04:01Z").to_string()),
        ("poll/2.json", job(1).to_string()),
        (
            "copy.json",
            json!({"items": [payloads::listed(job(1)), payloads::listed(job(2))]}).to_string(),
        ),
        ("poll/errors.csv", ERRORS_CSV.to_owned()),
    ];
    let (run, report) = show(&files, &[&job_id(1)]);
    let rows: Vec<(&Value, &Value, &Value)> = report
        .rows("job_files")
        .iter()
        .map(|row| (&row["file"], &row["role"], &row["linked_by"]))
        .collect();
    let expected = [
        ("copy.json", "same-moment", Value::Null),
        ("poll/2.json", "counts", Value::Null),
        ("poll/1.json", "superseded", Value::Null),
        ("poll/errors.csv", "errors", json!("alone")),
    ];
    assert_eq!(rows.len(), expected.len(), "{run}");
    for ((file, role, linked), expected) in rows.into_iter().zip(expected) {
        assert_eq!(
            (file, role, linked),
            (&json!(expected.0), &json!(expected.1), &expected.2),
            "{run}"
        );
    }
    let [error] = report.rows("job_errors") else { panic!("one error: {run}") };
    assert_eq!(
        (&error["user"], &error["action"]),
        (&json!("ann@example.com"), &json!("fix-location"))
    );
    assert_eq!(error["message"], "[Error 19605] No.");
}

#[test]
fn of_a_file_with_many_jobs_only_the_jobs_own_findings_are_shown() {
    let faulty = |number: u64| {
        let mut job = job(number);
        job["instanceId"] = json!("no");
        job
    };
    let list = json!([faulty(1), job(2), faulty(3)]).to_string();
    for (number, places) in [(1, &["a.json:1:"][..]), (2, &[]), (3, &["a.json:1:"])] {
        let (run, report) = show(&[("a.json", list.clone())], &[&job_id(number)]);
        let found = report.rows("job_findings");
        assert_eq!(found.len(), places.len(), "{run}");
        for (row, place) in found.iter().zip(places) {
            assert_eq!(row["rule"], "wrong-type");
            let text = row["place"].as_str().expect("a place");
            let pointer = format!("/{}/instanceId", number - 1);
            assert!(text.starts_with(place) && text.ends_with(&pointer), "{text}");
        }
    }
    // Across files too, and with rules left out.
    let mut failed = job(1);
    failed["counts"] = json!({"totalMoves": 1, "moved": 0, "failed": 1});
    let files = [("a.json", json!([failed, job(2)]).to_string())];
    let (_, report) = show(&files, &[&job_id(1)]);
    assert_eq!(report.rows("job_findings")[0]["rule"], "errors-csv-missing");
}

#[test]
fn a_job_that_runs_is_drawn_up_to_where_it_was_seen() {
    let (run, report) =
        show(&[("a.json", running(1, "2023-05-30T13:04:10.469Z").to_string())], &[&job_id(1)]);
    let row = &report.rows("job_timeline")[0];
    assert_eq!(
        (&row["elapsed_ms"], &row["outcome"]),
        (&json!(10_000), &json!("in-progress")),
        "{run}"
    );
    assert!(report.rows("job_steps").is_empty());
}

#[test]
fn of_overlapping_steps_each_stands_where_it_is_in_time() {
    let mut job = job(1);
    let run = &mut job["jobExecutionStatus"][0];
    run["createdTime"] = json!("2023-05-30T13:00:00Z");
    run["startTime"] = json!("2023-05-30T13:00:10Z");
    run["endTime"] = json!("2023-05-30T13:01:40Z");
    run["timeElapsed"] = json!("PT80S");
    let mut step = run["stepExecutionStatuses"][0].clone();
    step["startTime"] = json!("2023-05-30T13:00:20Z");
    step["endTime"] = json!("2023-05-30T13:01:00Z");
    step["timeElapsed"] = json!("PT40S");
    let mut other = step.clone();
    other["id"] = json!(7);
    other["startTime"] = json!("2023-05-30T13:00:40Z");
    other["endTime"] = json!("2023-05-30T13:01:20Z");
    run["stepExecutionStatuses"] = json!([step, other]);
    let folder = Folder::of([("a.json", job.to_string())]);
    let run = folder.run(["show", &job_id(1), "."]);
    let text = run.exits(0).stdout();
    let bars: Vec<String> = text
        .lines()
        .filter(|line| line.ends_with(['█', '·', '░']) && line.trim_start().starts_with('1'))
        .map(|line| line.split_whitespace().last().expect("a bar").to_owned())
        .collect();
    // 48 characters are 100 seconds.
    let draw = |parts: &[(char, usize)]| {
        parts.iter().flat_map(|(c, count)| std::iter::repeat_n(*c, *count)).collect::<String>()
    };
    let expected = [
        draw(&[('░', 4), ('█', 44)]),
        draw(&[('░', 4), ('·', 44)]),
        draw(&[('·', 9), ('█', 19), ('·', 20)]),
        draw(&[('·', 19), ('█', 19), ('·', 10)]),
        draw(&[('·', 4), ('░', 5), ('·', 29), ('░', 10)]),
    ];
    assert_eq!(bars, expected, "{run}");
}

#[test]
fn markdown_and_files_are_written_and_what_one_job_cannot_be_is_refused() {
    let folder = Folder::with_example();
    folder.run(["show", "131d", "archive", "-o", "job.md", "-o", "job.json"]).exits(0);
    assert!(folder.read("job.md").starts_with(&format!("# Job {JOB}\n")));
    assert!(
        folder
            .read("job.md")
            .contains("| 1 | moveusersvalidateAndMove | 36 ms | 2.75 s | succeeded | █")
    );
    let written: Value = serde_json::from_str(&folder.read("job.json")).expect("JSON");
    assert_eq!(written["schema_version"], 2);
    for output in ["job.csv", "jobs/", "job.doc"] {
        folder.run(["show", "131d", "archive", "-o", output]).exits(2);
        assert!(!folder.path(output).exists(), "{output}");
    }
}

#[test]
fn no_secret_of_a_payload_is_shown() {
    let mut job = job(1);
    let url = "https://files.example.com/a?Expires=9999999999&Signature=SECRET";
    for field in ["csvFileDownloadUrl", "csvFile", "trackingId", "locationName", "vendorId"] {
        job[field] = json!(url);
    }
    let files = [("a.json", job.to_string()), ("a.csv", ERRORS_CSV.replace("No.", url))];
    let folder = Folder::of(files);
    for format in ["table", "markdown", "json"] {
        let run = folder.run(["show", &job_id(1), ".", "-f", format, "-v"]);
        run.check(!run.to_string().contains("SECRET"), format!("no secret in {format}"));
    }
}

#[test]
fn all_that_could_not_be_read_is_said_and_the_job_is_shown_all_the_same() {
    let folder = Folder::with_example();
    let run = folder.run(["show", JOB, "archive", "nowhere", "neither"]);
    run.exits(2).says_why("cannot read n");
    for path in ["nowhere", "neither"] {
        run.check(run.stderr().contains(&format!("cannot read {path}: ")), path);
    }
    run.check(run.stdout().starts_with(&format!("Job {JOB}\n")), "the job is shown");
    let unknown = folder.run(["show", "ffff", "archive", "nowhere"]);
    unknown.exits(2).says_why("no job, file or person `ffff` among 1 job");
    unknown.check(unknown.stderr().contains("cannot read nowhere: "), "why it may be missing");
}

/// An archive in which Ann was refused twice and moved at last, and Bob was asked for and is in no error.
fn people() -> Folder {
    let (ann, bob) =
        ("52efdff9-9db6-438d-9b96-638365789353", "62efdff9-9db6-438d-9b96-638365789354");
    let attempt = |number: u64, day: u32, [moved, failed]: [u64; 2]| {
        let text = job(number).to_string().replace("2023-05-30", &format!("2023-06-{day:02}"));
        let mut job: Value = serde_json::from_str(&text).expect("JSON");
        job["counts"] = json!({"totalMoves": moved + failed, "moved": moved, "failed": failed});
        if failed > 0 {
            job["latestExecutionExitCode"] = json!("COMPLETED_WITH_ERRORS");
        }
        job.to_string()
    };
    let errors = |code: &str| {
        format!(
            "User ID,Email,Type,Code,Message\n{ann},ann.lee@example.com,Error,{code},[Error {code}] No.\n"
        )
    };
    let request = json!({"usersList": [{"locationId": "x", "validate": false, "users": [
        {"userId": ann, "phoneNumber": "+14155550101", "extension": "4821"},
        {"userId": bob, "phoneNumber": "+14155550102"}]}]});
    let names = json!({"items": [{"id": ann, "displayName": "Ann Lee", "emails": ["ann.lee@example.com"]}]});
    Folder::of([
        ("one/wave-1-clinics.json", attempt(1, 1, [0, 1])),
        ("one/wave-1-clinics.csv", errors("4202")),
        ("two/wave-2-clinics.json", attempt(2, 2, [1, 1])),
        ("two/wave-2-clinics.csv", errors("19608")),
        ("two/wave-2-clinics.request.json", request.to_string()),
        ("three/wave-3-schools.json", attempt(3, 3, [1, 0])),
        ("people.json", names.to_string()),
    ])
}

#[test]
fn a_person_is_found_by_all_that_files_call_them() {
    let folder = people();
    let first = folder.run(["show", "ann.lee@example.com", ".", "-f", "json"]);
    let json = first.exits(0).json();
    let rows: Vec<[&Value; 4]> = json
        .rows("attempts")
        .iter()
        .map(|row| ["job", "state", "code", "made_good"].map(|column| &row[column]))
        .collect();
    let failed =
        |number, code: &str| [json!(job_id(number)), json!("failed"), json!(code), json!(false)];
    let expected = [failed(1, "4202"), failed(2, "19608")];
    assert_eq!(rows, expected.iter().map(|row| row.each_ref()).collect::<Vec<_>>(), "{first}");
    for row in json.rows("attempts") {
        assert!(row["todo"].is_string() && row["started"].is_string() && row["file"].is_string());
    }
    let fact = |name: &str| &json.row("person", "fact", name).expect("a fact")["value"];
    assert_eq!(
        [fact("name"), fact("tries"), fact("to_move")],
        [&json!("Ann Lee"), &json!(2), &json!(true)]
    );
    let id = "Y2lzY29zcGFyazovL3VzL1BFT1BMRS81MmVmZGZmOS05ZGI2LTQzOGQtOWI5Ni02MzgzNjU3ODkzNTM";
    for name in [
        "52efdff9-9db6-438d-9b96-638365789353",
        id,
        "Ann.Lee@Example.com",
        "ann lee",
        "+1 (415) 555-0101",
        "14155550101",
        "4821",
        "lee",
        "52efdf",
    ] {
        let run = folder.run(["show", name, ".", "-f", "json"]);
        assert_eq!(run.exits(0).stdout(), first.stdout(), "{name}");
    }
    // Nobody speaks of an error of Bob's, and all who failed are named.
    let bob = folder.run(["show", "62efdff9-9db6-438d-9b96-638365789354", ".", "-f", "json"]);
    let json = bob.json();
    let [row] = json.rows("attempts") else { panic!("one attempt: {bob}") };
    assert_eq!([&row["state"], &row["code"]], [&json!("done"), &Value::Null], "{bob}");
    folder.run(["show", "555", "."]).exits(2).says_why("no job, file or person `555`");
}

#[test]
fn a_job_is_found_by_the_name_of_a_file_that_speaks_of_it() {
    let folder = people();
    let by_id = folder.run(["show", &job_id(2), ".", "-f", "json"]);
    for name in [
        "wave-2-clinics",
        "wave-2-clinics.csv",
        "WAVE-2-clinics.json",
        "two/wave-2-clinics",
        "two/wave-2-clinics.json",
        "two\\wave-2-clinics",
        "wave-2",
        "wave-2-clinics.request.json",
    ] {
        let run = folder.run(["show", name, ".", "-f", "json"]);
        assert_eq!(run.exits(0).stdout(), by_id.stdout(), "{name}");
    }
    folder.run(["show", "wave", "."]).exits(2).says_why(&format!(
        "`wave` means 3 jobs: {} (wave-1-clinics.json), {} (wave-2-clinics.json), {} (wave-3-schools.json)",
        job_id(1),
        job_id(2),
        job_id(3)
    ));
    // Standard input is read once; by its id the job is known while it is.
    let zip = folder.read("two/wave-2-clinics.json");
    folder.pipe(["show", &job_id(2), "-"], zip.as_bytes()).exits(0);
}

#[test]
fn several_people_and_jobs_of_one_beginning_are_listed() {
    let folder = people();
    folder.write("lee/lee-day.json", job(4).to_string());
    let run = folder.run(["show", "lee", "."]);
    run.exits(2).says_why(&format!(
        "`lee` means 1 job: {} (lee-day.json); and 1 person: Ann Lee (ann.lee@example.com)",
        job_id(4)
    ));
}

#[test]
fn a_person_is_shown_without_a_trace_where_people_are_taken_out() {
    let folder = people();
    let mut shown = Vec::new();
    for format in ["table", "json", "jsonl", "markdown", "html"] {
        let run = folder.run(["show", "ann.lee@example.com", ".", "-f", format, "--redact"]);
        let text = run.exits(0).stdout();
        for trace in ["ann lee", "ann.lee", "example.com", "52efdff9", "5550101", "4821"] {
            run.check(!text.to_lowercase().contains(trace), trace);
        }
        assert!(text.contains("19608"), "{run}");
        shown.push(run);
    }
    // The pseudonym leads to the same person.
    let json = shown[1].json();
    let user = json.row("person", "fact", "user").expect("a fact")["value"].clone();
    let user = user.as_str().expect("a text").to_owned();
    let again = folder.run(["show", &user, ".", "-f", "json", "--redact"]);
    assert_eq!(again.stdout(), shown[1].stdout());
}

#[test]
fn sections_of_one_id_have_the_same_columns_everywhere() {
    let folder = people();
    let columns = |json: &Json| -> BTreeMap<String, Vec<String>> {
        let sections = json.0["sections"].as_object().expect("sections");
        let named = sections.iter().filter_map(|(id, rows)| {
            let row = rows.as_array()?.first()?.as_object()?;
            Some((id.clone(), row.keys().cloned().collect()))
        });
        named.collect()
    };
    let report = columns(&folder.run(["report", ".", "-q", "-f", "json"]).json());
    for wanted in [&job_id(1), "ann lee"] {
        let shown = columns(&folder.run(["show", wanted, ".", "-f", "json"]).json());
        assert!(shown.len() > 1);
        for (id, columns) in shown {
            assert!(report.get(&id).is_none_or(|known| *known == columns), "{id}: {columns:?}");
        }
    }
}
