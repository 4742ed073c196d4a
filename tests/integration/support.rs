//! What every test needs: folders of its own, the program run in them, payloads, golden files.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_jobaudit");
/// The package's folder, where `samples` is.
pub const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

/// All sections there are, in reading order.
pub const SECTIONS: [&str; 21] = [
    "summary",
    "failure_rates",
    "exit_codes",
    "statuses",
    "step_timing",
    "slowest_steps",
    "error_codes",
    "actions",
    "users",
    "still_to_move",
    "errors",
    "steps",
    "throughput",
    "plan",
    "gates",
    "timeline",
    "trend",
    "attention",
    "findings",
    "files",
    "jobs",
];

// ---------------------------------------------------------------------------------------------
// Running
// ---------------------------------------------------------------------------------------------

/// Runs the program in the package's folder, so that the samples are called `samples/...`.
pub fn run<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Run {
    execute(Path::new(PACKAGE), PROGRAM, args, b"")
}

/// Runs a line of shell, in which `$JOBAUDIT` is the program, in the package's folder.
#[cfg(unix)]
pub fn shell(line: &str) -> Run {
    execute(Path::new(PACKAGE), "sh", ["-c", line], b"")
}

fn execute<S: AsRef<OsStr>>(
    cwd: &Path,
    program: &str,
    args: impl IntoIterator<Item = S>,
    input: &[u8],
) -> Run {
    finish(command(cwd, program, args), input)
}

fn command<S: AsRef<OsStr>>(
    cwd: &Path,
    program: &str,
    args: impl IntoIterator<Item = S>,
) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(cwd).env("JOBAUDIT", PROGRAM);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    // Whatever lies in the folder, a test says itself what is set.
    command.env("JOBAUDIT_CONFIG", "");
    command
}

/// Runs a command to its end with this on its standard input.
fn finish(mut command: Command, input: &[u8]) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let output = std::thread::scope(|scope| {
        // The program may end without having read it all.
        scope.spawn(move || drop(stdin.write_all(input)));
        child.wait_with_output().expect("the program ends")
    });
    Run { command: format!("{command:?}"), output }
}

/// What a run of the program did.
pub struct Run {
    command: String,
    output: Output,
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}\n{}\n--- stdout\n{}\n--- stderr\n{}",
            self.command,
            self.output.status,
            self.stdout(),
            self.stderr()
        )
    }
}

impl Run {
    /// Fails the test, showing the whole run, unless something holds.
    #[track_caller]
    pub fn check(&self, holds: bool, what: impl fmt::Display) -> &Run {
        assert!(holds, "not so: {what}\n{self}");
        self
    }

    /// Fails the test unless the program ended so. A panic is never an end.
    #[track_caller]
    pub fn exits(&self, code: i32) -> &Run {
        self.check(!self.stderr().contains("panicked"), "no panic");
        self.check(self.output.status.code() == Some(code), format!("exit code {code}"))
    }

    /// How the program ended.
    pub fn status(&self) -> std::process::ExitStatus {
        self.output.status
    }

    /// Standard output, as bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.output.stdout
    }

    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// Fails the test unless the last line on standard error is one sentence that holds this.
    #[track_caller]
    pub fn says_why(&self, part: &str) -> &Run {
        let stderr = self.stderr();
        let line = stderr.lines().last().unwrap_or_default();
        let reason = line.strip_prefix("jobaudit: ").unwrap_or_default();
        let full_stop = reason.replace("...", "").contains(". ") || reason.ends_with('.');
        let one_sentence = !reason.is_empty() && !full_stop;
        self.check(one_sentence, "the last line says why, in one sentence");
        self.check(reason.contains(part), format!("the reason has `{part}`"))
    }

    /// Standard output as the one JSON document that it must be.
    #[track_caller]
    pub fn json(&self) -> Json {
        match serde_json::from_slice(self.bytes()) {
            Ok(value) => Json(value),
            Err(error) => panic!("not JSON, {error}\n{self}"),
        }
    }

    /// What became of each file, as `-v` says it: `kind, 1 payload` or `set aside, rule`.
    pub fn fates(&self) -> BTreeMap<String, String> {
        let stderr = self.stderr();
        let fate = |line: &str| {
            let (name, fate) = line.strip_prefix("jobaudit: ")?.split_once(": ")?;
            let fate = match fate.strip_prefix("set aside, ") {
                Some(rest) => format!("set aside, {}", rest.split(':').next()?),
                None => fate.to_owned(),
            };
            let known = fate.starts_with("set aside, ")
                || fate.ends_with(" payload")
                || fate.ends_with(" payloads")
                || fate.contains(", linked by ");
            known.then(|| (name.to_owned(), fate))
        };
        stderr.lines().filter_map(fate).collect()
    }
}

