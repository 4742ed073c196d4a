//! `validate`: its formats, its limits and its exit codes.

use jobaudit::AuditOptions;
use jobaudit::findings::Keep;
use jobaudit::findings::rule::Rule;
use jobaudit::render::{self, Format, Look};
use jobaudit::report::Validation;
use jobaudit::{Config, audit};
use serde_json::{Value, json};

use crate::support::{Folder, PACKAGE, example, golden, run};

const FORMATS: [&str; 9] =
    ["text", "table", "markdown", "csv", "json", "sarif", "jsonl", "github", "junit"];

/// What `validate samples` looks like on a terminal so wide, which a test has none of.
fn on_a_terminal(path: &str, columns: usize, color: bool) -> String {
    let options =
        AuditOptions { keep: Keep { per_rule: 10, excerpts: true }, ..AuditOptions::default() };
    let config = Config { paths: vec![path.into()], options, ..Config::default() };
    let audit = audit(&config).expect("an audit");
    let look = Look { width: Some(columns), color, ..Look::default() };
    let mut out = Vec::new();
    render::write(&Validation::of(&audit.archive), Format::Text, &look, &mut out)
        .expect("findings");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn the_findings_of_the_samples_in_each_format() {
    let names =
        ["txt", "table.txt", "md", "csv", "json", "sarif", "jsonl", "github.txt", "junit.xml"];
    for (format, name) in FORMATS.into_iter().zip(names) {
        let run = run(["validate", "samples", "-f", format]);
        let mut text = run.exits(1).stdout();
        if format == "sarif" {
            // The rules are their own pages, and have tests of their own.
            let mut log = run.json().0;
            log["runs"][0]["tool"] = json!(null);
            text = format!("{log:#}\n");
        }
        golden(&format!("findings.{name}"), &text);
    }
}

#[test]
fn on_a_terminal_each_finding_shows_its_line_with_the_place_marked() {
    golden("findings-80.txt", &on_a_terminal("samples", 80, false));
    for columns in [20, 40, 80, 132] {
        let text = on_a_terminal("samples", columns, false);
        for line in text.lines() {
            assert!(line.chars().count() <= columns.max(40), "{columns}: {line}");
        }
    }
}

#[test]
fn colour_changes_nothing_but_the_colour() {
    let coloured = on_a_terminal("samples", 80, true);
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').expect("an end").1;
    }
    assert!(coloured.contains("\u{1b}[31m"));
    assert_eq!(plain + rest, on_a_terminal("samples", 80, false));
}

#[test]
fn the_mark_stands_under_the_value_in_a_payload_of_one_line() {
    let mut job = example();
    job["jobExecutionStatus"][0]["timeElapsed"] = json!("soon 東京");
    job["trackingId"] = json!("x".repeat(3000));
    let folder = Folder::of([("a.json", job.to_string())]);
    let text = on_a_terminal(&folder.path("a.json").to_string_lossy(), 80, false);
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.contains("^^^")).expect("a mark");
    let before =
        |line: &str, mark: &str| line.split_once(mark).map(|(left, _)| left.chars().count());
    assert_eq!(before(lines[at], "^"), before(lines[at - 1], "\"soon 東京\""), "{text}");
    // The two characters of Tokyo are two columns wide each.
    assert_eq!(lines[at].matches('^').count(), "\"soon 東京\"".chars().count() + 2, "{text}");
    assert!(text.contains("/jobExecutionStatus/0/timeElapsed"), "{text}");
}

#[test]
fn sarif_is_valid_against_its_schema() {
    let schema =
        std::fs::read(format!("{PACKAGE}/tests/data/sarif-schema-2.1.0.json")).expect("a schema");
    let mut schema: Value = serde_json::from_slice(&schema).expect("JSON");
    // As published this pattern is no regular expression; no log of ours names a language.
    for object in ["run", "toolComponent"] {
        schema["definitions"][object]["properties"]["language"] = json!(false);
    }
    let validator = jsonschema::draft7::new(&schema).expect("a schema");
    let log = run(["validate", "samples", "-f", "sarif"]).exits(1).json().0;
    let errors: Vec<String> =
        validator.iter_errors(&log).map(|e| format!("{} {e}", e.instance_path())).collect();
    assert_eq!(errors, [""; 0]);
    let rules = &log["runs"][0]["tool"]["driver"]["rules"];
    assert_eq!(rules.as_array().map(Vec::len), Some(Rule::ALL.len()));
    for result in log["runs"][0]["results"].as_array().expect("results") {
        let index =
            usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        let path = percent_encoding::percent_decode_str(uri.as_str().expect("a URI"));
        let path = path.decode_utf8().expect("UTF-8");
        assert!(std::path::Path::new(PACKAGE).join(&*path).exists(), "{uri}");
    }
}

