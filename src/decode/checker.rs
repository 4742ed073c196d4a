//! The checks of one object against the schema table.
//!
//! In: the members of a JSON object and the fields that are documented for it. Out: each documented
//! field with its value, of the documented type, and a finding for everything else: unknown, doubled,
//! missing, of another type, unreadable.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::findings::location::Locator;
use crate::findings::rule::Rule;
use crate::findings::{Finding, FindingCollector, Place, Ranked, shortened};
use crate::payload::json::{Members, Node, element, member};
use crate::payload::{Elapsed, ExitCode, Status, Text, Timestamp};
use crate::reference::schema::{Field, Presence, Type};

/// A field's value, of the type that the schema says.
pub(super) enum Value<'a> {
    Text(Text<'a>),
    Integer(i64),
    Flag(bool),
    Time(Timestamp),
    Duration(Elapsed),
    Status(Status<Text<'a>>),
    ExitCode(ExitCode<Text<'a>>),
    Counts(Node<'a>),
    Object(Node<'a>),
    Objects(Vec<Node<'a>>),
}

/// An object and where it stands.
pub(super) struct Object<'a> {
    pub node: Node<'a>,
    pub pointer: String,
}

/// The findings of one payload while it is walked.
pub(super) struct Walk<'a> {
    found: FindingCollector<Found<'a>>,
    naming: Naming,
}

/// How the keys of a payload are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Naming {
    /// As documented, `jobExecutionStatus`.
    #[default]
    Camel,
    /// As SDKs for Python write them, `job_execution_status`.
    Snake,
}

impl Naming {
    /// How a key is documented.
    pub fn documented(self, key: &str) -> Cow<'_, str> {
        match self {
            Naming::Camel => Cow::Borrowed(key),
            Naming::Snake => camel(key),
        }
    }

    /// The first member that is documented under that name, with its key as written.
    pub fn find<'m, 'a>(self, members: &'m Members<'a>, name: &str) -> Option<(&'m str, Node<'a>)> {
        let mut all = members.0.iter();
        let member = all.find(|(key, _)| self.documented(key) == name);
        member.map(|(key, node)| (&**key, *node))
    }
}

/// `job_execution_status` as `jobExecutionStatus`.
fn camel(key: &str) -> Cow<'_, str> {
    if !key.contains('_') {
        return Cow::Borrowed(key);
    }
    let mut words = key.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    Cow::Owned(name)
}

/// A finding whose place has not been counted out yet.
struct Found<'a> {
    at: Node<'a>,
    rule: Rule,
    pointer: String,
    message: String,
}

impl Ranked for Found<'_> {
    fn rule(&self) -> Rule {
        self.rule
    }

    fn rank(&self, other: &Self) -> Ordering {
        let key = |found: &Self| (found.at.text().as_ptr(), found.rule);
        key(self).cmp(&key(other))
    }
}

