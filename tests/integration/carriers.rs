//! What payloads are wrapped in, and JSON that is broken: whatever is whole is read, and said where.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::support::{ERRORS_CSV, Folder, Json, example, job, job_id, utf16};

/// A job as people see it, over several lines.
fn pretty(number: u64) -> String {
    serde_json::to_string_pretty(&job(number)).expect("JSON")
}

/// What an audit of one file says.
fn audit(name: &str, bytes: impl AsRef<[u8]>) -> Json {
    Folder::of([(name, bytes)]).audit(&[]).1
}

/// Audits a text that holds jobs 1 and up, as many as that, wrapped in what these words say.
#[track_caller]
fn holds(jobs: u64, text: impl AsRef<[u8]>, words: &str) -> Json {
    let text = text.as_ref();
    let report = audit("saved", text);
    let shown = String::from_utf8_lossy(text);
    let ids: Vec<&str> = report.rows("jobs").iter().filter_map(|job| job["job"].as_str()).collect();
    let expected: Vec<String> = (1..=jobs).map(job_id).collect();
    assert_eq!(ids, expected, "{shown}");
    let rules: Vec<&str> = report.rules();
    assert_eq!(rules, ["wrapped-payload"], "{shown}");
    let example = report.example("wrapped-payload");
    assert!(example.contains(words), "{example}: {shown}");
    assert_eq!(report.findings("wrapped-payload"), 1);
    assert_eq!(
        (report.measure("files_found"), report.measure("files_used")),
        (&json!(1), &json!(1))
    );
    assert_eq!(*report.measure("payloads"), jobs, "{shown}");
    report
}

/// Audits a text of broken JSON that holds jobs 1 and up: the fault is one finding of that rule, here.
#[track_caller]
fn holds_broken(jobs: u64, text: impl AsRef<[u8]>, rule: &str, place_and_words: (&str, &str)) {
    let text = text.as_ref();
    let report = audit("saved", text);
    let shown = String::from_utf8_lossy(text);
    assert_eq!(*report.measure("jobs"), jobs, "{shown}");
    let faults: Vec<&str> = report.rules().into_iter().filter(|rule| *rule != "encoding").collect();
    assert_eq!((faults, report.findings(rule)), (vec![rule], 1), "{shown}");
    let (place, words) = place_and_words;
    let example = report.example(rule);
    assert!(example.starts_with(&format!("saved:{place}")), "{example}: {shown}");
    assert!(example.contains(words), "{example}: {shown}");
}

// ---------------------------------------------------------------------------------------------
// Texts around payloads
// ---------------------------------------------------------------------------------------------

#[test]
fn http_heads_before_bodies_are_seen_through() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTrackingID: R_1\r\n\r\n";
    let (one, two) = (job(1), job(2));
    for (jobs, text) in [
        (1, format!("{head}{one}")),
        (1, format!("{head}{}\r\n", pretty(1))),
        (2, format!("{head}{one}{head}{two}")),
        (2, format!("{head}{one}\n{head}{}\n", pretty(2))),
        (1, format!("HTTP/1.1 200 Connection established\r\n\r\n{head}{one}")),
        (
            1,
            format!(
                "* Connected to x\n> GET /x HTTP/2\n>\n< HTTP/2 200\n< a: b\n<\n{{ [5 bytes data]\n{one}\n"
            ),
        ),
        (1, format!("{one}200")),
        (1, format!("{one}\nHTTP 200\n")),
        (2, format!("{one}\n200\n{two}\n200\n")),
        (2, format!("{head}{}", json!({"items": [one, two]}))),
    ] {
        holds(jobs, text, "HTTP answers with their heads");
    }
}

#[test]
fn an_errors_file_behind_a_head_is_read() {
    let mut failed = job(1);
    failed["counts"] = json!({"totalMoves": 1, "moved": 0, "failed": 1});
    let head = "HTTP/2 200\r\ncontent-type: text/csv\r\n\r\n";
    let (_, report) = Folder::of([
        ("job.json", failed.to_string()),
        ("errors.csv", format!("{head}{ERRORS_CSV}")),
    ])
    .audit(&[]);
    assert_eq!((report.measure("errors"), report.measure("files_found")), (&json!(1), &json!(2)));
    assert_eq!(report.findings("errors-csv-missing"), 0);
}

#[test]
fn an_answer_that_failed_is_told_behind_its_head_too() {
    let body = json!({"message": "No such job.", "errors": [], "trackingId": "R_1"});
    let folder = Folder::of([("a", format!("HTTP/1.1 404 Not Found\r\na: b\r\n\r\n{body}"))]);
    let (run, report) = folder.audit(&[]);
    run.exits(3);
    assert_eq!(report.rules(), ["http-error-body"]);
    assert!(report.example("http-error-body").starts_with("a:4:1"), "{run}");
}

