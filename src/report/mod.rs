//! What is said, once, for every format: sections of typed cells.
//!
//! In: the archive and its figures. Out: a [`Report`]. Facts, order and words are settled here; a
//! renderer only spells them. A new section is one function, a new format one file.

mod cell;
mod findings;
mod job;
mod names;
mod open;
mod overview;
mod sections;
mod semantic_color;
mod shown_text;
mod verdict;

pub use crate::config::Filter;
pub(crate) use cell::grouped;
pub use cell::{Bar, Cell, Named, Phase, Span, Term};
pub use findings::{Fate, FindingsOfFile, PlacedFinding, Validation};
pub use job::{Choice, show};
pub use overview::{
    Bars, Chapter, Chart, Dot, Dots, Drawing, Figure, Overview, Pareto, Series, Spread, Spreads,
    Stacks,
};
pub use sections::SectionId;
pub use semantic_color::SemanticColor;
pub use verdict::{Verdict, VerdictWord};

use std::borrow::Cow;

use rayon::prelude::*;

use crate::archive::Archive;
use crate::payload::Timestamp;
use crate::stats::{Dimension, Figures, Question};
use sections::SectionContext;
use shown_text::presentable;

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
        }
    }
}

impl Report {
    /// Says what there is to say of an archive.
    pub fn of(archive: &Archive, options: &Options) -> Report {
        let figures = Figures::of(archive, Question { by: options.by, top: options.top });
        let material = SectionContext::of(archive, &figures, options.by);
        Report {
            title: options.title.clone(),
            generator: concat!("jobaudit ", env!("CARGO_PKG_VERSION")).to_owned(),
            as_of: archive.as_of,
            filters: options.filters.clone(),
            verdict: Some(Verdict::of(&material)),
            brief: options.brief.then(|| Overview::of(&material)),
            sections: options
                .sections
                .par_iter()
                .map(|section| fit_to_show(section.build(&material)))
                .collect(),
        }
    }

    /// The users who still have to be moved, ready to be worked through.
    pub fn retry_list(archive: &Archive) -> Section {
        fit_to_show(sections::retry_list(archive))
    }

    /// All sections with their columns, and nothing in them.
    pub fn outline() -> Report {
        let options = Options { sections: SectionId::all().collect(), ..Options::default() };
        Report::of(&Archive::default(), &options)
    }

    /// The same report with only these of its sections. What managers read needs all the usual ones.
    pub fn only(&self, ids: &[SectionId]) -> Report {
        let is_whole = SectionId::usual().all(|id| ids.contains(&id));
        let wanted = |section: &&Section| ids.iter().any(|id| id.name() == section.id);
        Report {
            title: self.title.clone(),
            generator: self.generator.clone(),
            as_of: self.as_of,
            filters: self.filters.clone(),
            verdict: self.verdict.clone(),
            brief: self.brief.clone().filter(|_| is_whole),
            sections: self.sections.iter().filter(wanted).cloned().collect(),
        }
    }
}

/// A section whose texts are fit to be shown.
fn fit_to_show(mut section: Section) -> Section {
    for cell in section.rows.iter_mut().flatten() {
        let texts = match cell {
            Cell::Text(text) | Cell::Id(text) => [Some(text), None],
            Cell::Named(named) => [Some(&mut named.id), Some(&mut named.shown)],
            _ => [None, None],
        };
        for text in texts.into_iter().flatten() {
            if let Cow::Owned(safe) = presentable(text) {
                *text = safe;
            }
        }
    }
    section
}

/// A finished report: data, ready to be written in any format.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The heading that people see.
    pub title: String,
    /// The program and its version, `jobaudit 0.1.0`.
    pub generator: String,
    /// The moment that the archive was judged at; none where no payload holds a time.
    pub as_of: Option<Timestamp>,
    /// The filters it was made with: the flag's name without dashes, and its values.
    pub filters: Vec<Filter>,
    /// What came of it all; none of a report that is about something else.
    pub verdict: Option<Verdict>,
    /// The same for managers, where it was asked for.
    pub brief: Option<Overview>,
    /// The sections, in reading order.
    pub sections: Vec<Section>,
}

/// One table of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The stable id, `failure_rates`.
    pub id: &'static str,
    /// The heading that people see.
    pub title: &'static str,
    /// One sentence for people: what a row is and how its figures are defined.
    pub note: String,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The rows; each has a cell for every column.
    pub rows: Vec<Vec<Cell>>,
}

impl Section {
    /// The rows but for the total, and the total where the last row is one.
    pub(crate) fn rows_and_total(&self) -> (&[Vec<Cell>], Option<&Vec<Cell>>) {
        let is_total =
            |row: &Vec<Cell>| matches!(row.first(), Some(Cell::Text(text)) if text == TOTAL);
        match self.rows.split_last() {
            Some((last, rows)) if self.id == "failure_rates" && is_total(last) => {
                (rows, Some(last))
            }
            _ => (&self.rows, None),
        }
    }
}

/// What stands in the place of a group in the sum of all groups.
const TOTAL: &str = "(total)";

/// A column of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The stable id, `p95_ms`.
    pub id: &'static str,
    /// The words that people see, `p95`.
    pub title: &'static str,
    /// How a column of it is set.
    pub align: Align,
}

/// On which side a column's values line up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Words and ids.
    Left,
    /// Numbers.
    Right,
    /// A picture, which only people get to see.
    Drawn,
}
