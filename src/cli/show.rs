//! `jobaudit show`: one job in full.
//!
//! In: typed arguments. Out: the job on standard output and in files.

use jobaudit::Filters;
use jobaudit::findings::Keep;
use jobaudit::output::{Destination, Prepared};
use jobaudit::payload::JobSelector;
use jobaudit::render::csv::Dialect;
use jobaudit::render::{self, Format};
use jobaudit::report::{self, Choice};

use super::args::{FORMATS_OF_SHOW, FailOn, ShowArgs};
use super::{
    Failure, audit, config, look, overwrite_guard, say, tell_files, tell_written, to_stdout,
    verdict,
};

/// How many findings of a rule in a file are shown.
const FINDINGS_SHOWN: usize = 100;

/// How many jobs are named where several are meant.
const MAX_JOBS_NAMED: usize = 5;

/// Reads an archive and writes one job of it.
pub(super) fn run(args: &ShowArgs) -> Result<u8, Failure> {
    let mut files = Vec::new();
    for path in args.output.iter().filter(|path| path.as_os_str() != "-") {
        files.push(prepared(Destination::new(path)?)?);
    }
    let wanted = JobSelector::new(&args.job);
    let keep = Keep { per_rule: FINDINGS_SHOWN, excerpts: false };
    let mut config = config(&args.input, &args.judging, &args.general, keep, Filters::default())?;
    overwrite_guard::inputs(&config, files.iter().flat_map(|file| file.paths(&[])).collect())?;
    config.options.show = Some(wanted.clone());
    config.options.words = true;
    let fail_on = args.judging.fail_on.unwrap_or(FailOn::Never);
    let audit = audit(&config, &args.general)?;
    if args.general.verbose {
        tell_files(&audit);
    }
    if audit.nothing_readable() || audit.archive.files_used() == 0 {
        return Ok(verdict(&audit, fail_on));
    }
    let report = match report::show(&audit.archive, &wanted) {
        Ok(report) => report,
        Err(Choice::None) => {
            let jobs = super::counted(audit.archive.jobs.len() as u64, "job");
            return Err(format!("no job `{}` among {jobs}", wanted.as_str()).into());
        }
        Err(Choice::Several(ids)) => {
            let more = match ids.len().saturating_sub(MAX_JOBS_NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let first =
                ids.iter().take(MAX_JOBS_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
            let count = ids.len();
            return Err(format!("`{}` means {count} jobs: {first}{more}", wanted.as_str()).into());
        }
    };
    let to_stdout_too = files.is_empty()
        || args.format.is_some()
        || args.output.iter().any(|path| path.as_os_str() == "-");
    for file in files {
        for path in file.commit(&report, Dialect::default())? {
            tell_written(&path, &args.general);
        }
    }
    if to_stdout_too {
        let look = look(args.general.color);
        let format = args.format.unwrap_or(Format::Table);
        to_stdout(|out| render::write(&report, format, &look, out))?;
    }
    if let Some(problem) = audit.problems.first() {
        say(problem);
        return Ok(2);
    }
    Ok(verdict(&audit, fail_on))
}

/// A file that one job can be written to.
fn prepared(destination: Destination) -> Result<Prepared, Failure> {
    match destination.format() {
        Some(format) if FORMATS_OF_SHOW.contains(&format) => Ok(destination.prepare(&[])?),
        _ => {
            let path = jobaudit::input::walk::shown(destination.path());
            Err(format!("cannot write {path}: one job is written as .txt, .md, .json or .html")
                .into())
        }
    }
}