#[test]
fn lines_of_a_log_are_read_whatever_stands_around_the_payloads() {
    let (one, two) = (job(1), job(2));
    for text in [
        format!("Polling...\n{one}\nstill running\n{two}\nDone.\n"),
        format!("{one}\nstill running\n{two}\n"),
        format!("{}\nDone.\n{two}", pretty(1)),
        format!("2026-03-02T09:00:12.123456789Z {one}\n2026-03-02T09:00:13Z {two}\n"),
        format!("[2026-03-02 09:00:12] INFO poll: {one}\n[2026-03-02 09:00:13] INFO poll: {two}\n"),
        format!("2026-03-02 09:00:12,123 INFO {one}\n2026-03-02 09:00:13,456 INFO {two}\n"),
        format!("2026-03-02T09:00:12Z stdout F {one}\n2026-03-02T09:00:12Z stderr F {two}\n"),
        format!("app-1  | {one}\napp-1  | {two}\n"),
        format!("<14>Mar  2 09:00:12 host app[7]: {one}\n<14>Mar  2 09:00:13 host app[7]: {two}"),
        format!("INFO:root:{one} took 3 s\nINFO:root:{two} took 4 s\n"),
        format!("start [1/2\n{one}\nWARN {{\n{two}\n"),
        format!("## job 1\r\n{one}\r\n## job 2\r\n{two}\r\n"),
    ] {
        holds(2, text, "lines of a log");
    }
}

#[test]
fn indented_json_is_put_together_where_a_runtime_writes_before_each_line() {
    let printed = pretty(1);
    let before = |prefix: &str| {
        let lines = printed.lines().map(|line| format!("{prefix}{line}\n"));
        format!("{prefix}begin\n{}{prefix}end\n", lines.collect::<String>())
    };
    for (prefix, place) in [
        ("2026-03-02T09:00:12.1Z ", "2"),
        ("app-1  | ", "2"),
        ("[pod/jobs-5d/app] ", "2"),
        ("2026-03-02T09:00:12Z stdout F ", "2/stdout"),
        ("Mar  2 09:00:12 host app[7]: ", "2"),
        ("jobs-5d8f7c9b4-x2x7z app ", "2"),
        ("jobs-0 app 2026-03-02T09:00:12Z ", "2"),
        ("space/jobs-0[app]: ", "2"),
        ("2026-03-02T09:00:12+0100 host app[7]: ", "2"),
        ("2026-03-02T09:00:12.123456+00:00 app[web.1]: ", "2"),
        ("jobs.1.x2x7zx2x7z@node    | ", "2"),
        ("poll\tRun it\t2026-03-02T09:00:12.1234567Z ", "2"),
        ("2026-03-02T09:00:12.123456Z 01O ", "2"),
    ] {
        let report = holds(1, before(prefix), "lines of a log");
        assert_eq!(report.job()["file"], format!("saved!{place}"));
    }
    let docker = |text: &str| {
        json!({"log": text, "stream": "stdout", "time": "2026-03-02T09:00:12Z"}).to_string() + "\n"
    };
    let lines: String = printed.lines().map(|line| docker(&format!("{line}\n"))).collect();
    let report = holds(1, format!("{}{lines}", docker("begin\n")), "lines of a log");
    assert_eq!(report.job()["file"], "saved!2/log/stdout");
    // A long line is cut into records.
    let line = job(1).to_string();
    let (start, end) = line.split_at(line.len() / 2);
    holds(1, docker(start) + &docker(&format!("{end}\n")), "lines of a log");
    let cri =
        format!("2026-03-02T09:00:12Z stdout P {start}\n2026-03-02T09:00:12Z stdout F {end}\n");
    holds(1, cri, "lines of a log");
}

#[test]
fn what_several_programs_print_at_a_time_is_told_apart() {
    let printed = [pretty(1), pretty(2)];
    let names: [[&str; 2]; 4] = [
        ["app-1  | ", "poller-1 | "],
        ["\u{1b}[36mapp-1  |\u{1b}[0m ", "\u{1b}[33mpoller-1 |\u{1b}[0m "],
        ["[pod/a-1/app] ", "[pod/b-2/app] "],
        ["app-1 | 2026-03-02T09:00:12.1Z ", "poller-1 | 2026-03-02T09:00:12.1Z "],
    ];
    for names in names {
        let mut each = printed.each_ref().map(|text| text.lines());
        let mut log = String::new();
        // Two lines of the one, one of the other, and an empty line of either.
        for turn in [0, 0, 1].into_iter().cycle() {
            let other = 1 - turn;
            let own = each[turn].next().map(|line| (turn, line));
            let Some((turn, line)) = own.or_else(|| Some((other, each[other].next()?))) else {
                break;
            };
            log.push_str(&format!("{}{line}\n", names[turn]));
        }
        let report = holds(2, &log, "lines of a log");
        let files = report.rows("jobs").iter().map(|job| job["file"].as_str().expect("a name"));
        let files: Vec<&str> = files.collect();
        assert!(
            files.iter().all(|file| file.starts_with("saved!") && file.contains('/')),
            "{files:?}"
        );
        assert_ne!(files[0], files[1]);
    }
}

