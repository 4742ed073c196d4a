//! Every figure of a report against arithmetic of its own: the archive is read again as plain JSON,
//! durations are split by hand, percentiles are counted out, and nothing of the library is used.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::archive::{self, Layout, Plan};
use crate::support::Json;

/// The jobs of an archive as they were written, and its errors as rows of text.
struct Naive {
    jobs: Vec<Value>,
    /// Job id, kind, code and user of each row.
    rows: Vec<[String; 4]>,
    files: u64,
    /// The path of each job's file.
    paths: Vec<String>,
    /// Files and their bytes by extension.
    sizes: BTreeMap<String, (u64, u64)>,
}

fn naive(folder: &Path) -> Naive {
    let mut all = Naive {
        jobs: Vec::new(),
        rows: Vec::new(),
        files: 0,
        paths: Vec::new(),
        sizes: BTreeMap::new(),
    };
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            all.files += 1;
            let text = fs::read_to_string(&path).expect("text");
            let extension = path.extension().expect("an extension").to_string_lossy().into_owned();
            let (files, bytes) = all.sizes.entry(extension.clone()).or_default();
            (*files, *bytes) = (*files + 1, *bytes + text.len() as u64);
            if extension == "json" {
                let path = path.strip_prefix(folder).expect("a path below the folder");
                all.paths.push(path.to_string_lossy().into_owned());
                all.jobs.push(serde_json::from_str(&text).expect("JSON"));
                continue;
            }
            let job = path.file_stem().expect("a name").to_string_lossy()[..36].to_owned();
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let header = reader.headers().expect("a header").clone();
            let column =
                |part: &str| header.iter().position(|name| name.to_lowercase().contains(part));
            let (user, kind, code) = (column("user"), column("type"), column("code"));
            for row in reader.records() {
                let row = row.expect("a row");
                let cell = |at: Option<usize>| row[at.expect("a column")].to_lowercase();
                all.rows.push([job.clone(), cell(kind), cell(code), cell(user)]);
            }
        }
    }
    all
}

/// `PT1M30.25S` in nanoseconds, by taking it apart from the left.
fn nanos(text: &str) -> i128 {
    let mut rest = text.strip_prefix("PT").expect("PT");
    let mut sum = 0;
    for (unit, seconds) in [('H', 3600), ('M', 60), ('S', 1)] {
        let Some((number, after)) = rest.split_once(unit) else { continue };
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let digits = format!("{whole}{part:0<9}");
        sum += digits.parse::<i128>().expect("digits") * seconds;
        rest = after;
    }
    assert!(rest.is_empty(), "{text}");
    sum
}

/// Milliseconds since 1970 of `2023-05-30T13:04:00.469Z`, by counting years, months and days.
fn moment(text: &str) -> i128 {
    let number = |from: usize, to: usize| text[from..to].parse::<u64>().expect("digits");
    let (year, month) = (number(0, 4), number(5, 7));
    let days = days_before(year, month) + number(8, 10) - 1;
    let seconds = days * 86_400 + number(11, 13) * 3_600 + number(14, 16) * 60 + number(17, 19);
    assert_eq!((text.len(), &text[23..]), (24, "Z"), "{text}");
    i128::from(seconds * 1_000 + number(20, 23))
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// Days from 1970 to the beginning of a month.
fn days_before(year: u64, month: u64) -> u64 {
    let february = if is_leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let years: u64 = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
    years + months.iter().take(month as usize - 1).sum::<u64>()
}

/// The ISO week of a time: that of its Thursday, counted in the Thursday's year.
fn week(text: &str) -> String {
    let day = (moment(text) / 86_400_000) as u64;
    // 1970 began on a Thursday.
    let thursday = day - (day + 3) % 7 + 3;
    let year = (1970..).find(|year| days_before(year + 1, 1) > thursday).expect("a year");
    format!("{year:04}-W{:02}", (thursday - days_before(year, 1)) / 7 + 1)
}

/// Nanoseconds between two times of a run, where it has both.
fn between(run: &Value, from: &str, to: &str) -> Option<i128> {
    Some((moment(run[to].as_str()?) - moment(run[from].as_str()?)) * 1_000_000)
}

/// How long an execution or a step took: as it says, else from start to end.
fn took(run: &Value) -> Option<i128> {
    run["timeElapsed"].as_str().map(nanos).or_else(|| between(run, "startTime", "endTime"))
}

fn in_progress(run: &Value) -> bool {
    run["exitCode"] == "UNKNOWN"
}

/// What came of a job of these archives, as the ledger calls it.
fn outcome(job: &Value) -> &'static str {
    match job["latestExecutionExitCode"].as_str() {
        Some("COMPLETED") => "succeeded",
        Some("COMPLETED_WITH_ERRORS") => "with-errors",
        Some("COMPLETED_WITH_PENDING_ORDERS") => "pending-orders",
        Some("FAILED") => "failed",
        Some("STOPPED") => "stopped",
        Some("UNKNOWN") => "in-progress",
        None => "undetermined",
        Some(word) => panic!("{word}"),
    }
}

