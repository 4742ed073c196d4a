//! A whole audit of a folder that somebody made up: the same with any number of threads, nothing
//! lost and nothing counted twice, and fit to be written in every format.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use jobaudit::AuditOptions;
use jobaudit::Config;
use jobaudit::archive::Archive;
use jobaudit::findings::Keep;
use jobaudit::findings::rule::Rule;
use jobaudit::input::encoding;
use jobaudit::input::sniff::{self, Shape};
use jobaudit::payload::{PayloadKind, Timestamp};
use jobaudit::render::{self, DocumentKind, Format, Look};
use jobaudit::report::{Options, Report, SectionId, Validation};
use serde_json::Value;
use tempfile::TempDir;

use super::{grammar, inputs};
use crate::random::Random;

/// A plan for a folder: a byte for what a file is, some bytes that it is made from, and so on.
pub fn generate(random: &mut Random) -> Vec<u8> {
    let mut plan = Vec::new();
    for _ in 0..=random.below(6) {
        plan.push(random.below(255) as u8);
        plan.extend(random.next().to_le_bytes().into_iter().filter(|byte| *byte != END));
        plan.push(END);
    }
    plan
}

/// What ends the plan of a file.
const END: u8 = 0xff;

/// Audits the folder of a plan.
pub fn check(data: &[u8]) {
    let files = files(data);
    let folder = write(&files);
    let archive = audit(folder.path(), 1, u64::MAX);
    let report = of(&archive);
    let json = written(&report, Format::Json);
    let on_two = audit(folder.path(), 2, u64::MAX);
    same(&json, &written(&of(&on_two), Format::Json), || String::from("with two threads"));
    let value: Value = serde_json::from_slice(&json).expect("a report is JSON");
    adds_up(&Sections(&value["sections"]), files.len());
    every_format(&archive, &report);
    in_parts(folder.path(), &files, &json);
}

/// Two reports are the same, byte by byte; where not, the lines that differ tell how.
fn same(expected: &[u8], found: &[u8], what: impl Fn() -> String) {
    if expected == found {
        return;
    }
    let [expected, found] = [expected, found].map(String::from_utf8_lossy);
    let differ = expected.lines().zip(found.lines()).find(|(one, other)| one != other);
    panic!("not the same {}: {differ:#?}", what());
}

/// A file: its bytes, and those that it unpacks to.
struct File {
    bytes: Vec<u8>,
    content: Vec<u8>,
}

impl File {
    fn plain(content: Vec<u8>) -> File {
        File { bytes: content.clone(), content }
    }

    fn compressed(content: Vec<u8>) -> File {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&content).expect("memory");
        File { bytes: encoder.finish().expect("memory"), content }
    }
}

/// The files of a plan, by name.
fn files(plan: &[u8]) -> BTreeMap<String, File> {
    let mut files = BTreeMap::new();
    for (number, plan) in plan.split(|byte| *byte == END).take(8).enumerate() {
        let Some((&what, plan)) = plan.split_first() else { continue };
        let mut seed = [0; 8];
        plan.iter()
            .enumerate()
            .for_each(|(at, byte)| seed[at % 8] ^= byte.rotate_left(at as u32 / 8));
        let mut random = Random(u64::from_le_bytes(seed));
        let (extension, file) = match what % 8 {
            0 => ("txt", File::plain(plan.to_vec())),
            1 => ("csv", File::plain(inputs::table(&mut random))),
            2 => ("json.gz", File::compressed(inputs::json(&mut random))),
            3 => ("csv.gz", File::compressed(inputs::table(&mut random))),
            4 => ("json", File::plain(utf_16(&inputs::json(&mut random)))),
            _ => ("json", File::plain(inputs::json(&mut random))),
        };
        // Errors files are linked by their names too.
        let name = match what / 8 % 4 {
            0 => format!("131d985d-be8a-4728-b360-630c50151271_{number}"),
            1 => format!("a/{number}"),
            2 => format!("a/b/job-{number}"),
            _ => number.to_string(),
        };
        files.insert(format!("{name}.{extension}"), file);
    }
    files
}

fn utf_16(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    ['\u{feff}']
        .into_iter()
        .chain(text.chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect()
}

/// In memory, where there is such a folder: a run of the fuzzer makes a hundred thousand of them.
fn write(files: &BTreeMap<String, File>) -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
    let folder = folder.expect("a temporary folder");
    for (name, file) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        fs::write(path, &file.bytes).expect("the file is written");
    }
    folder
}

fn audit(folder: &Path, threads: usize, max_file_size: u64) -> Archive {
    let options = AuditOptions {
        keep: Keep { per_rule: 5, excerpts: true },
        clock: Timestamp::from_unix_seconds(1_680_000_000),
        words: true,
        ..AuditOptions::default()
    };
    let paths = vec![folder.to_owned()];
    let config = Config { paths, threads, max_file_size, options, ..Config::default() };
    let audit = jobaudit::audit(&config).expect("threads");
    assert_eq!(audit.problems, Vec::<String>::new());
    let failed = |(rule, _): (Rule, _)| rule == Rule::InternalError;
    assert!(!audit.archive.findings.rules().any(failed));
    audit.archive
}

fn of(archive: &Archive) -> Report<'_> {
    let sections = SectionId::all().collect();
    Report::of(archive, &Options { sections, top: 0, brief: true, ..Options::default() })
}

fn written(report: &Report<'_>, format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    render::write(report, format, &Look::default(), &mut out).expect("a report");
    out
}

