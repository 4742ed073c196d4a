//! What a row of the table of payload fields is made of.
//!
//! In: the rows of [`fields`](crate::payload::fields). Out: for each object an [`ObjectType`], which
//! the lenient reader, the JSON Schema and the list of fields in the documentation go through.

use crate::payload::{Elapsed, ExitCode, Family, IdKind, IdText, Status, Text, Timestamp};

/// A kind of JSON object that payloads consist of.
#[derive(Debug, PartialEq, Eq)]
pub struct ObjectType {
    /// What it is called, `error item`.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub description: &'static str,
    /// Its fields, in the order in which they are told.
    pub fields: &'static [Field],
}

/// A documented field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its key as the service writes it, `sourceUserId`.
    pub name: &'static str,
    /// What its value must be.
    pub kind: Type,
    /// When it must be there.
    pub presence: Presence,
    /// What it means.
    pub meaning: &'static str,
}

/// What a field's value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// True or false.
    Flag,
    /// An id of that kind, or a bare UUID.
    Id(IdKind),
    /// An RFC 3339 time in UTC.
    Time,
    /// A duration as Java prints it.
    Duration,
    /// A status.
    Status,
    /// An exit code.
    ExitCode,
    /// An object of counts, whose names are those of the job's [`Family`].
    Counts,
    /// A code: a text or a whole number.
    Code,
    /// An object whose members nobody asks for.
    AnyObject,
    /// An object of that type.
    Object(&'static ObjectType),
    /// An array of such objects.
    Objects(&'static ObjectType),
}

impl Type {
    /// In words, with an article, for "expected ...".
    pub const fn expected(self) -> &'static str {
        match self {
            Type::Text => "a string",
            Type::Integer => "a whole number",
            Type::Flag => "true or false",
            Type::Id(_) => "an id (string)",
            Type::Time => "a time (string)",
            Type::Duration => "a duration (string)",
            Type::Status => "a status (string)",
            Type::ExitCode => "an exit code (string)",
            Type::Counts => "an object of counts",
            Type::Code => "a code (string or whole number)",
            Type::AnyObject | Type::Object(_) => "an object",
            Type::Objects(_) => "an array of objects",
        }
    }

    /// Whether it is written as a text.
    pub(crate) const fn is_text(self) -> bool {
        self.is_plain() && !matches!(self, Type::Integer | Type::Flag)
    }

    /// Whether it holds no other value.
    pub(crate) const fn is_plain(self) -> bool {
        !matches!(self, Type::Counts | Type::AnyObject | Type::Object(_) | Type::Objects(_))
    }
}

/// When a field must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always.
    Required,
    /// Always, but for the items of a job list and for jobs that state their type instead.
    RequiredUnlessListed,
    /// Always in `moveusers`; other families need not have it.
    RequiredOfMoveUsers,
    /// Always, but in families whose executions state nothing but their id.
    RequiredOfMost,
    /// Always, and it may be null.
    RequiredOrNull,
    /// It may be absent.
    Optional,
    /// It may be absent, or null.
    OptionalOrNull,
    /// It may be there in job families other than `moveusers`.
    OtherFamilies,
}

/// What decides which fields a job must and may have.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct JobContext {
    pub family: Family,
    /// Whether it is an item of a job list.
    pub listed: bool,
    /// Whether it states its type.
    pub has_type: bool,
}

impl Presence {
    /// Whether a job must have such a field.
    pub(crate) fn is_required(self, job: JobContext) -> bool {
        match self {
            Presence::Required | Presence::RequiredOrNull => true,
            Presence::RequiredUnlessListed => {
                !job.listed && !job.has_type && !job.family.may_lack_name()
            }
            Presence::RequiredOfMoveUsers => job.family == Family::MOVE_USERS,
            Presence::RequiredOfMost => !job.family.has_bare_executions(),
            Presence::Optional | Presence::OptionalOrNull | Presence::OtherFamilies => false,
        }
    }

    /// Whether no job must have such a field.
    pub(crate) fn is_optional(self) -> bool {
        matches!(self, Presence::Optional | Presence::OptionalOrNull | Presence::OtherFamilies)
    }

    /// Whether a null is documented.
    pub(crate) fn may_be_null(self) -> bool {
        matches!(self, Presence::RequiredOrNull | Presence::OptionalOrNull)
    }

    /// Whether a job may have such a field.
    pub(crate) fn is_allowed(self, job: JobContext) -> bool {
        self != Presence::OtherFamilies || job.family != Family::MOVE_USERS
    }

    /// In words, as the answer to "required?".
    pub const fn description(self) -> &'static str {
        match self {
            Presence::Required => "yes",
            Presence::RequiredUnlessListed => {
                "yes, except in list items, beside jobType and in rebuildphones"
            }
            Presence::RequiredOfMoveUsers => "in moveusers",
            Presence::RequiredOfMost => {
                "yes, except in updateroutingprefix and deletecallinglocation"
            }
            Presence::RequiredOrNull => "yes, and may be null",
            Presence::Optional => "no",
            Presence::OptionalOrNull => "no, and may be null",
            Presence::OtherFamilies => "no, and never in moveusers",
        }
    }
}

/// The value of a field that holds no other object, as the lenient reader found it.
#[derive(Clone, Debug)]
pub(crate) enum FieldValue<'a> {
    Text(Text<'a>),
    Integer(i64),
    Flag(bool),
    Time(Timestamp),
    Duration(Elapsed),
    Status(Status<Text<'a>>),
    ExitCode(ExitCode<Text<'a>>),
}

/// The value of a field that is there, for those who go through all of them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ValueRef<'m, 'a> {
    Text(&'m Text<'a>),
    Id(&'m IdText<'a>),
    Integer(&'m i64),
    Flag(&'m bool),
    /// What nobody goes through: times, words and inner objects are asked for by name.
    Other,
}

/// Whether a key is a documented name, whatever its case and what stands between its words.
#[inline]
pub fn is_like(key: &str, name: &str) -> bool {
    // Nearly all are told by their first letter.
    let may_be = match (key.as_bytes().first(), name.as_bytes().first()) {
        (Some(b'_' | b'-' | b' '), _) => true,
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => key.is_empty() && name.is_empty(),
    };
    may_be && letters(key).eq(letters(name))
}

/// The letters and digits of a key, in lower case.
pub(super) fn letters(key: &str) -> impl Iterator<Item = u8> {
    let between = |byte: &u8| !matches!(byte, b'_' | b'-' | b' ');
    key.bytes().filter(between).map(|byte| byte.to_ascii_lowercase())
}
