//! The jobs of an archive that failed, with the reasons that are known:
//! `cargo run --example failed-jobs -- samples`.

#![allow(clippy::print_stdout)]

use jobaudit::payload::Outcome;
use jobaudit::{Config, audit};

fn main() -> Result<(), jobaudit::Error> {
    let paths = std::env::args_os().skip(1).map(Into::into).collect();
    let archive = audit(&Config { paths, ..Config::default() })?.archive;
    for (at, job) in archive.jobs.iter().enumerate() {
        if job.outcome != Outcome::Failed {
            continue;
        }
        let id = archive.job_id(job).unwrap_or_default();
        println!("{id} in {}", archive.file_name(job.file));
        for error in archive.errors.iter().filter(|error| error.job == Some(at)) {
            let [user, code] =
                [error.user, error.code].map(|text| archive.name(text).unwrap_or("?"));
            println!("  {user}: {code}");
        }
    }
    Ok(())
}
