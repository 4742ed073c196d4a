//! tar archives.
//!
//! In: a reader. Out: entries one after another, in the order in which they stand, each with a reader
//! that ends with it. The old format, ustar, and what GNU and POSIX have added to it for long names and
//! large files are read. What a header says of sizes is believed only as far as bytes follow.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::input::container::{Fault, Kind, fill};
use crate::input::reader::ReadSend;
use crate::input::walk::shown_bytes;

/// All of an archive comes in blocks of so many bytes.
const BLOCK: usize = 512;

/// How long the name of an entry may be, with all else that is said of it ahead of its header.
const MAX_NAME_BYTES: u64 = 1 << 20;

/// What is said of an entry whose size is no number: where the next one begins is not known.
const NO_SIZE: &str = "it is damaged: an entry has no size";

/// What is said of a name, or of what else stands ahead of an entry, where the archive ends behind it.
const NO_ENTRY: &str = "it is damaged: what is said ahead of an entry has no entry behind it";

/// What is said of what has data of its own although its kind has none that is read.
const NO_DATA: &str = "its kind of entry holds no file, and still it has data, which is not read";

/// What is said of a file of which only parts are in the archive.
const SPARSE: &str = "it is packed as a sparse file, which is not read; unpack it first";

/// An entry of an archive.
#[derive(Debug)]
pub struct Entry {
    /// Its name as shown.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// How many bytes are announced.
    pub size: u64,
}

/// An archive while it is read.
pub struct Tar {
    /// Shared with the reader of the entry at hand.
    stream: Arc<Mutex<Stream>>,
}

/// Where an archive stands.
struct Stream {
    input: Box<dyn ReadSend>,
    /// What is left of the entry at hand.
    left: u64,
    /// What fills its last block.
    padding: u64,
}

impl Tar {
    /// Reads an archive from its beginning.
    pub fn new(input: Box<dyn ReadSend>) -> Tar {
        Tar { stream: Arc::new(Mutex::new(Stream { input, left: 0, padding: 0 })) }
    }

    /// The next entry; none at the end. What was not read of the last one is passed over.
    pub fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        locked(&self.stream).next_entry()
    }

    /// What the entry at hand holds. It ends early where the archive does: that is an error.
    pub fn contents(&self) -> Box<dyn ReadSend> {
        Box::new(Contents(Arc::clone(&self.stream)))
    }
}

impl std::fmt::Debug for Tar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a tar archive")
    }
}

/// A panic in the middle of a read leaves nothing behind that would not be noticed.
fn locked(stream: &Mutex<Stream>) -> MutexGuard<'_, Stream> {
    stream.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Contents(Arc<Mutex<Stream>>);

impl Read for Contents {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        locked(&self.0).read(buffer)
    }
}

/// What the blocks ahead of a header say of it.
#[derive(Default)]
struct RawError {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
    /// Whether anything stands there.
    is_any: bool,
}

