//! Nobody of the archive is in what is written with `--redact`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jobaudit::AuditOptions;
use jobaudit::findings::Keep;
use jobaudit::payload::{Id, IdKind};
use jobaudit::render::{self, Format, Look};
use jobaudit::report::Validation;
use jobaudit::{Config, audit};

use serde_json::json;

use crate::support::{Folder, PACKAGE, Run, all_sections, job, run};

/// Every user id, e-mail address and phone number that stands in the samples, and every extension in
/// the words of their errors.
pub fn people() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut folders = vec![Path::new(PACKAGE).join("samples")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).expect("a file");
            // Half of the characters of UTF-16 are enough to find what is plain.
            let text: String =
                String::from_utf8_lossy(&bytes).chars().filter(|c| *c != '\0').collect();
            let is_part = |c: char| c.is_alphanumeric() || "@.+-_".contains(c);
            for word in text.split(|c| !is_part(c)).map(|word| word.trim_matches(['.', '-'])) {
                let id = Id::parse(word).filter(|id| id.kind() == Some(IdKind::Person));
                if let Some(id) = id {
                    all.extend([word.to_owned(), id.to_string()]);
                } else if word.contains("@") && word.contains(".example")
                    || word.starts_with("+1202555")
                {
                    all.insert(word.to_owned());
                }
            }
            for (mark, end) in [("sourceUserId\": \"", '"'), ("\"item\": \"", '"')] {
                let found = text.split(mark).skip(1).filter_map(|rest| rest.split(end).next());
                all.extend(found.map(str::to_owned));
            }
            if path.ends_with("people.json") {
                let names = text.split("displayName\": \"").skip(1);
                all.extend(names.filter_map(|rest| Some(rest.split('"').next()?.to_owned())));
            }
            for mark in ["assigned to a user: ", "hunt group: "] {
                let found = text.split(mark).skip(1);
                let digits =
                    found.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect());
                all.extend(
                    digits
                        .filter(|digits: &String| digits.len() > 2)
                        .map(|ext| format!("{mark}{ext}")),
                );
            }
        }
    }
    // These are in a file that nobody reads, under no name that a report shows.
    assert!(all.len() > 100, "{}", all.len());
    all
}

/// All that the program writes about the samples with these flags.
fn outputs(flags: &[&str]) -> Vec<(String, String)> {
    let folder = Folder::new();
    let path = |name: &str| format!("{}/{name}", folder.path("").display());
    let names = ["a.md", "a.json", "a.txt", "a.html"];
    let (files, tables, retry) = (names.map(&path), path("tables/"), path("retry.csv"));
    let outputs = files.iter().chain([&tables]).flat_map(|path| ["-o", path]);
    let report = ["report", "samples", "-v", "--by", "runner", "--retry-list", &retry];
    let report =
        run(report.into_iter().chain(outputs).chain(all_sections()).chain(flags.iter().copied()));
    let mut all = vec![(String::from("report"), report.exits(0).to_string())];
    for name in names.iter().copied().chain(["retry.csv"]) {
        all.push((name.to_owned(), folder.read(name)));
    }
    for entry in fs::read_dir(folder.path("tables")).expect("tables") {
        let path = entry.expect("an entry").path();
        all.push((path.display().to_string(), fs::read_to_string(&path).expect("text")));
    }
    for format in ["text", "table", "markdown", "csv", "json", "sarif", "jsonl", "github", "junit"]
    {
        let validate = ["validate", "samples", "-v", "--fail-on", "never", "-f", format];
        all.push((format.to_owned(), run(validate.iter().chain(flags)).exits(0).to_string()));
    }
    for job in ["a2b87cc4", "7d82844a", "077868cd", "90e3b4d0"] {
        for format in ["table", "markdown", "json"] {
            let show = ["show", job, "samples", "-f", format, "-v"];
            all.push((
                format!("{job} {format}"),
                run(show.iter().chain(flags)).exits(0).to_string(),
            ));
        }
    }
    all
}

#[test]
fn no_output_names_anybody() {
    let people = people();
    let plain = outputs(&[]);
    let redacted = outputs(&["--redact"]);
    let named = |outputs: &[(String, String)]| {
        let found = outputs.iter().flat_map(|(name, text)| {
            people
                .iter()
                .filter(|person| text.contains(person.as_str()))
                .map(move |p| format!("{name}: {p}"))
        });
        found.collect::<Vec<_>>()
    };
    assert!(named(&plain).len() > 100, "without the flag they are there");
    assert_eq!(named(&redacted), [""; 0]);
    // Everything else is as it was.
    let lines = |outputs: &[(String, String)]| {
        outputs.iter().map(|(_, text)| text.lines().count()).collect::<Vec<_>>()
    };
    assert_eq!(lines(&plain), lines(&redacted));
}

