//! A report for each customer, location or kind of job: each holds all of its own and nothing of another.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Folder, Json, job, job_id, run};

const QUOKKA: &str = "aaaaaaaa-1111-4111-8111-111111111111";
const WALRUS: &str = "bbbbbbbb-2222-4222-8222-222222222222";

/// A job of an organisation with so many moves, of which so many failed.
fn job_of(number: u64, org: &str, [moved, failed]: [u64; 2]) -> Value {
    let mut job = job(number);
    job["targetCustomerId"] = json!(org);
    job["counts"] = json!({"totalMoves": moved + failed, "moved": moved, "failed": failed});
    if failed > 0 {
        job["latestExecutionExitCode"] = json!("COMPLETED_WITH_ERRORS");
    }
    job
}

fn errors(users: &[&str]) -> String {
    let rows = users.iter().map(|user| format!("{user},Error,4202,[Error 4202] {user} has it.\n"));
    format!("User ID,Type,Code,Message\n{}", rows.collect::<String>())
}

/// Two customers whose files lie in each other's folders and in files of both.
fn two_customers() -> Folder {
    let wave = job_of(1, QUOKKA, [0, 2]);
    let mut conflict = wave.clone();
    conflict["latestExecutionStatus"] = json!("FAILED");
    let mut older = job_of(5, WALRUS, [1, 0]);
    older["jobExecutionStatus"][0]["lastUpdated"] = json!("2023-05-30T01:00:00Z");
    older["walrusExtra"] = json!("walrus old");
    let mut odd = job_of(5, WALRUS, [1, 0]);
    odd["walrusField"] = json!("walrus value");
    let queue = [job_of(4, QUOKKA, [3, 0]), older, odd].map(|job| job.to_string()).join("\n");
    let array = json!([job_of(6, QUOKKA, [1, 0]), job_of(7, WALRUS, [1, 0])]);
    let rows = [
        (job_id(4), "ann@quokka.example"),
        (job_id(2), "ben@walrus.example"),
        (job_id(99), "bea@walrus.example"),
    ];
    let by_job = rows.map(|(job, user)| format!("{job},{user},Impact,27966,Of {user}.\n")).concat();
    let request = |people: &[(&str, &str)]| {
        let users = people.iter().map(|(id, location)| {
            json!({"locationId": location, "validate": false, "users": [{"userId": id}]})
        });
        json!({"usersList": users.collect::<Vec<_>>()}).to_string()
    };
    Folder::of([
        ("archive/quokka/wave.json", wave.to_string()),
        ("archive/quokka/wave.csv", errors(&["al@quokka.example", "amy@quokka.example"])),
        ("archive/walrus/school.json", job_of(2, WALRUS, [4, 1]).to_string()),
        ("archive/walrus/school.csv", errors(&["ben@walrus.example"])),
        ("archive/walrus/school.request.json", request(&[("ben@walrus.example", "walrus town")])),
        ("archive/walrus/misfiled.json", job_of(3, QUOKKA, [2, 0]).to_string()),
        ("archive/walrus/copy.json", wave.to_string()),
        ("archive/walrus/conflict.json", conflict.to_string()),
        ("archive/queue-of-quokka-and-walrus.ndjson", queue),
        ("archive/list-of-quokka-and-walrus.json", array.to_string()),
        (
            "archive/errors-of-quokka-and-walrus.csv",
            format!("Job ID,User ID,Type,Code,Message\n{by_job}"),
        ),
        ("archive/lost-walrus.csv", errors(&["bob@walrus.example", "bud@walrus.example"])),
        ("archive/quokka-or-walrus.txt", String::from("walrus and quokka")),
        ("names.csv", format!("id,name\n{QUOKKA},Quokka Dental\n{WALRUS},Walrus Schools\n")),
        (
            "plan.csv",
            String::from(
                "email,location\nal@quokka.example,quokka town\nnew@walrus.example,walrus town\nodd@walrus.example,\n",
            ),
        ),
    ])
}

