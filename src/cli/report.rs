//! `jobaudit report`: the audit, in any format.
//!
//! In: typed arguments. Out: the report on standard output and in files. Outputs that can't be
//! written are found out before the work starts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jobaudit::archive::Archive;
use jobaudit::findings::Keep;
use jobaudit::input::walk::shown;
use jobaudit::privacy::pseudonyms::Redactor;
use jobaudit::render::{DocumentKind, Format};
use jobaudit::report::gates::{Gate, GateResult};
use jobaudit::report::settings::ConfigSource;
use jobaudit::report::trend::History;
use jobaudit::report::{Options, Record, Report, RetryRequests, SectionId};
use jobaudit::{Audit, Config, Error, Filter};

use super::args::{FINDINGS_FOR_PROGRAMS, FailOn, General, Presenting, ReportArgs, Telling};
use super::ending::Ending;
use super::outputs::{Content, Outputs, Wanted, is_stdout};
use super::overwrite_guard::Reads;
use super::{
    audit, config, reads, redact_filters, redact_gates, say, set_plan_and_baseline, tell_files,
};

/// What is asked of a report, whatever it is made of.
pub(super) struct Asked<'a> {
    pub presenting: &'a Presenting,
    pub telling: &'a Telling,
    pub general: &'a General,
    /// The filters that its jobs were chosen by.
    pub filters: Vec<Filter>,
    /// The limits that it is to keep.
    pub gates: Vec<Gate>,
    /// Whether somebody says who was meant to be moved.
    pub has_plan: bool,
    /// Whether there is a history.
    pub has_history: bool,
    /// How the audit was asked for.
    pub made: Made,
}

/// How an audit was asked for.
pub(super) struct Made {
    /// As it was written on the command line.
    pub command: Option<String>,
    /// The file that settings came from.
    pub config: Option<ConfigSource>,
}

impl Asked<'_> {
    /// Where the report goes, and what of it.
    pub fn outputs(&self) -> Result<Outputs, Error> {
        let args = self.presenting;
        let retry_list = args.retry_list.as_deref();
        // A list on standard output stands there alone.
        let list_alone = retry_list.is_some_and(is_stdout) && args.writing.output.is_empty();
        let mut outputs = match list_alone && args.writing.format.is_none() {
            true => {
                let mut outputs = Outputs::default();
                self.add_retry_list(&mut outputs, retry_list)?;
                outputs
            }
            false => self.outputs_to(args.writing.format, &args.writing.output, retry_list)?,
        };
        if outputs.stdout().is_none() && !self.general.quiet {
            let content = Content::Sections(self.gates().into_iter().collect());
            outputs.add_stdout(Format::Table, content)?;
        }
        Ok(outputs)
    }

    /// The section of limits, where there are any.
    fn gates(&self) -> Option<SectionId> {
        (!self.gates.is_empty()).then_some(SectionId::GATES)
    }

    /// What goes to these files and in this format to standard output.
    pub fn outputs_to(
        &self,
        format: Option<Format>,
        paths: &[PathBuf],
        retry_list: Option<&Path>,
    ) -> Result<Outputs, Error> {
        let args = self.presenting;
        let of_plan = self.has_plan.then_some(SectionId::PLAN);
        let of_gates = self.gates();
        let of_trend = self.has_history.then_some(SectionId::TREND);
        let content = |format: Option<Format>| {
            let usual: Vec<SectionId> = match format {
                _ if !args.section.is_empty() => args.section.clone(),
                _ if args.all => SectionId::all().collect(),
                // The head is what people read first; tables are there for the asking.
                Some(Format::Table) => of_gates.into_iter().chain(of_trend).collect(),
                // A folder of CSV files, a workbook and JSON have room for the long sections too.
                None | Some(Format::Xlsx | Format::Json) => SectionId::all().collect(),
                Some(_) => {
                    SectionId::usual().chain(of_plan).chain(of_gates).chain(of_trend).collect()
                }
            };
            let all: BTreeSet<SectionId> =
                usual.into_iter().chain(args.with.iter().copied()).collect();
            Content::Sections(all.into_iter().collect())
        };
        let kind = DocumentKind::Report;
        let mut outputs = match paths.is_empty() && retry_list.is_some() && args.split.is_some() {
            true => Outputs::default(),
            false => Outputs::of(&Wanted { kind, format, paths, content: &content })?,
        };
        self.add_retry_list(&mut outputs, retry_list)?;
        Ok(outputs)
    }

    fn add_retry_list(&self, outputs: &mut Outputs, path: Option<&Path>) -> Result<(), Error> {
        let Some(path) = path else { return Ok(()) };
        let is_json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        if is_json && self.general.redact {
            return Err(Error::Asked(
                "no request can be made of pseudonyms; leave out --redact".into(),
            ));
        }
        outputs.add_retry_list(path)
    }

    /// What is asked of a report that goes to these outputs.
    pub fn options(&self, outputs: &Outputs) -> Options {
        let args = self.presenting;
        Options {
            title: args.title.clone(),
            filters: self.filters.clone(),
            sections: outputs.sections(),
            by: args.by,
            top: args.top,
            zone: self.telling.tz,
            is_excerpt: self.is_excerpt(),
            brief: outputs.formats().any(Format::is_for_managers),
            gates: self.gates.clone(),
            history: None,
            is_record: self.is_record(outputs),
            command: self.made.command.clone(),
            config: self.made.config.clone(),
        }
    }

    fn is_excerpt(&self) -> bool {
        let wanted = &self.presenting.section;
        !wanted.is_empty() && !SectionId::usual().all(|usual| wanted.contains(&usual))
    }

    /// Whether an output is a whole audit that can be read again.
    pub fn is_record(&self, outputs: &Outputs) -> bool {
        !self.is_excerpt() && outputs.formats().any(|format| format == Format::Json)
    }

    /// Takes people out of what was asked. What names something of the archive is called as it is there now.
    pub fn redact(&mut self, redactor: Option<&Redactor>) {
        let Some(redactor) = redactor else { return };
        if let Some(command) = &mut self.made.command {
            *command = redactor.text(command, true).into_owned();
        }
        redact_filters(&mut self.filters, redactor);
        redact_gates(&mut self.gates, redactor);
    }

    /// The severity from which on findings are no success.
    pub fn fail_on(&self) -> FailOn {
        self.telling.fail_on.unwrap_or(FailOn::Never)
    }
}

