//! A job is of the kind that its counts and steps say, however its name is spelled; and no two names look alike.

use std::collections::BTreeSet;

use jobaudit::render::escape::visible;
use serde_json::json;
use unicode_normalization::UnicodeNormalization;

use crate::support::{Folder, example, job_id};

/// The headline and the findings about one job whose name is another one.
fn headline_and_findings(change: impl Fn(&mut serde_json::Value)) -> (String, u64) {
    let folder = Folder::new();
    for number in 1..=2 {
        let mut job = example();
        job["id"] = json!(job_id(number));
        if number == 2 {
            change(&mut job);
        }
        folder.write(&format!("{number}.json"), job.to_string());
    }
    let args = ["report", ".", "-f", "json", "--section", "summary", "--section", "findings"];
    let report = folder.run(args).json();
    let attempts = report.measure("items_requested");
    let sentence = &report.0["verdict"]["sentence"];
    (format!("{attempts} {sentence}"), report.findings("undocumented-value"))
}

#[test]
fn counts_and_steps_decide_where_the_name_is_spelled_otherwise() {
    let (expected, none) = headline_and_findings(|_| {});
    assert_eq!(none, 0);
    for name in ["moveusers ", "Move Users", "move_users", "users moved", "MOVE-USERS\u{a0}"] {
        let found = headline_and_findings(|job| job["name"] = json!(name));
        assert_eq!(found, (expected.clone(), 1), "{name:?}");
    }
    for name in ["", " "] {
        let found = headline_and_findings(|job| job["name"] = json!(name));
        assert_eq!(found.0, expected, "{name:?}");
    }
    // Counts that are not those of its steps tell nothing.
    let (other, findings) = headline_and_findings(|job| {
        job["name"] = json!("somethingelse");
        job["counts"] = json!({"totalPhones": 1});
    });
    assert_ne!(other, expected);
    assert_eq!(findings, 0);
}

/// Names that look alike unless something is done about it, and such as this program has words for.
const NAMES: [&str; 16] = [
    "two blanks",
    "two  blanks",
    "two blanks ",
    " two blanks",
    "two blanks  ",
    "Jos\u{e9}",
    "Jose\u{301}",
    "\u{c5}ngstr\u{f6}m",
    "\u{212b}ngstr\u{f6}m",
    "\u{ac00}",
    "\u{1100}\u{1161}",
    "(total)",
    "(job)",
    "\u{2014}",
    "with errors",
    "x jobs, and 9 people in y",
];

/// A text as an eye, a browser or a mail has it: in one form of Unicode, with one blank for several.
fn seen(text: &str) -> String {
    text.nfc().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Jobs of those names, which all else in them is called by too.
fn archive() -> Folder {
    let folder = Folder::new();
    for (number, name) in (1..).zip(NAMES) {
        let mut job = example();
        job["id"] = json!(job_id(number));
        for key in ["name", "latestExecutionExitCode", "targetCustomerId", "locationId"] {
            job[key] = json!(name);
        }
        let run = &mut job["jobExecutionStatus"][0];
        run["exitCode"] = json!(name);
        for step in run["stepExecutionStatuses"].as_array_mut().expect("steps") {
            (step["name"], step["exitCode"]) = (json!(name), json!("FAILED"));
        }
        folder.write(&format!("in/{number}.json"), job.to_string());
        let rows = format!("user,code,message\nann@x.example,\"{name}\",no\n");
        folder.write(&format!("in/{number}.csv"), rows);
    }
    folder
}

#[test]
fn no_two_names_look_alike_nor_like_a_word_of_this_program() {
    let folder = archive();
    let sections = ["failure_rates", "exit_codes", "step_timing", "error_codes"];
    let wanted = sections.iter().flat_map(|section| ["--section", section]);
    let args = ["report", "in", "--top", "0", "-q", "-o", "a.md", "-o", "a.txt", "-o", "a.html"];
    folder.run(args.into_iter().chain(wanted)).exits(0);
    // The cells of a line, or the elements of a page, each on its own.
    let markdown = folder.read("a.md");
    let of_lines = |mark: &str, text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.contains(mark));
        lines.flat_map(|line| line.split(mark).map(seen).collect::<Vec<_>>()).collect()
    };
    let html = folder.read("a.html").replace("</td>", "\n").replace("</th>", "\n");
    let html = html.lines().map(|line| line.rsplit('>').next().unwrap_or_default());
    let html: Vec<String> = html.map(|text| seen(&text.replace("&quot;", "\""))).collect();
    for (what, cells) in [
        ("markdown", of_lines("|", &markdown)),
        ("a terminal", of_lines("  ", &folder.read("a.txt"))),
        ("a page", html),
    ] {
        let shown = NAMES.map(|name| {
            let quoted = format!("\"{}\"", visible(name));
            let is_it = |cell: &&String| **cell == visible(name) || **cell == seen(&quoted);
            let found: BTreeSet<&String> = cells.iter().filter(is_it).collect();
            assert!(!found.is_empty(), "{what}: {name:?} in {cells:?}");
            found
        });
        for (at, one) in shown.iter().enumerate() {
            for other in &shown[at + 1..] {
                assert!(one.is_disjoint(other), "{what}: {one:?} {other:?}");
            }
        }
        // Quoted, they are no total, no whole execution and nothing unknown.
        for word in ["(total)", "(job)", "\u{2014}"] {
            assert!(cells.iter().any(|cell| *cell == format!("\"{word}\"")), "{what}: {word}");
        }
    }
    // The words of exit codes are ours, what reads so by itself is quoted.
    assert!(markdown.contains("| \"with errors\" |"), "{markdown}");
}

#[test]
fn no_name_goes_on_as_the_sentence_around_it_does() {
    let folder = archive();
    let run = folder.run(["report", "in", "-f", "markdown", "--with", "attention"]);
    let told = run.exits(0).stdout();
    let sentence = told.lines().find(|line| line.contains("1 error in")).expect("the sentence");
    for part in sentence.trim_end_matches('.').split("1 error in ").skip(1) {
        let name = part.trim_end_matches([' ', ',']).split(" jobs").next().expect("a name");
        let is_word = name.chars().all(|c| c.is_alphanumeric());
        assert!(is_word || name.starts_with('"'), "{name:?} in {sentence}");
    }
    assert!(!told.contains("step x jobs,"), "{told}");
    assert!(!told.contains("steps x jobs,"), "{told}");
}
