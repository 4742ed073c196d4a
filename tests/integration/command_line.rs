//! What people type: help and the manual as they are looked up, flags in any place, patterns that no shell has
//! expanded, and the mistakes that many make.

use crate::support::{Folder, job, run};

const COMMANDS: [&str; 7] =
    ["report", "validate", "show", "explain", "schema", "completions", "man"];

/// Help as it is at 80 columns.
fn help(args: &[&str]) -> String {
    let folder = Folder::new();
    let run = folder.run_at_80(args);
    run.exits(0).stdout()
}

#[test]
fn help_fits_80_columns_and_begins_with_examples() {
    for command in COMMANDS {
        let text = help(&[command, "--help"]);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} in {text}"));
        let options = text.find("\nArguments:").or(text.find("\nOptions:")).expect("options");
        assert!(at("Usage: ") < at("Examples:") && at("Examples:") < options, "{text}");
        assert!(options < at("\nExit codes:\n  0  fine\n"), "{text}");
        // Examples stay on one line.
        let examples = text.lines().skip_while(|line| *line != "Examples:").skip(1);
        let examples = examples.take_while(|line| !line.is_empty());
        assert!(examples.clone().all(|line| line.starts_with("  jobaudit ")), "{text}");
        assert_eq!(examples.count(), 3, "{text}");
    }
}

#[test]
fn flags_stand_in_the_order_in_which_people_need_them() {
    for command in ["report", "validate", "show"] {
        for flag in ["-h", "--help"] {
            let text = help(&[command, flag]);
            let headings: Vec<&str> = text
                .lines()
                .filter(|line| line.ends_with(':') && !line.starts_with(' '))
                .filter(|line| !["Usage:", "Examples:", "Arguments:"].contains(line))
                .collect();
            assert_eq!(headings.first(), Some(&"Output:"), "{text}");
            let end = ["Input:", "Limits:", "Exit codes:"];
            assert!(headings.ends_with(&end), "{headings:?}");
            assert!(!headings.contains(&"Options:"), "{headings:?}");
        }
    }
}

#[test]
fn the_manual_has_the_sections_that_manuals_have() {
    let manual = run(["man"]).exits(0).stdout();
    let sections: Vec<&str> = manual.lines().filter_map(|line| line.strip_prefix(".SH ")).collect();
    for pair in
        ["DESCRIPTION", "EXAMPLES", "\"EXIT STATUS\"", "ENVIRONMENT", "\"SEE ALSO\"", "VERSION"]
            .windows(2)
    {
        let at = |name: &str| sections.iter().position(|section| *section == name);
        let [first, second] = [pair[0], pair[1]]
            .map(|name| at(name).unwrap_or_else(|| panic!("{name}: {sections:?}")));
        assert!(first < second, "{sections:?}");
    }
    assert!(!manual.contains("EXTRA"), "{manual}");
    for text in ["NO_COLOR", "COLUMNS", "jobaudit report archive/", "nothing to audit"] {
        assert!(manual.replace("\\-", "-").contains(text), "{text}");
    }
}

#[test]
fn flags_may_stand_before_the_command_and_twice() {
    let folder = Folder::with_example();
    let plain = folder.run(["report", "archive", "-q", "-f", "json"]);
    for args in [
        &["-q", "-f", "json", "report", "archive"][..],
        &["--quiet", "report", "archive", "-f", "json"],
        &["-q", "report", "-q", "archive", "-f", "json"],
        &["--format=json", "-q", "report", "archive"],
    ] {
        let run = folder.run(args);
        assert_eq!(run.exits(0).stdout(), plain.stdout(), "{run}");
    }
    let verbose = folder.run(["validate", "archive", "-v"]);
    let twice = folder.run(["-v", "validate", "archive", "-vv"]);
    assert_eq!(twice.exits(0).stderr(), verbose.stderr());
    let version = run(["--version"]).exits(0).stdout();
    for flags in [&["-V"][..], &["-vV"], &["-v", "-V"]] {
        assert_eq!(run(flags).exits(0).stdout(), version);
    }
    run(["-v"]).exits(2);
}

