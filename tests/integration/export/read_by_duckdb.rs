//! The tables as another program reads them: every cell is that of the CSV table, which is that of the report, and
//! what the report counts comes out where somebody counts it again in SQL.

use serde::Deserialize;
use serde_json::{Value, json};

use jobaudit::export::Kind;

use super::agreement::FLAGS;
use super::{Texts, archives, moment, tables, without_apostrophes};
use crate::duckdb;
use crate::support::Folder;

/// Prints for each folder of tables what stands in them, and what some questions give.
const READ: &str = r#"
import json, sys, duckdb
asked = json.load(sys.stdin)
told = []
for folder in asked["folders"]:
    connection = duckdb.connect()
    tables = {}
    for table in asked["tables"]:
        path = f"{folder}/{table}.parquet"
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM '{path}'")
        columns = [column[:2] for column in connection.execute(f"DESCRIBE {table}").fetchall()]
        cells = [f'epoch_us("{name}")' if kind.startswith("TIMESTAMP") else f'"{name}"' for name, kind in columns]
        rows = connection.execute(f"SELECT {', '.join(cells)} FROM {table}").fetchall()
        tables[table] = {"columns": columns, "rows": rows}
    answers = [connection.execute(f"SELECT CAST(({question}) AS BIGINT)").fetchone()[0] for question in asked["questions"]]
    told.append({"tables": tables, "answers": answers})
json.dump(told, sys.stdout)
"#;

/// A measure of the report, and how somebody would count the same in SQL.
const MEASURES: &[(&str, &str)] = &[
    ("files_found", "SELECT count(*) FROM files"),
    ("files_set_aside", "SELECT count(*) FROM files WHERE fate = 'set-aside'"),
    ("jobs", "SELECT count(*) FROM jobs"),
    ("executions", "SELECT count(*) FROM executions"),
    ("steps", "SELECT count(*) FROM steps"),
    ("jobs_failed", "SELECT count(*) FROM jobs WHERE outcome = 'failed'"),
    ("errors", "SELECT count(*) FROM errors WHERE kind = 'error'"),
    ("people_to_move", "SELECT sum(people) FROM still_to_move"),
];

/// What DuckDB finds in a folder.
#[derive(Deserialize)]
struct Told {
    tables: std::collections::BTreeMap<String, Read>,
    answers: Vec<Option<i64>>,
}

/// A table: its columns with their types, and its rows.
#[derive(Deserialize)]
struct Read {
    columns: Vec<(String, String)>,
    rows: Vec<Vec<Value>>,
}

/// A type as DuckDB calls it.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "VARCHAR",
        Kind::Integer | Kind::Duration => "BIGINT",
        Kind::Number => "DOUBLE",
        Kind::Flag => "BOOLEAN",
        Kind::Time => "TIMESTAMP WITH TIME ZONE",
    }
}

impl Read {
    /// As CSV has it.
    fn texts(&self) -> Texts {
        let text = |(value, (_, kind)): (&Value, &(String, String))| match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Number(micros) if kind.starts_with("TIMESTAMP") => {
                moment(micros.as_i64().expect("microseconds"))
            }
            Value::Number(number) if kind == "DOUBLE" => {
                number.as_f64().expect("a number").to_string()
            }
            other => other.to_string(),
        };
        let row = |row: &Vec<Value>| row.iter().zip(&self.columns).map(text).collect();
        Texts {
            columns: self.columns.iter().map(|(name, _)| name.clone()).collect(),
            rows: self.rows.iter().map(row).collect(),
        }
    }
}

#[test]
fn duckdb_reads_in_every_table_what_the_report_says() {
    let archives = archives();
    let mut exports: Vec<(&str, &Folder, &[&str])> = Vec::new();
    let mut folders = Vec::new();
    for (name, folder) in &archives {
        for flags in FLAGS {
            let at = exports.len();
            let to = |format: &str| format!("{format}-{at}/");
            let all = ["export", "archive", "-q", "--max-findings", "0"];
            let (csv, parquet) = (to("csv"), to("parquet"));
            let run = folder.run(all.iter().chain(&["--csv", "-o", &csv]).chain(flags));
            if !folder.path(&csv).exists() {
                continue;
            }
            run.check(!run.stderr().contains("panicked"), "no panic");
            folder.run(all.iter().chain(&["-o", &parquet]).chain(flags));
            folders.push(folder.path(&parquet));
            exports.push((name, folder, flags));
        }
    }
    let questions: Vec<&str> = MEASURES.iter().map(|(_, question)| *question).collect();
    let tables = tables();
    let names: Vec<&str> = tables.keys().copied().collect();
    let asked = json!({ "folders": folders, "tables": names, "questions": questions });
    let told = duckdb::asked::<Vec<Told>>(READ, &archives[0].1.path(""), &asked);
    let Some(told) = told else { return };
    assert_eq!(told.len(), exports.len());
    for (at, (told, (name, folder, flags))) in told.iter().zip(&exports).enumerate() {
        for (id, columns) in &tables {
            let read = &told.tables[*id];
            let kinds = columns.iter().map(|column| (column.id, kind(column.kind)));
            let found = read.columns.iter().map(|(name, kind)| (name.as_str(), kind.as_str()));
            assert!(kinds.eq(found), "{name} {id}: {:?}", read.columns);
            let csv = Texts::read(&folder.path(&format!("csv-{at}/{id}.csv")));
            let (read, csv) = (without_apostrophes(read.texts()), without_apostrophes(csv));
            assert_eq!(read, csv, "{name} {flags:?} {id}");
        }
        let measures = told.tables["measures"].texts();
        for ((measure, question), answer) in MEASURES.iter().zip(&told.answers) {
            let row = measures.rows.iter().find(|row| row[0] == *measure);
            let value = row.unwrap_or_else(|| panic!("no measure {measure}"))[1].as_str();
            let answer = answer.map_or_else(String::new, |answer| answer.to_string());
            assert_eq!(answer, value, "{name} {flags:?} {measure}: {question}");
        }
    }
}
