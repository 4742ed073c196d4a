//! Bars: error codes, results, and how long steps took.

use std::collections::BTreeMap;

use crate::findings::in_a_sentence;
use crate::payload::{ErrorOrImpact, ErrorOrigin, Outcome};
use crate::reference::error_codes;
use crate::report::overview::charts::{Bars, Chart, Drawing, MAX_BARS, Pareto, Spread, Spreads};
use crate::report::sections::SectionContext;
use crate::report::shown_text::presentable;
use crate::report::{SemanticColor, grouped};
use crate::stats::Timed;

/// Error codes by how often they occurred.
pub(in crate::report::overview) fn error_codes(context: &SectionContext<'_>) -> Option<Chart> {
    let archive = context.archive;
    let mut counts: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    let errors = archive.errors.iter().filter(|item| item.kind == ErrorOrImpact::Error);
    for item in errors.filter(|item| item.source != ErrorOrigin::Validation) {
        *counts.entry(archive.name(item.code)).or_default() += 1;
    }
    let total: u64 = counts.values().sum();
    let mut bars: Vec<_> = counts.into_iter().collect();
    bars.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
    let (first, most) = bars.first()?;
    let description = format!(
        "How often each error code occurred, the most frequent first, and what share they come to together. \
         {} is behind {} of {} errors.{}",
        first.map_or("No code".into(), label),
        grouped((*most).into()),
        grouped(total.into()),
        context.failing.warning()
    );
    let more = bars.len().saturating_sub(MAX_BARS) as u64;
    let bars = bars.into_iter().take(MAX_BARS).map(|(code, count)| {
        let known = code.and_then(error_codes::lookup);
        let summary = known.map_or(String::new(), |known| known.summary.clone());
        (code.map_or("no code".into(), label), summary, count)
    });
    let drawing = Drawing::Pareto(Pareto { bars: bars.collect(), more, total });
    Some(Chart { id: "codes".into(), title: "Error codes".into(), description, drawing })
}

/// How jobs came out, the most frequent first.
pub(in crate::report::overview) fn results(context: &SectionContext<'_>) -> Option<Chart> {
    let total = &context.figures.total;
    let counts = Outcome::ALL.map(|outcome| (outcome, total.of(outcome)));
    let mut counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let said = counts
        .iter()
        .map(|(outcome, count)| format!("{} {}", grouped((*count).into()), outcome.title()));
    let description = format!("Jobs by result: {}.", said.collect::<Vec<_>>().join(", "));
    let bars = counts
        .iter()
        .map(|(outcome, count)| (outcome.title().to_owned(), SemanticColor::of(*outcome), *count));
    (!counts.is_empty()).then(|| Chart {
        id: "results".into(),
        title: "Results of jobs".into(),
        description,
        drawing: Drawing::Bars(Bars(bars.collect())),
    })
}

/// How long steps took.
pub(in crate::report::overview) fn step_timing(context: &SectionContext<'_>) -> Option<Chart> {
    let names = &context.archive.names;
    let mut steps: Vec<(i128, Spread)> = Vec::new();
    for ((_, timed), timing) in &context.figures.timing {
        let Timed::Step(Some(step)) = timed else { continue };
        let Some(spread) = timing.durations.spread() else { continue };
        let label = label(names.text(*step));
        let (p50, p90, p99, max) = (spread.p50, spread.p90, spread.p99, spread.max);
        steps.push((spread.total, Spread { label, p50, p90, p99, max }));
    }
    steps.sort_by(|a, b| (-a.0, &a.1.label).cmp(&(-b.0, &b.1.label)));
    steps.truncate(MAX_BARS);
    let longest = steps.first()?;
    let description = format!(
        "Left mark: median. Bar: 90 %. Cross line: 99 % (from 100 runs). Dot: longest. The scale is logarithmic. \
         {} took most of the time.",
        longest.1.label
    );
    let rows = steps.into_iter().map(|(_, spread)| spread).collect();
    let drawing = Drawing::Spreads(Spreads(rows));
    Some(Chart { id: "steps".into(), title: "Step durations".into(), description, drawing })
}

/// What the archive calls something, which never looks like the words of a chart.
fn label(text: &str) -> String {
    in_a_sentence(&presentable(text)).into_owned()
}
