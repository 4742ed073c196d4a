//! What a hostile archive may cost: memory that has a limit, reports that somebody can read.
//!
//! The address space is limited by the shell, so that whoever needs more of it is ended by the system:
//! that is the verdict, and no clock has a say in it.

use serde_json::{Value, json};

use crate::support::{Folder, Run, all_sections, example, job};

/// Runs the program here in so many MiB of address space.
///
/// With one arena: glibc reserves 64 MiB of addresses for each thread that allocates, which nobody uses,
/// and how many threads come to that is chance.
fn within(folder: &Folder, mebibytes: u64, args: &str) -> Run {
    let limit = mebibytes * 1024;
    let run = folder.shell(&format!(
        "ulimit -v {limit} && MALLOC_ARENA_MAX=1 exec \"$JOBAUDIT\" {args} --no-progress --threads 2"
    ));
    run.check(!run.stderr().contains("panicked"), "no panic");
    run.check(!run.stderr().contains("memory allocation"), "there is memory enough");
    run
}

/// No report is larger.
const LARGEST: usize = 20 << 20;

/// Writes every report about the archive here, and fails where one is too large to be read.
#[track_caller]
fn reports(folder: &Folder, mebibytes: u64) {
    for args in [
        "report .",
        "report . -f markdown",
        "report . -f json",
        "report . -f html",
        "report . -q -o audit.xlsx",
        "validate . --fail-on never",
        "validate . --fail-on never -f json",
        "validate . --fail-on never -f csv",
        "validate . --fail-on never -f sarif",
    ] {
        let run = within(folder, mebibytes, args);
        run.exits(0).check(run.bytes().len() < LARGEST, "it is no larger than anybody reads");
    }
    let xlsx = std::fs::metadata(folder.path("audit.xlsx")).expect("a workbook");
    assert!(xlsx.len() < LARGEST as u64);
    std::fs::remove_file(folder.path("audit.xlsx")).expect("it goes");
}

/// A payload with this as the steps of its execution.
fn with_steps(steps: &str) -> String {
    let mut job = example();
    job["jobExecutionStatus"][0]["stepExecutionStatuses"] = json!("steps");
    job.to_string().replace("\"steps\"", steps)
}

#[test]
fn a_document_of_nothing_but_faults_costs_little_more_than_its_size() {
    for (step, number) in [("1", 300_000), ("{\"a\":1}", 10_000)] {
        let steps = format!("[{}]", vec![step; number].join(","));
        let folder = Folder::of([("a.json", with_steps(&steps))]);
        let report = within(&folder, 128, "report . -f json --section findings").exits(0).json();
        let found = ["wrong-type", "unknown-field", "too-large"].map(|rule| report.findings(rule));
        let found: u64 = found.iter().sum();
        assert!(found >= number as u64, "{found} of {number} {step}");
        let run = within(&folder, 128, "validate . -f json --fail-on never");
        let json = run.exits(0).json().0;
        let left_out = json["left_out"].as_array().expect("an array");
        let sum: u64 = left_out.iter().filter_map(|left| left["found"].as_u64()).sum();
        assert!(sum >= number as u64 && run.bytes().len() < LARGEST, "{left_out:?}");
    }
}

#[test]
fn of_many_findings_the_first_by_place_are_kept() {
    let steps = format!("[{}]", vec!["{\"a\":1}"; 3_000].join(","));
    let folder = Folder::of([("a.json", with_steps(&steps).replacen('{', "{\"a\":1,", 1))]);
    let place = |finding: &Value| (finding["rule"].clone(), finding["column"].as_u64());
    let run = |most: &str| {
        let args = ["validate", ".", "-f", "json", "--fail-on", "never", "--max-findings", most];
        let json = folder.run(args).exits(0).json().0;
        json["findings"].as_array().expect("findings").clone()
    };
    let (all, some) = (run("0"), run("7"));
    for rule in ["unknown-field", "missing-field"] {
        let of_rule = |all: &[Value]| -> Vec<_> {
            all.iter().filter(|finding| finding["rule"] == rule).map(place).collect()
        };
        assert_eq!(of_rule(&all)[..7], of_rule(&some), "{rule}");
    }
    let job = |most: &str| {
        let args = ["show", "131d985d", ".", "-f", "json", "--only", most];
        folder.run(args).exits(0).json()
    };
    assert!(!job("unknown-field").rows("job_findings").is_empty());
    let (_, report) = folder.audit(&["--only", "unknown-field"]);
    assert_eq!(report.job()["findings"], 3_001);
}

