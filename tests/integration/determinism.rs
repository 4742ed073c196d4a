//! The same files give the same bytes: whatever the threads, the order of the files, the run.

use std::collections::BTreeMap;

use serde_json::json;

use crate::archive;
use crate::support::{Folder, all_sections, job, job_id, running};

/// An archive with something of everything: jobs with errors files, snapshots, broken files.
/// More files than one thread takes at a time.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for index in 0..120 {
        let job = archive::generate(index, 11);
        let folder = format!("archive/{}/{}", job.organisation, job.month);
        let mut payload = job.payload.into_bytes();
        match index % 9 {
            // Broken off, with a field too many, saved with a byte order mark.
            0 => payload.truncate(payload.len() / 2),
            1 => _ = payload.splice(1..1, *b"\"note\":1,"),
            2 => _ = payload.splice(0..0, *b"\xef\xbb\xbf"),
            _ => {}
        }
        files.push((format!("{folder}/{index}.json"), payload));
        if let Some(errors) = job.errors {
            files.push((format!("{folder}/{}", errors.file_name), errors.csv.into_bytes()));
        }
    }
    for number in 0..20 {
        let seen = format!("2023-05-30T13:04:{number:02}.000Z");
        files.push((
            format!("archive/poll/{number}.json"),
            running(1, &seen).to_string().into_bytes(),
        ));
        let mut same = job(2);
        same["instanceId"] = number.into();
        files.push((format!("archive/conflict/{number}.json"), same.to_string().into_bytes()));
        files
            .push((format!("archive/foreign/{number}.txt"), format!("note {number}").into_bytes()));
    }
    let stream: Vec<String> = (200..260).map(|index| archive::job(index, 11)).collect();
    files.push((String::from("archive/stream.ndjson"), stream.join("\n").into_bytes()));
    files
}

#[test]
fn customers_that_are_called_alike_have_one_order() {
    let of = |number: u64, end: &str, moved: u64| {
        let mut job = job(number);
        job["targetCustomerId"] = json!(format!("0a0a0a0a-1111-4111-8111-{end:0>12}"));
        job["counts"] = json!({"totalMoves": moved, "moved": moved, "failed": 0});
        (format!("{number}.json"), job.to_string())
    };
    // Of an organisation without a name the first digits of its id are shown.
    let folder = Folder::of([of(1, "1", 3), of(2, "2", 5), of(3, "3", 7)]);
    for _ in 0..8 {
        let page = folder.run(["report", ".", "-q", "-f", "markdown"]).exits(0).stdout();
        let rows = page.lines().filter(|line| line.starts_with("| 0a0a0a0a "));
        let moves: Vec<&str> = rows.filter_map(|row| row.split('|').nth(3)).collect();
        let moves: Vec<&str> = moves.into_iter().map(str::trim).collect();
        assert_eq!(moves, ["3", "5", "7"], "{page}");
    }
}

/// All that is written about an archive, by name: a report, its findings and one job, in every format.
fn outputs(folder: &Folder, threads: &str) -> BTreeMap<String, String> {
    let names = ["out/a.md", "out/a.json", "out/a.txt", "out/a.html", "out/a.xlsx", "out/tables/"];
    let outputs = names.into_iter().flat_map(|name| ["-o", name]);
    let fixed = ["report", "archive", "-v", "--top", "0", "--threads", threads];
    let run = folder.run(fixed.into_iter().chain(outputs).chain(all_sections()));
    run.exits(0);
    let mut all = BTreeMap::from([
        (String::from("stdout"), run.stdout()),
        (String::from("stderr"), run.stderr()),
    ]);
    let tables = crate::support::SECTIONS.map(|section| format!("tables/{section}.csv"));
    let documents = ["a.md", "a.json", "a.txt", "a.html"].map(str::to_owned);
    for name in tables.into_iter().chain(documents) {
        all.insert(name.clone(), folder.read(&format!("out/{name}")));
    }
    // A character a byte.
    let workbook = std::fs::read(folder.path("out/a.xlsx")).expect("a workbook");
    all.insert(String::from("a.xlsx"), workbook.into_iter().map(char::from).collect());
    let names = ["out/f.md", "out/f.csv", "out/f.json", "out/f.sarif"];
    let fixed = ["validate", "archive", "--threads", threads];
    let run = folder.run(fixed.into_iter().chain(names.into_iter().flat_map(|name| ["-o", name])));
    all.insert(String::from("findings"), run.exits(1).stdout());
    let shown = ["show", &job_id(2), "archive", "-o", "out/j.md", "-o", "out/j.json"];
    let run = folder.run(shown.into_iter().chain(["--threads", threads]));
    all.insert(String::from("one job"), run.exits(0).stdout());
    for name in names.into_iter().chain(["out/j.md", "out/j.json"]) {
        all.insert(String::from(name), folder.read(name));
    }
    all
}

