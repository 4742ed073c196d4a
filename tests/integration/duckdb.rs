//! DuckDB, which reads what was exported as everybody else would.
//!
//! In: a script of Python, and what it is to read. Out: what it prints; nothing where there is no DuckDB, which
//! whoever set JOBAUDIT_DUCKDB has ruled out.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::support::left_out;

/// Whether there is a Python with DuckDB.
fn is_there() -> bool {
    let found =
        Command::new("python3").args(["-c", "import duckdb"]).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

/// What a script prints as JSON that reads this as JSON from its standard input.
pub fn asked<T: DeserializeOwned>(
    script: &str,
    folder: &Path,
    input: &impl Serialize,
) -> Option<T> {
    if !is_there() {
        left_out("no python3 with duckdb (pip install duckdb), which reads the tables");
        assert!(std::env::var_os("JOBAUDIT_DUCKDB").is_none(), "DuckDB was to be there");
        return None;
    }
    let mut python = Command::new("python3");
    python.args(["-c", script]).current_dir(folder).stdin(Stdio::piped());
    let mut python =
        python.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("python3 starts");
    let mut to_python = python.stdin.take().expect("a pipe");
    to_python.write_all(&serde_json::to_vec(input).expect("JSON")).expect("it reads");
    drop(to_python);
    let output = python.wait_with_output().expect("python3 ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).expect("JSON"))
}
