//! What changed between two audits.
//!
//! In: two archives, the base and the new one, however they were read: from files or from a saved audit. Out: a
//! [`Diff`]: a sentence, sections of typed cells as a report has them, and whether anything became worse. Two
//! audits of the same files have no change. What can't be told apart is no change: a job without an id that moved
//! within a file, a file too large to have a digest, a person who is called otherwise. Two audits that were asked for
//! otherwise are not compared: what differs between them would be no change.

mod alike;
mod files;
mod findings;
mod jobs;
mod measures;
mod opened;
mod people;
mod sentence;
mod words;

use std::sync::Arc;

use hashbrown::HashMap;

use crate::Error;
use crate::archive::Archive;
use crate::config::Filter;
use crate::ledger::{JobKey, JobRecord};
use crate::payload::Zone;
use crate::report::gates::{self, Gate, GateResult, GatedFigure};
use crate::report::sections::{SectionContext, SectionId};
use crate::report::settings::ConfigSource;
use crate::report::{GENERATOR, Inputs, Report, Rows, Section, shown};
use crate::stats::{Dimension, Figures, Question};

use files::Renamed;
use measures::MeasureChange;

/// What is asked of a comparison.
#[derive(Clone, Debug)]
pub struct DiffOptions {
    /// The heading.
    pub title: String,
    /// In which times are shown to people.
    pub zone: Zone,
    /// The limits that are to be kept: on figures of the new audit, and on how they changed.
    pub gates: Vec<Gate>,
    /// Whether what is as it was is listed too: people still open, findings that are the same.
    pub all: bool,
    /// The file that settings came from.
    pub config: Option<ConfigSource>,
}

/// The sections of a comparison, in reading order, and what comes with them where limits were set.
pub const SECTIONS: [&str; 6] =
    ["changes", "user_changes", "job_changes", "finding_changes", "file_changes", "gates"];

/// One of the two audits that are compared.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// What it holds.
    pub archive: &'a Archive,
    /// The filters that its jobs were chosen by.
    pub filters: &'a [Filter],
}

/// What changed between two audits.
#[derive(Debug)]
pub struct Diff {
    /// All of it, ready to be written.
    pub report: Report<'static>,
    /// What became worse, a few words each; nothing where nothing did.
    pub regressions: Vec<String>,
}

/// The two sides, with what both are looked up by.
#[derive(Clone, Copy)]
struct Sides<'a> {
    base: Side<'a>,
    new: Side<'a>,
    same_people: bool,
    all: bool,
}

/// One of the two audits.
#[derive(Clone, Copy)]
struct Side<'a> {
    archive: &'a Archive,
    context: &'a SectionContext<'a>,
    jobs: &'a HashMap<JobId, usize>,
    /// What its files are called on the other side, where that is otherwise.
    renamed: &'a Renamed,
}

/// What a job is known by on both sides: its id, and where it has none its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum JobId {
    Uuid([u8; 16]),
    Text(String),
    Place(String, u32, u32),
}

impl JobId {
    fn of(archive: &Archive, renamed: &Renamed, job: &JobRecord) -> JobId {
        match job.key {
            JobKey::Uuid(bytes) => JobId::Uuid(bytes),
            JobKey::Text(symbol) => JobId::Text(archive.names.text(symbol).to_owned()),
            // The key has the number that the file had before all were in order.
            JobKey::Unnamed(..) => {
                let name = archive.file_name(job.file);
                let name = renamed.get(name).map_or(name, String::as_str);
                JobId::Place(name.to_owned(), job.position.part, job.position.nth)
            }
        }
    }

    fn index(archive: &Archive, renamed: &Renamed) -> HashMap<JobId, usize> {
        let jobs = archive.jobs.iter().enumerate();
        jobs.map(|(at, job)| (JobId::of(archive, renamed, job), at)).collect()
    }
}

impl<'a> Side<'a> {
    fn job(self, at: Option<usize>) -> Option<&'a JobRecord> {
        at.and_then(|at| self.archive.jobs.get(at))
    }

    fn job_id(self, at: Option<usize>) -> Option<JobId> {
        self.job(at).map(|job| self.id_of(job))
    }

    fn id_of(self, job: &JobRecord) -> JobId {
        JobId::of(self.archive, self.renamed, job)
    }
}

impl Diff {
    /// Compares two audits.
    ///
    /// # Errors
    ///
    /// When they were asked for otherwise, so that more differs than what changed.
    pub fn of(base: Compared<'_>, new: Compared<'_>, options: &DiffOptions) -> Result<Diff, Error> {
        match alike::difference(base, new) {
            Some(sentence) => Err(Error::Asked(sentence)),
            None => Ok(Diff::of_alike(base.archive, new, options)),
        }
    }