#[test]
fn a_stream_and_a_table_of_faults_cost_what_a_few_cost() {
    let mut faulty = job(1);
    faulty["instanceId"] = json!("x");
    let lines = format!("{faulty}\n{faulty}\n{}", "1\n".repeat(50_000));
    let rows = format!("user,code,message\n{}", "\"a\" b\n".repeat(5_000));
    let folder = Folder::of([("a.ndjson", lines), ("b.csv", rows)]);
    reports(&folder, 384);
}

#[test]
fn nesting_of_any_depth_is_no_deeper_than_a_finding() {
    const DEEP: usize = 100_000;
    let arrays = format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP));
    let objects = format!("{}1{}", "{\"a\":".repeat(DEEP), "}".repeat(DEEP));
    let mixed = format!("{}1{}", "[{\"a\":".repeat(DEEP / 2), "}]".repeat(DEEP / 2));
    let mut files = Vec::new();
    for (name, deep) in [("arrays", &arrays), ("objects", &objects), ("mixed", &mixed)] {
        let payload = example().to_string();
        let inside = |key: &str| {
            payload.replacen(&format!("\"{key}\":"), &format!("\"x\":{deep},\"{key}\":"), 1)
        };
        files.push((format!("{name}/alone.json"), deep.clone()));
        files.push((format!("{name}/open.json"), deep[..deep.len() / 2].to_owned()));
        files.push((format!("{name}/job.json"), inside("name")));
        files.push((format!("{name}/counts.json"), inside("totalMoves")));
        files.push((format!("{name}/step.json"), inside("timeElapsed")));
        files.push((format!("{name}/steps.json"), with_steps(deep)));
        files.push((format!("{name}/error.json"), format!("{{\"error\":{deep}}}")));
        files.push((format!("{name}/list.json"), format!("{{\"items\":{deep}}}")));
        files.push((format!("{name}/response.json"), format!("{{\"response\":{deep}}}")));
        files.push((format!("{name}/array.json"), format!("[{payload},{deep}]")));
        files.push((format!("{name}/lines.ndjson"), format!("{payload}\n{payload}\n{deep}\n")));
    }
    let folder = Folder::of(files);
    let (run, report) = folder.audit(&[]);
    run.exits(0);
    assert_eq!(report.measure("files_found"), 33);
    assert_eq!(report.findings("internal-error"), 0);
    // A payload that is too deep costs itself alone: one that stands beside it in an array counts, and
    // two on lines of their own.
    assert_eq!(report.measure("payloads"), 3 * 3);
    assert_eq!(report.findings("too-large"), 3 * 10 - 4);
    // Arrays of arrays, alone and on a line: there is no payload in them that could be too deep.
    assert_eq!(report.findings("unknown-payload"), 4);
    assert_eq!(report.findings("not-json"), 3);
    within(&folder, 256, "validate . --fail-on never").exits(0);
}

#[test]
fn what_is_nested_deeper_than_it_may_be_costs_the_payload() {
    let (whole, limit) = (example().to_string(), 20);
    for (levels, payloads) in [(limit - 1, 1), (limit, 0)] {
        // The braces in the text are none of it; of the levels one is the payload.
        let deep = format!("{}\"[{{\\\"[\"{}", "[".repeat(levels), "]".repeat(levels));
        let deep = whole.replacen('{', &format!("{{\"x\":{deep},"), 1);
        for (name, text) in [
            ("a.json", deep.clone()),
            ("a.json", format!("[{deep},1]")),
            ("a.ndjson", format!("{deep}\n{deep}\n").replacen(&deep, &whole, 1)),
        ] {
            let beside = u64::from(name == "a.ndjson");
            let folder = Folder::of([(name, text)]);
            let (run, report) = folder.audit(&["--max-nesting", &limit.to_string()]);
            run.check(report.measure("payloads") == payloads + beside, "those that may be");
            run.check(report.findings("too-large") == 1 - payloads, "one that may not");
        }
    }
    Folder::of([("a.json", whole)]).run(["report", "--max-nesting", "15"]).exits(2);
}

