//! Facts of an archive in parts: what the report of its files says, to the byte.

use std::fs;
use std::path::{Path, PathBuf};

use jobaudit::archive::Link;
use serde_json::{Value, json};

use super::archives;
use crate::support::{Folder, Run, job, job_id};

/// All files below a folder, by their paths there.
fn files(folder: &Path, below: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = below.join(entry.file_name());
        match entry.path().is_dir() {
            true => files(&entry.path(), &name, found),
            false => found.push((name, fs::read(entry.path()).expect("a file"))),
        }
    }
}

/// A tar archive of files, as an engine makes one of objects.
fn tar<'f>(files: impl Iterator<Item = &'f (PathBuf, Vec<u8>)>) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        archive.append_data(&mut header, name, bytes.as_slice()).expect("an entry");
    }
    archive.into_inner().expect("a tar archive")
}

/// The report, without what was named and how it was asked for.
fn said(run: &Run) -> String {
    let mut report: Value = serde_json::from_slice(run.bytes()).expect("JSON");
    let members = report.as_object_mut().expect("an object");
    members.remove("inputs");
    members.remove("command");
    report.to_string()
}

#[track_caller]
fn same(expected: &Run, found: &Run) {
    assert_eq!(expected.status(), found.status(), "{found}");
    if said(expected) != said(found) {
        let (expected, found) = (said(expected), said(found));
        let at = expected.bytes().zip(found.bytes()).position(|(a, b)| a != b).unwrap_or(0);
        let around = |text: &str| {
            let bytes = &text.as_bytes()[at.saturating_sub(200)..(at + 80).min(text.len())];
            String::from_utf8_lossy(bytes).into_owned()
        };
        panic!("expected {}\nfound {}", around(&expected), around(&found));
    }
}

/// Flags that a report of facts understands as one of files does.
const FLAGS: [&[&str]; 3] = [
    &[],
    &["--since", "2025-10", "--redact", "--top", "3"],
    &["--as-of", "2026-03-01", "--level", "stuck-job=error", "--fail-on", "error"],
];

#[test]
fn a_report_of_facts_is_that_of_the_files() {
    for (name, folder) in archives() {
        fs::create_dir(folder.path("facts")).expect("a folder");
        for flags in FLAGS {
            // Which signed addresses still open something is judged when files are read.
            let as_of: &[&str] = if flags.contains(&"--as-of") { &flags[..2] } else { &[] };
            let extract = ["export", "--facts", "--max-findings", "0", "archive"];
            let facts = folder.run(extract.iter().chain(as_of));
            folder.write("facts/all.arrows", facts.exits(0).bytes());
            let of_files = folder.run(["report", "archive", "-f", "json"].iter().chain(flags));
            let of_facts =
                folder.run(["report", "--facts", "facts", "-f", "json"].iter().chain(flags));
            let inputs = |run: &Run| run.json().0["inputs"].clone();
            assert_eq!(inputs(&of_files), inputs(&of_facts), "{name}");
            same(&of_files, &of_facts);
        }
    }
}

#[test]
fn parts_of_an_archive_that_come_as_objects_give_the_report_of_the_whole() {
    for (name, folder) in archives() {
        let mut all = Vec::new();
        files(&folder.path("archive"), Path::new(""), &mut all);
        let expected = folder.run(["report", "archive", "-f", "json", "--as-of", "2026-03-01"]);
        for shards in [1, 7] {
            let parts = Folder::new();
            for shard in 0..shards {
                // What belongs together lies apart.
                let part = tar(all.iter().skip(shard).step_by(shards));
                let args = ["export", "--facts", "-", "--base", "", "--as-of", "2026-03-01"];
                let facts = folder.pipe(args, &part);
                parts.write(&format!("facts/part-{shard}.arrows"), facts.exits(0).bytes());
            }
            let asked = ["report", "--facts", "facts", "-f", "json", "--as-of", "2026-03-01"];
            let found = parts.run(asked);
            found.check(found.status().success(), name);
            same(&expected, &found);
            // What an engine has brought together and made less of is as good.
            let folded = parts.run(["fold", "facts"]);
            parts.write("folded.arrows", folded.exits(0).bytes());
            let piped = ["report", "--facts", "-", "-f", "json", "--as-of", "2026-03-01"];
            same(&expected, &parts.pipe(piped, folded.bytes()));
        }
    }
}

