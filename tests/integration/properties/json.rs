//! What is written as JSON is read into types of its own, which know each column and nothing else, and
//! written again to the same bytes: no column is missing, added, out of its place or of another type.

use jobaudit::findings::rule::{Rule, Severity};
use jobaudit::payload::{Outcome, PayloadKind, Timestamp};
use serde::de::{DeserializeOwned, Deserializer, Error};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::archive::{self, Layout, Plan};
use crate::support::{Folder, Run, all_sections, run};

macro_rules! objects {
    ($($(#[$of:meta])* $name:ident { $($(#[$at:meta])* $field:ident: $kind:ty,)* })*) => {
        $(#[derive(Deserialize, Serialize)]
        #[serde(deny_unknown_fields)]
        $(#[$of])*
        struct $name { $($(#[$at])* $field: $kind,)* })*
    };
}

/// What nobody knows is null.
type Text = Option<String>;
type Count = Option<u64>;
type Milliseconds = Option<i64>;
type Share = Option<Part>;
type Time = Option<Moment>;

objects! {
    Report {
        schema_version: u8,
        generator: String,
        command: String,
        as_of: Time,
        filters: Filters,
        inputs: Inputs,
        verdict: Verdict,
        ledger: Box<RawValue>,
        sections: Sections,
        finding_list: Vec<Finding>,
    }
    Inputs { roots: Vec<String>, files: u64, bytes: u64, sha256: String, }
    Verdict { word: String, sentence: String, details: String, }
    #[derive(Default)]
    #[serde(default)]
    Filters {
        #[serde(skip_serializing_if = "Vec::is_empty")] since: Vec<Moment>,
        #[serde(skip_serializing_if = "Vec::is_empty")] until: Vec<Moment>,
        #[serde(rename = "job-name", skip_serializing_if = "Vec::is_empty")] job_name: Vec<String>,
        #[serde(skip_serializing_if = "Vec::is_empty")] org: Vec<String>,
        #[serde(rename = "exit-code", skip_serializing_if = "Vec::is_empty")] exit_code: Vec<String>,
    }
    Sections {
        summary: Vec<Measure>,
        failure_rates: Vec<Rates>,
        exit_codes: Vec<ExitCodes>,
        statuses: Vec<Statuses>,
        step_timing: Vec<Timing>,
        slowest_steps: Vec<SlowStep>,
        error_codes: Vec<ErrorCode>,
        actions: Vec<Action>,
        users: Vec<User>,
        still_to_move: Vec<ToMove>,
        errors: Vec<OneError>,
        steps: Vec<OneStep>,
        throughput: Vec<OfSize>,
        plan: Vec<Planned>, gates: Vec<Gate>,
        timeline: Vec<Period>,
        trend: Vec<Trend>,
        attention: Vec<Attention>,
        findings: Vec<FoundByRule>,
        files: Vec<Files>,
        jobs: Vec<Job>,
    }
    Measure { measure: String, value: Option<Box<RawValue>>, }
    Rates {
        group: Text, jobs: u64, finished: u64, succeeded: u64, with_errors: u64, pending_orders: u64,
        failed: u64, stopped: u64, in_progress: u64, undetermined: u64, failure_rate: Share,
        failure_rate_low: Share, failure_rate_high: Share, items_requested: Count, items_done: Count,
        items_failed: Count, items_pending: Count, items_skipped: Count, item_failure_rate: Share,
    }
    ExitCodes { level: Level, exit_code: Text, count: u64, share: Share, }
    Statuses { level: Level, status: Text, count: u64, share: Share, }
    Timing {
        job_name: Text, step: Text, count: u64, failed: u64, min_ms: i64, mean_ms: i64, stddev_ms: i64,
        p50_ms: i64, p90_ms: i64, p95_ms: Milliseconds, p99_ms: Milliseconds, max_ms: i64, total_ms: i64,
        share: Share,
    }
    SlowStep {
        job: Text, job_name: Text, step: Text, elapsed_ms: i64, started: Time, exit_code: Text,
        file: String,
    }
    ErrorCode {
        code: Text, kind: String, area: Text, action: Text, summary: Text, occurrences: u64, users: u64,
        jobs: u64, share: Share, cumulative_share: Share,
    }
    Action {
        action: Text, title: String, todo: String, who: String, open: u64, users: u64, codes: u64, jobs: u64,
        occurrences: u64,
    }
    Trend { as_of: Time, }
    Gate { gate: String, limit: Text, actual: Text, held: bool, }
    User {
        user: String, email: Text, name: Text, state: String, jobs: u64, failed_jobs: u64, last_job: Text, last_seen: Time, last_code: Text,
        action: Text, moved_later: Option<bool>,
    }
    OneError {
        job: Text, job_name: Text, user: Text, email: Text, kind: String, code: Text, area: Text,
        action: Text, http_status: Option<i64>, message: Text, when: Time, file: String,
        row: Option<i64>,
    }
    OneStep {
        job: Text, job_name: Text, execution: Option<i64>, step: Text, status: Text, exit_code: Text,
        outcome: Named<Outcome>, started: Time, ended: Time, elapsed_ms: Milliseconds, file: String,
    }
    OfSize {
        job_name: Text, size: String, jobs: u64, items: u64, p50_ms: Milliseconds,
        p90_ms: Milliseconds, max_ms: Milliseconds, ms_per_item_p50: Milliseconds,
        ms_per_item_p90: Milliseconds,
    }
    Planned { user: String, email: Text, location: Text, state: Text, job: Text, }
    ToMove {
        user: Text, email: Text, name: Text, org: Text, location: Text, state: String, tries: Count,
        last_try: Time, last_code: Text, why: Text, todo: Text, people: u64, job: Text, file: Text,
    }
    Period {
        period: Text, jobs: u64, failed: u64, failure_rate: Share, items_requested: Count,
        items_done: Count, items_failed: Count, p50_ms: Milliseconds, p95_ms: Milliseconds,
    }
    Attention { job: Text, reason: String, detail: String, since: Time, file: String, }
    FoundByRule {
        rule: Named<Rule>, severity: Named<Severity>, count: u64, files: u64, example: String,
        summary: String,
    }
    Files { kind: String, files: u64, bytes: u64, payloads: u64, note: String, }
    Job {
        job: Text, job_name: Text, org: Text, org_name: Text, runner: Text, runner_name: Text,
        location_name: Text, instance: Option<i64>, created: Time,
        started: Time, ended: Time, status: Text, exit_code: Text, outcome: Named<Outcome>,
        elapsed_ms: Milliseconds, wall_ms: Milliseconds, queue_ms: Milliseconds,
        overhead_ms: Milliseconds, executions: u64, steps: u64, items_requested: Count,
        items_done: Count, items_failed: Count, items_pending: Count, items_skipped: Count,
        items_under_way: Count, items_unaccounted: Count, errors: Count, impacts: Count, findings: u64, file: String,
    }

    Validation {
        schema_version: u8,
        findings: Vec<Finding>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        left_out: Vec<LeftOut>,
        files: Vec<Fate>,
    }
    LeftOut { file: String, rule: Named<Rule>, shown: u64, found: u64, }
    Finding {
        rule: Named<Rule>, severity: Named<Severity>, file: String, line: Count, column: Count,
        pointer: Text, message: String,
    }
    Fate { file: String, kind: Named<PayloadKind>, payloads: u64, fate: Used, }

    Shown {
        schema_version: u8,
        generator: String,
        as_of: Time,
        filters: Filters,
        sections: Parts,
    }
    Parts {
        job: Vec<Fact>,
        counts: Vec<Counted>,
        job_timeline: Vec<Stretch>,
        executions: Vec<Execution>,
        job_steps: Vec<Step>,
        job_errors: Vec<RawError>,
        job_findings: Vec<FoundAt>,
        job_files: Vec<Origin>,
    }
    Fact { fact: String, value: Option<Box<RawValue>>, }
    Counted { count: String, value: Option<i64>, }
    Stretch {
        execution: u64, part: Text, offset_ms: Milliseconds, elapsed_ms: Milliseconds, outcome: Text,
    }
    Execution {
        execution: u64, id: Option<i64>, created: Time, started: Time, ended: Time, status: Text,
        exit_code: Text, elapsed_ms: Milliseconds, wall_ms: Milliseconds, queue_ms: Milliseconds,
        overhead_ms: Milliseconds,
    }
    Step {
        step: Text, execution: u64, id: Option<i64>, started: Time, ended: Time, status: Text,
        exit_code: Text, elapsed_ms: Milliseconds,
    }
    RawError { user: Text, kind: String, code: Text, action: Text, summary: Text, message: Text, }
    FoundAt { rule: Named<Rule>, severity: Named<Severity>, place: String, message: String, }
    Origin { file: String, kind: String, role: String, moment: Time, outcome: Text, linked_by: Text, }
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Job,
    Execution,
    Step,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Used {
    Used,
    SetAside,
}

/// A number between 0 and 1, with the digits that it was written in: reading them as a number and
/// writing that would change the last one.
#[derive(Serialize)]
struct Part(Box<RawValue>);

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Part, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let share = raw.get().parse().is_ok_and(|share: f64| (0.0..=1.0).contains(&share));
        if share { Ok(Part(raw)) } else { Err(D::Error::custom(format!("no share: {raw}"))) }
    }
}

/// A time in the form that the program writes.
#[derive(Serialize)]
struct Moment(String);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
        let text = String::deserialize(deserializer)?;
        match Timestamp::parse(&text).is_some_and(|time| time.to_string() == text) {
            true => Ok(Moment(text)),
            false => Err(D::Error::custom(format!("no time: {text}"))),
        }
    }
}

/// One of the names that the program gives such things.
#[derive(Serialize)]
#[serde(transparent)]
struct Named<T> {
    name: String,
    #[serde(skip)]
    of: std::marker::PhantomData<T>,
}

trait Names {
    fn names() -> Vec<&'static str>;
}

impl Names for Rule {
    fn names() -> Vec<&'static str> {
        Rule::ALL.iter().map(|rule| rule.name()).collect()
    }
}

impl Names for Severity {
    fn names() -> Vec<&'static str> {
        Severity::ALL.map(Severity::name).to_vec()
    }
}

impl Names for Outcome {
    fn names() -> Vec<&'static str> {
        Outcome::ALL.map(Outcome::name).to_vec()
    }
}

impl Names for PayloadKind {
    fn names() -> Vec<&'static str> {
        PayloadKind::ALL.map(PayloadKind::name).to_vec()
    }
}

