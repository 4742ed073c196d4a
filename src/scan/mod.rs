//! One file, from its bytes to the ledger.
//!
//! In: a source. Out: its jobs, items and findings in a ledger, and its fate: used, or set aside
//! for a reason that is a finding. This joins reading, classifying and decoding; it is where a
//! fault of one file, even a panic, stays that file's own.

mod container;
mod json_array;
mod large_file;
mod ndjson;
mod shared;
mod wrapped;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

pub use shared::SharedLedger;

use crate::Config;
use crate::config::AuditOptions;
use crate::decode::csv::{Table, TableReader};
use crate::decode::{self, Context, Document};
use crate::findings::excerpt;
use crate::findings::rule::Rule;
use crate::findings::{FileFindings, Finding, Noted};
use crate::input::container::Fault;
use crate::input::encoding;
use crate::input::reader::{self, Buffer, Content};
use crate::input::sniff::{self, Shape};
use crate::input::walk::{self, Input, Origin};
use crate::ledger::{FileEnd, FileId, Ledger};
use crate::payload::{ErrorRecord, PayloadKind};
use container::Layer;
use wrapped::Wrapped;

/// Up to this size a file is read whole and looked at by one thread; beyond, lines are streamed.
const READ_WHOLE_BYTES: u64 = 4 << 20;

/// A ledger with so many jobs, errors and files is posted to the books.
const POST_AFTER_ENTRIES: usize = 4_096;

/// Reads every file that was named into one ledger, and says what could not be done properly.
pub fn scan(config: &Config) -> (Ledger, Vec<String>) {
    let ledger = SharedLedger::default();
    let sources = walk::discover(&config.paths, config.follow);
    let mut problems = in_batches(sources)
        .par_bridge()
        .fold(
            || Scanner::new(config, &ledger),
            |mut scanner, sources| {
                sources.iter().for_each(|source| scanner.examine(source));
                scanner
            },
        )
        .map(Scanner::finish)
        .reduce(Vec::new, |mut problems, more| {
            problems.extend(more);
            problems
        });
    problems.sort();
    (ledger.into_ledger(), problems)
}

/// Sources some at a time: one thread at once can ask for the next, and to wait for each small file
/// would cost more than to read it.
fn in_batches(
    mut sources: impl Iterator<Item = Input> + Send,
) -> impl Iterator<Item = Vec<Input>> + Send {
    const BATCH: usize = 16;
    std::iter::from_fn(move || {
        let batch: Vec<Input> = sources.by_ref().take(BATCH).collect();
        (!batch.is_empty()).then_some(batch)
    })
}

/// Looks at files one after another.
#[derive(Debug)]
pub struct Scanner<'r> {
    config: &'r Config,
    options: &'r AuditOptions,
    books: &'r SharedLedger,
    ledger: Ledger,
    buffer: Buffer,
    /// The same for what comes out of a compressed file.
    unpacked: Buffer,
    tables: TableReader,
    problems: Vec<String>,
}

