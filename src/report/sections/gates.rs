//! The limits that were to be kept, and whether they were.

use crate::report::sections::{Body, Cell, SectionContext, listed};

/// Whether a limit was kept.
#[derive(Clone, Debug, PartialEq)]
pub struct GateResult {
    /// What it is about, `p95(importUsers)`.
    pub figure: String,
    /// The limit, `<= 10m`.
    pub limit: String,
    /// The figure; of several the one that is furthest from keeping it.
    pub actual: Cell,
    /// Whether it was kept.
    pub held: bool,
    /// What else there is to say where it was not: that nothing has that name, and what has.
    pub hint: Option<String>,
}

pub(super) fn gates<'a>(context: &SectionContext<'a>) -> Body<'a> {
    listed(&(), &context.gates)
        .text("gate", "figure", |(), result| Cell::Text(result.figure.clone()))
        .text("limit", "limit", |(), result| Cell::Text(result.limit.clone()))
        .number("actual", "actual", |(), result| result.actual.clone())
        .text("held", "kept", |(), result| Cell::Flag(result.held))
        .noted("The limits that this audit was to keep, if any were set. What is unknown keeps no limit.")
}
