//! JSON documents against the grammar, and against themselves in other surroundings.

use jobaudit::decode::{Context, Document, json_document, json_lines};
use jobaudit::findings::Finding;
use jobaudit::findings::location::LineColumn;
use jobaudit::findings::rule::Rule;
use jobaudit::payload::{ErrorRecord, Job, PayloadKind, Position, Timestamp};

use super::grammar::{self, Values};
use super::{inputs, turn};
use crate::random::Random;

/// Payloads, alone or several, often spoilt.
pub fn generate(random: &mut Random) -> Vec<u8> {
    inputs::json(random)
}

/// Reads a text as a document and as a stream.
pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let context = context((1, 1));
    let document = json_document(&text, context);
    let values = grammar::values(&text);
    syntax(&text, &document, values.is_some());
    parts_are_consistent(&text, &document);
    let lines = Lines::of(&text);
    for finding in document.findings.kept() {
        lines.hold(&text, finding);
        if let Some(values) = &values {
            points_at_its_value(&text, &lines, finding, values);
        }
    }
    match &values {
        Some(values) if turn(data, 4) > 0 => {
            in_an_array(&text, &document);
            in_pieces(&text, &document, &values.commas);
        }
        _ => in_blocks(&text, &lines),
    }
}

fn context((line, column): (u64, u64)) -> Context<'static> {
    let first = LineColumn { line, column };
    Context { first, now: Timestamp::from_unix_seconds(1_680_000_000), ..Context::default() }
}

/// A text is JSON exactly where the grammar says so. serde's own values refuse three things that the
/// grammar allows: what is nested more than 128 deep, numbers beyond 64-bit floating point, and
/// halves of characters.
fn syntax(text: &str, document: &Document<'_>, valid: bool) {
    let told = |finding: &Finding| matches!(finding.rule, Rule::NotJson | Rule::TrailingData);
    assert_eq!(
        !document.findings.kept().into_iter().any(told),
        valid,
        "{text:?}: {:?}",
        document.findings
    );
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(_) => assert!(valid, "{text:?} is JSON to serde"),
        Err(error) if valid => {
            let reason = error.to_string();
            let known =
                ["recursion limit exceeded", "number out of range", "surrogate", "hex escape"];
            assert!(known.iter().any(|known| reason.contains(known)), "{text:?}: {reason}");
        }
        Err(_) => {}
    }
}

fn parts_are_consistent(text: &str, document: &Document<'_>) {
    let jobs = document.jobs.len() as u64;
    assert!(document.usable || !document.findings.is_empty(), "{text:?} is set aside in silence");
    assert!(document.usable || jobs == 0 && document.errors.is_empty(), "{text:?}");
    assert!(document.payloads >= jobs, "{text:?}");
    let of_jobs: u64 = document.jobs.iter().map(|payload| u64::from(payload.findings)).sum();
    let all: u64 = document.findings.counts().map(|(_, count)| count).sum();
    assert!(of_jobs <= all, "{text:?}: {of_jobs} of {all}");
}

/// The lines of a text: where each begins, and how many characters it has.
struct Lines(Vec<(usize, u64)>);

impl Lines {
    fn of(text: &str) -> Lines {
        let mut lines = vec![(0, 0)];
        let mut previous = ' ';
        for (at, c) in text.char_indices() {
            let length = lines.len();
            match c {
                '\n' if previous == '\r' => lines[length - 1].0 = at + 1,
                '\n' | '\r' => lines.push((at + 1, 0)),
                _ => lines[length - 1].1 += 1,
            }
            previous = c;
        }
        Lines(lines)
    }

    /// Where the byte of that offset stands.
    fn place(&self, text: &str, offset: usize) -> (u64, u64) {
        let line = self.0.iter().rposition(|(begin, _)| *begin <= offset).unwrap_or(0);
        let column = text[self.0[line].0..offset].chars().count();
        (line as u64 + 1, column as u64 + 1)
    }

    fn hold(&self, text: &str, finding: &Finding) {
        let place = finding.place.line.zip(finding.place.column);
        let (line, column) = place.unwrap_or_else(|| panic!("{text:?}: {finding:?} is nowhere"));
        let length = self.0.get((line as usize).wrapping_sub(1)).map(|(_, length)| *length);
        let within = length.is_some_and(|length| (1..=length + 1).contains(&column));
        assert!(within, "{text:?}: {finding:?} is outside");
    }
}

/// A finding stands where the value is that its pointer names.
fn points_at_its_value(text: &str, lines: &Lines, finding: &Finding, values: &Values) {
    let Some(pointer) = finding.place.path.as_deref().filter(|_| !values.has_odd_keys) else {
        return;
    };
    let (line, column) = (finding.place.line, finding.place.column);
    // A doubled key has a place for each.
    let mut places = values.places.iter().filter(|(known, _)| known == pointer);
    let found = places.any(|(_, offset)| {
        let place = lines.place(text, *offset);
        (line, column) == (Some(place.0), Some(place.1))
    });
    assert!(found, "{text:?}: {finding:?} is not at its value");
}

