//! A saved audit: whatever is made of it is what would have been made of the files.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::archive::{self, Layout, Plan};
use crate::support::{Folder, PACKAGE, Run, first_difference, job, job_id, run};

/// Flags that decide how a report looks, in all combinations that a test can afford.
const LOOKS: [&[&str]; 6] = [
    &[],
    &["--top", "3", "--by", "week", "--tz", "Europe/Berlin", "--title", "Moves of spring"],
    &["--redact"],
    &["--with", "users,errors", "--by", "runner"],
    &["--section", "failure_rates", "--section", "attention"],
    &["--all", "--csv-dialect", "excel-semicolon"],
];

fn samples() -> Folder {
    let folder = Folder::new();
    let from = Path::new(PACKAGE).join("samples");
    copy(&from, &folder.path("samples"));
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("folder");
    for entry in fs::read_dir(from).expect("folder") {
        let entry = entry.expect("entry");
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).expect("copy")),
        }
    }
}

/// All files below a folder with their bytes.
fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).expect("folder") {
            let path = entry.expect("entry").path();
            match path.is_dir() {
                true => open.push(path),
                false => {
                    let name = path.strip_prefix(folder).expect("below").display().to_string();
                    all.push((name, fs::read(path).expect("bytes")));
                }
            }
        }
    }
    all.sort();
    all
}

fn same(report: &Run, render: &Run) {
    report.exits(0);
    render.exits(0);
    // A report is too long to be printed.
    let (report, render) = (report.stdout(), render.stdout());
    assert!(report == render, "{}", first_difference(&report, &render));
}

/// Several findings of a rule stand at one place: of the object that lacks fields, of the cell that is wrong twice.
#[test]
fn an_example_is_the_same_whether_findings_are_kept_or_only_counted() {
    let lacking = |field: &str| {
        let mut job = job(7);
        let lacks = job[field][0].as_object_mut().expect("an object");
        lacks.retain(|name, _| name == "id");
        job.to_string()
    };
    let bare = json!({"name": "moveusers", "id": job_id(1), "latestExecutionStatus": "COMPLETED",
        "latestExecutionExitCode": "COMPLETED"});
    let folder = Folder::of([
        ("object.json", bare.to_string()),
        ("list.json", json!({"items": [job(2), bare]}).to_string()),
        ("execution.json", lacking("jobExecutionStatus")),
        ("errors.csv", "User ID,Code,Message\n,x,\n,,y\n".to_owned()),
    ]);
    for name in ["object.json", "list.json", "execution.json", "errors.csv"] {
        let asked = ["report", name, "-f", "csv", "--section", "findings"];
        let alone = folder.run(asked);
        let kept = folder.run(asked.into_iter().chain(["-o", "all.jsonl"]));
        folder.run(["report", name, "-q", "-o", "audit.json", "--force"]).exits(0);
        let render = folder.run(["render", "audit.json", "-f", "csv", "--section", "findings"]);
        alone.check(alone.stdout() == kept.stdout(), name);
        alone.check(alone.stdout() == render.stdout(), name);
    }
}

#[test]
fn every_format_and_look_is_what_report_writes() {
    let folder = samples();
    folder.run(["report", "samples", "-q", "-o", "audit.json"]).exits(0);
    for look in LOOKS {
        let outputs = |of: &str| {
            ["html", "md", "xlsx", "json", "jsonl"]
                .map(|ending| format!("-o{of}/a.{ending}"))
                .into_iter()
                .chain([format!("-o{of}/tables/"), "-ftable".to_owned()])
                .collect::<Vec<_>>()
        };
        let of = |command: [&str; 2], place: &str| {
            let fixed = command.map(str::to_owned).into_iter().chain(outputs(place));
            folder.run(fixed.chain(look.iter().map(|flag| (*flag).to_owned())))
        };
        same(&of(["report", "samples"], "one"), &of(["render", "audit.json"], "two"));
        let (one, two) = (tree(&folder.path("one")), tree(&folder.path("two")));
        assert!(one.len() > 6, "{look:?}");
        for (one, two) in one.iter().zip(&two) {
            assert_eq!(one.0, two.0, "{look:?}");
            assert!(one.1 == two.1, "{} differs for {look:?}", one.0);
        }
        assert_eq!(one.len(), two.len());
        fs::remove_dir_all(folder.path("one")).expect("removed");
        fs::remove_dir_all(folder.path("two")).expect("removed");
    }
}

