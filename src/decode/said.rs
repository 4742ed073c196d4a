//! What error lists and validation responses say of users.
//!
//! In: the elements of such a list. Out: the errors and impacts of an error list, one for each
//! message, and findings for whatever is not as documented. A message without a text still counts:
//! somebody was hit.

use super::item::Said;
use super::walk::{Object, Value, Walk};
use crate::json::{Members, Node};
use crate::model::{Item, ItemKind, Text};
use crate::schema::{self, Field, Presence, Type};
use crate::validate;

/// The items of an error list: for each a user and its errors.
pub(super) fn error_list<'a>(
    walk: &mut Walk<'a>,
    elements: Vec<Node<'a>>,
    pointer: &str,
) -> Vec<Item<'a>> {
    let mut items = Vec::with_capacity(elements.len());
    for (object, members) in walk.objects(elements, pointer) {
        let (mut user, mut kind, mut messages) = (None, None, vec![(None, None)]);
        for (name, value, at) in walk.all(&object, &members, schema::ERROR_ITEM) {
            match (name, value) {
                ("item", Value::Text(text)) => user = Some(text),
                ("errorType", Value::Text(text)) => kind = Some(text),
                ("error", Value::Object(node)) => messages = error(walk, node, &at),
                _ => {}
            }
        }
        for (code, message) in messages {
            let said = Said { user: user.clone(), kind: kind.clone(), code, message, job: None };
            items.push(said.item(ItemKind::Error));
        }
    }
    items
}

/// A code and a message.
type Message<'a> = (Option<Text<'a>>, Option<Text<'a>>);

/// The messages of an `error`; one of nothing where it has none.
fn error<'a>(walk: &mut Walk<'a>, node: Node<'a>, pointer: &str) -> Vec<Message<'a>> {
    let object = Object { node, pointer: pointer.to_owned() };
    let members = node.members().unwrap_or(Members(Vec::new()));
    let mut messages = Vec::new();
    for (name, value, at) in walk.all(&object, &members, schema::ERROR) {
        if let ("message", Value::Objects(nodes)) = (name, value) {
            messages = self::messages(walk, nodes, &at, schema::ERROR_MESSAGE);
        }
    }
    if messages.is_empty() {
        messages.push((None, None));
    }
    messages
}

fn messages<'a>(
    walk: &mut Walk<'a>,
    nodes: Vec<Node<'a>>,
    pointer: &str,
    fields: &'static [Field],
) -> Vec<Message<'a>> {
    let mut all = Vec::with_capacity(nodes.len());
    for (object, members) in walk.objects(nodes, pointer) {
        let (mut code, mut message) = (None, None);
        for (name, value, _) in walk.all(&object, &members, fields) {
            match (name, value) {
                ("code", Value::Text(text)) => code = Some(text),
                ("description", Value::Text(text)) => message = Some(text),
                _ => {}
            }
        }
        all.push((code, message));
    }
    all
}

/// Walks through the users of a validation response. What would have stopped a move has stopped none,
/// so that it makes no item.
pub(super) fn validation_response<'a>(walk: &mut Walk<'a>, elements: Vec<Node<'a>>, pointer: &str) {
    for (object, members) in walk.objects(elements, pointer) {
        for (_, value, at) in walk.all(&object, &members, schema::VALIDATED_USER) {
            if let Value::Objects(nodes) = value {
                messages(walk, nodes, &at, schema::VALIDATION_MESSAGE);
            }
        }
    }
}

impl<'a> Walk<'a> {
    /// The fields of an object that are as documented, and findings for all that is not.
    pub(super) fn all(
        &mut self,
        object: &Object<'a>,
        members: &Members<'a>,
        fields: &'static [Field],
    ) -> Vec<(&'static str, Value<'a>, String)> {
        let known = self.fields(members, &object.pointer, fields);
        self.missing(members, object, fields, |presence| presence == Presence::Required);
        for (field, value, at) in &known {
            if let (Type::Id(kind), Value::Text(text)) = (field.kind, value)
                && let Some((rule, message)) = validate::id(text, kind)
                && let Some(node) = members.get(field.name)
            {
                self.put(rule, node, at.clone(), message);
            }
        }
        known.into_iter().map(|(field, value, at)| (field.name, value, at)).collect()
    }
}
