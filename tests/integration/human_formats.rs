//! Every format tells the same facts: every value of every section, cell by cell.
//!
//! CSV and JSON, which machines read, are compared in `machine_formats`. Here what people read is compared
//! with that: Markdown with JSON by meaning, and HTML with Markdown to the letter.

use std::collections::BTreeMap;

use jobaudit::render::escape::visible;
use serde_json::Value;

use crate::machine_formats::columns;
use crate::support::{Folder, Json, SECTIONS, all_sections, run};

type Tables = BTreeMap<String, Vec<Vec<String>>>;

/// All sections of the samples: as JSON, and the cells of Markdown and of HTML.
fn written() -> (Json, Tables, Tables) {
    let folder = Folder::new();
    let path = |name: &str| format!("{}/{name}", folder.path("").display());
    let (json, markdown, html) = (path("a.json"), path("a.md"), path("a.html"));
    let fixed =
        ["report", "samples", "-q", "-o", &json, "-o", &markdown, "-o", &html, "--top", "0"];
    run(fixed.into_iter().chain(all_sections())).exits(0);
    let json = Json(serde_json::from_str(&folder.read("a.json")).expect("JSON"));
    (json, markdown_tables(&folder.read("a.md")), html_tables(&folder.read("a.html")))
}

/// The rows below each heading.
fn markdown_tables(text: &str) -> Tables {
    let mut tables = Tables::new();
    let mut heading = String::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("### ") {
            heading = title.to_owned();
        } else if line.starts_with("## ") {
            heading.clear();
        } else if let Some(row) = line.strip_prefix("| ").filter(|_| !heading.is_empty()) {
            tables.entry(heading.clone()).or_default().push(markdown_cells(row));
        }
    }
    // The first two are the header and the line under it.
    tables.values_mut().for_each(|rows| drop(rows.drain(..2)));
    tables
}

fn markdown_cells(row: &str) -> Vec<String> {
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let mut chars = row.chars().peekable();
    let mut is_code = false;
    while let Some(c) = chars.next() {
        match c {
            '`' => is_code = !is_code,
            '\\' if !is_code && chars.peek().is_some_and(char::is_ascii_punctuation) => {
                cell.extend(chars.next());
            }
            '|' => cells.push(unescaped(std::mem::take(&mut cell).trim())),
            c => cell.push(c),
        }
    }
    cells
}

/// The rows of each table.
fn html_tables(text: &str) -> Tables {
    let mut tables = Tables::new();
    for table in text.split("<table ").skip(1) {
        let id = table.split("id=\"table-").nth(1).and_then(|rest| rest.split('"').next());
        let body = table.split("<tbody>").nth(1).and_then(|rest| rest.split("</table>").next());
        let cells = |row: &str| -> Vec<String> {
            let cells = row.split("</td>").map(|cell| {
                // The two parts of a share, each on one line.
                let cell = cell.replace("</span> <span class=\"b\">", " ").replace("</a>", "");
                let shown = cell.rsplit_once("</span>").map_or(&*cell, |(before, _)| before);
                unescaped(shown.rsplit_once('>').map_or("", |(_, shown)| shown))
            });
            let mut cells: Vec<String> = cells.collect();
            cells.pop();
            cells
        };
        let rows = body.expect("a body").split("</tr>").map(cells).filter(|row| !row.is_empty());
        tables.insert(id.expect("an id").to_owned(), rows.collect());
    }
    tables
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&amp;", "&")
}

/// Whether people read what machines read.
fn says(shown: &str, value: &Value, column: &str) -> bool {
    let number = |text: &str| text.replace(',', "").parse::<f64>().ok();
    match value {
        Value::Null => shown == "—",
        Value::Bool(flag) => shown == if *flag { "yes" } else { "no" },
        Value::Number(value) if shown.contains(" / ") => {
            let (part, whole) = shown.split_once(" / ").expect("a share");
            let whole = whole.split(' ').next().expect("a number");
            let share = number(part).zip(number(whole)).map(|(part, whole)| part / whole);
            share.is_some_and(|share| Some(share) == value.as_f64())
        }
        Value::Number(value) if shown.ends_with(" %") => {
            let percent = shown.trim_start_matches(['<', '>']).trim_end_matches(" %");
            let off =
                percent.parse::<f64>().ok().zip(value.as_f64()).map(|(a, b)| (a - b * 100.0).abs());
            off.is_some_and(|off| off <= 0.1)
        }
        Value::Number(value) if column.ends_with("_ms") || shown.ends_with(['s', 'm']) => {
            let mut sum = 0.0;
            let words: Vec<&str> = shown.trim_start_matches(['-', '<', '>']).split(' ').collect();
            for pair in words.chunks(2) {
                let [number, unit] = pair else { return false };
                let unit = match *unit {
                    "ms" => 1.0,
                    "s" => 1000.0,
                    "m" => 60_000.0,
                    "h" => 3_600_000.0,
                    _ => return false,
                };
                sum += number.replace(',', "").parse::<f64>().unwrap_or(f64::NAN) * unit;
            }
            let exact = value.as_f64().expect("a number").abs();
            // As many digits as are shown: two decimals of a second, seconds, minutes.
            (sum - exact).abs()
                <= 5.0_f64.max(if exact >= 3.6e6 {
                    6e4
                } else if exact >= 6e4 {
                    1e3
                } else {
                    0.0
                })
        }
        Value::Number(value) if column == "bytes" => {
            let exact = value.as_f64().expect("a number");
            let (size, unit) = shown.split_once(' ').expect("a unit");
            let unit = match unit {
                "B" => 1.0,
                "kB" => 1e3,
                _ => 1e6,
            };
            (number(size).expect("a number") * unit - exact).abs() <= exact * 0.06
        }
        Value::Number(value) => number(shown) == value.as_f64(),
        // A time to the second, one of our words, or a text as it is.
        Value::String(text) => {
            let time = text.get(..19).map(|start| start.replacen('T', " ", 1));
            let is_word = |text: &str| text.replace(['-', '_', ' '], "");
            shown == text
                || shown == visible(text)
                || time.as_deref() == Some(shown)
                || is_word(shown) == is_word(text)
                || matches!(
                    column,
                    "action"
                        | "exit_code"
                        | "severity"
                        | "reason"
                        | "kind"
                        | "measure"
                        | "linked_by"
                        | "step"
                        | "state"
                )
        }
        _ => false,
    }
}