#[test]
fn a_record_of_some_jobs_and_one_without_people_are_rendered_the_same() {
    let folder = samples();
    for flags in [
        &["--org", "02124eef"][..],
        &["--job-name", "moveusers", "--exit-code", "COMPLETED_WITH_ERRORS"],
        &["--redact"],
        &["--ignore", "unknown-field", "--as-of", "2026-04-01"],
    ] {
        let with = |fixed: &[&str]| folder.run(fixed.iter().chain(flags));
        with(&["report", "samples", "-q", "-o", "audit.json.gz"]).exits(0);
        for format in ["html", "json", "markdown"] {
            let report = with(&["report", "samples", "-f", format]);
            same(&report, &folder.run(["render", "audit.json.gz", "-f", format]));
        }
    }
}

#[test]
fn a_split_of_a_record_is_the_split_of_the_archive() {
    let folder = samples();
    folder.run(["report", "samples", "-q", "-o", "audit.json.zst"]).exits(0);
    for by in ["org", "location", "job-name"] {
        for (of, command) in [("one", ["report", "samples"]), ("two", ["render", "audit.json.zst"])]
        {
            let output = |ending: &str| format!("-o{of}/{{{by}}}.{ending}");
            let flags = ["--split", by, "-q", &output("html"), &output("json")].map(str::to_owned);
            folder.run(command.map(str::to_owned).into_iter().chain(flags)).exits(0);
        }
        let (one, two) = (tree(&folder.path("one")), tree(&folder.path("two")));
        assert!(one.len() > 4 && one == two, "{by}");
        fs::remove_dir_all(folder.path("one")).expect("removed");
        fs::remove_dir_all(folder.path("two")).expect("removed");
    }
}

#[test]
fn generated_archives_are_saved_the_same_by_any_number_of_threads_and_rendered_the_same() {
    let folder = Folder::new();
    for (seed, jobs) in [(1, 60), (2, 200)] {
        let name = format!("archive-{seed}");
        generate(&folder.path(&name), jobs, seed);
        let save = |threads: &str| {
            folder.run(["report", &name, "-f", "json", "-q", "--threads", threads]).stdout()
        };
        let saved = save("1");
        assert!(saved == save("4"), "the same to the byte");
        folder.write("audit.json", &saved);
        assert!(saved == folder.run(["render", "audit.json", "-f", "json"]).stdout(), "{name}");
        let report = folder.run(["report", &name, "-f", "html", "--redact"]);
        same(&report, &folder.run(["render", "audit.json", "-f", "html", "--redact"]));
    }
}

#[test]
fn moments_finer_than_a_millisecond_are_saved_as_they_are() {
    let folder = Folder::new();
    let example =
        fs::read_to_string(Path::new(PACKAGE).join("samples/documented-example/job-status.json"));
    // From start to end it takes a millisecond less than the digits of milliseconds say.
    let fine =
        example.expect("example").replace(".469Z", ".469999999Z").replace(".252Z", ".252000001Z");
    folder.write("archive/job.json", &fine);
    for format in ["json", "table"] {
        let flags = ["-f", format, "--section", "jobs,steps"];
        let report = folder.run(["report", "archive"].iter().chain(&flags));
        folder.run(["report", "archive", "-f", "json", "-q", "-o", "audit.json"]).exits(0);
        same(&report, &folder.run(["render", "audit.json"].iter().chain(&flags)));
    }
}

fn generate(path: &Path, jobs: u64, seed: u64) {
    let plan = Plan { jobs, seed, layout: Layout::Files, unsaved: 3 };
    archive::write(path, &plan).expect("archive");
}

/// A collection whose items are called so, each with the answer that a job is in.
fn collection(items: &[&str]) -> String {
    let item = |(number, name): (u64, &&str)| {
        let answer = json!({"name": format!("200 {name}"), "body": job(number).to_string()});
        json!({"name": name, "response": [answer]})
    };
    let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    let items: Vec<Value> = (1..).zip(items).map(item).collect();
    json!({"info": {"name": "w", "schema": schema}, "item": items}).to_string()
}

