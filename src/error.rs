//! What stops a run, as opposed to a [`Finding`](crate::findings::Finding) about the archive.

use std::io;
use std::path::PathBuf;

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The worker threads could not be started.
    #[error("cannot start the worker threads: {0}")]
    Threads(String),
    /// A file that was named beside the archive can't be read.
    #[error("cannot read {}: {problem}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What stands in the way.
        problem: Problem,
    },
    /// An output can't be written.
    #[error("cannot write {}: {problem}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What stands in the way.
        problem: Problem,
    },
    /// The machine has no more memory.
    #[error(
        "out of memory: the archive holds more than this machine has room for; audit it in parts, or on another machine"
    )]
    Memory,
    /// Standard output can't be written.
    #[error("cannot write to standard output: {0}")]
    Stdout(io::Error),
    /// What was asked for cannot be: a sentence that says why.
    #[error("{0}")]
    Asked(String),
}

/// What stands in the way of a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The system says no.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Something else: a sentence.
    #[error("{0}")]
    Other(String),
}

impl Error {
    /// An output that can't be written, and why.
    pub fn write(path: impl Into<PathBuf>, problem: impl Into<Problem>) -> Error {
        Error::Write { path: path.into(), problem: problem.into() }
    }

    /// A file that can't be read, and why.
    pub fn read(path: impl Into<PathBuf>, problem: impl Into<Problem>) -> Error {
        Error::Read { path: path.into(), problem: problem.into() }
    }
}

impl From<&str> for Problem {
    fn from(sentence: &str) -> Problem {
        Problem::Other(sentence.to_owned())
    }
}

impl From<String> for Problem {
    fn from(sentence: String) -> Problem {
        Problem::Other(sentence)
    }
}
