//! `jobaudit report`: the audit, in any format.
//!
//! In: typed arguments. Out: the report on standard output and in files. Outputs that can't be
//! written are found out before the work starts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jobaudit::archive::Archive;
use jobaudit::findings::Keep;
use jobaudit::render::{DocumentKind, Format};
use jobaudit::report::settings::ConfigSource;
use jobaudit::report::trend;
use jobaudit::report::{Options, Report, RetryRequests, SectionId};
use jobaudit::{Config, Error};

use super::args::{FailOn, General, ReportArgs};
use super::ending::Ending;
use super::outputs::{Content, Outputs, Wanted, is_stdout};
use super::overwrite_guard::Reads;
use super::{audit, baseline, config, reads, say, tell_files};

fn outputs(args: &ReportArgs) -> Result<Outputs, Error> {
    let retry_list = args.retry_list.as_deref();
    // A list on standard output stands there alone.
    let list_alone = retry_list.is_some_and(is_stdout) && args.output.is_empty();
    let mut outputs = match list_alone && args.format.is_none() {
        true => {
            let mut outputs = Outputs::default();
            add_retry_list(&mut outputs, args, retry_list)?;
            outputs
        }
        false => outputs_to(args, args.format, &args.output, retry_list)?,
    };
    if outputs.stdout().is_none() && !args.general.quiet {
        outputs.add_stdout(Format::Table, Content::Sections(gates(args).into_iter().collect()))?;
    }
    Ok(outputs)
}

/// The section of limits, where there are any.
fn gates(args: &ReportArgs) -> Option<SectionId> {
    SectionId::from_name("gates").filter(|_| !args.limits.require.is_empty())
}

/// What goes to these files and in this format to standard output.
pub(super) fn outputs_to(
    args: &ReportArgs,
    format: Option<Format>,
    paths: &[PathBuf],
    retry_list: Option<&Path>,
) -> Result<Outputs, Error> {
    let of_plan = SectionId::from_name("plan").filter(|_| args.plan.is_some());
    let of_gates = gates(args);
    let of_trend = trend::section().filter(|_| args.history.history.is_some());
    let content = |format: Option<Format>| {
        let usual: Vec<SectionId> = match format {
            _ if !args.section.is_empty() => args.section.clone(),
            _ if args.all => SectionId::all().collect(),
            // The head is what people read first; tables are there for the asking.
            Some(Format::Table) => of_gates.into_iter().chain(of_trend).collect(),
            // A folder of CSV files, a workbook and JSON have room for the long sections too.
            None | Some(Format::Xlsx | Format::Json) => SectionId::all().collect(),
            Some(_) => SectionId::usual().chain(of_plan).chain(of_gates).chain(of_trend).collect(),
        };
        let all: BTreeSet<SectionId> = usual.into_iter().chain(args.with.iter().copied()).collect();
        Content::Sections(all.into_iter().collect())
    };
    let kind = DocumentKind::Report;
    let mut outputs = match paths.is_empty() && retry_list.is_some() && args.split.is_some() {
        true => Outputs::default(),
        false => Outputs::of(&Wanted { kind, format, paths, content: &content })?,
    };
    add_retry_list(&mut outputs, args, retry_list)?;
    Ok(outputs)
}

fn add_retry_list(
    outputs: &mut Outputs,
    args: &ReportArgs,
    path: Option<&Path>,
) -> Result<(), Error> {
    let Some(path) = path else { return Ok(()) };
    let is_json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    if is_json && args.general.redact {
        return Err(Error::Asked(
            "no request can be made of pseudonyms; leave out --redact".into(),
        ));
    }
    outputs.add_retry_list(path)
}

/// Says how many people the requests are for.
fn tell_requests(requests: &RetryRequests) {
    let RetryRequests { people, to_move, .. } = requests;
    let left = match to_move - people {
        0 => String::new(),
        left => {
            format!("; of the other {left} the target is unknown, or the move is still under way")
        }
    };
    say(&format!(
        "requests for {people} of {to_move} people who are still to be moved by name{left}"
    ));
}

