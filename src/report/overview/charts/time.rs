//! Charts of time: how jobs came out period by period, and each job where it started.

use crate::ledger::JobRecord;
use crate::payload::{Outcome, Timestamp};
use crate::report::overview::charts::{Chart, Dot, Dots, Drawing, Series, Stacks};
use crate::report::sections::SectionContext;
use crate::report::table::listed;
use crate::report::{Cell, SemanticColor, grouped};
use crate::stats::Dimension;

/// How many dots a chart has at the most; of more jobs every n-th is drawn.
const MAX_DOTS: usize = 600;

/// Outcomes by period.
pub(in crate::report::overview) fn outcomes(material: &SectionContext<'_>) -> Option<Chart> {
    let scale = material.figures.scale;
    let periods = material.figures.periods.iter();
    let periods: Vec<_> = periods.filter_map(|(name, of)| Some((name.as_ref()?, of))).collect();
    let labels: Vec<String> = periods.iter().map(|(name, _)| (*name).clone()).collect();
    let before = [None].into_iter().chain(labels.iter().map(Some));
    let gaps = before.zip(&labels).map(|(before, label)| match scale.between(before?, label) {
        0 => None,
        1 => Some(format!("1 {} without jobs", scale.name())),
        gap => Some(format!("{} {}s without jobs", grouped(gap.into()), scale.name())),
    });
    let gaps: Vec<Option<String>> = gaps.collect();
    let series = Outcome::ALL.map(|outcome| Series {
        name: outcome.title(),
        tone: SemanticColor::of(outcome),
        values: periods.iter().map(|(_, of)| of.outcomes.of(outcome)).collect(),
    });
    let series: Vec<Series> =
        series.into_iter().filter(|series| series.values.iter().any(|value| *value > 0)).collect();
    let busiest = periods.iter().max_by_key(|(_, of)| of.outcomes.jobs())?;
    let left_out =
        if gaps.iter().all(Option::is_none) { "" } else { " Each … is a time without jobs." };
    let description = format!(
        "Jobs by the {} they started in, by outcome. Most of them started {} {}: {}.{left_out}",
        scale.title(),
        if scale == Dimension::Day { "on" } else { "in" },
        busiest.0,
        grouped(busiest.1.outcomes.jobs().into())
    );
    let mut table = listed(&(), periods)
        .text("period", scale.title(), |(), (name, _)| Cell::text(Some(name.as_str())));
    for outcome in Outcome::ALL {
        table = table.number(outcome.name(), outcome.title(), move |(), (_, of)| {
            Cell::Count(of.outcomes.of(outcome))
        });
    }
    let table = table.noted("").under("outcomes_drawn", "Outcomes over time as a table");
    let drawing = Drawing::Stacks(Stacks { labels, gaps, series });
    let title = "Outcomes over time";
    Some(Chart { id: "outcomes", title, description, drawing, table: Some(table) })
}