/// The time that a job is filed under: the newest execution's start, else the creation.
fn when(job: &Value) -> &str {
    newest(job)["startTime"].as_str().or(newest(job)["createdTime"].as_str()).expect("a time")
}

fn milliseconds(nanos: i128) -> i128 {
    (nanos + 500_000).div_euclid(1_000_000)
}

/// The smallest value such that at least so many percent of all are at or below it.
fn percentile(values: &[i128], percent: usize) -> i128 {
    let reaches = |value: i128| {
        values.iter().filter(|v| **v <= value).count() * 100 >= percent * values.len()
    };
    values.iter().copied().filter(|value| reaches(*value)).min().expect("values")
}

fn executions(job: &Value) -> &Vec<Value> {
    job["jobExecutionStatus"].as_array().expect("executions")
}

fn newest(job: &Value) -> &Value {
    let created = |run: &&Value| run["createdTime"].as_str().map(str::to_owned);
    executions(job).iter().max_by_key(created).expect("an execution")
}

fn steps(run: &Value) -> impl Iterator<Item = &Value> {
    run["stepExecutionStatuses"].as_array().into_iter().flatten()
}

fn uuid(id: &Value) -> String {
    use base64::Engine;
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let uri = engine.decode(id.as_str().expect("an id")).expect("base64url");
    String::from_utf8(uri).expect("a URI").rsplit('/').next().expect("a UUID").to_owned()
}

fn group(by: &str, job: &Value) -> Option<String> {
    Some(match by {
        "job-name" => job["name"].as_str().expect("a name").to_owned(),
        "org" => uuid(&job["targetCustomerId"]),
        "runner" => uuid(&job["sourceUserId"]),
        "location" => job["locationName"].as_str()?.to_owned(),
        "day" => when(job)[..10].to_owned(),
        "week" => week(when(job)),
        "month" => when(job)[..7].to_owned(),
        _ => unreachable!("{by}"),
    })
}

/// The counts of jobs in the order of the columns of failure rates, from `jobs` on.
fn tally<'v>(jobs: impl Iterator<Item = &'v Value>) -> [Option<u64>; 14] {
    let outcomes = [
        "succeeded",
        "with-errors",
        "pending-orders",
        "failed",
        "stopped",
        "in-progress",
        "undetermined",
    ];
    let mut row = [None; 14];
    row[..9].fill(Some(0));
    let mut add = |at: usize, more: u64| row[at] = Some(row[at].unwrap_or(0) + more);
    for job in jobs {
        let outcome = outcome(job);
        add(0, 1);
        add(1, u64::from(!["in-progress", "undetermined"].contains(&outcome)));
        add(2 + outcomes.iter().position(|known| *known == outcome).expect("a known outcome"), 1);
        for (at, name) in ["totalMoves", "moved", "failed", "pending", "skipped"].iter().enumerate()
        {
            // A count that no job states stays unknown.
            if let Some(count) = job["counts"][name].as_u64() {
                add(9 + at, count);
            }
        }
    }
    row
}

const COUNTED: [&str; 14] = [
    "jobs",
    "finished",
    "succeeded",
    "with_errors",
    "pending_orders",
    "failed",
    "stopped",
    "in_progress",
    "undetermined",
    "items_requested",
    "items_done",
    "items_failed",
    "items_pending",
    "items_skipped",
];

fn close(found: &Value, expected: f64) {
    let found = found.as_f64().expect("a number");
    assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
}

fn generated(jobs: u64) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    archive::write(folder.path(), &Plan { jobs, seed: 7, layout: Layout::Files, unsaved: 0 })
        .expect("an archive");
    folder
}

/// A generated archive, and beside it jobs of the kinds that it has few of or none: running, not
/// yet started, stopped, undetermined, without durations, of another family, run again, waiting.
fn varied(jobs: u64) -> tempfile::TempDir {
    let folder = generated(jobs);
    let beside = folder.path().join("varied");
    fs::create_dir(&beside).expect("a folder");
    for index in 0..64 {
        let made = archive::generate(jobs + index, 7);
        let mut job: Value = serde_json::from_str(&made.payload).expect("JSON");
        vary(&mut job, index);
        let path = beside.join(format!("{}.json", made.uuid));
        fs::write(path, job.to_string()).expect("a file");
    }
    folder
}

