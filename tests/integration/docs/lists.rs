//! The lists in the documents, made from the tables of the program.
//!
//! In: a list's name. Out: its lines, as they stand between `<!-- generated: NAME -->` and
//! `<!-- end -->`.

use std::collections::BTreeSet;

use jobaudit::carrier::CARRIERS;
use jobaudit::findings::rule::Rule;
use jobaudit::payload::fields::OBJECTS;
use jobaudit::payload::{Counts, Family, PayloadKind};
use jobaudit::reference::explain::{self, Part};
use jobaudit::render::{DocumentKind, Format};
use jobaudit::report::{SectionId, diff};
use serde_json::Value;

use crate::support::run;

/// A list by its name.
pub fn list(name: &str) -> String {
    match name {
        "commands" => commands(),
        "kinds" => kinds(),
        "carriers" => carriers(),
        "formats" => formats(DocumentKind::Report),
        "findings-formats" => formats(DocumentKind::Findings),
        "section-ids" => section_ids(),
        "sections" => sections(),
        "diff-sections" => diff_sections(),
        "measures" => measures(),
        "tables" => tables(),
        "fields" => fields(),
        "counts" => counts(),
        "rules" => rules(),
        "terms" => terms(),
        topic => words(topic),
    }
}

/// A table of Markdown.
fn table<R: AsRef<[String]>>(head: &[&str], rows: impl IntoIterator<Item = R>) -> String {
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let cells: Vec<String> = cells.map(|cell| cell.replace('|', r"\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let mut text = line(&mut head.iter().copied());
    text.push_str(&format!("|{}\n", " --- |".repeat(head.len())));
    for row in rows {
        text.push_str(&line(&mut row.as_ref().iter().map(String::as_str)));
    }
    text
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

// ---------------------------------------------------------------------------------------------
// The command line
// ---------------------------------------------------------------------------------------------

fn help(command: &[&str]) -> String {
    run(command.iter().copied().chain(["--help"])).exits(0).stdout()
}

/// The commands that the help lists.
pub fn command_names() -> Vec<String> {
    let help = help(&[]);
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = listed
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help");
    names.map(str::to_owned).collect()
}

/// Every command with its help.
fn commands() -> String {
    let section = |title: &str, help: String| {
        let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
        format!("\n## {title}\n\n```text\n{}\n```\n", lines.join("\n"))
    };
    let mut text = section("jobaudit", help(&[]));
    for name in command_names() {
        text.push_str(&section(&format!("jobaudit {name}"), help(&[&name])));
    }
    text + "\n"
}

/// The flags that exist, of all commands.
pub fn flags() -> BTreeSet<String> {
    let helps = command_names().into_iter().map(|name| help(&[&name]));
    flags_in(&(helps.collect::<String>() + &help(&[])))
}

/// The words of a text that are flags: two dashes and a name.
pub fn flags_in(text: &str) -> BTreeSet<String> {
    let end = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    let words = text.split(end).filter(|word| {
        word.strip_prefix("--")
            .is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
    });
    words.map(|word| word.trim_end_matches('-').to_owned()).collect()
}

// ---------------------------------------------------------------------------------------------
// Inputs and outputs
// ---------------------------------------------------------------------------------------------

fn kinds() -> String {
    let rows = PayloadKind::ALL.map(|kind| [code(kind.name()), kind.description().to_owned()]);
    table(&["kind", "what it is"], rows)
}

fn formats(kind: DocumentKind) -> String {
    let rows = Format::of(kind).map(|format| {
        let meant = |ending: &&&str| Format::from_ending(kind, ending) == Some(format);
        let endings = format.endings().iter().filter(meant);
        let endings: Vec<String> = endings.map(|end| format!("`.{end}`")).collect();
        [code(format.name()), endings.join(", ")]
    });
    table(&["`-f`", "file names that end in"], rows)
}

fn carriers() -> String {
    let rows = CARRIERS.iter().map(|carrier| [code(carrier.name), carrier.words.to_owned()]);
    table(&["name", "what it is"], rows)
}

/// The JSON Schema of a report.
fn schema_of_report() -> Value {
    run(["schema", "report"]).exits(0).json().0
}

fn section_ids() -> String {
    let usual: BTreeSet<SectionId> = SectionId::usual().collect();
    let rows = SectionId::all().map(|id| {
        let when = if usual.contains(&id) { "always" } else { "on request" };
        [format!("[`{0}`](reference.md#{0})", id.name()), when.to_owned()]
    });
    table(&["section", "in a report"], rows)
}

/// Every section of a report with its note and its columns.
fn sections() -> String {
    sections_of(&schema_of_report(), SectionId::all().map(SectionId::name))
}

/// The same of a comparison, but for limits, which are those of a report.
fn diff_sections() -> String {
    let schema = run(["schema", "diff"]).exits(0).json().0;
    sections_of(&schema, diff::SECTIONS.into_iter().filter(|id| *id != "gates"))
}

fn sections_of(schema: &Value, ids: impl Iterator<Item = &'static str>) -> String {
    let mut text = String::new();
    for id in ids {
        let section = &schema["properties"]["sections"]["properties"][id];
        let word = |value: &Value| value.as_str().expect("words").to_owned();
        let (title, note) = (word(&section["title"]), word(&section["description"]));
        let columns = section["items"]["required"].as_array().expect("columns");
        let rows = columns.iter().map(|column| {
            let column = column.as_str().expect("a column");
            let schema = &section["items"]["properties"][column];
            [code(column), word(&schema["title"]), value_type(column, schema).to_owned()]
        });
        let table = table(&["column", "title", "value"], rows);
        text.push_str(&format!("\n### {id}\n\n*{title}.* {note}\n\n{table}"));
    }
    text + "\n"
}

/// The measures of the summary, in their order.
fn measures() -> String {
    let csv = run(["report", "samples", "-f", "csv", "--section", "summary"]).exits(0).stdout();
    let names = csv.lines().skip(1).filter_map(|line| line.split(',').next()).map(code);
    names.collect::<Vec<_>>().join(", ") + "\n"
}

/// Every table of an export with its columns.
fn tables() -> String {
    let mut text = String::new();
    for of_table in
        run(["schema", "tables"]).exits(0).json().0["tables"].as_array().expect("tables")
    {
        let word = |value: &Value| value.as_str().expect("words").to_owned();
        let rows = of_table["columns"].as_array().expect("columns").iter().map(|column| {
            let or_null = if column["required"] == true { "" } else { ", or null" };
            let kind = format!("{}{or_null}", word(&column["type"]));
            [code(&word(&column["column"])), kind, word(&column["meaning"])]
        });
        let table = table(&["column", "type", "what it says"], rows);
        let (id, meaning) = (word(&of_table["table"]), word(&of_table["meaning"]));
        text.push_str(&format!("\n### {id}\n\n{meaning}\n\n{table}"));
    }
    text + "\n"
}

/// What a column holds for programs, in words.
fn value_type(column: &str, schema: &Value) -> &'static str {
    let types = schema["type"].to_string();
    if types.contains("string") && types.contains("number") {
        "a number, text or time, by the measure"
    } else if types.contains("string") {
        "text"
    } else if types.contains("boolean") {
        "true or false"
    } else if types.contains("number") {
        "a share from 0 to 1"
    } else if column.ends_with("_ms") {
        "whole milliseconds"
    } else {
        "a whole number"
    }
}

// ---------------------------------------------------------------------------------------------
// Payloads
// ---------------------------------------------------------------------------------------------

fn fields() -> String {
    let rows = OBJECTS.into_iter().flat_map(|object| {
        object.fields.iter().map(move |field| {
            [
                object.name.to_owned(),
                code(field.name),
                field.kind.expected().to_owned(),
                field.presence.description().to_owned(),
                field.meaning.to_owned(),
            ]
        })
    });
    table(&["object", "field", "value", "required", "meaning"], rows)
}

/// What a count of a family says of its items.
fn count_meaning(family: Family, name: &'static str) -> &'static str {
    let mut counts = Counts::default();
    counts.set(name, 1);
    let items = family.items(&counts);
    let known = [
        (items.requested, "requested"),
        (items.done, "done"),
        (items.failed, "failed"),
        (items.pending, "waiting for number orders"),
        (items.skipped, "skipped"),
        (items.unfinished, "under way or not yet begun"),
    ];
    known.iter().find(|(count, _)| count.is_some()).map_or("none of the items", |(_, said)| said)
}

fn counts() -> String {
    let rows = Family::all().flat_map(|family| {
        family.count_names().map(move |name| {
            let needed = if family.requires_count(name) { "yes" } else { "no" };
            let meaning = count_meaning(family, name);
            [code(family.name()), code(name), needed.to_owned(), meaning.to_owned()]
        })
    });
    table(&["job name", "count", "required", "items"], rows.collect::<Vec<_>>())
}

// ---------------------------------------------------------------------------------------------
// Rules, words and codes
// ---------------------------------------------------------------------------------------------

fn rules() -> String {
    let rows = Rule::ALL.iter().map(|rule| {
        [code(rule.name()), rule.severity().name().to_owned(), rule.summary().to_owned()]
    });
    table(&["rule", "severity", "meaning"], rows)
}

/// The terms of a report, each explained in full.
fn terms() -> String {
    let mut text = String::new();
    for (name, _) in entries("Terms of a report") {
        for page in explain::pages(&name).into_iter().filter(|page| page.name == name) {
            let parts = page.parts.iter().map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Example(lines) => format!("```text\n{lines}\n```"),
            });
            let parts: Vec<String> = parts.collect();
            text.push_str(&format!("\n### {name}\n\n{}\n", parts.join("\n\n")));
        }
    }
    text + "\n"
}

/// What `explain` lists under a title.
fn entries(title: &str) -> Vec<(String, String)> {
    let mut topics = explain::topics().into_iter();
    let topic = topics.find(|topic| topic.title == title);
    topic.unwrap_or_else(|| panic!("no list is called `{title}`")).entries
}

fn words(title: &str) -> String {
    let rows = entries(title).into_iter().map(|(name, meaning)| [code(&name), meaning]);
    table(&["name", "meaning"], rows)
}