/// When jobs ran and how long they took.
pub(in crate::report::overview) fn jobs(material: &SectionContext<'_>) -> Option<Chart> {
    let archive = material.archive;
    let timed = archive
        .jobs
        .iter()
        .filter_map(|job| Some((job.started()?, job.newest()?.elapsed?.get(), job)))
        // A picture is for people alone.
        .map(|(start, elapsed, job)| (start.clock_in(material.zone), elapsed, job));
    let mut jobs: Vec<(Timestamp, i64, &JobRecord)> = timed.collect();
    jobs.sort_by_key(|(start, ..)| *start);
    let starts: Vec<Timestamp> = jobs.iter().map(|(start, ..)| *start).collect();
    let (near, far) = without_far_ones(&starts);
    jobs = jobs.drain(near).collect();
    let (first, last) = (jobs.first()?.0, jobs.last()?.0);
    let every = jobs.len().div_ceil(MAX_DOTS);
    let drawn: Vec<_> = jobs.iter().step_by(every).collect();
    let dots = drawn.iter().map(|(start, elapsed, job)| Dot {
        since: start.nanos_since(first),
        elapsed: *elapsed,
        tone: SemanticColor::of(job.outcome),
        outcome: job.outcome.title(),
    });
    let dots = Dots {
        ends: [first.day(), last.day()],
        first,
        whole: last.nanos_since(first),
        dots: dots.collect(),
    };
    let which = match every {
        1 => String::from("A dot a job"),
        _ => format!("A dot for one of {} jobs", grouped(every as u128)),
    };
    let far = match &far[..] {
        [] => String::new(),
        [one] => format!(" 1 job far from all others is left out: it started on {}.", one.day()),
        [one, .., other] => format!(
            " {} jobs far from all others are left out: they started from {} to {}.",
            grouped(far.len() as u128),
            one.day(),
            other.day()
        ),
    };
    let description = format!(
        "{which}: to the right when it started, upwards how long it took, on a logarithmic scale.{far}"
    );
    let table = listed(archive, drawn)
        .text("job", "job", |archive, (.., job)| Cell::id(archive.job_id(job)))
        .text("job_name", "job name", |archive, (.., job)| Cell::text(archive.name(job.name)))
        .text("started", "started (UTC)", |_, (start, ..)| Cell::time(Some(*start)))
        .number("elapsed_ms", "elapsed", |_, (_, elapsed, _)| Cell::Duration((*elapsed).into()))
        .text("outcome", "outcome", |_, (.., job)| Cell::outcome(job.outcome))
        .noted("")
        .under("jobs_drawn", "Jobs in time as a table");
    Some(Chart {
        id: "jobs",
        title: "Jobs in time",
        description,
        drawing: Drawing::Dots(dots),
        table: Some(table),
    })
}

/// Which of some sorted moments stand together, and those that do not: few, at either end, with a gap
/// behind them that is wider than all the rest.
fn without_far_ones(starts: &[Timestamp]) -> (std::ops::Range<usize>, Vec<Timestamp>) {
    /// So many stay for each one that is left out.
    const KEPT_PER_CUT: usize = 10;
    let mut near = 0..starts.len();
    let mut allowed = starts.len() / KEPT_PER_CUT;
    while let [first, .., last] = &starts[near.clone()] {
        let whole = last.nanos_since(*first);
        let gap = |at: &usize| starts[*at].nanos_since(starts[*at - 1]);
        let Some(at) = (near.start + 1..near.end).max_by_key(gap) else { break };
        let (before, behind) = (at - near.start, near.end - at);
        if gap(&at) * 2 <= whole || before.min(behind) > allowed {
            break;
        }
        allowed -= before.min(behind);
        near = if before < behind { at..near.end } else { near.start..at };
    }
    let far = starts[..near.start].iter().chain(&starts[near.end..]).copied().collect();
    (near, far)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(days: &[i64]) -> Vec<Timestamp> {
        days.iter().filter_map(|day| Timestamp::from_unix_seconds(day * 86_400)).collect()
    }

    #[test]
    fn far_away_moments_are_left_out_if_they_are_few() {
        let near: Vec<i64> = (1000..1020).collect();
        for (far, kept) in [(vec![], 0..20), (vec![1], 1..21), (vec![1, 2], 2..22)] {
            let starts = days(&[far.clone(), near.clone()].concat());
            assert_eq!(without_far_ones(&starts), (kept, days(&far)));
        }
        let late = days(&[near.clone(), vec![9000]].concat());
        assert_eq!(without_far_ones(&late), (0..20, days(&[9000])));
        let both = days(&[vec![1], near.clone(), vec![9000]].concat());
        assert_eq!(without_far_ones(&both), (1..21, days(&[1, 9000])));
        let many = days(&[vec![1, 2, 3], near].concat());
        assert_eq!(without_far_ones(&many), (0..23, Vec::new()));
        for few in [&[][..], &[1], &[1, 9000], &[1, 1, 1]] {
            assert_eq!(without_far_ones(&days(few)), (0..few.len(), Vec::new()));
        }
    }
}
