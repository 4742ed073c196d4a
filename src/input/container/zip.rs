//! ZIP archives.
//!
//! In: an archive that can be read at any place, in memory or in a file. Out: its directory, entry by
//! entry as it is read, so that one that claims a billion of them costs no memory; and a reader for
//! each entry, which many threads may use at a time. Written by hand for that, and because a directory
//! that names a file twice holds two files.

use std::io::{self, BufReader, Read};
use std::sync::Arc;

use bzip2::bufread::BzDecoder;
use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use lzma_rust2::XzReader;

use crate::input::container::compressed::{self, Frames};
use crate::input::container::limits::Metered;
use crate::input::container::windows::{Level, Windowed};
use crate::input::container::zip_entries::{Entries, Entry};
use crate::input::container::zip_fields::number;
use crate::input::container::zip_store::{CHUNK, Part, Store};
use crate::input::container::{Budget, Fault, Listed, fill};
use crate::input::reader::ReadSend;

/// What an archive says that it holds.
#[derive(Debug)]
pub struct Directory {
    store: Store,
    from: u64,
    to: u64,
    /// How many entries it announces; the lower 16 bits, which is all that some programs write.
    entries: u16,
    /// How much stands before the archive: a program that unpacks it, or the head of an answer.
    before: u64,
    /// Where the record begins that ends it, and where that and its comment end.
    ends: (u64, u64),
}

impl Directory {
    /// Finds the directory of an archive.
    pub fn of(store: Store) -> io::Result<Directory> {
        // It ends with a record of 22 bytes and a comment.
        let len = store.len();
        let tail_from = len.saturating_sub(22 + u64::from(u16::MAX));
        let mut tail = Vec::new();
        store.part(tail_from, len).read_to_end(&mut tail)?;
        // How much stands behind a record that ends an archive and its comment.
        let rest = |at: usize| {
            let comment =
                number(&tail, at + 20, 2).filter(|_| tail[at..].starts_with(b"PK\x05\x06"))?;
            (tail.len() - at).checked_sub(22 + comment as usize)
        };
        // A comment may hold what looks like such a record: one counts first behind which nothing stands, and that
        // has entries; of several the last.
        let ends = (0..tail.len().saturating_sub(21)).filter_map(|at| Some((at, rest(at)?)));
        let has_entries = |at: usize| number(&tail, at + 10, 2) != Some(0);
        let Some((end, _)) = ends.max_by_key(|(at, rest)| (*rest == 0, has_entries(*at), *at))
        else {
            return Err(Fault::broken("it has no directory at its end; it was cut short").into());
        };
        let field = |at: usize, size| number(&tail, end + at, size).unwrap_or(0);
        let end_at = tail_from + end as u64;
        let (mut disk, mut entries, mut size, mut from) =
            (field(4, 2), field(10, 2), field(12, 4), field(16, 4));
        // Where a number does not fit, another record before this one has it.
        let mut wide_at = None;
        if let Some(at) = end.checked_sub(20).filter(|at| tail[*at..].starts_with(b"PK\x06\x07")) {
            let record_at = number(&tail, at + 8, 8).unwrap_or(u64::MAX);
            wide_at = Some(record_at);
            let mut record = [0; 56];
            fill(&mut store.part(record_at, record_at.saturating_add(56)), &mut record)?;
            if !record.starts_with(b"PK\x06\x06") {
                return Err(
                    Fault::broken("it is damaged: its directory is not where it says").into()
                );
            }
            let wide = |at, size| number(&record, at, size).unwrap_or(0);
            (disk, entries, size, from) = (wide(16, 4), wide(32, 8), wide(40, 8), wide(48, 8));
        }
        if disk != 0 {
            let message = "it is one part of an archive that was split; join the parts first";
            return Err(Fault::broken(message).into());
        }
        let begins = |at: u64, mark: &[u8; 4]| {
            let mut found = [0; 4];
            store.read_at(at, &mut found).is_ok_and(|read| found[..read] == *mark)
        };
        // Offsets may be counted from where the archive begins, behind something else.
        let ends_at = wide_at.map_or(end_at, |at| at.min(end_at));
        let behind =
            ends_at.checked_sub(size).filter(|at| *at > from && begins(*at, b"PK\x01\x02"));
        let before = behind.map_or(0, |at| at - from);
        let before = if begins(before, b"PK\x03\x04") { before } else { 0 };
        match (from + before).checked_add(size).filter(|to| *to <= end_at) {
            Some(to) => {
                let ends = (ends_at, end_at + 22 + field(20, 2));
                Ok(Directory {
                    store,
                    from: from + before,
                    to,
                    entries: entries as u16,
                    before,
                    ends,
                })
            }
            None => Err(Fault::broken("it is damaged: its directory is not where it says").into()),
        }
    }

