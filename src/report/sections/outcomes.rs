//! How jobs came out: failure rates by a dimension, exit codes and statuses by level.

use std::cmp::Reverse;

use crate::payload::Outcome;
use crate::report::sections::{SectionContext, number, text};
use crate::report::{Cell, Section, TOTAL, Term};
use crate::stats::{Dimension, Figures, Group, Level, Outcomes, Period, Spread};

pub(super) fn failure_rates(material: &SectionContext<'_>) -> Section {
    let SectionContext { archive, figures, by, .. } = *material;
    let mut groups: Vec<(Option<&str>, Reverse<u64>, &Outcomes)> = figures
        .groups
        .iter()
        .map(|(group, outcomes)| match group {
            Group::Name(name) => (archive.name(*name), Reverse(outcomes.jobs()), outcomes),
            Group::Period(period) => (period.as_deref(), Reverse(0), outcomes),
        })
        .collect();
    // Periods in their order, names by their weight; jobs that do not say come last.
    groups.sort_by_key(|(name, weight, _)| (name.is_none(), *weight, *name));
    let mut rows: Vec<_> =
        groups.into_iter().map(|(name, _, outcomes)| row(Cell::text(name), outcomes)).collect();
    rows.push(row(Cell::Text(String::from(TOTAL)), &figures.total));
    Section {
        id: "failure_rates",
        title: "Failure rates",
        note: format!(
            "Jobs by {}. Failure rate is failed and stopped jobs out of finished ones, low and high its Wilson \
             95 % interval. {} is that of jobs that count both done and failed.{}",
            by.title(),
            material.items("Item failure rate", "Move failure rate"),
            if by == Dimension::JobName { material.warning_of_total() } else { material.warning() }
        ),
        columns: vec![
            text("group", by.title()),
            number("jobs", "jobs"),
            number("finished", "finished"),
            number("succeeded", "succeeded"),
            number("with_errors", "with errors"),
            number("pending_orders", "pending orders"),
            number("failed", "failed"),
            number("stopped", "stopped"),
            number("in_progress", "in progress"),
            number("undetermined", "undetermined"),
            number("failure_rate", "failure rate"),
            number("failure_rate_low", "low"),
            number("failure_rate_high", "high"),
            number("items_requested", material.items("items requested", "moves requested")),
            number("items_done", material.items("items done", "moves done")),
            number("items_failed", material.items("items failed", "moves failed")),
            number("items_pending", material.items("items pending", "moves pending")),
            number("items_skipped", material.items("items skipped", "moves skipped")),
            number("item_failure_rate", material.items("item failure rate", "move failure rate")),
        ],
        rows,
    }
}

fn row(group: Cell, outcomes: &Outcomes) -> Vec<Cell> {
    let interval = outcomes.interval();
    let bound = |value: Option<f64>| value.map_or(Cell::Missing, Cell::Fraction);
    let items = outcomes.items;
    let mut row = vec![group, Cell::Count(outcomes.jobs()), Cell::Count(outcomes.finished())];
    row.extend(Outcome::ALL.map(|outcome| Cell::Count(outcomes.of(outcome))));
    row.extend([
        Cell::share(outcomes.failures(), outcomes.finished()),
        bound(interval.map(|interval| interval.low)),
        bound(interval.map(|interval| interval.high)),
        Cell::count(items.requested),
        Cell::count(items.done),
        Cell::count(items.failed),
        Cell::count(items.pending),
        Cell::count(items.skipped),
        outcomes.item_failures().map_or(Cell::Missing, |(failed, all)| Cell::share(failed, all)),
    ]);
    row
}

