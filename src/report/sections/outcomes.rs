//! How jobs came out: failure rates by a dimension, exit codes and statuses by level.

use std::cmp::Reverse;

use crate::payload::Outcome;
use crate::report::Term;
use crate::report::sections::{Body, Cell, SectionContext, listed};
use crate::stats::{Dimension, Group, Level, Outcomes, Period, Spread};

/// What stands in the place of a group in the sum of all groups.
const TOTAL: Term = Term::new("(total)", "(total)");

pub(super) fn failure_rates<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let (by, figures) = (context.by, &context.figures);
    let named = figures.groups.iter().map(|(group, outcomes)| match group {
        Group::Name(name) => (context.archive.name(*name), Reverse(outcomes.jobs()), outcomes),
        Group::Period(period) => (period.as_deref(), Reverse(0), outcomes),
    });
    let mut named: Vec<(Option<&str>, Reverse<u64>, &Outcomes)> = named.collect();
    // Periods in their order, names by their weight; jobs that do not say come last.
    named.sort_by_key(|(name, weight, _)| (name.is_none(), *weight, *name));
    let cell = |name: Option<&str>| context.archive.group_cell(by, name);
    let mut groups: Vec<_> = named.into_iter().map(|(name, _, of)| (cell(name), of)).collect();
    groups.push((Cell::Term(TOTAL), &figures.total));
    listed(context, groups)
        .text("group", by.title(), |_, (group, ..)| group.clone())
        .number("jobs", "jobs", |_, (_, of)| Cell::Count(of.jobs()))
        .number("finished", "finished", |_, (_, of)| Cell::Count(of.finished()))
        .number("succeeded", "succeeded", |_, (_, of)| Cell::Count(of.of(Outcome::Succeeded)))
        .number("with_errors", "with errors", |_, (_, of)| Cell::Count(of.of(Outcome::WithErrors)))
        .number("pending_orders", "pending orders", |_, (_, of)| {
            Cell::Count(of.of(Outcome::PendingOrders))
        })
        .number("failed", "failed", |_, (_, of)| Cell::Count(of.of(Outcome::Failed)))
        .number("stopped", "stopped", |_, (_, of)| Cell::Count(of.of(Outcome::Stopped)))
        .number("in_progress", "in progress", |_, (_, of)| Cell::Count(of.of(Outcome::InProgress)))
        .number("undetermined", "undetermined", |_, (_, of)| {
            Cell::Count(of.of(Outcome::Undetermined))
        })
        .number("failure_rate", "failure rate", |_, (_, of)| {
            Cell::share(of.failures(), of.finished())
        })
        .number("failure_rate_low", "low", |_, (_, of)| {
            Cell::fraction(of.interval().map(|interval| interval.low))
        })
        .number("failure_rate_high", "high", |_, (_, of)| {
            Cell::fraction(of.interval().map(|interval| interval.high))
        })
        .number("items_requested", context.items("items requested", "moves requested"), |_, (_, of)| {
            Cell::count(of.items.requested)
        })
        .number("items_done", context.items("items done", "moves done"), |_, (_, of)| {
            Cell::count(of.items.done)
        })
        .number("items_failed", context.items("items failed", "moves failed"), |_, (_, of)| {
            Cell::count(of.items.failed)
        })
        .number("items_pending", context.items("items pending", "moves pending"), |_, (_, of)| {
            Cell::count(of.items.pending)
        })
        .number("items_skipped", context.items("items skipped", "moves skipped"), |_, (_, of)| {
            Cell::count(of.items.skipped)
        })
        .number("item_failure_rate", context.items("item failure rate", "move failure rate"), |_, (_, of)| {
            item_failure_rate(of)
        })
        .noted(format!(
            "Jobs by {}. Failure rate is failed and stopped jobs out of finished ones, low and high its Wilson \
             95 % interval. {} is that of jobs that count both done and failed.{}",
            by.title(),
            context.items("Item failure rate", "Move failure rate"),
            if by == Dimension::JobName { context.warning_of_total() } else { context.warning() }
        ))
        .ending_in_total()
}

/// The share of items that failed, of jobs that count both done and failed.
pub(super) fn item_failure_rate(outcomes: &Outcomes) -> Cell {
    outcomes.item_failures().map_or(Cell::Missing, |(failed, all)| Cell::share(failed, all))
}

/// The jobs of a period, and how their durations spread.
struct InPeriod<'a> {
    period: Option<&'a str>,
    outcomes: &'a Outcomes,
    spread: Option<Spread>,
}

