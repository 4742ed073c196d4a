//! A ZIP archive, by many threads.
//!
//! In: its beginning, or all of it. Out: each of its files, looked at by whichever thread is free; the
//! directory is read as they take from it.

use std::io;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::input::container::{Directory, EntryNames, Fault, Kind, Listed, Store};
use crate::input::reader::{Buffer, Content};
use crate::input::walk::{Input, Origin};
use crate::scan::Scanner;
use crate::scan::container::{Nesting, together};

/// How long the header of an entry is, without its name and what follows that.
const HEADER_BYTES: u64 = 30;

impl Scanner<'_> {
    /// Scans the files of a ZIP archive, and says how many there are.
    pub(super) fn zip(
        &mut self,
        source: &Input,
        content: Content,
        buffer: &mut Buffer,
        nesting: &Nesting,
    ) -> io::Result<u64> {
        let begun = buffer.bytes().len() as u64;
        let store = self.store(source, content, buffer)?;
        let in_file = matches!(store, Store::File(..));
        let directory = Directory::of(store)?;
        if directory.is_document() {
            if nesting.budget.as_ref().is_some_and(|budget| directory.is_own_report(budget)) {
                return Err(Fault::own_report().into());
            }
            let message = "an Office document; save the table in it as CSV";
            return Err(Fault::unknown(message).into());
        }
        let Some(budget) = &nesting.budget else { return Ok(0) };
        let (mut names, mut files, mut listed) = (EntryNames::default(), 0, Listed::default());
        let fault = Mutex::new(None);
        let fail = |error: io::Error| {
            fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        };
        let entries = directory.entries().map_while(|entry| {
            let entry = entry.and_then(|entry| budget.entry().map(|()| entry).map_err(Into::into));
            entry.map_err(fail).ok().inspect(|entry| {
                listed.add(entry.at, HEADER_BYTES + entry.header, entry.packed);
            })
        });
        let entries = entries.filter(|entry| entry.kind != Kind::Folder).map(|mut entry| {
            files += 1;
            entry.name = names.unique(std::mem::take(&mut entry.name));
            entry
        });
        let problems = entries
            .par_bridge()
            .fold(
                || self.another(),
                |mut scanner, entry| {
                    // What the buffer held has been counted.
                    if in_file && entry.at >= begun {
                        scanner.config.progress.read(entry.packed);
                    }
                    let origin = match entry.kind {
                        Kind::Special(what) => Origin::Special(what),
                        _ => Origin::Container,
                    };
                    let inside = source.in_container(&entry.name, origin);
                    scanner
                        .entry(&inside, nesting, || directory.open(&entry, budget, nesting.depth));
                    scanner
                },
            )
            .map(Scanner::finish)
            .reduce(Vec::new, together);
        self.problems.extend(problems);
        match fault.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => match directory.others(&listed)? {
                Some(fault) => Err(fault.into()),
                None => Ok(files),
            },
        }
    }
}
