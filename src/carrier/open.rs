//! Opening carriers within each other.
//!
//! In: a text. Out: what is wrapped in it. JSON is walked by [`document`]; a text that is no JSON is opened by the
//! carrier that knows it, or searched for JSON.

mod document;
mod tables;

use std::borrow::Cow;
use std::ops::Range;

use super::json_values::{self, Value, Values};
use super::residue::{Residue, gaps};
use super::rows::Rows;
use super::{
    At, CARRIERS, Fault, HTTP, LOG_LINES, Opens, Part, Payload, Record, TEXT_SEQUENCE, Tables,
    Unwrapped, damaged, is_cut_job, members_of_a_job, mentions_payload,
};
use crate::findings::location;
use crate::input::sniff::{self, Shape};
use crate::payload::json::Node;

/// How many carriers may lie within each other.
const MAX_DEPTH: u32 = 6;

/// So many members of a job outside of any value are a job that has lost its beginning.
const MIN_MEMBERS: usize = 3;

/// What a table is called that is all of an answer.
const BODY: &str = "body";

/// Opens one text.
pub(super) struct Opener<'a> {
    text: &'a str,
    first_line: u64,
    /// How many carriers lie around it.
    depth: u32,
    /// What tells tables of errors.
    tables: Tables,
    /// Whether it may be a table.
    may_be_table: bool,
    /// Whether it was made of something, and is called as that is.
    is_record: bool,
    /// Whether it stands between what a carrier knows by its marks.
    is_between: bool,
    /// Whether only what stands there as it is counts.
    pub(super) as_it_is: bool,
    /// Whether there are several documents in it, so that a record's name begins with its line.
    several: bool,
    /// Whether the value that is walked was taken out of a broken one.
    listed: bool,
    /// A place and its line, to count on from.
    counted: (usize, u64),
    /// The rows of tables that were met as JSON.
    json_rows: Rows,
    out: Unwrapped<'a>,
    /// Whether something broken in it speaks of payloads.
    cut: bool,
}

/// Something broken in a text.
struct Broken {
    range: Range<usize>,
    /// Whether it may have been a payload, or speaks of one beside those that are whole in it.
    speaks: bool,
    /// Whether it is a job that was cut short.
    is_cut: bool,
    /// Whether it is the list of an answer.
    is_list: bool,
}

/// What is broken around a place. They stand one behind the other.
fn around(broken: &[Broken], offset: usize) -> Option<&Broken> {
    let behind = broken.partition_point(|one| one.range.start <= offset);
    broken[..behind].last().filter(|one| one.range.contains(&offset))
}

/// Whether a range begins where one of others does, which are in order.
fn begins_with(ranges: &[Range<usize>], range: &Range<usize>) -> bool {
    ranges.binary_search_by_key(&range.start, |one| one.start).is_ok()
}

