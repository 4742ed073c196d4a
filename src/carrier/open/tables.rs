//! Tables of errors beside JSON: what stands between the values of a text, and around what a carrier knows.
//!
//! In: a text that was opened, and where nothing was found in it. Out: to the [`Opener`] of the text, each table of
//! errors in there under the line that it begins on, and the rows that stand in it as JSON.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use super::Opener;
use crate::carrier::{At, CARRIERS, Opens, Part, Payload, ROWS, TABLE, TERMINAL, terminal};

/// How the words of errors begin in a table.
const TAGS: [&str; 2] = ["[Error ", "[Informational "];

/// So many lines above the first error of a table its header is looked for, where it is in no first lines.
const LINES_ABOVE: usize = 12;

impl<'a> Opener<'a> {
    /// A text that a carrier knows by its own marks, with what stands around these.
    pub(super) fn known_text(&mut self) {
        for carrier in CARRIERS {
            let Opens::Text(open) = carrier.opens else { continue };
            if self.is_between || !self.is_empty() {
                return;
            }
            let parts = open(self.text);
            if parts.is_empty() {
                continue;
            }
            let (mut around, mut are_texts) = (vec![0], true);
            for part in parts {
                match part {
                    Part::Text(text) => {
                        let begin = self.offset(text);
                        around.extend([begin, begin + text.len()]);
                    }
                    // What is made of all of a text leaves nothing around it.
                    Part::Record(_) => are_texts = false,
                }
                self.part(part);
            }
            // What is made of all of a text may be anything: where nothing came out, it was set aside for a reason.
            if are_texts || !self.is_empty() {
                self.out.carriers.add(carrier);
            }
            around.push(self.text.len());
            // Where something came out of the parts, what stands around them was written beside it.
            if are_texts && !self.is_empty() {
                around.chunks_exact(2).for_each(|ends| self.between(ends[0]..ends[1]));
                self.put_in_order();
            }
        }
    }

    /// What stands between the parts that a carrier knows.
    fn between(&mut self, range: Range<usize>) {
        let text = &self.text[range.clone()];
        if text.trim().is_empty() {
            return;
        }
        let first_line = self.line(range.start);
        let mut inner = Opener { is_between: true, ..self.inner(text, first_line) };
        inner.as_it_is = self.as_it_is;
        inner.run();
        self.absorb(inner, range.start);
    }

    /// Puts what stands in the text as it is in its order.
    fn put_in_order(&mut self) {
        self.out.payloads.sort_by_key(|payload| match payload.at {
            At::Text { offset, .. } => offset,
            At::Record(_) => usize::MAX,
        });
    }

    /// Tables of errors in what is left of the text.
    pub(super) fn tables(&mut self, gaps: &[Range<usize>]) {
        for gap in gaps {
            let text = &self.text[gap.clone()];
            let found = match self.table_in(text) {
                Some(table) => Some((Cow::Borrowed(table), &TABLE)),
                // Of these only such as have tags are told from other texts.
                None => (TAGS.iter().any(|tag| text.contains(tag)))
                    .then(|| terminal::table(text, self.tables.header))
                    .flatten()
                    .filter(|table| (self.tables.errors)(table))
                    .map(|table| (Cow::Owned(table), &TERMINAL)),
            };
            let Some((table, carrier)) = found else { continue };
            let from = match &table {
                Cow::Borrowed(table) => self.offset(table),
                Cow::Owned(_) => gap.start,
            };
            let blank = self.text[from..].len() - self.text[from..].trim_start().len();
            // All of a record is called as that is.
            let is_all = self.is_record && gap.len() == self.text.len();
            let name = if is_all { String::new() } else { self.line(from + blank).to_string() };
            self.out.carriers.add(carrier);
            self.out.payloads.push(Payload::of_table(table, At::Record(name)));
        }
    }

    /// The table of errors in a text: its header is in the first lines, or above the first error.
    fn table_in(&self, text: &'a str) -> Option<&'a str> {
        if (self.tables.errors)(text) {
            return Some(text);
        }
        let tags = TAGS.iter().filter_map(|tag| memmem::find(text.as_bytes(), tag.as_bytes()));
        let above = text[..tags.min()?].rmatch_indices('\n').nth(LINES_ABOVE)?;
        let text = &text[above.0 + 1..];
        (self.tables.errors)(text).then_some(text)
    }

    /// The tables whose rows stand in the text as JSON.
    pub(super) fn rows(&mut self) {
        for (name, table) in std::mem::take(&mut self.json_rows).tables() {
            self.out.carriers.add(&ROWS);
            let (text, at) = (Cow::Owned(table), At::Record(name));
            self.out.payloads.push(Payload::of_table(text, at));
        }
    }
}