    /// The same of two that were asked for alike.
    fn of_alike(base: &Archive, new: Compared<'_>, options: &DiffOptions) -> Diff {
        let Compared { archive: new, filters } = new;
        let question = Question { by: Dimension::default(), top: 1, zone: options.zone };
        let (of_base, of_new) =
            rayon::join(|| Figures::of(base, question), || Figures::of(new, question));
        let by = question.by;
        let base_context = SectionContext::of(base, Arc::new(of_base), by);
        let mut new_context = SectionContext::of(new, Arc::new(of_new), by);
        new_context.zone = options.zone;
        let (renamed, as_it_is) = (files::renamed(base, new), Renamed::new());
        let (base_jobs, new_jobs) =
            rayon::join(|| JobId::index(base, &renamed), || JobId::index(new, &as_it_is));
        let sides = Sides {
            base: Side {
                archive: base,
                context: &base_context,
                jobs: &base_jobs,
                renamed: &renamed,
            },
            new: Side { archive: new, context: &new_context, jobs: &new_jobs, renamed: &as_it_is },
            same_people: opened::are_the_same(base, new),
            all: options.all,
        };
        let measures = measures::changes(sides);
        let people = people::changes(sides);
        let jobs = jobs::changes(sides);
        let findings = findings::changes(sides);
        let files = files::changes(sides);
        let results = checked(&options.gates, &measures, &new_context);
        let counts = sentence::Counts::of(sides, &people, &jobs, &findings);
        let mut sections = vec![
            measures::section(&measures),
            people::section(sides, &people),
            jobs::section(sides, &jobs),
            findings::section(&findings),
            files::section(&files),
        ];
        if !results.is_empty() {
            let context = SectionContext { gates: results.clone(), ..new_context.clone() };
            sections.push(held(SectionId::GATES.build(&context)));
        }
        let is_of_all = filters.iter().all(|filter| filter.name != "org");
        let report = Report {
            title: options.title.clone(),
            zone: options.zone,
            sentence: Some(counts.sentence(options.zone)),
            filters: filters.iter().map(shown).collect(),
            inputs: if is_of_all { Inputs::of(new).map(Arc::new) } else { None },
            gates: Arc::new(results),
            config: options.config.clone().filter(|_| is_of_all),
            generator: GENERATOR.to_owned(),
            ..Report::of_sections(String::new(), new.as_of, sections)
        };
        Diff { report, regressions: counts.regressions() }
    }

    /// A comparison with all sections, and nothing in them.
    pub fn outline() -> Report<'static> {
        let nothing = Archive::default();
        let options = DiffOptions {
            title: String::new(),
            zone: Zone::default(),
            gates: Gate::of_changes("jobs.change>=0").into_iter().collect(),
            all: false,
            config: None,
        };
        let new = Compared { archive: &nothing, filters: &[] };
        let mut report = Diff::of_alike(&nothing, new, &options).report;
        for section in &mut report.sections {
            *section = Arc::new(emptied(section));
        }
        report
    }
}

/// A section without its rows.
fn emptied(section: &Section<'_>) -> Section<'static> {
    Section {
        id: section.id,
        title: section.title,
        note: section.note.clone(),
        columns: section.columns.clone(),
        rows: Rows::from_iter([]),
        ends_in_total: section.ends_in_total,
    }
}

/// A section that holds its rows, and nothing of what they were made from.
fn held(section: Section<'_>) -> Section<'static> {
    Section { rows: section.rows.iter().collect(), ..emptied(&section) }
}

/// Whether limits are kept: those on figures by the new audit, those on changes by the comparison.
fn checked(
    gates: &[Gate],
    measures: &[MeasureChange],
    context: &SectionContext<'_>,
) -> Vec<GateResult> {
    if gates.is_empty() {
        return Vec::new();
    }
    let build = |name| SectionId::from_name(name).map(|id| id.build(context));
    let Some((summary, timing)) = build("summary").zip(build("step_timing")) else {
        return Vec::new();
    };
    let of_figures = gates::check(gates, &summary, &timing);
    let results = gates.iter().zip(of_figures).map(|(gate, result)| match gate.figure() {
        GatedFigure::Change(id) => {
            let changes = measures.iter().filter(|of| of.measure.id == *id);
            gate.check(changes.map(|of| of.change.clone()))
        }
        GatedFigure::Measure(_) | GatedFigure::Step { .. } => result,
    });
    results.collect()
}
