//! What changed between two audits: `jobaudit diff`, against what is known of the two.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::archive::{Job, generate};
use crate::support::{Folder, Run, job, job_id, run, running};

const SEED: u64 = 7;

/// Which files a side holds.
type Files = BTreeMap<String, String>;

fn put(files: &mut Files, job: &Job) {
    files.insert(format!("{}.json", job.uuid), job.payload.clone());
    if let Some(errors) = &job.errors {
        files.insert(errors.file_name.clone(), errors.csv.clone());
    }
}

fn remove(files: &mut Files, job: &Job) {
    files.remove(&format!("{}.json", job.uuid));
    job.errors.iter().for_each(|errors| drop(files.remove(&errors.file_name)));
}

/// The users of a job's errors, in order.
fn failed(job: &Job) -> Vec<String> {
    let rows = job.errors.iter().flat_map(|errors| errors.csv.lines());
    let errors = rows.filter(|row| row.contains(",Error,"));
    let users: BTreeSet<&str> = errors.filter_map(|row| row.split(',').next()).collect();
    users.into_iter().map(str::to_owned).collect()
}

/// The users of a job whose errors file holds impacts alone.
fn only_impacted(job: &Job) -> Vec<String> {
    if !failed(job).is_empty() {
        return Vec::new();
    }
    let rows = job.errors.iter().flat_map(|errors| errors.csv.lines().skip(1));
    let users: BTreeSet<&str> = rows.filter_map(|row| row.split(',').next()).collect();
    users.into_iter().map(str::to_owned).collect()
}

fn is_running(job: &Job) -> bool {
    job.payload.contains("\"STARTED\"")
}

/// Two archives, and what is known to be different between them.
struct Pair {
    folder: Folder,
    moved: BTreeSet<String>,
    failed_again: BTreeSet<String>,
    new: BTreeSet<String>,
    jobs: BTreeMap<String, &'static str>,
    files: BTreeMap<String, &'static str>,
}

/// The same archive a while later: jobs came, went, and were tampered with; of those who had failed some were
/// moved by new jobs, and the moves of others failed again.
fn pair() -> Pair {
    let all: Vec<Job> =
        (0..400).map(|index| generate(index, SEED)).filter(|job| !is_running(job)).collect();
    let (before, later) = all.split_at(all.len() / 2);
    let mut base = Files::new();
    before.iter().for_each(|job| put(&mut base, job));
    let mut now = base.clone();
    let mut jobs = BTreeMap::new();
    let mut open: Vec<&Job> = before.iter().filter(|job| !failed(job).is_empty()).collect();
    open.sort_by(|a, b| a.month.cmp(&b.month));
    let mut open = open.into_iter();
    let (mut moved, mut failed_again) = (BTreeSet::new(), BTreeSet::new());
    let mut new: BTreeSet<String> = BTreeSet::new();
    for job in later {
        let mut job = job.clone();
        let own: Vec<String> = failed(&job);
        let impacted = only_impacted(&job);
        let user = own.first().or(impacted.first()).cloned();
        // Somebody of an earlier month is tried again, where there is somebody left.
        if let Some((user, before)) = user.zip(open.clone().next())
            && before.month < job.month
            && let Some(errors) = &mut job.errors
        {
            let again = failed(before)[0].clone();
            errors.csv = errors.csv.replace(&format!("{user},"), &format!("{again},"));
            if own.is_empty() { &mut moved } else { &mut failed_again }.insert(again);
            open.next();
        }
        new.extend(failed(&job));
        put(&mut now, &job);
        jobs.insert(job.uuid.to_string(), "new");
    }
    let new = new.difference(&failed_again).cloned().collect();
    // What nobody fails in goes, and is changed.
    let mut quiet = before.iter().filter(|job| job.errors.is_none());
    for job in quiet.by_ref().take(4) {
        remove(&mut now, job);
        jobs.insert(job.uuid.to_string(), "gone");
    }
    for job in quiet.by_ref().take(5) {
        let changed = job.payload.replacen("\"instanceId\":", "\"instanceId\":1", 1);
        assert_ne!(changed, job.payload);
        now.insert(format!("{}.json", job.uuid), changed);
        jobs.insert(job.uuid.to_string(), "altered");
    }
    let names: BTreeSet<&String> = base.keys().chain(now.keys()).collect();
    let mut files = BTreeMap::new();
    for name in names {
        match (base.get(name), now.get(name)) {
            (Some(before), Some(after)) if before != after => files.insert(name.clone(), "altered"),
            (Some(_), None) => files.insert(name.clone(), "removed"),
            (None, _) => files.insert(name.clone(), "added"),
            _ => None,
        };
    }
    let base = base.into_iter().map(|(name, text)| (format!("base/{name}"), text));
    let now = now.into_iter().map(|(name, text)| (format!("new/{name}"), text));
    let folder = Folder::of(base.chain(now));
    Pair { folder, moved, failed_again, new, jobs, files }
}

