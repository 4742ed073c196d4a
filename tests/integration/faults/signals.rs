//! A program that is told to end while it writes, or is killed.
//!
//! The moment is a call: the library sends the signal when the program is about to make it. TERM and INT
//! leave no temporary file. KILL can leave one, whole, in the one moment in which an output that is done
//! takes the place of an old one; where the file system has no files without a name, it can leave one
//! that is not whole. Neither is ever an output or counted as input.

use std::os::unix::process::ExitStatusExt;

use super::preload::{Fault, available};
use super::struck;
use super::writing::{ARGS, archive, new_tables, old_or_new, with_old_outputs, written};
use crate::support::Folder;

const HUP: i32 = 1;
const INT: i32 = 2;
const KILL: i32 = 9;
const TERM: i32 = 15;

/// What is interrupted, whether the program goes on meanwhile, and how much one write may write. Where
/// it may not go on, the signal is heeded at this very call.
const MOMENTS: [(&str, &str, u64); 5] = [
    ("write", "signal-wait", 1_500),
    ("sync", "signal-wait", 0),
    ("chmod", "signal-wait", 0),
    ("rename", "signal", 0),
    ("unlink", "signal", 0),
];

/// Ends the program at each moment at which it writes.
fn ended_by(name: &str, signal: i32) {
    if !available() {
        return;
    }
    let (folder, new) = archive();
    let mut times = 0;
    for (named, (call, action, most)) in
        [false, true].into_iter().flat_map(|named| MOMENTS.map(|moment| (named, moment)))
    {
        // With names these are the moments that differ.
        if named && !["write", "rename"].contains(&call) {
            continue;
        }
        let action = format!("{action} {signal}");
        let fault = Fault { call, below: "/out", action: &action, most, named, ..Fault::default() };
        times += fault.everywhere(&folder, &ARGS, with_old_outputs, |run| {
            let found = written(&folder);
            let left = old_or_new(run, &found, &new);
            let ended = run.status().signal() == Some(signal);
            // While outputs are put into their places it may come to its end first.
            let in_time = !action.starts_with("signal-wait") && found == new;
            run.check(ended || (in_time && run.status().success()), "ended by the signal");
            run.check(run.stderr().is_empty(), "no word");
            if signal == KILL {
                let whole = |name: &&str| {
                    found[*name].is_empty() || new.values().any(|n| *n == found[*name])
                };
                run.check(named || left.iter().all(whole), "what is left is whole");
                run.check(left.len() <= new.len(), "one file an output");
            } else {
                run.check(left.is_empty(), "nothing is left");
                run.check([0, 2].contains(&new_tables(&found, &new)), "the tables of one run");
            }
        });
    }
    struck(name, times);
}

#[test]
fn told_to_end_it_leaves_old_outputs_or_new_ones_and_nothing_else() {
    ended_by("TERM", TERM);
}

#[test]
fn interrupted_it_leaves_old_outputs_or_new_ones_and_nothing_else() {
    ended_by("INT", INT);
}

#[test]
fn killed_it_leaves_old_outputs_or_new_ones() {
    ended_by("KILL", KILL);
}

#[test]
fn what_a_killed_run_leaves_in_an_archive_is_no_payload() {
    if !available() {
        return;
    }
    let folder = Folder::with_example();
    for (call, number) in [("write", 2), ("rename", 1)] {
        for output in ["archive/a.json", "archive/"] {
            folder.write("archive/a.json", "{}").write("archive/users.csv", "user,jobs\n");
            let args = ["report", "archive", "-q", "--force", "-o", output];
            let action = format!("signal {KILL}");
            let fault = Fault {
                call,
                below: "/archive/",
                action: &action,
                most: 400,
                named: true,
                ..Fault::default()
            };
            let (run, ..) = fault.at(number, &folder, &args);
            run.check(run.status().signal() == Some(KILL), "killed");
        }
    }
    let (run, report) = folder.audit(&[]);
    let left = run.exits(0).fates().keys().filter(|name| name.ends_with(".tmp")).count();
    run.check(left >= 4, "there is something left");
    assert_eq!((report.measure("jobs"), report.measure("errors")), (&1.into(), &0.into()), "{run}");
}

#[test]
fn a_signal_that_is_to_be_ignored_is_ignored() {
    if !available() {
        return;
    }
    let (folder, new) = archive();
    for (name, signal) in [("HUP", HUP), ("INT", INT), ("TERM", TERM)] {
        let action = format!("signal {signal}");
        let fault = Fault { call: "sync", below: "/out", action: &action, ..Fault::default() };
        let variables = fault.variables(1, &folder);
        let settings = variables.map(|(name, value)| format!("{name}='{value}'")).join(" ");
        let line = format!("exec env {settings} \"$JOBAUDIT\" {}", ARGS.join(" "));
        with_old_outputs(&folder);
        let run = folder.shell(&format!("trap '' {name}; {line}"));
        run.exits(0).check(written(&folder) == new, "all are new");
        let waiting = format!("signal-wait {signal}");
        let (run, ..) = Fault { action: &waiting, ..fault }.at(1, &folder, &ARGS);
        run.check(run.status().signal() == Some(signal), "ended by a signal that is not");
    }
}
