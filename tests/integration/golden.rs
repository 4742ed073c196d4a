//! The samples' report in every format, kept byte for byte.
//!
//! `JOBAUDIT_BLESS=1 cargo test --test integration` keeps what the program writes now; look at the
//! difference before it is committed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jobaudit::Config;
use jobaudit::render::{Look, table};
use jobaudit::report::{Options, Report, SectionId};
use unicode_width::UnicodeWidthStr;

use crate::support::{Folder, PACKAGE, SECTIONS, golden, run};

/// What the program writes about the samples with these flags.
fn report(flags: &[&str]) -> String {
    let run = run(["report", "samples"].iter().chain(flags));
    run.exits(0).check(run.stderr().is_empty(), "nothing on standard error").stdout()
}

#[test]
fn the_samples_as_tables_in_a_pipe() {
    golden("report.txt", &report(&["--all"]));
}

#[test]
fn the_head_of_the_samples_in_a_pipe() {
    golden("head.txt", &report(&[]));
}

#[test]
fn the_samples_as_markdown() {
    golden("report.md", &report(&["-f", "markdown"]));
}

#[test]
fn the_samples_as_json() {
    golden("report.json", &report(&["-f", "json"]));
}

#[test]
fn the_samples_as_a_folder_of_csv_with_a_file_for_every_section() {
    let folder = Folder::new();
    let tables = format!("{}/", folder.path("tables").display());
    run(["report", "samples", "-q", "-o", &tables]).exits(0);
    let names = |path: &Path| -> BTreeSet<String> {
        fs::read_dir(path)
            .expect("a folder")
            .map(|entry| entry.expect("a file").file_name().into_string().expect("a name"))
            .collect()
    };
    for name in names(&folder.path("tables")) {
        golden(&format!("tables/{name}"), &folder.read(&format!("tables/{name}")));
    }
    let expected: BTreeSet<String> = SECTIONS.map(|section| format!("{section}.csv")).into();
    assert_eq!(names(&folder.path("tables")), expected);
    assert_eq!(names(&Path::new(PACKAGE).join("tests/golden/tables")), expected);
}

#[test]
fn the_ledger_of_the_samples_as_a_table() {
    golden("jobs.txt", &report(&["--section", "jobs"]));
}

#[test]
fn the_failure_rates_of_the_samples_by_each_dimension() {
    for dimension in ["job-name", "org", "runner", "location", "day", "week", "month"] {
        let rates = report(&["-f", "csv", "--section", "failure_rates", "--by", dimension]);
        golden(&format!("by-{dimension}.csv"), &rates);
    }
}

#[test]
fn a_filtered_report_names_its_filters() {
    let flags = ["-f", "markdown", "--org", "9a80e86d", "--since", "2026-02"];
    golden("filtered.md", &report(&flags));
}

#[test]
fn on_a_terminal_of_80_columns_the_head_is_one_screen_and_no_line_is_wider() {
    let config = Config { paths: vec!["samples".into()], ..Config::default() };
    let audit = jobaudit::audit(&config).expect("an audit");
    let options = Options { sections: SectionId::all().collect(), ..Options::default() };
    let report = Report::of(&audit.archive, &options);
    let look = Look { width: Some(80), ..Look::default() };
    let mut out = Vec::new();
    table::write(&report, &look, &mut out).expect("tables");
    let text = String::from_utf8(out).expect("UTF-8");
    let mut head = Vec::new();
    table::write(&report.only(&[]), &look, &mut head).expect("a head");
    let head = String::from_utf8(head).expect("UTF-8");
    assert!(head.lines().count() <= 40, "{head}");
    golden("head-80.txt", &head);
    for (line, number) in text.lines().zip(1..) {
        assert!(line.width() <= 80, "line {number} is {} wide: {line}", line.width());
    }
    golden("terminal-80.txt", &text);
}
