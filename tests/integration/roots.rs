//! What files are called: by their paths below what was named, whatever that was called.

use std::fs;

use serde_json::Value;

use crate::support::Folder;

const JOB: &str = "131d985d-be8a-4728-b360-630c50151271";

/// An archive of a job and its errors in the folder of that name.
fn archive(folder: &Folder, name: &str) {
    fs::create_dir_all(folder.path(name)).expect("a folder");
    let job = format!(
        r#"{{"id": "{JOB}", "latestExecutionStatus": "COMPLETED", "jobType": "moveusers"}}"#
    );
    fs::write(folder.path(&format!("{name}/job.json")), job).expect("a file");
    fs::create_dir_all(folder.path(&format!("{name}/later"))).expect("a folder");
    let errors = "User ID,Error Code,Error Message\nu1,1026006,failed\n";
    fs::write(folder.path(&format!("{name}/later/x.csv")), errors).expect("a file");
}

/// A report without the paths as they were written.
fn report(folder: &Folder, args: &[&str]) -> (Value, Value) {
    let fixed = ["report", "-q", "-f", "json"];
    let mut json = folder.run(fixed.iter().chain(args)).json().0;
    let roots = json["inputs"]["roots"].take();
    (json, roots)
}

#[test]
fn two_audits_of_one_folder_agree_however_it_is_written() {
    let folder = Folder::new();
    archive(&folder, "jan");
    let absolute = folder.path("jan").display().to_string();
    let (expected, roots) = report(&folder, &["jan"]);
    assert_eq!(roots, serde_json::json!(["jan"]));
    assert_eq!(expected["sections"]["jobs"][0]["file"], "job.json");
    for written in ["./jan/", "jan/../jan", &absolute] {
        assert_eq!(report(&folder, &[written]).0, expected, "{written}");
    }
    fs::rename(folder.path("jan"), folder.path("renamed")).expect("a new name");
    assert_eq!(report(&folder, &["renamed"]).0, expected);
    let (listed, _) = report(&folder, &["renamed/job.json", "renamed/later"]);
    assert_eq!(listed, expected);
}

#[test]
fn several_roots_stay_apart() {
    let folder = Folder::new();
    archive(&folder, "a/jan");
    archive(&folder, "b/jan");
    let (both, _) = report(&folder, &["b/jan", "a/jan"]);
    let (again, _) = report(&folder, &["a/jan", "./b/jan/"]);
    assert_eq!(both, again);
    let text = both.to_string();
    assert!(text.contains("a/jan/job.json") && text.contains("b/jan/job.json"), "{text}");
}

#[test]
fn a_root_that_is_named_by_a_job_links_what_is_in_it() {
    for within in ["", "/errors"] {
        let folder = Folder::new();
        archive(&folder, "jan");
        let errors = "User ID,Error Code,Error Message\nu1,1026006,failed\n";
        let other = format!(
            r#"{{"id": "{}", "latestExecutionStatus": "COMPLETED"}}"#,
            JOB.replace('1', "2")
        );
        fs::write(folder.path("jan/other.json"), other).expect("a file");
        fs::remove_file(folder.path("jan/later/x.csv")).expect("no file");
        let place = format!("{JOB}{within}");
        fs::create_dir_all(folder.path(&place)).expect("a folder");
        fs::write(folder.path(&format!("{place}/e.csv")), errors).expect("a file");
        for file in ["job.json", "other.json"] {
            fs::rename(
                folder.path(&format!("jan/{file}")),
                folder.path(&format!("{place}/{file}")),
            )
            .expect("another place");
        }
        let (report, _) = report(&folder, &[&place, "--with", "errors"]);
        assert_eq!(report["sections"]["errors"][0]["job"], JOB, "{place}");
    }
}

#[test]
fn what_is_to_be_opened_has_its_path_as_it_was_written() {
    let folder = Folder::new();
    archive(&folder, "jan");
    fs::write(folder.path("jan/later/bad.json"), "{\"id\": ").expect("a file");
    let lines = folder.run(["validate", "jan"]).stdout();
    assert!(lines.contains("jan/later/bad.json:"), "{lines}");
    let findings = folder.run(["validate", "jan", "-f", "json"]).json().0;
    assert!(findings.to_string().contains("\"later/bad.json\""), "{findings}");
    let run = folder.run(["report", "jan", "jan/../absent.json"]);
    run.exits(2).says_why("jan/../absent.json");
}

#[test]
fn standard_input_is_no_formula() {
    let folder = Folder::new();
    let job = format!(r#"{{"id": "{JOB}", "latestExecutionStatus": "COMPLETED"}}"#);
    let table = folder.pipe(["report", "-", "-f", "csv", "--section", "jobs"], job.as_bytes());
    let table = table.stdout();
    assert!(table.trim_end().ends_with(",<stdin>"), "{table}");
}