#[test]
fn very_long_texts_are_shown_as_far_as_anybody_reads() {
    let long = "A".repeat(1 << 17);
    let mut files = Vec::new();
    for (at, field) in [
        "id",
        "name",
        "targetCustomerId",
        "sourceUserId",
        "csvFile",
        "trackingId",
        "latestExecutionExitCode",
        "latestExecutionStatus",
        "locationName",
        "other",
    ]
    .into_iter()
    .enumerate()
    {
        let mut job = job(at as u64);
        job[field] = json!(long);
        files.push((format!("{field}.json"), job.to_string()));
    }
    let mut steps = job(99);
    for step in
        steps["jobExecutionStatus"][0]["stepExecutionStatuses"].as_array_mut().expect("steps")
    {
        (step["name"], step["timeElapsed"]) = (json!(long), json!(long));
    }
    steps[&long] = json!(1);
    files.push(("steps.json".into(), steps.to_string()));
    files.push(("errors.csv".into(), format!("user,code,message\n{long},{long},{long}\n")));
    let folder = Folder::of(files);
    reports(&folder, 384);
    let json = folder.run(["report", ".", "-f", "json"].into_iter().chain(all_sections())).json();
    let groups = json.rows("failure_rates").iter().filter_map(|row| row["group"].as_str());
    let longest = groups.max_by_key(|group| group.len()).expect("a name");
    assert!(
        longest.contains(" (131072 characters, SHA-256 "),
        "{}",
        &longest[longest.len() - 60..]
    );
}

#[test]
fn any_number_of_keys_that_nobody_knows_are_one_line() {
    let keys: String = (0..10_000).map(|at| format!("\"k{at}\":1,")).collect();
    let payload = example().to_string();
    let folder = Folder::of([
        ("job.json", payload.replacen('{', &format!("{{{keys}"), 1)),
        ("counts.json", payload.replacen("\"totalMoves\"", &format!("{keys}\"totalMoves\""), 1)),
        ("again.json", payload.replacen('{', &format!("{{{}", "\"k\":1,".repeat(10_000)), 1)),
    ]);
    reports(&folder, 384);
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_too_large_for_memory_is_set_aside() {
    let folder = Folder::with_example();
    let line = |head: &str| {
        let size = (33 << 20) - head.len();
        [head.as_bytes(), &vec![b'x'; size]].concat()
    };
    let payload = example().to_string();
    folder.write("archive/text.json", line(""));
    folder.write("archive/object.json", line("{\"name\":\""));
    folder.write("archive/array.json", line("[\""));
    folder.write("archive/lines.ndjson", line(&format!("{payload}\n{payload}\n{{\"name\":\"")));
    folder.write("archive/table.csv", line("user,code,message\na,1,\""));
    folder.write("archive/cell.csv", line("user,code,message\na,1,"));
    // A file of 2 GiB in which nothing was ever written.
    folder.shell("truncate -s 2G archive/nul.json").exits(0);
    let run =
        within(&folder, 160, "report archive -v -f json --section summary --max-file-size 32M");
    let json = run.exits(0).json();
    run.check(json.measure("files_set_aside") == 7, "all but the example");
}

#[test]
fn numbers_of_any_size_neither_wrap_nor_end_it() {
    const SIZES: [&str; 8] = [
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775809",
        "1e400",
        "99999999999999999999",
        "1.5",
    ];
    let payload = example().to_string();
    let mut files = Vec::new();
    for (at, size) in SIZES.into_iter().enumerate() {
        for (field, value) in [("totalMoves", "1"), ("moved", "1"), ("failed", "0")] {
            let known = format!("\"{field}\":{value}");
            assert!(payload.contains(&known), "{known}");
            let text = payload.replace(&known, &format!("\"{field}\":{size}"));
            files.push((format!("{field}-{at}.json"), text));
        }
        let mut text = job(at as u64);
        text["instanceId"] = json!("size");
        files.push((format!("instance-{at}.json"), text.to_string().replace("\"size\"", size)));
    }
    // Twice what fits: a sum past 64 bits, and durations of twenty digits.
    for at in 0..3 {
        let mut most = job(100 + at);
        most["counts"] = json!({"totalMoves": i64::MAX, "moved": i64::MAX, "failed": 0});
        let run = &mut most["jobExecutionStatus"][0];
        run["timeElapsed"] = json!("PT99999999999999999999S");
        run["stepExecutionStatuses"][0]["timeElapsed"] = json!("PT9223372036S");
        files.push((format!("most-{at}.json"), most.to_string()));
    }
    let folder = Folder::of(files);
    let (run, report) = folder.audit(&[]);
    run.exits(0);
    assert_eq!(report.findings("internal-error"), 0);
    let not_negative = |measure: &str| report.measure(measure).as_f64().is_none_or(|n| n >= 0.0);
    for measure in ["items_requested", "items_done", "items_failed", "elapsed_total_ms"] {
        run.check(not_negative(measure), measure);
    }
    reports(&folder, 384);
}
