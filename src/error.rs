//! What stops a run, as opposed to a [`Finding`](crate::findings::Finding) about the archive.

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The worker threads could not be started.
    #[error("cannot start the worker threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// A list that was named is none.
    #[error("cannot read {path}: {reason}")]
    List {
        /// The file, as it is shown.
        path: String,
        /// Why.
        reason: std::io::Error,
    },
}
