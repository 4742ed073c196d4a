//! What is said, once, for every format: sections of typed cells.
//!
//! In: the archive and its figures. Out: a [`Report`]. Facts, order and words are settled here; a
//! renderer only spells them. A new section is one function, a new format one file.

mod cell;
pub mod diff;
mod findings;
pub mod gates;
mod head;
mod index;
mod inputs;
mod job;
mod names;
mod open;
mod overview;
mod person;
mod record;
mod retry;
mod sections;
mod semantic_color;
pub mod settings;
mod shown_text;
mod subject;
mod table;
pub mod trend;
mod verdict;
mod zoned;

pub use crate::config::Filter;
pub(crate) use cell::grouped;
pub use cell::{Bar, Cell, Named, Phase, Span, Term};
pub use findings::{Fate, FindingsOfFile, PlacedFinding, RuleCount, Statistics, Validation};
pub use head::{Figure, FigureValue, Head, Left, MAX_PEOPLE_LISTED, NextAction};
pub use index::{Entry, index, index_outline};
pub use inputs::Inputs;
pub(crate) use open::{Open, file_stem, open};
pub use overview::{
    Bars, Chapter, Chart, Dot, Dots, Drawing, Fact, FactValue, GroupResult, GroupedBy, Groups,
    JobDetail, JobError, JobFinding, JobList, List, ListedJob, Overview, Pareto, Portion, Series,
    Spread, Spreads, Stacks, Stretch, StretchSpan, Whole,
};
pub use record::{Record, SCHEMA_VERSION};
pub use retry::RetryRequests;
pub use sections::SectionId;
pub(crate) use sections::{
    attention_detail, attention_in_order, errors_and_impacts, kind_of_error,
};
pub use semantic_color::SemanticColor;
use settings::ConfigSource;
pub(crate) use shown_text::presentable;
pub use subject::{Choice, Subject, show_outline};
pub use table::{Align, Column, Rows, Section};
pub use verdict::{Verdict, VerdictWord};
pub(crate) use verdict::{and_list, capitalised, counted};
pub(crate) use zoned::titled;

use std::sync::Arc;

use rayon::prelude::*;

use crate::archive::Archive;
use crate::payload::{Timestamp, Zone};
use crate::stats::{Dimension, Figures, Question};
use gates::{Gate, GateResult};
use sections::SectionContext;
use trend::{History, HistoryLine};

/// What is asked of a report.
#[derive(Clone, Debug)]
pub struct Options {
    /// The heading.
    pub title: String,
    /// The filters that the archive's jobs were chosen by.
    pub filters: Vec<Filter>,
    /// The sections, in reading order.
    pub sections: Vec<SectionId>,
    /// By what failure rates are grouped.
    pub by: Dimension,
    /// The length of top lists; 0 for all.
    pub top: usize,
    /// Whether it is also put in the order of managers' questions.
    pub brief: bool,
    /// Whether it is only some sections: then the head says what the report is, and no more.
    pub is_excerpt: bool,
    /// Whose days, weeks and times people read.
    pub zone: Zone,
    /// The limits that it is to keep.
    pub gates: Vec<Gate>,
    /// The audits before this one, where somebody keeps them.
    pub history: Option<History>,
    /// Whether it is to be saved with all that it is made of.
    pub is_record: bool,
    /// What was asked, as it was written on the command line.
    pub command: Option<String>,
    /// The file that settings came from.
    pub config: Option<ConfigSource>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            title: String::from("Job audit"),
            filters: Vec::new(),
            sections: SectionId::usual().collect(),
            by: Dimension::default(),
            top: 10,
            brief: false,
            is_excerpt: false,
            zone: Zone::default(),
            gates: Vec::new(),
            history: None,
            is_record: false,
            command: None,
            config: None,
        }
    }
}

impl Report<'_> {
    /// Says what there is to say of an archive.
    pub fn of<'a>(archive: &'a Archive, options: &Options) -> Report<'a> {
        let figures =
            Figures::of(archive, Question { by: options.by, top: options.top, zone: options.zone });
        let mut context = SectionContext::of(archive, Arc::new(figures), options.by);
        context.zone = options.zone;
        let section = |name, is_asked: bool| {
            SectionId::from_name(name).filter(|_| is_asked).map(|id| id.build(&context))
        };
        let has_gates = !options.gates.is_empty();
        let summary = section("summary", has_gates || options.history.is_some());
        let step_timing = section("step_timing", has_gates);
        let gates = summary.as_ref().zip(step_timing.as_ref());
        context.gates = gates.map_or_else(Vec::new, |(summary, step_timing)| {
            gates::check(&options.gates, summary, step_timing)
        });
        let head = || match options.is_excerpt {
            true => Head::of_excerpt(archive),
            false => Head::of(&context),
        };
        // Of an organisation's report nobody else's folders are to be read.
        let is_of_all = options.filters.iter().all(|filter| filter.name != "org");
        let made_from = || is_of_all.then(|| Inputs::of(archive)).flatten();
        let (verdict, (head, inputs)) =
            rayon::join(|| Verdict::of(&context), || rayon::join(head, made_from));
        let history = options.history.as_ref();
        context.trend = history.map(History::last).unwrap_or_default();
        let line = history.filter(|history| history.is_open()).zip(summary.as_ref());
        let line = line.map(|(history, summary)| {
            let known = inputs.as_ref().map(|inputs| inputs.sha256.clone());
            let sha256 = known.unwrap_or_else(|| inputs::sha256(archive));
            let line = HistoryLine::of(archive.as_of, &verdict, summary, sha256);
            context.trend = history.with(&line);
            Arc::new(line)
        });
        Report {
            title: options.title.clone(),
            generator: GENERATOR.to_owned(),
            as_of: archive.as_of,
            zone: options.zone,
            filters: options.filters.iter().map(shown).collect(),
            inputs: inputs.map(Arc::new),
            verdict: Some(verdict),
            head: Some(Arc::new(head)),
            brief: options.brief.then(|| Arc::new(Overview::of(&context))),
            sections: options
                .sections
                .par_iter()
                .map(|section| Arc::new(section.build(&context)))
                .collect(),
            gates: Arc::new(context.gates),
            history: line,
            ledger: (options.is_record && !options.is_excerpt).then_some(archive),
            command: options.command.clone().filter(|_| is_of_all),
            config: options.config.clone().filter(|_| is_of_all),
            sentence: None,
        }
    }

    /// All sections with their columns, and nothing in them.
    pub fn outline() -> Vec<Section<'static>> {
        let archive = Archive::default();
        let options = Options { sections: SectionId::all().collect(), ..Options::default() };
        let report = Report::of(&archive, &options);
        let without_rows = |section: &Arc<Section<'_>>| Section {
            id: section.id,
            title: section.title,
            note: section.note.clone(),
            columns: section.columns.clone(),
            rows: Rows::from_iter([]),
            ends_in_total: section.ends_in_total,
        };
        report.sections.iter().map(without_rows).collect()
    }
}