/// A report in JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Json(pub Value);

impl Json {
    /// The rows of a section.
    #[track_caller]
    pub fn rows(&self, section: &str) -> &[Value] {
        self.0["sections"][section]
            .as_array()
            .unwrap_or_else(|| panic!("no section {section} in {}", self.0))
    }

    /// The row of a section that has this value in a column.
    pub fn row(&self, section: &str, column: &str, value: &str) -> Option<&Value> {
        self.rows(section).iter().find(|row| row[column] == value)
    }

    /// A measure of the summary.
    #[track_caller]
    pub fn measure(&self, measure: &str) -> &Value {
        let row = self.row("summary", "measure", measure);
        &row.unwrap_or_else(|| panic!("no measure {measure}"))["value"]
    }

    /// How many findings a rule has.
    pub fn findings(&self, rule: &str) -> u64 {
        let row = self.row("findings", "rule", rule);
        row.and_then(|row| row["count"].as_u64()).unwrap_or(0)
    }

    /// A rule's example, with its place.
    pub fn example(&self, rule: &str) -> &str {
        let row = self.row("findings", "rule", rule);
        row.and_then(|row| row["example"].as_str()).unwrap_or_default()
    }

    /// The rules that fired.
    pub fn rules(&self) -> Vec<&str> {
        let rules = self.rows("findings").iter();
        rules.filter_map(|row| row["rule"].as_str()).collect()
    }

    /// The only job.
    #[track_caller]
    pub fn job(&self) -> &Value {
        match self.rows("jobs") {
            [job] => job,
            jobs => panic!("{} jobs instead of one: {}", jobs.len(), self.0),
        }
    }
}

/// Flags that ask for all sections.
pub fn all_sections<'a>() -> impl Iterator<Item = &'a str> {
    let flags = |section: &'a str| ["--section", section];
    SECTIONS.into_iter().flat_map(flags)
}

// ---------------------------------------------------------------------------------------------
// Folders
// ---------------------------------------------------------------------------------------------

/// A folder of a test's own, gone when the test is over.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A folder that holds these files.
    pub fn of<N: AsRef<str>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (N, B)>) -> Folder {
        let folder = Folder::new();
        for (name, bytes) in files {
            folder.write(name.as_ref(), bytes);
        }
        folder
    }

    /// A folder that holds the documented example.
    pub fn with_example() -> Folder {
        Folder::of([("archive/job.json", example().to_string())])
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Folder {
        let path = self.path(name);
        let above = path.parent().expect("a folder");
        fs::create_dir_all(above).expect("the folder is made");
        fs::write(&path, bytes).expect("the file is written");
        self
    }

    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Runs the program here, with relative paths.
    pub fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Run {
        self.pipe(args, b"")
    }

    /// Runs the program here with something on standard input.
    pub fn pipe<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>, input: &[u8]) -> Run {
        execute(self.0.path(), PROGRAM, args, input)
    }

    /// Runs the program here as if the terminal had 80 columns.
    pub fn run_at_80(&self, args: &[&str]) -> Run {
        let mut command = command(self.0.path(), PROGRAM, args);
        command.env("COLUMNS", "80");
        finish(command, b"")
    }

    /// Runs the program here with more in its environment.
    #[cfg(target_os = "linux")]
    pub fn run_with<'v>(
        &self,
        args: &[&str],
        variables: impl IntoIterator<Item = (&'v str, String)>,
    ) -> Run {
        let mut command = command(self.0.path(), PROGRAM, args);
        command.envs(variables);
        finish(command, b"")
    }

    /// Runs a line of shell here, in which `$JOBAUDIT` is the program.
    #[cfg(unix)]
    pub fn shell(&self, line: &str) -> Run {
        execute(self.0.path(), "sh", ["-c", line], b"")
    }

    /// Audits all that is here with these flags: the run, to be checked, and the whole report.
    pub fn audit(&self, flags: &[&str]) -> (Run, Json) {
        let fixed = ["report", ".", "-v", "-f", "json"];
        let args = fixed.into_iter().chain(all_sections());
        let run = self.run(args.chain(flags.iter().copied()));
        let json = run.json();
        (run, json)
    }
}

