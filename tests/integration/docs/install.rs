//! `docs/install.md` and what it speaks of: names of files, the oldest Rust, the folders of the packages.

use std::fs;
use std::path::Path;

use super::Document;
use crate::support::{PACKAGE, left_out};

/// A value of the manifest's first table.
fn of_manifest(key: &str) -> String {
    let manifest = text("Cargo.toml");
    let found = manifest.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
    found.unwrap_or_else(|| panic!("Cargo.toml: no {key}")).trim_matches('"').to_owned()
}

fn text(file: &str) -> String {
    fs::read_to_string(Path::new(PACKAGE).join(file))
        .unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn the_oldest_rust_is_the_same_wherever_it_is_named() {
    let oldest = format!("Rust {}", of_manifest("rust-version"));
    for name in ["README.md", "docs/install.md", "docs/development.md"] {
        let document = Document::named(name).text;
        let mut named = document.match_indices("Rust 1.").map(|(at, _)| &document[at..]).peekable();
        assert!(named.peek().is_some(), "{name} names the oldest Rust");
        for found in named {
            let rest = found.strip_prefix(&oldest);
            let is_it = rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
            assert!(is_it, "{name}: {}", found.lines().next().unwrap_or_default());
        }
    }
}

#[test]
fn files_are_named_with_the_version_that_they_have() {
    let version = of_manifest("version");
    let document = Document::named("docs/install.md").text;
    let mut named = 0;
    for begin in ["jobaudit-", "jobaudit_"] {
        let found = document.match_indices(begin).map(|(at, _)| &document[at + begin.len()..]);
        for rest in found.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            assert!(rest.starts_with(&version), "{}", rest.lines().next().unwrap_or_default());
            named += 1;
        }
    }
    assert!(named > 15, "{named}");
}

#[test]
fn a_release_makes_what_the_document_offers() {
    let document = Document::named("docs/install.md").text;
    let Ok(workflow) = fs::read_to_string(Path::new(PACKAGE).join(".github/workflows/release.yml"))
    else {
        left_out("the packed crate has no workflows");
        return;
    };
    let targets = workflow.lines().filter_map(|line| line.trim().strip_prefix("target: "));
    let targets: Vec<&str> = targets.collect();
    assert!(targets.len() >= 4, "{targets:?}");
    for target in targets {
        let processor = target.split('-').next().unwrap_or(target);
        let offered = document.contains(&format!("{target}."))
            || document.contains(&format!("`{processor}`"));
        assert!(offered, "docs/install.md: {target}");
    }
}

#[test]
fn an_image_has_only_what_is_laid_out_for_it() {
    let Ok(recipe) = fs::read_to_string(Path::new(PACKAGE).join("packaging/Containerfile")) else {
        left_out("the packed crate has no packaging");
        return;
    };
    let build = text("packaging/build");
    let copied = recipe.lines().find_map(|line| line.strip_prefix("COPY ")).expect("it copies");
    let (files, to) = copied.rsplit_once(' ').expect("to somewhere");
    assert_eq!(to, "/");
    let laid_out = build.split_once("part_container() {").expect("the part").1;
    let laid_out = laid_out.split_once("\n}").expect("it ends").0;
    assert_eq!(files, "jobaudit LICENSE");
    assert!(laid_out.contains(r#"cp "$binary" LICENSE "$out/container/""#), "{laid_out}");
    assert!(recipe.contains(r#"ENTRYPOINT ["/jobaudit"]"#));
}
