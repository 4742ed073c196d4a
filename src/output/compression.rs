//! Outputs that are compressed while they are written.
//!
//! In: the ending of a file, and what writes a document. Out: the same document as gzip or Zstandard, the
//! same bytes for the same document.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

/// How many bytes a frame of Zstandard holds before it is compressed.
const FRAME_BYTES: usize = 4 << 20;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
    Zstd,
}

impl Compression {
    /// What the last ending of a name says, and the name without it.
    pub(super) fn of(path: &Path) -> (Compression, PathBuf) {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let compression = match ending.to_ascii_lowercase().as_str() {
            "gz" => Compression::Gzip,
            "zst" => Compression::Zstd,
            _ => return (Compression::None, path.to_owned()),
        };
        (compression, path.with_extension(""))
    }

    /// Writes a document through it.
    pub(super) fn write(
        self,
        document: impl FnOnce(&mut dyn Write) -> io::Result<()>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Compression::None => document(out),
            Compression::Gzip => {
                let mut encoder = GzEncoder::new(out, flate2::Compression::default());
                document(&mut encoder)?;
                encoder.finish().map(drop)
            }
            Compression::Zstd => {
                let mut frames = Frames { out, held: Vec::new(), is_empty: true };
                document(&mut frames)?;
                frames.finish()
            }
        }
    }
}

/// Frames of Zstandard, one behind the other: the encoder knows no error of whom it writes to, so that each
/// frame is made in memory.
struct Frames<'a> {
    out: &'a mut dyn Write,
    held: Vec<u8>,
    /// Whether no frame was written.
    is_empty: bool,
}

impl Frames<'_> {
    fn write_frame(&mut self) -> io::Result<()> {
        let frame = compress_to_vec(&self.held[..], CompressionLevel::Fastest);
        self.held.clear();
        self.is_empty = false;
        self.out.write_all(&frame)
    }

    fn finish(mut self) -> io::Result<()> {
        if self.is_empty || !self.held.is_empty() {
            self.write_frame()?;
        }
        self.out.flush()
    }
}

impl Write for Frames<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(FRAME_BYTES - self.held.len());
        self.held.extend_from_slice(&bytes[..taken]);
        if self.held.len() == FRAME_BYTES {
            self.write_frame()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn compressed(compression: Compression, text: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        compression.write(|out| out.write_all(text), &mut out).expect("written");
        out
    }

    #[test]
    fn what_is_compressed_reads_back() {
        let long: Vec<u8> =
            (0..FRAME_BYTES as u32 + 7).map(|at| (at % 251 * (at >> 12)) as u8).collect();
        for text in [&b""[..], b"{}\n", &long] {
            let mut read = Vec::new();
            let zipped = compressed(Compression::Gzip, text);
            flate2::read::GzDecoder::new(&zipped[..]).read_to_end(&mut read).expect("gzip");
            assert!(read == text);
            assert_eq!(compressed(Compression::None, text), text);
            let zstd = compressed(Compression::Zstd, text);
            let (mut rest, mut read) = (&zstd[..], Vec::new());
            while !rest.is_empty() {
                let frame = ruzstd::decoding::StreamingDecoder::new(&mut rest);
                frame.expect("a frame").read_to_end(&mut read).expect("Zstandard");
            }
            assert!(read == text);
            assert!(text.len() < 100 || zstd.len() < text.len());
        }
    }

    #[test]
    fn the_last_ending_says_how() {
        for (name, compression, rest) in [
            ("a.json.gz", Compression::Gzip, "a.json"),
            ("x.y/a.JSON.ZST", Compression::Zstd, "x.y/a.JSON"),
            ("a.json", Compression::None, "a.json"),
            ("gz", Compression::None, "gz"),
        ] {
            assert_eq!(Compression::of(Path::new(name)), (compression, rest.into()));
        }
    }
}
