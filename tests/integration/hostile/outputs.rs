//! All that the program writes about an archive: every command in every format, with standard error.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read};
use std::sync::LazyLock;

use super::archive::archive;
use crate::support::{Folder, Run, all_sections};

/// One output: what wrote it, and what it is.
pub struct Output {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Output {
    /// It as text; of a workbook all that its parts say.
    pub fn text(&self) -> String {
        if !self.name.ends_with(".xlsx") {
            return String::from_utf8_lossy(&self.bytes).into_owned();
        }
        let mut parts = zip::ZipArchive::new(Cursor::new(&self.bytes)).expect("a workbook");
        let mut all = String::new();
        for at in 0..parts.len() {
            parts.by_index(at).expect("a part").read_to_string(&mut all).expect("text");
        }
        all
    }
}

/// What values of `--by` there are that show names of the archive.
const DIMENSIONS: [&str; 4] = ["job-name", "org", "runner", "location"];

/// Everything about the archive of this module, said once for all tests.
pub fn everything() -> &'static [Output] {
    static ALL: LazyLock<Vec<Output>> = LazyLock::new(|| outputs(&archive(), &[], &[]));
    &ALL
}

/// The commands that read an archive, and are in [`outputs`] or in [`facts`]...
const OF_ARCHIVES: [&str; 8] =
    ["report", "render", "diff", "validate", "show", "export", "fold", "trend"];

/// ...and those that do not.
const OF_NOTHING: [&str; 6] = ["config", "explain", "schema", "completions", "man", "help"];

#[test]
fn no_command_is_forgotten() {
    let help = Folder::new().run(["--help"]).exits(0).stdout();
    let commands = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next());
    let is_name = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let commands = commands.expect("the list").lines().filter(is_name);
    let commands = commands.filter_map(|line| line.split_whitespace().next());
    let commands: BTreeSet<&str> = commands.collect();
    assert_eq!(commands, OF_ARCHIVES.into_iter().chain(OF_NOTHING).collect());
}