    /// The same of a store.
    pub fn ends(store: &Store) -> bool {
        let mut tail = [0; 23];
        let from = store.len().saturating_sub(23);
        store.read_at(from, &mut tail).is_ok_and(|read| Directory::ends_in(&tail[..read]))
    }

    /// Whether a file that begins with something else ends like an archive.
    pub fn ends_in(tail: &[u8]) -> bool {
        tail.len() > 22 && tail[tail.len() - 22..].starts_with(b"PK\x05\x06")
    }

    /// The size of the archive.
    pub fn size(&self) -> u64 {
        self.store.len()
    }

    /// Its entries, read one after another.
    pub fn entries(&self) -> Entries {
        Entries {
            input: self.store.part(self.from, self.to),
            before: self.before,
            left: self.to - self.from,
            found: 0,
            announced: self.entries,
        }
    }

    /// A fault where bytes lie in it that are not among those that it lists.
    ///
    /// # Errors
    ///
    /// When it can't be read.
    pub fn others(&self, listed: &Listed) -> io::Result<Option<Fault>> {
        let (record, end) = self.ends;
        let behind =
            if end < self.store.len() { (end, self.store.len()) } else { (self.to, record) };
        listed.others(&self.store, self.from, behind)
    }

    /// Whether this is a document of an office program, which is a ZIP archive by chance.
    pub fn is_document(&self) -> bool {
        // None has as many parts as this, and an archive may.
        let names = || self.entries().take(10_000).map_while(Result::ok).map(|entry| entry.name);
        let all_in = |places: &[&str]| {
            names().all(|name| places.iter().any(|place| name.starts_with(place)))
        };
        let is_office = || names().any(|name| name == "[Content_Types].xml") && all_in(&OFFICE);
        let is_open = || {
            names().next().is_some_and(|name| name == "mimetype")
                && names().any(|name| name == "META-INF/manifest.xml")
                && all_in(&OPEN_DOCUMENT)
        };
        is_office() || is_open()
    }

    /// Whether this is a workbook that this program wrote, as its properties say.
    pub fn is_own_report(&self, budget: &Arc<Budget>) -> bool {
        let mut entries = self.entries().take(10_000).map_while(Result::ok);
        let Some(properties) = entries.find(|entry| entry.name == "docProps/core.xml") else {
            return false;
        };
        let mut text = String::new();
        let read = self.open(&properties, budget, 0).map(|entry| entry.take(PROPERTIES_BYTES));
        read.and_then(|mut entry| entry.read_to_string(&mut text)).is_ok()
            && text.contains("<dc:creator>jobaudit ")
    }

