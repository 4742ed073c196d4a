//! What programs read back: CSV, JSON and SARIF hold the texts as they were.

use std::collections::BTreeSet;

use serde_json::Value;

use super::archive::{TEXTS, job_about};
use super::outputs::{Output, everything, named};
use crate::support::Folder;

/// The texts of a column.
fn column<'v>(rows: &'v Value, id: &str) -> BTreeSet<&'v str> {
    rows.as_array().expect("rows").iter().filter_map(|row| row[id].as_str()).collect()
}

#[test]
fn json_holds_every_text_as_it_was() {
    let all = everything();
    let report: Value = serde_json::from_slice(&named(all, "a.json").bytes).expect("JSON");
    let texts = BTreeSet::from(TEXTS);
    for (section, id) in [
        ("jobs", "job"),
        ("jobs", "job_name"),
        ("jobs", "org"),
        ("jobs", "runner"),
        ("jobs", "exit_code"),
        ("jobs", "status"),
        ("failure_rates", "group"),
        ("step_timing", "step"),
        ("exit_codes", "exit_code"),
        ("statuses", "status"),
        ("error_codes", "code"),
        ("users", "user"),
    ] {
        let found = column(&report["sections"][section], id);
        // An e-mail address is read in lower case.
        let is_there = |text: &&&str| found.contains(**text) || id == "user" && text.contains('@');
        let missing: Vec<_> = texts.iter().filter(|text| !is_there(text)).collect();
        assert!(missing.is_empty(), "{section}.{id}: {missing:?}");
    }
    let validation = &named(all, "validate json").bytes;
    let validation: Value = serde_json::from_slice(validation).expect("JSON");
    let pointers = column(&validation["findings"], "pointer");
    for text in TEXTS {
        let pointer = format!("/{}", text.replace('~', "~0").replace('/', "~1"));
        assert!(pointers.contains(pointer.as_str()), "{pointer}");
    }
    // In SARIF a file is a URI that leads back to it.
    let log: Value = serde_json::from_slice(&named(all, "validate sarif").bytes).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let uris: BTreeSet<String> = results
        .iter()
        .filter_map(|r| r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str())
        .map(|uri| percent_encoding::percent_decode_str(uri).decode_utf8_lossy().into_owned())
        .collect();
    for text in TEXTS.iter().filter(|text| !text.contains(['/', '\0'])) {
        assert!(uris.contains(&format!("names/{text}")), "{text:?}");
    }
    assert_eq!(results.len(), validation["findings"].as_array().expect("findings").len());
}

/// Whether a spreadsheet runs a cell that begins so.
fn runs(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Whether it is a phone number or a number below zero, which stay as they are.
fn is_number(cell: &str) -> bool {
    let digits = cell.trim_start_matches(['+', '-']);
    digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') && digits.len() + 1 == cell.len()
}

/// The cells of a table, which has as many in each row.
#[track_caller]
fn cells(output: &Output, delimiter: u8) -> Vec<Vec<String>> {
    let text = output.text();
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(delimiter).has_headers(false).from_reader(text.as_bytes());
    let rows =
        reader.records().map(|row| row.expect(&output.name).iter().map(String::from).collect());
    rows.collect()
}

/// What a cell of ours was before it was made inert: one apostrophe less where a formula begins.
fn read_back(cell: &str) -> String {
    let mut text = String::new();
    let mut rest = cell;
    let mut begins = true;
    while let Some(c) = rest.chars().next() {
        let behind = rest.trim_start_matches(['\'', '"']);
        let first =
            text.is_empty() && rest.trim_start_matches('\'').starts_with(['\t', '\r', '\n']);
        let formula = runs(behind) && !behind.starts_with(['\t', '\r', '\n']);
        if begins && c == '\'' && (formula || first) {
            rest = &rest[1..];
        }
        let Some(c) = rest.chars().next() else { break };
        text.push(c);
        rest = &rest[c.len_utf8()..];
        begins = matches!(c, ',' | ';' | '\t' | '\r' | '\n');
    }
    text
}

#[test]
fn csv_runs_nothing_and_gives_every_text_back() {
    let all = everything();
    let tables: Vec<&Output> = all
        .iter()
        .filter(|output| output.name.ends_with(".csv") || output.name == "validate csv")
        .collect();
    assert!(tables.len() > 25, "{}", tables.len());
    for table in tables {
        let excel = table.name.starts_with("excel/");
        let rows = cells(table, if excel { b';' } else { b',' });
        for cell in rows.iter().flatten() {
            assert!(!runs(cell) || is_number(cell), "{}: {cell:?}", table.name);
            assert!(!cell.contains('\0'), "{}", table.name);
        }
        // Somebody else's program may split the same file elsewhere.
        for other in [b',', b';', b'\t'] {
            let text = table.text();
            let pieces = text.split([char::from(other), '\n', '\r']);
            let begins = |piece: &&str| runs(piece.trim_start_matches('"')) && !is_number(piece);
            let piece = pieces.filter(|piece| !piece.is_empty()).find(begins);
            assert_eq!(piece, None, "{} split at {:?}", table.name, char::from(other));
        }
    }
    let jobs = cells(named(all, "tables/jobs.csv"), b',');
    for column in ["job", "job_name", "org", "runner"] {
        let at = jobs[0].iter().position(|name| name == column).expect(column);
        let found: BTreeSet<String> = jobs[1..].iter().map(|row| read_back(&row[at])).collect();
        for text in TEXTS {
            // NUL ends a text in some programs, so that it is spelled out.
            let text = text.replace("\\u{", "\\u{5c}u{").replace('\0', "\\u{0}");
            assert!(found.contains(&text), "{column}: {text:?}");
        }
    }
}

#[test]
fn a_job_is_shown_as_it_is_called() {
    for text in TEXTS.iter().filter(|text| !text.contains('\0')) {
        let folder = Folder::of([("a.json", job_about(text).to_string())]);
        let json = folder.run(["show", "-f", "json", "--", text, "."]).exits(0).json();
        let rows = json.0["sections"].as_object().expect("sections").values();
        let texts: BTreeSet<&str> = rows
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(Value::as_object)
            .flat_map(|row| row.values().filter_map(Value::as_str))
            .collect();
        assert!(texts.contains(text), "{text:?}: {texts:?}");
    }
}
