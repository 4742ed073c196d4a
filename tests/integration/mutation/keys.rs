//! Members of the documented example taken away, doubled, renamed and given values of other types, in
//! the text as it is written: the finding stands at the right pointer, line and column.
//!
//! `schema` holds each fault to all its findings and to what is left of the job; this is about how the
//! text is laid out.

use jobaudit::findings::rule::Rule;
use jobaudit::payload::field::{Field, Presence};
use jobaudit::payload::fields::{EXECUTION, JOB, STEP};
use serde_json::Value;

use super::{Mutant, all_hold, forms, places_exist};
use crate::one_file::Looked;

/// A member of an object: where its key begins and its value ends, and the JSON pointer of both.
struct Member {
    object: String,
    key: String,
    start: usize,
    value: usize,
    end: usize,
}

impl Member {
    fn pointer(&self) -> String {
        format!("{}/{}", self.object, self.key)
    }
}

/// All members of a JSON text, those of inner objects too.
fn members(text: &str) -> Vec<Member> {
    let mut all = Vec::new();
    value(text, skip(text, 0), "", &mut all);
    all
}

fn skip(text: &str, at: usize) -> usize {
    at + text[at..].len() - text[at..].trim_start().len()
}

/// Reads the value at a place, and says where it ends.
fn value(text: &str, at: usize, pointer: &str, all: &mut Vec<Member>) -> usize {
    let is_object = text[at..].starts_with('{');
    if !is_object && !text[at..].starts_with('[') {
        return scalar(text, at);
    }
    let mut next = skip(text, at + 1);
    for nth in 0.. {
        if text[next..].starts_with(['}', ']']) {
            return next + 1;
        }
        if is_object {
            let colon = scalar(text, next);
            let key = text[next + 1..colon - 1].to_owned();
            let start = skip(text, colon + 1);
            let end = value(text, start, &format!("{pointer}/{key}"), all);
            all.push(Member { object: pointer.to_owned(), key, start: next, value: start, end });
            next = end;
        } else {
            next = value(text, next, &format!("{pointer}/{nth}"), all);
        }
        next = skip(text, next);
        next = if text[next..].starts_with(',') { skip(text, next + 1) } else { next };
    }
    unreachable!("a text ends")
}

/// The end of a text without escapes, a number or a word.
fn scalar(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let length = match rest.strip_prefix('"') {
        Some(rest) => rest.find('"').map(|end| end + 2),
        None => rest.find([',', '}', ']', '\n', ' ']),
    };
    at + length.unwrap_or(rest.len())
}

/// The documented field of a member; none of a count, which is a whole number.
fn field(member: &Member) -> Option<&'static Field> {
    let object = match member.object.matches('/').count() {
        0 => &JOB,
        2 => &EXECUTION,
        4 => &STEP,
        _ => return None,
    };
    object.fields.iter().find(|field| field.name == member.key)
}

fn is_required(member: &Member) -> bool {
    field(member).is_none_or(|field| {
        use Presence::{Optional, OptionalOrNull, OtherFamilies};
        !matches!(field.presence, Optional | OptionalOrNull | OtherFamilies)
    })
}

/// A value of another kind in the place of one: all that it is not.
fn wrong(value: &Value) -> Vec<&'static str> {
    let mut all = vec!["null", "true", "-1.5", "\"no\"", "[1]", "{\"a\": 1}"];
    all.retain(|text| {
        let other: Value = serde_json::from_str(text).expect("JSON");
        std::mem::discriminant(&other) != std::mem::discriminant(value) || *text == "-1.5"
    });
    all
}

/// The key in other spellings.
fn renamed(key: &str) -> Vec<String> {
    let (first, rest) = key.split_at(1);
    let swapped: String = key
        .chars()
        .map(|c| if c.is_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() })
        .collect();
    let mut all = vec![
        key.to_uppercase(),
        first.to_uppercase() + rest,
        swapped,
        format!("{key}s"),
        rest.into(),
    ];
    all.sort();
    all.dedup();
    all
}

/// A change of a text, and the finding that it is owed: its rule, its pointer, and, where it is known
/// how the text goes on there, that.
struct Case {
    mutant: Mutant,
    owed: Option<(Rule, String, Option<String>)>,
}

