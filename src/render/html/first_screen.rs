//! What is seen without scrolling: did it work, how many people are left, why, what to do, and who does it.
//!
//! In: a report's verdict and head, and the whole with its parts. Out: the top of the page.

use maud::{Markup, html};

use crate::render::head::HeadInWords;
use crate::render::html::{class, text, unbroken};
use crate::render::human::words;
use crate::report::{
    Cell, Drawing, Figure, Head, NextAction, Overview, Pareto, Report, SemanticColor, VerdictWord,
    Whole, capitalised, grouped,
};

/// How many actions and reasons are seen at once; the others follow in a fold, or in their chapter.
const MAX_ACTIONS_SHOWN: usize = 5;
const MAX_REASONS_SHOWN: usize = 6;

/// The top of the page.
pub(super) fn first_screen(
    report: &Report<'_>,
    head: &HeadInWords<'_>,
    overview: &Overview,
) -> Markup {
    let next = report.head.as_deref();
    html! {
        (verdict(head))
        @if let Some(whole) = &overview.whole { (bar(whole)) }
        @if let Some(next) = next {
            ul.cards { @for figure in &next.figures { (card(figure)) } }
            (legend())
            div.first {
                @if !next.actions.is_empty() { (actions(next)) }
                @if let Some(pareto) = reasons(overview) { (why(pareto)) }
            }
        }
    }
}

pub(super) fn verdict(head: &HeadInWords<'_>) -> Markup {
    html! {
        @if let Some((word, sentence)) = head.verdict {
            p.verdict {
                strong class={ "word " (class(tone(word))) } { (word.title()) }
                " " (text(&capitalised(sentence)))
            }
        }
        @if let Some(details) = head.details { p.details { (text(details)) } }
    }
}

fn tone(word: VerdictWord) -> SemanticColor {
    match word {
        VerdictWord::Done => SemanticColor::Good,
        VerdictWord::ActionNeeded => SemanticColor::Bad,
        VerdictWord::UnderWay => SemanticColor::Running,
        VerdictWord::CannotBeJudged => SemanticColor::Unknown,
    }
}

/// The whole as a bar of its parts, with their numbers.
pub(super) fn bar(whole: &Whole) -> Markup {
    /// The length of the bar, in units of its own.
    const LENGTH: f64 = 1_000.0;
    let sum = whole.sum().max(1) as f64;
    let mut so_far = 0.0;
    let spans: Vec<(f64, f64, SemanticColor)> = whole
        .parts
        .iter()
        .map(|part| {
            let from = so_far;
            so_far += part.count as f64 * LENGTH / sum;
            (from, so_far - from, part.tone)
        })
        .collect();
    html! {
        div.whole {
            svg.parts viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" {
                @for (from, length, tone) in spans {
                    rect class=(class(tone)) x=(format!("{from:.1}")) width=(format!("{length:.1}")) height="10" {}
                }
            }
            ul.legend {
                li { b { (number(whole.requested)) } " " (whole.things) " requested" }
                @for part in &whole.parts {
                    li { span class={ "o " (class(part.tone)) } { b { (number(part.count)) } " " (part.name) } }
                }
                @if whole.overcounted > 0 { li { b { (number(whole.overcounted)) } " counted beyond those requested" } }
            }
        }
    }
}

fn number(count: u64) -> String {
    grouped(count.into())
}

fn card(figure: &Figure) -> Markup {
    html! {
        li class=(class(figure.tone)) {
            (figure.title)
            // A number and its unit stay together.
            b { (unbroken(&words(&figure.value.into()))) }
            @if !figure.note.is_empty() { span.soft { (text(&figure.note)) } }
        }
    }
}

/// What the colours of the cards stand for.
fn legend() -> Markup {
    let colors = [
        (SemanticColor::Good, "nothing left to do"),
        (SemanticColor::Warn, "needs a look"),
        (SemanticColor::Bad, "failed, or still to be done"),
        (SemanticColor::Plain, "for information"),
        (SemanticColor::Unknown, "unknown"),
    ];
    html! {
        ul.legend.soft aria-label="Colours" {
            @for (tone, said) in colors { li { span class={ "o " (class(tone)) } { (said) } } }
        }
    }
}

fn actions(head: &Head) -> Markup {
    let (shown, rest) = head.actions.split_at(head.actions.len().min(MAX_ACTIONS_SHOWN));
    html! {
        section id="next" {
            h2 { "What to do next" }
            (table_of_actions(shown))
            @if !rest.is_empty() {
                details.shown {
                    summary { (number(rest.len() as u64)) " more" }
                    (table_of_actions(rest))
                }
            }
        }
    }
}

fn table_of_actions(actions: &[NextAction]) -> Markup {
    html! {
        div.scroll.full tabindex="0" role="group" aria-label="What to do next" {
            table {
                thead { tr {
                    th scope="col" { "what" }
                    th scope="col" { "who" }
                    th.n scope="col" { "people" }
                    th.n scope="col" { "jobs" }
                } }
                tbody { @for action in actions {
                    tr {
                        td.w { (what_to_do(action)) }
                        td { (text(&action.who)) }
                        td.n { (count_of(action.open)) }
                        td.n { (count_of(action.jobs)) }
                    }
                } }
            }
        }
    }
}

/// The name of an action and its sentence, which may begin with the name.
fn what_to_do(action: &NextAction) -> Markup {
    let (title, todo) = (text(&action.title), text(&action.todo));
    match todo.strip_prefix(&*title).filter(|rest| rest.starts_with(' ')) {
        Some(rest) => html! { b { (title) } (rest) },
        None => html! { b { (title) } ": " (todo) },
    }
}

/// A number; a dash where there is nothing to count.
fn count_of(count: u64) -> String {
    words(&if count == 0 { Cell::Missing } else { Cell::Count(count) }).into_owned()
}

/// The error codes of the chapter that says why.
fn reasons(overview: &Overview) -> Option<&Pareto> {
    let charts = overview.chapters.iter().flat_map(|chapter| &chapter.charts);
    charts.into_iter().find_map(|chart| match &chart.drawing {
        Drawing::Pareto(pareto) => Some(pareto),
        _ => None,
    })
}

fn why(pareto: &Pareto) -> Markup {
    html! {
        section {
            h2 { "Why" }
            div.scroll.full tabindex="0" role="group" aria-label="Why" {
                table {
                    thead { tr {
                        th scope="col" { "most frequent errors" }
                        th.n scope="col" { "times" }
                    } }
                    tbody { @for (code, summary, times) in pareto.bars.iter().take(MAX_REASONS_SHOWN) {
                        tr {
                            td.w {
                                @if !summary.is_empty() { (text(summary)) " " }
                                span.soft { (text(code)) }
                            }
                            td.n { (number(*times)) }
                        }
                    } }
                }
            }
        }
    }
}