/// Compares name by name, so that a failure names the output and not all of it.
#[track_caller]
fn same(expected: &BTreeMap<String, String>, found: &BTreeMap<String, String>, what: &str) {
    for (name, text) in expected {
        let differs = text.lines().zip(found[name].lines()).find(|(a, b)| a != b);
        assert!(*text == found[name], "{name}, {what}: {differs:#?}");
    }
}

#[test]
fn the_number_of_threads_changes_no_byte_of_any_format() {
    let folder = Folder::of(files());
    let expected = outputs(&folder, "1");
    assert!(expected["a.json"].contains("\"conflicting-snapshots\""));
    for threads in ["2", "5", "7"] {
        same(&expected, &outputs(&folder, threads), threads);
    }
}

/// Error lists of one job, one a line, each with another code for the same user; larger than what one
/// thread reads whole.
fn large_stream_of_errors() -> (Folder, u64) {
    let lists = 700;
    let words = "No. ".repeat(2_000);
    let list = |number: u64| {
        let message = json!([{"description": words, "code": (10_000 + number).to_string()}]);
        json!({"items": [{"itemNumber": number, "item": "ann@example.com", "trackingId": "ROUTER_1",
            "error": {"key": "400", "message": message}}]})
        .to_string()
    };
    let lines: Vec<String> = (0..lists).map(list).collect();
    let stream = lines.join("\n");
    assert!(stream.len() > 5 << 20);
    let name = format!("archive/{}.ndjson", job_id(1));
    (Folder::of([("archive/job.json", job(1).to_string()), (&name, stream)]), 10_000 + lists - 1)
}

#[test]
fn errors_of_a_large_stream_stay_in_their_order() {
    let (folder, last) = large_stream_of_errors();
    let report = |threads: &str| {
        let fixed = ["report", "archive", "-f", "json", "--threads", threads];
        folder.run(fixed.into_iter().chain(all_sections())).json()
    };
    for threads in ["1", "2", "5", "8"] {
        let report = report(threads);
        assert_eq!(report.rows("users")[0]["last_code"], last.to_string(), "{threads}");
    }
}

#[test]
fn running_again_changes_no_byte() {
    let folder = Folder::of(files());
    same(&outputs(&folder, "4"), &outputs(&folder, "4"), "the second time");
}

#[test]
fn the_order_in_which_files_were_made_changes_no_byte_whatever_the_threads() {
    let expected = outputs(&Folder::of(files()), "3");
    let mut shuffled = files();
    shuffled.reverse();
    let orders = ["last first", "in strides", "in strides of strides"];
    for (order, threads) in orders.into_iter().zip(["1", "2", "5"]) {
        same(&expected, &outputs(&Folder::of(shuffled.clone()), threads), order);
        let len = shuffled.len();
        // A stride that shares no factor with the length visits every file once.
        let stride = (len / 3..).find(|stride| gcd(*stride, len) == 1).expect("a stride");
        shuffled = (0..len).map(|at| shuffled[at * stride % len].clone()).collect();
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}
