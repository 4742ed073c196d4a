//! One JSON object, for other programs; or an object a line for each row.
//!
//! In: a report. Out: `{"schema_version": 2, "generator", "command", "as_of", "filters", "inputs", "verdict", "ledger",
//! "sections": {"<id>": [{column: value}]}, "finding_list", "accepted"}`, indented by two spaces, with a row a line, and
//! streamed, so that a ledger of a million jobs is never held twice. `ledger` is what a saved audit is read from again, and this
//! program's own; all else is a contract, whose names change with `schema_version` only.

use std::io::{self, Write};

use serde::ser::{Serialize, Serializer};

use crate::render::findings::finding_lists;
use crate::render::json_rows;
use crate::render::machine::{Value, value};
use crate::render::positional;
use crate::render::pretty::Members;
use crate::report::{Cell, Filter, Report, SCHEMA_VERSION, Validation, Verdict};

/// Writes a report as one object and a final newline.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut object = Members::begin(out, 1)?;
    object.put("schema_version", &SCHEMA_VERSION)?;
    object.put("generator", &report.generator)?;
    if let Some(command) = &report.command {
        object.put("command", command)?;
    }
    object.put("as_of", &value(&Cell::time(report.as_of)))?;
    object.put("filters", &Filters(&report.filters))?;
    if let Some(inputs) = &report.inputs {
        object.put("inputs", &**inputs)?;
    }
    if let Some(config) = &report.config {
        object.put("config", config)?;
    }
    if let Some(sentence) = &report.sentence {
        object.put("sentence", sentence)?;
    }
    if let Some(verdict) = &report.verdict {
        object.put("verdict", &Judged(verdict))?;
    }
    if let Some(ledger) = report.ledger {
        positional::write(&ledger.to_save(), object.value("ledger")?)?;
    }
    let mut sections = Members::begin(object.value("sections")?, 2)?;
    for section in &report.sections {
        json_rows::write_array(section, 2, sections.value(section.id)?)?;
    }
    sections.end()?;
    if let Some(ledger) = report.ledger {
        let validation = Validation::of(ledger);
        let (open, accepted) = finding_lists(&validation);
        object.put("finding_list", &open)?;
        if let Some(accepted) = accepted {
            object.put("accepted", &accepted)?;
        }
    }
    object.end()?;
    writeln!(out)
}

/// Writes the rows of all sections, each as an object on a line of its own that begins with its section.
pub(super) fn write_lines(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    report.sections.iter().try_for_each(|section| json_rows::write_lines(section, out))
}

/// What came of it all.
struct Judged<'a>(&'a Verdict);

impl Serialize for Judged<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Verdict { word, sentence, details, .. } = self.0;
        serializer.collect_map([
            ("word", word.title()),
            ("sentence", sentence.as_str()),
            ("details", details.as_str()),
        ])
    }
}

/// The values of each filter by its name.
struct Filters<'a>(&'a [Filter]);

impl Serialize for Filters<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|filter| (filter.name, &filter.values)))
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::Integer(number) => serializer.serialize_i128(*number),
            Value::Number(number) => serializer.serialize_f64(*number),
            Value::Word(word) => serializer.serialize_str(word),
            Value::Text(text) => serializer.serialize_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;
    use serde_json::json;
    use std::sync::Arc;

    fn written(report: &Report<'_>) -> String {
        let mut out = Vec::new();
        write(report, &mut out).expect("JSON");
        String::from_utf8(out).expect("UTF-8")
    }

    fn read(report: &Report<'_>) -> serde_json::Value {
        serde_json::from_str(&written(report)).expect("JSON")
    }

    #[test]
    fn the_object_says_what_it_is_before_its_sections() {
        let mut report = sample::report();
        report.sections.remove(0);
        let expected = r#"{
  "schema_version": 2,
  "generator": "jobaudit 0.1.0",
  "as_of": "2023-05-30T13:04:00.469Z",
  "filters": {
    "since": [
      "2023-05-01"
    ],
    "org": [
      "a|b",
      "\u202ec"
    ]
  },
  "sections": {
    "empty": []
  }
}
"#;
        assert_eq!(written(&report), expected);
    }

    #[test]
    fn cells_are_for_machines_and_text_reads_back_as_it_was() {
        let read = read(&sample::report());
        let rows = read["sections"]["kinds"].as_array().expect("rows");
        for (row, text) in rows.iter().zip(sample::NASTY) {
            assert_eq!(row["text"], text);
        }
        assert_eq!(
            rows[1],
            json!({
                "text": sample::NASTY[1], "code": "001", "severity": "with_errors", "jobs": 1240, "instance": -1,
                "bytes": 1900, "failure_rate": 21.0 / 1240.0, "failure_rate_low": 0.25, "p95_ms": 2753,
                "since": "2023-05-30T13:04:00.469Z", "missing": null,
            })
        );
    }

    #[test]
    fn each_line_is_a_row_that_says_its_section() {
        let report = sample::report();
        let mut out = Vec::new();
        write_lines(&report, &mut out).expect("lines");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text.lines().count(), sample::NASTY.len());
        let whole = read(&report);
        for (line, row) in text.lines().zip(whole["sections"]["kinds"].as_array().expect("rows")) {
            assert!(line.starts_with("{\"section\":\"kinds\",\"text\":"), "{line}");
            let mut line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            line.as_object_mut().expect("an object").remove("section");
            assert_eq!(&line, row);
        }
    }

    #[test]
    fn columns_keep_their_order() {
        let mut report = sample::report();
        report.filters.clear(); // one is named like a column
        let text = written(&report);
        let places: Vec<_> = sample::kinds()
            .columns
            .iter()
            .map(|column| text.find(&format!("\"{}\"", column.id)))
            .collect();
        assert!(places.is_sorted() && places.iter().all(Option::is_some));
    }

    #[test]
    fn unknown_is_null_and_no_filter_is_an_empty_object() {
        let mut report = sample::report();
        report.as_of = None;
        report.filters.clear();
        let read = read(&report);
        assert_eq!(read["as_of"], json!(null));
        assert_eq!(read["filters"], json!({}));
    }

    #[test]
    fn the_longest_durations_are_whole_numbers() {
        let mut section = sample::kinds();
        let mut row = section.rows.iter().next().expect("a row");
        row[8] = Cell::Duration(i128::MIN);
        section.rows = [row].into_iter().collect();
        let report = Report { sections: vec![Arc::new(section)], ..sample::one_section() };
        assert!(written(&report).contains("\"p95_ms\":-170141183460469231731687303715884"));
    }
}