impl<'a> Walk<'a> {
    /// A walk through a payload whose keys are written so, that keeps so many findings of each rule.
    pub fn new(naming: Naming, per_rule: usize) -> Walk<'a> {
        Walk { found: FindingCollector::new(per_rule), naming }
    }

    /// How the payload's keys are written.
    pub fn naming(&self) -> Naming {
        self.naming
    }

    /// Notes a finding about a value.
    pub fn put(&mut self, rule: Rule, at: Node<'a>, pointer: String, message: String) {
        self.found.add(Found { at, rule, pointer, message });
    }

    /// The findings with their places, which are counted out once through.
    pub fn findings(self, locator: &mut Locator<'a>) -> FindingCollector {
        self.found.map(|found| {
            let place =
                Place { path: Some(found.pointer), ..locator.locate(found.at.text()).place() };
            Finding::at(found.rule, place, found.message)
        })
    }

    /// The documented fields of an object with their checked values, and findings for the rest.
    pub fn fields(
        &mut self,
        members: &Members<'a>,
        pointer: &str,
        fields: &'static [Field],
    ) -> Vec<(&'static Field, Value<'a>, String)> {
        let mut known = Vec::with_capacity(members.0.len());
        for (key, node, at) in self.once_each(members, pointer) {
            let name = self.naming.documented(key);
            match fields.iter().find(|field| field.name == name) {
                Some(field) => {
                    known.extend(self.value(field, node, &at).map(|value| (field, value, at)))
                }
                None => self.unknown(key, node, at, fields),
            }
        }
        known
    }

    /// The members of an object with their pointers, and findings for those whose key stood before.
    pub fn once_each<'m>(
        &mut self,
        members: &'m Members<'a>,
        pointer: &str,
    ) -> Vec<(&'m str, Node<'a>, String)> {
        let mut once = Vec::with_capacity(members.0.len());
        let names: Vec<_> = members.0.iter().map(|(key, _)| self.naming.documented(key)).collect();
        for ((key, node), again) in members.0.iter().zip(repeated(&names)) {
            let at = member(pointer, key);
            if again {
                let message = format!("`{}` stands here again", shortened(key));
                self.put(Rule::DuplicateKey, *node, at, message);
            } else {
                once.push((&**key, *node, at));
            }
        }
        once
    }

    fn unknown(&mut self, key: &str, node: Node<'a>, at: String, fields: &[Field]) {
        let name = camel(key);
        let near = fields.iter().find(|field| field.name.eq_ignore_ascii_case(&name));
        let hint = near.map_or(String::new(), |field| format!("; did you mean `{}`?", field.name));
        self.put(
            Rule::UnknownField,
            node,
            at,
            format!("`{}` is not documented{hint}", shortened(key)),
        );
    }

    pub fn missing(
        &mut self,
        members: &Members<'a>,
        object: &Object<'a>,
        fields: &[Field],
        required: impl Fn(Presence) -> bool,
    ) {
        let is_absent = |field: &&Field| self.naming.find(members, field.name).is_none();
        let absent: Vec<&Field> =
            fields.iter().filter(|field| required(field.presence)).filter(is_absent).collect();
        for field in absent {
            let message = format!("`{}` is absent, expected {}", field.name, field.kind.expected());
            self.put(Rule::MissingField, object.node, object.pointer.clone(), message);
        }
    }

    fn value(&mut self, field: &Field, node: Node<'a>, at: &str) -> Option<Value<'a>> {
        let value = match field.kind {
            Type::Text | Type::Id(_) => node.read().map(Value::Text),
            Type::Code => code(node).map(Value::Text),
            Type::Integer => node.read().map(Value::Integer),
            Type::Flag => node.read().map(Value::Flag),
            Type::Status => node.read().map(Value::Status),
            Type::ExitCode => node.read().map(Value::ExitCode),
            Type::Time => return self.time(field, node, at).map(Value::Time),
            Type::Duration => return self.duration(field, node, at).map(Value::Duration),
            Type::Counts => node.text().starts_with('{').then_some(Value::Counts(node)),
            Type::Object => node.text().starts_with('{').then_some(Value::Object(node)),
            Type::Objects => node.elements().map(Value::Objects),
        };
        if value.is_none() {
            self.wrong_type(field.kind, node, at);
        }
        value
    }

    pub fn wrong_type(&mut self, expected: Type, node: Node<'a>, at: &str) {
        let holds_objects = matches!(expected, Type::Counts | Type::Object | Type::Objects);
        let (rule, message) = if holds_objects && is_powershell(node) {
            let message = "PowerShell's text for what was nested too deep for it; save it again with \
                           ConvertTo-Json -Depth 100";
            (Rule::TruncatedByPowershell, message.to_owned())
        } else if node.text().starts_with('"') && is_text(expected) {
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

    fn time(&mut self, field: &Field, node: Node<'a>, at: &str) -> Option<Timestamp> {
        let Some(text) = node.read::<Text<'a>>() else {
            self.wrong_type(field.kind, node, at);
            return None;
        };
        if let Some(time) = Timestamp::parse(&text) {
            return Some(time);
        }
        let found = shortened(&text);
        let time = Timestamp::parse_offset(&text);
        let (rule, message) = match time {
            Some(time) => (Rule::NonUtcTimestamp, format!("`{found}` is read as {time}")),
            None => {
                let message = format!("`{found}` is not a time such as 2023-05-30T13:04:00.469Z");
                (Rule::MalformedTimestamp, message)
            }
        };
        self.put(rule, node, at.to_owned(), message);
        time
    }

    fn duration(&mut self, field: &Field, node: Node<'a>, at: &str) -> Option<Elapsed> {
        let Some(text) = node.read::<Text<'a>>() else {
            self.wrong_type(field.kind, node, at);
            return None;
        };
        if let Some(elapsed) = Elapsed::parse(&text) {
            return Some(elapsed);
        }
        let found = shortened(&text);
        let elapsed = Elapsed::parse_unusual(&text);
        let (rule, message) = match elapsed {
            Some(elapsed) => (Rule::UnusualDuration, format!("`{found}` is read as {elapsed}")),
            None => {
                let message = format!(
                    "`{found}` is not a duration such as PT1M30.25S; the time between start and end counts instead"
                );
                (Rule::MalformedDuration, message)
            }
        };
        self.put(rule, node, at.to_owned(), message);
        elapsed
    }

    /// An element of an array if it is an object, else a finding.
    pub fn object(
        &mut self,
        node: Node<'a>,
        pointer: &str,
        index: usize,
    ) -> Option<(Object<'a>, Members<'a>)> {
        let pointer = element(pointer, index);
        let Some(members) = node.members() else {
            self.wrong_type(Type::Object, node, &pointer);
            return None;
        };
        Some((Object { node, pointer }, members))
    }
}

/// Whether a text is what PowerShell writes for an object or an array.
fn is_powershell(node: Node<'_>) -> bool {
    let text = node.text();
    text.starts_with("\"@{") || text.starts_with("\"System.")
}

/// Whether a type is written as a text.
fn is_text(kind: Type) -> bool {
    !matches!(kind, Type::Integer | Type::Flag | Type::Counts | Type::Object | Type::Objects)
}

/// A code, which is a text or a whole number.
fn code(node: Node<'_>) -> Option<Text<'_>> {
    node.read().or_else(|| node.read::<i64>().map(|_| Text::from(node.text())))
}

/// For each name whether it stood before.
fn repeated(names: &[Cow<'_, str>]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|&a, &b| (&names[a], a).cmp(&(&names[b], b)));
    let mut again = vec![false; order.len()];
    for pair in order.windows(2) {
        again[pair[1]] = names[pair[0]] == names[pair[1]];
    }
    again
}
