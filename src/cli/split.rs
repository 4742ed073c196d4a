//! `jobaudit report --split`: a report for each customer, location or kind of job, and an index of them.
//!
//! In: typed arguments. Out: for each value a set of files that holds nothing of the others, and the index for
//! whoever has all of them, on standard output and beside the reports. The archive is read once.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use jobaudit::archive::{Archive, Group, Split, SplitBy};
use jobaudit::output::{Destination, device};
use jobaudit::payload::first_digits;
use jobaudit::privacy::secrets::masked;
use jobaudit::render::{DocumentKind, Format};
use jobaudit::report::gates::GateResult;
use jobaudit::report::{Entry, Options, Report, SectionId, index};
use jobaudit::{Audit, Config, Error, Filter, Filters};
use sanitise_file_name::{Options as Sanitising, sanitise_with_options};
use unicode_normalization::UnicodeNormalization;

use super::args::{General, Presenting, ReportArgs};
use super::ending::Ending;
use super::outputs::{Content, Outputs};
use super::overwrite_guard::{self, Reads};
use super::report::{Asked, Made, asked, settings, write};
use super::{audit, counted, say, tell_files};

/// What the index is called in the place of a value.
const INDEX: &str = "index";

/// How long the name of a value may be in the name of a file, in bytes.
const MAX_NAME_LEN: usize = 100;

/// Where the reports go: paths with a placeholder.
struct Paths<'a> {
    by: SplitBy,
    outputs: Vec<&'a str>,
    retry_list: Option<&'a str>,
}

impl<'a> Paths<'a> {
    fn of(args: &'a Presenting, by: SplitBy) -> Result<Paths<'a>, Error> {
        let placeholder = placeholder(by);
        let with_placeholder = |path: &'a PathBuf| {
            let text = path.to_str().filter(|text| text.contains(&placeholder));
            text.ok_or_else(|| {
                let problem = format!(
                    "--split {} makes several reports; put {placeholder} into the path, as in -o 'out/{placeholder}.html'",
                    by.name()
                );
                Error::write(path, problem)
            })
        };
        let outputs: Result<Vec<&str>, Error> =
            args.writing.output.iter().map(with_placeholder).collect();
        let retry_list = args.retry_list.as_ref().map(with_placeholder).transpose()?;
        let outputs = outputs?;
        if outputs.is_empty() && retry_list.is_none() {
            return Err(Error::Asked(format!(
                "--split {} needs a file to write for each, as in -o 'out/{placeholder}.html'",
                by.name()
            )));
        }
        Ok(Paths { by, outputs, retry_list })
    }

    /// A path for a value.
    fn path(&self, template: &str, name: &str) -> PathBuf {
        template.replace(&placeholder(self.by), name).into()
    }

    /// Where the index goes.
    fn index(&self, asked: &Asked<'_>) -> Result<Outputs, Error> {
        let mut index = Outputs::default();
        for template in &self.outputs {
            let path = self.path(template, INDEX);
            index.add(Destination::new(path, DocumentKind::Report)?, Content::Index)?;
        }
        let format = asked.presenting.writing.format;
        if !asked.general.quiet || format.is_some() {
            index.add_stdout(format.unwrap_or(Format::Table), Content::Index)?;
        }
        Ok(index)
    }

    /// Where the reports of a value go.
    fn outputs(&self, asked: &Asked<'_>, name: &str) -> Result<Outputs, Error> {
        let paths: Vec<PathBuf> =
            self.outputs.iter().map(|template| self.path(template, name)).collect();
        let retry_list = self.retry_list.map(|template| self.path(template, name));
        asked.outputs_to(None, &paths, retry_list.as_deref())
    }