const OUTPUTS: [&str; 9] = [
    "out/{org}.html",
    "out/{org}.md",
    "out/{org}.txt",
    "out/{org}.json",
    "out/{org}.jsonl",
    "out/{org}.xlsx",
    "json=out/{org}.gzipped.gz",
    "out/{org}.tables/",
    "csv=out/{org}.jobs",
];

/// All texts that stand in files whose name begins so, those of archives included.
fn texts(folder: &Path, begins: &str, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with(begins) {
            continue;
        }
        if entry.path().is_dir() {
            texts(&entry.path(), "", found);
            continue;
        }
        let bytes = fs::read(entry.path()).expect("a file");
        let text = if name.ends_with(".xlsx") {
            let mut book = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
            let mut all = String::new();
            for at in 0..book.len() {
                book.by_index(at).expect("a part").read_to_string(&mut all).expect("XML");
            }
            all
        } else if name.ends_with(".gz") {
            std::io::read_to_string(flate2::read::GzDecoder::new(&bytes[..])).expect("gzip")
        } else {
            String::from_utf8(bytes).expect("UTF-8")
        };
        found.push((entry.path().display().to_string(), text));
    }
}

/// Fails where any output of one customer names anything of the other, and where one is missing.
#[track_caller]
fn is_alone(
    folder: &Folder,
    name: &str,
    own: [&str; 2],
    other: [&str; 2],
    jobs: &[u64],
    others: &[u64],
) {
    let mut all = Vec::new();
    texts(&folder.path("out"), name, &mut all);
    assert!(all.len() >= OUTPUTS.len() + 10, "{}", all.len());
    let others: Vec<String> = others.iter().map(|number| job_id(*number)).collect();
    for (path, text) in &all {
        let text = text.to_lowercase();
        for needle in other.iter().copied().chain(others.iter().map(String::as_str)) {
            let at = text.find(needle);
            let near = at.map(|at| text[..at].chars().rev().take(80).collect::<Vec<_>>());
            let near: Option<String> = near.map(|near| near.into_iter().rev().collect());
            assert!(at.is_none(), "{path} names {needle}: {near:?}");
        }
    }
    let whole = |end: &str| &all.iter().find(|(path, _)| path.ends_with(end)).expect(end).1;
    for number in jobs {
        assert!(whole(".json").contains(&job_id(*number)), "{name} lacks {number}");
    }
    assert!(whole(".json").contains(own[0]) && whole(".md").to_lowercase().contains(own[1]));
}

