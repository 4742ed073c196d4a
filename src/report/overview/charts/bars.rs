//! Bars: error codes, exit codes, and how long steps took.

use std::collections::BTreeMap;

use crate::payload::{ErrorOrImpact, ErrorOrigin};
use crate::reference::error_codes;
use crate::report::overview::charts::{Bars, Chart, Drawing, MAX_BARS, Pareto, Spread, Spreads};
use crate::report::sections::SectionContext;
use crate::report::shown_text::presentable;
use crate::report::{SemanticColor, grouped};
use crate::stats::{Level, Timed};

/// Error codes by how often they occurred.
pub(in crate::report::overview) fn error_codes(material: &SectionContext<'_>) -> Option<Chart> {
    let archive = material.archive;
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
        presentable(first.unwrap_or("No code")),
        grouped((*most).into()),
        grouped(total.into()),
        material.failing.warning()
    );
    let more = bars.len().saturating_sub(MAX_BARS) as u64;
    let bars = bars.into_iter().take(MAX_BARS).map(|(code, count)| {
        let known = code.and_then(error_codes::lookup);
        let summary = known.map_or(String::new(), |known| known.summary.clone());
        (presentable(code.unwrap_or("no code")).into_owned(), summary, count)
    });
    let drawing = Drawing::Pareto(Pareto { bars: bars.collect(), more, total });
    Some(Chart { id: "codes", title: "Error codes", description, drawing, table: None })
}

/// The exit codes of jobs, the most frequent first.
pub(in crate::report::overview) fn exit_codes(material: &SectionContext<'_>) -> Option<Chart> {
    let names = &material.archive.names;
    let of_jobs = material.figures.exit_codes.iter().filter(|((level, _), _)| *level == Level::Job);
    let mut bars: Vec<(String, SemanticColor, u64)> = of_jobs
        .map(|((_, code), count)| {
            let word = code.as_ref().map(|code| code.word(|&symbol| names.text(symbol)));
            let tone = word.and_then(SemanticColor::of_word).unwrap_or(SemanticColor::Unknown);
            (presentable(word.unwrap_or("none")).into_owned(), tone, *count)
        })
        .collect();
    bars.sort_by(|a, b| (b.2, &a.0).cmp(&(a.2, &b.0)));
    bars.truncate(MAX_BARS);
    let said: Vec<String> = bars
        .iter()
        .map(|(name, _, count)| format!("{} {name}", grouped((*count).into())))
        .collect();
    let description = format!("Jobs by exit code: {}.", said.join(", "));
    (!bars.is_empty()).then_some(Chart {
        id: "exit-codes",
        title: "Exit codes of jobs",
        description,
        drawing: Drawing::Bars(Bars(bars)),
        table: None,
    })
}

/// How long steps took.
pub(in crate::report::overview) fn step_timing(material: &SectionContext<'_>) -> Option<Chart> {
    let names = &material.archive.names;
    let mut steps: Vec<(i128, Spread)> = Vec::new();
    for ((_, timed), timing) in &material.figures.timing {
        let Timed::Step(Some(step)) = timed else { continue };
        let Some(spread) = timing.durations.spread() else { continue };
        let label = presentable(names.text(*step)).into_owned();
        let (p50, p90, p99, max) = (spread.p50, spread.p90, spread.p99, spread.max);
        steps.push((spread.total, Spread { label, p50, p90, p99, max }));
    }
    steps.sort_by(|a, b| (-a.0, &a.1.label).cmp(&(-b.0, &b.1.label)));
    steps.truncate(MAX_BARS);
    let longest = steps.first()?;
    let description = format!(
        "Of each step half of all within the line on the left, nine of ten within the bar, 99 of 100 within the \
         cross line where there are as many, and the longest as a dot, on a logarithmic \
         scale. {} took most of the time.",
        longest.1.label
    );
    let rows = steps.into_iter().map(|(_, spread)| spread).collect();
    let drawing = Drawing::Spreads(Spreads(rows));
    Some(Chart { id: "steps", title: "Step durations", description, drawing, table: None })
}
