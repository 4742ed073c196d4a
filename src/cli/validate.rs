//! `jobaudit validate`: every finding with its place.
//!
//! In: typed arguments. Out: findings on standard output or in files. Where people read them, only
//! the first of each rule in a file are written, and how many there are.

use std::io::IsTerminal;
use std::sync::Arc;

use jobaudit::Error;
use jobaudit::findings::Keep;
use jobaudit::findings::baseline::Baseline;
use jobaudit::render::{DocumentKind, Format};
use jobaudit::report::Validation;

use super::args::{FINDINGS_FOR_PEOPLE, FINDINGS_FOR_PROGRAMS, FailOn, ValidateArgs};
use super::ending::Ending;
use super::outputs::{Content, Outputs, Wanted};
use super::overwrite_guard::Reads;
use super::{audit, baseline, config, reads, say, tell_files};

/// Validates an archive and writes what it found.
pub(super) fn run(args: &ValidateArgs) -> Result<Ending, Error> {
    let kind = if args.statistics { DocumentKind::Statistics } else { DocumentKind::Findings };
    if let Some(format) = args.format.filter(|format| !format.holds(kind)) {
        let held: Vec<&str> = Format::of(kind).map(Format::name).collect();
        let sentence =
            format!("{} holds no counts of findings; use {}", format.name(), held.join(", "));
        return Err(Error::Asked(sentence));
    }
    let mut outputs = Outputs::of(&Wanted {
        kind,
        format: args.format,
        paths: &args.output,
        content: &|_| Content::Whole,
    })?;
    if let Some(path) = &args.write_baseline {
        outputs.add_baseline(path)?;
    }
    let per_rule = |format: Format| match args.max_findings {
        Some(0) => usize::MAX,
        Some(per_rule) => per_rule,
        None if format.is_for_people() => FINDINGS_FOR_PEOPLE,
        None => FINDINGS_FOR_PROGRAMS,
    };
    let stdout = outputs.stdout();
    let mut keep = Keep {
        per_rule: outputs.formats().map(per_rule).max().unwrap_or(FINDINGS_FOR_PEOPLE),
        excerpts: stdout == Some(Format::Text) && std::io::stdout().is_terminal(),
    };
    if args.write_baseline.is_some() {
        keep.per_rule = usize::MAX;
    }
    let filters = args.choosing.filters(args.telling.tz);
    let mut config =
        config(&args.input, &args.judging, args.telling.tz, &args.general, keep, filters)?;
    let mut reads = reads(&config, &args.input, &args.general);
    config.baseline = baseline_of(args, &mut reads)?;
    outputs.spare(&config, &reads, args.overwrite, &args.general)?;
    let fail_on = match args.write_baseline {
        // What is accepted from now on fails no run.
        Some(_) => FailOn::Never,
        None => args.telling.fail_on.unwrap_or(FailOn::Error),
    };
    let (audit, _) = audit(&config, &args.general)?;
    let for_people = outputs.formats().all(Format::is_for_people);
    if audit.nothing_readable() || audit.no_match.is_some() && for_people {
        return Ok(Ending::of(&audit, fail_on));
    }
    if args.general.verbose {
        tell_files(&audit);
    }
    let validation = Validation::of(&audit.archive);
    for output in outputs {
        if matches!(output.content, Content::Baseline) {
            let (baseline, new) = baseline::of_all(&audit, &config);
            output.write(&baseline, args.csv_dialect, &args.general)?;
            if !args.general.quiet {
                let all = baseline.entries().len();
                say(&format!("the baseline has {all} entries, {new} of them new"));
            }
            continue;
        }
        if args.statistics {
            output.write(&validation.statistics(), args.csv_dialect, &args.general)?;
            continue;
        }
        let Some(format) = output.format() else { continue };
        let validation = validation.shortened_to(per_rule(format));
        output.write(&validation, args.csv_dialect, &args.general)?;
        tell_left_out(&validation, format, args.general.quiet);
    }
    if stdout.is_none() && !args.general.quiet {
        say(&validation.total());
    }
    Ok(Ending::of(&audit, fail_on))
}

/// The findings that are accepted: those of the baseline, else of the one that is written anew.
fn baseline_of(args: &ValidateArgs, reads: &mut Reads) -> Result<Option<Arc<Baseline>>, Error> {
    let Some(path) = &args.baseline.baseline else {
        let before = args.write_baseline.as_deref().map(baseline::read_if_there);
        return Ok(before.transpose()?.flatten());
    };
    if args.write_baseline.as_ref() != Some(path) {
        reads.add(path, "the baseline");
    }
    baseline::read(path).map(Some)
}

/// Says how many findings an output for programs leaves out; people read it in theirs.
fn tell_left_out(validation: &Validation<'_>, format: Format, quiet: bool) {
    let left = validation.left_out();
    if left > 0 && !quiet && !format.is_for_people() {
        say(&format!("{left} findings are counted and left out (--max-findings 0 writes all)"));
    }
}