fn vary(job: &mut Value, kind: u64) {
    match kind % 8 {
        0 => {
            end(job, "STARTED", Some("UNKNOWN"));
            let run = last(job);
            set(run, "endTime", None);
            let steps = run["stepExecutionStatuses"].as_array_mut().expect("steps");
            let step = steps.last_mut().expect("a step");
            set(step, "endTime", None);
            set(step, "statusMessage", Some("STARTED"));
            set(step, "exitCode", Some("UNKNOWN"));
        }
        1 => {
            end(job, "STARTING", Some("UNKNOWN"));
            let run = last(job);
            set(run, "startTime", None);
            set(run, "endTime", None);
            set(run, "stepExecutionStatuses", None);
            set(run, "timeElapsed", Some("PT0S"));
        }
        2 => {
            end(job, "ABANDONED", Some("STOPPED"));
            let counts = &mut job["counts"];
            counts["moved"] = 0.into();
            counts["failed"] = 0.into();
        }
        3 => end(job, "UNKNOWN", None),
        4 => {
            let run = last(job);
            set(run, "timeElapsed", None);
            for step in run["stepExecutionStatuses"].as_array_mut().expect("steps") {
                set(step, "timeElapsed", None);
            }
        }
        5 => {
            job["name"] = "rebuildphones".into();
            job["locationName"] = ["Harbour", "Mill Lane"][(kind / 8 % 2) as usize].into();
            set(job, "counts", None);
        }
        6 => {
            end(job, "FAILED", Some("FAILED"));
            let mut again = last(job).clone();
            for (name, time) in [
                ("createdTime", "2026-02-20T10:00:00.100Z"),
                ("startTime", "2026-02-20T10:00:00.217Z"),
                ("endTime", "2026-02-20T10:00:07.000Z"),
                ("lastUpdated", "2026-02-20T10:00:07.003Z"),
                ("timeElapsed", "PT6.2004S"),
            ] {
                set(&mut again, name, Some(time));
            }
            let mut step = again["stepExecutionStatuses"][0].clone();
            for (name, text) in [
                ("startTime", "2026-02-20T10:00:00.300Z"),
                ("endTime", "2026-02-20T10:00:06.500Z"),
                ("lastUpdated", "2026-02-20T10:00:06.500Z"),
                ("timeElapsed", "PT6.2004S"),
                ("statusMessage", "FAILED"),
                ("exitCode", "FAILED"),
            ] {
                set(&mut step, name, Some(text));
            }
            again["id"] = (again["id"].as_u64().expect("an id") + 1).into();
            again["stepExecutionStatuses"] = Value::Array(vec![step]);
            let runs = job["jobExecutionStatus"].as_array_mut().expect("executions");
            // The newest does not stand last.
            runs.insert(0, again);
        }
        _ => {
            end(job, "COMPLETED", Some("COMPLETED_WITH_PENDING_ORDERS"));
            job["counts"] = serde_json::json!(
                {"totalMoves": 9, "moved": 4, "failed": 1, "pending": 3, "skipped": 1}
            );
        }
    }
}

/// Lets a job end, or not yet, with a status and an exit code, its last execution and itself.
fn end(job: &mut Value, status: &str, exit_code: Option<&str>) {
    set(last(job), "statusMessage", Some(status));
    set(last(job), "exitCode", exit_code);
    set(job, "latestExecutionStatus", Some(status));
    set(job, "latestExecutionExitCode", exit_code);
}

fn last(job: &mut Value) -> &mut Value {
    let runs = job["jobExecutionStatus"].as_array_mut().expect("executions");
    runs.last_mut().expect("an execution")
}

fn set(object: &mut Value, name: &str, text: Option<&str>) {
    let members = object.as_object_mut().expect("an object");
    match text {
        Some(text) => drop(members.insert(name.into(), text.into())),
        None => drop(members.remove(name)),
    }
}

fn report(folder: &Path, args: &[&str]) -> Json {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_jobaudit"))
        .args(["report", "-f", "json", "--top", "0"])
        .arg(folder)
        .args(args)
        .output()
        .expect("the program");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Json(serde_json::from_slice(&output.stdout).expect("JSON"))
}

fn section<'r>(report: &'r Json, id: &str) -> &'r Vec<Value> {
    report.0["sections"][id].as_array().expect("a section")
}

#[test]
fn failure_rates_are_what_counting_the_payloads_gives_in_every_dimension() {
    let folder = varied(600);
    let jobs = naive(folder.path()).jobs;
    for by in ["job-name", "org", "runner", "location", "day", "week", "month"] {
        let mut groups: BTreeMap<Option<String>, Vec<&Value>> = BTreeMap::new();
        for job in &jobs {
            groups.entry(group(by, job)).or_default().push(job);
        }
        assert!(groups.len() > 1, "{by}");
        groups.insert(Some(String::from("(total)")), jobs.iter().collect());
        let report = report(folder.path(), &["--section", "failure_rates", "--by", by]);
        let rows = section(&report, "failure_rates");
        assert_eq!(rows.len(), groups.len());
        assert_eq!(rows[rows.len() - 1]["group"], "(total)");
        for row in rows {
            let group = row["group"].as_str().map(str::to_owned);
            let counts = tally(groups.remove(&group).expect("a group, once").into_iter());
            for (name, count) in COUNTED.iter().zip(counts) {
                assert_eq!(row[*name], Value::from(count), "{by} {group:?} {name}");
            }
            hold_rates(row, &counts);
        }
    }
}