impl<'de, T: Names> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Named<T>, D::Error> {
        let name = String::deserialize(deserializer)?;
        match T::names().contains(&name.as_str()) {
            true => Ok(Named { name, of: std::marker::PhantomData }),
            false => Err(D::Error::custom(format!("no such name: {name}"))),
        }
    }
}

/// Reads what a run wrote, and checks that it is the same when it is written again.
#[track_caller]
fn read_back<T: DeserializeOwned + Serialize>(run: &Run) -> T {
    let text = run.stdout();
    let read: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{run}"));
    // How it is laid out is for the golden files to say.
    let (text, again) = (without_blanks(&text), serde_json::to_string(&read).expect("plain data"));
    let same = text.bytes().zip(again.bytes()).take_while(|(a, b)| a == b).count();
    let around =
        |text: &str| text.chars().skip(same.saturating_sub(40)).take(80).collect::<String>();
    assert!(text == again, "{} is not {}", around(&text), around(&again));
    read
}

/// JSON without the blanks between its values.
fn without_blanks(json: &str) -> String {
    let (mut is_text, mut is_escaped) = (false, false);
    let is_kept = |c: &char| {
        let is_quote = *c == '"' && !is_escaped;
        is_escaped = is_text && *c == '\\' && !is_escaped;
        is_text ^= is_quote;
        is_text || !c.is_ascii_whitespace()
    };
    json.chars().filter(is_kept).collect()
}