/// Everything about the archive in a folder, with these flags; `show` of these jobs.
pub fn outputs(folder: &Folder, jobs: &[&str], flags: &[&str]) -> Vec<Output> {
    let mut all = Vec::new();
    let mut put = |name: String, run: &Run| all.extend(of(name, run));
    let flags = || flags.iter().copied();
    for by in DIMENSIONS {
        let args = ["report", ".", "-v", "--by", by].into_iter().chain(all_sections());
        put(format!("report --by {by}"), &folder.run(args.chain(flags())));
    }
    let written = Folder::new();
    let path = |name: &str| format!("{}/{name}", written.path("").display());
    let names = [
        "a.md",
        "a.json",
        "a.txt",
        "a.html",
        "a.xlsx",
        "tables/",
        "excel/",
        "brief.md",
        "brief.html",
    ];
    let [md, json, txt, html, xlsx, tables, excel, brief_md, brief_html] = names.map(path);
    let [retry, history] = ["retry.csv", "history.jsonl"].map(path);
    let files = [&md, &json, &txt, &html, &xlsx, &tables].into_iter().flat_map(|path| ["-o", path]);
    let args = ["report", ".", "--retry-list", &retry].into_iter().chain(files);
    put("report -o".into(), &folder.run(args.chain(all_sections()).chain(flags())));
    let files = [&path("render.html"), &path("render.md")];
    let args = ["render", &json].into_iter().chain(files.iter().flat_map(|path| ["-o", path]));
    put("render -o".into(), &folder.run(args));
    // Compared with an archive of somebody else, everything is new.
    let other = Folder::with_example();
    let other = other.path("").display().to_string();
    let files = ["diff.json", "diff.md", "diff.html", "diff.xlsx", "diff/"].map(&path);
    let args = ["diff", &other, ".", "--all"].into_iter();
    let args = args.chain(files.iter().flat_map(|path| ["-o", path]));
    put("diff -o".into(), &folder.run(args.chain(flags())));
    let requests = path("retry.json");
    let args = ["report", ".", "-q", "-o", &brief_md, "-o", &brief_html, "--retry-list", &requests];
    put("report -q".into(), &folder.run(args.into_iter().chain(flags())));
    let args = ["report", ".", "-f", "jsonl", "--history", &history, "--require", "in_progress=0"];
    put("report jsonl".into(), &folder.run(args.into_iter().chain(flags())));
    for format in ["table", "csv", "json"] {
        put(format!("trend {format}"), &folder.run(["trend", &history, "-f", format]));
    }
    for by in ["org", "location", "job-name"] {
        let [json, left] = ["json", "left.csv"].map(|end| path(&format!("by-{by}/{{{by}}}.{end}")));
        let args = ["report", ".", "--split", by, "-o", &json, "--retry-list", &left];
        put(format!("report --split {by}"), &folder.run(args.into_iter().chain(flags())));
    }
    // What is accepted is not redacted, what is said of it is.
    let baseline = Folder::new();
    let accepted = format!("{}/accepted.toml", baseline.path("").display());
    let of_baseline = folder.run(["validate", ".", "-q", "--write-baseline", &accepted]);
    if flags().next().is_none() {
        put("validate --write-baseline".into(), &of_baseline);
        let bytes = baseline.read("accepted.toml").into_bytes();
        all.push(Output { name: "accepted.toml".into(), bytes });
    }
    let mut put = |name: String, run: &Run| all.extend(of(name, run));
    for (command, format) in [("report", "json"), ("report", "html"), ("validate", "json")] {
        let args = [command, ".", "-f", format, "--baseline", &accepted];
        let name = format!("{command} {format} --baseline");
        put(name, &folder.run(args.into_iter().chain(flags())));
    }
    put(
        "validate --statistics".into(),
        &folder.run(["validate", ".", "--statistics"].into_iter().chain(flags())),
    );
    let args = ["report", ".", "-q", "-o", &excel, "--csv-dialect", "excel-semicolon"];
    put("report --csv-dialect".into(), &folder.run(args.into_iter().chain(flags())));
    for (format, to) in [("--csv", path("export-csv/")), ("--jsonl", path("export-jsonl/"))] {
        let args = ["export", ".", "--max-findings", "0", format, "-o", &to];
        put(format!("export {format}"), &folder.run(args.into_iter().chain(flags())));
    }
    for format in ["text", "table", "markdown", "csv", "json", "jsonl", "sarif", "github", "junit"]
    {
        let args = ["validate", ".", "-v", "--max-findings", "0", "-f", format];
        put(format!("validate {format}"), &folder.run(args.into_iter().chain(flags())));
    }
    for job in jobs {
        all.extend(shown(folder, job, &flags().collect::<Vec<_>>()));
    }
    let mut folders = vec![written.path("")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(written.path("")).expect("below it");
                let bytes = fs::read(&path).expect("a file");
                all.push(Output { name: name.display().to_string(), bytes });
            }
        }
    }
    all
}

/// The facts of the archive in a folder, which are for programs, and of it as it is.
pub fn facts(folder: &Folder) -> Vec<Output> {
    let facts = folder.run(["export", ".", "--facts"]);
    let folded = folder.pipe(["fold", "-"], facts.bytes());
    [("export --facts", facts), ("fold", folded)]
        .into_iter()
        .flat_map(|(name, run)| of(name.into(), &run))
        .collect()
}

/// All that is shown of one job of the archive in a folder.
pub fn shown(folder: &Folder, job: &str, flags: &[&str]) -> Vec<Output> {
    let mut all = Vec::new();
    for format in ["table", "markdown", "json", "jsonl", "html"] {
        let args = [&["show", "-v", "-f", format], flags, &["--", job, "."]].concat();
        all.extend(of(format!("show {job:?} {format}"), &folder.run(args)));
    }
    all
}

/// The two streams of a run.
fn of(name: String, run: &Run) -> [Output; 2] {
    run.check(!run.stderr().contains("panicked"), "no panic");
    let stderr = Output { name: format!("{name} (stderr)"), bytes: run.stderr().into_bytes() };
    [stderr, Output { name, bytes: run.bytes().to_vec() }]
}

/// The output of that name.
#[track_caller]
pub fn named<'o>(outputs: &'o [Output], name: &str) -> &'o Output {
    outputs.iter().find(|output| output.name == name).unwrap_or_else(|| panic!("no output {name}"))
}
