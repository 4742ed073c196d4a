//! Charts of time: how jobs came out period by period, and each job where it started.

use crate::ledger::JobRecord;
use crate::payload::{Outcome, Timestamp};
use crate::report::open::file_stem;
use crate::report::overview::charts::{Chart, Dot, Dots, Drawing, Series, Stacks};
use crate::report::overview::narrow;
use crate::report::sections::SectionContext;
use crate::report::shown_text::presentable;
use crate::report::verdict::counted;
use crate::report::{SemanticColor, grouped, titled};

/// How many dots a chart has at the most; of more jobs every n-th is drawn.
const MAX_DOTS: usize = 600;

/// Outcomes by period.
pub(in crate::report::overview) fn outcomes(context: &SectionContext<'_>) -> Option<Chart> {
    let scale = context.figures.scale;
    let periods = context.figures.periods.iter();
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
        name: outcome.title().into(),
        tone: SemanticColor::of(outcome),
        values: periods.iter().map(|(_, of)| of.outcomes.of(outcome)).collect(),
    });
    let series: Vec<Series> =
        series.into_iter().filter(|series| series.values.iter().any(|value| *value > 0)).collect();
    let busiest = periods.iter().max_by_key(|(_, of)| of.outcomes.jobs())?;
    let left_out =
        if gaps.iter().all(Option::is_none) { "" } else { " \"…\" marks a gap without jobs." };
    let description = format!(
        "Jobs by the {} they started in, by result. The busiest was {}, with {}.{left_out}",
        titled(scale.title().into(), context.zone),
        busiest.0,
        counted(busiest.1.outcomes.jobs(), "job", "jobs")
    );
    let drawing = Drawing::Stacks(Stacks { labels, gaps, series });
    let title = "Outcomes over time".into();
    Some(Chart { id: "outcomes".into(), title, description, drawing })
}

/// When jobs ran and how long they took.
pub(in crate::report::overview) fn jobs(context: &SectionContext<'_>) -> Option<Chart> {
    let archive = context.archive;
    let timed = archive
        .jobs
        .iter()
        .filter_map(|job| Some((job.started()?, job.newest()?.elapsed?.get(), job)))
        // A picture is for people alone.
        .map(|(start, elapsed, job)| (start.clock_in(context.zone), elapsed, job));
    let mut jobs: Vec<(Timestamp, i64, &JobRecord)> = timed.collect();
    jobs.sort_by_key(|(start, ..)| *start);
    let starts: Vec<Timestamp> = jobs.iter().map(|(start, ..)| *start).collect();
    let (near, far) = without_far_ones(&starts);
    jobs = jobs.drain(near).collect();
    let (first, last) = (jobs.first()?.0, jobs.last()?.0);
    let every = jobs.len().div_ceil(MAX_DOTS);
    let dots = jobs.iter().step_by(every).map(|(start, elapsed, job)| Dot {
        since: narrow(start.nanos_since(first)),
        elapsed: *elapsed,
        outcome: job.outcome,
        job: archive.job_id(job).map(|id| presentable(&id).into_owned()),
        file: presentable(file_stem(archive.file_name(job.file))).into_owned(),
    });
    let dots = Dots { first, whole: narrow(last.nanos_since(first)), dots: dots.collect() };
    let which = match every {
        1 => String::from("Each dot is a job"),
        _ => format!("Each dot is one job of {}", grouped(every as u128)),
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
        "{which}: further right, it started later; higher up, it took longer. The scale of durations is logarithmic.{far}"
    );
    let drawing = Drawing::Dots(dots);
    Some(Chart { id: "jobs".into(), title: "Jobs in time".into(), description, drawing })
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
