//! One field's value, as documented or as another program may have written it.
//!
//! In: a JSON value and the field that it is the value of. Out: the value, of the documented type, and a
//! finding where it is not written as documented or cannot be read at all.

use std::fmt::Display;

use crate::decode::checker::{Value, Walk};
use crate::findings::rule::Rule;
use crate::findings::shortened;
use crate::payload::field::{Field, FieldValue, ObjectType, Type};
use crate::payload::json::{Elements, Node};
use crate::payload::serialized::{self, Zone};
use crate::payload::{Elapsed, Text, Timestamp, is_like};

impl<'a> Walk<'a, '_> {
    /// The value of a field, or a finding that says why there is none.
    pub(super) fn value(&mut self, field: &Field, node: Node<'a>, at: &str) -> Option<Value<'a>> {
        let is_object = node.text().starts_with('{');
        let value = match field.kind {
            Type::Text | Type::Id(_) => node.read().map(FieldValue::Text).map(Value::Plain),
            Type::Code => self.code(node, at).map(FieldValue::Text).map(Value::Plain),
            Type::Integer => self.integer(node, at).map(FieldValue::Integer).map(Value::Plain),
            Type::Flag => self.flag(node, at).map(FieldValue::Flag).map(Value::Plain),
            Type::Status => node.read().map(FieldValue::Status).map(Value::Plain),
            Type::ExitCode => node.read().map(FieldValue::ExitCode).map(Value::Plain),
            Type::Time => self.time(node, at)?.map(FieldValue::Time).map(Value::Plain),
            Type::Duration => self.duration(node, at)?.map(FieldValue::Duration).map(Value::Plain),
            Type::Counts => is_object.then_some(Value::Counts(node)),
            Type::AnyObject | Type::Object(_) => is_object.then_some(Value::Object(node)),
            Type::Objects(of) if is_one_of(of, node) => {
                let message = "an object is read as an array with nothing else in it";
                self.put_form(Rule::UnrolledArray, node, at, message.to_owned());
                Some(Value::Objects(Elements::one(node)))
            }
            Type::Objects(_) => node.elements().map(Value::Objects),
        };
        if value.is_none() {
            self.wrong_type(field.kind, node, at);
        }
        value
    }

    /// A finding about a value of another type.
    pub(super) fn wrong_type(&mut self, expected: Type, node: Node<'a>, at: &str) {
        let (rule, message) = if !expected.is_plain() && is_powershell(node) {
            let message = "PowerShell's text for what was nested too deep for it; save it again with \
                           ConvertTo-Json -Depth 100";
            (Rule::TruncatedByPowershell, message.to_owned())
        } else if node.text().starts_with('"') && expected.is_text() {
            let message = format!("{} is no text in Unicode", shortened(node.text()));
            (Rule::WrongType, message)
        } else {
            let found = match node.kind() {
                "null" => String::from("null"),
                kind @ ("an object" | "an array") => kind.to_owned(),
                kind => format!("{kind} ({})", shortened(node.text())),
            };
            (Rule::WrongType, format!("found {found}, expected {}", expected.expected()))
        };
        self.put(rule, node, at.to_owned(), message);
    }

    /// A moment. Nothing at all where it is a text that is none, which is a finding of its own.
    fn time(&mut self, node: Node<'a>, at: &str) -> Option<Option<Timestamp>> {
        let text = node.read::<Text<'a>>();
        if let Some(time) = text.as_deref().and_then(Timestamp::parse) {
            return Some(Some(time));
        }
        let Some((time, zone)) = serialized::time(node) else {
            if text.is_none() {
                return Some(None);
            }
            let found = words(node);
            let message = format!("`{found}` is not a time such as 2023-05-30T13:04:00.469Z");
            self.put_form(Rule::MalformedTimestamp, node, at, message);
            return None;
        };
        let rule = match zone {
            Zone::Utc => Rule::UnusualTimestamp,
            Zone::Offset => Rule::NonUtcTimestamp,
            Zone::Untold => Rule::TimestampWithoutZone,
        };
        self.put_form(rule, node, at, is_read_as(&words(node), time));
        Some(Some(time))
    }

    /// A duration, as [`time`](Walk::time) reads a moment.
    fn duration(&mut self, node: Node<'a>, at: &str) -> Option<Option<Elapsed>> {
        let text = node.read::<Text<'a>>();
        if let Some(elapsed) = text.as_deref().and_then(Elapsed::parse) {
            return Some(Some(elapsed));
        }
        let Some(elapsed) = serialized::duration(node) else {
            if text.is_none() {
                return Some(None);
            }
            let found = words(node);
            let message = format!(
                "`{found}` is not a duration such as PT1M30.25S; the time between start and end counts instead"
            );
            self.put_form(Rule::MalformedDuration, node, at, message);
            return None;
        };
        self.put_form(Rule::UnusualDuration, node, at, is_read_as(&words(node), elapsed));
        Some(Some(elapsed))
    }

    /// A whole number.
    pub(super) fn integer(&mut self, node: Node<'a>, at: &str) -> Option<i64> {
        node.read().or_else(|| {
            let number = serialized::integer(node)?;
            self.put_form(Rule::UnusualNumber, node, at, is_read_as(&written(node), number));
            Some(number)
        })
    }

    fn flag(&mut self, node: Node<'a>, at: &str) -> Option<bool> {
        node.read().or_else(|| {
            let flag = serialized::flag(node)?;
            self.put_form(Rule::UnusualNumber, node, at, is_read_as(&written(node), flag));
            Some(flag)
        })
    }

    /// A code, which is a text or a whole number.
    fn code(&mut self, node: Node<'a>, at: &str) -> Option<Text<'a>> {
        if let Some(text) = node.read() {
            return Some(text);
        }
        let code = self.integer(node, at)?;
        Some(Text(code.to_string().into()))
    }
}

/// Whether a value is an object that has a field of such objects.
fn is_one_of(of: &ObjectType, node: Node<'_>) -> bool {
    let members = node.members().unwrap_or_default();
    let is_field = |key: &str| of.fields.iter().any(|field| is_like(key, field.name));
    members.0.iter().any(|(key, _)| is_field(key))
}

fn is_read_as(found: &str, value: impl Display) -> String {
    format!("`{found}` is read as {value}")
}

/// A value as it is written, in one line.
fn written(node: Node<'_>) -> String {
    let is_long = matches!(node.kind(), "an object" | "an array");
    let value = node.read::<serde_json::Value>().filter(|_| is_long);
    value.map_or_else(|| shortened(node.text()), |value| shortened(&value.to_string()))
}

/// The same of what is a text by right: its characters alone.
fn words(node: Node<'_>) -> String {
    node.read::<Text<'_>>().map_or_else(|| written(node), |text| shortened(&text))
}

/// Whether a text is what PowerShell writes for an object or an array.
fn is_powershell(node: Node<'_>) -> bool {
    let text = node.text();
    text.starts_with("\"@{") || text.starts_with("\"System.")
}
