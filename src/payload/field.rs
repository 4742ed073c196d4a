//! What a row of the table of payload fields is made of, and what is made from the rows.
//!
//! In: the rows of [`fields`](crate::payload::fields). Out: for each object an [`ObjectType`], which
//! the lenient reader, the JSON Schema and the list of fields in the documentation go through; and
//! for an object that is kept, a struct that is decoded strictly and whose fields can be gone through
//! by the rows as well.

use serde::de::{Deserialize, Deserializer};

use crate::payload::{
    Counts, Elapsed, ExitCode, Family, IdKind, IdText, Object, Status, Text, Timestamp, values,
};

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
            Type::Text => "a text",
            Type::Integer => "a whole number",
            Type::Flag => "true or false",
            Type::Id(_) => "an id (text)",
            Type::Time => "a time (text)",
            Type::Duration => "a duration (text)",
            Type::Status => "a status (text)",
            Type::ExitCode => "an exit code (text)",
            Type::Counts => "an object of counts",
            Type::Code => "a code (text or whole number)",
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

/// What a member of a struct that the table declares can be.
pub(crate) trait Member<'a>: Sized {
    /// Decodes one that is there. A null is not the same as an absent field, and is refused.
    fn decode<D: Deserializer<'a>>(deserializer: D) -> Result<Option<Self>, D::Error>;

    /// Takes what the lenient reader found. Inner objects are read one by one and put in place by
    /// their reader, and are never found so.
    fn from_value(value: FieldValue<'a>) -> Option<Self>;

    /// Gives it to those who go through all fields.
    fn value(&self) -> ValueRef<'_, 'a> {
        ValueRef::Other
    }
}

/// Implements [`Member`] for a type that reads itself from one JSON value.
macro_rules! member {
    ($type:ty: $found:ident $($seen:ident)?) => {
        impl<'a> Member<'a> for $type {
            fn decode<D: Deserializer<'a>>(deserializer: D) -> Result<Option<Self>, D::Error> {
                <$type>::deserialize(deserializer).map(Some)
            }

            fn from_value(value: FieldValue<'a>) -> Option<Self> {
                match value {
                    FieldValue::$found(value) => Some(value.into()),
                    _ => None,
                }
            }

            $(fn value(&self) -> ValueRef<'_, 'a> {
                ValueRef::$seen(self)
            })?
        }
    };
}

member!(IdText<'a>: Text Id);
member!(i64: Integer Integer);
member!(bool: Flag Flag);
member!(Timestamp: Time);
member!(Elapsed: Duration);
member!(Status<Text<'a>>: Status);
member!(ExitCode<Text<'a>>: ExitCode);

impl<'a> Member<'a> for Text<'a> {
    /// An empty text says as little as an absent one.
    fn decode<D: Deserializer<'a>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Text::deserialize(deserializer).map(|text| Some(text).filter(|text| !text.is_empty()))
    }

    fn from_value(value: FieldValue<'a>) -> Option<Self> {
        match value {
            FieldValue::Text(text) => Some(text),
            _ => None,
        }
    }

    fn value(&self) -> ValueRef<'_, 'a> {
        ValueRef::Text(self)
    }
}

impl<'a> Member<'a> for Counts {
    fn decode<D: Deserializer<'a>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Counts::deserialize(deserializer).map(Some)
    }

    fn from_value(_: FieldValue<'a>) -> Option<Self> {
        None
    }
}

impl<'a, T: Deserialize<'a>> Member<'a> for Vec<T> {
    fn decode<D: Deserializer<'a>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Vec::<Object<T>>::deserialize(deserializer).map(values).map(Some)
    }

    fn from_value(_: FieldValue<'a>) -> Option<Self> {
        None
    }
}

