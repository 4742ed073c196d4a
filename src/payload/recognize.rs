//! What a JSON object is, by its keys and never by its file's name.
//!
//! In: the members of an object. Out: its [`PayloadKind`].

use crate::payload::json::{Elements, Members, Node};
use crate::payload::keys::find;
use crate::payload::{Id, IdKind, KeyStyle, PayloadKind, is_like};

/// The fields by any of which a job status is told.
pub const TELL_A_JOB: [&str; 3] =
    ["jobExecutionStatus", "latestExecutionStatus", "latestExecutionExitCode"];

/// Whether an object looks like a job status, however its keys are written.
pub fn looks_like_job(members: &Members<'_>) -> bool {
    members.0.iter().any(|(key, _)| TELL_A_JOB.iter().any(|field| is_like(key, field)))
}

/// The payload kind of a JSON object: by keys as they are documented, else by keys of another style.
pub fn object(members: &Members<'_>) -> PayloadKind {
    if looks_like_job(members) {
        return PayloadKind::JobStatus;
    }
    if let Some(kind) = with_users_list(members) {
        return kind;
    }
    let as_documented = in_style(members, KeyStyle::Documented);
    as_documented.or_else(|| in_style(members, KeyStyle::Other)).unwrap_or_else(|| {
        if is_directory(members) {
            PayloadKind::Directory
        } else if is_error_item(members) {
            PayloadKind::ErrorList
        } else if is_failed_request(members) {
            PayloadKind::HttpError
        } else {
            PayloadKind::Foreign
        }
    })
}

/// The kind of an object that holds jobs or errors.
fn in_style(members: &Members<'_>, style: KeyStyle) -> Option<PayloadKind> {
    let find = |name: &str| style.find(members, name).map(|(_, node)| node);
    if let Some(response) = find("response") {
        if response.members().is_some_and(|members| looks_like_job(&members)) {
            return Some(PayloadKind::JobStart).filter(|_| !is_record(members, style));
        }
        let elements = response.elements();
        if elements.is_some_and(|users| {
            users.is_empty() || any_has(users, &["userId", "impacts", "errors"], style)
        }) {
            return Some(PayloadKind::ValidationResponse);
        }
    }
    let items = find("items").and_then(Node::elements)?;
    let jobs = items.filter_map(Node::members).any(|members| looks_like_job(&members));
    if jobs || items.is_empty() {
        return Some(PayloadKind::JobList);
    }
    any_has(items, &["itemNumber", "error"], style).then_some(PayloadKind::ErrorList)
}

/// Whether other payloads stand beside a `response`, so that it is the name that a program gave to one of them. What
/// is in these is not asked for more: each may have a `response` too.
fn is_record(members: &Members<'_>, style: KeyStyle) -> bool {
    let is_item = |node: Node<'_>| node.members().is_some_and(|members| is_error_item(&members));
    let is_payload = |of: &Members<'_>| {
        looks_like_job(of) || with_users_list(of).is_some() || is_error_item(of) || {
            let items = KeyStyle::Other.find(of, "items").and_then(|(_, node)| node.elements());
            items.is_some_and(|mut items| items.any(is_item))
        }
    };
    let is_other = |key: &str| !style.spells(key, "response");
    let mut others = members.0.iter().filter(|(key, _)| is_other(key)).map(|(_, node)| *node);
    others.any(|node| match node.members() {
        Some(members) => is_payload(&members),
        None => node.elements().is_some_and(|mut all| all.any(is_item)),
    })
}

/// Whether an object is an item of an error list by itself, as what pages through a list gives them.
pub fn is_error_item(members: &Members<'_>) -> bool {
    let find = |name: &str| KeyStyle::Other.find(members, name).map(|(_, node)| node);
    let Some(error) = find("error").filter(|error| error.kind() == "an object") else {
        return false;
    };
    let named = ["itemNumber", "item", "errorType"].iter().any(|name| find(name).is_some());
    named || find("trackingId").is_some_and(continues_a_job) && has_messages(error)
}

/// Whether a value is what an error list lists, with its envelope or without.
pub fn lists_errors(node: Node<'_>) -> bool {
    let is_list =
        |node: Node<'_>| node.members().is_some_and(|of| object(&of) == PayloadKind::ErrorList);
    match node.elements() {
        Some(elements) => !elements.is_empty() && { elements }.all(is_list),
        None => is_list(node),
    }
}

/// Whether a tracking id is one that a job gave a part of its work: its own with a number behind it. That of a request
/// has none.
fn continues_a_job(tracking_id: Node<'_>) -> bool {
    let text = tracking_id.text().trim_matches('"');
    let parts: Vec<&str> = text.split('_').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() > 2 && parts.last().is_some_and(is_number)
}

/// Whether an `error` lists what it says.
fn has_messages(error: Node<'_>) -> bool {
    let members = error.members().unwrap_or_default();
    let messages = KeyStyle::Other.find(&members, "message").and_then(|(_, node)| node.elements());
    messages.is_some_and(|messages| any_has(messages, &["description", "code"], KeyStyle::Other))
}

/// Whether an object is the answer to a request that failed. An `error` that says nothing is none.
fn is_failed_request(members: &Members<'_>) -> bool {
    let says = |key: &str| members.get(key).is_some_and(|node| !says_nothing(node));
    let said_by = |keys: &[&str]| keys.iter().any(|key| says(key));
    says("error")
        || says("message")
            && (members.has("errors") || members.has("code") && members.has("trackingId"))
        || says("message") && says("trackingId") && members.0.len() == 2
        || says("errors") && said_by(&["trackingId", "code"])
}

