//! How long the stages take, on jobs from the synthetic archive of `examples/make-archive`.
//!
//! `cargo bench` runs all of them; `cargo bench -- decode` those with that word in their path. A row
//! is one function or one argument of it. `fastest`, `median` and `mean` are the time of one
//! iteration; below them stands the throughput, in bytes of payload and in items, which are jobs.
//! A stage that takes many jobs at once (ledger, figures, render, run) has them all in one iteration.
//!
//! - `decode`: one document to a job. `clean` takes the strict way, `faulty` is the same payload with
//!   one step's duration spoilt and takes the lenient way as well; their ratio is the price of a fault.
//! - `ledger`: decoded jobs into a ledger, and two ledgers into one.
//! - `figures`: the numbers of a closed archive, by what they are grouped; on all processors.
//! - `render`: a finished report to bytes, a row a format.
//! - `run`, `validate`: an archive of files, from the folder to a report or findings as JSON: discover,
//!   read and all of the above. The files are in the page cache; `threads` is the argument.
//!
//! The same seed gives the same jobs everywhere, so two machines or two commits can be compared.

#[path = "../examples/make-archive/archive.rs"]
mod archive;

use std::hint::black_box;
use std::io;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, Divan};

use jobaudit::AuditOptions;
use jobaudit::archive::Archive;
use jobaudit::decode::{Context, json_document};
use jobaudit::findings::Keep;
use jobaudit::ledger::Ledger;
use jobaudit::payload::Zone;
use jobaudit::render::{self, DocumentKind, Format, Look};
use jobaudit::report::{Options, Report, Validation};
use jobaudit::stats::{Dimension, Figures, Question};
use jobaudit::{Config, audit};

const SEED: u64 = 7;
/// Jobs in an iteration of the stages that take many.
const JOBS: u64 = 2_000;

fn main() {
    Divan::from_args().main();
}

fn payloads(jobs: u64) -> Vec<String> {
    (0..jobs).map(|index| archive::job(index, SEED)).collect()
}

fn bytes(payloads: &[String]) -> BytesCount {
    BytesCount::new(payloads.iter().map(String::len).sum::<usize>())
}

fn items(payloads: &[String]) -> ItemsCount {
    ItemsCount::new(payloads.len())
}

/// A ledger of these jobs, each in a file of its own, as a run would keep it.
fn booked<'a>(documents: impl IntoIterator<Item = &'a String>) -> Ledger {
    let mut ledger = Ledger::default();
    for text in documents {
        let file = ledger.open("job.json");
        for payload in &json_document(text, Context::default()).jobs {
            ledger.add_job(file, payload.position, &payload.job, 0);
        }
    }
    ledger
}

fn closed() -> Archive {
    booked(&payloads(JOBS)).close(&AuditOptions::default())
}

mod decode {
    use super::*;

    #[divan::bench]
    fn clean(bencher: Bencher<'_, '_>) {
        all(bencher, &payloads(200), true);
    }

    #[divan::bench]
    fn faulty(bencher: Bencher<'_, '_>) {
        let spoilt = |text: String| text.replacen("\"timeElapsed\":\"PT", "\"timeElapsed\":\"", 1);
        let payloads: Vec<String> = payloads(200).into_iter().map(spoilt).collect();
        all(bencher, &payloads, false);
    }

    fn all(bencher: Bencher<'_, '_>, payloads: &[String], clean: bool) {
        // A bench of the wrong way would be worse than none.
        assert!(
            payloads
                .iter()
                .all(|text| json_document(text, Context::default()).findings.is_empty() == clean)
        );
        bencher.counter(bytes(payloads)).counter(items(payloads)).bench(|| {
            for text in payloads {
                black_box(json_document(black_box(text), Context::default()));
            }
        });
    }
}

mod ledger {
    use super::*;