pub(super) fn timeline(material: &SectionContext<'_>) -> Section {
    let Figures { periods, scale, .. } = material.figures;
    // What does not say when it ran comes last.
    let mut order: Vec<_> = periods.iter().collect();
    order.sort_by_key(|(period, _)| (period.is_none(), *period));
    let row = |(period, jobs): (&Option<String>, &Period)| {
        let (outcomes, spread) = (&jobs.outcomes, jobs.durations.spread());
        let items = outcomes.items;
        let duration =
            |value: fn(&Spread) -> Option<i64>| Cell::duration(spread.as_ref().and_then(value));
        vec![
            Cell::text(period.as_deref()),
            Cell::Count(outcomes.jobs()),
            Cell::Count(outcomes.of(Outcome::Failed)),
            Cell::share(outcomes.failures(), outcomes.finished()),
            Cell::count(items.requested),
            Cell::count(items.done),
            Cell::count(items.failed),
            duration(|spread| Some(spread.p50)),
            duration(|spread| spread.p95),
        ]
    };
    Section {
        id: "timeline",
        title: "Over time",
        note: format!(
            "Jobs by the {} that they started in: days for up to five weeks, weeks for up to half a year, else \
             months. Those without jobs are left out. Failed counts failed jobs alone; the failure rate counts stopped ones too, out of \
             finished ones. p50 and p95 are of whole executions.{}",
            scale.title(),
            material.warning()
        ),
        columns: vec![
            text("period", scale.title()),
            number("jobs", "jobs"),
            number("failed", "failed"),
            number("failure_rate", "failure rate"),
            number("items_requested", material.items("items requested", "moves requested")),
            number("items_done", material.items("items done", "moves done")),
            number("items_failed", material.items("items failed", "moves failed")),
            number("p50_ms", "p50"),
            number("p95_ms", "p95"),
        ],
        rows: order.into_iter().map(row).collect(),
    }
}

pub(super) fn exit_codes(material: &SectionContext<'_>) -> Section {
    let names = &material.archive.names;
    let counts = material.figures.exit_codes.iter();
    Section {
        id: "exit_codes",
        title: "Exit codes",
        note: format!(
            "Exit codes of jobs, of all their executions, and of all steps; the share is within a level.{}",
            material.warning_of_jobs()
        ),
        columns: vec![
            text("level", "level"),
            text("exit_code", "exit code"),
            number("count", "count"),
            number("share", "share"),
        ],
        rows: by_level(counts.map(|((level, code), count)| {
            (*level, code.as_ref().map(|code| code.word(|&symbol| names.text(symbol))), *count)
        })),
    }
}

pub(super) fn statuses(material: &SectionContext<'_>) -> Section {
    let names = &material.archive.names;
    let counts = material.figures.statuses.iter();
    Section {
        id: "statuses",
        title: "Statuses",
        note: format!(
            "COMPLETED says that the engine is done, not that all went well: the exit code tells that.{}",
            material.warning_of_jobs()
        ),
        columns: vec![
            text("level", "level"),
            text("status", "status"),
            number("count", "count"),
            number("share", "share"),
        ],
        rows: by_level(counts.map(|((level, status), count)| {
            (
                *level,
                status.as_ref().map(|status| status.word(|&symbol| names.text(symbol))),
                *count,
            )
        })),
    }
}

/// Rows of level, word, count and share within the level; the most frequent first, an absent one last.
fn by_level<'a>(counts: impl Iterator<Item = (Level, Option<&'a str>, u64)>) -> Vec<Vec<Cell>> {
    let mut counts: Vec<_> = counts.collect();
    counts.sort_by_key(|&(level, word, count)| (level, word.is_none(), Reverse(count), word));
    let whole = |wanted: Level| {
        counts.iter().filter(|(level, ..)| *level == wanted).map(|(.., count)| count).sum()
    };
    let totals = Level::ALL.map(whole);
    let row = |&(level, word, count): &(Level, Option<&str>, u64)| {
        let name = level.name();
        let level_cell = Cell::Term(Term { id: name, title: name });
        vec![
            level_cell,
            Cell::id(word),
            Cell::Count(count),
            Cell::share(count, totals[level as usize]),
        ]
    };
    counts.iter().map(row).collect()
}