impl<'a> InPeriod<'a> {
    fn of((period, jobs): (&'a Option<String>, &'a Period)) -> InPeriod<'a> {
        let spread = jobs.durations.spread();
        InPeriod { period: period.as_deref(), outcomes: &jobs.outcomes, spread }
    }
}

pub(super) fn timeline<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let scale = context.figures.scale.title();
    // What does not say when it ran comes last.
    let mut order: Vec<_> = context.figures.periods.iter().collect();
    order.sort_by_key(|(period, _)| (period.is_none(), *period));
    listed(context, order.into_iter().map(InPeriod::of))
        .text("period", scale, |_, row| Cell::text(row.period))
        .number("jobs", "jobs", |_, row| Cell::Count(row.outcomes.jobs()))
        .number("failed", "failed", |_, row| Cell::Count(row.outcomes.of(Outcome::Failed)))
        .number("failure_rate", "failure rate", |_, row| {
            Cell::share(row.outcomes.failures(), row.outcomes.finished())
        })
        .number("items_requested", context.items("items requested", "moves requested"), |_, row| {
            Cell::count(row.outcomes.items.requested)
        })
        .number("items_done", context.items("items done", "moves done"), |_, row| {
            Cell::count(row.outcomes.items.done)
        })
        .number("items_failed", context.items("items failed", "moves failed"), |_, row| {
            Cell::count(row.outcomes.items.failed)
        })
        .number("p50_ms", "p50", |_, row| Cell::duration(row.spread.as_ref().map(|s| s.p50)))
        .number("p95_ms", "p95", |_, row| Cell::duration(row.spread.as_ref().and_then(|s| s.p95)))
        .noted(format!(
            "Jobs by the {scale} that they started in: days for up to five weeks, weeks for up to half a year, else \
             months. Those without jobs are left out. Failed counts failed jobs alone; the failure rate counts stopped ones too, out of \
             finished ones. p50 and p95 are of whole executions.{}",
            context.warning()
        ))
}

pub(super) fn exit_codes<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let counts =
        context.figures.exit_codes.iter().map(|((level, code), count)| {
            (*level, context.archive.exit_code(code.as_ref()), *count)
        });
    listed(context, by_level(counts))
        .text("level", "level", |_, row| row.level())
        .text("exit_code", "exit code", |c, row| c.archive.explained_exit_code_cell(row.word))
        .number("count", "count", |_, row| Cell::Count(row.count))
        .number("share", "share", |_, row| Cell::share(row.count, row.whole))
        .noted(format!(
            "Exit codes of jobs, of all their executions, and of all steps; the share is within a level.{}",
            context.warning_of_jobs()
        ))
}

pub(super) fn statuses<'a>(context: &SectionContext<'a>) -> Body<'a> {
    let counts =
        context.figures.statuses.iter().map(|((level, status), count)| {
            (*level, context.archive.status(status.as_ref()), *count)
        });
    listed(context, by_level(counts))
        .text("level", "level", |_, row| row.level())
        .text("status", "status", |_, row| Cell::id(row.word))
        .number("count", "count", |_, row| Cell::Count(row.count))
        .number("share", "share", |_, row| Cell::share(row.count, row.whole))
        .noted(format!(
            "COMPLETED says that the job is over, not that it succeeded: the exit code tells that.{}",
            context.warning_of_jobs()
        ))
}

/// How often a word occurs at a level, and how many words there are at that level.
struct InLevel<'a> {
    level: Level,
    word: Option<&'a str>,
    count: u64,
    whole: u64,
}

impl InLevel<'_> {
    fn level(&self) -> Cell {
        Cell::Term(Term::new(self.level.name(), self.level.name()))
    }
}

/// Counted words by level; the most frequent first, an absent one last.
fn by_level<'a>(
    counts: impl Iterator<Item = (Level, Option<&'a str>, u64)>,
) -> impl Iterator<Item = InLevel<'a>> {
    let mut counts: Vec<_> = counts.collect();
    counts.sort_by_key(|&(level, word, count)| (level, word.is_none(), Reverse(count), word));
    let whole = |wanted: Level| -> u64 {
        counts.iter().filter(|(level, ..)| *level == wanted).map(|(.., count)| count).sum()
    };
    let wholes = Level::ALL.map(whole);
    let row =
        move |(level, word, count)| InLevel { level, word, count, whole: wholes[level as usize] };
    counts.into_iter().map(row)
}
