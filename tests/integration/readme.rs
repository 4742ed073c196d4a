//! The README against the program: what it shows is what the program prints.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use jobaudit::AuditOptions;
use jobaudit::findings::Keep;
use jobaudit::findings::rule::Rule;
use jobaudit::payload::JobSelector;
use jobaudit::payload::{Counts, Family, PayloadKind};
use jobaudit::reference::schema::{self, Field, Presence};
use jobaudit::render::csv::Dialect;
use jobaudit::render::findings::{self, FindingsFormat};
use jobaudit::render::{self, Format, Look};
use jobaudit::report::{self, Options, Report, SectionId, Validation};
use jobaudit::{Config, audit};

const README: &str = include_str!("../../README.md");

/// The columns of the terminal that the README's tables are shown on.
const TERMINAL: usize = 100;

fn jobaudit(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jobaudit"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program runs")
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn help(command: &str) -> String {
    let output = jobaudit(&[command, "--help"], repository());
    String::from_utf8(output.stdout).expect("help in UTF-8")
}

/// The README's fenced blocks in a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    let after = README.split(fence.as_str()).skip(1);
    let blocks: Vec<_> =
        after.map(|rest| rest.split("```").next().expect("a block ends")).collect();
    assert!(!blocks.is_empty(), "no block of {language}");
    blocks
}

/// The rows of the table that comes first after a heading, cell by cell and without code marks.
fn table(heading: &str) -> Vec<Vec<String>> {
    let (_, rest) = README
        .split_once(&format!("\n{heading}\n"))
        .unwrap_or_else(|| panic!("no heading {heading}"));
    let rows = rest
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'));
    let cells = |line: &str| {
        let line = line.trim_matches('|');
        line.split('|').map(|cell| cell.trim().replace('`', "")).collect()
    };
    rows.skip(2).map(cells).collect()
}

/// The words of a text that are flags: two dashes and a name, or one and a letter.
fn flags(text: &str) -> BTreeSet<String> {
    let end = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    text.split(end)
        .filter(|word| {
            let name = word.trim_start_matches('-');
            let dashes = word.len() - name.len();
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && (dashes == 2 || dashes == 1 && name.len() == 1)
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_examples_show_what_the_program_prints() {
    for block in blocks("console") {
        let (command, shown) = block.split_once('\n').expect("a command and its output");
        let arguments: Vec<&str> = command
            .strip_prefix("$ jobaudit ")
            .unwrap_or_else(|| panic!("a command of the program: {command}"))
            .split(' ')
            .collect();
        let printed = match &arguments[..] {
            ["report", path, sections @ ..] if !sections.contains(&"-f") => {
                report_on_a_terminal(path, sections)
            }
            ["show", job, path] => job_on_a_terminal(job, path),
            ["validate", path] => validation_on_a_terminal(path),
            arguments => {
                let output = jobaudit(arguments, repository());
                assert!(output.status.success(), "{command}: {output:?}");
                String::from_utf8(output.stdout).expect("UTF-8")
            }
        };
        assert!(
            shown == printed,
            "the README shows something else than what `{command}` prints:\n{printed}"
        );
    }
}

/// How the README shows what a terminal shows, which a test has none of.
const LOOK: Look = Look { width: Some(TERMINAL), color: false, dialect: Dialect::Rfc };

/// What `report PATH --section ...` looks like on a terminal.
fn report_on_a_terminal(path: &str, sections: &[&str]) -> String {
    let sections = sections
        .chunks(2)
        .map(|pair| match pair {
            ["--section", id] => SectionId::from_name(id).expect("a section"),
            other => panic!("{other:?}: only --section can be shown on a terminal"),
        })
        .collect();
    let config = Config { paths: vec![path.into()], ..Config::default() };
    let audit = audit(&config).expect("an audit");
    let options = Options { sections, ..Options::default() };
    written(&Report::of(&audit.archive, &options))
}

/// What `show JOB PATH` looks like on a terminal.
fn job_on_a_terminal(job: &str, path: &str) -> String {
    let wanted = JobSelector::new(job);
    let keep = Keep { per_rule: 10, excerpts: false };
    let show = Some(wanted.clone());
    let options = AuditOptions { keep, words: true, show, ..AuditOptions::default() };
    let config = Config { paths: vec![path.into()], options, ..Config::default() };
    let audit = audit(&config).expect("an audit");
    written(&report::show(&audit.archive, &wanted).expect("a job"))
}

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    render::write(report, Format::Table, &LOOK, &mut out).expect("tables");
    String::from_utf8(out).expect("UTF-8")
}

/// What `validate PATH` looks like on a terminal.
fn validation_on_a_terminal(path: &str) -> String {
    let options =
        AuditOptions { keep: Keep { per_rule: 10, excerpts: true }, ..AuditOptions::default() };
    let config = Config { paths: vec![path.into()], options, ..Config::default() };
    let audit = audit(&config).expect("an audit");
    let validation = Validation::of(&audit.archive);
    let mut out = Vec::new();
    findings::write(&validation, FindingsFormat::Text, &LOOK, &mut out).expect("findings");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn the_commands_for_a_shell_work_as_they_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&repository().join("samples"), &folder.path().join("samples"));
    let lines = blocks("sh").into_iter().flat_map(str::lines);
    let commands: Vec<_> = lines.filter_map(|line| line.strip_prefix("jobaudit ")).collect();
    assert!(commands.len() > 2, "{commands:?}");
    for command in commands {
        let (command, expected) = match command.split_once(" || test $? -eq ") {
            Some((command, code)) => (command, code.parse().expect("an exit code")),
            None => (command, 0),
        };
        let arguments: Vec<&str> = command.split(' ').collect();
        let output = jobaudit(&arguments, folder.path());
        assert_eq!(output.status.code(), Some(expected), "{command}: {output:?}");
        assert!(!output.stdout.is_empty(), "{command}: {output:?}");
    }
    for written in ["audit.md", "audit.json", "audit.xlsx", "tables/jobs.csv", "still-to-move.csv"]
    {
        assert!(folder.path().join(written).is_file(), "{written}");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a file");
        }
    }
}

