//! The scripts that save payloads: what they save is linked, complete, and holds no credential.
//!
//! A server on this machine stands for the API. It gives each page, status, list and errors file only
//! to requests that carry what they should.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::Document;
use crate::errors::{csv, failed, list};
use crate::support::{Folder, job_id};

const TOKEN: &str = "a-token-that-nobody-may-keep";
const SIGNATURE: &str = "a-signature-that-nobody-may-keep";
const ROOT: &str = "/telephony/config/jobs/person/moveLocation";

/// A job's id as the API writes it.
fn api_id(number: u64) -> String {
    URL_SAFE_NO_PAD.encode(format!("ciscospark://us/JOB_ID/{}", job_id(number)))
}

/// What the server holds: two jobs of one failed move each, on two pages.
struct Api {
    address: String,
}

struct Answer {
    /// What its body is.
    media: &'static str,
    next: Option<String>,
    body: String,
}

impl Api {
    fn job(&self, number: u64) -> Value {
        let mut job = failed(number);
        job["id"] = json!(api_id(number));
        let url = format!("{}/files/{number}?Signature={SIGNATURE}", self.address);
        job["csvFileDownloadUrl"] = json!(url);
        job
    }

    /// A job as it stands in the list.
    fn listed(&self, number: u64) -> Value {
        let mut job = self.job(number);
        let fields = job.as_object_mut().expect("an object");
        fields.remove("name");
        fields.remove("csvFileDownloadUrl");
        job
    }

    fn answer(&self, method: &str, target: &str, has_token: bool) -> Answer {
        let found = |body: String| Answer { media: "application/json", next: None, body };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if let Some(number) = path.strip_prefix("/files/") {
            let allowed = !has_token && query == format!("Signature={SIGNATURE}");
            assert!(allowed, "the token goes nowhere but to the API: {target}");
            let user = format!("user-{number}@example.com");
            let body = csv(&[(user.as_str(), "Error", "19605")]);
            return Answer { media: "text/csv", next: None, body };
        }
        assert!(has_token, "the API is asked with the token: {target}");
        let rest = path.strip_prefix(ROOT).unwrap_or_else(|| panic!("{target}"));
        let number = [1, 2].into_iter().find(|number| rest.contains(&api_id(*number)));
        match (method, number, rest.ends_with("/errors")) {
            ("POST", _, _) => found(json!({"response": self.listed(2)}).to_string()),
            (_, Some(number), true) => {
                found(list(1, &job_id(50 + number), &format!("ROUTER_{number}_1")).to_string())
            }
            (_, Some(number), false) => found(self.job(number).to_string()),
            (_, None, _) if query == "page=2" => {
                found(json!({"items": [self.listed(2)]}).to_string())
            }
            (_, None, _) => Answer {
                next: Some(format!("{}{ROOT}?page=2", self.address)),
                ..found(json!({"items": [self.listed(1)]}).to_string())
            },
        }
    }

    /// Answers one request.
    fn serve(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a line of the head");
            if line.trim().is_empty() {
                break;
            }
            head.push(line.trim().to_owned());
        }
        let Some(request) = head.first() else { return };
        let mut words = request.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let value = |name: &str| {
            head.iter().find_map(|line| {
                let (known, value) = line.split_once(": ")?;
                known.eq_ignore_ascii_case(name).then_some(value)
            })
        };
        let length = value("Content-Length").map_or(0, |text| text.parse().expect("a length"));
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("the body");
        let has_token = value("Authorization") == Some(&format!("Bearer {TOKEN}"));
        let answer = self.answer(method, target, has_token);
        let link = answer.next.map(|url| format!("Link: <{url}>; rel=\"next\"\r\n"));
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}Connection: close\r\n\r\n",
            answer.media,
            answer.body.len(),
            link.unwrap_or_default()
        );
        let mut stream = stream;
        stream.write_all((head + &answer.body).as_bytes()).expect("the answer is sent");
    }

    /// A server that ends with the test.
    fn start() -> Arc<Api> {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let api = Arc::new(Api { address });
        let served = Arc::clone(&api);
        std::thread::spawn(move || {
            listener.incoming().flatten().for_each(|stream| served.serve(&stream));
        });
        api
    }
}

/// Whether a program is there to be run; what cannot be tried is said.
fn is_there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok();
    if !there {
        let _ = writeln!(std::io::stderr(), "left out: no {program} on this machine");
    }
    there
}

