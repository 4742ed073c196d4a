//! Jobs in full, each in a fold that every row which names it leads to.
//!
//! In: the details of jobs. Out: for each what it is, what became of what was requested, when its executions
//! and steps ran, its errors, and what there is to look at.

use maud::{Markup, html};

use crate::payload::Zone;
use crate::render::html::first_screen::bar;
use crate::render::html::link::anchor;
use crate::render::html::{class, minute, text};
use crate::render::human::{MISSING, words};
use crate::report::{
    Cell, FactValue, JobDetail, JobError, JobFinding, Overview, SemanticColor, Stretch, file_stem,
    grouped,
};

/// The jobs in full; nothing where there is none.
pub(super) fn jobs(overview: &Overview, zone: Zone) -> Markup {
    html! {
        @if !overview.jobs.is_empty() {
            details.fold {
                summary { h2 { "Jobs in full" } }
                div id="jobs" {
                    p.note {
                        "The worst first: what ran when, what failed, and what there is to look at."
                        @if overview.more_jobs > 0 { " " (grouped(overview.more_jobs.into())) " more are left out here." }
                    }
                    @for job in &overview.jobs { (detail(job, zone)) }
                }
            }
        }
    }
}

fn detail(job: &JobDetail, zone: Zone) -> Markup {
    html! {
        details.job {
            summary {
                b { (text(file_stem(&job.file))) } " "
                span class={ "o " (class(SemanticColor::of(job.outcome))) } { (job.outcome.title()) }
                @for said in [job.customer.as_deref().map(text), job.started.map(|time| minute(time, zone))].into_iter().flatten() {
                    span.soft { " · " (said) }
                }
            }
            div id=(anchor(&job.job)) {
                dl {
                    dt { "job" } dd.i { (text(&job.job)) }
                    @if let Some(name) = &job.job_name { dt { "job name" } dd { (text(name)) } }
                    dt { "file" } dd { (text(&job.file)) }
                    @for fact in &job.facts {
                        dt { (fact.title) }
                        dd { (value(&fact.value, zone)) }
                    }
                }
                @if let Some(items) = &job.items { (bar(items)) }
                @if !job.stretches.is_empty() { (timeline(&job.stretches, job.more_stretches)) }
                @if let Some(errors) = job.errors.as_ref().filter(|errors| !errors.is_empty()) {
                    (self::errors(errors, job.more_errors))
                }
                @if !job.findings.is_empty() { (findings(&job.findings, job.more_findings)) }
            }
        }
    }
}

fn value(value: &FactValue, zone: Zone) -> String {
    match value {
        FactValue::Text(words) => text(words),
        FactValue::Time(time) => minute(*time, zone),
        FactValue::Duration(nanos) => duration(*nanos),
        FactValue::Count(count) => grouped((*count).into()),
    }
}

fn duration(nanos: i64) -> String {
    words(&Cell::Duration(nanos.into())).into_owned()
}

fn more(count: u64) -> Markup {
    html! { @if count > 0 { p.note { (grouped(count.into())) " more are left out here." } } }
}

fn timeline(stretches: &[Stretch], left_out: u64) -> Markup {
    let has_several = stretches.iter().any(|stretch| stretch.execution > 1);
    html! {
        h3 { "What ran when" }
        div.scroll.full tabindex="0" role="group" aria-label="What ran when" {
            table {
                thead { tr {
                    @if has_several { th.n scope="col" { "execution" } }
                    th scope="col" { "part" }
                    th scope="col" { "result" }
                    th.n scope="col" { "elapsed" }
                    th.time scope="col" { "from creation to end" }
                } }
                tbody { @for stretch in stretches {
                    tr {
                        @if has_several { td.n { (stretch.execution) } }
                        td { (text(&stretch.name)) }
                        td { @if let Some(outcome) = stretch.outcome {
                            span class={ "o " (class(SemanticColor::of(outcome))) } { (outcome.title()) }
                        } }
                        td.n { (stretch.elapsed.map_or(MISSING.to_owned(), duration)) }
                        td.time { (picture(stretch)) }
                    }
                } }
            }
        }
        (more(left_out))
    }
}

/// When something waited or ran, to the scale of its execution.
fn picture(stretch: &Stretch) -> Markup {
    let whole = stretch.whole.max(1) as f64;
    let place = |nanos: i64| (nanos as f64 * 1_000.0 / whole).clamp(0.0, 1_000.0);
    let ran = stretch.outcome.map_or(SemanticColor::Unknown, SemanticColor::of);
    html! {
        @if !stretch.spans.is_empty() {
            svg.parts viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" {
                @for span in &stretch.spans {
                    @let from = place(span.from).min(996.0);
                    @let tone = if span.waits { SemanticColor::Unknown } else { ran };
                    rect class=(class(tone)) x=(format!("{from:.0}")) height="10"
                        width=(format!("{:.0}", (place(span.to) - from).max(4.0))) {}
                }
            }
        }
    }
}

fn errors(errors: &[JobError], left_out: u64) -> Markup {
    let said = |words: &Option<String>| words.as_deref().map_or(MISSING.to_owned(), text);
    html! {
        h3 { "Errors" }
        div.scroll.full tabindex="0" role="group" aria-label="Errors" {
            table {
                thead { tr {
                    th scope="col" { "user" }
                    th scope="col" { "code" }
                    th scope="col" { "what it says" }
                    th scope="col" { "what to do" }
                } }
                tbody { @for error in errors {
                    tr {
                        td { (said(&error.who)) }
                        td.i { (said(&error.code)) }
                        td.w { (said(&error.message)) @if error.is_impact { " (impact)" } }
                        td.w { (said(&error.todo)) }
                    }
                } }
            }
        }
        (more(left_out))
    }
}

fn findings(findings: &[JobFinding], left_out: u64) -> Markup {
    html! {
        h3 { "To look at" }
        ul { @for finding in findings {
            li { b { (finding.title) } ": " (text(&finding.message)) " " span.soft { (text(&finding.place)) } }
        } }
        (more(left_out))
    }
}