/// People as an audit calls them: a Webex id is its UUID.
fn known_as(users: &BTreeSet<String>) -> BTreeSet<String> {
    use base64::Engine as _;
    let uuid = |user: &String| {
        let id = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(user).ok()?;
        let id = String::from_utf8(id).ok()?;
        id.strip_prefix("ciscospark://us/PEOPLE/").map(str::to_owned)
    };
    users.iter().map(|user| uuid(user).unwrap_or_else(|| user.clone())).collect()
}

fn rows(diff: &Value, section: &str) -> Vec<Value> {
    diff["sections"][section].as_array().expect("rows").clone()
}

fn column(rows: &[Value], id: &str, change: &str) -> BTreeSet<String> {
    let wanted = rows.iter().filter(|row| row["change"] == change);
    wanted.filter_map(|row| row[id].as_str()).map(str::to_owned).collect()
}

fn json_of(run: &Run) -> Value {
    run.json().0
}

#[test]
fn a_known_difference_is_found_and_nothing_else() {
    let pair = pair();
    let run = pair.folder.run(["diff", "base", "new", "-f", "json", "-q"]);
    let diff = json_of(run.exits(0));
    let users = rows(&diff, "user_changes");
    assert!(pair.moved.len() > 2 && pair.failed_again.len() > 2 && pair.new.len() > 2);
    assert_eq!(column(&users, "user", "moved"), known_as(&pair.moved));
    assert_eq!(column(&users, "user", "failed-again"), known_as(&pair.failed_again));
    assert_eq!(column(&users, "user", "new"), known_as(&pair.new));
    let changes = |section: &str, id: &str| -> BTreeMap<String, String> {
        let rows = rows(&diff, section);
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        rows.iter().map(|row| (text(&row[id]), text(&row["change"]))).collect()
    };
    let known = |of: &BTreeMap<String, &str>| -> BTreeMap<String, String> {
        of.iter().map(|(name, change)| (name.clone(), (*change).to_owned())).collect()
    };
    assert_eq!(changes("job_changes", "job"), known(&pair.jobs));
    assert_eq!(changes("file_changes", "file"), known(&pair.files));
    let sentence = diff["sentence"].as_str().expect("a sentence");
    let moved = format!(": {} people moved, ", pair.moved.len());
    assert!(sentence.contains(&moved), "{sentence}");
    assert!(sentence.contains("4 jobs are gone, 5 jobs changed their past"), "{sentence}");
    // It can be had the other way round.
    let back = json_of(pair.folder.run(["diff", "new", "base", "-f", "json", "-q"]).exits(0));
    let gone = column(&rows(&back, "job_changes"), "job", "gone");
    let new = pair.jobs.iter().filter(|(_, change)| **change == "new");
    assert_eq!(gone, new.map(|(id, _)| id.clone()).collect());
    // With pseudonyms nothing is told of anybody, and the numbers stay.
    let masked = pair.folder.run(["diff", "base", "new", "-f", "json", "-q", "--redact"]);
    let text = masked.exits(0).stdout();
    let hidden = [&pair.moved, &pair.failed_again, &pair.new].map(known_as);
    hidden.iter().flatten().for_each(|user| assert!(!text.contains(user.as_str())));
    assert_eq!(json_of(&masked)["sentence"], diff["sentence"]);
    // Limits on changes, and what became worse.
    let worse = pair.folder.run(["diff", "base", "new", "-q", "--fail-on", "regression"]);
    worse.exits(1).says_why("--fail-on regression: ").says_why("jobs are gone");
    let gate = ["diff", "base", "new", "-q", "--require", "jobs.change<=0"];
    pair.folder.run(gate).exits(1).says_why("jobs.change <= 0").says_why("is broken");
    let kept = ["diff", "base", "new", "-q", "--require", "jobs.change>0", "-f", "json"];
    let kept = json_of(pair.folder.run(kept).exits(0));
    assert_eq!(rows(&kept, "gates")[0]["held"], json!(true));
}