    #[divan::bench]
    fn add(bencher: Bencher<'_, '_>) {
        let payloads = payloads(JOBS);
        let documents: Vec<_> =
            payloads.iter().map(|text| json_document(text, Context::default())).collect();
        bencher.counter(items(&payloads)).bench(|| {
            let mut ledger = Ledger::default();
            for document in &documents {
                let file = ledger.open("job.json");
                for payload in &document.jobs {
                    ledger.add_job(file, payload.position, black_box(&payload.job), 0);
                }
            }
            ledger
        });
    }

    #[divan::bench]
    fn merge(bencher: Bencher<'_, '_>) {
        let payloads = payloads(JOBS);
        let (one, other) = payloads.split_at(payloads.len() / 2);
        bencher
            .counter(items(&payloads))
            .with_inputs(|| (booked(one), booked(other)))
            .bench_values(|(one, other)| one.merge(other));
    }

    #[divan::bench]
    fn close(bencher: Bencher<'_, '_>) {
        let payloads = payloads(JOBS);
        bencher
            .counter(items(&payloads))
            .with_inputs(|| booked(&payloads))
            .bench_values(|ledger| ledger.close(&AuditOptions::default()));
    }
}

#[divan::bench(args = [Dimension::JobName, Dimension::Org, Dimension::Day])]
fn figures(bencher: Bencher<'_, '_>, by: Dimension) {
    let archive = closed();
    bencher.counter(ItemsCount::new(archive.jobs.len())).bench(|| {
        Figures::of(black_box(&archive), Question { by, top: 10, zone: Zone::default() })
    });
}

/// The ledger of jobs too, where there is room for it: the usual sections are short.
#[divan::bench(args = Format::of(DocumentKind::Report))]
fn render(bencher: Bencher<'_, '_>, format: Format) {
    use jobaudit::report::SectionId;
    let archive = closed();
    let jobs = SectionId::from_name("jobs").expect("a section");
    let sections = match format {
        Format::Csv => vec![jobs],
        _ => SectionId::all().collect(),
    };
    let options = Options { sections, ..Options::default() };
    let report = Report::of(&archive, &options);
    let write = || {
        let mut out = Vec::new();
        render::write(black_box(&report), format, &Look::default(), &mut out).expect("a document");
        out
    };
    bencher
        .counter(BytesCount::of_slice(&write()))
        .counter(ItemsCount::new(archive.jobs.len()))
        .bench(write);
}

/// A whole run of `report`.
#[divan::bench(args = [1, 2])]
fn run(bencher: Bencher<'_, '_>, threads: usize) {
    whole(bencher, threads, Keep::default(), |archive, out| {
        let report = jobaudit::with_threads(threads, || Report::of(archive, &Options::default()));
        let report = report.expect("a report");
        render::write(&report, Format::Json, &Look::default(), out)
    });
}

/// A whole run of `validate`, on the same archive.
#[divan::bench(args = [1, 2])]
fn validate(bencher: Bencher<'_, '_>, threads: usize) {
    whole(bencher, threads, Keep { per_rule: usize::MAX, excerpts: false }, |archive, out| {
        let validation = Validation::of(archive);
        render::write(&validation, Format::Json, &Look::default(), out)
    });
}

/// From a folder of files to a document.
fn whole(
    bencher: Bencher<'_, '_>,
    threads: usize,
    keep: Keep,
    document: impl Fn(&Archive, &mut Vec<u8>) -> io::Result<()> + Sync,
) {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = archive::Plan { jobs: JOBS, seed: SEED, layout: archive::Layout::Files, unsaved: 0 };
    let written = archive::write(folder.path(), &plan).expect("an archive");
    let config = Config {
        paths: vec![folder.path().to_owned()],
        threads,
        options: AuditOptions { keep, ..AuditOptions::default() },
        ..Config::default()
    };
    let run = || {
        let audit = audit(black_box(&config)).expect("an audit");
        let mut out = Vec::new();
        document(&audit.archive, &mut out).expect("a document");
        (audit, out)
    };
    let (audit, _) = run();
    assert_eq!(audit.archive.jobs.len() as u64, written.jobs);
    bencher
        .counter(BytesCount::new(written.bytes))
        .counter(ItemsCount::new(written.jobs))
        .bench(run);
}