#[test]
fn quotations_colours_and_streams_of_events_are_seen_through() {
    let lines = |prefix: &str| {
        pretty(1).lines().map(|line| format!("{prefix}{line}\n")).collect::<String>()
    };
    let red = |line: &str| format!("\u{1b}[1;31m{line}\u{1b}[0m\n");
    for text in [
        format!("On Monday Ann wrote:\n{}regards\n", lines("> ")),
        format!("{}\n", lines(">> ")),
        format!("id: 1\nevent: job\n{}\n", lines("data: ")),
        format!("event: job\ndata:{}\n\n", job(1)),
        pretty(1).lines().map(red).collect(),
    ] {
        holds(1, text, "lines of a log");
    }
}

#[test]
fn json_in_the_cells_of_a_table_is_read_under_its_line() {
    let cell = |number: u64| format!("\"{}\"", job(number).to_string().replace('"', "\"\""));
    for (text, lines) in [
        (format!("id,status,body\n1,200,{}\n2,200,{}\n", cell(1), cell(2)), [2, 3]),
        (format!("_time;_raw\r\nx;{}\r\n\r\ny;{}\r\n", cell(1), cell(2)), [2, 4]),
        (format!("{}\t1\n{}\t2\n", cell(1), cell(2)), [1, 2]),
    ] {
        let report = holds(2, text, "the cells of a table");
        let files: Vec<&Value> = report.rows("jobs").iter().map(|job| &job["file"]).collect();
        assert_eq!(files, lines.map(|line| format!("saved!{line}")).each_ref());
    }
}

#[test]
fn a_text_that_is_kept_as_its_lines_or_its_bytes_is_put_together() {
    let printed = pretty(1);
    let lines: Vec<String> = printed.lines().map(|line| format!("{line}\n")).collect();
    let bare: Vec<&str> = printed.lines().collect();
    let bytes = job(1).to_string().into_bytes();
    for value in [
        json!({"cells": [{"outputs": [{"text": lines}]}]}),
        json!(bare),
        json!({"MESSAGE": bytes, "_PID": "7"}),
        json!({"body": {"type": "Buffer", "data": bytes}}),
    ] {
        holds(1, value.to_string(), "JSON in a text");
    }
}

#[test]
fn of_indented_json_in_a_large_log_no_value_is_lost_where_it_is_cut() {
    let mut lines = 0;
    let mut docker = |line: &str| {
        lines += 1;
        let record = |text: &str, stream: &str| json!({"log": text, "stream": stream}).to_string();
        let other = if lines % 7 == 0 { record("slow\n", "stderr") + "\n" } else { String::new() };
        other + &record(&format!("{line}\n"), "stdout")
    };
    let forms: [&mut dyn FnMut(&str) -> String; 4] = [
        &mut |line| format!("2026-03-02T09:00:12.1Z {line}"),
        &mut |line| format!("app-1  | {line}"),
        &mut |line| json!({"level": "info", "message": line}).to_string(),
        &mut docker,
    ];
    for form in forms {
        let mut log = String::new();
        for line in (1..=200).flat_map(|number| {
            (pretty(number) + "\nnext").lines().map(str::to_owned).collect::<Vec<_>>()
        }) {
            log.push_str(&(form(&line) + "\n"));
        }
        assert!(log.len() > 512 << 10, "parts of 256 KiB");
        let start = log[..60].to_owned();
        let folder = Folder::of([("app.log", log)]);
        let (_, report) = folder.audit(&["--max-file-size", "100K"]);
        assert_eq!(report.measure("jobs"), 200, "{start}");
    }
}

#[test]
fn code_blocks_and_text_sequences_are_read() {
    let (one, two) = (job(1), job(2));
    for text in [
        format!("# Wave 1\n\n```json\n{}\n```\n\nand\n\n~~~\n{two}\n~~~\n", pretty(1)),
        format!("```\n{one}\n{two}\n```\n"),
        format!("> ```json\n{one}\n{two}\n"),
    ] {
        holds(2, text, "a Markdown text");
    }
    for text in [
        format!("\u{1e}{one}\n\u{1e}{two}\n"),
        format!("\u{1e}{}\n\u{1e}{}\n", pretty(1), pretty(2)),
        format!("\u{1e}{one}\u{1e}{two}"),
    ] {
        holds(2, text, "a JSON text sequence");
    }
}

