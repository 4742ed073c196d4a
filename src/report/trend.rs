//! The history of audits of one archive: a line of JSON each.
//!
//! In: the lines of a file, and the figures of a report. Out: rows for the section `trend`, and the line of this
//! audit. A line is `{"as_of", "digest", "verdict", "measures": {..}}`; the digest tells whether an audit that
//! says the same of the same files is there already.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::payload::{Timestamp, hex};
pub use crate::report::sections::TrendRow;
use crate::report::sections::{MEASURES, MeasureKind, trend_body};
use crate::report::{Cell, Report, Section, Verdict};

/// How many audits a report shows, this one among them.
const MAX_AUDITS_SHOWN: usize = 12;

/// An audit as a history keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryLine {
    as_of: Option<String>,
    digest: String,
    verdict: Option<String>,
    measures: Map<String, Value>,
}

/// The audits of a file, in the order of its lines.
#[derive(Clone, Debug, Default)]
pub struct History {
    lines: Vec<HistoryLine>,
    is_closed: bool,
}

impl History {
    /// Reads the lines of a file.
    ///
    /// # Errors
    ///
    /// The number of the first line that is none of a history, and why.
    pub fn parse(text: &str) -> Result<History, (u64, String)> {
        let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
        let read = |(line, number)| {
            serde_json::from_str(line).map_err(|error: serde_json::Error| {
                let said = error.to_string();
                (number, said.split(" at line").next().unwrap_or_default().to_owned())
            })
        };
        let lines = lines.map(read).collect::<Result<_, _>>()?;
        Ok(History { lines, is_closed: false })
    }

    /// The same, where this audit is not to be added: it failed, or is about nothing.
    pub fn closed(self) -> History {
        History { is_closed: true, ..self }
    }

    /// Whether this audit is to be added.
    pub(super) fn is_open(&self) -> bool {
        !self.is_closed
    }

    /// All of it as rows.
    pub fn rows(&self) -> Vec<TrendRow> {
        self.lines.iter().map(HistoryLine::row).collect()
    }

    /// Whether an audit that says the same is in it.
    pub fn holds(&self, line: &HistoryLine) -> bool {
        self.lines.iter().any(|known| known.digest == line.digest)
    }

    /// The last audits before this one.
    pub(super) fn last(&self) -> Vec<TrendRow> {
        last(self.rows())
    }

    /// The last audits with this one, which is not shown twice.
    pub(super) fn with(&self, line: &HistoryLine) -> Vec<TrendRow> {
        let mut rows = self.rows();
        if !self.holds(line) {
            rows.push(line.row());
        }
        last(rows)
    }

    /// All of it as a report of one table.
    pub fn report(&self) -> Report<'static> {
        let rows = self.rows();
        let as_of = rows.iter().filter_map(|row| row.as_of).max();
        let section = trend_body(&rows).under("trend", "Trend");
        Report::of_sections(String::from("Trend"), as_of, vec![section])
    }
}

/// As many of them as a report shows.
fn last(mut rows: Vec<TrendRow>) -> Vec<TrendRow> {
    let first = rows.len().saturating_sub(MAX_AUDITS_SHOWN);
    rows.split_off(first)
}

impl HistoryLine {
    /// The line of an audit, from its summary.
    pub(super) fn of(
        as_of: Option<Timestamp>,
        verdict: &Verdict,
        summary: &Section<'_>,
        inputs: String,
    ) -> HistoryLine {
        let measures: Map<String, Value> = summary
            .rows
            .iter()
            .filter_map(|row| match &row[..] {
                [Cell::Term(measure), value] => Some((measure.id.to_owned(), json(value))),
                _ => None,
            })
            .collect();
        let mut line = HistoryLine {
            as_of: as_of.map(|time| time.to_string()),
            digest: inputs,
            verdict: Some(verdict.word.title().to_owned()),
            measures,
        };
        line.digest = hex(&Sha256::digest(line.text()));
        line
    }

    /// The line as it stands in a file, without its end.
    pub fn text(&self) -> String {
        // Texts, numbers and nulls can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    fn row(&self) -> TrendRow {
        let measures = MEASURES.iter().map(|measure| {
            let value = self.measures.get(measure.id).unwrap_or(&Value::Null);
            (measure.id, cell(measure.kind, value))
        });
        TrendRow {
            as_of: self.as_of.as_deref().and_then(Timestamp::parse),
            verdict: self.verdict.clone(),
            measures: measures.collect(),
        }
    }
}

/// A figure as JSON: durations in whole milliseconds, rounded half up.
fn json(cell: &Cell) -> Value {
    match cell {
        Cell::Count(count) => Value::from(*count),
        Cell::Share { part, whole } if *whole > 0 => Value::from(*part as f64 / *whole as f64),
        Cell::Duration(nanos) => {
            let milliseconds = (nanos + 500_000).div_euclid(1_000_000);
            i64::try_from(milliseconds).map_or(Value::Null, Value::from)
        }
        Cell::Time(time) => Value::from(time.to_string()),
        _ => Value::Null,
    }
}

/// The same back as a figure.
fn cell(kind: MeasureKind, value: &Value) -> Cell {
    match kind {
        MeasureKind::Count => Cell::count(value.as_u64()),
        MeasureKind::Share => Cell::fraction(value.as_f64()),
        MeasureKind::Duration => {
            Cell::duration(value.as_i64().map(|milliseconds| i128::from(milliseconds) * 1_000_000))
        }
        MeasureKind::Time => Cell::time(value.as_str().and_then(Timestamp::parse)),
    }
}
