//! Nothing is lost and nothing is counted twice: what was written is used, or left out with a finding.

use std::collections::BTreeMap;

use jobaudit::render::{self, Format, Look};
use jobaudit::report::{Options, Report, SectionId};
use jobaudit::{Config, audit};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::holds;
use crate::support::{Folder, Json, job};

/// One file of an archive.
#[derive(Clone, Debug)]
enum Kind {
    Job(Shape),
    /// The answer to a list request, with so many elements that are no jobs.
    List(Vec<Shape>, u8),
    /// A JSON array of the same.
    Array(Vec<Shape>, u8),
    /// A job a line, with so many lines that are no JSON, and blank ones between.
    Stream(Vec<Shape>, u8),
    /// Rows of an errors file, with so many that are cut.
    Table(u8, u8),
    /// Items of an error list, with so many that say nothing.
    Errors(u8, u8),
    /// An older snapshot of a job of another file.
    Older,
    /// What no audit can use.
    Aside(u8),
}

/// A job: its exit code, and for each execution its steps.
#[derive(Clone, Debug)]
struct Shape {
    exit_code: usize,
    runs: Vec<Vec<Step>>,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Done,
    Running,
    /// Without anything that tells how long it took.
    Untold,
}

/// Exit codes with what they come to.
const EXIT_CODES: [(&str, &str); 7] = [
    ("COMPLETED", "succeeded"),
    ("COMPLETED_WITH_ERRORS", "with_errors"),
    ("COMPLETED_WITH_PENDING_ORDERS", "pending_orders"),
    ("FAILED", "failed"),
    ("STOPPED", "stopped"),
    ("UNKNOWN", "in_progress"),
    ("PERHAPS", "succeeded"),
];

fn shapes() -> impl Strategy<Value = Shape> {
    let step =
        prop_oneof![3 => Just(Step::Done), 1 => Just(Step::Running), 1 => Just(Step::Untold)];
    (0..EXIT_CODES.len(), vec(vec(step, 0..4), 0..3))
        .prop_map(|(exit_code, runs)| Shape { exit_code, runs })
}

fn kinds() -> impl Strategy<Value = Kind> {
    let some = || vec(shapes(), 1..5);
    prop_oneof![
        3 => shapes().prop_map(Kind::Job),
        1 => (some(), 0..3_u8).prop_map(|(jobs, others)| Kind::List(jobs, others)),
        1 => (some(), 0..3_u8).prop_map(|(jobs, others)| Kind::Array(jobs, others)),
        1 => (some(), 0..3_u8).prop_map(|(jobs, others)| Kind::Stream(jobs, others)),
        1 => (1..9_u8, 0..3_u8).prop_map(|(rows, cut)| Kind::Table(rows, cut)),
        1 => (1..6_u8, 0..3_u8).prop_map(|(items, empty)| Kind::Errors(items, empty)),
        1 => Just(Kind::Older),
        2 => (0..7_u8).prop_map(Kind::Aside),
    ]
}

/// What was written.
#[derive(Default)]
struct Written {
    files: Vec<(String, Vec<u8>)>,
    aside: u64,
    payloads: u64,
    jobs: u64,
    older: u64,
    /// The numbers of jobs that say when they were looked at.
    dated: Vec<u64>,
    outcomes: BTreeMap<&'static str, u64>,
    runs: u64,
    steps: u64,
    /// Steps that took a known time.
    timed: u64,
    /// Errors that name a user, each another one.
    errors: u64,
    /// Errors that name nobody.
    nameless: u64,
    /// For some rules how many findings there are at least.
    left_out: BTreeMap<&'static str, u64>,
}

impl Written {
    fn of(kinds: &[Kind]) -> Written {
        let mut all = Written::default();
        kinds.iter().for_each(|kind| all.write(kind));
        all
    }

    fn put(&mut self, ending: &str, text: impl Into<Vec<u8>>) {
        let name = format!("archive/{}/file.{ending}", self.files.len());
        self.files.push((name, text.into()));
    }

    fn left_out(&mut self, rule: &'static str, count: u8) {
        *self.left_out.entry(rule).or_default() += u64::from(count);
    }