// ---------------------------------------------------------------------------------------------
// JSON around payloads
// ---------------------------------------------------------------------------------------------

#[test]
fn objects_and_arrays_of_any_keys_are_seen_through() {
    let (one, two) = (job(1), job(2));
    for (value, pointer) in [
        (json!({"value": [one, two], "Count": 2}), "/value/0"),
        (json!({"jobs": {job_id(1): one, job_id(2): two}}), "/jobs/00000000"),
        (json!({job_id(1): one, job_id(2): {"status": two}}), "/00000000"),
        (json!([[one], [two]]), "/0/0"),
        (json!({"pages": [{"items": [one]}, {"items": [two]}]}), "/pages/0"),
        (
            json!({"hits": {"total": 2, "hits": [{"_source": one}, {"_source": two}]}}),
            "/hits/hits/0/_source",
        ),
        (json!({"rows": [{"id": 1, "doc": one}, {"id": 2, "doc": two}]}), "/rows/0/doc"),
        (json!({"usersList": null, "jobDetails": {"a": one, "b": two}}), "/jobDetails/a"),
        (json!({"error": null, "result": [one, two]}), "/result/0"),
        (json!({"data": {"attributes": {"a/b": [one, {"x": two}]}}}), "/data/attributes/a~1b/0"),
    ] {
        let report = holds(2, value.to_string(), "other JSON");
        let example = report.example("wrapped-payload");
        assert!(example.starts_with("saved:1:") && example.contains(pointer), "{example}");
        assert!(report.rows("jobs").iter().all(|job| job["file"] == "saved"));
    }
    // One a line, and beside plain ones.
    let polls = format!("{}\n{}\n", json!({"ts": 1, "job": one}), json!({"ts": 2, "job": two}));
    holds(2, polls, "other JSON");
    holds(2, format!("{one}\n{}\n", json!({"ts": 2, "job": two})), "other JSON");
    holds(2, json!([one, {"job": two}]).to_string(), "other JSON");
}

#[test]
fn findings_in_a_wrapper_stand_where_they_are_in_the_file() {
    let mut broken = example();
    broken["latestExecutionStatus"] = json!("NOW");
    let text =
        serde_json::to_string_pretty(&json!({"é": {"jobs": [job(1), broken]}})).expect("JSON");
    let line = text.lines().position(|line| line.contains("\"NOW\"")).expect("a line") + 1;
    let report = audit("saved", &text);
    let example = report.example("undocumented-value");
    let place = format!("saved:{line}:");
    assert!(example.starts_with(&place), "{example}");
    assert!(example.contains(" /é/jobs/1/latestExecutionStatus: "), "{example}");
}

#[test]
fn json_in_a_text_is_read_under_the_name_of_its_place() {
    let text = |value: &Value| value.to_string();
    let (one, two) = (job(1), job(2));
    for (value, file) in [
        (json!(text(&one)), "json-text"),
        (json!(text(&json!(text(&one)))), "json-text/json-text"),
        (json!({"statusCode": 200, "body": text(&one)}), "body"),
        (json!({"log": {"message": format!("INFO {one}")}}), "log/message"),
        (json!({"body": text(&json!({"job": one}))}), "body/job"),
        (json!({"body": format!("HTTP/1.1 200 OK\r\n\r\n{one}")}), "body"),
        (json!({"body": BASE64_STANDARD.encode(text(&one))}), "body"),
        (json!([{"value": BASE64_STANDARD.encode(pretty(1))}]), "0/value"),
    ] {
        let report = holds(1, value.to_string(), "");
        assert_eq!(report.job()["file"], format!("saved!{file}"));
    }
    let lines = format!("{}\n{}\n", json!({"log": text(&one)}), json!({"log": text(&two)}));
    let report = holds(2, lines, "JSON in a text");
    let files: Vec<&Value> = report.rows("jobs").iter().map(|job| &job["file"]).collect();
    assert_eq!(files, ["saved!1/log", "saved!2/log"]);
    // Of one field both, told apart.
    let both = json!({"body": format!("{one}\n{two}")});
    let report = holds(2, both.to_string(), "JSON in a text");
    let files: Vec<&Value> = report.rows("jobs").iter().map(|job| &job["file"]).collect();
    assert_eq!(files, ["saved!body", "saved!body (2)"]);
}

