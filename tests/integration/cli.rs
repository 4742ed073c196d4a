//! Flags, exit codes and the two streams.

use std::fs;

use crate::support::{ERRORS_CSV, Folder, Json, SECTIONS, example, job, run, running};

/// What can be asked of standard output.
const FORMATS: [&[&str]; 4] = [
    &["-f", "table"],
    &["-f", "markdown"],
    &["-f", "json"],
    &["-f", "csv", "--section", "summary"],
];

/// A folder whose only finding is of severity info: a byte order mark.
fn with_an_info() -> Folder {
    Folder::of([("archive/job.json", format!("\u{feff}{}", example()))])
}

/// A folder whose worst finding is a warning: an undocumented field.
fn with_a_warning() -> Folder {
    let mut job = example();
    job["note"] = "hello".into();
    Folder::of([("archive/job.json", job.to_string())])
}

/// A folder whose worst finding is an error: a missing field.
fn with_an_error() -> Folder {
    let mut job = example();
    job.as_object_mut().expect("an object").remove("instanceId");
    Folder::of([("archive/job.json", job.to_string())])
}

// ---------------------------------------------------------------------------------------------
// Exit codes
// ---------------------------------------------------------------------------------------------

#[test]
fn a_clean_archive_ends_with_0_and_says_nothing() {
    let run = Folder::with_example().run(["report", "archive", "--fail-on", "info"]);
    run.exits(0).check(run.stderr().is_empty(), "nothing on standard error");
}

#[test]
fn findings_alone_do_not_fail_a_report() {
    run(["report", "samples"]).exits(0);
    run(["report", "samples", "--fail-on", "never"]).exits(0);
}

#[test]
fn findings_fail_a_report_from_the_severity_that_was_asked_for() {
    let archives = [(with_an_info(), 0), (with_a_warning(), 1), (with_an_error(), 2)];
    for (folder, severity) in archives {
        for (at, fail_on) in ["info", "warning", "error"].iter().enumerate() {
            let run = folder.run(["report", "archive", "--fail-on", fail_on]);
            if severity >= at {
                run.exits(1).says_why(&format!("--fail-on {fail_on}: 1 of severity "));
            } else {
                run.exits(0);
            }
        }
    }
}

#[test]
fn a_wrong_command_line_ends_with_2_and_one_sentence() {
    let wrong: [(&[&str], &str); 14] = [
        (&[], "no command"),
        (&["audit", "samples"], "audit"),
        (&["report"], "name a folder"),
        (&["report", "samples", "--bogus"], "--bogus"),
        (&["report", "samples", "-f", "docx"], "docx"),
        (&["report", "samples", "--section", "sumary"], "sumary"),
        (&["report", "samples", "--ignore", "no-such-rule"], "no-such-rule"),
        (&["report", "samples", "--only", "no-such-rule"], "no-such-rule"),
        (&["report", "samples", "--by", "colour"], "colour"),
        (&["report", "samples", "--since", "yesterday"], "yesterday"),
        (&["report", "samples", "--top", "-1"], "-1"),
        (&["report", "samples", "--threads", "0"], "0"),
        (&["report", "samples", "--max-file-size", "0"], "0"),
        (&["report", "samples", "-q", "-v"], "--verbose"),
    ];
    for (args, part) in wrong {
        let run = run(args);
        run.exits(2).says_why(part);
        run.check(run.bytes().is_empty(), "nothing on standard output");
    }
}

#[test]
fn csv_on_standard_output_needs_one_section() {
    for sections in [&[][..], &["--section", "summary", "--section", "files"]] {
        let run = run(["report", "samples", "-f", "csv"].iter().chain(sections));
        run.exits(2).says_why("--section");
        run.check(run.bytes().is_empty(), "nothing on standard output");
    }
    run(["report", "samples", "-f", "csv", "--section", "files"]).exits(0);
}

