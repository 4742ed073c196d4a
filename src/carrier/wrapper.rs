//! Objects and arrays of whatever keys around payloads.
//!
//! In: an object. Out: whether it is a payload, or something in which payloads may lie: the records of a
//! poller, the answer of a gateway, a search engine or a database, pages of pages, a map by id.

use crate::payload::json::Members;
use crate::payload::keys::{find, text};
use crate::payload::recognize;
use crate::payload::{Id, IdText, PayloadKind};

/// What an object is. Lists of nothing are none: any API has such.
pub(super) fn kind(members: &Members<'_>) -> PayloadKind {
    let kind = recognize::object(members);
    let holds = |name: &str| {
        let of_name = members.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        let elements = of_name.and_then(|(_, node)| node.elements());
        elements.is_none_or(|elements| !elements.is_empty())
    };
    match kind {
        // What a query of DynamoDB answers, and no list in another style of keys.
        PayloadKind::JobList if members.has("Items") && members.has("Count") => {
            PayloadKind::Foreign
        }
        PayloadKind::JobList if !holds("items") => PayloadKind::Foreign,
        PayloadKind::ValidationResponse if !holds("response") => PayloadKind::Foreign,
        kind => kind,
    }
}

/// Whether payloads of a kind hold jobs.
pub(super) fn holds_jobs(kind: PayloadKind) -> bool {
    matches!(kind, PayloadKind::JobStatus | PayloadKind::JobStart | PayloadKind::JobList)
}

/// The job that a payload of that kind holds, where it is one by itself and has an id.
pub(super) fn job(kind: PayloadKind, members: &Members<'_>) -> Option<Id> {
    let id = match kind {
        PayloadKind::JobStatus => text(members, &["id"]),
        PayloadKind::JobStart => {
            let answer = find(members, &["response", "jobDetails"])?;
            text(&answer.members()?, &["id"])
        }
        _ => None,
    };
    IdText::from(id?).id()
}

/// Whether an object describes an API or a format: its examples are no jobs that ran.
pub(super) fn is_description(members: &Members<'_>) -> bool {
    ["openapi", "swagger", "$schema"].iter().any(|name| members.has(name))
}