#[test]
fn what_is_forgotten_or_mixed_up_is_answered_with_what_is_meant() {
    for (args, why) in [
        (&["report"][..], "name a folder, for example `jobaudit report .`"),
        (&["validate"], "name a folder, for example `jobaudit validate .`"),
        (&["show", "131d"], "for example `jobaudit show 131d985d archive/`"),
        (&["report", "-o", "a.html"], "name a folder"),
        (&["report", "samples", "-f", "audit.html"], "use `-o audit.html`"),
        (&["validate", "samples", "-f", "out/findings.sarif"], "use `-o out/findings.sarif`"),
        (&["report", "samples", "-o", "json"], "use `-f json`"),
        (&["validate", "samples", "-o", "sarif"], "use `-f sarif`"),
        (&["report", "samples", "-f", "docx"], "'docx'"),
    ] {
        run(args).exits(2).says_why(why);
    }
}

#[test]
fn patterns_that_no_shell_has_expanded_stand_for_what_they_match() {
    let folder = Folder::of([
        ("one/2025-10/a.json", job(1).to_string()),
        ("two/2025-10/b.json", job(2).to_string()),
        ("two/2025-11/c.json", job(3).to_string()),
        ("star[1].json", job(4).to_string()),
    ]);
    let jobs = |pattern: &str| {
        let run = folder.run(["report", pattern, "-q", "-f", "json"]);
        run.exits(0).json().rows("jobs").len()
    };
    for (pattern, found) in [
        ("*/2025-10", 2),
        ("two/*", 2),
        ("**/*.json", 4),
        ("two/2025-1?/?.json", 2),
        ("star[1].json", 1),
    ] {
        assert_eq!(jobs(pattern), found, "{pattern}");
    }
    folder.run(["report", "*/2024-*"]).exits(2).says_why("no file or folder matches */2024-*");
    folder.run(["report", "missing"]).exits(2).says_why("missing");
}

#[test]
fn an_empty_folder_gets_one_line() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("empty")).expect("a folder");
    for command in ["report", "validate"] {
        let run = folder.run([command, "empty"]);
        run.exits(3).says_why("nothing to audit: no file was found");
        run.check(run.stderr().lines().count() == 1, "one line");
        if command == "report" {
            run.check(run.bytes().is_empty(), "no tables");
        }
    }
    // Programs get their document.
    let json = folder.run(["report", "empty", "-f", "json"]);
    assert_eq!(json.exits(3).json().measure("files_found"), 0);
}

#[test]
fn moments_are_typed_as_people_type_them() {
    let folder = Folder::with_example();
    let jobs = |flags: &[&str]| {
        let run = folder.run(["report", "archive", "-q", "-f", "json"].iter().chain(flags));
        run.json().rows("jobs").len()
    };
    assert_eq!(jobs(&["--since", "2023"]), 1);
    assert_eq!(jobs(&["--until", "2023"]), 1);
    assert_eq!(jobs(&["--until", "2022"]), 0);
    folder.run(["report", "archive", "--since", "2030"]).exits(3).says_why("no job started");
    folder.run(["report", "archive", "--since", "30"]).exits(2).says_why("2023-05 or 2023");
    let now = folder.run(["report", "archive", "-q", "-f", "json", "--as-of", "now"]).json();
    let said = now.0["as_of"].as_str().expect("a time").to_owned();
    assert!(said.as_str() > "2024", "{said}");
    folder.run(["report", "archive", "--as-of", "tomorrow"]).exits(2).says_why("or now");
}

#[cfg(target_os = "linux")]
#[test]
fn tables_on_a_terminal_are_as_wide_as_the_variable_says() {
    let folder = Folder::with_example();
    for columns in [60, 100] {
        let line = format!(
            "COLUMNS={columns} NO_COLOR=1 script -qec '\"$JOBAUDIT\" report archive --section jobs' /dev/null"
        );
        let text = folder.shell(&line).exits(0).stdout();
        let widest = text.lines().map(|line| line.trim_end().chars().count()).max();
        assert!(widest.is_some_and(|widest| (columns - 12..=columns).contains(&widest)), "{text}");
    }
}
