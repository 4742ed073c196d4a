//! The figures that matter most.

use crate::findings::rule::Severity;
use crate::report::overview::Figure;
use crate::report::sections::SectionContext;
use crate::report::verdict::{counted, is_move, jobs_to_look_at, number, people_to_move};
use crate::report::{Cell, SemanticColor};
use crate::stats::Outcomes;

/// The figures that matter.
pub(super) fn figures(material: &SectionContext<'_>) -> Vec<Figure> {
    let total = &material.figures.total;
    let archive = material.archive;
    let (people, look) = (people_to_move(material), jobs_to_look_at(material));
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
    let mut moves = Outcomes::default();
    archive.jobs.iter().filter(|job| is_move(job)).for_each(|job| moves.add(job));
    let moves = moves.items;
    if let (Some(requested), Some(done)) = (moves.requested, moves.done) {
        all.push(Figure {
            title: "Move attempts done",
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
            value: Cell::count(people),
            note: match archive.people.to_move_unnamed() {
                _ if people.is_none() => String::from("no job says how many"),
                0 => String::from("people whose newest attempt did not succeed"),
                unnamed => format!("people; no file names {} of them", number(unnamed)),
            },
            tone: people.map_or(SemanticColor::Plain, bad),
        },
        Figure {
            title: "Jobs to look at",
            value: Cell::Count(look),
            note: String::from("failed, stuck, waiting, or not adding up"),
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
