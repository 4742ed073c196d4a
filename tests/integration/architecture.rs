//! The order of the stages, and what each may know: read from the sources.
//!
//! In: every path below `crate`, `super` and `self` that a file of `src` names outside its tests, and
//! the other crates that it names. Out: whoever imports what stands behind it, two modules that import each other
//! in a circle (a parent and its children aside), and a crate that is used where it does not belong.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::PACKAGE;

/// What knows no stage, and what none of it may know.
const VOCABULARY: [&str; 5] = ["payload", "findings", "privacy", "reference", "error"];

/// The stages: each may import those before it. The ledger stands before the scan, which fills it.
const STAGES: [&str; 14] = [
    "input", "carrier", "decode", "ledger", "config", "scan", "facts", "archive", "stats",
    "report", "render", "export", "output", "lib",
];

/// What is above all of them: the command line.
const PROGRAM: [&str; 2] = ["cli", "main"];

/// Where other crates and the process belong: a path, and the only files that may name it.
const PLACES: [(&str, &[&str]); 20] = [
    ("clap::", &["cli/", "main.rs"]),
    ("std::process", &["cli/", "main.rs"]),
    ("std::env", &["cli/", "main.rs"]),
    ("terminal_size::", &["cli/", "main.rs"]),
    ("io::stdout", &["cli/", "main.rs"]),
    ("io::stderr", &["cli/", "main.rs"]),
    ("print!(", &["cli/", "main.rs"]),
    ("println!(", &["cli/", "main.rs"]),
    ("anstyle::", &["render/"]),
    ("tabled::", &["render/"]),
    ("maud::", &["render/"]),
    ("rust_xlsxwriter::", &["render/"]),
    ("bzip2::", &["input/container/"]),
    ("flate2::", &["input/container/", "output/compression.rs"]),
    ("lzma_rust2::", &["input/container/"]),
    ("ruzstd::", &["input/container/", "output/compression.rs"]),
    ("sevenz_rust2::", &["input/container/"]),
    (
        "rayon::",
        &[
            "lib.rs",
            "error.rs",
            "input/container/windows.rs",
            "scan/",
            "ledger/",
            "archive/",
            "stats/",
            "report/",
            "render/json_rows.rs",
            "export/",
        ],
    ),
    ("toml::", &["findings/baseline", "cli/"]),
    ("unsafe ", &[]),
];

/// A file of the program: where it is, and what it says outside comments and tests.
struct Source {
    /// Its path below `src`.
    path: String,
    text: String,
}

impl Source {
    fn all() -> Vec<Source> {
        let mut sources = Vec::new();
        read_folder(&Path::new(PACKAGE).join("src"), "", &mut sources);
        assert!(sources.len() > 100, "{}", sources.len());
        sources
    }

    /// The path of its module, without `crate`.
    fn module(&self) -> Vec<&str> {
        let path = self.path.strip_suffix(".rs").expect("a file of Rust");
        path.strip_suffix("/mod").unwrap_or(path).split('/').filter(|part| *part != "lib").collect()
    }
}

fn read_folder(folder: &Path, below: &str, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("a name");
        let path = format!("{below}{name}");
        if entry.path().is_dir() {
            read_folder(&entry.path(), &format!("{path}/"), sources);
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(entry.path()).expect("text");
            sources.push(Source { path, text: without_tests(&without_comments(&text)) });
        }
    }
}

fn without_comments(text: &str) -> String {
    let is_comment = |line: &&str| line.trim_start().starts_with("//");
    let lines: Vec<&str> = text.lines().filter(|line| !is_comment(line)).collect();
    lines.join("\n")
}

/// The text up to the tests, which stand last, and without what is there for tests alone.
fn without_tests(text: &str) -> String {
    let (text, _) = text.split_once("#[cfg(test)]\nmod tests").unwrap_or((text, ""));
    text.replace("#[cfg(test)]\nmod ", "// mod ")
}

/// The paths that a text names behind `crate::`, `super::` or `self::`, from the crate's root.
fn imports(source: &Source) -> Vec<Vec<String>> {
    let module: Vec<String> = source.module().into_iter().map(str::to_owned).collect();
    let mut found = Vec::new();
    for (start, root) in [("crate::", Vec::new()), ("self::", module.clone())] {
        for (at, _) in source.text.match_indices(start) {
            branches(&root, &source.text[at + start.len()..], &mut found);
        }
    }
    for (at, _) in source.text.match_indices("super::") {
        // Of several only the last leads on.
        let before = source.text[..at].len();
        let above = source.text[..before].bytes().rev().collect::<Vec<_>>();
        let levels = 1 + above.chunks(7).take_while(|chunk| *chunk == b"::repus").count();
        let root = &module[..module.len().saturating_sub(levels)];
        let rest = &source.text[at + "super::".len()..];
        if !rest.starts_with("super::") {
            branches(root, rest, &mut found);
        }
    }
    found
}

