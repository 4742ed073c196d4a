//! What was read of an archive, before any judgement across files, so that it can be kept and sent.
//!
//! In: an archive, or a part of one. Out: [`Facts`], an open ledger that can be written as a stream of rows and read
//! again without loss: from the facts of all parts, in any order, comes the report that the files themselves give. Who
//! audits the same archive every day extracts what is new; who has more of it than one machine reads in a day extracts
//! it on many, and puts together there what belongs together.

mod codec;
mod files;
mod made;
mod rows;
mod stream;
mod wire;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::config::Config;
use crate::error::Error;
use crate::facts::made::Made;
use crate::facts::rows::{Gathered, Open};
use crate::findings::Finding;
use crate::input::roots::{Roots, STDIN};
use crate::ledger::{FileRecord, Ledger};
use crate::scan;

pub use stream::VERSION;
pub(crate) use stream::of_stream;

/// Facts of an archive or of a part of it.
#[derive(Debug, Default)]
pub struct Facts(Open);

/// So much is read of a file at once.
const BUFFER_BYTES: usize = 1 << 18;

impl Facts {
    /// Those of the files that are named, and what could not be done properly, a sentence each. With a base, files are
    /// called by what it is and what follows, wherever they were read from.
    ///
    /// # Errors
    ///
    /// When there is no memory for more, or the worker threads can't be started.
    pub fn extract(config: &Config, base: Option<&str>) -> Result<(Facts, Vec<String>), Error> {
        let (mut ledger, problems) = scan::scan(config)?;
        if let Some(base) = base {
            rename(&mut ledger, base);
        }
        hide_secrets(&mut ledger);
        Ok((Facts::of(ledger, config), problems))
    }

    /// Those of a ledger that was filled under these settings.
    pub fn of(ledger: Ledger, config: &Config) -> Facts {
        let made = Some(Made::of(config, ledger.roots.folder()));
        Facts(Open { ledger, made, is_known: Vec::new() })
    }

    /// Reads files of facts, those in folders, or standard input for `-`, whatever part of an archive they are of. Of
    /// each job only what counts is left: that is what these facts are fewer.
    ///
    /// # Errors
    ///
    /// When something can't be read, holds no facts, is damaged, or contradicts the others.
    pub fn read(paths: &[PathBuf]) -> Result<Facts, Error> {
        let mut all = Gathered::default();
        for path in paths {
            if path.as_os_str() == "-" {
                let input = BufReader::with_capacity(BUFFER_BYTES, io::stdin().lock());
                stream::read(input, &mut all).map_err(|sentence| Error::read(STDIN, sentence))?;
                continue;
            }
            for entry in WalkDir::new(path).follow_links(true).sort_by_file_name() {
                let entry = entry.map_err(|error| Error::read(path, error.to_string()))?;
                if entry.file_type().is_dir() || entry.depth() > 0 && is_no_data(entry.path()) {
                    continue;
                }
                let path = entry.path();
                let file = File::open(path).map_err(|error| Error::read(path, error))?;
                let input = BufReader::with_capacity(BUFFER_BYTES, file);
                stream::read(input, &mut all).map_err(|sentence| Error::read(path, sentence))?;
            }
        }
        Ok(Facts(all.into_open()))
    }

    /// The same of streams, whatever part of an archive they are of.
    ///
    /// # Errors
    ///
    /// When one holds no facts, is damaged, or contradicts the others: a sentence.
    pub fn of_streams(streams: impl Iterator<Item = impl BufRead>) -> Result<Facts, String> {
        let mut all = Gathered::default();
        for stream in streams {
            stream::read(stream, &mut all)?;
        }
        Ok(Facts(all.into_open()))
    }

    /// How many rows they are.
    pub fn rows(&self) -> usize {
        self.0.rows()
    }

    /// Writes them as a stream.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub fn write(&self, out: &mut (dyn Write + Send)) -> io::Result<()> {
        stream::write(&self.0, out)
    }

    /// The ledger of a whole archive, and what it was extracted with among the settings. Fewer findings may be kept
    /// one by one than these settings ask for; where that would make a difference, it is refused.
    ///
    /// # Errors
    ///
    /// When something is missing, or cannot be done with what was extracted.
    pub fn into_ledger(self, config: &mut Config) -> Result<Ledger, Error> {
        let Facts(Open { mut ledger, made, is_known }) = self;
        let Some(made) = made else {
            let what = "the facts do not say how they were extracted; some of them are missing";
            return Err(Error::Asked(what.into()));
        };
        let mut files = ledger.files.iter().zip(&is_known);
        if let Some((file, _)) = files.find(|(_, is_known)| !**is_known) {
            return Err(Error::Asked(format!(
                "facts are missing: some are about {}, and none says what became of that file",
                file.name
            )));
        }
        made.settle(config).map_err(Error::Asked)?;
        let keep = config.options.keep;
        for (file, found) in std::mem::take(&mut ledger.kept) {
            let is_cut =
                || found.counts().map(|(_, count)| count).sum::<u64>() > found.kept().len() as u64;
            if keep.per_rule > made.max_findings() && is_cut() {
                return Err(Error::Asked(format!(
                    "the facts hold {} findings of a rule for each file, and {} has more of one, all of which are \
                     needed here; extract them with --max-findings 0",
                    made.max_findings(),
                    ledger.files[file.0 as usize].name
                )));
            }
            if keep.per_rule > 0 {
                let mut kept = keep.collector();
                kept.merge(found);
                ledger.kept.push((file, kept));
            }
        }
        Ok(ledger)
    }
}

/// Whether a file is one that engines leave beside their data: `_SUCCESS`, `.part-0.crc`.
fn is_no_data(path: &Path) -> bool {
    path.file_name().is_some_and(|name| {
        name.as_encoded_bytes().starts_with(b"_") || name.as_encoded_bytes().starts_with(b".")
    })
}

/// Leaves nothing in the names of files and in findings that opens something; other names are looked at when they are
/// written.
fn hide_secrets(ledger: &mut Ledger) {
    ledger.roots.hide_secrets();
    ledger.files.iter_mut().for_each(FileRecord::hide_secrets);
    let kept = ledger.kept.iter_mut().flat_map(|(_, found)| found.kept_mut());
    kept.for_each(Finding::hide_secrets);
}

/// Calls files by a base and what follows: what was read from standard input as if it lay there.
fn rename(ledger: &mut Ledger, base: &str) {
    for file in &mut ledger.files {
        let of_stdin = file.name.strip_prefix(STDIN);
        let below = of_stdin.map_or(&*file.name, |rest| rest.strip_prefix('!').unwrap_or(rest));
        // As tar writes what is in the folder that it is told to archive.
        let below = below.strip_prefix("./").unwrap_or(below);
        let before = file.name.len() - below.len();
        file.container_len = match file.container_len.checked_sub(before) {
            None | Some(0) => 0,
            Some(end) => base.len() + end,
        };
        file.carrier_len = file.carrier_len.map(|end| base.len() + end.saturating_sub(before));
        file.name = format!("{base}{below}").into();
    }
    ledger.roots = match base {
        "" => Roots::default(),
        base => Roots::of_pairs(vec![(base.to_owned(), base.trim_end_matches('/').to_owned())], ""),
    };
}
