//! Faults on demand: nothing breaks the program, and nothing is lost.
//!
//! A library between the program and libc (`preload.c`, compiled by the tests) makes the first call of
//! some function fail, then the second, and so on until a run has no such call: once alone, and once
//! with all that follow. What is demanded of each run is what the contract says: an exit code from 0 to
//! 3 with a reason, found = used + set aside, nothing counted of half a file, outputs old or new.

use std::io::Write;

mod disk;
mod preload;
mod reading;
mod signals;
mod streams;
mod walking;
mod writing;

/// The loops, and how often each strikes at least: one that has stopped striking is noticed.
const LOOPS: [(&str, u64); 12] = [
    ("read, once", 40),
    ("read, from there on", 30),
    ("read, interrupted", 30),
    ("file gone", 7),
    ("file cut", 25),
    ("file longer", 25),
    ("walk", 20),
    ("write", 100),
    ("write to standard output", 20),
    ("TERM", 50),
    ("INT", 50),
    ("KILL", 50),
];

/// Notes how often a loop struck.
fn struck(name: &str, times: u64) {
    let least = LOOPS.iter().find(|(known, _)| *known == name).expect("a loop of the list").1;
    assert!(times >= least, "{name}: struck {times} times, expected {least} or more");
    let _ = writeln!(std::io::stderr(), "{name}: struck {times} times");
}

#[test]
fn there_are_at_least_300_injections() {
    assert!(LOOPS.iter().map(|(_, least)| least).sum::<u64>() >= 300);
}