/// What is read, and how.
pub(super) fn settings(args: &ReportArgs) -> Result<(Config, Reads), Error> {
    let mut config = config(
        &args.input,
        &args.judging,
        &args.general,
        Keep::default(),
        args.choosing.filters(args.judging.tz),
    )?;
    config.plan = args.plan.clone();
    config.baseline = args.baseline.baseline.as_deref().map(baseline::read).transpose()?;
    config.options.words = true;
    let mut reads = reads(&config, &args.input, &args.general);
    args.baseline.baseline.iter().for_each(|path| reads.add(path, "the baseline"));
    args.history.history.iter().for_each(|path| reads.add(path, "the history"));
    Ok((config, reads))
}

/// What is asked of a report that goes to these outputs.
pub(super) fn options(
    args: &ReportArgs,
    outputs: &Outputs,
    config: Option<ConfigSource>,
) -> Options {
    Options {
        title: args.title.clone(),
        filters: args.choosing.filters(args.judging.tz).described(),
        sections: outputs.sections(),
        by: args.by,
        top: args.top,
        zone: args.judging.tz,
        is_excerpt: !args.section.is_empty()
            && !SectionId::usual().all(|usual| args.section.contains(&usual)),
        brief: outputs.formats().any(Format::is_for_managers),
        gates: args.limits.require.clone(),
        history: None,
        config,
    }
}

/// Audits an archive and writes its report.
pub(super) fn run(args: &ReportArgs, source: Option<ConfigSource>) -> Result<Ending, Error> {
    let outputs = outputs(args)?;
    let (config, reads) = settings(args)?;
    outputs.spare(&config, &reads, args.overwrite, &args.general)?;
    let history = args.history.history.as_deref().map(super::trend::read).transpose()?;
    let fail_on = args.judging.fail_on.unwrap_or(FailOn::Never);
    let audit = audit(&config, &args.general)?;
    // A mistyped path or value wants an answer, not a report about nothing. Programs get their document.
    let for_people = outputs.formats().all(|format| format == Format::Table);
    let is_vain = audit.no_match.is_some() || audit.archive.files_found().next().is_none();
    if audit.nothing_readable() || is_vain && for_people {
        return Ok(Ending::of(&audit, fail_on));
    }
    if args.general.verbose {
        tell_files(&audit);
    }
    let mut options = options(args, &outputs, source);
    let says_something =
        audit.archive.files_used() > 0 && audit.problems.is_empty() && audit.no_match.is_none();
    options.history = history;
    // On threads that take over the memory of those that have read the archive.
    let gates = jobaudit::with_threads(config.threads, || {
        let report = Report::of(&audit.archive, &options);
        write(outputs, &audit.archive, &report, args, &args.general)?;
        if let Some(path) = args.history.history.as_ref().filter(|_| says_something) {
            super::trend::add(path, &report)?;
        }
        let gates = report.gates.clone();
        std::mem::forget(report);
        Ok::<_, Error>(gates)
    })??;
    let ending = Ending::of(&audit, fail_on).with_gates(&gates);
    // The process ends now; to free a large archive piece by piece first would only take time.
    std::mem::forget(audit);
    Ok(ending)
}

/// Writes to each output what of a report belongs there.
pub(super) fn write<'a>(
    outputs: Outputs,
    archive: &'a Archive,
    report: &Report<'a>,
    args: &ReportArgs,
    general: &General,
) -> Result<(), Error> {
    let action = args.action.as_deref();
    for output in outputs {
        let part = match &output.content {
            Content::Whole | Content::Index => report.clone(),
            Content::Sections(sections) => report.only(sections),
            Content::RetryList => report.with_retry_list(archive, action),
            Content::Baseline | Content::Named(_) => continue,
            Content::RetryRequests => {
                let requests = RetryRequests::of(archive, action);
                if !general.quiet {
                    tell_requests(&requests);
                }
                output.write(&requests, args.csv_dialect, general)?;
                continue;
            }
        };
        output.write(&part, args.csv_dialect, general)?;
    }
    Ok(())
}
