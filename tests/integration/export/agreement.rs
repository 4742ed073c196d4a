//! Every table says what the section of the same name says, and every figure of timing follows from the durations.

use std::collections::BTreeMap;

use super::{Texts, Written, all_written, archives, plainly_written};

/// What the report has for a duration: whole milliseconds, rounded half up.
fn in_milliseconds(nanos: &str) -> String {
    match nanos.parse::<i128>() {
        Ok(nanos) => (nanos + 500_000).div_euclid(1_000_000).to_string(),
        Err(_) => nanos.to_owned(),
    }
}

/// A text of the report, which has some words of payloads in quotes to tell them from its own.
fn told(text: &str) -> &str {
    match text {
        "\"(job)\"" => "(job)",
        "\"(total)\"" => "(total)",
        text => text,
    }
}

#[test]
fn every_table_says_what_the_section_of_its_name_says() {
    for Written { archive, flags, tables, report } in all_written() {
        for id in ["jobs", "steps", "errors", "users", "still_to_move", "attention"] {
            let (table, section) = (&tables[id], &report[id]);
            assert_eq!(table.rows.len(), section.rows.len(), "{archive} {flags:?} {id}");
            for column in &section.columns {
                let ours = column.strip_suffix("_ms").map(|column| format!("{column}_ns"));
                let values = table.all(ours.as_ref().unwrap_or(column)).into_iter();
                let values = values.map(|value| match &ours {
                    Some(_) => in_milliseconds(value),
                    None => value.to_owned(),
                });
                let told = section.all(column).into_iter().map(told);
                for (at, (value, told)) in values.zip(told).enumerate() {
                    // A job without an id is nothing there, and has a key here.
                    let is_key = matches!(column.as_str(), "job" | "last_job");
                    if is_key && told.is_empty() && value.contains('#') {
                        continue;
                    }
                    assert_eq!(value, told, "{archive} {flags:?} {id}.{column}, row {at}");
                }
            }
        }
    }
}

#[test]
fn every_measure_is_that_of_the_summary() {
    for Written { archive, flags, tables, report } in all_written() {
        let (table, section) = (&tables["measures"], &report["summary"]);
        assert_eq!(table.rows.len(), section.rows.len(), "{archive}");
        for (row, told) in table.rows.iter().zip(&section.rows) {
            let [measure, int, double, time] = &row[..] else { panic!("{row:?}") };
            let is_duration = measure.ends_with("_ns");
            assert_eq!(measure.replace("_ns", "_ms"), told[0], "{archive}");
            let known = [int, double, time].into_iter().filter(|value| !value.is_empty());
            let known: Vec<&String> = known.collect();
            assert!(known.len() < 2, "{archive} {row:?}");
            let value = known.first().map_or("", |value| value.as_str());
            let value = if is_duration { in_milliseconds(value) } else { value.to_owned() };
            assert_eq!(value, told[1], "{archive} {flags:?} {measure}");
        }
    }
}

/// How often each value of a column occurs, or what another column adds up to for it.
fn counted<'t>(table: &'t Texts, by: &str, sum: Option<&str>) -> BTreeMap<&'t str, u64> {
    let mut counts = BTreeMap::new();
    let numbers = sum.map(|sum| table.all(sum));
    for (at, value) in table.all(by).into_iter().enumerate() {
        let number = numbers.as_ref().map_or(1, |all| all[at].parse().expect("a number"));
        *counts.entry(value).or_default() += number;
    }
    counts
}

#[test]
fn findings_and_files_one_by_one_add_up_to_their_sections() {
    for Written { archive: name, tables, report, .. } in plainly_written() {
        let (findings, by_rule) = (&tables["findings"], &report["findings"]);
        assert_eq!(
            counted(findings, "rule", None),
            counted(by_rule, "rule", Some("count")),
            "{name}"
        );
        let (files, by_kind) = (&tables["files"], &report["files"]);
        let all: u64 = counted(files, "fate", Some("findings")).values().sum();
        assert_eq!(all, findings.rows.len() as u64, "{name}: findings of files");
        let mut told: BTreeMap<String, [u64; 3]> = BTreeMap::new();
        for row in &by_kind.rows {
            let numbers = [1, 2, 3].map(|at| row[at].parse().expect("a number"));
            told.insert(row[0].clone(), numbers);
        }
        let mut added: BTreeMap<String, [u64; 3]> = BTreeMap::new();
        let columns = ["kind", "reason", "bytes", "payloads"].map(|id| files.all(id));
        for at in 0..files.rows.len() {
            let [kind, reason, bytes, payloads] = columns.each_ref().map(|column| column[at]);
            let sums = added.entry((if reason.is_empty() { kind } else { reason }).to_owned());
            let sums = sums.or_default();
            sums[0] += 1;
            sums[1] += bytes.parse::<u64>().expect("a number");
            sums[2] += payloads.parse::<u64>().expect("a number");
        }
        assert_eq!(added, told, "{name}");
    }
}

