//! The JSON Schema (2020-12) of the JSON that this program writes.
//!
//! In: nothing. Out: the schemas of a report and of findings as JSON. The sections and their columns
//! are asked of the report itself, so that a new column is in the schema the day it is in the report.

use serde_json::{Map, Value, json};

use crate::findings::rule::{Rule, Severity};
use crate::payload::PayloadKind;
use crate::reference::schema::DIALECT;
use crate::render::findings;
use crate::report::diff::Diff;
use crate::report::trend::History;
use crate::report::{
    Align, Column, Report, SCHEMA_VERSION, Section, VerdictWord, index_outline, settings,
    show_outline,
};

/// What `report -f json` writes.
pub fn report() -> Value {
    let outline = Report::outline();
    let sections: Map<String, Value> =
        outline.iter().map(|section| (section.id.to_owned(), rows(section))).collect();
    json!({
        "$schema": DIALECT,
        "title": "report",
        "description": "A report of jobaudit as JSON. Durations (_ms) are whole milliseconds, shares and rates \
                        are between 0 and 1, times are RFC 3339 in UTC, and null is what nobody knows.",
        "type": "object",
        "properties": {
            "schema_version": {"const": SCHEMA_VERSION},
            "generator": {"type": "string", "description": "The program and its version."},
            "command": {
                "type": "string",
                "description": "What was asked, as it was written on the command line, without what only says where \
                                and how it is written; absent where it is about one organisation, or a part.",
            },
            "as_of": {
                "type": ["string", "null"],
                "description": "The moment that the archive was judged at.",
            },
            "filters": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
                "description": "The filters that it was made with, each with its values.",
            },
            "config": {
                "type": "object",
                "description": "The file that settings came from; absent where there was none, and where it is about \
                                one organisation.",
                "properties": {
                    "file": {"type": "string", "description": "As it was named."},
                    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                },
                "required": ["file", "sha256"],
                "additionalProperties": false,
            },
            "inputs": {
                "type": "object",
                "description": "What it was made from; absent where it is about one organisation, or a part.",
                "properties": {
                    "roots": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "Files and folders as they were written. All other names of files are \
                                        relative to the one folder, or to the one that all lie in.",
                    },
                    "files": {"type": "integer", "minimum": 0},
                    "bytes": {"type": "integer", "minimum": 0},
                    "sha256": {
                        "type": "string",
                        "pattern": "^[0-9a-f]{64}$",
                        "description": "Of the list of all files with their paths, sizes and digests, but for \
                                        those that this program wrote.",
                    },
                },
                "required": ["roots", "files", "bytes", "sha256"],
                "additionalProperties": false,
            },
            "verdict": {
                "type": "object",
                "description": "What came of it all: in a word, in a sentence, and what else there is to say.",
                "properties": {
                    "word": {"enum": VerdictWord::ALL.map(VerdictWord::title)},
                    "sentence": {"type": "string"},
                    "details": {"type": "string"},
                },
                "required": ["word", "sentence", "details"],
                "additionalProperties": false,
            },
            "ledger": {
                "type": "object",
                "description": "All that the report is made of, for jobaudit render and jobaudit diff. How it is \
                                written may change with any version.",
            },
            "sections": {
                "type": "object",
                "properties": sections,
                "additionalProperties": false,
            },
            "finding_list": {
                "type": "array",
                "items": finding(&[]),
                "description": "All findings, as validate writes them.",
            },
            "accepted": accepted(),
        },
        "required": ["schema_version", "generator", "as_of", "filters", "verdict", "sections"],
        "additionalProperties": false,
    })
}

/// What `report --split` writes beside the reports.
pub fn index() -> Value {
    let description = "The list of the reports of jobaudit report --split as JSON, with the verdict on the whole.";
    like_a_report("index", description, index_outline())
}

/// What `trend -f json` writes.
pub fn trend() -> Value {
    let report = History::default().report();
    like_a_report("trend", "What earlier audits came to, as JSON of jobaudit trend.", report)
}