#[test]
fn all_formats_tell_the_same_findings() {
    let json = run(["validate", "samples", "-f", "json"]).json().0;
    let findings = json["findings"].as_array().expect("findings");
    let text = |finding: &Value, key: &str| match &finding[key] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let keys = ["rule", "severity", "file", "line", "column", "pointer", "message"];
    let output = run(["validate", "samples", "-f", "csv"]).stdout();
    let mut rows = csv::Reader::from_reader(output.as_bytes());
    assert_eq!(rows.headers().expect("a header"), &csv::StringRecord::from(keys.to_vec()));
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), findings.len());
    for (row, finding) in rows.iter().zip(findings) {
        // A text that begins like a formula has an apostrophe in front; none here does.
        let cells: Vec<String> = keys.iter().map(|key| text(finding, key)).collect();
        assert_eq!(row, &csv::StringRecord::from(cells));
    }
    let lines = run(["validate", "samples"]).stdout();
    for (line, finding) in lines.lines().zip(findings) {
        let place: Vec<String> = ["file", "line", "column"]
            .map(|key| text(finding, key))
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let [rule, severity, message] =
            ["rule", "severity", "message"].map(|key| text(finding, key));
        // What can be opened from here; the others call a file what it is in the archive.
        let place = format!("samples/{}", place.join(":"));
        assert_eq!(line, format!("{place}: {severity}[{rule}] {message}"));
    }
    assert_eq!(lines.lines().count(), findings.len() + 1);
    let sarif = run(["validate", "samples", "-f", "sarif"]).json().0;
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let rules =
        |all: &[Value], key: &str| all.iter().map(|one| one[key].clone()).collect::<Vec<_>>();
    assert_eq!(rules(results, "ruleId"), rules(findings, "rule"));
}

/// A payload with this many undocumented fields.
fn with_unknown_fields(number: usize) -> String {
    let fields: String = (0..number).map(|at| format!("\"x{at}\":{at},")).collect();
    example().to_string().replacen('{', &format!("{{{fields}"), 1)
}

#[test]
fn people_see_the_first_findings_of_a_rule_and_how_many_there_are() {
    let folder =
        Folder::of([("a.json", with_unknown_fields(9_000)), ("b.json", with_unknown_fields(3))]);
    for (args, shown) in
        [(&[][..], 10), (&["--max-findings", "2"], 2), (&["--max-findings", "0"], 9_000)]
    {
        let run = folder.run(["validate", "."].iter().chain(args));
        let text = run.exits(0).stdout();
        assert_eq!(text.matches("./a.json:1:").count(), shown);
        assert_eq!(text.matches("./b.json:1:").count(), shown.min(3));
        assert!(text.contains("9,003 warnings in 2 of 2 files"), "{}", text.len());
        let more = format!("./a.json: 9000 of unknown-field in this file, {shown} shown");
        assert_eq!(text.contains(&more), shown < 9_000);
    }
    let count = |format: &str| {
        folder.run(["validate", ".", "-f", format]).exits(0).stdout().lines().count()
    };
    assert!(count("table") < 40 && count("markdown") < 40);
    assert_eq!(count("csv"), 1_004);
    let json = |flags: &[&str]| {
        let run = folder.run(["validate", ".", "-f", "json"].iter().chain(flags));
        let json = run.exits(0).json().0;
        (json["findings"].as_array().map(Vec::len), json["left_out"].clone(), run.stderr())
    };
    let left_out =
        json!([{"file": "a.json", "rule": "unknown-field", "shown": 1000, "found": 9_000}]);
    let said = "jobaudit: 8000 findings are counted and left out (--max-findings 0 writes all)\n";
    assert_eq!(json(&[]), (Some(1_003), left_out, said.to_owned()));
    assert_eq!(json(&["--max-findings", "0"]), (Some(9_003), Value::Null, String::new()));
    let log = folder.run(["validate", ".", "-f", "sarif"]).json().0;
    let said =
        &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert!(said.as_str().is_some_and(|said| said.contains("9000 of unknown-field")), "{said}");
}

