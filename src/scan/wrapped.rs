//! Payloads in what they are wrapped in.
//!
//! In: a text that was not read, or not all of it, by itself. Out: what the carriers find in it, in the
//! ledger: what stands there as it is under the file's own name, what came out of a record under the
//! record's. Only texts of this sort come here, so that a clean archive pays nothing.

use std::borrow::Cow;

use crate::carrier::{self, At, Carriers, Fault, Payload, Tables, Unwrapped};
use crate::config::AuditOptions;
use crate::decode::csv::TableReader;
use crate::decode::csv::tells;
use crate::decode::parts::{Part, json_parts};
use crate::decode::{self, Context, Document, Room, invalid_json};
use crate::findings::excerpt;
use crate::findings::location::{self, LineColumn, Locator};
use crate::findings::rule::Rule;
use crate::findings::{Finding, FindingCollector, Place};
use crate::ledger::{FileEnd, FileId, Ledger};
use crate::payload::{ErrorRecord, Id, PayloadKind};
use crate::scan::add_payloads;

/// What tells the carriers a table of errors.
const TABLES: Tables = Tables { header: tells::names_errors, errors: tells::tells_errors };

/// Reads texts through carriers.
pub(super) struct Wrapped<'s> {
    pub ledger: &'s mut Ledger,
    pub file: FileId,
    pub options: &'s AuditOptions,
    pub context: Context<'s>,
    pub tables: &'s mut TableReader,
    /// Whether it is news that the JSON is broken.
    pub tells_faults: bool,
}

/// What was read of a text.
#[derive(Debug)]
pub(super) struct Scanned {
    pub kind: PayloadKind,
    pub payloads: u64,
    /// Whether it serves an audit; where not, the first finding says why.
    pub usable: bool,
    /// All but what the payloads were wrapped in.
    pub findings: FindingCollector,
    pub wrapping: Wrapping,
}

impl Default for Scanned {
    fn default() -> Scanned {
        let (findings, wrapping) = (FindingCollector::default(), Wrapping::default());
        Scanned { kind: PayloadKind::Foreign, payloads: 0, usable: false, findings, wrapping }
    }
}

/// What payloads were wrapped in, to be said once a file.
#[derive(Debug, Default)]
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
        let message =
            format!("{payloads} wrapped in {}; read all the same", self.carriers.in_words());
        let place = self.first.unwrap_or_default();
        Some(Finding::at(Rule::WrappedPayload, place, message))
    }
}

/// Whether a document was not read, or not all of it.
fn is_suspect(document: &Document<'_>) -> bool {
    // A value of another type may be one that is written with its type.
    const TOLD: [Rule; 4] =
        [Rule::NotJson, Rule::TrailingData, Rule::UnknownPayload, Rule::WrongType];
    // Of what is not even kept as it is nothing more is made.
    !document.usable
        || !document.is_full && document.findings.counts().any(|(rule, _)| TOLD.contains(&rule))
}

/// Whether a document has a finding of a rule.
fn has(document: &Document<'_>, rule: Rule) -> bool {
    document.findings.counts().any(|(found, _)| found == rule)
}

/// Whether all that is unknown in a document are numbers, as clients write the status of an answer.
fn only_numbers(document: &Document<'_>) -> bool {
    let findings = document.findings.kept().into_iter();
    let mut unknown = findings.filter(|finding| finding.rule == Rule::UnknownPayload);
    unknown.all(|finding| finding.message.starts_with("a number"))
}

/// Whether there are more payloads than are known, or as many and no fault: what stands between
/// documents may be what they are wrapped in.
fn is_more(found: u64, unwrapped: &Unwrapped<'_>, known: Option<&Document<'_>>) -> bool {
    let Some(known) = known.filter(|known| known.payloads > 0) else { return true };
    // A line that is JSON and no payload is no line of a log.
    let explained = [Rule::NotJson, Rule::TrailingData, Rule::WrongType];
    let is_sound = unwrapped.faults.is_empty()
        && !unwrapped.carriers.is_empty()
        && (explained.into_iter().any(|rule| has(known, rule)) || only_numbers(known));
    let records = unwrapped.payloads.iter().any(|one| matches!(one.at, At::Record(_)));
    found > known.payloads || found == known.payloads && (is_sound || records)
}

