//! The questions of `docs/queries.md`, each asked in DuckDB of the tables of the samples.
//!
//! In: blocks of SQL. Out: under each the rows that come out, as they stand in the document.

use std::cell::RefCell;

use super::Document;
use super::examples::Shell;
use crate::duckdb;

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

#[test]
fn the_questions_of_the_queries_are_answered_as_they_stand_there() {
    let document = Document::named("docs/queries.md");
    let questions = document.blocks("sql");
    assert!(questions.len() > 20, "{}", questions.len());
    let shell = Shell::new();
    shell.run("jobaudit export samples -q -o tables/").exits(0);
    let answers = duckdb::asked::<Vec<String>>(ASK, &shell.folder(), &questions);
    let Some(answers) = answers else { return };
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
