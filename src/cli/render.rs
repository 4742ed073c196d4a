//! `jobaudit render`: a saved audit, in any format.
//!
//! In: the JSON of an audit. Out: what `report` would have written with the same flags, to the byte. What was decided
//! when the audit was made (which jobs, judged when, and which findings) can't be decided again.

use jobaudit::report::Record;
use jobaudit::{Audit, Config, Error, Filters};

use super::args::RenderArgs;
use super::ending::Ending;
use super::report::{Asked, Made, tell};
use super::{reads_of, redact, salt, split, tell_files};

/// Reads a saved audit and writes it as it is asked for.
pub(super) fn run(args: &RenderArgs) -> Result<Ending, Error> {
    if !args.decided.is_empty() {
        return Err(Error::Asked(
            "a saved audit is of the jobs that were chosen, and judged as they were, when it was made; ask the \
             archive itself: jobaudit report PATH, with the same flag"
                .into(),
        ));
    }
    let general = &args.general;
    let config = Config { threads: general.threads.map_or(0, usize::from), ..Config::default() };
    let mut reads = reads_of(general);
    reads.add(&args.record, "the saved audit");
    let salt = general.salt_file.as_deref().map(salt).transpose()?;
    let Record { archive, command, config: source, filters, .. } = Record::read(&args.record)?;
    let mut audit = Audit { archive, problems: Vec::new(), no_match: None };
    let mut asked = Asked {
        presenting: &args.presenting,
        telling: &args.telling,
        general,
        filters,
        has_plan: audit.archive.plan.is_some(),
        has_history: false,
        made: Made { command, config: source },
    };
    let redactor = redact(&mut audit, general, salt.as_deref());
    asked.redact(redactor.as_ref());
    if let Some(by) = args.presenting.split {
        return split::run_on(&mut asked, by, &Filters::default(), (&config, &reads), |_| {
            Ok(audit)
        });
    }
    let outputs = asked.outputs()?;
    outputs.spare(&config, &reads, args.presenting.overwrite, general)?;
    if general.verbose {
        tell_files(&audit);
    }
    let gates = tell(&mut audit, outputs, &asked, config.threads, None)?;
    Ok(Ending::of(&audit, asked.fail_on()).with_gates(&gates))
}
