//! HAR captures: the traffic of a browser or an SDK.
//!
//! In: an object with `log.entries`. Out: the body of each answer, plain or Base64, and of each request
//! that was granted, under the method and address of its request.

use super::{Part, Record, json_text};
use crate::payload::json::{Members, Node};

/// The bodies in a capture; nothing where an object is none.
pub(super) fn open<'a>(members: &Members<'a>) -> Option<Vec<Part<'a>>> {
    let entries = members.get("log")?.members()?.get("entries")?.elements()?;
    let bodies = entries.filter_map(Node::members).flat_map(|entry| bodies(&entry));
    Some(bodies.map(Part::Record).collect())
}

/// What was sent and answered.
fn bodies(entry: &Members<'_>) -> Vec<Record> {
    let part = |name| entry.get(name).and_then(Node::members);
    let (request, response) = (part("request"), part("response"));
    let name = request.as_ref().map_or(String::from("entries"), named);
    let granted = response.as_ref().and_then(|response| response.get("status"));
    let granted = granted.and_then(|status| status.read::<u16>()).is_none_or(|code| code < 300);
    let posted = request.and_then(|request| text(request.get("postData")?)).filter(|_| granted);
    let answered = response.and_then(|response| text(response.get("content")?));
    let record = |text| Record { text, name: name.clone(), lines: Vec::new() };
    posted.into_iter().chain(answered).map(record).collect()
}

/// The method and the address without what may be secret in it.
fn named(request: &Members<'_>) -> String {
    let text = |name| request.get(name).and_then(Node::read::<String>).unwrap_or_default();
    let url = text("url");
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, path)| path);
    // Who asked is in no name: in front of an `@` a password may stand, and without the scheme none is found.
    let (host, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
    let path = format!("{}{rest}", host.rsplit('@').next().unwrap_or(host));
    format!("{} {path}", text("method")).trim().to_owned()
}

/// The text of a body.
fn text(body: Node<'_>) -> Option<String> {
    let body = body.members()?;
    let text = body.get("text")?.read::<String>()?;
    match body.get("encoding").and_then(Node::read::<String>) {
        Some(encoding) if encoding.eq_ignore_ascii_case("base64") => json_text::base64(&text),
        _ => Some(text),
    }
}
