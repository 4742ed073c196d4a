//! JSON arrays of any size.
//!
//! In: the beginning of such a file and what is left to read. Out: the same as of any array, in bounded
//! memory. The array is cut at the commas between its elements, some at a time; each piece becomes an
//! array of its own, which any thread can decode. A comma and a bracket are one byte each, so that
//! no place moves. From where it is broken an array is read as a text in which there may be whole elements.

use std::io::{self, Cursor, Read};

use memchr::memchr2;
use rayon::prelude::*;

use crate::config::AuditOptions;
use crate::decode::{self, Context, invalid_json};
use crate::findings::Finding;
use crate::findings::location::LineColumn;
use crate::findings::rule::Rule;
use crate::input::reader::{self, ReadSend};
use crate::ledger::{FileEnd, Ledger};
use crate::payload::PayloadKind;
use crate::scan::large_text;
use crate::scan::ndjson::{BLOCK, PART, Part, Stream, Sum};

/// An array of payloads: block by block, each block by many threads while the next one is read.
pub(super) fn elements(
    beginning: Vec<u8>,
    rest: Box<dyn ReadSend>,
    stream: &Stream<'_, impl Fn(u64, Ledger) + Sync>,
) -> io::Result<FileEnd> {
    let Stream { context, options, .. } = *stream;
    let white = beginning.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let mut place = LineColumn::START.after(&beginning[..white]);
    let mut sum = Sum::new(options);
    sum.bytes = white as u64;
    let mut array = Array::new(beginning[white..].to_vec(), rest);
    let mut before = 0;
    let mut next = array.next_block(context.longest)?;
    while let Some(block) = next {
        sum.bytes += block.bytes.len() as u64;
        let mut pieces = Vec::new();
        let mut from = 0;
        for piece in &block.pieces {
            let bytes = &block.bytes[from..piece.end];
            pieces.push(Elements { bytes, whole: piece.whole, first: place, before });
            place = place.after(bytes);
            before += piece.elements;
            from = piece.end;
        }
        let (read, looked): (_, Vec<Part>) = rayon::join(
            || array.next_block(context.longest),
            || pieces.par_iter().map(|piece| piece.decode(stream)).collect(),
        );
        next = read?;
        let broken = looked.iter().find_map(|part| part.broken.clone());
        let is_broken: Vec<bool> = looked.iter().map(|part| part.broken.is_some()).collect();
        let sound = looked.into_iter().filter(|part| part.broken.is_none());
        sound.for_each(|part| sum.add(part));
        if let Some(mut finding) = broken {
            let runs = pieces.iter().zip(is_broken);
            broken_runs(runs, &mut sum, stream)?;
            let next = next.map_or(Vec::new(), |next| next.bytes);
            let rest = Cursor::new(next).chain(Cursor::new(array.rest)).chain(array.input);
            as_text(Box::new(rest), place, before, &mut sum, stream)?;
            let usable = sum.usable;
            if usable {
                invalid_json::add_fate(&mut finding);
            }
            let mut end = end(sum, stream);
            end.set_aside = (!usable).then_some(finding.rule);
            if options.rules.allows(finding.rule) {
                end.findings.add(finding);
            }
            return Ok(end);
        }
        if !sum.usable {
            let message = "an array without any payload where it begins; expected job statuses or \
                           other payloads";
            let finding = Finding::at(Rule::UnknownPayload, LineColumn::START.place(), message);
            return Ok(set_aside(sum.bytes + array.drain()?, finding, options));
        }
    }
    let trailing = array.trailing()?;
    sum.bytes += trailing.bytes;
    if let Some((white, text)) = trailing.text_after {
        let finding = invalid_json::left_out(&text, place.after(&white).place());
        if options.rules.allows(finding.rule) {
            sum.findings.add(finding);
        }
    }
    Ok(end(sum, stream))
}

fn end<E>(sum: Sum, stream: &Stream<'_, E>) -> FileEnd {
    let mut end = sum.end(stream.options);
    if end.kind == PayloadKind::JobStream {
        end.kind = PayloadKind::JobArray;
    }
    end
}

