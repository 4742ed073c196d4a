//! Where documents go, and in which formats: what `-f`, `-o`, `--section`, `--with` and `--retry-list` ask for.

use std::fs;

use serde_json::Value;

use crate::support::{ERRORS_CSV, Folder, run};

#[test]
fn an_output_that_is_named_twice_is_found_out_before_the_work() {
    let folder = Folder::with_example();
    folder.write("there.md", "old").write("deep/x.txt", "");
    let twice: [&[&str]; 8] = [
        &["-o", "a.md", "-o", "a.md"],
        &["-o", "a.md", "-o", "./a.md"],
        &["-o", "there.md", "-o", "deep/../there.md"],
        &["-o", "tables/", "-o", "tables"],
        &["-o", "tables/", "-o", "tables/files.csv", "--section", "files"],
        &["-o", "list.csv", "--section", "files", "--retry-list", "list.csv"],
        &["-o", "-", "-o", "-"],
        &["-f", "json", "--retry-list", "-"],
    ];
    fs::create_dir(folder.path("tables")).expect("a folder");
    for flags in twice {
        let run = folder.run(["report", "archive", "-v"].iter().chain(flags));
        run.exits(2).says_why(if flags.contains(&"-") {
            "standard output"
        } else {
            "cannot write"
        });
        run.check(run.fates().is_empty() && run.stdout().is_empty(), "nothing was audited");
        assert!(!folder.path("a.md").exists() && !folder.path("list.csv").exists());
        assert_eq!(folder.read("there.md"), "old");
    }
    let findings = folder.run(["validate", "archive", "-o", "f.json", "-o", "f.json"]);
    findings.exits(2).says_why("cannot write f.json: another output goes there too");
    let job = folder.run(["show", "131d985d", "archive", "-o", "j.md", "-o", "j.md"]);
    job.exits(2).says_why("cannot write j.md: another output goes there too");
    // Of one name in two folders there are two files, and a device takes what it gets.
    folder.run(["report", "archive", "-q", "-o", "a.md", "-o", "deep/a.md"]).exits(0);
    assert_eq!(folder.read("a.md"), folder.read("deep/a.md"));
}

#[test]
fn the_list_of_those_who_are_left_goes_where_a_dash_sends_it() {
    let folder = Folder::with_example();
    folder.write("archive/errors.csv", ERRORS_CSV);
    folder.run(["report", "archive", "-q", "--retry-list", "list.csv"]).exits(0);
    let list = folder.read("list.csv");
    assert!(list.starts_with("user,email,") && list.lines().count() == 2, "{list}");
    for more in [&[][..], &["-o", "a.md"], &["-q", "-o", "tables/"]] {
        let run = folder.run(["report", "archive", "--retry-list", "-"].iter().chain(more));
        assert_eq!(run.exits(0).stdout(), list, "{more:?}");
    }
    assert!(!folder.path("-").exists());
    let other = folder.run(["report", "archive", "--retry-list", "list.md"]);
    other.exits(2).says_why("cannot write list.md: the list is CSV");
}

#[test]
fn sections_are_asked_for_beside_the_usual_ones_or_in_their_place() {
    let ids = |flags: &[&str]| -> Vec<String> {
        let fixed = ["report", "samples", "-q", "-f", "jsonl"];
        let run = run(fixed.iter().chain(flags));
        let mut ids: Vec<String> = run
            .exits(0)
            .stdout()
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
            .filter_map(|row| row["section"].as_str().map(str::to_owned))
            .collect();
        ids.dedup();
        ids
    };
    let usual = ids(&[]);
    assert!(!usual.contains(&String::from("jobs")));
    let more = ids(&["--with", "users,jobs"]);
    assert_eq!(more.len(), usual.len() + 2);
    assert_eq!(ids(&["--with", "jobs", "--with", "users"]), more);
    assert_eq!(ids(&["--section", "jobs,files"]), ["files", "jobs"]);
    assert_eq!(ids(&["--section", "files", "--with", "jobs"]), ["files", "jobs"]);
    run(["report", "samples", "--with", "job"]).exits(2).says_why("'job'");
}

#[test]
fn lines_of_json_are_the_rows_of_the_object() {
    let folder = Folder::with_example();
    let lines = |command: &str, more: &[&str]| -> Vec<Value> {
        let run = folder.run([command, "archive", "-q", "-f", "jsonl"].iter().chain(more));
        let text = run.stdout();
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let rows = lines("report", &["--section", "files,jobs"]);
    let sections: Vec<&str> = rows.iter().filter_map(|row| row["section"].as_str()).collect();
    assert!(sections.starts_with(&["files"]) && sections.ends_with(&["jobs"]), "{sections:?}");
    folder.write("archive/broken.json", "{");
    let whole = folder.run(["validate", "archive", "-q", "-f", "json"]).json().0;
    assert_eq!(Value::Array(lines("validate", &[])), whole["findings"]);
}

#[test]
fn an_output_may_say_its_format_and_be_compressed() {
    let folder = Folder::with_example();
    let outputs =
        ["html=page.txt", "audit.json", "audit.json.gz", "json=audit.zst", "csv=tables.gz"];
    let flags = outputs.iter().flat_map(|output| ["-o", output]);
    folder.run(["report", "archive", "-q", "--section", "files"].into_iter().chain(flags)).exits(0);
    assert!(folder.read("page.txt").starts_with("<!DOCTYPE html>"));
    let bytes = fs::read(folder.path("audit.json.gz")).expect("a file");
    let read = std::io::read_to_string(flate2::read::GzDecoder::new(&bytes[..]));
    assert_eq!(read.expect("gzip"), folder.read("audit.json"));
    for (name, magic) in [("audit.zst", 0x28), ("tables.gz", 0x1f)] {
        assert_eq!(fs::read(folder.path(name)).expect("a file")[0], magic, "{name}");
    }
    let to_stdout = folder.run(["report", "archive", "-q", "--section", "files", "-o", "json=-"]);
    assert_eq!(to_stdout.exits(0).stdout(), folder.read("audit.json"));
    folder.run(["report", "archive", "-o", "sarif=a.txt.gz"]).exits(0);
    folder.run(["report", "archive", "-o", "sarif=a"]).exits(2).says_why("cannot write sarif=a");
}
