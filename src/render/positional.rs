//! JSON on one line, in which a structure is the list of its fields.
//!
//! In: a value. Out: its JSON, with each structure as an array of its fields in their order, and null for a field that
//! its serializer leaves out. What serde derives reads either form. An archive of 100,000 jobs has millions of fields,
//! whose names would be half of what is written of it, and of the time that writing and reading take.

use std::fmt::Display;
use std::io::{self, Write};

use serde::ser::{
    Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use crate::render::json_rows::{add_text, is_plain};

/// So much is held before it is handed on.
const BYTES_AT_A_TIME: usize = 1 << 16;

/// Writes a value.
pub(super) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = Writer { text: Vec::with_capacity(2 * BYTES_AT_A_TIME), out };
    value.serialize(&mut writer).map_err(|Failed(error)| error)?;
    writer.out.write_all(&writer.text)
}

/// Why a value can't be written.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct Failed(#[from] io::Error);

impl Error for Failed {
    fn custom<T: Display>(message: T) -> Failed {
        Failed(io::Error::other(message.to_string()))
    }
}

struct Writer<'o> {
    text: Vec<u8>,
    out: &'o mut dyn Write,
}

impl<'o> Writer<'o> {
    /// A number or a word.
    fn plain(&mut self, value: impl Serialize) -> Result<(), Failed> {
        let text = &mut serde_json::Serializer::new(&mut self.text);
        value.serialize(text).map_err(Failed::custom)
    }

    fn begin<'w>(&'w mut self, start: &[u8], end: &'static [u8]) -> Parts<'w, 'o> {
        self.text.extend_from_slice(start);
        Parts { writer: self, is_empty: true, end }
    }

    /// An object with one member, which is of this name and opens so.
    fn begin_variant<'w>(
        &'w mut self,
        name: &str,
        start: &[u8],
        end: &'static [u8],
    ) -> Parts<'w, 'o> {
        self.text.push(b'{');
        add_text(name, &mut self.text);
        self.text.push(b':');
        self.begin(start, end)
    }

    /// Hands on what there is, once it is much.
    fn hand_on(&mut self) -> Result<(), Failed> {
        if self.text.len() >= BYTES_AT_A_TIME {
            self.out.write_all(&self.text)?;
            self.text.clear();
        }
        Ok(())
    }
}

/// Methods for values that have no parts.
macro_rules! leaves {
    ($($method:ident($type:ty))*) => {
        $(fn $method(self, value: $type) -> Result<(), Failed> { self.plain(value) })*
    };
}

impl<'w, 'o> Serializer for &'w mut Writer<'o> {
    type Ok = ();
    type Error = Failed;
    type SerializeSeq = Parts<'w, 'o>;
    type SerializeTuple = Parts<'w, 'o>;
    type SerializeTupleStruct = Parts<'w, 'o>;
    type SerializeTupleVariant = Parts<'w, 'o>;
    type SerializeMap = Parts<'w, 'o>;
    type SerializeStruct = Parts<'w, 'o>;
    type SerializeStructVariant = Parts<'w, 'o>;