/// The ends of a tree of imports that begins here; gives back how long it is.
fn branches(root: &[String], text: &str, found: &mut Vec<Vec<String>>) -> usize {
    if let Some(list) = text.strip_prefix('{') {
        let mut at = 1;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.starts_with('}')) {
            let skipped = rest.len() - rest.trim_start_matches([' ', '\n', ',']).len();
            at += skipped;
            if skipped == 0 {
                at += branches(root, rest, found).max(1);
            }
        }
        return (at + 1).min(list.len() + 1);
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let mut path = root.to_vec();
    path.push(text[..end].to_owned());
    match text[end..].strip_prefix("::") {
        Some(rest) => end + 2 + branches(&path, rest, found),
        None => {
            found.push(path);
            end
        }
    }
}

/// Every module by its path, with the modules that it imports.
struct Modules {
    imports: BTreeMap<Vec<String>, BTreeSet<Vec<String>>>,
}

impl Modules {
    fn read() -> Modules {
        let sources = Source::all();
        let names: BTreeSet<Vec<String>> = sources
            .iter()
            .map(|source| source.module().into_iter().map(str::to_owned).collect())
            .collect();
        let exports = Modules::exports(&sources);
        let resolved = |mut path: Vec<String>| {
            if let Some(module) = path.first().and_then(|name| exports.get(name)) {
                path.insert(0, module.clone());
            }
            while !path.is_empty() && !names.contains(&path) {
                path.pop();
            }
            path
        };
        let mut all = BTreeMap::new();
        for source in &sources {
            let module: Vec<String> = source.module().into_iter().map(str::to_owned).collect();
            let known: BTreeSet<Vec<String>> = imports(source).into_iter().map(resolved).collect();
            all.insert(module, known);
        }
        Modules { imports: all }
    }

    /// What the crate's root exports, by name, with its module.
    fn exports(sources: &[Source]) -> BTreeMap<String, String> {
        let root = sources.iter().find(|source| source.path == "lib.rs").expect("lib.rs");
        let mut found = Vec::new();
        for (at, start) in root.text.match_indices("pub use ") {
            branches(&[], &root.text[at + start.len()..], &mut found);
        }
        found
            .into_iter()
            .filter_map(|path| Some((path.last()?.clone(), path.first()?.clone())))
            .collect()
    }
}

/// Where something stands among the stages; the vocabulary before all of them.
fn place(top: &str) -> usize {
    if VOCABULARY.contains(&top) {
        return 0;
    }
    let stages = STAGES.iter().chain(&PROGRAM);
    1 + stages.into_iter().position(|stage| *stage == top).unwrap_or_else(|| {
        panic!("src/{top} is no stage: give it its place in tests/integration/architecture.rs")
    })
}

/// The first part of a module's path: its stage.
fn stage(module: &[String]) -> &str {
    module.first().map_or("lib", String::as_str)
}

#[test]
fn a_stage_imports_only_what_is_before_it() {
    let mut wrong = Vec::new();
    for (module, imports) in &Modules::read().imports {
        for import in imports {
            let (from, to) = (stage(module), stage(import));
            if from != to && place(to) >= place(from).max(1) {
                wrong.push(format!("{} imports {}", module.join("::"), import.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "against the order of the stages:\n{}", wrong.join("\n"));
}

#[test]
fn no_two_modules_import_each_other_in_a_circle() {
    let modules = Modules::read();
    let related = |a: &[String], b: &[String]| a.starts_with(b) || b.starts_with(a);
    let next = |module: &Vec<String>| {
        let imports = modules.imports.get(module).into_iter().flatten();
        let from = module.clone();
        imports.filter(move |import| !related(&from, import))
    };
    let mut circles = Vec::new();
    for start in modules.imports.keys() {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&Vec<String>> = next(start).collect();
        while let Some(module) = open.pop() {
            if reached.insert(module) {
                open.extend(next(module));
            }
        }
        if reached.contains(start) {
            circles.push(start.join("::"));
        }
    }
    assert!(circles.is_empty(), "each imports itself in the end: {}", circles.join(", "));
}

#[test]
fn other_crates_and_the_process_are_known_only_where_they_belong() {
    let mut wrong = Vec::new();
    for source in Source::all() {
        let allowed = |places: &[&str]| places.iter().any(|place| source.path.starts_with(place));
        for (line, number) in source.text.lines().zip(1..) {
            let mut named = PLACES.iter().filter(|(name, _)| line.contains(name));
            if let Some((name, _)) = named.find(|(_, places)| !allowed(places)) {
                wrong.push(format!("src/{}, statement {number}: {name}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_check_finds_what_it_is_for() {
    let source = |text: &str| Source { path: "decode/csv/mod.rs".into(), text: text.into() };
    let found = |text: &str| -> Vec<String> {
        imports(&source(text)).into_iter().map(|path| path.join("::")).collect()
    };
    assert_eq!(found("use crate::ledger::Ledger;"), ["ledger::Ledger"]);
    assert_eq!(
        found("use crate::{Config, ledger::{Ledger, self}, payload};\nfn f(x: crate::scan::Y) {}"),
        ["Config", "ledger::Ledger", "ledger::self", "payload", "scan::Y"]
    );
    assert_eq!(found("use super::json::Node;"), ["decode::json::Node"]);
    assert_eq!(found("use super::super::ledger::Ledger;"), ["ledger::Ledger"]);
    assert_eq!(found("use self::header::Header;"), ["decode::csv::header::Header"]);
    assert!(place("payload") < place("input") && place("render") < place("cli"));
}