    fn job(&mut self, shape: &Shape) -> Value {
        self.jobs += 1;
        self.payloads += 1;
        self.dated.extend(Some(self.jobs).filter(|_| !shape.runs.is_empty()));
        let (exit_code, outcome) = EXIT_CODES[shape.exit_code];
        *self.outcomes.entry(outcome).or_default() += 1;
        let mut payload = job(self.jobs);
        payload["latestExecutionExitCode"] = json!(exit_code);
        if outcome == "in_progress" {
            payload["latestExecutionStatus"] = json!("STARTED");
        }
        let run = payload["jobExecutionStatus"][0].clone();
        let runs = shape.runs.iter().zip(0..).map(|(steps, id)| {
            self.runs += 1;
            let mut run = run.clone();
            run["id"] = json!(id);
            let step = run["stepExecutionStatuses"][0].clone();
            let steps = steps.iter().zip(0..).map(|(kind, id)| {
                self.steps += 1;
                let mut step = step.clone();
                step["id"] = json!(id);
                let fields = step.as_object_mut().expect("an object");
                match kind {
                    Step::Done => self.timed += 1,
                    Step::Running => {
                        fields.insert("statusMessage".into(), json!("STARTED"));
                        fields.insert("exitCode".into(), json!("UNKNOWN"));
                        fields.remove("endTime");
                    }
                    Step::Untold => {
                        fields.remove("timeElapsed");
                        fields.remove("endTime");
                        *self.left_out.entry("missing-field").or_default() += 1;
                    }
                }
                step
            });
            run["stepExecutionStatuses"] = steps.collect();
            run
        });
        payload["jobExecutionStatus"] = runs.collect();
        payload
    }

    fn jobs(&mut self, shapes: &[Shape]) -> Vec<Value> {
        shapes.iter().map(|shape| self.job(shape)).collect()
    }

    fn user(&mut self) -> String {
        self.errors += 1;
        format!("user-{}@example.com", self.errors)
    }

    fn write(&mut self, kind: &Kind) {
        match kind {
            Kind::Job(shape) => {
                let payload = self.job(shape);
                self.put("json", payload.to_string());
            }
            Kind::List(shapes, others) | Kind::Array(shapes, others) => {
                let mut elements = self.jobs(shapes);
                self.left_out("unknown-payload", *others);
                elements.extend((0..*others).map(|nth| json!({ "note": nth })));
                let is_list = matches!(kind, Kind::List(..));
                let payload = if is_list { json!({ "items": elements }) } else { json!(elements) };
                self.put("json", payload.to_string());
            }
            Kind::Stream(shapes, others) => {
                let mut lines: Vec<String> =
                    self.jobs(shapes).iter().map(|payload| format!("{payload}\n\r\n")).collect();
                self.left_out("not-json", *others);
                lines.extend((0..*others).map(|nth| format!("{{\"cut\": {nth}\n")));
                self.put("ndjson", lines.concat());
            }
            Kind::Table(rows, cut) => {
                self.payloads += 1;
                let mut text = String::from("User,Type,Code,Message\n");
                for row in 0..*rows {
                    text += &format!("{},Error,4202,\"a, {row}\n\"\"b\"\"\"\n", self.user());
                }
                self.left_out("csv-ragged-row", *cut);
                for _ in 0..*cut {
                    text += &format!("\n{},Error\n", self.user());
                }
                self.put("csv", text);
            }
            Kind::Errors(items, empty) => {
                self.payloads += 1;
                let full = (0..*items).map(|number| {
                    let message = json!([{"description": "[Error 4202] No.", "code": "4202"}]);
                    json!({"itemNumber": number, "item": self.user(), "trackingId": "ROUTER_1",
                        "error": {"key": "400", "message": message}})
                });
                let mut elements: Vec<Value> = full.collect();
                self.left_out("missing-field", *empty);
                self.nameless += u64::from(*empty);
                elements.extend((0..*empty).map(|number| {
                    json!({"itemNumber": number, "trackingId": "ROUTER_1", "error": {"key": "400"}})
                }));
                self.put("json", json!({ "items": elements }).to_string());
            }
            Kind::Older => {
                if let Some(&number) = self.dated.last() {
                    (self.payloads, self.older) = (self.payloads + 1, self.older + 1);
                    let mut payload = job(number);
                    // Without any time it is older than any other.
                    payload["jobExecutionStatus"] = json!([]);
                    self.put("json", payload.to_string());
                }
            }
            Kind::Aside(which) => {
                self.aside += 1;
                let (ending, text): (_, &[u8]) = match which {
                    0 => ("json", b""),
                    1 => ("txt", b"Call Ms Example.\nThen go on.\n"),
                    2 => ("json", b"{\"items\": [{\"id\": \"x\", \"name\": \"Location\"}]}"),
                    3 => ("json", b"{\"latestExecutionStatus\": \"FAILED\", \"na"),
                    4 => ("json", b"{\"error\": [{\"code\": 1, \"message\": \"no\"}]}"),
                    5 => ("csv", b"Email,First Name\na@example.com,A\n"),
                    _ => ("bin", b"\x89PNG\r\n\x1a\n\0\0"),
                };
                self.put(ending, text);
            }
        }
    }
}

