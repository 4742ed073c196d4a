//! What became of all that was requested, as a whole with its parts.
//!
//! In: an accounting. Out: a [`Whole`], whose parts add up to what was requested and what was counted beyond
//! that; none where nothing says how many were requested.

use serde::{Deserialize, Serialize};

use crate::payload::Accounting;
use crate::report::SemanticColor;
use crate::report::sections::SectionContext;
use crate::report::verdict::is_move;
use crate::stats::Outcomes;

/// What became of all that was requested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whole {
    /// What is counted: `move attempts`, `items`.
    pub things: String,
    /// How many were requested.
    pub requested: u64,
    /// How many were counted beyond that.
    pub overcounted: u64,
    /// What became of them; none of the parts is empty but the first.
    pub parts: Vec<Portion>,
}

/// A part of a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portion {
    /// What became of it.
    pub name: String,
    /// How many.
    pub count: u64,
    /// Its colour.
    pub tone: SemanticColor,
}

impl Whole {
    /// The moves of an archive; where it moves nobody, whatever its jobs work on.
    pub(super) fn of(context: &SectionContext<'_>) -> Option<Whole> {
        let of_jobs = |moves_only: bool| {
            let mut sum = Outcomes::default();
            let jobs = context.archive.jobs.iter().filter(|job| !moves_only || is_move(job));
            jobs.for_each(|job| sum.add(job));
            sum.items
        };
        let has_moves = context.archive.jobs.iter().any(is_move);
        let things = if has_moves { "move attempts" } else { "items" };
        Whole::of_items(&of_jobs(has_moves), things)
    }

    /// What one accounting adds up to.
    pub(super) fn of_items(items: &Accounting, things: &str) -> Option<Whole> {
        let requested = items.requested?;
        let parts = [
            ("done", items.done, SemanticColor::Good),
            ("failed", items.failed, SemanticColor::Bad),
            ("wait for a number order", items.pending, SemanticColor::Waiting),
            ("skipped", items.skipped, SemanticColor::Stopped),
            ("under way", items.under_way, SemanticColor::Running),
            ("not accounted for", items.unaccounted, SemanticColor::Unknown),
        ];
        let parts = parts.into_iter().enumerate().filter_map(|(at, (name, count, tone))| {
            let count = count.filter(|count| at == 0 || *count > 0)?;
            Some(Portion { name: name.to_owned(), count, tone })
        });
        Some(Whole {
            things: if requested == 1 { things.trim_end_matches('s') } else { things }.to_owned(),
            requested,
            overcounted: items.overcounted.unwrap_or(0),
            parts: parts.collect(),
        })
    }

    /// What the parts add up to.
    pub fn sum(&self) -> u64 {
        self.parts.iter().map(|part| part.count).fold(0, u64::saturating_add)
    }
}