/// What a job comes to does not depend on how it was read: strictly, if it is all that is
/// documented, but beside something that is no payload always leniently.
fn in_an_array(text: &str, document: &Document<'_>) {
    if document.kind != PayloadKind::JobStatus {
        return;
    }
    let beside = format!("[{text},0]");
    let lenient = json_document(&beside, context((1, 1)));
    let [payload] = &document.jobs[..] else { panic!("{text:?}: not one job") };
    let [other] = &lenient.jobs[..] else { panic!("{beside:?}: not one job") };
    assert_eq!(payload.job, other.job, "{text:?}");
    let mut findings: Vec<Finding> = kept(document);
    for finding in &mut findings {
        let place = &mut finding.place;
        place.path = place.path.as_ref().map(|path| format!("/0{path}"));
        place.column = place.column.map(|column| column + u64::from(place.line == Some(1)));
    }
    let mut found = kept(&lenient);
    assert_eq!(found.pop().map(|finding| finding.rule), Some(Rule::UnknownPayload), "{text:?}");
    assert_eq!(findings, found, "{text:?}");
    assert_eq!((payload.findings, other.findings as usize), (other.findings, findings.len()));
}

/// Its findings, in the order of the text.
fn kept(document: &Document<'_>) -> Vec<Finding> {
    document.findings.kept().into_iter().cloned().collect()
}

/// What there is in a document.
#[derive(Debug, PartialEq)]
struct Content<'a> {
    kind: PayloadKind,
    payloads: u64,
    jobs: Vec<(Job<'a>, Position, u32)>,
    items: Vec<ErrorRecord<'a>>,
    findings: Vec<Finding>,
    usable: bool,
}

impl<'a> Content<'a> {
    fn nothing() -> Content<'a> {
        Content {
            kind: PayloadKind::Foreign,
            payloads: 0,
            jobs: Vec::new(),
            items: Vec::new(),
            findings: Vec::new(),
            usable: false,
        }
    }

    /// Jobs are in the order of the text, whatever their positions are counted from.
    fn forget_positions(&mut self) {
        assert!(self.jobs.is_sorted_by(|(_, one, _), (_, next, _)| one < next), "{self:?}");
        self.jobs.iter_mut().for_each(|(_, position, _)| *position = Position::default());
    }

    fn with(mut self, document: Document<'a>) -> Content<'a> {
        self.findings.extend(kept(&document));
        let Document { kind, payloads, jobs, errors: items, usable, .. } = document;
        if usable {
            self.kind = self.kind.among(kind);
        }
        self.payloads += payloads;
        let jobs = jobs.into_iter();
        self.jobs.extend(jobs.map(|payload| (payload.job, payload.position, payload.findings)));
        self.items.extend(items);
        self.usable |= usable;
        self
    }
}

/// An array is the same in pieces, cut at its commas, as a large one is read.
fn in_pieces(text: &str, document: &Document<'_>, commas: &[usize]) {
    // Whether an array has a payload at all, no piece can tell.
    if commas.is_empty() || !document.usable {
        return;
    }
    let lines = Lines::of(text);
    let begin = text.find('[').expect("an array");
    let ends = commas.iter().copied().chain([text.len()]);
    let begins = [begin].into_iter().chain(commas.iter().copied());
    let pieces: Vec<String> = begins
        .clone()
        .zip(ends)
        .map(|(from, to)| {
            let close = if to == text.len() { "" } else { "]" };
            format!("[{}{close}", &text[from + 1..to])
        })
        .collect();
    let mut parts = Content::nothing();
    for (at, (from, piece)) in begins.zip(&pieces).enumerate() {
        let context = Context { elements_before: Some(at), ..context(lines.place(text, from)) };
        parts = parts.with(json_document(piece, context));
    }
    if parts.kind == PayloadKind::JobStream {
        parts.kind = PayloadKind::JobArray;
    }
    let mut whole = Content::nothing().with(json_document(text, context((1, 1))));
    whole.kind = document.kind;
    parts.forget_positions();
    whole.forget_positions();
    assert_eq!(parts, whole, "{text:?}");
}

/// A stream is the same in two blocks.
fn in_blocks(text: &str, lines: &Lines) {
    let middle = lines.0.len() / 2;
    let cut = lines.0[middle].0;
    if middle == 0 || cut == text.len() {
        return;
    }
    let whole = Content::nothing().with(json_lines(text, context((1, 1))));
    let (first, second) = text.split_at(cut);
    let first = Content::nothing().with(json_lines(first, context((1, 1))));
    let line = middle as u64 + 1;
    let both = first.with(json_lines(second, context((line, 1))));
    assert_eq!(both, whole, "{text:?}");
    for finding in &whole.findings {
        lines.hold(text, finding);
    }
}