#[test]
fn a_table_in_base64_is_read() {
    let packed = BASE64_STANDARD.encode("User,Code\nann@example.com,4202\nbob@example.com,19605\n");
    for value in [
        json!({"name": "errors.csv", "contentBytes": packed}),
        json!({"$content-type": "text/csv", "$content": packed}),
        json!({"data": {"errors.csv": packed}}),
    ] {
        let folder =
            Folder::of([("1.json", job(1).to_string()), ("saved.json", value.to_string())]);
        let (run, report) = folder.audit(&[]);
        run.check(report.measure("errors") == 2, "both errors");
    }
}

/// An entry of a capture.
fn entry(url: &str, content: Value) -> Value {
    json!({
        "request": {"method": "GET", "url": url},
        "response": {"status": 200, "content": content},
    })
}

#[test]
fn the_answers_in_a_capture_are_files_under_their_requests() {
    let jobs = "https://webexapis.com/v1/telephony/config/jobs/person/moveLocation";
    let url = |number| format!("{jobs}/{}?Signature=SECRET", job_id(number));
    let plain = |value: &Value| json!({"mimeType": "application/json", "text": value.to_string()});
    let packed = json!({"text": BASE64_STANDARD.encode(job(2).to_string()), "encoding": "base64"});
    let capture =
        |entries: Value| json!({"log": {"version": "1.2", "entries": entries}}).to_string();
    let entries = json!([
        entry("https://example.com/logo.png", json!({"text": "iVBORw0KGgo", "encoding": "base64"})),
        entry(&url(1), plain(&job(1))),
        // A password is in no name, nor is a user.
        entry(&url(2).replace("https://", "https://admin:hunter2@"), packed),
        entry("https://example.com/", json!({})),
    ]);
    let report = holds(2, capture(entries), "a HAR capture of web traffic");
    let files: Vec<&str> =
        report.rows("jobs").iter().filter_map(|job| job["file"].as_str()).collect();
    let name = |number| format!("saved!GET {}", &url(number)[8..].replace("?Signature=SECRET", ""));
    assert_eq!(files, [name(1), name(2)]);
    // A list of errors belongs to the job that its request names.
    let errors = json!({"items": [{"itemNumber": 1, "item": "ann@example.com", "trackingId": "x",
        "error": {"key": "400", "message": [{"description": "No.", "code": "19605"}]}}]});
    let entries = json!([
        entry(&url(1), plain(&job(1))),
        entry(&url(2), plain(&job(2))),
        entry(&format!("{jobs}/{}/errors", job_id(2)), plain(&errors)),
    ]);
    let report = audit("saved.har", capture(entries));
    let found = report.row("error_codes", "code", "19605").expect("the code");
    assert_eq!((&found["occurrences"], &found["jobs"]), (&json!(1), &json!(1)));
    assert_eq!(report.findings("errors-csv-unmatched"), 0);
    // Without any it is set aside, by name.
    let none = capture(json!([entry("https://example.com/", json!({"text": "<p>"}))]));
    let (run, report) = Folder::of([("saved.har", none)]).audit(&[]);
    run.exits(3);
    assert!(report.example("unknown-payload").contains("a HAR capture"), "{run}");
}

#[test]
fn the_saved_answers_of_a_collection_are_read_and_no_request() {
    let answer = |name: &str, number| json!({"name": name, "body": pretty(number)});
    let request = |name: &str, answers: Value| {
        let body = json!({"mode": "raw", "raw": job(9).to_string()});
        json!({"name": name, "request": {"method": "GET", "body": body}, "response": answers})
    };
    let collection = |items: Value| json!({"info": {"name": "Moves"}, "item": items}).to_string();
    let report = holds(
        3,
        collection(json!([
            request("list", json!([{"name": "none", "body": null}])),
            {"name": "jobs", "item": [request("status", json!([answer("a", 1), answer("b", 2)]))]},
            request("status", json!([answer("c", 3)])),
        ])),
        "an API client's collection",
    );
    let files: Vec<&Value> = report.rows("jobs").iter().map(|job| &job["file"]).collect();
    assert_eq!(files, ["saved!jobs/status/a", "saved!jobs/status/b", "saved!status/c"]);
    let (run, report) =
        Folder::of([("a.json", collection(json!([request("list", json!([]))])))]).audit(&[]);
    run.exits(3);
    assert!(report.example("unknown-payload").contains("collection"), "{run}");
}

#[test]
fn examples_in_the_description_of_an_api_are_no_jobs() {
    for key in ["openapi", "swagger", "$schema"] {
        let text = json!({key: "3.1", "paths": {"/jobs": {"example": job(1)}}}).to_string();
        Folder::of([("a.json", text)]).audit(&[]).0.exits(3);
    }
}

