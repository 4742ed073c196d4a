//! Objects and arrays of whatever keys around payloads.
//!
//! In: an object. Out: whether it is a payload, or something in which payloads may lie: the records of a
//! poller, the answer of a gateway, a search engine or a database, pages of pages, a map by id.

use crate::payload::PayloadKind;
use crate::payload::json::{Members, Node};
use crate::payload::recognize;

/// What an object is. Lists of nothing are none: any API has such.
pub(super) fn kind(members: &Members<'_>) -> PayloadKind {
    let kind = recognize::object(members);
    let holds = |name: &str| {
        members.get(name).and_then(Node::elements).is_none_or(|elements| !elements.is_empty())
    };
    match kind {
        PayloadKind::JobList if !holds("items") => PayloadKind::Foreign,
        PayloadKind::ValidationResponse if !holds("response") => PayloadKind::Foreign,
        kind => kind,
    }
}

/// Whether an object describes an API or a format: its examples are no jobs that ran.
pub(super) fn is_description(members: &Members<'_>) -> bool {
    ["openapi", "swagger", "$schema"].iter().any(|name| members.has(name))
}
