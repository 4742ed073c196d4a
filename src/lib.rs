//! Audits folders of archived Webex Calling job payloads: what ran, how long each step took, what
//! failed and why, and whether the archive can be believed.
//!
//! The stages, each a module that knows only those before it:
//!
//! ```text
//! input -> decode -> scan -> ledger -> archive -> stats -> report -> render -> output
//! (files,  (one      (joins  (a store  (all that  (numbers) (sections  (one     (whole files
//!  bytes,   payload's the     that      needs the            of typed   file a   or none)
//!  text)    facts and three)  merges)   whole)               cells)     format)
//!           findings)
//! ```
//!
//! The vocabulary knows no stage: [`payload`], [`findings`], [`privacy`] and [`mod@reference`]. Containers
//! (ZIP, tar, gzip, zstd) are unpacked in memory and read like files.
//!
//! The library neither prints nor exits. What stops a run is an [`Error`]; whatever is wrong with
//! the archive is a [`findings::Finding`] and stops nothing.
//!
//! ```
//! use jobaudit::report::{Options, Report};
//! use jobaudit::{Config, render};
//!
//! let config = Config { paths: vec!["samples".into()], ..Config::default() };
//! let audit = jobaudit::audit(&config)?;
//! let report = Report::of(&audit.archive, &Options::default());
//! let mut json = Vec::new();
//! render::write(&report, render::Format::Json, &render::Look::default(), &mut json)?;
//! assert!(audit.archive.jobs.len() > 40);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod archive;
mod config;
mod error;
pub mod findings;
pub mod ledger;
pub mod payload;
pub mod reference;
pub mod render;
pub mod report;
mod scan;
pub mod stats;

// For this package's own command line, benches and fuzz targets. Nothing here is promised to others.
#[doc(hidden)]
pub mod carrier;
#[doc(hidden)]
pub mod decode;
#[doc(hidden)]
pub mod export;
#[cfg(feature = "tables")]
#[doc(hidden)]
pub mod facts;
#[doc(hidden)]
pub mod input;
#[doc(hidden)]
pub mod output;
#[doc(hidden)]
pub mod privacy;

pub use input::container::Limits;
pub use input::progress::Progress;

pub use config::{AuditOptions, Config, Filter, Filters};
pub use error::{Error, Problem};

use std::path::Path;

use archive::{Archive, MadeWith};
use input::lists;

/// What an audit found.
#[derive(Debug)]
pub struct Audit {
    /// All that the archive holds.
    pub archive: Archive,
    /// What could not be done properly, a sentence each: a named path that can't be read, a fault of
    /// this program.
    pub problems: Vec<String>,
    /// Why no job is left, where the filters match none: a sentence.
    pub no_match: Option<String>,
}

impl Audit {
    /// Whether not one of the named paths could be read.
    pub fn nothing_readable(&self) -> bool {
        let lost = |file: &ledger::FileRecord| {
            file.set_aside == Some(findings::rule::Rule::UnreadableFile)
        };
        !self.problems.is_empty() && self.archive.files.iter().all(lost)
    }
}

/// Reads and judges an archive.
///
/// # Errors
///
/// When the worker threads can't be started, there is no memory for all of it, or a list of names or people can't be read. Whatever is wrong
/// with the archive is a finding.
pub fn audit(config: &Config) -> Result<Audit, Error> {
    let mut names = Vec::new();
    for path in &config.names {
        names.extend(lists::names(path).map_err(|reason| unreadable(path, reason))?);
    }
    names.extend(config.named.iter().cloned());
    let plan = config.plan.as_deref();
    let plan = plan
        .map(|path| lists::people(path).map_err(|reason| unreadable(path, reason)))
        .transpose()?;
    with_threads(config.threads, || {
        // Whose findings are whose can only be told of those that are kept one by one.
        let mut options = config.options.clone();
        if !config.filters.is_empty() || config.baseline.is_some() {
            options.keep.per_rule = usize::MAX;
        }
        let mut config = Config { options, ..config.clone() };
        let (mut ledger, problems) = read(&mut config)?;
        let config = &config;
        ledger.room_to_close()?;
        names.iter().for_each(|name| ledger.add_listed_name(name));
        plan.iter().for_each(|people| ledger.set_plan(people));
        let mut archive = ledger.close(&config.options);
        archive.made_with = MadeWith::of(config, &names);
        archive.findings.set_levels(config.options.rules.levels.clone());
        // Before anything is left out, whose files have other names then.
        if let Some(baseline) = &config.baseline {
            let now = config.options.now();
            let rules = &config.options.rules;
            archive.accept(baseline, now, rules, config.filters.is_empty());
        }
        let mut no_match = None;
        if !config.filters.is_empty() {
            let chosen = archive.chosen(&config.filters);
            if !archive.jobs.is_empty() && chosen.jobs.is_empty() {
                no_match = Some(config.filters.explain_none(&archive));
            }
            archive = chosen;
        }
        Ok(Audit { archive, problems, no_match })
    })?
}

/// What is known of an archive before it is judged, and what could not be done properly.
fn read(config: &mut Config) -> Result<(ledger::Ledger, Vec<String>), Error> {
    #[cfg(feature = "tables")]
    if config.facts {
        let ledger = facts::Facts::read(&config.paths)?.into_ledger(config)?;
        return Ok((ledger, Vec::new()));
    }
    scan::scan(config)
}

/// That a list can't be used.
fn unreadable(path: &Path, reason: std::io::Error) -> Error {
    Error::read(path, reason)
}

/// Runs something with so many threads; 0 for as many as there are processors.
///
/// # Errors
///
/// When they can't be started.
pub fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> Result<T, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    Ok(pool.map_err(|error| Error::Threads(error.to_string()))?.install(work))
}