#[test]
fn carriers_lie_in_each_other_to_a_depth_that_ends() {
    let wrapped = |depth| {
        (0..depth).fold(job(1).to_string(), |text: String, _| json!({"message": text}).to_string())
    };
    holds(1, wrapped(5), "other JSON and JSON in a text");
    Folder::of([("a.json", wrapped(12))]).audit(&[]).0.exits(3);
    let log =
        format!("2026-03-02T09:00:12Z {}\n", json!({"msg": format!("HTTP/2 200\n\n{}", job(1))}));
    let report = holds(1, log, "HTTP answers with their heads, lines of a log");
    assert_eq!(report.job()["file"], "saved!msg");
}

// ---------------------------------------------------------------------------------------------
// Broken JSON
// ---------------------------------------------------------------------------------------------

#[test]
fn of_an_array_or_a_list_that_is_broken_the_whole_elements_count() {
    let (one, two) = (job(1), job(2));
    let cut = &pretty(3)[..900];
    let lines = pretty(1).lines().count() + pretty(2).lines().count();
    for (text, place, words) in [
        (format!("[{one},{two}"), "1:", "still open): cut short"),
        (format!("[\n{},\n{},\n{cut}", pretty(1), pretty(2)), "", "still open): cut short"),
        (format!("{{\"items\": [{one}, {two}, {{\"id\": \"x"), "1:", "still open): cut short"),
        (format!("[\n{},\n{},\n]\n", pretty(1), pretty(2)), &format!("{}:1", lines + 2), "is read"),
        (format!("[{one} {two}]"), "1:", "is read"),
        (format!("[{one},,{two}]"), "1:", "is read"),
        (format!("[{one},{{\"a\": NaN}},{two}]"), "1:", "write null"),
        (format!("[{one},{{\"a\": “x”}},{two}]"), "1:", "straight ones"),
        (format!("[{one},{{'a': 'x'}},{two}]"), "1:", "double ones"),
        (format!("[{one},\u{a0}{two}]"), "1:", "a blank that JSON does not know"),
        (format!("[{one},{{\"a\": \"x}},\n{two}]"), "1:", "is read"),
        (format!("[\n// the first\n{one}, /* and */ {two}\n]"), "2:1", "a comment"),
        (format!("{{\"items\": [{one}, {two},], \"paging\": {{}},}}"), "1:", "is read"),
    ] {
        holds_broken(2, text, "not-json", (place, words));
    }
}

#[test]
fn documents_follow_each_other_whatever_stands_between() {
    let (one, two) = (pretty(1), pretty(2));
    let second = one.lines().count() + 1;
    for (between, line) in [
        (",\n", second),
        ("\n,\n", second + 1),
        ("\n\n\n", second + 2),
        ("\n---\n", second + 1),
        ("\n\u{feff}", second),
        (";\n", second),
        ("\n==========\n", second + 1),
        ("", second - 1),
        ("\n...\n---\n", second + 2),
    ] {
        let place = format!("{line}:");
        let text = format!("{one}{between}{two}");
        holds_broken(2, text, "trailing-data", (&place, "2 documents follow each other"));
    }
    // NDJSON with commas, as rows of an array without its brackets.
    let rows: String = (1..=3).map(|number| format!("{},\n", job(number))).collect();
    holds_broken(3, rows, "trailing-data", ("2:1", "3 documents follow each other"));
    // And with something broken among them.
    holds_broken(2, format!("{one}\n{{\"name\": \n{two}"), "not-json", ("", "is read"));
}

#[test]
fn a_change_of_encoding_in_the_middle_costs_nothing() {
    let (one, two) = (pretty(1), pretty(2));
    let utf8 = |text: &str| text.as_bytes().to_vec();
    let little = |text: &str| utf16(text, u16::to_le_bytes);
    let marked = |text: &str| little(&format!("\u{feff}{text}"));
    for bytes in [
        [utf8(&format!("{one}\n")), marked(&format!("{two}\n"))].concat(),
        [utf8(&format!("{one}\n")), little(&format!("{two}\r\n"))].concat(),
        [marked(&format!("{one}\r\n")), utf8(&format!("{two}\n"))].concat(),
        [marked(&format!("{one}\r\n")), marked(&format!("{two}\r\n"))].concat(),
        [marked(&one), utf8("\n\u{feff}"), utf8(&two)].concat(),
    ] {
        let report = audit("saved", &bytes);
        assert_eq!(*report.measure("jobs"), 2, "{}", String::from_utf8_lossy(&bytes));
        assert_eq!(report.findings("encoding"), 1);
    }
}

#[test]
fn a_job_that_is_broken_itself_counts_nowhere() {
    let (one, mut two) = (job(1), job(2).to_string());
    two.truncate(two.len() - 20);
    for text in
        [format!("{one}\n{two}\n"), format!("[{one},{two}"), format!("INFO {one}\nINFO {two}\n")]
    {
        let report = audit("saved", &text);
        assert_eq!((report.measure("jobs"), report.findings("not-json")), (&json!(1), 1), "{text}");
    }
    let report = audit(
        "saved",
        json!({"log": two}).to_string() + "\n" + &json!({"log": one.to_string()}).to_string(),
    );
    assert_eq!((report.measure("jobs"), report.findings("not-json")), (&json!(1), 1));
}

