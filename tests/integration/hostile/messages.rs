//! With `--redact` the words of errors name nobody, in any output, and say all else.
//!
//! In: the messages of `tests/data/messages.txt`, with marks around what names somebody.

use std::collections::BTreeMap;

use serde_json::json;

use super::outputs::outputs;
use crate::support::{Folder, example, job_id};

/// Somebody with every sort of name.
const ANN: &str = "5a1fd0f9-4db6-438d-9b96-638365789353";

const MESSAGES: &str = include_str!("../../data/messages.txt");

/// How many messages one list of errors has.
const PER_JOB: usize = 60;

/// A message as it stands in the archive.
fn plain(line: &str) -> String {
    line.replace(['‹', '›'], "")
}

/// An archive with all the messages: in error lists, in tables and in what is no JSON.
fn archive() -> Folder {
    let folder = Folder::new();
    folder.write(
        "people.json",
        json!({"items": [
            {"id": ANN, "emails": ["ann@cedar.example", "ann.lee@cedar.example"], "displayName": "Ann Lee",
             "phoneNumbers": [{"type": "work", "value": "+14155550101"}], "extension": "4821"},
            {"id": "6a1fd0f9-9db6-438d-9b96-638365789353", "emails": ["b@x.example"], "displayName": "Bob Builder"},
            {"id": "7a1fd0f9-9db6-438d-9b96-638365789353", "emails": ["j@x.example"], "displayName": "José García"},
            {"id": "8a1fd0f9-9db6-438d-9b96-638365789353", "emails": ["y@x.example"], "displayName": "山田太郎"},
        ]})
        .to_string(),
    );
    let mut rows = String::from(
        "user,code,message\njdoe,4202,no\nj.smith,4202,no\n4821,4202,no\n4822,4202,no\n",
    );
    let lines: Vec<&str> = MESSAGES.lines().collect();
    for (nth, lines) in lines.chunks(PER_JOB).enumerate() {
        let mut job = example();
        job["id"] = json!(job_id(nth as u64 + 1));
        let items: Vec<_> = lines
            .iter()
            .enumerate()
            .map(|(at, line)| {
                json!({"itemNumber": at, "item": "jdoe", "error": {"key": "4202",
                    "message": [{"description": plain(line), "code": "4202"}]}})
            })
            .collect();
        folder.write(&format!("job-{nth}/job.json"), job.to_string());
        folder.write(&format!("job-{nth}/errors.json"), json!({"items": items}).to_string());
        for line in lines {
            let cell = plain(line).replace('"', "\"\"");
            rows.push_str(&format!("jdoe,4202,\"{cell}\"\n"));
        }
        // The lines that findings point at.
        let broken =
            lines.iter().map(|line| format!("\"{}\" {{\n", plain(line).replace('"', "\\\"")));
        folder.write(&format!("broken-{nth}.json"), format!("{{{}", broken.collect::<String>()));
    }
    folder.write("errors.csv", rows);
    folder
}

/// What names somebody, long enough to be looked for by itself, and short texts with the words beside them.
fn secrets() -> Vec<String> {
    let mut all = Vec::new();
    for line in MESSAGES.lines() {
        let parts: Vec<&str> = line.split(['‹', '›']).collect();
        for at in (1..parts.len()).step_by(2) {
            let secret = parts[at];
            let is_telling = secret.chars().count() > 5 || secret == "jdoe";
            let tail: String = {
                let before: Vec<char> = parts[at - 1].chars().collect();
                before[before.len().saturating_sub(8)..].iter().collect()
            };
            all.push(if is_telling { secret.to_owned() } else { format!("{tail}{secret}") });
        }
    }
    // What elsewhere is to stay is not looked for.
    let kept = MESSAGES.lines().map(|line| line.split(['‹', '›']).step_by(2).collect::<String>());
    let kept: String = kept.collect::<Vec<_>>().join("\n");
    let is_telling = |secret: &str| secret.chars().count() > 5 || secret == "jdoe";
    all.retain(|secret| is_telling(secret) && !kept.contains(secret.as_str()));
    all.sort();
    all.dedup();
    all
}

#[test]
fn no_message_names_anybody_in_any_output() {
    let secrets = secrets();
    assert!(secrets.len() > 120, "{}", secrets.len());
    let folder = archive();
    let count = MESSAGES.lines().count().div_ceil(PER_JOB) as u64;
    let jobs = (1..=count).map(job_id);
    let jobs: Vec<String> = jobs.collect();
    let jobs: Vec<&str> = jobs.iter().map(String::as_str).collect();
    let found = |flags: &[&str]| -> BTreeMap<String, Vec<String>> {
        let all = outputs(&folder, &jobs, flags);
        let named = all.iter().map(|output| {
            let text = output.text();
            let is_there = |secret: &&String| text.contains(secret.as_str());
            (output.name.clone(), secrets.iter().filter(is_there).cloned().collect::<Vec<_>>())
        });
        named.filter(|(_, named)| !named.is_empty()).collect()
    };
    let seen = found(&[]);
    let said: usize = seen.values().map(Vec::len).sum();
    assert!(said > 1_000, "without the flag they are there: {said}");
    assert_eq!(found(&["--redact"]), BTreeMap::new());
}