impl Wrapped<'_> {
    /// A text of JSON, which was decoded by itself.
    pub fn document(&mut self, text: &str, document: Document<'_>) -> Scanned {
        let wrapped = is_suspect(&document).then(|| self.unwrap(text, Some(&document))).flatten();
        wrapped.unwrap_or_else(|| {
            let payloads = add_payloads(self.ledger, self.file, &document, self.options);
            let Document { kind, usable, findings, .. } = document;
            Scanned { kind, payloads, usable, findings, wrapping: Wrapping::default() }
        })
    }

    /// Any other text, which is set aside for that reason unless payloads are wrapped in it.
    pub fn text(&mut self, text: &str, reason: Finding) -> Scanned {
        self.unwrap(text, None).unwrap_or_else(|| {
            let mut findings = self.options.keep.collector();
            findings.add(reason);
            let (kind, wrapping) = (PayloadKind::Foreign, Wrapping::default());
            Scanned { kind, payloads: 0, usable: false, findings, wrapping }
        })
    }

    /// What is wrapped in a text of which `known` could be read by itself. Nothing where that is all
    /// there is.
    pub fn unwrap(&mut self, text: &str, known: Option<&Document<'_>>) -> Option<Scanned> {
        let unwrapped = carrier::unwrap(text, self.context.first.line, TABLES);
        self.read(text, unwrapped, known)
    }

    /// What is in a text that looks like a table of errors and has JSON between its rows. Nothing where it is a table.
    pub fn mixed(&mut self, text: &str) -> Option<Scanned> {
        let unwrapped = carrier::mixed(text, self.context.first.line, TABLES)?;
        self.read(text, unwrapped, None).filter(|read| read.usable)
    }

    /// Reads what was wrapped in a text.
    fn read(
        &mut self,
        text: &str,
        mut unwrapped: Unwrapped<'_>,
        known: Option<&Document<'_>>,
    ) -> Option<Scanned> {
        // What is too large on its line is too large in a carrier too.
        let limit = known.filter(|known| has(known, Rule::TooLarge));
        let longest = limit.map_or(u64::MAX, |_| self.context.longest);
        unwrapped.payloads.retain(|payload| payload.text.len() as u64 <= longest);
        if let (Some(before), Some(_)) = (self.context.elements_before, known) {
            unwrapped.payloads.iter_mut().for_each(|payload| count_from(before, &mut payload.at));
        }
        let (mut kind, mut payloads, mut findings) =
            (PayloadKind::Foreign, 0, self.options.keep.collector());
        let parts = in_place(text, &unwrapped.payloads, self.context);
        let room = Room::of(text.len());
        let document = json_parts(parts, Context { room: Some(&room), ..self.context });
        if is_more(document.payloads, &unwrapped, known) {
            payloads = add_payloads(self.ledger, self.file, &document, self.options);
            (kind, findings) = (document.kind, document.findings);
        }
        let only = match &unwrapped.payloads[..] {
            [only] if known.is_none_or(|known| known.payloads == 0) => self.only_table(text, only),
            _ => None,
        };
        let records = if only.is_some() { &[][..] } else { &unwrapped.payloads };
        if let Some(of_table) = only {
            (kind, payloads, findings) = (PayloadKind::ErrorsCsv, 1, of_table);
        }
        for payload in records {
            if let Some((of_record, more)) = self.record(payload) {
                kind = if payloads == 0 { of_record } else { kind.among(of_record) };
                payloads += more;
            }
        }
        if payloads == 0 {
            return self.nothing(text, &unwrapped, known);
        }
        let kept = known.filter(|known| known.kind != PayloadKind::HttpError);
        let kept = kept.into_iter().flat_map(|known| known.findings.kept());
        let no_more = known.is_some_and(|known| known.payloads == payloads);
        let kept = kept.filter(|finding| match finding.rule {
            Rule::HttpErrorBody | Rule::TooLarge => true,
            // A number is the status of an answer.
            Rule::UnknownPayload => no_more && !finding.message.starts_with("a number"),
            _ => false,
        });
        for finding in kept.cloned().chain(self.faults(text, &unwrapped)) {
            findings.add(finding);
        }
        let first = in_place(text, &unwrapped.payloads, self.context).next().map(|part| Place {
            path: Some(part.pointer.to_owned()).filter(|pointer| !pointer.is_empty()),
            ..part.first.place()
        });
        if kind == PayloadKind::JobStream && text.trim_start().starts_with('[') {
            kind = PayloadKind::JobArray;
        }
        let wrapping = Wrapping { payloads, carriers: unwrapped.carriers, first };
        Some(Scanned { kind, payloads, usable: true, findings, wrapping })
    }

    /// What is to be said of a text without a payload in what it is wrapped in: the answer to a request
    /// that failed, or the name of the carrier.
    fn nothing(
        &self,
        text: &str,
        unwrapped: &Unwrapped<'_>,
        known: Option<&Document<'_>>,
    ) -> Option<Scanned> {
        if known.is_some_and(|known| known.usable || has(known, Rule::HttpErrorBody)) {
            return None;
        }
        let refused = in_place(text, unwrapped.refused.as_slice(), self.context);
        let Document { kind, mut findings, .. } = json_parts(refused, self.context);
        // Of something foreign it is no news that it is broken.
        if findings.is_empty() && unwrapped.lacks_a_job {
            self.faults(text, unwrapped).into_iter().for_each(|fault| findings.add(fault));
        }
        if findings.is_empty() {
            let carrier = unwrapped.carriers.iter().next()?;
            let message = format!("it looks like {} without a payload in it", carrier.words);
            let known = known.and_then(|known| known.findings.first());
            let place = known.map_or(Place::default(), |finding| finding.place.clone());
            findings.add(Finding::at(Rule::UnknownPayload, place, message));
        }
        let wrapping = Wrapping::default();
        Some(Scanned { kind, payloads: 0, usable: false, findings, wrapping })
    }

    /// Reads what came out of a record, and says what and how many payloads it is.
    fn record(&mut self, payload: &Payload<'_>) -> Option<(PayloadKind, u64)> {
        let At::Record(name) = &payload.at else { return None };
        let text = &*payload.text;
        let record = self.ledger.open_record(self.file, name);
        let context = Context { first: LineColumn::START, ..self.context };
        let end = if text.trim_start().starts_with(['{', '[']) {
            let mut document = decode::json_document(text, context);
            document.is_about(payload.job);
            let payloads = add_payloads(self.ledger, record, &document, self.options);
            document.usable.then_some((document.kind, payloads, document.findings))
        } else {
            self.table(record, text, payload.job)
        };
        let Some((kind, payloads, mut findings)) = end else {
            self.ledger.withdraw(record);
            return None;
        };
        findings.retain(|rule| self.options.rules.allows(rule));
        if self.options.keep.excerpts {
            excerpt::add(findings.kept_mut(), text, LineColumn::START);
        }
        let bytes = text.len() as u64;
        let end = FileEnd { bytes, kind, payloads, set_aside: None, findings };
        self.ledger.close_record(self.file, record, end);
        Some((kind, payloads))
    }

    /// Reads a table that is all there is in a text: the file is that table, and no record in it is. Its rows are
    /// numbered as they stand in it, and its lines as they stand in the file.
    fn only_table(&mut self, text: &str, payload: &Payload<'_>) -> Option<FindingCollector> {
        if matches!(payload.at, At::Text { .. }) || payload.text.trim_start().starts_with('{') {
            return None;
        }
        let (_, _, mut findings) = self.table(self.file, &payload.text, payload.job)?;
        let offset = match payload.text {
            Cow::Borrowed(table) => text.len().checked_sub(table.len()).and_then(|most| {
                let offset = (table.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
                (offset <= most).then_some(offset)
            }),
            Cow::Owned(_) => None,
        };
        let before = offset.and_then(|offset| text.get(..offset));
        let before =
            before.map(|text| self.context.first.line - 1 + location::line_ends(text.as_bytes()));
        for finding in findings.kept_mut() {
            let line = finding.place.line.zip(before).map(|(line, before)| line + before);
            finding.place.line = line;
        }
        Some(findings)
    }

    /// A table in a record, if it is one of errors: of that job, where rows name none.
    fn table(
        &mut self,
        record: FileId,
        text: &str,
        job: Option<Id>,
    ) -> Option<(PayloadKind, u64, FindingCollector)> {
        let (ledger, words) = (&mut *self.ledger, self.options.words);
        let each = |error: ErrorRecord<'_>| {
            let error = ErrorRecord { job: error.job.or(job), ..error };
            ledger.add_error(record, &error, words);
        };
        let table = self.tables.read(text, self.context.per_rule, each).ok()?;
        table.usable.then_some((PayloadKind::ErrorsCsv, 1, table.findings))
    }

    /// What is wrong with the JSON of a text.
    fn faults(&self, text: &str, unwrapped: &Unwrapped<'_>) -> Vec<Finding> {
        if !self.tells_faults {
            return Vec::new();
        }
        let first = self.context.first;
        let stands_in = |range: &std::ops::Range<usize>| {
            unwrapped.payloads.iter().any(|payload| match payload.at {
                At::Text { offset, .. } => range.contains(&offset),
                At::Record(_) => false,
            })
        };
        let finding = |fault: &Fault| match fault {
            Fault::Broken(range) => {
                let mut finding = invalid_json::broken(text, range.clone(), self.context);
                if stands_in(range) {
                    invalid_json::add_fate(&mut finding);
                }
                finding
            }
            Fault::Joined { documents, second } => {
                invalid_json::joined(text, *documents, *second, first)
            }
            Fault::Followed(range) => invalid_json::followed(text, range.clone(), first),
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

/// Counts the elements of a part of an array from those that stand before it.
fn count_from(before: usize, at: &mut At) {
    let At::Text { pointer, .. } = at else { return };
    let Some(steps) = pointer.strip_prefix('/') else { return };
    let (element, rest) = steps.split_once('/').unwrap_or((steps, ""));
    if let Ok(element) = element.parse::<usize>() {
        let rest = if rest.is_empty() { String::new() } else { format!("/{rest}") };
        *pointer = format!("/{}{rest}", element + before);
    }
}

/// The payloads that stand in a text as they are.
fn in_place<'a>(
    text: &'a str,
    payloads: &'a [Payload<'a>],
    context: Context<'_>,
) -> impl Iterator<Item = Part<'a>> {
    let mut locator = Locator::new(text, context.first);
    payloads.iter().filter_map(move |payload| {
        let At::Text { offset, pointer } = &payload.at else { return None };
        let first = locator.locate(text.get(*offset..)?);
        Some(Part { text: &payload.text, first, pointer, listed: payload.listed, job: payload.job })
    })
}
