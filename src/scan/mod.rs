//! Files, from their bytes to the ledger.
//!
//! In: what was named. Out: a ledger of every file: its jobs, errors and findings, and its fate: used, or
//! set aside for a reason that is a finding. This is the only place that joins reading, unpacking and
//! decoding, and where a fault of one file, even a panic, stays that file's own.
//!
//! The way of a file, from top to bottom: [`Scanner::scan`] opens it and catches a panic,
//! [`Scanner::content`] tells a container, a large file and a small one apart, and [`Scanner::text`]
//! decodes what a small one says. What may turn out to count for nothing is scanned
//! [on its own](Scanner::on_its_own).

mod container;
mod faults;
mod json_array;
mod large_file;
mod large_text;
mod ndjson;
mod shared;
mod small_file;
mod wrapped;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

pub use shared::SharedLedger;

use crate::config::AuditOptions;
use crate::decode::csv::TableReader;
use crate::decode::{Context, Document};
use crate::findings::excerpt;
use crate::findings::location::LineColumn;
use crate::findings::rule::Rule;
use crate::findings::{Finding, FindingCollector};
use crate::input::container::Looking;
use crate::input::reader::{self, Buffer, Content};
use crate::input::roots::Roots;
use crate::input::walk::{self, Input, Origin};
use crate::ledger::{FileEnd, FileId, Ledger};
use crate::payload::PayloadKind;
use crate::{Config, Error};
use container::Nesting;

/// Up to this size a file is read whole and looked at by one thread; beyond, lines are streamed.
const READ_WHOLE_BYTES: u64 = 4 << 20;

/// So many files that can't be read are told one by one.
const PROBLEMS_TOLD: usize = 20;

/// A ledger with so many jobs, errors and files is posted to the shared one.
const POST_AFTER_ENTRIES: usize = 4_096;

/// Reads every file that was named into one ledger, and says what could not be done properly.
///
/// # Errors
///
/// When the machine has no memory for more.
pub fn scan(config: &Config) -> Result<(Ledger, Vec<String>), Error> {
    let ledger = SharedLedger::default();
    let roots = Roots::of(&config.paths);
    let sources = walk::discover(&roots, config.follow);
    let mut problems = in_batches(sources)
        .par_bridge()
        .fold(
            || Scanner::new(config, &roots, &ledger),
            |mut scanner, sources| {
                sources.iter().for_each(|source| scanner.scan_input(source));
                scanner
            },
        )
        .map(Scanner::finish)
        .reduce(Vec::new, |mut problems, more| {
            problems.extend(more);
            problems
        });
    if ledger.is_out_of_memory() {
        return Err(Error::Memory);
    }
    problems.sort();
    if problems.len() > PROBLEMS_TOLD {
        let more = problems.len() - PROBLEMS_TOLD;
        problems.truncate(PROBLEMS_TOLD);
        problems.push(format!("{more} more files could not be read"));
    }
    let mut ledger = ledger.into_ledger();
    ledger.set_roots(roots);
    Ok((ledger, problems))
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

/// Scans files one after another.
#[derive(Debug)]
pub struct Scanner<'r> {
    config: &'r Config,
    options: &'r AuditOptions,
    roots: &'r Roots,
    shared: &'r SharedLedger,
    ledger: Ledger,
    buffer: Buffer,
    /// The same for what comes out of a compressed file.
    unpacked: Buffer,
    tables: TableReader,
    problems: Vec<String>,
}