fn every_format(archive: &Archive, report: &Report<'_>) {
    for format in Format::of(DocumentKind::Report).filter(|format| *format != Format::Csv) {
        written(report, format);
    }
    for section in &report.sections {
        for row in section.rows.iter() {
            assert_eq!(row.len(), section.columns.len(), "{}", section.id);
        }
        render::csv::write_section(section, &Look::default(), &mut Vec::new()).expect("CSV");
    }
    let validation = Validation::of(archive);
    for format in Format::of(DocumentKind::Findings) {
        let mut out = Vec::new();
        render::write(&validation, format, &Look::default(), &mut out).expect("findings");
        if matches!(format, Format::Json | Format::Sarif) {
            serde_json::from_slice::<Value>(&out).expect("JSON");
        }
    }
}

/// The sections of a report.
struct Sections<'a>(&'a Value);

impl Sections<'_> {
    fn rows(&self, section: &str) -> &[Value] {
        self.0[section].as_array().unwrap_or_else(|| panic!("no section {section}"))
    }

    fn measure(&self, name: &str) -> u64 {
        let row = self.rows("summary").iter().find(|row| row["measure"] == name);
        let value = &row.unwrap_or_else(|| panic!("no measure {name}"))["value"];
        value.as_u64().unwrap_or(0)
    }

    /// The sum of a column over some rows.
    fn sum(&self, section: &str, column: &str, wanted: impl Fn(&Value) -> bool) -> u64 {
        let rows = self.rows(section).iter().filter(|row| wanted(row));
        rows.filter_map(|row| row[column].as_u64()).sum()
    }
}

/// Nothing is lost between the sections.
fn adds_up(report: &Sections<'_>, files: usize) {
    let measure = |name| report.measure(name);
    let sum = |names: &[&str]| names.iter().map(|name| report.measure(name)).sum::<u64>();
    let any = |_: &Value| true;
    assert_eq!(measure("files_found"), files as u64);
    assert_eq!(measure("files_found"), sum(&["files_used", "files_set_aside"]));
    assert_eq!(report.sum("files", "files", any), files as u64);
    let jobs = measure("jobs");
    assert_eq!(report.rows("jobs").len() as u64, jobs);
    assert_eq!(jobs, sum(&["finished", "in_progress", "undetermined"]));
    let finished = ["succeeded", "with_errors", "pending_orders", "failed", "stopped"];
    assert_eq!(measure("finished"), sum(&finished));
    let total = |row: &Value| row["group"] == "(total)";
    for column in ["jobs", "finished", "failed", "items_requested", "items_failed"] {
        let all = report.sum("failure_rates", column, total);
        assert_eq!(all, measure(column), "{column}");
        assert_eq!(report.sum("failure_rates", column, |row| !total(row)), all, "{column}");
        if column.starts_with("items_") {
            assert_eq!(report.sum("jobs", column, any), all, "{column}");
        }
    }
    let of_jobs = |row: &Value| row["level"] == "job";
    for section in ["exit_codes", "statuses"] {
        assert!(report.sum(section, "count", of_jobs) <= jobs, "{section}");
    }
    let executions = report.sum("jobs", "executions", any);
    let of_executions = |row: &Value| row["level"] == "execution";
    assert!(report.sum("statuses", "count", of_executions) <= executions);
    assert!(report.sum("timeline", "jobs", any) <= jobs);
    let findings = ["findings_error", "findings_warning", "findings_info"];
    assert_eq!(report.sum("findings", "count", any), sum(&findings));
    let kind = |kind: &'static str| move |row: &Value| row["kind"] == kind;
    assert_eq!(report.sum("error_codes", "occurrences", kind("error")), measure("errors"));
    assert_eq!(report.sum("error_codes", "occurrences", kind("impact")), measure("impacts"));
}

/// A stream, an array or a table that is read in parts is the same as one that is held, if it is
/// in UTF-8: what is not is decoded by other means. An array must be whole and have a payload, for
/// else what stands behind it counts as well, or why it is set aside is said in other words.
fn in_parts(folder: &Path, files: &BTreeMap<String, File>, held: &[u8]) {
    let mut limit = 0;
    for File { content, .. } in files.values() {
        let text = std::str::from_utf8(content).unwrap_or_default();
        let text = text.trim_start_matches('\u{feff}');
        let longest = || text.split(['\n', '\r']).map(str::len).max().unwrap_or(0) + 2;
        let must_be_held = match sniff::shape(text) {
            Shape::JsonLines => longest(),
            // Within quotes a cell may go on over many lines, to the end even. What is no text is set
            // aside as that where it is small enough to be held.
            Shape::Table if !text.contains('"') && encoding::text(content).is_ok() => longest(),
            Shape::Json if is_whole_array(text) => 0,
            _ => content.len(),
        };
        limit = limit.max(must_be_held);
    }
    let archive = audit(folder, 2, limit as u64);
    let json = written(&of(&archive), Format::Json);
    let contents = files.values().map(|file| String::from_utf8_lossy(&file.content));
    let contents: Vec<_> = contents.collect();
    let [held, json] = [held, &json].map(without_digest);
    same(held.as_bytes(), json.as_bytes(), || format!("in parts of {limit}: {contents:?}"));
}

/// A report without the digest of its files: what is read in parts has another one.
fn without_digest(report: &[u8]) -> String {
    let report = String::from_utf8_lossy(report);
    let lines = report.lines().filter(|line| !line.starts_with("    \"sha256\""));
    lines.map(|line| format!("{line}\n")).collect()
}

fn is_whole_array(text: &str) -> bool {
    let document = jobaudit::decode::json_document(text, jobaudit::decode::Context::default());
    text.trim_start().starts_with('[')
        && grammar::values(text).is_some()
        && document.usable
        && document.kind != PayloadKind::Foreign
        && encoding::utf8(text.as_bytes()).is_ok()
}