/// The rates of a row, by the counts that [`tally`] gives for it.
fn hold_rates(row: &Value, counts: &[Option<u64>; 14]) {
    let count = |at: usize| counts[at].unwrap_or(0) as f64;
    let (failures, finished) = (count(5) + count(6), count(1));
    if finished == 0.0 {
        for column in ["failure_rate", "failure_rate_low", "failure_rate_high"] {
            assert!(row[column].is_null(), "{row}");
        }
    } else {
        close(&row["failure_rate"], failures / finished);
        // Wilson's interval as the two roots of (p - r)^2 = z^2 p (1 - p) / n.
        let (r, n, z2) = (failures / finished, finished, 1.959_963_984_540_054_f64.powi(2));
        let (a, b, c) = (1.0 + z2 / n, -2.0 * r - z2 / n, r * r);
        let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
        close(&row["failure_rate_low"], (-b - root) / (2.0 * a));
        close(&row["failure_rate_high"], (-b + root) / (2.0 * a));
    }
    if count(10) + count(11) == 0.0 {
        assert!(row["item_failure_rate"].is_null(), "{row}");
    } else {
        close(&row["item_failure_rate"], count(11) / (count(10) + count(11)));
    }
}

#[test]
fn the_summary_is_what_counting_files_payloads_and_rows_gives() {
    let folder = varied(600);
    let naive = naive(folder.path());
    let report = report(folder.path(), &["--section", "summary", "--section", "files"]);
    let counts = tally(naive.jobs.iter());
    let count = |at: usize| Value::from(counts[at]);
    let times = |name: &'static str| {
        let runs = naive.jobs.iter().flat_map(executions);
        runs.filter_map(move |run| run[name].as_str())
    };
    let runs = naive.jobs.iter().flat_map(executions).filter(|run| !in_progress(run));
    let elapsed: i128 = runs.map(|run| took(run).expect("a duration")).sum();
    let of_kind =
        |kind: &str| naive.rows.iter().filter(|[_, k, ..]| k.contains(kind)).count() as u64;
    let users: BTreeSet<_> =
        naive.rows.iter().filter(|[_, k, ..]| k.contains("error")).map(|[.., user]| user).collect();
    let of_job = |job: &Value| stuck(job, &naive) + unlike_its_errors(job, &naive);
    let warnings = naive.jobs.iter().map(of_job).sum::<u64>() + failed_repeatedly(&naive);
    let expected = [
        ("files_found", naive.files.into()),
        ("files_used", naive.files.into()),
        ("files_set_aside", 0.into()),
        ("payloads", naive.files.into()),
        ("snapshots_superseded", 0.into()),
        ("first_start", times("startTime").min().into()),
        ("last_end", times("endTime").max().into()),
        ("elapsed_total_ms", (milliseconds(elapsed) as u64).into()),
        ("errors", of_kind("error").into()),
        ("impacts", of_kind("impact").into()),
        ("users_with_errors", users.len().into()),
        ("findings_error", naive.jobs.iter().map(absent_durations).sum::<u64>().into()),
        ("findings_warning", warnings.into()),
        ("findings_info", 0.into()),
    ];
    let counted = COUNTED.iter().enumerate().map(|(at, name)| (*name, count(at)));
    for (measure, value) in expected.into_iter().chain(counted) {
        assert_eq!(report.measure(measure), &value, "{measure}");
    }
    let ratio = |part: u64, whole: u64| part as f64 / whole as f64;
    let number = |at: usize| counts[at].expect("some job counts it");
    close(report.measure("failure_rate"), ratio(number(5) + number(6), number(1)));
    close(report.measure("item_failure_rate"), ratio(number(11), number(10) + number(11)));
    // Nothing is in the summary that does not stand above.
    assert_eq!(section(&report, "summary").len(), 14 + COUNTED.len() + 2 + 9);

    let kinds = [("job-status", "json"), ("errors-csv", "csv")];
    let files = section(&report, "files");
    assert_eq!(files.len(), kinds.len());
    for (kind, extension) in kinds {
        let row = files.iter().find(|row| row["kind"] == kind).expect("a row for the kind");
        let (number, bytes) = naive.sizes[extension];
        assert_eq!(
            (&row["files"], &row["bytes"], &row["payloads"]),
            (&number.into(), &bytes.into(), &number.into()),
            "{kind}"
        );
    }
}

/// How many durations a job has left out, each of which is a finding.
fn absent_durations(job: &Value) -> u64 {
    let parts = executions(job).iter().flat_map(|run| steps(run).chain([run]));
    parts.filter(|part| part["timeElapsed"].is_null()).count() as u64
}

