//! `jobaudit validate`: every finding with its place.
//!
//! In: typed arguments. Out: findings on standard output or in files. Where people read them, only
//! the first of each rule in a file are written, and how many there are.

use std::io::IsTerminal;
use std::path::PathBuf;

use jobaudit::Filters;
use jobaudit::findings::Keep;
use jobaudit::output::WholeFile;
use jobaudit::render::Look;
use jobaudit::render::findings::{self, FindingsFormat};
use jobaudit::report::Validation;

use super::args::{FailOn, ValidateArgs};
use super::{
    Failure, audit, config, look, overwrite_guard, say, tell_files, tell_written, to_stdout,
    verdict,
};

/// How many findings of a rule in a file people get to see, unless they ask for more.
const FINDINGS_FOR_PEOPLE: usize = 10;

/// How many programs get.
const FINDINGS_FOR_PROGRAMS: usize = 1_000;

/// Validates an archive and writes what it found.
pub(super) fn run(args: &ValidateArgs) -> Result<u8, Failure> {
    let (stdout, files) = outputs(args)?;
    let per_rule = |format: FindingsFormat| match args.max_findings {
        Some(0) => usize::MAX,
        Some(per_rule) => per_rule,
        None if format.is_for_people() => FINDINGS_FOR_PEOPLE,
        None => FINDINGS_FOR_PROGRAMS,
    };
    let formats = stdout.iter().copied().chain(files.iter().map(|(format, _)| *format));
    let keep = Keep {
        per_rule: formats.map(per_rule).max().unwrap_or(FINDINGS_FOR_PEOPLE),
        excerpts: stdout == Some(FindingsFormat::Text) && std::io::stdout().is_terminal(),
    };
    let config = config(&args.input, &args.judging, &args.general, keep, Filters::default())?;
    overwrite_guard::inputs(
        &config,
        files.iter().map(|(_, file)| file.path().to_owned()).collect(),
    )?;
    let fail_on = args.judging.fail_on.unwrap_or(FailOn::Error);
    let audit = audit(&config, &args.general)?;
    if audit.nothing_readable() {
        return Ok(verdict(&audit, fail_on));
    }
    if args.general.verbose {
        tell_files(&audit);
    }
    let validation = Validation::of(&audit.archive);
    let look_of_files = Look { dialect: args.csv_dialect, ..Look::default() };
    for (format, file) in files {
        let validation = validation.shortened_to(per_rule(format));
        let path = file.commit(|out| findings::write(&validation, format, &look_of_files, out))?;
        tell_written(&path, &args.general);
        tell_left_out(&validation, format, args.general.quiet);
    }
    match stdout {
        Some(format) => {
            let look = Look { dialect: args.csv_dialect, ..look(args.general.color) };
            let validation = validation.shortened_to(per_rule(format));
            to_stdout(|out| findings::write(&validation, format, &look, out))?;
            tell_left_out(&validation, format, args.general.quiet);
        }
        None if !args.general.quiet => say(&validation.total()),
        None => {}
    }
    Ok(verdict(&audit, fail_on))
}

/// Says how many findings an output for programs leaves out; people read it in theirs.
fn tell_left_out(validation: &Validation<'_>, format: FindingsFormat, quiet: bool) {
    let left = validation.left_out();
    if left > 0 && !quiet && !format.is_for_people() {
        say(&format!("{left} findings are counted and left out (--max-findings 0 writes all)"));
    }
}

type Outputs = (Option<FindingsFormat>, Vec<(FindingsFormat, WholeFile)>);

/// What goes to standard output, and what to which file.
fn outputs(args: &ValidateArgs) -> Result<Outputs, Failure> {
    let is_stdout = |path: &&PathBuf| path.as_os_str() == "-";
    let to_stdout = args.output.is_empty()
        || args.format.is_some()
        || args.output.iter().any(|path| is_stdout(&path));
    let stdout = to_stdout.then(|| args.format.unwrap_or(FindingsFormat::Text));
    let mut files = Vec::new();
    for path in args.output.iter().filter(|path| !is_stdout(path)) {
        let extension = path.extension().and_then(|extension| extension.to_str());
        let Some(format) = extension.and_then(FindingsFormat::from_extension) else {
            let known = FindingsFormat::ALL.into_iter().flat_map(FindingsFormat::extensions);
            let known: Vec<String> = known.map(|extension| format!(".{extension}")).collect();
            let shown = jobaudit::input::walk::shown(path);
            return Err(format!(
                "cannot write {shown}: its name does not say which format; use one of {}",
                known.join(", ")
            )
            .into());
        };
        files.push((format, WholeFile::prepare(path.clone())?));
    }
    Ok((stdout, files))
}