/// An archive in which errors find their jobs in every way that there is, and in one that is of no use: two jobs
/// have files of one name.
fn of_all_links() -> Folder {
    let told = |number: u64, change: &dyn Fn(&mut Value)| {
        let mut job = job(number);
        job["trackingId"] = json!(format!("NA_{}", job_id(100 + number)));
        job["counts"] = json!({"totalMoves": 2, "moved": 0, "failed": 2});
        for field in ["csvFile", "csvFileDownloadUrl"] {
            job.as_object_mut().expect("an object").remove(field);
        }
        change(&mut job);
        job.to_string()
    };
    let as_it_is = |number| told(number, &|_| {});
    let named =
        |name: &'static str| move |job: &mut Value| job["csvFile"] = json!(format!("x/{name}"));
    let errors = |who: &str| format!("User ID,Code,Message\n{who}@example.com,19605,No.\n");
    let request = json!({"usersList": [{"locationId": job_id(700), "users": [
        {"userId": "nora@example.com"}, {"userId": "nils@example.com"}]}]});
    Folder::of([
        ("jobs/1.json", as_it_is(1)),
        (
            "tables/rows.csv",
            format!("Job ID,User ID,Code\n{},ann@example.com,19605\n", job_id(1)),
        ),
        ("jobs/2.json", as_it_is(2)),
        (&format!("tables/{}.csv", job_id(2)), errors("bob")),
        ("jobs/3.json", as_it_is(3)),
        (&format!("{}/errors.csv", job_id(3)), errors("cleo")),
        ("jobs/4.json", told(4, &named("5d2c9e8f"))),
        ("tables/5d2c9e8f.csv", errors("dan")),
        ("jobs/5.json", as_it_is(5)),
        (
            "tables/items.json",
            json!({"items": [{"item": "eve@example.com", "itemNumber": 1, "trackingId": format!("NA_{}_1", job_id(105)),
                "error": {"key": "19605", "message": [{"code": "19605", "description": "No."}]}}]})
            .to_string(),
        ),
        ("wave/wave-6.json", as_it_is(6)),
        ("wave/wave-6-errors.csv", errors("finn")),
        ("wave/other.json", as_it_is(16)),
        ("seven/a.json", as_it_is(7)),
        ("seven/e.csv", errors("gus")),
        ("jobs/wave-8.json", as_it_is(8)),
        ("tables/wave-8.csv", errors("hana")),
        ("jobs/9.json", as_it_is(9)),
        (&format!("tables/{}.csv", job_id(9)), errors("nora")),
        ("bodies/request.json", request.to_string()),
        ("east/wave-10.json", as_it_is(10)),
        ("west/wave-10.json", as_it_is(11)),
        ("tables/wave-10.csv", errors("ivo")),
    ])
}

#[test]
fn errors_that_lie_apart_from_their_jobs_are_linked_as_in_one_archive() {
    let whole = of_all_links();
    let expected = whole.run(["report", ".", "-f", "json", "--as-of", "2026-03-01"]);
    let (report, linked) = (expected.json(), expected.stdout());
    for link in Link::ALL {
        expected.check(linked.contains(link.words()), link.name());
    }
    assert_eq!(report.findings("errors-csv-unmatched"), 1, "{expected}");
    let mut all = Vec::new();
    files(&whole.path("."), Path::new(""), &mut all);
    // Each file in a task of its own, and what they gave in shards of an engine.
    let parts = Folder::new();
    for (number, file) in all.iter().enumerate() {
        let args = ["export", "--facts", "-", "--base", "", "--as-of", "2026-03-01"];
        let facts = parts.pipe(args, &tar(std::iter::once(file)));
        parts.write(&format!("facts/{number}.arrows"), facts.exits(0).bytes());
    }
    let asked = ["report", "--facts", "facts", "-f", "json", "--as-of", "2026-03-01"];
    same(&expected, &parts.run(asked));
    let folded = parts.run(["fold", "facts"]);
    let piped = ["report", "--facts", "-", "-f", "json", "--as-of", "2026-03-01"];
    same(&expected, &parts.pipe(piped, folded.exits(0).bytes()));
}