/// Whether a job is in progress for more than a day at the newest moment of the archive.
fn stuck(job: &Value, all: &Naive) -> u64 {
    fn updates(job: &Value) -> impl Iterator<Item = i128> {
        let parts = executions(job).iter().flat_map(|run| steps(run).chain([run]));
        parts.map(|part| moment(part["lastUpdated"].as_str().expect("a time")))
    }
    let newest = all.jobs.iter().flat_map(updates).max().expect("jobs");
    u64::from(outcome(job) == "in-progress" && newest - moment(when(job)) > 86_400_000)
}

/// How many findings there are about a job's failures against its errors file: it has none, or names
/// another number of users.
fn unlike_its_errors(job: &Value, all: &Naive) -> u64 {
    let id = uuid(&job["id"]);
    let finished = !["in-progress", "undetermined"].contains(&outcome(job));
    let failed = job["counts"]["failed"].as_u64();
    let own = || all.rows.iter().filter(|[of, ..]| *of == id);
    let users = own().filter(|[_, kind, ..]| kind.contains("error")).map(|[.., user]| user);
    let users = users.collect::<BTreeSet<_>>().len() as u64;
    let unexplained = failed > Some(0) || outcome(job) == "with-errors";
    u64::from(match own().next() {
        None => finished && unexplained,
        Some(_) => finished && failed.is_some_and(|failed| failed != users),
    })
}

/// How many users failed in more than one job.
fn failed_repeatedly(all: &Naive) -> u64 {
    let mut jobs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for [job, kind, _, user] in &all.rows {
        if kind.contains("error") {
            jobs.entry(user).or_default().insert(job);
        }
    }
    jobs.values().filter(|jobs| jobs.len() > 1).count() as u64
}

#[test]
fn the_timeline_is_cut_by_days_or_weeks_and_adds_up() {
    let folder = varied(600);
    let jobs = naive(folder.path()).jobs;
    let first = jobs.iter().map(when).min().expect("jobs").to_owned();
    let day = |days: i128| {
        // The same moment so many days later, found among the jobs' own.
        let limit = moment(&first) + days * 86_400_000;
        let times = jobs.iter().map(when).filter(|time| moment(time) <= limit);
        times.max().expect("a job").to_owned()
    };
    for (days, length) in [(20, 10), (120, 8)] {
        let until = day(days);
        let report = report(folder.path(), &["--section", "timeline", "--until", &until]);
        let rows = section(&report, "timeline");
        let chosen: Vec<&Value> = jobs.iter().filter(|job| when(job) <= &*until).collect();
        let jobs_in: u64 = rows.iter().map(|row| row["jobs"].as_u64().expect("a number")).sum();
        assert_eq!(jobs_in, chosen.len() as u64, "{days}");
        let periods: Vec<&str> =
            rows.iter().map(|row| row["period"].as_str().expect("a period")).collect();
        assert!(
            periods.is_sorted() && periods.iter().all(|period| period.len() == length),
            "{periods:?}"
        );
        for row in rows {
            let period = row["period"].as_str().expect("a period");
            if length == 8 {
                continue; // A week is no part of a date's text.
            }
            let own = || chosen.iter().filter(|job| when(job).starts_with(period));
            let failed = own().filter(|job| outcome(job) == "failed").count();
            assert_eq!(
                (&row["jobs"], &row["failed"]),
                (&json!(own().count()), &json!(failed)),
                "{period}"
            );
            let runs = own().flat_map(|job| executions(job)).filter(|run| !in_progress(run));
            let mut took: Vec<i128> = runs.map(|run| took(run).expect("a duration")).collect();
            took.sort_unstable();
            let median = took.get(took.len().div_ceil(2).saturating_sub(1));
            assert_eq!(
                row["p50_ms"].as_i64().map(i128::from),
                median.map(|nanos| milliseconds(*nanos)),
                "{period}"
            );
            assert_eq!(row["p95_ms"].is_null(), took.len() < 20, "{period}");
        }
    }
}

