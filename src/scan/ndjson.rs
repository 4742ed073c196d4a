//! Files of any size that consist of lines.
//!
//! In: the beginning of such a file and what is left to read. Out: the same as of any file, in bounded
//! memory. NDJSON goes block by block, each block by many threads, every part of it with a ledger of
//! its own; a table goes row by row. Large arrays are in [`crate::scan::json_array`], texts in
//! [`crate::scan::large_text`].

use std::borrow::Cow;
use std::io::{self, Cursor, Read};
use std::ops::Range;

use rayon::prelude::*;

use crate::carrier::log_seams::line_cuts;
use crate::config::AuditOptions;
use crate::decode::csv::{self, Dialect, Table, TableReader};
use crate::decode::{self, Context, Document};
use crate::findings::excerpt;
use crate::findings::location::{self, LineColumn};
use crate::findings::rule::Rule;
use crate::findings::{Finding, FindingCollector, Place};
use crate::input::encoding;
use crate::input::reader::{self, Lines, ReadSend};
use crate::input::walk::Input;
use crate::ledger::{FileEnd, Ledger};
use crate::payload::{ErrorRecord, PayloadKind};
use crate::scan::wrapped::{Scanned, Wrapped, Wrapping};

/// How much of a stream is looked at together.
pub(super) const BLOCK: usize = 8 << 20;
/// How much of a block one thread takes.
pub(super) const PART: usize = 256 << 10;

/// A large file that is read in parts.
pub(super) struct Stream<'s, E> {
    pub input: &'s Input,
    pub context: Context<'s>,
    pub options: &'s AuditOptions,
    /// Whether it is news that the JSON is broken.
    pub tells_faults: bool,
    /// Gets where every part begins and its ledger, from whatever thread and in whatever order.
    pub each: E,
}

/// A stream of payloads: block by block, each block by many threads while the next one is read and cut
/// into parts.
pub(super) fn lines(
    beginning: Vec<u8>,
    rest: Box<dyn ReadSend>,
    stream: &Stream<'_, impl Fn(u64, Ledger) + Sync>,
) -> io::Result<FileEnd> {
    let context = stream.context;
    let mut blocks =
        Blocks { lines: Lines::new(beginning, rest, BLOCK), unfinished: Vec::new(), first_line: 1 };
    let mut sum = Sum::new(stream.options);
    let mut next = blocks.next(context.longest, Vec::new())?;
    let mut spare = Vec::new();
    while let Some(Block { bytes, parts }) = next {
        sum.bytes += bytes.len() as u64;
        let look = |(range, line): (Range<usize>, u64)| {
            let context = Context { first: LineColumn::line(line), ..context };
            let (ledger, part) = stream.part(&bytes[range], context, Some(decode::json_lines));
            (stream.each)(line, ledger);
            part
        };
        let (read, looked): (_, Vec<Part>) = rayon::join(
            || blocks.next(context.longest, spare),
            || parts.into_par_iter().map(look).collect(),
        );
        (next, spare) = (read?, bytes);
        looked.into_iter().for_each(|part| sum.add(part));
    }
    Ok(sum.end(stream.options))
}

/// A stream in blocks.
struct Blocks {
    lines: Lines,
    /// What is printed on the last lines of the block before, and goes on.
    unfinished: Vec<u8>,
    /// The line with which the next block begins.
    first_line: u64,
}

/// Some lines of a stream, and where the parts of them are that one thread takes, with the line that each
/// begins with.
struct Block {
    bytes: Vec<u8>,
    parts: Vec<(Range<usize>, u64)>,
}

impl Blocks {
    fn next(&mut self, longest: u64, spare: Vec<u8>) -> io::Result<Option<Block>> {
        let next = self.lines.next_block(longest, spare)?;
        let is_last = next.is_none();
        let mut bytes = next.unwrap_or_default();
        if !self.unfinished.is_empty() {
            bytes = [std::mem::take(&mut self.unfinished), bytes].concat();
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        let mut ends = line_cuts(&bytes, PART, BLOCK);
        match ends.last() {
            Some(&end) if !is_last => self.unfinished = bytes.split_off(end),
            _ => ends.extend(Some(bytes.len()).filter(|end| ends.last() != Some(end))),
        }
        let (mut parts, mut from) = (Vec::new(), 0);
        for end in ends {
            parts.push((from..end, self.first_line));
            self.first_line += location::line_ends(&bytes[from..end]);
            from = end;
        }
        Ok(Some(Block { bytes, parts }))
    }
}

/// What a part of a stream holds beside its ledger.
pub(super) struct Part {
    payloads: u64,
    kind: PayloadKind,
    usable: bool,
    /// The rule of its first finding.
    reason: Option<Rule>,
    /// Why it is no JSON, if it is none.
    pub broken: Option<Finding>,
    findings: FindingCollector,
    wrapping: Wrapping,
}

/// What all parts of a stream hold together.
pub(super) struct Sum {
    /// The size of the file.
    pub bytes: u64,
    payloads: u64,
    kind: PayloadKind,
    pub usable: bool,
    /// The rule for which it is set aside where nothing in it serves an audit.
    pub reason: Option<Rule>,
    pub findings: FindingCollector,
    /// Those of parts without a payload.
    foreign: FindingCollector,
    wrapping: Wrapping,
}

impl Sum {
    pub fn new(options: &AuditOptions) -> Sum {
        Sum {
            bytes: 0,
            payloads: 0,
            kind: PayloadKind::Foreign,
            usable: false,
            reason: None,
            findings: options.keep.collector(),
            foreign: options.keep.collector(),
            wrapping: Wrapping::default(),
        }
    }

