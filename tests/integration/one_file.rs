//! One file by way of the library, as the program looks at it: text, shape, document or table.
//!
//! In: a file's name and bytes, and a ledger. Out: what it holds and what is wrong with it, beside
//! what the ledger now knows. Thousands of files a second fit through here, and none of them has to
//! be written first; `mutation` holds it to what the program itself says.

use jobaudit::decode::csv::{Dialect, TableReader};
use jobaudit::decode::{Context, json_document, json_lines, unrecognized};
use jobaudit::findings::rule::{Group, Rule};
use jobaudit::findings::{Finding, FindingCollector};
use jobaudit::input::encoding;
use jobaudit::input::sniff::{self, Shape};
use jobaudit::ledger::{FileEnd, Ledger};
use jobaudit::payload::{ErrorRecord, PayloadKind};

/// What became of a file.
#[derive(Debug)]
pub struct Looked {
    /// The text that was read; none where the bytes are none.
    pub text: Option<String>,
    pub kind: PayloadKind,
    pub usable: bool,
    pub payloads: u64,
    pub jobs: u64,
    /// Errors and impacts.
    pub items: u64,
    /// The data rows of a table.
    pub rows: Option<u64>,
    /// Its other rows.
    pub left_out: u64,
    pub findings: Vec<Finding>,
}

impl Looked {
    fn foreign(finding: Finding) -> Looked {
        Looked {
            text: None,
            kind: PayloadKind::Foreign,
            usable: false,
            payloads: 0,
            jobs: 0,
            items: 0,
            rows: None,
            left_out: 0,
            findings: vec![finding],
        }
    }

    /// Whether the file as a whole has a fault, or its layout as a table.
    pub fn fault_of_file(&self) -> bool {
        self.findings.iter().any(|finding| matches!(finding.rule.group(), Group::File | Group::Csv))
    }
}

impl Looked {
    /// Whether carriers are asked about it, which this does not do.
    pub fn may_be_wrapped(&self) -> bool {
        const TOLD: [Rule; 4] =
            [Rule::NotJson, Rule::TrailingData, Rule::UnknownPayload, Rule::WrongType];
        !self.usable || self.findings.iter().any(|finding| TOLD.contains(&finding.rule))
    }

    /// Whether something follows what was read.
    pub fn ended_early(&self) -> bool {
        self.findings.iter().any(|finding| match finding.rule {
            Rule::TrailingData => true,
            Rule::NotJson => finding.message.starts_with("what follows"),
            _ => false,
        })
    }
}

/// Looks at a file and books what it holds.
pub fn look(name: &str, bytes: &[u8], ledger: &mut Ledger) -> Looked {
    look_again(name, bytes, ledger, &mut TableReader::default())
}

/// The same with a reader of tables that was used before, which saves making one.
pub fn look_again(
    name: &str,
    bytes: &[u8],
    ledger: &mut Ledger,
    tables: &mut TableReader,
) -> Looked {
    let file = ledger.open(name);
    let mut looked = match encoding::text(bytes) {
        Err(finding) => Looked::foreign(finding),
        Ok((text, note)) => {
            let mut looked = match sniff::shape(&text) {
                Shape::Empty => Looked::foreign(Finding::of_file(Rule::EmptyFile, "nothing")),
                Shape::OwnReport => Looked::foreign(Finding::of_file(Rule::UnknownPayload, "own")),
                Shape::Html => Looked::foreign(unrecognized::html(&text)),
                Shape::Foreign(what) => {
                    Looked::foreign(Finding::of_file(Rule::UnknownPayload, what))
                }
                Shape::Text if Dialect::find(&text).is_none() => {
                    Looked::foreign(Finding::of_file(Rule::UnknownPayload, "a text"))
                }
                shape @ (Shape::Table | Shape::Text) => {
                    let mut items = 0;
                    let each = |item: ErrorRecord<'_>| {
                        items += 1;
                        ledger.add_error(file, &item, true);
                    };
                    let table = match Dialect::find(&text).filter(|_| shape == Shape::Text) {
                        Some(dialect) => tables.read_as(&text, &dialect, usize::MAX, each),
                        None => tables.read(&text, usize::MAX, each),
                    };
                    let table = table.expect("text in memory");
                    let kind =
                        if table.usable { PayloadKind::ErrorsCsv } else { PayloadKind::Foreign };
                    Looked {
                        kind,
                        usable: table.usable,
                        payloads: u64::from(table.usable),
                        items,
                        rows: Some(table.rows),
                        left_out: table.left_out,
                        ..Looked::foreign(Finding::of_file(Rule::CsvMalformed, ""))
                    }
                    .with(table.findings.kept().into_iter().cloned().collect())
                }
                shape => {
                    let read = if shape == Shape::Json { json_document } else { json_lines };
                    let document = read(&text, Context::default());
                    for payload in &document.jobs {
                        ledger.add_job(file, payload.position, &payload.job, payload.findings);
                    }
                    document.errors.iter().for_each(|item| ledger.add_error(file, item, true));
                    Looked {
                        text: None,
                        kind: document.kind,
                        usable: document.usable,
                        payloads: document.payloads,
                        jobs: document.jobs.len() as u64,
                        items: document.errors.len() as u64,
                        rows: None,
                        left_out: 0,
                        findings: document.findings.kept().into_iter().cloned().collect(),
                    }
                }
            };
            looked.findings.extend(note);
            looked.text = Some(text.into_owned());
            looked
        }
    };
    let mut findings = FindingCollector::new(usize::MAX);
    looked.findings.iter().for_each(|finding| findings.add(finding.clone()));
    let set_aside = looked.findings.first().filter(|_| !looked.usable).map(|first| first.rule);
    if set_aside.is_some() {
        looked.payloads = 0;
    }
    ledger.close_file(
        file,
        FileEnd {
            bytes: bytes.len() as u64,
            kind: looked.kind,
            payloads: looked.payloads,
            set_aside,
            findings,
        },
    );
    looked
}

impl Looked {
    fn with(self, findings: Vec<Finding>) -> Looked {
        Looked { findings, ..self }
    }
}