impl<'r> Scanner<'r> {
    /// An examiner with an empty ledger.
    pub fn new(config: &'r Config, books: &'r SharedLedger) -> Scanner<'r> {
        Scanner {
            config,
            options: &config.options,
            books,
            ledger: Ledger::default(),
            buffer: Buffer::default(),
            unpacked: Buffer::default(),
            tables: TableReader::default(),
            problems: Vec::new(),
        }
    }

    /// Posts what is left, and says what could not be done properly.
    pub fn finish(self) -> Vec<String> {
        self.books.post(self.ledger);
        self.problems
    }

    /// Looks at one source. Whatever is wrong with it becomes findings.
    pub fn examine(&mut self, source: &Input) {
        let mut buffer = std::mem::take(&mut self.buffer);
        let content = match &source.origin {
            Origin::File(path) => Some(reader::file(path, self.whole_size(), &mut buffer)),
            Origin::Stdin => Some(reader::stdin(self.whole_size(), &mut buffer)),
            Origin::Archive | Origin::Special(_) | Origin::Unreadable(_) => None,
        };
        let content = content.map(|read| read.map(|read| self.watched(source, read, &buffer)));
        self.look_into(source, content, &mut buffer, &Layer::default());
        self.buffer = buffer;
        self.post_what_is_enough();
    }

    fn post_what_is_enough(&mut self) {
        if self.ledger.entries() >= POST_AFTER_ENTRIES {
            self.books.post(std::mem::take(&mut self.ledger));
        }
    }

    /// Keeps a panic to the file that it struck.
    fn guarded(&mut self, source: &Input, look: impl FnOnce(&mut Self, FileId) -> Option<FileEnd>) {
        let file = self.ledger.open_in_archive(&source.name, source.archive);
        let looked = catch_unwind(AssertUnwindSafe(|| look(self, file)));
        let end = looked.unwrap_or_else(|_| {
            let name = &source.name;
            self.problems.push(format!("{name}: the program failed on this file; this is a bug"));
            let message = "the program failed while it read this file";
            Some(self.foreign(0, Finding::of_file(Rule::InternalError, message)))
        });
        match end {
            Some(end) => self.ledger.close_file(file, end),
            None => self.ledger.withdraw(file),
        }
    }

    /// Looks at a file, and gives its end; none where it went to the books by itself.
    fn look(
        &mut self,
        source: &Input,
        content: Option<io::Result<Content>>,
        file: FileId,
        buffer: &mut Buffer,
    ) -> Option<FileEnd> {
        Some(match (&source.origin, content) {
            (Origin::Special(what), _) => {
                if source.named {
                    self.problems.push(format!("cannot read {}: it is {what}", source.name));
                }
                self.foreign(0, Finding::of_file(Rule::SpecialFile, *what))
            }
            (Origin::Unreadable(error), _) => self.unreadable(source, error),
            (_, Some(Ok(Content::Larger(rest)))) => {
                let end = self.larger(source, file, buffer, rest);
                return end.unwrap_or_else(|error| Some(self.unreadable(source, &error)));
            }
            (_, Some(Err(error))) => self.unreadable(source, &error),
            (_, Some(Ok(Content::Whole)) | None) => self.whole(file, buffer.bytes()),
        })
    }

    fn unreadable(&mut self, source: &Input, error: &io::Error) -> FileEnd {
        if let Some(fault) = Fault::of(error) {
            let finding = Finding::of_file(fault.rule, fault.message.as_str());
            return self.foreign(size_of(source).unwrap_or(0), finding);
        }
        if error.kind() == io::ErrorKind::FileTooLarge {
            return self.foreign(0, Finding::of_file(Rule::TooLarge, reason(error)));
        }
        if source.named {
            self.problems.push(format!("cannot read {}: {}", source.name, reason(error)));
        }
        self.foreign(0, Finding::of_file(Rule::UnreadableFile, reason(error)))
    }

    /// A file that is in the buffer.
    fn whole(&mut self, file: FileId, bytes: &[u8]) -> FileEnd {
        let size = bytes.len() as u64;
        let (text, note) = match encoding::text(bytes) {
            Ok(read) => read,
            Err(finding) => return self.foreign(size, finding),
        };
        let mut end = match sniff::shape(&text) {
            Shape::Empty => {
                let message = if bytes.is_empty() { "no bytes" } else { "nothing but white space" };
                self.foreign(size, Finding::of_file(Rule::EmptyFile, message))
            }
            Shape::Html => self.other(file, &text, size, decode::unrecognized::html(&text)),
            Shape::Foreign(what) => {
                let message = format!("it seems to be {what}");
                self.other(file, &text, size, Finding::of_file(Rule::UnknownPayload, message))
            }
            Shape::Json => {
                self.json(file, &text, size, decode::json_document(&text, self.context()))
            }
            Shape::JsonLines => {
                self.json(file, &text, size, decode::json_lines(&text, self.context()))
            }
            Shape::Table => {
                let end = self.table(file, size, &text);
                let wrapped = end.set_aside.and_then(|_| self.wrapped(file, &text, size, None));
                wrapped.unwrap_or(end)
            }
        };
        end.findings.extend(self.wanted(note));
        self.add_excerpts(&mut end.findings, &text);
        end
    }

    /// A text of JSON, by itself or in what it is wrapped in.
    fn json(&mut self, file: FileId, text: &str, size: u64, document: Document<'_>) -> FileEnd {
        let wrapped = wrapped::is_suspect(&document)
            .then(|| self.wrapped(file, text, size, Some(&document)))
            .flatten();
        wrapped.unwrap_or_else(|| self.document(file, size, document))
    }

    /// A text that is set aside for that reason unless payloads are wrapped in it.
    fn other(&mut self, file: FileId, text: &str, size: u64, reason: Finding) -> FileEnd {
        self.wrapped(file, text, size, None).unwrap_or_else(|| self.foreign(size, reason))
    }

    /// What is wrapped in a text, if that is more than what is known.
    fn wrapped(
        &mut self,
        file: FileId,
        text: &str,
        size: u64,
        known: Option<&Document<'_>>,
    ) -> Option<FileEnd> {
        let (context, options) = (self.context(), self.options);
        let (ledger, tables) = (&mut self.ledger, &mut self.tables);
        let read = Wrapped { ledger, file, options, context, tables }.read(text, known)?;
        if read.payloads == 0 {
            return Some(self.set_aside(size, read.kind, read.findings));
        }
        let findings = counted(read.findings, read.wrapping.finding(), options);
        let (kind, payloads) = (read.kind, read.payloads);
        Some(FileEnd { bytes: size, kind, payloads, set_aside: None, findings })
    }

    /// What is known of a document of its own before it is read.
    fn context(&self) -> Context {
        Context {
            longest: self.config.max_file_size,
            deepest: self.config.max_nesting,
            most: self.options.keep.most_of_a_text(),
            now: self.options.now(),
            ..Context::default()
        }
    }

    fn document(&mut self, file: FileId, size: u64, document: Document<'_>) -> FileEnd {
        let payloads = add_payloads(&mut self.ledger, file, &document, self.options);
        if document.usable {
            let findings = self.counted(document.findings);
            FileEnd { bytes: size, kind: document.kind, payloads, set_aside: None, findings }
        } else {
            self.set_aside(size, document.kind, document.findings)
        }
    }

    fn table(&mut self, file: FileId, size: u64, text: &str) -> FileEnd {
        let delimiter = sniff::delimiter(text).unwrap_or(b',');
        let (ledger, words) = (&mut self.ledger, self.options.words);
        let most = self.options.keep.most_of_a_text();
        let each = |item: ErrorRecord<'_>| ledger.add_error(file, &item, words);
        match self.tables.read(text, delimiter, most, each) {
            Ok(table) => self.table_end(size, table),
            Err(error) => {
                self.foreign(size, Finding::of_file(Rule::CsvMalformed, error.to_string()))
            }
        }
    }

    fn table_end(&self, bytes: u64, table: Table) -> FileEnd {
        if !table.usable {
            return self.set_aside(bytes, PayloadKind::Foreign, table.findings);
        }
        let (kind, findings) = (PayloadKind::ErrorsCsv, self.counted(table.findings));
        FileEnd { bytes, kind, payloads: 1, set_aside: None, findings }
    }

    /// A file that serves nothing, for one reason.
    fn foreign(&self, bytes: u64, finding: Finding) -> FileEnd {
        let mut noted = Noted::default();
        noted.add(finding, 1);
        self.set_aside(bytes, PayloadKind::Foreign, noted)
    }

    /// A file that serves nothing; the first finding says why.
    fn set_aside(&self, bytes: u64, kind: PayloadKind, findings: Noted) -> FileEnd {
        let reason = findings.first().map_or(Rule::UnknownPayload, |finding| finding.rule);
        let findings = self.counted(findings);
        FileEnd { bytes, kind, payloads: 0, set_aside: Some(reason), findings }
    }

    fn counted(&self, findings: Noted) -> FileFindings {
        counted(findings, None, self.options)
    }

    fn wanted(&self, findings: impl IntoIterator<Item = Finding>) -> impl Iterator<Item = Finding> {
        findings.into_iter().filter(|finding| self.options.rules.allows(finding.rule))
    }

    fn add_excerpts(&self, findings: &mut FileFindings, text: &str) {
        if self.options.keep.excerpts {
            excerpt::add(findings.kept_mut(), text, (1, 1));
        }
    }
}

