//! One file as it is, or as it was before it was compressed.
//!
//! In: the bytes of a file that somebody named. Out: those of what it holds, told by how they begin. What was named
//! is not what is audited, and has no limits but those of the format.

use std::io::{self, Cursor, Read};
use std::sync::Arc;

use crate::input::container::{Budget, Container, Limits, unpacked};
use crate::input::reader::ReadSend;

/// The first bytes, as many as tell a compressed file.
const BEGINNING: u64 = 16;

/// The bytes behind a compression, if there is one.
pub(crate) fn plain(mut file: Box<dyn ReadSend>) -> io::Result<Box<dyn ReadSend>> {
    let mut beginning = Vec::new();
    (&mut file).take(BEGINNING).read_to_end(&mut beginning)?;
    let container = Container::of(&beginning).filter(|container| container.is_single());
    let whole: Box<dyn ReadSend> = Box::new(Cursor::new(beginning).chain(file));
    let limits = Limits { size: u64::MAX, ratio: u64::MAX, ..Limits::default() };
    Ok(match container {
        Some(container) => unpacked(container, whole, &Arc::new(Budget::new(limits, None)), 0),
        None => whole,
    })
}
