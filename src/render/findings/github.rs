//! Findings as commands of GitHub Actions, which shows them as annotations of a run and of changed files.
//!
//! In: a validation. Out: a line a finding, `::error file=a.json,line=1,col=2,title=rule::message`. Names of
//! files are relative where they were given so, and GitHub takes them for paths in the repository.

use std::io::{self, Write};

use crate::findings::rule::Severity;
use crate::render::escape::visible;
use crate::report::{PlacedFinding, Validation};

/// Writes a command a finding.
pub(super) fn write(validation: &Validation<'_>, out: &mut dyn Write) -> io::Result<()> {
    for file in validation.by_file() {
        for finding in &file.findings {
            command(finding, out)?;
        }
        for (rule, shown, all) in file.shortened {
            let name = property(&file.path);
            let more = format!("{all} of {rule} in this file, {shown} of them annotated");
            writeln!(out, "::notice file={name},title={rule}::{more}")?;
        }
    }
    Ok(())
}

fn command(finding: &PlacedFinding<'_>, out: &mut dyn Write) -> io::Result<()> {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    write!(out, "::{command} file={}", property(&finding.path))?;
    if let Some(line) = finding.line {
        write!(out, ",line={line}")?;
    }
    if let Some(column) = finding.column {
        write!(out, ",col={column}")?;
    }
    writeln!(out, ",title={}::{}", finding.rule, data(&finding.message))
}

/// A message: what would end it is written as in an address.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value before the message, which ends at a comma or a colon too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_or_begins_another_one() {
        assert_eq!(property("a,b:c%.json"), "a%2Cb%3Ac%25.json");
        assert_eq!(data("100 %: a\n::error::b"), r"100 %25: a\u{a}::error::b");
    }
}