/// Whether people read a name, with the first digits of the id that machines read.
fn is_name_of(shown: &str, value: &Value) -> bool {
    let named = shown.rsplit_once(" (").and_then(|(_, digits)| digits.strip_suffix(')'));
    let digits = named.unwrap_or(shown);
    let value = value.as_str().unwrap_or_default();
    // Of an answer in a capture people read the capture's name.
    let file = value.split_once('!').map_or(value, |(file, _)| file);
    let is_file = [value, file].into_iter().any(|name| name.ends_with(&format!("/{shown}")));
    digits.len() == 8 && value.starts_with(digits) || is_file
}

#[test]
fn what_people_read_is_what_machines_read() {
    let (json, markdown, html) = written();
    let people = || ["users", "still_to_move"].into_iter().flat_map(|section| json.rows(section));
    for section in SECTIONS {
        let rows = json.rows(section);
        let none = Vec::new();
        let shown = if rows.is_empty() { &none } else { &html[section] };
        assert_eq!(shown.len(), rows.len(), "{section}");
        for (cells, row) in shown.iter().zip(rows) {
            // What an id is called stands in the id's own column.
            let columns = columns(section).into_iter();
            let of_machines = match section {
                // The outcome says it in words.
                "jobs" | "steps" => vec!["org_name", "runner_name", "exit_code"],
                // Whoever works through the list needs the addresses.
                "still_to_move" => vec!["name"],
                _ => vec!["org_name", "runner_name", "email", "name", "title"],
            };
            let columns: Vec<&str> = columns.filter(|id| !of_machines.contains(id)).collect();
            assert_eq!(cells.len(), columns.len(), "{section}: {cells:?}");
            for (cell, column) in cells.iter().zip(columns) {
                let value = &row[column];
                // People read what somebody is called.
                let is_called = |row: &Value| {
                    let names = ["name", "email"].map(|other| row[other].as_str());
                    row["user"] == *value && names.contains(&Some(cell.as_str()))
                };
                // A list of the samples has the names of people who appear in no list of a report.
                let address = cell.to_lowercase().replace(' ', ".") + "@";
                let is_addressed = row["email"].as_str().is_some_and(|e| e.starts_with(&address));
                let own = row[format!("{column}_name")].as_str() == Some(cell.as_str());
                let called = own
                    || column == "user"
                        && (is_addressed || is_called(row) || people().any(is_called))
                    || is_name_of(cell, value);
                assert!(
                    called || says(cell, value, column),
                    "{section}.{column}: {cell:?} for {value}"
                );
            }
        }
        // Markdown has the very same cells, under a heading of its own: of a long list the first.
        let is_first = |of_markdown: &Vec<Vec<String>>| {
            let is_cut = of_markdown.len() == 30 && shown.len() > 30;
            of_markdown == shown || is_cut && shown.starts_with(of_markdown)
        };
        // What to do and who is left stand in its head.
        let in_head = ["actions", "still_to_move"].contains(&section);
        assert!(
            rows.is_empty() || in_head || markdown.values().any(is_first),
            "{section} in Markdown"
        );
    }
}

#[test]
fn a_pipe_gets_the_same_words_as_a_browser() {
    let (_, _, html) = written();
    let tables = run(["report", "samples", "--top", "0"].into_iter().chain(all_sections()));
    let text = tables.exits(0).stdout();
    for (section, rows) in &html {
        for cell in rows.iter().flatten().filter(|_| SECTIONS.contains(&section.as_str())) {
            // A browser gets addresses beside names.
            let is_address = section == "still_to_move" && cell.contains('@');
            assert!(is_address || text.contains(cell.as_str()), "{section}: {cell}");
        }
    }
}
