//! `jobaudit show`: one job in full.
//!
//! In: typed arguments. Out: the job on standard output and in files.

use jobaudit::findings::Keep;
use jobaudit::payload::JobSelector;
use jobaudit::render::DocumentKind;
use jobaudit::render::csv::Dialect;
use jobaudit::report::{self, Choice};
use jobaudit::{Audit, Error, Filters};

use super::args::{FailOn, ShowArgs};
use super::ending::Ending;
use super::outputs::{Content, Outputs, Wanted};
use super::{audit, config, reads, tell_files};

/// How many findings of a rule in a file are shown.
const FINDINGS_SHOWN: usize = 100;

/// How many jobs are named where several are meant.
const MAX_JOBS_NAMED: usize = 5;

/// Reads an archive and writes one job of it.
pub(super) fn run(args: &ShowArgs) -> Result<Ending, Error> {
    let outputs = Outputs::of(&Wanted {
        kind: DocumentKind::Job,
        format: args.format,
        paths: &args.output,
        content: &|_| Content::Whole,
    })?;
    let wanted = JobSelector::new(&args.job);
    let keep = Keep { per_rule: FINDINGS_SHOWN, excerpts: false };
    let mut config = config(&args.input, &args.judging, &args.general, keep, Filters::default())?;
    let reads = reads(&config, &args.input, &args.general);
    outputs.spare(&config, &reads, args.overwrite, &args.general)?;
    config.options.show = Some(wanted.clone());
    config.options.words = true;
    let fail_on = args.judging.fail_on.unwrap_or(FailOn::Never);
    let audit = audit(&config, &args.general)?;
    if args.general.verbose {
        tell_files(&audit);
    }
    if audit.nothing_readable() || audit.archive.files_used() == 0 {
        return Ok(Ending::of(&audit, fail_on));
    }
    let report = match report::show(&audit.archive, &wanted) {
        Ok(report) => report,
        Err(choice) => return Ok(no_job(&audit, &wanted, &choice)),
    };
    for output in outputs {
        output.write(&report, Dialect::default(), &args.general)?;
    }
    Ok(Ending::of(&audit, fail_on))
}

/// Why there is no one job to show; whatever could not be read may be why.
fn no_job(audit: &Audit, wanted: &JobSelector, choice: &Choice) -> Ending {
    let wanted = wanted.as_str();
    let reason = match choice {
        Choice::None => {
            let jobs = super::counted(audit.archive.jobs.len() as u64, "job");
            format!("no job `{wanted}` among {jobs}")
        }
        Choice::Several(ids) => {
            let more = match ids.len().saturating_sub(MAX_JOBS_NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let first: Vec<&str> = ids.iter().take(MAX_JOBS_NAMED).map(String::as_str).collect();
            format!("`{wanted}` means {} jobs: {}{more}", ids.len(), first.join(", "))
        }
    };
    Ending::Problems([reason].into_iter().chain(audit.problems.iter().cloned()).collect())
}