/// What opens something is in no name of the record, and takes no other name with it.
#[test]
fn secrets_in_names_of_files_and_items_are_in_no_record() {
    let items = [
        "GET https://files.example.com/a?Signature=SeCrEt1xyz",
        "GET https://files.example.com/a?Signature=SeCrEt2xyz",
        "folder password=SeCrEt3xyz of it",
        "Bearer SeCrEt4xyzabc012/SeCrEt5xyzabc012",
    ];
    let folder = Folder::new();
    let below = "x/Bearer SeCrEt6xyzabc012";
    folder
        .write("x/c.json", collection(&items))
        .write("x/token=SeCrEt7xyz/c.json", collection(&[items[0]]))
        .write(&format!("{below}/j.json"), job(11).to_string())
        .write(&format!("{below}/k.json"), job(12).to_string())
        .write(&format!("{below}/l.json"), "{\"broken\":");
    for look in [&["-f", "markdown", "--all"][..], &["-f", "json"], &["-f", "json", "--redact"]] {
        let report = folder.run(["report", "x", "-q"].iter().chain(look));
        folder.run(["report", "x", "-q", "-o", "audit.json"]).exits(0);
        let text = report.stdout();
        assert!(!text.contains("SeCrEt"), "{look:?}");
        assert!(text.contains("Bearer …/j.json") && text.contains("c.json!"), "{look:?}: {text}");
        same(&report, &folder.run(["render", "audit.json", "-q"].iter().chain(look)));
    }
    let jobs = folder.run(["report", "x", "-q", "-f", "json"]).exits(0).json();
    assert_eq!(jobs.rows("jobs").len(), 6, "two that are called alike are two");
    folder.run(["report", "x", "-q", "--split", "org", "-o", "split/{org}.json"]).exits(0);
    for (name, bytes) in tree(&folder.path("split")) {
        assert!(!String::from_utf8_lossy(&bytes).contains("SeCrEt"), "{name}");
    }
    let files = folder.run(["validate", "x", "-v", "-f", "csv", "--fail-on", "never"]).stdout();
    assert!(files.contains("Bearer …/l.json") && !files.contains("SeCrEt"), "{files}");
}

#[test]
fn nothing_of_others_is_in_the_record_of_one() {
    let folder = samples();
    let names = |flags: &[&str]| -> Vec<String> {
        let (_, json) = {
            let run = folder.run(["report", "samples", "-f", "json", "-q"].iter().chain(flags));
            (run.stdout(), run.json())
        };
        let names = json.0["ledger"]["names"].as_array().expect("names").clone();
        names.iter().map(|name| name.as_str().expect("text").to_owned()).collect()
    };
    let (all, own) = (names(&[]), names(&["--org", "02124eef"]));
    let text = folder.run(["report", "samples", "-f", "json", "-q", "--org", "02124eef"]).stdout();
    let others: Vec<&String> = all.iter().filter(|name| !own.contains(name)).collect();
    assert!(others.len() > 100, "{}", others.len());
    for name in others.iter().filter(|name| name.len() > 6) {
        assert!(!text.contains(name.as_str()), "{name}");
    }
}

#[test]
fn what_is_no_record_is_refused_in_a_sentence() {
    let folder = samples();
    folder.run(["report", "samples", "-q", "-o", "audit.json"]).exits(0);
    let whole = folder.read("audit.json");
    let part = folder.run(["report", "samples", "-f", "json", "--section", "jobs"]).stdout();
    let ledger = whole.find("\"ledger\"").expect("ledger");
    for (what, text, why) in [
        ("empty", String::new(), "the saved audit is cut short"),
        ("cut in the ledger", whole[..ledger + 500].to_owned(), "the saved audit is cut short"),
        ("cut at the end", whole[..whole.len() - 3].to_owned(), "the saved audit is cut short"),
        ("doubled", whole.repeat(2), "no saved audit"),
        ("a payload", job(1).to_string(), "no saved audit"),
        ("text", "Hello.".to_owned(), "no saved audit"),
        ("newer", whole.replacen("_version\": 2", "_version\": 3", 1), "saved by a newer jobaudit"),
        ("older", part.replacen("_version\": 2", "_version\": 1", 1), "saved by an older jobaudit"),
        ("in part", part.clone(), "only some sections"),
        (
            "changed",
            whole.replacen("\"errors\":[[", "\"errors\":[[9", 1),
            "refers to what is not there",
        ),
        (
            "of another file",
            whole.replacen("\"rest\":[[[3,1,", "\"rest\":[[[3,9999,", 1),
            "refers to what is not there",
        ),
        (
            "longer than its name",
            whole.replacen("\"unknown-payload\",0,null", "\"unknown-payload\",0,99", 1),
            "refers to what is not there",
        ),
        ("another rule", whole.replacen("unknown-field", "unheard-of", 1), "no rule is called"),
    ] {
        folder.write("broken.json", &text);
        let run = folder.run(["render", "broken.json"]);
        run.exits(2).says_why(why).says_why("broken.json");
        assert_eq!(run.stdout(), "", "{what}");
    }
    folder.run(["render", "absent.json"]).exits(2).says_why("absent.json");
    folder.run(["render", "samples"]).exits(2).says_why("samples");
}

