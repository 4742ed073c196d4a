//! Files that hold more than one sort of thing: JSON beside a table of errors, whatever tool put them together, and
//! tables that are written as JSON, in a mail, or as a terminal shows them.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::support::{ERRORS_CSV, Folder, Json, job};

/// A job of which one item failed, as the service answers it: in one line.
fn failed() -> String {
    let mut failed = job(1);
    failed["counts"] = json!({"totalMoves": 2, "moved": 1, "failed": 1});
    failed["latestExecutionExitCode"] = json!("COMPLETED_WITH_ERRORS");
    failed["jobExecutionStatus"][0]["exitCode"] = json!("COMPLETED_WITH_ERRORS");
    failed.to_string()
}

/// The same as people see it, over several lines.
fn pretty() -> String {
    let job: Value = serde_json::from_str(&failed()).expect("JSON");
    serde_json::to_string_pretty(&job).expect("JSON")
}

/// Audits files that hold that job and its one error, and finds nothing lost.
#[track_caller]
fn holds_both(files: &[(&str, &str)]) -> Json {
    let (_, report) = Folder::of(files.iter().copied()).audit(&[]);
    let measures = ["jobs", "items_failed", "errors", "users_with_errors"];
    let found = measures.map(|measure| report.measure(measure).clone());
    let files: Vec<String> =
        files.iter().map(|(_, text)| text.chars().take(90).collect()).collect();
    assert_eq!(found, [1, 1, 1, 1].map(Value::from), "{files:?} {:?}", report.rules());
    for rule in report.rules() {
        let is_told = ["wrapped-payload", "csv-skipped-rows", "csv-delimiter", "encoding"];
        assert!(is_told.contains(&rule), "{rule}: {} {files:?}", report.example(rule));
    }
    report
}

const HEAD: &str = "HTTP/2 200\r\ncontent-type: application/json\r\n\r\n";
const MARKDOWN: &str = "| User ID | Code | Message |\n|---|---|---|\n| ann@example.com | 19605 | [Error 19605] No. |\n";

#[test]
fn json_and_a_table_in_one_text_are_both_read() {
    let (one, pretty) = (failed(), pretty());
    for text in [
        format!("{HEAD}{one}{HEAD}{ERRORS_CSV}"),
        format!("{HEAD}{ERRORS_CSV}{HEAD}{one}"),
        format!("{one}\n{ERRORS_CSV}"),
        format!("{pretty}\n\n{ERRORS_CSV}"),
        format!("{ERRORS_CSV}{one}\n"),
        format!("{ERRORS_CSV}\n{pretty}\n"),
        format!("$ curl -s x\n{one}\n$ cat errors.csv\n{ERRORS_CSV}$ exit\n"),
        format!(
            "2026-03-02 GET status\n{one}\n2026-03-02 GET csv\n{ERRORS_CSV}\n2026-03-02 done\n"
        ),
        format!("Hi Bo,\n\n{pretty}\n\nand the errors:\n\n{ERRORS_CSV}\nRegards\nAnn\n"),
        format!("# notes\n```json\n{one}\n```\n\n{MARKDOWN}"),
        format!("# notes\n\n{MARKDOWN}\n```json\n{pretty}\n```\n"),
        format!("{one}\n{}{ERRORS_CSV}", "waiting for the job\n".repeat(30)),
    ] {
        holds_both(&[("a.txt", &text)]);
    }
}

#[test]
fn a_line_of_json_is_no_row_of_a_table() {
    let cut = &failed()[..300];
    let (_, report) = Folder::of([("a.txt", format!("{ERRORS_CSV}{cut}\n"))]).audit(&[]);
    assert_eq!(*report.measure("errors"), 1);
    assert_eq!(report.findings("unknown-error-code"), 0);
}

