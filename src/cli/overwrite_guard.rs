//! Spares what is audited.
//!
//! In: what is about to be read, and the files that are about to be written. Out: a refusal where one of
//! them is both. Reports of an earlier run may lie in the archive and are replaced; payloads may not.

use std::path::PathBuf;
use std::sync::Arc;

use jobaudit::AuditOptions;
use jobaudit::{Config, Error, Filters};

/// Refuses to write any of these files that was named as input, or is a payload below what was named.
pub(super) fn inputs(config: &Config, outputs: Vec<PathBuf>) -> Result<(), Error> {
    let roots = config.paths.iter().filter_map(|path| path.canonicalize().ok());
    let roots: Vec<PathBuf> = roots.collect();
    let lists = config.names.iter().chain(&config.plan).filter_map(|path| path.canonicalize().ok());
    let lists: Vec<PathBuf> = lists.collect();
    for output in outputs {
        // Where nothing is yet, nothing is lost; nor in a device.
        let Some(real) = output.canonicalize().ok().filter(|real| real.is_file()) else { continue };
        if lists.contains(&real) {
            return Err(Error::write(output, "it is one of the lists to read"));
        }
        let below = roots.iter().any(|root| real.starts_with(root));
        if below && (roots.contains(&real) || is_payload(config, real)?) {
            return Err(Error::write(output, "it is one of the files to audit"));
        }
    }
    Ok(())
}

/// Whether a file alone would be something to audit.
fn is_payload(config: &Config, file: PathBuf) -> Result<bool, Error> {
    // By the same limits. Nobody watches it, and no filter makes it less of a payload.
    let alone = Config {
        paths: vec![file],
        threads: 1,
        options: AuditOptions::default(),
        filters: Filters::default(),
        names: Vec::new(),
        plan: None,
        progress: Arc::default(),
        ..config.clone()
    };
    Ok(jobaudit::audit(&alone)?.archive.files_used() > 0)
}
