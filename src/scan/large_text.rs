//! Texts of any size with payloads in them: logs, or what is left of a broken array.
//!
//! In: the beginning of such a text and what is left to read. Out: the same as of any file, in bounded
//! memory. The text is cut between the values in it, however many lines each has; a value that does not
//! end within a block is taken for text.

use std::io::{self, Cursor, Read};

use rayon::prelude::*;

use crate::carrier::json_values::cuts;
use crate::decode::Context;
use crate::findings::Finding;
use crate::findings::location::{self, LineColumn};
use crate::input::reader::{Lines, ReadSend};
use crate::ledger::{FileEnd, Ledger};
use crate::scan::ndjson::{BLOCK, PART, Part, Stream, Sum};

/// A text that is set aside for that reason, unless payloads are in it.
pub(super) fn text(
    beginning: Vec<u8>,
    rest: Box<dyn ReadSend>,
    reason: Finding,
    stream: &Stream<'_, impl Fn(u64, Ledger) + Sync>,
) -> io::Result<FileEnd> {
    let mut sum = Sum::new(stream.options);
    add(Box::new(Cursor::new(beginning).chain(rest)), &mut sum, stream)?;
    if !sum.usable {
        sum.reason = Some(reason.rule);
        if stream.options.rules.allows(reason.rule) {
            sum.findings.add(reason);
        }
    }
    Ok(sum.end(stream.options))
}

/// Adds what is in a text: block by block, each block by many threads while the next one is read.
pub(super) fn add(
    input: Box<dyn ReadSend>,
    sum: &mut Sum,
    stream: &Stream<'_, impl Fn(u64, Ledger) + Sync>,
) -> io::Result<()> {
    let context = stream.context;
    let longest = context.longest;
    let mut lines = Lines::new(Vec::new(), input, BLOCK);
    let mut first = context.first;
    let mut next = lines.next_block(longest, Vec::new())?;
    let mut unfinished = Vec::new();
    while let Some(block) = next {
        sum.bytes += block.len() as u64;
        let text = if unfinished.is_empty() { block } else { [unfinished, block].concat() };
        let mut ends = cuts(&text, PART, BLOCK);
        let end = ends.last().copied().unwrap_or(0);
        if text.len() - end > BLOCK {
            ends.push(text.len());
        }
        let parts = parts(&text, &ends, &mut first);
        let (read, looked) = rayon::join(
            || lines.next_block(longest, Vec::new()),
            || parts.into_par_iter().map(|(part, first)| look(part, first, stream)).collect(),
        );
        let looked: Vec<Part> = looked;
        looked.into_iter().for_each(|part| sum.add(part));
        next = read?;
        unfinished = text[ends.last().copied().unwrap_or(0)..].to_vec();
    }
    if !unfinished.is_empty() {
        sum.add(look(&unfinished, first, stream));
    }
    Ok(())
}

/// The parts of a text that end there, each with the line and the column in which it begins.
fn parts<'t>(
    text: &'t [u8],
    ends: &[usize],
    first: &mut LineColumn,
) -> Vec<(&'t [u8], LineColumn)> {
    let begins = [0].into_iter().chain(ends.iter().copied());
    let parts = begins.zip(ends).map(|(from, &to)| {
        let part = &text[from..to];
        let begins = *first;
        *first = LineColumn::line(first.line + location::line_ends(part));
        (part, begins)
    });
    parts.collect()
}

fn look(part: &[u8], first: LineColumn, stream: &Stream<'_, impl Fn(u64, Ledger) + Sync>) -> Part {
    let elements_before = stream.context.elements_before.map(|before| before + first.line as usize);
    let context = Context { first, elements_before, ..stream.context };
    let (ledger, part) = stream.part(part, context, None);
    (stream.each)(first.line, ledger);
    part
}
