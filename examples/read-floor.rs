//! Reads an archive and does nothing with it: the time that no audit of it can be faster than.
//!
//! ```text
//! cargo run --release --example read-floor -- PATH [--threads 2]
//! ```
//!
//! A folder is walked as the program walks it, and each file in it opened and read to its end by one
//! of N threads, into a buffer that the thread keeps. A large file is read in blocks by one thread.
//! There is no look at the bytes, nor a call to the system that could be left out: no sizes are asked
//! for, and a block that is not full ends a file. The last line tells how much it was, so that
//! two programs can be seen to have read the same.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Parser;
use rayon::ThreadPoolBuilder;
use rayon::iter::{ParallelBridge, ParallelIterator};
use walkdir::WalkDir;

/// How much is asked for at once. Larger blocks are no faster, and leave the processor's caches.
const BLOCK: usize = 1 << 18;

/// Reads all files below a path and does nothing with them.
#[derive(Parser)]
struct Args {
    /// A folder, or one file
    path: PathBuf,

    /// How many threads read
    #[arg(long, value_name = "N", default_value_t = 2)]
    threads: usize,
}

/// What was read.
#[derive(Clone, Copy, Default)]
struct Amount {
    files: u64,
    bytes: u64,
}

impl Amount {
    fn plus(self, other: Amount) -> Amount {
        Amount { files: self.files + other.files, bytes: self.bytes + other.bytes }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args = Args::parse();
    let pool = ThreadPoolBuilder::new().num_threads(args.threads).build()?;
    let read = pool.install(|| read_all(&args.path))?;
    Ok(writeln!(io::stdout(), "{} files, {} bytes", read.files, read.bytes)?)
}

/// Walks and reads; the first error ends it.
fn read_all(path: &Path) -> io::Result<Amount> {
    WalkDir::new(path)
        .into_iter()
        .par_bridge()
        .map_init(
            || vec![0; BLOCK],
            |buffer, entry| {
                let entry = entry?;
                if !entry.file_type().is_file() {
                    return Ok(Amount::default());
                }
                Ok(Amount { files: 1, bytes: read_one(entry.path(), buffer)? })
            },
        )
        .try_reduce(Amount::default, |one, other| Ok(one.plus(other)))
}

/// Reads one file; a regular one gives less than was asked for at its end and nowhere else.
fn read_one(path: &Path, buffer: &mut [u8]) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let mut bytes = 0;
    loop {
        let read = file.read(buffer)?;
        bytes += read as u64;
        if read < buffer.len() {
            return Ok(bytes);
        }
    }
}