/// What `diff -f json` writes.
pub fn diff() -> Value {
    let description =
        "What changed between two audits, as JSON of jobaudit diff. base is before, new is now.";
    let mut schema = like_a_report("diff", description, Diff::outline());
    schema["properties"]["sentence"] =
        json!({"type": "string", "description": "What changed, in a sentence."});
    if let Some(properties) = schema["properties"].as_object_mut() {
        properties.remove("verdict");
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.push(json!("sentence"));
    }
    // Those that were asked for; limits only where there are any.
    if let Some(sections) = schema["properties"]["sections"].as_object_mut() {
        sections.remove("required");
    }
    schema
}

/// What `config -f json` writes.
pub fn config() -> Value {
    let description =
        "Every setting with its value and where it comes from, as JSON of jobaudit config.";
    like_a_report("config", description, settings::report(&[]))
}

/// The same object as a report's, with other sections, all of which are there.
fn like_a_report(title: &str, description: &str, outline: Report<'_>) -> Value {
    let mut schema = report();
    schema["title"] = json!(title);
    schema["description"] = json!(description);
    let sections = outline.sections.iter();
    let properties: Map<String, Value> =
        sections.map(|section| (section.id.to_owned(), rows(section))).collect();
    schema["properties"]["sections"]["required"] = properties.keys().map(String::as_str).collect();
    schema["properties"]["sections"]["properties"] = Value::Object(properties);
    if outline.verdict.is_none()
        && let Some(Value::Array(required)) = schema.get_mut("required")
    {
        required.retain(|name| name != "verdict");
    }
    schema
}

/// What `show -f json` writes: the sections of a job, or those of a person.
pub fn show() -> Value {
    let of = |sections: &[Section<'_>]| -> Value {
        let all: Map<String, Value> =
            sections.iter().map(|section| (section.id.to_owned(), rows(section))).collect();
        let ids: Vec<&str> = sections.iter().map(|section| section.id).collect();
        json!({"type": "object", "properties": all, "required": ids, "additionalProperties": false})
    };
    let [job, person] = show_outline();
    json!({
        "$schema": DIALECT,
        "title": "show",
        "description": "One job or one person of jobaudit show as JSON, with values as in a report. A section of a \
                        job that a report has too, with other columns, begins with job_.",
        "type": "object",
        "properties": {
            "schema_version": {"const": SCHEMA_VERSION},
            "generator": {"type": "string", "description": "The program and its version."},
            "as_of": {
                "type": ["string", "null"],
                "description": "The moment that the archive was judged at.",
            },
            "filters": {"type": "object", "maxProperties": 0},
            "sections": {"oneOf": [of(&job), of(&person)]},
        },
        "required": ["schema_version", "generator", "as_of", "filters", "sections"],
        "additionalProperties": false,
    })
}

fn rows(section: &Section<'_>) -> Value {
    // Programs get no pictures.
    let columns = || section.columns.iter().filter(|column| column.align != Align::Drawn);
    let properties: Map<String, Value> =
        columns().map(|column| (column.id.to_owned(), titled(column))).collect();
    let ids: Vec<&str> = columns().map(|column| column.id).collect();
    json!({
        "type": "array",
        "title": section.title,
        "description": section.note,
        "items": {
            "type": "object",
            "properties": properties,
            "required": ids,
            "additionalProperties": false,
        },
    })
}

/// What a column holds, and what people see above it.
fn titled(column: &Column) -> Value {
    let mut value = value(column);
    value["title"] = json!(column.title);
    value
}