fn report_of(folder: &Folder) -> Json {
    let config = Config { paths: vec![folder.path("archive")], threads: 2, ..Config::default() };
    let audit = audit(&config).expect("an audit");
    assert_eq!(audit.problems, [""; 0]);
    let options = Options { sections: SectionId::all().collect(), top: 0, ..Options::default() };
    let mut out = Vec::new();
    let report = Report::of(&audit.archive, &options);
    render::write(&report, Format::Json, &Look::default(), &mut out).expect("JSON");
    Json(serde_json::from_slice(&out).expect("JSON"))
}

/// The sum of a column.
fn sum(rows: &[Value], column: &str) -> u64 {
    rows.iter().map(|row| row[column].as_u64().unwrap_or(0)).sum()
}

#[test]
fn files_payloads_jobs_steps_and_rows_are_all_accounted_for() {
    holds(160, vec(kinds(), 0..14), |kinds| {
        let written = Written::of(&kinds);
        let folder = Folder::of(written.files.iter().map(|(name, bytes)| (name, bytes)));
        folder.write("archive/last.txt", "so that there is an archive");
        let report = report_of(&folder);
        hold(&written, &report);
    });
}

fn hold(written: &Written, report: &Json) {
    let measure = |name: &str| report.measure(name).as_u64().expect(name);
    let section = |id: &str| report.rows(id);
    // Files.
    let (found, aside) = (written.files.len() as u64 + 1, written.aside + 1);
    assert_eq!(measure("files_found"), found);
    assert_eq!(measure("files_set_aside"), aside);
    assert_eq!(measure("files_used"), found - aside);
    assert_eq!(sum(section("files"), "files"), found);
    let bytes: usize = written.files.iter().map(|(_, bytes)| bytes.len()).sum();
    assert_eq!(sum(section("files"), "bytes"), bytes as u64 + 27);
    let reasons = section("files")
        .iter()
        .filter(|row| row["note"].as_str().is_some_and(|note| note.starts_with("set aside")));
    for row in reasons.clone() {
        let rule = row["kind"].as_str().expect("a rule");
        let finding = report.row("findings", "rule", rule).expect("a finding of its reason");
        assert!(finding["files"].as_u64() >= row["files"].as_u64(), "{rule}");
    }
    assert_eq!(reasons.map(|row| row["files"].as_u64().expect("a count")).sum::<u64>(), aside);

    // Payloads, and the jobs among them.
    assert_eq!(measure("payloads"), written.payloads);
    assert_eq!(sum(section("files"), "payloads"), written.payloads);
    assert_eq!((measure("jobs"), measure("snapshots_superseded")), (written.jobs, written.older));
    let tables = written.payloads - written.jobs - written.older;
    let kinds = ["errors-csv", "error-list"].map(|kind| report.row("files", "kind", kind));
    assert_eq!(
        kinds.into_iter().flatten().map(|row| row["payloads"].as_u64()).fold(0, add),
        tables
    );

    // Jobs by outcome, by group, by period, by exit code.
    let jobs = section("jobs");
    assert_eq!(jobs.len() as u64, written.jobs);
    let [groups @ .., total] = section("failure_rates") else { panic!("no total") };
    for (_, outcome) in EXIT_CODES {
        let expected = written.outcomes.get(outcome).copied().unwrap_or(0);
        assert_eq!(measure(outcome), expected, "{outcome}");
        assert_eq!(total[outcome], expected, "{outcome}");
        assert_eq!(sum(groups, outcome), expected, "{outcome}");
        let word = outcome.replace('_', "-");
        let of_ledger = jobs.iter().filter(|job| job["outcome"].as_str() == Some(&word));
        assert_eq!(of_ledger.count() as u64, expected, "{outcome}");
    }
    let unfinished = measure("in_progress") + measure("undetermined");
    assert_eq!(measure("finished") + unfinished, written.jobs);
    assert_eq!(
        (sum(groups, "jobs"), sum(section("timeline"), "jobs")),
        (written.jobs, written.jobs)
    );
    for (level, expected) in
        [("job", written.jobs), ("execution", written.runs), ("step", written.steps)]
    {
        for id in ["exit_codes", "statuses"] {
            let rows = section(id).iter().filter(|row| row["level"] == level);
            let counted: u64 = rows.map(|row| row["count"].as_u64()).fold(0, add);
            assert_eq!(counted, expected, "{id} of {level}");
        }
    }

    // Executions and steps: those that took a known time are timed, and of the others it is known why.
    assert_eq!(sum(jobs, "executions"), written.runs);
    assert_eq!(sum(jobs, "steps"), written.steps);
    let of_steps = section("step_timing").iter().filter(|row| row["step"] != "(job)");
    assert_eq!(of_steps.map(|row| row["count"].as_u64()).fold(0, add), written.timed);
    assert_eq!(section("slowest_steps").len() as u64, written.timed);

    // Rows of tables and items of lists, each of another user.
    let errors = written.errors + written.nameless;
    assert_eq!((measure("errors"), measure("impacts")), (errors, 0));
    assert_eq!(measure("users_with_errors"), written.errors);
    assert_eq!(section("users").len() as u64, written.errors);
    assert_eq!(sum(section("error_codes"), "occurrences"), errors);

    // What is left out is said.
    for (rule, least) in &written.left_out {
        assert!(report.findings(rule) >= *least, "{rule}: {} of {least}", report.findings(rule));
    }
    let by_severity = ["findings_error", "findings_warning", "findings_info"].map(measure);
    assert_eq!(by_severity.iter().sum::<u64>(), sum(section("findings"), "count"));
}

