//! A file that is in memory as a whole: what its text is, decoded.
//!
//! In: its bytes. Out: how it ends, with its jobs, errors and findings in the ledger. One clean job, as nearly all files
//! are, is tried first; what it is not is then told by what the text looks like.

use crate::carrier;
use crate::decode::csv::{Dialect, Table};
use crate::decode::{self, Context, Document, Refused};
use crate::findings::Finding;
use crate::findings::rule::Rule;
use crate::input::sniff::{self, Shape};
use crate::input::{encoding, own_report};
use crate::ledger::{FileEnd, FileId};
use crate::payload::{ErrorRecord, PayloadKind, Position};
use crate::scan::Scanner;
use crate::scan::wrapped::{Scanned, Wrapped};

impl Scanner<'_> {
    /// A file that is in the buffer.
    pub(super) fn text(&mut self, file: FileId, bytes: &[u8]) -> FileEnd {
        let size = bytes.len() as u64;
        if own_report::is_packed_table(bytes, bytes) {
            return self.own_report(size);
        }
        let (text, note) = match encoding::text(bytes) {
            Ok(read) => read,
            Err(finding) => return self.foreign(size, finding),
        };
        let mut end = match self.usual_job(file, &text, size) {
            Ok(end) => end,
            Err(refused) => self.by_shape(file, &text, size, refused),
        };
        if end.kind != PayloadKind::OwnReport {
            self.note(&mut end, note);
        }
        self.add_excerpts(&mut end.findings, &text);
        if end.set_aside.is_none() {
            self.ledger.note_bytes(file, bytes);
        }
        end
    }

    /// The end of a file that is one clean job, as nearly all are.
    fn usual_job(&mut self, file: FileId, text: &str, size: u64) -> Result<FileEnd, Refused> {
        // Of what somebody wants to see in full more is kept.
        if self.options.show.is_some() {
            return Err(Refused::Unknown);
        }
        let job = decode::usual_job(text, self.options.clock)?;
        self.ledger.add_job(file, Position::default(), &job, 0);
        let findings = self.options.keep.collector();
        let kind = PayloadKind::JobStatus;
        Ok(FileEnd { bytes: size, kind, payloads: 1, set_aside: None, findings })
    }

    /// The end of a file that is what its text looks like.
    fn by_shape(&mut self, file: FileId, text: &str, size: u64, refused: Refused) -> FileEnd {
        match sniff::shape(text) {
            Shape::Empty => {
                let message = if size == 0 { "no bytes" } else { "nothing but white space" };
                self.foreign(size, Finding::of_file(Rule::EmptyFile, message))
            }
            Shape::OwnReport => self.own_report(size),
            Shape::Html => self.other(file, text, size, decode::unrecognized::html(text)),
            Shape::Foreign(what) => {
                let message = format!("it looks like {what}");
                self.other(file, text, size, Finding::of_file(Rule::UnknownPayload, message))
            }
            Shape::Json => {
                let context = Context { refused, ..self.context() };
                self.json(file, text, size, decode::json_document(text, context))
            }
            Shape::JsonLines => {
                self.json(file, text, size, decode::json_lines(text, self.context()))
            }
            Shape::Table => self.table_or_other(file, size, text, None),
            Shape::Text => match Dialect::find(text) {
                Some(dialect) => self.table_or_other(file, size, text, Some(&dialect)),
                None => self.other(file, text, size, decode::unrecognized::text(text)),
            },
        }
    }

    fn json(&mut self, file: FileId, text: &str, size: u64, document: Document<'_>) -> FileEnd {
        let read = self.wrapped(file).document(text, document);
        self.end(size, read)
    }

    fn other(&mut self, file: FileId, text: &str, size: u64, reason: Finding) -> FileEnd {
        let read = self.wrapped(file).text(text, reason);
        self.end(size, read)
    }

    pub(super) fn wrapped(&mut self, file: FileId) -> Wrapped<'_> {
        let (context, options) = (self.context(), self.options);
        let (ledger, tables) = (&mut self.ledger, &mut self.tables);
        Wrapped { ledger, file, options, context, tables, tells_faults: true }
    }

    /// How a file ends of which this was read.
    pub(super) fn end(&self, bytes: u64, read: Scanned) -> FileEnd {
        let Scanned { kind, payloads, usable, findings, wrapping } = read;
        if !usable {
            return self.set_aside(bytes, kind, findings);
        }
        let findings = self.wanted(findings);
        let mut end = FileEnd { bytes, kind, payloads, set_aside: None, findings };
        self.note(&mut end, wrapping.finding());
        end
    }

    /// A table, or payloads in a text that only looks like one.
    fn table_or_other(
        &mut self,
        file: FileId,
        size: u64,
        text: &str,
        dialect: Option<&Dialect>,
    ) -> FileEnd {
        if carrier::may_be_mixed(text)
            && let Some(read) = self.wrapped(file).mixed(text)
        {
            return self.end(size, read);
        }
        let end = self.table(file, size, text, dialect);
        let wrapped = end.set_aside.and_then(|_| self.wrapped(file).unwrap(text, None));
        wrapped.map_or(end, |read| self.end(size, read))
    }

    /// A table, written so; or, where nothing is known of that, as its first lines tell.
    fn table(&mut self, file: FileId, size: u64, text: &str, dialect: Option<&Dialect>) -> FileEnd {
        let (ledger, words) = (&mut self.ledger, self.options.words);
        let per_rule = self.options.keep.per_rule;
        let each = |error: ErrorRecord<'_>| ledger.add_error(file, &error, words);
        let read = match dialect {
            Some(dialect) => self.tables.read_as(text, dialect, per_rule, each),
            None => self.tables.read(text, per_rule, each),
        };
        match read {
            Ok(table) => self.table_end(size, table),
            Err(error) => {
                self.foreign(size, Finding::of_file(Rule::CsvMalformed, error.to_string()))
            }
        }
    }

    pub(super) fn table_end(&self, bytes: u64, table: Table) -> FileEnd {
        if !table.usable {
            return self.set_aside(bytes, PayloadKind::Foreign, table.findings);
        }
        let (kind, findings) = (PayloadKind::ErrorsCsv, self.wanted(table.findings));
        FileEnd { bytes, kind, payloads: 1, set_aside: None, findings }
    }
}