#[test]
fn the_reports_of_one_customer_hold_nothing_of_another() {
    let folder = two_customers();
    let mut outputs: Vec<&str> = OUTPUTS[..8].iter().flat_map(|output| ["-o", output]).collect();
    outputs.extend(["--retry-list", "out/{org}.left.csv", "--plan", "plan.csv", "--all"]);
    let run = folder.run(
        ["report", "archive", "--names", "names.csv", "--split", "org"].iter().chain(&outputs),
    );
    run.exits(0);
    let csv = [
        "report",
        "archive",
        "--names",
        "names.csv",
        "-q",
        "--split",
        "org",
        "--section",
        "errors",
        "-o",
        OUTPUTS[8],
    ];
    folder.run(csv).exits(0);
    let walrus = ["walrus", WALRUS];
    let quokka = ["quokka", QUOKKA];
    is_alone(&folder, "Quokka", [QUOKKA, "quokka dental"], walrus, &[1, 3, 4, 6], &[2, 5, 7]);
    is_alone(&folder, "Walrus", [WALRUS, "walrus schools"], quokka, &[2, 5, 7], &[1, 3, 4, 6]);
    // The numbers of the parts are those of the whole.
    let of = |name: &str| -> Json {
        Json(serde_json::from_str(&folder.read(&format!("out/{name}.json"))).expect("JSON"))
    };
    let whole =
        folder.run(["report", "archive", "--names", "names.csv", "-q", "-f", "json"]).json();
    for measure in ["jobs", "items_requested", "items_done", "items_failed"] {
        let number = |report: &Json| report.measure(measure).as_u64().expect("a number");
        assert_eq!(
            number(&of("Quokka Dental")) + number(&of("Walrus Schools")),
            number(&whole),
            "{measure}"
        );
    }
    assert_eq!(of("Quokka Dental").measure("people_to_move"), 2);
    // Of the plan those who were asked for, and those who were to go where only Walrus goes.
    let users = |name: &str, section: &str| -> Vec<String> {
        let rows = of(name).rows(section).to_vec();
        rows.iter().filter_map(|row| row["user"].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(users("Walrus Schools", "still_to_move"), ["ben@walrus.example"]);
    assert_eq!(users("Walrus Schools", "plan"), ["new@walrus.example"]);
    assert_eq!(users("Quokka Dental", "plan"), ["al@quokka.example"]);
    let files: Vec<String> = of("Quokka Dental")
        .rows("jobs")
        .iter()
        .filter_map(|row| row["file"].as_str().map(str::to_owned))
        .collect();
    for name in ["quokka/wave.json", "misfiled.json", "(shared file)"] {
        assert!(files.iter().any(|file| file.starts_with(name)), "{files:?}");
    }
    // Of a file of both only what is at its own place.
    let rules =
        |name: &str| of(name).rules().iter().map(|rule| (*rule).to_owned()).collect::<Vec<_>>();
    assert!(rules("Walrus Schools").contains(&String::from("unknown-field")));
    assert!(!rules("Quokka Dental").contains(&String::from("unknown-field")));
    for rule in ["conflicting-snapshots", "copied-file"] {
        assert!(rules("Quokka Dental").contains(&String::from(rule)), "{rule}");
    }
}

#[test]
fn an_organisation_that_is_asked_for_alone_gets_nothing_of_another() {
    let folder = two_customers();
    for (name, org) in [("Quokka", QUOKKA), ("Walrus", "walrus schools")] {
        for output in &OUTPUTS[..8] {
            let path = output.replace("{org}", name);
            let fixed = [
                "report",
                "archive",
                "--names",
                "names.csv",
                "-q",
                "--org",
                org,
                "--all",
                "--plan",
                "plan.csv",
            ];
            folder.run(fixed.into_iter().chain(["-o", &path])).exits(0);
        }
        let list = format!("out/{name}.left.csv");
        let fixed = [
            "report",
            "archive",
            "--names",
            "names.csv",
            "-q",
            "--org",
            org,
            "--plan",
            "plan.csv",
            "--retry-list",
        ];
        folder.run(fixed.into_iter().chain([list.as_str()])).exits(0);
        let jobs = format!("csv=out/{name}.jobs");
        let fixed = [
            "report",
            "archive",
            "--names",
            "names.csv",
            "-q",
            "--org",
            org,
            "--section",
            "errors",
            "-o",
        ];
        folder.run(fixed.into_iter().chain([jobs.as_str()])).exits(0);
    }
    is_alone(&folder, "Quokka", [QUOKKA, "quokka"], ["walrus", WALRUS], &[1, 3, 4, 6], &[2, 5, 7]);
    is_alone(
        &folder,
        "Walrus",
        [WALRUS, "walrus schools"],
        ["quokka", QUOKKA],
        &[2, 5, 7],
        &[1, 3, 4, 6],
    );
}

#[test]
fn the_index_leads_to_each_report() {
    let folder = two_customers();
    let run = folder.run([
        "report",
        "archive",
        "--names",
        "names.csv",
        "--split",
        "org",
        "-o",
        "out/{org}/audit.html",
        "-o",
        "out/{org}/audit.md",
        "-o",
        "flat-{org}.json",
    ]);
    let table = run.exits(0).stdout();
    for part in ["Quokka Dental", "Walrus Schools", "Action needed", "out/Quokka Dental/audit.html"]
    {
        assert!(table.contains(part), "{run}");
    }
    let html = folder.read("out/index/audit.html");
    assert!(html.contains("<a href=\"../Quokka%20Dental/audit.html\">"), "{html}");
    let markdown = folder.read("out/index/audit.md");
    assert!(markdown.contains("](../Walrus%20Schools/audit.md)"), "{markdown}");
    let json: Value = serde_json::from_str(&folder.read("flat-index.json")).expect("JSON");
    let rows = json["sections"]["reports"].as_array().expect("rows").clone();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["group"], QUOKKA);
    assert_eq!(rows[0]["report"], "flat-Quokka Dental.json");
    assert_eq!(rows[0]["people_to_move"], 2);
    let part: Value = serde_json::from_str(&folder.read("flat-Quokka Dental.json")).expect("JSON");
    assert_eq!(part["verdict"]["word"], rows[0]["verdict"]);
}

#[test]
fn names_of_customers_are_names_of_files_on_every_system() {
    let devices = ["CON", "Aux.old", "com¹", "LPT9.a.b", "conin$", "nul .x"];
    let others = ["a/b:c?*", "Same", "same", "index", "trailing. ", "../../etc", "{org}", "名前"];
    let orgs = [&devices[..], &others].concat();
    let id = |at: usize| format!("{at:08}-1111-4111-8111-111111111111");
    let names = orgs.iter().enumerate().map(|(at, name)| format!("{},{name}\n", id(at)));
    let names = format!("id,name\n{}", names.collect::<String>());
    let folder = Folder::of([("names.csv", names)]);
    for at in 0..orgs.len() {
        let job = job_of(at as u64 + 1, &id(at), [1, 0]);
        folder.write(&format!("archive/{at}.json"), job.to_string());
    }
    let mut lost = job_of(90, "x", [1, 0]);
    lost.as_object_mut().expect("an object").remove("targetCustomerId");
    folder.write("archive/lost.json", lost.to_string());
    folder
        .run([
            "report",
            "archive",
            "--names",
            "names.csv",
            "--split",
            "org",
            "-q",
            "-o",
            "out/{org}.json",
        ])
        .exits(0);
    let mut written: Vec<String> = fs::read_dir(folder.path("out"))
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().to_lowercase())
        .collect();
    written.sort();
    assert_eq!(written.len(), orgs.len() + 2, "{written:?}");
    for name in &written {
        let stem = name.trim_end_matches(".json");
        assert!(!name.contains(['<', '>', ':', '"', '/', '\\', '|', '?', '*', '{']), "{name}");
        assert!(!stem.ends_with(['.', ' ']), "{name}");
        let device = stem.split('.').next().unwrap_or(stem).trim_end();
        assert!(!["con", "aux", "com¹", "lpt9", "conin$", "nul"].contains(&device), "{name}");
    }
    let mut unique = written.clone();
    unique.dedup();
    assert_eq!(unique, written);
    for name in ["without-org.json", "名前.json", "index.json"] {
        assert!(written.iter().any(|written| written == name), "{written:?}");
    }
}

