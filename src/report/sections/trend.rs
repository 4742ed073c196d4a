//! What earlier audits came to, one a row, and this one last.

use crate::payload::Timestamp;
use crate::report::sections::{Body, Cell, MEASURES, SectionContext, listed};

/// The measures that a trend shows.
const MEASURES_SHOWN: [&str; 8] = [
    "people_to_move",
    "jobs",
    "failure_rate",
    "items_done",
    "items_failed",
    "item_failure_rate",
    "findings_error",
    "findings_warning",
];

/// What an audit came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrendRow {
    /// The moment that the archive was judged at.
    pub as_of: Option<Timestamp>,
    /// The verdict's word.
    pub verdict: Option<String>,
    /// The measures, each by its name.
    pub measures: Vec<(&'static str, Cell)>,
}

impl TrendRow {
    fn measure(&self, id: &str) -> Cell {
        let own = self.measures.iter().find(|(known, _)| *known == id);
        own.map_or(Cell::Missing, |(_, cell)| cell.clone())
    }
}

pub(super) fn trend<'a>(context: &SectionContext<'a>) -> Body<'a> {
    body(&context.trend)
}

/// Rows of a trend as a table.
pub(in crate::report) fn body(rows: &[TrendRow]) -> Body<'static> {
    let mut table = listed(&(), rows)
        .text("as_of", "as of (UTC)", |(), row| Cell::time(row.as_of))
        .text("verdict", "verdict", |(), row| Cell::text(row.verdict.as_deref()));
    let shown = MEASURES_SHOWN.iter().filter_map(|id| MEASURES.iter().find(|of| of.id == *id));
    for measure in shown {
        table = table.number(measure.id, measure.title, |(), row| row.measure(measure.id));
    }
    table.noted("What each audit came to that the history knows, the newest last.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_measure_of_a_trend_is_one_of_the_archive() {
        let found = MEASURES_SHOWN.map(|id| MEASURES.iter().filter(|of| of.id == id).count());
        assert_eq!(found, [1; MEASURES_SHOWN.len()]);
    }
}
