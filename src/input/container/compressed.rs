//! One file, compressed: gzip, Zstandard, bzip2 and xz.
//!
//! In: a reader of the compressed bytes. Out: a reader of what they hold, to the last of the members
//! or frames, with every checksum compared. What does not end as it should is a fault, not an end.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::GzDecoder;
use lzma_rust2::XzReader;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::input::container::limits::Metered;
use crate::input::container::windows::{Level, WINDOW, Windowed};
use crate::input::container::{Budget, Container, Fault};
use crate::input::reader::ReadSend;

/// How much of the compressed bytes is read at once.
const CHUNK: usize = 1 << 16;

/// What a compressed file holds that lies in so many others. Of an archive, the bytes as they are.
pub fn unpacked(
    container: Container,
    input: Box<dyn ReadSend>,
    budget: &Arc<Budget>,
    depth: u32,
) -> Box<dyn ReadSend> {
    let level = Level::of_file(depth);
    match container {
        Container::Gzip => Metered::boxed(Members::new(input), budget),
        Container::Zstandard => Metered::boxed(Windowed::new(Frames::new(input), level), budget),
        Container::Bzip2 => Metered::boxed(MultiBzDecoder::new(buffered(input)), budget),
        Container::Xz => Metered::boxed(Windowed::new(xz(buffered(input)), level), budget),
        Container::Zip | Container::Tar | Container::SevenZip => input,
    }
}

fn buffered<R: Read>(input: R) -> BufReader<R> {
    BufReader::with_capacity(CHUNK, input)
}

/// The content of xz streams, one after another, with no more memory than for a window.
pub(super) fn xz<R: Read>(input: R) -> XzReader<R> {
    // The decoder takes a little more than its window.
    const MEMORY_KIB: u32 = (WINDOW >> 10) as u32 + 1024;
    XzReader::new_mem_limit(input, true, MEMORY_KIB)
}

/// The content of gzip members, one after another.
struct Members<R> {
    /// None at the end.
    member: Option<GzDecoder<BufReader<R>>>,
}

impl<R: Read> Members<R> {
    fn new(input: R) -> Members<R> {
        Members { member: Some(GzDecoder::new(buffered(input))) }
    }
}

impl<R: Read> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        while let Some(member) = &mut self.member {
            let read = member.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
            match member.get_mut().fill_buf()?.first() {
                None => self.member = None,
                Some(0x1f) => {
                    let input = self.member.take().map(GzDecoder::into_inner);
                    self.member = input.map(GzDecoder::new);
                }
                // Blocks of tapes and disks are filled up with zeros.
                Some(0) => {
                    if !only_zeros(member.get_mut())? {
                        return Err(Fault::broken(TRAILING).into());
                    }
                    self.member = None;
                }
                Some(_) => return Err(Fault::broken(TRAILING).into()),
            }
        }
        Ok(0)
    }
}

/// Reads to the end, and says whether there is nothing but zeros.
fn only_zeros(input: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let bytes = input.fill_buf()?;
        if bytes.iter().any(|byte| *byte != 0) {
            return Ok(false);
        }
        if bytes.is_empty() {
            return Ok(true);
        }
        let length = bytes.len();
        input.consume(length);
    }
}

/// What is said of a compressed file that goes on with something else.
const TRAILING: &str = "something follows its end that is not compressed";

/// The content of Zstandard frames, one after another.
pub(super) struct Frames<R> {
    input: BufReader<R>,
    decoder: FrameDecoder,
    /// How much came out of the frame that is being read; none between frames.
    out: Option<u64>,
    /// Whether there was a frame before.
    begun: bool,
}

impl<R: Read> Frames<R> {
    pub fn new(input: R) -> Frames<R> {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW);
        Frames { input: BufReader::with_capacity(CHUNK, input), decoder, out: None, begun: false }
    }

    /// Begins the next frame that holds anything; none at the end.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.input.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.input) {
                Ok(()) => {
                    (self.out, self.begun) = (Some(0), true);
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let skipped =
                        io::copy(&mut (&mut self.input).take(length.into()), &mut io::sink())?;
                    if skipped < u64::from(length) {
                        return Err(Fault::cut_short().into());
                    }
                }
                Err(FrameDecoderError::ReadFrameHeaderError(
                    ReadFrameHeaderError::BadMagicNumber(_),
                )) if self.begun => return Err(Fault::broken(TRAILING).into()),
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(false)
    }

    /// Compares what came out of a frame with what it says of itself.
    fn end(&mut self, out: u64) -> io::Result<()> {
        self.out = None;
        let size = self.decoder.content_size();
        let sum = self.decoder.get_checksum_from_data();
        if sum.is_some() && sum != self.decoder.get_calculated_checksum() {
            return Err(Fault::damaged("its checksum is another one").into());
        }
        if size > 0 && size != out {
            let how = format!("{out} bytes where it announces {size}");
            return Err(Fault::damaged(how).into());
        }
        Ok(())
    }
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let Some(out) = self.out else {
                if self.begin()? {
                    continue;
                }
                return Ok(0);
            };
            // Block by block, so that never more is held than a window and a block.
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.input, one).map_err(io::Error::other)?;
            }
            let read = self.decoder.read(buffer)?;
            self.out = Some(out + read as u64);
            if read > 0 {
                return Ok(read);
            }
            self.end(out)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::container::Limits;
    use flate2::Compression;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        flate2::read::GzEncoder::new(text, Compression::fast())
            .read_to_end(&mut packed)
            .expect("gzip");
        packed
    }

    fn zstandard(text: &[u8]) -> Vec<u8> {
        compress_to_vec(text, CompressionLevel::Fastest)
    }

    fn unpack(packed: &[u8]) -> io::Result<Vec<u8>> {
        let container = Container::of(packed).expect("a container");
        let budget = Arc::new(Budget::new(Limits::default(), None));
        let input = Box::new(io::Cursor::new(packed.to_vec()));
        let mut text = Vec::new();
        unpacked(container, input, &budget, 1).read_to_end(&mut text)?;
        Ok(text)
    }

    /// Text that is neither empty nor the same all over.
    fn text() -> Vec<u8> {
        (0..20_000_u32).flat_map(|n| (n * n).to_string().into_bytes()).collect()
    }

    #[test]
    fn all_members_and_frames_are_read() -> io::Result<()> {
        let text = text();
        let skippable = [&b"\x53\x2a\x4d\x18\x03\x00\x00\x00abc"[..], &zstandard(&text)].concat();
        for packed in [gzip(&text), zstandard(&text), skippable] {
            assert!(unpack(&packed)? == text);
            let twice = [&packed[..], &packed].concat();
            assert!(unpack(&twice)? == [&text[..], &text].concat());
        }
        Ok(())
    }

    #[test]
    fn what_is_cut_short_or_changed_or_goes_on_otherwise_is_a_fault() {
        let text = text();
        for packed in [gzip(&text), zstandard(&text)] {
            for cut in [4, 11, packed.len() / 2, packed.len() - 5, packed.len() - 1] {
                let error = unpack(&packed[..cut]).expect_err("cut short");
                let fault = Fault::of(&error).expect("a fault");
                assert_eq!(*fault, Fault::cut_short(), "{cut}");
            }
            let mut changed = packed.clone();
            let middle = changed.len() / 2;
            changed[middle] ^= 0x55;
            let trailing = [&packed[..], b"something else"].concat();
            for packed in [changed, trailing] {
                let error = unpack(&packed).expect_err("damaged");
                assert_eq!(
                    Fault::of(&error).expect("a fault").rule,
                    crate::findings::rule::Rule::ArchiveBroken
                );
            }
        }
    }
}