fn value(column: &Column) -> Value {
    let is_fraction =
        |id: &str| ["rate", "share", "low", "high"].iter().any(|part| id.ends_with(part));
    match column {
        // A measure of the summary may be anything.
        Column { id: "value" | "actual", .. }
        | Column { id: "base" | "new" | "change", align: Align::Right, .. } => {
            json!({"type": ["number", "string", "boolean", "null"]})
        }
        // A number that names something is set like a name.
        Column { id: "instance" | "execution" | "http_status" | "row", .. } => {
            json!({"type": ["integer", "null"]})
        }
        Column { id: "moved_later" | "made_good" | "held" | "differs", .. } => {
            json!({"type": ["boolean", "null"]})
        }
        Column { align: Align::Left | Align::Named, .. } => json!({"type": ["string", "null"]}),
        Column { id, .. } if is_fraction(id) => {
            json!({"type": ["number", "null"], "minimum": 0, "maximum": 1})
        }
        Column { .. } => json!({"type": ["integer", "null"]}),
    }
}

/// What `validate -f json` writes.
pub fn findings() -> Value {
    let rules: Vec<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    let kinds: Vec<&str> = PayloadKind::ALL.iter().map(|kind| kind.name()).collect();
    json!({
        "$schema": DIALECT,
        "title": "findings",
        "description": "The findings of jobaudit validate as JSON, by file and place.",
        "type": "object",
        "properties": {
            "schema_version": {"const": findings::SCHEMA_VERSION},
            "findings": {"type": "array", "items": finding(&[])},
            "accepted": accepted(),
            "statistics": {
                "type": "array",
                "description": "How many findings there are of each rule, in their place (--statistics).",
                "items": {
                    "type": "object",
                    "properties": {
                        "rule": {"enum": rules},
                        "severity": {"enum": Severity::ALL.map(Severity::name)},
                        "count": {"type": "integer", "minimum": 1},
                        "files": {"type": "integer", "minimum": 1},
                        "summary": {"type": "string"},
                    },
                    "required": ["rule", "severity", "count", "files", "summary"],
                    "additionalProperties": false,
                },
            },
            "left_out": {
                "type": "array",
                "description": "The rules of which a file has more findings than are shown (--max-findings).",
                "items": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string"},
                        "rule": {"enum": rules},
                        "shown": {"type": "integer", "minimum": 0},
                        "found": {"type": "integer", "minimum": 1},
                    },
                    "required": ["file", "rule", "shown", "found"],
                    "additionalProperties": false,
                },
            },
            "files": {"type": "array", "items": {
                "type": "object",
                "properties": {
                    "file": {"type": "string"},
                    "kind": {"enum": kinds},
                    "payloads": {"type": "integer", "minimum": 0},
                    "fate": {"enum": ["used", "set-aside"]},
                },
                "required": ["file", "kind", "payloads", "fate"],
                "additionalProperties": false,
            }},
        },
        "oneOf": [
            {"required": ["schema_version", "findings", "files"]},
            {"required": ["schema_version", "statistics"]},
        ],
        "additionalProperties": false,
    })
}

/// The findings that are in no other list.
fn accepted() -> Value {
    json!({
        "type": "array",
        "description": "The findings that somebody has accepted (--baseline), and why; absent where there are none.",
        "items": finding(&["reason", "by", "expires"]),
    })
}

/// A finding, and what else there is to say of it in words.
fn finding(more: &[&str]) -> Value {
    let rules: Vec<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    let number = |description: &str| json!({"type": ["integer", "null"], "minimum": 1, "description": description});
    let mut required = vec!["rule", "severity", "file", "line", "column", "pointer", "message"];
    required.extend(more);
    let mut properties = json!({
        "rule": {"enum": rules},
        "severity": {"enum": Severity::ALL.map(Severity::name)},
        "file": {"type": "string"},
        "line": number("The line, from 1; null where the whole file is meant."),
        "column": number("The column in that line in characters, from 1."),
        "pointer": {
            "type": ["string", "null"],
            "description": "A JSON pointer (RFC 6901), or the row and column of a table.",
        },
        "message": {"type": "string"},
    });
    for key in more {
        properties[key] = json!({"type": ["string", "null"]});
    }
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}
