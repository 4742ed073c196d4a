//! What is packed, unpacked while it is read.
//!
//! In: bytes that begin like a compressed file or an archive, told by content and never by name, and
//! the [`Limits`] on what may come out of them. Out: readers of what is inside, one for a compressed
//! file and one an entry for an archive; no byte is written to disk. A header may claim anything, so
//! what counts is the bytes that come out, and they are counted as they do: a bomb ends at a limit, in
//! bounded memory, with a [`Fault`] that becomes a finding.

mod compressed;
mod limits;
mod seven_zip;
mod tar;
mod windows;
mod zip;
mod zip_entries;
mod zip_fields;
mod zip_gaps;
mod zip_store;

pub use compressed::unpacked;
pub use limits::{Budget, Limits};
pub use seven_zip::SevenZip;
pub use tar::Tar;
pub use windows::Looking;
pub use zip::Directory;
pub use zip_entries::{Entries, Entry};
pub use zip_gaps::Listed;
pub use zip_store::Store;

use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;
use std::error::Error;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::{fmt, io};

use ruzstd::decoding::errors::FrameDecoderError;

use crate::findings::rule::Rule;

/// What something is packed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// One file, compressed: gzip.
    Gzip,
    /// One file, compressed: Zstandard.
    Zstandard,
    /// One file, compressed: bzip2.
    Bzip2,
    /// One file, compressed: xz.
    Xz,
    /// Many files, compressed together: 7-Zip.
    SevenZip,
    /// Many files, each compressed by itself: ZIP.
    Zip,
    /// Many files, one behind the other: tar.
    Tar,
}

/// How the names of compressed files end.
const COMPRESSED_ENDINGS: [&str; 4] = [".gz", ".zst", ".bz2", ".xz"];

/// A name without the endings of compressed files.
pub(crate) fn uncompressed(name: &str) -> &str {
    let without = |ending: &str| {
        let (plain, end) = name.split_at_checked(name.len().checked_sub(ending.len())?)?;
        end.eq_ignore_ascii_case(ending).then_some(plain)
    };
    COMPRESSED_ENDINGS.into_iter().find_map(without).map_or(name, uncompressed)
}

impl Container {
    /// What some bytes are packed in, by how they begin.
    pub fn of(beginning: &[u8]) -> Option<Container> {
        match beginning {
            [0x1f, 0x8b, 8, ..] => Some(Container::Gzip),
            // A frame, or one that is to be skipped before it.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => {
                Some(Container::Zstandard)
            }
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => {
                Some(Container::Bzip2)
            }
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Container::Xz),
            [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => Some(Container::SevenZip),
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Container::Zip),
            _ => tar::is_header(beginning).then_some(Container::Tar),
        }
    }

    /// Whether it holds one file, which has no name of its own.
    pub fn is_single(self) -> bool {
        use Container::{Bzip2, Gzip, Xz, Zstandard};
        matches!(self, Gzip | Zstandard | Bzip2 | Xz)
    }
}

/// What stands at a name in an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    File,
    /// A folder, which is nothing by itself.
    Folder,
    /// A link or a device, in words with an article.
    Special(&'static str),
    /// A file that is packed in a way that is not read, in words.
    Unread(&'static str),
}

/// Why something can't be unpacked, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The rule that it breaks.
    pub rule: Rule,
    /// What was found.
    pub message: String,
    /// Whether what came out before it may be wrong too.
    pub spoils: bool,
    /// Whether it is none: what this program wrote.
    pub is_own_report: bool,
}

impl Fault {
    /// It holds something else than files to audit.
    pub fn unknown(message: impl Into<String>) -> Fault {
        Fault {
            rule: Rule::UnknownPayload,
            message: message.into(),
            spoils: false,
            is_own_report: false,
        }
    }

    /// It is a workbook that this program wrote.
    pub fn own_report() -> Fault {
        Fault { is_own_report: true, ..Fault::unknown("a workbook of jobaudit") }
    }

    /// Something is damaged, or packed in a way that is not read.
    pub fn broken(message: impl Into<String>) -> Fault {
        Fault {
            rule: Rule::ArchiveBroken,
            message: message.into(),
            spoils: false,
            is_own_report: false,
        }
    }

    /// Bytes are not those that were packed, and nobody knows from where on.
    fn damaged(how: impl fmt::Display) -> Fault {
        Fault { spoils: true, ..Fault::broken(format!("it is damaged: {how}")) }
    }

    /// Something is larger than a limit allows.
    pub fn limit(message: impl Into<String>) -> Fault {
        Fault {
            rule: Rule::ArchiveLimit,
            message: message.into(),
            spoils: false,
            is_own_report: false,
        }
    }

