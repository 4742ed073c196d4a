//! The collections of API clients, in which people save answers as examples (Postman and what exports
//! its form).
//!
//! In: an object with `info` and `item`. Out: the body of each saved answer, under the names of its
//! folders, its request and itself. What a request would send has not been sent.

use super::{Part, Record};
use crate::payload::json::{Elements, Members, Node};

/// How deep folders may lie within each other.
const MAX_FOLDERS: u32 = 16;

/// The saved answers of a collection; nothing where an object is none.
pub(super) fn open<'a>(members: &Members<'a>) -> Option<Vec<Part<'a>>> {
    members.get("info")?.members()?;
    let items = members.get("item")?.elements()?;
    let mut answers = Vec::new();
    add(items, "", 0, &mut answers);
    Some(answers)
}

/// Adds the answers of all requests below a folder.
fn add<'a>(items: Elements<'a>, folder: &str, depth: u32, answers: &mut Vec<Part<'a>>) {
    for item in items.filter_map(Node::members) {
        let name = named(&item, folder);
        if let Some(items) =
            item.get("item").and_then(Node::elements).filter(|_| depth < MAX_FOLDERS)
        {
            add(items, &name, depth + 1, answers);
        }
        let saved = item.get("response").and_then(Node::elements).unwrap_or_default();
        for answer in saved.filter_map(Node::members) {
            if let Some(text) = answer.get("body").and_then(Node::read::<String>) {
                let name = named(&answer, &name);
                answers.push(Part::Record(Record { text, name, lines: Vec::new() }));
            }
        }
    }
}

/// A folder and the name of what is in it.
fn named(item: &Members<'_>, folder: &str) -> String {
    let name = item.get("name").and_then(Node::read::<String>).unwrap_or_default();
    if folder.is_empty() { name } else { format!("{folder}/{name}") }
}