fn cases(text: &str, member: &Member) -> Vec<Case> {
    let (key, at) = (&member.key, member.pointer());
    let whole = &text[member.start..member.end];
    let stated = &text[member.value..member.end];
    let colon = &text[member.start + key.len() + 2..member.value];
    let case = |new: String, owed| Case {
        mutant: Mutant {
            at: member.start,
            instead_of: member.end - member.start,
            bytes: new.into_bytes(),
        },
        owed,
    };
    let mut all = Vec::new();

    // Without the comma behind it, or else before it.
    let after = skip(text, member.end);
    let (from, to) = match text[after..].starts_with(',') {
        true => (member.start, skip(text, after + 1)),
        false => (text[..member.start].rfind([',', '{']).expect("one of them"), member.end),
    };
    let from = from + usize::from(text[from..].starts_with('{') && from < member.start);
    all.push(Case {
        mutant: Mutant { at: from, instead_of: to - from, bytes: Vec::new() },
        owed: is_required(member)
            .then(|| (Rule::MissingField, member.object.clone(), Some(String::from("{")))),
    });

    let other = match stated.as_bytes()[0] {
        b'"' => String::from("\"another\""),
        b'{' => String::from("{}"),
        b'[' => String::from("[]"),
        _ => format!("7{stated}"),
    };
    for second in [stated, &other, "null"] {
        let owed = (Rule::DuplicateKey, at.clone(), Some(second.to_owned()));
        all.push(case(format!("{whole}, \"{key}\"{colon}{second}"), Some(owed)));
    }
    for name in renamed(key) {
        let owed =
            (Rule::UnknownField, format!("{}/{name}", member.object), Some(stated.to_owned()));
        all.push(case(format!("\"{name}\"{colon}{stated}"), Some(owed)));
    }
    let value: Value = serde_json::from_str(stated).expect("JSON");
    for wrong in wrong(&value) {
        // A null where nothing must be is as good as nothing, and SDKs list jobs with a null for a name.
        let may_be_null = !is_required(member) || member.pointer() == "/name";
        let is_allowed = wrong == "null" && may_be_null;
        let rule = if is_allowed { Rule::NullField } else { Rule::WrongType };
        let owed = (rule, at.clone(), Some(wrong.to_owned()));
        all.push(case(format!("\"{key}\"{colon}{wrong}"), Some(owed)));
    }
    all
}

/// What stands at a line and a column.
fn from(text: &str, line: u64, column: u64) -> Option<&str> {
    let line = usize::try_from(line).ok()?.checked_sub(1)?;
    let start: usize = jobaudit::findings::location::lines(text).take(line).map(str::len).sum();
    let column = usize::try_from(column).ok()?.checked_sub(1)?;
    let (at, _) = text[start..].char_indices().nth(column)?;
    Some(&text[start + at..])
}

fn holds(looked: &Looked, (rule, pointer, goes_on): &(Rule, String, Option<String>)) -> bool {
    let text = looked.text.as_deref().unwrap_or_default();
    looked.findings.iter().any(|finding| {
        let place = &finding.place;
        let there =
            place.line.zip(place.column).and_then(|(line, column)| from(text, line, column));
        finding.rule == *rule
            && place.path.as_ref() == Some(pointer)
            && goes_on.as_ref().is_none_or(|goes_on| {
                there.is_some_and(|there| there.starts_with(goes_on.as_str()))
            })
    })
}

#[test]
fn every_fault_of_every_key_is_told_at_its_pointer_its_line_and_its_column() {
    let (mut told, mut all) = (0, 0);
    for (form, text) in forms() {
        let text = String::from_utf8(text).expect("UTF-8");
        let members = members(&text);
        assert_eq!(members.len(), 15 + 9 + 8 + 3, "{form}");
        for member in &members {
            for Case { mutant, owed } in cases(&text, member) {
                told += usize::from(owed.is_some());
                all += all_hold(text.as_bytes(), std::iter::once(mutant), |_, bytes, looked| {
                    let fault = |what| Err(format!("{form}, {what} {owed:?}: {looked:?}"));
                    if serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_err() {
                        return fault("the test made no JSON");
                    }
                    if looked.jobs != 1 || !looked.usable {
                        return fault("the job does not count");
                    }
                    match &owed {
                        Some(owed) if !holds(&looked, owed) => fault("not told"),
                        _ => places_exist(&looked),
                    }
                });
            }
        }
    }
    assert!(told >= 900 && all > told, "{told} of {all}");
}
