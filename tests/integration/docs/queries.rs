//! The questions of `docs/queries.md`, each asked in DuckDB of the tables of the samples.
//!
//! In: blocks of SQL. Out: under each the rows that come out, as they stand in the document.

use std::cell::RefCell;
use std::io::Write;
use std::process::{Command, Stdio};

use super::Document;
use super::examples::Shell;

/// Runs texts of SQL one after the other and prints what each gives.
const ASK: &str = r#"
import json, sys, duckdb
connection = duckdb.connect()
results = []
for sql in json.load(sys.stdin):
    try:
        relation = connection.sql(sql)
    except duckdb.Error as error:
        sys.exit(f"{sql}\n{error}")
    if relation is None or sql.startswith("SET"):
        results.append("")
        continue
    rows = [relation.columns] + [["" if cell is None else str(cell) for cell in row] for row in relation.fetchall()]
    widths = [max(len(row[at]) for row in rows) for at in range(len(relation.columns))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    results.append("\n".join(lines) + "\n")
json.dump(results, sys.stdout)
"#;

/// Whether there is a Python with DuckDB.
fn has_duckdb() -> bool {
    let found =
        Command::new("python3").args(["-c", "import duckdb"]).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

#[test]
fn the_questions_of_the_queries_are_answered_as_they_stand_there() {
    if !has_duckdb() {
        eprintln!(
            "left out: no python3 with duckdb (pip install duckdb), which answers the queries"
        );
        assert!(std::env::var_os("JOBAUDIT_DUCKDB").is_none(), "DuckDB was to be there");
        return;
    }
    let document = Document::named("docs/queries.md");
    let questions = document.blocks("sql");
    assert!(questions.len() > 20, "{}", questions.len());
    let shell = Shell::new();
    shell.run("jobaudit export samples -q -o tables/").exits(0);
    let mut python = Command::new("python3");
    python.args(["-c", ASK]).current_dir(shell.folder()).stdin(Stdio::piped());
    let mut python =
        python.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("python3 starts");
    let mut input = python.stdin.take().expect("a pipe");
    input.write_all(&serde_json::to_vec(&questions).expect("JSON")).expect("it reads");
    drop(input);
    let output = python.wait_with_output().expect("python3 ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answers: Vec<String> = serde_json::from_slice(&output.stdout).expect("JSON");
    // The first block makes the views.
    for (question, answer) in questions.iter().zip(&answers).skip(1) {
        assert!(answer.lines().count() > 1, "nothing comes out of\n{question}");
    }
    let left = RefCell::new(answers.into_iter().skip(1));
    let renew =
        |line: &str, _: &[&str]| (line == "```text").then(|| left.borrow_mut().next()).flatten();
    document.must_be(&document.renewed("```", renew));
    assert_eq!(left.borrow_mut().next(), None, "every question has an answer below it");
}
