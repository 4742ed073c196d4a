//! The body that started a job of moves, or asked whether people could be moved.
//!
//! In: an object with `usersList`. Out: a [`MoveRequest`], and findings for what in it is not as documented.
//! The answer of SDKs has `usersList` too, beside `jobDetails`: there it may hold what a validation said.

use crate::decode::checker::{Object, Value, Walk};
use crate::payload::field::FieldValue;
use crate::payload::fields::{MOVE_GROUP, MOVE_REQUEST, REQUESTED_USER};
use crate::payload::identity::{person, thing};
use crate::payload::json::{Members, Node};
use crate::payload::keys::text;
use crate::payload::{MoveRequest, RequestedMove, Text};

/// What is kept of a person.
const PERSON_BYTES: usize = size_of::<RequestedMove<'_>>();

/// No id is as long.
const LONGEST_ID: usize = 1 << 10;

/// Reads the groups of a request, each with its people.
pub(super) fn read<'a>(walk: &mut Walk<'a, '_>, node: Node<'a>, pointer: &str) -> MoveRequest<'a> {
    let object = Object { node, pointer: pointer.to_owned() };
    let members = node.members().unwrap_or_default();
    let mut request = MoveRequest::default();
    for (name, value, at) in walk.all(&object, &members, &MOVE_REQUEST) {
        match (name, value) {
            ("trackingId", Value::Plain(FieldValue::Text(text))) => {
                request.tracking_id = Some(text);
            }
            ("usersList", Value::Objects(groups)) => {
                for (nth, node) in groups.enumerate() {
                    if let Some((object, members)) = walk.object(node, &at, nth, 0) {
                        request.users.extend(group(walk, &object, &members));
                    }
                }
            }
            _ => {}
        }
    }
    request
}

/// Those who go to one location; nobody where the request only asks.
fn group<'a>(
    walk: &mut Walk<'a, '_>,
    object: &Object<'a>,
    members: &Members<'a>,
) -> Vec<RequestedMove<'a>> {
    let (mut location_id, mut asks_only, mut people) = (None, false, Vec::new());
    for (name, value, at) in walk.all(object, members, &MOVE_GROUP) {
        match (name, value) {
            ("locationId", Value::Plain(FieldValue::Text(text))) => location_id = Some(text),
            ("validate", Value::Plain(FieldValue::Flag(flag))) => asks_only = flag,
            ("users", Value::Objects(users)) => {
                for (nth, node) in users.enumerate() {
                    if let Some((object, members)) = walk.object(node, &at, nth, PERSON_BYTES) {
                        people.extend(user(walk, &object, &members));
                    }
                }
            }
            _ => {}
        }
    }
    if asks_only {
        return Vec::new();
    }
    // Each of them keeps it.
    location_id = location_id.filter(|id| id.len() <= LONGEST_ID);
    let location = location_id.clone().map(thing);
    for person in &mut people {
        person.location.clone_from(&location);
        person.location_id.clone_from(&location_id);
    }
    people
}

/// Who is to be moved; known by an address where there is no id.
fn user<'a>(
    walk: &mut Walk<'a, '_>,
    object: &Object<'a>,
    members: &Members<'a>,
) -> Option<RequestedMove<'a>> {
    let (mut user_id, mut number, mut extension): (Option<Text<'a>>, _, _) = (None, None, None);
    for (name, value, _) in walk.all(object, members, &REQUESTED_USER) {
        match (name, value) {
            ("userId", Value::Plain(FieldValue::Text(text))) => user_id = Some(text),
            ("phoneNumber", Value::Plain(FieldValue::Text(text))) => number = Some(text),
            ("extension", Value::Plain(FieldValue::Text(text))) => extension = Some(text),
            _ => {}
        }
    }
    let user_id = user_id.or_else(|| text(members, &["email"]))?;
    Some(RequestedMove {
        user: person(user_id.clone()),
        user_id,
        location: None,
        location_id: None,
        number,
        extension,
    })
}
