//! What every format for people begins with: whose jobs, the figures that matter, what to do, who is left.

use jobaudit::Config;
use jobaudit::report::{Head, Options, Report};
use serde_json::json;

use crate::errors::{csv, failed};
use crate::support::{Folder, job, job_id, run};

/// The head of a folder on standard output.
fn head(folder: &Folder, flags: &[&str]) -> String {
    folder.run(["report", "."].iter().chain(flags)).exits(0).stdout()
}

/// Archived jobs of so many organisations, the first of which a list calls by its name.
fn organisations(count: u64) -> Folder {
    let folder = Folder::new();
    for number in 0..count {
        let mut job = failed(number);
        job["targetCustomerId"] = json!(job_id(1000 + number));
        folder.write(&format!("{number}.json"), job.to_string());
    }
    let names = format!("orgId,displayName\n{},Acorn Dental\n", job_id(1000));
    folder.write("names.csv", names);
    folder
}

#[test]
fn it_says_whose_jobs_they_are_by_name_where_there_is_one() {
    let names = ["--names", "names.csv"];
    for (count, flags, said) in [
        (1, &names[..], "\nAcorn Dental\n"),
        (1, &[], "\n1 organisation\n"),
        (3, &[], "\n3 organisations\n"),
        (3, &names, "\nAcorn Dental and 2 more\n"),
    ] {
        let text = head(&organisations(count), flags);
        assert!(text.contains(said), "{said:?} in {text}");
    }
    let one = head(&organisations(3), &["--names", "names.csv", "--org", "Acorn Dental"]);
    assert!(one.contains("\nAcorn Dental\n1 job "), "{one}");
    assert!(one.contains("\nFilters: organisation Acorn Dental\n"), "{one}");
}

#[test]
fn filters_are_told_in_words() {
    let flags = ["--since", "2023-05", "--until", "2023-05-30", "--job-name", "moveusers"];
    let text = head(&organisations(1), &flags);
    let said = "\nFilters: started from 2023-05-01 00:00:00 UTC; started until 2023-05-30 23:59:59 UTC; \
                job name moveusers\n";
    assert!(text.contains(said), "{text}");
}

#[test]
fn what_is_to_be_done_has_somebody_who_does_it_and_people_have_their_day() {
    let folder = Folder::of([
        ("1.json".to_owned(), failed(1).to_string()),
        ("1.csv".to_owned(), csv(&[("ann@example.com", "Error", "4202")])),
    ]);
    let text = head(&folder, &[]);
    for said in [
        "What to do next ",
        "Change the user's settings, then move the user again.  Administrator       1\n",
        "Who still has to be moved ",
        "ann@example.com ",
        " 2023-05-30\n",
        "--all shows all tables",
    ] {
        assert!(text.contains(said), "{said:?} in {text}");
    }
}

#[test]
fn asked_for_some_sections_it_is_short_and_with_all_of_them_whole() {
    let folder = organisations(1);
    let short = head(&folder, &["--section", "files"]);
    let whole = head(&folder, &["--all"]);
    for (text, is_whole) in [(&short, false), (&whole, true)] {
        assert!(text.contains("\nAction needed: ") && text.contains("\nFiles\n"), "{text}");
        for said in ["Moves done: ", "What to do next ", "\nJobs\n", "\nSummary\n"] {
            assert_eq!(text.contains(said), is_whole, "{said}: {text}");
        }
        assert!(!text.contains("--all shows"), "{text}");
    }
    folder.run(["report", ".", "--all", "--section", "files"]).exits(2);
}

#[test]
fn nothing_is_left_of_a_table_that_would_be_empty() {
    let text = Folder::with_example().run(["report", "archive"]).exits(0).stdout();
    assert!(!text.contains("What to do next") && !text.contains("Who still has"), "{text}");
    run(["report", "samples"]).exits(0);
}

#[test]
fn it_is_data_that_can_be_stored_and_read_back() {
    let config = Config { paths: vec!["samples".into()], ..Config::default() };
    let audit = jobaudit::audit(&config).expect("an audit");
    let report = Report::of(&audit.archive, &Options::default());
    let head = report.head.as_deref().expect("a head");
    let text = serde_json::to_string(head).expect("JSON");
    let again: Head = serde_json::from_str(&text).expect("a head");
    assert_eq!(serde_json::to_string(&again).expect("JSON"), text);
    assert_eq!(again.people_left(), 173);
}

/// So many jobs, each of which failed to move somebody whom a file names.
fn many(jobs: u64) -> Folder {
    let folder = Folder::new();
    let lines: Vec<String> = (0..jobs).map(|number| failed(number).to_string()).collect();
    folder.write("jobs.ndjson", lines.join("\n"));
    folder
}

#[test]
fn markdown_ends_each_list_after_30_rows_and_says_where_the_rest_is() {
    let folder = many(200);
    let text = head(&folder, &["-f", "markdown"]);
    assert!(text.len() < 25_000, "{} bytes", text.len());
    let rest =
        "\nand 170 more rows, for 170 people, in the workbook or the CSV tables of this audit\n";
    assert!(text.contains(rest), "{text}");
    let excerpt = head(&folder, &["-f", "markdown", "--section", "jobs"]);
    assert_eq!(excerpt.lines().filter(|line| line.starts_with("| 00000000-")).count(), 30);
    assert!(excerpt.contains("\nand 170 more, in the workbook"), "{excerpt}");
}

#[test]
fn markdown_begins_with_whose_jobs_and_leaves_out_what_is_empty() {
    let text =
        Folder::with_example().run(["report", "archive", "-f", "markdown"]).exits(0).stdout();
    assert!(
        text.starts_with(
            "# Job audit\n\n1 organisation\n\n- 1 job on 2023-05-30 (UTC), in 1 file\n"
        )
    );
    for absent in ["There are none", "What to do next", "Who still has", "Why moves failed"] {
        assert!(!text.contains(absent), "{absent}: {text}");
    }
}

#[test]
fn whether_to_trust_the_figures_is_answered_and_only_what_happened_is_explained() {
    let clean = Folder::of([("1.json".to_owned(), job(1).to_string())]);
    let page = head(&clean, &["-f", "markdown"]);
    let answer = "Yes. The one file is used. Nothing was found wrong with it.";
    assert!(page.contains(answer), "{page}");
    // No job finished with errors, so there is nothing to say of such jobs.
    assert!(!page.contains("finished with errors has done"), "{page}");
    let failed = Folder::of([("1.json".to_owned(), failed(1).to_string())]);
    let page = head(&failed, &["-f", "markdown"]);
    assert!(
        page.contains("On the whole, yes. The one file is used. The audit found 1 warning in it."),
        "{page}"
    );
}