#[test]
fn json_in_cells_of_a_table_of_errors_is_no_reason_to_read_it_otherwise() {
    let item = json!({"itemNumber": 1, "error": {"key": "400", "message": []}}).to_string();
    let cell = item.replace('"', "\"\"");
    let text =
        format!("User,Code,Message,Raw\nann@example.com,19605,[Error 19605] No.,\"{cell}\"\n");
    let (_, report) = Folder::of([("errors.csv", text)]).audit(&[]);
    assert_eq!((report.measure("errors"), report.measure("files_used")), (&json!(1), &json!(1)));
}

#[test]
fn a_large_table_with_json_in_its_cells_is_read_as_a_small_one() {
    let cell = failed().replace('"', "\"\"");
    let filler = |mark: &str| format!("{}{mark}y\n", "x".repeat(150)).repeat(31_000);
    for (header, mark) in [("@timestamp,@message\n", ","), ("id;body\n", ";"), ("id\tbody\n", "\t")]
    {
        for filler in [String::new(), filler(mark)] {
            let text = format!("{header}{filler}z{mark}\"{cell}\"\n");
            holds_both(&[("cw.csv", &text), ("cw-errors.csv", ERRORS_CSV)]);
        }
    }
    let text = format!("id,body\n{}", filler(","));
    let (_, report) = Folder::of([("cw.csv", text)]).audit(&[]);
    assert_eq!(report.rules(), ["csv-unknown-columns"]);
    assert_eq!(*report.measure("files_used"), 0);
}

#[test]
fn a_large_table_with_a_job_above_it_keeps_both() {
    let rows: String = (0..8_000)
        .map(|n| {
            format!(
                "u{n}@example.com,Error,19605,{}\n",
                "[Error 19605] No, and more of it. ".repeat(16)
            )
        })
        .collect();
    let text = format!("status\n{}\nUser ID,Type,Code,Message\n{rows}", failed());
    assert!(text.len() > 4 << 20, "more than is held of a table");
    let (_, report) = Folder::of([("all.txt", text)]).audit(&[]);
    assert_eq!((report.measure("jobs"), report.measure("errors")), (&json!(1), &json!(8_000)));
}

#[test]
fn rows_that_are_written_as_json_are_the_table() {
    let row = json!({"User ID": "ann@example.com", "Type": "Error", "Code": "19605", "Message": "[Error 19605] No."});
    let other =
        json!({"User ID": "bo@example.com", "Type": "Info", "Code": "", "Message": "moved"});
    let columns = ["User ID", "Type", "Code", "Message"];
    let cells = |row: &Value| json!(columns.map(|column| row[column].clone()));
    let by_column = |first: usize| {
        let column = |name: &&str| {
            (name.to_string(), json!({first.to_string(): row[*name], "9": other[*name]}))
        };
        columns.iter().map(column).collect::<serde_json::Map<_, _>>()
    };
    let snake = json!({"user_id": "ann@example.com", "code": 19605, "message": "No."});
    for rows in [
        json!([row, other]).to_string(),
        format!("{row}\n{other}\n"),
        format!("{other}\n{row}\n"),
        row.to_string(),
        json!({"errors": [row]}).to_string(),
        json!({"value": [row, other], "Count": 2}).to_string(),
        json!({"0": row, "1": other}).to_string(),
        json!({"columns": columns, "index": [0, 1], "data": [cells(&row), cells(&other)]})
            .to_string(),
        json!({"schema": {"fields": []}, "data": [row]}).to_string(),
        json!(by_column(0)).to_string(),
        json!([columns, cells(&row)]).to_string(),
        json!([snake]).to_string(),
        serde_json::to_string_pretty(&json!([row])).expect("JSON"),
    ] {
        let report = holds_both(&[("job.json", &failed()), ("rows", &rows)]);
        assert!(report.example("wrapped-payload").contains("as JSON"), "{rows}");
    }
    let job: Value = serde_json::from_str(&failed()).expect("JSON");
    for all in [
        json!({"job": job, "errors": [row, other]}).to_string(),
        json!({"job": job, "errors": ERRORS_CSV}).to_string(),
        format!("{job}\n{row}\n"),
    ] {
        holds_both(&[("all.json", &all)]);
    }
}

