//! The job that a record of JSON names beside what it holds.
//!
//! In: the members of an object: what a program wrote down with an answer, as `{"jobId": ..., "errors": [...]}`, or the
//! address that it asked, as `{"url": ".../jobs/person/moveLocation/<id>/errors", "body": {...}}`. Out: the job, where
//! all that is said names one.

use super::json::{Members, Node};
use super::{Id, IdKind, is_like};

/// How a member is called that holds a job's id and nothing else.
const NAMES: [&str; 4] = ["jobId", "job", "jobUuid", "jobIdentifier"];

/// What stands before a job's id in the addresses of the API.
const ADDRESS: &str = "/jobs/";

/// Longer texts are no ids and no addresses.
const MAX_BYTES: usize = 2_048;

/// So many members of an object and elements of an array are looked at.
const MAX_MEMBERS: usize = 32;

/// How deep an address stands: `request`, `url`, `raw`.
const MAX_LEVELS: u32 = 3;

/// The job that an object names in its own members.
pub fn in_members(members: &Members<'_>) -> Option<Id> {
    let mut all = members.0.iter().take(MAX_MEMBERS);
    all.find_map(|(key, node)| in_text(key, &text(*node)?))
}

/// The job that an object names anywhere around what it holds; none where it names several.
pub fn around(members: &Members<'_>) -> Option<Id> {
    let mut found = Vec::new();
    add(members, MAX_LEVELS, &mut found);
    let first = *found.first()?;
    found.iter().all(|id| id.bytes() == first.bytes()).then_some(first)
}

fn add(members: &Members<'_>, levels: u32, found: &mut Vec<Id>) {
    for (key, node) in members.0.iter().take(MAX_MEMBERS) {
        if let Some(text) = text(*node) {
            found.extend(in_text(key, &text));
        } else if levels > 0
            && let Some(members) = node.members()
        {
            add(&members, levels - 1, found);
        } else if let Some(elements) = node.elements() {
            let texts = elements.take(MAX_MEMBERS).filter_map(text);
            found.extend(texts.filter_map(|text| in_text(key, &text)));
        }
    }
}

fn text(node: Node<'_>) -> Option<String> {
    let is_text = node.text().starts_with('"') && node.text().len() <= MAX_BYTES;
    if is_text { node.read() } else { None }
}

/// The job in a member's text: an id that says that it is a job's, any id under the name of one, or the id in an
/// address of jobs.
fn in_text(key: &str, text: &str) -> Option<Id> {
    let is_jobs = |id: &Id| id.kind() == Some(IdKind::Job);
    let named = || NAMES.iter().any(|name| is_like(key, name)).then(|| Id::read(text)).flatten();
    let in_address = || Id::within(text.split_once(ADDRESS)?.1).next();
    Id::within(text).chain(Id::read(text)).find(is_jobs).or_else(named).or_else(in_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOB: &str =
        "Y2lzY29zcGFyazovL3VzL0pPQl9JRC8xMzFkOTg1ZC1iZThhLTQ3MjgtYjM2MC02MzBjNTAxNTEyNzE";
    const UUID: &str = "131d985d-be8a-4728-b360-630c50151271";

    #[test]
    fn a_job_is_named_by_its_id_or_by_its_address() {
        for (json, expected) in [
            (format!(r#"{{"job_id":"{UUID}","errors":[]}}"#), true),
            (format!(r#"{{"id":"{JOB}","errors":[]}}"#), true),
            (format!(r#"{{"id":"{UUID}","errors":[]}}"#), false),
            (
                format!(r#"{{"url":"https://x/v1/jobs/person/moveLocation/{UUID}/errors?max=9"}}"#),
                true,
            ),
            (format!(r#"{{"request":{{"url":{{"raw":"https://x/{JOB}/errors"}}}}}}"#), true),
            (format!(r#"{{"paging":{{"next":["https://x/jobs/{UUID}/errors?start=50"]}}}}"#), true),
            (format!(r#"{{"url":"https://x/people/{UUID}"}}"#), false),
            (format!(r#"{{"jobId":"{UUID}","last":"/jobs/{}"}}"#, UUID.replace('1', "2")), false),
            (String::from(r#"{"job":"moveusers"}"#), false),
        ] {
            let node = Node::document(&json).expect("JSON");
            let found = around(&node.members().expect("an object")).map(|id| id.to_string());
            assert_eq!(found.as_deref(), expected.then_some(UUID), "{json}");
        }
    }
}