/// Some elements of an array.
struct Elements<'b> {
    bytes: &'b [u8],
    whole: bool,
    first: LineColumn,
    before: usize,
}

impl Elements<'_> {
    /// Decodes them. Of what is broken nothing counts yet.
    fn decode(&self, stream: &Stream<'_, impl Fn(u64, Ledger) + Sync>) -> Part {
        let elements_before = Some(self.before);
        let context = Context { first: self.first, elements_before, ..stream.context };
        let text = as_array(self.bytes, self.whole, self.before == 0);
        let (ledger, part) = stream.part(&text, context, Some(decode::json_document));
        if part.broken.is_none() {
            (stream.each)(self.before as u64, ledger);
        }
        part
    }
}

/// Reads the broken ones of some pieces as texts in which there may be whole elements.
fn broken_runs<'b>(
    pieces: impl Iterator<Item = (&'b Elements<'b>, bool)>,
    sum: &mut Sum,
    stream: &Stream<'_, impl Fn(u64, Ledger) + Sync>,
) -> io::Result<()> {
    let mut run: Option<(Vec<u8>, LineColumn, usize)> = None;
    let mut runs = Vec::new();
    for (piece, is_broken) in pieces {
        if is_broken {
            let (bytes, ..) = run.get_or_insert((Vec::new(), piece.first, piece.before));
            bytes.extend(piece.bytes);
        } else {
            runs.extend(run.take());
        }
    }
    for (mut bytes, first, before) in runs.into_iter().chain(run) {
        // The bracket of the array never closes, and the comma belongs to what was before.
        bytes[0] = b' ';
        let size = sum.bytes;
        as_text(Box::new(Cursor::new(bytes)), first, before, sum, stream)?;
        sum.bytes = size;
    }
    Ok(())
}

/// Reads what is left of a broken array as a text. That it is broken has been said.
fn as_text(
    rest: Box<dyn ReadSend>,
    first: LineColumn,
    before: usize,
    sum: &mut Sum,
    stream: &Stream<'_, impl Fn(u64, Ledger) + Sync>,
) -> io::Result<()> {
    let context = Context { first, elements_before: Some(before), ..stream.context };
    let Stream { input, options, ref each, .. } = *stream;
    large_text::add(rest, sum, &Stream { input, options, context, tells_faults: false, each })
}

/// A file that serves nothing, for one reason.
fn set_aside(bytes: u64, finding: Finding, options: &AuditOptions) -> FileEnd {
    let reason = Some(finding.rule);
    let mut findings = options.keep.collector();
    if options.rules.allows(finding.rule) {
        findings.add(finding);
    }
    let kind = PayloadKind::Foreign;
    FileEnd { bytes, kind, payloads: 0, set_aside: reason, findings }
}

/// A piece of an array, which begins with the bracket or comma before it, as an array.
fn as_array(piece: &[u8], whole: bool, first: bool) -> Vec<u8> {
    let mut text = piece.to_vec();
    let content = &piece[1..piece.len() - usize::from(whole && piece.len() > 1)];
    // A comma with nothing behind it stays one, and is no JSON.
    if first || !content.iter().all(u8::is_ascii_whitespace) {
        text[0] = b'[';
    }
    if !whole {
        text.push(b']');
    }
    text
}

/// Some elements of an array.
struct Block {
    bytes: Vec<u8>,
    pieces: Vec<Piece>,
}

/// A part of a block, up to `end`.
struct Piece {
    end: usize,
    elements: usize,
    /// Whether nothing has to be added at its end: it has the closing bracket, or never will.
    whole: bool,
}

/// What stands behind an array.
struct Trailing {
    bytes: u64,
    /// The white space before a text that should not be there, and how that begins.
    text_after: Option<(Vec<u8>, Vec<u8>)>,
}

/// An array that is read and cut.
struct Array {
    input: Box<dyn ReadSend>,
    /// What was read and not yet handed out; it begins with a bracket or a comma.
    rest: Vec<u8>,
    /// How much of it has been looked at, and what is open there.
    scanned: usize,
    depth: usize,
    in_text: bool,
    /// The pieces of `rest` so far, and the elements of the one that is not complete.
    pieces: Vec<Piece>,
    elements: usize,
    closed: bool,
    ended: bool,
}

