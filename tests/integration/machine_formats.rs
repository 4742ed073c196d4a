//! Every format tells the same facts, under the names that are promised.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use csv::ReaderBuilder;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::support::{Folder, Json, SECTIONS, all_sections, run};

/// The promised columns of each section, in order.
const COLUMNS: [(&str, &str); 21] = [
    ("summary", "measure value"),
    (
        "failure_rates",
        "group jobs finished succeeded with_errors pending_orders failed stopped in_progress undetermined \
         failure_rate failure_rate_low failure_rate_high items_requested items_done items_failed items_pending \
         items_skipped item_failure_rate",
    ),
    ("exit_codes", "level exit_code count share"),
    ("statuses", "level status count share"),
    (
        "step_timing",
        "job_name step count failed min_ms mean_ms stddev_ms p50_ms p90_ms p95_ms p99_ms max_ms total_ms share",
    ),
    ("slowest_steps", "job job_name step elapsed_ms started exit_code file"),
    ("error_codes", "code kind area action summary occurrences users jobs share cumulative_share"),
    ("actions", "action title todo who open users codes jobs occurrences"),
    (
        "users",
        "user email name state jobs failed_jobs last_job last_seen last_code action moved_later",
    ),
    (
        "still_to_move",
        "user email name org location state tries last_try last_code why todo people job file",
    ),
    ("errors", "job job_name user email kind code area action http_status message when file row"),
    ("steps", "job job_name execution step status exit_code outcome started ended elapsed_ms file"),
    ("throughput", "job_name size jobs items p50_ms p90_ms max_ms ms_per_item_p50 ms_per_item_p90"),
    ("plan", "user email location state job"),
    ("gates", "gate limit actual held"),
    (
        "timeline",
        "period jobs failed failure_rate items_requested items_done items_failed p50_ms p95_ms",
    ),
    (
        "trend",
        "as_of verdict people_to_move jobs failure_rate items_done items_failed item_failure_rate findings_error \
         findings_warning",
    ),
    ("attention", "job reason detail since file"),
    ("findings", "rule severity count files example summary"),
    ("files", "kind files bytes payloads note"),
    (
        "jobs",
        "job job_name org org_name runner runner_name location_name instance created started ended status exit_code outcome elapsed_ms wall_ms \
         queue_ms overhead_ms executions steps items_requested items_done items_failed items_pending items_skipped \
         items_under_way items_unaccounted errors impacts findings file",
    ),
];

/// The promised measures of the summary, in order.
const MEASURES: &str = "files_found files_used files_set_aside payloads snapshots_superseded jobs finished \
    succeeded with_errors pending_orders failed stopped in_progress undetermined failure_rate items_requested \
    items_done items_failed items_pending items_skipped item_failure_rate first_start last_end elapsed_total_ms \
    errors impacts users_with_errors findings_error findings_warning findings_info items_under_way \
    items_unaccounted items_overcounted items_not_done people_to_move people_to_move_named errors_files_missing \
    jobs_to_look_at findings_accepted";

/// All sections of the samples' report.
struct Written {
    text: String,
    json: Json,
    tables: BTreeMap<&'static str, String>,
}

static WRITTEN: LazyLock<Written> = LazyLock::new(|| {
    let folder = Folder::new();
    let output = |name: &str| format!("{}/{name}", folder.path("").display());
    let (json, tables) = (output("a.json"), output("tables/"));
    let fixed = ["report", "samples", "-q", "-o", &json, "-o", &tables];
    run(fixed.into_iter().chain(all_sections())).exits(0);
    let text = folder.read("a.json");
    let tables = SECTIONS.map(|section| (section, folder.read(&format!("tables/{section}.csv"))));
    Written { json: Json(serde_json::from_str(&text).expect("JSON")), text, tables: tables.into() }
});

/// The header and the rows of a section in CSV.
fn table(section: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let text = &WRITTEN.tables[section];
    let mut reader = ReaderBuilder::new().from_reader(text.as_bytes());
    let own = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let header = own(reader.headers().expect("a header"));
    let rows = reader.records().map(|record| own(&record.expect("a row")));
    (header, rows.collect())
}

