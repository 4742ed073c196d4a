//! What people look at, in a pipe and on a terminal: nothing acts, and no two names look alike.

use std::collections::BTreeSet;
use std::fs;

use jobaudit::render::escape::visible;

use super::archive::{TEXTS, job_about, names};
use super::outputs::{everything, named, shown};
use crate::support::Folder;

/// Whether a character acts on a terminal, or hides from an eye: said here once more, in other words
/// than the program's.
fn acts(c: char) -> bool {
    let ranges = [
        (0x00, 0x1f),
        (0x7f, 0xa0),
        (0xad, 0xad),
        (0x34f, 0x34f),
        (0x61c, 0x61c),
        (0x115f, 0x1160),
        (0x17b4, 0x17b5),
        (0x180b, 0x180f),
        (0x2000, 0x200b),
        (0x200e, 0x200f),
        (0x2028, 0x202f),
        (0x205f, 0x206f),
        (0x2800, 0x2800),
        (0x3164, 0x3164),
        (0xfe00, 0xfe0d),
        (0xfeff, 0xfeff),
        (0xffa0, 0xffa0),
        (0xfff0, 0xfffb),
        (0xfffe, 0xffff),
        (0x1bca0, 0x1bca3),
        (0x1d173, 0x1d17a),
        (0xe0000, 0xe0fff),
    ];
    ranges.iter().any(|(first, last)| (*first..=*last).contains(&u32::from(c)))
}

/// The places in a text at which something acts. A line feed ends our own lines.
fn actions(text: &str) -> Vec<String> {
    // A card of a page keeps its number and its unit together.
    let text = text.replace("\u{a0}%", " %");
    let mut found = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| *c != '\n' && acts(*c)) {
        let before = text[..at].char_indices().nth_back(30).map_or(0, |(at, _)| at);
        found.push(format!("{c:?} behind {:?}", &text[before..at]));
    }
    found
}

/// The texts in which something does, as far as they can be arguments.
fn acting() -> Vec<&'static str> {
    let acts = |text: &&str| !text.contains('\0') && actions(text) != [""; 0];
    TEXTS.into_iter().filter(acts).collect()
}

#[test]
fn nothing_that_people_read_acts_on_where_they_read_it() {
    let mut of_jobs = Vec::new();
    for text in acting() {
        let folder = Folder::of([("a.json", job_about(text).to_string())]);
        of_jobs.extend(shown(&folder, text, &[]));
    }
    let mut looked_at = 0;
    for output in everything().iter().chain(&of_jobs) {
        // These are for programs, and are read back elsewhere.
        let machines = output.name.ends_with(".csv") || output.name.ends_with(".xlsx");
        if machines || output.name == "validate csv" {
            continue;
        }
        looked_at += 1;
        let text = String::from_utf8(output.bytes.clone()).expect("UTF-8");
        assert_eq!(actions(&text), [""; 0], "{}", output.name);
    }
    assert!(looked_at > 8 * acting().len(), "{looked_at}");
}

#[test]
fn every_name_is_shown_in_a_way_that_only_it_has() {
    let all = everything();
    let report = named(all, "report --by job-name").text();
    let shown: BTreeSet<String> = TEXTS.iter().map(|text| visible(text).into_owned()).collect();
    assert_eq!(shown.len(), TEXTS.len());
    let groups = report.split("\nFailure rates").nth(1).expect("the section");
    let groups = groups.split("\n\n\n").next().expect("its table");
    for text in &shown {
        let is_it = |line: &&str| {
            line.strip_prefix(text.as_str()).is_some_and(|rest| rest.starts_with("  "))
        };
        assert_eq!(groups.lines().filter(is_it).count(), 1, "{text}\n{groups}");
    }
    // The names of files: each in one line of its own, of all that say what became of it.
    let told = named(all, "report --by job-name (stderr)").text();
    let told: BTreeSet<&str> = told.lines().filter(|line| line.contains(" names/")).collect();
    assert_eq!(told.len(), names().len());
}

#[cfg(target_os = "linux")]
mod on_a_terminal {
    use super::*;
    use crate::hostile::archive::archive_of;

    /// Runs a line of shell on a terminal of so many columns.
    fn on_a_terminal(folder: &Folder, columns: u32, line: &str) -> String {
        let line = format!("stty cols {columns} rows 50; {line}");
        let run = folder.shell(&format!("script -qec {} /dev/null", quoted(&line)));
        run.check(!run.stdout().contains("panicked"), "no panic");
        run.stdout()
    }

