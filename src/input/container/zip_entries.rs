//! The entries that a ZIP's directory lists.
//!
//! In: the bytes of the directory. Out: each entry with its name as it was meant, its kind and its place, or the fault
//! at which the directory breaks off.

use std::io::{self, BufReader};

use crate::input::container::zip_fields::{Name, extra_field, number};
use crate::input::container::zip_store::Part;
use crate::input::container::{Fault, Kind, fill};
use crate::input::walk::shown_bytes;

/// An entry of an archive's directory.
#[derive(Debug)]
pub struct Entry {
    /// Its name as shown.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// How many bytes it takes in the archive.
    pub packed: u64,
    pub(super) size: u64,
    pub(super) crc: u32,
    pub(super) method: u16,
    pub(super) encrypted: bool,
    /// Where it begins.
    pub at: u64,
    /// How long its name and what follows it are in the directory.
    pub header: u64,
}

impl Entry {
    pub(super) fn sizes(&self) -> (u64, u32) {
        (self.size, self.crc)
    }
}

/// The entries of a directory.
#[derive(Debug)]
pub struct Entries {
    pub(super) input: BufReader<Part>,
    pub(super) before: u64,
    pub(super) left: u64,
    pub(super) found: u16,
    pub(super) announced: u16,
}

impl Iterator for Entries {
    type Item = io::Result<Entry>;

    fn next(&mut self) -> Option<io::Result<Entry>> {
        if self.left == 0 {
            if self.found == self.announced {
                return None;
            }
            self.found = self.announced;
            return Some(Err(Fault::broken(
                "it is damaged: its directory announces another number of entries",
            )
            .into()));
        }
        let entry = self.entry();
        self.found = self.found.wrapping_add(1);
        if entry.is_err() {
            // Where the next one begins is not known.
            (self.left, self.found) = (0, self.announced);
        }
        Some(entry)
    }
}

impl Entries {
    fn entry(&mut self) -> io::Result<Entry> {
        let mut header = [0; 46];
        fill(&mut self.input, &mut header)?;
        if !header.starts_with(b"PK\x01\x02") {
            let message = "it is damaged or encrypted: its directory breaks off";
            return Err(Fault::broken(message).into());
        }
        let field = |at, size| number(&header, at, size).unwrap_or(0);
        let [name, extra, comment] = [28, 30, 32].map(|at| field(at, 2));
        let rest = name + extra + comment;
        self.left = match self.left.checked_sub(46 + rest) {
            Some(left) => left,
            None => return Err(Fault::cut_short().into()),
        };
        let mut text = vec![0; usize::try_from(rest).unwrap_or_default()];
        fill(&mut self.input, &mut text)?;
        let (name, after) = text.split_at(usize::try_from(name).unwrap_or_default());
        let extra = &after[..usize::try_from(extra).unwrap_or_default()];
        let wide = extra_field(extra, 1).unwrap_or_default();
        let mut wide = wide.chunks_exact(8).map(|bytes| number(bytes, 0, 8).unwrap_or(0));
        // Of these numbers those that do not fit stand there, in this order.
        let mut or_wide = |short: u64| match short {
            0xffff_ffff => wide.next().unwrap_or(short),
            short => short,
        };
        let (size, packed, at) =
            (or_wide(field(24, 4)), or_wide(field(20, 4)), or_wide(field(42, 4)));
        let is_utf8 = field(8, 2) & 1 << 11 != 0;
        // Unix and macOS.
        let of_unix = matches!(field(5, 1), 3 | 19);
        // The upper half are the rights of Unix, where it made the archive.
        let unix = field(5, 1) == 3;
        let kind = match (field(40, 2) >> 12, name.last()) {
            (0o12, _) if unix => Kind::Special("a symbolic link in an archive; it is not followed"),
            (0o1 | 0o2 | 0o6 | 0o14, _) if unix => Kind::Special("a device in an archive"),
            (_, Some(b'/' | b'\\')) if size == 0 => Kind::Folder,
            _ => Kind::File,
        };
        Ok(Entry {
            name: shown_bytes(&Name { bytes: name, extra, is_utf8, of_unix }.meant()),
            kind,
            packed,
            size,
            crc: u32::try_from(field(16, 4)).unwrap_or_default(),
            method: u16::try_from(field(10, 2)).unwrap_or_default(),
            encrypted: field(8, 2) & 1 == 1,
            at: at.saturating_add(self.before),
            header: rest,
        })
    }
}
