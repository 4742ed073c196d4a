//! Outputs that can't be written, or not to their end.

use std::collections::BTreeMap;
use std::fs;

use super::preload::{
    CLOSED_PIPE, DENIED, Fault, INPUT_OUTPUT, INTERRUPTED, NO_SPACE, TOO_MANY_FILES, available,
};
use super::struck;
use crate::support::{ERRORS_CSV, Folder, Json, Run, job};

/// One of each: a document, a workbook, a folder, a retry list.
pub const ARGS: [&str; 17] = [
    "report",
    "archive",
    "-q",
    "--threads",
    "1",
    "-o",
    "out/a.html",
    "-o",
    "out/a.xlsx",
    "-o",
    "out/tables/",
    "--retry-list",
    "out/retry.csv",
    "--section",
    TABLES[0],
    "--section",
    TABLES[1],
];

/// The sections that are asked for.
const TABLES: [&str; 2] = ["users", "jobs"];

/// What the outputs held before.
const OLD: &str = "old";

/// What is in the folder of outputs, by name.
pub fn written(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for below in ["out", "out/tables"] {
        let Ok(entries) = fs::read_dir(folder.path(below)) else { continue };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let name = path.strip_prefix(folder.path("")).expect("below").display().to_string();
                all.insert(name, fs::read(&path).expect("it can be read"));
            }
        }
    }
    all
}

/// The names of all outputs.
fn outputs() -> Vec<String> {
    let tables = TABLES.map(|section| format!("out/tables/{section}.csv"));
    let files = ["out/a.html", "out/a.xlsx", "out/retry.csv"].map(str::to_owned);
    let mut all: Vec<String> = files.into_iter().chain(tables).collect();
    all.sort();
    all
}

/// A folder with an archive, and what a run writes there.
pub fn archive() -> (Folder, BTreeMap<String, Vec<u8>>) {
    let folder = Folder::of([
        ("archive/a.json", job(1).to_string()),
        ("archive/errors.csv", ERRORS_CSV.to_owned()),
    ]);
    folder.run(ARGS).exits(0);
    let new = written(&folder);
    assert!(new.keys().eq(&outputs()), "{:?}", new.keys());
    (folder, new)
}

/// Puts an old file where each output will be, and nothing else.
pub fn with_old_outputs(folder: &Folder) {
    let _ = fs::remove_dir_all(folder.path("out"));
    for name in outputs() {
        folder.write(&name, OLD);
    }
}

/// Each output is the old one or the new one. Gives the names of temporary files.
#[track_caller]
pub fn old_or_new<'w>(
    run: &Run,
    found: &'w BTreeMap<String, Vec<u8>>,
    new: &BTreeMap<String, Vec<u8>>,
) -> Vec<&'w str> {
    for (name, bytes) in new {
        let is = found.get(name);
        run.check(is.is_some_and(|is| is == OLD.as_bytes() || is == bytes), name);
    }
    found.keys().filter(|name| !new.contains_key(*name)).map(String::as_str).collect()
}

/// How many tables are new.
pub fn new_tables(found: &BTreeMap<String, Vec<u8>>, new: &BTreeMap<String, Vec<u8>>) -> usize {
    let tables = new.iter().filter(|(name, _)| name.starts_with("out/tables/"));
    tables.filter(|(name, bytes)| found.get(*name) == Some(*bytes)).count()
}

#[test]
fn an_output_is_old_or_new_whichever_call_fails() {
    if !available() {
        return;
    }
    let (folder, new) = archive();
    let plans = [
        ("write", vec![NO_SPACE, INTERRUPTED]),
        ("sync", vec![NO_SPACE]),
        ("rename", vec![INPUT_OUTPUT]),
        ("open", vec![DENIED, TOO_MANY_FILES]),
        ("stat", vec![DENIED]),
        ("unlink", vec![DENIED]),
        ("chmod", vec![DENIED]),
        ("close", vec![NO_SPACE]),
    ];
    let mut times = 0;
    for (call, actions) in plans {
        for (action, lasting) in actions.iter().flat_map(|action| [(action, false), (action, true)])
        {
            if lasting && *action == INTERRUPTED {
                continue;
            }
            let most = if call == "write" { 3_000 } else { 0 };
            let fault = Fault { call, below: "/out", action, lasting, most, ..Fault::default() };
            times += fault.everywhere(&folder, &ARGS, with_old_outputs, |run| {
                let found = written(&folder);
                let left = old_or_new(run, &found, &new);
                // What may not be removed stays, and holds nothing.
                let kept = left.iter().all(|name| call == "unlink" && found[*name].is_empty());
                run.check(kept, "nothing is left");
                let tables = new_tables(&found, &new);
                // Only the system can put two files into their places at once, and it does not.
                run.check(
                    call == "rename" || [0, TABLES.len()].contains(&tables),
                    "the tables of one run",
                );
                if run.status().code() == Some(0) {
                    run.exits(0).check(found == new && left.is_empty(), "all are new");
                } else {
                    run.exits(2).says_why("cannot write out");
                }
            });
        }
    }
    struck("write", times);
}