/// Whether a value is none: null, false, or empty.
fn says_nothing(node: Node<'_>) -> bool {
    let bare = |open, close| {
        let inner = node.text().trim().strip_prefix(open)?.strip_suffix(close)?;
        Some(inner.trim().is_empty())
    };
    matches!(node.text().trim(), "null" | "false" | "\"\"")
        || bare('[', ']').or_else(|| bare('{', '}')) == Some(true)
}

/// The kind of an object with `usersList`: the body of a request, or what SDKs make of the answer, in which
/// the job stands in `jobDetails` and `usersList` is what a validation said.
fn with_users_list(members: &Members<'_>) -> Option<PayloadKind> {
    let job = find(members, &["jobDetails"]).and_then(Node::members);
    if job.is_some_and(|job| looks_like_job(&job)) {
        return Some(PayloadKind::JobStart);
    }
    let groups = find(members, &["usersList"]).and_then(Node::elements)?;
    let has = |key: &str| {
        let mut groups = groups.filter_map(Node::members);
        groups.any(|group| find(&group, &[key]).is_some())
    };
    if has("users") {
        return Some(PayloadKind::MoveRequest);
    }
    (has("userId") || has("impacts") || has("errors")).then_some(PayloadKind::ValidationResponse)
}

/// In what a list of SCIM lists people.
pub(crate) const SCIM_LIST: &str = "Resources";

/// Whether an object is a list of people, organisations or locations, or one of these.
fn is_directory(members: &Members<'_>) -> bool {
    let list = |key| find(members, &[key]).and_then(Node::elements);
    let is_entry = |entry: &Members<'_>| {
        let id = ["id", "personId", "orgId", "locationId"];
        let id = find(entry, &id).and_then(Node::read::<String>);
        let is_named = ["displayName", "name", "emails"];
        find(entry, &is_named).is_some() && id.is_some_and(|id| listed_kind(entry, &id).is_some())
    };
    let is_location =
        |entry: Members<'_>| find(&entry, &["id"]).is_some() && find(&entry, &["name"]).is_some();
    if let Some(locations) = list("locations") {
        return locations.filter_map(Node::members).any(is_location);
    }
    match list("items").or_else(|| list(SCIM_LIST)) {
        Some(items) => items.filter_map(Node::members).any(|entry| is_entry(&entry)),
        None => is_entry(members),
    }
}

/// Whether an object with this id is a person, an organisation or a location: as its id says, else by fields
/// that only one of them has.
pub(crate) fn listed_kind(members: &Members<'_>, id: &str) -> Option<IdKind> {
    let has = |name: &str| find(members, &[name]).is_some();
    let is_named = has("displayName") || has("name");
    match Id::parse(id)?.kind() {
        Some(kind @ (IdKind::Person | IdKind::Organization | IdKind::Location)) => Some(kind),
        Some(_) => None,
        None if has("emails") && (is_named || has("firstName")) => Some(IdKind::Person),
        None if has("userName") && is_named => Some(IdKind::Person),
        None if has("name") && (has("timeZone") || has("address")) => Some(IdKind::Location),
        None if has("displayName") && has("created") && !has("type") => Some(IdKind::Organization),
        None => None,
    }
}

/// Whether an element is an object that has one of these members.
fn any_has(elements: Elements<'_>, keys: &[&str], style: KeyStyle) -> bool {
    { elements }
        .filter_map(Node::members)
        .any(|members| keys.iter().any(|key| style.find(&members, key).is_some()))
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
            (r#"{"Response":{"JobExecutionStatus":[]}}"#, PayloadKind::JobStart),
            (r#"{"Response":[{"UserId":"x"}]}"#, PayloadKind::ValidationResponse),
            (r#"{"items":[{"item_number":1}]}"#, PayloadKind::ErrorList),
            (r#"{"Items":[{"latestexecutionstatus":"STARTED"}]}"#, PayloadKind::JobList),
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
            (r#"{"code":"404","message":"no","trackingId":"x"}"#, PayloadKind::HttpError),
            (r#"{"message":"no","trackingId":"x"}"#, PayloadKind::HttpError),
            (r#"{"error":{"key":"429","message":[]},"trackingId":"x"}"#, PayloadKind::HttpError),
            (r#"{"error":"Not Found","status":404}"#, PayloadKind::HttpError),
            (r#"{"error":null,"data":{}}"#, PayloadKind::Foreign),
            (r#"{"error":[],"data":{}}"#, PayloadKind::Foreign),
            (r#"{"error":false,"data":{}}"#, PayloadKind::Foreign),
            (r#"{"message":"hello","name":"x"}"#, PayloadKind::Foreign),
            (r#"{"itemNumber":1,"error":{"key":"400"}}"#, PayloadKind::ErrorList),
            (r#"{"item":"x","error":{"key":"400"},"trackingId":"x"}"#, PayloadKind::ErrorList),
            (r#"{"item_number":1,"error":{"key":"400"}}"#, PayloadKind::ErrorList),
            (r#"{"itemNumber":1,"error":null}"#, PayloadKind::Foreign),
            (
                r#"{"trackingId":"NA_8-4_1_2","error":{"key":"400","message":[{"code":"4202"}]}}"#,
                PayloadKind::ErrorList,
            ),
            (
                r#"{"trackingId":"ROUTER_8-4","error":{"key":"400","message":[{"code":"4202"}]}}"#,
                PayloadKind::HttpError,
            ),
            (r#"{"trackingId":"NA_8-4_1","error":{"key":"429"}}"#, PayloadKind::HttpError),
            (r#"{"name":"x"}"#, PayloadKind::Foreign),
        ] {
            let members = Node::document(json).ok().and_then(Node::members).expect(json);
            assert_eq!(object(&members), expected, "{json}");
        }
    }
}
