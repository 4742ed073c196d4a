//! All that the program writes about an archive: every command in every format, with standard error.

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
    let retry = path("retry.csv");
    let files = [&md, &json, &txt, &html, &xlsx, &tables].into_iter().flat_map(|path| ["-o", path]);
    let args = ["report", ".", "--retry-list", &retry].into_iter().chain(files);
    put("report -o".into(), &folder.run(args.chain(all_sections()).chain(flags())));
    let args = ["report", ".", "-q", "-o", &brief_md, "-o", &brief_html];
    put("report -q".into(), &folder.run(args.into_iter().chain(flags())));
    let args = ["report", ".", "-q", "-o", &excel, "--csv-dialect", "excel-semicolon"];
    put("report --csv-dialect".into(), &folder.run(args.into_iter().chain(flags())));
    for format in ["text", "table", "markdown", "csv", "json", "sarif"] {
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

/// All that is shown of one job of the archive in a folder.
pub fn shown(folder: &Folder, job: &str, flags: &[&str]) -> Vec<Output> {
    let mut all = Vec::new();
    for format in ["table", "markdown", "json", "html"] {
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
