//! With `--redact` nobody is named: not in any output, format or spelling, whatever the archive says.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::json;

use super::archive::{job_about, ruin};
use super::outputs::{Output, outputs};
#[cfg(unix)]
use crate::support::PACKAGE;
use crate::support::{Folder, example, job_id};

/// Somebody of whom an archive knows too much.
struct Person {
    uuid: String,
    id: String,
    email: String,
    phone: String,
}

/// The people of the archive, each under names of their own.
fn people() -> Vec<Person> {
    let person = |at: usize| {
        let uuid = format!("5eed{at:04}-1234-4abc-8def-0123456789ab");
        let id = URL_SAFE_NO_PAD.encode(format!("ciscospark://us/PEOPLE/{uuid}"));
        let email = format!("Zoe.Q{at}+tag@People-{at}.example.com");
        Person { uuid, id, email, phone: format!("+1202777{at:04}") }
    };
    (0..12).map(person).collect()
}

impl Person {
    /// Texts that name this person, as archives and tools write them.
    fn names(&self) -> Vec<String> {
        let Person { uuid, id, email, phone } = self;
        let escaped = |text: &str| -> String {
            text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
        };
        let spaced = format!("{} {} {} {}", &phone[..2], &phone[2..5], &phone[5..8], &phone[8..]);
        vec![
            uuid.clone(),
            uuid.to_uppercase(),
            id.clone(),
            email.clone(),
            email.to_lowercase(),
            email.replace('@', "%40"),
            email.replace('@', "\\u0040"),
            escaped(email),
            escaped(uuid),
            phone.clone(),
            phone.replace('+', "%2B"),
            spaced,
            format!("tel:{phone}"),
            format!("mailto:{email}"),
            format!("<{email}>"),
            format!("'{email}'"),
            format!("{email},{phone};{uuid}"),
            format!("ciscospark://us/PEOPLE/{uuid}"),
            STANDARD.encode(format!("ciscospark://us/PEOPLE/{uuid}")),
            format!("the user {email} ({uuid}) at {phone}."),
            format!("[Error 19605] {email} has {phone}"),
            format!("(\"{email}\")"),
        ]
    }

    /// What no output may hold, in lower case and without what stands between digits.
    fn marks(&self) -> [String; 4] {
        let email = self.email.to_lowercase();
        let host = email.split_once('@').expect("an address").1.to_owned();
        [self.uuid.clone(), email, host, self.phone[1..].to_owned()]
    }
}

/// An archive that names its people wherever it can.
fn archive(people: &[Person]) -> Folder {
    let folder = Folder::new();
    let mut number = 0;
    let mut rows = String::from("user,email,code,message\n");
    for (at, person) in people.iter().enumerate() {
        let mut job = example();
        number += 1;
        (job["id"], job["sourceUserId"]) = (json!(job_id(number)), json!(person.id));
        folder.write(&format!("known/{}.json", person.email), job.to_string());
        rows.push_str(&format!("{},{},19605,no\n", person.uuid, person.email));
        for (nth, name) in person
            .names()
            .iter()
            .enumerate()
            .filter(|(nth, _)| nth % 12 == at || nth % 12 + 12 == at)
        {
            // As it stands in the file: what is escaped there stays so.
            let raw = |text: String| text.replace("NAME", name).replace("\\\"", "\"");
            let name_in_json = name.replace('"', "\\\"");
            let text = |text: String| text.replace("NAME", &name_in_json);
            number += 1;
            let mut about = job_about("NAME");
            about["note"] = json!({"NAME": ["NAME"]});
            folder.write(&format!("jobs/{nth}.json"), text(about.to_string()));
            let mut ruined = example();
            ruin(&mut ruined, "NAME");
            ruined["id"] = json!(job_id(number));
            folder.write(&format!("ruined/{nth}.json"), text(ruined.to_string()));
            let whole = text(about.to_string());
            folder.write(&format!("cut/{nth}.json"), &whole[..whole.len() - 7]);
            folder.write(&format!("raw/{nth}.json"), raw(about.to_string()));
            for (kind, body) in [
                (
                    "list",
                    json!({"items": [{"itemNumber": "NAME", "item": "NAME", "errorType": "NAME",
                    "trackingId": "NAME", "error": {"key": "NAME", "message": [
                    {"description": "[Error 4202] NAME", "code": "NAME", "location": "NAME"}]}}]}),
                ),
                (
                    "users",
                    json!({"response": [{"userId": "NAME", "errors": [
                    {"code": "NAME", "message": "NAME"}], "impacts": [{"code": "1", "message": "NAME"}]}]}),
                ),
                ("failed", json!({"error": [{"code": "NAME", "message": "NAME"}]})),
                ("foreign", json!({"NAME": "NAME"})),
            ] {
                folder.write(&format!("{kind}/{nth}.json"), text(body.to_string()));
            }
            folder
                .write(&format!("pages/{nth}.html"), format!("<html><title>{name}</title></html>"));
            let cell = format!("\"{}\"", name.replace('"', "\"\""));
            folder.write(
                &format!("tables/{nth}.csv"),
                format!("user,code,message,{cell},{cell}\n{cell},{cell},{cell}\n"),
            );
            if !name.contains('/') {
                folder.write(&format!("names/{name}/{name}.json"), "{");
                folder.write(&format!("names/{name}.csv"), "user,code,message\na,1,b\n");
            }
        }
    }
    folder.write("known/errors.csv", rows);
    folder
}