impl Array {
    fn new(rest: Vec<u8>, input: Box<dyn ReadSend>) -> Array {
        Array {
            input,
            rest,
            scanned: 0,
            depth: 0,
            in_text: false,
            pieces: Vec::new(),
            elements: 1,
            closed: false,
            ended: false,
        }
    }

    /// The next elements; none behind the last. An element larger than `most` is an error: it would
    /// have to be held whole.
    fn next_block(&mut self, most: u64) -> io::Result<Option<Block>> {
        if self.closed || (self.ended && self.rest.is_empty()) {
            return Ok(None);
        }
        loop {
            self.scan();
            if self.ended && !self.closed && !self.rest.is_empty() {
                // It was cut short, and decoding will say where.
                self.cut(self.rest.len(), true);
            }
            let full = self.rest.len() >= BLOCK || self.closed || self.ended;
            if let Some(end) = self.pieces.last().map(|piece| piece.end).filter(|_| full) {
                let mut bytes = self.rest.split_off(end);
                std::mem::swap(&mut bytes, &mut self.rest);
                self.scanned = self.scanned.saturating_sub(end);
                return Ok(Some(Block { bytes, pieces: std::mem::take(&mut self.pieces) }));
            }
            if self.rest.len() as u64 > most.max(BLOCK as u64) {
                let message =
                    "an element is longer than the limit for one document (--max-file-size)";
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
            }
            let wanted = BLOCK.saturating_sub(self.rest.len()).max(PART) as u64;
            reader::room()?;
            reader::make_room(&mut self.rest, PART)?;
            self.ended = (&mut self.input).take(wanted).read_to_end(&mut self.rest)? == 0;
        }
    }

    /// Looks for the commas between elements, as far as was read.
    fn scan(&mut self) {
        while self.scanned < self.rest.len() && !self.closed {
            let tail = &self.rest[self.scanned..];
            if self.in_text {
                match memchr2(b'"', b'\\', tail) {
                    // What is escaped may not have been read yet.
                    Some(at) if tail[at] == b'\\' && at + 1 == tail.len() => {
                        self.scanned += at;
                        return;
                    }
                    Some(at) if tail[at] == b'\\' => self.scanned += at + 2,
                    Some(at) => (self.scanned, self.in_text) = (self.scanned + at + 1, false),
                    None => self.scanned = self.rest.len(),
                }
                continue;
            }
            let mark = tail.iter().position(|b| b"\"[]{},".contains(b));
            let Some(at) = mark.map(|mark| self.scanned + mark) else {
                self.scanned = self.rest.len();
                return;
            };
            self.scanned = at + 1;
            match self.rest[at] {
                b'"' => self.in_text = true,
                b'[' | b'{' => self.depth += 1,
                b',' if self.depth == 1 && at > 0 => {
                    let begin = self.pieces.last().map_or(0, |piece| piece.end);
                    if at - begin >= PART {
                        self.cut(at, false);
                    } else if at > begin {
                        self.elements += 1;
                    }
                }
                b',' => {}
                _ => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        self.closed = true;
                        self.cut(at + 1, true);
                    }
                }
            }
        }
    }

    /// Ends a piece.
    fn cut(&mut self, end: usize, whole: bool) {
        self.pieces.push(Piece { end, elements: std::mem::replace(&mut self.elements, 1), whole });
    }

    /// Reads the rest of the file, and says how long it is.
    fn drain(&mut self) -> io::Result<u64> {
        let rest = std::mem::take(&mut self.rest).len() as u64;
        Ok(rest + io::copy(&mut self.input, &mut io::sink())?)
    }

    /// What stands behind the closing bracket.
    fn trailing(&mut self) -> io::Result<Trailing> {
        (&mut self.input).take(PART as u64).read_to_end(&mut self.rest)?;
        let white = self.rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let mut white_before = std::mem::take(&mut self.rest);
        let text = white_before.split_off(white);
        let bytes = (white + text.len()) as u64 + self.drain()?;
        Ok(Trailing { bytes, text_after: (!text.is_empty()).then_some((white_before, text)) })
    }
}
