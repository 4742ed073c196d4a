//! Files beside an archive: lists of names and paths, plans, salts, baselines, histories, settings.
//!
//! In: a path. Out: its bytes, or its text, up to a limit: a device that never ends, or an archive named by
//! mistake, is refused with a sentence instead of filling the memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// What such a file has at the most: some million lines.
const MAX_SIDE_FILE_BYTES: u64 = 256 << 20;

/// All bytes of a file.
///
/// # Errors
///
/// When it can't be read, or is larger than any such file.
pub fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    all_of(File::open(path)?)
}

/// The text of a file in UTF-8.
///
/// # Errors
///
/// The same, and when it is no text.
pub fn text(path: &Path) -> io::Result<String> {
    text_of(File::open(path)?)
}

/// The same of a reader, such as standard input.
///
/// # Errors
///
/// The same.
pub fn text_of(input: impl Read) -> io::Result<String> {
    String::from_utf8(all_of(input)?)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is no text in UTF-8"))
}

fn all_of(input: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(MAX_SIDE_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_SIDE_FILE_BYTES {
        let message = format!("it is larger than {} MiB", MAX_SIDE_FILE_BYTES >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}