    leaves! {
        serialize_bool(bool)
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64) serialize_i128(i128)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64) serialize_u128(u128)
        serialize_f32(f32) serialize_f64(f64)
        serialize_bytes(&[u8])
    }

    fn serialize_char(self, c: char) -> Result<(), Failed> {
        self.serialize_str(c.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Failed> {
        add_text(text, &mut self.text);
        Ok(())
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<(), Failed> {
        let start = self.text.len();
        write!(self.text, "\"{value}\"")?;
        if !is_plain(&self.text[start + 1..self.text.len() - 1]) {
            let text = self.text.split_off(start);
            let text = String::from_utf8_lossy(&text[1..text.len() - 1]);
            add_text(&text, &mut self.text);
        }
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Failed> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Failed> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Failed> {
        self.text.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Failed> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
    ) -> Result<(), Failed> {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Failed> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<(), Failed> {
        let parts = self.begin_variant(name, b"", b"}");
        value.serialize(&mut *parts.writer)?;
        parts.finish()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'w, 'o>, Failed> {
        Ok(self.begin(b"[", b"]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'w, 'o>, Failed> {
        Ok(self.begin(b"[", b"]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts<'w, 'o>, Failed> {
        Ok(self.begin(b"[", b"]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Parts<'w, 'o>, Failed> {
        Ok(self.begin_variant(name, b"[", b"]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'w, 'o>, Failed> {
        Ok(self.begin(b"{", b"}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'w, 'o>, Failed> {
        Ok(self.begin(b"[", b"]"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Parts<'w, 'o>, Failed> {
        Ok(self.begin_variant(name, b"[", b"]}"))
    }
}

/// Values one behind the other, between brackets.
struct Parts<'w, 'o> {
    writer: &'w mut Writer<'o>,
    is_empty: bool,
    end: &'static [u8],
}

impl Parts<'_, '_> {
    fn add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        self.separate();
        value.serialize(&mut *self.writer)
    }

    fn separate(&mut self) {
        if !std::mem::take(&mut self.is_empty) {
            self.writer.text.push(b',');
        }
    }

    fn finish(self) -> Result<(), Failed> {
        self.writer.text.extend_from_slice(self.end);
        self.writer.hand_on()
    }
}

/// Parts that stand one behind the other, with a name that is not written or without one.
macro_rules! parts {
    ($($trait:ident $method:ident($($name:ty)?) $({ $($skip:tt)* })?)*) => {
        $(impl $trait for Parts<'_, '_> {
            type Ok = ();
            type Error = Failed;

            fn $method<T: Serialize + ?Sized>(&mut self, $(_: $name,)? value: &T) -> Result<(), Failed> {
                self.add(value)
            }

            $($($skip)*)?

            fn end(self) -> Result<(), Failed> {
                self.finish()
            }
        })*
    };
}

parts! {
    SerializeSeq serialize_element()
    SerializeTuple serialize_element()
    SerializeTupleStruct serialize_field()
    SerializeTupleVariant serialize_field()
    SerializeStruct serialize_field(&'static str) {
        fn skip_field(&mut self, _: &'static str) -> Result<(), Failed> {
            self.add(&())
        }
    }
    SerializeStructVariant serialize_field(&'static str) {
        fn skip_field(&mut self, _: &'static str) -> Result<(), Failed> {
            self.add(&())
        }
    }
}

impl SerializeMap for Parts<'_, '_> {
    type Ok = ();
    type Error = Failed;

    /// A key is a text: what writes itself as none, a number, is put in quotes.
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Failed> {
        self.separate();
        let start = self.writer.text.len();
        key.serialize(&mut *self.writer)?;
        if self.writer.text.get(start) != Some(&b'"') {
            self.writer.text.insert(start, b'"');
            self.writer.text.push(b'"');
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        self.writer.text.push(b':');
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Failed> {
        self.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, Serialize};
    use std::collections::BTreeMap;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Inner {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        number: i64,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Shape {
        Unit,
        One(Inner),
        Two(u8, bool),
        Named { x: f64, y: Option<char> },
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Outer {
        inner: Inner,
        map: BTreeMap<u32, Vec<Shape>>,
        named: BTreeMap<String, ()>,
        #[serde(skip)]
        left_out: u8,
        last: (u64, i128),
    }

    fn outer() -> Outer {
        let inner = |text: Option<&str>| Inner { text: text.map(str::to_owned), number: -1 };
        let shapes = vec![
            Shape::Unit,
            Shape::One(inner(None)),
            Shape::Two(3, true),
            Shape::Named { x: 0.5, y: Some('é') },
        ];
        Outer {
            inner: inner(Some("a\"\u{202e}")),
            map: [(7, shapes), (8, Vec::new())].into(),
            named: [(String::from("k\n"), ())].into(),
            left_out: 0,
            last: (u64::MAX, i128::MIN),
        }
    }

    #[test]
    fn structures_are_lists_and_read_back() {
        let mut text = Vec::new();
        write(&outer(), &mut text).expect("JSON");
        let text = String::from_utf8(text).expect("UTF-8");
        assert_eq!(
            text,
            "[[\"a\\\"\\u202e\",-1],{\"7\":[\"Unit\",{\"One\":[null,-1]},{\"Two\":[3,true]},\
             {\"Named\":[0.5,\"é\"]}],\"8\":[]},{\"k\\n\":null},\
             [18446744073709551615,-170141183460469231731687303715884105728]]"
        );
        assert_eq!(serde_json::from_str::<Outer>(&text).expect("the same form"), outer());
    }

    #[test]
    fn much_is_handed_on_in_pieces() {
        struct Pieces(Vec<usize>);
        impl Write for Pieces {
            fn write(&mut self, text: &[u8]) -> io::Result<usize> {
                self.0.push(text.len());
                Ok(text.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let all: Vec<Inner> = (0..100_000).map(|number| Inner { text: None, number }).collect();
        let mut pieces = Pieces(Vec::new());
        write(&all, &mut pieces).expect("JSON");
        assert!(pieces.0.len() > 10 && pieces.0.iter().all(|len| *len < 2 * BYTES_AT_A_TIME));
        let digits: usize = all.iter().map(|inner| inner.number.to_string().len()).sum();
        assert_eq!(pieces.0.iter().sum::<usize>(), digits + "[null,],".len() * all.len() + 1);
    }
}
