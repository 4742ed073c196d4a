//! Findings as SARIF 2.1.0, which code hosts and editors show beside the files.
//!
//! In: a validation. Out: one log with one run. Columns count characters, as ours do and as
//! `columnKind` says. A file's name becomes a URI reference: relative names stay relative, so that
//! they resolve against the folder that the program ran in.

use std::borrow::Cow;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde::ser::Serializer;
use serde_json::{Value, json};

use crate::findings::rule::{Rule, Severity};
use crate::reference::explain;
use crate::render::pretty;
use crate::report::{PlacedFinding, Validation};

/// What a path in a URI need not escape.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// Writes findings as one log and a final newline.
pub(super) fn write(validation: &Validation<'_>, out: &mut dyn Write) -> io::Result<()> {
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: tool(),
            invocations: [invocation(validation)],
            column_kind: "unicodeCodePoints",
            results: validation,
        }],
    };
    pretty::write(&log, out)
}

#[derive(Serialize)]
struct Log<'v> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'v>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'v> {
    tool: Value,
    invocations: [Value; 1],
    column_kind: &'static str,
    #[serde(serialize_with = "results")]
    results: &'v Validation<'v>,
}

/// The program and all its rules.
fn tool() -> Value {
    let rule = |rule: &Rule| {
        let page = explain::rule(*rule);
        json!({
            "id": rule.name(),
            "shortDescription": {"text": rule.summary()},
            "fullDescription": {"text": page.meaning()},
            "help": {"text": page.text()},
            "defaultConfiguration": {"level": level(rule.severity())},
        })
    };
    let rules: Vec<Value> = Rule::ALL.iter().map(rule).collect();
    json!({"driver": {"name": "jobaudit", "version": env!("CARGO_PKG_VERSION"), "rules": rules}})
}

/// What a run has to say of itself: of which findings there are more than the log holds.
fn invocation(validation: &Validation<'_>) -> Value {
    let left_out = validation.by_file().flat_map(|of_file| {
        let name = of_file.path.into_owned();
        of_file.shortened.into_iter().map(move |(rule, shown, found)| {
            let text = format!(
                "{name}: {found} of {rule} in this file, {shown} in this log (--max-findings 0 writes all)"
            );
            json!({"level": "note", "message": {"text": without_links(&text)}})
        })
    });
    let left_out: Vec<Value> = left_out.collect();
    json!({"executionSuccessful": true, "toolExecutionNotifications": left_out})
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn results<S: Serializer>(validation: &Validation<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let fingerprint = validation.fingerprints();
    let result = |finding: &PlacedFinding<'_>| {
        let mut result = result(finding);
        result["partialFingerprints"] = json!({"jobaudit/v1": fingerprint(finding)});
        result
    };
    let open = validation.findings().map(|finding| result(&finding));
    let accepted = validation.accepted().map(|(finding, accepted)| {
        let mut result = result(&finding);
        let mut reason = accepted.reason.clone();
        if let Some(by) = &accepted.by {
            reason.push_str(&format!(" ({by})"));
        }
        result["suppressions"] =
            json!([{"kind": "external", "status": "accepted", "justification": reason}]);
        result
    });
    serializer.collect_seq(open.chain(accepted))
}

fn result(finding: &PlacedFinding<'_>) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": uri(&finding.path)}});
    if let Some(line) = finding.line {
        physical["region"] = match finding.column {
            Some(column) => json!({"startLine": line, "startColumn": column}),
            None => json!({"startLine": line}),
        };
    }
    let mut location = json!({"physicalLocation": physical});
    if let Some(pointer) = &finding.pointer {
        location["logicalLocations"] = json!([{"fullyQualifiedName": pointer}]);
    }
    json!({
        "ruleId": finding.rule.name(),
        "ruleIndex": Rule::ALL.iter().position(|rule| *rule == finding.rule),
        "level": level(finding.severity),
        "message": {"text": without_links(&finding.message)},
        "locations": [location],
    })
}

/// A message in which no reader sees a link, `[text](target)`: with backslashes, as SARIF 3.11.6 has it.
fn without_links(text: &str) -> Cow<'_, str> {
    if !text.contains("](") {
        return text.into();
    }
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]").into()
}

fn uri(file: &str) -> String {
    // How standard input is written.
    if file == "-" {
        return String::from("stdin");
    }
    let file = file.strip_prefix("./").unwrap_or(file);
    let path = utf8_percent_encode(file, PATH).to_string();
    match file.as_bytes() {
        [b'/', ..] => format!("file://{path}"),
        // Elsewhere a colon is a character like any other.
        [_, b':', ..] if cfg!(windows) => format!("file:///{path}"),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_uri_reference() {
        for (file, expected) in [
            ("samples/a b.json", "samples/a%20b.json"),
            ("./a.json", "a.json"),
            ("/tmp/é:1%.json", "file:///tmp/%C3%A9%3A1%25.json"),
            #[cfg(windows)]
            ("C:/archive/a.json", "file:///C%3A/archive/a.json"),
            #[cfg(not(windows))]
            (r"a:1\2.json", "a%3A1%5C2.json"),
            ("-", "stdin"),
        ] {
            assert_eq!(uri(file), expected);
        }
    }
}