#[test]
fn no_line_of_a_file_that_a_terminal_shows_names_anybody() {
    let people = people();
    let options =
        AuditOptions { keep: Keep { per_rule: 100, excerpts: true }, ..AuditOptions::default() };
    let config =
        Config { paths: vec![Path::new(PACKAGE).join("samples")], options, ..Config::default() };
    let mut audit = audit(&config).expect("an audit");
    audit.archive.redact(None);
    for width in [40, 80, 400] {
        let look = Look { width: Some(width), ..Look::default() };
        let mut out = Vec::new();
        render::write(&Validation::of(&audit.archive), Format::Text, &look, &mut out)
            .expect("findings");
        let text = String::from_utf8(out).expect("UTF-8");
        for person in &people {
            assert!(!text.contains(person.as_str()), "{person}");
        }
    }
}

#[test]
fn pseudonyms_are_the_same_in_a_run_and_with_a_salt_in_others() {
    let folder = Folder::new();
    folder
        .write("salt", "0123456789abcdef")
        .write("other", "fedcba9876543210")
        .write("short", "0123456789abcde");
    let path = |name: &str| format!("{}/{name}", folder.path("").display());
    let users = |archive: &str, flags: &[&str]| -> BTreeSet<String> {
        let report = ["report", archive, "-f", "json", "--section", "users", "--redact"];
        let json = run(report.iter().chain(flags)).exits(0).json();
        json.rows("users")
            .iter()
            .map(|row| row["user"].as_str().expect("a name").to_owned())
            .collect()
    };
    let (whole, part) = ("samples", "samples/dogwood-hotels");
    let salted = ["--salt-file", &path("salt")];
    assert_eq!(users(whole, &[]), users(whole, &[]));
    assert!(users(part, &[]).is_disjoint(&users(whole, &[])), "of another archive");
    assert!(users(part, &salted).is_subset(&users(whole, &salted)));
    assert!(users(part, &salted).is_disjoint(&users(part, &["--salt-file", &path("other")])));
    for (flags, why) in [
        (&["--redact", "--salt-file", &path("short")][..], "has 15 bytes, and 16 at least"),
        (&["--redact", "--salt-file", &path("nowhere")], "cannot read"),
        (&["--salt-file", &path("salt")], "--redact"),
    ] {
        run(["report", "samples"].iter().chain(flags)).exits(2).says_why(why);
    }
}

/// What a row says of somebody beside the id is that person's name too, in the words of every error.
#[test]
fn a_name_beside_an_id_is_replaced_in_the_words_of_errors() {
    let id = "5a1fd0f9-4db6-438d-9b96-638365789353";
    for (header, row) in [
        ("User ID,Display name,Code,Message", format!("{id},Zoe Quimby,4202,x")),
        ("User ID,First name,Last name,Code,Message", format!("{id},Zoe,Quimby,4202,x")),
        ("Email,Name,Code,Message", String::from("zoe@example.com,Zoe Quimby,4202,x")),
    ] {
        let other = row.replace("4202,x", "19605,[Error 19605] Zoe Quimby has services");
        let text = format!("{header}\n{row}\n{other}\n");
        let folder = Folder::of([("errors.csv", text)]);
        let args = ["report", ".", "-f", "json", "--section", "errors"];
        let plain = folder.run(args).stdout();
        let shown = folder.run(args.into_iter().chain(["--redact"])).stdout();
        assert!(plain.contains("Zoe Quimby has services"), "{header}");
        assert!(shown.contains("has services") && !shown.contains("Quimby"), "{header}: {shown}");
    }
}

/// What lists call somebody beside the name is a name of that person too.
#[test]
fn a_login_of_a_list_is_replaced_in_the_words_of_errors() {
    let id = "5a1fd0f9-4db6-438d-9b96-638365789353";
    let person = |member: &str, login: serde_json::Value| {
        let mut person = json!({"id": id, "displayName": "Zoe Quimby", "emails": ["z@x.example"]});
        person[member] = login;
        json!({"items": [person]}).to_string()
    };
    let scim = json!({"Resources": [
        {"id": id, "userName": "zquim77", "name": {"givenName": "Zoe", "familyName": "Quimby"},
         "displayName": "Zoe Quimby"}
    ]});
    let rows = format!("User ID,Code,Message\n{id},19605,moving zquim77 failed for Zoe Quimby\n");
    for (name, list) in [
        ("people.json", person("userName", json!("zquim77"))),
        ("people.json", person("login", json!("zquim77"))),
        ("people.json", person("nickName", json!("zquim77"))),
        ("people.json", person("sipAddresses", json!([{"type": "cloud", "value": "zquim77"}]))),
        ("people.json", scim.to_string()),
        ("people.csv", format!("id,name,login\n{id},Zoe Quimby,zquim77\n")),
        ("people.csv", format!("User ID,Display Name,User name\n{id},Zoe Quimby,zquim77\n")),
    ] {
        let folder = Folder::of([("archive/errors.csv", &rows), (name, &list)]);
        let args = ["report", "archive", "-f", "csv", "--section", "errors", "--redact"];
        // A table of people is no payload, and only read where somebody names it.
        let shown = if name.ends_with("csv") {
            folder.run(args.into_iter().chain(["--names", name])).stdout()
        } else {
            folder.write(&format!("archive/{name}"), &list).run(args).stdout()
        };
        let is_gone = !shown.contains("zquim77") && !shown.contains("Quimby");
        assert!(shown.contains("moving user-") && is_gone, "{list}: {shown}");
    }
}

