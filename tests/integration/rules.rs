//! Each rule: files that fire it, with the place and words of its finding, and the nearest files
//! that do not.

use jobaudit::findings::rule::Rule;
use serde_json::{Value, json};

use crate::containers::pack::gzip;
use crate::payloads::{self, snake_case};
use crate::support::{ERRORS_CSV, Folder, Run, example, job, job_id, running};

/// Files by name.
type Files = Vec<(&'static str, Vec<u8>)>;

/// A rule with what fires it and what does not.
struct Case {
    rule: Rule,
    fires: Files,
    /// The file, and the place in it as `line:column pointer`.
    place: (&'static str, &'static str),
    words: &'static str,
    silent: Files,
}

fn file(name: &'static str, bytes: impl Into<Vec<u8>>) -> Files {
    vec![(name, bytes.into())]
}

/// The documented example with changes, `null` taking a field away, on one line.
fn with(changes: &[(&str, Value)]) -> String {
    let mut value = example();
    for (at, new) in changes {
        let (object, name) = at.rsplit_once('/').expect("a pointer");
        let members = value.pointer_mut(object).and_then(Value::as_object_mut).expect("an object");
        match new {
            Value::Null => drop(members.remove(name)),
            new => drop(members.insert(name.into(), new.clone())),
        }
    }
    value.to_string()
}

const RUN: &str = "/jobExecutionStatus/0";
const STEP: &str = "/jobExecutionStatus/0/stepExecutionStatuses/0";

/// A case of one changed field: how it fires, and how it just does not.
fn change(
    rule: Rule,
    at: &'static str,
    fires: &[(&str, Value)],
    silent: &[(&str, Value)],
    words: &'static str,
) -> Case {
    Case {
        rule,
        fires: file("a.json", with(fires)),
        place: ("a.json", at),
        words,
        silent: file("a.json", with(silent)),
    }
}

/// A case of a file's bytes.
fn bytes(
    rule: Rule,
    fires: impl Into<Vec<u8>>,
    place: &'static str,
    words: &'static str,
    silent: impl Into<Vec<u8>>,
) -> Case {
    Case { rule, fires: file("a", fires), place: ("a", place), words, silent: file("a", silent) }
}

fn step(name: &str) -> String {
    format!("{STEP}/{name}")
}

fn run(name: &str) -> String {
    format!("{RUN}/{name}")
}

/// The cases about a file as a whole.
fn of_files() -> Vec<Case> {
    let example = example().to_string();
    let twice = example.replacen('{', "{\"na\\u006de\":\"moveusers\",", 1);
    let cut = &example[..example.len() - 30];
    let powershell = with(&[(&run("stepExecutionStatuses"), json!("@{id=1549115; name=x}"))]);
    let snake = snake_case(&serde_json::from_str(&example).expect("JSON")).to_string();
    let pascal =
        payloads::renamed(&serde_json::from_str(&example).expect("JSON"), &payloads::pascal_case)
            .to_string();
    let packed = gzip(example.as_bytes());
    let often = (1..4).fold(packed.clone(), |packed, _| gzip(&packed));
    let mixed = with(&[
        ("/latestExecutionStatus", Value::Null),
        ("/latest_execution_status", json!("COMPLETED")),
    ]);
    vec![
        bytes(Rule::EmptyFile, "", "", "no bytes", &*example),
        bytes(Rule::EmptyFile, " \r\n", "", "white space", &*example),
        bytes(Rule::NotJson, cut, "1:", "cut short", &*example),
        bytes(Rule::NotJson, "{\"a\": 01}", "1:8 /a", "not valid JSON", "{\"a\": 1}"),
        bytes(Rule::NotJson, "{'name': None}", "1:1", "Python", "{\"name\": null}"),
        bytes(
            Rule::WrappedPayload,
            format!("{{\"job\": {example}}}"),
            "1:9 /job",
            "wrapped in other JSON",
            &*example,
        ),
        bytes(
            Rule::TrailingData,
            format!("{example}x"),
            "1:",
            "left out",
            format!("{example}\n\n"),
        ),
        bytes(
            Rule::TrailingData,
            format!("{example} {}", job(2)),
            "1:",
            "2 documents follow each other",
            format!("{example}\n{}", job(2)),
        ),
        bytes(Rule::UnknownPayload, "{\"items\":[{}]}", "1:1", "no job in it", "{\"items\":[]}"),
        bytes(
            Rule::UnknownPayload,
            "<!doctype html><title>502 Bad Gateway</title>",
            "",
            "`502 Bad Gateway`",
            &*example,
        ),
        bytes(
            Rule::UnknownPayload,
            "{\"log\":{\"version\":\"1.2\",\"entries\":[]}}",
            "1:1",
            "HAR",
            &*example,
        ),
        bytes(
            Rule::UnknownPayload,
            "@{name=moveusers; id=1}",
            "",
            "ConvertTo-Json -Depth 100",
            &*example,
        ),
        bytes(Rule::UnknownPayload, "Job(name='moveusers', id=None)", "", "Python's", &*example),
        bytes(
            Rule::HttpErrorBody,
            "{\"error\":[{\"code\":1,\"message\":\"no\"}]}",
            "1:1",
            "code 1: no",
            &*example,
        ),
        bytes(
            Rule::HttpErrorBody,
            "{\"message\":\"no\",\"errors\":[],\"trackingId\":\"x\"}",
            "1:1",
            ": no",
            &*example,
        ),
        bytes(
            Rule::Encoding,
            format!("\u{feff}{example}"),
            "",
            "UTF-8 with a byte order mark",
            &*example,
        ),
        bytes(
            Rule::Encoding,
            &b"user,code\nJ\xf6rg,1\n"[..],
            "2:2",
            "Windows-1252",
            "user,code\nJörg,1\n",
        ),
        bytes(Rule::DuplicateKey, twice, "1:", "`name` stands here again", &*example),
        bytes(
            Rule::TruncatedByPowershell,
            powershell,
            "1:",
            "-Depth 100",
            with(&[("/trackingId", json!("@{id=1}"))]),
        ),
        bytes(Rule::SnakeCaseDump, snake, "1:1", "Python names", &*mixed),
        bytes(Rule::KeyStyle, pascal, "1:1", ".NET names", mixed),
        bytes(Rule::ArchiveBroken, &packed[..packed.len() - 1], "", "breaks off", &*packed),
        bytes(Rule::ArchiveLimit, gzip(&often), "", "--max-archive-depth", &*often),
    ]
}

/// The cases about fields and their values.
fn of_fields() -> Vec<Case> {
    let other_id = example()["sourceUserId"].clone();
    let long = json!("COMPLETED_WITH_PENDING_ORDERS");
    vec![
        change(
            Rule::MissingField,
            "1:1",
            &[("/instanceId", Value::Null)],
            &[("/trackingId", Value::Null)],
            "`instanceId` is absent",
        ),
        change(
            Rule::WrongType,
            "1: /instanceId",
            &[("/instanceId", json!("one"))],
            &[("/instanceId", json!(0))],
            "found a string (\"one\"), expected a whole number",
        ),
        change(
            Rule::WrongType,
            "1: /instanceId",
            &[("/instanceId", json!(1.5))],
            &[("/instanceId", json!(-1))],
            "found a number (1.5)",
        ),
        change(
            Rule::UnknownField,
            "1: /Name",
            &[("/Name", json!(1))],
            &[("/csvFile", json!("x"))],
            "did you mean `name`?",
        ),
        change(
            Rule::UnknownField,
            "1: /csv_file",
            &[("/csv_file", json!("x")), ("/csvFile", Value::Null)],
            &[],
            "did you mean `csvFile`?",
        ),
        change(
            Rule::UnrolledArray,
            "1: /jobExecutionStatus",
            &[("/jobExecutionStatus", example()["jobExecutionStatus"][0].clone())],
            &[],
            "an object is read as an array",
        ),
        bytes(
            Rule::NullField,
            with(&[("/trackingId", json!("NULL"))]).replace("\"NULL\"", "null"),
            "1: /trackingId",
            "read as absent",
            with(&[("/trackingId", Value::Null)]),
        ),
        change(
            Rule::UndocumentedValue,
            "1: ",
            &[(&step("statusMessage"), json!("STOPPING"))],
            &[(&step("statusMessage"), json!("UNKNOWN"))],
            "status `STOPPING` is one of Spring Batch",
        ),
        change(
            Rule::UndocumentedValue,
            "1: ",
            &[(&step("exitCode"), json!("completed"))],
            &[(&step("exitCode"), long.clone())],
            "exit code `completed`",
        ),
        change(
            Rule::MalformedDuration,
            "1: ",
            &[(&step("timeElapsed"), json!("2 minutes"))],
            &[],
            "`2 minutes` is not a duration",
        ),
        change(
            Rule::UnusualDuration,
            "1: ",
            &[(&step("timeElapsed"), json!("P0DT2.752S"))],
            &[(&step("timeElapsed"), json!("PT0H0M2.752S"))],
            "read as PT2.752S",
        ),
        change(
            Rule::NegativeDuration,
            "1: ",
            &[(&step("timeElapsed"), json!("PT-2.752S"))],
            &[(&step("timeElapsed"), json!("PT0S")), (&run("timeElapsed"), json!("PT0S"))],
            "is negative",
        ),
        change(
            Rule::MalformedTimestamp,
            "1: /csvFileExpiryTime",
            &[("/csvFileExpiryTime", json!("2023-02-29T00:00:00Z"))],
            &[("/csvFileExpiryTime", json!("2024-02-29T00:00:00Z"))],
            "is not a time",
        ),
        change(
            Rule::UnusualTimestamp,
            "1: /csvFileExpiryTime",
            &[("/csvFileExpiryTime", json!("2023-05-30 13:04:00+0000"))],
            &[("/csvFileExpiryTime", json!("2023-05-30T13:04:00Z"))],
            "read as 2023-05-30T13:04:00.000Z",
        ),
        change(
            Rule::TimestampWithoutZone,
            "1: /csvFileExpiryTime",
            &[("/csvFileExpiryTime", json!("2023-05-30T13:04:00"))],
            &[("/csvFileExpiryTime", json!("2023-05-30T13:04:00Z"))],
            "read as 2023-05-30T13:04:00.000Z",
        ),
        change(
            Rule::UnusualNumber,
            "1: /counts/failed",
            &[("/counts/failed", json!("0"))],
            &[("/counts/failed", json!(0))],
            "read as 0",
        ),
        change(
            Rule::NonUtcTimestamp,
            "1: /csvFileExpiryTime",
            &[("/csvFileExpiryTime", json!("2023-05-30T15:04:00+02:00"))],
            &[("/csvFileExpiryTime", json!("2023-05-30T13:04:00Z"))],
            "read as 2023-05-30T13:04:00.000Z",
        ),
        change(
            Rule::MalformedId,
            "1: /id",
            &[("/id", json!("job-42"))],
            &[("/id", json!(job_id(42)))],
            "neither a Webex id nor a UUID",
        ),
        change(
            Rule::UnusualId,
            "1: /id",
            &[("/id", json!(format!("{{{}}}", job_id(42))))],
            &[("/id", json!(job_id(42)))],
            "is read as 00000000-0000-4000-8000-000000000042",
        ),
        change(
            Rule::WrongIdKind,
            "1: /id",
            &[("/id", other_id)],
            &[("/sourceUserId", json!(job_id(1)))],
            "the id of a person, expected that of a job",
        ),
        change(
            Rule::InvalidCount,
            "1: /counts/failed",
            &[("/counts/failed", json!(-1))],
            &[("/counts/pending", json!(0))],
            "-1, expected a number from 0",
        ),
        change(
            Rule::UnexpectedFileFormat,
            "1: /fileFormat",
            &[("/fileFormat", json!("application/zip"))],
            &[("/fileFormat", Value::Null)],
            "`application/zip`",
        ),
    ]
}

/// The cases about fields against each other.
fn within_payloads() -> Vec<Case> {
    let example = example();
    let steps = |second: Value| {
        let mut steps = example.pointer(&run("stepExecutionStatuses")).expect("steps").clone();
        let mut other = steps[0].clone();
        other["timeElapsed"] = json!("PT0S");
        other["startTime"] = other["endTime"].clone();
        other["id"] = second;
        steps.as_array_mut().expect("steps").push(other);
        with(&[(&run("stepExecutionStatuses"), steps)])
    };
    let in_steps = |rule, words, fires, silent| Case {
        rule,
        fires: file("a.json", steps(fires)),
        place: ("a.json", "1: /jobExecutionStatus/0/stepExecutionStatuses/1/id"),
        words,
        silent: file("a.json", steps(silent)),
    };
    vec![
        change(
            Rule::EndBeforeStart,
            "1: ",
            &[(&step("endTime"), json!("2023-05-30T13:04:00.492Z"))],
            &[(&step("endTime"), json!("2023-05-30T13:04:00.493Z"))],
            "before it started",
        ),
        change(
            Rule::CreatedAfterStart,
            "1: ",
            &[(&run("createdTime"), json!("2023-05-30T13:04:00.470Z"))],
            &[(&run("createdTime"), json!("2023-05-30T13:04:00.469Z"))],
            "after the start",
        ),
        change(
            Rule::ElapsedMismatch,
            "1: ",
            &[(&step("timeElapsed"), json!("PT2.754S")), (&run("timeElapsed"), json!("PT2.754S"))],
            &[(&step("timeElapsed"), json!("PT2.753S")), (&run("timeElapsed"), json!("PT2.753S"))],
            "expected the PT2.752S between start and end",
        ),
        change(
            Rule::ElapsedSumMismatch,
            "1: ",
            &[(&run("timeElapsed"), json!("PT2.751S"))],
            &[],
            "the steps took PT2.752S together",
        ),
        change(
            Rule::CountsExceedTotal,
            "1: /counts",
            &[("/counts/failed", json!(1))],
            &[("/counts/failed", json!(0))],
            "items accounted for: 2, requested: 1",
        ),
        change(
            Rule::CountsShortOfTotal,
            "1: /counts",
            &[("/counts/totalMoves", json!(2))],
            &[("/counts/totalMoves", json!(2)), ("/counts/skipped", json!(1))],
            "items accounted for: 1, requested: 2",
        ),
        change(
            Rule::StatusExitConflict,
            "1: ",
            &[(&step("exitCode"), json!("FAILED"))],
            &[(&step("exitCode"), json!("COMPLETED_WITH_ERRORS"))],
            "FAILED contradicts status COMPLETED",
        ),
        change(
            Rule::LatestMismatch,
            "1: /latestExecutionExitCode",
            &[("/latestExecutionExitCode", json!("COMPLETED_WITH_ERRORS"))],
            &[("/latestExecutionExitCode", Value::Null)],
            "while the newest execution has COMPLETED",
        ),
        change(
            Rule::FinishedWithoutEnd,
            "1: ",
            &[(&step("endTime"), Value::Null)],
            &[],
            "has no `endTime`",
        ),
        change(
            Rule::RunningWithEnd,
            "1: ",
            &[(&step("statusMessage"), json!("STARTED")), (&step("exitCode"), json!("UNKNOWN"))],
            &[
                (&step("statusMessage"), json!("STARTED")),
                (&step("exitCode"), json!("UNKNOWN")),
                (&step("endTime"), Value::Null),
            ],
            "is in progress, yet ended",
        ),
        in_steps(Rule::DuplicateStepId, "stands for two steps", json!(1549115), json!(1549116)),
        change(
            Rule::StepOutsideExecution,
            "1: ",
            &[(&run("startTime"), json!("2023-05-30T13:04:00.494Z"))],
            &[(&run("startTime"), json!("2023-05-30T13:04:00.493Z"))],
            "before its execution",
        ),
    ]
}

/// The cases about payloads against each other.
fn across_files() -> Vec<Case> {
    let both = |first: Value, second: Value| -> Files {
        vec![("a.json", first.to_string().into()), ("b.json", second.to_string().into())]
    };
    let mut other = job(1);
    other["counts"] = json!({"totalMoves": 1, "moved": 0, "failed": 1});
    let mut older = other.clone();
    older["jobExecutionStatus"][0]["lastUpdated"] = json!("2023-05-30T13:04:03.573Z");
    // A job that is done, and that somebody asked for then.
    let polled = |when: &str| {
        let mut job = job(2);
        job["jobExecutionStatus"][0]["lastUpdated"] = json!(when);
        job
    };
    let two_ids = "00000000-0000-4000-8000-000000000001 00000000-0000-4000-8000-000000000002.csv";
    let with_csv = |name: &'static str| -> Files {
        let two = [("a.json", job(1)), ("c.json", job(2))];
        let two = two.map(|(name, job)| (name, job.to_string().into()));
        two.into_iter().chain([(name, ERRORS_CSV.into())]).collect()
    };
    let mut without_counts = job(1);
    without_counts["name"] = json!("rebuildphones");
    without_counts.as_object_mut().expect("an object").remove("counts");
    for path in ["/latestExecutionExitCode", "/jobExecutionStatus/0/exitCode"] {
        *without_counts.pointer_mut(path).expect(path) = json!("COMPLETED_WITH_ERRORS");
    }
    // A job one of whose items failed, and its error list, a page a user.
    let listed = |users: &[&str]| -> Files {
        let mut files = vec![("a.json", other.to_string().into())];
        for (name, (number, user)) in ["a-1.json", "a-2.json"].into_iter().zip((1..).zip(users)) {
            let mut list = payloads::error_list();
            list["items"].as_array_mut().expect("items").truncate(1);
            list["items"][0]["item"] = json!(user);
            list["items"][0]["itemNumber"] = json!(number);
            files.push((name, list.to_string().into()));
        }
        files
    };
    // Two jobs, the second a day later, each with a user whose move failed.
    let failing = |first: Option<&str>, second: &str| -> Files {
        let csv = |user: &str| ERRORS_CSV.replace("ann@example.com", user).into();
        let mut later = job(2);
        later["jobExecutionStatus"][0]["startTime"] = json!("2023-05-31T13:04:00.469Z");
        vec![
            ("a.json", job(1).to_string().into()),
            ("a.csv", csv(first.unwrap_or(second))),
            ("b.json", later.to_string().into()),
            ("b.csv", csv(second)),
        ]
    };
    let signed = |expires: &str| {
        let mut job = job(1);
        job["csvFileDownloadUrl"] =
            json!(format!("https://files.example.com/x?Expires={expires}&Signature=SECRET"));
        job
    };
    let requested = |people: u64| {
        let users = (0..people).map(|user| json!({"userId": job_id(500 + user)}));
        let users: Vec<Value> = users.collect();
        json!({"usersList": [{"locationId": job_id(700), "validate": false, "users": users}]})
    };
    let denied = |field: &str, number: u64| {
        let mut job = crate::payloads::job_of("rebuildphones", "x", "");
        job[field] = json!(number);
        job
    };
    let page = |next: &[&str]| {
        json!({"items": [payloads::listed(job(1))], "paging": {"next": next}}).to_string()
    };
    let coded = |code: &str| -> Files {
        let csv = ERRORS_CSV.replace("19605", code);
        vec![("a.json", job(1).to_string().into()), ("a.csv", csv.into())]
    };
    vec![
        Case {
            rule: Rule::ConflictingSnapshots,
            fires: both(job(1), other.clone()),
            // The one that says less is done counts.
            place: ("a.json", ""),
            words: "at the same moment; that one counts",
            silent: both(job(1), older),
        },
        Case {
            rule: Rule::ListCutShort,
            fires: file("a.json", page(&["https://example.com/jobs?start=1"])),
            place: ("a.json", ""),
            words: "the list of jobs goes on, and its last page is not there",
            silent: file("a.json", page(&[])),
        },
        Case {
            rule: Rule::RequestUnmatched,
            fires: vec![
                ("a/a.json", job(1).to_string().into()),
                ("b/r.json", requested(2).to_string().into()),
            ],
            place: ("b/r.json", ""),
            words: "a request for 2 people without its job",
            silent: vec![("b/r.json", requested(0).to_string().into())],
        },
        Case {
            rule: Rule::RequestCountMismatch,
            fires: vec![
                ("a.json", job(1).to_string().into()),
                ("a-request.json", requested(2).to_string().into()),
            ],
            place: ("a-request.json", ""),
            words: "asks for 2 people, the job counts 1",
            silent: vec![
                ("a.json", job(1).to_string().into()),
                ("a-request.json", requested(1).to_string().into()),
            ],
        },
        Case {
            rule: Rule::SuccessContradicted,
            fires: vec![("a.json", denied("percentageComplete", 90).to_string().into())],
            place: ("a.json", ""),
            words: "90 % complete, but the job reports success",
            silent: vec![("a.json", denied("percentageComplete", 100).to_string().into())],
        },
        Case {
            rule: Rule::SuccessContradicted,
            fires: vec![("a.json", denied("updatedCount", 6).to_string().into())],
            place: ("a.json", ""),
            words: "6 of 7 devices updated",
            silent: vec![("a.json", denied("updatedCount", 7).to_string().into())],
        },
        Case {
            rule: Rule::StuckJob,
            fires: both(running(1, "2023-05-30T13:04:01Z"), polled("2023-06-01T00:00:00Z")),
            place: ("a.json", ""),
            words: "still running when last saved; started 20",
            silent: both(running(1, "2023-05-30T13:04:01Z"), polled("2023-05-31T00:00:00Z")),
        },
        Case {
            rule: Rule::ErrorsCsvUnmatched,
            fires: with_csv("b.csv"),
            place: ("b.csv", ""),
            words: "no job is named",
            silent: with_csv("a.csv"),
        },
        Case {
            rule: Rule::ErrorsCsvUnmatched,
            fires: with_csv(two_ids),
            place: (two_ids, ""),
            words: "several jobs (00000000-0000-4000-8000-000000000001, 00000000-0000-4000-8000-000000000002)",
            silent: with_csv("00000000-0000-4000-8000-000000000001.csv"),
        },
        Case {
            rule: Rule::ErrorsCsvMissing,
            fires: vec![("a.json", other.to_string().into())],
            place: ("a.json", ""),
            words: "1 failed, reason not saved; the errors file expires 20",
            silent: vec![("a.json", other.to_string().into()), ("a.csv", ERRORS_CSV.into())],
        },
        Case {
            rule: Rule::ErrorsCsvMissing,
            fires: vec![("a.json", without_counts.to_string().into())],
            place: ("a.json", ""),
            words: "it completed with errors, reason not saved",
            silent: vec![("a.json", job(1).to_string().into())],
        },
        Case {
            rule: Rule::ErrorsCsvExpired,
            fires: both(other.clone(), polled("2023-07-12T12:20:33.504Z")),
            place: ("a.json", ""),
            words: "the errors file expired 2023-07-12",
            silent: both(other.clone(), polled("2023-07-12T12:20:33.503Z")),
        },
        Case {
            rule: Rule::ErrorsCsvCountMismatch,
            fires: vec![("a.json", job(1).to_string().into()), ("a.csv", ERRORS_CSV.into())],
            place: ("a.csv", ""),
            words: "names 1 user with errors, the job says 0 failed",
            silent: vec![("a.json", other.to_string().into()), ("a.csv", ERRORS_CSV.into())],
        },
        Case {
            rule: Rule::ErrorsCsvCountMismatch,
            fires: listed(&["ann", "bob"]),
            place: ("a-1.json", ""),
            words: "names 2 users with errors (all pages together), the job says 1 failed",
            silent: listed(&["ann", "ann"]),
        },
        Case {
            rule: Rule::RepeatedUserFailure,
            fires: failing(Some("ann@example.com"), "ANN@example.com"),
            place: ("b.csv", ""),
            words: "the move of `ann@example.com` failed in 2 jobs and has not succeeded since",
            silent: failing(Some("ann@example.com"), "bob@example.com"),
        },
        Case {
            rule: Rule::LiveSignedUrl,
            fires: vec![("a.json", signed("9999999999").to_string().into())],
            place: ("a.json", "1: /csvFileDownloadUrl"),
            words: "whoever has this URL can fetch the errors file until 2286-11-20 17:46 UTC",
            silent: vec![("a.json", signed("1700000000").to_string().into())],
        },
        Case {
            rule: Rule::SystemFile,
            fires: vec![("desktop.ini", "[x]\ny=z\n".into()), ("Thumbs.db", "x".into())],
            place: ("Thumbs.db", ""),
            words: "left 2 files here",
            silent: vec![("desktop.ini", ERRORS_CSV.into())],
        },
        Case {
            rule: Rule::CopiedFile,
            fires: vec![("a.csv", ERRORS_CSV.into()), ("a (1).csv", ERRORS_CSV.into())],
            place: ("a (1).csv", ""),
            words: "says the same as a.csv",
            silent: vec![("a.csv", ERRORS_CSV.into()), ("b.csv", "User,Code\nbob,4202\n".into())],
        },
        Case {
            rule: Rule::RepeatedError,
            fires: vec![("a.csv", "User,Code\nann,4202\nann,4202\n".into())],
            place: ("a.csv", ""),
            words: "stands here twice",
            silent: vec![("a.csv", "User,Code\nann,4202\nbob,4202\n".into())],
        },
        Case {
            rule: Rule::UnknownErrorCode,
            fires: coded("99999"),
            place: ("a.csv", ""),
            words: "`99999` in 1 row",
            silent: coded("19605"),
        },
    ]
}