#[test]
fn what_is_written_of_one_customer_is_not_written_over_that_of_another() {
    let ids = [900, 901, 902].map(crate::support::job_id);
    let names =
        ids.iter().zip(["x.left", "X", "index.left"]).map(|(id, name)| format!("{id},{name}\n"));
    let folder = Folder::of([("names.csv", format!("id,name\n{}", names.collect::<String>()))]);
    for (number, org) in (1..).zip(&ids) {
        folder.write(&format!("in/{number}.json"), job_of(number, org, [1, 1]).to_string());
    }
    let flags = ["--names", "names.csv", "--split", "org", "--section", "jobs", "-q"];
    let outputs = ["-o", "csv=out/{org}.csv", "--retry-list", "out/{org}.left.csv"];
    folder.run(["report", "in"].iter().chain(&flags).chain(&outputs)).exits(0);
    let written: Vec<_> = fs::read_dir(folder.path("out")).expect("a folder").flatten().collect();
    // Two of each, and the index.
    assert_eq!(written.len(), 7, "{written:?}");
}

#[test]
fn what_cannot_be_split_is_refused_before_the_work() {
    let folder = two_customers();
    for (flags, why) in [
        (&["-o", "out.html"][..], "put {org} into the path"),
        (&["-o", "out/{org}.html", "-o", "all.md"], "put {org} into the path"),
        (&["-o", "out/{location}.html"], "put {org} into the path"),
        (&["-o", "out/{org}.html", "--retry-list", "left.csv"], "put {org} into the path"),
        (&["-o", "-"], "put {org} into the path"),
        (&[], "needs a file to write for each"),
        (&["-o", "out/{org}.doc"], "its name does not say which format"),
        (&["-o", "out/{org}.md", "-o", "out/./{org}.md"], "another output goes there too"),
        (&["-o", "archive/quokka/{org}.csv", "--section", "jobs"], "it lies in what is audited"),
    ] {
        if why.starts_with("it lies") {
            folder.write("archive/quokka/index.csv", "a,b\n1,2\n");
        }
        let run = folder.run(
            ["report", "archive", "--names", "names.csv", "--split", "org"].iter().chain(flags),
        );
        run.exits(2).says_why(why);
        run.check(run.bytes().is_empty() && !folder.path("out").exists(), "nothing was written");
    }
    let run = folder.run([
        "report",
        "archive",
        "--names",
        "names.csv",
        "--split",
        "customer",
        "-o",
        "{org}.md",
    ]);
    run.exits(2).says_why("location");
}