#[test]
fn two_audits_of_one_archive_have_no_change() {
    let generated = pair();
    let is_empty = |run: &Run| {
        let diff = json_of(run.exits(0));
        for (section, rows) in diff["sections"].as_object().expect("sections") {
            assert_eq!(rows, &json!([]), "{section}");
        }
        assert!(diff["sentence"].as_str().is_some_and(|said| said.contains(": no person, job")));
    };
    let flags = ["-f", "json", "-q", "--fail-on", "regression"];
    is_empty(&run(["diff", "samples", "samples"].iter().chain(&flags)));
    is_empty(&run(["diff", "samples", "samples", "--redact"].iter().chain(&flags)));
    is_empty(&generated.folder.run(["diff", "new", "new"].iter().chain(&flags)));
    let all = ["diff", "new", "new", "--all", "-f", "json", "-q"];
    let all = json_of(generated.folder.run(all).exits(0));
    let users = rows(&all, "user_changes");
    assert!(!users.is_empty() && users.iter().all(|row| row["change"] == "still-open"));
}

#[test]
fn a_saved_audit_is_compared_like_its_files() {
    let pair = pair();
    for side in ["base", "new"] {
        let saved = format!("{side}.json");
        pair.folder.run(["report", side, "-q", "-o", &saved]).exits(0);
        let saved = format!("{side}.json.zst");
        pair.folder.run(["report", side, "-q", "-o", &saved]).exits(0);
    }
    let sections = |base: &str, new: &str| {
        let run = pair.folder.run(["diff", base, new, "-q", "-f", "json"]);
        let diff = json_of(run.exits(0));
        (diff["sentence"].clone(), diff["sections"].clone())
    };
    let of_files = sections("base", "new");
    assert_eq!(sections("base.json", "new.json"), of_files);
    assert_eq!(sections("base.json.zst", "new"), of_files);
    assert_eq!(sections("base", "new.json"), of_files);
    // What was decided when it was saved can't be decided again, and two sides of other jobs are no comparison.
    let filtered = ["diff", "base.json", "new.json", "-q", "--since", "2025-10"];
    pair.folder.run(filtered).exits(2).says_why("saved audit");
    pair.folder.run(["report", "new", "-q", "-o", "part.json", "--since", "2025-10"]).exits(0);
    pair.folder
        .run(["diff", "base.json", "part.json", "-q"])
        .exits(2)
        .says_why("--since 2025-10-01");
    // Pseudonyms of one side alone tell nobody, and that is said.
    pair.folder.run(["report", "new", "-q", "-o", "masked.json", "--redact"]).exits(0);
    let masked =
        json_of(pair.folder.run(["diff", "base", "masked.json", "-q", "-f", "json"]).exits(0));
    assert_eq!(rows(&masked, "user_changes"), Vec::<Value>::new());
    let sentence = masked["sentence"].as_str().expect("a sentence");
    assert!(sentence.contains("people can't be told"), "{sentence}");
}

