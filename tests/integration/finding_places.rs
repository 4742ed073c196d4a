//! Places: line, column and pointer lead to the character that is meant, however the text is written.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::payloads;
use crate::support::{Folder, example, job_id};

/// A payload with faults of every kind that has a place, in texts of one and more bytes a character.
fn faulty() -> Value {
    let mut job = example();
    job["trackingId"] = json!("Zürich 東京 👩‍🔬");
    job["größe/~"] = json!("é");
    job["instanceId"] = json!("one");
    job["sourceUserId"] = json!("nobody");
    job["counts"]["failed"] = json!(-1);
    job["counts"]["walls"] = json!({"höhe": [1]});
    let run = &mut job["jobExecutionStatus"][0];
    run["timeElapsed"] = json!("2 s");
    run["createdTime"] = json!("2023-05-30T15:04:00+02:00");
    let step = &mut run["stepExecutionStatuses"][0];
    step["endTime"] = json!("2023-05-30T13:03:59.000Z");
    step["statusMessage"] = json!("ÖDE");
    step.as_object_mut().expect("an object").remove("id");
    let second = json!([1, {"x": null}]);
    run["stepExecutionStatuses"].as_array_mut().expect("steps").push(second);
    job
}

/// A text in each of the layouts and encodings that it may be saved in, and as it is decoded.
fn layouts(payload: &Value) -> Vec<(String, Vec<u8>, String)> {
    let pretty = serde_json::to_string_pretty(payload).expect("JSON");
    let mut all = Vec::new();
    for (name, text) in [
        ("one line", payload.to_string()),
        ("lf", pretty.clone()),
        ("crlf", pretty.replace('\n', "\r\n")),
        ("cr", pretty.replace('\n', "\r")),
        ("mixed", pretty.replacen('\n', "\r\n", 5).replacen("\n ", "\r ", 9)),
        ("blank lines above", format!("\r\n\n\r \t{pretty}")),
    ] {
        let marked = format!("\u{feff}{text}");
        let utf16 =
            |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect();
        for (encoding, bytes) in [
            ("UTF-8", text.clone().into_bytes()),
            ("UTF-8 with a mark", marked.clone().into_bytes()),
            ("UTF-16LE with a mark", utf16(&marked, u16::to_le_bytes)),
            ("UTF-16BE with a mark", utf16(&marked, u16::to_be_bytes)),
        ] {
            all.push((format!("{name}, {encoding}"), bytes, text.clone()));
        }
    }
    all
}

/// The rest of a text from a line and column on, counted out by itself.
fn from(text: &str, line: u64, column: u64) -> &str {
    let plain = text.replace("\r\n", "\n\u{0}").replace('\r', "\n");
    let mut start = 0;
    for one in plain.split_inclusive('\n').take(usize::try_from(line).expect("a line") - 1) {
        start += one.chars().count();
    }
    // The mark that stands for the second half of CRLF belongs to no line.
    if plain.chars().nth(start) == Some('\u{0}') {
        start += 1;
    }
    let skip = start + usize::try_from(column).expect("a column") - 1;
    text.char_indices().nth(skip).map_or("", |(at, _)| &text[at..])
}

fn first_value(text: &str) -> Option<Value> {
    serde_json::Deserializer::from_str(text).into_iter().next()?.ok()
}

