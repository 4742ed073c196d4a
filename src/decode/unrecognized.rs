//! What a document without any job in it seems to be.
//!
//! In: a JSON object. Out: the finding for which its file is set aside, with what helps to tell
//! what was saved there.

use crate::findings::rule::Rule;
use crate::findings::{Finding, shortened};
use crate::payload::PayloadKind;
use crate::payload::json::{self, Node};
use crate::reference::actions;
use crate::reference::error_codes;
use crate::reference::http_status;

/// Says what a document that is no job seems to be.
pub(super) fn set_aside(kind: PayloadKind, members: &json::Members<'_>) -> (Rule, String) {
    match kind {
        PayloadKind::HttpError => (Rule::HttpErrorBody, failed_request(members)),
        PayloadKind::Foreign => {
            let keys: Vec<String> =
                members.0.iter().take(4).map(|(key, _)| format!("`{}`", shortened(key))).collect();
            let with = if keys.is_empty() { String::from("no members") } else { keys.join(", ") };
            (Rule::UnknownPayload, format!("a JSON object with {with} and no job in it"))
        }
        kind => (Rule::UnknownPayload, format!("looks like {}", kind.description())),
    }
}

/// Says what an HTML page seems to be: as a rule the answer of something in between.
pub fn html(text: &str) -> Finding {
    let title = text.to_ascii_lowercase().find("<title").map(|at| &text[at..]);
    let title = title.and_then(|text| text.split_once('>')?.1.split_once('<'));
    let title = title.map(|(title, _)| title.trim());
    let titled = match title.filter(|title| !title.is_empty()) {
        Some(title) => format!(" titled `{}`", shortened(title)),
        None => String::new(),
    };
    if ERRORS.iter().any(|tag| text.contains(tag)) {
        let message =
            format!("an HTML page{titled} with errors in it; save the table in it as CSV");
        return Finding::of_file(Rule::UnknownPayload, message);
    }
    let message = format!(
        "an HTML page{titled}, as a proxy or a login answers; ask again and save the JSON of the API"
    );
    Finding::of_file(Rule::UnknownPayload, message)
}

/// How the words of errors begin.
const ERRORS: [&str; 2] = ["[Error ", "[Informational "];

/// What spoils JSON in other words so that it is none, and what to do about it.
const SPOILT: [(&[&str], &str); 2] = [
    (
        &["'jobExecutionStatus':", "'latestExecutionStatus':", "'itemNumber':"],
        "text with an object as Python prints it, not JSON; save it with json.dump",
    ),
    (
        &["\u{201c}jobExecutionStatus", "\u{201c}latestExecutionStatus", "\u{201c}itemNumber"],
        "text with JSON in it that has the quotes of a word processor; write straight ones (\")",
    ),
];

/// Why a text serves nothing.
pub fn text(text: &str) -> Finding {
    let is_spoilt = |(marks, _): &&(&[&str], &str)| marks.iter().any(|mark| text.contains(mark));
    let what = SPOILT.iter().find(is_spoilt).map_or("plain text", |(_, what)| what);
    Finding::of_file(Rule::UnknownPayload, format!("it looks like {what}"))
}

/// The first element of an array; anything else is itself.
fn first(node: Node<'_>) -> Node<'_> {
    node.elements().and_then(|mut all| all.next()).unwrap_or(node)
}

/// What a status code of HTTP means and whether trying again helps; nothing of other codes.
fn in_words(code: &str) -> Option<String> {
    let known = http_status::lookup(code.trim().parse().ok()?)?;
    Some(format!("{} {}. {} {}", known.code, known.name, known.meaning, known.advice()))
}

/// What a failed request answered, in any form of its body: an array of codes and messages, an
/// object with a key and messages, or a message with a list of errors.
fn failed_request(members: &json::Members<'_>) -> String {
    let text = |node: Node<'_>| match node.text().as_bytes().first() {
        Some(b'"') => node.read::<String>(),
        Some(b'0'..=b'9') => Some(node.text().to_owned()),
        _ => None,
    };
    let mut code = ["code", "status"].into_iter().find_map(|key| text(members.get(key)?));
    let mut status = code.as_deref().and_then(in_words);
    let mut words = ["message", "error"].into_iter().find_map(|key| text(members.get(key)?));
    let mut level = ["error", "errors"].into_iter().find_map(|key| members.get(key)).map(first);
    // The documented forms are no deeper; a hostile one may be.
    for _ in 0..2 {
        let Some(said) = level.and_then(Node::members) else {
            break;
        };
        for found in ["key", "code"].into_iter().filter_map(|key| text(said.get(key)?)) {
            status = status.or_else(|| in_words(&found));
            code = Some(found);
        }
        words = ["message", "description"]
            .into_iter()
            .find_map(|key| said.get(key))
            .and_then(text)
            .or(words);
        level = said.get("message").map(first);
    }
    let mut message = String::from("the answer to a request that failed");
    let is_status = |code: &String| in_words(code).is_some();
    if let Some(code) = code.filter(|code| !is_status(code)) {
        message.push_str(&format!(", code {}", shortened(&code)));
        if let Some(known) = error_codes::lookup(&code) {
            let action =
                actions::lookup(&known.action).map_or(&*known.action, |action| &*action.title);
            message.push_str(&format!(" ({}, {action})", known.area));
        }
    }
    if let Some(words) = words {
        message.push_str(&format!(": {}", shortened(&words)));
    }
    if let Some(status) = status {
        message.push_str(&format!(" ({})", status.trim_end_matches('.')));
    }
    message
}