#[test]
fn what_is_written_is_as_its_schema_says() {
    let schema = run(["schema", "diff"]).exits(0).json().0;
    let schema = jsonschema::draft202012::new(&schema).expect("a schema");
    let is_valid = |diff: &Value| {
        let faults: Vec<String> = schema.iter_errors(diff).map(|e| e.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}");
        let mut without = diff.clone();
        without.as_object_mut().expect("an object").remove("sentence");
        assert!(!schema.is_valid(&without));
    };
    let pair = pair();
    let flags = ["--all", "--require", "jobs.change>0", "-f", "json", "-q"];
    let changed = json_of(pair.folder.run(["diff", "base", "new"].iter().chain(&flags)).exits(0));
    is_valid(&changed);
    let measures = rows(&changed, "changes");
    let differs = |id: &str| {
        let of = measures.iter().find(|row| row["measure"] == id);
        of.map(|row| row["differs"].clone())
    };
    assert!(differs("failure_rate").is_some_and(|differs| differs.is_boolean()));
    assert_eq!(differs("jobs"), Some(Value::Null));
    is_valid(&json_of(pair.folder.run(["diff", "new", "new", "-f", "json", "-q"]).exits(0)));
    let ways = ["samples/acorn-dental/2025-09", "samples/acorn-dental"];
    for [base, new] in [ways, [ways[1], ways[0]], ["samples", "samples"]] {
        is_valid(&json_of(run(["diff", base, new, "--all", "-f", "json", "-q"]).exits(0)));
    }
}

#[test]
fn every_format_holds_it_and_a_section_can_be_had_alone() {
    let folder = Folder::of([
        ("jan/1.json", job(1).to_string()),
        ("feb/1.json", job(1).to_string()),
        ("feb/2.json", job(2).to_string()),
    ]);
    for format in ["table", "markdown", "html"] {
        let text = folder.run(["diff", "jan", "feb", "-q", "-f", format]).exits(0).stdout();
        assert!(text.contains("Since 2023-05-30: 1 new job."), "{format}: {text}");
    }
    let csv = ["diff", "jan", "feb", "-q", "-f", "csv", "--section", "job_changes"];
    let csv = folder.run(csv).exits(0).stdout();
    assert!(csv.starts_with("job,job_name,change,base_outcome,new_outcome,"), "{csv}");
    assert_eq!(csv.lines().count(), 2);
    let written = ["diff", "jan", "feb", "-q", "-o", "d.xlsx", "-o", "d.html", "-o", "tables/"];
    folder.run(written).exits(0);
    assert!(folder.path("d.xlsx").is_file() && folder.path("tables/file_changes.csv").is_file());
    folder.run(["diff", "jan", "feb", "-q", "-f", "csv"]).exits(2);
    let several =
        ["diff", "--base", "jan", "--new", "feb/1.json", "feb/2.json", "-q", "-f", "json"];
    let several = json_of(folder.run(several).exits(0));
    assert_eq!(rows(&several, "job_changes").len(), 1);
}

#[test]
fn a_folder_that_lies_elsewhere_has_no_change() {
    let mut odd = job(1);
    odd["note"] = json!(1);
    let mut nameless = job(2);
    nameless.as_object_mut().expect("an object").remove("id");
    let files = [
        ("1.json", odd.to_string()),
        ("2.json", nameless.to_string()),
        ("copy/2.json", nameless.to_string()),
        ("notes.txt", String::from("hello")),
        ("empty.json", String::new()),
        ("cut.json", job(3).to_string()[..300].to_owned()),
    ];
    let folder = Folder::new();
    for (name, text) in &files {
        folder.write(&format!("a/{name}"), text);
        folder.write(&format!("b/2025/{name}"), text);
    }
    folder.write("b/more.json", job(4).to_string());
    for [base, new] in [["a", "b/2025"], ["b/2025", "a"]] {
        let diff = json_of(folder.run(["diff", base, new, "-q", "-f", "json"]).exits(0));
        for (section, rows) in diff["sections"].as_object().expect("sections") {
            assert_eq!(rows, &json!([]), "{section}");
        }
    }
    let diff = json_of(folder.run(["diff", "a", "b", "-q", "-f", "json"]).exits(0));
    let names = |section: &str, id: &str| -> Vec<String> {
        let rows = rows(&diff, section);
        rows.iter().map(|row| row[id].as_str().expect("text").to_owned()).collect()
    };
    assert_eq!(names("file_changes", "file"), ["more.json"]);
    assert_eq!(names("job_changes", "job"), [job_id(4)]);
    assert_eq!(names("finding_changes", "rule"), [""; 0]);
    // Another content under another name is another file.
    folder.write("b/2025/1.json", job(1).to_string());
    let diff = json_of(folder.run(["diff", "a", "b/2025", "-q", "-f", "json"]).exits(0));
    assert_eq!(changed(&diff, "file_changes"), ["1.json altered"]);
}

