//! A 7-Zip archive, by one thread: its files come one behind the other.
//!
//! In: its beginning, or all of it. Out: each of its files, scanned as it comes.

use std::io;

use crate::input::container::{EntryNames, Kind, SevenZip};
use crate::input::reader::{Buffer, Content};
use crate::input::walk::{Input, Origin};
use crate::scan::Scanner;
use crate::scan::container::Nesting;

impl Scanner<'_> {
    /// Scans the files of a 7-Zip archive, and says how many there are.
    pub(super) fn seven_zip(
        &mut self,
        source: &Input,
        content: Content,
        buffer: &mut Buffer,
        nesting: &Nesting,
    ) -> io::Result<u64> {
        let Some(budget) = &nesting.budget else { return Ok(0) };
        let archive = SevenZip::open(self.store(source, content, buffer)?)?;
        let (mut names, mut files) = (EntryNames::default(), 0);
        let limit = self.config.max_file_size;
        archive.files(limit, budget, |file| {
            files += 1;
            let name = names.unique(file.name);
            let origin = match file.kind {
                Kind::Special(what) => Origin::Special(what),
                _ => Origin::Container,
            };
            let input = source.in_container(&name, origin);
            self.scan(&input, nesting, |_, buffer| {
                *buffer = Buffer::from(file.content?);
                Ok(Content::Whole)
            });
        })?;
        Ok(files)
    }
}