/// Everything that a text says, however it says it: as it is, without escapes, and decoded.
fn said(text: &str) -> String {
    let mut all = text.to_lowercase();
    let plain = percent_encoding::percent_decode_str(text).decode_utf8_lossy().to_lowercase();
    let mut units = String::new();
    for part in plain.split("\\u") {
        let (code, rest) = part.split_at(part.floor_char_boundary(4));
        match u32::from_str_radix(code, 16)
            .ok()
            .and_then(char::from_u32)
            .filter(char::is_ascii_graphic)
        {
            Some(c) => units.push(c),
            None => units.push_str(code),
        }
        units.push_str(rest);
    }
    all.push_str(&units);
    all.push_str(&plain);
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_+/".contains(c);
    for word in text.split(|c| !is_part(c)).filter(|word| word.len() > 20) {
        for engine in [URL_SAFE_NO_PAD, STANDARD_NO_PAD] {
            // What is cut still tells what its whole groups hold.
            for end in [word.len(), word.len() / 4 * 4] {
                let bytes = engine.decode(&word[..end]).unwrap_or_default();
                all.push_str(&String::from_utf8_lossy(&bytes).to_lowercase());
            }
        }
    }
    all
}

/// Which of these are said in an output.
fn named<'m>(output: &Output, marks: &'m BTreeSet<String>) -> Vec<&'m str> {
    let all = said(&output.text());
    // Digits may be set in groups.
    let digits: String = all.chars().filter(|c| !" .-()/".contains(*c)).collect();
    let is_there = |mark: &&String| all.contains(mark.as_str()) || digits.contains(mark.as_str());
    marks.iter().filter(is_there).map(String::as_str).collect()
}

#[test]
fn nobody_of_a_hostile_archive_is_named() {
    let people = people();
    let folder = archive(&people);
    let marks: BTreeSet<String> = people.iter().flat_map(Person::marks).collect();
    let job = job_id(1);
    let all = ["validate", ".", "-f", "json", "--max-findings", "0"];
    let plain = Output { name: String::new(), bytes: folder.run(all).bytes().to_vec() };
    let found = named(&plain, &marks);
    assert!(found.len() > 35, "without the flag they are there: {found:?}");
    for output in outputs(&folder, &[&job], &["--redact"]) {
        let found = named(&output, &marks);
        let text = output.text();
        let line = text.lines().find(|line| found.iter().any(|mark| said(line).contains(mark)));
        assert!(found.is_empty(), "{}: {found:?} {line:?}", output.name);
    }
}

#[cfg(unix)]
#[test]
fn nobody_of_the_samples_is_named() {
    let marks: BTreeSet<String> = crate::redact::people()
        .into_iter()
        // An extension is looked for with the words before it, elsewhere.
        .filter(|name| name.contains('@') || name.contains('-') || name.starts_with('+'))
        .map(|name| name.trim_start_matches('+').to_lowercase())
        .collect();
    assert!(marks.len() > 60, "{}", marks.len());
    let folder = Folder::new();
    std::os::unix::fs::symlink(format!("{PACKAGE}/samples"), folder.path("samples"))
        .expect("a link");
    let jobs = ["a2b87cc4", "7d82844a", "077868cd"];
    for output in outputs(&folder, &jobs, &["--redact", "--follow"]) {
        assert_eq!(named(&output, &marks), [""; 0], "{}", output.name);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn nobody_is_named_in_a_line_that_a_terminal_shows() {
    let people = people();
    let folder = archive(&people);
    let marks: BTreeSet<String> = people.iter().flat_map(Person::marks).collect();
    for columns in [40, 300] {
        let line = format!(
            "stty cols {columns}; $JOBAUDIT validate . -v --no-progress --redact --max-findings 0"
        );
        let run = folder.shell(&format!("script -qec '{line}' /dev/null"));
        // What is wrapped is one text again.
        let bytes = run.stdout().split_whitespace().collect::<String>().into_bytes();
        assert!(bytes.contains(&b'^'));
        let output = Output { name: format!("{columns} columns"), bytes };
        let found = named(&output, &marks);
        let text = said(&output.text());
        let around = found.first().and_then(|mark| text.find(mark)).map(|at| {
            text[text.floor_char_boundary(at.saturating_sub(300))..]
                .chars()
                .take(420)
                .collect::<String>()
        });
        assert!(found.is_empty(), "{}: {found:?} {around:?}", output.name);
    }
}