#[test]
fn every_flag_is_named_and_every_flag_that_is_named_exists() {
    let exist = flags(&["report", "validate", "show"].map(help).concat());
    let listed: Vec<String> = table("### Flags").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(flags(&listed.join("\n")), exist, "the table of flags");
    // Those of cargo and of the example stand in cargo's commands, those of the bench in its own.
    let other = |line: &str| line.contains("cargo ") || line.contains("benches/peers/run ");
    let own: Vec<&str> = README.lines().filter(|line| !other(line)).collect();
    let named = flags(&own.join("\n"));
    let unknown: Vec<_> = named.difference(&exist).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn the_rules_are_those_that_exist() {
    let rules: Vec<Vec<String>> = Rule::ALL
        .iter()
        .map(|rule| {
            let summary = rule.summary().replace('`', "");
            vec![rule.name().into(), rule.severity().name().into(), summary]
        })
        .collect();
    assert_eq!(table("## Findings"), rules);
}

#[test]
fn the_sections_are_those_that_exist() {
    let usual: BTreeSet<SectionId> = SectionId::usual().collect();
    let exist: Vec<[&str; 2]> = SectionId::all()
        .map(|id| [id.name(), if usual.contains(&id) { "yes" } else { "no" }])
        .collect();
    let listed = table("### Sections");
    let listed: Vec<[&str; 2]> =
        listed.iter().map(|row| [row[0].as_str(), row[2].as_str()]).collect();
    assert_eq!(listed, exist);
}

/// The formats that stand in the table under a heading: name and endings.
fn formats(heading: &str) -> Vec<(String, String)> {
    let listed = table(heading).into_iter().map(|row| (row[1].clone(), row[2].clone()));
    listed.filter(|(name, _)| !name.is_empty()).collect()
}

fn with_endings(name: &str, extensions: &[&str]) -> (String, String) {
    let endings: Vec<String> = extensions.iter().map(|end| format!(".{end}")).collect();
    (name.to_owned(), endings.join(", "))
}

#[test]
fn the_formats_are_those_that_exist() {
    let exist = Format::ALL.map(|format| with_endings(format.name(), format.extensions()));
    assert_eq!(formats("## What it writes"), exist);
    let exist = FindingsFormat::ALL.map(|format| with_endings(format.name(), format.extensions()));
    assert_eq!(formats("### Findings, one by one"), exist);
}

#[test]
fn the_kinds_are_those_that_are_read() {
    let set_aside = [PayloadKind::HttpError, PayloadKind::Foreign];
    let read = PayloadKind::ALL.iter().filter(|kind| !set_aside.contains(kind));
    let listed = table("## What it reads");
    assert!(listed.iter().map(|row| row[0].as_str()).eq(read.map(|kind| kind.name())));
}

/// When a field must be there, in the README's words.
fn required(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "yes",
        Presence::RequiredUnlessListed => "yes, except in list items and beside jobType",
        Presence::RequiredOfMoveUsers => "in moveusers",
        Presence::Optional => "no",
        Presence::OtherFamilies => "no, and never in moveusers",
    }
}

