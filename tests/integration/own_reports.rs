//! What the program wrote, and what systems left, among the files of an archive.

use std::fs;
use std::io::{Cursor, Write};

use crate::support::{ERRORS_CSV, Folder, job};

/// A folder with a job and its errors.
fn archive() -> Folder {
    Folder::of([("job.json", job(1).to_string()), ("errors.csv", ERRORS_CSV.to_owned())])
}

#[test]
fn its_own_reports_are_known_in_every_format_and_say_nothing() {
    let folder = archive();
    let before = folder.run(["report", ".", "-f", "json"]).json();
    let outputs =
        ["md", "html", "xlsx", "json", "txt", "csv/"].map(|end| format!("reports/a.{end}"));
    let mut args = vec!["report", ".", "-q", "--retry-list", "reports/left.csv"];
    args.extend(outputs.iter().flat_map(|output| ["-o", output]));
    folder.run(args).exits(0);
    folder
        .run(["report", ".", "-q", "--csv-dialect", "excel-semicolon", "-o", "reports/excel/"])
        .exits(0);
    folder.write("broken.json", "{");
    let formats = ["text", "table", "markdown", "csv", "json", "sarif", "jsonl", "github", "junit"];
    for format in formats {
        let run = folder.run(["validate", ".", "-f", format, "--fail-on", "never"]);
        folder.write(&format!("reports/findings.{format}"), run.bytes());
    }
    for format in &formats[..5] {
        let args = ["validate", ".", "--statistics", "-f", format, "--fail-on", "never"];
        folder.write(&format!("reports/counts.{format}"), folder.run(args).bytes());
    }
    folder.run(["validate", ".", "-q", "--write-baseline", "reports/accepted.toml"]).exits(0);
    let entries = folder.read("reports/accepted.toml");
    let entries = entries.trim_start_matches(|c| c != '[');
    folder.write("reports/accepted-without-heading.toml", entries);
    fs::remove_file(folder.path("broken.json")).expect("a file");
    let run = folder.run(["report", ".", "-f", "json", "-v"]);
    let after = run.exits(0).json();
    for section in ["jobs", "users", "error_codes", "findings"] {
        let rows = |report: &crate::support::Json| report.0["sections"][section].clone();
        assert_eq!(rows(&after), rows(&before), "{section} {run}");
    }
    let own = after.row("files", "kind", "own-report").expect("a row");
    let written = after.measure("files_found").as_u64().expect("a number") - 2;
    assert!(written > 30, "{run}");
    assert_eq!(own["files"], written, "{run}");
    assert_eq!(after.measure("files_used"), 2, "{run}");
}

#[test]
fn its_own_reports_are_known_whatever_their_size_and_wherever_they_lie() {
    let folder = archive();
    let outputs = ["md", "html", "json", "csv/"].map(|end| format!("reports/a.{end}"));
    let mut args = vec!["report", ".", "-q", "--all"];
    args.extend(outputs.iter().flat_map(|output| ["-o", output]));
    folder.run(args).exits(0);
    folder.run(["export", ".", "-q", "-o", "reports/lines/", "--jsonl"]).exits(0);
    if cfg!(feature = "tables") {
        folder.run(["export", ".", "-q", "-o", "reports/parquet/"]).exits(0);
        let stream = folder.run(["export", ".", "--table", "jobs", "--arrow"]);
        folder.write("reports/jobs.arrows", stream.exits(0).bytes());
    }
    let mut written = Vec::new();
    for entry in walkdir::WalkDir::new(folder.path("reports")) {
        let entry = entry.expect("an entry");
        if entry.file_type().is_file() {
            written.push((entry.path().to_owned(), fs::read(entry.path()).expect("a file")));
        }
    }
    // The same in an archive that is read from its beginning to its end, and in one that is not.
    let mut tar = tar::Builder::new(Vec::new());
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in &written {
        let name = path.strip_prefix(folder.path("")).expect("a path").to_string_lossy();
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, &*name, &bytes[..]).expect("an entry");
        zip.start_file(&*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(bytes).expect("an entry");
    }
    folder.write("reports.tar", tar.into_inner().expect("an archive"));
    folder.write("reports.zip", zip.finish().expect("an archive").into_inner());
    let limit = ["--max-file-size", "1500"];
    let too_large = written.iter().filter(|(_, bytes)| bytes.len() > 1500).count();
    assert!(too_large > if cfg!(feature = "tables") { 12 } else { 4 }, "{too_large}");
    fs::remove_file(folder.path("job.json")).expect("a file");
    let run = folder.run(["report", ".", "-f", "json"].iter().chain(&limit));
    let report = run.exits(0).json();
    let own = report.row("files", "kind", "own-report").expect("a row");
    assert_eq!(own["files"], 3 * written.len(), "{run}");
    let bytes: usize = written.iter().map(|(_, bytes)| bytes.len()).sum();
    assert_eq!(own["bytes"], 3 * bytes, "{run}");
    assert_eq!(report.row("findings", "rule", "too-large"), None);
    // What is no table of ours is too large as before.
    let folder = Folder::of([("others.parquet", [b"PAR1", &[0; 5000][..], b"PAR1"].concat())]);
    let run = folder.run(["validate", ".", "--max-file-size", "1500"]);
    run.check(run.stdout().contains("too-large"), "is told");
}

