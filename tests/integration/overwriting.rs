//! What an output may replace: nothing that a run reads, and in an archive only what the program wrote.

#[cfg(unix)]
use std::fs;

use crate::support::{ERRORS_CSV, Folder, job};

/// An archive with a job, its errors, and files that are neither.
fn archive() -> Folder {
    Folder::of([
        ("archive/job.json", job(1).to_string()),
        ("archive/errors.csv", ERRORS_CSV.to_owned()),
        ("archive/notes.txt", String::from("Call Ann.")),
        ("archive/cut.json", job(2).to_string()[..200].to_owned()),
        ("archive/empty.md", String::new()),
        ("archive/table.csv", String::from("a,b\n1,2\n")),
        ("archive/page.html", String::from("<!DOCTYPE html><p>Ann</p>")),
    ])
}

#[test]
fn in_an_archive_only_reports_of_the_program_are_replaced() {
    let folder = archive();
    for name in ["job.json", "notes.txt", "cut.json", "empty.md", "page.html"] {
        let path = format!("archive/{name}");
        let before = folder.read(&path);
        for args in [
            &["report", "archive", "-o"][..],
            &["report", ".", "-o"],
            &["validate", "archive", "-o"],
            &["show", "0", "archive", "-o"],
        ] {
            if args[0] == "validate" && name == "page.html" {
                continue;
            }
            let run = folder.run(args.iter().copied().chain([path.as_str()]));
            run.exits(2).says_why(&format!("cannot write {path}: it lies in what is audited"));
            run.says_why("--force to replace it");
            run.check(run.bytes().is_empty(), "nothing was audited");
            assert_eq!(folder.read(&path), before, "{run}");
        }
    }
    // Any of the tables of a folder, and the list.
    folder.write("archive/jobs.csv", "a,b\n1,2\n");
    let folder_of_csv = ["report", "archive", "--section", "jobs", "-o", "archive/"];
    folder.run(folder_of_csv).exits(2).says_why("archive/jobs.csv");
    folder.run(["report", "archive", "-o", "archive/"]).exits(2).says_why("archive/errors.csv");
    let list = folder.run(["report", "archive", "--retry-list", "archive/table.csv"]);
    list.exits(2).says_why("archive/table.csv");
    assert_eq!(folder.read("archive/jobs.csv"), "a,b\n1,2\n");

    // Settings may lie there, and somebody wrote them.
    let settings = "# Settings of jobaudit\ntop = 3\n";
    folder.write("archive/settings.toml", settings);
    for list in [["-o", "json=archive/settings.toml"], ["--retry-list", "archive/settings.toml"]] {
        folder.run(["report", "archive"].iter().chain(&list)).exits(2).says_why("settings.toml");
    }
    assert_eq!(folder.read("archive/settings.toml"), settings);

    let forced = folder.run(["report", "archive", "--force", "-o", "archive/cut.json"]);
    forced.exits(0).check(forced.stderr().contains("wrote archive/cut.json"), "it is replaced");
    assert!(folder.read("archive/cut.json").contains("schema_version"));
    // What is outside of the archive is nobody's evidence.
    folder.write("other.json", "{}");
    folder.run(["report", "archive", "-o", "other.json"]).exits(0);
}

#[test]
fn reports_of_every_command_and_format_are_replaced_in_an_archive() {
    let folder = archive();
    let endings = |all: &[&'static str]| -> Vec<String> {
        all.iter().map(|ending| format!("archive/out/a.{ending}")).collect()
    };
    let commands: [(&[&str], Vec<String>); 4] = [
        (
            &["report", "archive", "--title", "Wave 2", "--retry-list", "archive/out/left.csv"],
            endings(&[
                "txt", "md", "html", "json", "jsonl", "xlsx", "json.gz", "md.zst", "tables/",
            ]),
        ),
        (
            &["report", "archive", "--csv-dialect", "excel-semicolon", "--section", "jobs"],
            endings(&["csv", "excel/"]),
        ),
        (
            &["validate", "archive", "--fail-on", "never"],
            endings(&["f.txt", "f.md", "f.json", "f.jsonl", "f.csv", "sarif"]),
        ),
        (&["show", "0", "archive"], endings(&["s.txt", "s.md", "s.json", "s.jsonl", "s.html"])),
    ];
    for _ in 0..2 {
        for (args, outputs) in &commands {
            for output in outputs {
                let run = folder.run(args.iter().copied().chain(["-o", output.as_str()]));
                run.exits(0);
                run.check(
                    run.stderr().matches("outputs go into what is audited").count() == 1,
                    "once",
                );
                let quiet = folder.run(args.iter().copied().chain(["-q", "-o", output.as_str()]));
                quiet.exits(0).check(quiet.stderr().is_empty(), "nothing is said");
            }
        }
    }
}