    /// Adds the next part.
    pub fn add(&mut self, part: Part) {
        self.payloads += part.payloads;
        if part.usable {
            self.kind = self.kind.among(part.kind);
        }
        self.usable |= part.usable;
        self.reason = self.reason.or(part.reason);
        let is_foreign = part.payloads == 0;
        let findings = if is_foreign { &mut self.foreign } else { &mut self.findings };
        findings.merge(part.findings);
        self.wrapping.append(part.wrapping);
    }

    /// How the file ends.
    pub fn end(self, options: &AuditOptions) -> FileEnd {
        let Sum { bytes, payloads, kind, usable, reason, mut findings, mut foreign, wrapping } =
            self;
        let wrapped = wrapping.finding();
        // Where payloads are wrapped in lines, other lines are no payloads that were lost.
        foreign.retain(|rule| rule != Rule::UnknownPayload || wrapped.is_none());
        findings.merge(foreign);
        let wrapped = wrapped.filter(|finding| options.rules.allows(finding.rule));
        wrapped.into_iter().for_each(|finding| findings.add(finding));
        let set_aside = (!usable).then(|| reason.unwrap_or(Rule::UnknownPayload));
        FileEnd { bytes, kind, payloads, set_aside, findings }
    }
}

/// How a part is decoded that may need no carrier.
pub(super) type Decode = for<'a> fn(&'a str, Context<'_>) -> Document<'a>;

impl<E> Stream<'_, E> {
    /// A part, and what it holds in a ledger of its own.
    pub fn part(
        &self,
        part: &[u8],
        context: Context<'_>,
        decode: Option<Decode>,
    ) -> (Ledger, Part) {
        let (options, mut ledger) = (self.options, Ledger::default());
        let file = ledger.open_in_container(&self.input.name, self.input.container_len);
        let (text, damage) = match encoding::utf8(part) {
            Ok(text) => (Cow::Borrowed(text), None),
            Err(error) => (String::from_utf8_lossy(part), Some(error.valid_up_to())),
        };
        let mut tables = TableReader::default();
        let mut wrapped = Wrapped {
            ledger: &mut ledger,
            file,
            options,
            context,
            tables: &mut tables,
            tells_faults: self.tells_faults,
        };
        let scanned = match decode {
            Some(decode) => wrapped.document(&text, decode(&text, context)),
            None => wrapped.unwrap(&text, None).filter(|read| read.usable).unwrap_or_default(),
        };
        let Scanned { kind, payloads, usable, mut findings, wrapping } = scanned;
        let reason = findings.first().map(|finding| finding.rule);
        let broken = findings.examples().find(|(rule, ..)| *rule == Rule::NotJson);
        let broken = broken.map(|(_, _, finding)| finding.clone());
        let damage = damage.map(|valid| {
            let line = context.first.line + location::line_ends(&part[..valid]);
            let place = Place { line: Some(line), ..Place::default() };
            let message = "not valid UTF-8; what was not valid is shown as U+FFFD";
            Finding::at(Rule::Encoding, place, message)
        });
        damage.into_iter().for_each(|finding| findings.add(finding));
        findings.retain(|rule| options.rules.allows(rule));
        if options.keep.excerpts {
            excerpt::add(findings.kept_mut(), &text, context.first);
        }
        (ledger, Part { payloads, kind, usable, reason, broken, findings, wrapping })
    }
}

/// A table of any size, of which the beginning has been read, and how many bytes it had.
pub(super) fn table(
    dialect: &Dialect,
    beginning: Vec<u8>,
    rest: Box<dyn ReadSend>,
    longest_and_most: (u64, usize),
    each: impl FnMut(ErrorRecord<'_>),
) -> io::Result<(u64, Table)> {
    let mut input = Counted { inner: Cursor::new(beginning).chain(rest), bytes: 0 };
    let table = csv::read(&mut input, dialect, longest_and_most, each).map_err(of_input)?;
    Ok((input.bytes, table))
}

/// What the reader said, as it said it.
fn of_input(error: ::csv::Error) -> io::Error {
    if !error.is_io_error() {
        return error.into();
    }
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A reader that counts what goes through.
struct Counted<R> {
    inner: R,
    bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let blocks = self.bytes / BLOCK as u64;
        self.bytes += read as u64;
        if self.bytes / BLOCK as u64 > blocks {
            reader::room()?;
        }
        Ok(read)
    }
}
