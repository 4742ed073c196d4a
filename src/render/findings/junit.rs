//! Findings as a JUnit report, which build servers show as test results.
//!
//! In: a validation. Out: one suite: a failed test for each error and warning, a passed one for each info
//! and for each file without a finding. What is left out of a file is told at the end.

use std::io::{self, Write};

use maud::{Markup, html};

use crate::findings::rule::Severity;
use crate::render::escape::visible;
use crate::report::{FindingsOfFile, PlacedFinding, Validation};

/// Writes one suite.
pub(super) fn write(validation: &Validation<'_>, out: &mut dyn Write) -> io::Result<()> {
    let failures = validation.findings().filter(is_failure).count();
    let passed = validation.files_without_findings();
    let tests = validation.findings().count() + passed.len();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="jobaudit" tests="{tests}" failures="{failures}">"#)?;
    writeln!(out, r#"<testsuite name="jobaudit" tests="{tests}" failures="{failures}">"#)?;
    for finding in validation.findings() {
        writeln!(out, "{}", test(&finding).into_string())?;
    }
    for file in passed {
        let test = html! { testcase name="no findings" classname=(visible(&file)) {} };
        writeln!(out, "{}", test.into_string())?;
    }
    if validation.left_out() > 0 {
        writeln!(out, "{}", left_out(validation).into_string())?;
    }
    writeln!(out, "</testsuite>\n</testsuites>")
}

fn is_failure(finding: &PlacedFinding<'_>) -> bool {
    finding.severity > Severity::Info
}

fn test(finding: &PlacedFinding<'_>) -> Markup {
    let (file, path) = (visible(&finding.file), visible(&finding.path));
    let place = finding.place();
    let (severity, message) = (finding.severity.name(), visible(&finding.message));
    let told = format!("{path}{}: {severity}[{}] {message}", visible(&place), finding.rule);
    let name = format!("{}{}", finding.rule, visible(&place));
    html! {
        testcase name=(name) classname=(file) file=(path) line=[finding.line] {
            @if is_failure(finding) {
                failure type=(finding.rule) message=(message) { (told) }
            } @else {
                system-out { (told) }
            }
        }
    }
}

/// Of which findings there are more.
fn left_out(validation: &Validation<'_>) -> Markup {
    let all = validation.by_file().flat_map(|FindingsOfFile { file, shortened, .. }| {
        let told = move |(rule, shown, all)| {
            format!("{}: {all} of {rule} in this file, {shown} in this report", visible(&file))
        };
        shortened.into_iter().map(told)
    });
    html! { system-out { (all.collect::<Vec<_>>().join("\n")) } }
}
