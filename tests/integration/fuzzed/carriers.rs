//! What carriers give, against where it stands in the text and what was put into it.

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jobaudit::carrier::json_values::cuts;
use jobaudit::carrier::log_seams::line_cuts;
use jobaudit::carrier::{At, Fault, Payload, Tables, unwrap};
use jobaudit::decode::csv::tells::{names_errors, tells_errors};
use jobaudit::payload::json::Node;
use jobaudit::payload::{PayloadKind, recognize};
use serde_json::json;

use super::inputs;
use crate::random::Random;

/// What tells tables of errors.
const TABLES: Tables = Tables { header: names_errors, errors: tells_errors };

/// Payloads in some of the carriers, within each other, often spoilt.
pub fn generate(random: &mut Random) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(&inputs::json(random)).into_owned();
    for _ in 0..random.below(4) {
        text = wrapped(random, &text);
        if random.one_in(4) {
            let other = String::from_utf8_lossy(&inputs::json(random)).into_owned();
            let between =
                random.pick(&["", "\n", ",\n", "\n---\n", "\u{feff}", "\u{1e}", "\nwaiting [\n"]);
            text = format!("{text}{between}{other}");
        }
    }
    let mut bytes = text.into_bytes();
    if random.one_in(3) && !bytes.is_empty() {
        let at = random.at(bytes.len());
        match random.below(3) {
            0 => bytes.truncate(at),
            1 => drop(bytes.remove(at)),
            _ => bytes.insert(at, random.pick(b"{}[]\",\\\n/#:")),
        }
    }
    bytes
}

fn wrapped(random: &mut Random, text: &str) -> String {
    let before_lines =
        |prefix: &str| text.lines().map(|line| format!("{prefix}{line}\n")).collect::<String>();
    match random.below(12) {
        0 => format!("HTTP/1.1 200 OK\r\nA: b\r\n\r\n{text}"),
        1 => format!("begin\n{text}\nend\n"),
        2 => before_lines("2026-03-02T09:00:12.1Z "),
        3 => before_lines("app-1  | "),
        4 => json!({"log": text, "stream": "stdout"}).to_string(),
        5 => json!({"a": [{"b/c": text}]}).to_string(),
        6 => json!({"body": BASE64_STANDARD.encode(text)}).to_string(),
        7 => format!("# Notes\n\n```json\n{text}\n```\n"),
        8 => format!("{{\"value\": {text}, \"Count\": 1}}"),
        9 => format!("[{text}, {text},]"),
        10 => {
            let request = json!({"method": "GET", "url": "https://example.com/jobs?x=1"});
            let entry = json!({"request": request, "response": {"content": {"text": text}}});
            json!({"log": {"entries": [entry]}}).to_string()
        }
        _ => format!("{{\"x\": {text} // the job\n}}"),
    }
}

/// Opens a text, and the same in other carriers.
pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let unwrapped = unwrap(&text, 1, TABLES);
    for payload in unwrapped.payloads.iter().chain(&unwrapped.refused) {
        stands_there(&text, payload);
    }
    let records = unwrapped.payloads.iter().filter_map(|payload| match &payload.at {
        At::Record(name) => Some(name),
        At::Text { .. } => None,
    });
    let names: Vec<&String> = records.collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{text:?}: {names:?}");
    for fault in &unwrapped.faults {
        let within = match fault {
            Fault::Broken(range) | Fault::Followed(range) => text.get(range.clone()).is_some(),
            Fault::Joined { second, documents } => text.is_char_boundary(*second) && *documents > 1,
            Fault::InRecord(name) => !name.is_empty(),
        };
        assert!(within, "{text:?}: {fault:?}");
    }
    parts_end_with_lines(&text);
    if is_payload(&text) {
        in_carriers(&text);
    }
}

/// A payload is one, and stands where it is said to.
fn stands_there(text: &str, payload: &Payload<'_>) {
    let At::Text { offset, .. } = payload.at else { return };
    let there = text.get(offset..offset + payload.text.len());
    let there = there.unwrap_or_else(|| panic!("{text:?}: {payload:?} is nowhere"));
    // What was mended is as long, with blanks in some places.
    let same = |(a, b): (u8, u8)| a == b || b == b' ';
    assert!(there.bytes().zip(payload.text.bytes()).all(same), "{text:?}: {payload:?}");
    let members = Node::document(&payload.text).ok().and_then(Node::members);
    let members = members.unwrap_or_else(|| panic!("{text:?}: {payload:?} is no object"));
    assert_ne!(recognize::object(&members), PayloadKind::Foreign, "{text:?}: {payload:?}");
}

fn parts_end_with_lines(text: &str) {
    type Cuts = fn(&[u8], usize, usize) -> Vec<usize>;
    let text_cuts: [Cuts; 2] = [cuts, line_cuts];
    for (cuts, size) in text_cuts.iter().flat_map(|cuts| [1, 64, 4096].map(|size| (cuts, size))) {
        let ends = cuts(text.as_bytes(), size, 4 * size);
        assert!(ends.is_sorted_by(|one, next| one < next), "{text:?}: {ends:?}");
        for end in ends {
            let is_end = end == text.len() || text.as_bytes().get(end - 1) == Some(&b'\n');
            assert!(is_end, "{text:?}: {end}");
        }
    }
}

/// Whether a text is a job by itself.
fn is_payload(text: &str) -> bool {
    let members = Node::document(text).ok().and_then(Node::members);
    members.is_some_and(|members| recognize::object(&members) == PayloadKind::JobStatus)
}

/// A job is found in whatever it is put.
fn in_carriers(job: &str) {
    let job = job.trim();
    for (text, carrier) in [
        (format!("{{\"job\": {job}}}"), "wrapper"),
        (format!("[[{job}]]"), "wrapper"),
        (format!("begin\n{job}\nend\n"), "log-lines"),
        (format!("HTTP/2 200\r\na: b\r\n\r\n{job}"), "http"),
        (format!("{job}200"), "http"),
        (format!("```\n{job}\n```\n"), "markdown"),
        (format!("\u{1e}{job}\n"), "text-sequence"),
        (json!(job).to_string(), "json-text"),
        (json!({"body": BASE64_STANDARD.encode(job)}).to_string(), "base64"),
    ] {
        // What is too short is no payload to those that look into texts.
        if job.len() < 40 {
            continue;
        }
        let unwrapped = unwrap(&text, 1, TABLES);
        let [payload] = &unwrapped.payloads[..] else { panic!("{text:?}: not one payload") };
        assert_eq!(payload.text, job, "{text:?}");
        let names: Vec<&str> = unwrapped.carriers.iter().map(|carrier| carrier.name).collect();
        assert!(names.contains(&carrier), "{text:?}: {names:?}");
        assert_eq!(unwrapped.faults, [], "{text:?}");
    }
}
