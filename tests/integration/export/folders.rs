//! Where tables go: whole or not at all, never over what is read, and known for what they are.

use std::fs;

use serde_json::Value;

use super::{Texts, archives, plainly_written, tables};
use crate::support::{ERRORS_CSV, Folder, job};

fn archive() -> Folder {
    Folder::of([
        ("archive/job.json", job(1).to_string()),
        ("archive/errors.csv", ERRORS_CSV.into()),
    ])
}

fn names(folder: &Folder, below: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder.path(below))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_folder_gets_a_file_for_each_table_that_was_asked_for() {
    let folder = archive();
    folder.run(["export", "archive", "-o", "all", "--csv"]).exits(0);
    let all: Vec<String> = tables().keys().map(|id| format!("{id}.csv")).collect();
    assert_eq!(names(&folder, "all"), all);
    for (id, columns) in tables() {
        let written = Texts::read(&folder.path(&format!("all/{id}.csv"))).columns;
        let columns: Vec<&str> = columns.iter().map(|column| column.id).collect();
        assert_eq!(written, columns, "{id}");
    }
    let run = folder.run(["export", "archive", "-o", "two/", "--jsonl", "--table", "errors,jobs"]);
    run.exits(0).check(run.stderr().contains("wrote 2 tables with 2 rows in 2 files"), "is told");
    assert_eq!(names(&folder, "two"), ["errors.jsonl", "jobs.jsonl"]);
    let line: Value = serde_json::from_str(&folder.read("two/jobs.jsonl")).expect("a line");
    assert_eq!((&line["table"], &line["outcome"]), (&"jobs".into(), &"succeeded".into()));
    assert_eq!(line["elapsed_ns"], 2_752_000_000_u64);
    assert_eq!(line["items_pending"], Value::Null);
}

#[test]
fn lines_of_json_say_what_csv_says() {
    for ((name, folder), csv) in archives().into_iter().zip(plainly_written()) {
        folder.run(["export", "archive", "-q", "--max-findings", "0", "-o", "json/", "--jsonl"]);
        for id in tables().keys() {
            let table = &csv.tables[*id];
            let lines = folder.read(&format!("json/{id}.jsonl"));
            assert_eq!(lines.lines().count(), table.rows.len(), "{name} {id}");
            for (line, row) in lines.lines().zip(&table.rows) {
                let line: Value = serde_json::from_str(line).expect("a line");
                for (column, value) in table.columns.iter().zip(row) {
                    let told = match &line[column] {
                        Value::Null => String::new(),
                        Value::String(text) => text.clone(),
                        Value::Number(number) if number.is_f64() => {
                            number.as_f64().expect("a number").to_string()
                        }
                        other => other.to_string(),
                    };
                    // What a spreadsheet would run has an apostrophe more in CSV.
                    let plain = |text: &str| {
                        text.replace('\'', "").replace('\0', "\\u{0}").replace("\\u{5c}", "\\")
                    };
                    assert_eq!(plain(value), plain(&told), "{name} {id}.{column}");
                }
            }
        }
    }
}

#[test]
fn a_table_is_divided_by_month_or_organisation_and_the_parts_hold_all_of_it() {
    let (_, folder) = archives().swap_remove(0);
    folder.run(["export", "archive", "-q", "-o", "whole/", "--csv"]).exits(0);
    for by in ["month", "org"] {
        folder.run(["export", "archive", "-q", "-o", by, "--csv", "--partition", by]).exits(0);
        for (id, columns) in tables() {
            let whole = Texts::read(&folder.path(&format!("whole/{id}.csv")));
            if !columns.iter().any(|column| column.id == by) {
                assert_eq!(Texts::read(&folder.path(&format!("{by}/{id}.csv"))), whole);
                continue;
            }
            let mut rows = Vec::new();
            for part in names(&folder, &format!("{by}/{id}")) {
                let value = part.strip_prefix(&format!("{by}=")).expect("a part").to_owned();
                let value = if value == "__HIVE_DEFAULT_PARTITION__" { "" } else { &value };
                let path = folder.path(&format!("{by}/{id}/{part}/{id}.csv"));
                let table = Texts::read(&path);
                assert_eq!(table.column(by), None, "{id}");
                let at = whole.columns.iter().position(|column| column == by).expect("a column");
                rows.extend(table.rows.into_iter().map(|mut row| {
                    row.insert(at, value.to_owned());
                    row
                }));
            }
            let mut all = whole.rows;
            all.sort();
            rows.sort();
            assert_eq!(rows, all, "{id} by {by}");
        }
        let run = folder.run(["export", "archive", "-o", by, "--csv", "--partition", by]);
        run.exits(2).says_why("would be read as a part of the table");
    }
}

#[test]
fn nothing_that_is_read_is_replaced_and_nothing_is_left_of_what_fails() {
    let folder = archive();
    folder.write("archive/jobs.csv", "user,code,message\nann@example.com,4202,x\n");
    let run = folder.run(["export", "archive", "-o", "archive/", "--csv"]);
    run.exits(2).says_why("jobaudit did not write it");
    assert_eq!(names(&folder, "archive"), ["errors.csv", "job.json", "jobs.csv"]);
    folder.write("there", "a file");
    folder.run(["export", "archive", "-o", "there/", "--csv"]).exits(2).says_why("not a folder");
    folder.run(["export", "nowhere", "-o", "new/", "--csv"]).exits(2);
    assert!(!folder.path("new").exists());
    // An unknown table, and what can't go together.
    for args in [
        &["--table", "payloads", "-o", "x/"][..],
        &["--csv", "--jsonl", "-o", "x/"],
        &["--arrow", "--table", "jobs", "-o", "x/"],
        &["--csv"],
    ] {
        folder.run(["export", "archive"].iter().chain(args)).exits(2);
    }
    assert!(!folder.path("x").exists());
}

#[test]
fn tables_in_what_is_audited_say_nothing_and_are_replaced() {
    let folder = archive();
    let before = folder.run(["report", "archive", "-f", "json"]).json();
    let mut written = 0;
    for format in formats() {
        for _ in 0..2 {
            let folder_name = format!("archive/tables-{}/", written);
            folder.run(["export", "archive", "-o", &folder_name, format]).exits(0);
        }
        written += 1;
    }
    let after = folder.run(["report", "archive", "-f", "json"]);
    let after = after.exits(0).json();
    for section in ["jobs", "errors", "findings"] {
        assert_eq!(after.rows(section), before.rows(section), "{section}");
    }
    let own = after.row("files", "kind", "own-report").expect("a row");
    assert_eq!(own["files"], written * tables().len());
}

/// The flags of all formats that a folder can have.
fn formats() -> Vec<&'static str> {
    let mut formats = vec!["--csv", "--jsonl"];
    formats.extend(cfg!(feature = "tables").then_some("-q"));
    formats
}

#[cfg(not(feature = "tables"))]
#[test]
fn without_parquet_it_says_so_before_it_reads_anything() {
    let folder = Folder::new();
    for args in [&["-o", "tables/"][..], &["--arrow", "--table", "jobs"]] {
        let run = folder.run(["export", "nowhere"].iter().chain(args));
        run.exits(2).says_why("the cargo feature `tables`");
        assert!(!folder.path("tables").exists());
    }
}