/// A job whose name and whose step have somebody in them, and a list that says who that is.
fn named_after_somebody() -> Folder {
    let mut job = job(1);
    job["name"] = json!("moveusers Zoe Quimby");
    job["jobExecutionStatus"][0]["stepExecutionStatuses"][0]["name"] = json!("of zoe@x.example");
    let list = json!({"items": [{
        "id": "5a1fd0f9-4db6-438d-9b96-638365789353",
        "displayName": "Zoe Quimby", "emails": ["zoe@x.example"]
    }]});
    Folder::of([("a/1.json", job.to_string()), ("a/people.json", list.to_string())])
}

#[test]
fn limits_are_judged_as_without_pseudonyms() {
    let folder = named_after_somebody();
    for (limit, code) in [("p50(of zoe@x.example)<=9h", 0), ("p50(of zoe@x.example)>9h", 1)] {
        for args in [&["report", "a"][..], &["diff", "a", "a"]] {
            let flags = ["--require", limit, "--section", "gates", "-f", "json"];
            let args = || args.iter().copied().chain(flags);
            let plain = folder.run(args());
            let redacted = folder.run(args().chain(["--redact"]));
            assert_eq!(plain.exits(code).status(), redacted.status(), "{redacted}");
            let shown = redacted.to_string().replace(limit, "");
            redacted.check(!shown.contains("zoe@") && shown.contains("p50(of user-"), "masked");
        }
    }
}

#[test]
fn filters_name_nobody() {
    let folder = named_after_somebody();
    let wanted = ["--redact", "--job-name", "moveusers Zoe Quimby"];
    let other = ["--redact", "--job-name", "moveusers Zoe Quimbi"];
    let split = ["report", "a", "--split", "org", "-o", "{org}.json", "--section", "jobs"];
    for args in [
        &["report", "a"][..],
        &["report", "a", "-f", "json"],
        &["diff", "a", "a", "-f", "json"],
        &["export", "a", "-o", "tables", "--csv"],
        &split,
    ] {
        let run = folder.run(args.iter().chain(&wanted));
        let said = |run: &Run| run.stdout() + &run.stderr();
        run.exits(0).check(!said(&run).contains("Quimby"), "masked");
        let run = folder.run(args.iter().chain(&other));
        run.check(!said(&run).contains("Quimby"), "masked");
        run.check(said(&run).contains("there is moveusers user-"), "what there is");
    }
    let files =
        fs::read_dir(folder.path("")).expect("a folder").map(|entry| entry.expect("one").path());
    for path in files.filter(|path| path.extension().is_some_and(|end| end == "json")) {
        let text = fs::read_to_string(path).expect("a file");
        assert!(!text.contains("Quimby") && text.contains("moveusers user-"), "{text}");
    }
}

/// `Last, First (Dept)` is usual in companies.
#[test]
fn a_name_with_brackets_or_quotes_is_replaced_whoever_says_it() {
    let id = "5a1fd0f9-4db6-438d-9b96-638365789353";
    for name in
        ["Quimby, Zoe (DE)", "Zoe Quimby [Contractor]", "(Guest) Zoe Quimby", "Zoe \"Zo\" Quimby"]
    {
        let cell = name.replace('"', "\"\"");
        let list =
            json!({"items": [{"id": id, "displayName": name, "emails": ["zoe@example.com"]}]});
        for (user, list) in [(id, list.to_string()), (&cell, String::from("{}"))] {
            let rows = format!(
                "User ID,Code,Message\n\"{user}\",4202,x\n\"{user}\",19605,\"{cell} has services\"\n"
            );
            let folder = Folder::of([("errors.csv", rows), ("people.json", list)]);
            let args = ["report", ".", "-f", "csv", "--section", "errors"];
            let plain = folder.run(args).stdout();
            let shown = folder.run(args.into_iter().chain(["--redact"])).stdout();
            assert!(plain.contains(&format!("{cell} has services")), "{name}: {plain}");
            assert!(shown.contains("has services") && !shown.contains("Quimby"), "{name}: {shown}");
        }
    }
}
