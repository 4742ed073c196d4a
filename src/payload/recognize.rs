//! What a JSON object is, by its keys and never by its file's name.
//!
//! In: the members of an object. Out: its [`PayloadKind`].

use crate::payload::PayloadKind;
use crate::payload::json::{Members, Node};

/// Whether an object looks like a job status.
pub fn looks_like_job(members: &Members<'_>) -> bool {
    members.has("jobExecutionStatus")
        || members.has("latestExecutionStatus")
        || is_snake_case(members)
}

/// Whether an object looks like a job status that was saved under Python names. A single key that
/// is written so among others is a misspelt one.
pub fn is_snake_case(members: &Members<'_>) -> bool {
    (members.has("job_execution_status") || members.has("latest_execution_status"))
        && !(members.has("jobExecutionStatus") || members.has("latestExecutionStatus"))
}

/// The payload kind of a JSON object.
pub fn object(members: &Members<'_>) -> PayloadKind {
    if looks_like_job(members) {
        return PayloadKind::JobStatus;
    }
    if let Some(response) = members.get("response") {
        if response.members().is_some_and(|members| looks_like_job(&members)) {
            return PayloadKind::JobStart;
        }
        let elements = response.elements();
        if elements.is_some_and(|users| {
            users.is_empty() || any_has(&users, &["userId", "impacts", "errors"])
        }) {
            return PayloadKind::ValidationResponse;
        }
    }
    if let Some(items) = members.get("items").and_then(Node::elements) {
        let jobs =
            items.iter().filter_map(|item| item.members()).any(|members| looks_like_job(&members));
        if jobs || items.is_empty() {
            return PayloadKind::JobList;
        }
        if any_has(&items, &["itemNumber", "error"]) {
            return PayloadKind::ErrorList;
        }
    }
    let failed_request = members.has("error") || (members.has("message") && members.has("errors"));
    if failed_request { PayloadKind::HttpError } else { PayloadKind::Foreign }
}

/// Whether an element is an object that has one of these members.
fn any_has(elements: &[Node<'_>], keys: &[&str]) -> bool {
    elements
        .iter()
        .filter_map(|node| node.members())
        .any(|members| keys.iter().any(|key| members.has(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_objects_kind_is_told_by_its_keys() {
        for (json, expected) in [
            (r#"{"latestExecutionStatus":"STARTED"}"#, PayloadKind::JobStatus),
            (r#"{"response":{"jobExecutionStatus":[]}}"#, PayloadKind::JobStart),
            (r#"{"job_execution_status":[]}"#, PayloadKind::JobStatus),
            (r#"{"response":[{"userId":"x","errors":[]}]}"#, PayloadKind::ValidationResponse),
            (r#"{"response":[{"userId":"x"},{}]}"#, PayloadKind::ValidationResponse),
            (r#"{"response":[]}"#, PayloadKind::ValidationResponse),
            (r#"{"response":["x"]}"#, PayloadKind::Foreign),
            (r#"{"items":[]}"#, PayloadKind::JobList),
            (r#"{"items":[1,{"latestExecutionStatus":"STARTED"}]}"#, PayloadKind::JobList),
            (r#"{"items":[{"itemNumber":1,"error":{}}]}"#, PayloadKind::ErrorList),
            (r#"{"items":[{"id":"x","name":"Location"}]}"#, PayloadKind::Foreign),
            (r#"{"error":[{"code":1,"message":"no"}]}"#, PayloadKind::HttpError),
            (r#"{"message":"no","errors":[],"trackingId":"x"}"#, PayloadKind::HttpError),
            (r#"{"name":"x"}"#, PayloadKind::Foreign),
        ] {
            let members = Node::document(json).ok().and_then(Node::members).expect(json);
            assert_eq!(object(&members), expected, "{json}");
        }
    }
}
