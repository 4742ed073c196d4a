//! Every figure of a report against arithmetic of its own: the archive is read again as plain JSON,
//! durations are split by hand, percentiles are counted out, and nothing of the library is used.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::archive::{self, Layout, Plan};
use crate::support::Json;

/// The jobs of an archive as they were written, and its errors as rows of text.
struct Naive {
    jobs: Vec<Value>,
    /// Job id, kind, code and user of each row.
    rows: Vec<[String; 4]>,
    files: u64,
}

fn naive(folder: &Path) -> Naive {
    let mut all = Naive { jobs: Vec::new(), rows: Vec::new(), files: 0 };
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
            if path.extension().is_some_and(|extension| extension == "json") {
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

fn in_progress(run: &Value) -> bool {
    run["exitCode"] == "UNKNOWN"
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

fn group(by: &str, job: &Value) -> String {
    let day = || {
        newest(job)["startTime"].as_str().or(newest(job)["createdTime"].as_str()).expect("a time")
    };
    match by {
        "job-name" => job["name"].as_str().expect("a name").to_owned(),
        "org" => uuid(&job["targetCustomerId"]),
        "runner" => uuid(&job["sourceUserId"]),
        "day" => day()[..10].to_owned(),
        "month" => day()[..7].to_owned(),
        _ => unreachable!("{by}"),
    }
}

/// The counts of a row of failure rates, in the order of its columns from `jobs` on.
fn tally<'v>(jobs: impl Iterator<Item = &'v Value>) -> Vec<u64> {
    let exits = [
        "COMPLETED",
        "COMPLETED_WITH_ERRORS",
        "COMPLETED_WITH_PENDING_ORDERS",
        "FAILED",
        "STOPPED",
        "UNKNOWN",
    ];
    let mut row = vec![0; 13];
    for job in jobs {
        let exit = job["latestExecutionExitCode"].as_str().expect("an exit code");
        row[0] += 1;
        row[1] += u64::from(exit != "UNKNOWN");
        row[2 + exits.iter().position(|known| *known == exit).expect("a known code")] += 1;
        for (at, name) in ["totalMoves", "moved", "failed", "pending", "skipped"].iter().enumerate()
        {
            row[8 + at] += job["counts"][name].as_u64().unwrap_or(0);
        }
    }
    row
}

const COUNTED: [&str; 13] = [
    "jobs",
    "finished",
    "succeeded",
    "with_errors",
    "pending_orders",
    "failed",
    "stopped",
    "in_progress",
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
    archive::write(folder.path(), &Plan { jobs, seed: 7, layout: Layout::Files })
        .expect("an archive");
    folder
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
    let folder = generated(500);
    let jobs = naive(folder.path()).jobs;
    for by in ["job-name", "org", "runner", "day", "month"] {
        let mut groups: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
        for job in &jobs {
            groups.entry(group(by, job)).or_default().push(job);
        }
        groups.insert(String::from("(total)"), jobs.iter().collect());
        let report = report(folder.path(), &["--section", "failure_rates", "--by", by]);
        let rows = section(&report, "failure_rates");
        assert_eq!(rows.len(), groups.len());
        for row in rows {
            let counts = tally(groups[row["group"].as_str().expect("a group")].iter().copied());
            for (name, count) in COUNTED.iter().zip(&counts) {
                // A job that never counts an item leaves it unknown, and unknown adds nothing.
                assert_eq!(row[name].as_u64().unwrap_or(0), *count, "{by} {} {name}", row["group"]);
            }
            let (failures, finished) = ((counts[5] + counts[6]) as f64, counts[1] as f64);
            if finished == 0.0 {
                assert!(row["failure_rate"].is_null() && row["failure_rate_low"].is_null());
                continue;
            }
            close(&row["failure_rate"], failures / finished);
            // Wilson's interval as the two roots of (p - r)^2 = z^2 p (1 - p) / n.
            let (r, n, z2) = (failures / finished, finished, 1.959_963_984_540_054_f64.powi(2));
            let (a, b, c) = (1.0 + z2 / n, -2.0 * r - z2 / n, r * r);
            let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
            close(&row["failure_rate_low"], (-b - root) / (2.0 * a));
            close(&row["failure_rate_high"], (-b + root) / (2.0 * a));
            close(&row["item_failure_rate"], counts[10] as f64 / (counts[9] + counts[10]) as f64);
        }
    }
}

#[test]
fn step_timing_is_what_counting_out_the_durations_gives() {
    let folder = generated(500);
    let jobs = naive(folder.path()).jobs;
    let mut durations: BTreeMap<String, (Vec<i128>, u64)> = BTreeMap::new();
    for run in jobs.iter().flat_map(executions) {
        let named = steps(run).map(|step| (step["name"].as_str().expect("a name"), step));
        for (name, part) in named.chain([("(job)", run)]).filter(|(_, part)| !in_progress(part)) {
            let (values, failed) = durations.entry(name.to_owned()).or_default();
            values.push(nanos(part["timeElapsed"].as_str().expect("a duration")));
            *failed += u64::from(part["exitCode"] == "FAILED");
        }
    }
    let of_steps: i128 =
        durations.iter().filter(|(name, _)| *name != "(job)").flat_map(|(_, (v, _))| v).sum();
    let report = report(folder.path(), &["--section", "step_timing", "--section", "slowest_steps"]);
    let rows = section(&report, "step_timing");
    assert_eq!(rows.len(), durations.len());
    for row in rows {
        let (values, failed) = &durations[row["step"].as_str().expect("a step")];
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
        if row["step"] != "(job)" {
            close(&row["share"], total as f64 / of_steps as f64);
        }
    }
    let mut slowest: Vec<i128> = durations
        .into_iter()
        .filter(|(name, _)| name != "(job)")
        .flat_map(|(_, (v, _))| v)
        .collect();
    slowest.sort_unstable_by(|a, b| b.cmp(a));
    let slowest: Vec<i128> = slowest.into_iter().map(milliseconds).collect();
    let found: Vec<i128> = section(&report, "slowest_steps")
        .iter()
        .map(|row| row["elapsed_ms"].as_i64().expect("a duration").into())
        .collect();
    assert_eq!(found, slowest);
}

#[test]
fn codes_and_statuses_are_what_counting_the_words_gives() {
    let folder = generated(500);
    let jobs = naive(folder.path()).jobs;
    let report = report(folder.path(), &["--section", "exit_codes", "--section", "statuses"]);
    for (id, column, of_job, of_run) in [
        ("exit_codes", "exit_code", "latestExecutionExitCode", "exitCode"),
        ("statuses", "status", "latestExecutionStatus", "statusMessage"),
    ] {
        let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        let mut count = |level, word: &'static str| *counts.entry((level, word)).or_default() += 1;
        for job in &jobs {
            count("job", word(&job[of_job]));
            for run in executions(job) {
                count("execution", word(&run[of_run]));
                steps(run).for_each(|step| count("step", word(&step[of_run])));
            }
        }
        let rows = section(&report, id);
        assert_eq!(rows.len(), counts.len());
        for row in rows {
            let level = word(&row["level"]);
            let whole: u64 = counts.iter().filter(|((l, _), _)| *l == level).map(|(_, n)| n).sum();
            let expected = counts[&(level, word(&row[column]))];
            assert_eq!(row["count"], expected, "{row}");
            close(&row["share"], expected as f64 / whole as f64);
        }
    }
}

/// A word of the payloads; there are few, so that leaking them costs nothing.
fn word(value: &Value) -> &'static str {
    value.as_str().expect("a word").to_owned().leak()
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
    let folder = generated(300);
    let naive = naive(folder.path());
    let report = report(folder.path(), &["--section", "jobs"]);
    let rows: BTreeMap<&str, &Value> = section(&report, "jobs")
        .iter()
        .map(|row| (row["job"].as_str().expect("an id"), row))
        .collect();
    assert_eq!(rows.len(), naive.jobs.len());
    for job in &naive.jobs {
        let (id, run) = (uuid(&job["id"]), newest(job));
        let row = rows[id.as_str()];
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
            ("items_failed", &job["counts"]["failed"]),
            ("findings", &Value::from(0)),
        ] {
            assert_eq!(&row[column], expected, "{id} {column}");
        }
        let elapsed = nanos(run["timeElapsed"].as_str().expect("a duration"));
        assert_eq!(row["elapsed_ms"], milliseconds(elapsed) as i64, "{id}");
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
    let folder = generated(500);
    let jobs = naive(folder.path()).jobs;
    let org = uuid(&jobs[0]["targetCustomerId"]);
    let start = |job: &Value| newest(job)["startTime"].as_str().unwrap_or_default().to_owned();
    let count = |wanted: &dyn Fn(&Value) -> bool| jobs.iter().filter(|job| wanted(job)).count();
    for (args, expected) in [
        (&["--org", &org][..], count(&|job| uuid(&job["targetCustomerId"]) == org)),
        (
            &["--org", &org[..8]],
            count(&|job| uuid(&job["targetCustomerId"]).starts_with(&org[..8])),
        ),
        (&["--exit-code", "failed"], count(&|job| job["latestExecutionExitCode"] == "FAILED")),
        (&["--job-name", "MoveUsers"], jobs.len()),
        (&["--job-name", "other"], 0),
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
        let report = report(folder.path(), &[&["--section", "summary"], args].concat());
        assert_eq!(report.measure("jobs"), expected, "{args:?}");
    }
}