#[test]
fn a_location_has_the_people_whose_requests_name_it() {
    let people = ["ann@quokka.example", "abe@quokka.example", "ada@quokka.example"];
    let request = json!({"usersList": [
        {"locationId": "north", "users": [{"userId": people[0]}, {"userId": people[1]}]},
        {"locationId": "south", "users": [{"userId": people[2]}]}]});
    let mut listed = job_of(2, QUOKKA, [1, 0]);
    listed["locationName"] = json!("south");
    let folder = Folder::of([
        ("archive/wave.json", job_of(1, QUOKKA, [1, 2]).to_string()),
        ("archive/wave.csv", errors(&[people[1], people[2]])),
        ("archive/wave.request.json", request.to_string()),
        ("archive/other/listed.json", listed.to_string()),
        ("archive/elsewhere/none.json", job_of(3, QUOKKA, [5, 0]).to_string()),
    ]);
    let run =
        folder.run(["report", "archive", "-q", "--split", "location", "-o", "{location}.json"]);
    run.exits(0);
    let of = |name: &str| -> Json {
        Json(serde_json::from_str(&folder.read(&format!("{name}.json"))).expect("JSON"))
    };
    for (name, [jobs, requested, failed], left, others) in [
        ("north", [1, 2, 1], Some(people[1]), &people[2..]),
        ("south", [2, 2, 1], Some(people[2]), &people[..2]),
        ("without-location", [1, 5, 0], None, &people[..]),
    ] {
        let report = of(name);
        let measures =
            ["jobs", "items_requested", "items_failed"].map(|m| report.measure(m).as_u64());
        assert_eq!(measures, [Some(jobs), Some(requested), Some(failed)], "{name}");
        let users: Vec<Option<&str>> =
            report.rows("still_to_move").iter().map(|row| row["user"].as_str()).collect();
        assert_eq!(users, left.iter().map(|left| Some(*left)).collect::<Vec<_>>(), "{name}");
        for other in others {
            assert!(!folder.read(&format!("{name}.json")).contains(other), "{name} names {other}");
        }
    }
    // Whoever was planned and never asked for belongs to the location of the plan.
    folder.write("plan.csv", "email,location\nnew@quokka.example,north\nodd@quokka.example,\n");
    let plan = ["report", "archive", "-q", "--split", "location", "--plan", "plan.csv"];
    folder.run(plan.iter().chain(&["-o", "{location}.json"])).exits(0);
    for (name, planned) in [("north", 1), ("south", 0), ("without-location", 0)] {
        assert_eq!(of(name).rows("plan").len(), planned, "{name}");
    }
    // Where the files do not name everybody who is not done, nobody knows what became of a part.
    folder.write("archive/wave.csv", errors(&[people[1]]));
    folder
        .run(["report", "archive", "-q", "--split", "location", "-o", "{location}.json"])
        .exits(0);
    assert!(of("north").measure("items_requested").is_null());
    let jobs = of("north");
    assert!(jobs.job()["items_requested"].is_null(), "{}", jobs.0);
}