/// The cases about errors files.
fn of_tables() -> Vec<Case> {
    let good = ERRORS_CSV;
    vec![
        bytes(
            Rule::CsvNoHeader,
            "ann@example.com,[Error 19605] No.\n",
            "1 row 1",
            "told by their cells",
            good,
        ),
        bytes(
            Rule::CsvNoHeader,
            "Y2lzY29zcGFyazovL3VzL1BFT1BMRS85YzJhMDUxMC0wOTUwLTQ1MmYtODFmZi05YTVkMjM2OTJkZTY,19605,User message missing\n",
            "1 row 1",
            "told by their cells",
            good,
        ),
        bytes(
            Rule::CsvNoHeader,
            "ann@gmail.com,1,no reason\n",
            "1 row 1, column 1",
            "the first row is data",
            good,
        ),
        bytes(
            Rule::CsvNoHeader,
            "A User,[Error 19605] User is assigned services not authorized to the new group: all of them\n",
            "1 row 1, column 2",
            "the first row is data",
            good,
        ),
        bytes(
            Rule::CsvSkippedRows,
            "Wave 2,\nuser,code\nann,19605\n",
            "1 row 1",
            "this line above the header",
            good,
        ),
        bytes(
            Rule::CsvSkippedRows,
            "user,code\nann,19605\n,\n,\n",
            "3 row 3",
            "2 empty rows",
            "user,code\nann,19605\n\n",
        ),
        bytes(
            Rule::CsvCodeForm,
            "user,code\nann,19605.0\nbob,'4202\n",
            "2 row 2, column code",
            "2 codes",
            "user,code\nann,19605\nbob,BATCH-400\n",
        ),
        bytes(
            Rule::CsvSeveralErrors,
            "user,message\nann,[Error 4202] a; [Error 19605] b\n",
            "2 row 2, column message",
            "each error counts",
            "user,message\nann,[Error 4202] a because [Error 19605] b\n",
        ),
        bytes(
            Rule::CsvUnknownColumns,
            "First name,Email\nAnn,ann@example.com\n",
            "1 row 1",
            "`First name`",
            good,
        ),
        bytes(
            Rule::CsvRaggedRow,
            "user,code,message\nann,19605\n",
            "2 row 2, column message",
            "2 fields, the header has 3",
            good,
        ),
        bytes(
            Rule::CsvRaggedRow,
            "user,code\nann,19605,a,b\n",
            "2 row 2, column 3",
            "4 fields, the header has 2",
            good,
        ),
        bytes(
            Rule::CsvMalformed,
            "user,code\n\"ann,19605\nbob,4202\n",
            "2 row 2, column user",
            "never closed",
            good,
        ),
        bytes(
            Rule::CsvMalformed,
            "user,code\n\"ann\"a,19605\n",
            "2 row 2, column user",
            "text follows the quote",
            "user,code\n\"ann\"\"a\",19605\n",
        ),
        bytes(Rule::CsvMalformed, "user,code\nann,196\0\n", "2 row 2, column code", "NUL", good),
        bytes(Rule::CsvDelimiter, "user;code\nann;19605\n", "1 row 1", "semicolons", good),
        bytes(Rule::CsvDelimiter, "user\tcode\nann\t19605\n", "1 row 1", "tabs", good),
        bytes(
            Rule::CsvDuplicateColumn,
            "user,code,Code\nann,19605,1\n",
            "1 row 1, column Code",
            "earlier column",
            good,
        ),
    ]
}

