//! How the tests pack: with other programs' libraries, and by hand where these are too strict.

use std::io::{Cursor, Read, Write};

use flate2::read::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    GzEncoder::new(bytes, Compression::fast()).read_to_end(&mut packed).expect("gzip");
    packed
}

/// As small as gzip makes it.
pub fn smallest(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    GzEncoder::new(bytes, Compression::best()).read_to_end(&mut packed).expect("gzip");
    packed
}

pub fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    DeflateEncoder::new(bytes, Compression::best()).read_to_end(&mut packed).expect("Deflate");
    packed
}

pub fn zstandard(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

/// So many MiB of blanks in one frame of Zstandard, 4 bytes for 128 KiB.
pub fn zstandard_blanks(mebibytes: usize) -> Vec<u8> {
    let block = |last: u32| (last | 1 << 1 | (128 << 10) << 3).to_le_bytes();
    let mut packed = b"\x28\xb5\x2f\xfd\x00\x38".to_vec();
    for left in (0..mebibytes * 8).rev() {
        packed.extend(&block(u32::from(left == 0))[..3]);
        packed.push(b' ');
    }
    packed
}

pub fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let level = bzip2::Compression::fast();
    bzip2::read::BzEncoder::new(bytes, level).read_to_end(&mut packed).expect("bzip2");
    packed
}

pub fn xz(bytes: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::with_preset(1);
    let mut writer = lzma_rust2::XzWriter::new(Vec::new(), options).expect("xz");
    writer.write_all(bytes).expect("its bytes");
    writer.finish().expect("xz")
}

/// All files in one block, as 7-Zip packs them.
pub fn seven_zip<N: AsRef<str>, B: AsRef<[u8]>>(files: &[(N, B)]) -> Vec<u8> {
    let mut writer = sevenz_rust2::ArchiveWriter::new(Cursor::new(Vec::new())).expect("7z");
    for (name, bytes) in files {
        let entry = sevenz_rust2::ArchiveEntry::new_file(name.as_ref());
        writer.push_archive_entry(entry, Some(bytes.as_ref())).expect("a file");
    }
    writer.finish().expect("an archive").into_inner()
}

pub fn zip<N: AsRef<str>, B: AsRef<[u8]>>(files: &[(N, B)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(name.as_ref(), options).expect("a file");
        writer.write_all(bytes.as_ref()).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

pub fn tar<N: AsRef<str>, B: AsRef<[u8]>>(files: &[(N, B)]) -> Vec<u8> {
    let mut writer = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.as_ref().len() as u64);
        header.set_mode(0o644);
        writer.append_data(&mut header, name.as_ref(), bytes.as_ref()).expect("a file");
    }
    writer.into_inner().expect("an archive")
}

/// An entry of a ZIP archive with every field as the test wants it.
#[derive(Clone)]
pub struct Entry {
    pub name: Vec<u8>,
    pub method: u16,
    pub flags: u16,
    pub crc: u32,
    /// Unpacked, as it is announced.
    pub size: u32,
    pub packed: Vec<u8>,
    /// The rights of Unix.
    pub mode: u32,
}

impl Entry {
    pub fn stored(name: &str, bytes: &[u8]) -> Entry {
        Entry::new(name, bytes, 0, bytes.to_vec())
    }

    pub fn deflated(name: &str, bytes: &[u8]) -> Entry {
        Entry::new(name, bytes, 8, deflated(bytes))
    }

    pub fn new(name: &str, bytes: &[u8], method: u16, packed: Vec<u8>) -> Entry {
        let mut crc = Crc::new();
        crc.update(bytes);
        let (name, size) = (name.as_bytes().to_vec(), bytes.len() as u32);
        Entry { name, method, flags: 0, crc: crc.sum(), size, packed, mode: 0o100_644 }
    }

    /// What stands ahead of its bytes, and in the directory too.
    fn fields(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend(20_u16.to_le_bytes());
        out.extend(self.flags.to_le_bytes());
        out.extend(self.method.to_le_bytes());
        out.extend([0; 4]);
        out.extend(self.crc.to_le_bytes());
        out.extend((self.packed.len() as u32).to_le_bytes());
        out.extend(self.size.to_le_bytes());
        out.extend((self.name.len() as u16).to_le_bytes());
        out.extend(0_u16.to_le_bytes());
        out
    }

    /// Itself, as it stands in an archive.
    pub fn local(&self) -> Vec<u8> {
        [b"PK\x03\x04", &self.fields()[..], &self.name, &self.packed].concat()
    }

    /// What the directory says of one that begins there.
    pub fn central(&self, at: usize) -> Vec<u8> {
        let mut out = b"PK\x01\x02\x14\x03".to_vec();
        out.extend(self.fields());
        out.extend([0; 6]);
        out.extend((self.mode << 16).to_le_bytes());
        out.extend((at as u32).to_le_bytes());
        out.extend(&self.name);
        out
    }
}

/// A directory for what stands before it, and its end.
pub fn closed(mut archive: Vec<u8>, directory: &[Vec<u8>]) -> Vec<u8> {
    let (at, all) = (archive.len() as u32, directory.concat());
    archive.extend(&all);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend((directory.len() as u16).to_le_bytes());
    archive.extend((directory.len() as u16).to_le_bytes());
    archive.extend((all.len() as u32).to_le_bytes());
    archive.extend(at.to_le_bytes());
    archive.extend([0; 2]);
    archive
}

pub fn zip_by_hand(entries: &[Entry]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        directory.push(entry.central(archive.len()));
        archive.extend(entry.local());
    }
    closed(archive, &directory)
}