/// The promised columns of a section.
pub fn columns(section: &str) -> Vec<&'static str> {
    let known = COLUMNS.iter().find(|(name, _)| *name == section);
    known.expect("a known section").1.split_whitespace().collect()
}

#[test]
fn csv_and_json_hold_the_same_facts_cell_by_cell() {
    for section in SECTIONS {
        let (header, rows) = table(section);
        let objects = WRITTEN.json.rows(section);
        assert_eq!(rows.len(), objects.len(), "{section}");
        for (row, object) in rows.iter().zip(objects) {
            for (column, text) in header.iter().zip(row) {
                let same = match &object[column] {
                    Value::Null => text.is_empty(),
                    Value::String(value) => text == value,
                    Value::Number(value) if value.is_f64() => {
                        // `serde_json` may read the last digit of a fraction otherwise.
                        let [a, b] =
                            [text.parse().ok(), value.as_f64()].map(|n| n.unwrap_or(f64::NAN));
                        (a - b).abs() <= f64::EPSILON
                    }
                    Value::Number(value) => *text == value.to_string(),
                    Value::Bool(value) => *text == value.to_string(),
                    _ => false,
                };
                assert!(same, "{section}.{column}: csv {text:?}, json {}", object[column]);
            }
        }
    }
}

#[test]
fn every_section_has_the_promised_columns_in_order() {
    for section in SECTIONS {
        let expected = columns(section);
        assert_eq!(table(section).0, expected, "{section} in csv");
        for row in WRITTEN.json.rows(section) {
            let keys: Vec<&str> =
                row.as_object().expect("a row").keys().map(String::as_str).collect();
            let mut sorted = expected.clone();
            sorted.sort_unstable();
            assert_eq!(keys, sorted, "{section} in json");
        }
    }
}

/// The keys of an object in their order.
struct Keys(Vec<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Keys, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Keys;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, IgnoredAny)) = map.next_entry()? {
                    keys.push(key);
                }
                Ok(Keys(keys))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[test]
fn json_writes_sections_and_columns_in_the_promised_order() {
    // The map of `serde_json` has forgotten the order: the text has not.
    let keys_of = |line: &str| match line.trim().trim_end_matches(',') {
        row if row.starts_with("{\"") => serde_json::from_str(row).map(|Keys(keys)| keys).ok(),
        line => line.strip_prefix('"')?.split_once("\": ").map(|(key, _)| vec![key.to_owned()]),
    };
    let keys: Vec<String> = WRITTEN.text.lines().filter_map(keys_of).flatten().collect();
    let mut expected = vec!["schema_version", "generator", "command", "as_of", "filters"];
    expected.extend(["inputs", "roots", "files", "bytes", "sha256"]);
    expected.extend(["verdict", "word", "sentence", "details", "ledger", "sections"]);
    for section in SECTIONS {
        expected.push(section);
        for _ in WRITTEN.json.rows(section) {
            expected.extend(columns(section));
        }
    }
    expected.push("finding_list");
    let Json(report) = &WRITTEN.json;
    for _ in report["finding_list"].as_array().expect("findings") {
        expected.extend(["rule", "severity", "file", "line", "column", "pointer", "message"]);
    }
    assert_eq!(keys, expected);
}

#[test]
fn the_summary_has_the_promised_measures_in_order() {
    let measures: Vec<&str> = MEASURES.split_whitespace().collect();
    let rows = WRITTEN.json.rows("summary");
    assert_eq!(rows.iter().map(|row| &row["measure"]).collect::<Vec<_>>(), measures);
}

#[test]
fn json_says_its_version_and_who_wrote_it() {
    let Json(report) = &WRITTEN.json;
    assert_eq!(report["schema_version"], 2);
    assert_eq!(report["generator"], concat!("jobaudit ", env!("CARGO_PKG_VERSION")));
    assert_eq!(report["as_of"], "2026-02-28T21:47:08.521Z");
    assert!(report["filters"].as_object().is_some_and(serde_json::Map::is_empty));
}