#[test]
fn a_table_that_only_resembles_a_report_is_read() {
    for header in
        ["user,email,code,message", "user,email,name,code,message", "job,user,code,message"]
    {
        let row: Vec<&str> =
            header.split(',').map(|name| if name == "code" { "4202" } else { "a" }).collect();
        let folder = Folder::of([("a.csv", format!("{header}\n{}\n", row.join(",")))]);
        assert_eq!(folder.audit(&[]).1.measure("errors"), 1, "{header}");
    }
}

#[test]
fn what_systems_leave_is_one_info_a_folder() {
    let double = b"\0\x05\x16\x07\0\x02\0\0Mac OS X        ".as_slice();
    let folder = archive();
    for (name, bytes) in [
        (".DS_Store", b"\0\0\0\x01Bud1".as_slice()),
        ("._job.json", double),
        ("sub/desktop.ini", b"[.ShellClassInfo]\r\nIconResource=x\r\n"),
        ("sub/Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0"),
        ("sub/._empty", b""),
    ] {
        folder.write(name, bytes);
    }
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in [
        ("w/job.json", job(2).to_string().as_bytes()),
        ("__MACOSX/w/._job.json", double),
        ("__MACOSX/._w", double),
    ] {
        zip.start_file(name, options).expect("an entry");
        zip.write_all(bytes).expect("in memory");
    }
    folder.write("w.zip", zip.finish().expect("an archive").into_inner());
    let (run, report) = folder.audit(&[]);
    run.exits(0);
    assert_eq!(report.measure("jobs"), 2, "{run}");
    assert_eq!(report.findings("system-file"), 3, "{run}");
    assert_eq!(report.row("files", "kind", "system-file").expect("a row")["files"], 7, "{run}");
    assert_eq!(report.findings("unknown-payload") + report.findings("empty-file"), 0, "{run}");
    assert!(report.example("system-file").contains("left 2 files here"), "{run}");
    // A payload is one whatever it is called.
    let folder = Folder::of([("._job.json", job(1).to_string())]);
    assert_eq!(folder.audit(&[]).1.measure("jobs"), 1);
}

#[test]
fn what_was_saved_by_mistake_is_named_with_its_cure() {
    let s3 = |code: &str, message: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>"
        )
    };
    for (text, words) in [
        (s3("AccessDenied", "Request has expired"), "new csvFileDownloadUrl"),
        (s3("ExpiredToken", "The provided token has expired."), "new csvFileDownloadUrl"),
        (s3("AuthenticationFailed", "Signature not valid"), "new csvFileDownloadUrl"),
        (s3("NoSuchKey", "The specified key does not exist."), "list of errors"),
        (s3("SignatureDoesNotMatch", "x"), "quotation marks"),
        (String::from("<?xml version=\"1.0\"?><a/>"), "an XML document"),
        (
            String::from("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n"),
            "git lfs pull",
        ),
        (String::from("name='moveusers' id='x' counts=None\n"), "model_dump_json()"),
        (String::from("[MoveUsersJob(name='moveusers', id='x')]\n"), "model_dump_json()"),
        (String::from("MoveUsersJob(name='moveusers')\n"), "model_dump_json()"),
        (
            String::from(
                "From: ann@example.com\nTo: bob@example.com\nSubject: errors\n\nUser,Code\n",
            ),
            "a mail",
        ),
        (
            String::from(
                "Return-Path: <a@example.com>\r\nReceived: x\r\nDate: x\r\nSubject: y\r\n\r\nz",
            ),
            "a mail",
        ),
        (String::from("To: do\nFrom: here\n"), "plain text"),
        (String::from("[webex]\ntoken=x\n"), "plain text"),
        (String::from("[Note] call Ann.\n"), "plain text"),
    ] {
        let folder = Folder::of([("errors.csv", &text)]);
        let report = folder.audit(&[]).1;
        assert_eq!(report.rules(), ["unknown-payload"], "{text}");
        let message = report.example("unknown-payload");
        assert!(message.contains(words), "{text}: {message}");
    }
    let folder = Folder::of([("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\xff")]);
    assert!(folder.audit(&[]).1.example("unknown-payload").contains("as CSV"));
}