// ---------------------------------------------------------------------------------------------
// Payloads
// ---------------------------------------------------------------------------------------------

/// The documented job status: COMPLETED, one move, without findings.
pub fn example() -> Value {
    let path = Path::new(PACKAGE).join("samples/documented-example/job-status.json");
    let text = fs::read(path).expect("the documented example");
    serde_json::from_slice(&text).expect("JSON")
}

/// The id of job `number`.
pub fn job_id(number: u64) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// Says what a test leaves out, where the machine lacks what it needs.
#[cfg(any(unix, feature = "tables"))]
#[allow(clippy::print_stderr, reason = "whoever reads the log is to know")]
pub fn left_out(why: &str) {
    eprintln!("left out: {why}");
}

/// The documented example as job `number`.
pub fn job(number: u64) -> Value {
    let mut job = example();
    job["id"] = json!(job_id(number));
    job
}

/// Takes all that a job says of an errors file out of it.
pub fn forget_errors_file(job: &mut Value) {
    for field in ["csvFile", "csvFileExpiryTime", "fileFormat", "csvFileDownloadUrl"] {
        job.as_object_mut().expect("an object").remove(field);
    }
}

/// The documented example as it was when it had just started, or after more or less time.
pub fn running(number: u64, last_updated: &str) -> Value {
    let mut job = job(number);
    job["latestExecutionStatus"] = json!("STARTED");
    job["latestExecutionExitCode"] = json!("UNKNOWN");
    job["counts"] = json!({"totalMoves": 1, "moved": 0, "failed": 0});
    forget_errors_file(&mut job);
    let execution = &mut job["jobExecutionStatus"][0];
    execution["statusMessage"] = json!("STARTED");
    execution["exitCode"] = json!("UNKNOWN");
    execution["lastUpdated"] = json!(last_updated);
    execution["timeElapsed"] = json!("PT0S");
    let execution = execution.as_object_mut().expect("an object");
    execution.remove("endTime");
    execution.remove("stepExecutionStatuses");
    job
}

/// A text in UTF-16, its units in this order of bytes.
pub fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

/// An errors CSV with one error of one user.
pub const ERRORS_CSV: &str =
    "User ID,Type,Code,Message\nann@example.com,Error,19605,[Error 19605] No.\n";

// ---------------------------------------------------------------------------------------------
// Golden files
// ---------------------------------------------------------------------------------------------

/// Compares an output with what is kept under `tests/golden`; `JOBAUDIT_BLESS=1` keeps it instead.
#[track_caller]
pub fn golden(name: &str, actual: &str) {
    let generator = concat!("jobaudit ", env!("CARGO_PKG_VERSION"));
    let actual = actual.replace(generator, "jobaudit VERSION");
    let path = Path::new(PACKAGE).join("tests/golden").join(name);
    if std::env::var_os("JOBAUDIT_BLESS").is_some_and(|value| value == "1") {
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        fs::write(&path, actual).expect("the golden file is written");
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected != actual {
        panic!(
            "tests/golden/{name}: {}\nJOBAUDIT_BLESS=1 cargo test keeps the new one",
            first_difference(&expected, &actual)
        );
    }
}

/// The first line in which two texts differ.
pub fn first_difference(expected: &str, actual: &str) -> String {
    let (mut old, mut new) = (expected.split('\n'), actual.split('\n'));
    for line in 1.. {
        match (old.next(), new.next()) {
            (None, None) => break,
            (old, new) if old != new => {
                let shown = |line: Option<&str>| format!("{:?}", line.unwrap_or("(the end)"));
                return format!("line {line}\nkept:  {}\nfound: {}", shown(old), shown(new));
            }
            _ => {}
        }
    }
    String::from("no difference")
}
