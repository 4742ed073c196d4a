//! `jobaudit report`: the audit, in any format.
//!
//! In: typed arguments. Out: the report on standard output and in files. Outputs that can't be
//! written are found out before the work starts.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use jobaudit::Filters;
use jobaudit::findings::Keep;
use jobaudit::output::{Destination, Prepared, WholeFile};
use jobaudit::render::{self, Format, Look, csv, xlsx};
use jobaudit::report::{Options, Report, SectionId};

use super::args::{FailOn, ReportArgs};
use super::{
    Failure, audit, config, look, overwrite_guard, say, tell_files, tell_written, to_stdout,
    verdict,
};

/// Where a report goes.
struct Outputs {
    /// What goes to standard output, and which sections of it.
    stdout: Option<(Format, Vec<SectionId>)>,
    files: Vec<(Prepared, Vec<SectionId>)>,
    retry_list: Option<WholeFile>,
}

impl Outputs {
    fn of(args: &ReportArgs) -> Result<Outputs, Failure> {
        let usual: Vec<SectionId> = SectionId::usual().collect();
        let all: Vec<SectionId> = SectionId::all().collect();
        let mut asked = args.section.clone();
        asked.sort_unstable();
        asked.dedup();
        let chosen = |otherwise: &[SectionId]| {
            if asked.is_empty() { otherwise.to_vec() } else { asked.clone() }
        };
        // A folder of CSV files and a workbook have room for the long sections too.
        let in_format = |format: Option<Format>| match format {
            None | Some(Format::Xlsx) => chosen(&all),
            Some(_) => chosen(&usual),
        };
        let to_stdout = args.output.is_empty()
            || args.format.is_some()
            || args.output.iter().any(|path| path.as_os_str() == "-");
        let stdout = if to_stdout {
            let format = args.format.unwrap_or(Format::Table);
            Some((format, in_format(Some(format))))
        } else {
            let summary = SectionId::from_name("summary").into_iter().collect();
            (!args.general.quiet).then_some((Format::Table, summary))
        };
        if let Some((Format::Csv, sections)) = &stdout
            && sections.len() != 1
        {
            return Err("csv on standard output holds one section: add --section ID, or write a folder with -o tables/".into());
        }
        if let Some((format, _)) = &stdout
            && !format.is_text()
            && io::stdout().is_terminal()
        {
            return Err(xlsx::NOT_A_TERMINAL.into());
        }
        let mut files = Vec::new();
        for path in args.output.iter().filter(|path| path.as_os_str() != "-") {
            let destination = Destination::new(path)?;
            let sections = in_format(destination.format());
            let names: Vec<&str> = sections.iter().map(|section| section.name()).collect();
            files.push((destination.prepare(&names)?, sections));
        }
        let retry_list = args.retry_list.clone().map(WholeFile::prepare).transpose()?;
        Ok(Outputs { stdout, files, retry_list })
    }

    /// Whether any output is one that managers read.
    fn for_managers(&self) -> bool {
        let stdout = self.stdout.iter().map(|(format, _)| Some(*format));
        let files = self.files.iter().map(|(file, _)| file.format());
        stdout.chain(files).flatten().any(Format::is_for_managers)
    }

    /// The files that will be written.
    fn paths(&self) -> Vec<PathBuf> {
        let files = self.files.iter().flat_map(|(file, sections)| {
            let names: Vec<&str> = sections.iter().map(|section| section.name()).collect();
            file.paths(&names)
        });
        let retry_list = self.retry_list.iter().map(|file| file.path().to_owned());
        files.chain(retry_list).collect()
    }

    /// All sections that any output needs.
    fn sections(&self) -> Vec<SectionId> {
        let stdout = self.stdout.iter().flat_map(|(_, sections)| sections);
        let mut all: Vec<SectionId> =
            stdout.chain(self.files.iter().flat_map(|(_, sections)| sections)).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Audits an archive and writes its report.
pub(super) fn run(args: ReportArgs) -> Result<u8, Failure> {
    let outputs = Outputs::of(&args)?;
    let filters = Filters {
        since: args.since,
        until: args.until,
        job_names: args.job_name.clone(),
        orgs: args.org.clone(),
        exit_codes: args.exit_code.clone(),
    };
    let mut config = config(&args.input, &args.judging, &args.general, Keep::default(), filters)?;
    overwrite_guard::inputs(&config, outputs.paths())?;
    config.options.words = outputs.retry_list.is_some();
    let fail_on = args.judging.fail_on.unwrap_or(FailOn::Never);
    let audit = audit(&config, &args.general)?;
    if audit.nothing_readable() {
        // A mistyped path wants an answer, not a report about nothing.
        return Ok(verdict(&audit, fail_on));
    }
    if args.general.verbose {
        tell_files(&audit);
    }
    if audit.archive.jobs.is_empty() && !config.filters.is_empty() && !args.general.quiet {
        say("no job matches the filters");
    }
    let options = Options {
        title: args.title.clone(),
        filters: config.filters.described(),
        sections: outputs.sections(),
        by: args.by,
        top: args.top,
        brief: outputs.for_managers(),
    };
    let report = jobaudit::with_threads(config.threads, || Report::of(&audit.archive, &options))?;
    for (prepared, sections) in outputs.files {
        for path in prepared.commit(&report.only(&sections), args.csv_dialect)? {
            tell_written(&path, &args.general);
        }
    }
    if let Some(file) = outputs.retry_list {
        let list = Report::retry_list(&audit.archive);
        let look = Look { dialect: args.csv_dialect, ..Look::default() };
        tell_written(&file.commit(|out| csv::write_section(&list, &look, out))?, &args.general);
    }
    if let Some((format, sections)) = outputs.stdout {
        let look = Look { dialect: args.csv_dialect, ..look(args.general.color) };
        to_stdout(|out| render::write(&report.only(&sections), format, &look, out))?;
    }
    let code = verdict(&audit, fail_on);
    // The process ends now; to free a large archive piece by piece first would only take time.
    std::mem::forget(report);
    std::mem::forget(audit);
    Ok(code)
}