#[test]
fn of_findings_across_files_the_same_ones_are_shown_in_every_run() {
    let stream = |moved: u64| -> String {
        let jobs = (1..=40).map(|number| {
            let mut job = crate::support::job(number);
            job["counts"] = json!({"totalMoves": 1, "moved": moved, "failed": 1 - moved});
            format!("{job}\n")
        });
        jobs.collect()
    };
    let folder = Folder::of([("a.ndjson", stream(1)), ("b.ndjson", stream(0))]);
    let print = || folder.run(["validate", ".", "--max-findings", "3"]).exits(0).stdout();
    let first = print();
    assert_eq!(first.matches("conflicting-snapshots]").count(), 3, "{first}");
    assert!((0..5).all(|_| print() == first));
}

#[test]
fn the_exit_code_is_that_of_the_worst_finding_and_no_format_changes_it() {
    let mut warned = example();
    warned["note"] = json!(1);
    let mut wrong = example();
    wrong["instanceId"] = json!("one");
    let of = |job: &Value| Folder::of([("a.json", job.to_string())]);
    let foreign = Folder::of([("a.txt", "hello")]);
    for format in FORMATS {
        for (folder, fail_on, code) in [
            (of(&example()), "info", 0),
            (of(&warned), "error", 0),
            (of(&warned), "warning", 1),
            (of(&wrong), "error", 1),
            (of(&wrong), "never", 0),
        ] {
            folder.run(["validate", ".", "-f", format, "--fail-on", fail_on]).exits(code);
        }
        of(&wrong).run(["validate", ".", "-f", format]).exits(1).says_why("--fail-on error");
        foreign.run(["validate", ".", "-f", format]).exits(3).says_why("nothing to audit");
        foreign.run(["validate", "nowhere", "-f", format]).exits(2).says_why("cannot read nowhere");
    }
}

#[test]
fn findings_go_to_files_and_the_terminal_gets_the_count() {
    let folder = Folder::of([("in/a.json", with_unknown_fields(20))]);
    let outputs = ["-o", "new/a.txt", "-o", "a.md", "-o", "a.csv", "-o", "a.json", "-o", "a.sarif"];
    let run = folder.run(["validate", "in"].iter().chain(&outputs));
    run.exits(0).check(run.stdout().is_empty(), "nothing on standard output");
    assert!(run.stderr().ends_with("jobaudit: 20 warnings in 1 of 1 file\n"), "{run}");
    for (file, format) in [
        ("new/a.txt", "text"),
        ("a.md", "markdown"),
        ("a.csv", "csv"),
        ("a.json", "json"),
        ("a.sarif", "sarif"),
    ] {
        let printed = folder.run(["validate", "in", "-f", format]);
        assert_eq!(folder.read(file), printed.stdout(), "{file}");
    }
    let both = folder.run(["validate", "in", "-o", "b.json", "-o", "-", "-q"]);
    assert!(
        both.stdout().contains("20 warnings in 1 of 1 file") && both.stderr().is_empty(),
        "{both}"
    );
    folder.run(["validate", "in", "-o", "a.doc"]).exits(2).says_why(".sarif");
}

#[test]
fn no_finding_shows_the_query_of_a_signed_url() {
    let url = r"https:\/\/files.example.com\/a?Expires=1\u0026Signature=SECRET&Key=SECRET";
    let example = example().to_string();
    let text = example.replacen("\"moveusers\"", &format!("\"{url}\",\"{url}\":[\"{url}\"]"), 1);
    let text = text.replacen("\"COMPLETED\"", &format!("\"{url}\""), 1);
    let folder = Folder::of([("a.json", &*text), ("b.json", &text[..text.len() - 20])]);
    for format in FORMATS {
        let printed = folder.run(["validate", ".", "-v", "-f", format]);
        assert!(!printed.to_string().contains("SECRET"), "{printed}");
    }
    for file in ["a.json", "b.json"] {
        let shown = on_a_terminal(&folder.path(file).to_string_lossy(), 200, false);
        assert!(shown.contains('^') && !shown.contains("SECRET"), "{shown}");
    }
}

#[test]
fn what_a_payload_says_acts_on_no_terminal() {
    let mut job = example();
    job["\u{1b}[31mred"] = json!("\u{1b}]0;title\u{7}\u{202e}");
    let folder = Folder::of([("a\u{1b}[2J.json", job.to_string().replace("\\u001b", "\u{9b}"))]);
    let printed = folder.run(["validate", "."]).stdout();
    let shown = on_a_terminal(&folder.path("").to_string_lossy(), 80, false);
    for text in [printed, shown] {
        assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{7}', '\u{202e}']), "{text:?}");
    }
}