#[test]
fn step_timing_is_what_counting_out_the_durations_gives() {
    let folder = varied(600);
    let naive = naive(folder.path());
    let jobs = &naive.jobs;
    let mut durations: BTreeMap<(&str, &str), (Vec<i128>, u64)> = BTreeMap::new();
    let mut slowest = Vec::new();
    for (job, path) in jobs.iter().zip(&naive.paths) {
        let job_name = job["name"].as_str().expect("a name");
        for run in executions(job) {
            let named = steps(run).map(|step| (step["name"].as_str().expect("a name"), step));
            for (name, part) in named.chain([("(job)", run)]).filter(|(_, part)| !in_progress(part))
            {
                let nanos = took(part).expect("a duration");
                let (values, failed) = durations.entry((job_name, name)).or_default();
                values.push(nanos);
                *failed += u64::from(part["exitCode"] == "FAILED");
                if name != "(job)" {
                    slowest.push((
                        milliseconds(nanos) as u64,
                        [
                            uuid(&job["id"]),
                            job_name.to_owned(),
                            name.to_owned(),
                            part["startTime"].as_str().unwrap_or_default().to_owned(),
                            part["exitCode"].as_str().unwrap_or_default().to_owned(),
                            path.clone(),
                        ],
                    ));
                }
            }
        }
    }
    assert!(durations.len() > 4 && durations.values().any(|(values, _)| values.len() < 20));
    let of_steps = |job: &str| -> i128 {
        let own = durations.iter().filter(|((j, name), _)| *j == job && *name != "(job)");
        own.flat_map(|(_, (values, _))| values).sum()
    };
    let report = report(folder.path(), &["--section", "step_timing", "--section", "slowest_steps"]);
    let rows = section(&report, "step_timing");
    assert_eq!(rows.len(), durations.len());
    for row in rows {
        let text = |column: &str| row[column].as_str().expect("a name");
        let (values, failed) = &durations[&(text("job_name"), text("step"))];
        let (count, total) = (values.len(), values.iter().sum::<i128>());
        let half_up = |number: i128| {
            (2 * number + count as i128 * 1_000_000).div_euclid(2 * count as i128 * 1_000_000)
        };
        let only_from = |least: usize, value: i128| (count >= least).then_some(value);
        for (column, expected) in [
            ("count", Some(count as i128)),
            ("failed", Some(i128::from(*failed))),
            ("min_ms", values.iter().min().map(|v| milliseconds(*v))),
            ("max_ms", values.iter().max().map(|v| milliseconds(*v))),
            ("total_ms", Some(milliseconds(total))),
            ("mean_ms", Some(half_up(total))),
            ("p50_ms", Some(milliseconds(percentile(values, 50)))),
            ("p90_ms", Some(milliseconds(percentile(values, 90)))),
            ("p95_ms", only_from(20, milliseconds(percentile(values, 95)))),
            ("p99_ms", only_from(100, milliseconds(percentile(values, 99)))),
        ] {
            assert_eq!(row[column].as_i64().map(i128::from), expected, "{} {column}", row["step"]);
        }
        let mean = total as f64 / count as f64;
        let variance =
            values.iter().map(|v| (*v as f64 - mean).powi(2)).sum::<f64>() / count as f64;
        let stddev = row["stddev_ms"].as_f64().expect("a deviation");
        assert!(
            (stddev - variance.sqrt() / 1e6).abs() <= 0.501,
            "{stddev} is not {}",
            variance.sqrt() / 1e6
        );
        let whole = if row["step"] == "(job)" { total } else { of_steps(text("job_name")) };
        close(&row["share"], total as f64 / whole as f64);
    }
    let rows = section(&report, "slowest_steps");
    let millis = |row: &Value| row["elapsed_ms"].as_u64().expect("a duration");
    assert!(rows.is_sorted_by(|a, b| millis(a) >= millis(b)));
    let text = |row: &Value, column: &str| row[column].as_str().unwrap_or_default().to_owned();
    let mut found: Vec<_> = rows
        .iter()
        .map(|row| {
            let columns = ["job", "job_name", "step", "started", "exit_code", "file"];
            (millis(row), columns.map(|column| text(row, column)))
        })
        .collect();
    found.sort();
    slowest.sort();
    assert!(found == slowest, "{} steps, {} expected", found.len(), slowest.len());
}

