//! `jobaudit report`: the audit, in any format.
//!
//! In: typed arguments. Out: the report on standard output and in files. Outputs that can't be
//! written are found out before the work starts.

use std::collections::BTreeSet;
use std::sync::Arc;

use jobaudit::findings::Keep;
use jobaudit::render::{DocumentKind, Format};
use jobaudit::report::gates::GateResult;
use jobaudit::report::{Options, Report, RetryRequests, SectionId};
use jobaudit::{Audit, Error, Filters};

use super::args::{FailOn, ReportArgs};
use super::ending::Ending;
use super::outputs::{Content, Outputs, Wanted, is_stdout};
use super::{audit, config, reads, say, tell_files};

fn outputs(args: &ReportArgs) -> Result<Outputs, Error> {
    let of_plan = SectionId::from_name("plan").filter(|_| args.plan.is_some());
    let of_gates = SectionId::from_name("gates").filter(|_| !args.limits.require.is_empty());
    let content = |format: Option<Format>| {
        let usual: Vec<SectionId> = match format {
            _ if !args.section.is_empty() => args.section.clone(),
            _ if args.all => SectionId::all().collect(),
            // The head is what people read first; tables are there for the asking.
            Some(Format::Table) => of_gates.into_iter().collect(),
            // A folder of CSV files, a workbook and JSON have room for the long sections too.
            None | Some(Format::Xlsx | Format::Json) => SectionId::all().collect(),
            Some(_) => SectionId::usual().chain(of_plan).chain(of_gates).collect(),
        };
        let all: BTreeSet<SectionId> = usual.into_iter().chain(args.with.iter().copied()).collect();
        Content::Sections(all.into_iter().collect())
    };
    let wanted = Wanted {
        kind: DocumentKind::Report,
        format: args.format,
        paths: &args.output,
        content: &content,
    };
    // A list on standard output stands there alone.
    let list_on_stdout = args.retry_list.as_deref().is_some_and(is_stdout);
    let list_alone = list_on_stdout && args.output.is_empty() && args.format.is_none();
    let mut outputs = if list_alone { Outputs::default() } else { Outputs::of(&wanted)? };
    if let Some(path) = &args.retry_list {
        let is_json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        if is_json && args.general.redact {
            return Err(Error::Asked(
                "no request can be made of pseudonyms; leave out --redact".into(),
            ));
        }
        outputs.add_retry_list(path)?;
    }
    if outputs.stdout().is_none() && !args.general.quiet {
        outputs.add_stdout(Format::Table, Content::Sections(of_gates.into_iter().collect()))?;
    }
    Ok(outputs)
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

/// Audits an archive and writes its report.
pub(super) fn run(args: ReportArgs) -> Result<Ending, Error> {
    let outputs = outputs(&args)?;
    let filters = Filters {
        since: args.since,
        until: args.until,
        job_names: args.job_name.clone(),
        orgs: args.org.clone(),
        exit_codes: args.exit_code.clone(),
    };
    let mut config = config(&args.input, &args.judging, &args.general, Keep::default(), filters)?;
    config.plan = args.plan.clone();
    let reads = reads(&config, &args.input, &args.general);
    outputs.spare(&config, &reads, args.overwrite, &args.general)?;
    config.options.words = true;
    let fail_on = args.judging.fail_on.unwrap_or(FailOn::Never);
    let audit = audit(&config, &args.general)?;
    // A mistyped path or value wants an answer, not a report about nothing. Programs get their document.
    let for_people = outputs.formats().all(|format| format == Format::Table);
    if audit.nothing_readable() || audit.no_match.is_some() && for_people {
        return Ok(Ending::of(&audit, fail_on));
    }
    if args.general.verbose {
        tell_files(&audit);
    }
    let options = Options {
        title: args.title.clone(),
        filters: config.filters.described(),
        sections: outputs.sections(),
        by: args.by,
        top: args.top,
        is_excerpt: !args.section.is_empty()
            && !SectionId::usual().all(|usual| args.section.contains(&usual)),
        brief: outputs.formats().any(Format::is_for_managers),
        gates: args.limits.require.clone(),
    };
    // On threads that take over the memory of those that have read the archive.
    let work = || write(outputs, &audit, &options, &args);
    let gates = jobaudit::with_threads(config.threads, work)??;
    let ending = Ending::of(&audit, fail_on).with_gates(&gates);
    // The process ends now; to free a large archive piece by piece first would only take time.
    std::mem::forget(audit);
    Ok(ending)
}

/// Makes the report, writes to each output what belongs there, and tells which limits were kept.
fn write(
    outputs: Outputs,
    audit: &Audit,
    options: &Options,
    args: &ReportArgs,
) -> Result<Arc<Vec<GateResult>>, Error> {
    let report = Report::of(&audit.archive, options);
    let action = args.action.as_deref();
    for output in outputs {
        let part = match &output.content {
            Content::Whole => report.clone(),
            Content::Sections(sections) => report.only(sections),
            Content::RetryList => report.with_retry_list(&audit.archive, action),
            Content::RetryRequests => {
                let requests = RetryRequests::of(&audit.archive, action);
                if !args.general.quiet {
                    tell_requests(&requests);
                }
                output.write(&requests, args.csv_dialect, &args.general)?;
                continue;
            }
        };
        output.write(&part, args.csv_dialect, &args.general)?;
    }
    let gates = report.gates.clone();
    std::mem::forget(report);
    Ok(gates)
}
