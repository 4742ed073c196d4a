//! One value of a table: what it is, not how it is spelled.
//!
//! In: what the archive holds, borrowed. Out: nothing yet; each format writes it as its readers expect.

use std::borrow::Cow;

use uuid::Uuid;

use crate::payload::Timestamp;
use crate::report::presentable;

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words, ids and codes.
    Text,
    /// A whole number.
    Integer,
    /// Nanoseconds.
    Duration,
    /// A number that may be a fraction.
    Number,
    /// Yes or no.
    Flag,
    /// A moment, in UTC.
    Time,
}

impl Kind {
    /// As the schema of tables names it: the type that a column has in Arrow.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Text => "utf8",
            Kind::Integer | Kind::Duration => "int64",
            Kind::Number => "float64",
            Kind::Flag => "boolean",
            Kind::Time => "timestamp(us, UTC)",
        }
    }
}

/// A value of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Unknown or not applicable, which is never zero.
    Null,
    /// Words, ids and codes.
    Text(Cow<'a, str>),
    /// An id, written out where it is needed.
    Uuid(Uuid),
    /// A whole number.
    Integer(i64),
    /// A number that may be a fraction.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A moment.
    Time(Timestamp),
}

impl<'a> Value<'a> {
    /// A text of the archive, fit to be shown, where there is one.
    pub(super) fn text(text: Option<&'a str>) -> Value<'a> {
        text.map_or(Value::Null, |text| Value::Text(presentable(text)))
    }

    /// A text that was made for this, where there is one.
    pub(super) fn told(text: Option<String>) -> Value<'a> {
        text.map_or(Value::Null, |text| match presentable(&text) {
            Cow::Borrowed(_) => Value::Text(text.into()),
            Cow::Owned(shown) => Value::Text(shown.into()),
        })
    }

    /// A word of this program.
    pub(super) const fn word(word: &'static str) -> Value<'a> {
        Value::Text(Cow::Borrowed(word))
    }

    /// A word of this program, where there is one.
    pub(super) fn known(word: Option<&'static str>) -> Value<'a> {
        word.map_or(Value::Null, Value::word)
    }

    /// A count. None is beyond what 64 bits with a sign hold.
    pub(super) fn count(count: impl TryInto<i64>) -> Value<'a> {
        count.try_into().map_or(Value::Null, Value::Integer)
    }

    /// A whole number, where there is one and 64 bits hold it.
    pub(super) fn integer(number: Option<impl TryInto<i64>>) -> Value<'a> {
        number.map_or(Value::Null, Value::count)
    }

    /// A moment, where there is one.
    pub(super) fn time(time: Option<Timestamp>) -> Value<'a> {
        time.map_or(Value::Null, Value::Time)
    }
}