impl<'a> Opener<'a> {
    pub fn new(text: &'a str, first_line: u64, tables: Tables) -> Opener<'a> {
        let counted = (0, first_line);
        Opener {
            text,
            first_line,
            depth: 0,
            tables,
            may_be_table: false,
            is_record: false,
            is_between: false,
            as_it_is: false,
            several: false,
            listed: false,
            counted,
            json_rows: Rows::default(),
            out: Unwrapped::default(),
            cut: false,
        }
    }

    /// The same for a text in this one.
    fn inner<'b>(&self, text: &'b str, first_line: u64) -> Opener<'b> {
        Opener { depth: self.depth + 1, ..self.another(text, first_line) }
    }

    /// The same for a text in place of this one.
    fn another<'b>(&self, text: &'b str, first_line: u64) -> Opener<'b> {
        Opener { depth: self.depth, ..Opener::new(text, first_line, self.tables) }
    }

    /// What is wrapped in the text.
    pub fn open(mut self) -> Unwrapped<'a> {
        self.run();
        self.out
    }

    fn run(&mut self) {
        if self.depth > MAX_DEPTH {
            return;
        }
        if let Ok(node) = Node::document(self.text) {
            self.document(node);
            return self.rows();
        }
        if let Some(mended) = damaged::mended(self.text) {
            self.out.faults.push(Fault::Broken(0..self.text.len()));
            return self.mended(0, &mended);
        }
        self.known_text();
        let gaps = if self.is_empty() { self.search() } else { Vec::new() };
        let is_lacking = self.is_empty() || self.cut;
        let is_changed =
            !self.as_it_is && is_lacking && mentions_payload(self.text) && self.lines();
        if self.is_empty() && self.may_be_table && sniff::shape(self.text) == Shape::Table {
            let at = At::Record(String::from(BODY));
            self.out.payloads.push(Payload::of_table(Cow::Borrowed(self.text), at));
        } else if !is_changed {
            self.tables(&gaps);
        }
        self.rows();
    }

    fn is_empty(&self) -> bool {
        self.out.payloads.is_empty()
    }

    /// What can be made of the lines of a text, and whether that is more than stands there as it is.
    fn lines(&mut self) -> bool {
        let mut is_more = false;
        for carrier in CARRIERS {
            let Opens::Lines(open) = carrier.opens else { continue };
            let mut other = self.another(self.text, self.first_line);
            open(self.text).into_iter().for_each(|part| other.part(part));
            if other.out.payloads.len() > self.out.payloads.len() {
                other.out.carriers.add(carrier);
                (self.out, self.cut) = (other.out, other.cut);
                is_more = true;
            }
        }
        is_more
    }

    fn part(&mut self, part: Part<'a>) {
        match part {
            Part::Text(text) => {
                let offset = self.offset(text);
                let first_line = self.line(offset);
                let mut inner = Opener { may_be_table: true, ..self.inner(text, first_line) };
                inner.run();
                self.absorb(inner, offset);
            }
            Part::Record(record) => self.record(&record, true),
        }
    }

    /// Adds what a part of the text holds.
    fn absorb(&mut self, inner: Opener<'a>, base: usize) {
        self.cut |= inner.cut;
        let Unwrapped { payloads, refused, faults, carriers, lacks_a_job } = inner.out;
        self.out.lacks_a_job |= lacks_a_job;
        let moved = |payload: Payload<'a>| match payload.at {
            At::Text { offset, pointer } => {
                Payload { at: At::Text { offset: base + offset, pointer }, ..payload }
            }
            At::Record(_) => payload,
        };
        self.out.payloads.extend(payloads.into_iter().map(moved));
        self.out.refused = self.out.refused.take().or(refused.map(moved));
        self.out.carriers.merge(&carriers);
        self.out.faults.extend(faults.into_iter().map(|fault| match fault {
            Fault::Broken(range) => Fault::Broken(base + range.start..base + range.end),
            Fault::Joined { documents, second } => {
                Fault::Joined { documents, second: base + second }
            }
            Fault::Followed(range) => Fault::Followed(base + range.start..base + range.end),
            Fault::InRecord(name) => Fault::InRecord(name),
        }));
    }

    /// JSON anywhere in the text; gives what is no part of it.
    fn search(&mut self) -> Vec<Range<usize>> {
        let values = json_values::in_text(self.text);
        self.several = values.count > 1;
        let broken: Vec<Broken> =
            values.broken.iter().map(|range| self.broken(range, &values)).collect();
        // Where the values stand in which there are payloads.
        let mut offsets = Vec::new();
        for found in values.found {
            let (before, offset) = (self.out.payloads.len(), found.offset);
            self.listed = found.is_inner && around(&broken, offset).is_some_and(|one| one.is_list);
            match found.value {
                Value::Whole(node) => self.document(node),
                Value::Mended(text) => self.mended(offset, &text),
            }
            if self.out.payloads.len() > before {
                offsets.push(offset);
            }
        }
        self.listed = false;
        let tells = |range: &Range<usize>| {
            let first = offsets.partition_point(|offset| *offset < range.start);
            offsets.get(first).is_some_and(|offset| range.contains(offset))
                || around(&broken, range.start)
                    .is_some_and(|broken| broken.speaks && broken.range.start == range.start)
        };
        let lost = self.lost_beginning(&values.outermost, &broken);
        let telling: Vec<Range<usize>> =
            values.outermost.into_iter().filter(|range| tells(range)).collect();
        let residue = Residue::of(self.text, &telling);
        // What begins with something broken is a broken document, whatever is left of it.
        let begins_broken = broken.iter().any(|broken| {
            telling.first().is_some_and(|first| first.start == broken.range.start)
                && self.text[..broken.range.start].trim().is_empty()
        });
        let is_log = matches!(residue, Residue::Lines) && !begins_broken;
        for Broken { range, speaks, is_cut, .. } in broken {
            self.cut |= speaks;
            self.out.lacks_a_job |= is_cut;
            if speaks || !is_log && begins_with(&telling, &range) {
                self.out.faults.push(Fault::Broken(range));
            }
        }
        if let Some(lost) = lost {
            self.cut = true;
            self.out.lacks_a_job = true;
            self.out.faults.push(Fault::Broken(lost));
        }
        if !self.is_empty() {
            self.tell(residue, is_log, &offsets);
        }
        let gaps = gaps(self.text, &telling);
        // A table has a line for its header and one for a row: between most values nothing is to be kept.
        gaps.filter(|gap| self.text[gap.clone()].trim().contains(['\n', '\r'])).collect()
    }

    /// Where a job stands that has lost its beginning, so that it is no value: its members stand between values.
    fn lost_beginning(&self, values: &[Range<usize>], broken: &[Broken]) -> Option<Range<usize>> {
        if !mentions_payload(self.text) {
            return None;
        }
        // Of what is broken somebody else tells.
        let gaps = gaps(self.text, values).filter(|gap| around(broken, gap.start).is_none());
        let gaps = gaps.map(|gap| {
            let next = broken.partition_point(|one| one.range.start < gap.start);
            gap.start..broken.get(next).map_or(gap.end, |one| gap.end.min(one.range.start))
        });
        let gaps: Vec<Range<usize>> = gaps.filter(|gap| !gap.is_empty()).collect();
        let texts = gaps.iter().map(|gap| &self.text[gap.clone()]);
        (members_of_a_job(texts) >= MIN_MEMBERS)
            .then(|| gaps.into_iter().find(|gap| mentions_payload(&self.text[gap.clone()])))?
    }

    /// Says what stands between the values.
    fn tell(&mut self, residue: Residue, is_log: bool, offsets: &[usize]) {
        match residue {
            Residue::Lines if is_log => self.out.carriers.add(&LOG_LINES),
            Residue::Status => self.out.carriers.add(&HTTP),
            Residue::Sequence => self.out.carriers.add(&TEXT_SEQUENCE),
            Residue::Followed(range) if self.out.faults.is_empty() => {
                self.out.faults.push(Fault::Followed(range));
            }
            Residue::Separators if self.out.faults.is_empty() => {
                if let [_, second, ..] = *offsets {
                    let documents = offsets.len();
                    self.out.faults.push(Fault::Joined { documents, second });
                }
            }
            Residue::Followed(_) | Residue::Separators | Residue::Blank | Residue::Lines => {}
        }
    }

    /// What is to be known of something broken.
    fn broken(&self, range: &Range<usize>, values: &Values<'a>) -> Broken {
        let mut from = range.start;
        let (mut speaks, mut list) = (false, None);
        let first = values.found.partition_point(|found| found.offset < range.start);
        let inside = values.found[first..].iter().take_while(|found| found.offset < range.end);
        for found in inside {
            let before = &self.text[from.min(found.offset)..found.offset];
            speaks |= mentions_payload(before);
            list.get_or_insert(before.contains("\"items\""));
            from = found.offset + found.len();
        }
        speaks |= mentions_payload(&self.text[from.min(range.end)..range.end]);
        // An object with a line of its own, alone or in an array, may have been anything.
        let begins_a_line = self.text[..range.start].trim_end_matches([' ', '\t']);
        let begins_a_line = begins_a_line.is_empty() || begins_a_line.ends_with(['\n', '\r']);
        let is_bracket = |c: char| c == '[' || c.is_ascii_whitespace();
        let text = self.text[range.clone()].trim_start_matches(is_bracket);
        speaks |= begins_a_line && text.starts_with("{\"");
        let is_cut = is_cut_job(&self.text[range.clone()]);
        speaks |= is_cut;
        Broken { range: range.clone(), speaks, is_cut, is_list: list.unwrap_or(false) }
    }

    /// A value that was mended, which begins there.
    fn mended(&mut self, base: usize, text: &str) {
        let first_line = self.line(base);
        let mut inner = self.another(text, first_line);
        (inner.several, inner.listed) = (self.several, self.listed);
        if let Ok(node) = Node::document(text) {
            inner.document(node);
        }
        inner.rows();
        let Unwrapped { payloads, carriers, .. } = inner.out;
        self.out.carriers.merge(&carriers);
        self.out.payloads.extend(payloads.into_iter().map(|payload| Payload {
            text: Cow::Owned(payload.text.into_owned()),
            at: match payload.at {
                At::Text { offset, pointer } => At::Text { offset: base + offset, pointer },
                record @ At::Record(_) => record,
            },
            ..payload
        }));
    }

    /// A text that was made of something in this one.
    fn record(&mut self, record: &Record, may_be_table: bool) {
        let mut inner = self.inner(&record.text, 1);
        (inner.may_be_table, inner.is_record) = (may_be_table, true);
        inner.run();
        if inner.cut || (inner.is_empty() && mentions_payload(&record.text)) {
            self.cut = true;
            self.out.faults.push(Fault::InRecord(record.name_at(0, "", self.first_line)));
        }
        self.out.lacks_a_job |= inner.out.lacks_a_job;
        let first_line = self.first_line;
        // One that has no other name is called by its line.
        let called = || match record.lines.len() {
            1 if record.name.is_empty() => record.name_at(0, "", first_line),
            _ => record.name.clone(),
        };
        let named = |payload: Payload<'_>| Payload {
            text: Cow::Owned(payload.text.into_owned()),
            at: At::Record(match payload.at {
                At::Text { offset, pointer } => record.name_at(offset, &pointer, first_line),
                At::Record(name) if name.is_empty() || may_be_table && name == BODY => called(),
                At::Record(name) => format!("{}/{name}", called()),
            }),
            ..payload
        };
        let Unwrapped { payloads, refused, carriers, .. } = inner.out;
        if !payloads.is_empty() {
            self.out.carriers.merge(&carriers);
        }
        self.out.payloads.extend(payloads.into_iter().map(named));
        self.out.refused = self.out.refused.take().or(refused.map(named));
    }

    /// Where a part of the text begins.
    fn offset(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    /// The line of a place. They are asked for in their order, so that each line is counted once.
    fn line(&mut self, offset: usize) -> u64 {
        let (from, line) = self.counted;
        let (from, line) = if offset < from { (0, self.first_line) } else { (from, line) };
        let line = line + location::line_ends(&self.text.as_bytes()[from..offset]);
        self.counted = (offset, line);
        line
    }
}