    /// What an entry holds.
    pub fn open(
        &self,
        entry: &Entry,
        budget: &Arc<Budget>,
        depth: u32,
    ) -> io::Result<Box<dyn ReadSend>> {
        if entry.encrypted {
            let message = "it is encrypted; unpack it with its password";
            return Err(Fault::broken(message).into());
        }
        // Nearly always the name and what follows it are as long as in the directory; one read then
        // brings all of a small file.
        let end =
            entry.at.saturating_add(entry.packed).saturating_add(30 + 2 * u64::from(u16::MAX));
        let guess = entry.at.saturating_add(entry.packed).saturating_add(30 + entry.header);
        let room = usize::try_from(guess.saturating_sub(entry.at).min(CHUNK)).unwrap_or_default();
        let part = Part { store: self.store.clone(), at: entry.at, end: end.min(self.from) };
        let mut input = BufReader::with_capacity(room, part);
        let mut header = [0; 30];
        fill(&mut input, &mut header)?;
        if !header.starts_with(b"PK\x03\x04") {
            return Err(Fault::broken("it is damaged: it is not where the directory says").into());
        }
        let skipped = [26, 28].map(|at| number(&header, at, 2).unwrap_or(0)).iter().sum();
        io::copy(&mut (&mut input).take(skipped), &mut io::sink())?;
        let packed = input.take(entry.packed);
        let checked = |inner| Checked { inner, crc: Crc::new(), entry: entry.sizes() };
        let windowed =
            |inner| Metered::boxed(Windowed::new(checked(inner), Level::of_entry(depth)), budget);
        Ok(match entry.method {
            0 => Metered::boxed(checked(Method::Stored(packed)), budget),
            8 => Metered::boxed(checked(Method::Deflated(DeflateDecoder::new(packed))), budget),
            12 => Metered::boxed(checked(Method::Bzip2(BzDecoder::new(packed))), budget),
            93 => windowed(Method::Zstandard(Box::new(Frames::new(packed)))),
            95 => windowed(Method::Xz(Box::new(compressed::xz(packed)))),
            other => {
                let known = match other {
                    9 => " (Deflate64)",
                    14 => " (LZMA)",
                    _ => "",
                };
                let message = format!(
                    "it is packed by method {other}{known}, which is not read; unpack it first"
                );
                return Err(Fault::broken(message).into());
            }
        })
    }
}

/// Where the parts of a document of Microsoft Office lie. Whatever lies elsewhere is no part of one.
const OFFICE: [&str; 9] = [
    "[Content_Types].xml",
    "_rels/",
    "docProps/",
    "word/",
    "xl/",
    "ppt/",
    "visio/",
    "customXml/",
    "[trash]/",
];

/// The same of an OpenDocument.
const OPEN_DOCUMENT: [&str; 15] = [
    "mimetype",
    "META-INF/",
    "content.xml",
    "styles.xml",
    "meta.xml",
    "settings.xml",
    "manifest.rdf",
    "layout-cache",
    "Thumbnails/",
    "Pictures/",
    "Configurations2/",
    "Object",
    "media/",
    "Basic/",
    "Dialogs/",
];

/// The properties of a document are no longer.
const PROPERTIES_BYTES: u64 = 1 << 16;

enum Method<R: Read> {
    Stored(R),
    Deflated(DeflateDecoder<R>),
    Bzip2(BzDecoder<R>),
    Zstandard(Box<Frames<R>>),
    Xz(Box<XzReader<R>>),
}

/// What an entry holds, compared with what the directory says of it.
struct Checked<R: Read> {
    inner: Method<R>,
    crc: Crc,
    /// What it should be.
    entry: (u64, u32),
}

impl<R: io::BufRead> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let read = match &mut self.inner {
            Method::Stored(input) => input.read(buffer)?,
            Method::Deflated(input) => input.read(buffer)?,
            Method::Bzip2(input) => input.read(buffer)?,
            Method::Zstandard(input) => input.read(buffer)?,
            Method::Xz(input) => input.read(buffer)?,
        };
        self.crc.update(&buffer[..read]);
        let (size, crc) = self.entry;
        // `Crc` counts in 32 bits.
        let out = self.crc.amount();
        if read == 0 && (out != size as u32 || self.crc.sum() != crc) {
            let cut = if out < size as u32 {
                Fault::cut_short()
            } else {
                Fault::damaged("its checksum is another one")
            };
            return Err(cut.into());
        }
        Ok(read)
    }
}