#[test]
fn logs_that_speak_of_users_and_messages_are_no_rows() {
    let line = json!({"user": "ann@example.com", "code": 200, "message": "logged in"});
    let text = format!("{line}\n{line}\n{}\n", failed());
    let (_, report) = Folder::of([("app.log", text)]).audit(&[]);
    assert_eq!((report.measure("jobs"), report.measure("errors")), (&json!(1), &json!(0)));
}

/// Quoted-printable, as mail programs write it: lines of 76 characters at most.
fn quoted(text: &str) -> String {
    let spelled = text.replace('=', "=3D");
    let lines: Vec<String> = spelled
        .lines()
        .map(|line| {
            let chars: Vec<char> = line.chars().collect();
            let pieces: Vec<String> =
                chars.chunks(75).map(|piece| piece.iter().collect()).collect();
            pieces.join("=\n")
        })
        .collect();
    lines.join("\n") + "\n"
}

#[test]
fn what_a_mail_encodes_is_read() {
    let head =
        "From: a@example.com\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"X\"\n\n";
    let part = |name: &str, how: &str, body: &str| {
        format!(
            "--X\nContent-Type: text/plain; name=\"{name}\"\nContent-Transfer-Encoding: {how}\n\n{body}\n"
        )
    };
    let base64 = |text: &str| BASE64_STANDARD.encode(text);
    for mail in [
        format!(
            "{head}{}{}--X--\n",
            part("j.json", "base64", &base64(&failed())),
            part("e.csv", "base64", &base64(ERRORS_CSV))
        ),
        format!(
            "{head}{}{}--X--\n",
            part("j.json", "quoted-printable", &quoted(&pretty())),
            part("e.csv", "7bit", ERRORS_CSV)
        ),
        format!(
            "{head}{}{}--X--\n",
            part("j.json", "7bit", &failed()),
            part("e.csv", "quoted-printable", &quoted(ERRORS_CSV))
        ),
        // A file of several mails.
        format!(
            "From a@example.com Mon Mar  2 10:00:00 2026\n{head}{}--X--\n\n\
             From a@example.com Mon Mar  2 11:00:00 2026\n{}{}--Y--\n",
            part("j.json", "base64", &base64(&failed())),
            head.replace("\"X\"", "\"Y\""),
            part("e.csv", "base64", &base64(ERRORS_CSV)).replace("--X", "--Y")
        ),
    ] {
        holds_both(&[("status.eml", &mail)]);
    }
    let mail = "From: a@example.com\nMIME-Version: 1.0\nContent-Type: application/zip\n\
                Content-Transfer-Encoding: base64\n\nUEsDBBQAAAAA\n";
    let (_, report) = Folder::of([("status.eml", mail)]).audit(&[]);
    assert!(report.example("unknown-payload").contains("save what is attached"), "{mail}");
}

#[test]
fn tables_as_a_terminal_shows_them_are_read() {
    for table in [
        "┌───┬───┬───┐\n│ User ID │ Code │ Message │\n├───┼───┼───┤\n│ ann@example.com │ 19605 │ [Error 19605] No. │\n└───┴───┴───┘\n",
        "\nUser ID         Code  Message\n-------         ----  -------\nann@example.com 19605 [Error 19605] No.\n\n",
        "User ID          Code   Message\nann@example.com  19605  [Error 19605] No.\n",
        "           User ID   Code            Message\n0  ann@example.com  19605  [Error 19605] No.\n",
        "User ID : ann@example.com\nCode    : 19605\nMessage : [Error 19605] No: it is\n          assigned.\n\n",
    ] {
        holds_both(&[("job.json", &failed()), ("errors.txt", table)]);
    }
}
