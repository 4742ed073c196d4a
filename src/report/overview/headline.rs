//! The figures that matter most.
//!
//! In: an archive and its figures. Out: at most six of them, each with what it means. Green is only what leaves
//! nothing to do.

use crate::archive::Archive;
use crate::findings::rule::Severity;
use crate::report::SemanticColor;
use crate::report::head::{Figure, FigureValue};
use crate::report::sections::SectionContext;
use crate::report::verdict::{and_list, counted, is_move, jobs_to_look_at, number, people_to_move};
use crate::stats::Outcomes;

/// The figures that matter.
pub(in crate::report) fn figures(context: &SectionContext<'_>) -> Vec<Figure> {
    let mut all = of_moves(context);
    all.push(still_to_be_moved(context));
    let total = &context.figures.total;
    all.push(figure(
        "Jobs failed",
        share(total.failures(), total.finished()),
        String::from("failed or stopped, of those that finished"),
        if total.finished() == 0 { SemanticColor::Unknown } else { bad(total.failures()) },
    ));
    let attention = jobs_to_look_at(context);
    all.push(figure(
        "Jobs that need attention",
        FigureValue::Count(attention),
        match attention {
            0 => String::new(),
            _ => String::from("failed, stuck, waiting, or not adding up"),
        },
        if attention > 0 { SemanticColor::Warn } else { SemanticColor::Good },
    ));
    all.push(findings(context));
    all
}

/// What became of the moves of an archive.
pub(in crate::report) fn moves(archive: &Archive) -> Outcomes {
    let mut moves = Outcomes::default();
    archive.jobs.iter().filter(|job| is_move(job)).for_each(|job| moves.add(job));
    moves
}

/// How many moves came out well, and how many did not.
fn of_moves(context: &SectionContext<'_>) -> Vec<Figure> {
    let moves = moves(context.archive);
    let mut all = Vec::new();
    if let (Some(requested), Some(done)) = (moves.items.requested, moves.items.done) {
        let tone = if done == requested { SemanticColor::Good } else { SemanticColor::Warn };
        let note = String::from("of the attempts that were requested");
        all.push(figure("Moves done", share(done, requested), note, tone));
    }
    if let Some((failed, of)) = moves.item_failures() {
        let note = String::from("of the attempts that succeeded or failed");
        all.push(figure("Moves failed", share(failed, of), note, bad(failed)));
    }
    all
}

fn still_to_be_moved(context: &SectionContext<'_>) -> Figure {
    let people = people_to_move(context);
    let unnamed = context.archive.people.to_move_unnamed();
    let among = context.archive.people.to_move_among_named();
    let note = match (people, unnamed) {
        (None, _) => String::from("nobody can tell how many"),
        (Some(0), _) => String::new(),
        (Some(_), 0) => String::from("people, all known by name"),
        _ if among > 0 => format!("people; no file tells who {} of them are", number(unnamed)),
        (Some(people), unnamed) if people == unnamed => {
            String::from("people; none is named in any file")
        }
        (Some(_), unnamed) => format!("people; {} not named in any file", number(unnamed)),
    };
    let value = people.map_or(FigureValue::Unknown, FigureValue::Count);
    figure("Still to be moved", value, note, people.map_or(SemanticColor::Unknown, bad))
}

/// `2 errors, 1 warning and 3 notes`; empty where nothing was found.
pub(in crate::report) fn findings_in_words(archive: &Archive) -> String {
    let parts = [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Info, "note", "notes"),
    ];
    let parts = parts.map(|(severity, one, many)| match archive.findings.count(severity) {
        0 => None,
        count => Some(counted(count, one, many)),
    });
    let said: Vec<String> = parts.into_iter().flatten().collect();
    and_list(&said)
}

fn findings(context: &SectionContext<'_>) -> Figure {
    let findings = &context.archive.findings;
    let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Info]
        .map(|severity| findings.count(severity));
    figure(
        "Findings about the archive",
        FigureValue::Count(errors + warnings + notes),
        findings_in_words(context.archive),
        match (errors, warnings) {
            (0, 0) => SemanticColor::Plain,
            (0, _) => SemanticColor::Warn,
            _ => SemanticColor::Bad,
        },
    )
}

fn figure(title: &str, value: FigureValue, note: String, tone: SemanticColor) -> Figure {
    Figure { title: title.to_owned(), value, note, tone }
}

fn share(part: u64, whole: u64) -> FigureValue {
    if whole == 0 { FigureValue::Unknown } else { FigureValue::Share { part, whole } }
}

/// The colour of what should not be there.
fn bad(count: u64) -> SemanticColor {
    if count > 0 { SemanticColor::Bad } else { SemanticColor::Good }
}
