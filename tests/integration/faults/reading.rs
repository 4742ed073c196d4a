//! Files that can't be read, or not to their end, or that change meanwhile.
//!
//! `--max-file-size 8K` makes small files go the ways of large ones, and reading little at a time makes
//! many places for a fault.

use std::collections::BTreeMap;

use super::preload::{DENIED, Fault, INPUT_OUTPUT, INTERRUPTED, TOO_MANY_FILES, available};
use super::struck;
use crate::containers::pack::{self, Entry, gzip, tar};
use crate::support::{Folder, Json, Run, job};

/// How many jobs each of the larger files has, and how many rows the table.
const MANY: u64 = 5;
const ROWS: u64 = 200;

/// Reads little at a time.
const FEW: u64 = 3_000;

const ARGS: [&str; 16] = [
    "report",
    "archive",
    "-v",
    "-f",
    "json",
    "--threads",
    "1",
    "--max-file-size",
    "8K",
    "--section",
    "summary",
    "--section",
    "findings",
    "--section",
    "files",
    "--as-of=2024-01-01",
];

/// Jobs of these numbers, each a line.
fn lines(from: u64, between: &str) -> String {
    let jobs: Vec<String> = (from..from + MANY).map(|number| job(number).to_string()).collect();
    jobs.join(between)
}

fn entries(from: u64) -> Vec<(String, String)> {
    (from..from + MANY).map(|number| (format!("{number}.json"), job(number).to_string())).collect()
}

/// An archive whose directory is read at its place, and whose entries are as long as they look.
pub fn zip() -> Vec<u8> {
    let stored = |(name, text): &(String, String)| Entry::stored(name, text.as_bytes());
    pack::zip_by_hand(&entries(400).iter().map(stored).collect::<Vec<_>>())
}

/// A folder with the archive that is read, where faults can be had.
fn archive() -> Option<Folder> {
    let folder = available().then(Folder::new)?;
    fill(&folder);
    Some(folder)
}

/// One file of each kind, read in another way each.
fn fill(folder: &Folder) {
    let rows = (0..ROWS).map(|row| format!("u{row}@example.com,Error,19605,[Error 19605] No.\n"));
    let table = format!("User ID,Type,Code,Message\n{}", rows.collect::<String>());
    folder
        .write("archive/array.json", format!("[{}]", lines(100, ",\n")))
        .write("archive/deep/packed.ndjson.gz", gzip(lines(200, "\n").as_bytes()))
        .write("archive/deep/stream.ndjson", lines(300, "\n"))
        .write("archive/errors.csv", table)
        .write("archive/some.tar", tar(&entries(500)))
        .write("archive/some.zip", zip())
        .write("archive/whole.json", job(1).to_string());
}

const FILES: u64 = 7;

/// How many jobs and rows a file holds.
fn holds(name: &str) -> (u64, u64) {
    match name {
        "errors.csv" => (0, ROWS),
        "whole.json" => (1, 0),
        entry if entry.contains('!') => (1, 0),
        _ => (MANY, 0),
    }
}

/// What all runs have to hold; gives the fate of each file.
#[track_caller]
fn sound(run: &Run) -> (Json, BTreeMap<String, String>) {
    let code = run.status().code();
    run.exits(code.filter(|code| [0, 2, 3].contains(code)).unwrap_or(0));
    let (report, fates) = (run.json(), run.fates());
    let measure = |name: &str| report.measure(name).as_u64().unwrap_or(u64::MAX);
    let set_aside = fates.values().filter(|fate| fate.starts_with("set aside")).count() as u64;
    let counts = (measure("files_found"), measure("files_used"), measure("files_set_aside"));
    run.check(counts.0 == counts.1 + counts.2, "found = used + set aside");
    run.check(counts.0 == fates.len() as u64 && counts.2 == set_aside, "each file has a fate");
    let fine = if counts.1 == 0 { 3 } else { 0 };
    run.check(code == Some(fine) || code == Some(2), "3 where nothing is used");
    (report, fates)
}

/// Of the files that are used all is counted, and of the others nothing.
#[track_caller]
fn whole_files_only(run: &Run) -> BTreeMap<String, String> {
    let (report, fates) = sound(run);
    let used = fates.iter().filter(|(_, fate)| !fate.starts_with("set aside"));
    let (jobs, rows) = used.fold((0, 0), |(jobs, rows), (name, _)| {
        let (more, more_rows) = holds(name);
        (jobs + more, rows + more_rows)
    });
    run.check(*report.measure("jobs") == jobs, format!("{jobs} jobs"));
    run.check(*report.measure("errors") == rows, format!("{rows} rows"));
    let aside = fates.len() - fates.values().filter(|fate| !fate.starts_with("set aside")).count();
    let unreadable = report.findings("unreadable-file");
    run.check(unreadable == aside as u64, "each file that is set aside has its finding");
    fates
}

