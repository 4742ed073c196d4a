//! `jobaudit diff`: what changed between two audits.
//!
//! In: two sides, each of files that are audited now, or an audit that was saved. Out: the comparison in any format of
//! a report. Nothing is compared that could not be read: a side with a fault ends the run with that fault.

use std::path::PathBuf;

use jobaudit::findings::Keep;
use jobaudit::render::DocumentKind;
use jobaudit::report::diff::{Compared, Diff, DiffOptions, SECTIONS};
use jobaudit::report::settings::ConfigSource;
use jobaudit::report::{Filter, Record, Report};
use jobaudit::{Audit, Config, Error};

use super::args::{DiffArgs, FailOn, FailOnChange, Input};
use super::ending::Ending;
use super::outputs::{Content, Outputs, Wanted};
use super::overwrite_guard::Reads;
use super::{config, progress, reads, salt, set_plan_and_baseline, tell_files};

/// Compares two audits and writes what changed; `typed` are the flags that nothing but the command line says and that
/// figures depend on.
pub(super) fn run(
    args: &DiffArgs,
    typed: &[String],
    source: Option<ConfigSource>,
) -> Result<Ending, Error> {
    let sections: Vec<&'static str> = SECTIONS
        .into_iter()
        .filter(|id| args.section.is_empty() || args.section.iter().any(|asked| asked == id))
        .filter(|id| *id != "gates" || !args.require.is_empty())
        .collect();
    let mut outputs = Outputs::of(&Wanted {
        kind: DocumentKind::Report,
        format: args.writing.format,
        paths: &args.writing.output,
        content: &|_| Content::Named(sections.clone()),
    })?;
    if outputs.stdout().is_none() && !args.general.quiet {
        outputs.add_stdout(jobaudit::render::Format::Table, Content::Named(Vec::new()))?;
    }
    let [base, new] = args.both();
    let (base, new) = (Side::of(args, &base)?, Side::of(args, &new)?);
    if base.record.is_some() && new.record.is_some() && !typed.is_empty() {
        let flags: Vec<String> = typed.iter().map(|flag| format!("--{flag}")).collect();
        return Err(Error::Asked(format!(
            "both sides are saved audits, which are of the jobs that were chosen, and judged as they were, when they \
             were made: {} would change nothing; compare the archives themselves, or save both audits with it",
            flags.join(", ")
        )));
    }
    for side in [&base, &new] {
        outputs.spare(&side.config, &side.reads, args.overwrite, &args.general)?;
    }
    let threads = base.config.threads;
    let ((mut base, of_base), (mut new, of_new)) = audits(args, threads, base, new)?;
    if args.general.redact {
        redact(args, [&mut base, &mut new])?;
    }
    for (side, audit) in [("BASE", &base), ("NEW", &new)] {
        match Ending::of(audit, FailOn::Never) {
            Ending::Fine => {}
            Ending::Problems(problems) => {
                let problems = problems.iter().map(|problem| format!("{side}: {problem}"));
                return Ok(Ending::Problems(problems.collect()));
            }
            Ending::Nothing(sentence) => return Ok(Ending::Nothing(format!("{side}: {sentence}"))),
            other @ Ending::NotAsAsked(_) => return Ok(other),
        }
    }
    if args.general.verbose {
        tell_files(&base);
        tell_files(&new);
    }
    let options = DiffOptions {
        title: args.title.clone(),
        zone: args.tz,
        gates: args.require.clone(),
        all: args.all,
        config: source,
    };
    let of_base = Compared { archive: &base.archive, filters: &of_base };
    let of_new = Compared { archive: &new.archive, filters: &of_new };
    let diff = jobaudit::with_threads(threads, || Diff::of(of_base, of_new, &options))??;
    // The process ends soon; to free large archives piece by piece first would only take time.
    std::mem::forget((base, new));
    for output in outputs {
        let Content::Named(wanted) = &output.content else { continue };
        let mut part: Report<'_> = diff.report.clone();
        part.sections.retain(|section| wanted.contains(&section.id));
        output.write(&part, args.writing.csv_dialect, &args.general)?;
    }
    let ending = match args.fail_on {
        FailOnChange::Regression if !diff.regressions.is_empty() => {
            let worse = diff.regressions.join(", ");
            Ending::NotAsAsked(vec![format!("--fail-on regression: {worse}")])
        }
        FailOnChange::Regression | FailOnChange::Never => Ending::Fine,
    };
    Ok(ending.with_gates(&diff.report.gates))
}

/// An audit, and the filters that it was made with.
type Made = (Audit, Vec<Filter>);

/// Both sides. A saved audit is read by one thread, so that two are read at once; an archive is read by all there are.
fn audits(args: &DiffArgs, threads: usize, base: Side, new: Side) -> Result<(Made, Made), Error> {
    let (base, new) = match (&base.record, &new.record) {
        (Some(base), Some(new)) => {
            let (base, new) = jobaudit::with_threads(threads, || Record::read_both(base, new))?;
            (base.map(saved), new.map(saved))
        }
        _ => (base.audit(args), new.audit(args)),
    };
    Ok((base?, new?))
}

/// A saved audit as it was made.
fn saved(record: Record) -> Made {
    let Record { archive, filters, .. } = record;
    (Audit { archive, problems: Vec::new(), no_match: None }, filters)
}

/// One of the two sides, before it is read.
struct Side {
    config: Config,
    reads: Reads,
    /// The saved audit that it is, if it is one.
    record: Option<PathBuf>,
}

impl Side {
    fn of(args: &DiffArgs, input: &Input) -> Result<Side, Error> {
        let keep = Keep { per_rule: usize::MAX, excerpts: false };
        let filters = args.choosing.filters(args.tz);
        let mut config = config(input, &args.judging, args.tz, &args.general, keep, filters)?;
        let record = match &config.paths[..] {
            [path] if Record::is_one(path) => Some(path.clone()),
            _ => None,
        };
        // A saved audit has its own.
        if record.is_none() {
            set_plan_and_baseline(&mut config, &args.plan, &args.baseline)?;
        }
        let mut reads = reads(&config, input, &args.general);
        args.baseline.baseline.iter().for_each(|path| reads.add(path, "the baseline"));
        record.iter().for_each(|path| reads.add(path, "the saved audit"));
        Ok(Side { config, reads, record })
    }

    /// The side as it was audited, and the filters that it was made with.
    fn audit(self, args: &DiffArgs) -> Result<Made, Error> {
        match &self.record {
            Some(path) => Record::read(path).map(saved),
            None => {
                let audit = progress::watched(&self.config, &args.general)?;
                Ok((audit, args.choosing.filters(args.tz).described()))
            }
        }
    }
}

/// Takes the people out of both sides, so that the same person has the same pseudonym on both. Of a saved audit they
/// may be out already; then only its salt helps.
fn redact(args: &DiffArgs, sides: [&mut Audit; 2]) -> Result<(), Error> {
    let salt = match &args.general.salt_file {
        Some(path) => salt(path)?,
        None => sides.iter().flat_map(|side| side.archive.fingerprint().into_bytes()).collect(),
    };
    for side in sides.into_iter().filter(|side| !side.archive.is_redacted()) {
        let redactor = side.archive.redact(Some(&salt));
        for problem in &mut side.problems {
            *problem = redactor.text(problem, true).into_owned();
        }
    }
    Ok(())
}