impl Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if most == 0 {
            return Ok(0);
        }
        let read = self.input.read(&mut buffer[..most])?;
        if read == 0 {
            return Err(Fault::cut_short().into());
        }
        self.left -= read as u64;
        Ok(read)
    }

    fn next_entry(&mut self) -> io::Result<Option<Entry>> {
        let mut said = RawError::default();
        loop {
            let rest = std::mem::take(&mut self.left) + std::mem::take(&mut self.padding);
            if io::copy(&mut (&mut self.input).take(rest), &mut io::sink())? < rest {
                return Err(Fault::cut_short().into());
            }
            let Some(header) = self.header()? else {
                return if said.is_any { Err(Fault::broken(NO_ENTRY).into()) } else { Ok(None) };
            };
            let size = number(&header[124..136]).filter(|size| *size <= i64::MAX as u64);
            let Some(mut size) = size else {
                return Err(Fault::broken(NO_SIZE).into());
            };
            let kind = header[156];
            // POSIX: what stands ahead of a file overrules its header.
            if !matches!(kind, b'x' | b'g' | b'L' | b'K') {
                size = said.size.unwrap_or(size);
            }
            // A link, a device or a folder has nothing behind its header, whatever that says.
            if matches!(kind, b'1'..=b'6') {
                size = 0;
            }
            self.left = size;
            self.padding = size.wrapping_neg() % BLOCK as u64;
            said.is_any |= matches!(kind, b'x' | b'L' | b'K') && size > 0;
            match kind {
                b'L' => {
                    let mut name = self.said()?;
                    name.truncate(name.iter().position(|&byte| byte == 0).unwrap_or(name.len()));
                    said.name = Some(name);
                }
                b'x' => said.add(&self.said()?)?,
                // What holds for all entries: who made the archive, and when.
                b'g' if RawError::default().add(&self.said()?).is_ok() => {}
                // The name of what a link leads to, and that of a volume, which is all in its header.
                b'K' => {}
                b'V' if size == 0 => {}
                kind => return Ok(Some(said.entry(&header, kind, size))),
            }
        }
    }

    /// The next header; none where the archive ends, and then there is nothing behind it.
    fn header(&mut self) -> io::Result<Option<[u8; BLOCK]>> {
        let mut block = [0; BLOCK];
        let mut first = 0;
        while first == 0 {
            match self.input.read(&mut block) {
                Ok(0) => {
                    let message = "it ends without the mark of its end; it was cut short";
                    return Err(Fault::broken(message).into());
                }
                Ok(read) => first = read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        fill(&mut self.input, &mut block[first..])?;
        if is_header(&block) {
            return Ok(Some(block));
        }
        let marked = block.iter().all(|&byte| byte == 0);
        // To the end, so that a checksum around the archive is compared, and nothing is passed over.
        match self.rest_is_blank() {
            Ok(true) if marked => Ok(None),
            Ok(false) if marked => {
                let message = "something follows the mark of its end, and is left out";
                Err(Fault::broken(message).into())
            }
            Err(error) if marked || Fault::of(&error).is_some_and(|fault| fault.spoils) => {
                Err(error)
            }
            _ => Err(Fault::broken("it is damaged: a header is none").into()),
        }
    }

    /// Whether nothing but zeros is left.
    fn rest_is_blank(&mut self) -> io::Result<bool> {
        let (mut rest, mut blank) = (vec![0; 1 << 16], true);
        loop {
            match self.input.read(&mut rest) {
                Ok(0) => return Ok(blank),
                Ok(read) => blank &= rest[..read].iter().all(|&byte| byte == 0),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The entry at hand, which says something of the one behind it.
    fn said(&mut self) -> io::Result<Vec<u8>> {
        if self.left > MAX_NAME_BYTES {
            let message = format!("the name of an entry is longer than {MAX_NAME_BYTES} bytes");
            return Err(Fault::broken(message).into());
        }
        let mut said = Vec::new();
        while self.left > 0 {
            let mut part = [0; BLOCK];
            let read = self.read(&mut part)?;
            said.extend_from_slice(&part[..read]);
        }
        Ok(said)
    }
}

impl RawError {
    /// Takes up the records of POSIX: `27 path=folder/name` with its own length and a line feed.
    fn add(&mut self, mut records: &[u8]) -> Result<(), Fault> {
        while let Some((record, rest)) = record(records) {
            records = rest;
            let mut parts = record.splitn(2, |&byte| byte == b'=');
            let (Some(key), Some(value)) = (parts.next(), parts.next()) else { continue };
            match key {
                b"path" => self.name = Some(value.to_owned()),
                b"size" => {
                    let size = decimal(value).filter(|size| *size <= i64::MAX as u64);
                    self.size = Some(size.ok_or_else(|| Fault::broken(NO_SIZE))?);
                }
                _ => self.sparse |= key.starts_with(b"GNU.sparse."),
            }
        }
        if records.iter().any(|byte| *byte != 0) {
            return Err(Fault::broken(
                "it is damaged: what is said ahead of an entry is cut short",
            ));
        }
        Ok(())
    }

    fn entry(self, header: &[u8; BLOCK], kind: u8, size: u64) -> Entry {
        let mut name = self.name.unwrap_or_else(|| name_of(header));
        let kind = match kind {
            b'S' => Kind::Unread(SPARSE),
            _ if self.sparse => Kind::Unread(SPARSE),
            b'D' | b'V' | b'g' if size > 0 => Kind::Unread(NO_DATA),
            b'5' | b'D' => Kind::Folder,
            b'1' => Kind::Special("a second name of a file in an archive"),
            b'2' => Kind::Special("a symbolic link in an archive; it is not followed"),
            b'3' | b'4' => Kind::Special("a device in an archive"),
            b'6' => Kind::Special("a named pipe in an archive"),
            b'M' => Kind::Unread("it is the rest of a file that begins in another archive"),
            // Old programs write a folder so, and nothing behind it.
            0 | b'0' if name.ends_with(b"/") && size == 0 => Kind::Folder,
            _ => Kind::File,
        };
        if kind == Kind::File {
            name.truncate(name.iter().rposition(|byte| *byte != b'/').map_or(0, |last| last + 1));
        }
        Entry { name: shown_bytes(&name), kind, size }
    }
}

/// The first record, without its length, and what follows it.
fn record(records: &[u8]) -> Option<(&[u8], &[u8])> {
    let space = records.iter().position(|&byte| byte == b' ')?;
    let length = usize::try_from(decimal(&records[..space])?).ok()?;
    let (record, rest) = records.split_at_checked(length)?;
    Some((record.strip_suffix(b"\n")?.get(space + 1..)?, rest))
}

fn decimal(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// The name in a header; ustar has a second field for what does not fit.
fn name_of(header: &[u8; BLOCK]) -> Vec<u8> {
    let text = |field: &[u8]| -> Vec<u8> {
        field.iter().take_while(|&&byte| byte != 0).copied().collect()
    };
    let mut name = text(&header[..100]);
    let folder = text(&header[345..500]);
    if header[257..].starts_with(b"ustar\0") && !folder.is_empty() {
        name = [&folder[..], b"/", &name].concat();
    }
    name
}

/// A number in a header: octal digits, or, where it is larger, its bytes behind a set bit.
fn number(field: &[u8]) -> Option<u64> {
    if field.first().is_some_and(|first| first & 0x80 != 0) {
        let (first, rest) = field.split_first()?;
        let bytes = std::iter::once(first & 0x7f).chain(rest.iter().copied());
        return bytes
            .into_iter()
            .try_fold(0_u64, |all, byte| all.checked_mul(256)?.checked_add(u64::from(byte)));
    }
    let text = std::str::from_utf8(field).ok()?;
    let digits = text.trim_matches([' ', '\0']);
    if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
}

/// Whether some bytes begin with a header: it holds the sum of its own bytes.
pub(super) fn is_header(bytes: &[u8]) -> bool {
    let Some(header) = bytes.first_chunk::<BLOCK>() else { return false };
    let stored = &header[148..156];
    // Nearly everything that is none is told by this.
    if !stored.iter().all(|byte| matches!(byte, b' ' | 0 | b'0'..=b'7')) {
        return false;
    }
    // Its own field counts as blanks. Old programs added signed bytes.
    let others = || header[..148].iter().chain(&header[156..]);
    let blanks = 8 * u32::from(b' ');
    let sum = others().map(|&byte| u32::from(byte)).sum::<u32>() + blanks;
    let signed: i64 = others().map(|&byte| i64::from(byte.cast_signed())).sum();
    let stored_sum = number(stored);
    let is_sum = stored_sum == Some(u64::from(sum))
        || stored_sum.is_some_and(|stored| i64::try_from(stored) == Ok(signed + i64::from(blanks)));
    // Old formats have nothing else to be told by than this sum and a name.
    is_sum && (header[0] != 0 || header[257..].starts_with(b"ustar"))
}
