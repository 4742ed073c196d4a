//! Findings as one JSON object, for other programs.
//!
//! In: a validation. Out: `{"schema_version": 1, "findings": [{"rule", "severity", "file", "line",
//! "column", "pointer", "message"}], "left_out": [{"file", "rule", "shown", "found"}], "accepted": [..], "files": [{"file",
//! "kind", "payloads", "fate"}]}`, by file, then place, streamed. What is left out of a file has its rule
//! and its number. Names are a contract: they change with `schema_version` only.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde::ser::Serializer;

use crate::render::pretty;
use crate::report::{Fate, PlacedFinding, RuleCount, Statistics, Validation};

/// The version of the object's shape. Additions keep it.
pub const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'v> {
    schema_version: u32,
    #[serde(serialize_with = "findings")]
    findings: &'v Validation<'v>,
    #[serde(serialize_with = "left_out", skip_serializing_if = "is_complete")]
    left_out: &'v Validation<'v>,
    #[serde(serialize_with = "accepted", skip_serializing_if = "accepts_nothing")]
    accepted: &'v Validation<'v>,
    #[serde(serialize_with = "files")]
    files: &'v Validation<'v>,
}

/// Writes findings as one object and a final newline.
pub(super) fn write(validation: &Validation<'_>, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema_version: SCHEMA_VERSION,
        findings: validation,
        left_out: validation,
        accepted: validation,
        files: validation,
    };
    pretty::write(&document, out)
}

/// Writes each finding as an object on a line of its own.
pub(super) fn write_lines(validation: &Validation<'_>, out: &mut dyn Write) -> io::Result<()> {
    validation.findings().try_for_each(|finding| pretty::write_line(&Finding::from(finding), out))
}

/// The findings as a list of objects, and those that somebody has accepted, where there are any.
pub(in crate::render) fn finding_lists<'v>(
    validation: &'v Validation<'v>,
) -> (impl Serialize + 'v, Option<impl Serialize + 'v>) {
    struct Open<'v>(&'v Validation<'v>);
    impl Serialize for Open<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            findings(self.0, serializer)
        }
    }
    struct Accepted<'v>(&'v Validation<'v>);
    impl Serialize for Accepted<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            accepted(self.0, serializer)
        }
    }
    (Open(validation), (!accepts_nothing(&validation)).then_some(Accepted(validation)))
}

fn findings<S: Serializer>(validation: &Validation<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(validation.findings().map(Finding::from))
}

impl<'v> From<PlacedFinding<'v>> for Finding<'v> {
    fn from(finding: PlacedFinding<'v>) -> Finding<'v> {
        Finding {
            rule: finding.rule.name(),
            severity: finding.severity.name(),
            file: finding.file,
            line: finding.line,
            column: finding.column,
            pointer: finding.pointer,
            message: finding.message,
        }
    }
}

#[derive(Serialize)]
struct Finding<'v> {
    rule: &'static str,
    severity: &'static str,
    file: Cow<'v, str>,
    line: Option<u64>,
    column: Option<u64>,
    pointer: Option<Cow<'v, str>>,
    message: Cow<'v, str>,
}

/// Whether all findings are there, as they are unless somebody asks for fewer or a file has too many.
fn is_complete(validation: &&Validation<'_>) -> bool {
    validation.left_out() == 0
}

fn left_out<S: Serializer>(validation: &Validation<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(validation.by_file().flat_map(|of_file| {
        let file = of_file.file;
        let shortened = of_file.shortened.into_iter();
        shortened.map(move |(rule, shown, found)| LeftOut {
            file: file.clone(),
            rule: rule.name(),
            shown,
            found,
        })
    }))
}

fn accepts_nothing(validation: &&Validation<'_>) -> bool {
    validation.accepted().next().is_none()
}

fn accepted<S: Serializer>(validation: &Validation<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(validation.accepted().map(|(finding, accepted)| Accepted {
        finding: Finding::from(finding),
        reason: &accepted.reason,
        by: accepted.by.as_deref(),
        expires: accepted.expires.as_deref(),
    }))
}

/// A finding that somebody has accepted, and why.
#[derive(Serialize)]
struct Accepted<'v> {
    #[serde(flatten)]
    finding: Finding<'v>,
    reason: &'v str,
    by: Option<&'v str>,
    expires: Option<&'v str>,
}

#[derive(Serialize)]
struct LeftOut<'v> {
    file: Cow<'v, str>,
    rule: &'static str,
    shown: u64,
    found: u64,
}

fn files<S: Serializer>(validation: &Validation<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(validation.files().map(|Fate { file, kind, payloads, fate }| File {
        file,
        kind,
        payloads,
        fate,
    }))
}

#[derive(Serialize)]
struct File<'v> {
    file: Cow<'v, str>,
    kind: &'static str,
    payloads: u64,
    fate: &'static str,
}

/// Writes the number of findings of each rule as one object and a final newline.
pub(super) fn write_statistics(statistics: &Statistics, out: &mut dyn Write) -> io::Result<()> {
    let statistics = statistics.rules.iter().map(Count::from).collect();
    pretty::write(&Counts { schema_version: SCHEMA_VERSION, statistics }, out)
}

/// Writes the number of findings of each rule as an object on a line of its own.
pub(super) fn write_statistics_lines(
    statistics: &Statistics,
    out: &mut dyn Write,
) -> io::Result<()> {
    statistics.rules.iter().try_for_each(|rule| pretty::write_line(&Count::from(rule), out))
}

#[derive(Serialize)]
struct Counts {
    schema_version: u32,
    statistics: Vec<Count>,
}

#[derive(Serialize)]
struct Count {
    rule: &'static str,
    severity: &'static str,
    count: u64,
    files: u64,
    summary: &'static str,
}

impl From<&RuleCount> for Count {
    fn from(of: &RuleCount) -> Count {
        let RuleCount { rule, severity, count, files } = *of;
        let (severity, summary) = (severity.name(), rule.summary());
        Count { rule: rule.name(), severity, count, files, summary }
    }
}
