//! A page for a browser: one file that needs nothing else.
//!
//! In: a report. Out: HTML that opens from a disk, loads nothing, and passes a content security policy
//! that allows nothing but its own style and script, by their hashes. It reads well without the
//! script, which only sorts and filters tables; it suits light and dark, a phone, a screen reader and
//! A4. The template engine escapes whatever comes from the archive.

mod chapters;
mod chart;
mod first_screen;
mod job;
mod link;
mod people;
mod table;

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::payload::{Timestamp, Zone};
use crate::render::escape::visible;
use crate::render::head::HeadInWords;
use crate::render::human::words;
use crate::report::{Cell, Overview, Report, SemanticColor};
use chapters::{TREND, all_figures, chapters, told};
use first_screen::first_screen;
use job::jobs;
use link::Links;
use table::Times;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Writes a report as one page.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", page(report).into_string())
}

fn page(report: &Report<'_>) -> Markup {
    let head = HeadInWords::of(report);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(report.generator);
                title { (text(&head.title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (text(&head.title)) }
                    @if let Some(whose) = &head.whose { p.whose { (text(whose)) } }
                    (origin(&head))
                }
                main {
                    @match &report.brief {
                        Some(brief) => (self::brief(report, &head, brief)),
                        None => {
                            (first_screen::verdict(&head))
                            @for section in &report.sections {
                                section {
                                    @if section.id == TREND { (chart::trend::lines(section)) }
                                    (table::headed(section, html! { h2 { (section.title) } }, &Links::default(), Times::Exact))
                                }
                            }
                        },
                    }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

/// What the page may do: nothing but look like this and sort its tables.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

/// A text of the archive or of an argument; what cannot be seen in it is spelled out.
fn text(text: &str) -> String {
    visible(text).into_owned()
}

/// When and with which filters the report was made.
fn origin(head: &HeadInWords<'_>) -> Markup {
    let lines: Vec<String> = head.imprint().map(|line| text(line)).collect();
    html! { p.soft { (lines.join(". ")) "." } }
}

fn brief(report: &Report<'_>, head: &HeadInWords<'_>, overview: &Overview) -> Markup {
    let links = Links::of(overview);
    html! {
        (first_screen(report, head, overview))
        (contents(report, overview))
        (chapters(report, overview, &links))
        details.fold {
            summary { h2 { "Method" } }
            ul id="method" { @for definition in &overview.method { li { (definition) } } }
        }
        (jobs(overview, report.zone))
        (all_figures(report, &links))
    }
}

fn contents(report: &Report<'_>, overview: &Overview) -> Markup {
    html! {
        nav aria-label="Contents" {
            ul {
                @for chapter in told(report, overview) {
                    li { a href={ "#" (chapter.id) } { (chapter.title) } }
                }
                li { a href="#method" { "Method" } }
                @if !overview.jobs.is_empty() { li { a href="#jobs" { "Jobs in full" } } }
                li { a href="#all" { "All figures" } }
            }
        }
    }
}

/// A figure that breaks before its percentage and nowhere else: `15 / 48` and `(31.3 %)`.
fn unbroken(figure: &str) -> Markup {
    html! {
        @match figure.split_once(" (") {
            Some((parts, share)) => { span.b { (parts) } " " span.b { "(" (share) } },
            None => (figure),
        }
    }
}

/// A moment to the minute, with its zone.
fn minute(time: Timestamp, zone: Zone) -> String {
    format!("{} {zone}", to_the_minute(&words(&Cell::Time(time))))
}

/// `2026-03-07 14:05` of `2026-03-07 14:05:33`.
fn to_the_minute(time: &str) -> &str {
    const LENGTH: usize = "2026-03-07 14:05".len();
    time.get(..LENGTH).unwrap_or(time)
}

/// The class of a colour.
fn class(tone: SemanticColor) -> &'static str {
    match tone {
        SemanticColor::Good => "t-good",
        SemanticColor::Warn => "t-warn",
        SemanticColor::Bad => "t-bad",
        SemanticColor::Stopped => "t-stopped",
        SemanticColor::Waiting => "t-waiting",
        SemanticColor::Running => "t-running",
        SemanticColor::Unknown => "t-unknown",
        SemanticColor::Plain => "t-plain",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    fn written() -> String {
        let mut out = Vec::new();
        write(&sample::report(), &mut out).expect("a page");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn a_page_is_one_document_that_allows_nothing_but_itself() {
        let page = written();
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"));
        assert!(page.ends_with("</html>\n"));
        for (tag, text) in [("style", STYLE), ("script", SCRIPT)] {
            let hash = STANDARD.encode(Sha256::digest(text));
            assert!(page.contains(&format!("{tag}-src 'sha256-{hash}'")), "{tag}");
            // The hash is that of all that stands between the tags.
            assert!(page.contains(&format!("<{tag}>{text}</{tag}>")), "{tag}");
            assert_eq!(page.matches(&format!("<{tag}")).count(), 1);
        }
        let own = page.replace(STYLE, "").replace(SCRIPT, "");
        for attribute in ["src=\"", "style=\"", "onclick=\"", "href=\"http"] {
            assert!(!own.contains(&format!(" {attribute}")), "{attribute}");
        }
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"));
    }

    #[test]
    fn nothing_of_the_archive_is_markup() {
        let page = written();
        let body = page.split("<main>").nth(1).and_then(|rest| rest.split("</main>").next());
        let body = body.expect("a body");
        let known =
            ["section", "h2", "p", "div", "table", "thead", "tr", "th", "tbody", "td", "span"];
        for tag in body.split('<').skip(1) {
            let name = tag.trim_start_matches('/').split([' ', '>']).next().unwrap_or_default();
            assert!(known.contains(&name), "<{tag}");
        }
        for text in sample::NASTY {
            let escaped =
                visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            assert!(body.contains(&escaped.replace('"', "&quot;")), "{text:?}");
        }
        assert!(!body.chars().any(|c| c != '\n' && c.is_control() || c == '\u{202e}'));
    }
}
