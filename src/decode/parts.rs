//! Payloads that stand somewhere in a text.
//!
//! In: texts of payloads, each with the place where it begins and its JSON pointer in the document that
//! it is a part of. Out: what they hold as one document, with findings where they stand in the file.

use crate::decode::{Context, Document, json_document};
use crate::findings::location::LineColumn;
use crate::payload::{Id, PayloadKind, Position};

/// A payload that is a part of a larger text.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The JSON.
    pub text: &'a str,
    /// Where it begins.
    pub first: LineColumn,
    /// Its JSON pointer.
    pub pointer: &'a str,
    /// Whether it stood in a list, in which jobs lack their names.
    pub listed: bool,
    /// The job that its errors and requests are of unless they name one.
    pub job: Option<Id>,
}

/// Decodes payloads in the order of their text, which have the room of the `context`. The documents become one.
pub fn json_parts<'a>(
    parts: impl IntoIterator<Item = Part<'a>>,
    context: Context<'_>,
) -> Document<'a> {
    let mut all = Document::empty(PayloadKind::Foreign, false, context);
    for (nth, Part { text, first, pointer, listed, job }) in parts.into_iter().enumerate() {
        let mut one =
            json_document(text, Context { first, elements_before: None, listed, ..context });
        one.is_about(job);
        put_below(pointer, &mut one);
        let before = all.jobs.len();
        let (kind, is_first) = (one.kind, nth == 0);
        all.append(one);
        if is_first && all.usable {
            all.kind = kind;
        }
        let begins = context.elements_before.map_or(first.line, |elements| elements as u64);
        for (nth, payload) in (before..).zip(&mut all.jobs[before..]) {
            payload.position = Position::new(begins, nth);
        }
    }
    all
}

/// Puts the places of a document's findings below a JSON pointer.
fn put_below(pointer: &str, document: &mut Document<'_>) {
    if pointer.is_empty() {
        return;
    }
    let shown = document.jobs.iter_mut().flat_map(|job| &mut job.shown);
    for finding in document.findings.kept_mut().into_iter().chain(shown) {
        if let Some(path) = &mut finding.place.path {
            path.insert_str(0, pointer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_pointers_are_those_of_the_file() {
        let job = r#"{"latestExecutionStatus": 1}"#;
        let part = |line, pointer| Part {
            text: job,
            first: LineColumn { line, column: 5 },
            pointer,
            listed: false,
            job: None,
        };
        let document = json_parts([part(3, "/a/0"), part(9, "")], Context::default());
        assert_eq!((document.payloads, document.usable), (2, true));
        let places: Vec<_> = document
            .findings
            .kept()
            .into_iter()
            .filter(|finding| finding.message.contains("a number"))
            .map(|finding| {
                (finding.place.line, finding.place.column, finding.place.path.as_deref())
            })
            .collect();
        let expected = [
            (Some(3), Some(31), Some("/a/0/latestExecutionStatus")),
            (Some(9), Some(31), Some("/latestExecutionStatus")),
        ];
        assert_eq!(places, expected);
        let positions: Vec<_> = document.jobs.iter().map(|payload| payload.position).collect();
        assert_eq!(positions, [Position::new(3, 0), Position::new(9, 1)]);
    }
}