#[test]
fn json_has_numbers_where_figures_are_and_texts_where_names_are() {
    let texts = [
        "measure",
        "group",
        "level",
        "exit_code",
        "status",
        "job_name",
        "step",
        "job",
        "started",
        "file",
        "code",
        "kind",
        "area",
        "action",
        "summary",
        "rule",
        "severity",
        "example",
        "note",
        "message",
        "when",
        "size",
        "org",
        "org_name",
        "runner",
        "runner_name",
        "location_name",
        "created",
        "ended",
        "outcome",
        "user",
        "period",
        "last_job",
        "last_seen",
        "last_code",
        "reason",
        "detail",
        "since",
        "title",
        "todo",
        "who",
        "email",
        "name",
        "state",
        "location",
        "last_try",
        "why",
    ];
    for section in SECTIONS {
        for row in WRITTEN.json.rows(section) {
            for (column, value) in row.as_object().expect("a row") {
                // The summary's values are figures and two times.
                let moment = matches!(row["measure"].as_str(), Some("first_start" | "last_end"));
                let text = texts.contains(&column.as_str()) || column == "value" && moment;
                let fits = value.is_null()
                    || match column.as_str() {
                        "moved_later" => value.is_boolean(),
                        _ if text => value.is_string(),
                        _ => value.is_number(),
                    };
                assert!(fits, "{section}.{column}: {value}");
            }
        }
    }
}

#[test]
fn durations_are_whole_milliseconds_and_shares_lie_between_0_and_1() {
    for section in SECTIONS {
        for row in WRITTEN.json.rows(section) {
            for (column, value) in row.as_object().expect("a row") {
                if column.ends_with("_ms") {
                    assert!(value.is_i64() || value.is_null(), "{section}.{column}: {value}");
                }
                if column.contains("share") || column.contains("rate") {
                    let share = value.as_f64();
                    assert!(
                        share.is_none_or(|share| (0.0..=1.0).contains(&share)),
                        "{section}.{column}: {value}"
                    );
                }
            }
        }
    }
}

#[test]
fn csv_ends_each_line_with_a_line_feed_and_has_no_byte_order_mark() {
    for section in SECTIONS {
        let text = &WRITTEN.tables[section];
        assert!(text.starts_with(columns(section)[0]), "{section}");
        assert!(text.ends_with('\n') && !text.contains('\r'), "{section}");
    }
}

#[test]
fn a_csv_dialect_reaches_every_csv_that_is_written() {
    let folder = Folder::new();
    let output = |name: &str| format!("{}/{name}", folder.path("").display());
    let (table, tables, retry) = (output("a.csv"), output("tables/"), output("retry.csv"));
    for (dialect, mark, separator, end) in [
        ("rfc", "", ',', "\n"),
        ("excel", "\u{feff}", ',', "\r\n"),
        ("excel-semicolon", "\u{feff}", ';', "\r\n"),
    ] {
        let fixed = ["report", "samples", "-q", "--csv-dialect", dialect, "--retry-list", &retry];
        run(fixed.into_iter().chain(["-o", &tables])).exits(0);
        let section = ["-o", &table, "-f", "csv", "--section", "exit_codes"];
        let stdout = run(fixed.into_iter().chain(section)).exits(0).stdout();
        let findings = run(["validate", "samples", "-f", "csv", "--csv-dialect", dialect]).stdout();
        let all = [
            &stdout,
            &findings,
            &folder.read("a.csv"),
            &folder.read("retry.csv"),
            &folder.read("tables/users.csv"),
        ];
        for text in all {
            assert!(text.starts_with(mark), "{dialect}: {text:.40}");
            assert!(
                text.lines().next().expect("a header").contains(separator),
                "{dialect}: {text:.40}"
            );
            assert!(text.ends_with(end) && text.contains("\r\n") == (end == "\r\n"), "{dialect}");
        }
        // Programs still read it, our own among them.
        let again = run(["validate", &table, "-f", "json"]).json().0;
        assert_eq!(again["files"][0]["kind"], "own-report", "{dialect}");
        assert_eq!(again["files"][0]["fate"], "set-aside", "{dialect}");
    }
    let refused = run(["report", "samples", "--csv-dialect", "exel"]);
    refused.exits(2).says_why("a similar value exists: 'excel'");
}
