//! Writes a synthetic archive of job payloads, of any size, to try the program on.
//!
//! ```text
//! cargo run --release --example make-archive -- DIR --jobs 100000 [--seed 7] [--ndjson] [--unsaved 300]
//! ```
//!
//! 100,000 jobs are about 114,000 files and 219 MB. The same seed writes the same bytes on every
//! machine, and nothing in them is real.

mod archive;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use archive::{Layout, Plan};
use clap::Parser;

/// Writes a synthetic archive of Webex Calling job payloads.
#[derive(Parser)]
struct Args {
    /// Folder to write to: a new one, or an empty one
    dir: PathBuf,

    /// Number of jobs
    #[arg(long, value_name = "N")]
    jobs: u64,

    /// The same seed gives the same archive
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// Of 1,000 errors files so many are left out, as if nobody had saved them
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=1000))]
    unsaved: u64,

    /// One stream, jobs.ndjson, instead of a file a job
    #[arg(long)]
    ndjson: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let plan = Plan {
        jobs: args.jobs,
        seed: args.seed,
        layout: if args.ndjson { Layout::Ndjson } else { Layout::Files },
        unsaved: args.unsaved,
    };
    let (line, code) = match archive::write(&args.dir, &plan) {
        Ok(written) => (
            format!(
                "wrote {} jobs in {} files, {:.1} MB, to {}; {} people are still to be moved, {} of them named",
                written.jobs,
                written.files,
                written.bytes as f64 / 1e6,
                args.dir.display(),
                written.truth.to_move,
                written.truth.named
            ),
            ExitCode::SUCCESS,
        ),
        Err(error) => (format!("error: {error}"), ExitCode::FAILURE),
    };
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(io::stderr(), "{line}");
    code
}