/// The findings of a text that are wanted, and one more.
fn counted(noted: Noted, more: Option<Finding>, options: &AuditOptions) -> FileFindings {
    let mut counted = FileFindings::new(options.keep);
    let (findings, beyond) = noted.into_parts();
    let wanted = |finding: &Finding| options.rules.allows(finding.rule);
    counted.extend(findings.into_iter().filter(wanted));
    counted.add_beyond(&beyond);
    counted.extend(more.filter(wanted));
    counted
}

/// Adds what a document holds to a ledger, and says how many payloads that are.
fn add_payloads(
    ledger: &mut Ledger,
    file: FileId,
    document: &Document<'_>,
    options: &AuditOptions,
) -> u64 {
    for payload in &document.jobs {
        let findings = document.findings[payload.findings.clone()].iter();
        let findings = findings.filter(|finding| options.rules.allows(finding.rule));
        let id = payload.job.id.as_deref().unwrap_or_default();
        if options.show.as_ref().is_some_and(|job| job.matches(id)) {
            let findings = findings.clone().cloned().collect();
            ledger.add_detail(file, payload.position, &payload.job, findings);
        }
        let findings = findings.count() as u64 + payload.beyond.of(&options.rules);
        ledger.add_job(
            file,
            payload.position,
            &payload.job,
            u32::try_from(findings).unwrap_or(u32::MAX),
        );
    }
    for item in &document.errors {
        ledger.add_error(file, item, options.words);
    }
    document.payloads
}

