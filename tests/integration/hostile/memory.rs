//! Small input, large memory: whatever is repeated, a byte of input takes no more than 16 of memory.
//!
//! The shapes are made from the table of payload fields: every array of it holds, until the file is
//! full, empty objects, empty arrays, nulls, and objects of one field each.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use jobaudit::payload::field::{ObjectType, Type};
use jobaudit::payload::fields::{
    ERROR, ERROR_ITEM, ERROR_LIST, EXECUTION, JOB, JOB_LIST, JOB_START, MOVE_GROUP, MOVE_REQUEST,
    OBJECTS, VALIDATED_USER, VALIDATION_RESPONSE,
};
use rayon::prelude::*;

use crate::support::{Folder, PROGRAM};

/// Memory for each byte of input, unpacked.
const BYTES_FOR_ONE_OF_INPUT: u64 = 16;

/// What a run takes for anything, above what the smallest file takes: pages of code too, which a build with all
/// features for tests has many of.
const ALWAYS: u64 = 5 << 20;

/// How long each shape is.
const BYTES: usize = 192 << 10;

/// The most memory that the program held at a time, as the system counts it. It is asked for until the
/// program ends, and never gets less.
fn peak(folder: &Folder, file: &str) -> u64 {
    let mut child = Command::new(PROGRAM)
        .args(["report", "-f", "json", "--threads", "1", file])
        .current_dir(folder.path(""))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let exe = format!("/proc/{}/exe", child.id());
    let program = Path::new(PROGRAM).file_name();
    let mut peak = 0;
    while child.try_wait().expect("the program ends").is_none() {
        // For a moment the child still has the memory of these tests.
        if !fs::read_link(&exe).is_ok_and(|exe| exe.file_name() == program) {
            continue;
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        peak = peak.max(kib.unwrap_or(0) << 10);
        thread::sleep(Duration::from_millis(1));
    }
    peak
}

/// What may stand in an array many times: nothing at all, and each field of its objects by itself.
fn elements(of: &ObjectType) -> Vec<String> {
    let mut all: Vec<String> =
        ["{}", "[]", "null", "1", "\"\"", "{\"a\":[]}"].map(String::from).into();
    all.extend(of.fields.iter().map(|field| {
        let value = match field.kind {
            Type::Integer => "1",
            Type::Flag => "true",
            Type::Counts | Type::AnyObject | Type::Object(_) => "{}",
            Type::Objects(_) => "[]",
            _ => "\"\"",
        };
        format!("{{\"{}\":{value}}}", field.name)
    }));
    all
}

/// What stands around an array of such objects in a payload, and an element that tells what they are.
fn surroundings(of: &ObjectType) -> Option<(&'static str, &'static str)> {
    Some(match of {
        of if *of == EXECUTION => ("{\"jobExecutionStatus\":[@]}", "{\"id\":1}"),
        of if *of == JOB => ("{\"items\":[@]}", "{\"latestExecutionStatus\":\"STARTED\"}"),
        of if *of == ERROR_ITEM => ("{\"items\":[@]}", "{\"itemNumber\":1}"),
        of if *of == VALIDATED_USER => ("{\"response\":[@]}", "{\"userId\":\"a\"}"),
        of if *of == MOVE_GROUP => ("{\"usersList\":[@]}", "{\"users\":[]}"),
        _ => return None,
    })
}

/// The payload around each array of the table: arrays in elements of others have these around them.
fn payloads() -> Vec<(String, &'static ObjectType)> {
    let mut all = Vec::new();
    for of in OBJECTS {
        if let Some((around, tells)) = surroundings(of) {
            all.push((around.replace('@', &format!("{tells},@")), of));
            let inner = of.fields.iter().filter_map(|field| match field.kind {
                Type::Objects(inner) => Some((format!("{{\"{}\":[@]}}", field.name), inner)),
                Type::Object(inner) if *inner == ERROR => Some((
                    format!(
                        "{{\"itemNumber\":1,\"{}\":{{\"key\":\"400\",\"message\":[@]}}}}",
                        field.name
                    ),
                    inner.fields.iter().find_map(|field| match field.kind {
                        Type::Objects(messages) => Some(messages),
                        _ => None,
                    })?,
                )),
                _ => None,
            });
            // What a job holds needs no list around it.
            let around = if *of == JOB { "@" } else { around };
            all.extend(inner.map(|(element, inner)| (around.replace('@', &element), inner)));
        }
    }
    all
}

/// Texts that consist of one thing, many times.
fn shapes() -> Vec<(String, String)> {
    let repeated = |one: &str, between: &str| {
        let times = BYTES / (one.len() + between.len());
        vec![one; times].join(between)
    };
    let mut all = Vec::new();
    for (around, of) in payloads() {
        for element in elements(of) {
            let name = format!("{around} {element}");
            all.push((name, around.replace('@', &repeated(&element, ","))));
        }
    }
    for of in
        [&JOB, &JOB_LIST, &JOB_START, &ERROR_LIST, &ERROR_ITEM, &VALIDATION_RESPONSE, &MOVE_REQUEST]
    {
        for one in elements(of) {
            all.push((format!("[{one}]"), format!("[{}]", repeated(&one, ","))));
            all.push((format!("{one} a line"), repeated(&one, "\n")));
        }
    }
    for one in [
        "{\"latestExecutionStatus\":\"STARTED\"}",
        "{\"jobExecutionStatus\":1}",
        "{\"item\":1,\"error\":{}}",
        "{\"error\":1}",
    ] {
        all.push((format!("{one} joined"), repeated(one, "")));
        all.push((format!("{one} in a log"), repeated(&format!("x {one}"), "\n")));
    }
    for (head, row) in [
        ("", ","),
        ("a,b", ","),
        ("userId,email,code,message", ",,,"),
        ("userId,email,code,message", ""),
        ("userId", "a"),
        ("| userId | code |\n|---|---|", "| a | 1 |"),
    ] {
        all.push((
            format!("rows of {row:?} below {head}"),
            format!("{head}\n{}\n", repeated(row, "\n")),
        ));
    }
    for key in ["", "id", "jobExecutionStatus", "counts"] {
        let members = repeated(&format!("\"{key}\":1"), ",");
        all.push((
            format!("keys {key:?}"),
            format!("{{\"latestExecutionStatus\":\"A\",{members}}}"),
        ));
    }
    for open in ["[", "{", "{\"a\":", "\"", "[{\"items\":"] {
        all.push((format!("open {open}"), repeated(open, "")));
    }
    all
}

#[test]
fn no_shape_takes_more_than_16_bytes_of_memory_for_one_of_its_own() {
    let shapes = shapes();
    assert!(shapes.len() > 200, "{}", shapes.len());
    let folder = Folder::new();
    folder.write("smallest", "{\"items\":[]}");
    // A run so short may be over before it was looked at.
    let runs = (0..20).map(|_| peak(&folder, "smallest"));
    let least = runs.max().unwrap_or_default();
    let mut over: Vec<String> = shapes
        .par_iter()
        .enumerate()
        .filter_map(|(nth, (name, text))| {
            let file = nth.to_string();
            folder.write(&file, text);
            let more = peak(&folder, &file).saturating_sub(least);
            let limit = BYTES_FOR_ONE_OF_INPUT * text.len() as u64 + ALWAYS;
            (more > limit).then(|| format!("{} KiB: {name}", more >> 10))
        })
        .collect();
    over.sort();
    assert!(over.is_empty(), "{} of {}:\n{}", over.len(), shapes.len(), over.join("\n"));
}
