//! What `jobaudit diff --fail-on regression` takes for worse, and what not.

use serde_json::{Value, json};

use crate::support::{ERRORS_CSV, Folder, Run, job, running};

type Files = Vec<(&'static str, String)>;

fn text(job: Value) -> String {
    job.to_string()
}

/// A job of which a move failed.
fn failed() -> Value {
    let mut failed = job(1);
    failed["counts"] = json!({"totalMoves": 1, "moved": 0, "failed": 1});
    failed["latestExecutionExitCode"] = json!("COMPLETED_WITH_ERRORS");
    failed["jobExecutionStatus"][0]["exitCode"] = json!("COMPLETED_WITH_ERRORS");
    failed
}

/// The same a while later.
fn later(mut job: Value) -> Value {
    job["jobExecutionStatus"][0]["lastUpdated"] = json!("2023-05-31T00:00:00.000Z");
    job
}

/// Somebody who is tried again by a second job.
fn again() -> Files {
    let mut second = later(failed());
    second["id"] = job(2)["id"].clone();
    for field in ["createdTime", "startTime", "endTime"] {
        second["jobExecutionStatus"][0][field] = json!("2023-05-30T20:00:00.000Z");
    }
    [once(), vec![("2.json", text(second)), ("2.csv", ERRORS_CSV.to_owned())]].concat()
}

fn once() -> Files {
    vec![("1.json", text(failed())), ("1.csv", ERRORS_CSV.to_owned())]
}

fn diff(base: Files, new: Files) -> Run {
    let folder = Folder::new();
    for (side, files) in [("base", base), ("new", new)] {
        for (name, text) in files {
            folder.write(&format!("{side}/{name}"), text);
        }
    }
    folder.run(["diff", "base", "new", "-q", "-f", "json", "--fail-on", "regression"])
}

#[test]
fn each_thing_that_is_worse_is_named() {
    let fine = || vec![("1.json", text(job(1)))];
    let with_errors = {
        let mut odd = later(job(1));
        odd["jobExecutionStatus"][0]["timeElapsed"] = json!("soon");
        vec![("1.json", text(odd))]
    };
    let mut altered = job(1);
    altered["instanceId"] = json!(9);
    for (base, new, why) in [
        (fine(), [fine(), vec![("2.json", again()[2].1.clone())]].concat(), "1 new failure"),
        (once(), again(), "1 person failed again"),
        (fine(), vec![("1.json", text(later(failed())))], "1 job is no longer fine"),
        (fine(), vec![("1.json", text(altered))], "1 job changed its past"),
        (vec![("1.json", text(later(job(1))))], fine(), "1 job went back to an older status"),
        ([fine(), vec![("2.json", text(job(2)))]].concat(), fine(), "1 job is gone"),
        (fine(), with_errors, "new finding"),
    ] {
        diff(base, new).exits(1).says_why("--fail-on regression: ").says_why(why);
    }
}

#[test]
fn what_went_on_is_not_worse() {
    let fine = || vec![("1.json", text(job(1)))];
    let mut noted = later(job(1));
    noted["note"] = json!(1);
    for (base, new) in [
        (fine(), [fine(), vec![("2.json", text(job(2)))]].concat()),
        (vec![("1.json", text(running(1, "2023-05-30T13:04:01.000Z")))], fine()),
        (once(), once()),
        (once(), vec![("1.json", text(later(job(1))))]),
        (fine(), vec![("1.json", text(noted))]),
    ] {
        diff(base, new).exits(0);
    }
}
