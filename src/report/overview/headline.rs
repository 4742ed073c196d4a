//! What came of it all, in words, and the figures behind the words.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::findings::rule::Severity;
use crate::findings::shortened;
use crate::payload::{ErrorOrImpact, Items, Outcome};
use crate::report::overview::{Figure, is_move};
use crate::report::sections::{SectionContext, asking, errors_and_impacts};
use crate::report::shown_text::presentable;
use crate::report::{Cell, SemanticColor, grouped};
use crate::stats::Outcomes;

/// The items of all jobs that move users.
fn moves(material: &SectionContext<'_>) -> Items {
    let mut moves = Outcomes::default();
    material.archive.jobs.iter().filter(|job| is_move(job)).for_each(|job| moves.add(job));
    moves.items
}

/// How many users are still to be moved.
fn still_to_move(material: &SectionContext<'_>) -> u64 {
    let users = &material.archive.users;
    users.iter().filter(|user| user.open_error.is_some()).count() as u64
}

/// How many jobs somebody has to look at.
fn to_look_at(material: &SectionContext<'_>) -> u64 {
    let jobs: BTreeSet<usize> = material.archive.attention.iter().map(|c| c.job).collect();
    jobs.len() as u64
}

fn number(count: u64) -> String {
    grouped(count.into())
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// The verdict in one sentence, whose numbers come to the whole: moves where users are moved, else jobs.
pub(super) fn verdict(material: &SectionContext<'_>) -> String {
    let total = &material.figures.total;
    if total.jobs() == 0 {
        return String::from("No job was found, so that there is nothing to report.");
    }
    if let Some(moves) = told(moves(material)) {
        return verdict_on_moves(moves);
    }
    let of = |outcome, words: &str| {
        let count = total.of(outcome);
        (count > 0).then(|| format!("{} {words}", number(count)))
    };
    let mut parts = vec![format!("{} succeeded", number(total.of(Outcome::Succeeded)))];
    parts.extend(of(Outcome::WithErrors, "finished with errors"));
    parts.extend(of(Outcome::PendingOrders, "finished with pending orders"));
    parts.push(counted(total.failures(), FAILED[0], FAILED[1]));
    parts.extend(of(Outcome::InProgress, "still running"));
    parts.extend(of(Outcome::Undetermined, "undetermined"));
    format!("Of {}, {}.", counted(total.jobs(), "job", "jobs"), listed(&parts))
}

/// Moves, where jobs tell how many there were to do and how many are done.
fn told(moves: Items) -> Option<[u64; 5]> {
    let requested = moves.requested.filter(|requested| *requested > 0)?;
    let others = [moves.failed, moves.pending, moves.skipped].map(Option::unwrap_or_default);
    let [failed, pending, skipped] = others;
    Some([requested, moves.done?, failed, pending, skipped])
}

fn verdict_on_moves([requested, done, failed, pending, skipped]: [u64; 5]) -> String {
    let mut parts = vec![if done == 1 {
        String::from("1 is done")
    } else {
        format!("{} are done", number(done))
    }];
    let some = |count: u64, one, many| (count > 0).then(|| counted(count, one, many));
    parts.extend(some(failed, "failed", "failed"));
    parts.extend(some(pending, "waits for a number order", "wait for number orders"));
    parts.extend(some(skipped, "was skipped", "were skipped"));
    // Jobs that are under way, or failed early, have not got to all of theirs.
    let open = requested.saturating_sub(done + failed + pending + skipped);
    parts.extend(some(open, "is not accounted for", "are not accounted for"));
    format!("Of {}, {}.", counted(requested, "user move", "user moves"), listed(&parts))
}

/// What is left to do, and what the verdict does not tell of jobs.
pub(super) fn details(material: &SectionContext<'_>) -> String {
    let total = &material.figures.total;
    if total.jobs() == 0 {
        return String::new();
    }
    let has_moves = told(moves(material)).is_some();
    let failures = other_failures(material, has_moves);
    let running = total.of(Outcome::InProgress);
    let left = [
        (still_to_move(material), "user is still to be moved", "users are still to be moved"),
        (
            material.archive.errors_of_nobody(),
            "error of a move names no user",
            "errors of moves name no user",
        ),
        (to_look_at(material), "job needs a look", "jobs need a look"),
        (impacts_to_act_on(material), "impact asks for action", "impacts ask for action"),
        // Where there are no moves, the verdict has said so.
        (if has_moves { running } else { 0 }, "job was still running", "jobs were still running"),
    ];
    let left = left.into_iter().filter(|(count, ..)| *count > 0);
    let left: Vec<String> = left.map(|(count, one, many)| counted(count, one, many)).collect();
    let open = running + total.of(Outcome::Undetermined);
    let mut said = Vec::new();
    if !left.is_empty() {
        said.push(format!("{}.", listed(&left)));
    }
    if !failures.is_empty() {
        let beside = if has_moves { "Beside the moves, " } else { "" };
        said.push(format!("{beside}{}.", listed(&failures)));
    }
    if said.is_empty() && open == 0 {
        said.push(String::from("Nothing is known to be left to do."));
    }
    said.join(" ")
}

/// What is said of one job that failed or was stopped, and of several.
const FAILED: [&str; 2] = ["failed or was stopped", "failed or were stopped"];

/// So many kinds of job are named.
const MAX_KINDS_NAMED: usize = 3;

/// What failed in jobs of one name.
#[derive(Default)]
struct Failures {
    jobs: u64,
    items: u64,
    /// Of jobs that count no items.
    errors: u64,
}

impl Failures {
    fn said(&self, name: &str) -> impl Iterator<Item = String> {
        let jobs = (self.jobs > 0).then(|| {
            let jobs = if self.jobs == 1 { "job" } else { "jobs" };
            let failed = FAILED[usize::from(self.jobs != 1)];
            format!("{} {name} {jobs} {failed}", number(self.jobs))
        });
        let items = (self.items > 0)
            .then(|| format!("{} of {name} failed", counted(self.items, "item", "items")));
        let errors = (self.errors > 0)
            .then(|| format!("{name} had {}", counted(self.errors, "error", "errors")));
        [jobs, items, errors].into_iter().flatten()
    }
}

/// What failed in jobs that move no users, by their names; and beside moves, which jobs of any kind did
/// that count no items, so that nothing else tells it. What they count is never added up.
fn other_failures(material: &SectionContext<'_>, has_moves: bool) -> Vec<String> {
    let archive = material.archive;
    let mut by_name: BTreeMap<&str, Failures> = BTreeMap::new();
    for (job, counts) in archive.jobs.iter().zip(errors_and_impacts(archive)) {
        let items = job.items();
        if is_move(job) && (!has_moves || items.requested.is_some()) {
            continue;
        }
        let failures = by_name.entry(archive.name(job.name).unwrap_or("unnamed")).or_default();
        failures.jobs += u64::from(has_moves && job.outcome.is_failure());
        if !is_move(job) {
            failures.items += items.failed.unwrap_or(0);
            let errors = counts.map_or(0, |[errors, _]| errors);
            failures.errors += if items.failed.is_none() { errors } else { 0 };
        }
    }
    by_name.retain(|_, failures| failures.jobs + failures.items + failures.errors > 0);
    let mut order: Vec<_> = by_name.into_iter().collect();
    order.sort_by_key(|(_, failures)| Reverse((failures.jobs, failures.items, failures.errors)));
    let more = order.len().saturating_sub(MAX_KINDS_NAMED) as u64;
    let named = order.iter().take(MAX_KINDS_NAMED);
    let said = named.flat_map(|(name, failures)| {
        failures.said(&presentable(&shortened(name))).collect::<Vec<_>>()
    });
    let more = (more > 0)
        .then(|| counted(more, "more kind of job had failures", "more kinds of job had failures"));
    said.chain(more).collect()
}

/// How many impacts ask for somebody to do something.
fn impacts_to_act_on(material: &SectionContext<'_>) -> u64 {
    let impacts = asking(material.archive).filter(|(item, _)| item.kind == ErrorOrImpact::Impact);
    impacts.count() as u64
}

/// `a, b and c`
fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The figures that matter.
pub(super) fn figures(material: &SectionContext<'_>) -> Vec<Figure> {
    let total = &material.figures.total;
    let archive = material.archive;
    let (users, look) = (still_to_move(material), to_look_at(material));
    let bad = |count: u64| if count > 0 { SemanticColor::Bad } else { SemanticColor::Good };
    let errors = archive.findings.count(Severity::Error);
    let warnings = archive.findings.count(Severity::Warning);
    let infos = archive.findings.count(Severity::Info);
    let kinds = if material.several { "; of several kinds, taken together" } else { "" };
    let mut all = vec![Figure {
        title: "Jobs",
        value: Cell::Count(total.jobs()),
        note: format!("{} finished", number(total.finished())),
        tone: SemanticColor::Plain,
    }];
    let moves = moves(material);
    if let (Some(requested), Some(done)) = (moves.requested, moves.done) {
        all.push(Figure {
            title: "User moves done",
            value: Cell::share(done, requested),
            note: format!("{} failed", number(moves.failed.unwrap_or(0))),
            tone: if done == requested { SemanticColor::Good } else { SemanticColor::Warn },
        });
    }
    all.extend([
        Figure {
            title: "Failure rate",
            value: Cell::share(total.failures(), total.finished()),
            note: format!("failed and stopped jobs out of finished ones{kinds}"),
            tone: bad(total.failures()),
        },
        Figure {
            title: "Still to be moved",
            value: Cell::Count(users),
            note: String::from("users whose last move failed"),
            tone: bad(users),
        },
        Figure {
            title: "Jobs to look at",
            value: Cell::Count(look),
            note: String::from("failed, stuck, pending, or not adding up"),
            tone: if look > 0 { SemanticColor::Warn } else { SemanticColor::Good },
        },
        Figure {
            title: "Findings",
            value: Cell::Count(errors + warnings + infos),
            note: format!(
                "{}, {} and {} about the archive itself",
                counted(errors, "error", "errors"),
                counted(warnings, "warning", "warnings"),
                counted(infos, "info", "infos")
            ),
            tone: if errors > 0 { SemanticColor::Warn } else { SemanticColor::Plain },
        },
    ]);
    all
}