fn all() -> Vec<Case> {
    [of_files(), of_fields(), within_payloads(), across_files(), of_tables()]
        .into_iter()
        .flatten()
        .collect()
}

/// Validates files; what they give of a rule, as `file`, place and message.
fn findings(files: &Files, rule: Rule) -> (Run, Vec<(String, String, String)>) {
    let folder = Folder::of(files.clone());
    let run = folder.run(["validate", ".", "-f", "json"]);
    let all = run.json().0;
    let of_rule = all["findings"].as_array().expect("findings").iter();
    let place = |finding: &Value| {
        let numbers = ["line", "column"].map(|key| finding[key].as_u64());
        let numbers = numbers.into_iter().flatten().map(|number| number.to_string());
        let pointer = finding["pointer"].as_str().unwrap_or_default();
        format!("{} {pointer}", numbers.collect::<Vec<_>>().join(":")).trim_end().to_owned()
    };
    let of_rule = of_rule.filter(|finding| finding["rule"] == rule.name()).map(|finding| {
        assert_eq!(finding["severity"], rule.severity().name());
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        (text("file").replace("./", ""), place(finding), text("message"))
    });
    let of_rule = of_rule.collect();
    (run, of_rule)
}

#[test]
fn each_rule_fires_where_it_should_and_not_next_to_it() {
    for case in all() {
        let Case { rule, fires, place: (file, place), words, silent } = &case;
        let (run, found) = findings(fires, *rule);
        let [(of_file, at, message)] = &found[..] else {
            panic!("{rule} should fire once, not so: {found:?}\n{run}");
        };
        assert_eq!(of_file, file, "{rule}: {run}");
        // Of a column that only counting would tell, the line and the pointer are told.
        match place.split_once(':') {
            Some((line, rest)) if rest.is_empty() || rest.starts_with(' ') => {
                assert!(
                    at.starts_with(&format!("{line}:")) && at.ends_with(rest.trim()),
                    "{rule}: {at}"
                );
            }
            _ => assert_eq!(at, place, "{rule}: {run}"),
        }
        assert!(message.contains(words), "{rule}: {message}");
        let (run, found) = findings(silent, *rule);
        assert!(found.is_empty(), "{rule} should not fire: {run}");
    }
}

