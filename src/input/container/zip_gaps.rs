//! What lies in a ZIP archive that its directory does not list.
//!
//! In: where its entries are, as they are read. Out: a fault where other bytes lie in front of them,
//! between them or behind: another archive, or files that only another directory lists. A few bytes are nothing:
//! programs align entries and put sizes behind them. Nor is a program in front that unpacks it.

use std::collections::BTreeMap;
use std::io;

use memchr::memmem;

use crate::input::container::Fault;
use crate::input::container::zip_fields::number;
use crate::input::container::zip_store::Store;

/// So many bytes between two entries are nothing: no entry of a file that says anything is as short.
const NOTHING: u64 = 64;

/// How much is read at once.
const CHUNK: usize = 1 << 16;

/// Where entries are, in ranges that nothing lies between.
#[derive(Debug, Default)]
pub struct Listed {
    /// Where each range ends, by where it begins, with the last entry in it: where that begins, and its packed
    /// size.
    ranges: BTreeMap<u64, Range>,
}

#[derive(Clone, Copy, Debug)]
struct Range {
    end: u64,
    last: (u64, u64),
}

impl Listed {
    /// Adds an entry that begins at `at`; its header is about `header` bytes long.
    pub fn add(&mut self, at: u64, header: u64, packed: u64) {
        let end = at.saturating_add(header).saturating_add(packed);
        let mut range = Range { end, last: (at, packed) };
        let mut begin = at;
        if let Some((&before, known)) = self.ranges.range(..=at).next_back()
            && at <= known.end.saturating_add(NOTHING)
        {
            begin = before;
            if known.end > end {
                range = *known;
            }
        }
        if let Some((&behind, known)) = self.ranges.range(begin + 1..).next()
            && behind <= range.end.saturating_add(NOTHING)
        {
            range = if known.end > range.end { *known } else { range };
            self.ranges.remove(&behind);
        }
        self.ranges.insert(begin, range);
    }

    /// What no entry lists: entries of another archive in front of them, and anything between them and the
    /// `directory` or `behind` that.
    pub(super) fn others(
        &self,
        store: &Store,
        directory: u64,
        behind: (u64, u64),
    ) -> io::Result<Option<Fault>> {
        let first = self.ranges.keys().next().copied().unwrap_or(directory);
        if has_entries(store, first)? {
            let message = "entries of another archive stand in front of it and are not read; cut the two apart";
            return Ok(Some(Fault::broken(message)));
        }
        if is_json(store, first)? {
            let message = "JSON stands in front of it and is not read; cut the two apart";
            return Ok(Some(Fault::broken(message)));
        }
        let begins = self.ranges.keys().skip(1).copied().chain([directory]);
        let mut gaps = vec![behind];
        for (range, begin) in self.ranges.values().zip(begins) {
            if begin.saturating_sub(range.end) > NOTHING {
                gaps.push((exact_end(store, range)?, begin));
            }
        }
        for (from, to) in gaps {
            if to.saturating_sub(from) > NOTHING && !is_blank(store, from, to)? {
                let bytes = to - from;
                let message = format!(
                    "{bytes} bytes of it, from byte {from} on, belong to no file that its directory lists; \
                     they are not read"
                );
                return Ok(Some(Fault::broken(message)));
            }
        }
        Ok(None)
    }
}

/// Where the last entry of a range ends, as its own header says.
fn exact_end(store: &Store, range: &Range) -> io::Result<u64> {
    let (at, packed) = range.last;
    let mut header = [0; 30];
    let read = store.read_at(at, &mut header)?;
    let lengths = [26, 28].map(|field| number(&header[..read], field, 2).unwrap_or(0));
    Ok(at.saturating_add(30 + lengths[0] + lengths[1]).saturating_add(packed).max(range.end))
}

/// Goes through a part of a store, piece by piece, until `is_found`.
fn any(
    store: &Store,
    from: u64,
    to: u64,
    mut is_found: impl FnMut(&[u8]) -> bool,
) -> io::Result<bool> {
    let mut piece = vec![0; CHUNK];
    let mut at = from;
    while at < to {
        let most = usize::try_from(to - at).unwrap_or(CHUNK).min(CHUNK);
        let read = store.read_at(at, &mut piece[..most])?;
        if read == 0 {
            break;
        }
        if is_found(&piece[..read]) {
            return Ok(true);
        }
        // A mark may lie across two pieces.
        at += if read > 4 && read == CHUNK { read as u64 - 3 } else { read as u64 };
    }
    Ok(false)
}

fn has_entries(store: &Store, to: u64) -> io::Result<bool> {
    any(store, 0, to, |piece| memmem::find(piece, b"PK\x03\x04").is_some())
}

/// Whether that begins as JSON does, which is no program and no head of an answer.
fn is_json(store: &Store, to: u64) -> io::Result<bool> {
    any(store, 0, to.min(NOTHING), |piece| {
        let first = piece.iter().find(|byte| !byte.is_ascii_whitespace());
        matches!(first, Some(b'{' | b'['))
    })
}

fn is_blank(store: &Store, from: u64, to: u64) -> io::Result<bool> {
    Ok(!any(store, from, to, |piece| piece.iter().any(|byte| *byte != 0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_in_any_order_make_one_range() {
        let entries = [(0, 50), (100, 40), (200, 100), (400, 30)];
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]] {
            let mut listed = Listed::default();
            for at in order {
                let (begin, packed) = entries[at];
                listed.add(begin, 50, packed);
            }
            let ranges: Vec<_> = listed.ranges.iter().map(|(at, range)| (*at, range.end)).collect();
            assert_eq!(ranges, [(0, 480)], "{order:?}");
        }
    }
}