#[test]
fn every_finding_points_at_the_value_that_its_pointer_names_in_every_layout() {
    let payload = faulty();
    let layouts = layouts(&payload);
    let folder = Folder::of(
        layouts.iter().enumerate().map(|(at, (_, bytes, _))| (format!("{at:03}.json"), bytes)),
    );
    let only = ["--ignore", "encoding", "--ignore", "conflicting-snapshots"];
    let run = folder.run(["validate", ".", "-f", "json"].into_iter().chain(only));
    let findings = run.exits(1).json().0;
    let mut of_first = BTreeSet::new();
    for (at, (layout, _, text)) in layouts.iter().enumerate() {
        let file = format!("{at:03}.json");
        let of_file = findings["findings"].as_array().expect("findings").iter();
        let mut found = BTreeSet::new();
        for finding in of_file.filter(|finding| finding["file"] == file) {
            let number = |key: &str| finding[key].as_u64().unwrap_or_else(|| panic!("{finding}"));
            let pointer = finding["pointer"].as_str().expect("a pointer");
            let there = first_value(from(text, number("line"), number("column")));
            assert_eq!(there.as_ref(), payload.pointer(pointer), "{layout}: {finding}");
            found.insert((finding["rule"].to_string(), pointer.to_owned()));
        }
        if at == 0 {
            assert!(found.len() >= 11, "{found:?}");
            of_first = found;
        } else {
            assert_eq!(found, of_first, "{layout}");
        }
    }
}

#[test]
fn findings_in_lists_and_lines_point_into_them() {
    let mut second = payloads::listed(faulty());
    second["id"] = json!(job_id(2));
    let mut list = json!({"items": [payloads::listed(example()), second], "total": 2});
    list["items"].as_array_mut().expect("items").push(json!("nothing"));
    let lines = format!("{}\r\n\r\n{}\n", example(), faulty());
    let folder = Folder::of([("list.json", list.to_string()), ("lines.ndjson", lines.clone())]);
    let run = folder.run(["validate", ".", "-f", "json"]);
    let findings = run.exits(1).json().0;
    let (mut in_list, mut in_lines) = (0, 0);
    for finding in findings["findings"].as_array().expect("findings") {
        let (Some(line), Some(column)) = (finding["line"].as_u64(), finding["column"].as_u64())
        else {
            continue;
        };
        let pointer = finding["pointer"].as_str().expect("a pointer");
        let text = if finding["file"] == "list.json" { &list.to_string() } else { &lines };
        let there = first_value(from(text, line, column));
        if finding["file"] == "list.json" {
            in_list += 1;
            assert_eq!(there.as_ref(), list.pointer(pointer), "{finding}");
        } else {
            in_lines += 1;
            assert_eq!((line, there.as_ref()), (3, faulty().pointer(pointer)), "{finding}");
        }
    }
    assert!(in_list >= 13 && in_lines >= 11, "{in_list} and {in_lines}: {run}");
}

#[test]
fn findings_in_tables_name_row_and_column_whatever_ends_a_line() {
    let text = "User;Code;Message;Code\nann;19605;No.;\n\nbob;\"19\n605\";No.\ncid;4202;\"No.;\n";
    let expected = [
        ("csv-delimiter", 1, "row 1"),
        ("csv-duplicate-column", 1, "row 1, column Code"),
        ("csv-ragged-row", 4, "row 3, column Code"),
        ("csv-ragged-row", 6, "row 4, column Code"),
        ("csv-malformed", 6, "row 4, column Message"),
    ];
    for end in ["\n", "\r\n", "\r"] {
        let text = text.replace('\n', end);
        let utf16 = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [text.clone().into_bytes(), utf16] {
            let folder = Folder::of([("errors.csv", bytes)]);
            let csv = "csv-delimiter csv-duplicate-column csv-ragged-row csv-malformed";
            let only = csv.split(' ').flat_map(|rule| ["--only", rule]);
            let run = folder.run(["validate", ".", "-f", "json"].into_iter().chain(only));
            let mut found: Vec<(String, u64, String)> = Vec::new();
            for finding in run.exits(1).json().0["findings"].as_array().expect("findings") {
                let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
                found.push((text("rule"), finding["line"].as_u64().unwrap_or(0), text("pointer")));
            }
            found.sort();
            let mut expected =
                expected.map(|(rule, line, place)| (rule.to_owned(), line, place.to_owned()));
            expected.sort();
            assert_eq!(found, expected, "{end:?}");
        }
    }
}