/// Durations, how often each occurs, and whether what took so long failed.
type Bag = Vec<(i128, u64, bool)>;

#[test]
fn every_figure_of_timing_follows_from_the_durations() {
    for Written { archive: name, tables, report, .. } in plainly_written() {
        let (durations, timing) = (&tables["durations"], &report["step_timing"]);
        let mut bags: BTreeMap<(&str, &str), Bag> = BTreeMap::new();
        let columns = ["job_name", "level", "step", "outcome", "elapsed_ns", "count"];
        let columns = columns.map(|id| durations.all(id));
        for at in 0..durations.rows.len() {
            let [job, level, step, outcome, nanos, count] =
                columns.each_ref().map(|column| column[at]);
            let step = if level == "execution" { "(job)" } else { step };
            let bag = bags.entry((job, step)).or_default();
            let (nanos, count) = (nanos.parse().expect("ns"), count.parse().expect("a count"));
            bag.push((nanos, count, outcome == "failed"));
        }
        // An awkward step may be called as our own row is; both are one here.
        let rows = timing.rows.iter().filter(|row| !row[1].starts_with('"'));
        let mut compared = 0;
        for row in rows {
            if *name == "awkward" && row[1] == "(job)" {
                continue;
            }
            let bag = bags.get_mut(&(row[0].as_str(), row[1].as_str())).expect("durations");
            bag.sort_unstable();
            let count: u64 = bag.iter().map(|(_, count, _)| count).sum();
            let failed: u64 =
                bag.iter().filter(|(_, _, failed)| *failed).map(|(_, count, _)| count).sum();
            let total: i128 = bag.iter().map(|(nanos, count, _)| nanos * i128::from(*count)).sum();
            let rank = |percent: u64| {
                let mut left = (count * percent).div_ceil(100).max(1);
                let found = bag.iter().find(|(_, times, _)| {
                    let is_it = left <= *times;
                    left = left.saturating_sub(*times);
                    is_it
                });
                in_milliseconds(&found.expect("a value").0.to_string())
            };
            let told = |id: &str| {
                let at = timing.columns.iter().position(|column| column == id);
                row[at.expect("a column")].as_str()
            };
            assert_eq!(told("count"), count.to_string(), "{name} {row:?}");
            assert_eq!(told("failed"), failed.to_string(), "{name} {row:?}");
            assert_eq!(told("total_ms"), in_milliseconds(&total.to_string()), "{name} {row:?}");
            assert_eq!(told("p50_ms"), rank(50), "{name} {row:?}");
            assert_eq!(told("p90_ms"), rank(90), "{name} {row:?}");
            compared += 1;
        }
        assert!(compared > 0, "{name}");
    }
}

#[test]
fn tables_of_pseudonyms_name_nobody_and_agree_with_such_a_report() {
    let (_, folder) = archives().swap_remove(0);
    folder.write("salt", "0123456789abcdef");
    let flags = ["--redact", "--salt-file", "salt"];
    folder.run(["export", "archive", "-q", "--csv", "-o", "tables/"].iter().chain(&flags));
    folder.run(["report", "archive", "-q", "-o", "report/"].iter().chain(&flags)).exits(0);
    let users = Texts::read(&folder.path("tables/users.csv"));
    assert!(users.rows.len() > 20);
    let told = Texts::read(&folder.path("report/users.csv"));
    assert_eq!(users.all("user"), told.all("user"));
    for id in ["jobs", "errors", "users", "still_to_move", "findings", "files"] {
        let text = folder.read(&format!("tables/{id}.csv"));
        for secret in ["marchetti", "rosa.santoro", "3e18e831-19b9-4298-86ee-b2aa1f931d43"] {
            assert!(!text.contains(secret), "{id} has {secret}");
        }
    }
}
