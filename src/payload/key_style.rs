//! How the keys of a payload are written.
//!
//! In: an object and the fields that are documented for it. Out: whether its keys are written as
//! documented, or as a program wrote them that has a style of its own, and which key stands for which
//! field. One key that is written otherwise among others is a misspelt one.

use std::borrow::Cow;

use crate::payload::field::{ObjectType, Type, is_like, letters};
use crate::payload::json::{Members, Node};

/// How the keys of a payload are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyStyle {
    /// As documented, `jobExecutionStatus`.
    #[default]
    Documented,
    /// As SDKs for Python write them, `job_execution_status`.
    Snake,
    /// As .NET writes them, `JobExecutionStatus`.
    Pascal,
    /// In some other case, `jobexecutionstatus`.
    Other,
}

impl KeyStyle {
    /// The style of an object: by its own keys if they tell it, else by those of the objects in it.
    pub fn of(node: Node<'_>, of: &ObjectType) -> KeyStyle {
        told_by(node, of).unwrap_or_default()
    }

    /// Whether a key that is written so stands for a documented name.
    pub fn spells(self, key: &str, name: &str) -> bool {
        match self {
            KeyStyle::Documented => key == name,
            _ => is_like(key, name),
        }
    }

    /// What two keys have in common that stand for the same name.
    pub fn normal(self, key: &str) -> Cow<'_, str> {
        match self {
            KeyStyle::Documented => Cow::Borrowed(key),
            _ => Cow::Owned(letters(key).map(char::from).collect()),
        }
    }

    /// The first member that stands for a documented name, with its key as written.
    pub fn find<'m, 'a>(self, members: &'m Members<'a>, name: &str) -> Option<(&'m str, Node<'a>)> {
        let member = members.0.iter().find(|(key, _)| self.spells(key, name));
        member.map(|(key, node)| (&**key, *node))
    }

    /// What writes keys so, for a finding; none where they are as documented.
    pub fn description(self) -> Option<&'static str> {
        match self {
            KeyStyle::Documented => None,
            KeyStyle::Snake => Some("as Python names, `latest_execution_status`"),
            KeyStyle::Pascal => Some("as .NET names, `LatestExecutionStatus`"),
            KeyStyle::Other => Some("in another case than documented"),
        }
    }
}

fn told_by(node: Node<'_>, of: &ObjectType) -> Option<KeyStyle> {
    let members = node.members()?;
    style(&members, of).or_else(|| {
        of.fields.iter().find_map(|field| {
            let (_, inner) = KeyStyle::Other.find(&members, field.name)?;
            match field.kind {
                Type::Object(of) => told_by(inner, of),
                Type::Objects(of) => inner.elements()?.find_map(|one| told_by(one, of)),
                _ => None,
            }
        })
    })
}

/// What most of the keys of one object tell. A name of one word in lower case is the same in two styles.
fn style(members: &Members<'_>, of: &ObjectType) -> Option<KeyStyle> {
    let (mut documented, mut otherwise) = (0, 0);
    let (mut in_lower_case, mut style) = (false, None);
    for (key, _) in &members.0 {
        if of.fields.iter().any(|field| field.name == &**key) {
            let tells = key.bytes().any(|byte| byte.is_ascii_uppercase());
            documented += u32::from(tells);
            in_lower_case |= !tells;
        } else if of.fields.iter().any(|field| is_like(key, field.name)) {
            otherwise += 1;
            style = style.or(Some((style_of_key(key), key.starts_with(char::is_lowercase))));
        }
    }
    match style.filter(|(_, in_lower)| otherwise > documented && (*in_lower || !in_lower_case)) {
        Some((style, _)) => Some(style),
        // Names of one word alone leave it to the objects in it.
        None if documented == 0 && of.fields.iter().any(|field| holds_objects(field.kind)) => None,
        None => (documented > 0 || in_lower_case).then_some(KeyStyle::Documented),
    }
}

fn style_of_key(key: &str) -> KeyStyle {
    match key.as_bytes() {
        [b'a'..=b'z', ..] if key.contains('_') => KeyStyle::Snake,
        [b'A'..=b'Z', rest @ ..] if rest.iter().any(u8::is_ascii_lowercase) => KeyStyle::Pascal,
        _ => KeyStyle::Other,
    }
}

fn holds_objects(kind: Type) -> bool {
    matches!(kind, Type::Object(_) | Type::Objects(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payload::fields::{ERROR_LIST, JOB, JOB_LIST};

    fn style_of(json: &str, of: &ObjectType) -> KeyStyle {
        KeyStyle::of(Node::document(json).expect(json), of)
    }

    #[test]
    fn the_style_is_told_by_all_keys_and_not_by_one_that_is_misspelt() {
        for (json, expected) in [
            (r#"{"name":"x","latestExecutionStatus":"STARTED"}"#, KeyStyle::Documented),
            (r#"{"Name":"x","latestExecutionStatus":"STARTED"}"#, KeyStyle::Documented),
            (r#"{"name":"x","latest_execution_status":"STARTED"}"#, KeyStyle::Snake),
            (r#"{"Name":"x","LatestExecutionStatus":"STARTED"}"#, KeyStyle::Pascal),
            (r#"{"Name":"x","id":"y"}"#, KeyStyle::Documented),
            (r#"{"latestexecutionstatus":"STARTED","instanceid":1}"#, KeyStyle::Other),
            (r#"{"name":"x","latestexecutionstatus":"STARTED"}"#, KeyStyle::Other),
            (r#"{"latest-execution-status":"STARTED"}"#, KeyStyle::Other),
            (r#"{"NAME":"x","LATEST_EXECUTION_STATUS":"STARTED"}"#, KeyStyle::Other),
            (r#"{"x":1}"#, KeyStyle::Documented),
        ] {
            assert_eq!(style_of(json, &JOB), expected, "{json}");
        }
    }

    #[test]
    fn where_the_keys_of_an_envelope_do_not_tell_those_in_it_do() {
        for (json, expected) in [
            (r#"{"items":[{"item_number":1}]}"#, KeyStyle::Snake),
            (r#"{"items":[{"error":{"key":"400"}},{"itemNumber":1}]}"#, KeyStyle::Documented),
            (r#"{"Items":[{"ItemNumber":1}]}"#, KeyStyle::Pascal),
        ] {
            assert_eq!(style_of(json, &ERROR_LIST), expected, "{json}");
        }
        assert_eq!(style_of(r#"{"items":[{"instance_id":1}]}"#, &JOB_LIST), KeyStyle::Snake);
    }
}