fn add(sum: u64, more: Option<u64>) -> u64 {
    sum + more.expect("a count")
}

#[test]
fn jobs_without_an_id_are_jobs_of_their_own_wherever_they_stand() {
    let nameless = |nth: u64| {
        let mut payload = job(nth);
        payload.as_object_mut().expect("an object").remove("id");
        payload
    };
    let jobs: Vec<Value> = (0..4).map(nameless).collect();
    let list = |jobs: &[Value]| json!({ "items": jobs }).to_string();
    let array = |jobs: &[Value]| json!(jobs).to_string();
    let lines = |lines: [String; 2]| lines.join("\n");
    // Larger than what is read whole, so that parts of it are read by themselves.
    let padded = |nth| {
        let mut payload = nameless(nth);
        payload["trackingId"] = json!("x".repeat(32 << 10));
        payload
    };
    let large: Vec<Value> = (0..160).map(padded).collect();
    let lists: Vec<String> = large.chunks(4).map(list).collect();
    assert!(lists.concat().len() > 5 << 20);
    for text in [
        array(&jobs),
        list(&jobs),
        jobs.iter().map(|job| format!("{job}\n")).collect(),
        lines([list(&jobs[..2]), list(&jobs[2..])]),
        lines([list(&jobs[..3]), jobs[3].to_string()]),
        lines([array(&jobs[..1]), array(&jobs[1..])]),
        json!([{ "items": jobs[..2] }, { "items": jobs[2..] }]).to_string(),
        lists.join("\n"),
        format!("[{}]", lists.join(",\n")),
    ] {
        let expected = if text.len() > 1 << 20 { 160 } else { 4 };
        let report = report_of(&Folder::of([("archive/jobs", &text)]));
        let counted = ["payloads", "jobs", "snapshots_superseded"];
        let counted = counted.map(|measure| report.measure(measure).as_u64());
        assert_eq!(counted, [Some(expected), Some(expected), Some(0)], "{text:.900}");
    }
}