/// The files that changed, each with how.
fn changed(diff: &Value, section: &str) -> Vec<String> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let rows = rows(diff, section);
    rows.iter().map(|row| format!("{} {}", text(&row["file"]), text(&row["change"]))).collect()
}

#[test]
fn a_job_that_went_on_is_told_from_one_that_tells_another_past() {
    let change = |before: Value, now: Value| {
        let files = [("a/1.json", before.to_string()), ("b/1.json", now.to_string())];
        let folder = Folder::of(files);
        let diff = folder.run(["diff", "a", "b", "-q", "-f", "json"]);
        let rows = rows(&json_of(diff.exits(0)), "job_changes");
        assert!(rows.len() < 2);
        rows.first().map(|row| row["change"].as_str().expect("a change").to_owned())
    };
    let early = running(1, "2023-05-30T13:04:01.000Z");
    let later = running(1, "2023-05-30T13:04:02.000Z");
    assert_eq!(change(early.clone(), early.clone()), None);
    assert_eq!(change(early.clone(), later.clone()).as_deref(), Some("updated"));
    assert_eq!(change(early.clone(), job(1)).as_deref(), Some("finished"));
    assert_eq!(change(job(1), early).as_deref(), Some("older"));
    let mut other = job(1);
    other["counts"] = json!({"totalMoves": 1, "moved": 0, "failed": 1});
    assert_eq!(change(job(1), other).as_deref(), Some("altered"));
    // The address of a file changes with every look at it.
    let mut signed = job(1);
    signed["csvFileDownloadUrl"] = json!("https://example.com/a/b?Expires=1&Signature=c");
    assert_eq!(change(job(1), signed), None);
}

#[test]
fn a_side_with_a_fault_is_no_change() {
    let folder = Folder::of([("a/1.json", job(1).to_string()), ("b/x.txt", String::from("x"))]);
    folder.run(["diff", "a", "gone", "-q"]).exits(2).says_why("gone");
    folder.run(["diff", "a", "b", "-q"]).exits(3).says_why("NEW: nothing to audit");
    folder.run(["diff", "a", "-q"]).exits(2);
    // A finding is the same wherever its line moved.
    let broken = |lines: &str| {
        let mut job = job(1);
        job["jobExecutionStatus"][0]["timeElapsed"] = json!("soon");
        format!("{lines}{job:#}")
    };
    let folder = Folder::of([("a/1.json", broken("")), ("b/1.json", broken("\n\n\n"))]);
    let diff = json_of(folder.run(["diff", "a", "b", "-q", "-f", "json"]).exits(0));
    assert_eq!(rows(&diff, "finding_changes"), Vec::<Value>::new());
    assert_eq!(rows(&diff, "file_changes").len(), 1);
    let id = job_id(1);
    let back = Folder::of([("a/1.json", job(1).to_string()), ("b/1.json", broken(""))]);
    let diff = json_of(back.run(["diff", "a", "b", "-q", "-f", "json"]).exits(0));
    let found = rows(&diff, "finding_changes");
    assert!(found.iter().all(|row| row["change"] == "new" && row["job"] == id.as_str()));
    assert!(!found.is_empty());
}