/// What the system says, without the path and number that the caller or nobody needs.
fn reason(error: &io::Error) -> String {
    let inner = error.get_ref().and_then(|inner| inner.source()).map(ToString::to_string);
    let text = inner.unwrap_or_else(|| error.to_string());
    text.split(" (os error").next().map(str::to_owned).unwrap_or(text)
}

fn size_of(source: &Input) -> Option<u64> {
    match &source.origin {
        Origin::File(path) => path.metadata().ok().map(|metadata| metadata.len()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_finding_of_its_file_and_harms_no_other() {
        let (config, books) = (Config::default(), SharedLedger::default());
        let mut examiner = Scanner::new(&config, &books);
        let source = |name: &str| {
            let origin = Origin::Stdin;
            Input { name: name.into(), origin, named: false, archive: 0 }
        };
        let good = |_: &mut Scanner<'_>, _: FileId| {
            let findings = FileFindings::default();
            let kind = PayloadKind::JobList;
            Some(FileEnd { bytes: 1, kind, payloads: 1, set_aside: None, findings })
        };
        examiner.guarded(&source("a.json"), good);
        // Not a word of it on the test's own output.
        std::panic::set_hook(Box::new(|_| {}));
        examiner.guarded(&source("b.json"), |_, _| panic!("a bug"));
        let _ = std::panic::take_hook();
        examiner.guarded(&source("c.json"), good);
        let problems = examiner.finish();
        assert_eq!(problems, ["b.json: the program failed on this file; this is a bug"]);
        let archive = books.into_ledger().close(&config.options);
        let fates: Vec<_> = archive.files.iter().map(|file| file.set_aside).collect();
        assert_eq!(fates, [None, Some(Rule::InternalError), None]);
        assert_eq!(
            archive.findings.rules().map(|(rule, _)| rule).collect::<Vec<_>>(),
            [Rule::InternalError]
        );
    }
}