#[test]
fn no_rule_goes_untested() {
    let tested: Vec<Rule> = all().into_iter().map(|case| case.rule).collect();
    // These need more than files, and have tests of their own.
    let elsewhere = [
        Rule::UnreadableFile,
        Rule::SpecialFile,
        Rule::TooLarge,
        Rule::InternalError,
        Rule::BaselineUnused,
        Rule::BaselineExpired,
    ];
    for rule in Rule::ALL {
        assert!(tested.contains(rule) != elsewhere.contains(rule), "{rule}");
    }
}

#[test]
fn a_path_that_cannot_be_read_a_special_file_and_a_large_one_are_told() {
    let folder = Folder::with_example();
    let rules = |args: &[&str]| {
        let run = folder.run(["validate", "-f", "json"].iter().chain(args));
        let findings = run.json().0;
        let findings = findings["findings"].as_array().expect("findings").clone();
        findings.iter().map(|finding| finding["rule"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(rules(&["archive"]), [""; 0]);
    assert_eq!(rules(&["archive", "nowhere"]), ["\"unreadable-file\""]);
    assert_eq!(rules(&["archive", "--max-file-size", "100"]), ["\"too-large\""]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("job.json", folder.path("archive/link.json")).expect("a link");
        assert_eq!(rules(&["archive"]), ["\"special-file\""]);
    }
}

#[test]
fn a_snake_case_dump_is_read_as_what_it_is() {
    for (family, step, counts) in payloads::FAMILIES {
        let plain = payloads::job_of(family, step, counts);
        let dump = snake_case(&plain);
        let read = |value: &Value| {
            let folder = Folder::of([("a.json", value.to_string())]);
            let (_, mut report) = folder.audit(&["--ignore", "snake-case-dump"]);
            report.0["sections"]["files"] = Value::Null;
            report.0["sections"]["jobs"][0]["findings"] = Value::Null;
            report.0["inputs"] = Value::Null;
            report.0["ledger"] = Value::Null;
            report.0
        };
        assert_eq!(read(&dump), read(&plain), "{family}");
        let (run, found) = findings(&file("a.json", dump.to_string()), Rule::SnakeCaseDump);
        assert_eq!(found.len(), 1, "{run}");
        run.exits(0);
    }
    // The same name in both ways of writing is the same name.
    let mut dump = snake_case(&example());
    dump["sourceUserId"] = dump["source_user_id"].clone();
    let (run, found) = findings(&file("a.json", dump.to_string()), Rule::DuplicateKey);
    assert_eq!(found.len(), 1, "{run}");
    // A fault in a dump is told at the key that stands there.
    let mut dump = snake_case(&example());
    dump["job_execution_status"][0]["time_elapsed"] = json!("2 s");
    dump["counts"]["total_moves"] = json!(-1);
    for (rule, pointer) in [
        (Rule::MalformedDuration, "/job_execution_status/0/time_elapsed"),
        (Rule::InvalidCount, "/counts/total_moves"),
    ] {
        let (run, found) = findings(&file("a.json", dump.to_string()), rule);
        assert!(found.len() == 1 && found[0].1.ends_with(pointer), "{run}");
    }
}

#[test]
fn ten_faults_in_one_payload_are_ten_findings() {
    let text = with(&[
        ("/instanceId", json!("1")),
        ("/id", json!("x")),
        ("/sourceUserId", Value::Null),
        ("/extra", json!(1)),
        ("/fileFormat", json!("x")),
        ("/csvFileExpiryTime", json!("never")),
        ("/counts/walls", json!(1)),
        ("/counts/skipped", json!(-4)),
        (&run("lastUpdated"), json!(7)),
        (&step("exitCode"), json!("NOOP")),
    ]);
    let folder = Folder::of([("a.json", text)]);
    let run = folder.run(["validate", ".", "-f", "json"]);
    assert_eq!(run.exits(1).json().0["findings"].as_array().map(Vec::len), Some(10), "{run}");
}
