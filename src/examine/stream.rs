//! Files of any size that consist of lines.
//!
//! In: the beginning of such a file and what is left to read. Out: the same as of any file, in bounded
//! memory. NDJSON goes block by block, each block by many threads, every part of it with a ledger of
//! its own; a table goes row by row.

use std::borrow::Cow;
use std::io::{self, Cursor, Read};

use rayon::prelude::*;

use super::{add_payloads, context};
use crate::classify;
use crate::decode;
use crate::decode::errors_csv::{self, Table};
use crate::excerpt;
use crate::finding::{FileFindings, Finding, Place};
use crate::ledger::{FileEnd, Judgement, Ledger};
use crate::model::{Item, PayloadKind};
use crate::read::{self, Lines, ReadSend};
use crate::rule::Rule;

/// How much of a stream is looked at together.
const BLOCK: usize = 8 << 20;
/// How much of a block one thread takes.
const PART: usize = 256 << 10;

/// A stream of payloads: block by block, each block by many threads while the next one is read.
/// `each` gets the ledger of every part, from whatever thread and in whatever order.
pub(super) fn lines(
    beginning: Vec<u8>,
    rest: Box<dyn ReadSend>,
    longest: u64,
    judgement: &Judgement,
    each: impl Fn(Ledger) + Sync,
) -> io::Result<FileEnd> {
    let mut lines = Lines::new(beginning, rest, BLOCK);
    let (mut bytes, mut payloads, mut first_line) = (0, 0, 1);
    let mut findings = FileFindings::new(judgement.keep);
    let (mut kind, mut usable, mut reason) = (PayloadKind::Foreign, false, None);
    let mut next = lines.next_block(longest, Vec::new())?;
    let mut spare = Vec::new();
    while let Some(block) = next {
        bytes += block.len() as u64;
        let mut parts = Vec::new();
        for part in parts_of(&block) {
            parts.push((part, first_line));
            first_line += read::line_ends(part);
        }
        let look = |(part, line)| {
            let (ledger, part) = look_at_lines(part, line, longest, judgement);
            each(ledger);
            part
        };
        let (read, looked): (_, Vec<Part>) = rayon::join(
            || lines.next_block(longest, spare),
            || parts.into_par_iter().map(look).collect(),
        );
        (next, spare) = (read?, block);
        for part in looked {
            payloads += part.payloads;
            if part.usable {
                kind = kind.among(part.kind);
            }
            usable |= part.usable;
            reason = reason.or(part.reason);
            findings.append(part.findings);
        }
    }
    let set_aside = (!usable).then(|| reason.unwrap_or(Rule::UnknownPayload));
    Ok(FileEnd { bytes, kind, payloads, set_aside, findings })
}

/// What a part of a stream holds beside its ledger.
struct Part {
    payloads: u64,
    kind: PayloadKind,
    usable: bool,
    /// The rule of its first finding.
    reason: Option<Rule>,
    findings: FileFindings,
}

/// A part of a stream, and what it holds in a ledger of its own.
fn look_at_lines(
    part: &[u8],
    first_line: u64,
    longest: u64,
    judgement: &Judgement,
) -> (Ledger, Part) {
    let mut ledger = Ledger::default();
    let file = ledger.open("");
    let (text, damage) = match std::str::from_utf8(part) {
        Ok(text) => (Cow::Borrowed(text), None),
        Err(error) => (String::from_utf8_lossy(part), Some(error.valid_up_to())),
    };
    let document = decode::json_lines(&text, context(first_line, longest, judgement));
    let payloads = add_payloads(&mut ledger, file, &document, judgement);
    let reason = document.findings.first().map(|finding| finding.rule);
    let damage = damage.map(|valid| {
        let line = first_line + read::line_ends(&part[..valid]);
        let place = Place { line: Some(line), ..Place::default() };
        Finding::at(Rule::Encoding, place, "not valid UTF-8; what was not valid is shown as U+FFFD")
    });
    let mut findings = FileFindings::new(judgement.keep);
    let all = document.findings.into_iter().chain(damage);
    findings.extend(all.filter(|finding| judgement.rules.allows(finding.rule)));
    if judgement.keep.excerpts {
        excerpt::add(findings.kept_mut(), &text, first_line);
    }
    let (kind, usable) = (document.kind, document.usable);
    (ledger, Part { payloads, kind, usable, reason, findings })
}

/// A block in parts that end with lines.
fn parts_of(block: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = block;
    std::iter::from_fn(move || {
        let after = rest.get(PART..).and_then(|tail| tail.iter().position(|&b| b == b'\n'));
        let end = after.map_or(rest.len(), |at| PART + at + 1);
        let (part, tail) = rest.split_at(end);
        rest = tail;
        (!part.is_empty()).then_some(part)
    })
}

/// A table of any size, of which the beginning has been read, and how many bytes it had.
pub(super) fn table(
    head: &str,
    beginning: Vec<u8>,
    rest: Box<dyn ReadSend>,
    longest: u64,
    each: impl FnMut(Item<'_>),
) -> io::Result<(u64, Table)> {
    let delimiter = classify::delimiter(head).unwrap_or(b',');
    let mut input = Counted { inner: Cursor::new(beginning).chain(rest), bytes: 0 };
    let table = errors_csv::read(&mut input, delimiter, longest, each).map_err(of_input)?;
    Ok((input.bytes, table))
}

/// What the reader said, as it said it.
fn of_input(error: csv::Error) -> io::Error {
    if !error.is_io_error() {
        return error.into();
    }
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
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
        self.bytes += read as u64;
        Ok(read)
    }
}