#[test]
fn folders_that_cannot_be_made_are_named_and_none_is_left() {
    if !available() {
        return;
    }
    let (folder, _) = archive();
    let gone = |folder: &Folder| {
        let _ = fs::remove_dir_all(folder.path("out"));
    };
    let fault = Fault { call: "mkdir", below: "/out", action: NO_SPACE, ..Fault::default() };
    let times = fault.everywhere(&folder, &ARGS, gone, |run| {
        run.exits(2).says_why("No space left on device");
        run.check(!folder.path("out").exists(), "nothing is left");
    });
    assert_eq!(times, 2);
}

#[test]
fn standard_output_that_breaks_ends_with_2_or_quietly() {
    if !available() {
        return;
    }
    let (folder, _) = archive();
    let mut times = 0;
    for format in ["table", "markdown", "json", "html", "xlsx"] {
        let args = ["report", "archive", "-q", "-f", format];
        let whole = folder.run(args);
        for (action, lasting) in
            [(NO_SPACE, false), (INPUT_OUTPUT, true), (CLOSED_PIPE, true), (INTERRUPTED, false)]
        {
            let fault =
                Fault { call: "write", below: "pipe:", action, lasting, most: 9_000, named: false };
            times += fault.everywhere(
                &folder,
                &args,
                |_| {},
                |run| match action {
                    INTERRUPTED => {
                        run.exits(0).check(run.bytes() == whole.bytes(), "the same bytes");
                    }
                    CLOSED_PIPE => {
                        run.exits(0).check(run.stderr().is_empty(), "no complaint");
                    }
                    // The complaint goes to a pipe too, and fails where that lasts.
                    _ if lasting => {
                        run.exits(2);
                    }
                    _ => {
                        run.exits(2).says_why("cannot write to standard output: No space");
                    }
                },
            );
        }
    }
    struck("write to standard output", times);
}

#[test]
fn an_output_never_replaces_what_is_audited() {
    let folder = Folder::of([
        ("archive/a.json", job(1).to_string()),
        ("archive/users.csv", ERRORS_CSV.to_owned()),
        ("archive/notes.txt", String::from("Call Ann.")),
    ]);
    fs::hard_link(folder.path("archive/a.json"), folder.path("kept.json")).expect("a link");
    std::os::unix::fs::symlink("archive/a.json", folder.path("link.json")).expect("a link");
    for (args, output) in [
        (&["report", "archive", "-o", "archive/a.json"][..], "archive/a.json"),
        (&["report", "archive/a.json", "-o", "archive/a.json"], "archive/a.json"),
        (&["report", "archive", "-o", "archive/../archive/a.json"], "archive/../archive/a.json"),
        (&["report", "archive", "-o", "link.json"], "link.json"),
        (&["report", "archive", "-o", "archive/"], "archive/users.csv"),
        (&["report", "archive", "--retry-list", "archive/users.csv"], "archive/users.csv"),
        (&["report", "archive/notes.txt", "-o", "archive/notes.txt"], "archive/notes.txt"),
        (&["validate", "archive", "-o", "archive/a.json"], "archive/a.json"),
        (&["show", "0", "archive", "-o", "archive/a.json"], "archive/a.json"),
    ] {
        let run = folder.run(args);
        let why = match args.contains(&"archive") {
            true => "it lies in what is audited",
            false => "it is one of the files to audit",
        };
        run.exits(2).says_why(&format!("cannot write {output}: {why}"));
        run.check(run.bytes().is_empty(), "nothing was audited");
        assert_eq!(folder.read("archive/a.json"), job(1).to_string());
        assert_eq!(folder.read("archive/users.csv"), ERRORS_CSV);
        assert_eq!(folder.read("archive/notes.txt"), "Call Ann.");
    }
    // What is not audited is replaced as ever, and so is a report of an earlier run.
    for _ in 0..2 {
        folder.run(["report", "archive", "-q", "-o", "kept.json", "-o", "archive/b.json"]).exits(0);
    }
    let report = Json(serde_json::from_str(&folder.read("archive/b.json")).expect("JSON"));
    assert_eq!(report.measure("jobs"), 1);
}
