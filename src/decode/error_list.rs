//! What error lists and validation responses say of users.
//!
//! In: the elements of such a list. Out: an item for each message, and findings for whatever is not
//! as documented. A message without a text still counts: somebody was hit.

use crate::decode::checker::{Object, Value, Walk};
use crate::decode::consistency;
use crate::decode::raw_error::RawError;
use crate::payload::field::{FieldValue, JobContext, ObjectType, Type};
use crate::payload::fields::{
    ERROR, ERROR_ITEM, ERROR_MESSAGE, VALIDATED_USER, VALIDATION_MESSAGE,
};
use crate::payload::json::{Elements, Members, Node};
use crate::payload::{ErrorOrImpact, ErrorOrigin, ErrorRecord, Text, named_job};

/// What an error list says: for each of its items, the errors.
pub(super) fn error_list<'a>(
    walk: &mut Walk<'a, '_>,
    elements: Elements<'a>,
    pointer: &str,
) -> Vec<ErrorRecord<'a>> {
    let mut errors = Vec::new();
    for (at, node) in elements.enumerate() {
        if let Some((object, members)) = walk.object(node, pointer, at, 0) {
            add_item(walk, &object, &members, &mut errors);
        }
    }
    errors
}

/// What one item says that stands by itself.
pub(super) fn item<'a>(
    walk: &mut Walk<'a, '_>,
    node: Node<'a>,
    pointer: &str,
) -> Vec<ErrorRecord<'a>> {
    let mut errors = Vec::new();
    let object = Object { node, pointer: pointer.to_owned() };
    let members = node.members().unwrap_or_default();
    add_item(walk, &object, &members, &mut errors);
    errors
}

/// Adds the errors of an item.
fn add_item<'a>(
    walk: &mut Walk<'a, '_>,
    object: &Object<'a>,
    members: &Members<'a>,
    errors: &mut Vec<ErrorRecord<'a>>,
) {
    let mut said = RawError::of(ErrorOrigin::List);
    said.job = named_job::in_members(members);
    // Who is listed with no error had none.
    let error = walk.style().find(members, "error");
    let none = error.is_some_and(|(_, error)| error.text() == "null");
    let mut messages = if none { Vec::new() } else { vec![(None, None)] };
    for (name, value, at) in walk.all(object, members, &ERROR_ITEM) {
        match (name, value) {
            ("itemNumber", Value::Plain(FieldValue::Integer(number))) => said.number = Some(number),
            ("item", Value::Plain(FieldValue::Text(text))) => said.user = Some(text),
            ("errorType", Value::Plain(FieldValue::Text(text))) => said.kind = Some(text),
            ("trackingId", Value::Plain(FieldValue::Text(text))) => said.tracking_id = Some(text),
            ("error", Value::Object(node)) => {
                (said.http, messages) = self::error(walk, node, &at);
            }
            _ => {}
        }
    }
    for (code, message) in messages {
        if walk.keeps(object.node, &object.pointer, said.bytes()) {
            errors.push(RawError { code, message, ..said.clone() }.item());
        }
    }
}

/// A code and a message.
type Message<'a> = (Option<Text<'a>>, Option<Text<'a>>);

/// The key of an `error`, and its messages; one of nothing where it has none.
fn error<'a>(
    walk: &mut Walk<'a, '_>,
    node: Node<'a>,
    pointer: &str,
) -> (Option<Text<'a>>, Vec<Message<'a>>) {
    let object = Object { node, pointer: pointer.to_owned() };
    let members = node.members().unwrap_or_default();
    let (mut key, mut messages) = (None, Vec::new());
    for (name, value, at) in walk.all(&object, &members, &ERROR) {
        match (name, value) {
            ("key", Value::Plain(FieldValue::Text(text))) => key = Some(text),
            ("message", Value::Objects(nodes)) => {
                messages = self::messages(walk, nodes, &at, &ERROR_MESSAGE);
            }
            _ => {}
        }
    }
    if messages.is_empty() {
        messages.push((None, None));
    }
    (key, messages)
}

fn messages<'a>(
    walk: &mut Walk<'a, '_>,
    nodes: Elements<'a>,
    pointer: &str,
    of: &'static ObjectType,
) -> Vec<Message<'a>> {
    let mut all = Vec::new();
    for (at, node) in nodes.enumerate() {
        let size = size_of::<Message<'_>>();
        let Some((object, members)) = walk.object(node, pointer, at, size) else { continue };
        let (mut code, mut message) = (None, None);
        for (name, value, _) in walk.all(&object, &members, of) {
            match (name, value) {
                ("code", Value::Plain(FieldValue::Text(text))) => code = Some(text),
                ("description" | "message", Value::Plain(FieldValue::Text(text))) => {
                    message = Some(text)
                }
                _ => {}
            }
        }
        all.push((code, message));
    }
    all
}

/// What a validation response says: for each of its users, the errors that would stop the move and
/// the impacts that would come along with it.
pub(super) fn validation_response<'a>(
    walk: &mut Walk<'a, '_>,
    elements: Elements<'a>,
    pointer: &str,
) -> Vec<ErrorRecord<'a>> {
    let mut items = Vec::new();
    for (at, node) in elements.enumerate() {
        let Some((object, members)) = walk.object(node, pointer, at, 0) else { continue };
        let mut said = RawError::of(ErrorOrigin::Validation);
        let mut messages = Vec::new();
        for (name, value, at) in walk.all(&object, &members, &VALIDATED_USER) {
            match (name, value) {
                ("userId", Value::Plain(FieldValue::Text(text))) => said.user = Some(text),
                ("errors", Value::Objects(nodes)) => {
                    let all = self::messages(walk, nodes, &at, &VALIDATION_MESSAGE);
                    messages.extend(all.into_iter().map(|said| (ErrorOrImpact::Error, said)));
                }
                ("impacts", Value::Objects(nodes)) => {
                    let all = self::messages(walk, nodes, &at, &VALIDATION_MESSAGE);
                    messages.extend(all.into_iter().map(|said| (ErrorOrImpact::Impact, said)));
                }
                _ => {}
            }
        }
        for (kind, (code, message)) in messages {
            if !walk.keeps(object.node, &object.pointer, said.bytes()) {
                continue;
            }
            let said = RawError { code, message, ..said.clone() };
            // The list that it stands in tells what it is.
            items.push(ErrorRecord { kind, ..said.item() });
        }
    }
    items
}

impl<'a> Walk<'a, '_> {
    /// The fields of an object that are as documented, and findings for all that is not.
    pub(super) fn all(
        &mut self,
        object: &Object<'a>,
        members: &Members<'a>,
        of: &'static ObjectType,
    ) -> Vec<(&'static str, Value<'a>, String)> {
        let known = self.fields(members, &object.pointer, of);
        self.presence(object, of, JobContext::default());
        for (field, value, at) in &known {
            if let (Type::Id(kind), Value::Plain(FieldValue::Text(text))) = (field.kind, value)
                && let Some((rule, message)) = consistency::id(text, kind)
                && let Some((_, node)) = self.style().find(members, field.name)
            {
                self.put(rule, node, at.clone(), message);
            }
        }
        known.into_iter().map(|(field, value, at)| (field.name, value, at)).collect()
    }
}