/// Archives of all kinds, and one without any job.
fn archives() -> Vec<(Folder, String)> {
    let (made, empty) = (Folder::new(), Folder::of([("archive/note.txt", "Nothing here.")]));
    let plan = Plan { jobs: 150, seed: 21, layout: Layout::Files, unsaved: 0 };
    archive::write(&made.path("archive"), &plan).expect("an archive");
    let samples = format!("{}/samples", crate::support::PACKAGE);
    vec![(Folder::new(), samples), (made, "archive".into()), (empty, "archive".into())]
}

#[test]
fn a_report_is_what_its_types_say_and_nothing_else() {
    for (folder, path) in archives() {
        for args in [
            &["--top", "0"][..],
            &["--by", "location", "--exit-code", "FAILED", "--exit-code", "COMPLETED_WITH_ERRORS"],
            &["--by", "week", "--since", "2025-09-01", "--until", "2026-02-01T10:00:00Z"],
            &["--by", "runner", "--job-name", "moveusers", "--redact"],
        ] {
            let fixed = ["report", &path, "-q", "-f", "json"].into_iter().chain(all_sections());
            let run = folder.run(fixed.chain(args.iter().copied()));
            let report: Report = read_back(&run);
            assert_eq!(report.schema_version, 2);
            for Measure { measure, value } in report.sections.summary {
                let text = value.as_ref().map_or("null", |raw| raw.get());
                let fits = match measure.as_str() {
                    "first_start" | "last_end" => serde_json::from_str::<Time>(text).is_ok(),
                    "failure_rate" | "item_failure_rate" => {
                        serde_json::from_str::<Share>(text).is_ok()
                    }
                    "elapsed_total_ms" => serde_json::from_str::<Milliseconds>(text).is_ok(),
                    counted if counted.starts_with("items_") || counted.starts_with("people_") => {
                        serde_json::from_str::<Count>(text).is_ok()
                    }
                    // It is not known by job.
                    "snapshots_superseded" => serde_json::from_str::<Count>(text).is_ok(),
                    _ => serde_json::from_str::<u64>(text).is_ok(),
                };
                assert!(fits, "{measure}: {text}");
            }
        }
    }
}