#[test]
fn a_report_for_each_kind_of_job() {
    let folder = Folder::new();
    let run = folder.run([
        "report",
        &format!("{}/samples", crate::support::PACKAGE),
        "-q",
        "--split",
        "job-name",
        "-o",
        "{job-name}.json",
    ]);
    run.exits(0);
    let names: Vec<String> = fs::read_dir(folder.path(""))
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert!(names.len() > 4 && names.contains(&String::from("moveusers.json")), "{names:?}");
    for name in names.iter().filter(|name| *name != "index.json") {
        let report: Value = serde_json::from_str(&folder.read(name)).expect("JSON");
        for job in report["sections"]["jobs"].as_array().expect("rows") {
            assert_eq!(format!("{}.json", job["job_name"].as_str().unwrap_or_default()), *name);
        }
    }
}

#[test]
fn what_was_asked_stands_in_the_index_alone_and_names_nobody_whom_it_should_not() {
    let folder = two_customers();
    folder.write("al@quokka.example.csv", "email\nal@quokka.example\n");
    let flags = ["report", "archive", "-q", "--plan", "al@quokka.example.csv"];
    let split = ["--split", "job-name", "-o", "out/{job-name}.json"];
    let commands = |more: &[&str]| -> Vec<(String, Option<Value>)> {
        folder.run(flags.iter().chain(&split).chain(more)).exits(0);
        let mut all = Vec::new();
        for entry in fs::read_dir(folder.path("out")).expect("a folder").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let text = folder.read(&format!("out/{name}"));
            assert_eq!(text.contains("al@quokka.example"), more.is_empty(), "{name} {more:?}");
            let json: Value = serde_json::from_str(&text).expect("JSON");
            all.push((name, json.get("command").cloned()));
        }
        all
    };
    for (name, command) in commands(&[]).into_iter().chain(commands(&["--redact"])) {
        assert_eq!(command.is_some(), name == "index.json", "{name}");
    }
}

#[test]
fn findings_of_one_customer_name_nothing_of_another() {
    let folder = two_customers();
    let mut rules = Vec::new();
    for (org, other) in [("quokka dental", "walrus"), ("walrus schools", "quokka")] {
        let own = &org[..6];
        for format in
            ["text", "table", "markdown", "csv", "json", "jsonl", "sarif", "github", "junit"]
        {
            let args = ["validate", "archive", "--names", "names.csv", "--org", org, "-f", format];
            let run = folder.run(args.iter().chain(&["--fail-on", "never"]));
            let text = run.exits(0).stdout().to_lowercase();
            run.check(!text.contains(other), other);
            if format == "json" {
                let found = run.json().0;
                let files = found["files"].as_array().expect("files").clone();
                assert!(!files.is_empty() && files.len() < 12, "{run}");
                run.check(text.contains(own), own);
                let found = found["findings"].as_array().expect("findings").iter();
                rules.push(found.map(|finding| finding["rule"].clone()).collect::<Vec<_>>());
            }
        }
    }
    assert!(
        !rules[0].contains(&json!("unknown-field")) && rules[1].contains(&json!("unknown-field"))
    );
    let none = folder.run(["validate", "archive", "--org", "nobody"]);
    none.exits(3).says_why("no job matches --org nobody");
}

#[test]
fn the_index_says_of_a_customer_what_its_report_says() {
    let folder = Folder::new();
    let out = folder.path("{org}.json").display().to_string();
    run(["report", "samples", "-q", "--split", "org", "-o", &out]).exits(0);
    let read = |name: &str| -> Value { serde_json::from_str(&folder.read(name)).expect("JSON") };
    let index = read("index.json");
    let mut several = 0;
    for row in index["sections"]["reports"].as_array().expect("rows") {
        let part = read(row["report"].as_str().expect("a path"));
        let sentence = part["verdict"]["sentence"].as_str().expect("a sentence");
        let requested = row["moves_requested"].as_u64().expect("a number");
        // Numbers and other items are not added to moves.
        let moves = format!("of {requested} move attempts, {} are done", row["moves_done"]);
        several += usize::from(requested > 1);
        assert!(requested == 1 || sentence.contains(&moves), "{row}: {sentence}");
    }
    assert!(several > 4);
}
