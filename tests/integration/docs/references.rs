//! What the documents name: flags, links, paths of the repository, exit codes, dependencies.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::Document;
use super::lists::{command_names, flags, flags_in};
use crate::support::{PACKAGE, run};

/// The rows of the table that comes first after a heading, cell by cell and without code marks.
fn table(document: &str, heading: &str) -> Vec<Vec<String>> {
    let text = Document::named(document).text;
    let (_, rest) = text
        .split_once(&format!("\n{heading}\n"))
        .unwrap_or_else(|| panic!("{document}: no heading {heading}"));
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

#[test]
fn the_readme_is_a_front_page() {
    let readme = Document::named("README.md").text;
    assert!(readme.lines().count() <= 200, "{} lines", readme.lines().count());
    assert!(readme.len() <= 10_000, "{} bytes", readme.len());
    for command in ["cargo run --release -- report samples", "cargo test"] {
        assert!(readme.lines().any(|line| line == command), "{command}");
    }
}

#[test]
fn every_flag_that_is_named_exists() {
    let exist = flags();
    // Those of other programs stand in their commands.
    let others = [
        "cargo ",
        "benches/peers/run",
        "packaging/",
        "fuzz/run",
        "curl ",
        "jq ",
        "git ",
        "pip",
        "sha256sum ",
        "shasum ",
        "gh attestation",
        "dpkg ",
        "docker ",
        "zypper",
        "winget ",
    ];
    for document in Document::all() {
        let own =
            document.text.lines().filter(|line| !others.iter().any(|with| line.contains(with)));
        let named = flags_in(&own.collect::<Vec<_>>().join("\n"));
        let unknown: Vec<_> = named.difference(&exist).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", document.name);
    }
}

/// The lines of a text that stand in no fenced block.
fn prose(text: &str) -> String {
    let parts = text.split("\n```").step_by(2);
    parts.collect::<Vec<_>>().join("\n")
}

/// Where the links of a text lead, but for those into the web.
fn links(prose: &str) -> impl Iterator<Item = &str> {
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://"))
}

/// The anchors of a document's headings, as code hosts make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter_map(|line| line.strip_prefix('#'));
    headings
        .map(|heading| {
            let heading = heading.trim_start_matches('#').trim().to_lowercase();
            let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut followed = 0;
    for document in Document::all() {
        let folder = Path::new(PACKAGE).join(&document.name);
        let folder = folder.parent().expect("a folder");
        for link in links(&prose(&document.text)) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = folder.join(path);
            let text = match path {
                "" => document.text.clone(),
                _ if anchor.is_empty() => String::new(),
                _ => fs::read_to_string(&target).unwrap_or_default(),
            };
            assert!(path.is_empty() || target.exists(), "{}: {link}", document.name);
            let found = anchor.is_empty() || anchors(&text).contains(anchor);
            assert!(found, "{}: no heading for {link}", document.name);
            followed += 1;
        }
    }
    assert!(followed > 20, "{followed}");
}

#[test]
fn every_path_of_the_repository_that_is_named_exists() {
    let roots = [
        "src/",
        "tests/",
        "benches/",
        "examples/",
        "docs/",
        "samples/",
        "fuzz/",
        ".ci/",
        "packaging/",
    ];
    // The packed crate has no gate, no fuzzing and no packaging.
    let is_here = |root: &&str| Path::new(PACKAGE).join(root).exists();
    let roots: Vec<&str> = roots.into_iter().filter(is_here).collect();
    assert!(roots.len() >= 6, "{roots:?}");
    let mut named = 0;
    for document in Document::all() {
        // Odd parts of a line stand between code marks.
        let prose = prose(&document.text);
        let quoted = prose.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
        let is_path = |text: &&str| {
            roots.iter().any(|root| text.starts_with(root)) && !text.contains([' ', '<', '*', '…'])
        };
        for path in quoted.filter(is_path) {
            assert!(Path::new(PACKAGE).join(path).exists(), "{}: {path}", document.name);
            named += 1;
        }
    }
    assert!(named > 20, "{named}");
}

#[test]
fn the_exit_codes_are_those_of_the_help() {
    let help = run(["report", "--help"]).exits(0).stdout();
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
    assert_eq!(table("README.md", "## Exit codes"), codes);
}

#[test]
fn each_dependency_has_its_reason() {
    let manifest = fs::read_to_string(Path::new(PACKAGE).join("Cargo.toml")).expect("a manifest");
    // As it is written, or as `cargo package` writes it anew.
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let targets = manifest["target"].as_table().into_iter().flat_map(toml::Table::values);
    let all = std::iter::once(&manifest["dependencies"])
        .chain(targets.filter_map(|target| target.get("dependencies")));
    let names = all.filter_map(|table| table.as_table()).flat_map(toml::Table::keys);
    let needed: BTreeSet<String> = names.cloned().collect();
    assert!(needed.len() > 20, "{needed:?}");
    let rows = table("docs/development.md", "## Dependencies");
    let named = rows.iter().flat_map(|row| row[0].split(", ").map(str::to_owned));
    assert_eq!(named.collect::<BTreeSet<_>>(), needed);
    assert!(rows.iter().all(|row| !row[1].is_empty()), "a reason each");
}

#[test]
fn every_command_is_on_the_front_page() {
    let rows = table("README.md", "## Commands");
    for command in command_names() {
        let named = |row: &Vec<String>| {
            row[0].split(", ").any(|part| part.split(' ').nth(1) == Some(command.as_str()))
        };
        assert!(rows.iter().any(named), "README.md: no row for `jobaudit {command}`");
    }
}

#[test]
fn the_limits_have_the_defaults_of_the_help() {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let help = ["report", "validate"].map(|command| run([command, "--help"]).exits(0).stdout());
    let help = help.concat();
    for row in table("docs/inputs.md", "## Limits") {
        let (_, told) = help.split_once(&format!("{} <", row[2])).expect("the help tells the flag");
        let (_, told) = told.split_once("[default: ").expect("the flag has a default");
        let (default, _) = told.split_once(']').expect("the default ends");
        assert_eq!(digits(&row[1]), digits(default), "{}", row[2]);
    }
}
