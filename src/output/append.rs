//! A line behind those of a file: whole, or not at all.
//!
//! In: a file and a line. Out: the same file with the line as its last one. Two programs that append at once
//! wait for each other, and a line that could not be written whole is taken back.

use std::fs::OpenOptions;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::Error;
use crate::output::device;

/// Makes sure that a line can be appended, before there is one.
///
/// # Errors
///
/// When the file, or the folder that it would be in, can't be written.
pub fn prepare(path: &Path) -> Result<(), Error> {
    device::refuse(path)?;
    let is_there = path.exists();
    if is_there && !path.is_file() {
        return Err(Error::write(path, "it is no file that lines can be added to"));
    }
    let opened = OpenOptions::new().append(true).create(true).open(path);
    opened.map_err(|error| Error::write(path, error))?;
    if !is_there {
        // It is made when there is something to say.
        let _ = std::fs::remove_file(path);
    }
    Ok(())
}

/// Appends a line.
///
/// # Errors
///
/// When it can't be written; the file is then as it was, and none where there was none.
pub fn line(path: &Path, line: &str) -> Result<(), Error> {
    let failed = |error: std::io::Error| Error::write(path, error);
    let is_there = path.exists();
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path);
    let file = file.as_mut().map_err(|error| Error::write(path, error.to_string()))?;
    file.lock().map_err(failed)?;
    let length = file.seek(SeekFrom::End(0)).map_err(failed)?;
    let mut last = [b'\n'];
    if length > 0 {
        file.seek(SeekFrom::End(-1)).and_then(|_| file.read_exact(&mut last)).map_err(failed)?;
    }
    let start = if last == *b"\n" { "" } else { "\n" };
    let written = file.write_all(format!("{start}{line}\n").as_bytes());
    let written = written.and_then(|()| file.sync_data());
    if written.is_err() {
        let _ = file.set_len(length);
        if !is_there && length == 0 {
            let _ = std::fs::remove_file(path);
        }
    }
    written.map_err(failed)
}