/// The type in Rust of a member, and the [`Type`] of its row.
macro_rules! type_of {
    (rust $a:lifetime Text) => { Text<$a> };
    (rust $a:lifetime Id($kind:ident)) => { IdText<$a> };
    (rust $a:lifetime Integer) => { i64 };
    (rust $a:lifetime Flag) => { bool };
    (rust $a:lifetime Time) => { Timestamp };
    (rust $a:lifetime Duration) => { Elapsed };
    (rust $a:lifetime Status) => { Status<Text<$a>> };
    (rust $a:lifetime ExitCode) => { ExitCode<Text<$a>> };
    (rust $a:lifetime Counts) => { Counts };
    (rust $a:lifetime Objects($struct:ident = $object:ident)) => { Vec<$struct<$a>> };
    (row Id($kind:ident)) => { Type::Id(IdKind::$kind) };
    (row Objects($struct:ident = $object:ident)) => { Type::Objects(&$object) };
    (row Objects($object:ident)) => { Type::Objects(&$object) };
    (row Object($object:ident)) => { Type::Object(&$object) };
    (row $plain:ident) => { Type::$plain };
}

/// Declares an object of the table; the module of the table says how a row is read.
macro_rules! object {
    // One that is kept as a struct.
    (
        $object:ident = $struct:ident: $name:literal, $description:literal;
        $($member:ident: $type:ident $(($($of:tt)*))? = $key:literal, $presence:ident, $meaning:literal;)*
    ) => {
        object! {
            $object: $name, $description;
            $($key: $type $(($($of)*))?, $presence, $meaning;)*
        }

        #[doc = $description]
        #[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
        #[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
        pub struct $struct<'a> {
            $(
                #[doc = concat!("`", $key, "`: ", $meaning)]
                #[serde(default, rename = $key, deserialize_with = "Member::decode")]
                pub $member: Option<type_of!(rust 'a $type $(($($of)*))?)>,
            )*
        }

        impl<'a> UsualObject<'a> for $struct<'a> {
            fn read_into(&mut self, reader: &mut Reader<'a>) -> Option<()> {
                if reader.opens(b'{', b'}')? {
                    return Some(());
                }
                // Each round takes the members that stand in the order of the table.
                loop {
                    let before = reader.position();
                    $(
                        if reader.is_key(concat!("\"", $key, "\"")) {
                            if self.$member.is_some() {
                                return None;
                            }
                            self.$member = Some(UsualJson::read(reader)?);
                            if reader.is_last(b'}')? {
                                return Some(());
                            }
                        }
                    )*
                    if reader.position() == before {
                        return None;
                    }
                }
            }
        }

        impl<'a> $struct<'a> {
            /// Sets the field of that key, if the value is of its type.
            pub(crate) fn set(&mut self, key: &str, value: FieldValue<'a>) {
                match key {
                    $($key => self.$member = Member::from_value(value),)*
                    _ => {}
                }
            }

            /// Whether it is so of any field that it is there or absent.
            #[inline]
            pub(crate) fn any(&self, is_so: impl Fn(Presence, bool) -> bool) -> bool {
                $(is_so(Presence::$presence, self.$member.is_some()))||*
            }

            /// Goes through the fields that are there, in the order of the table.
            #[inline]
            #[allow(dead_code, reason = "those of an execution or a step are asked for by name")]
            pub(crate) fn each<'m>(&'m self, mut see: impl FnMut(Field, ValueRef<'m, 'a>)) {
                $(
                    if let Some(member) = &self.$member {
                        let kind = type_of!(row $type $(($($of)*))?);
                        let (name, presence, meaning) = ($key, Presence::$presence, $meaning);
                        see(Field { name, kind, presence, meaning }, member.value());
                    }
                )*
            }
        }
    };
    // One that is only gone through.
    (
        $object:ident: $name:literal, $description:literal;
        $($key:literal: $type:ident $(($($of:tt)*))?, $presence:ident, $meaning:literal;)*
    ) => {
        #[doc = $description]
        pub static $object: ObjectType = ObjectType {
            name: $name,
            description: $description,
            fields: &[$(Field {
                name: $key,
                kind: type_of!(row $type $(($($of)*))?),
                presence: Presence::$presence,
                meaning: $meaning,
            },)*],
        };
    };
}

pub(super) use {object, type_of};