    /// An argument for the shell.
    fn quoted(text: &str) -> String {
        format!("'{}'", text.replace('\'', r"'\''"))
    }

    /// What is on a terminal without our own colours and line ends, and what else acts in it.
    fn strict(text: &str) -> (String, Vec<String>) {
        let mut plain = String::new();
        let mut parts = text.split("\u{1b}[");
        plain.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(part.len());
            match part[end..].strip_prefix('m') {
                Some(rest) => plain.push_str(rest),
                None => plain.push_str(&format!("\u{1b}[{part}")),
            }
        }
        let plain = plain.replace("\r\n", "\n");
        let found = actions(&plain);
        (plain, found)
    }

    #[test]
    fn on_a_terminal_there_are_our_own_colours_and_nothing_else() {
        let folder = archive_of(&acting());
        for (columns, line) in [
            (80, "$JOBAUDIT report . --no-progress -v --section jobs --section failure_rates"),
            (200, "$JOBAUDIT report . --no-progress --color always"),
            (80, "$JOBAUDIT report . --no-progress -f json"),
            (80, "$JOBAUDIT report . --no-progress -f markdown"),
            (80, "$JOBAUDIT report . --no-progress -f html"),
            (80, "$JOBAUDIT report . --no-progress -f csv --section jobs"),
            (80, "$JOBAUDIT validate . --no-progress -v --max-findings 0"),
            (40, "$JOBAUDIT validate . --no-progress --color always"),
            (80, "$JOBAUDIT validate . --no-progress -f table"),
            (80, "$JOBAUDIT validate . --no-progress -f markdown"),
            (80, "$JOBAUDIT validate . --no-progress -f csv"),
            (80, "$JOBAUDIT validate . --no-progress -f json"),
            (80, "$JOBAUDIT validate . --no-progress -f sarif"),
            (80, "$JOBAUDIT show 00000000-0000-4000-8000-000000000001 . --no-progress"),
            (80, "$JOBAUDIT show 00000000-0000-4000-8000-000000000003 . --no-progress"),
        ] {
            let text = on_a_terminal(&folder, columns, line);
            let (plain, found) = strict(&text);
            assert_eq!(found, [""; 0], "{line}");
            assert!(plain.lines().count() > 3, "{line}: {plain}");
        }
    }
}

#[test]
fn what_is_said_of_paths_and_arguments_does_not_act() {
    let folder = Folder::with_example();
    for text in acting() {
        for args in [
            &["report", "--", text][..],
            &["validate", "--", text],
            &["show", "--", text, "."],
            &["explain", "--", text],
            &["schema", "--", text],
            &["report", ".", "--files-from", text],
            &["report", ".", "--redact", "--salt-file", text],
            &["report", ".", "-o", text],
            &["validate", ".", "-o", text],
            &["report", ".", "--section", text],
            &["report", ".", "--since", text],
            &["report", ".", "--job-name", text],
            &["report", ".", "--title", text],
            &[text],
        ] {
            let run = folder.run(args);
            run.check(!run.stderr().contains("panicked"), "no panic");
            for (stream, said) in [("stdout", run.stdout()), ("stderr", run.stderr())] {
                assert_eq!(actions(&said), [""; 0], "{stream} of {args:?}");
            }
        }
    }
}

#[test]
fn a_path_that_is_too_long_for_the_system_is_named_and_costs_no_other_file() {
    let folder = Folder::with_example();
    // From the inside out: each step has a short path.
    folder.write("0/deep.json", "{}");
    for level in 0..18 {
        let (inner, outer) =
            (folder.path(&level.to_string()), folder.path(&(level + 1).to_string()));
        fs::create_dir(&outer).expect("a folder");
        fs::rename(inner, outer.join("d".repeat(250))).expect("it is moved");
    }
    fs::rename(folder.path("18"), folder.path("archive/deep")).expect("it is moved");
    let run = folder.run(["validate", ".", "-v", "-f", "json", "--fail-on", "never"]);
    let json = run.exits(0).json();
    let findings = json.0["findings"].as_array().expect("findings");
    run.check(findings.iter().any(|f| f["rule"] == "unreadable-file"), "it is a finding");
    run.check(
        json.0["files"].as_array().is_some_and(|files| files.iter().any(|f| f["fate"] == "used")),
        "the others are read",
    );
}