#[test]
fn what_became_of_each_file_is_told_of_saved_audits_and_of_both_sides() {
    let folder = samples();
    let made = folder.run(["report", "samples", "-v", "-f", "json"]);
    folder.write("audit.json", made.exits(0).stdout());
    let told = made.stderr();
    assert!(told.lines().count() > 50, "{told}");
    let rendered = folder.run(["render", "audit.json", "-v", "-f", "json"]);
    assert_eq!(rendered.exits(0).stderr(), told);
    let compared = folder.run(["diff", "samples", "audit.json", "-v", "-f", "json"]);
    assert_eq!(compared.exits(0).stderr(), told.repeat(2));
}

#[test]
fn what_was_decided_when_it_was_made_is_not_decided_again() {
    let folder = samples();
    folder.run(["report", "samples", "-q", "-o", "audit.json"]).exits(0);
    for flag in [
        "since",
        "until",
        "job-name",
        "org",
        "exit-code",
        "as-of",
        "ignore",
        "only",
        "level",
        "plan",
        "names",
        "name",
        "baseline",
    ] {
        let run = folder.run(["render", "audit.json", &format!("--{flag}"), "2025"]);
        run.exits(2).says_why("ask the archive itself");
    }
    let run = folder.run(["report", "audit.json"]);
    run.exits(2).says_why("jobaudit render audit.json");
    folder.run(["render", "audit.json", "-o", "audit.json"]).exits(2).says_why("the saved audit");
}

#[test]
fn a_record_keeps_what_it_was_made_with_whatever_settings_it_is_rendered_with() {
    let folder = samples();
    folder.write("made.toml", "title = \"Spring\"\n[rules]\nignore = [\"unknown-field\"]\n");
    folder.write("now.toml", "title = \"Summer\"\n[rules]\nignore = [\"wrong-type\"]\n");
    let of = |command: [&str; 2], config: &[&str]| {
        folder.run(command.iter().chain(config).chain(&["-f", "json"]))
    };
    let made = of(["report", "samples"], &["--config", "made.toml"]);
    folder.write("audit.json", made.exits(0).stdout());
    let config = made.json().0["config"].clone();
    assert_eq!(config["file"], "made.toml");
    for flags in [&["--config", "now.toml"][..], &["--isolated"], &[]] {
        let rendered = of(["render", "audit.json"], flags);
        assert_eq!(rendered.exits(0).json().0["config"], config);
        assert!(rendered.stdout() == made.stdout(), "{flags:?}");
    }
    let page = folder.run(["render", "audit.json", "--config", "now.toml", "-f", "html"]);
    let page = page.exits(0).stdout();
    assert!(page.contains("Summer") && page.contains("made.toml") && !page.contains("now.toml"));
    // One that was made without is rendered so.
    folder.run(["report", "samples", "-q", "-o", "plain.json"]).exits(0);
    let plain = of(["render", "plain.json"], &["--config", "now.toml"]);
    assert_eq!(plain.exits(0).json().0.get("config"), None);
    let replaced = ["render", "audit.json", "--config", "now.toml", "-ojson=now.toml", "--force"];
    folder.run(replaced).exits(2).says_why("the file of settings");
}

#[test]
fn limits_and_findings_end_a_render_as_they_end_a_report() {
    let folder = samples();
    folder.run(["report", "samples", "-q", "-o", "audit.json"]).exits(0);
    for flags in
        [&["--require", "people_to_move=0"][..], &["--fail-on", "error"], &["--require", "jobs>1"]]
    {
        let report = folder.run(["report", "samples", "-f", "json"].iter().chain(flags));
        let render = folder.run(["render", "audit.json", "-f", "json"].iter().chain(flags));
        assert_eq!(report.status(), render.status(), "{flags:?}");
        assert_eq!(report.stderr(), render.stderr(), "{flags:?}");
    }
}

#[test]
fn the_command_says_what_bears_on_the_figures_and_nothing_else() {
    let said = |flags: &[&str]| {
        let run =
            run(["report", "samples", "-f", "json", "-q", "--threads", "2"].iter().chain(flags));
        run.json().0["command"].clone()
    };
    assert_eq!(said(&[]), "jobaudit report");
    assert_eq!(
        said(&["--since", "2025-12", "--title", "x", "--ignore", "unknown-field", "--follow"]),
        "jobaudit report --since 2025-12 --ignore unknown-field --follow"
    );
    assert_eq!(
        said(&["--job-name", "move users'"]),
        r"jobaudit report --job-name 'move users'\'''"
    );
    assert!(said(&["--org", "02124eef"]).is_null(), "of one organisation nobody else is named");
}
