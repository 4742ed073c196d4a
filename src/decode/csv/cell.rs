//! A cell of a table that tells more than one error, or tells it as JSON.
//!
//! In: the text of a cell. Out: the errors in it, each with what it says of itself: a saved answer of
//! the API in one cell, a list of messages, or messages in a row, each behind its tag.

use serde_json::Value;

use crate::decode::csv::column;
use crate::payload::{Column, ErrorOrImpact, ErrorRecord};

/// What a cell says of one error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub person: Option<String>,
    pub kind: Option<ErrorOrImpact>,
    pub code: Option<String>,
    pub message: Option<String>,
}

/// The errors of a cell that holds JSON; none of any other.
pub(super) fn of_json(cell: &str) -> Option<Vec<Told>> {
    let inner = cell.trim_start();
    let is_json = inner.starts_with('{')
        || inner.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(['{', '"']));
    let value: Value = is_json.then(|| serde_json::from_str(inner).ok()).flatten()?;
    let mut all = Vec::new();
    gather(&value, &Told::default(), DEPTH, &mut all);
    (!all.is_empty()).then_some(all)
}

/// How many levels are looked into: an envelope, a list of items, an error, a list of messages, and one
/// each for the lists.
const DEPTH: usize = 8;

/// Adds the errors of a value, which has what is said around it where it says nothing else.
fn gather(value: &Value, around: &Told, depth: usize, all: &mut Vec<Told>) {
    match value {
        Value::Array(values) if depth > 0 => {
            values.iter().for_each(|value| gather(value, around, depth - 1, all));
        }
        Value::Object(members) if depth > 0 => {
            let mut own = around.clone();
            let (mut inner, mut tells) = (Vec::new(), false);
            for (name, value) in members {
                let column = column::meaning(name);
                match (column, text(value)) {
                    (Some(Column::Impact), None) => {
                        inner.push((Some(ErrorOrImpact::Impact), value))
                    }
                    (Some(Column::Error | Column::Message | Column::Person), None)
                    | (None, None) => inner.push((None, value)),
                    (Some(Column::Code), Some(code)) => (own.code, tells) = (Some(code), true),
                    (Some(Column::Message | Column::Comment | Column::Error), Some(message)) => {
                        (own.message, tells) = (Some(message), true);
                    }
                    (Some(Column::Kind), Some(word)) => {
                        own.kind = ErrorOrImpact::of_word(&word).or(own.kind);
                    }
                    (Some(Column::Person | Column::Email), Some(person)) => {
                        own.person = Some(person);
                    }
                    _ => {}
                }
            }
            let before = all.len();
            for (kind, value) in inner {
                gather(value, &Told { kind: kind.or(own.kind), ..own.clone() }, depth - 1, all);
            }
            // What stands around errors is a summary of them.
            if tells && all.len() == before {
                all.push(own);
            }
        }
        Value::String(words) => all.extend(
            ErrorRecord::messages(words)
                .map(|message| Told { message: Some(message.to_owned()), ..around.clone() }),
        ),
        _ => {}
    }
}

/// What a value says by itself; none of a list or an object, nor of nothing.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The codes of a cell that holds several: `4202; 19605`.
pub(super) fn codes(cell: &str) -> Vec<&str> {
    let parts = cell.split([';', '|', '/', '\n', '+']).flat_map(|part| part.split(", "));
    let parts: Vec<&str> = parts.map(str::trim).filter(|part| !part.is_empty()).collect();
    match parts[..] {
        [one] if one.contains(',') => {
            let parts: Vec<&str> = one.split(',').map(str::trim).collect();
            // Groups of three are one number.
            let is_code = |part: &&str| part.len() > 3 && part.bytes().all(|b| b.is_ascii_digit());
            if parts.iter().all(is_code) { parts } else { vec![one] }
        }
        _ => parts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_in_a_cell_tells_its_errors_in_any_of_its_forms() {
        let one =
            |code: &str, message: &str| (None, Some(code.to_owned()), Some(message.to_owned()));
        for (cell, expected) in [
            (r#"{"code":"4202","description":"a"}"#, vec![one("4202", "a")]),
            (
                r#"[{"code":4202,"message":"a"},{"code":19605,"message":"b"}]"#,
                vec![one("4202", "a"), one("19605", "b")],
            ),
            (
                r#"{"key":"400","message":[{"description":"a","code":"4202","locationId":"x"}]}"#,
                vec![one("4202", "a")],
            ),
            (
                r#"{"errors":[{"code":"4202"}],"impacts":[{"code":"19701"}]}"#,
                vec![
                    (None, Some("4202".into()), None),
                    (Some(ErrorOrImpact::Impact), Some("19701".into()), None),
                ],
            ),
            (
                r#"["[Error 4202] a","[Error 19605] b"]"#,
                vec![
                    (None, None, Some("[Error 4202] a".into())),
                    (None, None, Some("[Error 19605] b".into())),
                ],
            ),
            (
                r#"{"items":[{"item":"u","error":{"key":"400","message":[{"code":"1"}]}}]}"#,
                vec![(None, Some("1".into()), None)],
            ),
        ] {
            let told = of_json(cell).expect(cell);
            let told: Vec<_> =
                told.into_iter().map(|one| (one.kind, one.code, one.message)).collect();
            assert_eq!(told, expected, "{cell}");
        }
        for cell in ["[Error 4202] a", "{", "[]", "{}", "x", "[Hoteling, \"x\"]"] {
            assert_eq!(of_json(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_cell_of_codes_is_told_from_one_with_separated_thousands() {
        for (cell, expected) in [
            ("4202", &["4202"][..]),
            ("19,605", &["19,605"]),
            ("4202,19605", &["4202", "19605"]),
            ("4202, 19605", &["4202", "19605"]),
            ("4202; 19605 ", &["4202", "19605"]),
            ("4202|19605", &["4202", "19605"]),
            ("4202/19605", &["4202", "19605"]),
            ("4202\n19605", &["4202", "19605"]),
            ("BATCH-400", &["BATCH-400"]),
        ] {
            assert_eq!(codes(cell), expected, "{cell:?}");
        }
    }
}