    /// A template without the format in front of it: `csv=out/{org}.txt`.
    fn without_format(&self, template: &'a str) -> &'a str {
        let plain = template.split_once('=').map(|(_, plain)| plain);
        plain.filter(|plain| plain.contains(&placeholder(self.by))).unwrap_or(template)
    }

    /// All that is written of a value. Some systems take small and large letters for one.
    fn written(&self, name: &str) -> Vec<String> {
        let templates = self.outputs.iter().copied().chain(self.retry_list);
        let paths = templates.map(|template| self.path(self.without_format(template), name));
        paths.map(|path| path.to_string_lossy().to_lowercase()).collect()
    }

    /// The way from each index to the report of a value; from standard output it begins where we are.
    fn links(&self, name: &str) -> Vec<String> {
        let way = |template: &&str| {
            let template = self.without_format(template);
            way(&self.path(template, INDEX), &self.path(template, name))
        };
        let first = self.outputs.first().copied().or(self.retry_list).unwrap_or_default();
        let from_here = self.path(first, name).to_string_lossy().replace('\\', "/");
        self.outputs.iter().map(way).chain([from_here]).collect()
    }
}

/// What stands for a value in paths.
fn placeholder(by: SplitBy) -> String {
    format!("{{{}}}", by.name())
}

/// The way from one file to another, with the separators of links.
fn way(from: &Path, to: &Path) -> String {
    let folder = from.parent().unwrap_or(Path::new(""));
    let shared =
        folder.components().zip(to.components()).take_while(|(from, to)| from == to).count();
    let up = folder.components().skip(shared).map(|_| String::from(".."));
    let down = to.components().skip(shared).filter(|part| *part != Component::CurDir);
    let down = down.map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// The name of each group for files: safe on every system, and nothing that is written of two is called alike.
fn file_names(archive: &Archive, paths: &Paths<'_>, groups: &[Group]) -> Vec<String> {
    let by = paths.by;
    let mut taken: HashSet<String> = paths.written(INDEX).into_iter().collect();
    let mut name = |group: &Group| {
        let id = archive.name(group.value);
        let none = format!("without-{}", by.name());
        let called = archive.name(group.name).or(id).unwrap_or(&none);
        // Some systems take the forms of a letter for one.
        let called: String = masked(called).nfc().collect();
        let called = file_name(&called);
        // Of one name the first digits of the id tell, else a number.
        let id = id.map(file_name).unwrap_or_default();
        let digits = first_digits(&id);
        let others = (2..).map(|number| format!("{called}-{number}"));
        let all = [called.clone(), format!("{called}-{digits}")].into_iter().chain(others);
        let mut free = all.filter(|name| {
            let written = paths.written(name);
            let is_free = !written.iter().any(|path| taken.contains(path));
            if is_free {
                taken.extend(written);
            }
            is_free
        });
        free.next().unwrap_or(called)
    };
    groups.iter().map(&mut name).collect()
}

/// A text as the name of a file or a folder, or the beginning of one, that every system takes.
fn file_name(text: &str) -> String {
    let safe = Sanitising {
        length_limit: MAX_NAME_LEN,
        extension_cleverness: false,
        ..Sanitising::DEFAULT
    };
    let name = sanitise_with_options(text, &safe).replace(['{', '}'], "_");
    // `CON.html` is one, and so is `CON.old.html`.
    if device(Path::new(&name)).is_some() { format!("_{name}") } else { name }
}

/// Audits an archive once and writes a report for each value, and the index.
pub(super) fn run(args: &ReportArgs, by: SplitBy, made: Made) -> Result<Ending, Error> {
    let mut asked = asked(args, made);
    let (mut config, reads) = settings(args)?;
    // The whole archive tells whose is what, and only what is kept one by one can be told apart.
    let mut filters = std::mem::take(&mut config.filters);
    config.options.keep.per_rule = usize::MAX;
    run_on(&mut asked, by, (&config, &reads), |asked| {
        let (audit, redactor) = audit(&config, &args.general)?;
        asked.redact(redactor.as_ref());
        if let Some(redactor) = redactor {
            filters.rename(|name| redactor.text(name, false).into_owned());
        }
        Ok((audit, filters))
    })
}

/// The same of an audit, however it is come by, and of the jobs in it that are chosen.
pub(super) fn run_on(
    asked: &mut Asked<'_>,
    by: SplitBy,
    (config, reads): (&Config, &Reads),
    audit: impl FnOnce(&mut Asked<'_>) -> Result<(Audit, Filters), Error>,
) -> Result<Ending, Error> {
    let paths = Paths::of(asked.presenting, by)?;
    let index = paths.index(asked)?;
    let overwrite = asked.presenting.overwrite;
    index.spare(config, reads, overwrite, asked.general)?;
    let (audit, filters) = audit(asked)?;
    let (asked, filters) = (&*asked, &filters);
    if audit.nothing_readable() || audit.archive.jobs.is_empty() {
        return Ok(Ending::of(&audit, asked.fail_on()));
    }
    if asked.general.verbose {
        tell_files(&audit);
    }
    let split = Split::of(&audit.archive, by, filters);
    if split.groups.is_empty() {
        return Ok(Ending::Nothing(filters.explain_none(&audit.archive)));
    }
    let names = file_names(&audit.archive, &paths, &split.groups);
    let mut general = asked.general.clone();
    general.common.quiet = !general.verbose;
    let outputs = names.iter().map(|name| paths.outputs(asked, name));
    let outputs = outputs.collect::<Result<Vec<Outputs>, Error>>()?;
    let all: Vec<PathBuf> = outputs.iter().flat_map(Outputs::paths).collect();
    // That they lie in what is audited was said of the index.
    overwrite_guard::check(config, reads, &all, overwrite.force)?;
    let reports = (names.len(), outputs.iter().map(Outputs::len).sum::<usize>());
    let whole = (!filters.is_empty()).then(|| audit.archive.chosen(filters));
    let whole = whole.as_ref().unwrap_or(&audit.archive);
    let work = || write_all(&paths, asked, &general, (whole, &split), (&names, outputs), index);
    let gates = jobaudit::with_threads(config.threads, work)??;
    if !asked.general.quiet {
        let (parts, outputs) = reports;
        let outputs = counted(outputs as u64, "output");
        say(&format!("wrote {outputs} for {}", counted(parts as u64, "part")));
    }
    Ok(Ending::of(&audit, asked.fail_on()).with_gates(&gates))
}

/// Writes the reports of all parts, one part after the other, and then the index.
fn write_all(
    paths: &Paths<'_>,
    asked: &Asked<'_>,
    general: &General,
    (whole, split): (&Archive, &Split<'_>),
    (names, outputs): (&[String], Vec<Outputs>),
    index_outputs: Outputs,
) -> Result<Vec<GateResult>, Error> {
    let by = paths.by;
    let mut entries = Vec::new();
    let mut gates = Vec::new();
    for (at, (name, outputs)) in names.iter().zip(outputs).enumerate() {
        let group = &split.groups[at];
        let mut part = split.part(at);
        let options = of_part(asked, by, whole, group, &outputs);
        if options.is_record {
            part.settle_for_saving();
        }
        let report = Report::of(&part, &options);
        entries.push((Entry::of((whole, &part), by, group, &report), paths.links(name)));
        gates.extend(report.gates.iter().cloned());
        write(outputs, &part, &report, asked, general)?;
    }
    let front = Options {
        sections: Vec::new(),
        is_excerpt: true,
        brief: false,
        is_record: false,
        ..asked.options(&index_outputs)
    };
    let front = Report::of(whole, &front);
    for (at, output) in index_outputs.into_iter().enumerate() {
        let parts: Vec<(Entry, String)> =
            entries.iter().map(|(entry, links)| (entry.clone(), links[at].clone())).collect();
        let report = index(whole, by, &front, &parts);
        output.write(&report, asked.presenting.writing.csv_dialect, asked.general)?;
    }
    Ok(gates)
}

/// What is asked of the report of a part.
fn of_part(
    asked: &Asked<'_>,
    by: SplitBy,
    whole: &Archive,
    group: &Group,
    outputs: &Outputs,
) -> Options {
    // What was asked of the whole may name others.
    let mut options = Options { command: None, config: None, ..asked.options(outputs) };
    let value = whole.name(group.name).or(whole.name(group.value)).unwrap_or("(none)");
    options.filters.retain(|filter| filter.name != by.name());
    options.filters.push(Filter { name: by.name(), values: vec![value.to_owned()] });
    options.sections.push(SectionId::SUMMARY);
    options.sections.sort_unstable();
    options.sections.dedup();
    options
}