    /// The fault that an error of a reader stands for, if it does.
    pub fn of(error: &io::Error) -> Option<&Fault> {
        error.get_ref()?.downcast_ref()
    }

    /// A decoder would have to look back further than it may.
    fn window() -> Fault {
        Fault::limit(
            "it refers back by more than 128 MiB, the limit; pack it with a smaller window",
        )
    }

    fn cut_short() -> Fault {
        Fault::broken("it breaks off before its end")
    }

    /// What a decoder's error means: a fault of what it reads, unless the system itself refused.
    fn in_decoder(error: io::Error) -> io::Error {
        if error.kind() == io::ErrorKind::Interrupted {
            return error;
        }
        let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
        while let Some(inner) = cause {
            if let Some(fault) = inner.downcast_ref::<Fault>() {
                return fault.clone().into();
            }
            if let Some(FrameDecoderError::WindowSizeTooBig { .. }) = inner.downcast_ref() {
                return Fault::window().into();
            }
            cause = match inner.downcast_ref::<io::Error>() {
                Some(io) => {
                    if let Some(code) = io.raw_os_error() {
                        return io::Error::from_raw_os_error(code);
                    }
                    match io.kind() {
                        io::ErrorKind::UnexpectedEof => return Fault::cut_short().into(),
                        // Of a decoder that may take only so much.
                        io::ErrorKind::OutOfMemory => return Fault::window().into(),
                        _ => {}
                    }
                    io.get_ref().map(|inner| inner as &(dyn Error + 'static))
                }
                None => inner.source(),
            };
        }
        Fault::damaged(error).into()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Fault {}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> io::Error {
        io::Error::other(fault)
    }
}

/// Reads so many bytes, or a fault where there are fewer.
fn fill(input: &mut (impl io::Read + ?Sized), buffer: &mut [u8]) -> io::Result<()> {
    input.read_exact(buffer).map_err(Fault::in_decoder)
}

/// The names of an archive's entries, made unique: an archive may use one twice, and a report has to
/// tell which of them it means.
#[derive(Debug, Default)]
pub struct EntryNames {
    /// By the hash of a name, the last number that was put behind it.
    seen: HashMap<u64, u32>,
}

impl EntryNames {
    /// The name as it is; from the second time on with a number behind it.
    pub fn unique(&mut self, name: String) -> String {
        let own = hash(&name);
        if let MapEntry::Vacant(entry) = self.seen.entry(own) {
            entry.insert(1);
            return name;
        }
        loop {
            let number = self.seen.entry(own).or_default();
            *number += 1;
            let candidate = format!("{name} ({number})");
            if let MapEntry::Vacant(entry) = self.seen.entry(hash(&candidate)) {
                entry.insert(1);
                return candidate;
            }
        }
    }
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_are_told_by_their_first_bytes() {
        for (bytes, expected) in [
            (&b"\x1f\x8b\x08\x00"[..], Some(Container::Gzip)),
            (b"\x1f\x8b\x07\x00", None),
            (b"\x28\xb5\x2f\xfd", Some(Container::Zstandard)),
            (b"\x50\x2a\x4d\x18", Some(Container::Zstandard)),
            (b"PK\x03\x04", Some(Container::Zip)),
            (b"PK\x05\x06", Some(Container::Zip)),
            (b"BZh91AY&SY", Some(Container::Bzip2)),
            (b"BZh9 is no archive", None),
            (b"\xfd7zXZ\0", Some(Container::Xz)),
            (b"7z\xbc\xaf\x27\x1c", Some(Container::SevenZip)),
            (b"PK\x07\x08", None),
            (b"{\"a\":1}", None),
            (b"", None),
        ] {
            assert_eq!(Container::of(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_name_that_comes_again_gets_a_number() {
        let mut names = EntryNames::default();
        let given = ["a", "b", "a", "a (2)", "a", "a", "a (2)"];
        let unique: Vec<String> = given.iter().map(|name| names.unique((*name).into())).collect();
        assert_eq!(unique[..3], ["a", "b", "a (2)"]);
        let different: std::collections::BTreeSet<_> = unique.iter().collect();
        assert_eq!(different.len(), given.len(), "{unique:?}");
    }

    #[test]
    fn a_fault_is_found_again_in_the_error_that_it_became() {
        let fault = Fault::broken("x");
        let error = Fault::in_decoder(io::Error::other(io::Error::from(fault.clone())));
        assert_eq!(Fault::of(&error), Some(&fault));
        let refused = Fault::in_decoder(io::Error::from_raw_os_error(5));
        assert_eq!((Fault::of(&refused), refused.raw_os_error()), (None, Some(5)));
    }
}
