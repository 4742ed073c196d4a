//! JSON, indented or on one line, in which no text acts where somebody looks at it.
//!
//! In: a value. Out: the JSON that serde_json writes of it, with the characters that [`visible`]
//! spells out escaped as JSON allows, so that readers get the same texts and terminals no commands.
//!
//! [`visible`]: crate::render::escape::visible

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::render::escape::is_treacherous;

/// Writes a value, indented, and a final newline.
pub(super) fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    written(value, PrettyFormatter::new(), out)
}

/// Writes a value on one line.
pub(super) fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    written(value, CompactFormatter, out)
}

/// Writes a value on what remains of a line.
pub(crate) fn compact(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(out, Harmless(CompactFormatter));
    Ok(value.serialize(&mut serializer)?)
}

/// A text in its quotes.
pub(super) fn text(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + 2);
    // Into memory everything can be written.
    let _ = text.serialize(&mut Serializer::with_formatter(&mut out, Harmless(CompactFormatter)));
    String::from_utf8(out).unwrap_or_default()
}

fn written(value: &impl Serialize, layout: impl Formatter, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Harmless(layout)))?;
    writeln!(out)
}

/// An object that is written member by member, because one of them is too long to be a value.
pub(super) struct Members<'o> {
    out: &'o mut dyn Write,
    /// How many levels deep the members stand.
    depth: usize,
    is_empty: bool,
}

impl<'o> Members<'o> {
    /// Begins an object whose members stand so many levels deep.
    pub fn begin(out: &'o mut dyn Write, depth: usize) -> io::Result<Members<'o>> {
        out.write_all(b"{")?;
        Ok(Members { out, depth, is_empty: true })
    }

    /// Writes a member.
    pub fn put(&mut self, key: &str, value: &impl Serialize) -> io::Result<()> {
        let mut layout = PrettyFormatter::new();
        // As deep as if the objects around it had been begun by this one.
        (0..self.depth).try_for_each(|_| layout.begin_object(&mut io::sink()))?;
        let out = self.value(key)?;
        Ok(value.serialize(&mut Serializer::with_formatter(out, Harmless(layout)))?)
    }

    /// Writes all of a member but its value, which is to follow.
    pub fn value(&mut self, key: &str) -> io::Result<&mut dyn Write> {
        let comma = if std::mem::take(&mut self.is_empty) { "" } else { "," };
        write!(self.out, "{comma}\n{:1$}{2}: ", "", 2 * self.depth, text(key))?;
        Ok(self.out)
    }

    /// Ends the object.
    pub fn end(self) -> io::Result<()> {
        match self.is_empty {
            true => write!(self.out, "}}"),
            false => write!(self.out, "\n{:1$}}}", "", 2 * self.depth - 2),
        }
    }
}

/// Lays a value out as another does, with harmless texts.
struct Harmless<F>(F);

impl<F: Formatter> Formatter for Harmless<F> {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let mut from = 0;
        for (at, c) in text.char_indices().filter(|(_, c)| !c.is_ascii_graphic()) {
            if is_treacherous(c) {
                out.write_all(&text.as_bytes()[from..at])?;
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
                from = at + c.len_utf8();
            }
        }
        out.write_all(&text.as_bytes()[from..])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_where_they_would_act_and_read_the_same() {
        let text = "a\u{9b}2J \u{7f}\u{202e}\u{e0041}\u{1b} é👩‍🔬";
        let mut out = Vec::new();
        write(&[text], &mut out).expect("JSON");
        let json = String::from_utf8(out).expect("UTF-8");
        let escaped = r#""a\u009b2J \u007f\u202e\udb40\udc41\u001b é👩‍🔬""#;
        assert_eq!(json, format!("[\n  {escaped}\n]\n"));
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).expect("JSON"), [text]);
    }
}
