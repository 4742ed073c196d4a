//! What is made from the rows of an object in the table of payload fields.
//!
//! In: the rows. Out: the object's [`ObjectType`](crate::payload::field::ObjectType); and for one that
//! is kept, a struct that is decoded strictly, is read in its usual order, and whose fields can be set
//! and gone through by the rows.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use crate::payload::field::{Field, FieldValue, ValueRef};
use crate::payload::{Counts, Elapsed, ExitCode, IdText, Object, Status, Text, Timestamp};

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

/// An object whose fields can be gone through.
pub(crate) trait EachField<'a> {
    /// Goes through the fields that are there, in the order of the table.
    fn each<'m>(&'m self, see: impl FnMut(Field, ValueRef<'m, 'a>))
    where
        'a: 'm;
}

/// An object that must have some fields.
pub(crate) trait Element {
    /// Whether it has each field that must be there whatever the job is.
    fn is_whole(&self) -> bool;
}

/// So many executions a job that is written as usual has at most, and so many steps each of them. Of more a
/// small text may hold millions, and whoever counts what is kept has to look.
pub(crate) const MAX_USUAL_ELEMENTS: usize = 16;

impl<'a, T: Deserialize<'a>> Member<'a> for Vec<T> {
    fn decode<D: Deserializer<'a>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_seq(Several(PhantomData)).map(Some)
    }

    fn from_value(_: FieldValue<'a>) -> Option<Self> {
        None
    }
}

struct Several<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Several<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Vec<T>, A::Error> {
        let mut elements = Vec::new();
        while let Some(Object(element)) = array.next_element::<Object<T>>()? {
            if elements.len() == MAX_USUAL_ELEMENTS {
                return Err(A::Error::custom("more than a few"));
            }
            elements.push(element);
        }
        Ok(elements)
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

        impl Element for $struct<'_> {
            #[inline]
            fn is_whole(&self) -> bool {
                !self.any(|presence, there| presence == Presence::Required && !there)
            }
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

        }

        impl<'a> EachField<'a> for $struct<'a> {
            #[inline]
            fn each<'m>(&'m self, mut see: impl FnMut(Field, ValueRef<'m, 'a>)) {
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