/// Says how many people the requests are for.
fn tell_requests(requests: &RetryRequests) {
    let RetryRequests { people, to_move, .. } = requests;
    let left = match to_move - people {
        0 => String::new(),
        left => {
            format!(
                "; of the other {left} the target is unknown, or nothing is to be asked for now"
            )
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
        args.telling.tz,
        &args.general,
        Keep::default(),
        args.choosing.filters(args.telling.tz),
    )?;
    if args.facts {
        super::facts::read_from(&mut config)?;
    }
    set_plan_and_baseline(&mut config, &args.plan, &args.baseline)?;
    config.options.words = true;
    let mut reads = reads(&config, &args.input, &args.general);
    args.baseline.baseline.iter().for_each(|path| reads.add(path, "the baseline"));
    args.history.history.iter().for_each(|path| reads.add(path, "the history"));
    Ok((config, reads))
}

/// What is asked of the report of an archive.
pub(super) fn asked(args: &ReportArgs, made: Made) -> Asked<'_> {
    Asked {
        presenting: &args.presenting,
        telling: &args.telling,
        general: &args.general,
        filters: args.choosing.filters(args.telling.tz).described(),
        gates: args.presenting.limits.require.clone(),
        has_plan: args.plan.plan.is_some(),
        has_history: args.history.history.is_some(),
        made,
    }
}

/// Audits an archive and writes its report.
pub(super) fn run(args: &ReportArgs, made: Made) -> Result<Ending, Error> {
    refuse_records(&args.input.paths)?;
    let mut asked = asked(args, made);
    let outputs = asked.outputs()?;
    let (mut config, reads) = settings(args)?;
    outputs.spare(&config, &reads, args.presenting.overwrite, &args.general)?;
    if asked.is_record(&outputs) {
        config.options.keep.per_rule = FINDINGS_FOR_PROGRAMS;
    }
    let history = args.history.history.as_deref().map(super::trend::read).transpose()?;
    let (mut audit, redactor) = audit(&config, &args.general)?;
    asked.redact(redactor.as_ref());
    // A mistyped path or value wants an answer, not a report about nothing. Programs get their document.
    let for_people = outputs.formats().all(|format| format == Format::Table);
    let is_vain = audit.no_match.is_some() || audit.archive.files_found().next().is_none();
    if audit.nothing_readable() || is_vain && for_people {
        return Ok(Ending::of(&audit, asked.fail_on()));
    }
    if args.general.verbose {
        tell_files(&audit);
    }
    let says_something =
        audit.archive.files_used() > 0 && audit.problems.is_empty() && audit.no_match.is_none();
    let history = history.map(|all| if says_something { all } else { all.closed() });
    let history = history.zip(args.history.history.as_deref());
    let gates = tell(&mut audit, outputs, &asked, config.threads, history)?;
    let ending = Ending::of(&audit, asked.fail_on()).with_gates(&gates);
    // The process ends now; to free a large archive piece by piece first would only take time.
    std::mem::forget(audit);
    Ok(ending)
}

/// Nobody audits an audit: whoever names one wants to read it.
fn refuse_records(paths: &[PathBuf]) -> Result<(), Error> {
    let [path] = paths else { return Ok(()) };
    match Record::is_one(path) {
        true => Err(Error::Asked(format!(
            "{path} is a saved audit; jobaudit render {path} writes it in any format",
            path = shown(path)
        ))),
        false => Ok(()),
    }
}

/// Writes the report of an audit to its outputs, and adds its line to a history.
pub(super) fn tell(
    audit: &mut Audit,
    outputs: Outputs,
    asked: &Asked<'_>,
    threads: usize,
    history: Option<(History, &Path)>,
) -> Result<Arc<Vec<GateResult>>, Error> {
    let mut options = asked.options(&outputs);
    if options.is_record {
        audit.archive.settle_for_saving();
    }
    let (history, kept_in) = history.unzip();
    options.history = history;
    // On threads that take over the memory of those that have read the archive.
    jobaudit::with_threads(threads, || {
        let report = Report::of(&audit.archive, &options);
        write(outputs, &audit.archive, &report, asked, asked.general)?;
        if let Some(path) = kept_in {
            super::trend::add(path, &report)?;
        }
        let gates = report.gates.clone();
        std::mem::forget(report);
        Ok(gates)
    })?
}

/// Writes to each output what of a report belongs there.
pub(super) fn write<'a>(
    outputs: Outputs,
    archive: &'a Archive,
    report: &Report<'a>,
    asked: &Asked<'_>,
    general: &General,
) -> Result<(), Error> {
    let args = asked.presenting;
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
                output.write(&requests, args.writing.csv_dialect, general)?;
                continue;
            }
        };
        output.write(&part, args.writing.csv_dialect, general)?;
    }
    Ok(())
}
