//! Payloads in what they are wrapped in.
//!
//! In: a text that was not read, or not all of it, by itself. Out: what the carriers find in it, in the
//! ledger: what stands there as it is under the file's own name, what came out of a record under the
//! record's. Only texts of this sort come here, so that a clean archive pays nothing.

use crate::carrier::{self, At, Carriers, Fault, Payload, Unwrapped};
use crate::config::AuditOptions;
use crate::decode::csv::TableReader;
use crate::decode::parts::{Part, json_parts};
use crate::decode::{self, Context, Document, invalid_json};
use crate::findings::excerpt;
use crate::findings::rule::Rule;
use crate::findings::{Finding, Noted, Place};
use crate::input::sniff;
use crate::ledger::{FileEnd, FileId, Ledger};
use crate::payload::PayloadKind;
use crate::payload::json::Places;
use crate::scan::{add_payloads, counted};

/// Reads texts through carriers.
pub(super) struct Wrapped<'s> {
    pub ledger: &'s mut Ledger,
    pub file: FileId,
    pub options: &'s AuditOptions,
    pub context: Context,
    pub tables: &'s mut TableReader,
}

/// What was read through carriers.
pub(super) struct Read {
    pub kind: PayloadKind,
    pub payloads: u64,
    /// All but what the payloads were wrapped in.
    pub findings: Noted,
    pub wrapping: Wrapping,
}

/// What payloads were wrapped in, to be said once a file.
#[derive(Default)]
pub(super) struct Wrapping {
    payloads: u64,
    carriers: Carriers,
    first: Option<Place>,
}

impl Wrapping {
    /// Adds that of a later part of the same file.
    pub fn append(&mut self, later: Wrapping) {
        self.payloads += later.payloads;
        self.carriers.merge(&later.carriers);
        self.first = self.first.take().or(later.first);
    }

    /// The finding that says it.
    pub fn finding(self) -> Option<Finding> {
        if self.carriers.is_empty() {
            return None;
        }
        let payloads = match self.payloads {
            1 => String::from("1 payload is"),
            more => format!("{more} payloads are"),
        };
        let message = format!("{payloads} wrapped in {}; read all the same", self.carriers.in_words());
        let place = self.first.unwrap_or_default();
        Some(Finding::at(Rule::WrappedPayload, place, message))
    }
}

/// Whether a document was not read, or not all of it.
pub(super) fn is_suspect(document: &Document<'_>) -> bool {
    let told = |finding: &Finding| {
        matches!(finding.rule, Rule::NotJson | Rule::TrailingData | Rule::UnknownPayload)
    };
    !document.usable || document.findings.iter().any(told)
}