// ---------------------------------------------------------------------------------------------
// Large ones
// ---------------------------------------------------------------------------------------------

#[test]
fn a_large_log_is_the_same_as_a_small_one() {
    let time = "2026-03-02T09:00:12Z ";
    let line = |number: u64| match number % 4 {
        0 => format!("{time}{}\n", job(number)),
        1 => format!("{}\n", pretty(number)),
        2 => format!("{}\n", json!({"level": "info", "message": job(number).to_string()})),
        _ => String::from("waiting [ 7\n"),
    };
    let text: String =
        std::iter::once(String::from("begin\n")).chain((1..=400).map(line)).collect();
    assert!(text.len() > 600_000);
    let folder = Folder::of([("app.log", &text)]);
    let [held, in_parts] = ["1G", "1000"].map(|limit| {
        let flags = ["--max-file-size", limit, "--section", "jobs"];
        let validation = folder.run(["validate", ".", "-f", "json", "--max-file-size", limit]);
        (folder.audit(&flags).1, validation.json())
    });
    assert_eq!(*held.0.measure("jobs"), 300);
    assert_eq!(held.0.rows("jobs"), in_parts.0.rows("jobs"));
    assert_eq!(held.1, in_parts.1);
}

/// What a record is called that was put together of lines has the line of the file in it, however the file is read.
#[test]
fn a_record_of_a_large_log_is_called_by_its_line_in_the_file() {
    let docker = |line: &str| json!({"log": format!("{line}\n"), "stream": "stdout"}).to_string();
    let timed = |line: &str| format!("2026-03-02T09:00:12.1Z {line}");
    let of_pod = |line: &str| format!("jobs-0 app {line}");
    let forms: [&dyn Fn(&str) -> String; 3] = [&docker, &timed, &of_pod];
    for form in forms {
        let mut lines = Vec::new();
        for number in 1..=20 {
            lines.extend(std::iter::repeat_n(form("waiting"), 150));
            lines.extend(pretty(number).lines().map(form));
        }
        let begins = lines.iter().enumerate().filter(|(_, line)| **line == form("{"));
        let mut begins: Vec<usize> = begins.map(|(at, _)| at + 1).collect();
        let text = lines.join("\n") + "\n";
        assert!(text.len() > 100 << 10, "more than one part");
        let folder = Folder::of([("app.log", text)]);
        let [held, in_parts] = ["1G", "100K"].map(|limit| {
            let flags = ["--max-file-size", limit, "--section", "jobs"];
            let validation = folder.run(["validate", ".", "-f", "json", "--max-file-size", limit]);
            (folder.audit(&flags).1, validation.json())
        });
        let file = |job: &Value| job["file"].as_str().unwrap_or_default().to_owned();
        let line = |job: &Value| file(job).split(['!', '/']).nth(1)?.parse::<usize>().ok();
        let mut found: Vec<usize> = held.0.rows("jobs").iter().filter_map(line).collect();
        begins.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, begins, "{}", form("{"));
        assert_eq!(held.0.rows("jobs"), in_parts.0.rows("jobs"), "{}", form("{"));
        assert_eq!(held.1, in_parts.1, "{}", form("{"));
    }
}

#[test]
fn a_large_text_without_payloads_is_set_aside_once() {
    let text = "2026-03-02T09:00:12Z nothing {} to see [1]\n".repeat(20_000);
    let (run, report) = Folder::of([("app.log", text)]).audit(&["--max-file-size", "1000"]);
    run.exits(3);
    assert_eq!((report.rules(), report.findings("unknown-payload")), (vec!["unknown-payload"], 1));
}

// ---------------------------------------------------------------------------------------------
// Values with their types, and what is escaped
// ---------------------------------------------------------------------------------------------

/// A value as a database or a shell writes it: each array, number and text by one of these.
fn typed(value: &Value, types: fn(&Value) -> Value) -> Value {
    match value {
        Value::Array(all) => types(&all.iter().map(|value| typed(value, types)).collect()),
        Value::Object(all) => {
            let all = all.iter().map(|(key, value)| (key.clone(), typed(value, types)));
            types(&Value::Object(all.collect()))
        }
        value => types(value),
    }
}