#[test]
fn findings_are_what_their_types_say_and_nothing_else() {
    for (folder, path) in archives() {
        for args in [&["--max-findings", "0"][..], &["--max-findings", "1", "--redact"]] {
            let fixed = ["validate", &path, "-q", "-f", "json"].into_iter();
            let run = folder.run(fixed.chain(args.iter().copied()));
            let validation: Validation = read_back(&run);
            assert!(
                validation
                    .files
                    .iter()
                    .all(|file| { matches!(file.fate, Used::Used) || file.payloads == 0 })
            );
        }
    }
}

#[test]
fn each_job_of_the_samples_is_shown_as_its_types_say_and_nothing_else() {
    let listed = run(["report", "samples", "-q", "-f", "json"].into_iter().chain(all_sections()));
    let report: Report = read_back(&listed);
    let ids: Vec<String> = report.sections.jobs.into_iter().filter_map(|job| job.job).collect();
    assert!(ids.len() > 60);
    for id in ids.iter().step_by(3) {
        let run = run(["show", id, "samples", "-q", "-f", "json"]);
        let shown: Shown = read_back(run.exits(0));
        let [Fact { fact, value }, ..] = &shown.sections.job[..] else { panic!("no fact of {id}") };
        let value = value.as_ref().map(|raw| raw.get().trim_matches('"').to_owned());
        assert_eq!((fact.as_str(), value), ("job", Some(id.clone())));
    }
}
