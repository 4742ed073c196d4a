//! What stands behind each action, in the catalogue's words.

use hashbrown::HashMap;

use crate::ledger::Symbol;
use crate::reference::error_codes;
use crate::report::sections::{SectionContext, asking, text};
use crate::report::{Cell, Section, grouped};

/// So many reasons of an action are told.
const MAX_CODES_TOLD: usize = 3;

/// The most frequent reasons for each action.
pub(super) fn reasons(material: &SectionContext<'_>) -> Section {
    let archive = material.archive;
    let mut counts: HashMap<Option<&str>, HashMap<Option<Symbol>, u64>> = HashMap::new();
    for (item, action) in asking(archive) {
        *counts.entry(action).or_default().entry(item.code).or_default() += 1;
    }
    let mut order: Vec<_> = counts.into_iter().collect();
    order.sort_by_key(|(action, codes)| {
        (std::cmp::Reverse(codes.values().sum::<u64>()), action.is_none(), *action)
    });
    let row = |(action, codes): (Option<&str>, HashMap<Option<Symbol>, u64>)| {
        let codes = codes.into_iter().map(|(code, count)| (archive.name(code), count));
        let mut codes: Vec<_> = codes.collect();
        codes.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), code.is_none(), *code));
        let said = codes.iter().take(MAX_CODES_TOLD).map(|(code, count)| {
            let summary = code.and_then(error_codes::lookup).map(|known| known.summary.as_str());
            let (code, count) = (code.unwrap_or("no code"), grouped((*count).into()));
            match summary {
                Some(summary) => format!("{summary} ({code}: {count})"),
                None => format!("{code}: {count}"),
            }
        });
        let more = match codes.len().saturating_sub(MAX_CODES_TOLD) {
            0 => None,
            1 => Some(String::from("1 more code")),
            more => Some(format!("{} more codes", grouped(more as u128))),
        };
        let said: Vec<String> = said.chain(more).collect();
        vec![Cell::id(action), Cell::Text(said.join("; "))]
    };
    Section {
        id: "reasons",
        title: "What stands behind each action",
        note: String::from("The most frequent codes of each action, and how often they occurred."),
        columns: vec![text("action", "action"), text("reasons", "the most frequent reasons")],
        rows: order.into_iter().map(row).collect(),
    }
}
