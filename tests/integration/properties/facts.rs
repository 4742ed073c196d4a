//! Facts are the open ledger without loss: in whatever parts files are extracted, and wherever an engine brings
//! their facts, the same is said of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, Int32Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{DataType, Field, Schema};
use jobaudit::facts::{Facts, VERSION};
use jobaudit::ledger::Ledger;
use jobaudit::{AuditOptions, Config};
use proptest::collection::vec;
use proptest::prelude::*;

use super::holds;
use super::merge::{FILES, booked, options, said_under, same, ways};

/// As little of each payload is kept as facts keep.
fn config() -> Config {
    let options = AuditOptions { show: None, ..options() };
    Config { options, ..Config::default() }
}

fn said(ledger: Ledger) -> String {
    said_under(ledger, &config().options)
}

fn stream(facts: &Facts) -> Vec<u8> {
    let mut bytes = Vec::new();
    facts.write(&mut bytes).expect("a stream");
    bytes
}

fn read(streams: &[Vec<u8>]) -> Facts {
    Facts::of_streams(streams.iter().map(Vec::as_slice)).expect("facts")
}

/// A row: what it is about, by what it belongs together with others, and what it says.
type Row = (String, Vec<u8>, Vec<u8>);

fn rows(stream: &[u8]) -> Vec<Row> {
    let batches = StreamReader::try_new(stream, None).expect("a stream");
    let mut rows = Vec::new();
    for batch in batches {
        let batch = batch.expect("a batch");
        let column = |name| batch.column_by_name(name).expect("a column");
        let bytes = |name, at| column(name).as_binary::<i32>().value(at).to_vec();
        rows.extend((0..batch.num_rows()).map(|at| {
            let kind = column("kind").as_string::<i32>().value(at).to_owned();
            (kind, bytes("route", at), bytes("fact", at))
        }));
    }
    rows
}

/// Rows as an engine writes them, which says nothing of how many there are.
fn written<'r>(rows: impl Iterator<Item = &'r Row>) -> Vec<u8> {
    let (mut versions, mut kinds) = (Int32Builder::new(), StringBuilder::new());
    let (mut routes, mut facts) = (BinaryBuilder::new(), BinaryBuilder::new());
    for (kind, route, fact) in rows {
        versions.append_value(VERSION);
        kinds.append_value(kind);
        routes.append_value(route);
        facts.append_value(fact);
    }
    let kind = [DataType::Int32, DataType::Utf8, DataType::Binary, DataType::Binary];
    let fields = ["v", "kind", "route", "fact"].into_iter().zip(kind);
    let fields: Vec<Field> = fields.map(|(name, kind)| Field::new(name, kind, true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let columns: Vec<ArrayRef> = vec![
        Arc::new(versions.finish()),
        Arc::new(kinds.finish()),
        Arc::new(routes.finish()),
        Arc::new(facts.finish()),
    ];
    let batch = RecordBatch::try_new(schema.clone(), columns).expect("a batch");
    let mut writer = StreamWriter::try_new(Vec::new(), &schema).expect("a stream");
    writer.write(&batch).expect("a batch is written");
    writer.finish().expect("an end");
    writer.into_inner().expect("a stream")
}

#[test]
fn facts_say_what_the_files_say_in_whatever_parts_they_are_extracted_and_brought_together() {
    let places = vec(0..99_usize, 4_000);
    holds(24, (ways(), 1..=8_usize, places), |((files, homes, _), shards, places)| {
        let mut sorted = files.clone();
        sorted.sort_unstable();
        let expected = said(booked(sorted.iter().map(|&at| &FILES[at])));
        let judged = |facts: Facts| said(facts.into_ledger(&mut config()).expect("a ledger"));
        let extracted: Vec<Vec<u8>> = (0..shards)
            .map(|home| {
                let files = files.iter().filter(|&&at| homes[at] % shards == home);
                stream(&Facts::of(booked(files.map(|&at| &FILES[at])), &config()))
            })
            .collect();
        same(&expected, &judged(read(&extracted)));
        // One file of all streams is as good.
        same(&expected, &judged(read(&[extracted.concat()])));

        let all: Vec<Row> = extracted.iter().flat_map(|stream| rows(stream)).collect();
        assert!(all.len() <= places.len(), "{}", all.len());
        let anywhere = (0..shards).map(|shard| {
            written(
                all.iter()
                    .zip(&places)
                    .filter(|(_, at)| **at % shards == shard)
                    .map(|(row, _)| row),
            )
        });
        same(&expected, &judged(read(&anywhere.collect::<Vec<_>>())));

        // What belongs together comes together, in whatever order, and only what counts goes on.
        let mut by_route: BTreeMap<&[u8], usize> = BTreeMap::new();
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|at| places[*at]);
        for (row, at) in all.iter().zip(&places) {
            by_route.entry(&row.1).or_insert(at % shards);
        }
        let folded: Vec<Vec<u8>> = (0..shards)
            .map(|shard| {
                let here =
                    order.iter().map(|at| &all[*at]).filter(|row| by_route[&*row.1] == shard);
                stream(&read(&[written(here)]))
            })
            .collect();
        let left: usize = folded.iter().map(|stream| rows(stream).len()).sum();
        assert!(left <= all.len() + shards, "{left} of {}", all.len());
        same(&expected, &judged(read(&folded)));
    });
}

#[test]
fn the_same_files_give_the_same_bytes_in_whatever_order_they_are_read() {
    let written =
        |files: &[usize]| stream(&Facts::of(booked(files.iter().map(|&at| &FILES[at])), &config()));
    let all: Vec<usize> = (0..FILES.len()).collect();
    let expected = written(&all);
    holds(16, Just(all).prop_shuffle(), |files| assert!(written(&files) == expected));
}

#[test]
fn facts_that_are_cut_or_changed_are_refused_and_never_a_smaller_archive() {
    let whole = stream(&Facts::of(booked(FILES.iter()), &config()));
    for end in (0..whole.len() - 8).step_by(97) {
        let facts = Facts::of_streams([&whole[..end]].into_iter());
        assert!(facts.is_err(), "cut at {end} of {}", whole.len());
    }
    let rows = rows(&whole);
    for (nth, (kind, route, fact)) in rows.iter().enumerate() {
        for end in (0..fact.len()).step_by(7) {
            let cut = (kind.clone(), route.clone(), fact[..end].to_vec());
            let facts = Facts::of_streams([written([&cut].into_iter()).as_slice()].into_iter());
            assert!(facts.is_err(), "row {nth}, {kind}, cut at {end}");
        }
        let mut longer = fact.clone();
        longer.push(0);
        let longer = (kind.clone(), route.clone(), longer);
        let facts = Facts::of_streams([written([&longer].into_iter()).as_slice()].into_iter());
        assert!(facts.is_err(), "row {nth}, {kind}, with a byte more");
    }
}

#[test]
fn no_byte_of_a_fact_makes_the_program_fail() {
    let rows = rows(&stream(&Facts::of(booked(FILES.iter()), &config())));
    holds(64, (0..rows.len(), any::<usize>(), any::<u8>()), |(at, byte, to)| {
        let (kind, route, mut fact) = rows[at].clone();
        let place = byte % fact.len();
        fact[place] = to;
        let changed =
            written(rows[..at].iter().chain([&(kind, route, fact)]).chain(&rows[at + 1..]));
        if let Ok(facts) = Facts::of_streams([changed.as_slice()].into_iter())
            && let Ok(ledger) = facts.into_ledger(&mut config())
        {
            said(ledger);
        }
    });
}
