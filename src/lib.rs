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
pub mod carrier;
mod config;
pub mod decode;
mod error;
pub mod findings;
pub mod input;
pub mod ledger;
pub mod output;
pub mod payload;
pub mod privacy;
pub mod reference;
pub mod render;
pub mod report;
mod scan;
pub mod stats;

pub use config::{AuditOptions, Config, Filter, Filters};
pub use error::Error;

use archive::Archive;

/// What an audit found.
#[derive(Debug)]
pub struct Audit {
    /// All that the archive holds.
    pub archive: Archive,
    /// What could not be done properly, a sentence each: a named path that can't be read, a fault of
    /// this program.
    pub problems: Vec<String>,
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
/// When the worker threads can't be started. Whatever is wrong with the archive is a finding.
pub fn audit(config: &Config) -> Result<Audit, Error> {
    with_threads(config.threads, || {
        let (ledger, problems) = scan::scan(config);
        let mut archive = ledger.close(&config.options);
        if !config.filters.is_empty() {
            archive.keep_jobs(|archive, job| config.filters.matches(archive, job));
        }
        Audit { archive, problems }
    })
}

/// Runs something with so many threads; 0 for as many as there are processors.
///
/// # Errors
///
/// When they can't be started.
pub fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> Result<T, Error> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?.install(work))
}