/// Facts of one file with a job.
fn facts_of_example(folder: &Folder, flags: &[&str]) -> Vec<u8> {
    let run = folder.run(["export", "--facts"].iter().chain(flags));
    run.exits(0).bytes().to_vec()
}

#[test]
fn what_cannot_be_answered_from_facts_is_refused() {
    let folder = Folder::with_example();
    folder.write("in/a.json", folder.read("archive/job.json"));
    folder.write("in/b.txt", "nothing of that kind\n");
    let whole = facts_of_example(&folder, &["in"]);
    folder.write("facts/in.arrows", &whole);
    folder.run(["report", "--facts", "facts"]).exits(0);

    // Beside data, engines leave what is none; an empty file is none either and says so.
    folder.write("facts/_SUCCESS", "").write("facts/.in.crc", "x");
    folder.run(["report", "--facts", "facts"]).exits(0);
    folder.write("facts/empty.arrows", "");
    folder.run(["report", "--facts", "facts"]).exits(2).says_why("empty.arrows: it is empty");
    fs::remove_file(folder.path("facts/empty.arrows")).expect("it is removed");

    let twice = ["report", "--facts", "facts", "facts/in.arrows"];
    folder.run(twice).exits(2).says_why("a.json is in the facts twice");
    let rules = ["report", "--facts", "facts", "--ignore", "unknown-payload"];
    folder.run(rules).exits(2).says_why("which rules count is said to export --facts");
    folder.write("cut.arrows", &whole[..whole.len() - 9]);
    folder.run(["report", "--facts", "cut.arrows"]).exits(2).says_why("cut.arrows");
    folder.run(["report", "--facts", "in/a.json"]).exits(2).says_why("it holds no facts");

    let other = facts_of_example(
        &folder,
        &["in/a.json", "--base", "s3://b/a.json", "--ignore", "unknown-field"],
    );
    folder.write("facts/other.arrows", other);
    folder.run(["report", "--facts", "facts"]).exits(2).says_why("extracted in the same way");
    fs::remove_file(folder.path("facts/other.arrows")).expect("it is removed");

    folder.run(["export", "--facts", "in", "in/a.json", "--base", "x"]).exits(2);
    for flags in [&["-o", "tables/"][..], &["-v"], &["--fail-on", "error"]] {
        folder.run(["export", "--facts", "in"].iter().chain(flags)).exits(2);
    }
    folder.run(["fold", "nowhere"]).exits(2).says_why("nowhere");
}

#[test]
fn findings_that_facts_have_not_kept_are_missed_and_not_guessed() {
    let folder = Folder::with_example();
    let line =
        folder.read("archive/job.json").replace("\n", "").replace("\"id\"", "\"odd\": 1, \"id\"");
    folder.write("in/jobs.ndjson", [line.as_str(); 3].join("\n"));
    folder.write("few.arrows", facts_of_example(&folder, &["in", "--max-findings", "1"]));
    folder.write("all.arrows", facts_of_example(&folder, &["in", "--max-findings", "0"]));
    let chosen = |facts| ["report", "--facts", facts, "--job-name", "moveusers", "-f", "json"];
    folder.run(chosen("few.arrows")).exits(2).says_why("--max-findings 0");
    same(
        &folder.run(["report", "in", "--job-name", "moveusers", "-f", "json"]),
        folder.run(chosen("all.arrows")).exits(0),
    );
}

#[test]
fn no_name_in_facts_opens_anything() {
    let folder = Folder::with_example();
    let secret = "X-Amz-Signature=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    let url = format!("https://bucket.s3.amazonaws.com/a.csv?X-Amz-Expires=900&{secret}");
    let job = folder.read("archive/job.json");
    folder.write("in/a.json", &job);
    folder
        .write("in/errors.csv", format!("User ID,Code,Message\nann@example.com,4202,see {url}\n"));
    folder.write(&format!("in/b.csv?{secret}"), "User ID,Code\nann@example.com,4202\n");
    let facts = facts_of_example(&folder, &["in"]);
    let shown = String::from_utf8_lossy(&facts);
    assert!(!shown.contains("0123456789abcdef0123456789abcdef"), "a secret is in the facts");
}
