//! The documented example, an errors file and error lists, changed in every way that can be counted
//! out: each variant is what it was, or a finding says what it has become, and none ends the program.

mod bytes;
mod folder;
mod keys;
mod tables;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use jobaudit::decode::csv::TableReader;
use jobaudit::findings::Finding;
use jobaudit::ledger::Ledger;
use rayon::prelude::*;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::one_file::{Looked, look_again};
use crate::support::PACKAGE;

/// A sample as it is.
fn sample(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(PACKAGE).join("samples").join(name)).expect("a sample")
}

/// The documented example as it is, which is indented, and on one line, its keys in the same order.
fn forms() -> [(&'static str, Vec<u8>); 2] {
    let pretty = sample("documented-example/job-status.json");
    let mut quoted = false;
    let compact = pretty.iter().copied().filter(|&byte| {
        quoted ^= byte == b'"';
        quoted || !byte.is_ascii_whitespace()
    });
    let compact: Vec<u8> = compact.collect();
    assert!(!compact.contains(&b'\n') && !pretty.contains(&b'\\'));
    [("indented", pretty), ("on one line", compact)]
}

/// A variant of a text: the byte at which it begins to differ, and what is there instead of how many.
#[derive(Clone, Debug)]
struct Mutant {
    at: usize,
    instead_of: usize,
    bytes: Vec<u8>,
}

impl Mutant {
    fn of(&self, text: &[u8]) -> Vec<u8> {
        [&text[..self.at], &self.bytes, &text[self.at + self.instead_of..]].concat()
    }

    /// A text that ends there.
    fn cut(text: &[u8], at: usize) -> Mutant {
        Mutant { at, instead_of: text.len() - at, bytes: Vec::new() }
    }
}

/// Each byte replaced by so many of these, in turns, where that is a change.
fn replaced<'t>(
    text: &'t [u8],
    values: &'t [u8],
    times: usize,
) -> impl Iterator<Item = Mutant> + 't {
    (0..text.len()).flat_map(move |at| {
        let turn = values.iter().cycle().skip(at * times % values.len()).take(times);
        let others = turn.filter(move |&&value| value != text[at]);
        others.map(move |&byte| Mutant { at, instead_of: 1, bytes: vec![byte] })
    })
}

/// Looks at each variant in many threads; `check` says what is wrong with what was found. Returns how
/// many there were.
fn all_hold(
    text: &[u8],
    mutants: impl Iterator<Item = Mutant>,
    check: impl Fn(&Mutant, &[u8], Looked) -> Result<(), String> + Sync,
) -> usize {
    let mutants: Vec<Mutant> = mutants.collect();
    let faults: Vec<String> = mutants
        .par_iter()
        .map_init(TableReader::default, |tables, mutant| {
            let bytes = mutant.of(text);
            let looked = catch_unwind(AssertUnwindSafe(|| {
                let looked = look_again("file", &bytes, &mut Ledger::default(), tables);
                check(mutant, &bytes, looked)
            }));
            let fault = looked.unwrap_or_else(|_| Err(String::from("it panicked"))).err()?;
            let shown = mutant.bytes.escape_ascii();
            Some(format!("\"{shown}\" for {} bytes at {}: {fault}", mutant.instead_of, mutant.at))
        })
        .flatten()
        .collect();
    assert!(faults.is_empty(), "{} faults: {:#?}", faults.len(), &faults[..faults.len().min(12)]);
    mutants.len()
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Whether every finding has a place that is there: a line and a column of the text, and a pointer that
/// leads somewhere in it.
fn places_exist(looked: &Looked) -> Result<(), String> {
    if looked.findings.is_empty() {
        return Ok(());
    }
    let text = looked.text.as_deref().unwrap_or_default();
    let value: Option<Value> = serde_json::from_str(text).ok();
    let lines: Vec<&str> = jobaudit::findings::location::lines(text).collect();
    let exists = |Finding { place, .. }: &Finding| {
        let line = place.line.map(|line| lines.get(usize::try_from(line).ok()?.checked_sub(1)?));
        let column = place.column.is_none_or(|column| {
            let characters = line.flatten().map_or(0, |line| line.chars().count() as u64);
            (1..=characters + 1).contains(&column)
        });
        let leads = value.as_ref().zip(place.path.as_deref());
        line.is_none_or(|line| line.is_some() || lines.is_empty())
            && column
            && leads.is_none_or(|(value, path)| value.pointer(path).is_some())
    };
    match looked.findings.iter().find(|finding| !exists(finding)) {
        Some(finding) => Err(format!("no such place: {finding:?}")),
        None => Ok(()),
    }
}