#[test]
fn a_missing_path_beside_a_good_one_is_said_and_the_report_written_all_the_same() {
    let folder = Folder::with_example();
    for format in FORMATS {
        let run = folder.run(["report", "absent", "archive"].iter().chain(format));
        run.exits(2).says_why("absent");
        run.check(!run.bytes().is_empty(), "a report");
    }
    let run = folder.run(["report", "archive", "absent", "-q", "-o", "out.json"]);
    run.exits(2).says_why("absent");
    let report = Json(serde_json::from_str(&folder.read("out.json")).expect("JSON"));
    assert_eq!(report.measure("jobs"), 1);
    assert_eq!(report.findings("unreadable-file"), 1);
}

#[test]
fn a_number_below_0_is_refused_with_what_is_expected() {
    for flag in ["--top", "--threads"] {
        let refused = run(["report", "samples", flag, "-1"]);
        refused.exits(2).says_why("invalid value '-1'");
        refused.check(!refused.stderr().contains("'-- -1'"), "no advice that cannot work");
    }
    run(["report", "samples", "--top", "-1"]).says_why("a whole number, 0 or more");
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_cannot_be_written_is_called_by_its_own_name() {
    let refused = run(["report", "samples", "-o", "/proc/x.html"]);
    refused.exits(2).says_why("cannot write /proc/x.html: ");
    refused.check(!refused.stderr().contains(".jobaudit-"), "no name of ours");
}

#[test]
fn a_path_that_is_the_only_one_and_missing_ends_with_2() {
    let run = run(["report", "no-such-folder", "-f", "json"]);
    run.exits(2).says_why("cannot read no-such-folder: No such file or directory");
    run.check(run.stdout().is_empty(), "a mistyped path gets no report about nothing");
}

#[test]
fn several_missing_paths_are_all_said() {
    let run = run(["report", "absent-b", "absent-a"]);
    run.exits(2).says_why("absent-");
    for name in ["absent-a", "absent-b"] {
        run.check(run.stderr().contains(name), name);
    }
}

#[test]
fn an_archive_without_payloads_ends_with_3() {
    let folder = Folder::of([("foreign/notes.txt", "Call Ann."), ("foreign/a.json", "{}")]);
    fs::create_dir(folder.path("empty")).expect("a folder");
    for name in ["empty", "foreign", "foreign/notes.txt"] {
        for format in FORMATS {
            let run = folder.run(["report", name].iter().chain(format));
            run.exits(3).says_why("nothing to audit");
            // An empty folder is one line for people; programs get their document.
            let is_one_line =
                name == "empty" && format.iter().all(|flag| ["-f", "table"].contains(flag));
            run.check(run.bytes().is_empty() == is_one_line, "a report");
        }
    }
    folder.run(["report", "foreign", "--fail-on", "info"]).exits(3);
}

#[test]
fn payloads_that_a_filter_leaves_out_are_payloads_all_the_same() {
    let folder = Folder::with_example();
    for since in ["2030", "2030-01"] {
        let run = folder.run(["report", "archive", "--since", since, "-f", "json"]);
        run.exits(3).says_why("no job started in the time that was asked for");
        assert_eq!(run.json().measure("jobs"), 0);
    }
}

#[test]
fn the_format_never_changes_the_exit_code() {
    let findings = with_an_error();
    for format in FORMATS {
        let fails = ["report", "archive", "--fail-on", "error"].iter().chain(format);
        findings.run(fails).exits(1).says_why("1 of severity error");
    }
}

#[test]
fn standard_output_holds_only_the_document_whatever_the_exit_code() {
    let folder = Folder::of([("foreign/notes.txt", "Call Ann.")]);
    folder.write("archive/job.json", "{\"latestExecutionStatus\":1}");
    for (args, code) in [
        (&["report", "archive", "--fail-on", "error"][..], 1),
        (&["report", "archive", "absent"], 2),
        (&["report", "foreign"], 3),
        (&["report", "archive", "-v"], 0),
    ] {
        let run = folder.run(args.iter().chain(&["-f", "json"]));
        run.exits(code);
        assert_eq!(run.json().0["schema_version"], 2);
        run.check(!run.stderr().contains('{'), "no document on standard error");
    }
}

// ---------------------------------------------------------------------------------------------
// Outputs
// ---------------------------------------------------------------------------------------------

#[test]
fn one_run_writes_every_output_and_the_summary_on_the_terminal() {
    let folder = Folder::with_example();
    let outputs = ["-o", "a.md", "-o", "b.json", "-o", "c.txt", "-o", "deep/er/tables/"];
    let run = folder.run(["report", "archive"].iter().chain(&outputs));
    run.exits(0);
    assert!(folder.read("a.md").starts_with("# Job audit\n"));
    assert!(folder.read("b.json").starts_with("{\n"));
    assert!(folder.read("c.txt").starts_with("Job audit\n"));
    assert!(folder.read("deep/er/tables/jobs.csv").starts_with("job,"));
    for path in ["a.md", "b.json", "c.txt", "deep/er/tables/jobs.csv"] {
        run.check(run.stderr().contains(&format!("wrote {path}\n")), path);
    }
    let stdout = run.stdout();
    run.check(stdout.contains("Moves done: "), "the head");
    run.check(!stdout.contains("Exit codes"), "no section");
}

#[test]
fn quiet_leaves_only_errors() {
    let folder = with_an_error();
    let quiet = folder.run(["report", "archive", "-q", "-o", "a.json"]);
    quiet.exits(0);
    quiet.check(quiet.stdout().is_empty() && quiet.stderr().is_empty(), "nothing at all");
    let failed = folder.run(["report", "archive", "-q", "-o", "a.json", "--fail-on", "error"]);
    failed.exits(1).says_why("severity error");
    failed.check(failed.stderr().lines().count() == 1, "one line");
    let plain = folder.run(["report", "archive", "-q"]);
    plain.exits(0).check(!plain.stdout().is_empty(), "what was asked for");
}

#[test]
fn verbose_names_each_file_and_its_fate() {
    let folder = Folder::with_example();
    folder.write("archive/notes.txt", "Call Ann.").write("archive/e.csv", ERRORS_CSV);
    let run = folder.run(["report", "archive", "-v"]);
    let fates: Vec<_> = run.exits(0).fates().into_iter().collect();
    let expected = [
        ("e.csv", "errors-csv, 1 payload, linked by being alone together in a folder"),
        ("job.json", "job-status, 1 payload"),
        ("notes.txt", "set aside, unknown-payload"),
    ];
    assert_eq!(fates, expected.map(|(name, fate)| (name.to_owned(), fate.to_owned())));
}

#[test]
fn an_output_in_no_known_format_is_refused_before_the_work() {
    let folder = Folder::with_example();
    for output in ["a.docx", "a", "a.json.bak"] {
        let run = folder.run(["report", "archive", "-o", output]);
        run.exits(2).says_why(output);
        assert!(!folder.path(output).exists());
    }
    folder.run(["report", "archive", "-o", "a.csv"]).exits(2).says_why("a.csv");
    let one = folder.run(["report", "archive", "-q", "-o", "a.csv", "--section", "files"]);
    one.exits(0);
    assert!(folder.read("a.csv").starts_with("kind,files,"));
}

#[test]
fn an_output_that_cannot_be_written_is_found_out_before_the_work() {
    let folder = Folder::with_example();
    folder.write("file", "");
    for output in ["file/a.json", "file/tables/", "archive/job.json/a.md", "/proc/none/a.json"] {
        let run = folder.run(["report", "archive", "-v", "-o", "good.md", "-o", output]);
        run.exits(2).says_why("cannot write");
        run.check(run.fates().is_empty(), "nothing was audited");
        assert!(!folder.path("good.md").exists(), "no part of the outputs");
    }
}

#[test]
fn an_output_inside_the_archive_does_not_become_part_of_it() {
    let folder = Folder::with_example();
    folder.write("archive/downloaded.csv", ERRORS_CSV);
    for _ in 0..2 {
        folder
            .run(["report", "archive", "-q", "-o", "archive/audit.json", "-o", "archive/"])
            .exits(0);
    }
    let report = Json(serde_json::from_str(&folder.read("archive/audit.json")).expect("JSON"));
    assert_eq!(report.measure("jobs"), 1);
    assert_eq!(report.measure("errors"), 1);
    // The second run finds what the first wrote, and no temporary file.
    assert_eq!(report.measure("files_found"), 3 + SECTIONS.len());
    assert_eq!(report.measure("files_used"), 2);
}

#[test]
fn a_dash_as_output_is_standard_output() {
    let folder = Folder::with_example();
    let run = folder.run(["report", "archive", "-o", "-", "-f", "json"]);
    run.exits(0);
    assert_eq!(run.json().measure("jobs"), 1);
    assert!(!folder.path("-").exists());
}

#[test]
fn the_title_heads_the_report_and_reads_literally() {
    let run = run(["report", "samples", "-f", "markdown", "--title", "Wave 3 | *done*"]);
    run.exits(0).check(run.stdout().starts_with("# Wave 3 | \\*done\\*\n"), "the title");
}

// ---------------------------------------------------------------------------------------------
// Inputs
// ---------------------------------------------------------------------------------------------

#[test]
fn paths_come_from_a_list_in_a_file_or_on_standard_input() {
    let folder = Folder::of([("a.json", job(1).to_string()), ("b c.json", job(2).to_string())]);
    folder.write("list", "a.json\r\n\nb c.json\n");
    let from_file = folder.run(["report", "--files-from", "list", "-f", "json"]);
    let from_pipe = folder.pipe(["report", "--files-from", "-", "-f", "json"], b"a.json\nb c.json");
    from_file.exits(0);
    assert_eq!(from_pipe.exits(0).json().measure("jobs"), 2);
    assert_eq!(from_file.json(), from_pipe.json());
    let with_path =
        folder.pipe(["report", "a.json", "--files-from", "-", "-f", "json"], b"a.json\nb c.json\n");
    assert_eq!(with_path.exits(0).json().measure("files_found"), 2);
}

#[test]
fn a_list_of_paths_that_cannot_be_read_ends_with_2() {
    let folder = Folder::new();
    folder.run(["report", "--files-from", "absent"]).exits(2).says_why("absent");
    folder.write("list", "gone.json\n");
    folder.run(["report", "--files-from", "list"]).exits(2).says_why("gone.json");
}

#[test]
fn standard_input_may_hold_any_payload() {
    let folder = Folder::new();
    let lines = format!("{}\n{}\n", job(1), job(2));
    for (input, jobs, kind) in [
        (example().to_string(), 1, "job-status"),
        (lines, 2, "job-stream"),
        (ERRORS_CSV.to_owned(), 0, "errors-csv"),
    ] {
        let run = folder.pipe(["report", "-", "-f", "json"], input.as_bytes());
        run.exits(0);
        assert_eq!(run.json().measure("jobs"), jobs);
        assert!(run.json().row("files", "kind", kind).is_some(), "{run}");
    }
    folder.pipe(["report", "-"], b"").exits(3).says_why("nothing to audit");
}

// ---------------------------------------------------------------------------------------------
// Content
// ---------------------------------------------------------------------------------------------

#[test]
fn top_limits_the_lists_and_0_is_all() {
    let slowest = |top: &str| {
        let run =
            run(["report", "samples", "-f", "json", "--section", "slowest_steps", "--top", top]);
        run.exits(0).json().rows("slowest_steps").to_vec()
    };
    let all = slowest("0");
    assert_eq!(all.len(), 122, "all steps that are not in progress");
    assert_eq!(slowest("3"), all[..3]);
    assert_eq!(slowest("10"), all[..10]);
    assert_eq!(slowest("1000"), all);
}

#[test]
fn as_of_moves_the_moment_that_stuck_is_judged_at() {
    let folder = Folder::of([("a.json", running(1, "2023-05-30T13:04:01.000Z").to_string())]);
    for (as_of, stuck, said) in [
        (None, 0, "2023-05-30T13:04:01.000Z"),
        (Some("2023-05-31T13:04:00Z"), 0, "2023-05-31T13:04:00.000Z"),
        (Some("2023-05-31T13:04:01Z"), 1, "2023-05-31T13:04:01.000Z"),
        (Some("2023-07"), 1, "2023-07-01T00:00:00.000Z"),
    ] {
        let flags = as_of.map(|time| ["--as-of", time]);
        let flags: Vec<&str> = flags.iter().flatten().copied().collect();
        let (run, report) = folder.audit(&flags);
        run.exits(0);
        assert_eq!(report.findings("stuck-job"), stuck, "{as_of:?}");
        assert_eq!(report.0["as_of"], said);
        assert_eq!(report.job()["findings"], stuck);
    }
}

#[test]
fn rules_can_be_left_out_or_kept_alone() {
    let rules = |flags: &[&str]| {
        let run = run(["report", "samples", "-f", "json"].iter().chain(flags));
        run.exits(0).json().rules().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let all = rules(&[]);
    let without = rules(&["--ignore", "encoding", "--ignore", "not-json"]);
    let left: Vec<_> =
        all.iter().filter(|rule| !["encoding", "not-json"].contains(&rule.as_str())).collect();
    assert_eq!(without.iter().collect::<Vec<_>>(), left);
    assert_eq!(rules(&["--only", "encoding", "--only", "stuck-job"]), ["stuck-job", "encoding"]);
    assert!(rules(&["--only", "encoding", "--ignore", "encoding"]).is_empty());
}

#[test]
fn rules_that_are_left_out_fail_nothing() {
    let folder = with_an_error();
    let args = ["report", "archive", "--fail-on", "info", "--ignore", "missing-field"];
    folder.run(args).exits(0);
}

#[test]
fn a_document_over_the_size_limit_is_set_aside_and_lines_are_not() {
    let folder = Folder::of([("a.json", format!("{:>5000}", example().to_string()))]);
    let (run, report) = folder.audit(&["--max-file-size", "4K"]);
    run.exits(3).says_why("nothing to audit");
    assert_eq!(report.findings("too-large"), 1);
    assert!(report.example("too-large").contains("5000 bytes, the limit is 4096"), "{run}");
    let (run, _) = folder.audit(&["--max-file-size", "5000"]);
    run.exits(0);
    let row = |number| format!("u{number}@example.com,Error,19605,[Error 19605] No.\n");
    let rows: String = (1..10_000).map(row).collect();
    let lines: String = (1..=1_000).map(|number| format!("{}\n", job(number))).collect();
    let folder = Folder::of([("a.ndjson", lines), ("b.csv", ERRORS_CSV.to_owned() + &rows)]);
    let (run, report) = folder.audit(&["--max-file-size", "64K"]);
    run.exits(0);
    assert_eq!(report.measure("files_set_aside"), 0, "{run}");
    assert_eq!(report.measure("jobs"), 1_000);
    assert_eq!(report.measure("errors"), 10_000);
}

#[test]
fn help_and_version_are_what_was_asked_for() {
    for args in [
        &["--help"][..],
        &["-h"],
        &["help"],
        &["report", "--help"],
        &["report", "-h"],
        &["help", "report"],
    ] {
        let run = run(args);
        run.exits(0).check(run.stderr().is_empty(), "nothing on standard error");
        run.check(run.stdout().contains("Usage: jobaudit"), "the usage");
        run.check(run.stdout().contains("Exit codes:"), "the exit codes");
    }
    let version = run(["--version"]);
    version.exits(0);
    assert_eq!(version.stdout(), concat!("jobaudit ", env!("CARGO_PKG_VERSION"), "\n"));
}

// ---------------------------------------------------------------------------------------------
// Streams
// ---------------------------------------------------------------------------------------------

#[cfg(unix)]
mod streams {
    use super::*;
    use crate::support::shell;

    #[test]
    fn a_reader_that_has_seen_enough_ends_the_program_quietly() {
        for format in ["table", "markdown", "json"] {
            let sections = "--section jobs --section findings --section summary";
            let line = format!(
                "{{ \"$JOBAUDIT\" report samples -f {format} {sections}; echo $? >&2; }} | head -c 1"
            );
            let run = shell(&line);
            run.exits(0).check(run.stderr() == "0\n", "no complaint");
        }
        let help = shell("{ \"$JOBAUDIT\" report --help; echo $? >&2; } | true");
        help.exits(0).check(help.stderr() == "0\n", "no complaint");
    }

    #[test]
    fn closed_streams_are_no_reason_to_panic() {
        let folder = with_an_error();
        folder.shell("exec \"$JOBAUDIT\" report archive -q -o a.json >&-").exits(0);
        assert!(folder.read("a.json").ends_with("}\n"));
        folder.shell("exec \"$JOBAUDIT\" report archive >&-").exits(0);
        folder.shell("exec \"$JOBAUDIT\" report archive --fail-on error 2>&-").exits(1);
        folder.shell("exec \"$JOBAUDIT\" report absent 2>&-").exits(2);
        folder.shell("exec \"$JOBAUDIT\" report --bogus 2>&- >&-").exits(2);
        folder.shell("exec \"$JOBAUDIT\" report - <&-").exits(3);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_ends_with_2_and_leaves_no_part_of_an_output() {
        let full = shell("exec \"$JOBAUDIT\" report samples >/dev/full");
        full.exits(2).says_why("No space left on device");
        let full = shell("exec \"$JOBAUDIT\" report samples -f json >/dev/full");
        full.exits(2).says_why("No space left on device");
        for line in ["--help", "--version", "report --help", "explain", "schema", "man"] {
            let full = shell(&format!("exec \"$JOBAUDIT\" {line} >/dev/full"));
            full.exits(2).says_why("No space left on device");
        }
        // Complaints that nobody can read are lost, and nothing else is.
        shell("exec \"$JOBAUDIT\" report samples --fail-on error 2>/dev/full").exits(1);
    }

    #[test]
    fn colour_is_for_terminals_unless_it_is_asked_for() {
        let colored = |line: &str| {
            let run = shell(line);
            run.exits(0).stdout().contains('\u{1b}')
        };
        let program = "\"$JOBAUDIT\" report samples";
        assert!(!colored(program));
        assert!(!colored(&format!("NO_COLOR=1 {program}")));
        assert!(!colored(&format!("{program} --color never")));
        assert!(!colored(&format!("CLICOLOR_FORCE=1 {program} --color never")));
        assert!(colored(&format!("{program} --color always")));
        assert!(colored(&format!("NO_COLOR=1 {program} --color always")));
        assert!(colored(&format!("CLICOLOR_FORCE=1 {program}")));
        assert!(!colored(&format!("NO_COLOR=1 CLICOLOR_FORCE=1 {program}")));
        assert!(!colored(&format!("{program} --color always -f json")));
        assert!(!colored(&format!("{program} --color always -f markdown")));
    }

    #[test]
    fn neither_locale_nor_time_zone_nor_an_empty_environment_changes_a_byte() {
        let plain = shell("exec \"$JOBAUDIT\" report samples");
        plain.exits(0);
        for settings in ["TZ=Asia/Kathmandu LC_ALL=tr_TR.UTF-8", "-i", "-u HOME LANG=de_DE"] {
            let other = shell(&format!("exec env {settings} \"$JOBAUDIT\" report samples"));
            other.exits(0).check(other.bytes() == plain.bytes(), settings);
        }
    }
}

/// Every command of the program, with the flags of those that read an archive.
const COMMANDS: [&str; 7] =
    ["report", "validate", "show", "explain", "schema", "completions", "man"];

#[test]
fn every_command_has_help_with_three_examples_and_the_exit_codes() {
    for command in COMMANDS {
        let help = run([command, "--help"]).exits(0).stdout();
        let examples = help.split("Examples:\n").nth(1).expect("examples");
        let examples = examples.lines().take_while(|line| line.starts_with("  jobaudit "));
        assert_eq!(examples.count(), 3, "{help}");
        assert!(help.contains("\nExit codes:\n  0  fine\n"), "{help}");
    }
}

#[test]
fn a_shell_and_a_manual_know_every_command_and_flag() {
    let flags = |text: &str| -> std::collections::BTreeSet<String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        words.filter(|word| word.starts_with("--") && word.len() > 2).map(str::to_owned).collect()
    };
    let known: Vec<_> =
        ["report", "validate", "show"].iter().map(|c| flags(&run([c, "-h"]).stdout())).collect();
    // roff spells a dash so that no hyphen is made of it.
    let manual = run(["man"]).exits(0).stdout().replace("\\-", "-");
    assert!(manual.contains(".TH jobaudit 1"), "{manual}");
    for command in COMMANDS {
        assert!(
            manual.contains(&format!(".SH \"JOBAUDIT {}\"", command.to_uppercase())),
            "{command}"
        );
    }
    for flag in known.iter().flatten() {
        assert!(manual.contains(flag.as_str()), "{flag}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(["completions", shell]).exits(0).stdout();
        for word in COMMANDS {
            assert!(script.contains(word), "{shell}: {word}");
        }
        let sought = |flag: &&String| match shell {
            "fish" => !script.contains(&format!("-l {}", &flag[2..])),
            _ => !script.contains(flag.as_str()),
        };
        let missing: Vec<&String> = known.iter().flatten().filter(sought).collect();
        assert_eq!(missing, [""; 0], "{shell}");
    }
}

#[test]
fn a_path_in_the_place_of_a_command_is_answered_with_the_one_that_is_meant() {
    run(["samples"]).exits(2).says_why("did you mean `jobaudit report samples`?");
    run(["reprt", "samples"]).exits(2).says_why("'report'");
    for (args, near) in [
        (["report", "--sektion", "x"], "'--section'"),
        (["report", "--section", "user"], "'users'"),
        (["validate", "--only", "missing-fild"], "'missing-field'"),
    ] {
        run(args.into_iter().chain(["samples"])).exits(2).says_why(near);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn work_that_takes_long_is_shown_on_a_terminal_and_nowhere_else() {
    let folder = Folder::with_example();
    // Standard input that ends a second later makes any machine wait.
    let on_a_terminal = |flags: &str| {
        let line = format!(
            "(cat archive/job.json; sleep 1) | $JOBAUDIT report - -f csv --section exit_codes {flags}"
        );
        let run = folder.shell(&format!("script -qec '{line}' /dev/null"));
        run.exits(0).stdout()
    };
    let bar = |text: &str| text.contains("\u{1b}[2K");
    let end = "jobaudit: read 1 file, 1 job, 0 findings in ";
    let shown = on_a_terminal("");
    assert!(bar(&shown) && shown.contains(end) && shown.contains("job,COMPLETED,1,1"), "{shown:?}");
    for quiet in ["--no-progress", "-q", "2>errors"] {
        let text = on_a_terminal(quiet);
        assert!(!bar(&text) && !text.contains("jobaudit: read"), "{quiet}: {text:?}");
        assert!(text.contains("job,COMPLETED,1,1"), "{quiet}: {text:?}");
    }
    assert_eq!(folder.read("errors"), "");
    // What is over in a moment is not told.
    let quick = folder
        .shell("script -qec '$JOBAUDIT report archive -f csv --section exit_codes' /dev/null");
    assert!(!quick.exits(0).stdout().contains("jobaudit: read"), "{quick}");
}

#[test]
#[cfg(unix)]
fn what_never_ends_is_no_list_and_nothing_to_go_on_from() {
    let folder = Folder::with_example();
    for (args, why) in [
        (&["report", "archive", "--plan", "/dev/zero"][..], "it is larger than 256 MiB"),
        (&["report", "archive", "--files-from", "/dev/zero"], "it is larger than 256 MiB"),
        (
            &["report", "archive", "--redact", "--salt-file", "/dev/zero"],
            "it is larger than 256 MiB",
        ),
        (&["report", "archive", "--history", "/dev/full"], "no file that lines can be added to"),
        (&["validate", "archive", "--write-baseline", "/dev/full"], "No space left"),
    ] {
        folder.run(args).exits(2).says_why(why);
    }
    let piped = "\"$JOBAUDIT\" validate archive --write-baseline /dev/stdout | cat";
    let run = folder.shell(piped);
    run.check(run.stdout().contains("# Findings that are accepted"), "a baseline");
}