#[test]
fn standard_input_is_validated_like_a_file() {
    let folder = Folder::new();
    let text = with_unknown_fields(1);
    let run = folder.pipe(["validate", "-"], text.as_bytes());
    run.exits(0).check(run.stdout().starts_with("-:1:"), "the place on standard input");
}

#[test]
fn a_junit_report_is_xml_that_counts_what_it_holds() {
    let mut odd = example();
    odd["a\"<&>'\u{1}\u{fffe}"] = json!("x");
    let folder = Folder::of([("b.json", odd.to_string()), ("a&b.json", example().to_string())]);
    folder.write("c.json", "{");
    let text = folder.run(["validate", ".", "-f", "junit", "--fail-on", "never"]).stdout();
    let mut reader = quick_xml::Reader::from_str(&text);
    let (mut cases, mut failures, mut said) = (0, 0, Vec::new());
    loop {
        use quick_xml::events::Event;
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {text}")) {
            Event::Start(tag) => {
                let name = tag.name().as_ref().to_owned();
                cases += usize::from(name == "testcase");
                failures += usize::from(name == "failure");
                for attribute in tag.attributes() {
                    let value = attribute.expect("an attribute").value;
                    said.push((
                        name.clone(),
                        quick_xml::escape::unescape(&value).expect("text").into_owned(),
                    ));
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let has = |name: &str, value: &str| said.contains(&(name.to_owned(), value.to_owned()));
    assert_eq!((cases, failures), (3, 2), "{text}");
    assert!(has("testsuite", "3") && has("testsuite", "2"), "{text}");
    assert!(has("testcase", "./a&b.json") || has("testcase", "a&b.json"), "{said:?}");
    assert!(has("failure", "not-json") && has("failure", "unknown-field"), "{text}");
    assert!(said.iter().any(|(_, text)| text.contains(r#"a"<&>'\u{1}\u{fffe}"#)), "{said:?}");
}

#[test]
fn annotations_name_file_line_column_and_rule_on_one_line_each() {
    let mut odd = example();
    odd["a\n::error::forged"] = json!("100 %");
    let folder = Folder::of([("a,b.json", odd.to_string())]);
    let run = folder.run(["validate", ".", "-f", "github"]);
    let text = run.exits(0).stdout();
    let [line] = text.lines().collect::<Vec<_>>()[..] else { panic!("{text}") };
    assert!(
        line.starts_with("::warning file=") && line.contains("a%2Cb.json,line=1,col="),
        "{line}"
    );
    assert!(line.contains(",title=unknown-field::"), "{line}");
    folder.run(["validate", ".", "-q", "-o", "github=annotations.txt"]).exits(0);
    assert_eq!(folder.read("annotations.txt"), text);
}

#[test]
fn statistics_count_each_rule_in_every_format_that_holds_a_table() {
    let folder = Folder::of([("a.json", with_unknown_fields(20)), ("b.json", String::from("{"))]);
    let print = |format: &str| {
        folder.run(["validate", ".", "--statistics", "--fail-on", "never", "-f", format])
    };
    let json = print("json").exits(0).json().0;
    let counts: Vec<(&str, u64, u64)> = json["statistics"]
        .as_array()
        .expect("counts")
        .iter()
        .map(|of| {
            (
                of["rule"].as_str().expect("a rule"),
                of["count"].as_u64().expect("a count"),
                of["files"].as_u64().expect("files"),
            )
        })
        .collect();
    assert_eq!(counts, [("unknown-field", 20, 1), ("not-json", 1, 1)]);
    assert_eq!(
        print("text").exits(0).stdout(),
        "20  warning[unknown-field]  A field is not documented.\n \
         1  error[not-json]         The text begins like JSON and is not valid JSON.\n\
         1 error and 20 warnings in 2 of 2 files\n"
    );
    let csv = print("csv").exits(0).stdout();
    assert!(
        csv.starts_with("rule,severity,count,files,summary\nunknown-field,warning,20,1,"),
        "{csv}"
    );
    assert_eq!(print("jsonl").exits(0).stdout().lines().count(), 2);
    for format in ["table", "markdown"] {
        assert!(print(format).exits(0).stdout().contains("unknown-field"));
    }
    for format in ["sarif", "github", "junit"] {
        print(format).exits(2).says_why("holds no counts of findings; use text");
    }
    folder.run(["validate", ".", "--statistics", "-o", "a.sarif"]).exits(2).says_why("a.sarif");
    folder
        .run(["validate", ".", "--statistics"])
        .exits(1)
        .says_why("--fail-on error: 1 of severity error");
}