#[test]
fn values_that_stand_beside_their_types_are_read() {
    let powershell = |value: &Value| match value {
        Value::Array(all) => json!({"value": value, "Count": all.len()}),
        value => value.clone(),
    };
    let dynamo = |value: &Value| match value {
        Value::Array(_) => json!({"L": value}),
        Value::Object(_) => json!({"M": value}),
        Value::Number(number) => json!({"N": number.to_string()}),
        Value::String(_) => json!({"S": value}),
        value => value.clone(),
    };
    holds(1, typed(&job(1), powershell).to_string(), "with their types");
    let both = typed(&json!([job(1), job(2)]), powershell);
    holds(2, serde_json::to_string_pretty(&both).expect("JSON"), "with their types");
    let item = |number| typed(&job(number), dynamo)["M"].take();
    holds(2, json!({"Items": [item(1), item(2)], "Count": 2}).to_string(), "with their types");
    let exported = format!("{}\n{}\n", json!({"Item": item(1)}), json!({"Item": item(2)}));
    holds(2, exported, "with their types");
}

#[test]
fn json_whose_quotes_are_escaped_is_read_where_it_stands_in_lines() {
    let escaped = |number| {
        let quoted = json!(job(number).to_string()).to_string();
        quoted[1..quoted.len() - 1].to_owned()
    };
    let (one, two) = (escaped(1), escaped(2));
    for text in [
        format!("level=INFO msg=\"{one}\" job=1\nlevel=INFO msg=\"{two}\" job=2\n"),
        format!("begin\n{one}\n{two}\n"),
        format!("2026-03-02T09:00:12Z \"{one}\"\n2026-03-02T09:00:13Z \"{two}\"\n"),
    ] {
        let report = holds(2, text, "JSON with escaped quotes");
        assert!(report.rows("jobs").iter().all(|job| job["file"] != "saved"));
    }
}

#[test]
fn json_whose_quotes_markup_spells_is_read_under_its_line() {
    let escaped = |text: String| text.replace('&', "&amp;").replace('"', "&quot;");
    let (one, two) = (escaped(job(1).to_string()), escaped(job(2).to_string()));
    for text in [
        format!("begin\n{one}\n{two}\n"),
        format!("<html><body><p>x</p>\n<pre>{one}</pre>\n<pre>{two}</pre></body></html>\n"),
        format!("Job 1\n{}\nJob 2\n{}\n", escaped(pretty(1)), escaped(pretty(2))),
    ] {
        let report = holds(2, text, "JSON with escaped quotes");
        assert_eq!(report.rows("jobs")[0]["file"], "saved!2");
    }
}

#[test]
fn lines_that_a_window_broke_are_joined() {
    let (one, two) = (job(1).to_string(), job(2).to_string());
    let broken = |text: &str, width: usize, end: &str| {
        let all: Vec<char> = text.chars().collect();
        let lines = all.chunks(width).map(|line| line.iter().collect::<String>() + end);
        lines.collect::<String>()
    };
    for (width, end) in [(80, "\n"), (120, "\r\n"), (43, "\r\n")] {
        let text = format!(
            "PS C:\\> x{end}{}{end}{}{end}PS C:\\>{end}",
            broken(&one, width, end),
            broken(&two, width, end)
        );
        holds(2, text, "lines that a window broke");
    }
}

#[test]
fn a_message_of_a_chat_or_a_log_is_read_though_it_names_a_user() {
    let job = job(1).to_string();
    for record in [
        json!([{"user": "U1", "ts": "1.2", "text": job}, {"user": "U2", "text": "Thanks."}]),
        json!([{"UserId": "S-1-5-18", "Id": 4, "Message": job}]),
        json!({"rows": [{"user": "ann@example.com", "message": format!("got {job}")}]}),
    ] {
        let (run, report) = Folder::of([("export.json", record.to_string())]).audit(&[]);
        assert_eq!(
            (report.measure("jobs"), report.measure("errors")),
            (&json!(1), &json!(0)),
            "{run}"
        );
    }
}

#[test]
fn a_response_beside_other_payloads_is_one_of_them() {
    let mut started = job(1);
    started["latestExecutionStatus"] = json!("STARTED");
    started["jobExecutionStatus"] = json!([]);
    let record = json!({"response": started, "status": job(1), "errors": []});
    let (run, report) = Folder::of([("moves.json", record.to_string())]).audit(&[]);
    assert_eq!(report.measure("jobs"), 1, "{run}");
    assert_eq!(report.findings("unknown-field"), 0, "{run}");
}

#[test]
fn responses_within_each_other_are_looked_into_once() {
    const LEVELS: usize = 60;
    let text = format!(
        "{}{}{}",
        "{\"response\":{\"jobExecutionStatus\":[]},\"a\":".repeat(LEVELS),
        job(1),
        "}".repeat(LEVELS)
    );
    let (run, report) = Folder::of([("a.json", text)]).audit(&[]);
    assert!(report.measure("jobs").as_u64() > Some(0), "{run}");
}