#[test]
fn no_file_that_is_read_is_replaced_even_by_force() {
    let folder = archive();
    let id = "52efdff9-9db6-438d-9b96-638365789353";
    folder
        .write("salt.txt", "0123456789abcdef")
        .write("list.txt", "archive\n")
        .write("names.csv", format!("id,name\n{id},Cedar\n"))
        .write("plan.csv", "email\nann@example.com\n");
    for (args, output, what) in [
        (
            &["report", "archive", "--redact", "--salt-file", "salt.txt"][..],
            "salt.txt",
            "the salt file",
        ),
        (&["report", "--files-from", "list.txt"], "list.txt", "the list of files to audit"),
        (&["report", "archive", "--names", "names.csv"], "csv=names.csv", "one of the lists"),
        (&["report", "archive", "--plan", "plan.csv"], "csv=plan.csv", "one of the lists"),
        (&["report", "archive/notes.txt"], "archive/notes.txt", "one of the files to audit"),
        (&["validate", "--files-from", "list.txt"], "list.txt", "the list of files to audit"),
        (&["show", "0", "--files-from", "list.txt"], "list.txt", "the list of files to audit"),
    ] {
        let path = output.trim_start_matches("csv=");
        let before = folder.read(path);
        let more = match output.starts_with("csv=") {
            true => &["--section", "jobs", "--force", "-o", output][..],
            false => &["--force", "-o", output],
        };
        let run = folder.run(args.iter().chain(more));
        run.exits(2).says_why(&format!("cannot write {path}: it is {what}"));
        assert_eq!(folder.read(path), before);
    }
}

#[test]
fn no_file_that_settings_name_is_replaced_by_a_table_of_the_settings() {
    let folder = archive();
    folder
        .write("jobaudit.toml", "salt-file = \"salt.txt\"\n[report]\nplan = \"plan.csv\"\n")
        .write("salt.txt", "0123456789abcdef")
        .write("plan.csv", "email\nann@example.com\n");
    for (output, what) in [
        ("csv=jobaudit.toml", "the file of settings"),
        ("salt.txt", "a file that the settings name"),
        ("csv=plan.csv", "a file that the settings name"),
    ] {
        let path = output.trim_start_matches("csv=");
        let before = folder.read(path);
        let run = folder.run(["config", "--config", "jobaudit.toml", "--force", "-o", output]);
        run.exits(2).says_why(&format!("cannot write {path}: it is {what}"));
        assert_eq!(folder.read(path), before);
    }
    folder.run(["config", "--config", "jobaudit.toml", "-o", "settings.csv"]).exits(0);
}

#[cfg(unix)]
#[test]
fn no_file_behind_standard_input_or_a_link_is_replaced() {
    let folder = archive();
    let before = folder.read("archive/job.json");
    std::os::unix::fs::symlink("archive/notes.txt", folder.path("link.txt")).expect("a link");
    std::os::unix::fs::symlink("list.txt", folder.path("list-link.txt")).expect("a link");
    folder.write("list.txt", "archive\n");
    fs::hard_link(folder.path("list.txt"), folder.path("hard.txt")).expect("a link");
    for (line, why) in [
        ("report - -o archive/job.json < archive/job.json", "the file on standard input"),
        ("validate - -o ./archive/job.json < archive/job.json", "the file on standard input"),
        ("report --files-from - -o list.txt < list.txt", "the list of files"),
        ("report --files-from list.txt -o list-link.txt", "the list of files"),
        ("report --files-from list.txt -o hard.txt", "the list of files"),
        ("report archive -o link.txt", "it lies in what is audited"),
        ("report archive -f json -o all.md >> all.md", "standard output goes there too"),
    ] {
        folder.shell(&format!("\"$JOBAUDIT\" {line}")).exits(2).says_why(why);
    }
    assert_eq!(folder.read("archive/job.json"), before);
    assert_eq!(folder.read("list.txt"), "archive\n");
    // A folder that is reached by a link is audited only where links are followed.
    std::os::unix::fs::symlink("../elsewhere", folder.path("archive/more")).expect("a link");
    folder.write("elsewhere/a.txt", "Call Bob.");
    let more = ["report", "archive", "-o", "elsewhere/a.txt"];
    folder.run(more.iter().chain(&["--follow"])).exits(2).says_why("it lies in what is audited");
    folder.run(more).exits(0);
}

