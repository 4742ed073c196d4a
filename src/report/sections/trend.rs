//! What earlier audits came to, one a row, and this one last.

use crate::payload::Timestamp;
use crate::report::sections::{Body, Cell, SectionContext, listed};

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
    listed(&(), rows)
        .text("as_of", "as of (UTC)", |(), row| Cell::time(row.as_of))
        .text("verdict", "verdict", |(), row| Cell::text(row.verdict.as_deref()))
        .number("people_to_move", "people still to be moved", |(), row| {
            row.measure("people_to_move")
        })
        .number("jobs", "jobs", |(), row| row.measure("jobs"))
        .number("failure_rate", "failure rate", |(), row| row.measure("failure_rate"))
        .number("items_done", "items done", |(), row| row.measure("items_done"))
        .number("items_failed", "items failed", |(), row| row.measure("items_failed"))
        .number("item_failure_rate", "item failure rate", |(), row| {
            row.measure("item_failure_rate")
        })
        .number("findings_error", "findings: error", |(), row| row.measure("findings_error"))
        .number("findings_warning", "findings: warning", |(), row| row.measure("findings_warning"))
        .noted("What each audit came to that the history knows, the newest last.")
}
