//! What came of it all, in words, and the figures behind the words.

use std::collections::BTreeSet;

use super::{Figure, Tone, is_move};
use crate::aggregate::Outcomes;
use crate::model::{Items, Outcome};
use crate::report::sections::Material;
use crate::report::{Cell, grouped};
use crate::rule::Severity;

/// The items of all jobs that move users.
fn moves(material: &Material<'_>) -> Items {
    let mut moves = Outcomes::default();
    material.archive.jobs.iter().filter(|job| is_move(job)).for_each(|job| moves.add(job));
    moves.items
}

/// How many users are still to be moved.
fn still_to_move(material: &Material<'_>) -> u64 {
    let users = material.archive.users();
    users.iter().filter(|user| user.open_error.is_some()).count() as u64
}

/// How many jobs somebody has to look at.
fn to_look_at(material: &Material<'_>) -> u64 {
    let jobs: BTreeSet<usize> = material.archive.concerns.iter().map(|c| c.job).collect();
    jobs.len() as u64
}

fn number(count: u64) -> String {
    grouped(count.into())
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// The verdict: what is done, what failed, what is left.
pub(super) fn verdict(material: &Material<'_>) -> String {
    let total = &material.figures.total;
    if total.jobs() == 0 {
        return String::from("No job was found, so that there is nothing to report.");
    }
    let jobs = counted(total.jobs(), "job", "jobs");
    let moves = moves(material);
    let mut said = match (moves.requested, moves.done) {
        (Some(requested), Some(done)) if requested > 0 => {
            let mut parts =
                vec![format!("{} of {} user moves are done", number(done), number(requested))];
            parts.extend(moves.failed.filter(|n| *n > 0).map(|n| format!("{} failed", number(n))));
            let waiting = moves.pending.filter(|n| *n > 0);
            parts.extend(
                waiting.map(|n| counted(n, "waits for a number order", "wait for number orders")),
            );
            format!("Of {jobs}, {}", listed(&parts))
        }
        _ => format!(
            "Of {jobs}, {} succeeded and {} failed or {} stopped",
            number(total.of(Outcome::Succeeded)),
            number(total.failures()),
            if total.failures() == 1 { "was" } else { "were" },
        ),
    };
    let running = total.of(Outcome::InProgress);
    if running > 0 {
        said.push_str(&format!(
            "; {}",
            counted(running, "job was still running", "jobs were still running")
        ));
    }
    said.push('.');
    let (users, look) = (still_to_move(material), to_look_at(material));
    let left: Vec<String> = [
        (users > 0)
            .then(|| counted(users, "user is still to be moved", "users are still to be moved")),
        (look > 0).then(|| counted(look, "job needs a look", "jobs need a look")),
    ]
    .into_iter()
    .flatten()
    .collect();
    match left.is_empty() {
        true => said.push_str(" Nothing is known to be left to do."),
        false => said.push_str(&format!(" {}.", listed(&left))),
    }
    said
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
pub(super) fn figures(material: &Material<'_>) -> Vec<Figure> {
    let total = &material.figures.total;
    let archive = material.archive;
    let (users, look) = (still_to_move(material), to_look_at(material));
    let bad = |count: u64| if count > 0 { Tone::Bad } else { Tone::Good };
    let errors = archive.findings.count(Severity::Error);
    let warnings = archive.findings.count(Severity::Warning);
    let mut all = vec![Figure {
        title: "Jobs",
        value: Cell::Count(total.jobs()),
        note: format!("{} finished", number(total.finished())),
        tone: Tone::Plain,
    }];
    let moves = moves(material);
    if let (Some(requested), Some(done)) = (moves.requested, moves.done) {
        all.push(Figure {
            title: "User moves done",
            value: Cell::share(done, requested),
            note: format!("{} failed", number(moves.failed.unwrap_or(0))),
            tone: if done == requested { Tone::Good } else { Tone::Warn },
        });
    }
    all.extend([
        Figure {
            title: "Failure rate",
            value: Cell::share(total.failures(), total.finished()),
            note: String::from("failed and stopped jobs out of finished ones"),
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
            tone: if look > 0 { Tone::Warn } else { Tone::Good },
        },
        Figure {
            title: "Findings",
            value: Cell::Count(errors + warnings),
            note: format!(
                "{} errors, {} warnings about the archive itself",
                number(errors),
                number(warnings)
            ),
            tone: if errors > 0 { Tone::Warn } else { Tone::Plain },
        },
    ]);
    all
}