impl<'r> Scanner<'r> {
    /// A scanner with an empty ledger, which it will post to the shared one.
    pub fn new(config: &'r Config, roots: &'r Roots, shared: &'r SharedLedger) -> Scanner<'r> {
        Scanner {
            config,
            options: &config.options,
            roots,
            shared,
            ledger: Ledger::default(),
            buffer: Buffer::default(),
            unpacked: Buffer::default(),
            tables: TableReader::default(),
            problems: Vec::new(),
        }
    }

    /// Posts what is left, and says what could not be done properly.
    pub fn finish(self) -> Vec<String> {
        self.shared.post(self.ledger);
        self.problems
    }

    /// Scans what was found on the way through the folders.
    pub fn scan_input(&mut self, input: &Input) {
        if self.shared.is_out_of_memory() {
            return;
        }
        let size = self.whole_size();
        self.scan(input, &Nesting::default(), |scanner, buffer| {
            let content = match &input.origin {
                Origin::File(path) => reader::file(path, size, buffer),
                Origin::Stdin => reader::stdin(size, buffer),
                // What is out of reach has no content.
                Origin::Container | Origin::Special(_) | Origin::Unreadable(_) => {
                    Ok(Content::Whole)
                }
            };
            content.map(|content| scanner.watched(input, content, buffer))
        });
    }

    /// Scans one file. Whatever is wrong with it becomes findings, even a panic.
    fn scan(
        &mut self,
        input: &Input,
        nesting: &Nesting,
        open: impl FnOnce(&mut Self, &mut Buffer) -> io::Result<Content>,
    ) {
        let _looking = Looking::begin();
        let mut buffer = std::mem::take(&mut self.buffer);
        let file = self.ledger.open_in_container(&input.name, input.container_len);
        let scanned = catch_unwind(AssertUnwindSafe(|| match &input.origin {
            Origin::Special(what) => Some(self.special(input, what)),
            Origin::Unreadable(error) => Some(self.unreadable(input, error)),
            Origin::File(_) | Origin::Stdin | Origin::Container => {
                let content = open(self, &mut buffer);
                self.content(input, file, content, &mut buffer, nesting)
            }
        }));
        self.buffer = buffer;
        match scanned.unwrap_or_else(|_| Some(self.panicked(input))) {
            Some(end) => self.ledger.close_file(file, end),
            None => self.ledger.withdraw(file),
        }
        if self.ledger.entries() >= POST_AFTER_ENTRIES {
            self.shared.post(std::mem::take(&mut self.ledger));
        }
    }

    /// How a file ends whose content begins in the buffer; none where it is no file by itself or has
    /// been posted already.
    fn content(
        &mut self,
        input: &Input,
        file: FileId,
        content: io::Result<Content>,
        buffer: &mut Buffer,
        nesting: &Nesting,
    ) -> Option<FileEnd> {
        let end = content.and_then(|content| {
            match (self.container_of(input, &content, buffer)?, content) {
                (Some(container), content) => {
                    self.container(input, file, container, content, buffer, nesting)
                }
                (None, Content::Larger(rest)) => self.large_file(input, file, buffer, rest),
                (None, Content::Whole) => {
                    reader::room_to_decode(buffer.bytes().len())?;
                    Ok(Some(self.text(file, buffer.bytes())))
                }
            }
        });
        end.unwrap_or_else(|error| Some(self.unreadable(input, &error)))
    }

    /// Scans with a ledger of its own, which is posted only if it counts: of what can't be read to its
    /// end, nothing does.
    fn on_its_own<T>(&mut self, scan: impl FnOnce(&mut Scanner<'_>) -> (T, bool)) -> T {
        let shared = SharedLedger::default();
        let mut own = Scanner::new(self.config, self.roots, &shared);
        let (found, counts) = scan(&mut own);
        // What could not be done is said all the same.
        self.problems.extend(own.finish());
        if counts {
            self.shared.post(shared.into_ledger());
        }
        found
    }

    /// Up to which size a file is read whole.
    fn whole_size(&self) -> u64 {
        READ_WHOLE_BYTES.min(self.config.max_file_size)
    }

    /// The same content, counted for whoever watches.
    fn watched(&self, input: &Input, content: Content, buffer: &Buffer) -> Content {
        let begun = buffer.bytes().len() as u64;
        let (size, content) = match content {
            Content::Whole => (begun, Content::Whole),
            Content::Larger(rest) => {
                let size = size_of(input).unwrap_or(begun);
                (size, Content::Larger(self.config.progress.watch(rest)))
            }
        };
        self.config.progress.open(size);
        self.config.progress.read(begun);
        content
    }

    /// What is known of a document of its own before it is read.
    fn context(&self) -> Context<'r> {
        Context {
            longest: self.config.max_file_size,
            deepest: self.config.max_nesting,
            per_rule: self.options.keep.per_rule,
            rules: &self.options.rules,
            show: self.options.show.as_ref(),
            now: self.options.clock,
            ..Context::default()
        }
    }

    /// A file that this program wrote: counted, and nothing to say about.
    fn own_report(&self, bytes: u64) -> FileEnd {
        let findings = self.options.keep.collector();
        FileEnd { bytes, kind: PayloadKind::OwnReport, payloads: 0, set_aside: None, findings }
    }

    /// A file that serves nothing, for one reason.
    fn foreign(&self, bytes: u64, finding: Finding) -> FileEnd {
        let mut findings = self.options.keep.collector();
        findings.add(finding);
        self.set_aside(bytes, PayloadKind::Foreign, findings)
    }

    /// A file that serves nothing; the first finding says why.
    fn set_aside(&self, bytes: u64, kind: PayloadKind, findings: FindingCollector) -> FileEnd {
        let reason = findings.first().map_or(Rule::UnknownPayload, |finding| finding.rule);
        let findings = self.wanted(findings);
        FileEnd { bytes, kind, payloads: 0, set_aside: Some(reason), findings }
    }

    /// Those of rules that count.
    fn wanted(&self, mut findings: FindingCollector) -> FindingCollector {
        findings.retain(|rule| self.options.rules.allows(rule));
        findings
    }

    /// Adds what was noted about the file as a whole.
    fn note(&self, end: &mut FileEnd, note: Option<Finding>) {
        if let Some(note) = note.filter(|note| self.options.rules.allows(note.rule)) {
            end.findings.add(note);
        }
    }

    fn add_excerpts(&self, findings: &mut FindingCollector, text: &str) {
        if self.options.keep.excerpts {
            excerpt::add(findings.kept_mut(), text, LineColumn::START);
        }
    }
}

/// Adds what a document holds to a ledger, and says how many payloads that are.
fn add_payloads(
    ledger: &mut Ledger,
    file: FileId,
    document: &Document<'_>,
    options: &AuditOptions,
) -> u64 {
    for payload in &document.jobs {
        let id = payload.job.id.as_deref().unwrap_or_default();
        if options.show.as_ref().is_some_and(|job| job.matches(id)) {
            ledger.add_detail(file, payload.position, &payload.job, payload.shown.clone());
        }
        ledger.add_job(file, payload.position, &payload.job, payload.findings);
    }
    for request in &document.requests {
        ledger.add_request(file, request);
    }
    document.directory.iter().for_each(|entry| ledger.add_title(entry));
    for item in &document.errors {
        ledger.add_error(file, item, options.words);
    }
    document.payloads
}

fn size_of(input: &Input) -> Option<u64> {
    match &input.origin {
        Origin::File(path) => path.metadata().ok().map(|metadata| metadata.len()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_finding_of_its_file_and_harms_no_other() {
        let (config, roots) = (Config::default(), Roots::default());
        let shared = SharedLedger::default();
        let mut scanner = Scanner::new(&config, &roots, &shared);
        let mut scan = |name: &str, open: fn(&mut Buffer) -> io::Result<Content>| {
            let origin = Origin::Stdin;
            let input = Input { name: name.into(), origin, named: false, container_len: 0 };
            scanner.scan(&input, &Nesting::default(), |_, buffer| open(buffer));
        };
        let good = |buffer: &mut Buffer| {
            *buffer = Buffer::from(br#"{"items":[]}"#.to_vec());
            Ok(Content::Whole)
        };
        scan("a.json", good);
        // Not a word of it on the test's own output.
        std::panic::set_hook(Box::new(|_| {}));
        scan("b.json", |_| panic!("a bug"));
        let _ = std::panic::take_hook();
        scan("c.json", good);
        let problems = scanner.finish();
        assert_eq!(problems, ["b.json: the program failed on this file; this is a bug"]);
        let archive = shared.into_ledger().close(&config.options);
        let fates: Vec<_> = archive.files.iter().map(|file| file.set_aside).collect();
        assert_eq!(fates, [None, Some(Rule::InternalError), None]);
        assert_eq!(
            archive.findings.rules().map(|(rule, _)| rule).collect::<Vec<_>>(),
            [Rule::InternalError]
        );
    }

    #[test]
    fn what_could_not_be_done_is_said_of_what_does_not_count_too() {
        let (config, roots) = (Config::default(), Roots::default());
        let shared = SharedLedger::default();
        for counts in [true, false] {
            let mut scanner = Scanner::new(&config, &roots, &shared);
            scanner.on_its_own(|own| (own.problems.push("no memory".into()), counts));
            assert_eq!(scanner.finish(), ["no memory"]);
        }
    }
}