/// The program and its version.
const GENERATOR: &str = concat!("jobaudit ", env!("CARGO_PKG_VERSION"));

impl<'a> Report<'a> {
    /// Sections by themselves, about something else than what came of an audit.
    fn of_sections(
        title: String,
        as_of: Option<Timestamp>,
        sections: Vec<Section<'a>>,
    ) -> Report<'a> {
        Report {
            title,
            generator: GENERATOR.to_owned(),
            as_of,
            zone: Zone::default(),
            filters: Vec::new(),
            inputs: None,
            verdict: None,
            head: None,
            brief: None,
            sections: sections.into_iter().map(Arc::new).collect(),
            gates: Arc::default(),
            history: None,
            ledger: None,
            command: None,
            config: None,
            sentence: None,
        }
    }

    /// The users who still have to be moved, ready to be worked through, in the place of the sections.
    pub fn with_retry_list(&self, archive: &'a Archive, action: Option<&str>) -> Report<'a> {
        let sections = vec![Arc::new(sections::retry_list(archive, action))];
        Report { brief: None, head: None, ledger: None, sections, ..self.clone() }
    }

    /// The sections that stand in a chapter.
    pub fn in_chapter(&self, chapter: &Chapter) -> impl Iterator<Item = &Section<'a>> {
        let wanted = |section: &&Section<'_>| chapter.sections.iter().any(|id| id == section.id);
        self.sections.iter().map(|section| &**section).filter(wanted)
    }

    /// The same report with only these of its sections. What managers read needs all the usual ones.
    pub fn only(&self, ids: &[SectionId]) -> Report<'a> {
        let is_whole = SectionId::usual().all(|id| ids.contains(&id));
        let wanted = |section: &&Arc<Section<'_>>| ids.iter().any(|id| id.name() == section.id);
        Report {
            brief: self.brief.clone().filter(|_| is_whole),
            sections: self.sections.iter().filter(wanted).cloned().collect(),
            ..self.clone()
        }
    }
}

/// A finished report: data, ready to be written in any format.
///
/// Its parts are shared: a clone costs no more than the heading.
#[derive(Clone, Debug)]
pub struct Report<'a> {
    /// The heading that people see.
    pub title: String,
    /// The program and its version, `jobaudit 0.1.0`.
    pub generator: String,
    /// The moment that the archive was judged at; none where no payload holds a time.
    pub as_of: Option<Timestamp>,
    /// Whose days, weeks and months its periods are, and in which times are shown to people; cells are instants.
    pub zone: Zone,
    /// The filters it was made with: the flag's name without dashes, and its values.
    pub filters: Vec<Filter>,
    /// What it was made from; none where nobody is to know.
    pub inputs: Option<Arc<Inputs>>,
    /// What came of it all; none of a report that is about something else.
    pub verdict: Option<Verdict>,
    /// What every format for people begins with; none of a report that is about something else.
    pub head: Option<Arc<Head>>,
    /// The same for managers, where it was asked for.
    pub brief: Option<Arc<Overview>>,
    /// The sections, in reading order.
    pub sections: Vec<Arc<Section<'a>>>,
    /// The limits that were to be kept, and whether they were.
    pub gates: Arc<Vec<GateResult>>,
    /// This audit as a history keeps it, where there is one.
    pub history: Option<Arc<HistoryLine>>,
    /// All that it is made of, where it is to be saved.
    pub ledger: Option<&'a Archive>,
    /// What was asked, as it was written on the command line; none where nobody is to know.
    pub command: Option<String>,
    /// The file that settings came from; none where nobody is to know.
    pub config: Option<ConfigSource>,
    /// What a comparison came to; none of other reports, which have a verdict.
    pub sentence: Option<String>,
}

/// A filter whose values are fit to be shown: that of a part is a text of the archive.
fn shown(filter: &Filter) -> Filter {
    let values = filter.values.iter().map(|value| presentable(value).into_owned());
    Filter { name: filter.name, values: values.collect() }
}
