//! The checks of one object against the table of fields.
//!
//! In: the members of a JSON object and the fields that are documented for it. Out: each documented
//! field with its value, of the documented type, and a finding for everything else: unknown, doubled,
//! missing, of another type, unreadable.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::decode::Context;
use crate::decode::room::{self, Room};
use crate::findings::location::Locator;
use crate::findings::rule::Rule;
use crate::findings::{Finding, FindingCollector, Place, Ranked, shortened};
use crate::payload::field::{Field, FieldValue, JobContext, ObjectType, Presence, Type};
use crate::payload::fields::JOB;
use crate::payload::json::{Elements, MEMBERS_KEPT, Members, Node, element, member};
use crate::payload::recognize;
use crate::payload::serialized;
use crate::payload::{Family, KeyStyle, hint, is_like};

/// A field's value, of the type that the table says.
pub(super) enum Value<'a> {
    Plain(FieldValue<'a>),
    Counts(Node<'a>),
    Object(Node<'a>),
    Objects(Elements<'a>),
}

/// An object and where it stands.
pub(super) struct Object<'a> {
    pub node: Node<'a>,
    pub pointer: String,
}

/// The findings of one payload while it is walked.
pub(super) struct Walk<'a, 'c> {
    found: FindingCollector<Found<'a>>,
    style: KeyStyle,
    /// What is not written as documented, once for each rule.
    forms: BTreeMap<Rule, Form<'a>>,
    /// What is left of the room for what the text says.
    room: Option<&'c Room>,
}

/// A finding whose place has not been counted out yet.
struct Found<'a> {
    at: Node<'a>,
    rule: Rule,
    pointer: String,
    message: String,
}

/// The first field that is written in some form, and how many more there are.
struct Form<'a> {
    first: Found<'a>,
    more: u64,
}

impl Ranked for Found<'_> {
    fn rule(&self) -> Rule {
        self.rule
    }

    /// As findings of a file are sorted once their places are known: which are kept must not depend on how
    /// many are.
    fn rank(&self, other: &Self) -> Ordering {
        fn key<'f>(found: &'f Found<'_>) -> (*const u8, &'f str, Rule, &'f str) {
            (found.at.text().as_ptr(), &found.pointer, found.rule, &found.message)
        }
        key(self).cmp(&key(other))
    }
}

impl<'a, 'c> Walk<'a, 'c> {
    /// A walk through a payload whose keys are written so.
    pub fn new(style: KeyStyle, context: Context<'c>) -> Walk<'a, 'c> {
        let found = FindingCollector::new(context.per_rule);
        Walk { found, style, forms: BTreeMap::new(), room: context.room }
    }

    /// How the payload's keys are written.
    pub fn style(&self) -> KeyStyle {
        self.style
    }

    /// Notes a finding about a value.
    pub fn put(&mut self, rule: Rule, at: Node<'a>, pointer: String, message: String) {
        self.found.add(Found { at, rule, pointer, message });
    }

    /// Notes that a value is not written as documented, whether it is read all the same or not. A payload
    /// that was saved so has many of them, which are one finding.
    pub fn put_form(&mut self, rule: Rule, at: Node<'a>, pointer: &str, message: String) {
        let found = Found { at, rule, pointer: pointer.to_owned(), message };
        match self.forms.entry(rule) {
            Entry::Vacant(entry) => {
                entry.insert(Form { first: found, more: 0 });
            }
            Entry::Occupied(mut entry) => {
                let form = entry.get_mut();
                form.more += 1;
                if found.rank(&form.first).is_lt() {
                    form.first = found;
                }
            }
        }
    }