/// Runs a script of the document in a folder.
fn run_script(folder: &Folder, api: &Api, program: &str, arguments: &[&str]) {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder.path(""))
        .env("WEBEX_TOKEN", TOKEN)
        .env("WEBEX_API", &api.address)
        .output()
        .expect("the script runs");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

/// All files of a folder.
fn contents(folder: &Path) -> Vec<(String, String)> {
    let entries =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    entries
        .map(|entry| {
            let name = entry.file_name().into_string().expect("a name");
            (name, std::fs::read_to_string(entry.path()).expect("text"))
        })
        .collect()
}

/// Fails unless the archive is one in which everything has found its job and nothing is secret.
fn must_be_complete(folder: &Folder) {
    for (name, text) in contents(&folder.path("archive")) {
        assert!(!text.contains(TOKEN) && !text.contains(SIGNATURE), "{name}: {text}");
    }
    let run = folder.run(["report", "archive", "-f", "json", "--section", "summary"]);
    let report = run.exits(0).json();
    for (measure, value) in
        [("jobs", 2), ("items_failed", 2), ("errors", 2), ("files_set_aside", 0)]
    {
        run.check(report.measure(measure) == value, format_args!("{measure} is {value}"));
    }
    let rules = ["live-signed-url", "errors-csv-missing", "errors-csv-unmatched"];
    let findings = folder.run(["validate", "archive", "-f", "json"]).json();
    for finding in findings.0["findings"].as_array().expect("findings") {
        let rule = finding["rule"].as_str().expect("a rule");
        assert!(!rules.contains(&rule), "{finding}");
    }
}

#[test]
fn what_curl_saves_is_complete_and_holds_no_credential() {
    let document = Document::named("docs/archiving.md");
    let [archive_jobs, start_move] = document.blocks("bash")[..] else { panic!("two scripts") };
    if !is_there("curl") || !is_there("jq") {
        return;
    }
    let api = Api::start();
    let folder = Folder::new();
    folder.write("archive-jobs", archive_jobs).write("start-move", start_move);
    let request = json!({"usersList": [{"locationId": "x", "validate": false, "users": []}]});
    folder.write("request.json", request.to_string());
    run_script(&folder, &api, "bash", &["start-move", "request.json", "archive"]);
    let kept = folder.read(&format!("archive/{}-request.json", api_id(2)));
    assert_eq!(kept, request.to_string());
    let _ = std::fs::remove_file(folder.path(&format!("archive/{}-request.json", api_id(2))));
    // Twice, because an archive grows.
    for _ in 0..2 {
        run_script(&folder, &api, "bash", &["archive-jobs", "archive"]);
    }
    must_be_complete(&folder);
}

#[test]
fn what_powershell_saves_is_complete_and_holds_no_credential() {
    let document = Document::named("docs/archiving.md");
    let [archive_jobs, _] = document.blocks("powershell")[..] else { panic!("two scripts") };
    if !is_there("pwsh") {
        return;
    }
    let api = Api::start();
    let folder = Folder::new();
    folder.write("archive-jobs.ps1", archive_jobs);
    run_script(&folder, &api, "pwsh", &["-NoProfile", "-File", "archive-jobs.ps1", "archive"]);
    must_be_complete(&folder);
}

#[test]
fn what_the_sdk_saves_is_complete_and_holds_no_credential() {
    let document = Document::named("docs/archiving.md");
    let [archive_jobs] = document.blocks("python")[..] else { panic!("one script") };
    let imports = |module: &str| {
        let output = Command::new("python3").args(["-c", &format!("import {module}")]).output();
        output.is_ok_and(|output| output.status.success())
    };
    if !imports("wxc_sdk") {
        let _ = writeln!(std::io::stderr(), "left out: no wxc_sdk on this machine");
        return;
    }
    let api = Api::start();
    let folder = Folder::new();
    // The SDK knows one address only.
    let elsewhere = "import os\nfrom wxc_sdk.rest import RestSession\nRestSession.BASE = os.environ['WEBEX_API']\n";
    folder.write("archive_jobs.py", format!("{elsewhere}{archive_jobs}"));
    run_script(&folder, &api, "python3", &["archive_jobs.py", "archive"]);
    must_be_complete(&folder);
}