#[test]
fn what_is_negative_is_the_time_of_nothing() {
    let mut job = crate::support::example();
    let run = last(&mut job);
    set(run, "timeElapsed", Some("PT-8S"));
    for step in run["stepExecutionStatuses"].as_array_mut().expect("steps") {
        set(step, "timeElapsed", Some("PT-8S"));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("1.json");
    let tell = |job: &Value| {
        fs::write(&file, job.to_string()).expect("a file");
        report(folder.path(), &[])
    };
    let known = tell(&job);
    assert!(known.findings("negative-duration") > 1);
    let wall = between(last(&mut job), "startTime", "endTime").expect("both");
    assert_eq!(known.measure("elapsed_total_ms"), &json!(milliseconds(wall)));
    for row in section(&known, "step_timing") {
        assert!(row["min_ms"].as_i64().is_some_and(|least| least >= 0), "{row}");
    }
    // The other way round in time too: then nothing says how long it took.
    let run = last(&mut job);
    let start = run["startTime"].take();
    run["startTime"] = std::mem::replace(&mut run["endTime"], start);
    for stated in [Some("PT-8S"), None] {
        set(last(&mut job), "timeElapsed", stated);
        let unknown = tell(&job);
        assert!(unknown.findings("end-before-start") > 0);
        assert_eq!(unknown.measure("elapsed_total_ms"), &Value::Null);
        let row = &section(&unknown, "jobs")[0];
        for time in ["elapsed_ms", "wall_ms", "overhead_ms"] {
            assert_eq!(row[time], Value::Null, "{time}");
        }
    }
}

#[test]
fn codes_and_statuses_are_what_counting_the_words_gives() {
    let folder = varied(600);
    let jobs = naive(folder.path()).jobs;
    let report = report(folder.path(), &["--section", "exit_codes", "--section", "statuses"]);
    for (id, column, of_job, of_run) in [
        ("exit_codes", "exit_code", "latestExecutionExitCode", "exitCode"),
        ("statuses", "status", "latestExecutionStatus", "statusMessage"),
    ] {
        let mut counts: BTreeMap<(&str, Option<&str>), u64> = BTreeMap::new();
        let mut count = |level, word| *counts.entry((level, word)).or_default() += 1;
        for job in &jobs {
            count("job", job[of_job].as_str());
            for run in executions(job) {
                count("execution", run[of_run].as_str());
                steps(run).for_each(|step| count("step", step[of_run].as_str()));
            }
        }
        let rows = section(&report, id);
        assert_eq!(rows.len(), counts.len());
        for row in rows {
            let level = row["level"].as_str().expect("a level");
            let whole: u64 = counts.iter().filter(|((l, _), _)| *l == level).map(|(_, n)| n).sum();
            let expected = counts[&(level, row[column].as_str())];
            assert_eq!(row["count"], expected, "{row}");
            close(&row["share"], expected as f64 / whole as f64);
        }
    }
}

#[test]
fn errors_are_what_counting_the_rows_gives() {
    let folder = generated(800);
    let naive = naive(folder.path());
    let report = report(folder.path(), &["--section", "error_codes", "--section", "summary"]);
    let mut so_far: BTreeMap<String, u64> = BTreeMap::new();
    let rows = section(&report, "error_codes");
    for row in rows {
        let (kind, code) =
            (row["kind"].as_str().expect("a kind"), row["code"].as_str().expect("a code"));
        let of_kind = || naive.rows.iter().filter(|[_, k, ..]| k.contains(kind));
        let of_code: Vec<_> = of_kind().filter(|[_, _, c, _]| c == code).collect();
        let distinct =
            |at: usize| of_code.iter().map(|row| &row[at]).collect::<BTreeSet<_>>().len();
        assert_eq!(row["occurrences"], of_code.len(), "{row}");
        assert_eq!(
            (&row["users"], &row["jobs"]),
            (&distinct(3).into(), &distinct(0).into()),
            "{row}"
        );
        let so_far = so_far.entry(kind.to_owned()).or_default();
        *so_far += of_code.len() as u64;
        close(&row["share"], of_code.len() as f64 / of_kind().count() as f64);
        close(&row["cumulative_share"], *so_far as f64 / of_kind().count() as f64);
    }
    let all: u64 = so_far.values().sum();
    assert_eq!(all, naive.rows.len() as u64);
    let users: BTreeSet<_> = naive
        .rows
        .iter()
        .filter(|[_, kind, ..]| kind.contains("error"))
        .map(|[.., user]| user)
        .collect();
    assert_eq!(report.measure("users_with_errors"), users.len());
    assert_eq!(report.measure("files_found"), naive.files);
    assert_eq!(report.measure("files_set_aside"), 0);
    assert_eq!(report.measure("findings_error"), 0);
    assert_eq!(report.measure("findings_warning"), 0);
    assert_eq!(report.measure("findings_info"), 0);
}

#[test]
fn the_ledger_says_of_each_job_what_its_payload_says() {
    let folder = varied(600);
    let naive = naive(folder.path());
    let report = report(folder.path(), &["--section", "jobs"]);
    let rows: BTreeMap<&str, &Value> = section(&report, "jobs")
        .iter()
        .map(|row| (row["job"].as_str().expect("an id"), row))
        .collect();
    assert_eq!(rows.len(), naive.jobs.len());
    for (job, path) in naive.jobs.iter().zip(&naive.paths) {
        let (id, run) = (uuid(&job["id"]), newest(job));
        let row = rows[id.as_str()];
        let created = executions(job).iter().filter_map(|run| run["createdTime"].as_str()).min();
        let millis =
            |nanos: Option<i128>| Value::from(nanos.map(|nanos| milliseconds(nanos) as i64));
        let (elapsed, wall) = (took(run), between(run, "startTime", "endTime"));
        let overhead = wall.zip(elapsed).map(|(wall, elapsed)| wall - elapsed);
        for (column, expected) in [
            ("job_name", &job["name"]),
            (
                "instance",
                &Value::from(job["instanceId"].to_string().parse::<i64>().expect("a number")),
            ),
            ("org", &Value::from(uuid(&job["targetCustomerId"]))),
            ("runner", &Value::from(uuid(&job["sourceUserId"]))),
            ("status", &job["latestExecutionStatus"]),
            ("exit_code", &job["latestExecutionExitCode"]),
            ("started", &run["startTime"]),
            ("ended", &run["endTime"]),
            ("executions", &Value::from(executions(job).len())),
            ("steps", &Value::from(executions(job).iter().flat_map(steps).count())),
            ("items_requested", &job["counts"]["totalMoves"]),
            ("items_done", &job["counts"]["moved"]),
            ("items_failed", &job["counts"]["failed"]),
            ("items_pending", &job["counts"]["pending"]),
            ("items_skipped", &job["counts"]["skipped"]),
            ("outcome", &Value::from(outcome(job))),
            ("created", &Value::from(created)),
            ("elapsed_ms", &millis(elapsed)),
            ("wall_ms", &millis(wall)),
            ("queue_ms", &millis(between(run, "createdTime", "startTime"))),
            ("overhead_ms", &millis(overhead)),
            (
                "findings",
                &Value::from(
                    absent_durations(job) + stuck(job, &naive) + unlike_its_errors(job, &naive),
                ),
            ),
            ("file", &Value::from(path.as_str())),
        ] {
            assert_eq!(&row[column], expected, "{id} {column}");
        }
        let of_kind = |kind: &str| {
            naive.rows.iter().filter(|[j, k, ..]| *j == id && k.contains(kind)).count()
        };
        let has_file = naive.rows.iter().any(|[j, ..]| *j == id);
        let expected = |kind: &str| if has_file { Value::from(of_kind(kind)) } else { Value::Null };
        assert_eq!(
            (&row["errors"], &row["impacts"]),
            (&expected("error"), &expected("impact")),
            "{id}"
        );
    }
}

#[test]
fn filters_choose_what_comparing_texts_chooses() {
    let folder = varied(600);
    let jobs = naive(folder.path()).jobs;
    let org = uuid(&jobs[0]["targetCustomerId"]);
    let start = |job: &Value| when(job).to_owned();
    let other = uuid(
        &jobs.iter().find(|job| uuid(&job["targetCustomerId"]) != org).expect("two orgs")["targetCustomerId"],
    );
    let exact = when(&jobs[0]);
    let count = |wanted: &dyn Fn(&Value) -> bool| -> Vec<&Value> {
        jobs.iter().filter(|job| wanted(job)).collect()
    };
    for (args, expected) in [
        (&["--org", &org][..], count(&|job| uuid(&job["targetCustomerId"]) == org)),
        (
            &["--org", &org[..8]],
            count(&|job| uuid(&job["targetCustomerId"]).starts_with(&org[..8])),
        ),
        (&["--exit-code", "failed"], count(&|job| job["latestExecutionExitCode"] == "FAILED")),
        (&["--job-name", "MoveUsers"], count(&|job| job["name"] == "moveusers")),
        (&["--job-name", "rebuildphones"], count(&|job| job["name"] == "rebuildphones")),
        (&["--job-name", "rebuildphones", "--job-name", "moveusers"], jobs.iter().collect()),
        (
            &["--exit-code", "STOPPED", "--exit-code", "completed_with_pending_orders"],
            count(&|job| ["stopped", "pending-orders"].contains(&outcome(job))),
        ),
        (&["--exit-code", "unknown"], count(&|job| outcome(job) == "in-progress")),
        (
            &["--org", &org, "--org", &other],
            count(&|job| [&org, &other].contains(&&uuid(&job["targetCustomerId"]))),
        ),
        (&["--since", exact, "--until", exact], count(&|job| when(job) == exact)),
        (&["--since", "2025-11-15"], count(&|job| *start(job) >= *"2025-11-15")),
        (&["--until", "2025-11"], count(&|job| *start(job) < *"2025-12")),
        (
            &["--since", "2025-10-03", "--until", "2025-10-20", "--exit-code", "COMPLETED"],
            count(&|job| {
                ("2025-10-03".."2025-10-21").contains(&start(job).as_str())
                    && job["latestExecutionExitCode"] == "COMPLETED"
            }),
        ),
    ] {
        let sections = ["--section", "summary", "--section", "failure_rates", "--section", "jobs"];
        let report = report(folder.path(), &[&sections, args].concat());
        for (name, count) in COUNTED.iter().zip(tally(expected.iter().copied())) {
            assert_eq!(report.measure(name), &Value::from(count), "{args:?} {name}");
        }
        let rows = section(&report, "failure_rates");
        assert_eq!(rows[rows.len() - 1]["jobs"], expected.len(), "{args:?}");
        let found: BTreeSet<_> =
            section(&report, "jobs").iter().filter_map(|row| row["job"].as_str()).collect();
        let ids: Vec<_> = expected.iter().map(|job| uuid(&job["id"])).collect();
        assert_eq!(found, ids.iter().map(String::as_str).collect(), "{args:?}");
    }
}