    /// The findings with their places, which are counted out once through.
    pub fn findings(mut self, locator: &mut Locator<'a>) -> FindingCollector {
        for (rule, Form { mut first, more }) in self.forms {
            let so = match rule {
                Rule::MalformedTimestamp | Rule::MalformedDuration => "unreadable too",
                _ => "written so",
            };
            match more {
                0 => {}
                1 => first.message.push_str(&format!(" (1 more field is {so})")),
                _ => first.message.push_str(&format!(" ({more} more fields are {so})")),
            }
            self.found.add(first);
        }
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
        of: &'static ObjectType,
    ) -> Vec<(&'static Field, Value<'a>, String)> {
        let mut known = Vec::new();
        for (key, node, at) in self.once_each(members, pointer) {
            match of.fields.iter().find(|field| self.style.spells(key, field.name)) {
                Some(field) if is_nothing(field, node) => {}
                Some(field) => {
                    known.extend(self.value(field, node, &at).map(|value| (field, value, at)))
                }
                None => self.unknown(key, node, at, of),
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
        let more = members.1 + members.0.len().saturating_sub(MEMBERS_KEPT);
        let members = &members.0[..members.0.len().min(MEMBERS_KEPT)];
        if let Some((key, node)) = members.last().filter(|_| more > 0) {
            let message = format!("{more} more members of this object are not looked at");
            self.put(Rule::TooLarge, *node, member(pointer, key), message);
        }
        let mut once = Vec::with_capacity(members.len());
        let names: Vec<_> = members.iter().map(|(key, _)| self.style.normal(key)).collect();
        for ((key, node), again) in members.iter().zip(repeated(&names)) {
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

    fn unknown(&mut self, key: &str, node: Node<'a>, at: String, of: &ObjectType) {
        let near = of.fields.iter().find(|field| is_like(key, field.name));
        let hint = match near {
            None if std::ptr::eq(of, &JOB) && recognize::lists_errors(node) => {
                String::from("; the errors in it are read all the same")
            }
            _ => hint(near.map(|field| field.name)),
        };
        self.put(
            Rule::UnknownField,
            node,
            at,
            format!("`{}` is not documented{hint}", shortened(key)),
        );
    }

    /// Notes the fields that an object must have and lacks, those that it must not have, and those that
    /// are there and say nothing.
    pub fn presence(&mut self, object: &Object<'a>, of: &'static ObjectType, job: JobContext) {
        let Some(members) = object.node.members() else { return };
        for field in of.fields {
            let required = field.presence.is_required(job);
            // SDKs write what they list with the name of a null.
            let may_be_listed =
                field.presence == Presence::RequiredUnlessListed && job.family != Family::Unknown;
            let Some((key, node)) = self.style.find(&members, field.name) else {
                if required {
                    let (name, expected) = (field.name, field.kind.expected());
                    let message = format!("`{name}` is absent, expected {expected}");
                    self.put(Rule::MissingField, object.node, object.pointer.clone(), message);
                }
                continue;
            };
            let at = || member(&object.pointer, key);
            if is_nothing(field, node) {
                self.nothing(field, required && !may_be_listed, node, &at());
            } else if !field.presence.is_allowed(job) {
                let message = format!("`{key}` is not documented for {}", job.family.name());
                self.put(Rule::UnknownField, node, at(), message);
            }
        }
    }

    /// A value that says nothing is as good as an absent field, where that is allowed.
    fn nothing(&mut self, field: &Field, required: bool, node: Node<'a>, at: &str) {
        let is_documented = match node.kind() {
            "null" => field.presence.may_be_null(),
            _ => field.kind == Type::Text || field.presence == Presence::OtherFamilies,
        };
        if required && !is_documented {
            self.value(field, node, at);
        } else if !is_documented {
            let message = format!("{} is read as absent", node.text());
            self.put_form(Rule::NullField, node, at, message);
        }
    }

    /// Whether there is room for what a value says, of which so many bytes are kept; else a finding.
    pub fn keeps(&mut self, node: Node<'a>, pointer: &str, bytes: usize) -> bool {
        let keeps = self.room.is_none_or(|room| room.take(bytes));
        if !keeps {
            self.put(Rule::TooLarge, node, pointer.to_owned(), room::LEFT_OUT.to_owned());
        }
        keeps
    }

    /// An element of an array if it is an object and there is room for the `bytes` that are kept of it, else
    /// a finding.
    pub fn object(
        &mut self,
        node: Node<'a>,
        pointer: &str,
        index: usize,
        bytes: usize,
    ) -> Option<(Object<'a>, Members<'a>)> {
        let pointer = element(pointer, index);
        let Some(members) = node.members() else {
            self.wrong_type(Type::AnyObject, node, &pointer);
            return None;
        };
        self.keeps(node, &pointer, bytes).then_some((Object { node, pointer }, members))
    }
}

/// Whether a value says nothing: a null, an empty text, or the time of one that was never set. Where
/// there must be an id or another word of a certain form, an empty one is none.
fn is_nothing(field: &Field, node: Node<'_>) -> bool {
    match node.text() {
        "null" => true,
        "\"\"" => field.kind == Type::Text || field.presence.is_optional(),
        _ if field.kind == Type::Time && field.presence.is_optional() => {
            serialized::is_unset_time(node)
        }
        _ => false,
    }
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