impl Wrapped<'_> {
    /// Reads a text of which `known` could be read by itself. Nothing where that is all there is.
    pub fn read(&mut self, text: &str, known: Option<&Document<'_>>) -> Option<Read> {
        let unwrapped = carrier::unwrap(text, self.context.first.0);
        let stand = in_place(text, &unwrapped.payloads, self.context);
        let mut document = json_parts(stand, self.context);
        let records = unwrapped.payloads.iter().filter(|payload| matches!(payload.at, At::Record(_)));
        let (before, found) = (known.map_or(0, |known| known.payloads), document.payloads);
        let explained = unwrapped.faults.is_empty() && !unwrapped.carriers.is_empty();
        let more = found > before || (found == before && found > 0 && explained);
        if !more && records.clone().count() == 0 {
            return known.is_none_or(|known| !known.usable).then(|| self.nothing(text, &unwrapped))?;
        }
        add_payloads(self.ledger, self.file, &document, self.options);
        let mut read = Read {
            kind: document.kind,
            payloads: found,
            findings: Noted::default(),
            wrapping: Wrapping::default(),
        };
        std::mem::swap(&mut read.findings, &mut document.findings);
        for payload in records {
            if let Some((kind, payloads)) = self.record(payload) {
                read.kind = if read.payloads == 0 { kind } else { read.kind.among(kind) };
                read.payloads += payloads;
            }
        }
        if read.payloads == 0 {
            return known.is_none_or(|known| !known.usable).then(|| self.nothing(text, &unwrapped))?;
        }
        let kept = known.into_iter().flat_map(|known| known.findings.iter()).filter(|finding| {
            matches!(finding.rule, Rule::HttpErrorBody | Rule::TooLarge)
        });
        for finding in kept.cloned().chain(self.faults(text, &unwrapped)) {
            read.findings.add(finding, self.context.most);
        }
        let first = in_place(text, &unwrapped.payloads, self.context).next().map(|part| Place {
            line: Some(part.first.0),
            column: Some(part.first.1),
            path: Some(part.pointer.to_owned()).filter(|pointer| !pointer.is_empty()),
        });
        let (payloads, carriers) = (read.payloads, unwrapped.carriers);
        read.wrapping = Wrapping { payloads, carriers, first };
        Some(read)
    }

    /// What is to be said of a text without a payload in what it is wrapped in: the answer to a request
    /// that failed, or the name of the carrier.
    fn nothing(&self, text: &str, unwrapped: &Unwrapped<'_>) -> Option<Read> {
        let refused = unwrapped.refused.as_slice();
        let refused = json_parts(in_place(text, refused, self.context), self.context);
        let (kind, mut findings) = (refused.kind, refused.findings);
        if findings.is_empty() {
            let carrier = unwrapped.carriers.iter().next()?;
            let message = format!("it seems to be {} without a payload in it", carrier.words);
            findings.add(Finding::of_file(Rule::UnknownPayload, message), 1);
        }
        Some(Read { kind, payloads: 0, findings, wrapping: Wrapping::default() })
    }

    /// Reads what came out of a record, and says what and how many payloads it is.
    fn record(&mut self, payload: &Payload<'_>) -> Option<(PayloadKind, u64)> {
        let At::Record(name) = &payload.at else { return None };
        let text = &*payload.text;
        let record = self.ledger.open_record(self.file, name);
        let context = Context { first: (1, 1), ..self.context };
        let end = if text.trim_start().starts_with(['{', '[']) {
            let document = decode::json_document(text, context);
            let payloads = add_payloads(self.ledger, record, &document, self.options);
            document.usable.then(|| (document.kind, payloads, document.findings))
        } else {
            self.table(record, text)
        };
        let Some((kind, payloads, findings)) = end else {
            self.ledger.withdraw(record);
            return None;
        };
        let mut findings = counted(findings, None, self.options);
        if self.options.keep.excerpts {
            excerpt::add(findings.kept_mut(), text, (1, 1));
        }
        let bytes = text.len() as u64;
        let end = FileEnd { bytes, kind, payloads, set_aside: None, findings };
        self.ledger.close_record(self.file, record, end);
        Some((kind, payloads))
    }

    /// A table in a record, if it is one of errors.
    fn table(&mut self, record: FileId, text: &str) -> Option<(PayloadKind, u64, Noted)> {
        let delimiter = sniff::delimiter(text).unwrap_or(b',');
        let (ledger, words) = (&mut *self.ledger, self.options.words);
        let each = |error: crate::payload::ErrorRecord<'_>| ledger.add_error(record, &error, words);
        let table = self.tables.read(text, delimiter, self.context.most, each).ok()?;
        table.usable.then_some((PayloadKind::ErrorsCsv, 1, table.findings))
    }

    /// What is wrong with the JSON of a text.
    fn faults(&self, text: &str, unwrapped: &Unwrapped<'_>) -> Vec<Finding> {
        let first = self.context.first;
        let stands_in = |range: &std::ops::Range<usize>| {
            unwrapped.payloads.iter().any(|payload| match payload.at {
                At::Text { offset, .. } => range.contains(&offset),
                At::Record(_) => false,
            })
        };
        let finding = |fault: &Fault| match fault {
            Fault::Broken(range) if stands_in(range) => {
                invalid_json::broken(text, range.clone(), first, "what is whole in it is read")
            }
            Fault::Broken(range) => {
                invalid_json::broken(text, range.clone(), first, "it is left out")
            }
            Fault::Joined { documents, second } => {
                invalid_json::joined(text, *documents, *second, first)
            }
            Fault::Followed(offset) => invalid_json::followed(text, *offset, first),
            Fault::InRecord(name) => {
                let message = format!(
                    "the text at `{name}` speaks of a payload and is not valid JSON; only what is \
                     whole in it is read"
                );
                Finding::of_file(Rule::NotJson, message)
            }
        };
        unwrapped.faults.iter().map(finding).collect()
    }
}

/// The payloads that stand in a text as they are.
fn in_place<'a>(
    text: &'a str,
    payloads: &'a [Payload<'a>],
    context: Context,
) -> impl Iterator<Item = Part<'a>> {
    let mut places = Places::new(text, context.first);
    payloads.iter().filter_map(move |payload| {
        let At::Text { offset, pointer } = &payload.at else { return None };
        let place = places.of(text.get(*offset..)?);
        let first = (place.line?, place.column?);
        Some(Part { text: &payload.text, first, pointer })
    })
}