const READS: [(&str, u64); 3] = [("open", 0), ("read", FEW), ("pread", FEW)];

#[test]
fn a_file_that_cannot_be_read_to_its_end_counts_for_nothing_wherever_that_happens() {
    let Some(folder) = archive() else { return };
    let mut times = 0;
    for (call, most) in READS {
        let reasons =
            if call == "open" { vec![DENIED, TOO_MANY_FILES] } else { vec![INPUT_OUTPUT] };
        for action in reasons {
            let fault = Fault { call, below: "/archive", action, most, ..Fault::default() };
            times += fault.everywhere(
                &folder,
                &ARGS,
                |_| {},
                |run| {
                    let fates = whole_files_only(run);
                    let aside = fates.values().filter(|fate| fate.starts_with("set aside"));
                    // What the directory of an archive says is read twice; once is enough.
                    let few = if call == "pread" { 0..=1 } else { 1..=1 };
                    let aside = aside.count();
                    run.check(few.contains(&aside), "one file is set aside, and named");
                    // What is denied may be so by intent; what there are no means for is not.
                    run.exits(if action == DENIED || aside == 0 { 0 } else { 2 });
                },
            );
        }
    }
    struck("read, once", times);
}

#[test]
fn a_disk_that_fails_for_good_costs_the_files_that_come_then() {
    let Some(folder) = archive() else { return };
    let mut times = 0;
    for (call, most) in READS {
        let (action, lasting) = (INPUT_OUTPUT, true);
        let fault = Fault { call, below: "/archive", action, lasting, most, ..Fault::default() };
        times += fault.everywhere(
            &folder,
            &ARGS,
            |_| {},
            |run| {
                // Where nothing at all could be read there is no report.
                let nothing = run.status().code() == Some(2) && run.bytes().is_empty();
                if !nothing {
                    whole_files_only(run);
                }
            },
        );
    }
    struck("read, from there on", times);
}

#[test]
fn a_signal_while_a_file_is_read_changes_no_byte() {
    let Some(folder) = archive() else { return };
    let expected = folder.run(ARGS);
    assert_eq!(whole_files_only(&expected).len() as u64, FILES - 2 + 2 * MANY);
    let mut times = 0;
    for (call, most) in READS {
        let (action, below) = (INTERRUPTED, "/archive");
        let fault = Fault { call, below, action, most, ..Fault::default() };
        times += fault.everywhere(
            &folder,
            &ARGS,
            |_| {},
            |run| {
                run.exits(0).check(run.bytes() == expected.bytes(), "the same bytes");
            },
        );
    }
    struck("read, interrupted", times);
}

#[test]
fn how_much_comes_at_once_changes_no_byte() {
    let Some(folder) = archive() else { return };
    let expected = folder.run(ARGS);
    for call in ["read", "pread"] {
        for most in [1, 7, 511, 512, 4_095] {
            let fault = Fault { call, below: "/archive", most, ..Fault::default() };
            let (run, calls, _) = fault.at(0, &folder, &ARGS);
            run.exits(0).check(run.bytes() == expected.bytes(), format!("{calls} calls of {call}"));
        }
    }
}

#[test]
fn a_file_that_vanishes_before_it_is_opened_is_named() {
    if !available() {
        return;
    }
    let folder = Folder::new();
    let action = "unlink 0";
    let fault = Fault { call: "open", below: "/archive/", action, ..Fault::default() };
    let times = fault.everywhere(&folder, &ARGS, fill, |run| {
        run.exits(0);
        let fates = whole_files_only(run);
        let aside = fates.values().filter(|fate| fate.starts_with("set aside"));
        run.check(aside.count() == 1, "one file is set aside");
        let example = run.json().example("unreadable-file").to_owned();
        run.check(example.ends_with(": No such file or directory"), "it says why");
    });
    struck("file gone", times);
}

/// A file that changes while it is read is one that was damaged: at most what it held counts.
fn changing(name: &str, action: &str) {
    if !available() {
        return;
    }
    let folder = Folder::new();
    let mut times = 0;
    for (call, most) in [("read", FEW), ("pread", FEW)] {
        let fault = Fault { call, below: "/archive/", action, most, ..Fault::default() };
        times += fault.everywhere(&folder, &ARGS, fill, |run| {
            let (report, fates) = sound(run);
            let most: u64 = fates.keys().map(|name| holds(name).0).sum();
            let jobs = report.measure("jobs").as_u64();
            run.check(jobs.is_some_and(|jobs| jobs <= most), "no job is counted twice");
        });
    }
    struck(name, times);
}

#[test]
fn a_file_that_shrinks_while_it_is_read_kills_nobody() {
    changing("file cut", "truncate 100");
}

#[test]
fn a_file_that_grows_while_it_is_read_kills_nobody() {
    changing("file longer", "append 3000");
}