#[test]
fn the_fields_are_those_of_the_schema() {
    let objects: [(&str, &[Field]); 12] = [
        ("job", schema::JOB),
        ("execution", schema::EXECUTION),
        ("step", schema::STEP),
        ("job list", schema::JOB_LIST),
        ("job start", schema::JOB_START),
        ("error list", schema::ERROR_LIST),
        ("its item", schema::ERROR_ITEM),
        ("its error", schema::ERROR),
        ("its message", schema::ERROR_MESSAGE),
        ("validation", schema::VALIDATION_RESPONSE),
        ("its user", schema::VALIDATED_USER),
        ("its message", schema::VALIDATION_MESSAGE),
    ];
    let mut rows = Vec::new();
    for (object, fields) in objects {
        for field in fields {
            let cells = [
                object,
                field.name,
                field.kind.expected(),
                required(field.presence),
                field.meaning,
            ];
            rows.push(cells.map(str::to_owned).to_vec());
        }
    }
    for family in Family::all() {
        for name in family.count_names() {
            let object = format!("counts of {}", family.name());
            let needed = if family.requires_count(name) { "yes" } else { "no" };
            let mut counts = Counts::default();
            counts.set(name, 1);
            let items = family.items(&counts);
            let known = [
                (items.requested, "how many were requested"),
                (items.done, "how many were done"),
                (items.failed, "how many failed"),
                (items.pending, "how many wait for number orders"),
                (items.skipped, "how many were skipped"),
                (items.unfinished, "how many are under way or not yet begun"),
            ];
            let meaning = known.iter().find(|(count, _)| count.is_some());
            let meaning = meaning.map_or("counted, and no items", |(_, meaning)| meaning);
            let row = [&object, name, "a whole number", needed, meaning];
            rows.push(row.map(str::to_owned).to_vec());
        }
    }
    let line = |row: &Vec<String>| {
        format!("| {} | `{}` | {} | {} | {} |\n", row[0], row[1], row[2], row[3], row[4])
    };
    let table_of_schema: String = rows.iter().map(line).collect();
    assert!(table("## Fields") == rows, "the schema's table is:\n{table_of_schema}");
}

#[test]
fn the_exit_codes_are_those_of_the_help() {
    let help = help("report");
    let (_, told) = help.split_once("Exit codes:\n").expect("the help tells the exit codes");
    let mut codes: Vec<Vec<String>> = Vec::new();
    for line in told.lines().map_while(|line| line.strip_prefix("  ")) {
        match (line.split_once("  "), codes.last_mut()) {
            (Some((code, meaning)), _) if !code.is_empty() => {
                codes.push(vec![code.to_owned(), meaning.to_owned()]);
            }
            (_, Some(last)) => {
                last[1].push(' ');
                last[1].push_str(line.trim());
            }
            (_, None) => panic!("{told}"),
        }
    }
    assert!(codes.len() > 3, "{told}");
    assert_eq!(table("### Exit codes"), codes);
}

#[test]
fn each_dependency_has_its_reason() {
    let manifest = fs::read_to_string(repository().join("Cargo.toml")).expect("a manifest");
    let mut needed = BTreeSet::new();
    let mut in_dependencies = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_dependencies = line.ends_with("dependencies]") && line != "[dev-dependencies]";
        } else if let Some((name, _)) = line.split_once(" = ").filter(|_| in_dependencies) {
            needed.insert(name.to_owned());
        }
    }
    assert!(needed.len() > 20, "{needed:?}");
    let rows = table("### Dependencies");
    let named = rows.iter().flat_map(|row| row[0].split(", ").map(str::to_owned));
    assert_eq!(named.collect::<BTreeSet<_>>(), needed);
    assert!(rows.iter().all(|row| !row[1].is_empty()), "a reason each");
}