#[cfg(unix)]
#[test]
fn two_outputs_of_one_file_are_found_out_before_the_work() {
    let folder = archive();
    folder.write("a.md", "old");
    fs::hard_link(folder.path("a.md"), folder.path("b.md")).expect("a link");
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(to, folder.path(name)).expect("a link");
    };
    link("later.md", "dangling.md");
    link("later", "folder-link");
    fs::create_dir(folder.path("later")).expect("a folder");
    for outputs in [
        &["-o", "a.md", "-o", "b.md"][..],
        &["-o", "dangling.md", "-o", "later.md"],
        &["-o", "later.md", "-o", "dangling.md"],
        &["-o", "new.md", "-o", "NEW.md"],
        &["-o", "dd/", "-o", "dd/jobs.csv", "--section", "jobs"],
        &["-o", "dd/jobs.csv", "-o", "dd/", "--section", "jobs"],
        &["-o", "later/", "-o", "folder-link/jobs.csv", "--section", "jobs"],
        &["-o", "dd/e/a.md", "-o", "./dd/e/../e/a.md"],
        &["-o", "dd/jobs.csv", "--section", "jobs", "--retry-list", "dd/jobs.csv"],
    ] {
        let run = folder.run(["report", "archive", "-v"].iter().chain(outputs));
        run.exits(2).says_why("another output goes there too");
        run.check(run.fates().is_empty() && run.bytes().is_empty(), "nothing was audited");
        assert!(!folder.path("dd").exists(), "{run}");
    }
    assert_eq!(folder.read("a.md"), "old");
}

#[test]
fn a_refused_run_leaves_no_folder_behind() {
    let folder = archive();
    folder.write("list.txt", "archive\n");
    for args in [
        &["report", "absent", "-o", "new/a.md", "-o", "new/deep/b.md"][..],
        &["report", "absent", "-o", "./new/deep/", "-o", "new/a.md", "-o", "new/deep/er/x.json"],
        &["report", "archive", "-o", "new/deep/a.md", "-o", "archive/notes.txt"],
        &["report", "archive", "--org", "nobody", "-o", "new/deep/a.txt", "-o", "new/b.txt"],
        &["report", "--files-from", "list.txt", "-o", "new/a/b/c.md", "-o", "list.txt"],
        &["show", "ffff", "archive", "-o", "new/deep/a.md"],
        &["validate", "absent", "-o", "new/deep/a.md"],
    ] {
        let run = folder.run(args);
        run.check(run.status().code() > Some(1), "refused");
        assert!(!folder.path("new").exists(), "{run}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_that_nobody_reads_is_waited_for_aloud() {
    let folder = archive();
    let run = folder.shell(
        "mkfifo pipe
        \"$JOBAUDIT\" report archive -q -o json=pipe 2> said & job=$!
        until grep -q waiting said; do sleep 0.05; done
        cat pipe > got
        wait $job",
    );
    run.exits(0);
    assert_eq!(folder.read("said"), "jobaudit: waiting for somebody to read pipe\n");
    assert!(folder.read("got").ends_with("}\n"));
    // With a reader there is nothing to wait for, and it gets all of it.
    let run =
        folder.shell("\"$JOBAUDIT\" report archive -q -o json=/dev/fd/3 3>&1 >/dev/null | cat");
    run.exits(0);
    assert_eq!(run.stdout(), folder.read("got"));
}
